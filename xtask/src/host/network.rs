//! Networks: the machine's own, or a fresh one in which a program meets nobody and every address is its own.
//!
//! A fresh network is a network namespace with `lo` in it and an interface that leads nowhere. That one has the only global
//! address, [`HOST_ADDRESS`], which every name resolves to, and a route makes *every* address local: a program that has a
//! neighbour's address or name built in reaches its own host, and may bind to that address too, and to any port. No cable
//! out, no address translation, no root: a case's two networks are joined by the tap alone, which holds sockets in both.
//!
//! A namespace belongs to a thread, not to the process, so everything here is about the calling thread. Sockets stay
//! in the network that they were opened in, whichever thread uses them later.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, PipeWriter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::linux::fs::MetadataExt as _;
use std::path::Path;
use std::sync::{OnceLock, mpsc};
use std::thread;

use nix::sched::{CloneFlags, setns, unshare};
use nix::unistd::{getegid, geteuid};

use super::addresses;
use super::names::NameServer;

/// The address that every name resolves to, in every fresh network.
pub const HOST_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);

/// The same host by IPv6. No name resolves to it: where an interface but the loopback has no IPv6 address, `getaddrinfo` with
/// AI_ADDRCONFIG, as Node and Java ask, leaves out `::1` of `localhost`.
pub const HOST_ADDRESS_6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 2);

/// Why a network could not be had.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The kernel or a policy does not let this process make namespaces.
    #[error("cannot make a {what} namespace: {cause}; {remedy}")]
    Refused {
        /// `user` or `network`.
        what: &'static str,
        /// What the kernel said.
        cause: io::Error,
        /// What stands in the way, and what to do about it.
        remedy: String,
    },
    /// A user namespace can only be entered before the first thread is started.
    #[error("cannot enter a user namespace once threads are running")]
    Threads,
    /// A thread that would have ended with its work could not be started.
    #[error("cannot start a thread for a network namespace")]
    NoThread(#[source] io::Error),
    /// The namespace exists and could not be made usable.
    #[error("cannot set up a network namespace: {step}")]
    SetUp {
        /// Which step failed.
        step: &'static str,
        /// What the kernel said.
        #[source]
        cause: io::Error,
    },
    /// The calling thread could not move to the network, or back.
    #[error("cannot enter a network namespace")]
    Enter(#[source] io::Error),
    /// The calling thread has left the machine's own network, and an ordinary user cannot return to it.
    #[error("this thread has left the machine's own network for good; use another thread")]
    Displaced,
}

/// A network that programs run in and sockets live in.
#[derive(Debug)]
pub struct Network {
    /// `None` for the machine's own.
    namespace: Option<OwnedFd>,
    /// While one of these is open, names are answered there.
    names: Option<PipeWriter>,
}

impl Network {
    /// The machine's own network: no isolation.
    pub fn machine() -> Self {
        machine_network();
        Self { namespace: None, names: None }
    }

    /// A fresh, empty network; about 0.6 ms. The calling thread stays where it is.
    pub fn fresh() -> Result<Self, NetworkError> {
        machine_network();
        let (held, names) = io::pipe().map_err(NetworkError::NoThread)?;
        let (tell, told) = mpsc::channel();
        // On a thread of its own, which stays there to answer for names: an ordinary user's cannot go back anyway.
        let work = move || {
            let made = make();
            let (namespace, server) =
                made.map_or_else(|error| (Err(error), None), |(fd, server)| (Ok(fd), Some(server)));
            let is_wanted = tell.send(namespace).is_ok();
            if let Some(server) = server.filter(|_| is_wanted) {
                server.serve(&held);
            }
        };
        thread::Builder::new().name("network".to_owned()).spawn(work).map_err(NetworkError::NoThread)?;
        let gone = |_| NetworkError::NoThread(io::Error::other("it is gone"));
        Ok(Self { namespace: Some(told.recv().map_err(gone)??), names: Some(names) })
    }

    /// Whether this is a network of its own rather than the machine's.
    pub fn is_fresh(&self) -> bool {
        self.namespace.is_some()
    }

    /// The same network once more.
    pub fn try_clone(&self) -> io::Result<Self> {
        let namespace = self.namespace.as_ref().map(OwnedFd::try_clone).transpose()?;
        let names = self.names.as_ref().map(PipeWriter::try_clone).transpose()?;
        Ok(Self { namespace, names })
    }

    /// The namespace, for a child process to enter by `setns`; `None` for the machine's own network.
    pub fn namespace(&self) -> Option<BorrowedFd<'_>> {
        self.namespace.as_ref().map(AsFd::as_fd)
    }

    /// Runs `work` with the calling thread inside the network, and comes back.
    ///
    /// An ordinary user's thread that enters a fresh network cannot return to the machine's own (that one belongs to
    /// somebody else); it comes back to an empty one instead, and `machine().enter(..)` on that thread is
    /// [`NetworkError::Displaced`] from then on. Root's threads come back to where they were.
    pub fn enter<T>(&self, work: impl FnOnce() -> T) -> Result<T, NetworkError> {
        let Some(namespace) = &self.namespace else {
            return if is_displaced()? { Err(NetworkError::Displaced) } else { Ok(work()) };
        };
        if would_be_displaced()? {
            unshare(CloneFlags::CLONE_NEWNET).map_err(|errno| refused("network", errno.into()))?;
        }
        let home = Home(Some(current_namespace().map_err(NetworkError::Enter)?));
        move_to(namespace)?;
        let result = work();
        home.come_back()?;
        Ok(result)
    }

    /// Runs `work` inside the network without ever displacing the calling thread: on the same thread where it can
    /// come back, else on a passing one.
    pub(crate) fn visit<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T, NetworkError> {
        match &self.namespace {
            Some(namespace) if would_be_displaced()? => on_a_passing_thread(|| {
                move_to(namespace)?;
                Ok(work())
            }),
            _ => self.enter(work),
        }
    }

    /// Moves the calling thread into the network for the rest of its life.
    pub(crate) fn settle(&self) -> Result<(), NetworkError> {
        match &self.namespace {
            Some(namespace) => move_to(namespace),
            None if is_displaced()? => Err(NetworkError::Displaced),
            None => Ok(()),
        }
    }
}

