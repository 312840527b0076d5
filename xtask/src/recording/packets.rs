//! Files of packets: pcapng, as `--save` and Wireshark write them, and the older pcap.

use std::net::SocketAddr;

use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use pcap_parser::traits::PcapNGPacketBlock as _;
use pcap_parser::{Block, LegacyPcapSlice, Linktype, PcapBlockOwned, PcapNGSlice};
use thiserror::Error;

use super::Recorded;
use super::streams::{Packet, Streams};

/// Why there is nothing to be had from a file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PacketsError {
    /// Neither format.
    #[error("this is no file of packets: expected pcapng or pcap, as Wireshark saves them")]
    Format,
    /// The packets have headers before them that are not known.
    #[error(
        "the packets were captured on a kind of network that is not read (link type {0}): capture on Ethernet, on the loopback \
         interface, or on `any`"
    )]
    Link(i32),
    /// No connection with any bytes.
    #[error("no TCP connection in it on which anything was said")]
    Silent,
}

/// The connections of a file, in the order in which they began, and whether the file ends in the middle of a packet.
pub fn connections(file: &[u8]) -> Result<(Vec<Recorded>, bool), PacketsError> {
    let mut reader = Reader::default();
    let is_cut = if let Ok(blocks) = PcapNGSlice::from_slice(file) {
        read(blocks.map(Result::ok), &mut reader)
    } else if let Ok(slice) = LegacyPcapSlice::from_slice(file) {
        reader.links.push(slice.header.network);
        read(slice.map(Result::ok), &mut reader)
    } else {
        return Err(PacketsError::Format);
    };
    let connections = reader.streams.finish();
    match (connections.is_empty(), reader.unknown) {
        (true, Some(Linktype(link))) => Err(PacketsError::Link(link)),
        (true, None) => Err(PacketsError::Silent),
        (false, _) => Ok((one_interface(connections), is_cut)),
    }
}

/// Takes every block up to the first that cannot be read: whether there is one.
fn read<'a>(blocks: impl Iterator<Item = Option<PcapBlockOwned<'a>>>, reader: &mut Reader) -> bool {
    for block in blocks {
        match block {
            Some(PcapBlockOwned::NG(block)) => reader.block(&block),
            Some(PcapBlockOwned::Legacy(packet)) => reader.packet(0, packet.data),
            Some(PcapBlockOwned::LegacyHeader(_)) => {}
            None => return true,
        }
    }
    false
}

/// The same connection seen on several interfaces is one: what was seen of it first.
fn one_interface(connections: Vec<Recorded>) -> Vec<Recorded> {
    let mut kept: Vec<Recorded> = Vec::new();
    for connection in connections {
        let same = |other: &Recorded| {
            let said = |recorded: &Recorded| {
                crate::conversation::Direction::BOTH
                    .map(|direction| recorded.said(direction).collect::<Vec<_>>().concat())
            };
            (other.client, other.server) == (connection.client, connection.server)
                && said(other) == said(&connection)
        };
        if !kept.iter().any(same) {
            kept.push(connection);
        }
    }
    kept
}

#[derive(Default)]
struct Reader {
    /// The kind of header before the packets of each interface.
    links: Vec<Linktype>,
    unknown: Option<Linktype>,
    streams: Streams,
}

impl Reader {
    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::SectionHeader(_) => self.links.clear(),
            Block::InterfaceDescription(interface) => self.links.push(interface.linktype),
            Block::EnhancedPacket(packet) => self.packet(packet.if_id, packet.packet_data()),
            Block::SimplePacket(packet) => self.packet(0, packet.packet_data()),
            _ => {}
        }
    }

    /// One that is not TCP, or damaged, or cut, is none of ours.
    fn packet(&mut self, interface: u32, bytes: &[u8]) {
        let Some(link) = self.links.get(interface as usize).copied() else { return };
        let parsed = match header_bytes(link) {
            Some(None) => SlicedPacket::from_ethernet(bytes),
            Some(Some(length)) => match bytes.get(length..) {
                Some(packet) => SlicedPacket::from_ip(packet),
                None => return,
            },
            None => {
                self.unknown = Some(link);
                return;
            }
        };
        let Ok(parsed) = parsed else { return };
        let (from, to) = match &parsed.net {
            Some(NetSlice::Ipv4(ip)) if !ip.is_payload_fragmented() => {
                let header = ip.header();
                (header.source_addr().into(), header.destination_addr().into())
            }
            Some(NetSlice::Ipv6(ip)) => {
                (ip.header().source_addr().into(), ip.header().destination_addr().into())
            }
            _ => return,
        };
        let Some(TransportSlice::Tcp(tcp)) = &parsed.transport else { return };
        self.streams.take(&Packet {
            interface,
            from: SocketAddr::new(from, tcp.source_port()),
            to: SocketAddr::new(to, tcp.destination_port()),
            sequence: tcp.sequence_number(),
            syn: tcp.syn(),
            ack: tcp.ack(),
            fin: tcp.fin(),
            reset: tcp.rst(),
            push: tcp.psh(),
            payload: tcp.payload(),
        });
    }
}

