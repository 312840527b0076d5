//! The files that a sleeping thread waits for: what they are, and whether what it waits for is there already.
//!
//! A file is looked at by a descriptor of our own for it (`pidfd_getfd`), so that the kernel itself says whether the call
//! would return: `poll` is the same for the program and for us.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::FileType;
use rustix::io::Errno;
use rustix::net::sockopt::{self, Timeout};
use rustix::net::{AddressFamily, SocketAddrAny, SocketAddrUnix, SocketType};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags};

use super::call::Until;
use crate::host::sockets::unmapped;
use crate::observation::Awaited;

/// What a thread is about to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
    /// To be told of these.
    Told(PollFlags),
}

impl Purpose {
    fn flags(self) -> PollFlags {
        match self {
            Self::Read => PollFlags::IN,
            Self::Write => PollFlags::OUT,
            Self::Told(flags) => flags,
        }
    }
}

/// The open files, and the memory, of a process.
pub(super) struct Files {
    process: u32,
    pidfd: OwnedFd,
    memory: File,
}

/// As many files as one thread may wait for. A student's program waits for a handful.
const MOST_FILES: usize = 1024;

impl Files {
    /// `None` where they cannot be looked at, or where one of them is a clock that is set.
    pub(super) fn of(process: u32) -> Option<Self> {
        let pid = Pid::from_raw(i32::try_from(process).ok()?)?;
        let pidfd = rustix::process::pidfd_open(pid, PidfdFlags::empty()).ok()?;
        let memory = File::open(format!("/proc/{process}/mem")).ok()?;
        let files = Self { process, pidfd, memory };
        for entry in fs::read_dir(format!("/proc/{process}/fd")).ok()? {
            let path = entry.ok()?.path();
            let target = fs::read_link(&path).ok()?;
            match target.to_str() {
                Some("anon_inode:[timerfd]") if files.is_set(path.file_name()?.to_str()?)? => return None,
                Some("anon_inode:[io_uring]") => return None,
                _ => {}
            }
        }
        Some(files)
    }

    /// Whether a clock is set: what is left of its time is not zero.
    fn is_set(&self, file: &str) -> Option<bool> {
        let info = fs::read_to_string(format!("/proc/{}/fdinfo/{file}", self.process)).ok()?;
        let left = info.lines().find_map(|line| line.strip_prefix("it_value:"))?;
        Some(left.trim() != "(0, 0)")
    }

    /// What a file has for a thread that sleeps over it. `None` where it is there already, or where it is not known what
    /// can make it be there.
    pub(super) fn awaited(&self, file: i32, purpose: Purpose) -> Option<Awaited> {
        let fd = self.open(file)?;
        let mut polled = [PollFd::new(&fd, purpose.flags())];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        let is_ready = rustix::event::poll(&mut polled, Some(&at_once)).ok()? > 0;
        if is_ready { None } else { self.has(file, &fd, purpose) }
    }

