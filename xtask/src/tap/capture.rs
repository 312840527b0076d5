//! What the packets on a host's `lo` say: what each `send` sent, which addresses refused, who used UDP.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use etherparse::{NetSlice, SlicedPacket, TcpSlice, TransportSlice};

use super::packets::Packets;
use super::recorder::Recorder;
use crate::conversation::{Datagram, Direction};
use crate::host::names;
use crate::host::network::{Network, NetworkError};
use crate::host::packets::PacketSocket;
use crate::role::Role;

/// Connections whose boundaries are kept at a time; a program that opens more loses boundaries, not bytes.
const MOST_STREAMS: usize = 1024;

/// Packets taken in at one go, lest a flood keep the relay from everything else.
const MOST_PACKETS: usize = 4096;

/// Watches one host's network.
pub(super) struct Capture {
    host: Role,
    socket: PacketSocket,
    /// When the last packet passed.
    latest: Duration,
    /// By sender and receiver. Only what the host's program sends, never what the tap hands over to it.
    streams: BTreeMap<(SocketAddr, SocketAddr), Stream>,
    ports: Ports,
}

/// By which the tap's own packets are told from the program's.
#[derive(Debug, Default)]
struct Ports {
    /// Where the tap listens in this network, and agrees.
    doors: BTreeSet<u16>,
    /// Where the program listens, and the tap asks.
    listeners: BTreeSet<u16>,
}

/// One direction of a TCP connection, as packets show it.
#[derive(Debug, Default)]
struct Stream {
    /// Sequence number of the first byte.
    first: u32,
    /// How many bytes have been seen, in order.
    seen_bytes: u64,
    /// How many of these were sent out of band: they stand in no stream.
    urgent_bytes: u64,
    /// Whether the other side has agreed to the connection.
    agreed: bool,
    /// What the relay has not yet taken. Bounded by the window that our socket offers the sender.
    sends: VecDeque<Sent>,
}

/// One packet's worth of a `send`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    /// Where it begins in the stream.
    pub start: u64,
    /// When it passed, since the start of the case.
    pub at: Duration,
    /// What was sent.
    pub bytes: Vec<u8>,
    /// The same `send` goes on in the next packet.
    pub goes_on: bool,
}

