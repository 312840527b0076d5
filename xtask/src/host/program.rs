//! The last steps before a program is itself: between the keeper's `fork` and `exec`.

use std::ffi::{CString, NulError, OsString, c_char};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;

use rustix::event::{PollFd, PollFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustix::process::{Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions, WaitOptions};

use super::cgroup::Made;
use super::control::{self, Report, Spec};
use super::entropy::Numbering;
use super::filter::{self, Wanted};
use super::identity;
use super::launch::Limits;
use super::supervisor::Supervisor;
use crate::observation::Moment;

/// Says which step of the harness's own failed.
pub(super) fn trouble<E: Into<io::Error>>(step: &str) -> impl FnOnce(E) -> Report {
    move |error| {
        let error: io::Error = error.into();
        Report::Trouble { step: step.to_owned(), errno: error.raw_os_error().unwrap_or(libc::EIO) }
    }
}

/// A program that the kernel has accepted.
pub(super) struct Started {
    /// The keeper's child.
    pub pid: Pid,
    /// Who answers it, where its numbers are to follow from a seed.
    pub supervisor: Option<Supervisor>,
    /// Why its numbers do not follow from the seed, though they should.
    pub unseeded: Option<(String, i32)>,
}

/// Starts the program as a child, and returns once the kernel has accepted it. `children` is readable when a child has
/// ended or stopped.
pub(super) fn start(
    spec: &Spec,
    groups: &Made,
    stdin: &OwnedFd,
    children: &OwnedFd,
) -> Result<Started, Report> {
    let (ours, childs) =
        rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
            .map_err(trouble("make a socket to the program"))?;
    let mut unseeded = None;
    if let (Some(entropy), Some(_)) = (&spec.entropy, &spec.room) {
        unseeded = choose_id(entropy.first_process()).err();
    }
    // SAFETY: the keeper has one thread, so the child may go on as an ordinary process.
    let pid = match unsafe { libc::fork() } {
        -1 => return Err(trouble("fork")(io::Error::last_os_error())),
        0 => {
            drop(ours);
            let report = become_program(spec, groups, stdin, childs.as_fd());
            let _ = control::send_report(childs.as_fd(), &report);
            // SAFETY: ends this process; nothing of the keeper's runs in it.
            unsafe { libc::_exit(127) }
        }
        pid => Pid::from_raw(pid).ok_or_else(|| trouble("fork")(io::Error::from(io::ErrorKind::Other)))?,
    };
    drop(childs);
    let mut started = Started { pid, supervisor: None, unseeded };
    match attend(ours.as_fd(), children, spec, &mut started) {
        Ok(()) => Ok(started),
        Err(report) => {
            let _ = rustix::process::kill_process(pid, Signal::KILL);
            wait_for_end(pid);
            Err(report)
        }
    }
}

/// Has the next process of this pid namespace get that id; with the step and the error where it does not.
fn choose_id(id: u32) -> Result<(), (String, i32)> {
    std::fs::write("/proc/sys/kernel/ns_last_pid", (id - 1).to_string()).map_err(|error| {
        ("choose the program's process id".to_owned(), error.raw_os_error().unwrap_or(libc::EIO))
    })
}

/// Waits for the end of a child that ends by itself, or was killed.
pub(super) fn wait_for_end(child: Pid) -> Option<i32> {
    loop {
        let (_, status) = rustix::process::waitpid(Some(child), WaitOptions::empty()).ok()??;
        // One that is traced may stop once more.
        if !status.stopped() {
            return Some(status.as_raw());
        }
    }
}

/// What the child tells besides reports: that a supervisor is to answer it from here on. The descriptor comes with it.
const SUPERVISE: [u8; 1] = [b's'];

/// The step that listens to the child.
const LISTEN: &str = "listen to the program's child";

/// Listens to the child until it is the program. Its socket closes with a successful `exec`; before that it may need a
/// user mapped, calls answered, or say why it failed.
fn attend(
    child: BorrowedFd<'_>,
    children: &OwnedFd,
    spec: &Spec,
    started: &mut Started,
) -> Result<(), Report> {
    let mut message = [0; 4096];
    loop {
        let mut fds =
            vec![PollFd::from_borrowed_fd(child, PollFlags::IN), PollFd::new(children, PollFlags::IN)];
        fds.extend(started.supervisor.iter().map(|supervisor| PollFd::new(supervisor, PollFlags::IN)));
        rustix::io::retry_on_intr(|| rustix::event::poll(&mut fds, None)).map_err(trouble(LISTEN))?;
        let [spoke, stopped, asks] =
            [0, 1, 2].map(|at| fds.get(at).is_some_and(|fd| !fd.revents().is_empty()));
        drop(fds);
        if let Some(supervisor) = &mut started.supervisor {
            if asks {
                supervisor.answer_one();
            }
            if stopped {
                drain(children);
                // One that has ended stays to be collected: its socket tells.
                while let Some(status) = stop_of(started.pid) {
                    supervisor.stopped(started.pid.as_raw_nonzero().get(), status);
                }
            }
        }
        if !spoke {
            continue;
        }
        let (length, listener) =
            control::receive_with_descriptor(child, &mut message).map_err(trouble(LISTEN))?;
        match (&message[..length], listener, &spec.entropy) {
            ([], ..) => {
                let failed = started.supervisor.as_ref().and_then(Supervisor::trouble);
                let traced = failed.map(|errno| ("trace the program at its start".to_owned(), errno));
                started.unseeded = started.unseeded.take().or(traced);
                return Ok(());
            }
            (request, Some(listener), Some(entropy)) if *request == SUPERVISE => {
                let numbering = match spec.room {
                    Some(_) => Numbering::From(started.pid.as_raw_nonzero().get() as u32),
                    None => Numbering::Asking,
                };
                started.supervisor = Some(Supervisor::new(listener, entropy, numbering, spec.hold));
            }
            ([_], ..) => {
                if let Some(room) = &spec.room {
                    identity::map(started.pid, room, child)?;
                }
            }
            (report, ..) => match Report::unpack(report) {
                Some(Report::Started { unseeded }) => started.unseeded = started.unseeded.take().or(unseeded),
                Some(report) => return Err(report),
                None => {
                    return Err(trouble("understand the program's child")(io::Error::from(
                        io::ErrorKind::InvalidData,
                    )));
                }
            },
        }
    }
}

/// Reads what tells that there is something about children: it is looked for with `wait`.
pub(super) fn drain(children: &OwnedFd) {
    let mut record = [0; 128];
    while rustix::io::read(children, &mut record).is_ok_and(|length| length > 0) {}
}

/// Where the child has stopped: its status, as `wait` would give it.
fn stop_of(child: Pid) -> Option<i32> {
    let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
    let status = rustix::process::waitid(WaitId::Pid(child), options).ok()??;
    let signal = status.stopping_signal().or_else(|| status.trapping_signal())?;
    Some(libc::W_STOPCODE(signal & 0xff) | signal >> 8 << 16)
}

/// Returns only if the program cannot be executed.
fn become_program(spec: &Spec, groups: &Made, stdin: &OwnedFd, keeper: BorrowedFd<'_>) -> Report {
    match prepare(spec, groups, stdin, keeper) {
        Err(report) => report,
        Ok(()) => {
            let error = execute(spec).unwrap_or_else(io::Error::from);
            Report::NotExecuted { errno: error.raw_os_error().unwrap_or(libc::EINVAL) }
        }
    }
}

/// Becomes the program, or says why not. Not `Command::exec`: like a shell it runs what the kernel does not know as a
/// shell script, and a Python program without a first line would fail with a shell's words.
fn execute(spec: &Spec) -> Result<io::Error, NulError> {
    let arguments: Vec<CString> =
        spec.argv.iter().map(|a| CString::new(a.as_bytes())).collect::<Result<_, _>>()?;
    let variable = |(name, value): &(OsString, OsString)| {
        CString::new([name.as_bytes(), b"=", value.as_bytes()].concat())
    };
    let environment: Vec<CString> = spec.env.iter().map(variable).collect::<Result<_, _>>()?;
    let pointers = |strings: &[CString]| -> Vec<*const c_char> {
        strings.iter().map(|string| string.as_ptr()).chain([std::ptr::null()]).collect()
    };
    let program = CString::new(spec.program.as_os_str().as_bytes())?;
    let (argv, envp) = (pointers(&arguments), pointers(&environment));
    // SAFETY: both lists end with a null pointer, and the strings live until the call returns, if it does.
    unsafe { libc::execve(program.as_ptr(), argv.as_ptr(), envp.as_ptr()) };
    Ok(io::Error::last_os_error())
}

fn prepare(spec: &Spec, groups: &Made, stdin: &OwnedFd, keeper: BorrowedFd<'_>) -> Result<(), Report> {
    // As the user that may: the program's own may not.
    groups.enter().map_err(trouble("enter the program's cgroups"))?;
    end_first();
    rustix::process::setsid().map_err(trouble("start a session"))?;
    restore_signals();
    rustix::stdio::dup2_stdin(stdin).map_err(trouble("set standard input"))?;
    if let Some(room) = &spec.room {
        identity::change(room, keeper)?;
    }
    limit(&spec.limits, spec.room.is_some()).map_err(trouble("set the limits"))?;
    rustix::thread::set_no_new_privs(true).map_err(trouble("set no_new_privs"))?;
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(trouble("tie the program to its keeper"))?;
    std::env::set_current_dir(&spec.dir).map_err(trouble("enter the working folder"))?;
    protect(spec, keeper)
}

/// Puts the program under its filter, and under the supervisor that the keeper becomes.
fn protect(spec: &Spec, keeper: BorrowedFd<'_>) -> Result<(), Report> {
    let in_sandbox = spec.room.is_some();
    let silent = Wanted {
        refuses: in_sandbox,
        memory_is_bounded: spec.groups.bound_memory(),
        asks: false,
        holds: false,
    };
    if spec.entropy.is_some() {
        let tell = |unseeded| {
            let report = Report::Started { unseeded: Some(unseeded) };
            control::send_report(keeper, &report).map_err(trouble("tell of the filter"))
        };
        if let Err(error) = same_addresses() {
            let errno = error.raw_os_error().unwrap_or(libc::EIO);
            tell(("give the program the same addresses each time".to_owned(), errno))?;
        }
        match filter::install(Wanted {
            asks: true,
            holds: matches!(spec.hold, Some(Moment::Byte(_))),
            ..silent
        }) {
            Ok(Some(listener)) => {
                return control::send_descriptor(keeper, &SUPERVISE, listener.as_fd())
                    .map_err(trouble("hand the filter to its supervisor"));
            }
            Ok(None) => {}
            Err(error) => {
                let errno = error.raw_os_error().unwrap_or(libc::EIO);
                tell(("answer system calls".to_owned(), errno))?;
            }
        }
    }
    if in_sandbox {
        filter::install(silent).map_err(trouble("install the filter of system calls"))?;
    }
    Ok(())
}

/// Has the kernel lay out this process's next program, and all that it starts, as it would lay out any other: personality(2).
fn same_addresses() -> io::Result<()> {
    /// What asks for the personality instead of setting it.
    const ASK: libc::c_ulong = 0xffff_ffff;
    // SAFETY: the call takes a number, and touches no memory.
    unsafe {
        let now = libc::personality(ASK);
        match now != -1 && libc::personality((now | libc::ADDR_NO_RANDOMIZE) as libc::c_ulong) != -1 {
            true => Ok(()),
            false => Err(io::Error::last_os_error()),
        }
    }
}

/// A shell that starts the harness in the background has it ignore SIGINT, and Rust ignores SIGPIPE: a program must
/// inherit neither, nor what the keeper blocks.
fn restore_signals() {
    // SAFETY: sets dispositions to their default and the mask to empty; no handler is installed.
    unsafe {
        for signal in 1..libc::SIGRTMIN() {
            libc::signal(signal, libc::SIG_DFL);
        }
        let mut none = std::mem::MaybeUninit::uninit();
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut());
    }
}

