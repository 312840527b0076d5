//! What the hand-out sets.

use serde::{Deserialize, Serialize};

/// One of the hand-out's three tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "task"))]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// The server greets, the client acknowledges.
    Greet,
    /// The server removes the duplicates from the client's list.
    Dedup,
    /// Server and client find the numbers that both have.
    Intersect,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 3] = [Self::Greet, Self::Dedup, Self::Intersect];

    /// Its name in scenarios, and the subcommand of the reference pair.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greet => "greet",
            Self::Dedup => "dedup",
            Self::Intersect => "intersect",
        }
    }
}
