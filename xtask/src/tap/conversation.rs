//! What the tap recorded: facts only, no judgement.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::observation::Role;

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
    /// The client's own address and port.
    pub client: SocketAddr,
    /// The address and port that the client dialled.
    pub dialled: SocketAddr,
    /// The address and port of the server's listener.
    pub server: SocketAddr,
    /// Time since the start of the case.
    #[serde(with = "crate::seconds")]
    pub opened: Duration,
    /// What was sent, in the order in which the tap saw it.
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
