//! All facts of a case, no judgement: what the programs were, printed and ended as, and what crossed the wire.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::AddAssign;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::conversation::{Conversation, Direction};
use crate::role::Role;

/// What happened in one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The server's side; `None` where someone else runs it on another machine.
    pub server: Option<ProgramFacts>,
    /// The client's side; `None` where it was never started (the server never listened).
    pub client: Option<ProgramFacts>,
    /// The port that the server was to listen on: the one it was told, or the hand-out's.
    pub port: Option<u16>,
    /// UDP sockets that a server had which never listened on TCP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datagram_sockets: Vec<SocketAddr>,
    /// Whether a server that never listened on TCP did so on a socket of the file system (unix(7)).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listens_on_file: bool,
    /// TCP listeners that the server had when it was found ready: that on its own port first, then in the kernel's order.
    pub listeners: Vec<SocketAddr>,
    /// What crossed the wire; `None` where no tap could stand between the programs.
    pub conversation: Option<Conversation>,
    /// What the case took of what a submission may take.
    #[serde(default, skip_serializing_if = "Spent::is_nothing")]
    pub spent: Spent,
    /// What each program waited for when it was certain that nothing more would happen; `None` where it ended otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standstill: Option<Standstill>,
    /// What this machine does not have, for want of which a program ended, or was not even started: a sentence. What hangs on this
    /// program is not judged.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lacks: BTreeMap<Role, String>,
    /// The line of its own source at which a program fell over, as its runtime told it; or where it died, where that was asked ([`Hold`]).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fell_at: BTreeMap<Role, SourceLine>,
    /// How a process of a program's died while the program itself went on, where that was asked ([`Hold`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// The line of its own source at which a program was held, where that was asked ([`Hold`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<SentAt>,
    /// What went wrong in the harness itself. Where this is set nothing is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

impl Observation {
    /// Nothing was seen, for the harness failed.
    pub fn troubled(trouble: &str) -> Self {
        Self { trouble: Some(trouble.to_owned()), ..Self::default() }
    }

    /// What the program of that role did; `None` where it was not started here.
    pub fn program(&self, role: Role) -> Option<&ProgramFacts> {
        match role {
            Role::Server => self.server.as_ref(),
            Role::Client => self.client.as_ref(),
        }
    }
}

/// What a case took. Nothing of it is time in which the machine was busy with something else, so that load changes none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Processor time of the programs.
    #[serde(with = "crate::seconds")]
    pub programs: Duration,
    /// Processor time of the grader, to run the case and to judge it.
    #[serde(with = "crate::seconds")]
    pub grader: Duration,
    /// Time in which nothing happened: every thread of every program slept.
    #[serde(with = "crate::seconds")]
    pub idle: Duration,
}

impl Spent {
    /// All of it, in whole microseconds of each: what is read from a journal is what was written.
    pub fn total(&self) -> Duration {
        [self.programs, self.grader, self.idle]
            .iter()
            .map(|part| Duration::from_micros(part.as_micros() as u64))
            .sum()
    }

    /// Whether nothing was measured.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.programs += other.programs;
        self.grader += other.grader;
        self.idle += other.idle;
    }
}

/// The moment at which every thread of both programs slept over what only another of them could have brought about, or did nothing but
/// read what has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standstill {
    /// Since when nothing had happened, counted from the start of the case.
    #[serde(with = "crate::seconds")]
    pub since: Duration,
    /// What the server waited for; `None` where it had ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Wait>,
    /// What the client waited for; `None` where it was not started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Wait>,
    /// What lay before a program that did not read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

impl Standstill {
    /// What the program in this role waited for.
    pub fn wait(&self, role: Role) -> Option<&Wait> {
        match role {
            Role::Server => self.server.as_ref(),
            Role::Client => self.client.as_ref(),
        }
    }
}

/// What one program waited for: that of its threads which says most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// The system call, as C names it.
    pub call: String,
    /// What it waited for.
    pub on: Awaited,
    /// Where in the program that is, as far as the program's own runtime says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<SourceLine>,
}

