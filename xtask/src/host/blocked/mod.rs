//! Whether a program sleeps for good: all its threads at one moment, what each waits for, and whether anything but the world
//! around the program can wake one of them.
//!
//! What `/proc` tells of a thread may be a moment old. Two looks that are equal, count of context switches and all, leave
//! no doubt: every thread slept from the first look to the second, and what was asked in between holds of one moment.
//!
//! Where it cannot be known, for a call that is not known here, for a timer, or because the machine does not let one look,
//! the answer is that the program may go on.

mod call;
mod file;
mod thread;
mod timers;

use std::fs;
use std::time::Duration;

use super::spinning::Awake;
use super::syscall::Call;
use super::{alarms, tree};
use crate::observation::Awaited;
use file::Files;
pub use thread::{Does, Runtime, Thread};

/// Every thread of a program, each asleep in a call; none of one that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sleepers {
    keeper: u32,
    all: Vec<Sleeper>,
}

/// A thread asleep in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sleeper {
    process: u32,
    thread: u32,
    call: Call,
    /// Whether it is not asleep, and does nothing but make this call in vain.
    spins: bool,
    /// How often it was put to sleep and woken.
    switches: u64,
}

/// What a thread waits for that sleeps for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The name of the call.
    pub call: &'static str,
    /// What it waits for.
    pub on: Awaited,
    /// Whether it waits for a time, and no longer.
    pub gives_up: bool,
    /// Which thread it is.
    pub thread: Thread,
}

/// Until when a program is left to itself at most.
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// A timer that ends later than in this time comes too late.
    pub left: Duration,
    /// How long the program has been running: no wait of its began earlier.
    pub age: Duration,
}

impl Horizon {
    /// No timer counts.
    pub const NOW: Self = Self { left: Duration::ZERO, age: Duration::ZERO };
}

impl Sleepers {
    /// Nobody, of a program that has ended.
    pub(super) fn none() -> Self {
        Self { keeper: 0, all: Vec::new() }
    }

    /// All threads under this keeper. `None` where one is awake, or cannot be looked at; but for that which is, where all that it
    /// does is to read in vain.
    pub(super) fn of(keeper: u32, awake: Option<Awake>) -> Option<Self> {
        let mut sleepers = Vec::new();
        for process in tree::descendants(keeper) {
            for thread in tree::tasks(process) {
                if let Some(awake) = awake.filter(|awake| awake.is(process, thread)) {
                    let call = awake.reads_in_vain()?;
                    sleepers.push(Sleeper { process, thread, call, spins: true, switches: 0 });
                    continue;
                }
                match tree::state(process, thread)? {
                    // Ended, and not yet noticed by its parent.
                    b'Z' | b'X' => {}
                    b'S' => sleepers.push(Sleeper::of(process, thread)?),
                    _ => return None,
                }
            }
        }
        (!sleepers.is_empty()).then_some(Self { keeper, all: sleepers })
    }

    /// What each thread waits for, the most telling first. `None` where one can go on by itself within the horizon, or with
    /// what is there already, or where it cannot be told.
    pub fn waits(&self, horizon: Horizon) -> Option<Vec<Waiting>> {
        let mut waits = Vec::new();
        let may_ring = alarms::may_ring(self.keeper);
        for sleepers in self.all.chunk_by(|one, next| one.process == next.process) {
            let process = sleepers.first()?.process;
            if may_ring.map_or_else(|| timers::may_ring(process), Some)? || !call::is_native(process)? {
                return None;
            }
            let files = Files::of(process)?;
            let runtime = Runtime::of(process);
            let does = |sleeper: &Sleeper| if sleeper.spins { Does::Spins } else { Does::Sleeps };
            for sleeper in sleepers {
                if runtime == Runtime::Java && is_housekeeper(process, sleeper.thread)? {
                    continue;
                }
                let (on, gives_up) = match sleeper.spins {
                    true => (files.ended(sleeper.call.arguments[0] as i32)?, false),
                    false => sleeper.call.awaits(&files, horizon)?,
                };
                waits.push(Waiting {
                    call: sleeper.call.name(),
                    on,
                    gives_up,
                    thread: Thread::of(process, sleeper.thread, runtime, does(sleeper))?,
                });
            }
        }
        waits.sort_by_key(|waiting| waiting.on.rank());
        Some(waits)
    }
}

impl Sleeper {
    fn of(process: u32, thread: u32) -> Option<Self> {
        let folder = format!("/proc/{process}/task/{thread}");
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let switches = |line: &str| line.split_once("_ctxt_switches:")?.1.trim().parse::<u64>().ok();
        let call = Call::parse(&fs::read_to_string(format!("{folder}/syscall")).ok()?)?;
        Some(Self {
            process,
            thread,
            call,
            spins: false,
            switches: status.lines().filter_map(switches).sum(),
        })
    }
}

/// Whether a thread of Java's is the virtual machine's own. These wake by themselves, find nothing to do where all others
/// wait, and never wake one of them. Names as the kernel has them, of at most 15 bytes (HotSpot 8 to 25).
fn is_housekeeper(process: u32, thread: u32) -> Option<bool> {
    const NAMES: [&str; 14] = [
        "VM Thread",
        "VM Periodic Tas",
        "Reference Handl",
        "Finalizer",
        "Signal Dispatch",
        "Service Thread",
        "Monitor Deflati",
        "C1 CompilerThre",
        "C2 CompilerThre",
        "Sweeper thread",
        "Notification Th",
        "Common-Cleaner",
        "Attach Listener",
        "StringDedupProc",
    ];
    const COLLECTORS: [&str; 9] = [
        "GC Thread#",
        "G1 ",
        "Shenandoah",
        "ZDirector",
        "ZDriver",
        "ZStat",
        "ZUncommitter",
        "ZUnmapper",
        "ZWorker",
    ];
    let name = fs::read_to_string(format!("/proc/{process}/task/{thread}/comm")).ok()?;
    let name = name.trim_end();
    Some(NAMES.contains(&name) || COLLECTORS.iter().any(|start| name.starts_with(start)))
}
