//! Folders that tools made and nobody wrote, told by what is in them and not by their names: environments of Python, caches, which
//! say so (<https://bford.info/cachedir/>), and our own results. In an environment somebody's own files may lie all the same.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::archive::{self, Kind};
use crate::called;
use crate::hand_in::Refusal;

/// What an environment is made of, in lower case.
const OF_ENVIRONMENT: &[&str] = &[
    "bin",
    "scripts",
    "lib",
    "lib64",
    "include",
    "share",
    "etc",
    "conda-meta",
    "pyvenv.cfg",
    "pip-selfcheck.json",
];

/// The file in a cache's folder.
const OF_CACHE: &str = "CACHEDIR.TAG";

/// The folders that were seen.
#[derive(Debug, Default)]
pub(super) struct LeftBehind {
    environments: BTreeSet<PathBuf>,
    caches: BTreeSet<PathBuf>,
}

impl LeftBehind {
    /// Looks at the path of a file.
    pub(super) fn see(&mut self, path: &Path) {
        let (Some(name), Some(folder)) = (path.file_name().and_then(|name| name.to_str()), path.parent())
        else {
            return;
        };
        let is_in =
            |names: &[&str]| folder.file_name().is_some_and(|own| names.iter().any(|name| own == *name));
        match name {
            "pyvenv.cfg" => _ = self.environments.insert(folder.to_owned()),
            "activate" if is_in(&["bin", "Scripts"]) => {
                self.environments.extend(folder.parent().map(Path::to_owned));
            }
            "history" if is_in(&["conda-meta"]) => {
                self.environments.extend(folder.parent().map(Path::to_owned));
            }
            OF_CACHE if folder != Path::new("") => _ = self.caches.insert(folder.to_owned()),
            _ => {}
        }
    }

    /// The folder of this kind that a path belongs to.
    pub(super) fn holds(&self, path: &Path) -> Option<PathBuf> {
        if self.environments.is_empty() && self.caches.is_empty() {
            return None;
        }
        let mut below = path.to_owned();
        loop {
            if self.caches.contains(&below) {
                return Some(below);
            }
            let part = below.file_name()?.to_string_lossy().to_lowercase();
            let parent = below.parent()?.to_owned();
            if self.environments.contains(&parent) && OF_ENVIRONMENT.contains(&part.as_str()) {
                return Some(if parent.as_os_str().is_empty() { below } else { parent });
            }
            below = parent;
        }
    }
}

/// Whether a tool has marked the folder as one that it can make again, as cargo marks `target`:
/// <https://bford.info/cachedir/>.
pub(super) fn is_cache(folder: &Path) -> bool {
    const SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let mut start = [0; SIGNATURE.len()];
    let tag = options.open(folder.join(OF_CACHE));
    tag.and_then(|mut tag| tag.read_exact(&mut start)).is_ok() && start == SIGNATURE
}

/// Whether a folder holds what the grader itself wrote: `within`, where it unpacks now, or what an earlier run left.
pub(super) fn is_results(folder: &Path, within: &Path) -> bool {
    const BEGINS: &[u8] = b"{\"format\":";
    let journal = folder.join(crate::journal::FILE);
    let mut start = Vec::new();
    within.starts_with(folder)
        || fs::symlink_metadata(&journal).is_ok_and(|journal| journal.is_file())
            && File::open(&journal)
                .and_then(|file| file.take(BEGINS.len() as u64).read_to_end(&mut start))
                .is_ok_and(|_| start == BEGINS)
}

/// The most that is unpacked of an archive to see whose it is.
const MOST_UNPACKED: u64 = 64 << 20;

/// Bytes at the beginning of a page in which its mark stands.
const MARK_WITHIN: u64 = 512;

/// Whether a file is a page of this grader's, or an archive of nothing but such.
pub(super) fn is_page(file: &Path) -> bool {
    if !fs::symlink_metadata(file).is_ok_and(|file| file.is_file()) {
        return false;
    }
    let mut pages = Some(0);
    if archive::is_named_so(file) {
        let visited = archive::each_entry(file, MOST_UNPACKED, &mut |item| {
            pages = pages
                .filter(|_| item.kind != Kind::Folder && begins_as_page(item.bytes))
                .map(|pages| pages + 1);
            // One that is none is enough.
            pages.map(drop).ok_or(Refusal::Empty.into())
        });
        return visited.is_ok() && pages.is_some_and(|pages| pages > 0);
    }
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    options.open(file).is_ok_and(|mut file| begins_as_page(&mut file))
}

fn begins_as_page(bytes: &mut dyn Read) -> bool {
    let mut start = Vec::new();
    bytes.take(MARK_WITHIN).read_to_end(&mut start).is_ok()
        && String::from_utf8_lossy(&start).contains(called::PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_told_by_what_is_in_them() {
        let mut seen = LeftBehind::default();
        for path in [
            "a/myenv/pyvenv.cfg",
            "old/bin/activate",
            "target/CACHEDIR.TAG",
            "conda-meta/history",
            "CACHEDIR.TAG",
        ] {
            seen.see(Path::new(path));
        }
        for (path, folder) in [
            ("a/myenv/lib/python3.12/site.py", Some("a/myenv")),
            ("a/myenv/Scripts/pip.exe", Some("a/myenv")),
            ("a/myenv/pyvenv.cfg", Some("a/myenv")),
            ("a/myenv/server.py", None),
            ("a/bin/server.py", None),
            ("old/bin/python", Some("old")),
            ("target/debug/x", Some("target")),
            ("lib/x.py", Some("lib")),
            ("server.py", None),
        ] {
            assert_eq!(seen.holds(Path::new(path)), folder.map(PathBuf::from), "{path}");
        }
    }
}
