//! A thread that never sleeps: whether all that it does is to read what has ended, again and again. Each such call returns nothing, at
//! once and for ever.
//!
//! Which calls a thread makes is told to who holds it at each. That is asked only of one that has run for long without a pause, so
//! that nothing is interrupted that sleeps; of one that computes it is seen that it makes no calls.

use std::fs;
use std::time::Duration;

use super::syscall::Call;
use super::traced::{self, Held, Made};
use super::tree;

/// So many calls in a row are all that a thread does.
const CALLS: usize = 16;

/// Processor time that they may take together: whoever computes makes none.
const LONGEST: Duration = Duration::from_millis(200);

/// The only thread of a program that is awake, and how often it has slept so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awake {
    process: u32,
    thread: u32,
    pauses: u64,
}

impl Awake {
    /// That of the program under this keeper. `None` where there is none, or more than one.
    pub(super) fn of(keeper: u32) -> Option<Self> {
        let processes = tree::descendants(keeper).into_iter();
        let all = processes
            .flat_map(|process| tree::tasks(process).into_iter().map(move |thread| (process, thread)));
        let mut awake = all.filter(|(process, thread)| tree::state(*process, *thread) == Some(b'R'));
        let (Some((process, thread)), None) = (awake.next(), awake.next()) else { return None };
        let status = fs::read_to_string(format!("/proc/{process}/task/{thread}/status")).ok()?;
        let pauses = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        Some(Self { process, thread, pauses: pauses.trim().parse().ok()? })
    }

    /// Whether it is this thread.
    pub(super) fn is(&self, process: u32, thread: u32) -> bool {
        (self.process, self.thread) == (process, thread)
    }

    /// The call that is all it does, where that reads what has ended.
    pub(super) fn reads_in_vain(self) -> Option<Call> {
        traced::look(move || {
            let held = Held::stop(self.thread)?;
            let most = held.used()? + LONGEST;
            let next = || held.next_call(most).filter(Made::is_in_vain);
            let first = next()?;
            let is_same = |made: Made| (made.number, made.arguments[0]) == (first.number, first.arguments[0]);
            (1..CALLS).all(|_| next().is_some_and(is_same)).then(|| first.call())
        })
    }
}
