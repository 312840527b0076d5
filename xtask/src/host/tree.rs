//! A program's processes, seen from outside through `/proc`: what they use, and whether all of them wait.
//!
//! The keeper's descendants are the program's processes, however they detach: orphans come back to the keeper.

use std::fs;
use std::io::Read as _;
use std::time::Duration;

use nix::libc;

use super::syscall::Call;

/// What all processes of a program use together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Processes and threads that exist now.
    pub tasks: u64,
    /// Processor time, that of ended ones included that somebody waited for.
    pub cpu: Duration,
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
        }
        pending.append(&mut children(pid));
    }
    usage.cpu = Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second().max(1));
    usage
}

/// Memory of a process: what of it is resident now, and all of its addresses that mean anything, in bytes.
pub(super) fn resident_and_mapped(pid: u32) -> Option<(u64, u64)> {
    let stat = stat(&format!("/proc/{pid}/stat"))?;
    Some((stat.resident_pages * rustix::param::page_size() as u64, stat.mapped_bytes))
}

/// When a process started, in the kernel's steps since the machine did; by it, it is told from a later one of its id.
pub(super) fn start(pid: u32) -> Option<u64> {
    stat(&format!("/proc/{pid}/stat")).map(|stat| stat.start)
}

/// A process, what started it, and so on.
pub(super) fn ancestry(pid: u32) -> Vec<u32> {
    let parent = |pid: &u32| Some(stat(&format!("/proc/{pid}/stat"))?.parent).filter(|parent| *parent > 0);
    std::iter::successors(Some(pid), parent).collect()
}

/// Whether every thread of the program under this keeper sleeps until something happens. True as well when nothing is
/// left to run. A sleep for a time looks like any other.
///
/// A thread that waits for an answer of its supervisor goes on in a moment: so the keeper, which is the supervisor, must not
/// have run while the threads were looked at.
pub(super) fn all_wait(keeper: u32) -> bool {
    let before = rest(keeper);
    before.is_some() && every_task(keeper, is_asleep) && before == rest(keeper)
}

/// How often and how long a process of one thread has run, where it sleeps now.
fn rest(pid: u32) -> Option<String> {
    // Ended is as good as asleep.
    let Ok(ran) = fs::read_to_string(format!("/proc/{pid}/schedstat")) else { return Some(String::new()) };
    let state = stat(&format!("/proc/{pid}/stat")).map_or(b'X', |stat| stat.state);
    (!matches!(state, b'R' | b'D')).then_some(ran)
}

/// Whether the program under this keeper waits for what others do: all its threads sleep, and not only for a time. An event
/// loop that has timers listens as well.
pub(super) fn listens(keeper: u32) -> bool {
    let before = rest(keeper);
    let (mut listens, mut has_timer) = (false, false);
    let all_wait = every_task(keeper, |pid, task| {
        let is_asleep = is_asleep(pid, task);
        // One thread that listens will do.
        match is_asleep.then(|| if listens { Some(Wait::Listens) } else { wait(pid, task) }) {
            Some(Some(Wait::Listens)) => listens = true,
            Some(Some(Wait::ForATime)) => has_timer = true,
            Some(Some(Wait::ForItsOwn)) => {}
            // It runs, or does again by now.
            None | Some(None) => return false,
        }
        true
    });
    let rested = before.is_some() && before == rest(keeper);
    rested && all_wait && (listens || !has_timer)
}

/// Whether the first thread of a process of the program sleeps for a time. Others do in many runtimes, for housekeeping.
pub(super) fn sleeps_for_a_time(keeper: u32) -> bool {
    descendants(keeper).into_iter().any(|pid| is_asleep(pid, pid) && wait(pid, pid) == Some(Wait::ForATime))
}

fn every_task(keeper: u32, mut holds: impl FnMut(u32, u32) -> bool) -> bool {
    let mut pending = children(keeper);
    while let Some(pid) = pending.pop() {
        if !tasks(pid).into_iter().all(|task| holds(pid, task)) {
            return false;
        }
        pending.append(&mut children(pid));
    }
    true
}

/// Neither running nor waiting for the disk: both go on by themselves.
fn is_asleep(pid: u32, task: u32) -> bool {
    // Stopped by the supervisor for a moment it goes on by itself as well.
    !matches!(state(pid, task), Some(b'R' | b'D' | b't'))
}

/// What a thread that sleeps waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// For something from outside: bytes, a connection. So does whoever cannot be asked.
    Listens,
    /// For a time to pass.
    ForATime,
    /// For another thread or process of the program.
    ForItsOwn,
}

/// What a thread waits for; `None` where it has gone on.
fn wait(pid: u32, task: u32) -> Option<Wait> {
    let Ok(call) = fs::read_to_string(format!("/proc/{pid}/task/{task}/syscall")) else {
        return Some(Wait::Listens);
    };
    waits_in(&call)
}

