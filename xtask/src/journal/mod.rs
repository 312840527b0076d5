//! The journal of a class: an append-only file of facts, one JSON value a line, from which every report is computed. What was
//! decided and judged does not stand in it: that follows from the facts.
//!
//! - `writer`: appends, and sees to it that what is written stays. `ledger`: reads, submission by submission.
//! - `lock`: one writer at a time.
//! - `prepared`, `ruling`: what stands in it beside cases: what was found in a submission; what does not follow from its programs.
//! - `line`: a line and its checksums. `chain`: which lines are whole, and follow each other. `damage`: what is lost.
//!
//! The first line says what is graded; each other belongs to one hand-in of one submission, and stands for itself: one that is
//! lost takes no other with it. A line that was cut short by the death of the machine is the last one, and is not counted.
//! Of a submission about which something is lost nothing is settled until somebody has looked into it again; then the
//! cases that are lost are run, and no others.

mod chain;
pub mod damage;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod ledger;
pub(crate) mod line;
pub mod lock;
pub mod prepared;
pub mod ruling;
#[cfg(test)]
mod tests;
pub mod writer;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::command_line::Pair;
use crate::delivery::Delivery;
use crate::hand_in::{Reading, Student};
use crate::observation::{Hold, Observation};
use crate::scenario::lab::{Commands, Lab};
use crate::script::Played;
use crate::trace::{Digest, Trace};
use prepared::Prepared;
use ruling::Ruling;

/// The version of this format. It changes when a reader has to.
pub const FORMAT: u32 = 3;

/// The name of the file in a folder of results.
pub const FILE: &str = "journal.jsonl";

/// The first line: what is graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The version of the format.
    pub format: u32,
    /// The version of the grader.
    pub grader: String,
    /// Where the submissions were found.
    pub download: PathBuf,
    /// What they were taken for.
    #[serde(default)]
    pub reading: Reading,
    /// What is asked of them.
    pub lab: Lab,
    /// How far programs are kept apart.
    pub isolation: String,
    /// Everyone who handed in, in the order of the class.
    pub students: Vec<Student>,
    /// The part of the class that this journal is about; `None` for all of it.
    pub shard: Option<Shard>,
}

impl Start {
    /// What keeps the results of two journals apart, if anything: facts of one are none of the other's then. The same class may
    /// lie in another place on another machine, and be split in whatever way.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let commands = |start: &Self| -> Vec<Commands> {
            start.lab.parts.iter().map(|part| part.commands.clone()).collect()
        };
        // What lateness costs, and who is late, are facts of each submission.
        let asked = |start: &Self| Lab { late: None, ..start.lab.clone() };
        let students = |start: &Self| -> Vec<Student> {
            start.students.iter().map(|student| Student { late: false, ..student.clone() }).collect()
        };
        let as_many = self.lab.parts.len() == other.lab.parts.len();
        let differences = [
            (as_many && commands(self) != commands(other), "the way in which programs are started"),
            (asked(self) != asked(other), "the scenarios"),
            (students(self) != students(other), "the students who handed in"),
            (self.isolation != other.isolation, "the isolation"),
            (self.grader != other.grader, "the grader's version"),
        ];
        differences.into_iter().find_map(|(is_different, what)| is_different.then_some(what))
    }
}

/// A part of a class: every `count`th submission, from the `number`th on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which, from 1.
    pub number: usize,
    /// Of how many.
    pub count: usize,
}

impl Shard {
    /// Whether the submission at that place in the class, from 0, belongs to the shard.
    pub fn has(self, index: usize) -> bool {
        index % self.count == self.number - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(number, count)| {
            Some(Self { number: number.parse().ok()?, count: count.parse().ok()? })
        });
        parsed
            .filter(|shard| (1..=shard.count).contains(&shard.number))
            .ok_or_else(|| "expected K/N, such as `1/8` for the first of eight parts".to_owned())
    }
}

/// Any other line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Whose submission. It stands first, where it can be read of a damaged line.
    pub key: String,
    /// Which hand-in of it: the digest of whose it is and of its files.
    pub hand_in: String,
    /// What is known of it now.
    pub fact: Fact,
}

/// Something that is known of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// What was found in it. What stands before it about another hand-in is void.
    Prepared(Prepared),
    /// What does not follow from its programs, in place of what stands before it.
    Ruled(Ruling),
    /// One case was run.
    Case(Box<CaseFact>),
    /// All of its cases have been run.
    Done,
}

/// One case of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFact {
    /// Which.
    pub id: CaseId,
    /// The digest of what its programs did; none where the harness failed.
    pub digest: Option<Digest>,
    /// What was seen.
    pub observation: Observation,
}

impl CaseFact {
    /// What was seen of a case, with its digest.
    pub fn new(id: CaseId, observation: Observation) -> Self {
        Self { id, digest: Trace::of(&observation).map(|trace| trace.digest()), observation }
    }
}

/// What tells one case of a submission from all others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaseId {
    /// The scenario's name: `task2`.
    pub scenario: String,
    /// Its seed.
    pub seed: u64,
    /// How bytes were handed over.
    pub delivery: Delivery,
    /// How the programs are started.
    pub pair: Pair,
    /// Which of them the harness played, and by which of its scripts; what that says follows from the other cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<Played>,
    /// How often it was run before, where programs may do other things by the same seed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repeat: usize,
    /// Where one of the programs is held, in a run once more that nothing is judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Whether its client comes second, to a server that has served another one before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}
