//! The interface beside `lo` on which a host's address lies, where programs look for their own: `hostname -I`, `getifaddrs`,
//! `ip addr`. Nothing ever passes through it: to the kernel each of these addresses is local, and `lo` carries what is local.

use std::fs;
use std::io;

use super::netlink::{Message, NLM_F_CREATE, NLM_F_EXCL, Netlink, nested};

/// What it is called, and its number.
pub(super) const NAME: &[u8] = b"eth0\0";
pub(super) const NUMBER: u32 = 2;

/// The other end of a cable, where there has to be one.
const OTHER_NAME: &[u8] = b"veth0\0";
const OTHER_NUMBER: u32 = 3;

/// Hardware addresses of nobody's make: the kernel would draw others each time, and some programs draw from them.
const HARDWARE: [u8; 6] = [2, 0, 10, 0, 0, 2];
const OTHER_HARDWARE: [u8; 6] = [2, 0, 10, 0, 0, 1];

const RTM_NEWLINK: u16 = 16;
const IFLA_ADDRESS: u16 = 1;
const IFLA_IFNAME: u16 = 3;
const IFLA_LINKINFO: u16 = 18;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const VETH_INFO_PEER: u16 = 1;
const IFF_UP: u32 = 1;

/// Makes it in the network of the netlink socket. `false` where this kernel has no such interfaces.
pub(super) fn add(netlink: &mut Netlink) -> io::Result<bool> {
    // No IPv6 address but that which it is given: the kernel's own would be another on each machine.
    let _ = fs::write("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1");
    if netlink.change(&mut link(&kind(b"dummy"))).is_ok() {
        return Ok(true);
    }
    let mut peer = header(OTHER_NUMBER);
    peer.extend(named(OTHER_NAME, OTHER_HARDWARE));
    let cable = [kind(b"veth"), nested(IFLA_INFO_DATA, &nested(VETH_INFO_PEER, &peer))].concat();
    if netlink.change(&mut link(&cable)).is_err() {
        return Ok(false);
    }
    raise(netlink, OTHER_NUMBER)?;
    Ok(true)
}

/// Switches an interface on.
pub(super) fn raise(netlink: &mut Netlink, number: u32) -> io::Result<()> {
    let mut up = Message::new(RTM_NEWLINK, 0);
    up.put(&[0; 4]).put(&number.to_ne_bytes()).put(&IFF_UP.to_ne_bytes()).put(&IFF_UP.to_ne_bytes());
    netlink.change(&mut up)
}

/// The message that makes an interface of this kind.
fn link(kind: &[u8]) -> Message {
    let mut message = Message::new(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
    message.put(&header(NUMBER)).put(&named(NAME, HARDWARE)).put(&nested(IFLA_LINKINFO, kind));
    message
}

/// A `struct ifinfomsg` that says nothing but the number.
fn header(number: u32) -> Vec<u8> {
    [&[0; 4][..], &number.to_ne_bytes(), &[0; 8]].concat()
}

fn named(name: &[u8], hardware: [u8; 6]) -> Vec<u8> {
    [super::netlink::attribute(IFLA_IFNAME, name), super::netlink::attribute(IFLA_ADDRESS, &hardware)]
        .concat()
}

fn kind(name: &[u8]) -> Vec<u8> {
    super::netlink::attribute(IFLA_INFO_KIND, name)
}
