//! What harness and keeper say to each other, over a socket that keeps messages whole.
//!
//! The harness sends one `Spec`, then orders of one byte. The keeper answers `Started`, or why not, and at the end
//! `Ended`. The socket's end is itself a message: without a harness the keeper ends everything.
//!
//! Why not JSON: arguments, variables and paths are bytes, not text, and the keeper has to be quick.

use std::ffi::{OsStr, OsString};
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;
use std::time::Duration;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};

use super::cgroup::{Cgroups, Group, Shortage, Version};
use super::entropy::Entropy;
use super::launch::Limits;

/// The longest message. Less than the kernel lets a socket hold by default.
const LONGEST: usize = 160 << 10;

/// Everything a keeper needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    /// The file to execute.
    pub program: PathBuf,
    /// The program's arguments, its own name first.
    pub argv: Vec<OsString>,
    /// The program's whole environment.
    pub env: Vec<(OsString, OsString)>,
    /// Working folder, as the program sees it.
    pub dir: PathBuf,
    /// What it may use.
    pub limits: Limits,
    /// Files of its own, in a sandbox.
    pub room: Option<Room>,
    /// Control groups of its own, where they can be had.
    pub groups: Cgroups,
    /// What it gets in the place of the kernel's random numbers and of the time of day.
    pub entropy: Option<Entropy>,
    /// Files that it sees changed: where, and the copies.
    pub covers: Vec<(PathBuf, PathBuf)>,
}

/// The private files and the identity of a program in a sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Room {
    /// What `gethostname` says.
    pub hostname: String,
    /// The user that the program is to the kernel, if the harness may choose one.
    pub kernel_id: Option<u32>,
    /// The folder of which the working folder is a copy; where there is none, it is empty.
    pub copied: Option<PathBuf>,
    /// Whether the working folder goes to the harness with the report of the end.
    pub hands_back: bool,
    /// Shown read-only at the same path; folders with everything below them.
    pub shows: Vec<PathBuf>,
    /// Files and folders in these that are not shown: a folder is empty, and a file cannot be read.
    pub covers: Vec<PathBuf>,
    /// Symbolic links: where, and to what.
    pub links: Vec<(PathBuf, PathBuf)>,
    /// Small files: where, and what stands in them.
    pub files: Vec<(PathBuf, String)>,
}

/// What the keeper tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Report {
    /// The program runs. Where its numbers do not follow from the seed though they should: the step that failed, and the
    /// error number.
    Started { unseeded: Option<(String, i32)> },
    /// A step of the keeper's own failed: the harness's trouble.
    Trouble { step: String, errno: i32 },
    /// The kernel refused to execute the program.
    NotExecuted { errno: i32 },
    /// The working folder is too large to copy.
    TooLarge { what: String },
    /// The program ended, and all its processes with it.
    Ended(Ended),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// As `wait` gives it.
    pub status: i32,
    /// The harness had sent it a signal before.
    pub signalled: bool,
    /// Its space was full.
    pub space_full: bool,
    /// Processor time of all its processes.
    pub cpu: Duration,
    /// The most resident memory that one of its processes had.
    pub peak_memory_bytes: u64,
    /// What the kernel ended of it for want of memory.
    pub shortage: Shortage,
}

/// Ends the program and everything it started, now. Any other order is the number of a signal for the program.
pub(super) const KILL_ALL: u8 = 255;

/// Hands the spec and the program's standard input to a keeper.
pub(super) fn send_spec(
    socket: BorrowedFd<'_>,
    spec: &Spec,
    stdin: Option<BorrowedFd<'_>>,
) -> io::Result<()> {
    let message = spec.pack();
    if message.len() > LONGEST {
        return Err(rustix::io::Errno::TOOBIG.into());
    }
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fds: Vec<_> = stdin.into_iter().collect();
    if !fds.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(&fds));
    }
    rustix::net::sendmsg(socket, &[IoSlice::new(&message)], &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Waits for the spec. `None`: the harness is gone.
pub(super) fn receive_spec(socket: BorrowedFd<'_>) -> io::Result<Option<(Spec, Option<OwnedFd>)>> {
    let mut buffer = vec![0; LONGEST];
    let (length, stdin) = receive_with_descriptor(socket, &mut buffer)?;
    if length == 0 {
        return Ok(None);
    }
    let spec = Spec::unpack(&buffer[..length]).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some((spec, stdin)))
}

/// Sends one order. That the keeper is gone is no error: then there is nothing left to order.
pub(super) fn send_order(socket: BorrowedFd<'_>, order: u8) {
    let _ = rustix::net::send(socket, &[order], SendFlags::NOSIGNAL | SendFlags::DONTWAIT);
}

