//! What is missing behind words, or wrong before them.

use serde::{Deserialize, Serialize};

use super::Send;
use crate::bytes::Bytes;

/// What may be missing behind what a half says, or wrong before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// These bytes; and what then stands behind everything that is ended so.
    Said(Bytes, Bytes),
    /// The end of its direction of the connection.
    Shut,
    /// Nothing, but for a count before a list that is so much too large.
    Counted(i64),
    /// Nothing, but for how it is written: this is said instead, as the other half writes its own words.
    Alike(Vec<Send>),
    /// The same, where the other half has not written anything: it may be meant to be this.
    Near(Vec<Send>),
}

impl End {
    /// Whether something else is said, and nothing added.
    pub fn is_rewritten(&self) -> bool {
        matches!(self, Self::Alike(_) | Self::Near(_))
    }
}