/// Enters the one user namespace of this process, in which an ordinary user may make networks. Must be called before any
/// thread is started. Does nothing where the process may make them as it is (root).
pub fn enter_user_namespace() -> Result<(), NetworkError> {
    machine_network();
    if has_capability(CAP_SYS_ADMIN) && has_capability(CAP_NET_ADMIN) {
        return Ok(());
    }
    let (user, group) = (geteuid(), getegid());
    unshare(CloneFlags::CLONE_NEWUSER).map_err(|errno| match threads() {
        Some(2..) => NetworkError::Threads,
        _ => refused("user", errno.into()),
    })?;
    let write = |file: &str, text: String| {
        fs::write(Path::new("/proc/self").join(file), text)
            .map_err(|cause| NetworkError::SetUp { step: "map users and groups", cause })
    };
    write("setgroups", "deny".to_owned())?;
    write("uid_map", format!("0 {user} 1"))?;
    write("gid_map", format!("0 {group} 1"))
}

/// Whether this process, as it is now, can make fresh networks; if not, why not. Leaves nothing behind.
pub fn probe() -> Result<(), NetworkError> {
    Network::fresh().map(drop)
}

/// Bits of the capability sets.
const CAP_NET_ADMIN: u32 = 12;
const CAP_SYS_ADMIN: u32 = 21;

/// Whether the calling process has a capability in effect, in the user namespace it is in.
fn has_capability(bit: u32) -> bool {
    status_field("CapEff:")
        .and_then(|set| u64::from_str_radix(&set, 16).ok())
        .is_some_and(|set| set >> bit & 1 == 1)
}

/// Number of threads in this process.
fn threads() -> Option<u32> {
    status_field("Threads:")?.parse().ok()
}

/// A field of `/proc/self/status`.
fn status_field(name: &str) -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
}

