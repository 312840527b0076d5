//! Why unpacking stops.

use std::io;

use crate::hand_in::Refusal;

/// Why unpacking stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is the archive's fault.
    Refused(Refusal),
    /// It is this machine's: a full disk, say.
    Machine(io::Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
