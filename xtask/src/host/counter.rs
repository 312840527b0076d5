//! Processor time of a program and of all its processes, however they are collected, where no control group adds it up:
//! an event counter of the kernel (perf_event_open(2)) that every process inherits from the one that started it.
//!
//! Root may have one everywhere, others where `kernel.perf_event_paranoid` is at most 2, as it is in the kernel itself;
//! Debian and Ubuntu set it higher.

use std::io;
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::time::Duration;

/// `struct perf_event_attr` in its first version, which every kernel takes.
#[repr(C)]
struct Attributes {
    kind: u32,
    size: u32,
    config: u64,
    sample_period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup_events: u32,
    breakpoint_kind: u32,
    breakpoint_address: u64,
}

const PERF_TYPE_SOFTWARE: u32 = 1;
const PERF_COUNT_SW_TASK_CLOCK: u64 = 1;
/// Processes that are started later are counted with it.
const INHERIT: u64 = 1 << 1;
/// What an ordinary user has to leave out. This clock runs in the kernel as well.
const EXCLUDE_KERNEL: u64 = 1 << 5;
const EXCLUDE_HYPERVISOR: u64 = 1 << 6;
const PERF_FLAG_FD_CLOEXEC: libc::c_ulong = 8;

/// A counter of the nanoseconds that this process, and all that it will start, are on a processor.
///
/// # Errors
/// The kernel gives this user none.
pub fn open() -> io::Result<OwnedFd> {
    let attributes = Attributes {
        kind: PERF_TYPE_SOFTWARE,
        size: size_of::<Attributes>() as u32,
        config: PERF_COUNT_SW_TASK_CLOCK,
        sample_period: 0,
        sample_type: 0,
        read_format: 0,
        flags: INHERIT | EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR,
        wakeup_events: 0,
        breakpoint_kind: 0,
        breakpoint_address: 0,
    };
    let (own, any, no_group): (libc::pid_t, libc::c_int, libc::c_int) = (0, -1, -1);
    // SAFETY: `attributes` has the layout and the size that it says, and lives until the call returns.
    let fd = unsafe {
        libc::syscall(
            libc::SYS_perf_event_open,
            &raw const attributes,
            own,
            any,
            no_group,
            PERF_FLAG_FD_CLOEXEC,
        )
    };
    match fd {
        -1 => Err(io::Error::last_os_error()),
        // SAFETY: the kernel has just made this descriptor, and nobody else knows of it.
        fd => Ok(unsafe { OwnedFd::from_raw_fd(fd as libc::c_int) }),
    }
}

/// What a counter has come to.
///
/// # Errors
/// It cannot be read.
pub fn read(counter: &OwnedFd) -> io::Result<Duration> {
    let mut nanoseconds = [0; 8];
    match rustix::io::read(counter, &mut nanoseconds)? {
        8 => Ok(Duration::from_nanos(u64::from_ne_bytes(nanoseconds))),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_runs_where_it_may_be_had() {
        let Ok(counter) = open() else { return };
        let before = read(&counter).expect("a number");
        while read(&counter).expect("a number") <= before {}
    }
}
