//! Answers the system calls that the filter asks about: the kernel's random numbers and the time of day, as the case's seed
//! has them. One for each program, in its keeper.
//!
//! While a call is answered its thread waits, and nobody else does. An answer is a convenience for honest programs and no
//! boundary: a program can change what it was told, or change the memory in which it asks, and only ever fools itself. One
//! that asks without end takes turns with the harness's orders; when the keeper ends, calls fail and the program with them.
//!
//! seccomp_unotify(2), ptrace(2).

use std::collections::HashMap;
use std::fs;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::{MaybeUninit, size_of};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;

use super::alarms::{Alarms, Timer};
use super::deaths::Dying;
use super::entropy::{Clock, Entropy, Numbering, Processes, Time};
use super::sends::{HeldAt, Sends};
use super::startup::Startups;
use crate::observation::Moment;

/// So much of a large buffer is filled at a time, as the kernel may do with `getrandom` too.
const MOST_BYTES: usize = 64 << 10;

/// So many processes and threads are remembered before those are looked for that have ended.
const MANY: usize = 4096;

/// What stands before the time in what timers are set by: the interval between two of their signals.
const INTERVAL: u64 = size_of::<libc::timespec>() as u64;

/// What becomes of a call that was asked about.
enum Answer {
    /// It returns this number, or fails with an error.
    Is(Result<i64, i32>),
    /// The kernel is to do it.
    Continue,
    /// None: the thread is held in it.
    Never,
}

/// The supervisor of one program.
pub(super) struct Supervisor {
    listener: OwnedFd,
    processes: Processes,
    clock: Clock,
    began: Instant,
    /// Which process a thread that is not its first belongs to.
    threads: HashMap<u32, u32>,
    startups: Startups,
    alarms: Alarms,
    /// Where it is to be held.
    sends: Option<Sends>,
}

/// Readable when a call waits for an answer.
impl AsFd for Supervisor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Supervisor {
    /// Answers what comes from `listener`, but for the call that sends the byte at which the program is to be held.
    pub(super) fn new(
        listener: OwnedFd,
        entropy: &Entropy,
        numbering: Numbering,
        hold: Option<Moment>,
    ) -> Self {
        let (sends, startups) = match hold {
            Some(Moment::Byte(byte)) => (Some(Sends::until(byte)), Startups::default()),
            Some(Moment::Death) => (None, Startups::with_deaths()),
            None => (None, Startups::default()),
        };
        Self {
            listener,
            processes: Processes::new(*entropy, numbering),
            clock: Clock::new(entropy),
            began: Instant::now(),
            threads: HashMap::new(),
            startups,
            alarms: Alarms::none(),
            sends,
        }
    }

    /// Answers one call.
    pub(super) fn answer_one(&mut self) {
        let Some(call) = self.receive() else { return };
        let process = self.process_of(call.pid);
        // What is drawn counts only once the call has it: one that a signal interrupts is made again.
        let before = (self.processes.get(process).clone(), self.sends.clone());
        let answer = self.answer(&call, process);
        if self.send(call.id, &answer).is_err() {
            (*self.processes.get(process), self.sends) = before;
        }
    }

    /// Where the program is held, if it is.
    pub(super) fn held(&self) -> Option<HeldAt> {
        self.sends.as_ref().and_then(Sends::held)
    }

    /// Whom to look at before it dies, once, since it was asked last.
    pub(super) fn dying(&mut self) -> Option<Dying> {
        self.startups.dying()
    }

    /// Lets all die that are held before it.
    pub(super) fn let_go(&mut self) {
        self.startups.let_go();
    }

    /// Takes note of a process or thread that has ended.
    pub(super) fn ended(&mut self, pid: i32) {
        self.startups.ended(pid);
    }

    /// Takes note of a process that has stopped for this supervisor, and lets it go on. `status` is as `wait` gives it.
    pub(super) fn stopped(&mut self, pid: i32, status: i32) {
        let process = self.process_of(pid as u32);
        let drawn = self.processes.get(process);
        self.startups.stopped(pid, status, |random| drawn.fill_at_start(random));
    }