/// Takes the next order, waiting for it. `None`: the harness is gone.
pub(super) fn receive_order(socket: BorrowedFd<'_>) -> Option<u8> {
    let mut order = [0];
    match rustix::io::retry_on_intr(|| rustix::net::recv(socket, &mut order[..], RecvFlags::empty())) {
        Ok((1, _)) => Some(order[0]),
        _ => None,
    }
}

/// Sends a report; fails when the harness is gone.
pub(super) fn send_report(socket: BorrowedFd<'_>, report: &Report) -> io::Result<()> {
    rustix::net::send(socket, &report.pack(), SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Sends a report, and with it the counter of the program's processor time or the folder that it worked in.
pub(super) fn send_with(socket: BorrowedFd<'_>, report: &Report, fd: BorrowedFd<'_>) -> io::Result<()> {
    send_descriptor(socket, &report.pack(), fd)
}

/// Sends a message and a descriptor.
pub(super) fn send_descriptor(socket: BorrowedFd<'_>, message: &[u8], fd: BorrowedFd<'_>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fds = [fd];
    ancillary.push(SendAncillaryMessage::ScmRights(&fds));
    rustix::net::sendmsg(socket, &[IoSlice::new(message)], &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Waits for a message, and the descriptor that came with it. No bytes: the other end is closed.
pub(super) fn receive_with_descriptor(
    socket: BorrowedFd<'_>,
    message: &mut [u8],
) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let got = rustix::io::retry_on_intr(|| {
        rustix::net::recvmsg(socket, &mut [IoSliceMut::new(message)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)
    })?;
    Ok((got.bytes, descriptor(&mut ancillary)))
}

fn descriptor(ancillary: &mut RecvAncillaryBuffer<'_>) -> Option<OwnedFd> {
    ancillary.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    })
}

/// Takes a report without waiting, and the descriptor that came with it. `None`: there is none, or the keeper is gone and left
/// none.
pub(super) fn take_report(socket: impl AsFd) -> Option<(Report, Option<OwnedFd>)> {
    let mut buffer = [0; 4096];
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
        let got = rustix::net::recvmsg(&socket, &mut [IoSliceMut::new(&mut buffer)], &mut ancillary, flags);
        match got.map(|got| got.bytes) {
            Ok(length @ 1..) => {
                let fd = descriptor(&mut ancillary);
                return Report::unpack(&buffer[..length]).map(|report| (report, fd));
            }
            // A keeper that ended before it read an order: the kernel says so first, once, and then hands over the report.
            Err(rustix::io::Errno::INTR | rustix::io::Errno::CONNRESET) => {}
            _ => return None,
        }
    }
}

impl Spec {
    fn pack(&self) -> Vec<u8> {
        let mut to = Packer::default();
        to.bytes(self.program.as_os_str());
        to.list(&self.argv, |to, argument| to.bytes(argument));
        to.list(&self.env, |to, (name, value)| {
            to.bytes(name);
            to.bytes(value);
        });
        to.bytes(self.dir.as_os_str());
        let Limits { cpu, processes, memory_bytes, file_bytes, space_bytes, output_bytes, open_files } =
            self.limits;
        to.duration(cpu);
        for number in [processes, memory_bytes, file_bytes, space_bytes, output_bytes as u64, open_files] {
            to.number(number);
        }
        to.list(self.room.as_slice(), |to, room| {
            to.bytes(OsStr::new(&room.hostname));
            to.list(room.kernel_id.as_slice(), |to, id| to.number(u64::from(*id)));
            to.list(room.copied.as_slice(), |to, path| to.bytes(path.as_os_str()));
            to.number(u64::from(room.hands_back));
            for paths in [&room.shows, &room.covers] {
                to.list(paths, |to, path| to.bytes(path.as_os_str()));
            }
            to.list(&room.links, |to, (path, target)| {
                to.bytes(path.as_os_str());
                to.bytes(target.as_os_str());
            });
            to.list(&room.files, |to, (path, text)| {
                to.bytes(path.as_os_str());
                to.bytes(OsStr::new(text));
            });
        });
        for group in [&self.groups.memory, &self.groups.time] {
            to.list(group.as_slice(), |to, group| {
                to.bytes(group.folder.as_os_str());
                to.number(u64::from(group.version == Version::V2));
            });
        }
        to.list(self.entropy.as_slice(), |to, entropy| {
            to.bytes(OsStr::from_bytes(&entropy.key));
            to.number(entropy.clock);
        });
        to.list(&self.covers, |to, (path, copy)| {
            to.bytes(path.as_os_str());
            to.bytes(copy.as_os_str());
        });
        to.0
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker(bytes);
        Some(Self {
            program: from.bytes()?.into(),
            argv: from.list(Unpacker::bytes)?,
            env: from.list(|from| Some((from.bytes()?, from.bytes()?)))?,
            dir: from.bytes()?.into(),
            limits: Limits {
                cpu: from.duration()?,
                processes: from.number()?,
                memory_bytes: from.number()?,
                file_bytes: from.number()?,
                space_bytes: from.number()?,
                output_bytes: from.number()?.try_into().ok()?,
                open_files: from.number()?,
            },
            room: from
                .list(|from| {
                    Some(Room {
                        hostname: from.text()?,
                        kernel_id: from.list(|from| from.number()?.try_into().ok())?.pop(),
                        copied: from.list(Unpacker::bytes)?.pop().map(Into::into),
                        hands_back: from.number()? != 0,
                        shows: from.list(|from| Some(from.bytes()?.into()))?,
                        covers: from.list(|from| Some(from.bytes()?.into()))?,
                        links: from.list(|from| Some((from.bytes()?.into(), from.bytes()?.into())))?,
                        files: from.list(|from| Some((from.bytes()?.into(), from.text()?)))?,
                    })
                })?
                .pop(),
            groups: Cgroups { memory: from.list(group)?.pop(), time: from.list(group)?.pop() },
            entropy: from
                .list(|from| {
                    let key = from.bytes()?.into_vec().try_into().ok()?;
                    Some(Entropy { key, clock: from.number()? })
                })?
                .pop(),
            covers: from.list(|from| Some((from.bytes()?.into(), from.bytes()?.into())))?,
        })
    }
}

fn group(from: &mut Unpacker<'_>) -> Option<Group> {
    let folder = from.bytes()?.into();
    Some(Group { folder, version: if from.number()? == 0 { Version::V1 } else { Version::V2 } })
}

impl Report {
    fn pack(&self) -> Vec<u8> {
        let mut to = Packer::default();
        match self {
            Self::Started { unseeded } => {
                to.number(0);
                to.list(unseeded.as_slice(), |to, (step, errno)| {
                    to.bytes(OsStr::new(step));
                    to.number(*errno as u64);
                });
            }
            Self::Trouble { step, errno } => {
                to.number(1);
                to.bytes(OsStr::new(step));
                to.number(*errno as u64);
            }
            Self::NotExecuted { errno } => {
                to.number(2);
                to.number(*errno as u64);
            }
            Self::TooLarge { what } => {
                to.number(3);
                to.bytes(OsStr::new(what));
            }
            Self::Ended(ended) => {
                to.number(4);
                to.number(ended.status as u64);
                to.number(ended.signalled.into());
                to.number(ended.space_full.into());
                to.duration(ended.cpu);
                to.number(ended.peak_memory_bytes);
                to.number(ended.shortage.own.into());
                to.number(ended.shortage.of_machine.into());
            }
        }
        to.0
    }

    /// `None` for what no keeper sends.
    pub(super) fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker(bytes);
        Some(match from.number()? {
            0 => Self::Started {
                unseeded: from.list(|from| Some((from.text()?, from.number()? as i32)))?.pop(),
            },
            1 => Self::Trouble { step: from.text()?, errno: from.number()? as i32 },
            2 => Self::NotExecuted { errno: from.number()? as i32 },
            3 => Self::TooLarge { what: from.text()? },
            4 => Self::Ended(Ended {
                status: from.number()? as i32,
                signalled: from.number()? != 0,
                space_full: from.number()? != 0,
                cpu: from.duration()?,
                peak_memory_bytes: from.number()?,
                shortage: Shortage { own: from.number()? != 0, of_machine: from.number()? != 0 },
            }),
            _ => return None,
        })
    }
}

/// Writes numbers as eight bytes, and byte strings and lists after their length.
#[derive(Default)]
struct Packer(Vec<u8>);

impl Packer {
    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn duration(&mut self, duration: Duration) {
        self.number(duration.as_nanos().try_into().unwrap_or(u64::MAX));
    }

    fn bytes(&mut self, bytes: &OsStr) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            each(self, item);
        }
    }
}

/// Reads what `Packer` wrote; `None` where it is something else.
struct Unpacker<'a>(&'a [u8]);

impl Unpacker<'_> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn duration(&mut self) -> Option<Duration> {
        self.number().map(Duration::from_nanos)
    }

    fn bytes(&mut self) -> Option<OsString> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(OsString::from_vec(bytes.to_vec()))
    }

    fn text(&mut self) -> Option<String> {
        self.bytes()?.into_string().ok()
    }

    fn list<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        (0..length).map(|_| each(self)).collect()
    }
}

#[cfg(test)]
mod tests;
