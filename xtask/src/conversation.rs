//! What the tap recorded: facts only, no judgement.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::role::Role;

/// Everything that crossed between the two hosts of a case, in the order in which it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// TCP connections, in the order in which the client opened them.
    pub connections: Vec<Connection>,
    /// Addresses that the client tried to connect to and where nothing listened, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<SocketAddr>,
    /// UDP datagrams: a program that uses them has left the hand-out's TCP. Bounded in number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datagrams: Vec<Datagram>,
}

/// One TCP connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The client's own address and port; of one that calls back, those of its listener.
    pub client: SocketAddr,
    /// The address and port that the client dialled, or the server that calls back.
    pub dialled: SocketAddr,
    /// The address and port of the server's listener; of one that calls back, the server's own.
    pub server: SocketAddr,
    /// Time since the start of the case.
    #[serde(with = "crate::seconds")]
    pub opened: Duration,
    /// What was sent, in causal order: see [`Connection::put_into_causal_order`].
    pub segments: Vec<Segment>,
    /// How the client ended its direction; `None` while it was still open when the case ended.
    pub client_close: Option<Close>,
    /// How the server ended its direction; `None` while it was still open when the case ended.
    pub server_close: Option<Close>,
    /// Bytes that were carried but not kept, because a side sent more than the tap keeps.
    #[serde(default)]
    pub dropped_bytes: u64,
    /// Bytes whose sender's boundaries were not seen, because packets could not be captured or came too fast: their
    /// segments are what the relay's `recv`s returned.
    #[serde(default)]
    pub guessed_bytes: u64,
    /// Nobody listened any more, or anywhere, where the tap went on to: the server never saw this connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unanswered: bool,
    /// The server opened it, to where the client listens.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calls_back: bool,
}

/// The bytes of one `send`, where the tap sees the sender's boundaries; otherwise of one `recv` of the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Who sent it.
    pub direction: Direction,
    /// Time since the start of the case.
    #[serde(with = "crate::seconds")]
    pub at: Duration,
    /// What was sent.
    pub bytes: Bytes,
    /// Bytes of the other direction that its sender had been given before it sent this. What it sent next came after them
    /// because it had waited for them: the tap gives a program something only when it waits and all it said is recorded.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub heard_bytes: u64,
}

fn is_zero(bytes: &u64) -> bool {
    *bytes == 0
}

impl Segment {
    /// What was sent at the start of a case by who had heard nothing.
    pub fn new(direction: Direction, bytes: impl Into<Bytes>) -> Self {
        Self { direction, at: Duration::ZERO, bytes: bytes.into(), heard_bytes: 0 }
    }
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// How a side ended its direction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// In order, or by a reset.
    pub kind: CloseKind,
    /// Time since the start of the case.
    #[serde(with = "crate::seconds")]
    pub at: Duration,
    /// Whether the other side's end had been handed over to it before: then it followed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follows: bool,
    /// Bytes of the other direction that it had been given before it ended its own.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub heard_bytes: u64,
}

/// The two ways in which TCP ends a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseKind {
    /// `close` or `shutdown`: everything sent before it arrives.
    Fin,
    /// Broken off: what was not yet read is lost.
    Reset,
}

/// One UDP datagram that a program sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Datagram {
    /// Who sent it.
    pub direction: Direction,
    /// Where it was sent to.
    pub to: SocketAddr,
    /// Length of its payload in bytes.
    pub length: usize,
}

impl Direction {
    /// Both, the client's first.
    pub const BOTH: [Self; 2] = [Self::ToServer, Self::ToClient];

    /// Whose program sends this way.
    pub fn sender(self) -> Role {
        match self {
            Self::ToServer => Role::Client,
            Self::ToClient => Role::Server,
        }
    }

    /// Whose program reads what goes this way.
    pub fn reader(self) -> Role {
        match self {
            Self::ToServer => Role::Server,
            Self::ToClient => Role::Client,
        }
    }
}

impl Connection {
    /// A connection on which nothing has been said yet.
    pub fn new(client: SocketAddr, dialled: SocketAddr, server: SocketAddr, opened: Duration) -> Self {
        Self {
            client,
            dialled,
            server,
            opened,
            segments: Vec::new(),
            client_close: None,
            server_close: None,
            dropped_bytes: 0,
            guessed_bytes: 0,
            is_unanswered: false,
            calls_back: false,
        }
    }

