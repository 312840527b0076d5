//! What the kernel knows about a network's sockets, asked over netlink (`sock_diag`).
//!
//! Never by connecting: a probe connection would take a one-shot server's only `accept`. Not from `/proc/net/tcp`
//! either: reading that walks the machine's whole table and costs 2 ms; a dump of listeners costs 46 us and a look-up of one
//! socket 6 us.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use nix::libc;
use nix::sys::socket::SockProtocol;

use super::names;
use super::netlink::{Message, NLM_F_DUMP, Netlink, attributes, octets};
use super::network::{Network, NetworkError};

/// A socket that waits for others to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    /// Where it is bound.
    pub address: SocketAddr,
    /// Whether an IPv6 wildcard takes IPv6 alone; a dual-stack one takes IPv4 too.
    pub only_v6: bool,
    /// The socket's inode, by which `/proc/PID/fd` names it; 0 on another machine.
    pub inode: u32,
}

impl Listener {
    /// A listener on another machine, whose kernel cannot be asked.
    pub fn elsewhere(address: SocketAddr) -> Self {
        Self { address, only_v6: false, inode: 0 }
    }

    /// Whether it is on another machine.
    pub fn is_elsewhere(&self) -> bool {
        self.inode == 0
    }
}

/// One TCP socket at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpSocket {
    /// Bytes that have arrived and that its program has not read.
    pub unread_bytes: u32,
    /// Bytes that its program sent and that the other side has not acknowledged.
    pub unacknowledged_bytes: u32,
    /// Those of them that have not left its kernel.
    pub unsent_bytes: u32,
    /// Bytes that have arrived since it was opened, in order; one more once the other side's end has arrived.
    pub arrived_bytes: u64,
}

/// A view of one network's sockets.
#[derive(Debug)]
pub struct SocketTable {
    netlink: Netlink,
}

impl SocketTable {
    /// Opens the table of a network.
    pub fn open(network: &Network) -> Result<Self, NetworkError> {
        let netlink = network.visit(|| Netlink::open(SockProtocol::NetlinkSockDiag))?;
        let cause = |cause| NetworkError::SetUp { step: "open the kernel's table of sockets", cause };
        Ok(Self { netlink: netlink.map_err(cause)? })
    }

    /// TCP sockets that listen, IPv4 first, in the kernel's order.
    pub fn listeners(&mut self) -> io::Result<Vec<Listener>> {
        self.bound(IPPROTO_TCP, 1 << TCP_LISTEN)
    }

