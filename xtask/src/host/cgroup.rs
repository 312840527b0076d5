//! Control groups: the kernel itself holds all processes of a program together to its memory, kernel and socket buffers
//! and files in memory among it, and adds up their processor time, whoever collects them.
//!
//! A program's groups live exactly as long as its keeper: it makes them, the program's child enters them before it is
//! the program, and the keeper removes them when everything in them has ended. The keeper stays outside, so that it is
//! not what the kernel ends at the limit. Only a keeper that is killed itself leaves them; the harness then removes
//! them, or the next harness, which tells by their name that nobody owns them any more.
//!
//! Both generations of the interface are used, see `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/memory.rst`
//! of the kernel; each controller is in one of them at a time.

mod places;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::fs::{AtFlags, Mode, OFlags};

use super::control::Report;
use super::program::trouble;
use super::tree;

/// What the names of all groups of harnesses begin with.
const PREFIX: &str = "socklab-";

/// Where groups for programs can be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cgroups {
    pub(super) memory: Option<Group>,
    pub(super) time: Option<Group>,
}

/// A group, by its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub folder: PathBuf,
    pub version: Version,
}

/// The generation of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "cgroup v1",
            Self::V2 => "cgroup v2",
        })
    }
}

impl Cgroups {
    /// None at all, as on a machine that gives an ordinary user nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Those that this process may make, looked for once. What a harness left that was killed together with its keepers
    /// is removed.
    pub fn of_this_machine() -> Self {
        static FOUND: OnceLock<Cgroups> = OnceLock::new();
        FOUND
            .get_or_init(|| {
                let text = |file: &str| fs::read_to_string(file).unwrap_or_default();
                let places = places::Places::read(&text("/proc/self/cgroup"), &text("/proc/self/mountinfo"));
                let found = Self { memory: places.memory(), time: places.time() };
                found.sweep();
                found
            })
            .clone()
    }

    /// Whether the kernel holds each program to its memory.
    pub fn bound_memory(&self) -> bool {
        self.memory.is_some()
    }

    /// Whether the kernel adds up each program's processor time.
    pub fn count_time(&self) -> bool {
        self.time.is_some()
    }

    /// Groups below these for one more program, of a name of their own. They do not exist yet.
    pub(super) fn fresh(&self) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", own_prefix(), NEXT.fetch_add(1, Ordering::Relaxed));
        let below = |parent: &Group| Group { folder: parent.folder.join(&name), version: parent.version };
        Self { memory: self.memory.as_ref().map(below), time: self.time.as_ref().map(below) }
    }

    /// Each group once.
    fn each(&self) -> impl Iterator<Item = &Group> {
        let time = self.time.as_ref().filter(|time| self.memory.as_ref() != Some(time));
        self.memory.iter().chain(time)
    }

    /// Removes what is left of a program's groups, where its keeper could not.
    pub(super) fn remove(&self) {
        for group in self.each() {
            let _ = fs::remove_dir(&group.folder);
        }
    }

    /// Removes the groups of harnesses that are gone.
    fn sweep(&self) {
        for name in self.each().filter_map(|group| fs::read_dir(&group.folder).ok()).flatten().flatten() {
            let owner = name.file_name();
            if owner.to_str().is_some_and(is_orphaned) {
                // One in which something still runs stays: the kernel refuses.
                let _ = fs::remove_dir(name.path());
            }
        }
    }

    /// Processor time used in the group so far.
    pub(super) fn cpu(&self) -> Option<Duration> {
        let group = self.time.as_ref()?;
        group.cpu(|file| fs::read_to_string(group.folder.join(file)).ok())
    }

    /// What happened in the group for want of memory.
    pub(super) fn memory(&self, limit: u64) -> Shortage {
        let Some(group) = &self.memory else { return Shortage::default() };
        group.shortage(limit, |file| fs::read_to_string(group.folder.join(file)).ok())
    }
}

/// What happened in a group for want of memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shortage {
    /// The group's own limit was reached, and something in it ended for it.
    pub own: bool,
    /// Something in it ended because the machine, or a group above, ran out of memory.
    pub of_machine: bool,
}

/// The name's start for the groups of this harness: its process id, the moment of its start, by which it is told from a later process
/// with that id, and the pid namespace in which that is its id.
fn own_prefix() -> String {
    let own = std::process::id();
    format!("{PREFIX}{own}-{}-{}", tree::start(own).unwrap_or(0), pid_namespace().unwrap_or(0))
}

/// The number of the namespace of this process's id (pid_namespaces(7)).
fn pid_namespace() -> Option<u64> {
    fs::metadata("/proc/self/ns/pid").ok().map(|namespace| namespace.ino())
}

