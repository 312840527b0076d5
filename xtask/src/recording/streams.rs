//! From packets to what each side of a TCP connection said: in the order of its bytes, each once.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::{Event, Recorded};
use crate::conversation::Direction;

/// More connections, and more bytes of one, are not kept.
const MOST_CONNECTIONS: usize = 1000;
const MOST_BYTES: usize = 4 << 20;
/// Packets of one direction that came before those that they follow.
const MOST_EARLY: usize = 1000;

/// One TCP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    /// Where it was seen: the same packet may pass several interfaces.
    pub interface: u32,
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub sequence: u32,
    pub syn: bool,
    pub ack: bool,
    pub fin: bool,
    pub reset: bool,
    /// Whether a `send` ends with it.
    pub push: bool,
    pub payload: &'a [u8],
}

/// All connections, as far as their packets were taken.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// In the order of their first packets; by interface and addresses the latest.
    all: Vec<Stream>,
    latest: BTreeMap<(u32, SocketAddr, SocketAddr), usize>,
}

#[derive(Debug)]
struct Stream {
    client: SocketAddr,
    server: SocketAddr,
    ways: [Way; 2],
    events: Vec<Event>,
    bytes: usize,
    has_gaps: bool,
}

/// One direction.
#[derive(Debug, Default)]
struct Way {
    /// The sequence number of the next byte.
    next: Option<u32>,
    /// Packets behind a gap, by their distance from the first byte.
    early: BTreeMap<u32, (Vec<u8>, bool, bool)>,
    first: u32,
    /// What was said since a `send` ended.
    open: Vec<u8>,
    has_ended: bool,
}

impl Streams {
    /// Takes a packet.
    pub fn take(&mut self, packet: &Packet<'_>) {
        let key = (packet.interface, packet.from.min(packet.to), packet.from.max(packet.to));
        let known = self.latest.get(&key).copied();
        // The same addresses again may be another connection.
        let is_new = packet.syn && !packet.ack && known.is_some_and(|at| self.all[at].has_begun());
        let at = match known.filter(|_| !is_new) {
            Some(at) => at,
            None if self.all.len() < MOST_CONNECTIONS => {
                self.all.push(Stream::of(packet));
                self.latest.insert(key, self.all.len() - 1);
                self.all.len() - 1
            }
            None => return,
        };
        self.all[at].take(packet);
    }

    /// The connections on which anything was said.
    pub fn finish(self) -> Vec<Recorded> {
        let recorded = self.all.into_iter().map(Stream::finish);
        recorded.filter(|recorded| !recorded.is_empty()).collect()
    }
}

impl Stream {
    fn of(packet: &Packet<'_>) -> Self {
        // Where the beginning was not recorded, the server is whose port is the smaller one.
        let is_client = match (packet.syn, packet.ack) {
            (true, ack) => !ack,
            _ => packet.from.port() > packet.to.port(),
        };
        let (client, server) = if is_client { (packet.from, packet.to) } else { (packet.to, packet.from) };
        let ways = [Way::default(), Way::default()];
        Self { client, server, ways, events: Vec::new(), bytes: 0, has_gaps: false }
    }

    /// Whether more than the first packet of it was seen.
    fn has_begun(&self) -> bool {
        !self.events.is_empty() || self.ways.iter().any(|way| !way.open.is_empty() || way.has_ended)
    }

