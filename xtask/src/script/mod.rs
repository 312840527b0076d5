//! What a stand-in plays: plain data, handed to the program as JSON.
//!
//! A script says how to write and not what to write: the numbers of an answer are known only when the student's list was
//! heard. So a message is made of bytes as they were recorded, and of what `infer` learnt of the pair, with places for lists.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use infer::speech::{Speech, What};
use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::role::Role;
use crate::task::Task;

mod end;
mod played;
mod sends;

pub use end::End;
pub use played::{Played, StandIn};
pub use sends::Sends;

/// What a stand-in is called among processes.
pub const NAME: &str = "stand-in";

/// The line that says that the exchange went as the script has it, up to its end.
pub const PLAYED: &str = "the exchange is complete";

/// Why a script comes to no end: the other side ended the connection,
pub const CUT_OFF: &str = "the other side has ended the connection";

/// or waits as well, for what the script does not have.
pub const NEVER: &str = "waits for a message, and the other side waits as well";

/// Ports that the system gives to clients; any other is a client's own choice.
pub const EPHEMERAL: RangeInclusive<u16> = 32768..=60999;

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
    /// How that list is written, where it was learnt.
    pub request: Option<Speech>,
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
    /// Says this turn by turn, and waits for the other side's words between any two.
    Converse(Speech),
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
    /// How it is written, where it was learnt.
    pub form: Option<Speech>,
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
    /// One `send` of these bytes.
    Bytes(Bytes),
    /// Lists, in the form that was learnt, or is guessed.
    Speech(Speech),
    /// This list, written as the other side wrote its own.
    AsHeard(What),
    /// What the other side said last.
    Echo,
}

impl Send {
    /// One `send` of these bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(Bytes(bytes.into()))
    }

    /// `[1, 2]`: this list as Python shows it, JSON has it, and half of all students send it.
    pub fn list(what: What) -> Self {
        Self::Speech(Speech::text(what, ["[", ", ", "]"]))
    }

    /// The numbers with this between any two, and this behind all.
    pub fn separated(what: What, separator: &str, end: &str) -> Self {
        Self::Speech(Speech::text(what, ["", separator, end]))
    }

    /// A pickled list.
    pub fn pickle(what: What) -> Self {
        Self::Speech(Speech::pickle(what))
    }

    /// Whether lists stand in it, and not only what was recorded.
    pub fn has_lists(&self) -> bool {
        match self {
            Self::Bytes(_) | Self::Echo => false,
            Self::Speech(speech) => speech.has_lists(),
            Self::AsHeard(_) => true,
        }
    }
}

impl Hear {
    /// A pause of this length ends what does not say itself where it ends. Sends of one message are closer together on
    /// any machine; only a program that sleeps between them is slower, and then it was seen to.
    pub const PAUSE_MS: u64 = 500;

    /// Waits for it as a stand-in does that knows nothing about it.
    pub fn new(what: Heard) -> Self {
        let (otherwise, form) = Default::default();
        Self { what, sends: None, pause_ms: Self::PAUSE_MS, otherwise, may_be_nothing: false, form }
    }
}