/// Where the machine runs out of memory, the kernel ends programs before anything else that it might choose: the harness,
/// or what is not the harness's at all. A container that hides the file keeps the kernel's own choice.
fn end_first() {
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}

fn limit(limits: &Limits, own_user_namespace: bool) -> io::Result<()> {
    let seconds = limits.cpu_seconds();
    // One second more before SIGKILL: at the first limit the program gets SIGXCPU, which names what happened.
    set(Resource::Cpu, seconds, seconds + 1)?;
    set(Resource::Fsize, limits.file_bytes, limits.file_bytes)?;
    set(Resource::Nofile, limits.open_files, limits.open_files)?;
    set(Resource::Core, 0, 0)?;
    if own_user_namespace {
        // Elsewhere the kernel counts the user's whole session, and the program could start nothing at all.
        set(Resource::Nproc, limits.processes, limits.processes)?;
        for (resource, most) in SHARED {
            let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
            // SAFETY: `limit` has the size and alignment of what the kernel reads.
            if unsafe { libc::setrlimit(resource, &raw const limit) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
    }
    Ok(())
}

/// What the kernel counts for a program and, through its user namespace, for whoever started the harness as well: the usual
/// limits are as large as what all have together, and one program would leave nothing for its neighbours. Pending signals, of
/// which each timer takes one; bytes of POSIX message queues, enough for one of the usual size.
const SHARED: [(libc::__rlimit_resource_t, libc::rlim_t); 2] =
    [(libc::RLIMIT_SIGPENDING, 1024), (libc::RLIMIT_MSGQUEUE, 96 << 10)];

/// Fails where this process may not have as much: `inherited` has looked, and a program gets what it was promised or
/// does not start.
fn set(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    Ok(rustix::process::setrlimit(resource, Rlimit { current: Some(soft), maximum: Some(hard) })?)
}
