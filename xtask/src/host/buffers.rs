//! The kernel's memory in the sockets of one network, asked over netlink (`sock_diag`): what was sent and not yet read
//! belongs to no process, and has no limit but the number of sockets.
//!
//! A socket of the Unix kind that was closed is no longer listed, and what it sent is still there, with whoever has not read
//! it: that is then taken for the most that it may be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};

use nix::libc;
use nix::sys::socket::SockProtocol;

use super::netlink::{Message, NLM_F_DUMP, Netlink, attributes};
use super::sockets::{self, socket_inodes};

/// A view of what the sockets of the network hold in which it was opened.
#[derive(Debug)]
pub(super) struct Buffers {
    netlink: Netlink,
    /// The most that one socket may have sent.
    most: u64,
}

/// A socket by its inode, and the bytes that the kernel keeps for it.
type Held = (u32, u64);

impl Buffers {
    /// A view of the network that the calling thread is in.
    pub(super) fn open() -> io::Result<Self> {
        let most =
            fs::read_to_string("/proc/sys/net/core/wmem_max").ok().and_then(|text| text.trim().parse().ok());
        // The kernel doubles what a program asks for, for what it adds itself (socket(7)).
        Ok(Self { netlink: Netlink::open(SockProtocol::NetlinkSockDiag)?, most: most.unwrap_or(212_992) * 2 })
    }

    /// The bytes in all sockets together but in the harness's own, which are in the same network.
    pub(super) fn bytes(&mut self) -> io::Result<u64> {
        let mut held = self.unix()?;
        for (family, protocol) in INTERNET {
            held.extend(self.internet(family, protocol)?);
        }
        held.retain(|(_, bytes)| *bytes > 0);
        if !held.is_empty() {
            let own = socket_inodes(std::process::id());
            held.retain(|(inode, _)| !own.contains(inode));
        }
        Ok(held.iter().map(|(_, bytes)| bytes).sum())
    }

    fn unix(&mut self) -> io::Result<Vec<Held>> {
        let mut question = Message::new(sockets::SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
        question.put(&[libc::AF_UNIX as u8, 0, 0, 0]).put(&(!0_u32).to_ne_bytes()).put(&[0; 4]);
        question.put(&(SHOW_PEER | SHOW_QUEUE | SHOW_MEMORY).to_ne_bytes()).put(&[0; 8]);
        let sockets = self.dump(&question, unix_socket)?;
        Ok(held_by_unix(&sockets, self.most))
    }

    fn internet(&mut self, family: i32, protocol: u8) -> io::Result<Vec<Held>> {
        let extensions = 1 << (INET_DIAG_SKMEMINFO - 1);
        let mut question = sockets::request(family as u8, protocol, !0, NLM_F_DUMP, extensions);
        question.put(&[0; 48]);
        self.dump(&question, internet_socket)
    }

    fn dump<T>(&mut self, question: &Message, read: impl Fn(&[u8]) -> Option<T>) -> io::Result<Vec<T>> {
        let mut held = Vec::new();
        match self.netlink.ask(question, |answer| held.extend(read(answer))) {
            // The kernel's module for it is not there.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
            Ok(()) => Ok(held),
        }
    }
}

const SHOW_PEER: u32 = 0x4;
const SHOW_QUEUE: u32 = 0x10;
const SHOW_MEMORY: u32 = 0x20;
/// Attributes of a `struct unix_diag_msg`, and its length.
const UNIX_DIAG_PEER: u16 = 2;
const UNIX_DIAG_RQLEN: u16 = 4;
const UNIX_DIAG_MEMINFO: u16 = 5;
const UNIX_ANSWER_BYTES: usize = 16;
/// States of a socket of any kind.
const LISTENS: u8 = 10;
/// The memory of a socket of the internet's.
const INET_DIAG_SKMEMINFO: u16 = 7;
const INTERNET: [(i32, u8); 4] =
    [(libc::AF_INET, 6), (libc::AF_INET6, 6), (libc::AF_INET, 17), (libc::AF_INET6, 17)];
/// Places in the list of numbers (`enum` in `linux/sock_diag.h`).
const RECEIVED: usize = 0;
const SENT: usize = 2;
const QUEUED: usize = 5;
const OPTIONS: usize = 6;
const BACKLOG: usize = 7;

/// The most that the kernel needs for one byte that was sent alone.
const A_BYTE: u64 = 1024;

/// A socket of the Unix kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct UnixSocket {
    inode: u32,
    /// The one that it is connected to; 0 for none, or one that was closed.
    peer: u32,
    is_datagram: bool,
    is_listening: bool,
    /// Bytes that the kernel keeps because this one sent them.
    sent: u64,
    /// Bytes that wait to be read: of datagrams the first one's, of a stream all.
    unread: u64,
}

