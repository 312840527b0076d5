//! The keeper: a small process between the harness and one program.
//!
//! It is a fork of the nursery, single-threaded, so that what may not be done in a process of many threads (fork, new
//! namespaces) is ordinary code here. It starts the program, passes signals on, takes over its orphans, reports how it
//! ended, and ends everything that is left. It lives exactly as long as its socket to the harness: whichever way the
//! harness ends, also by SIGKILL, the socket ends with it, and the keeper kills the program and all it started. There is
//! no moment at which a program runs that no keeper watches, so nothing has to be written down and cleaned up later.
//!
//! It is the supervisor of its program's system calls as well (`supervisor`).
//!
//! In a sandbox the keeper is pid 1 of the program's pid namespace: then it is the kernel that ends everything with it.
//!
//! Why not PR_SET_PDEATHSIG for the keeper: it fires when the *thread* ends that started it.

use std::os::fd::{AsFd as _, OwnedFd};

use rustix::event::{PollFd, PollFlags};
use rustix::process::{Pid, Signal, WaitOptions};

use super::cgroup::Made;
use super::control::{self, Ended, KILL_ALL, LET_GO, Report, Spec};
use super::devices::Devices;
use super::entropy::Entropy;
use super::program::{self, Started};
use super::supervisor::Supervisor;
use super::{counter, nudge, room, tree};

/// The whole life of a keeper. The exit code is for nobody but the curious: what matters is reported.
pub(super) fn run(socket: &OwnedFd) -> i32 {
    // Of its own, as the program's is: a signal to one session is not for the other.
    let _ = rustix::process::setsid();
    // SAFETY: no handler. The nursery ignores this signal; here it says that the program has ended.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
    let Ok(Some((spec, stdin))) = control::receive_spec(socket.as_fd()) else { return 70 };
    let sent = match keep(socket, &spec, stdin) {
        Ok(Some((ended, Some(folder)))) => {
            control::send_with(socket.as_fd(), &Report::Ended(ended), folder.as_fd())
        }
        Ok(Some((ended, None))) => control::send_report(socket.as_fd(), &Report::Ended(ended)),
        Ok(None) => return 70,
        Err(report) => control::send_report(socket.as_fd(), &report),
    };
    i32::from(sent.is_err())
}

/// Says why there will be no program.
pub(super) fn give_up(socket: &OwnedFd, step: &str, error: &std::io::Error) -> i32 {
    let report = Report::Trouble { step: step.to_owned(), errno: error.raw_os_error().unwrap_or(libc::EIO) };
    let _ = control::send_report(socket.as_fd(), &report);
    70
}

/// How the program ended, and the folder that it worked in where that is to be handed back.
type End = (Ended, Option<OwnedFd>);

/// Starts the program and stays until it has ended; `None` when the harness ended first.
fn keep(socket: &OwnedFd, spec: &Spec, stdin: Option<OwnedFd>) -> Result<Option<End>, Report> {
    let children = signal_fd_for_children().map_err(program::trouble("watch for ended processes"))?;
    let null =
        rustix::fs::open("/dev/null", rustix::fs::OFlags::RDWR | rustix::fs::OFlags::CLOEXEC, 0.into())
            .map_err(program::trouble("open /dev/null"))?;
    // While the machine's own files are in sight.
    let groups = Made::make(&spec.groups, spec.limits.memory_bytes)?;
    let room = match &spec.room {
        Some(room) => Some(room::enter(room, spec)?),
        None => {
            let own = rustix::process::getpid();
            rustix::process::set_child_subreaper(Some(own)).map_err(program::trouble("take over orphans"))?;
            None
        }
    };
    let counter = spec.groups.time.is_none().then(counter::open).and_then(Result::ok);
    let (devices, trouble) = spec.entropy.as_ref().map_or((None, None), |entropy| devices(entropy, spec));
    let Started { pid, supervisor, unseeded } =
        program::start(spec, &groups, stdin.as_ref().unwrap_or(&null), &children)?;
    let unseeded = unseeded.or(trouble);
    // Only the program holds its terminals from here on: when it closes them, they end.
    let _ = rustix::stdio::dup2_stdin(&null);
    let _ = rustix::stdio::dup2_stdout(&null);
    let _ = rustix::stdio::dup2_stderr(&null);
    drop((null, stdin));
    let report = Report::Started { unseeded };
    let told = match &counter {
        Some(counter) => control::send_with(socket.as_fd(), &report, counter.as_fd()),
        None => control::send_report(socket.as_fd(), &report),
    };
    let (status, signalled) =
        if told.is_ok() { attend(socket, &children, pid, supervisor, devices) } else { (None, true) };
    end_all(pid);
    let Some(status) = status else { return Ok(None) };
    let (of_ended, peak_memory_bytes) = usage_of_ended();
    let counted = || counter.and_then(|counter| counter::read(&counter).ok());
    let ended = Ended {
        status,
        signalled,
        space_full: room.as_ref().is_some_and(room::Entered::is_full),
        cpu: groups.cpu().or_else(counted).unwrap_or(of_ended),
        peak_memory_bytes,
        shortage: groups.memory(),
    };
    // Nothing of the program runs any more: what is in the folder now stays as it is.
    let wanted = spec.room.as_ref().is_some_and(|room| room.hands_back);
    let folder = room.filter(|_| wanted).map(|room| room.folder()).transpose();
    Ok(Some((ended, folder.map_err(program::trouble("hand the working folder back"))?)))
}

