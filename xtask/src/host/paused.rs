//! Processes that are held still while they are counted, where counting takes so long that they would have far more at its end.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::thread;

use rustix::process::{Pid, PidfdFlags, Signal};

use super::tree;

/// Looks at most until every process stands still; one that waits for the disk does so later.
const MOST_ROUNDS: usize = 1000;

/// The processes under a keeper, which go on once this is dropped.
#[derive(Debug)]
pub(super) struct Paused {
    processes: Vec<OwnedFd>,
}

impl Paused {
    /// Stops every process under this keeper, and those that they start meanwhile.
    pub(super) fn under(keeper: u32) -> Self {
        let mut stopped = BTreeMap::new();
        for _ in 0..MOST_ROUNDS {
            let processes = tree::descendants(keeper);
            let fresh: Vec<u32> =
                processes.iter().copied().filter(|pid| !stopped.contains_key(pid)).collect();
            let runs = processes.iter().any(|pid| tree::state(*pid, *pid) == Some(b'R'));
            if fresh.is_empty() && !runs {
                break;
            }
            if fresh.is_empty() {
                thread::yield_now();
            }
            for pid in fresh {
                stopped.insert(pid, stop(keeper, pid));
            }
        }
        Self { processes: stopped.into_values().flatten().collect() }
    }

    /// Leaves them as they are: they are about to be ended.
    pub(super) fn for_good(mut self) {
        self.processes.clear();
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        for process in &self.processes {
            // Whoever has ended meanwhile needs nothing.
            let _ = rustix::process::pidfd_send_signal(process, Signal::CONT);
        }
    }
}

/// Stops a process, unless that id is another's by now or its own program has stopped it.
fn stop(keeper: u32, pid: u32) -> Option<OwnedFd> {
    let id = Pid::from_raw(i32::try_from(pid).ok()?)?;
    let process = rustix::process::pidfd_open(id, PidfdFlags::empty()).ok()?;
    let is_stopped = tree::state(pid, pid) == Some(b'T');
    if is_stopped || !tree::ancestry(pid).contains(&keeper) {
        return None;
    }
    rustix::process::pidfd_send_signal(&process, Signal::STOP).ok()?;
    Some(process)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn what_runs_and_what_it_starts_stand_still_until_they_are_let_go() {
        let script =
            "sh -c 'read go; while :; do :; done' & sh -c 'while :; do :; done' & echo $!; read end; kill 0";
        let mut shell = Command::new("setsid");
        let shell = shell.args(["sh", "-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = shell.spawn().expect("a shell");
        let mut line = String::new();
        let mut printed = BufReader::new(shell.stdout.take().expect("its output"));
        printed.read_line(&mut line).expect("a process id");
        let busy: u32 = line.trim().parse().expect("a process id");
        let paused = Paused::under(shell.id());
        let used = || tree::usage(shell.id()).cpu;
        assert_eq!(tree::state(busy, busy), Some(b'T'));
        assert_ne!(tree::state(shell.id(), shell.id()), Some(b'T'));
        let before = used();
        assert_eq!(used(), before);
        drop(paused);
        while tree::state(busy, busy) == Some(b'T') {
            thread::yield_now();
        }
        shell.stdin.take().expect("its input").write_all(b"\n").expect("a line");
        shell.wait().expect("its end");
    }
}
