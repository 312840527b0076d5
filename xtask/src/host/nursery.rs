//! The nursery: where keepers come from.
//!
//! One process for the whole run, this binary once more, started with the first host. It has one thread and next to no
//! memory, so it may fork, and forking it is cheap: a launch then costs 1.0 ms (plain) and 1.7 ms (sandbox) of processor
//! time over a bare one, where a keeper started from the binary each time made it 1.6 and 2.6 (release build, measured
//! side by side). It knows nothing of programs: it makes a process in the network it is given, with a pid namespace of
//! its own where asked for, and hands back a descriptor for it.
//!
//! It ends with the harness, as the keepers do: when its socket does.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};
use rustix::process::Signal;
use rustix::thread::LinkNameSpaceType;

use super::error::{Attempt as _, HostError};
use super::{alarms, identity, keeper};

/// The first argument that makes this binary a nursery. No subcommand has such a name.
pub(super) const ARGUMENT: &str = "@nursery";

/// How long an answer may take, which takes a millisecond: longer, and somebody has stopped the nursery.
const ANSWER: Duration = Duration::from_secs(10);

/// The nursery of this harness.
static NURSERY: Mutex<Option<Nursery>> = Mutex::new(None);

struct Nursery {
    socket: OwnedFd,
    process: Child,
}

/// A keeper, seen from the harness.
#[derive(Debug)]
pub(super) struct Keeper {
    pid: u32,
    end: OwnedFd,
}

/// Readable once the keeper has ended.
impl AsFd for Keeper {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }
}

impl Keeper {
    /// Its process id, as the harness counts; of no meaning after its end.
    pub(super) fn id(&self) -> u32 {
        self.pid
    }

    /// Kills it. In a sandbox everything in there ends with it.
    pub(super) fn kill(&self) {
        let _ = rustix::process::pidfd_send_signal(&self.end, Signal::KILL);
    }
}

/// What a keeper is made with.
pub(super) struct Cradle<'a> {
    /// Its socket to the harness.
    pub socket: BorrowedFd<'a>,
    /// Where the program will print.
    pub stdout: BorrowedFd<'a>,
    /// Where it will complain.
    pub stderr: BorrowedFd<'a>,
    /// The network it will be in.
    pub network: BorrowedFd<'a>,
    /// Whether it will be pid 1 of a namespace of its own.
    pub own_pid_namespace: bool,
}

/// Starts the nursery unless there is one. From here on it is in the network that this thread is in, and in the user
/// namespace that this process is in.
pub(super) fn open() -> Result<(), HostError> {
    nursery().get_or_start().map(drop)
}

/// Has a keeper made.
pub(super) fn new_keeper(cradle: &Cradle<'_>) -> Result<Keeper, HostError> {
    let mut nursery = nursery();
    let first = nursery.get_or_start()?.request(cradle);
    let result = match first {
        // Somebody killed it; another one is as good.
        Err(error) if matches!(error.raw_os_error(), Some(libc::EPIPE | libc::ECONNRESET)) => {
            close(nursery.take());
            nursery.get_or_start()?.request(cradle)
        }
        // Stopped, or never scheduled. What it was asked for it may still do, so nobody else is asked the same.
        Err(error) if matches!(error.raw_os_error(), Some(libc::EAGAIN)) => {
            close(nursery.take());
            Err(io::Error::new(io::ErrorKind::TimedOut, no_answer()))
        }
        result => result,
    };
    result.attempt("make a keeper")
}

fn nursery() -> MutexGuard<'static, Option<Nursery>> {
    NURSERY.lock().unwrap_or_else(PoisonError::into_inner)
}

trait GetOrStart {
    fn get_or_start(&mut self) -> Result<&mut Nursery, HostError>;
}

impl GetOrStart for Option<Nursery> {
    fn get_or_start(&mut self) -> Result<&mut Nursery, HostError> {
        match self {
            Some(nursery) => Ok(nursery),
            None => Ok(self.insert(Nursery::start().attempt("start a process for keepers")?)),
        }
    }
}

fn no_answer() -> String {
    let limit = humantime::format_duration(ANSWER);
    format!(
        "the process that makes them has not answered for {limit}; it was ended, and another one takes its place"
    )
}

/// Ends it, and waits for its end: nothing of the harness outlives it, not even for a moment. It has nothing to put in
/// order, and if somebody has stopped it, it would not.
fn close(nursery: Option<Nursery>) {
    if let Some(Nursery { socket, mut process }) = nursery {
        drop(socket);
        let _ = process.kill();
        let _ = process.wait();
    }
}

extern "C" fn close_at_exit() {
    if let Ok(mut nursery) = NURSERY.try_lock() {
        close(nursery.take());
    }
}

impl Nursery {
    fn start() -> io::Result<Self> {
        let (socket, other) =
            rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        for direction in [Timeout::Recv, Timeout::Send] {
            set_socket_timeout(&socket, direction, Some(ANSWER))?;
        }
        let mut command = Command::new("/proc/self/exe");
        command.arg0("socklab-keeper").arg(ARGUMENT).env_clear().current_dir("/");
        let process = command.stdin(other).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        // SAFETY: the handler is a function that lives as long as the program, and it neither panics nor unwinds.
        unsafe { libc::atexit(close_at_exit) };
        Ok(Self { socket, process })
    }

