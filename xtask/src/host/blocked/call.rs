//! One system call that a thread sleeps in, and what ends it.

use std::time::Duration;

use rustix::event::PollFlags;
use rustix::time::{ClockId, clock_gettime};

use super::Horizon;
use super::file::{Files, Purpose};
use crate::host::syscall::Call;
use crate::observation::Awaited;

/// When a wait ends that nobody ends before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Never,
    /// In this time, counted from its beginning.
    After(Duration),
    /// In this time, counted from now.
    In(Duration),
}

impl Until {
    fn is_beyond(&self, horizon: Horizon) -> bool {
        match self {
            Self::Never => true,
            Self::After(time) => time.saturating_sub(horizon.age) > horizon.left,
            Self::In(time) => *time > horizon.left,
        }
    }
}

impl Call {
    /// Its name; `?` for one that nothing is known of.
    pub(super) fn name(&self) -> &'static str {
        kind(self.number).map_or("?", |(name, _)| name)
    }

    /// What it waits for, and whether it gives up at some time. `None` where it may end by itself within the horizon, or at
    /// once, or where it is not known.
    pub(super) fn awaits(&self, files: &Files, horizon: Horizon) -> Option<(Awaited, bool)> {
        let argument = |at: usize| self.arguments[at];
        let file = |at: usize| argument(at) as i32;
        let time_at = |at: usize| match argument(at) {
            0 => Some(Until::Never),
            place => files.time(place).map(Until::After),
        };
        let (on, until) = match kind(self.number)?.1 {
            Kind::Read => files.awaited_until(file(0), Purpose::Read)?,
            Kind::ReadMany => (files.awaited_until(file(0), Purpose::Read)?.0, time_at(4)?),
            Kind::Write => files.awaited_until(file(0), Purpose::Write)?,
            Kind::Poll => {
                (files.any_of(&files.polled(argument(0), argument(1))?)?, milliseconds(argument(2)))
            }
            Kind::PollTime => (files.any_of(&files.polled(argument(0), argument(1))?)?, time_at(2)?),
            Kind::Select => {
                let sets = [(1, PollFlags::IN), (2, PollFlags::OUT), (3, PollFlags::PRI)];
                let sets = sets.map(|(at, flags)| (argument(at), flags));
                let until = match (argument(4), is_select_by_timeval(self.number)) {
                    (0, _) => Until::Never,
                    (place, true) => Until::After(files.timeval(place)?),
                    (place, false) => Until::After(files.time(place)?),
                };
                (files.any_of(&files.selected(argument(0), sets)?)?, until)
            }
            Kind::Epoll => (files.any_of(&[(file(0), PollFlags::IN)])?, milliseconds(argument(3))),
            Kind::EpollTime => (files.any_of(&[(file(0), PollFlags::IN)])?, time_at(3)?),
            Kind::Futex => (Awaited::Thread, futex(argument(1), argument(3), files)?),
            Kind::Child => (Awaited::Child, Until::Never),
            Kind::Signal => (Awaited::Signal, Until::Never),
            Kind::SignalTime => (Awaited::Signal, time_at(2)?),
        };
        until.is_beyond(horizon).then_some((on, until != Until::Never))
    }
}

fn milliseconds(timeout: u64) -> Until {
    u64::try_from(timeout as i32).map_or(Until::Never, |time| Until::After(Duration::from_millis(time)))
}

/// Until when a thread waits for another, by `futex(2)`: one operation counts from its beginning, the others name a moment.
fn futex(operation: u64, time: u64, files: &Files) -> Option<Until> {
    const REALTIME: u64 = libc::FUTEX_CLOCK_REALTIME as u64;
    const WAIT: u64 = libc::FUTEX_WAIT as u64;
    const WAIT_BITSET: u64 = libc::FUTEX_WAIT_BITSET as u64;
    const LOCK_PI: u64 = libc::FUTEX_LOCK_PI as u64;
    let wait = operation & !(libc::FUTEX_PRIVATE_FLAG as u64 | REALTIME);
    if ![WAIT, WAIT_BITSET, LOCK_PI].contains(&wait) {
        return None;
    }
    if time == 0 {
        return Some(Until::Never);
    }
    let time = files.time(time)?;
    if wait == WAIT {
        return Some(Until::After(time));
    }
    let is_by_the_clock = wait == LOCK_PI || operation & REALTIME != 0;
    let now = clock_gettime(if is_by_the_clock { ClockId::Realtime } else { ClockId::Monotonic });
    let now = Duration::new(u64::try_from(now.tv_sec).ok()?, u32::try_from(now.tv_nsec).ok()?);
    Some(Until::In(time.saturating_sub(now)))
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Read,
    /// With the place of a time as its fifth argument.
    ReadMany,
    Write,
    /// With milliseconds, or with the place of a time.
    Poll,
    PollTime,
    Select,
    Epoll,
    EpollTime,
    Futex,
    Child,
    Signal,
    SignalTime,
}