    /// Why a program keeps what the kernel drew at its start, where one does.
    pub(super) fn trouble(&self) -> Option<i32> {
        self.startups.trouble()
    }

    fn answer(&mut self, call: &libc::seccomp_notif, process: u32) -> Answer {
        let [first, second, third, fourth, fifth, _] = call.data.args;
        let pid = call.pid;
        match libc::c_long::from(call.data.nr) {
            libc::SYS_getrandom => Answer::Is(self.fill(call, process, first, second)),
            libc::SYS_clock_gettime => self.tell(call, process, second, 1),
            libc::SYS_gettimeofday => self.tell(call, process, first, 1000),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_time => {
                let (seconds, _) = self.clock.tell(self.processes.get(process), self.began.elapsed());
                let told = match first {
                    0 => Ok(()),
                    address => self.write(call, address, &seconds.to_ne_bytes()),
                };
                Answer::Is(told.map(|()| seconds as i64))
            }
            libc::SYS_futex => self.convert(call, fourth),
            libc::SYS_clock_nanosleep => self.convert(call, third),
            // The time stands behind the interval.
            libc::SYS_timerfd_settime => self.convert(call, third.saturating_add(INTERVAL)),
            libc::SYS_timer_settime => {
                let runs = is_set::<libc::itimerspec>(pid, third);
                self.alarms.set(process, Timer::Created(first as i32), runs);
                match second as i32 & libc::TIMER_ABSTIME {
                    0 => Answer::Continue,
                    _ => self.convert(call, third.saturating_add(INTERVAL)),
                }
            }
            libc::SYS_mq_timedsend | libc::SYS_mq_timedreceive => self.convert(call, fifth),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_alarm => {
                self.alarms.set(process, Timer::Alarm, first != 0);
                Answer::Continue
            }
            libc::SYS_setitimer => {
                let runs = is_set::<libc::itimerval>(pid, second);
                self.alarms.set(process, Timer::Alarm, runs);
                Answer::Continue
            }
            libc::SYS_timer_delete => {
                self.alarms.set(process, Timer::Created(first as i32), false);
                Answer::Continue
            }
            libc::SYS_execve | libc::SYS_execveat => {
                self.startups.begins(pid as i32);
                Answer::Continue
            }
            _ => match self.sends.as_mut().is_some_and(|sends| sends.holds(call, process)) {
                true => Answer::Never,
                false => Answer::Continue,
            },
        }
    }

    fn fill(
        &mut self,
        call: &libc::seccomp_notif,
        process: u32,
        address: u64,
        length: u64,
    ) -> Result<i64, i32> {
        let length = usize::try_from(length).map_or(MOST_BYTES, |length| length.min(MOST_BYTES));
        let mut bytes = vec![0; length];
        self.processes.get(process).fill(&mut bytes);
        if length > 0 {
            self.write(call, address, &bytes)?;
        }
        Ok(length as i64)
    }

    /// Tells the time: seconds, and parts of one of so many nanoseconds each.
    fn tell(&mut self, call: &libc::seccomp_notif, process: u32, address: u64, part: u32) -> Answer {
        let (seconds, nanoseconds) = self.clock.tell(self.processes.get(process), self.began.elapsed());
        if address == 0 {
            // `gettimeofday` may be asked for the zone alone; any other call has the kernel's error.
            return Answer::Continue;
        }
        let time = [seconds.to_ne_bytes(), u64::from(nanoseconds / part).to_ne_bytes()].concat();
        Answer::Is(self.write(call, address, &time).map(|()| 0))
    }

    /// Turns a deadline in the time that the program knows into one in true time, where it stands.
    fn convert(&self, call: &libc::seccomp_notif, address: u64) -> Answer {
        let mut bytes = [0; size_of::<libc::timespec>()];
        if read(call.pid, address, &mut bytes) == Some(bytes.len()) {
            let number = |at| i64::from_ne_bytes(*bytes[at..].first_chunk().expect("of eight bytes"));
            let deadline: Option<Time> = u64::try_from(number(0))
                .ok()
                .zip(u32::try_from(number(8)).ok().filter(|n| *n < 1_000_000_000));
            let left = deadline.and_then(|deadline| self.clock.until(deadline, self.began.elapsed()));
            if let (Some(left), Ok(now)) = (left, SystemTime::now().duration_since(UNIX_EPOCH)) {
                let time = now + left;
                let time =
                    [time.as_secs().to_ne_bytes(), u64::from(time.subsec_nanos()).to_ne_bytes()].concat();
                // Where it cannot be written the call ends early: the time that the program knows is in the past.
                let _ = self.write(call, address, &time);
            }
        }
        Answer::Continue
    }