/// What the program reads random bytes from, or why that is the machine's.
fn devices(entropy: &Entropy, spec: &Spec) -> (Option<Devices>, Option<(String, i32)>) {
    let covered = if spec.room.is_some() { Ok(()) } else { room::cover_files(&spec.covers) };
    let opened = covered
        .and_then(|()| Devices::open(entropy).map_err(program::trouble("open the pipes for random numbers")));
    match opened {
        Ok(devices) => (Some(devices), None),
        Err(Report::Trouble { step, errno }) => (None, Some((step, errno))),
        Err(_) => (None, Some(("make pipes for random numbers".to_owned(), libc::EIO))),
    }
}

/// Passes signals on, reaps, fills and answers, until the program ends. No status: the harness ended, or wants everything ended.
fn attend(
    socket: &OwnedFd,
    children: &OwnedFd,
    program: Pid,
    mut supervisor: Option<Supervisor>,
    mut devices: Option<Devices>,
) -> (Option<i32>, bool) {
    let (mut signalled, mut held) = (false, None);
    // What was told of a child while the program was started may have been taken for the program's.
    if let Some(status) = reap(program, &mut supervisor) {
        return (Some(status), signalled);
    }
    loop {
        // Once the harness sends signals, what dies of them is none of the program's doing.
        if let Some(dying) = supervisor.as_mut().and_then(Supervisor::dying)
            && (signalled || control::send_report(socket.as_fd(), &Report::Dies(dying)).is_err())
        {
            supervisor.iter_mut().for_each(Supervisor::let_go);
        }
        let mut fds = vec![PollFd::new(children, PollFlags::IN), PollFd::new(socket, PollFlags::IN)];
        fds.extend(devices.iter().flat_map(Devices::poll));
        fds.extend(supervisor.iter().map(|supervisor| PollFd::new(supervisor, PollFlags::IN)));
        if rustix::event::poll(&mut fds, None).is_err() {
            continue;
        }
        let is_asked = supervisor.is_some().then(|| fds.pop()).flatten();
        let call = is_asked.map_or(PollFlags::empty(), |fd| fd.revents());
        let [child, order] = [0, 1].map(|at| fds[at].revents());
        let is_drawn_from = fds[2..].iter().any(|fd| !fd.revents().is_empty());
        drop(fds);
        if is_drawn_from {
            devices.iter_mut().for_each(Devices::fill);
        }
        if !child.is_empty() {
            program::drain(children);
            if let Some(status) = reap(program, &mut supervisor) {
                return (Some(status), signalled);
            }
        }
        if call.contains(PollFlags::IN) {
            supervisor.as_mut().into_iter().for_each(Supervisor::answer_one);
            let now = supervisor.as_ref().and_then(Supervisor::held);
            if let Some(at) = now.filter(|_| held.is_none()) {
                held = control::send_report(socket.as_fd(), &Report::Held(at)).ok();
            }
        } else if !call.is_empty() {
            // Nobody is left under the filter.
            supervisor = None;
        }
        if !order.is_empty() {
            match control::receive_order(socket.as_fd()) {
                None => return (None, true),
                Some(KILL_ALL) => {
                    let _ = rustix::process::kill_process_group(program, Signal::KILL);
                    return (program::wait_for_end(program), true);
                }
                Some(LET_GO) => supervisor.iter_mut().for_each(Supervisor::let_go),
                Some(number) => {
                    signalled |= number != nudge::SIGNAL;
                    if let Some(signal) = Signal::from_named_raw(number.into()) {
                        let _ = rustix::process::kill_process_group(program, signal);
                    }
                }
            }
        }
    }
}

/// Collects what has ended or stopped. The program's status, if that has ended.
fn reap(program: Pid, supervisor: &mut Option<Supervisor>) -> Option<i32> {
    while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
        if status.stopped() {
            if let Some(supervisor) = supervisor {
                supervisor.stopped(pid.as_raw_nonzero().get(), status.as_raw());
            }
            continue;
        }
        if let Some(supervisor) = supervisor {
            supervisor.ended(pid.as_raw_nonzero().get());
        }
        if pid == program {
            return Some(status.as_raw());
        }
    }
    None
}

/// Kills and reaps whatever the program left running.
fn end_all(program: Pid) {
    if rustix::process::getpid().is_init() {
        // As pid 1 of a namespace, -1 means everything in there but this process; as any other, the whole machine.
        // SAFETY: `kill` touches no memory.
        unsafe { libc::kill(-1, libc::SIGKILL) };
        while rustix::process::wait(WaitOptions::empty()).is_ok() {}
        return;
    }
    let _ = rustix::process::kill_process_group(program, Signal::KILL);
    let own = std::process::id();
    loop {
        for child in tree::children(own) {
            if let Some(pid) = i32::try_from(child).ok().and_then(Pid::from_raw) {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
        }
        // Each one that ends may leave its own children to this process: look again after each.
        if rustix::process::wait(WaitOptions::empty()).is_err() {
            return;
        }
    }
}

/// Processor time and largest resident memory of all processes that have ended below this one.
fn usage_of_ended() -> (std::time::Duration, u64) {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `usage` has the size and alignment of what the kernel writes, and all zeros is a valid value of it.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr());
        usage.assume_init()
    };
    let time = |t: libc::timeval| std::time::Duration::new(t.tv_sec as u64, t.tv_usec as u32 * 1000);
    (time(usage.ru_utime) + time(usage.ru_stime), usage.ru_maxrss as u64 * 1024)
}

/// A descriptor that is readable whenever a child has ended.
fn signal_fd_for_children() -> std::io::Result<OwnedFd> {
    use std::os::fd::FromRawFd as _;
    let mut set = std::mem::MaybeUninit::uninit();
    // SAFETY: `sigemptyset` initialises the set that the other calls read; the descriptor is new and ours.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, set.as_ptr(), std::ptr::null_mut());
        match libc::signalfd(-1, set.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK) {
            -1 => Err(std::io::Error::last_os_error()),
            fd => Ok(OwnedFd::from_raw_fd(fd)),
        }
    }
}
