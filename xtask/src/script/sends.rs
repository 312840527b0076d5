//! Which numbers a stand-in sends.

use serde::{Deserialize, Serialize};

/// Which numbers a stand-in sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "sends"))]
#[serde(rename_all = "kebab-case")]
pub enum Sends {
    /// Its own, as the reference program draws them.
    #[default]
    Drawn,
    /// The scenario's list of that number, from 1.
    List(usize),
    /// All that a set may hold: a server's answer is its own set.
    Range,
    /// Part of these, from 1: as many as a client sends.
    Part(usize),
    /// Numbers of the server's own set, others, and one below the range, which no set holds.
    Below,
}

impl Sends {
    /// Whether they are its own.
    pub fn is_drawn(&self) -> bool {
        *self == Self::Drawn
    }
}
