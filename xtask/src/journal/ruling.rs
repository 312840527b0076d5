//! What is said of a submission that does not follow from its programs: how late it was handed in, and what that costs; and
//! what an instructor corrects. It is a fact of the journal, and can change without running anything again.

use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::scenario::late::Lateness;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// What the lab's policy makes of the time at which it was handed in; `None` where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lateness: Option<Lateness>,
    /// What an instructor corrects, in the order in which it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// What an instructor knows better than the grader, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The scenario.
    pub scenario: String,
    /// What is so instead.
    pub what: Corrected,
    /// Why: a sentence that the student reads.
    pub reason: String,
}

/// What is so instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Corrected {
    /// One check passes, or fails.
    Check {
        /// Which.
        check: Check,
        /// Whether it passes.
        passes: bool,
    },
    /// The whole scenario is worth so many of its points, whatever was run.
    Points(u32),
}
