//! A thread of a program that is held where it is, for a look at it: ptrace(2).
//!
//! Whoever traces a thread has to collect it once it has ended: until then the process that it was part of has not ended for
//! anybody, and neither has its keeper. So each look is a thread of its own. With the end of that the kernel lets go of whatever it
//! traced, dead or alive, and what it waits for is sure to end with the program at the latest. A look is over once its thread is:
//! whom one look still holds the next cannot hold.

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{self, Pid};

use super::syscall::Call;

/// How long a look may take, which is over in an instant: a thread in the middle of a disk's work does not stop before that is done.
const LONGEST: Duration = Duration::from_secs(10);

/// How often it is looked whether a thread has come to a call, or has ended: the kernel tells of the one only who waits for it without
/// an end, and of the other only once the thread's memory is left (clear_child_tid), which is before it lets go of whom it traces.
const LOOK: Duration = Duration::from_micros(100);

/// Looks at a thread that this holds. Whoever makes it stumble, by what stands in the files of a program, has nothing else of it.
pub(super) fn look<T: Send + 'static>(look: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let until = Instant::now() + LONGEST;
    let (begin, begun) = mpsc::channel();
    let (tell, told) = mpsc::channel();
    let look = move || {
        let _ = begin.send(unistd::gettid());
        let _ = tell.send(look());
    };
    thread::Builder::new().name("look".to_owned()).spawn(look).ok()?;
    let task = format!("/proc/self/task/{}", begun.recv().ok()?);
    let found = told.recv_timeout(LONGEST);
    while Path::new(&task).exists() && Instant::now() < until {
        thread::sleep(LOOK);
    }
    found.ok()?
}

/// A thread that is held where it is, by the thread that stopped it and as long as that lives.
pub(super) struct Held(Pid);

/// A call that has been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Made {
    pub number: libc::c_long,
    pub arguments: [u64; 6],
    /// What it returned; errors are below zero.
    pub result: i64,
}

impl Held {
    /// Holds a thread. `None` where it has ended, or may not be held.
    pub(super) fn stop(thread: u32) -> Option<Self> {
        let thread = Pid::from_raw(i32::try_from(thread).ok()?);
        ptrace::seize(thread, ptrace::Options::PTRACE_O_TRACESYSGOOD).ok()?;
        ptrace::interrupt(thread).ok()?;
        match waitpid(thread, Some(WaitPidFlag::__WALL)).ok()? {
            WaitStatus::PtraceEvent(..) | WaitStatus::Stopped(..) => Some(Self(thread)),
            // It has ended meanwhile, and its id may be another's.
            _ => None,
        }
    }

    /// What it has in its registers.
    pub(super) fn registers(&self) -> Option<libc::user_regs_struct> {
        ptrace::getregset::<ptrace::regset::NT_PRSTATUS>(self.0).ok()
    }

    /// Lets it go on to the end of its next call, and holds it there. `None` where it has used so much processor time in all and
    /// has not come so far, or a signal comes first: then it is held no longer than this look lasts.
    pub(super) fn next_call(&self, most: Duration) -> Option<Made> {
        self.go_on(most)?;
        let (number, arguments, _) = call(&self.registers()?);
        self.go_on(most)?;
        let (_, _, result) = call(&self.registers()?);
        Some(Made { number, arguments, result })
    }

    /// The processor time that it has used since it began.
    pub(super) fn used(&self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{0}/task/{0}/schedstat", self.0)).ok()?;
        stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }

    /// Lets it go on to where its next call begins, or ends.
    fn go_on(&self, most: Duration) -> Option<()> {
        ptrace::syscall(self.0, None).ok()?;
        let until = Instant::now() + LONGEST / 2;
        loop {
            match waitpid(self.0, Some(WaitPidFlag::__WALL | WaitPidFlag::WNOHANG)).ok()? {
                WaitStatus::PtraceSyscall(_) => return Some(()),
                // On a busy machine it may not run for long.
                WaitStatus::StillAlive if self.used()? <= most && Instant::now() < until => {
                    thread::sleep(LOOK);
                }
                _ => return None,
            }
        }
    }

    /// Lets it go on to its end: what it would do about a call that was interrupted is none of its doing. Where the interrupt ends
    /// its process at once, as it does one of several threads, there is nobody left to be let go, and somebody to be collected.
    pub(super) fn interrupt(self, process: u32) {
        let _ = kill(Pid::from_raw(process as i32), Signal::SIGINT);
        let _ = ptrace::detach(self.0, None);
    }
}

/// The number of a call, its arguments, and once it has been made what it returned.
#[cfg(target_arch = "x86_64")]
fn call(of: &libc::user_regs_struct) -> (libc::c_long, [u64; 6], i64) {
    (of.orig_rax as libc::c_long, [of.rdi, of.rsi, of.rdx, of.r10, of.r8, of.r9], of.rax as i64)
}

#[cfg(target_arch = "aarch64")]
fn call(of: &libc::user_regs_struct) -> (libc::c_long, [u64; 6], i64) {
    let arguments = *of.regs.first_chunk().expect("there are more registers");
    (of.regs[8] as libc::c_long, arguments, of.regs[0] as i64)
}

impl Made {
    /// Whether it read nothing from a file, because that has ended.
    pub(super) fn is_in_vain(&self) -> bool {
        let [_, _, length, ..] = self.arguments;
        matches!(self.number, libc::SYS_read | libc::SYS_recvfrom) && length > 0 && self.result == 0
    }

    /// The call itself, as one that is made again and again.
    pub(super) fn call(&self) -> Call {
        Call { number: self.number, arguments: self.arguments, stack: 0, place: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    static IS_OVER: AtomicBool = AtomicBool::new(false);

    struct Last;

    impl Drop for Last {
        fn drop(&mut self) {
            thread::sleep(Duration::from_millis(50));
            IS_OVER.store(true, Ordering::SeqCst);
        }
    }

    thread_local!(static LAST: Last = const { Last });

    #[test]
    fn a_look_is_over_once_its_thread_is() {
        let found = look(|| {
            LAST.with(|_| ());
            Some(7)
        });
        assert!(found == Some(7) && IS_OVER.load(Ordering::SeqCst));
    }
}
