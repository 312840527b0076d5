//! What a running program uses, as the harness sees it: by the kernel's own books where there are any.

use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::buffers::Buffers;
use super::cgroup::Cgroups;
use super::growth::Growth;
use super::launch::Limits;
use super::paused::Paused;
use super::{counter, kept, memory, tree};
use crate::observation::Limit;

/// The longest time between two looks at a program. Those that end sooner never pay for one.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The shortest.
const LOOK_AT_MOST_EVERY: Duration = Duration::from_millis(1);

/// Bytes of fresh memory that one processor fills in a second at most. Measured: 2.6 GB by small pages, 8 GB by large.
const FILLED_IN_A_SECOND: u64 = 8_000_000_000;

/// What a program with all its processes uses.
#[derive(Debug)]
pub(super) struct Meter {
    keeper: u32,
    groups: Cgroups,
    /// Counts processor time where no group does.
    counter: Option<OwnedFd>,
    /// Whether it is in the machine's own network, with everybody's sockets.
    shares_network: bool,
    /// The sockets of the program's own network, where no group counts their memory.
    buffers: Option<Mutex<Buffers>>,
    /// How that grows where no group counts it.
    growth: Mutex<Growth>,
    /// How many bytes of memory all processors together fill in a second.
    filled_in_a_second: u64,
}

/// How a program stands to its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The limit that it has reached.
    pub reached: Option<Limit>,
    /// When to look again.
    pub next_look: Duration,
}

