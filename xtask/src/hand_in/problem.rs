//! Why something that was handed in cannot be run.

use serde::{Deserialize, Serialize};

/// Why something cannot be had, in one sentence without a full stop. It tells who has to look at it next: only what the grader has
/// looked at itself, and found to be the student's to put right, may cost points. What nobody judged is nobody's zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "whose", content = "why")]
pub enum Problem {
    /// Something about what was handed in: it does not compile, say.
    Student(String),
    /// The grader could not judge it: this machine lacks something, the harness failed, an archive was not opened, nothing was found
    /// in it that could be started. Inconclusive, until a person has looked.
    Machine(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Student(why) | Self::Machine(why) => f.write_str(why),
        }
    }
}

/// Why a build made nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildFailure {
    /// As it can be typed.
    pub command: String,
    /// How it ended, in one sentence.
    pub why: Problem,
    /// The first lines of what the compiler said, harmless to a terminal.
    pub output: String,
}
