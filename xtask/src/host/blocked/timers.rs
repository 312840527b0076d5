//! Timers that a process may have set beside what its threads sleep in, where nobody has seen it set them (`alarms`).

use std::fs;

/// Whether the process may be woken by a timer. `None` where it cannot be told.
///
/// The kernel tells of timers of `timer_create` and `timerfd`. It does not tell of those of `alarm` and `setitimer`, but
/// whoever wants to go on after one is prepared for its signal: it is caught, or held back to be waited for. Who is prepared
/// for all signals, as Go's runtime is, is not prepared for that one.
pub(super) fn may_ring(process: u32) -> Option<bool> {
    const ALARM: u64 = 1 << (libc::SIGALRM - 1);
    const URGENT: u64 = 1 << (libc::SIGURG - 1);
    if !fs::read(format!("/proc/{process}/timers")).ok()?.is_empty() {
        return Some(true);
    }
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let signals = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        u64::from_str_radix(line.trim(), 16).ok()
    };
    let prepared = signals("SigCgt:")? | signals("SigBlk:")?;
    Some(prepared & ALARM != 0 && prepared & URGENT == 0)
}
