//! The memory of a program's processes, counted from outside through `/proc`, where no control group counts it.
//!
//! What belongs to no process that is looked at is taken for the most that it may be: shared memory for as large as it was
//! mapped, a pipe for what the kernel lets it hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::sync::OnceLock;

use super::paused::Paused;
use super::tree;

/// Mappings of all processes together at most: many times what any program needs, 50 MB of the kernel's memory, and as many as
/// can be counted in the time between two looks.
const MOST_MAPPINGS: u64 = 1 << 18;

/// So many are counted in a moment.
const FEW_MAPPINGS: u64 = 1 << 14;
const FEW_FILES: u64 = 512;
const FEW_PROCESSES: usize = 8;

/// What the kernel keeps for one mapping, and for one open file with what is behind it, at least.
const A_MAPPING: u64 = 200;
const A_FILE: u64 = 1024;

/// Bytes of memory of the processes under a keeper. All that there may be where they have more mappings than anybody needs. And who
/// stands still, from before or since it takes long to tell, so that it still is so.
///
/// Exact only beyond `enough`: up to there, what processes share counts for each, which costs far less to know.
pub(super) fn of_processes(keeper: u32, enough: u64, paused: Option<Paused>) -> (u64, Option<Paused>) {
    let processes = tree::living(keeper);
    let first = Counted::of(&processes, FEW_MAPPINGS, enough);
    if !first.takes_long(&processes, enough) {
        return (first.bytes(&processes, enough), paused);
    }
    let paused = paused.unwrap_or_else(|| Paused::under(keeper));
    let processes = tree::living(keeper);
    (Counted::of(&processes, MOST_MAPPINGS, enough).bytes(&processes, enough), Some(paused))
}

/// What is quickly told of some processes.
struct Counted {
    /// Bytes that are resident, and of all addresses that mean anything; what they share counts for each.
    resident: u64,
    mapped: u64,
    files: u64,
    mappings: u64,
}

impl Counted {
    /// Of these processes; once there are more than `most_mappings` the rest of them is not counted.
    fn of(processes: &[u32], most_mappings: u64, enough: u64) -> Self {
        let (mut resident, mut mapped) = (0, 0);
        for memory in processes.iter().filter_map(|pid| tree::resident_and_mapped(*pid)) {
            resident += memory.0;
            mapped += memory.1;
        }
        let files = processes.iter().map(|pid| open_files(*pid)).sum();
        Self { resident, mapped, files, mappings: mappings(processes, most_mappings, enough) }
    }

    /// Whether it takes long to tell more exactly what they have: they must not go on meanwhile.
    fn takes_long(&self, processes: &[u32], enough: u64) -> bool {
        self.files > FEW_FILES && most_in(self.files) > enough / 16
            || processes.len() > FEW_PROCESSES && self.resident > enough
            || self.mappings > FEW_MAPPINGS
    }

    fn bytes(&self, processes: &[u32], enough: u64) -> u64 {
        let Self { mut resident, mapped, files, mappings } = *self;
        if mappings > MOST_MAPPINGS {
            return u64::MAX;
        }
        if resident > enough {
            resident = with_own_memory(processes).into_iter().map(own_share).sum();
        }
        // What is shared was mapped.
        let shared = if mapped > enough { shared_mappings(processes) } else { 0 };
        // Tables are at least a 512th of what they describe where all of it is in use, and none of it has to be memory of its own.
        let tables =
            if mapped / 512 > enough / 16 { processes.iter().map(|pid| page_tables(*pid)).sum() } else { 0 };
        resident.max(shared)
            + tables
            + mappings * A_MAPPING
            + files * A_FILE
            + pipes(processes, files, enough)
    }
}

/// Those of the processes whose memory is none of another's: a child of `vfork` has its parent's until it is another program.
fn with_own_memory(processes: &[u32]) -> Vec<u32> {
    let mut own: Vec<u32> = Vec::new();
    for pid in processes {
        if !own.iter().any(|other| have_same_memory(*other, *pid)) {
            own.push(*pid);
        }
    }
    own
}

/// Whether two processes have all their memory in common. Not where the kernel does not tell (`CONFIG_KCMP`).
fn have_same_memory(one: u32, other: u32) -> bool {
    const KCMP_VM: libc::c_int = 1;
    let (one, other) = (one as libc::pid_t, other as libc::pid_t);
    // SAFETY: the call is given numbers only.
    unsafe { libc::syscall(libc::SYS_kcmp, one, other, KCMP_VM, 0_u64, 0_u64) == 0 }
}

/// Mappings of these processes: 0 where they can be little beside `enough`. Once there are more than `most` the rest is not counted.
fn mappings(processes: &[u32], most: u64, enough: u64) -> u64 {
    static MOST_OF_ONE: OnceLock<u64> = OnceLock::new();
    let most_of_one = *MOST_OF_ONE.get_or_init(|| number_in("/proc/sys/vm/max_map_count").unwrap_or(65530));
    if processes.len() as u64 * most_of_one * A_MAPPING <= enough / 16 {
        return 0;
    }
    let mut many = 0;
    for pid in processes {
        many += lines(&format!("/proc/{pid}/maps"), most - many);
        if many > most {
            break;
        }
    }
    many
}

/// Lines of a file, of which those beyond `enough` are not all counted.
fn lines(file: &str, enough: u64) -> u64 {
    let Ok(mut file) = File::open(file) else { return 0 };
    let mut piece = [0; 16 << 10];
    let mut many = 0;
    while many <= enough {
        match file.read(&mut piece) {
            Ok(length @ 1..) => many += memchr::memchr_iter(b'\n', &piece[..length]).count() as u64,
            // The process may have ended.
            Ok(0) | Err(_) => break,
        }
    }
    many
}

fn number_in(file: &str) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
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

/// The most that the pipes of these processes hold, among so many open files: 0 where it is little beside `enough`.
fn pipes(processes: &[u32], open_files: u64, enough: u64) -> u64 {
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
    let soft = *SOFT.get_or_init(|| number_in("/proc/sys/fs/pipe-user-pages-soft").unwrap_or(16384));
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
        assert_eq!(pipes(&[own], open_files(own), 1 << 40), 0);
    }

    #[test]
    fn mappings_are_counted_where_they_could_be_much() {
        let own = std::process::id();
        let many = mappings(&[own], MOST_MAPPINGS, 0);
        assert!(many > 10 && many < MOST_MAPPINGS, "{many}");
        assert!(mappings(&[own], 5, 0) > 5);
        assert_eq!(mappings(&[own], MOST_MAPPINGS, 1 << 40), 0);
        assert!(!Counted::of(&[own], FEW_MAPPINGS, 0).takes_long(&[own], 0));
        assert!(lines(&format!("/proc/{own}/maps"), 0) > 0);
    }
}
