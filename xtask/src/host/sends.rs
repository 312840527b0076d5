//! How much a program sends, and the call by which it sends a byte that somebody asks about: there it is held, for a look at it.
//!
//! It is counted what a program hands over, connection by connection in the order of its calls; that the kernel may take less
//! of it is not seen here. So whoever asks compares where the call began with what had arrived until then.

use std::os::fd::OwnedFd;

use rustix::net::sockopt;
use rustix::net::{AddressFamily, SocketType};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags};

use super::supervisor::read;

/// So many parts one call has at most: uio(7).
const MOST_PARTS: u64 = 1024;

/// `struct iovec` and `struct mmsghdr` in bytes, and where in `struct msghdr` the parts and their number stand.
const PART: usize = 16;
const MESSAGE: u64 = 64;
const PARTS: u64 = 16;

/// A program that is held in a call by which it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeldAt {
    /// The thread, as the program counts.
    pub thread: u32,
    /// How many bytes it had sent before.
    pub before: u64,
}

/// What a program has sent so far, and where it is to be held.
#[derive(Debug, Clone)]
pub(super) struct Sends {
    hold: u64,
    sent: u64,
    held: Option<HeldAt>,
}

impl Sends {
    /// Holds the program in the call with this byte, counted from 0.
    pub(super) fn until(hold: u64) -> Self {
        Self { hold, sent: 0, held: None }
    }

    /// Takes note of a call of a process: whether it is the one to be held.
    pub(super) fn holds(&mut self, call: &libc::seccomp_notif, process: u32) -> bool {
        let Some(length) = length(call).filter(|length| *length > 0) else { return false };
        if !is_connection(process, call.data.args[0] as i32) {
            return false;
        }
        let end = self.sent.saturating_add(length);
        if end <= self.hold {
            self.sent = end;
            return false;
        }
        self.held.get_or_insert(HeldAt { thread: call.pid, before: self.sent });
        true
    }

    /// Where it is held, if it is.
    pub(super) fn held(&self) -> Option<HeldAt> {
        self.held
    }
}

/// How many bytes a call hands over. `None`: it is no call that sends, or what it names cannot be read.
fn length(call: &libc::seccomp_notif) -> Option<u64> {
    let [_, second, third, fourth, ..] = call.data.args;
    match libc::c_long::from(call.data.nr) {
        libc::SYS_write | libc::SYS_sendto => Some(third),
        libc::SYS_writev => parts(call.pid, second, third),
        libc::SYS_sendmsg => message(call.pid, second),
        libc::SYS_sendmmsg => {
            (0..third.min(MOST_PARTS)).map(|at| message(call.pid, second.checked_add(at * MESSAGE)?)).sum()
        }
        libc::SYS_sendfile => Some(fourth),
        _ => None,
    }
}

fn message(pid: u32, address: u64) -> Option<u64> {
    let mut bytes = [0; PART];
    (read(pid, address.checked_add(PARTS)?, &mut bytes)? == PART).then_some(())?;
    let [place, count] = words(&bytes);
    parts(pid, place, count)
}

/// How long these parts are together.
fn parts(pid: u32, address: u64, count: u64) -> Option<u64> {
    let mut bytes = vec![0; PART * count.min(MOST_PARTS) as usize];
    (read(pid, address, &mut bytes)? == bytes.len()).then_some(())?;
    bytes.chunks_exact(PART).try_fold(0_u64, |sum, part| sum.checked_add(words(part)[1]))
}

fn words(bytes: &[u8]) -> [u64; 2] {
    [0, 8].map(|at| bytes[at..].first_chunk().map_or(0, |word| u64::from_ne_bytes(*word)))
}

/// Whether a file of a process is a connection, and not a pipe, a terminal or what a program has between its own processes.
fn is_connection(process: u32, fd: i32) -> bool {
    let connection = || {
        let pid = Pid::from_raw(i32::try_from(process).ok()?)?;
        let pidfd = rustix::process::pidfd_open(pid, PidfdFlags::empty()).ok()?;
        let fd: OwnedFd = rustix::process::pidfd_getfd(pidfd, fd, PidfdGetfdFlags::empty()).ok()?;
        let is_inet = matches!(sockopt::socket_domain(&fd).ok()?, AddressFamily::INET | AddressFamily::INET6);
        let is_stream = sockopt::socket_type(&fd).ok()? == SocketType::STREAM;
        (is_inet && is_stream).then(|| rustix::net::getpeername(&fd).ok()).flatten()
    };
    connection().is_some()
}