    fn take(&mut self, packet: &Packet<'_>) {
        let direction = if packet.from == self.client { Direction::ToServer } else { Direction::ToClient };
        let way = &mut self.ways[usize::from(direction == Direction::ToClient)];
        if packet.reset {
            return self.end(direction);
        }
        let first = if packet.syn { packet.sequence.wrapping_add(1) } else { packet.sequence };
        if packet.syn || way.next.is_none() {
            // A packet without bytes may come before the first one with some.
            if packet.syn || !packet.payload.is_empty() || packet.fin {
                way.next.get_or_insert(first);
            }
        }
        if way.early.is_empty() {
            way.first = way.next.unwrap_or(first);
        }
        if packet.payload.is_empty() && !packet.fin {
            return;
        }
        let distance = first.wrapping_sub(way.first);
        let is_early = way.next.is_some_and(|next| (first.wrapping_sub(next) as i32) > 0);
        if is_early {
            if way.early.len() < MOST_EARLY {
                way.early.insert(distance, (packet.payload.to_vec(), packet.push, packet.fin));
            } else {
                self.has_gaps = true;
            }
            return;
        }
        self.append(direction, first, packet.payload, packet.push, packet.fin);
        loop {
            let way = &mut self.ways[usize::from(direction == Direction::ToClient)];
            let next = way.next.unwrap_or_default();
            let Some(entry) = way.early.first_entry() else { return };
            let start = way.first.wrapping_add(*entry.key());
            if (start.wrapping_sub(next) as i32) > 0 {
                return;
            }
            let (bytes, push, fin) = entry.remove();
            self.append(direction, start, &bytes, push, fin);
        }
    }

    /// Adds what begins at that sequence number, as far as it is new.
    fn append(&mut self, direction: Direction, start: u32, bytes: &[u8], push: bool, fin: bool) {
        let way = &mut self.ways[usize::from(direction == Direction::ToClient)];
        let next = way.next.unwrap_or(start);
        let known = next.wrapping_sub(start) as usize;
        let new = bytes.get(known..).unwrap_or_default();
        if self.bytes + new.len() > MOST_BYTES {
            self.has_gaps = true;
            return;
        }
        if !new.is_empty() {
            self.bytes += new.len();
            way.open.extend_from_slice(new);
            way.next = Some(next.wrapping_add(new.len() as u32));
            // Whoever answers in the middle of a long `send` has its beginning before its answer.
            self.say(opposite(direction));
        }
        if push {
            self.say(direction);
        }
        if fin && known <= bytes.len() {
            self.end(direction);
        }
    }

    /// What is open that way was one `send`.
    fn say(&mut self, direction: Direction) {
        let open = std::mem::take(&mut self.ways[usize::from(direction == Direction::ToClient)].open);
        if !open.is_empty() {
            self.events.push(Event::Said(direction, open));
        }
    }

    fn end(&mut self, direction: Direction) {
        self.say(direction);
        let way = &mut self.ways[usize::from(direction == Direction::ToClient)];
        if !std::mem::replace(&mut way.has_ended, true) {
            self.events.push(Event::Ended(direction));
        }
    }

    fn finish(mut self) -> Recorded {
        Direction::BOTH.into_iter().for_each(|direction| self.say(direction));
        let has_gaps = self.has_gaps || self.ways.iter().any(|way| !way.early.is_empty());
        // An end after which the other side says nothing more is played as any end is.
        while matches!(self.events.last(), Some(Event::Ended(_))) {
            self.events.pop();
        }
        Recorded { client: self.client, server: self.server, events: self.events, has_gaps }
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::ToServer => Direction::ToClient,
        Direction::ToClient => Direction::ToServer,
    }
}

