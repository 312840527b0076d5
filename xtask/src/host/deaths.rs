//! At which place a program dies of a signal: whoever is asked for that is traced from its start, and held where a signal is about to
//! end it, for a look at its registers and its stack.
//!
//! A signal that a program handles, or ignores, is none: it is handed on, and what the program makes of it is its own. What a
//! runtime takes for its own ends, as Java and Go do, works as ever.
//!
//! ptrace(2), signal(7). A program that is traced may be interrupted more often than one that is not.

use std::fs;

use nix::sys::ptrace;
use nix::unistd::Pid;

use super::frames::{Registers, registers};

/// What is told of so many processes of a program at most: one that dies in each of its children may have many.
const MOST: usize = 16;

/// A thread that is about to end of a signal, and its process with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dying {
    /// The thread, as the program counts.
    pub thread: u32,
    /// The signal's number.
    pub signal: i32,
    /// What it has in its registers.
    pub registers: Registers,
}

/// A program's threads that are about to end of signals.
#[derive(Debug, Default)]
pub(super) struct Deaths {
    /// Those that are held, and what will end them.
    held: Vec<(i32, i32)>,
    told: usize,
    news: Option<Dying>,
}

impl Deaths {
    /// A traced thread has stopped: holds it where a signal is about to end it, and lets it go on elsewhere. `status` is as `wait`
    /// gives it.
    pub(super) fn stopped(&mut self, thread: i32, status: i32) {
        let (event, signal) = (status >> 16, libc::WSTOPSIG(status));
        match event {
            0 if self.holds(thread, signal) => {}
            0 => resume(thread, libc::PTRACE_CONT, signal),
            // It is stopped as Ctrl-Z does, until something continues it.
            libc::PTRACE_EVENT_STOP if signal != libc::SIGTRAP => resume(thread, libc::PTRACE_LISTEN, 0),
            _ => resume(thread, libc::PTRACE_CONT, 0),
        }
    }

    /// Whom to look at, once, since it was asked last.
    pub(super) fn news(&mut self) -> Option<Dying> {
        self.news.take()
    }

    /// Lets all die that are held.
    pub(super) fn let_go(&mut self) {
        for (thread, signal) in self.held.drain(..) {
            resume(thread, libc::PTRACE_CONT, signal);
        }
    }

    fn holds(&mut self, thread: i32, signal: i32) -> bool {
        if self.told == MOST || !ends(thread, signal) {
            return false;
        }
        if self.held.is_empty() {
            let Ok(now) = ptrace::getregset::<ptrace::regset::NT_PRSTATUS>(Pid::from_raw(thread)) else {
                return false;
            };
            self.news = Some(Dying { thread: thread as u32, signal, registers: registers(&now) });
            self.told += 1;
        }
        self.held.push((thread, signal));
        true
    }
}

/// Whether a thread that is stopped before this signal will end of it.
fn ends(thread: i32, signal: i32) -> bool {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).unwrap_or_default();
    ends_by(&status, signal)
}

/// The same, by what `/proc/PID/status` says of it.
fn ends_by(status: &str, signal: i32) -> bool {
    let has = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .map(|mask| mask >> (signal - 1) & 1 == 1)
    };
    let ends_nothing = [
        libc::SIGCHLD,
        libc::SIGCONT,
        libc::SIGURG,
        libc::SIGWINCH,
        libc::SIGSTOP,
        libc::SIGTSTP,
        libc::SIGTTIN,
        libc::SIGTTOU,
    ];
    !ends_nothing.contains(&signal) && has("SigCgt:") == Some(false) && has("SigIgn:") == Some(false)
}

fn resume(thread: i32, request: libc::c_uint, signal: i32) {
    // SAFETY: for these requests the kernel reads no memory of ours: the last argument is a number.
    unsafe { libc::ptrace(request, thread, 0_usize, signal as usize) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_ends_whoever_neither_handles_nor_ignores_it() {
        let status =
            "Name:\tx\nSigBlk:\t0000000000000400\nSigIgn:\t0000000000001000\nSigCgt:\t0000000000000080\n";
        for (signal, ends) in [
            (libc::SIGSEGV, true),
            (libc::SIGABRT, true),
            (libc::SIGPIPE, false),
            (libc::SIGFPE, false),
            (libc::SIGCHLD, false),
            (libc::SIGTSTP, false),
        ] {
            assert_eq!(ends_by(status, signal), ends, "{signal}");
        }
        assert!(!ends_by("", libc::SIGSEGV), "nothing is known of it");
    }
}
