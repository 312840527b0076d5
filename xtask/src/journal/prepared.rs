//! What was found in a submission: how its programs can be started, for each part of the lab.

use serde::{Deserialize, Serialize};

use crate::command_line::Pair;
use crate::hand_in::Problem;
use crate::scenario::Input;

/// A submission that was looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    /// Tells this hand-in from all others: SHA-256 over whose it is, and the names and contents of its files.
    pub digest: String,
    /// One a part of the lab, in its order.
    pub parts: Vec<PreparedPart>,
}

/// What was found for one part of a lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparedPart {
    /// What was found and why it was taken: sentences for a person.
    pub notes: Vec<String>,
    /// What the programs are fed, where the submission says it.
    #[serde(default)]
    pub input: Input,
    /// What can be started.
    pub programs: Programs,
    /// The same programs, told where to listen and to connect: each is tried where its pair does not meet without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_arguments: Vec<Pair>,
    /// What to hand in where none of that helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Short texts that stand in quotes in the sources of several programs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quoted: Vec<String>,
    /// Why one half is missing from all pairs, and left to a stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Problem>,
    /// Whether the programs are for other tasks by their names: which of several they are is nothing to ask about.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_borrowed: bool,
    /// Which of several pairs the instructor chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
}

/// One of the pairs of a submission, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The server, as `Pair::words` has it.
    pub server: String,
    /// The client.
    pub client: String,
}

impl Choice {
    /// The choice of this pair.
    pub fn of(pair: &Pair) -> Self {
        let [server, client] = pair.words();
        Self { server, client }
    }

    /// Which of these pairs is meant.
    pub fn among<'p>(&self, pairs: &'p [Pair]) -> Option<&'p Pair> {
        pairs.iter().find(|pair| Self::of(pair) == *self)
    }
}

/// What can be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Programs {
    /// Servers with clients, the likeliest first, at least one. Where there are several and none is chosen, all are tried.
    Pairs(Vec<Pair>),
    /// Nothing, and why.
    None(Problem),
}