/// Reads a line of `/proc/PID/syscall`.
fn waits_in(call: &str) -> Option<Wait> {
    let Call { number, arguments, .. } = Call::parse(call)?;
    let is_zero = |index: usize| arguments[index] == 0;
    Some(match number {
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => Wait::ForATime,
        // Without a timeout, or with one.
        libc::SYS_futex if is_zero(3) => Wait::ForItsOwn,
        libc::SYS_futex => Wait::ForATime,
        libc::SYS_wait4 | libc::SYS_waitid => Wait::ForItsOwn,
        // Of no descriptors at all.
        libc::SYS_pselect6 if is_zero(0) => Wait::ForATime,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_select if is_zero(0) => Wait::ForATime,
        _ => Wait::Listens,
    })
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

/// Every process under this one that still has memory and files, by a thread of it that lives: what belongs to all threads
/// is not to be had of one that has ended, also where it is the first.
pub(super) fn living(pid: u32) -> Vec<u32> {
    let has_ended = |pid: u32, task: u32| matches!(state(pid, task), None | Some(b'Z' | b'X'));
    let living = |pid: u32| match has_ended(pid, pid) {
        true => tasks(pid).into_iter().find(|task| !has_ended(pid, *task)),
        false => Some(pid),
    };
    descendants(pid).into_iter().filter_map(living).collect()
}

/// The processes that this one started or took over.
pub(super) fn children(pid: u32) -> Vec<u32> {
    tasks(pid)
        .into_iter()
        .filter_map(|task| fs::read_to_string(format!("/proc/{pid}/task/{task}/children")).ok())
        .flat_map(|list| list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// The threads of a process.
pub(super) fn tasks(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The state of a thread, in the kernel's letter; `None` where it is gone.
pub(super) fn state(pid: u32, task: u32) -> Option<u8> {
    stat(&format!("/proc/{pid}/task/{task}/stat")).map(|stat| stat.state)
}

struct Stat {
    state: u8,
    parent: u32,
    cpu_ticks: u64,
    cpu_of_ended_ticks: u64,
    threads: u64,
    start: u64,
    mapped_bytes: u64,
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
        parent: number(1)?.try_into().ok()?,
        cpu_ticks: number(11)? + number(12)?,
        cpu_of_ended_ticks: number(13)? + number(14)?,
        threads: number(17)?,
        start: number(19)?,
        mapped_bytes: number(20)?,
        resident_pages: number(21)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_in_a_call_on_a_file_listens_and_one_in_a_sleep_does_not() {
        let waits =
            |number: libc::c_long, arguments: &str| waits_in(&format!("{number} {arguments} 0x7ffe 0x7f56"));
        assert_eq!(waits(libc::SYS_recvfrom, "0x3 0x7f 0x10 0x100 0x0 0x0"), Some(Wait::Listens));
        assert_eq!(waits(libc::SYS_clock_nanosleep, "0x0 0x0 0x7f 0x7f 0x0 0x7f"), Some(Wait::ForATime));
        assert_eq!(waits(libc::SYS_futex, "0x7f 0x80 0x2 0x0 0x0 0x0"), Some(Wait::ForItsOwn));
        assert_eq!(waits(libc::SYS_futex, "0x7f 0x80 0x2 0x7f 0x0 0x0"), Some(Wait::ForATime));
        assert_eq!(waits(libc::SYS_pselect6, "0x0 0x0 0x0 0x0 0x7f 0x0"), Some(Wait::ForATime));
        assert_eq!(waits(libc::SYS_pselect6, "0x4 0x7f 0x0 0x0 0x0 0x0"), Some(Wait::Listens));
        assert_eq!(waits_in("running\n"), None);
        assert_eq!(waits_in("-1 0x7ffe 0x7f56\n"), None);
    }

    #[test]
    fn a_name_cannot_forge_the_numbers_after_it() {
        let line = b"17 (a) R 1 (b) S 1 17 17 0 -1 4194304 97 0 0 0 3 4 5 6 20 0 2 0 123 2359296 214 18446744073709551615 1 1 0";
        let stat = parse_stat(line).expect("a line of stat");
        assert_eq!(stat.state, b'S');
        assert_eq!((stat.cpu_ticks, stat.cpu_of_ended_ticks), (7, 11));
        assert_eq!((stat.threads, stat.resident_pages), (2, 214));
        assert_eq!((stat.parent, stat.start, stat.mapped_bytes), (1, 123, 2_359_296));
        assert!(parse_stat(b"17 (a").is_none());
    }

    #[test]
    fn a_process_is_told_from_a_later_one_of_its_id_and_knows_where_it_comes_from() {
        let own = std::process::id();
        assert!(start(own).is_some_and(|start| start > 0));
        assert_eq!(ancestry(own)[..2], [own, std::os::unix::process::parent_id()]);
    }
}
