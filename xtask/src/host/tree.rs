//! A program's processes, seen from outside through `/proc`: what they use, and whether all of them wait.
//!
//! The keeper's descendants are the program's processes, however they detach: orphans come back to the keeper.

use std::fs;
use std::io::Read as _;
use std::time::Duration;

/// What all processes of a program use together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Processes and threads that exist now.
    pub tasks: u64,
    /// Processor time, that of ended ones included.
    pub cpu: Duration,
    /// Resident memory; what processes share is counted for each.
    pub resident_bytes: u64,
}

/// What the program under this keeper uses.
pub(super) fn usage(keeper: u32) -> Usage {
    let mut usage = Usage::default();
    let mut ticks = stat(&format!("/proc/{keeper}/stat")).map_or(0, |stat| stat.cpu_of_ended_ticks);
    let mut pending = children(keeper);
    while let Some(pid) = pending.pop() {
        if let Some(stat) = stat(&format!("/proc/{pid}/stat")) {
            ticks += stat.cpu_ticks + stat.cpu_of_ended_ticks;
            usage.tasks += stat.threads;
            usage.resident_bytes += stat.resident_pages * rustix::param::page_size() as u64;
        }
        pending.append(&mut children(pid));
    }
    usage.cpu = Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second().max(1));
    usage
}

/// Whether every thread of the program under this keeper sleeps until something happens. True as well when nothing is
/// left to run. A sleep for a time looks like any other.
pub(super) fn all_wait(keeper: u32) -> bool {
    let mut pending = children(keeper);
    while let Some(pid) = pending.pop() {
        for task in tasks(pid) {
            let state = stat(&format!("/proc/{pid}/task/{task}/stat")).map_or(b'X', |stat| stat.state);
            // Running, or waiting for the disk: both go on by themselves.
            if matches!(state, b'R' | b'D') {
                return false;
            }
        }
        pending.append(&mut children(pid));
    }
    true
}

/// Every process under this one.
pub(super) fn descendants(pid: u32) -> Vec<u32> {
    let mut all = children(pid);
    let mut next = 0;
    while let Some(pid) = all.get(next) {
        let more = children(*pid);
        all.extend(more);
        next += 1;
    }
    all
}

/// The processes that this one started or took over.
pub(super) fn children(pid: u32) -> Vec<u32> {
    tasks(pid)
        .into_iter()
        .filter_map(|task| fs::read_to_string(format!("/proc/{pid}/task/{task}/children")).ok())
        .flat_map(|list| list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}

fn tasks(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

struct Stat {
    state: u8,
    cpu_ticks: u64,
    cpu_of_ended_ticks: u64,
    threads: u64,
    resident_pages: u64,
}

fn stat(path: &str) -> Option<Stat> {
    let mut text = [0; 1024];
    let length = fs::File::open(path).ok()?.read(&mut text).ok()?;
    parse_stat(&text[..length])
}

/// The name stands in parentheses and may hold anything, parentheses too: the last one ends it.
fn parse_stat(line: &[u8]) -> Option<Stat> {
    let after_name = line.iter().rposition(|&byte| byte == b')')?;
    let fields: Vec<&str> = str::from_utf8(&line[after_name + 1..]).ok()?.split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        state: *fields.first()?.as_bytes().first()?,
        cpu_ticks: number(11)? + number(12)?,
        cpu_of_ended_ticks: number(13)? + number(14)?,
        threads: number(17)?,
        resident_pages: number(21)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_forge_the_numbers_after_it() {
        let line = b"17 (a) R 1 (b) S 1 17 17 0 -1 4194304 97 0 0 0 3 4 5 6 20 0 2 0 123 2359296 214 18446744073709551615 1 1 0";
        let stat = parse_stat(line).expect("a line of stat");
        assert_eq!(stat.state, b'S');
        assert_eq!((stat.cpu_ticks, stat.cpu_of_ended_ticks), (7, 11));
        assert_eq!((stat.threads, stat.resident_pages), (2, 214));
        assert!(parse_stat(b"17 (a").is_none());
    }
}
