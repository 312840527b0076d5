//! How far programs are kept apart.

use std::fmt;

/// How far a program is kept apart from the machine, and from other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Isolation {
    /// Not at all: a plain process on the machine's loopback. One case at a time.
    None,
    /// Its own network. For trusted programs: they see the machine's files and processes.
    Network,
    /// Its own network, files, processes, identity and limits.
    Sandbox,
}

impl Isolation {
    /// The word for it, on the command line and in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Network => "network",
            Self::Sandbox => "sandbox",
        }
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
