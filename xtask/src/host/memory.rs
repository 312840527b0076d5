//! The memory of a program's processes, counted from outside through `/proc`, where no control group counts it.
//!
//! What belongs to no process that is looked at is taken for the most that it may be: shared memory for as large as it was
//! mapped, a pipe for what the kernel lets it hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use super::tree;

/// Bytes of memory of all processes under this keeper: what they share by having been forked counts once.
///
/// Exact only beyond `enough`: up to there, what processes share counts for each, which costs far less to know.
pub(super) fn of_processes(keeper: u32, enough: u64) -> u64 {
    let processes = tree::descendants(keeper);
    let (mut resident, mut mapped) = (0, 0);
    for memory in processes.iter().filter_map(|pid| tree::resident_and_mapped(*pid)) {
        resident += memory.0;
        mapped += memory.1;
    }
    if resident > enough {
        resident = processes.iter().map(|pid| own_share(*pid)).sum();
    }
    // What is shared was mapped.
    let shared = if mapped > enough { shared_mappings(&processes) } else { 0 };
    // Tables are at least a 512th of what they describe where all of it is in use, and none of it has to be memory of its own.
    let tables =
        if mapped / 512 > enough / 16 { processes.iter().map(|pid| page_tables(*pid)).sum() } else { 0 };
    resident.max(shared) + tables + pipes(&processes, enough)
}

/// Bytes of the tables that say where a process's memory is: proc_pid_status(5).
fn page_tables(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    kilobytes(&text, "VmPTE:") << 10
}

/// The figure in a line that begins so, in kilobytes; 0 where there is none.
fn kilobytes(text: &str, name: &str) -> u64 {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"));
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}

/// The memory of a process but for the machine's files; of what it shares with others its share.
fn own_share(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    (kilobytes(&text, "Pss_Anon:") + kilobytes(&text, "Pss_Shmem:")) << 10
}

/// Bytes of all memory without a file that these processes map to share it, each such memory once. Its pages stay when a
/// process no longer has them in its own tables, and are then in no figure of any process.
fn shared_mappings(processes: &[u32]) -> u64 {
    let mut sizes = BTreeMap::new();
    for pid in processes {
        let text = fs::read(format!("/proc/{pid}/maps")).unwrap_or_default();
        for (inode, bytes) in text.split(|byte| *byte == b'\n').filter_map(shared_mapping) {
            let size = sizes.entry(inode).or_insert(0);
            *size = bytes.max(*size);
        }
    }
    sizes.values().sum()
}

/// The inode and the size of shared memory without a file, in a line of `/proc/PID/maps` (proc(5)).
fn shared_mapping(line: &[u8]) -> Option<(u64, u64)> {
    let mut fields = str::from_utf8(line).ok()?.split_ascii_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let is_shared = fields.next()?.ends_with('s');
    let inode: u64 = fields.nth(2)?.parse().ok()?;
    let kind = fields.next()?;
    if !is_shared || !["/dev/zero", "/SYSV", "/memfd:"].iter().any(|without| kind.starts_with(without)) {
        return None;
    }
    let address = |text| u64::from_str_radix(text, 16).ok();
    Some((inode, address(end)?.saturating_sub(address(start)?)))
}

/// The most that a pipe holds that was not asked to hold more (pipe(7)).
const PIPE_BYTES: u64 = 64 << 10;

/// The most that the pipes of these processes hold: 0 where it is little beside `enough`.
fn pipes(processes: &[u32], enough: u64) -> u64 {
    let open_files: u64 = processes.iter().map(|pid| open_files(*pid)).sum();
    if most_in(open_files) <= enough / 16 {
        return 0;
    }
    let pipes: BTreeSet<u64> = processes.iter().flat_map(|pid| pipes_of(*pid)).collect();
    most_in(pipes.len() as u64)
}

/// The most that so many pipes hold. Past a number of pages a user's pipes get two pages each, and none may be made larger.
fn most_in(pipes: u64) -> u64 {
    static SOFT: OnceLock<u64> = OnceLock::new();
    let page = rustix::param::page_size() as u64;
    let soft = *SOFT.get_or_init(|| {
        let text = fs::read_to_string("/proc/sys/fs/pipe-user-pages-soft").unwrap_or_default();
        text.trim().parse().unwrap_or(16384)
    });
    (pipes * PIPE_BYTES).min(soft * page + pipes * 2 * page)
}

fn open_files(pid: u32) -> u64 {
    let folder = format!("/proc/{pid}/fd");
    // Since Linux 6.2 the folder's size is the number.
    match fs::metadata(&folder).map(|folder| folder.len()) {
        Ok(0) => fs::read_dir(folder).map_or(0, |files| files.count() as u64),
        Ok(many) => many,
        Err(_) => 0,
    }
}

fn pipes_of(pid: u32) -> Vec<u64> {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return Vec::new() };
    let pipe = |file: std::io::Result<fs::DirEntry>| {
        let target = fs::read_link(file.ok()?.path()).ok()?;
        target.to_str()?.strip_prefix("pipe:[")?.strip_suffix(']')?.parse().ok()
    };
    files.filter_map(pipe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_name() {
        let status = "VmPTE:\t      52 kB\nVmSwap:\t       0 kB\n";
        assert_eq!((kilobytes(status, "VmPTE:"), kilobytes(status, "VmLck:")), (52, 0));
        assert!(page_tables(std::process::id()) > 0);
    }

    #[test]
    fn memory_that_is_shared_by_mapping_it_is_told_from_files() {
        for (line, expected) in [
            ("7f0000000000-7f0000100000 rw-s 00000000 00:01 2059 /dev/zero (deleted)", Some((2059, 1 << 20))),
            (
                "7f0000000000-7f0000001000 rw-s 00000000 00:01 32768 /SYSV00000000 (deleted)",
                Some((32768, 4096)),
            ),
            ("7f0000000000-7f0000001000 rw-s 00000000 00:01 17 /memfd:x (deleted)", Some((17, 4096))),
            ("7f0000000000-7f0000001000 rw-s 00000000 00:2a 17 /tmp/x", None),
            ("7f0000000000-7f0000001000 rw-p 00000000 00:01 17 /dev/zero", None),
            ("7f0000000000-7f0000001000 rw-p 00000000 00:00 0", None),
            ("", None),
        ] {
            assert_eq!(shared_mapping(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn pipes_are_counted_once_and_for_what_they_may_hold() {
        let own = std::process::id();
        let before = pipes_of(own).len();
        let _pipes: Vec<_> = (0..10).map(|_| std::io::pipe().expect("a pipe")).collect();
        let inodes: BTreeSet<u64> = pipes_of(own).into_iter().collect();
        assert!(inodes.len() >= 10 && pipes_of(own).len() >= before.min(20), "{inodes:?}");
        assert!(open_files(own) >= 20);
        assert_eq!(most_in(1), PIPE_BYTES);
        assert!(most_in(60_000) < 60_000 * PIPE_BYTES / 4);
        // Few files are not looked at.
        assert_eq!(pipes(&[own], 1 << 40), 0);
    }
}