impl Sent {
    /// One past its last byte.
    pub(super) fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl Capture {
    /// Starts to watch the network of a host.
    pub(super) fn open(host: Role, network: &Network) -> Result<Self, NetworkError> {
        Ok(Self {
            host,
            socket: PacketSocket::open(network)?,
            latest: Duration::ZERO,
            streams: BTreeMap::new(),
            ports: Ports::default(),
        })
    }

    /// Learns where the tap listens in this network, and where the program does.
    pub(super) fn set_ports(&mut self, (doors, listeners): (BTreeSet<u16>, BTreeSet<u16>)) {
        self.ports = Ports { doors, listeners };
    }

    /// Takes in the packets that are waiting. Whether there were any.
    pub(super) fn read(&mut self, packets: &mut Packets, recorder: &mut Recorder) -> io::Result<bool> {
        for count in 0..MOST_PACKETS {
            let Some((at, bytes)) = self.socket.read()? else { return Ok(count > 0) };
            // The machine's clock may be set back; packets still pass one after the other.
            self.latest = self.latest.max(packets.since_start(at));
            packets.keep(self.host, self.latest, bytes);
            if let Ok(packet) = SlicedPacket::from_ip(bytes) {
                sort_out(self.host, &self.ports, &mut self.streams, &packet, self.latest, recorder);
            }
        }
        Ok(true)
    }

    /// Whether the beginning of a connection was seen, so that its bytes will be.
    pub(super) fn knows(&self, from: SocketAddr, to: SocketAddr) -> bool {
        self.streams.contains_key(&(from, to))
    }

    /// Whether packets of a connection that have not been asked for reach beyond `taken` bytes.
    pub(super) fn reaches_beyond(&self, from: SocketAddr, to: SocketAddr, taken: u64) -> bool {
        self.streams
            .get(&(from, to))
            .is_some_and(|stream| stream.sends.back().is_some_and(|sent| sent.end() > taken))
    }

    /// The next packet of a connection that reaches beyond `taken` bytes.
    pub(super) fn next(&mut self, from: SocketAddr, to: SocketAddr, taken: u64) -> Option<Sent> {
        let sends = &mut self.streams.get_mut(&(from, to))?.sends;
        while let Some(sent) = sends.pop_front() {
            if sent.end() > taken {
                return Some(sent);
            }
        }
        None
    }

    /// Forgets a connection that is over.
    pub(super) fn forget(&mut self, from: SocketAddr, to: SocketAddr) {
        self.streams.remove(&(from, to));
    }
}

impl AsFd for Capture {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// Files one packet under what it says.
fn sort_out(
    host: Role,
    ports: &Ports,
    streams: &mut BTreeMap<(SocketAddr, SocketAddr), Stream>,
    packet: &SlicedPacket<'_>,
    at: Duration,
    recorder: &mut Recorder,
) {
    let (from, to): (IpAddr, IpAddr) = match &packet.net {
        Some(NetSlice::Ipv4(ip)) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        Some(NetSlice::Ipv6(ip)) => (ip.header().source_addr().into(), ip.header().destination_addr().into()),
        _ => return,
    };
    match &packet.transport {
        Some(TransportSlice::Tcp(tcp)) => {
            let from = SocketAddr::new(from, tcp.source_port());
            let to = SocketAddr::new(to, tcp.destination_port());
            sort_out_tcp(host, ports, streams, (from, to), tcp, at, recorder);
        }
        Some(TransportSlice::Udp(udp)) => {
            // A look-up of a name is no conversation.
            if [udp.source_port(), udp.destination_port()].contains(&names::PORT) {
                return;
            }
            let direction = if host == Role::Client { Direction::ToServer } else { Direction::ToClient };
            let to = SocketAddr::new(to, udp.destination_port());
            recorder.datagram(Datagram { direction, to, length: udp.payload().len() });
        }
        _ => {}
    }
}

fn sort_out_tcp(
    host: Role,
    ports: &Ports,
    streams: &mut BTreeMap<(SocketAddr, SocketAddr), Stream>,
    (from, to): (SocketAddr, SocketAddr),
    tcp: &TcpSlice<'_>,
    at: Duration,
    recorder: &mut Recorder,
) {
    if tcp.syn() {
        let first = tcp.sequence_number().wrapping_add(1);
        if tcp.ack()
            && let Some(asked) = streams.get_mut(&(to, from))
        {
            asked.agreed = true;
        }
        // Who listens agrees, and the other asks. Sent once more, it is no new connection.
        let opens = if tcp.ack() {
            !ports.doors.contains(&from.port())
        } else {
            !ports.listeners.contains(&to.port())
        };
        let known = streams.get(&(from, to)).is_some_and(|stream| stream.first == first);
        if opens && !known && streams.len() < MOST_STREAMS {
            streams.insert((from, to), Stream { first, ..Stream::default() });
        }
        return;
    }
    if tcp.rst() && streams.get(&(to, from)).is_some_and(|stream| !stream.agreed) {
        streams.remove(&(to, from));
        if host == Role::Client {
            recorder.refused(from);
        }
        return;
    }
    if let Some(stream) = streams.get_mut(&(from, to))
        && !tcp.payload().is_empty()
    {
        let urgent = usize::from(tcp.urgent_pointer()).checked_sub(1).filter(|_| tcp.urg());
        stream.add(tcp.sequence_number(), tcp.payload(), urgent, at, !tcp.psh());
    }
}

impl Stream {
    /// Takes in a packet. Its `urgent` byte, where that is one of its own, was sent out of band: what reads the stream never
    /// meets it.
    fn add(&mut self, sequence: u32, bytes: &[u8], urgent: Option<usize>, at: Duration, goes_on: bool) {
        // Sequence numbers wrap at 4 GiB; the distance to what was seen last does not.
        let expected = self.first.wrapping_add(self.seen_bytes as u32);
        let ahead = i64::from(sequence.wrapping_sub(expected) as i32);
        let Some(start) = self.seen_bytes.checked_add_signed(ahead) else { return };
        let end = start + bytes.len() as u64;
        // Sent a second time: nothing new. A packet that the capture missed leaves a gap before the next one's start.
        if end > self.seen_bytes {
            let old = self.seen_bytes.saturating_sub(start) as usize;
            let start = start + old as u64 - self.urgent_bytes;
            let mut bytes = bytes[old..].to_vec();
            if let Some(urgent) = urgent.and_then(|at| at.checked_sub(old)).filter(|at| *at < bytes.len()) {
                bytes.remove(urgent);
                self.urgent_bytes += 1;
            }
            if !bytes.is_empty() {
                self.sends.push_back(Sent { start, at, bytes, goes_on });
            }
            self.seen_bytes = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(stream: &Stream) -> Vec<(u64, u64)> {
        stream.sends.iter().map(|sent| (sent.start, sent.end())).collect()
    }

    #[test]
    fn every_packet_is_a_send_and_one_sent_again_is_not_counted_again() {
        let mut stream = Stream { first: u32::MAX - 2, ..Stream::default() };
        let mut add =
            |sequence, length: usize| stream.add(sequence, &[0; 99][..length], None, Duration::ZERO, false);
        add(u32::MAX - 2, 5);
        add(2, 4);
        add(2, 4);
        add(u32::MAX - 2, 12);
        assert_eq!(ends(&stream), [(0, 5), (5, 9), (9, 12)]);
    }

    #[test]
    fn a_packet_that_was_missed_leaves_a_gap() {
        let mut stream = Stream { first: 100, ..Stream::default() };
        stream.add(100, b"12345", None, Duration::ZERO, false);
        stream.add(115, b"12345", None, Duration::ZERO, false);
        assert_eq!(ends(&stream), [(0, 5), (15, 20)]);
    }

    #[test]
    fn what_is_sent_out_of_band_stands_in_no_stream() {
        let mut stream = Stream { first: 100, ..Stream::default() };
        // The pointer stands beyond this packet: the byte is the next one's.
        stream.add(100, b"123", Some(4), Duration::ZERO, false);
        stream.add(103, b"45!", Some(2), Duration::ZERO, false);
        stream.add(103, b"45!67", Some(2), Duration::ZERO, false);
        stream.add(108, b"!", Some(0), Duration::ZERO, false);
        stream.add(109, b"89", None, Duration::ZERO, false);
        let sent: Vec<(u64, &[u8])> = stream.sends.iter().map(|sent| (sent.start, &sent.bytes[..])).collect();
        assert_eq!(sent, [(0, &b"123"[..]), (3, b"45"), (5, b"67"), (7, b"89")]);
    }
}
