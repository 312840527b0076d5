//! A conversation that was recorded, by us or by Wireshark, and that is played again with one of the two programs.
//!
//! - `packets`: files of packets (pcapng and pcap). `streams`: from packets to what each side said.
//! - `script`: from what one side said to what a stand-in plays.
//! - `departure`: where the other side, which is a program again, departs from what it said then.
//!
//! What is read here comes from anywhere: it is bounded, and nothing in it is trusted.

pub mod departure;
pub mod packets;
pub mod script;
mod streams;

use std::net::SocketAddr;

use crate::conversation::{Close, CloseKind, Connection, Direction};

/// One connection as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The client's own address and port.
    pub client: SocketAddr,
    /// The address and port that it dialled.
    pub server: SocketAddr,
    /// What both sides did, in order.
    pub events: Vec<Event>,
    /// Whether bytes are missing that the recording did not keep.
    pub has_gaps: bool,
}

/// One thing that a side did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It said this, in one `send`.
    Said(Direction, Vec<u8>),
    /// It ended what it had to say.
    Ended(Direction),
}

impl Recorded {
    /// What the tap recorded.
    pub fn of_connection(connection: &Connection) -> Self {
        let closes =
            [(Direction::ToServer, connection.client_close), (Direction::ToClient, connection.server_close)];
        // Of its own accord, and before the other side had said all: whoever reads up to the end waits for this.
        let ends_before = |direction: Direction, close: Close| {
            let later = |segment: &&crate::conversation::Segment| {
                segment.direction != direction && segment.at > close.at
            };
            let is_own = close.kind == CloseKind::Fin && !close.follows;
            connection.segments.iter().position(|segment| later(&segment)).filter(|_| is_own)
        };
        let mut events = Vec::new();
        for (index, segment) in connection.segments.iter().enumerate() {
            for (direction, close) in closes {
                if close.and_then(|close| ends_before(direction, close)) == Some(index) {
                    events.push(Event::Ended(direction));
                }
            }
            events.push(Event::Said(segment.direction, segment.bytes.to_vec()));
        }
        let Connection { client, dialled, dropped_bytes, .. } = *connection;
        Self { client, server: dialled, events, has_gaps: dropped_bytes > 0 }
    }

    /// What was said that way, a `send` each.
    pub fn said(&self, direction: Direction) -> impl Iterator<Item = &[u8]> {
        self.events.iter().filter_map(move |event| match event {
            Event::Said(way, bytes) if *way == direction => Some(bytes.as_slice()),
            Event::Said(..) | Event::Ended(_) => None,
        })
    }

    /// How many bytes both said.
    pub fn len(&self) -> usize {
        Direction::BOTH.into_iter().flat_map(|direction| self.said(direction)).map(<[u8]>::len).sum()
    }

    /// Whether nobody said anything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
