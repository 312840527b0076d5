//! What the kernel keeps for a program that no control group counts, or that all programs of one user share: watches of `epoll`
//! and locks, which hang on descriptors and have no limit of their own, answers of netlink that nobody reads, and connections
//! that nobody accepts.
//!
//! All but the watches are in the books of no control group. These are, and yet the kernel has one number of them
//! for all that a user has (`fs.epoll.max_user_watches`): who takes them all leaves none to its neighbours.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};

/// Watches and locks of a program at most: many times what a server with all descriptors that it may have needs.
pub(super) const MOST_WATCHES_AND_LOCKS: u64 = 4096;

/// Watches and locks of these processes. Once there are more than `enough` the rest is not counted.
pub(super) fn watches_and_locks(processes: &[u32], enough: u64) -> u64 {
    let mut many = 0;
    for pid in processes {
        let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fdinfo")) else { continue };
        for descriptor in descriptors.flatten() {
            let Ok(lines) = File::open(descriptor.path()) else { continue };
            many += count(BufReader::new(lines), enough - many);
            if many > enough {
                return many;
            }
        }
    }
    many
}

/// Watches and locks of one descriptor, as proc_pid_fdinfo(5) lists them; one more than `enough` at most.
fn count(lines: impl BufRead, enough: u64) -> u64 {
    let is_one = |line: &Vec<u8>| line.starts_with(b"tfd:") || line.starts_with(b"lock:");
    let most = usize::try_from(enough).unwrap_or(usize::MAX).saturating_add(1);
    // A descriptor that is closed meanwhile has nothing more.
    lines.split(b'\n').map_while(Result::ok).filter(is_one).take(most).count() as u64
}

/// Bytes that netlink's sockets hold, in the network that this process is in.
pub(super) fn netlink(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/net/netlink")).unwrap_or_default();
    text.lines().filter_map(unread).sum()
}

/// The bytes that wait to be read, in a line of `/proc/net/netlink`.
fn unread(line: &str) -> Option<u64> {
    line.split_ascii_whitespace().nth(4)?.parse().ok()
}

/// More sockets than any program needs.
const MANY: u64 = 1000;

/// What the kernel keeps for a socket itself, at least.
const A_SOCKET: u64 = 2048;

/// Bytes of the sockets themselves in the network that this process is in: also of those without a descriptor, whose connection
/// nobody has accepted and whose other end has left. Of few it is little.
pub(super) fn sockets(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/net/sockstat")).unwrap_or_default();
    let many = text.lines().find_map(in_use).unwrap_or(0);
    if many > MANY { many * A_SOCKET } else { 0 }
}

/// How many sockets there are, where a line of `/proc/net/sockstat` says so.
fn in_use(line: &str) -> Option<u64> {
    line.strip_prefix("sockets: used ")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watches_and_locks_are_counted_up_to_what_is_asked() {
        let lines = "pos:\t0\nflags:\t02\nlock:\t1: POSIX  ADVISORY  WRITE 7 00:2a:17 5 9\n\
            tfd:        5 events:       19 data:                5  pos:0 ino:61 sdev:5\ntfd:        6 events:       19\n";
        assert_eq!(count(lines.as_bytes(), 100), 3);
        assert_eq!(count(lines.as_bytes(), 1), 2);

        let own = [std::process::id()];
        let file = tempfile::tempfile().expect("a file");
        rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).expect("a lock");
        assert!(watches_and_locks(&own, u64::MAX) >= 1);
        assert_eq!(watches_and_locks(&own, 0), 1);
    }

    #[test]
    fn sockets_are_counted_by_the_kernel() {
        assert_eq!(in_use("sockets: used 50547"), Some(50547));
        assert_eq!(in_use("TCP: inuse 50541 orphan 0 tw 50526 alloc 76844 mem 76767"), None);
        assert_eq!(sockets(std::process::id()) % A_SOCKET, 0);
        assert_eq!(sockets(u32::MAX), 0);
    }

    #[test]
    fn what_netlink_holds_is_in_the_fifth_column() {
        let line =
            "00000000d583b17e 0   12         00000000 2304     0        0     2        0        4       ";
        assert_eq!(unread(line), Some(2304));
        let heading =
            "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode";
        assert_eq!(unread(heading), None);
    }
}