/// What a thread can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// Bytes, or the end, of a connection.
    Message {
        /// The program's own address.
        own: SocketAddr,
        /// The other side's.
        other: SocketAddr,
    },
    /// More of a connection that the other side has ended: it reads on, again and again.
    Nothing {
        /// The program's own address.
        own: SocketAddr,
        /// The other side's.
        other: SocketAddr,
    },
    /// That the other side of a connection reads what was sent.
    Room {
        /// The program's own address.
        own: SocketAddr,
        /// The other side's.
        other: SocketAddr,
    },
    /// A client, or the next one.
    Client {
        /// Where it is waited for.
        listener: SocketAddr,
    },
    /// Somebody at a terminal.
    Input,
    /// Something between the program's own processes and threads: a pipe, an event.
    Own,
    /// The end of another process of the program.
    Child,
    /// Another thread.
    Thread,
    /// A signal, and nothing else.
    Signal,
}

impl Awaited {
    /// Whether it is nothing that comes from the other side.
    pub fn is_within(&self) -> bool {
        !matches!(self, Self::Message { .. } | Self::Nothing { .. } | Self::Room { .. } | Self::Client { .. })
    }

    /// How little it says: of several waits the one with the least is told.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Message { .. } | Self::Nothing { .. } => 0,
            Self::Room { .. } => 1,
            Self::Client { .. } => 2,
            Self::Input => 3,
            Self::Own => 4,
            Self::Child => 5,
            Self::Thread => 6,
            Self::Signal => 7,
        }
    }
}

/// A line of a program's source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "source-line"))]
pub struct SourceLine {
    /// The file, without the folders that it lies in.
    pub file: String,
    /// The line's number, from 1.
    pub line: u32,
    /// What stands there, or the part of it that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a program is held in a further run of a case, for a look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hold {
    /// Which of the two programs.
    pub role: Role,
    /// When.
    #[serde(flatten)]
    pub at: Moment,
}

/// When a program is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// In the call by which it sends this byte, of all that it sends and counted from 0.
    Byte(u64),
    /// Before a signal ends it.
    Death,
}

/// Where a program was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAt {
    /// How many bytes it had sent before.
    pub before: u64,
    /// The line that sends, or ends what was gathered to be sent.
    pub line: SourceLine,
}

/// A process that a program had started, and that a signal ended for what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The signal's number.
    pub signal: i32,
    /// The line at which it was.
    pub line: SourceLine,
}

/// Bytes of a connection that were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The place of the connection in the conversation.
    pub connection: usize,
    /// Which way they were going.
    pub direction: Direction,
    /// How many.
    pub bytes: u64,
}

/// What one program did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFacts {
    /// Program and arguments as started.
    pub command: Vec<String>,
    /// What it printed on standard output.
    pub stdout: Output,
    /// What it printed on standard error.
    pub stderr: Output,
    /// What the harness typed where it waited for somebody at its keyboard, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<Typed>,
    /// How it ended.
    pub end: End,
    /// Limits that it met, whether or not they ended it: a full disk, say, that it went on with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<Limit>,
}

/// A line that was typed for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The last line that it had printed, where it had printed any since the line before.
    pub prompt: String,
    /// What was typed, without Enter.
    pub text: String,
}

/// What a program printed on one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The first bytes, up to the limit.
    pub kept: Bytes,
    /// How many more there were.
    #[serde(default)]
    pub dropped_bytes: u64,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// By itself, with this exit status.
    Exited(i32),
    /// By a signal that the harness did not send.
    Killed(i32),
    /// It was still running when its work was over, and the harness stopped it: normal for a server.
    Stopped,
    /// It reached a limit, and the harness ended it.
    Limit(Limit),
    /// It could not be started; says why.
    NotStarted(String),
}

impl End {
    /// The signal that ended the program, or what it was started by says so as shells do, by an exit status above 128.
    pub fn signal(&self) -> Option<i32> {
        match *self {
            Self::Killed(signal) => Some(signal),
            Self::Exited(status @ 129..=192) => Some(status - 128),
            _ => None,
        }
    }
}

/// The limit that a program reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// No progress for as long as the scenario allows.
    WallTime(#[serde(with = "crate::seconds")] Duration),
    /// Certainty that there would be none, before that time was over.
    Standstill,
    /// More processor time than allowed.
    CpuTime,
    /// More output than is kept, many times over.
    Output,
    /// More sent than is kept of one direction of a case.
    Sent,
    /// More processes and threads at one time than allowed.
    Processes,
    /// More memory than allowed.
    Memory,
    /// A file larger than allowed.
    FileSize,
    /// All the space it had for files.
    Space,
}

impl Limit {
    /// Whether the program did nothing any more, and nothing else was wrong with it.
    pub fn is_inaction(&self) -> bool {
        matches!(self, Self::WallTime(_) | Self::Standstill)
    }
}
