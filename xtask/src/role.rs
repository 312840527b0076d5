//! Who is who in a pair.

use serde::{Deserialize, Serialize};

/// One of the two parts that a submission plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "role"))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The program that listens.
    Server,
    /// The program that connects.
    Client,
}

impl Role {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Server, Self::Client];

    /// The other one of the pair.
    pub fn other(self) -> Self {
        match self {
            Self::Server => Self::Client,
            Self::Client => Self::Server,
        }
    }

    /// The word for it, in output and file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
        }
    }
}