/// What stands before the IP header: so many bytes, or an Ethernet header (`None`). Nothing where it is not known.
fn header_bytes(link: Linktype) -> Option<Option<usize>> {
    match link {
        Linktype::ETHERNET => Some(None),
        // The address family, in four bytes.
        Linktype::NULL | Linktype::LOOP => Some(Some(4)),
        Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => Some(Some(0)),
        Linktype::LINUX_SLL => Some(Some(16)),
        Linktype::LINUX_SLL2 => Some(Some(20)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conversation::Direction::{ToClient, ToServer};
    use crate::role::Role;
    use crate::tap::Packets;

    /// What was said in the file below.
    const ASKED: &[u8] = b"[3, 5, 3]";
    const ANSWERED: &[u8] = b"[3, 5]";

    /// An IPv4 packet of TCP between two hosts.
    fn ip(is_client: bool, sequence: u32, payload: &[u8], syn: bool) -> Vec<u8> {
        const SYN: u8 = 2;
        const PUSH_ACK: u8 = 0x18;
        let hosts = [([10, 0, 0, 1], 40_000_u16), ([10, 0, 0, 2], 12_345)];
        let [from, to] = if is_client { hosts } else { [hosts[1], hosts[0]] };
        let mut bytes = vec![0x45, 0];
        bytes.extend((40 + payload.len() as u16).to_be_bytes());
        bytes.extend([0, 0, 0, 0, 64, 6, 0, 0]);
        bytes.extend([from.0, to.0].concat());
        bytes.extend([from.1.to_be_bytes(), to.1.to_be_bytes()].concat());
        bytes.extend(sequence.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 0x50, if syn { SYN } else { PUSH_ACK }, 1, 0, 0, 0, 0, 0]);
        bytes.extend(payload);
        bytes
    }

    fn packets() -> Vec<Vec<u8>> {
        vec![ip(true, 9, b"", true), ip(true, 10, ASKED, false), ip(false, 70, ANSWERED, false)]
    }

    /// As `--save` writes it: each packet is seen on both hosts.
    fn saved() -> Vec<u8> {
        let seen = packets()
            .into_iter()
            .flat_map(|packet| [Role::Client, Role::Server].map(|host| (host, packet.clone())));
        Packets::of(seen).to_pcapng("seed 7")
    }

    /// The older format, with packets behind such a header.
    fn pcap(link: u32, header: &[u8]) -> Vec<u8> {
        let mut file = 0xa1b2_c3d4_u32.to_le_bytes().to_vec();
        file.extend([2, 0, 4, 0]);
        file.extend([0; 8]);
        file.extend(65_535_u32.to_le_bytes());
        file.extend(link.to_le_bytes());
        for packet in packets() {
            let length = ((header.len() + packet.len()) as u32).to_le_bytes();
            file.extend([[0; 4], [0; 4], length, length].concat());
            file.extend(header);
            file.extend(packet);
        }
        file
    }

    fn said(file: &[u8]) -> Vec<[Vec<u8>; 2]> {
        let (all, is_cut) = connections(file).expect("a right file");
        assert!(!is_cut);
        all.iter()
            .map(|one| [ToServer, ToClient].map(|way| one.said(way).collect::<Vec<_>>().concat()))
            .collect()
    }

    #[test]
    fn what_was_said_is_read_from_our_own_files_and_from_those_of_others() {
        let expected = [[ASKED.to_vec(), ANSWERED.to_vec()]];
        assert_eq!(said(&saved()), expected, "a packet that passed two interfaces counts once");
        let mut ethernet = vec![0; 12];
        ethernet.extend([8, 0]);
        for (link, header) in [
            (1, ethernet),
            (0, vec![2, 0, 0, 0]),
            (108, vec![0, 0, 0, 2]),
            (101, vec![]),
            (228, vec![]),
            (113, vec![0; 16]),
            (276, vec![0; 20]),
        ] {
            assert_eq!(said(&pcap(link, &header)), expected, "link type {link}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(connections(b"no packets at all"), Err(PacketsError::Format));
        assert_eq!(connections(b""), Err(PacketsError::Format));
        assert_eq!(connections(&pcap(105, &[])), Err(PacketsError::Link(105)), "wireless");
        let file = pcap(101, &[]);
        assert_eq!(connections(&file[..24]), Err(PacketsError::Silent));
        let (all, is_cut) = connections(&file[..file.len() - 1]).expect("the packets before the last");
        assert!(is_cut && all.len() == 1);
    }

    proptest! {
        #[test]
        fn files_of_any_bytes_do_no_harm(
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
            length in any::<prop::sample::Index>(),
            ours in any::<bool>(),
        ) {
            let mut file = if ours { saved() } else { pcap(101, &[]) };
            let at = at.index(file.len());
            file[at] = byte;
            file.truncate(length.index(file.len()) + 1);
            if let Ok((all, _)) = connections(&file) {
                prop_assert!(all.iter().map(Recorded::len).sum::<usize>() <= file.len());
            }
        }
    }
}
