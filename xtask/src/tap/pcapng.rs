//! The packets of a case as a pcapng file, which Wireshark and tshark open: one section, an interface for each host.
//!
//! The packets are those that passed, with a cooked header (LINKTYPE_LINUX_SLL) before each, as `tcpdump -i any` writes them.
//! Bare IP would do without, but its link type is refused by libpcap for a second interface, and those for IPv4 and IPv6
//! alone cannot be mixed. A library for this would have many times the lines: we write four kinds of block. `recording` reads.

use std::time::Duration;

use super::packets::{Packet, Packets};
use crate::role::Role;

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;

const OPTION_END: u16 = 0;
const OPTION_COMMENT: u16 = 1;
const OPTION_INTERFACE_NAME: u16 = 2;
const OPTION_INTERFACE_DESCRIPTION: u16 = 3;
const OPTION_APPLICATION: u16 = 4;
const OPTION_TIME_RESOLUTION: u16 = 9;
/// Times count nanoseconds: ten to the minus nine.
const NANOSECONDS: u8 = 9;

const LINKTYPE_LINUX_SLL: u16 = 113;
const ARPHRD_LOOPBACK: u16 = 772;
const ETHERTYPE_IPV4: u16 = 0x0800;
const ETHERTYPE_IPV6: u16 = 0x86dd;
const COOKED_HEADER_BYTES: usize = 16;

impl Packets {
    /// The packets as a pcapng file. The comment says which case they are of.
    pub fn to_pcapng(&self, comment: &str) -> Vec<u8> {
        let mut file = Vec::new();
        let mut comment = comment.to_owned();
        if self.dropped > 0 {
            comment += &format!("\n{} more packets were not kept", self.dropped);
        }
        let mut section = BYTE_ORDER_MAGIC.to_le_bytes().to_vec();
        // Version 1.0, and a length that is not given.
        section.extend([1, 0, 0, 0]);
        section.extend([0xff; 8]);
        option(&mut section, OPTION_COMMENT, comment.as_bytes());
        option(&mut section, OPTION_APPLICATION, b"socklab");
        end_of_options(&mut section);
        block(&mut file, SECTION_HEADER, &section);
        for host in [Role::Client, Role::Server] {
            let mut interface = LINKTYPE_LINUX_SLL.to_le_bytes().to_vec();
            // Reserved, and packets of any length.
            interface.extend([0; 6]);
            option(&mut interface, OPTION_INTERFACE_NAME, format!("{}-host", host.word()).as_bytes());
            let description = format!("lo, where the {}'s program runs", host.word());
            option(&mut interface, OPTION_INTERFACE_DESCRIPTION, description.as_bytes());
            option(&mut interface, OPTION_TIME_RESOLUTION, &[NANOSECONDS]);
            end_of_options(&mut interface);
            block(&mut file, INTERFACE_DESCRIPTION, &interface);
        }
        for packet in &self.list {
            block(&mut file, ENHANCED_PACKET, &enhanced(packet, self.epoch));
        }
        file
    }
}

/// The body of a packet's block.
fn enhanced(packet: &Packet, epoch: Duration) -> Vec<u8> {
    let at = (epoch + packet.at).as_nanos() as u64;
    let length = (COOKED_HEADER_BYTES + packet.bytes.len()) as u32;
    let mut body = Vec::with_capacity(packet.bytes.len() + 64);
    body.extend(u32::from(packet.host == Role::Server).to_le_bytes());
    body.extend(((at >> 32) as u32).to_le_bytes());
    body.extend((at as u32).to_le_bytes());
    body.extend(length.to_le_bytes());
    body.extend(length.to_le_bytes());
    let is_ipv6 = packet.bytes.first().is_some_and(|byte| byte >> 4 == 6);
    // Sent to us, by a device that has an address of six zeros, in network byte order.
    body.extend(0_u16.to_be_bytes());
    body.extend(ARPHRD_LOOPBACK.to_be_bytes());
    body.extend(6_u16.to_be_bytes());
    body.extend([0; 8]);
    body.extend(if is_ipv6 { ETHERTYPE_IPV6 } else { ETHERTYPE_IPV4 }.to_be_bytes());
    body.extend(&packet.bytes);
    pad(&mut body);
    body
}

/// Appends a block: type, length, body, length.
fn block(file: &mut Vec<u8>, kind: u32, body: &[u8]) {
    let length = (body.len() + 12) as u32;
    file.extend(kind.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(body);
    file.extend(length.to_le_bytes());
}

/// Appends an option. One that is too long for the format is cut.
fn option(body: &mut Vec<u8>, kind: u16, value: &[u8]) {
    let value = &value[..value.len().min(usize::from(u16::MAX) - 3)];
    body.extend(kind.to_le_bytes());
    body.extend((value.len() as u16).to_le_bytes());
    body.extend(value);
    pad(body);
}

fn end_of_options(body: &mut Vec<u8>) {
    option(body, OPTION_END, b"");
}

/// Fills up to four bytes. Every body begins at such a place.
fn pad(body: &mut Vec<u8>) {
    body.resize(body.len().next_multiple_of(4), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Type and body of each block.
    fn blocks(mut file: &[u8]) -> Vec<(u32, &[u8])> {
        let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let mut found = Vec::new();
        while !file.is_empty() {
            let (block, rest) = file.split_at(number(&file[4..]) as usize);
            let (body, length) = block[8..].split_at(block.len() - 12);
            assert_eq!(number(length) as usize, block.len(), "both lengths of a block agree");
            found.push((number(block), body));
            file = rest;
        }
        found
    }

    #[test]
    fn a_file_has_a_section_two_interfaces_and_the_packets() {
        let mut packets = Packets::new(1000, Duration::ZERO);
        packets.epoch = Duration::from_secs(1_600_000_000);
        packets.keep(Role::Server, Duration::from_nanos(5), &[0x45, 1, 2, 3, 4]);
        packets.keep(Role::Client, Duration::from_nanos(6), &[0x60; 8]);
        let file = packets.to_pcapng("seed 7");
        let blocks = blocks(&file);
        let kinds: Vec<u32> = blocks.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [SECTION_HEADER, 1, 1, 6, 6]);
        assert!(blocks[0].1.windows(6).any(|part| part == b"seed 7"));
        let (_, packet) = blocks[3];
        assert_eq!(packet[..4], 1_u32.to_le_bytes(), "the server's interface is the second");
        let high = u64::from(u32::from_le_bytes([packet[4], packet[5], packet[6], packet[7]]));
        let low = u64::from(u32::from_le_bytes([packet[8], packet[9], packet[10], packet[11]]));
        assert_eq!(high << 32 | low, 1_600_000_000_000_000_005);
        assert_eq!(packet[12], 21, "cooked header and packet");
        assert_eq!(packet[34..41], [8, 0, 0x45, 1, 2, 3, 4]);
    }
}