    fn request(&self, cradle: &Cradle<'_>) -> io::Result<Keeper> {
        let Cradle { socket, stdout, stderr, network, own_pid_namespace } = cradle;
        send(self.socket.as_fd(), &[u8::from(*own_pid_namespace)], &[*socket, *stdout, *stderr, *network])?;
        let mut answer = [0; 8];
        let (length, mut fds) = receive(self.socket.as_fd(), &mut answer)?;
        let number = i64::from_le_bytes(answer);
        match (length, fds.pop(), u32::try_from(number)) {
            (8, Some(end), Ok(pid)) => Ok(Keeper { pid, end }),
            (8, None, _) => Err(io::Error::from_raw_os_error(-number as i32)),
            _ => Err(Errno::PIPE.into()),
        }
    }
}

/// The nursery's whole life. The exit code is for nobody.
pub(super) fn run() -> i32 {
    // Ctrl-C in the harness's terminal is for the harness; nursery and keepers have work to do after it.
    let _ = rustix::process::setsid();
    let _ = rustix::thread::set_name(alarms::KEEPER);
    let Ok(socket) = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3) else { return 70 };
    if close_all_after(&socket).is_err() || identity::leave_keyring().is_err() {
        return 70;
    }
    let _ = rustix::stdio::dup2_stdin(rustix::stdio::stdout());
    // SAFETY: no handler; ended keepers are to leave nothing to be collected.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
    loop {
        let mut request = [0];
        let Ok((1, fds)) = receive(socket.as_fd(), &mut request) else { return 0 };
        let Ok([keepers, stdout, stderr, network]) = <[OwnedFd; 4]>::try_from(fds) else { return 70 };
        let answered = match fork(request[0] != 0) {
            Ok(None) => {
                drop(socket);
                let code = match settle(&stdout, &stderr, &network) {
                    Ok(()) => {
                        drop((stdout, stderr, network));
                        keeper::run(&keepers)
                    }
                    Err(error) => keeper::give_up(&keepers, "enter the program's network", &error),
                };
                // SAFETY: ends this process. What the nursery would do at its own exit is not for a keeper.
                unsafe { libc::_exit(code) }
            }
            Ok(Some((pid, end))) => send(socket.as_fd(), &i64::from(pid).to_le_bytes(), &[end.as_fd()]),
            Err(error) => {
                let errno = i64::from(error.raw_os_error().unwrap_or(libc::EIO));
                send(socket.as_fd(), &(-errno).to_le_bytes(), &[])
            }
        };
        if answered.is_err() {
            return 0;
        }
    }
}

/// In the child: takes its place.
fn settle(stdout: &OwnedFd, stderr: &OwnedFd, network: &OwnedFd) -> io::Result<()> {
    let own = rustix::fs::stat("/proc/self/ns/net")?;
    let given = rustix::fs::fstat(network)?;
    // Nobody may enter the machine's own network by name, who is not its root; but everybody may be in it.
    if (own.st_dev, own.st_ino) != (given.st_dev, given.st_ino) {
        rustix::thread::move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?;
    }
    rustix::stdio::dup2_stdout(stdout)?;
    Ok(rustix::stdio::dup2_stderr(stderr)?)
}

/// `None` in the child; its pid and a descriptor for it in the parent.
fn fork(own_pid_namespace: bool) -> io::Result<Option<(u32, OwnedFd)>> {
    let mut end: libc::c_int = -1;
    let namespace = if own_pid_namespace { libc::CLONE_NEWPID } else { 0 };
    let flags = libc::CLONE_PIDFD | namespace | libc::SIGCHLD;
    // Not `clone3`, which the seccomp profiles of some containers do not know.
    // SAFETY: without CLONE_VM and without a stack this is a fork, and the nursery has one thread: the child may do what
    // its parent may. The kernel writes one descriptor to `end`, which is ours.
    let pid = unsafe {
        libc::syscall(libc::SYS_clone, libc::c_long::from(flags), 0_usize, &raw mut end, 0_usize, 0_usize)
    };
    match pid {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        // SAFETY: the kernel has just made this descriptor, and nobody else knows of it.
        pid => Ok(Some((pid as u32, unsafe { OwnedFd::from_raw_fd(end) }))),
    }
}

/// Closes what the harness's own parent left open: it must not reach a keeper, let alone a program.
fn close_all_after(last: &OwnedFd) -> io::Result<()> {
    let last = last.as_raw_fd();
    // SAFETY: at its start the nursery has no descriptor of its own after this one.
    if unsafe { libc::syscall(libc::SYS_close_range, last as u32 + 1, u32::MAX, 0) } == 0 {
        return Ok(());
    }
    // The seccomp profiles of older containers refuse the call. The folder's own descriptor is in the list, and closed by then.
    let open: Vec<i32> = std::fs::read_dir("/proc/self/fd")?
        .map(|entry| Ok(entry?.file_name().to_str().and_then(|name| name.parse().ok()).unwrap_or(0)))
        .collect::<io::Result<_>>()?;
    for fd in open.into_iter().filter(|fd| *fd > last) {
        // SAFETY: as above.
        unsafe { libc::close(fd) };
    }
    Ok(())
}

/// The most descriptors in one message.
const MOST_FDS: usize = 4;

fn send(socket: BorrowedFd<'_>, message: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_FDS))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !fds.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(fds));
    }
    rustix::net::sendmsg(socket, &[IoSlice::new(message)], &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

fn receive(socket: BorrowedFd<'_>, message: &mut [u8]) -> io::Result<(usize, Vec<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_FDS))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let got = rustix::io::retry_on_intr(|| {
        rustix::net::recvmsg(socket, &mut [IoSliceMut::new(message)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)
    })?;
    let mut fds = Vec::new();
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = message {
            fds.extend(received);
        }
    }
    Ok((got.bytes, fds))
}