/// Explains why the kernel refused a namespace.
fn refused(what: &'static str, cause: io::Error) -> NetworkError {
    let setting = |name: &str| fs::read_to_string(Path::new("/proc/sys").join(name)).ok();
    let is = |name: &str, value: &str| setting(name).is_some_and(|text| text.trim() == value);
    let remedy = if is("kernel/unprivileged_userns_clone", "0") {
        "allow it with `sysctl kernel.unprivileged_userns_clone=1`, or run as root"
    } else if is("kernel/apparmor_restrict_unprivileged_userns", "1") {
        "AppArmor restricts user namespaces: `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or run as root"
    } else if is("user/max_user_namespaces", "0") || is("user/max_net_namespaces", "0") {
        "raise `user.max_user_namespaces` and `user.max_net_namespaces` with sysctl"
    } else if cause.raw_os_error() == Some(libc::ENOSPC) {
        "too many namespaces exist: raise `user.max_net_namespaces` with sysctl, or run fewer cases at once"
    } else if what == "network" && !has_capability(CAP_SYS_ADMIN) {
        "neither root nor in a user namespace of its own"
    } else {
        "probably a container's seccomp profile: allow `unshare` and `clone` with namespaces there"
    };
    NetworkError::Refused { what, cause, remedy: remedy.to_owned() }
}

/// A namespace's identity.
type Identity = (u64, u64);

/// The network that this process was started in. Read once, before any thread moves.
fn machine_network() -> Option<Identity> {
    static MACHINE: OnceLock<Option<Identity>> = OnceLock::new();
    *MACHINE.get_or_init(|| identity(&current_namespace().ok()?).ok())
}

fn identity(namespace: &File) -> io::Result<Identity> {
    let metadata = namespace.metadata()?;
    Ok((metadata.st_dev(), metadata.st_ino()))
}

/// The network namespace that the calling thread is in.
fn current_namespace() -> io::Result<File> {
    File::open("/proc/thread-self/ns/net")
}

/// Whether the calling thread has left the machine's own network.
fn is_displaced() -> Result<bool, NetworkError> {
    let here = current_namespace().and_then(|file| identity(&file)).map_err(NetworkError::Enter)?;
    Ok(machine_network().is_some_and(|machine| machine != here))
}

thread_local! {
    /// Set once the thread is known to be able to come back from wherever it goes.
    static FREE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread would lose the machine's own network by leaving it: true for an ordinary user, who is
/// almighty in the user namespace of this process and nobody outside.
fn would_be_displaced() -> Result<bool, NetworkError> {
    if FREE.get() {
        return Ok(false);
    }
    // Moving to the network one is in needs the same permission as coming back to it.
    let would = !is_displaced()? && current_namespace().is_ok_and(|here| move_to(&here).is_err());
    FREE.set(!would);
    Ok(would)
}

fn move_to(namespace: &impl AsFd) -> Result<(), NetworkError> {
    setns(namespace, CloneFlags::CLONE_NEWNET).map_err(|errno| NetworkError::Enter(errno.into()))
}

/// Where a thread came from; it goes back there even when the work inside panics.
struct Home(Option<File>);

impl Home {
    fn come_back(mut self) -> Result<(), NetworkError> {
        self.0.take().map_or(Ok(()), |home| move_to(&home))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(home) = self.0.take() {
            let _ = move_to(&home);
        }
    }
}

/// Runs `work` on a thread that ends with it.
fn on_a_passing_thread<T: Send>(
    work: impl FnOnce() -> Result<T, NetworkError> + Send,
) -> Result<T, NetworkError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("network".to_owned()).spawn_scoped(scope, work);
        match thread.map_err(NetworkError::NoThread)?.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Moves the calling thread into a new network, for good.
fn make() -> Result<(OwnedFd, NameServer), NetworkError> {
    unshare(CloneFlags::CLONE_NEWNET).map_err(|errno| refused("network", errno.into()))?;
    addresses::set_up()?;
    let names =
        NameServer::open().map_err(|cause| NetworkError::SetUp { step: "answer for names", cause })?;
    Ok((OwnedFd::from(current_namespace().map_err(NetworkError::Enter)?), names))
}
