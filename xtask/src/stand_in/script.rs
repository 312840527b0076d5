//! What a stand-in plays: plain data, handed to the program as JSON.
//!
//! A script says how to write and not what to write: the numbers of an answer are known only when the student's list was
//! heard. So a message is made of parts, some of them bytes as they were recorded, some of them places for numbers.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::observation::Role;
use crate::reading::binary::Layout;
use crate::scenario::Task;

/// All that a stand-in has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// Whom it plays.
    pub role: Role,
    /// What the pair is to do.
    pub task: Task,
    /// The port of a server, or of a client's own end, where it is not the one that the harness or the system gives.
    pub port: Option<u16>,
    /// Where a client dials, where it is not the address that the harness gives.
    pub dials: Option<SocketAddr>,
    /// Its own numbers.
    pub numbers: Vec<i64>,
    /// How many numbers the other side's list has.
    pub count: RangeInclusive<u32>,
    /// Which numbers it holds.
    pub value: RangeInclusive<u32>,
    /// Whether a number before that list may be its length.
    pub may_count: bool,
    /// Whether the final list is to be ascending.
    pub ascending: bool,
    /// What it does on a connection, in order.
    pub steps: Vec<Step>,
}

/// One thing that a stand-in does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Says something.
    Say(Vec<Send>),
    /// Says something if anything was heard before: an acknowledgement of a greeting.
    SayIfHeard(Vec<Send>),
    /// Waits until the other side has said something.
    Hear(Hear),
    /// Says this to each message of the other side, until one comes that is these bytes, or none comes any more: then its
    /// list has ended.
    Acknowledge(Vec<Send>, Option<Bytes>),
    /// Says that it has said all, and listens on.
    Shut,
    /// Waits for the other side's end. While the other side waits too, it is told these, one after the other.
    End(Vec<Vec<Send>>),
}

/// What to wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hear {
    /// What the message is.
    pub what: Heard,
    /// How many `send`s it is made of, where that is known not to depend on the numbers.
    pub sends: Option<usize>,
    /// A pause of so many milliseconds ends a message that does not say itself where it ends.
    pub pause_ms: u64,
    /// What to say where nothing comes, one after the other.
    pub otherwise: Vec<Vec<Send>>,
    /// Whether to go on where nothing comes.
    pub may_be_nothing: bool,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// Anything.
    Words,
    /// The list of numbers that the student's half sends.
    List,
    /// An answer that holds a list.
    Answer,
    /// So many bytes since the connection began.
    Bytes(usize),
}

/// How to make one `send`, or several that are one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Send {
    /// One `send`.
    Whole(Vec<Part>),
    /// Each number in a `send` of its own.
    Each {
        /// Which numbers.
        what: What,
        /// What stands before each.
        before: Bytes,
        /// How each is written.
        form: Scalar,
        /// What stands behind each.
        after: Bytes,
    },
    /// These numbers, written as the other side wrote its list.
    AsHeard(What),
}

/// A part of one `send`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Bytes as they are.
    Bytes(Bytes),
    /// How many bytes follow: in this `send`, or, if it ends here, in the next.
    Length(Scalar),
    /// How many numbers a list has.
    Count(What, Scalar),
    /// Numbers with the same bytes between any two.
    Numbers(What, Bytes),
    /// A table of numbers and how often each occurs: what stands between number and count, and between entries.
    Table(Table, Bytes, Bytes),
    /// Numbers of fixed width.
    Binary(What, Layout),
    /// A pickle of the oldest protocol that every Python has read for twenty years.
    Pickle(Tree),
}

/// How one number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scalar {
    /// In decimal, filled up to a width with zeros before it, or with blanks behind it.
    Text {
        /// Digits and blanks together, at least.
        width: usize,
        /// Whether zeros fill it.
        zeros: bool,
    },
    /// As bytes.
    Binary(Layout),
}

/// Which numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The stand-in's own.
    Own,
    /// The list that was heard.
    Heard,
    /// Every number of the list that was heard, once.
    Final,
    /// Its further occurrences.
    Extra,
    /// Its repeated numbers, once each.
    Repeated,
    /// The numbers that both sides have, ascending.
    Common,
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Table {
    /// Every number with how often it occurs.
    All,
    /// Every repeated number with how often it occurs.
    Repeated,
    /// Every repeated number with how often it occurs after the first time.
    Extra,
}

/// A value in a pickle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tree {
    /// A string.
    Text(String),
    /// A number that is no data: a flag.
    Number(i64),
    /// How many numbers a list has.
    Count(What),
    /// Numbers in these brackets: `[`, `(`, or `{` for a set.
    Numbers(What, u8),
    /// Values in such brackets.
    Values(u8, Vec<Tree>),
    /// Keys and values.
    Map(Vec<(Tree, Tree)>),
    /// A table.
    Table(Table),
}

impl Send {
    /// One `send` of these bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Whole(vec![Part::Bytes(Bytes(bytes.into()))])
    }

    /// `[1, 2]`: these numbers as Python shows them, JSON has them, and half of all students send them.
    pub fn list(what: What) -> Self {
        Self::Whole(vec![text("["), Part::Numbers(what, Bytes::from(&b", "[..])), text("]")])
    }

    /// The numbers with this between any two, and this behind all.
    pub fn separated(what: What, separator: &str, end: &str) -> Self {
        let numbers = Part::Numbers(what, Bytes::from(separator.as_bytes()));
        let end = (!end.is_empty()).then(|| text(end));
        Self::Whole([numbers].into_iter().chain(end).collect())
    }

    /// A pickled list.
    pub fn pickle(what: What) -> Self {
        Self::Whole(vec![Part::Pickle(Tree::Numbers(what, b'['))])
    }

    /// Whether numbers stand in it, and not only what was recorded.
    pub fn has_numbers(&self) -> bool {
        match self {
            Self::Whole(parts) => parts.iter().any(Part::has_numbers),
            Self::Each { .. } | Self::AsHeard(_) => true,
        }
    }
}

impl Part {
    fn has_numbers(&self) -> bool {
        match self {
            Self::Bytes(_) | Self::Length(_) | Self::Count(..) => false,
            Self::Numbers(..) | Self::Table(..) | Self::Binary(..) => true,
            Self::Pickle(tree) => tree.has_numbers(),
        }
    }
}

impl Tree {
    fn has_numbers(&self) -> bool {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Count(_) => false,
            Self::Numbers(..) | Self::Table(_) => true,
            Self::Values(_, items) => items.iter().any(Self::has_numbers),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.has_numbers()),
        }
    }
}

fn text(text: &str) -> Part {
    Part::Bytes(Bytes::from(text.as_bytes()))
}

impl Hear {
    /// A pause of this length ends what does not say itself where it ends. Sends of one message are closer together on
    /// any machine; only a program that sleeps between them is slower, and then it was seen to.
    pub const PAUSE_MS: u64 = 500;

    /// Waits for it as a stand-in does that knows nothing about it.
    pub fn new(what: Heard) -> Self {
        Self { what, sends: None, pause_ms: Self::PAUSE_MS, otherwise: Vec::new(), may_be_nothing: false }
    }
}