/// What is known of calls, by number: all that is not here may end by itself.
fn kind(number: libc::c_long) -> Option<(&'static str, Kind)> {
    Some(match number {
        libc::SYS_read => ("read", Kind::Read),
        libc::SYS_readv => ("readv", Kind::Read),
        libc::SYS_recvfrom => ("recv", Kind::Read),
        libc::SYS_recvmsg => ("recvmsg", Kind::Read),
        libc::SYS_recvmmsg => ("recvmmsg", Kind::ReadMany),
        libc::SYS_write => ("write", Kind::Write),
        libc::SYS_writev => ("writev", Kind::Write),
        libc::SYS_sendto => ("send", Kind::Write),
        libc::SYS_sendmsg => ("sendmsg", Kind::Write),
        libc::SYS_accept | libc::SYS_accept4 => ("accept", Kind::Read),
        libc::SYS_ppoll => ("poll", Kind::PollTime),
        libc::SYS_pselect6 => ("select", Kind::Select),
        libc::SYS_epoll_pwait => ("epoll_wait", Kind::Epoll),
        libc::SYS_epoll_pwait2 => ("epoll_wait", Kind::EpollTime),
        libc::SYS_futex => ("futex", Kind::Futex),
        libc::SYS_wait4 | libc::SYS_waitid => ("wait", Kind::Child),
        libc::SYS_rt_sigsuspend => ("sigsuspend", Kind::Signal),
        libc::SYS_rt_sigtimedwait => ("sigwait", Kind::SignalTime),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll => ("poll", Kind::Poll),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_select => ("select", Kind::Select),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_epoll_wait => ("epoll_wait", Kind::Epoll),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_pause => ("pause", Kind::Signal),
        _ => return None,
    })
}

#[cfg(target_arch = "x86_64")]
fn is_select_by_timeval(number: libc::c_long) -> bool {
    number == libc::SYS_select
}

#[cfg(not(target_arch = "x86_64"))]
fn is_select_by_timeval(_: libc::c_long) -> bool {
    false
}

/// Whether a program counts its calls as this one does: one of 32 bits has other numbers. `None` where nobody can say.
pub(super) fn is_native(process: u32) -> Option<bool> {
    use std::io::Read as _;
    const CLASS: usize = 4;
    let class = |path: &str| {
        let mut start = [0; CLASS + 1];
        std::fs::File::open(path).ok()?.read_exact(&mut start).ok()?;
        Some(start[CLASS])
    };
    Some(class(&format!("/proc/{process}/exe"))? == class("/proc/self/exe")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HORIZON: Horizon = Horizon { left: Duration::from_secs(10), age: Duration::from_secs(2) };

    #[test]
    fn a_line_of_the_kernel_is_read_and_a_thread_that_runs_has_none() {
        let line = "45 0x3 0x7fda97528f63 0x400 0x0 0x0 0x0 0x7ffecd45c3b8 0x7fda97528f63\n";
        let call = Call::parse(line).expect("a call");
        assert_eq!((call.arguments[0], call.arguments[2]), (3, 0x400));
        for other in ["running\n", "-1 0x7ffecd45c3b8 0x7fda97528f63\n", "45 0x3\n", ""] {
            assert_eq!(Call::parse(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_wait_is_for_good_only_where_it_outlasts_the_horizon_whenever_it_began() {
        for (until, expected) in [
            (Until::Never, true),
            (Until::After(Duration::from_secs(13)), true),
            (Until::After(Duration::from_secs(12)), false),
            (Until::In(Duration::from_secs(11)), true),
            (Until::In(Duration::from_secs(10)), false),
        ] {
            assert_eq!(until.is_beyond(HORIZON), expected);
        }
        assert!(matches!(milliseconds(0xffff_ffff), Until::Never), "-1 as the register has it");
        assert!(matches!(milliseconds(0), Until::After(Duration::ZERO)));
    }

    #[test]
    fn a_call_that_nothing_is_known_of_may_end() {
        assert!(kind(libc::SYS_clock_nanosleep).is_none());
        assert!(kind(libc::SYS_restart_syscall).is_none());
        assert!(kind(libc::SYS_io_uring_enter).is_none());
    }
}
