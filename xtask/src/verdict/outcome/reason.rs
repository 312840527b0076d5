//! Why a check fails.

use std::net::SocketAddr;
use std::time::Duration;

use crate::check::Check;
use crate::delivery::Delivery;
use crate::observation::{Limit, SourceLine, Standstill};
use crate::oracle::sets::Difference;
use crate::scenario::Duplicates;
use crate::verdict::place::{Exhibit, Place};
use crate::verdict::seams::Seam;
use crate::verdict::statistics::Chance;

/// Why a check fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The program could not be started.
    NotStarted(String),
    /// The server ran to the limit and never listened.
    NeverListened,
    /// The server waits for UDP datagrams on this port instead.
    ListensOnUdp(u16),
    /// The server listens on a socket of the file system instead.
    ListensOnFile,
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
    /// The server closed the connection and ended, in good order, before the client had said a word.
    LeftUnheard,
    /// The program ended by a failure.
    Crashed(Ending),
    /// The program reached a limit, and was ended.
    Limit(Limit),
    /// The program asked for input, and there was none (left).
    AsksForInput(String),
    /// The client was connected for so long, and neither side had said a word.
    NobodySpeaks(Duration),
    /// The server had sent what the task asks for and left the connection open, and the client waited on for so long.
    WaitsForMore(Duration),
    /// Both programs waited for what neither would do.
    Standstill(Box<Hang>),
    /// The client never connected.
    NeverConnected,
    /// The client tried to connect here, where nothing listens.
    Refused(Vec<SocketAddr>),
    /// The server listens on its own machine's loopback address alone, and the client dialled another.
    OnlyOnLoopback {
        /// Where it listens.
        listens: SocketAddr,
        /// Where the client tried to connect.
        dialled: SocketAddr,
    },
    /// The client sent UDP datagrams instead of connecting.
    SendsDatagrams(SocketAddr),
    /// A message that the task asks for was not sent.
    NothingSent,
    /// The same, and a process that the program had started was seen to die.
    Lost(Ending),
    /// Words were asked for, and only numbers, or bytes that are no text, were sent; the message, shortened.
    NoWords(String),
    /// The server sent back what it had heard, word for word; that, shortened.
    Echo(String),
    /// The client spoke first, and said nothing more when the server had answered.
    NothingAnswered,
    /// The program never says that its words are over, where the other one waits for this, and ends its own with it; `None` for the
    /// end of its direction of the connection.
    NeverEnded(Option<String>),
    /// The program says before its list that so many more numbers come than it sends, and the other one takes it at its word.
    Miscounts(i64),
    /// The program writes otherwise than the other one reads and writes: how its words begin, and how they do as that one writes.
    WrittenOtherwise([String; 2]),
    /// A message was sent that holds no list of numbers; its text, shortened.
    NoList(String),
    /// The text that the program received is not in its output.
    TextNotShown(String),
    /// The client sent numbers in more messages than are looked at.
    TooManyMessages {
        /// In so many.
        messages: usize,
        /// How many numbers there may be.
        allowed: std::ops::RangeInclusive<u32>,
    },
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
    /// Task 2: both lists are right, each under words that clearly name the other.
    Swapped {
        /// The words over the final list.
        final_list: String,
        /// The words over the duplicates.
        duplicates: String,
    },
    /// Task 3: the server, whose own numbers are not known, answers with numbers that the client did not send.
    NeverSent {
        /// Those numbers.
        numbers: Vec<i64>,
        /// Where the answer stands.
        place: Place,
        /// How it looks there.
        excerpt: String,
    },
    /// The duplicates are told with how often each is there, and not as often as it is.
    Miscounted(Box<Miscounted>),
    /// A right list stands among several that are nearly right and no steps towards it.
    ManyAnswers {
        /// How many such lists there are.
        lists: usize,
        /// The first of them.
        examples: Vec<Exhibit>,
    },
    /// Task 3: the server, whose own numbers are not known, answers with all that the client sent.
    EchoesTheClient {
        /// How many different numbers that is, in the first case.
        numbers: usize,
        /// In how many cases.
        cases: usize,
        /// How likely that is where the server draws numbers of its own.
        chance: Chance,
    },
    /// Task 3: the server, asked for all numbers there are, told fewer of its own than it is to have.
    FewOfItsOwn {
        /// The most that it told with any seed.
        most: usize,
        /// The fewest that it is to have.
        fewest: u32,
        /// How likely that is where it draws so many, whether or not a number may be drawn twice.
        chance: Chance,
    },
    /// The client always draws the same N, where N is to be random.
    AlwaysSameCount {
        /// That N.
        count: usize,
        /// In how many cases.
        cases: usize,
        /// What N may be.
        allowed: std::ops::RangeInclusive<u32>,
        /// How likely that is by chance.
        chance: Chance,
    },
    /// Right with the first client that a server serves, and wrong with one that comes second.
    OnlySecond(Box<Reason>),
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

impl Reason {
    /// Whether no single case shows it, but all of them together.
    pub fn is_about_all_cases(&self) -> bool {
        match self {
            Self::AlwaysSameCount { .. } | Self::FewOfItsOwn { .. } => true,
            Self::EchoesTheClient { cases, .. } => *cases > 1,
            _ => false,
        }
    }
}

/// Two programs that wait for each other, or for nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hang {
    /// What each of them waits for.
    pub standstill: Standstill,
    /// What the server did with the numbers that it did not answer, where that is asked.
    pub unanswered: Option<Unanswered>,
}

/// What a server did with numbers that it did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// It read all of them; how many.
    Read(usize),
    /// It left so many bytes unread.
    Unread(u64),
}

/// A number in a table of counts, and its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miscounted {
    /// The number.
    pub value: i64,
    /// How often the table says that it is there.
    pub got: u64,
    /// How often such a table says that it is there; `None` where it is no part of one.
    pub is: Option<u64>,
    /// Where the table stands.
    pub place: Place,
    /// How it looks there.
    pub excerpt: String,
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
    /// What was joined or cut by it, where that is known.
    pub seam: Option<Seam>,
    /// Whether the client is known to have drawn the same numbers both times.
    pub same_numbers: bool,
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
    /// Where it was read.
    pub place: Place,
    /// How it looks there, shortened.
    pub excerpt: String,
}

/// How a program ended, with the end of what it wrote to standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// `exit status 1`, `signal 11 (segmentation fault)`.
    pub how: String,
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
    /// What its runtime said went wrong, shortened, or else its last line on standard error.
    pub last_words: Option<String>,
    /// At which line of its source, where that is known.
    pub at: Option<Box<SourceLine>>,
}

/// What is wrong in a case by either way to read it; `None` where all is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoReadings {
    /// Read by itself.
    pub alone: Option<Reason>,
    /// Read with the other cases of the pair.
    pub together: Option<Reason>,
}