impl Meter {
    pub(super) fn new(
        keeper: u32,
        groups: Cgroups,
        counter: Option<OwnedFd>,
        shares_network: bool,
        buffers: Option<Buffers>,
    ) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, |many| many.get() as u64);
        let buffers = buffers.map(Mutex::new);
        Self {
            keeper,
            groups,
            counter,
            shares_network,
            buffers,
            growth: Mutex::default(),
            filled_in_a_second: FILLED_IN_A_SECOND * processors,
        }
    }

    /// Processor time used so far: exact by a group or a counter; else without that of children that nobody waited for.
    pub(super) fn cpu(&self) -> Duration {
        let counted = || counter::read(self.counter.as_ref()?).ok();
        self.groups.cpu().or_else(counted).unwrap_or_else(|| tree::usage(self.keeper).cpu)
    }

    /// Whether that is all of it.
    pub(super) fn counts_all_time(&self) -> bool {
        self.groups.count_time() || self.counter.is_some()
    }

    /// How long the first look may wait.
    pub(super) fn first_look(&self, limits: &Limits) -> Duration {
        if self.groups.bound_memory() { LOOK_EVERY } else { self.time_to_fill(limits.memory_bytes) }
    }

    /// How things stand now.
    pub(super) fn look(&self, limits: &Limits) -> Standing {
        let (out_of_memory, next_look) = self.look_at_memory(limits.memory_bytes);
        let usage = tree::usage(self.keeper);
        let cpu = if self.counts_all_time() { self.cpu() } else { usage.cpu };
        let most = kept::MOST_WATCHES_AND_LOCKS;
        let out_of_memory = out_of_memory || kept::watches_and_locks(&tree::living(self.keeper), most) > most;
        let reached = if usage.tasks >= limits.processes {
            Some(Limit::Processes)
        } else if out_of_memory {
            Some(Limit::Memory)
        } else if cpu > limits.cpu {
            Some(Limit::CpuTime)
        } else {
            None
        };
        Standing { reached, next_look }
    }

    /// Whether there is more of it than the limit, and when to look again. A program that has more stands still from then on: until
    /// it is ended it would take yet more.
    fn look_at_memory(&self, limit: u64) -> (bool, Duration) {
        let beside = match self.shares_network {
            true => 0,
            false => kept::netlink(self.keeper).saturating_add(kept::sockets(self.keeper)),
        };
        // It comes on top of what the kernel counts, and so much of it takes long to look into.
        let is_much = beside > limit / 16;
        if self.groups.bound_memory() {
            return (self.groups.memory(limit).own || is_much, LOOK_EVERY);
        }
        let mut growth = self.growth.lock().unwrap_or_else(PoisonError::into_inner);
        let paused = (is_much || growth.may_reach(limit)).then(|| Paused::under(self.keeper));
        let (used, paused) = if is_much { (u64::MAX, paused) } else { self.memory(limit, paused) };
        let used = used.saturating_add(beside);
        growth.note(used);
        if used > limit {
            paused.unwrap_or_else(|| Paused::under(self.keeper)).for_good();
        }
        (used > limit, self.time_to_fill(limit.saturating_sub(used)))
    }

    /// Bytes of memory in processes and sockets, exact near the limit, and who stands still so that it still is.
    fn memory(&self, limit: u64, paused: Option<Paused>) -> (u64, Option<Paused>) {
        let in_sockets = self.buffers.as_ref().map_or(0, |buffers| {
            let mut buffers = buffers.lock().unwrap_or_else(PoisonError::into_inner);
            // Where the kernel does not answer there is nothing to add; doctor has said so.
            buffers.bytes().unwrap_or(0)
        });
        let enough = limit.saturating_sub(in_sockets) / 8 * 7;
        let (used, paused) = memory::of_processes(self.keeper, enough, paused);
        (used.saturating_add(in_sockets), paused)
    }

    /// How long a program needs at least for so many bytes, within what is sensible.
    fn time_to_fill(&self, bytes: u64) -> Duration {
        let time = Duration::from_secs_f64(bytes as f64 / self.filled_in_a_second as f64);
        time.clamp(LOOK_AT_MOST_EVERY, LOOK_EVERY)
    }

    /// Removes what a keeper left that was killed.
    pub(super) fn tidy(&self) {
        self.groups.remove();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};

    use rustix::process::{Pid, Signal};

    use super::*;

    #[test]
    fn the_nearer_the_limit_the_sooner_it_is_looked_at() {
        let mut keeper = Command::new("cat").stdin(Stdio::piped()).spawn().expect("a child");
        let meter = Meter::new(keeper.id(), Cgroups::none(), None, true, None);
        let mut limits = Limits { memory_bytes: 1 << 40, ..Limits::default() };
        assert_eq!(meter.look(&limits).next_look, LOOK_EVERY);
        limits.memory_bytes = 0;
        assert_eq!(meter.look(&limits).next_look, LOOK_AT_MOST_EVERY);
        keeper.kill().expect("its end");
        keeper.wait().expect("its end");
    }

    #[test]
    fn the_limit_that_was_reached_is_named() {
        let mut shell = Command::new("sh");
        let shell = shell.args(["-c", "cat; true"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().expect("a child");
        // It has memory of its own once it has done something.
        child.stdin.as_mut().expect("its input").write_all(b"x").expect("a byte");
        child.stdout.as_mut().expect("its output").read_exact(&mut [0]).expect("a byte");
        let meter = Meter::new(child.id(), Cgroups::none(), None, true, None);
        let plenty = Limits {
            processes: 10_000,
            cpu: Duration::from_secs(1 << 30),
            memory_bytes: 1 << 60,
            ..Limits::default()
        };
        let reached = |limits: Limits| meter.look(&limits).reached;
        assert_eq!(reached(plenty), None);
        assert_eq!(reached(Limits { processes: 1, ..plenty }), Some(Limit::Processes));
        assert_eq!(reached(Limits { memory_bytes: 1, ..plenty }), Some(Limit::Memory));
        // It was left standing still.
        tree::children(child.id()).into_iter().for_each(|cat| {
            let cat = i32::try_from(cat).ok().and_then(Pid::from_raw).expect("its id");
            rustix::process::kill_process(cat, Signal::KILL).expect("its end");
        });
        child.wait().expect("its end");
    }
}
