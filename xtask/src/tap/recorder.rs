//! Writes the conversation down while it goes on, within bounds: a program that floods the tap fills no memory.

use std::net::SocketAddr;
use std::time::Duration;

use crate::bytes::Bytes;
use crate::conversation::{Close, CloseKind, Connection, Conversation, Datagram, Direction, Segment};

/// What a segment takes beside its bytes.
const OVERHEAD_BYTES: usize = 64;

/// Refused addresses and datagrams that are kept.
const MOST_EVENTS: usize = 100;

/// A conversation in the making.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    conversation: Conversation,
    /// What may be kept of one direction, of all connections together.
    most_bytes: usize,
    /// What is kept to the server and to the client.
    kept_bytes: [usize; 2],
    /// Whether more was sent to the server and to the client than is kept.
    overflows: [bool; 2],
}

impl Recorder {
    /// Keeps at most this much of each direction.
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, ..Self::default() }
    }

    /// Begins a connection and returns its number.
    pub(super) fn connection(
        &mut self,
        client: SocketAddr,
        dialled: SocketAddr,
        server: SocketAddr,
        opened: Duration,
    ) -> usize {
        self.conversation.connections.push(Connection::new(client, dialled, server, opened));
        self.conversation.connections.len() - 1
    }

    /// The same of one that the server opened, to where the client listens.
    pub(super) fn call_back(
        &mut self,
        client: SocketAddr,
        dialled: SocketAddr,
        server: SocketAddr,
        opened: Duration,
    ) -> usize {
        let number = self.connection(client, dialled, server, opened);
        self.conversation.connections[number].calls_back = true;
        number
    }

    /// Number of connections so far.
    pub(super) fn connections(&self) -> usize {
        self.conversation.connections.len()
    }

    /// Whether more went that way than is kept.
    pub(super) fn overflows(&self, direction: Direction) -> bool {
        self.overflows[usize::from(direction == Direction::ToClient)]
    }

    /// Adds bytes: to the direction's last segment where they go on with it, else as a new one, by a sender who had heard
    /// so much of the other direction.
    pub(super) fn bytes(
        &mut self,
        connection: usize,
        direction: Direction,
        at: Duration,
        bytes: &[u8],
        goes_on: bool,
        heard_bytes: u64,
    ) {
        let way = usize::from(direction == Direction::ToClient);
        let kept = &mut self.kept_bytes[way];
        let connection = &mut self.conversation.connections[connection];
        let last = connection.segments.iter_mut().rev().find(|segment| segment.direction == direction);
        let last = last.filter(|_| goes_on);
        let overhead = if last.is_some() { 0 } else { OVERHEAD_BYTES };
        let room = self.most_bytes.saturating_sub(*kept + overhead).min(bytes.len());
        connection.dropped_bytes += (bytes.len() - room) as u64;
        self.overflows[way] |= room < bytes.len();
        if room == 0 {
            return;
        }
        *kept += room + overhead;
        match last {
            Some(segment) => segment.bytes.0.extend_from_slice(&bytes[..room]),
            None => {
                let bytes = Bytes::from(&bytes[..room]);
                connection.segments.push(Segment { direction, at, bytes, heard_bytes });
            }
        }
    }

    /// Notes that the boundaries of so many bytes were not seen.
    pub(super) fn guessed(&mut self, connection: usize, bytes: u64) {
        self.conversation.connections[connection].guessed_bytes += bytes;
    }

    /// Notes how the sender of a direction ended it. The first word stands.
    pub(super) fn close(&mut self, connection: usize, direction: Direction, end: Close) {
        let connection = &mut self.conversation.connections[connection];
        let close = match direction {
            Direction::ToServer => &mut connection.client_close,
            Direction::ToClient => &mut connection.server_close,
        };
        close.get_or_insert(end);
    }

    /// Notes that who was called never saw a connection: it ends as it would have if it had been dialled itself.
    pub(super) fn unanswered(&mut self, connection: usize, at: Duration) {
        let unanswered = &mut self.conversation.connections[connection];
        unanswered.is_unanswered = true;
        let from_it = if unanswered.calls_back { Direction::ToServer } else { Direction::ToClient };
        self.close(connection, from_it, Close { kind: CloseKind::Reset, at, follows: false, heard_bytes: 0 });
    }

    /// Notes an address where nothing listens; one that is tried again and again is one finding.
    pub(super) fn refused(&mut self, address: SocketAddr) {
        let refused = &mut self.conversation.refused;
        if refused.len() < MOST_EVENTS && !refused.contains(&address) {
            refused.push(address);
        }
    }

    /// Notes a UDP datagram.
    pub(super) fn datagram(&mut self, datagram: Datagram) {
        if self.conversation.datagrams.len() < MOST_EVENTS {
            self.conversation.datagrams.push(datagram);
        }
    }

    /// The conversation, its segments in causal order.
    pub(super) fn finish(mut self) -> Conversation {
        for connection in &mut self.conversation.connections {
            connection.put_into_causal_order();
        }
        self.conversation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_bound_is_counted_and_not_kept() {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        let mut recorder = Recorder::new(1000);
        let number = recorder.connection(address, address, address, Duration::ZERO);
        for _ in 0..100 {
            recorder.bytes(number, Direction::ToServer, Duration::ZERO, &[b'x'; 100], false, 0);
        }
        recorder.bytes(number, Direction::ToClient, Duration::ZERO, b"fine", false, 0);
        assert_eq!(Direction::BOTH.map(|direction| recorder.overflows(direction)), [true, false]);
        let conversation = recorder.finish();
        let connection = &conversation.connections[0];
        let kept = connection.sent(Direction::ToServer).len() as u64;
        assert!((500..1000).contains(&kept), "{kept} bytes were kept");
        assert_eq!(connection.dropped_bytes, 10_000 - kept);
        assert_eq!(connection.sent(Direction::ToClient), b"fine");
    }
}
