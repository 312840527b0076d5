//! Unpacks an archive into a folder of ours: regular files and folders, the executable bit, nothing else.
//!
//! Everything is written below a fresh folder in which no link is ever made, and each file is one that did not
//! exist before: no name leads out of it. Bytes are counted as they come.
//!
//! In the archive of a whole class what is wrong is one student's problem: it is noted under the path that tells whose
//! it is, and the others go on. What belongs to nobody is left out and remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Component, Path, PathBuf};

use super::archive::{Item, Kind, each_entry};
use super::left_behind::{self, LeftBehind};
use super::name::{self, BadName};
use super::stop::Stop;
use crate::hand_in::Refusal;
use crate::words::download as words;

/// How much is taken of one submission. It has to fit into the space that its programs get (64 MiB), and leave some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub entries: u64,
    pub bytes: u64,
    pub file_bytes: u64,
}

/// The bounds of one submission.
pub(super) const SUBMISSION: Bounds = Bounds { entries: 4000, bytes: 48 << 20, file_bytes: 32 << 20 };

/// Bytes of a whole class.
const CLASS_BYTES: u64 = 16 << 30;

/// What is wrong with what is at a path, or below it.
#[derive(Debug)]
pub(super) struct Refused {
    pub why: Refusal,
    /// There are things below the path, whether or not they could be unpacked.
    pub is_folder: bool,
}

/// What came of unpacking the archive of a class.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    /// What is wrong, under the path that it is wrong with.
    pub refused: BTreeMap<PathBuf, Refused>,
    /// Names that were left out.
    pub skipped: BTreeSet<String>,
    /// Links that were left out.
    pub links: BTreeSet<String>,
    /// What is wrong with entries of which it cannot be told whose they are: the first of them, and how many there are.
    pub nobodys: Vec<Refusal>,
    pub nobodys_count: usize,
}

/// Entries of nobody that are named.
const MOST_NOBODYS: usize = 5;

/// Puts together what one student handed in, in a folder which exists and is empty: all of it, or a refusal.
pub(super) struct Submission<'a>(Writer<'a>);

impl<'a> Submission<'a> {
    /// In the folder `to`.
    pub(super) fn new(to: &'a Path) -> Self {
        Self(Writer::new(to, PathBuf::new(), SUBMISSION.bytes))
    }

    /// Adds what is in an archive, below the folder `below`, which may be no folder at all.
    pub(super) fn add_archive(&mut self, archive: &Path, below: &Path) -> Result<(), Stop> {
        // What is skipped has to be read as well.
        let most_bytes = SUBMISSION.bytes * 4;
        each_entry(archive, most_bytes, &mut |item| {
            if let Ok(path) = name::path(&item.name) {
                self.0.left_behind.see(&below.join(path));
            }
            Ok(())
        })?;
        each_entry(archive, most_bytes, &mut |item| self.add(item, below))
    }

    /// Adds everything in a folder.
    pub(super) fn add_folder(&mut self, folder: &Path) -> Result<(), Stop> {
        self.add_entries(folder, Path::new(""))
    }

    /// Adds one file under another name.
    pub(super) fn add_file(&mut self, file: &Path, name: &str) -> Result<(), Stop> {
        let kind = kind(file).map_err(Stop::Machine)?;
        self.add_on_disk(file, Path::new(name), kind)
    }

    /// What was left out, in sentences, once there is something.
    pub(super) fn finish(self) -> Result<Vec<String>, Refusal> {
        let Unpacked { skipped, links, .. } = self.0.unpacked;
        match (self.0.files, links.first()) {
            (0, None) => Err(Refusal::Empty),
            (0, Some(link)) => Err(Refusal::Link(link.clone())),
            _ => {
                let skipped = (!skipped.is_empty()).then(|| words::skipped(&skipped));
                Ok(skipped.into_iter().chain(words::links(&links)).collect())
            }
        }
    }

