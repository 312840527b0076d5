//! The last steps before a program is itself: between the keeper's `fork` and `exec`.

use std::ffi::{CString, NulError, OsString, c_char};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;

use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType};
use rustix::process::{Pid, Resource, Rlimit, Signal, WaitOptions};

use super::cgroup::Made;
use super::control::{self, Report, Spec};
use super::filter::{self, Wanted};
use super::identity;
use super::launch::Limits;

/// Says which step of the harness's own failed.
pub(super) fn trouble<E: Into<io::Error>>(step: &str) -> impl FnOnce(E) -> Report {
    move |error| {
        let error: io::Error = error.into();
        Report::Trouble { step: step.to_owned(), errno: error.raw_os_error().unwrap_or(libc::EIO) }
    }
}

/// Starts the program as a child, and returns once the kernel has accepted it.
pub(super) fn start(spec: &Spec, groups: &Made, stdin: &OwnedFd) -> Result<Pid, Report> {
    let (ours, childs) =
        rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
            .map_err(trouble("make a socket to the program"))?;
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
    let result = attend(ours.as_fd(), pid, spec);
    if result.is_err() {
        drop(ours);
        let _ = rustix::process::waitpid(Some(pid), WaitOptions::empty());
    }
    result.map(|()| pid)
}

/// Listens to the child until it is the program. Its socket closes with a successful `exec`; before that it may need a
/// user mapped, or say why it failed.
fn attend(child: BorrowedFd<'_>, pid: Pid, spec: &Spec) -> Result<(), Report> {
    let mut message = [0; 4096];
    loop {
        match rustix::io::retry_on_intr(|| rustix::net::recv(child, &mut message[..], RecvFlags::empty())) {
            Ok((0, _)) => return Ok(()),
            Ok((1, _)) => {
                if let Some(room) = &spec.room {
                    identity::map(pid, room, child)?;
                }
            }
            Ok((length, _)) => {
                let unknown =
                    || trouble("understand the program's child")(io::Error::from(io::ErrorKind::InvalidData));
                return Err(Report::unpack(&message[..length]).unwrap_or_else(unknown));
            }
            Err(error) => return Err(trouble("listen to the program's child")(error)),
        }
    }
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
    if spec.room.is_some() {
        let wanted = Wanted { refuses: true, memory_is_bounded: spec.groups.bound_memory(), asks: false };
        filter::install(wanted).map_err(trouble("install the filter of system calls"))?;
    }
    Ok(())
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
    }
    Ok(())
}

/// Fails where this process may not have as much: `inherited` has looked, and a program gets what it was promised or
/// does not start.
fn set(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    Ok(rustix::process::setrlimit(resource, Rlimit { current: Some(soft), maximum: Some(hard) })?)
}