    /// A connection that has ended, and of which nothing is left to be read. `None` of anything else.
    pub(super) fn ended(&self, file: i32) -> Option<Awaited> {
        let fd = self.open(file)?;
        let mut polled = [PollFd::new(&fd, PollFlags::RDHUP)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        let has_ended = rustix::event::poll(&mut polled, Some(&at_once)).ok()? > 0;
        match has_ended.then(|| socket(&fd, Purpose::Read)).flatten()? {
            Awaited::Message { own, other } => Some(Awaited::Nothing { own, other }),
            _ => None,
        }
    }

    /// The same of a call that reads or writes, and when the file itself has it give up.
    pub(super) fn awaited_until(&self, file: i32, purpose: Purpose) -> Option<(Awaited, Until)> {
        let awaited = self.awaited(file, purpose)?;
        let side = if purpose == Purpose::Write { Timeout::Send } else { Timeout::Recv };
        let timeout = match sockopt::socket_timeout(self.open(file)?, side) {
            Err(Errno::NOTSOCK) => None,
            timeout => timeout.ok()?,
        };
        Some((awaited, timeout.map_or(Until::Never, Until::After)))
    }

    /// A descriptor of our own for a file. While it is open the program cannot end a connection: it is not kept.
    fn open(&self, file: i32) -> Option<OwnedFd> {
        rustix::process::pidfd_getfd(&self.pidfd, file, PidfdGetfdFlags::empty()).ok()
    }

    /// What a file has for those who wait for it, for which it is not ready.
    fn has(&self, file: i32, fd: &OwnedFd, purpose: Purpose) -> Option<Awaited> {
        let writes = purpose.flags().intersects(PollFlags::OUT);
        match FileType::from_raw_mode(rustix::fs::fstat(fd).ok()?.st_mode) {
            FileType::Socket => socket(fd, purpose),
            // Output goes to the harness, which takes it sooner or later.
            FileType::Fifo | FileType::CharacterDevice if writes => None,
            FileType::Fifo => Some(Awaited::Own),
            // Nobody types at a terminal that the harness reads.
            FileType::CharacterDevice => rustix::termios::isatty(fd).then_some(Awaited::Input),
            _ => self.special(file, writes),
        }
    }

    /// The same of a file that is none: its name says what it is.
    fn special(&self, file: i32, writes: bool) -> Option<Awaited> {
        let name = fs::read_link(format!("/proc/{}/fd/{file}", self.process)).ok()?;
        match name.to_str()?.strip_prefix("anon_inode:")? {
            "[eventpoll]" => self.watched(file),
            // A clock that is not set.
            "[eventfd]" | "[signalfd]" | "[pidfd]" | "[timerfd]" if !writes => Some(Awaited::Own),
            _ => None,
        }
    }

    /// What the files of an epoll instance have, which has nothing to tell of them. It may tell of news alone, so that one of
    /// them may well be ready.
    fn watched(&self, file: i32) -> Option<Awaited> {
        let info = fs::read_to_string(format!("/proc/{}/fdinfo/{file}", self.process)).ok()?;
        let has = |(file, flags)| self.has(file, &self.open(file)?, Purpose::Told(flags));
        most_telling(watched(&info)?.into_iter().map(has))
    }

    /// What several files have for a thread that waits for any of them.
    pub(super) fn any_of(&self, files: &[(i32, PollFlags)]) -> Option<Awaited> {
        most_telling(files.iter().map(|(file, flags)| self.awaited(*file, Purpose::Told(*flags))))
    }

    /// The files in an array of `struct pollfd`.
    pub(super) fn polled(&self, place: u64, count: u64) -> Option<Vec<(i32, PollFlags)>> {
        const LENGTH: usize = 8;
        let count = usize::try_from(count).ok().filter(|count| *count <= MOST_FILES)?;
        let bytes = self.read(place, count * LENGTH)?;
        let files = bytes.chunks_exact(LENGTH).map(|entry| {
            let file = i32::from_ne_bytes([entry[0], entry[1], entry[2], entry[3]]);
            (file, PollFlags::from_bits_retain(u16::from_ne_bytes([entry[4], entry[5]])))
        });
        // A negative one is skipped by the kernel as well.
        Some(files.filter(|(file, _)| *file >= 0).collect())
    }

    /// The files below `count` in sets as `select` takes them.
    pub(super) fn selected(&self, count: u64, sets: [(u64, PollFlags); 3]) -> Option<Vec<(i32, PollFlags)>> {
        let count = usize::try_from(count).ok().filter(|count| *count <= MOST_FILES)?;
        let mut files = Vec::new();
        for (place, flags) in sets.into_iter().filter(|(place, _)| *place != 0) {
            let bits = self.read(place, count.div_ceil(8))?;
            let is_in = |file: &usize| bits[file / 8] & (1 << (file % 8)) != 0;
            files.extend((0..count).filter(is_in).map(|file| (file as i32, flags)));
        }
        Some(files)
    }

    /// A `struct timespec` at this place.
    pub(super) fn time(&self, place: u64) -> Option<Duration> {
        let (seconds, rest) = self.pair(place)?;
        Some(Duration::new(seconds, u32::try_from(rest).ok()?))
    }

    /// A `struct timeval` at this place.
    pub(super) fn timeval(&self, place: u64) -> Option<Duration> {
        let (seconds, rest) = self.pair(place)?;
        Some(Duration::from_secs(seconds) + Duration::from_micros(rest))
    }

    fn pair(&self, place: u64) -> Option<(u64, u64)> {
        let bytes = self.read(place, 16)?;
        let number = |bytes: &[u8]| Some(u64::from_ne_bytes(bytes.try_into().ok()?));
        Some((number(&bytes[..8])?, number(&bytes[8..])?))
    }

    fn read(&self, place: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.memory.read_exact_at(&mut bytes, place).ok()?;
        Some(bytes)
    }
}

/// With nothing at all nobody is waited for but a signal.
fn most_telling(all: impl Iterator<Item = Option<Awaited>>) -> Option<Awaited> {
    let all: Vec<Awaited> = all.collect::<Option<_>>()?;
    Some(all.into_iter().min_by_key(Awaited::rank).unwrap_or(Awaited::Signal))
}

/// The files that an epoll instance watches, as `/proc/PID/fdinfo` has them.
fn watched(info: &str) -> Option<Vec<(i32, PollFlags)>> {
    let lines = info.lines().filter_map(|line| line.strip_prefix("tfd:"));
    let files = lines.map(|line| {
        let mut words = line.split_ascii_whitespace();
        let file = words.next()?.parse().ok()?;
        let events = u32::from_str_radix(words.nth(1)?, 16).ok()?;
        // The low bits are those of `poll`.
        Some((file, PollFlags::from_bits_retain((events & 0xffff) as u16)))
    });
    files.take(MOST_FILES + 1).collect::<Option<Vec<_>>>().filter(|files| files.len() <= MOST_FILES)
}

/// What a socket has for a thread that sleeps over it.
fn socket(fd: &OwnedFd, purpose: Purpose) -> Option<Awaited> {
    match sockopt::socket_domain(fd).ok()? {
        AddressFamily::INET | AddressFamily::INET6 => {}
        AddressFamily::UNIX => return is_own(fd).then_some(Awaited::Own),
        _ => return None,
    }
    if sockopt::socket_type(fd).ok()? != SocketType::STREAM {
        // There is nobody else in its network.
        return Some(Awaited::Own);
    }
    let own = address(rustix::net::getsockname(fd).ok()?)?;
    if sockopt::socket_acceptconn(fd).ok()? {
        return Some(Awaited::Client { listener: own });
    }
    let other = address(rustix::net::getpeername(fd).ok()??)?;
    let writes = purpose.flags() == PollFlags::OUT;
    // Bytes that are there and do not wake it are fewer than it waits for, or it waits for the end: one more may do.
    if !writes && rustix::io::ioctl_fionread(fd).ok()? > 0 {
        return None;
    }
    Some(if writes { Awaited::Room { own, other } } else { Awaited::Message { own, other } })
}

/// Whether a socket of the machine's own leads to no one who has a name: then it is between processes of the program.
fn is_own(fd: &OwnedFd) -> bool {
    let other = rustix::net::getpeername(fd).ok().flatten();
    let name = other.and_then(|other| SocketAddrUnix::try_from(other).ok());
    let is_given = |name: Option<&[u8]>| name.is_some_and(|name| !name.is_empty());
    name.is_none_or(|name| !is_given(name.path_bytes()) && !is_given(name.abstract_name()))
}

fn address(address: SocketAddrAny) -> Option<SocketAddr> {
    Some(unmapped(SocketAddr::try_from(address).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_an_epoll_instance_are_read() {
        let info = "pos:\t0\nflags:\t02\ntfd:       15 events:       19 data:                f  pos:0 ino:caca sdev:f\n\
                    tfd:        7 events: 80000001 data:        7  pos:0 ino:40e sdev:10\n";
        let both = [(15, PollFlags::from_bits_retain(0x19)), (7, PollFlags::IN)];
        assert_eq!(watched(info).as_deref(), Some(&both[..]));
    }
}
