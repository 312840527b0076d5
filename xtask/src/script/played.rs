//! A program of the harness in the place of one half of a pair: which half, and what it plays.

use serde::{Deserialize, Serialize};

use super::{End, Script, Sends};
use crate::delivery::Delivery;
use crate::role::Role;

/// A program of the harness in the place of one half of a pair, for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Which half it plays, and which of the scripts.
    pub played: Played,
    /// The case's seed.
    pub seed: u64,
    /// The case's delivery.
    pub delivery: Delivery,
    /// What it plays.
    pub script: Script,
    /// Whether everything in the script was recorded.
    pub is_recorded: bool,
    /// What ends what it says, and the half that it plays never said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<End>,
    /// The server's own set, where it was asked for it.
    pub asked: Option<Vec<i64>>,
}

/// Which half a stand-in played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Played {
    /// The role.
    pub role: Role,
    /// The number of the script, from 1.
    pub script: usize,
    /// Which numbers it sends.
    #[serde(default, skip_serializing_if = "Sends::is_drawn")]
    pub sends: Sends,
}

impl StandIn {
    /// One that plays what was recorded, byte by byte, in the place of one half of a pair.
    pub fn of_recording(seed: u64, script: Script) -> Self {
        let played = Played { role: script.role, script: 1, sends: Sends::Drawn };
        Self {
            played,
            seed,
            delivery: Delivery::AsSent,
            script,
            is_recorded: true,
            ended_by: None,
            asked: None,
        }
    }
}