    /// Puts the segments into the order in which they follow from one another, whenever they passed.
    ///
    /// Each direction keeps its order, and a segment comes behind what its sender had heard. Nothing else orders two
    /// segments but chance, and so a side is left to say all that it said without having heard more before the other one's
    /// turn comes; the client begins.
    pub fn put_into_causal_order(&mut self) {
        let segments = std::mem::take(&mut self.segments).into_iter();
        let (to_server, to_client): (VecDeque<_>, VecDeque<_>) =
            segments.partition(|segment| segment.direction == Direction::ToServer);
        let mut queues = [to_server, to_client];
        let mut passed_bytes = [0, 0];
        let mut speaker = 0;
        while queues.iter().any(|queue| !queue.is_empty()) {
            let other = 1 - speaker;
            let may_speak = |speaker: usize, other: usize| {
                let next = queues[speaker].front();
                next.is_some_and(|next| next.heard_bytes <= passed_bytes[other] || queues[other].is_empty())
            };
            if !may_speak(speaker, other) && (may_speak(other, speaker) || queues[speaker].is_empty()) {
                speaker = other;
            }
            if let Some(segment) = queues[speaker].pop_front() {
                passed_bytes[speaker] += segment.bytes.len() as u64;
                self.segments.push(segment);
            }
        }
    }

    /// All bytes that went one way, joined.
    pub fn sent(&self, direction: Direction) -> Vec<u8> {
        self.segments
            .iter()
            .filter(|s| s.direction == direction)
            .flat_map(|s| s.bytes.iter().copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn connection(segments: Vec<Segment>) -> Connection {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        Connection { segments, ..Connection::new(address, address, address, Duration::ZERO) }
    }

    fn way(segments: &[Segment], direction: Direction) -> Vec<&Segment> {
        segments.iter().filter(|segment| segment.direction == direction).collect()
    }

    /// What two programs say that listen, each as far as chance has it, before they say something: a segment of so many bytes
    /// for each `(way, length, listens)`, in the order in which it was said.
    fn dialogue(said: &[(bool, usize, bool)]) -> Vec<Segment> {
        let (mut sent, mut heard) = ([0, 0], [0, 0]);
        let said = said.iter().enumerate().map(|(index, &(is_client, length, listens))| {
            let (own, other) = if is_client { (0, 1) } else { (1, 0) };
            if listens {
                heard[own] = sent[other];
            }
            sent[own] += length as u64;
            let bytes = vec![index as u8; length];
            Segment { heard_bytes: heard[own], ..Segment::new(Direction::BOTH[own], &bytes[..]) }
        });
        said.collect()
    }

    /// The same in another order in which it may have been seen.
    fn seen(segments: &[Segment], choices: &[bool]) -> Vec<Segment> {
        let mut ways = Direction::BOTH.map(|direction| way(segments, direction).into_iter().peekable());
        let mut passed = [0, 0];
        let mut choices = choices.iter().cycle();
        let mut all = Vec::new();
        while all.len() < segments.len() {
            let mut may =
                |way: usize| ways[way].peek().is_some_and(|next| next.heard_bytes <= passed[1 - way]);
            let next = match (may(0), may(1)) {
                (true, true) => usize::from(*choices.next().expect("choices")),
                (is_client, _) => usize::from(!is_client),
            };
            let segment = ways[next].next().expect("what was heard had been said");
            passed[next] += segment.bytes.len() as u64;
            all.push(segment.clone());
        }
        all
    }

    proptest! {
        #[test]
        fn the_causal_order_is_one_whatever_was_seen_first(
            said in proptest::collection::vec((any::<bool>(), 1..4usize, any::<bool>()), 0..30),
            choices in proptest::collection::vec(any::<bool>(), 1..30),
        ) {
            let segments = dialogue(&said);
            let mut ordered = connection(segments.clone());
            ordered.put_into_causal_order();
            let mut other = connection(seen(&segments, &choices));
            other.put_into_causal_order();
            prop_assert_eq!(&ordered.segments, &other.segments);
            for direction in Direction::BOTH {
                prop_assert_eq!(way(&ordered.segments, direction), way(&segments, direction));
            }
            let mut passed = [0, 0];
            for segment in &ordered.segments {
                let (own, other) = if segment.direction == Direction::ToServer { (0, 1) } else { (1, 0) };
                prop_assert!(segment.heard_bytes <= passed[other], "nobody answers what is yet to be said");
                passed[own] += segment.bytes.len() as u64;
            }
        }
    }

    #[test]
    fn only_who_waits_ends_the_other_ones_turn() {
        let turns = |listens: bool| {
            let said: Vec<_> = (0..10).map(|at| (at % 2 == 0, 2, at % 2 == 1 || listens)).collect();
            let mut connection = connection(dialogue(&said));
            connection.put_into_causal_order();
            connection.segments.chunk_by(|a, b| a.direction == b.direction).count()
        };
        assert_eq!(turns(true), 10, "each waits for the other");
        assert_eq!(turns(false), 2, "the client says all it has to say, whatever is answered meanwhile");
    }

    #[test]
    fn what_was_not_kept_is_waited_for_by_nobody() {
        let heard = |direction, heard_bytes| Segment { heard_bytes, ..Segment::new(direction, &b"x"[..]) };
        let mut connection = connection(vec![
            heard(Direction::ToServer, 0),
            heard(Direction::ToClient, 9),
            heard(Direction::ToServer, 7),
        ]);
        connection.put_into_causal_order();
        assert_eq!(connection.segments.len(), 3);
    }
}