impl UnixSocket {
    /// The most that the kernel keeps of what waits here and was sent by one that is no longer listed.
    fn left(&self, sent_by_peer: u64, most: u64) -> u64 {
        match self {
            // Connections that nobody has accepted wait there; they are listed themselves.
            Self { is_listening: true, .. } => 0,
            _ if self.unread <= sent_by_peer => 0,
            Self { is_datagram: true, .. } => most,
            _ => most.min(self.unread * A_BYTE),
        }
    }
}

/// What each of these sockets holds.
fn held_by_unix(sockets: &[UnixSocket], most: u64) -> Vec<Held> {
    let sent: BTreeMap<u32, u64> = sockets.iter().map(|socket| (socket.inode, socket.sent)).collect();
    let held = |socket: &UnixSocket| {
        let sent_by_peer = sent.get(&socket.peer).copied().unwrap_or(0);
        (socket.inode, socket.sent + socket.left(sent_by_peer, most))
    };
    sockets.iter().map(held).collect()
}

/// Reads a `struct unix_diag_msg`.
fn unix_socket(answer: &[u8]) -> Option<UnixSocket> {
    let (kind, state) = (*answer.get(1)?, *answer.get(2)?);
    let mut socket = UnixSocket {
        inode: number(answer, 1)?,
        peer: 0,
        is_datagram: i32::from(kind) == libc::SOCK_DGRAM,
        is_listening: state == LISTENS,
        sent: 0,
        unread: 0,
    };
    for (kind, value) in attributes(answer.get(UNIX_ANSWER_BYTES..)?) {
        match kind {
            UNIX_DIAG_PEER => socket.peer = number(value, 0)?,
            UNIX_DIAG_RQLEN => socket.unread = number(value, 0)?.into(),
            UNIX_DIAG_MEMINFO => {
                socket.sent = u64::from(number(value, SENT)?) + u64::from(number(value, OPTIONS)?);
            }
            _ => {}
        }
    }
    Some(socket)
}

/// Reads a `struct inet_diag_msg`.
fn internet_socket(answer: &[u8]) -> Option<Held> {
    let memory =
        attributes(answer.get(sockets::ANSWER_BYTES..)?).find(|(kind, _)| *kind == INET_DIAG_SKMEMINFO)?.1;
    let of = |place| number(memory, place).map_or(0, u64::from);
    Some((number(answer, 17)?, of(RECEIVED) + of(SENT).max(of(QUEUED)) + of(OPTIONS) + of(BACKLOG)))
}

/// The number of four bytes at this place in a list of such.
fn number(bytes: &[u8], place: usize) -> Option<u32> {
    bytes.get(place * 4..)?.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::net::{UnixDatagram, UnixStream};

    use super::*;

    fn held_by(socket: u64, buffers: &mut Buffers) -> u64 {
        let all = buffers.unix().expect("the kernel's list");
        all.iter().find(|(inode, _)| u64::from(*inode) == socket).map_or(0, |(_, bytes)| *bytes)
    }

    fn inode(socket: impl std::os::fd::AsFd) -> u64 {
        rustix::fs::fstat(socket).expect("an inode").st_ino
    }

    #[test]
    fn what_waits_in_a_socket_is_counted_with_who_sent_it_and_then_with_who_did_not_read_it() {
        let Ok(mut buffers) = Buffers::open() else { return };
        let (mut sender, reader) = UnixStream::pair().expect("a pair");
        assert_eq!(held_by(inode(&sender), &mut buffers), 0);
        sender.write_all(&[0; 100_000]).expect("to be written");
        let held = held_by(inode(&sender), &mut buffers);
        assert!((100_000..300_000).contains(&held), "{held}");
        assert_eq!(held_by(inode(&reader), &mut buffers), 0);
        drop(sender);
        assert!(held_by(inode(&reader), &mut buffers) >= 100_000);
    }

    #[test]
    fn datagrams_of_a_closed_socket_count_for_the_most_that_they_may_be() {
        let Ok(mut buffers) = Buffers::open() else { return };
        let (sender, reader) = UnixDatagram::pair().expect("a pair");
        sender.send(b"x").expect("to be sent");
        assert_eq!(held_by(inode(&reader), &mut buffers), 0);
        drop(sender);
        assert_eq!(held_by(inode(&reader), &mut buffers), buffers.most);
    }

    #[test]
    fn an_answer_that_is_cut_is_no_socket() {
        for length in 0..UNIX_ANSWER_BYTES {
            assert_eq!(unix_socket(&[0; UNIX_ANSWER_BYTES][..length]), None);
        }
        assert_eq!(internet_socket(&[0; sockets::ANSWER_BYTES]), None);
    }
}
