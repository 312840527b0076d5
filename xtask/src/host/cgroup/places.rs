//! Where this process may make control groups: found from `/proc/self/cgroup` and the mounts.
//!
//! Programs never get more than the harness was given: a group further up is used only where nothing between it and the
//! harness's own has a limit.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD};

use super::{Group, Version};
use crate::host::tree;

/// Where the harness's own processes go where its group is to have groups below it: one that bounds those may not have
/// processes itself.
const LEAF: &str = "socklab-harness";

/// The harness's own groups, as far as their file systems are mounted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Of the second generation: its folder, and where the file system is mounted.
    v2: Option<(PathBuf, PathBuf)>,
    /// Of the first generation, by controller.
    memory_v1: Option<PathBuf>,
    time_v1: Option<PathBuf>,
}

impl Places {
    /// Reads `/proc/self/cgroup` and `/proc/self/mountinfo` (proc(5)).
    pub(super) fn read(groups: &str, mounts: &str) -> Self {
        let mut places = Self::default();
        for line in groups.lines() {
            let mut parts = line.splitn(3, ':').skip(1);
            let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
            if controllers.is_empty() {
                places.v2 = mounts.lines().find_map(|mount| seen_in(mount, None, path));
                continue;
            }
            for controller in controllers.split(',') {
                let place = match controller {
                    "memory" => &mut places.memory_v1,
                    "cpuacct" => &mut places.time_v1,
                    _ => continue,
                };
                *place =
                    mounts.lines().find_map(|mount| seen_in(mount, Some(controller), path)).map(|it| it.0);
            }
        }
        places
    }

    /// The group below which programs' memory can be bounded.
    pub(super) fn memory(&self) -> Option<Group> {
        if let Some(folder) = &self.memory_v1 {
            return v1(folder);
        }
        let (own, top) = self.v2.as_ref()?;
        let folder = enabled(own, top).or_else(|| emptied(own))?;
        Some(Group { folder, version: Version::V2 })
    }

    /// The group below which programs' processor time can be counted. Of the second generation every group does that, and of
    /// the first it costs less to enter.
    pub(super) fn time(&self) -> Option<Group> {
        if let (None, Some(memory)) = (&self.memory_v1, self.memory()) {
            return Some(memory);
        }
        if let Some(v1) = self.time_v1.as_deref().and_then(v1) {
            return Some(v1);
        }
        let v2 = self.v2.as_ref().map(|(own, _)| Group { folder: own.clone(), version: Version::V2 });
        v2.filter(|group| is_writable(&group.folder))
    }
}

fn v1(folder: &Path) -> Option<Group> {
    is_writable(folder).then(|| Group { folder: folder.to_owned(), version: Version::V1 })
}

/// The folder that shows the group `path`, where this mount shows it; and the mount's own.
fn seen_in(mount: &str, controller: Option<&str>, path: &str) -> Option<(PathBuf, PathBuf)> {
    let (before, after) = mount.split_once(" - ")?;
    let mut fields = before.split(' ').skip(3);
    let (root, point) = (fields.next()?, fields.next()?);
    let mut fields = after.split(' ');
    let (kind, options) = (fields.next()?, fields.nth(1)?);
    let is_it = match controller {
        None => kind == "cgroup2",
        Some(controller) => kind == "cgroup" && options.split(',').any(|option| option == controller),
    };
    let below = Path::new(path).strip_prefix(root).ok().filter(|_| is_it)?;
    let top = PathBuf::from(point);
    Some((top.components().chain(below.components()).collect(), top))
}

/// The nearest group, from the harness's own upwards, that hands the memory controller on to groups below it, or can be made
/// to.
fn enabled(own: &Path, top: &Path) -> Option<PathBuf> {
    for folder in own.ancestors().take_while(|folder| folder.starts_with(top)) {
        if is_writable(folder) {
            if lists(folder, "cgroup.subtree_control", "memory") {
                return Some(folder.to_owned());
            }
            if may_hand_on(folder) && hand_on(folder) {
                return Some(folder.to_owned());
            }
        }
        // The top has no such file, and no limit.
        if text(folder, "memory.max").is_some_and(|most| most.trim() != "max") {
            return None;
        }
    }
    None
}

/// The harness's own group, where everything in it goes into a group below it first. Only where nothing is in there but
/// what one process started that the harness comes from: a shell, say, and what the harness's output is piped to.
fn emptied(own: &Path) -> Option<PathBuf> {
    if !is_writable(own) || !lists(own, "cgroup.controllers", "memory") {
        return None;
    }
    let members = text(own, "cgroup.procs")?;
    let pids: Vec<u32> = members.lines().map(str::parse).collect::<Result<_, _>>().ok()?;
    let first = tree::ancestry(std::process::id()).into_iter().rfind(|pid| pids.contains(pid))?;
    if !pids.iter().all(|pid| tree::ancestry(*pid).contains(&first)) {
        return None;
    }
    let leaf = own.join(LEAF);
    if !leaf.exists() {
        fs::create_dir(&leaf).ok()?;
    }
    for pid in members.lines() {
        fs::write(leaf.join("cgroup.procs"), pid).ok()?;
    }
    hand_on(own).then(|| own.to_owned())
}

