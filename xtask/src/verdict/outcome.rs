//! The answer to a check: pass, fail or inconclusive, with the reason and the evidence. Facts only; the sentences
//! that a person reads are made from them in `words`.

use std::net::SocketAddr;

use serde::Serialize;

use super::check::Check;
use crate::observation::{Limit, Role};
use crate::oracle::sets::Difference;
use crate::scenario::Duplicates;
use crate::tap::delivery::Delivery;

/// The answers to all checks of a case, in the order of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// One a check of the scenario's task.
    pub findings: Vec<Finding>,
}

/// The answer to one check of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The question.
    pub check: Check,
    /// The answer.
    pub outcome: Outcome,
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

/// The three values alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Pass.
    Pass,
    /// Inconclusive.
    Inconclusive,
    /// Fail.
    Fail,
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

    /// Whether no answer could be had, and not for a fault of the programs.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Inconclusive(doubt) if !matches!(doubt, Doubt::Blocked(_)))
    }
}

/// Why a check fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The program could not be started.
    NotStarted(String),
    /// The server ran to the limit and never listened.
    NeverListened,
    /// The server waits for UDP datagrams on this port instead.
    ListensOnUdp(u16),
    /// The server listens, but not on the port that it was to listen on.
    OtherPort {
        /// Where it listens.
        got: Vec<u16>,
        /// Where it was to listen.
        asked: u16,
    },
    /// The server ended before it listened.
    EndedBeforeListening(Ending),
    /// The server ended, in good order, before any client was served.
    LeftEarly,
    /// The program ended by a failure.
    Crashed(Ending),
    /// The program reached a limit, and was ended.
    Limit(Limit),
    /// The program asked for input, and there was none (left).
    AsksForInput(String),
    /// The client never connected.
    NeverConnected,
    /// The client tried to connect here, where nothing listens.
    Refused(Vec<SocketAddr>),
    /// The client sent UDP datagrams instead of connecting.
    SendsDatagrams(SocketAddr),
    /// A message that the task asks for was not sent.
    NothingSent,
    /// A message was sent that holds no list of numbers; its text, shortened.
    NoList(String),
    /// The text that the program received is not in its output.
    TextNotShown(String),
    /// The client's list has the wrong length.
    WrongCount {
        /// Its length.
        got: usize,
        /// The lengths allowed.
        allowed: std::ops::RangeInclusive<u32>,
    },
    /// Values of the client's list are out of range.
    OutOfRange {
        /// Those values.
        got: Vec<i64>,
        /// The values allowed.
        allowed: std::ops::RangeInclusive<u32>,
    },
    /// The list is not what it should be.
    WrongList(Box<WrongList>),
    /// No list in the output comes near what was asked for; the numbers expected.
    NotShown(Vec<i64>),
    /// Right under one delivery, wrong under another.
    OnlyUnder(Box<OnlyUnder>),
    /// The right duplicates, by a reading that the scenario does not accept.
    OtherReading {
        /// How the program reads the word.
        got: Duplicates,
        /// What the scenario accepts.
        accepted: Vec<Duplicates>,
    },
}

/// What goes wrong under one delivery and not under another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyUnder {
    /// What works.
    pub works: Delivery,
    /// What does not.
    pub fails: Delivery,
    /// The first check that fails then.
    pub check: Check,
    /// Why.
    pub reason: Reason,
}

/// A list beside the one that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongList {
    /// What was expected.
    pub expected: Vec<i64>,
    /// What came.
    pub got: Vec<i64>,
    /// What sets them apart.
    pub difference: Difference,
    /// Known wrong algorithms that give exactly this list: one of them, most likely.
    pub mistakes: Vec<&'static str>,
    /// Where it was read from, for a person: `line 3 of the client's output`.
    pub place: String,
}

/// How a program ended, with the end of what it wrote to standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// `exit status 1`, `signal 11`.
    pub how: String,
    /// The last line of standard error that says what went wrong, shortened: the gist of a traceback.
    pub last_words: Option<String>,
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
    /// The server's own numbers are not known: it printed no list that could be them.
    ServerNumbersUnknown,
    /// One case cannot tell: the check is about all of them.
    OneCaseOnly,
    /// With the harness in that role nothing came of it, which proves nothing: its format may be another.
    StandIn(Role),
    /// The harness failed, and says how. Never the student's fault.
    Harness(String),
}