    /// The process that a thread belongs to.
    fn process_of(&mut self, thread: u32) -> u32 {
        if self.threads.len() + self.processes.len() > MANY {
            let is_there = |id: u32| Path::new(&format!("/proc/{id}")).exists();
            self.threads.retain(|id, _| is_there(*id));
            self.processes.retain(is_there);
        }
        *self.threads.entry(thread).or_insert_with(|| {
            let status = fs::read_to_string(format!("/proc/{thread}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("Tgid:"));
            line.and_then(|id| id.trim().parse().ok()).unwrap_or(thread)
        })
    }

    /// Writes into the memory of who asked, unless that one has gone and its id may be another's.
    fn write(&self, call: &libc::seccomp_notif, address: u64, bytes: &[u8]) -> Result<(), i32> {
        let mut id = call.id;
        // SAFETY: the kernel reads the number that it is given.
        if unsafe { libc::ioctl(self.listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_ID_VALID, &raw mut id) }
            != 0
        {
            return Err(libc::ESRCH);
        }
        write(call.pid, address, bytes).map_err(|_| libc::EFAULT)
    }

    fn receive(&self) -> Option<libc::seccomp_notif> {
        let mut call = MaybeUninit::<libc::seccomp_notif>::zeroed();
        // SAFETY: the kernel fills what it is given, which has the size that is part of the request's number; all zeros, which
        // it asks for, is a valid value.
        unsafe {
            let request = libc::SECCOMP_IOCTL_NOTIF_RECV;
            let received = libc::ioctl(self.listener.as_raw_fd(), request, call.as_mut_ptr());
            (received == 0).then(|| call.assume_init())
        }
    }

    fn send(&self, id: u64, answer: &Answer) -> io::Result<()> {
        let mut response = libc::seccomp_notif_resp { id, val: 0, error: 0, flags: 0 };
        match answer {
            Answer::Is(Ok(value)) => response.val = *value,
            Answer::Is(Err(errno)) => response.error = -errno,
            Answer::Never => return Ok(()),
            Answer::Continue => response.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
        }
        let request = libc::SECCOMP_IOCTL_NOTIF_SEND;
        // SAFETY: the kernel reads what it is given, which has the size that is part of the request's number.
        match unsafe { libc::ioctl(self.listener.as_raw_fd(), request, &raw mut response) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// Whether a timer runs that is set by the structure of this type at this address: an interval, and the time to the first
/// signal. Without the latter it is turned off.
fn is_set<T>(pid: u32, address: u64) -> bool {
    let mut bytes = vec![0; size_of::<T>()];
    let is_read = address != 0 && read(pid, address, &mut bytes) == Some(bytes.len());
    is_read && bytes[bytes.len() / 2..].iter().any(|byte| *byte != 0)
}

/// Reads a process's memory, as far as it goes.
pub(super) fn read(pid: u32, address: u64, buffer: &mut [u8]) -> Option<usize> {
    let remote = RemoteIoVec { base: usize::try_from(address).ok()?, len: buffer.len() };
    process_vm_readv(Pid::from_raw(pid as i32), &mut [IoSliceMut::new(buffer)], &[remote]).ok()
}

/// Writes all of it into a process's memory.
pub(super) fn write(pid: u32, address: u64, bytes: &[u8]) -> io::Result<()> {
    let base = usize::try_from(address).map_err(|_| io::ErrorKind::InvalidInput)?;
    let remote = RemoteIoVec { base, len: bytes.len() };
    let written = process_vm_writev(Pid::from_raw(pid as i32), &[IoSlice::new(bytes)], &[remote])?;
    if written == bytes.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
}
