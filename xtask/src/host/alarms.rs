//! Timers of a program's processes, as the supervisor sees them set. Of those of `alarm` and `setitimer` the kernel tells nobody
//! but the process itself, and of those of `timer_create` not whether they run: Ruby and others have one that does not.
//!
//! The harness asks by the name that the keeper has in the machine's table of processes. Why not by a message: a keeper answers
//! when its turn comes, and what is asked for is a fact of the very moment in which all threads were found asleep.

use std::collections::HashSet;
use std::ffi::CStr;
use std::fs;
use std::path::Path;

/// What a keeper is called that knows nothing of timers,
pub(super) const KEEPER: &CStr = c"socklab-keeper";

/// one who knows that none runs,
const UNTIMED: &CStr = c"socklab-untimed";

/// and one who knows of one that runs, or has rung.
const TIMED: &CStr = c"socklab-timed";

/// A timer of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Timer {
    /// The one of `alarm` and `setitimer`.
    Alarm,
    /// One of `timer_create`, by its id.
    Created(i32),
}

/// Those that were set.
#[derive(Debug)]
pub(super) struct Alarms(HashSet<(u32, Timer)>);

impl Alarms {
    /// None: a program starts without.
    pub(super) fn none() -> Self {
        let alarms = Self(HashSet::new());
        alarms.tell();
        alarms
    }

    /// A process has set a timer, or turned it off.
    pub(super) fn set(&mut self, process: u32, timer: Timer, runs: bool) {
        self.0.retain(|(process, _)| Path::new(&format!("/proc/{process}")).exists());
        if runs {
            self.0.insert((process, timer));
        } else {
            self.0.remove(&(process, timer));
        }
        self.tell();
    }

    fn tell(&self) {
        // Nobody is refused a name of less than 16 bytes: prctl(2).
        let _ = rustix::thread::set_name(if self.0.is_empty() { UNTIMED } else { TIMED });
    }
}

/// Whether such a timer of a program may ring, by its keeper. `None` where it does not know.
pub(super) fn may_ring(keeper: u32) -> Option<bool> {
    let name = fs::read(format!("/proc/{keeper}/comm")).ok()?;
    let is = |known: &CStr| name.trim_ascii_end() == known.to_bytes();
    (is(UNTIMED) || is(TIMED)).then(|| is(TIMED))
}