    /// UDP sockets that are bound and not connected: whoever has one waits for datagrams. But for the network's name server.
    pub fn udp_listeners(&mut self) -> io::Result<Vec<Listener>> {
        let is_a_programs = |listener: &Listener| listener.address.port() != names::PORT;
        match self.bound(IPPROTO_UDP, 1 << TCP_CLOSE) {
            Ok(listeners) => Ok(listeners.into_iter().filter(is_a_programs).collect()),
            // The kernel's module for it is not there: then it cannot be asked, which is no reason to fail a case.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The listeners among the open files of these processes: for the machine's own network, which others use too.
    pub fn listeners_of(&mut self, processes: &[u32]) -> io::Result<Vec<Listener>> {
        let mut listeners = self.listeners()?;
        let inodes: BTreeSet<u32> = processes.iter().flat_map(|pid| socket_inodes(*pid)).collect();
        listeners.retain(|listener| inodes.contains(&listener.inode));
        Ok(listeners)
    }

    /// One TCP socket by its own address and the one it is connected to; `None` where there is none (any more).
    pub fn socket(&mut self, local: SocketAddr, remote: SocketAddr) -> io::Result<Option<TcpSocket>> {
        // A dual-stack socket that speaks IPv4 is found as what it speaks.
        let (local, remote) = (unmapped(local), unmapped(remote));
        let mut question = request(family(local.ip()), IPPROTO_TCP, !0, 0, 1 << (INET_DIAG_INFO - 1));
        question.put(&local.port().to_be_bytes()).put(&remote.port().to_be_bytes());
        question.put(&wide(local.ip())).put(&wide(remote.ip())).put(&[0; 4]).put(&NO_COOKIE);
        let mut found = None;
        match self.netlink.ask(&question, |answer| found = tcp_socket(answer)) {
            Ok(()) => Ok(found),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn bound(&mut self, protocol: u8, states: u32) -> io::Result<Vec<Listener>> {
        let mut found = Vec::new();
        for family in [AF_INET, AF_INET6] {
            let mut question = request(family, protocol, states, NLM_F_DUMP, 0);
            question.put(&[0; 48]);
            self.netlink.ask(&question, |answer| found.extend(listener(answer)))?;
        }
        Ok(found)
    }
}

pub(super) const SOCK_DIAG_BY_FAMILY: u16 = 20;
const INET_DIAG_INFO: u16 = 2;
const INET_DIAG_SKV6ONLY: u16 = 11;
const IPPROTO_TCP: u8 = 6;
const IPPROTO_UDP: u8 = 17;
const TCP_CLOSE: u8 = 7;
const TCP_LISTEN: u8 = 10;
const AF_INET: u8 = libc::AF_INET as u8;
const AF_INET6: u8 = libc::AF_INET6 as u8;
/// Any socket with these addresses, not one known before.
const NO_COOKIE: [u8; 8] = [0xff; 8];
/// Length of `struct inet_diag_msg`, which attributes follow.
pub(super) const ANSWER_BYTES: usize = 72;
/// Places of `tcpi_bytes_received` and `tcpi_notsent_bytes` in `struct tcp_info`.
const BYTES_RECEIVED: usize = 128;
const BYTES_NOT_SENT: usize = 144;

/// The start of a `struct inet_diag_req_v2`, up to the addresses.
pub(super) fn request(family: u8, protocol: u8, states: u32, flags: u16, extensions: u8) -> Message {
    let mut message = Message::new(SOCK_DIAG_BY_FAMILY, flags);
    message.put(&[family, protocol, extensions, 0]).put(&states.to_ne_bytes());
    message
}

/// Reads a `struct inet_diag_msg` as a listener.
fn listener(answer: &[u8]) -> Option<Listener> {
    let only_v6 = attributes(answer.get(ANSWER_BYTES..)?)
        .any(|(kind, value)| kind == INET_DIAG_SKV6ONLY && value.first() == Some(&1));
    let port = u16::from_be_bytes(field(answer, 4)?);
    let address = match answer[0] {
        AF_INET => IpAddr::from(Ipv4Addr::from(field::<4>(answer, 8)?)),
        _ => IpAddr::from(Ipv6Addr::from(field::<16>(answer, 8)?)),
    };
    // A dual-stack socket bound to an IPv4 address is that address.
    Some(Listener {
        address: unmapped(SocketAddr::new(address, port)),
        only_v6,
        inode: u32::from_ne_bytes(field(answer, 68)?),
    })
}

/// Reads a `struct inet_diag_msg` as a connected socket. The kernel answers with the listener where no connection has these addresses.
fn tcp_socket(answer: &[u8]) -> Option<TcpSocket> {
    let info = attributes(answer.get(ANSWER_BYTES..)?).find(|(kind, _)| *kind == INET_DIAG_INFO)?.1;
    (answer[1] != TCP_LISTEN).then_some(())?;
    Some(TcpSocket {
        unread_bytes: u32::from_ne_bytes(field(answer, 56)?),
        unacknowledged_bytes: u32::from_ne_bytes(field(answer, 60)?),
        arrived_bytes: u64::from_ne_bytes(field(info, BYTES_RECEIVED)?),
        unsent_bytes: u32::from_ne_bytes(field(info, BYTES_NOT_SENT)?),
    })
}

/// The bytes of a field at a fixed place.
fn field<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

fn family(address: IpAddr) -> u8 {
    if address.is_ipv4() { AF_INET } else { AF_INET6 }
}

/// An address in the sixteen bytes that the kernel keeps for either family.
fn wide(address: IpAddr) -> [u8; 16] {
    let mut bytes = [0; 16];
    let own = octets(address);
    bytes[..own.len()].copy_from_slice(&own);
    bytes
}

/// An IPv4 address that is written as an IPv6 one, as itself.
pub(crate) fn unmapped(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// Whether anybody listens on a socket of the file system (unix(7)) in the calling thread's network.
pub(crate) fn has_local_listener() -> io::Result<bool> {
    // Num RefCount Protocol Flags Type St Inode Path; of the flags the kernel's `__SO_ACCEPTCON`.
    let table = fs::read_to_string("/proc/thread-self/net/unix")?;
    Ok(table.lines().skip(1).any(|line| line.split_ascii_whitespace().nth(3) == Some("00010000")))
}

/// Inodes of the sockets that a process has open; none where it has ended.
pub(super) fn socket_inodes(pid: u32) -> Vec<u32> {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return Vec::new() };
    files
        .filter_map(|file| {
            let target = fs::read_link(file.ok()?.path()).ok()?;
            target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
        })
        .collect()
}