/// Whether the harness whose group has this name is gone. One of another pid namespace, as of a container that shares the machine's
/// groups, cannot be seen from here.
fn is_orphaned(name: &str) -> bool {
    let numbers = name.strip_prefix(PREFIX).map(|rest| rest.split('-').map(str::parse).collect::<Vec<_>>());
    let Some([Ok(pid), Ok(start), Ok(namespace), Ok(_)]) = numbers.as_deref() else { return false };
    let pid = u32::try_from(*pid).ok();
    pid_namespace() == Some(*namespace) && pid.is_some_and(|pid| tree::start(pid) != Some(*start))
}

impl Group {
    /// Sets the limit of memory, swapped memory among it.
    fn bound(&self, bytes: u64, write: impl Fn(&str, &str) -> io::Result<()>) -> io::Result<()> {
        let optional = |result: io::Result<()>| match result {
            // Kernels without swap, or without this part.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        };
        let limit = bytes.to_string();
        match self.version {
            Version::V1 => {
                write("memory.limit_in_bytes", &limit)?;
                optional(write("memory.memsw.limit_in_bytes", &limit))?;
                // Buffers of TCP and UDP are counted apart, and only where they have a limit.
                optional(write("memory.kmem.tcp.limit_in_bytes", &limit))
            }
            Version::V2 => {
                write("memory.max", &limit)?;
                optional(write("memory.swap.max", "0"))?;
                optional(write("memory.oom.group", "1"))
            }
        }
    }

    fn cpu(&self, read: impl Fn(&str) -> Option<String>) -> Option<Duration> {
        match self.version {
            Version::V1 => read("cpuacct.usage")?.trim().parse().ok().map(Duration::from_nanos),
            Version::V2 => field(&read("cpu.stat")?, "usage_usec").map(Duration::from_micros),
        }
    }

    fn shortage(&self, limit: u64, read: impl Fn(&str) -> Option<String>) -> Shortage {
        let number = |file: &str| read(file).and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0);
        let of = |file: &str, name: &str| read(file).and_then(|text| field(&text, name)).unwrap_or(0);
        match self.version {
            Version::V1 => {
                // Whose limit it was is not told: it was this group's where it had been used up.
                let used_up = || number("memory.max_usage_in_bytes") >= limit / 64 * 63;
                let killed = of("memory.oom_control", "oom_kill") > 0;
                let own = killed && used_up();
                let buffers = number("memory.kmem.tcp.usage_in_bytes");
                // What was read of files is given back where memory is wanted.
                let given_back =
                    || of("memory.stat", "total_inactive_file") + of("memory.stat", "total_active_file");
                let with_buffers = buffers > limit / 16
                    && (number("memory.usage_in_bytes") + buffers).saturating_sub(given_back()) > limit;
                Shortage { own: own || with_buffers, of_machine: killed && !own }
            }
            Version::V2 => {
                // `oom` counts where the limit was reached, `oom_kill` where something ended.
                let own = of("memory.events", "oom") > 0;
                Shortage { own, of_machine: !own && of("memory.events", "oom_kill") > 0 }
            }
        }
    }
}

/// The number behind this name, in a file of names and numbers.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}

/// The groups of one program, in its keeper. Held by descriptors: in a sandbox their paths soon lead nowhere.
pub(super) struct Made {
    groups: Cgroups,
    memory: Option<Folder>,
    time: Option<Folder>,
    limit: u64,
}

struct Folder {
    /// The file by which one enters.
    entrance: &'static str,
    parent: OwnedFd,
    name: OsString,
    own: OwnedFd,
}

impl Made {
    /// Makes them, and sets the limit of memory in bytes.
    pub(super) fn make(groups: &Cgroups, limit: u64) -> Result<Self, Report> {
        let mut made = Self { groups: groups.clone(), memory: None, time: None, limit };
        if let Some(group) = &groups.memory {
            let folder = Folder::make(group).map_err(trouble("make a memory cgroup"))?;
            let folder = made.memory.insert(folder);
            group
                .bound(limit, |file, text| folder.write(file, text))
                .map_err(trouble("limit the memory of a cgroup"))?;
        }
        if let Some(group) = groups.time.as_ref().filter(|time| groups.memory.as_ref() != Some(time)) {
            made.time = Some(Folder::make(group).map_err(trouble("make a cgroup"))?);
        }
        Ok(made)
    }

    /// Moves this process, which has one thread, into them.
    pub(super) fn enter(&self) -> io::Result<()> {
        self.folders().try_for_each(|folder| folder.write(folder.entrance, "0"))
    }

    /// Processor time used in them so far.
    pub(super) fn cpu(&self) -> Option<Duration> {
        let group = self.groups.time.as_ref()?;
        let folder = self.time.as_ref().or(self.memory.as_ref())?;
        group.cpu(|file| folder.read(file).ok())
    }

    /// What happened in them for want of memory.
    pub(super) fn memory(&self) -> Shortage {
        let (Some(group), Some(folder)) = (&self.groups.memory, &self.memory) else {
            return Shortage::default();
        };
        group.shortage(self.limit, |file| folder.read(file).ok())
    }

    fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.memory.iter().chain(&self.time)
    }
}

/// Removes them. Everything in them has ended.
impl Drop for Made {
    fn drop(&mut self) {
        self.folders().for_each(Folder::remove);
    }
}

impl Folder {
    fn make(Group { folder: path, version }: &Group) -> rustix::io::Result<Self> {
        // A thread that moves itself waits for nobody; for a whole process the kernel waits until no other is in the middle of
        // a fork: 12 ms where nothing was moved just before, measured.
        let entrance = match version {
            Version::V1 => "tasks",
            Version::V2 => "cgroup.procs",
        };
        let folder = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let parent = rustix::fs::open(path.parent().unwrap_or(path), folder, Mode::empty())?;
        let name = path.file_name().unwrap_or(OsStr::new(PREFIX)).to_owned();
        rustix::fs::mkdirat(&parent, &name, Mode::from_raw_mode(0o755))?;
        let own = rustix::fs::openat(&parent, &name, folder, Mode::empty())?;
        Ok(Self { entrance, parent, name, own })
    }

    fn write(&self, file: &str, text: &str) -> io::Result<()> {
        let file = rustix::fs::openat(&self.own, file, OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty())?;
        rustix::io::write(&file, text.as_bytes())?;
        Ok(())
    }

    fn read(&self, file: &str) -> io::Result<String> {
        let file = rustix::fs::openat(&self.own, file, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
        io::read_to_string(fs::File::from(file))
    }

    fn remove(&self) {
        /// A process that was collected may take the kernel a moment more to forget. Of this it does not tell.
        const TRIES: u32 = 1000;
        for _ in 0..TRIES {
            match rustix::fs::unlinkat(&self.parent, &self.name, AtFlags::REMOVEDIR) {
                Err(rustix::io::Errno::BUSY) => std::thread::sleep(Duration::from_millis(1)),
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(version: Version) -> Group {
        Group { folder: "/sys/fs/cgroup/x".into(), version }
    }

    #[test]
    fn only_groups_of_harnesses_that_are_gone_are_removed() {
        let own = format!("{}-17", own_prefix());
        assert!(own.starts_with(&format!("{PREFIX}{}-", std::process::id())), "{own}");
        assert!(!is_orphaned(&own));
        // The same process id, of a process that started at another time; and one that no process has.
        let here = pid_namespace().expect("it is told");
        assert!(is_orphaned(&format!("{PREFIX}{}-1-{here}-17", std::process::id())));
        assert!(is_orphaned(&format!("{PREFIX}4194305-1-{here}-17")));
        // Nor those whose harness cannot be seen.
        assert!(!is_orphaned(&format!("{PREFIX}4194305-1-{}-17", here + 1)));
        for other in ["user.slice", "socklab", "socklab-", "socklab-1", "socklab-1-2-3", "socklab-x-1-2-3"] {
            assert!(!is_orphaned(other), "{other}");
        }
    }

    #[test]
    fn a_limit_of_ones_own_is_told_from_a_machine_without_memory() {
        let shortage = |version, files: &[(&str, &str)]| {
            let read =
                |name: &str| files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned());
            group(version).shortage(64 << 20, read)
        };
        let of = |own, of_machine| Shortage { own, of_machine };
        let control = ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        let full = ("memory.max_usage_in_bytes", "67108864\n");
        assert_eq!(shortage(Version::V1, &[control, full]), of(true, false));
        assert_eq!(
            shortage(Version::V1, &[control, ("memory.max_usage_in_bytes", "9000\n")]),
            of(false, true)
        );
        assert_eq!(shortage(Version::V1, &[full]), of(false, false));
        let buffers = ("memory.kmem.tcp.usage_in_bytes", "60000000\n");
        let used = ("memory.usage_in_bytes", "8000000\n");
        assert_eq!(shortage(Version::V1, &[used, buffers]), of(true, false));
        let read = ("memory.stat", "total_inactive_file 5000000\ntotal_active_file 2000000\n");
        assert_eq!(shortage(Version::V1, &[used, buffers, read]), of(false, false));
        let events = |text| [("memory.events", text)];
        assert_eq!(shortage(Version::V2, &events("max 9\noom 1\noom_kill 2\n")), of(true, false));
        assert_eq!(shortage(Version::V2, &events("max 9\noom 0\noom_kill 1\n")), of(false, true));
        assert_eq!(shortage(Version::V2, &events("max 9\noom 0\noom_kill 0\n")), of(false, false));
    }

    #[test]
    fn processor_time_is_read_in_both_generations() {
        let stat = |_: &str| Some("usage_usec 1500\nuser_usec 1000\n".to_owned());
        assert_eq!(group(Version::V2).cpu(stat), Some(Duration::from_micros(1500)));
        assert_eq!(group(Version::V1).cpu(|_| Some("1500\n".to_owned())), Some(Duration::from_nanos(1500)));
    }
}