#[cfg(test)]
mod tests {
    use Direction::{ToClient, ToServer};
    use proptest::prelude::*;

    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 1], port))
    }

    const QUIET: Packet<'static> = Packet {
        interface: 0,
        from: SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 1)),
        to: SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 1)),
        sequence: 0,
        syn: false,
        ack: true,
        fin: false,
        reset: false,
        push: false,
        payload: b"",
    };

    /// A packet of the client at port 50000, or of the server at port 80.
    fn packet(direction: Direction, sequence: u32, payload: &[u8]) -> Packet<'_> {
        let (client, server) = (address(50000), address(80));
        let (from, to) = if direction == ToServer { (client, server) } else { (server, client) };
        Packet { from, to, sequence, push: true, payload, ..QUIET }
    }

    fn recorded(packets: &[Packet<'_>]) -> Vec<Recorded> {
        let mut streams = Streams::default();
        packets.iter().for_each(|packet| streams.take(packet));
        streams.finish()
    }

    fn said(direction: Direction, bytes: &[u8]) -> Event {
        Event::Said(direction, bytes.to_vec())
    }

    #[test]
    fn repeated_and_early_packets_are_put_in_order_and_a_send_ends_where_it_is_pushed() {
        let syn = Packet { syn: true, ack: false, ..packet(ToServer, u32::MAX - 1, b"") };
        let half = Packet { push: false, ..packet(ToServer, u32::MAX, b"[1, ") };
        let all = recorded(&[
            syn,
            half,
            packet(ToServer, 5, b"3]"),
            packet(ToServer, 3, b"2,"),
            packet(ToServer, 3, b"2,3"),
            packet(ToClient, 77, b"ok"),
            Packet { fin: true, ..packet(ToClient, 79, b"") },
        ]);
        let events = vec![said(ToServer, b"[1, 2,"), said(ToServer, b"3]"), said(ToClient, b"ok")];
        assert_eq!(all, [Recorded { client: address(50000), server: address(80), events, has_gaps: false }]);
    }

    #[test]
    fn an_end_before_the_answer_is_kept_and_the_same_addresses_may_connect_again() {
        let syn = |sequence| Packet { syn: true, ack: false, ..packet(ToServer, sequence, b"") };
        let fin = Packet { fin: true, ..packet(ToServer, 3, b"") };
        let all = recorded(&[
            syn(0),
            packet(ToServer, 1, b"ab"),
            fin,
            packet(ToClient, 9, b"c"),
            syn(900),
            packet(ToServer, 901, b"again"),
        ]);
        let first = [said(ToServer, b"ab"), Event::Ended(ToServer), said(ToClient, b"c")];
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].events, first);
        assert_eq!(all[1].events, [said(ToServer, b"again")]);
    }

    #[test]
    fn what_is_missing_is_said_and_nothing_behind_it_is_taken_for_what_was() {
        let all = recorded(&[packet(ToServer, 10, b"ab"), packet(ToServer, 20, b"z")]);
        assert_eq!(all[0].events, [said(ToServer, b"ab")]);
        assert!(all[0].has_gaps);
    }

    proptest! {
        #[test]
        fn the_order_in_which_packets_come_changes_nothing_of_what_was_said(
            bytes in proptest::collection::vec(any::<u8>(), 1..60),
            cuts in proptest::collection::vec(1..9usize, 1..20),
            start in any::<u32>(),
            order in any::<u64>(),
        ) {
            let mut packets = vec![Packet { syn: true, ack: false, ..packet(ToServer, start.wrapping_sub(1), b"") }];
            let (mut at, mut cuts) = (0, cuts.into_iter().cycle());
            while at < bytes.len() {
                let end = (at + cuts.next().expect("a cut")).min(bytes.len());
                packets.push(packet(ToServer, start.wrapping_add(at as u32), &bytes[at..end]));
                at = end;
            }
            let mut seed = order;
            for last in (2..packets.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                packets.swap(last, 1 + (seed >> 33) as usize % last);
            }
            let all = recorded(&packets);
            prop_assert_eq!(all.len(), 1);
            prop_assert_eq!(all[0].said(ToServer).collect::<Vec<_>>().concat(), bytes);
            prop_assert!(!all[0].has_gaps);
        }

        #[test]
        fn packets_of_any_kind_do_no_harm(
            kinds in proptest::collection::vec((any::<[bool; 6]>(), any::<u32>(), 0..4u32, 0..9usize), 0..60),
        ) {
            let packets: Vec<Packet<'_>> = kinds
                .iter()
                .map(|&([to_server, syn, ack, fin, reset, push], sequence, interface, length)| {
                    let direction = if to_server { ToServer } else { ToClient };
                    Packet { syn, ack, fin, reset, push, interface, ..packet(direction, sequence, &[7; 9][..length]) }
                })
                .collect();
            let all = recorded(&packets);
            prop_assert!(all.iter().map(Recorded::len).sum::<usize>() <= 60 * 9);
        }
    }
}