    fn add_entries(&mut self, folder: &Path, below: &Path) -> Result<(), Stop> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(Stop::Machine)? {
            names.push(entry.map_err(Stop::Machine)?.file_name());
            if names.len() as u64 > SUBMISSION.entries {
                return Err(Refusal::TooMany(SUBMISSION.entries).into());
            }
        }
        names.sort_unstable();
        for name in &names {
            self.0.left_behind.see(&below.join(name));
        }
        for name in names {
            let path = folder.join(&name);
            let kind = kind(&path).map_err(Stop::Machine)?;
            let below = below.join(&name);
            if kind == Kind::Folder {
                ["activate", "history"].iter().filter(|mark| path.join(mark).exists()).for_each(|mark| {
                    self.0.left_behind.see(&below.join(mark));
                });
            }
            if kind == Kind::Folder
                && (left_behind::is_cache(&path) || left_behind::is_results(&path, self.0.root))
            {
                self.0.unpacked.skipped.insert(name.to_string_lossy().into_owned());
                continue;
            }
            self.add_on_disk(&path, &below, kind)?;
            if kind == Kind::Folder && !name::is_junk(&name) && self.0.left_behind.holds(&below).is_none() {
                self.add_entries(&path, &below)?;
            }
        }
        Ok(())
    }

    fn add_on_disk(&mut self, path: &Path, name: &Path, kind: Kind) -> Result<(), Stop> {
        let name = name.as_os_str().as_bytes().into();
        let mut file = match kind {
            Kind::File { .. } => {
                let file = OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW).open(path);
                Some(file.map_err(Stop::Machine)?)
            }
            _ => None,
        };
        let bytes: &mut dyn Read = match &mut file {
            Some(file) => file,
            None => &mut io::empty(),
        };
        self.add(Item { name, kind, problem: None, bytes }, Path::new(""))
    }

    fn add(&mut self, mut item: Item<'_>, below: &Path) -> Result<(), Stop> {
        // An absolute name stays one.
        if below != Path::new("") && !item.name.starts_with(b"/") {
            let name = [below.as_os_str().as_bytes(), b"/", &item.name].concat();
            item.name = name.into();
        }
        self.0.take(item)?;
        // One group holds it all: the first thing that is wrong is enough.
        match self.0.unpacked.refused.pop_first() {
            Some((_, refused)) => Err(refused.why.into()),
            None => Ok(()),
        }
    }
}

/// What stands at a path, without following it.
pub(super) fn kind(path: &Path) -> io::Result<Kind> {
    let metadata = fs::symlink_metadata(path)?;
    let kind = metadata.file_type();
    Ok(match kind {
        _ if kind.is_symlink() => Kind::Link,
        _ if kind.is_dir() => Kind::Folder,
        _ if kind.is_file() => Kind::File { executable: metadata.permissions().mode() & 0o111 != 0 },
        _ => Kind::Special,
    })
}

/// Unpacks the archive of a class to `to`, which exists and is empty.
pub(super) fn class(archive: &Path, to: &Path) -> Result<Unpacked, Stop> {
    let (wrapper, left_behind) = wrapper(archive)?;
    let mut writer = Writer::new(to, wrapper, CLASS_BYTES);
    (writer.is_class, writer.left_behind) = (true, left_behind);
    each_entry(archive, CLASS_BYTES, &mut |item| writer.take(item))?;
    Ok(writer.unpacked)
}

/// The folder or two that hold everything else, and what nobody wrote.
fn wrapper(archive: &Path) -> Result<(PathBuf, LeftBehind), Stop> {
    let mut common: Option<Vec<OsString>> = None;
    let mut left_behind = LeftBehind::default();
    each_entry(archive, CLASS_BYTES, &mut |item| {
        let (path, is_right) = match name::path(&item.name) {
            Ok(path) => (path, true),
            Err(bad) => (bad.clean, false),
        };
        left_behind.see(&path);
        // A hidden file beside the folder of all is no student's.
        let is_hidden = path.iter().next().is_some_and(|first| first.as_bytes().starts_with(b"."));
        if path.as_os_str().is_empty() || is_hidden || path.iter().any(name::is_junk) {
            return Ok(());
        }
        let is_folder = item.kind == Kind::Folder;
        let folders = path.iter().count() - usize::from(!is_folder);
        let folders: Vec<_> = path.iter().take(folders.min(2)).map(OsStr::to_owned).collect();
        // A folder's own entry says nothing about what is in it.
        let common = match (&mut common, is_folder || !is_right) {
            (Some(common), _) => common,
            (None, true) => return Ok(()),
            (none, false) => none.insert(folders.clone()),
        };
        // What lies beside the others is theirs only where its name is right.
        if !is_right && common.first() != folders.first() {
            return Ok(());
        }
        if !is_folder || folders.len() >= common.len() {
            let same = common.iter().zip(&folders).take_while(|(a, b)| a == b).count();
            common.truncate(same);
        }
        Ok(())
    })?;
    Ok((common.unwrap_or_default().into_iter().collect(), left_behind))
}

pub(super) struct Writer<'a> {
    root: &'a Path,
    /// The folders above the students' own.
    wrapper: PathBuf,
    is_class: bool,
    bytes_left: u64,
    files: u64,
    /// Entries and bytes so far of each student, as far as the path tells them apart.
    groups: BTreeMap<PathBuf, (u64, u64)>,
    left_behind: LeftBehind,
    unpacked: Unpacked,
}

impl<'a> Writer<'a> {
    fn new(root: &'a Path, wrapper: PathBuf, bytes_left: u64) -> Self {
        let (groups, left_behind, unpacked) = Default::default();
        Self { root, wrapper, is_class: false, bytes_left, files: 0, groups, left_behind, unpacked }
    }

    /// Whose this is: the first part of the path below what holds everything.
    fn group(&self, path: &Path) -> PathBuf {
        match self.is_class {
            true => path.iter().take(self.wrapper.iter().count() + 1).collect(),
            false => PathBuf::new(),
        }
    }

