//! The answer to a check: pass, fail or open, with the reason and the evidence. Facts only; the sentences
//! that a person reads are made from them in `words`.

mod reason;

use super::statistics::Chance;
use serde::Serialize;

pub use self::reason::{Ending, Hang, Miscounted, OnlyUnder, Reason, TwoReadings, Unanswered, WrongList};

use super::blame::Blame;
use super::place::Exhibit;
use super::remarks::Remark;
use super::seams::Passage;
use crate::check::Check;
use crate::delivery::Delivery;
use crate::role::Role;
use crate::trace::Digest;

/// The answers to all checks of a case, in the order of the checks, and what is needed to judge several cases together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// One a check of the scenario's task.
    pub findings: Vec<Finding>,
    /// What is worth saying, and costs nothing.
    pub remarks: Vec<Remark>,
    /// The numbers that both sides drew and sent.
    pub numbers: Numbers,
    /// What a delivery can have joined or cut, at most one a direction.
    pub passages: Vec<Passage>,
    /// The digest of what the programs did; `None` where the harness failed.
    pub digest: Option<Digest>,
}

impl Verdict {
    /// The checks that fail.
    pub fn failing(&self) -> impl Iterator<Item = Check> {
        self.findings.iter().filter(|finding| finding.is_failure()).map(|finding| finding.check)
    }

    /// Task 3: whether it cannot be told what the answer should be, because the server's own set is not known.
    pub fn lacks_servers_numbers(&self) -> bool {
        let unknown = Outcome::Inconclusive(Doubt::ServerNumbersUnknown);
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.check == Check::ReplyIsIntersection && finding.outcome == unknown)
    }
}

/// The numbers of a case, where they are known beyond doubt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// What the client drew and sent.
    pub client: Option<Vec<i64>>,
    /// The same as far as it is known, with or without doubt: enough to tell two draws apart.
    pub drawn: Option<Vec<i64>>,
    /// Task 3, where the server's own set is not known: what it answered.
    pub answer: Option<Vec<i64>>,
    /// Task 3: the server's own set, where it told it to the grader.
    pub asked: Option<Vec<i64>>,
    /// Whether the number below the range stands round the server's list.
    pub has_below_round: bool,
}

/// The answer to one check of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The question.
    pub check: Check,
    /// The answer.
    pub outcome: Outcome,
    /// Whose doing it is; `None` for a pass.
    pub blame: Option<Blame>,
    /// What the answer rests on, and where it was read; also of a pass.
    pub evidence: Vec<Exhibit>,
}

impl Finding {
    /// Whether the check fails.
    pub fn is_failure(&self) -> bool {
        self.outcome.status() == Status::Fail
    }

    /// Leaves it open: nobody's doing.
    pub fn open(&mut self, doubt: Doubt) {
        (self.outcome, self.blame) = (Outcome::Inconclusive(doubt), None);
    }

    /// Whether the harness itself failed.
    pub fn is_harness_failure(&self) -> bool {
        matches!(self.outcome, Outcome::Inconclusive(Doubt::Harness(_)))
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked holds.
    Pass,
    /// It does not, and the program that the check is about is the first to have gone wrong.
    Fail(Reason),
    /// It cannot be told.
    Inconclusive(Doubt),
}

/// What an answer comes to, without its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "status"))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Pass.
    Pass,
    /// Open: it cannot be told.
    #[serde(rename = "open")]
    Inconclusive,
    /// Fail.
    Fail,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Inconclusive => "open",
            Self::Fail => "fail",
        }
    }
}

impl Outcome {
    /// The answer without its reason.
    pub fn status(&self) -> Status {
        match self {
            Self::Pass => Status::Pass,
            Self::Fail(_) => Status::Fail,
            Self::Inconclusive(_) => Status::Inconclusive,
        }
    }

    /// Whether it takes all cases to see what failed.
    pub fn is_about_all_cases(&self) -> bool {
        matches!(self, Self::Fail(reason) if reason.is_about_all_cases())
    }

    /// Whether no answer could be had, and not for a fault of the programs.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Inconclusive(doubt) if !matches!(doubt, Doubt::Blocked(_)))
    }
}

/// Why a check cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// What it asks about was spoilt before by what another check found.
    Blocked(Check),
    /// Nothing stood between the programs, so the wire was not seen.
    WireUnseen,
    /// The server runs elsewhere: what it does and prints is not seen.
    ServerElsewhere,
    /// Where the server was said to run, nobody answered.
    NobodyElsewhere,
    /// The client's numbers are not known: no message of it could be read as a list.
    NumbersUnknown,
    /// The server's answer is not known: no message of it could be read, and the client shows what is right.
    AnswerUnknown,
    /// What the client shows is not known: the right numbers stand in its output, and are not read as a list.
    DisplayUnknown,
    /// The case by itself, and all cases together, are read in two ways that come to different answers.
    TwoReadings(Box<TwoReadings>),
    /// The server's own numbers are not known: it printed no list that could be them.
    ServerNumbersUnknown,
    /// Task 3: asked for all numbers there are, the server never told one of this part of the range as its own.
    NoneOfItsOwn {
        /// The first of the part.
        from: i64,
        /// The last.
        to: i64,
        /// How likely that is where it draws from the whole range.
        chance: Chance,
    },
    /// No list of the client holds a number twice, case after case, so that nothing was there to be removed.
    NothingToRemove,
    /// This check fails under that delivery, with other numbers than under the one under which it passes.
    OtherNumbers(Check, Delivery),
    /// One case cannot tell: the check is about all of them.
    OneCaseOnly,
    /// With the harness in that role nothing came of it, which proves nothing: its format may be another.
    StandIn(Role),
    /// With the harness in that role the exchange was complete, and what came of it proves nothing: the student's own
    /// program may say something else.
    StandInGuessed(Role),
    /// The program of that role could do nothing for want of what this machine does not have: a sentence.
    Lacks(Role, String),
    /// The harness failed, and says how. Never the student's fault.
    Harness(String),
}
