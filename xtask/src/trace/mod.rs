//! The trace of a case: what its programs did, without what timing alone changes. Two runs of a case are the same where their
//! traces are, and its digest tells.
//!
//! In it are, in this order: of each connection, in the order in which the client opened them, what the client sent and how it
//! ended its direction, and the same of the server; of the server and then of the client, standard output, standard error, and how
//! the program ended. A client's own port, which the kernel chooses anew each time, counts as the number of its connection
//! wherever a program names it in digits.
//!
//! Not in it are: times; how bytes were cut into `send`s, and which of two directions came first, for the kernel joins what is
//! sent in quick succession; addresses; what the case took; and what a program said because the grader interrupted it, as far
//! as that is known (`stage/lines.rs` takes it out).

mod difference;
mod digest;

use crate::conversation::{Close, CloseKind, Connection, Conversation, Direction};
use crate::observation::{End, Limit, Observation, Output, ProgramFacts};
use crate::role::Role;
use crate::script::EPHEMERAL;

pub use difference::{Difference, Excerpt, Extent, difference};
pub use digest::Digest;

/// What is in the trace of a direction that more was sent on than the tap keeps: how much it keeps depends on how it was cut.
const KEPT_OF_MORE: usize = 8 << 10;

/// What the programs of a case did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    parts: Vec<Part>,
}

/// A part of what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    what: What,
    bytes: Vec<u8>,
    /// Whether there was more than is kept.
    is_cut: bool,
}

/// What a part is about. Connections are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What went one way on a connection.
    Sent(usize, Direction),
    /// How a direction of a connection was ended.
    Closed(usize, Direction),
    /// What a program printed on standard output.
    Out(Role),
    /// What a program printed on standard error.
    Err(Role),
    /// How a program ended.
    End(Role),
}

impl What {
    /// The same as it stands in the digest.
    fn name(self) -> String {
        match self {
            Self::Sent(connection, direction) => {
                format!("connection {} {}", connection + 1, direction.sender().word())
            }
            Self::Closed(connection, direction) => {
                format!("connection {} {} close", connection + 1, direction.sender().word())
            }
            Self::Out(role) => format!("{} stdout", role.word()),
            Self::Err(role) => format!("{} stderr", role.word()),
            Self::End(role) => format!("{} end", role.word()),
        }
    }
}

impl Trace {
    /// What was done in a case; `None` where the harness failed in it.
    pub fn of(observation: &Observation) -> Option<Self> {
        if observation.trouble.is_some() {
            return None;
        }
        let conversation = observation.conversation.as_ref();
        let ports = Ports::of(conversation);
        let mut parts = Vec::new();
        for (number, connection) in conversation.iter().flat_map(|seen| &seen.connections).enumerate() {
            for direction in Direction::BOTH {
                parts.extend(way(number, connection, direction, &ports));
            }
        }
        let programs = [(Role::Server, &observation.server), (Role::Client, &observation.client)];
        for (role, facts) in programs.into_iter().filter_map(|(role, facts)| Some((role, facts.as_ref()?))) {
            parts.extend(program(role, facts, &ports));
        }
        Some(Self { parts })
    }

    /// The digest of all of it.
    pub fn digest(&self) -> Digest {
        Digest::of(self.parts.iter().flat_map(|part| {
            let is_whole = if part.is_cut { "cut" } else { "whole" };
            [part.what.name().into_bytes(), is_whole.into(), part.bytes.clone()]
        }))
    }
}

/// Both parts of one direction of a connection.
fn way(number: usize, connection: &Connection, direction: Direction, ports: &Ports) -> [Part; 2] {
    let close = match direction {
        Direction::ToServer => connection.client_close,
        Direction::ToClient => connection.server_close,
    };
    let mut bytes = connection.sent(direction);
    let is_cut = connection.dropped_bytes > 0;
    if is_cut {
        bytes.truncate(KEPT_OF_MORE);
    }
    ports.hide(&mut bytes);
    [
        Part { what: What::Sent(number, direction), bytes, is_cut },
        Part {
            what: What::Closed(number, direction),
            bytes: close_name(close.as_ref()).into(),
            is_cut: false,
        },
    ]
}

fn close_name(close: Option<&Close>) -> &'static str {
    match close.map(|close| close.kind) {
        None => "open",
        Some(CloseKind::Fin) => "fin",
        Some(CloseKind::Reset) => "reset",
    }
}

/// The parts of a program.
fn program(role: Role, facts: &ProgramFacts, ports: &Ports) -> [Part; 3] {
    let output = |what: What, output: &Output| {
        let mut bytes = output.kept.to_vec();
        ports.hide(&mut bytes);
        Part { what, bytes, is_cut: output.dropped_bytes > 0 }
    };
    let end = Part { what: What::End(role), bytes: end_name(&facts.end).into(), is_cut: false };
    [output(What::Out(role), &facts.stdout), output(What::Err(role), &facts.stderr), end]
}

fn end_name(end: &End) -> String {
    match end {
        End::Exited(status) => format!("exit {status}"),
        End::Killed(signal) => format!("signal {signal}"),
        End::Stopped => "stopped".to_owned(),
        End::Limit(limit) => format!("limit {}", limit_name(*limit)),
        End::NotStarted(why) => format!("not started: {why}"),
    }
}

fn limit_name(limit: Limit) -> &'static str {
    match limit {
        Limit::WallTime(_) => "wall-time",
        Limit::Standstill => "standstill",
        Limit::CpuTime => "cpu-time",
        Limit::Output => "output",
        Limit::Sent => "sent",
        Limit::Processes => "processes",
        Limit::Memory => "memory",
        Limit::FileSize => "file-size",
        Limit::Space => "space",
    }
}

/// Ports that the kernel drew, in digits: the client's own, by connection, and those where a program came to listen.
struct Ports(Vec<String>);

impl Ports {
    fn of(conversation: Option<&Conversation>) -> Self {
        let connections = || conversation.iter().flat_map(|conversation| &conversation.connections);
        let own = connections().map(|connection| connection.client.port());
        let dialled = connections().map(|connection| connection.dialled.port());
        Self(
            own.chain(dialled.filter(|port| EPHEMERAL.contains(port))).map(|port| port.to_string()).collect(),
        )
    }

    /// Writes the number of its connection over each port that stands in `bytes` as a number of its own, in as many characters:
    /// `#0001` over `40512`.
    fn hide(&self, bytes: &mut [u8]) {
        let mut start = 0;
        while let Some(at) = bytes[start..].iter().position(u8::is_ascii_digit) {
            let begin = start + at;
            let length = bytes[begin..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            start = begin + length;
            let digits = &mut bytes[begin..start];
            if let Some(number) = self.0.iter().position(|port| port.as_bytes() == digits) {
                let name = format!("#{:0width$}", number + 1, width = length - 1);
                if name.len() == length {
                    digits.copy_from_slice(name.as_bytes());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