    /// Takes one entry, or notes what is wrong with it.
    fn take(&mut self, item: Item<'_>) -> Result<(), Stop> {
        let Item { name, kind, problem, bytes } = item;
        let path = match name::path(&name) {
            Ok(path) => path,
            // The folder's own entry in `tar -c .`.
            Err(BadName { why: Refusal::NoName(_), .. }) if kind == Kind::Folder => return Ok(()),
            Err(BadName { clean, is_folder, why }) => {
                self.refuse(&clean, is_folder, why);
                return Ok(());
            }
        };
        if let Some(junk) = path.iter().find(|part| name::is_junk(part)) {
            let junk = junk.to_string_lossy();
            self.unpacked.skipped.insert(if junk.starts_with("._") {
                "._*".into()
            } else {
                junk.into_owned()
            });
            return Ok(());
        }
        if let Some(folder) = self.left_behind.holds(&path) {
            self.unpacked.skipped.insert(folder.display().to_string());
            return Ok(());
        }
        let shown = || path.display().to_string();
        let group = self.group(&path);
        if self.is_class && self.unpacked.refused.contains_key(&group) {
            return Ok(());
        }
        let (entries, _) = self.groups.entry(group.clone()).or_default();
        *entries += 1;
        if *entries > SUBMISSION.entries {
            self.refuse(&path, false, Refusal::TooMany(SUBMISSION.entries));
            return Ok(());
        }
        let result = match (kind, problem) {
            // It leads somewhere else, or to what is here anyway. One that is all that somebody handed in is said.
            (Kind::Link, _) if path != group => {
                self.unpacked.links.insert(shown());
                // Whose it is, is seen all the same.
                match fs::create_dir_all(self.root.join(&group)) {
                    Err(error) if is_in_the_way(&error) => Err(Refusal::Twice(shown()).into()),
                    result => result.map_err(Stop::Machine),
                }
            }
            (Kind::Link, _) => Err(Refusal::Link(shown()).into()),
            (Kind::Special, _) => Err(Refusal::Special(shown()).into()),
            (Kind::Folder, _) => match fs::create_dir_all(self.root.join(&path)) {
                Err(error) if is_in_the_way(&error) => Err(Refusal::Twice(shown()).into()),
                result => result.map_err(Stop::Machine),
            },
            (Kind::File { .. }, Some(problem)) => Err(problem.into()),
            (Kind::File { executable }, None) => self.write(&path, &group, executable, bytes),
        };
        match result {
            // Too much of it all belongs to nobody.
            Err(Stop::Refused(refusal)) if refusal != Refusal::TooLarge(CLASS_BYTES) => {
                self.refuse(&path, false, refusal);
                Ok(())
            }
            result => result,
        }
    }

    fn write(
        &mut self,
        path: &Path,
        group: &Path,
        executable: bool,
        bytes: &mut dyn Read,
    ) -> Result<(), Stop> {
        let shown = || path.display().to_string();
        let in_the_way = |error: io::Error| match is_in_the_way(&error) {
            true => Stop::Refused(Refusal::Twice(shown())),
            false => Stop::Machine(error),
        };
        let to = self.root.join(path);
        fs::create_dir_all(to.parent().unwrap_or(self.root)).map_err(in_the_way)?;
        let mode = if executable { 0o755 } else { 0o644 };
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(mode).open(&to).map_err(in_the_way)?;
        let (_, used) = self.groups.entry(group.to_owned()).or_default();
        self.files += 1;
        let mut buffer = [0; 32 << 10];
        let mut size = 0;
        loop {
            let length = match bytes.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.raw_os_error().is_some() => return Err(Stop::Machine(error)),
                Err(_) => return Err(Refusal::Broken(shown()).into()),
            };
            size += length as u64;
            *used += length as u64;
            if size > SUBMISSION.file_bytes {
                return Err(Refusal::LargeFile(shown(), SUBMISSION.file_bytes).into());
            }
            if *used > SUBMISSION.bytes {
                return Err(Refusal::TooLarge(SUBMISSION.bytes).into());
            }
            self.bytes_left = self
                .bytes_left
                .checked_sub(length as u64)
                .ok_or(Stop::Refused(Refusal::TooLarge(CLASS_BYTES)))?;
            file.write_all(&buffer[..length]).map_err(Stop::Machine)?;
        }
    }

    /// Notes a problem under the student's own path, which lies below the folders above all students'.
    fn refuse(&mut self, path: &Path, is_folder: bool, why: Refusal) {
        let group = self.group(path);
        debug_assert!(group.components().all(|part| matches!(part, Component::Normal(_))));
        let is_below = path.strip_prefix(&self.wrapper).is_ok_and(|below| !below.as_os_str().is_empty());
        if self.is_class && !is_below {
            self.unpacked.nobodys_count += 1;
            if self.unpacked.nobodys.len() < MOST_NOBODYS {
                self.unpacked.nobodys.push(why);
            }
            return;
        }
        let is_folder = is_folder || path != group;
        self.unpacked.refused.entry(group).or_insert(Refused { why, is_folder });
    }
}

/// Whether something stands where something else is to be.
fn is_in_the_way(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}