/// Whether the group may bound groups below it: one with processes of its own may not, unless it is the machine's. That one has
/// no type.
fn may_hand_on(folder: &Path) -> bool {
    !folder.join("cgroup.type").exists() || text(folder, "cgroup.procs").is_some_and(|procs| procs.is_empty())
}

fn hand_on(folder: &Path) -> bool {
    lists(folder, "cgroup.controllers", "memory")
        && fs::write(folder.join("cgroup.subtree_control"), "+memory").is_ok()
}

/// Whether groups can be made below this one, and processes of its own be moved there. Not tried: a harness that is killed
/// meanwhile would leave the trial.
fn is_writable(folder: &Path) -> bool {
    ["", "cgroup.procs"]
        .iter()
        .all(|file| rustix::fs::accessat(CWD, folder.join(file), Access::WRITE_OK, AtFlags::EACCESS).is_ok())
}

fn lists(folder: &Path, file: &str, word: &str) -> bool {
    text(folder, file).is_some_and(|text| text.split_ascii_whitespace().any(|listed| listed == word))
}

fn text(folder: &Path, file: &str) -> Option<String> {
    fs::read_to_string(folder.join(file)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &str = "30 25 0:26 / /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory\n\
        31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
        32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    #[test]
    fn own_groups_are_found_in_both_generations() {
        let places = Places::read("9:memory:/a/b\n3:cpu,cpuacct:/c\n0::/\n", HYBRID);
        assert_eq!(places.memory_v1.as_deref(), Some(Path::new("/sys/fs/cgroup/memory/a/b")));
        assert_eq!(places.time_v1.as_deref(), Some(Path::new("/sys/fs/cgroup/cpu,cpuacct/c")));
        let unified = PathBuf::from("/sys/fs/cgroup/unified");
        assert_eq!(places.v2, Some((unified.clone(), unified)));
    }

    #[test]
    fn a_container_s_own_part_of_the_tree_is_understood() {
        let mounts = "30 25 0:26 /docker/17 /sys/fs/cgroup ro - cgroup2 cgroup rw,nsdelegate\n";
        let places = Places::read("0::/docker/17/x\n", mounts);
        assert_eq!(places.v2, Some(("/sys/fs/cgroup/x".into(), "/sys/fs/cgroup".into())));
        // What is mounted does not show the own group.
        assert_eq!(Places::read("0::/other\n", mounts), Places::default());
        assert_eq!(Places::read("nonsense\n\n0::/x", "nonsense\n - \n"), Places::default());
    }

    /// A tree as systemd makes it for a user: `own` two folders below `top`.
    fn user_tree(top_enabled: &str, enabled: &str, slice_most: &str) -> (tempfile::TempDir, PathBuf) {
        let top = tempfile::tempdir().expect("a folder");
        let own = top.path().join("app.slice/run.scope");
        fs::create_dir_all(&own).expect("its folders");
        for (folder, control, procs, most) in [
            (top.path(), top_enabled, "1\n", None),
            (own.parent().expect("the slice"), enabled, "1\n", Some(slice_most)),
            (&own, "", "7\n8\n", Some("max")),
        ] {
            let put = |file: &str, text: &str| fs::write(folder.join(file), text).expect("a file");
            put("cgroup.subtree_control", control);
            put("cgroup.controllers", "memory pids");
            put("cgroup.procs", procs);
            if let Some(most) = most {
                put("memory.max", most);
                put("cgroup.type", "domain");
            }
        }
        (top, own)
    }

    #[test]
    fn a_group_further_up_is_used_where_nothing_between_has_a_limit() {
        let (top, own) = user_tree("memory", "memory pids", "max");
        assert_eq!(enabled(&own, top.path()).as_deref(), own.parent());
        // The top hands it on, or is the machine's, which may.
        for top_enabled in ["memory", "pids"] {
            let (top, own) = user_tree(top_enabled, "pids", "max");
            assert_eq!(enabled(&own, top.path()).as_deref(), Some(top.path()));
        }
        let (top, own) = user_tree("memory", "pids", "1073741824");
        assert_eq!(enabled(&own, top.path()), None);
    }

    #[test]
    fn a_group_with_processes_of_others_in_it_is_left_as_it_is() {
        let (_top, own) = user_tree("memory", "pids", "max");
        assert_eq!(emptied(&own), None);
        assert!(!own.join(LEAF).exists());
        // One that started this process may be in there, and whatever else it started.
        let mut child = std::process::Command::new("sleep").arg("1000").spawn().expect("a child");
        let members = [std::process::id(), child.id()].map(|pid| format!("{pid}\n"));
        fs::write(own.join("cgroup.procs"), members.concat()).expect("its processes");
        assert_eq!(emptied(&own).as_ref(), Some(&own));
        // In truth each line moves one; here the last one is left.
        assert_eq!(
            fs::read_to_string(own.join(LEAF).join("cgroup.procs")).expect("the leaf's"),
            child.id().to_string()
        );
        child.kill().and_then(|()| child.wait()).expect("its end");
        assert_eq!(fs::read_to_string(own.join("cgroup.subtree_control")).expect("its list"), "+memory");
    }
}
