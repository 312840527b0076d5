//! A thread that stands somewhere in its program: who it is, and who can be asked at which line.

use std::fs;

use crate::host::deaths::Dying;
use crate::host::frames::Line;
use crate::host::{frames, own_code, tree};

/// A thread that waits, or is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Whether it is its process's first thread.
    pub is_main: bool,
    /// Its id, as its own program counts.
    pub id: u32,
    /// What its process runs in.
    pub runtime: Runtime,
    /// What it does there.
    pub does: Does,
    /// Process and thread, as the machine counts.
    own: (u32, u32),
}

/// What a thread does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It sleeps in a call.
    Sleeps,
    /// It makes the same call again and again.
    Spins,
    /// It is about to send something, and is held there.
    Sends,
}

/// What a process runs in, as far as it can be asked where it is in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// A Java virtual machine.
    Java,
    /// Go's.
    Go,
    /// Any other, or none.
    Other,
}

impl Thread {
    /// A thread of a process, both as the machine counts. `None` where it has ended.
    pub(super) fn of(process: u32, thread: u32, runtime: Runtime, does: Does) -> Option<Self> {
        let is_main = process == thread;
        Some(Self { is_main, id: own_id(process, thread)?, runtime, does, own: (process, thread) })
    }

    /// The thread under this keeper that is held where it sends, by its id as its own program counts.
    pub(in crate::host) fn held(keeper: u32, id: u32) -> Option<Self> {
        let (process, thread) = by_own_id(keeper, id)?;
        Self::of(process, thread, Runtime::of(process), Does::Sends)
    }

    /// The lines at which a thread under this keeper is that is held before it dies, as those of [`Self::lines`].
    pub(in crate::host) fn lines_of_dying(keeper: u32, dying: Dying) -> Option<Vec<Line>> {
        let (process, _) = by_own_id(keeper, dying.thread)?;
        frames::lines_of_held(process, dying.registers)
    }

    /// The files and lines at which the thread is, the innermost call's first, as far as its program has debug information. Where
    /// there are any, also none, the program was interrupted (SIGINT) on the spot. `None` where it was not.
    pub fn lines(&self) -> Option<Vec<(String, u32)>> {
        frames::lines(self.own.0, self.own.1, self.does == Does::Spins)
    }
}

/// Process and thread under this keeper, as the machine counts, of the thread that has this id as its own program counts.
fn by_own_id(keeper: u32, id: u32) -> Option<(u32, u32)> {
    let threads = |process| tree::tasks(process).into_iter().map(move |thread| (process, thread));
    let mut all = tree::descendants(keeper).into_iter().flat_map(threads);
    all.find(|(process, thread)| own_id(*process, *thread) == Some(id))
}

/// The id that a thread has in its own pid namespace.
fn own_id(process: u32, thread: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/task/{thread}/status")).ok()?;
    let ids = status.lines().find_map(|line| line.strip_prefix("NSpid:"))?;
    ids.split_ascii_whitespace().next_back()?.parse().ok()
}

impl Runtime {
    pub(super) fn of(process: u32) -> Self {
        let program = fs::read_link(format!("/proc/{process}/exe")).unwrap_or_default();
        match program.file_name() {
            Some(name) if name == "java" => Self::Java,
            _ if own_code::is_go(process) => Self::Go,
            _ => Self::Other,
        }
    }
}
