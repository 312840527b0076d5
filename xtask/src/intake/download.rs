//! From a download to one folder a submission.
//!
//! What is handed in is copied or unpacked into folders of ours, whatever shape it came in: nothing is ever written to the
//! instructor's own folder, links and devices are gone, and all submissions look alike from here on.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::gradescope::Exported;
use super::pile::Pile;
use super::roster::{self, Child, Named};
use super::sections::Sections;
use super::stop::Stop;
use super::unpack::{self, Refused};
use super::{
    Class, Entry, IntakeError, archive, flat, gradescope, hints, inner, key, language, left_behind, mended,
    name, platform, sections, shape, stranger,
};
use crate::hand_in::{Naming, Problem, Reading, Refusal, Student};
use crate::words::download as words;

/// Where the archive of a class is unpacked, below the scratch folder. No key begins with a dot.
const DOWNLOAD: &str = ".download";

/// The largest file that Gradescope's metadata is read from.
const LARGEST_METADATA: u64 = 64 << 20;

pub(super) fn open_one(work: &Path, key: &str, scratch: &Path) -> Result<Entry, IntakeError> {
    let on_read = |source| IntakeError::Read { path: work.to_owned(), source };
    // `.` has a name as well.
    let work = fs::canonicalize(work).map_err(on_read)?;
    let is_folder = fs::metadata(&work).map_err(on_read)?.is_dir();
    let scratch = empty(scratch)?;
    let (base, name) = (work.parent().unwrap_or(&work), work.file_name().unwrap_or_default());
    let student =
        Student { key: key.to_owned(), name: name.to_string_lossy().into_owned(), ..Student::default() };
    let child = Child::named(name.to_owned(), is_folder);
    let named = Named { student: student.clone(), ..Named::of("") };
    let pile = Pile::of(child, named, false);
    let (refused, reading, mut notes) = Default::default();
    let download = Download { scratch: &scratch, reading, refused, notes: Vec::new() };
    let folder = download.take(base, base, key, &pile, &mut notes);
    Ok(Entry { student, folder, handed_in: None, notes })
}

/// The real path of a folder of ours, in which nothing is yet.
fn empty(scratch: &Path) -> Result<PathBuf, IntakeError> {
    let on_scratch = |source| IntakeError::Scratch { path: scratch.to_owned(), source };
    fs::create_dir_all(scratch).map_err(on_scratch)?;
    if fs::read_dir(scratch).map_err(on_scratch)?.next().is_some() {
        return Err(IntakeError::ScratchInUse { path: scratch.to_owned() });
    }
    fs::canonicalize(scratch).map_err(on_scratch)
}

pub(super) fn open(download: &Path, scratch: &Path, reading: Reading) -> Result<Class, IntakeError> {
    let metadata =
        fs::metadata(download).map_err(|source| IntakeError::Read { path: download.to_owned(), source })?;
    let scratch = empty(scratch)?;
    let on_scratch = |source| IntakeError::Scratch { path: scratch.clone(), source };
    let whole = fs::canonicalize(download)
        .map_err(|source| IntakeError::Read { path: download.to_owned(), source })?;
    if metadata.is_dir() {
        return Download { scratch: &scratch, reading, refused: BTreeMap::new(), notes: Vec::new() }
            .read(download, &whole);
    }
    let root = scratch.join(DOWNLOAD);
    fs::create_dir(&root).map_err(on_scratch)?;
    let unpacked = unpack::class(download, &root).map_err(|stop| match stop {
        Stop::Refused(refusal) => {
            IntakeError::Refused { path: download.to_owned(), why: words::refusal(&refusal) }
        }
        Stop::Machine(source) => IntakeError::Scratch { path: scratch.clone(), source },
    })?;
    let mut notes: Vec<String> = unpacked.nobodys.iter().map(words::nobodys).collect();
    notes.extend(words::further_nobodys(unpacked.nobodys_count - unpacked.nobodys.len()));
    if !unpacked.skipped.is_empty() {
        notes.push(words::skipped(&unpacked.skipped));
    }
    notes.extend(words::links(&unpacked.links));
    let mut class =
        Download { scratch: &scratch, reading, refused: unpacked.refused, notes }.read(download, &root)?;
    fs::remove_dir_all(&root).map_err(on_scratch)?;
    if class.entries.is_empty() {
        if let Some(refusal) = unpacked.nobodys.first() {
            return Err(IntakeError::Refused { path: download.to_owned(), why: words::refusal(refusal) });
        }
        class.notes.push(words::no_submission());
    }
    Ok(class)
}

struct Download<'a> {
    scratch: &'a Path,
    reading: Reading,
    /// What was wrong with the archive, by path below its root.
    refused: BTreeMap<PathBuf, Refused>,
    notes: Vec<String>,
}

impl Download<'_> {
    fn read(mut self, download: &Path, root: &Path) -> Result<Class, IntakeError> {
        let (base, mut children) = self.base(root)?;
        if self.reading == Reading::Likely && roster::naming(&children, "", false) == Naming::Plain {
            let inside = |child: &Child| self.children(root, &base.join(&child.file_name));
            if let Some(Sections { students, names }) = sections::of(&children, inside)? {
                self.notes.push(words::sections(&names));
                children = students;
            }
        }
        // What is wrong with the folder of all is wrong with all.
        let above = base.strip_prefix(root).unwrap_or(Path::new(""));
        if let Some((_, refused)) = self.refused.iter().find(|(path, _)| above.starts_with(path)) {
            return Err(IntakeError::Refused {
                path: download.to_owned(),
                why: words::refusal(&refused.why),
            });
        }
        let parent = base.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let metadata = base.join(gradescope::METADATA);
        let on_read = |source| IntakeError::Read { path: base.clone(), source };
        let mut naming = roster::naming(&children, &parent, is_file(&metadata));
        let is_known = self.reading == Reading::Class;
        let owners = match naming {
            Naming::Plain => flat::owners(&children, is_known),
            _ => BTreeMap::new(),
        };
        if naming == Naming::Plain && !owners.is_empty() {
            naming = Naming::Flat;
        } else if naming == Naming::Plain
            && !is_known
            && let Some(names) = shape::of_one_student(&base, &children).map_err(on_read)?
        {
            return Ok(self.one_student(download, root, &base, &names));
        }
        let assignment = roster::assignment(&children, &parent);
        self.notes.extend(self.hidden(root, &base)?.iter().map(|name| words::hidden(name)));
        self.notes.extend(junk(root, &base).map_err(on_read)?);
        self.notes.extend(self.results(&base)?.iter().map(|name| words::results(name)));
        let people = match naming {
            Naming::Gradescope => self.people(&metadata, &children),
            _ => BTreeMap::new(),
        };
        let logins = platform::blackboard_logins(&base, naming, &children);
        let read = |child: &Child| match owners.get(&child.name) {
            Some(owner) => Some(Named { file: Some(child.name.clone()), ..Named::of(owner) }),
            None if !logins.is_empty() => platform::blackboard_of(child, &logins),
            None => roster::read(naming, child, assignment.as_deref()),
        };
        let children = self.without_strangers(&base, naming, children, &read);
        let piles = self.piles(children, &read, &people);
        self.notes.extend(words::taken_for(naming, piles.first().map(|pile| pile.student.name.as_str())));
        self.notes.insert(0, words::naming(naming, piles.len()));
        let mut students: Vec<Student> = piles.iter().map(|pile| pile.student.clone()).collect();
        self.notes.extend(key::give_keys(&mut students));
        let mut entries: Vec<Entry> = Vec::new();
        for (student, pile) in students.into_iter().zip(piles) {
            let mut notes = Vec::new();
            let folder = self.take(&base, root, &student.key, &pile, &mut notes);
            entries.push(Entry { student, folder, handed_in: pile.handed_in, notes });
        }
        entries.sort_by(|a, b| a.student.key.cmp(&b.student.key));
        Ok(Class { entries, naming, notes: self.notes })
    }

    /// The only submission of a class, which is all that is in `base`.
    fn one_student(mut self, download: &Path, root: &Path, base: &Path, names: &[String]) -> Class {
        let parent = base.parent().unwrap_or(base);
        let child = Child::named(base.file_name().unwrap_or_default().to_owned(), true);
        let name = match fs::canonicalize(download).unwrap_or_default().file_name() {
            Some(name) if base == root => name.to_string_lossy().into_owned(),
            _ => child.name.clone(),
        };
        let is_archive = archive::is_any(Path::new(&name)) && root.starts_with(self.scratch);
        let named = Named::of(if is_archive { roster::stem(&name) } else { &name });
        let pile = Pile::of(child, named, false);
        let mut students = [pile.student.clone()];
        self.notes.insert(0, words::one_student(download, &pile.student.name, names));
        self.notes.extend(key::give_keys(&mut students));
        let [student] = students;
        let mut notes = Vec::new();
        let folder = self.take(parent, root, &student.key, &pile, &mut notes);
        let entries = vec![Entry { student, folder, handed_in: None, notes }];
        Class { entries, naming: Naming::Plain, notes: self.notes }
    }

    /// All but the folders that are of no student, unless it is known that each is one's. Those are said.
    fn without_strangers(
        &mut self,
        base: &Path,
        naming: Naming,
        mut children: Vec<Child>,
        read: &dyn Fn(&Child) -> Option<Named>,
    ) -> Vec<Child> {
        if self.reading == Reading::Class {
            return children;
        }
        // Where all others are files, a folder is not named as they are.
        let is_platform = naming != Naming::Plain;
        let names: Vec<(String, bool)> = children
            .iter()
            .map(|child| match read(child) {
                Some(named) => (named.student.name, true),
                None => (roster::plain(child).student.name, false),
            })
            .collect();
        let mut strangers = stranger::strangers(base, &children, &names, is_platform).into_iter();
        children.retain(|child| {
            let stranger = strangers.next().flatten();
            self.notes.extend(stranger.as_ref().map(|why| words::stranger(&child.name, why)));
            stranger.is_none()
        });
        children
    }

    /// What is whose; `read` says what a name tells.
    fn piles(
        &mut self,
        children: Vec<Child>,
        read: &dyn Fn(&Child) -> Option<Named>,
        people: &BTreeMap<String, Exported>,
    ) -> Vec<Pile> {
        let mut piles: Vec<Pile> = Vec::new();
        for child in children {
            let named = read(&child);
            if named.is_none() && !child.is_folder && !archive::is_any(Path::new(&child.name)) {
                self.notes.push(words::stray_file(&child.name, child.is_link));
                continue;
            }
            let is_named = named.is_some();
            let mut named = named.unwrap_or_else(|| roster::plain(&child));
            if let Some(people) = people.get(&child.name) {
                named.handed_in = people.handed_in.clone();
                gradescope::complete(&mut named.student, &people.submitters);
            }
            match piles.iter_mut().find(|pile| is_named && pile.is_of(&named.student)) {
                Some(pile) => pile.add(child, named),
                None => piles.push(Pile::of(child, named, is_named)),
            }
        }
        self.notes.extend(piles.iter().filter(|pile| pile.attempts.len() > 1).map(|pile| {
            words::latest(
                &pile.student.name,
                pile.attempts.len(),
                pile.attempts.last().map_or("", String::as_str),
            )
        }));
        roster::tell_apart(piles.iter_mut().map(|pile| &mut pile.student));
        piles
    }

    /// The folder whose children are the submissions: `root`, or the one that is alone in it with what nobody hands in.
    fn base(&self, root: &Path) -> Result<(PathBuf, Vec<Child>), IntakeError> {
        let mut base = root.to_owned();
        for _ in 0..2 {
            let children = self.children(root, &base)?;
            let mut theirs = children.iter().filter(|child| child.can_be_handed_in());
            let (Some(only), None) = (theirs.next(), theirs.next()) else { return Ok((base, children)) };
            let inner = base.join(&only.file_name);
            let is_known = roster::naming(&children, "", false) != Naming::Plain
                || base.file_name().is_some_and(|name| name.to_string_lossy().ends_with("-submissions"))
                || is_file(&base.join(gradescope::METADATA));
            if !only.is_folder || is_known || !inner.is_dir() || inner.is_symlink() {
                return Ok((base, children));
            }
            let inside = self.children(root, &inner)?;
            if !self.is_class(&inner, &only.name, &inside)? {
                return Ok((base, children));
            }
            base = inner;
        }
        let children = self.children(root, &base)?;
        Ok((base, children))
    }

    /// Whether a folder is that of all, and not one student's. Folders and archives are a class, and so they are with a list
    /// of points beside them; but a folder `task1` or `src` is no student, and nor is what has sources beside it.
    fn is_class(&self, folder: &Path, name: &str, inside: &[Child]) -> Result<bool, IntakeError> {
        let on_read = |source| IntakeError::Read { path: folder.to_owned(), source };
        let is_export = is_file(&folder.join(gradescope::METADATA))
            || roster::naming(inside, name, false) != Naming::Plain;
        if is_export || !flat::owners(inside, false).is_empty() {
            return Ok(true);
        }
        let is_student = |child: &Child| {
            let name = Path::new(&child.name);
            (child.is_folder || archive::is_named_so(name)) && !hints::is_project_folder(&child.name)
        };
        let is_beside = |child: &Child| !child.is_folder && !language::is_source(Path::new(&child.name));
        let students = inside.iter().filter(|child| is_student(child)).count();
        let is_class = students == inside.len() && students > 0
            || students > 1 && inside.iter().all(|child| is_student(child) || is_beside(child));
        Ok(is_class && shape::of_one_student(folder, inside).map_err(on_read)?.is_none())
    }

    /// What is in a folder, and what was to be there and was refused; in order. What is hidden is not among it.
    fn children(&self, root: &Path, folder: &Path) -> Result<Vec<Child>, IntakeError> {
        let mut children = self.all_children(root, folder)?;
        children.retain(|child| !child.name.starts_with('.'));
        Ok(children)
    }

    /// What could be somebody's and begins with a dot.
    fn hidden(&self, root: &Path, folder: &Path) -> Result<Vec<String>, IntakeError> {
        let children = self.all_children(root, folder)?.into_iter();
        let hidden = children.filter(|child| {
            child.name.starts_with('.') && (child.is_folder || archive::is_named_so(Path::new(&child.name)))
        });
        Ok(hidden.map(|child| child.name).collect())
    }

    /// Folders of the grader's own.
    fn results(&self, folder: &Path) -> Result<Vec<String>, IntakeError> {
        let on_read = |source| IntakeError::Read { path: folder.to_owned(), source };
        let mut results = Vec::new();
        for entry in fs::read_dir(folder).map_err(on_read)? {
            let entry = entry.map_err(on_read)?;
            if entry.file_type().map_err(on_read)?.is_dir()
                && left_behind::is_results(&entry.path(), self.scratch)
            {
                results.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        results.sort_unstable();
        Ok(results)
    }

    fn all_children(&self, root: &Path, folder: &Path) -> Result<Vec<Child>, IntakeError> {
        let on_read = |source| IntakeError::Read { path: folder.to_owned(), source };
        let mut children: BTreeMap<OsString, Child> = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(on_read)? {
            let entry = entry.map_err(on_read)?;
            let kind = entry.file_type().map_err(on_read)?;
            let name = entry.file_name();
            let is_ours = || kind.is_dir() && left_behind::is_results(&entry.path(), self.scratch);
            if name::is_junk(&name) || name == gradescope::METADATA || is_ours() {
                continue;
            }
            let is_clone = kind.is_dir() && entry.path().join(".git").exists();
            let child = Child::named(name.clone(), kind.is_dir());
            children.insert(name, Child { is_clone, is_link: kind.is_symlink(), ..child });
        }
        let below = folder.strip_prefix(root).unwrap_or(Path::new(""));
        for (path, Refused { is_folder, .. }) in &self.refused {
            let Ok(rest) = path.strip_prefix(below) else { continue };
            let mut names = rest.iter();
            let Some(name) = names.next() else { continue };
            let is_folder = *is_folder || names.next().is_some();
            let child = Child::named(name.to_owned(), is_folder);
            children.entry(name.to_owned()).or_insert(child).is_folder |= is_folder;
        }
        Ok(children.into_values().collect())
    }

    /// Who handed in what, by Gradescope's own list. Those on it of whom there is nothing are said.
    fn people(&mut self, metadata: &Path, children: &[Child]) -> BTreeMap<String, Exported> {
        let text = match fs::metadata(metadata) {
            Ok(file) if file.len() > LARGEST_METADATA => Err(format!("more than {LARGEST_METADATA} bytes")),
            _ => fs::read_to_string(metadata).map_err(|error| error.to_string()),
        };
        let people = text.and_then(|text| gradescope::read(&text)).unwrap_or_else(|error| {
            self.notes.push(words::no_metadata(&error));
            BTreeMap::new()
        });
        for (folder, people) in &people {
            if !children.iter().any(|child| child.name == *folder) {
                let names: Vec<&str> = people.submitters.iter().map(|one| one.name.as_str()).collect();
                self.notes.push(words::missing_folder(folder, &names));
            }
        }
        people
    }

    /// Copies or unpacks what a student handed in.
    fn take(
        &self,
        base: &Path,
        root: &Path,
        key: &str,
        pile: &Pile,
        notes: &mut Vec<String>,
    ) -> Result<PathBuf, Problem> {
        let to = self.scratch.join(key);
        let refused = |refusal: &Refusal| Problem::Machine(words::refusal(refusal));
        if pile.is_text {
            return Err(refused(&Refusal::OnlyText));
        }
        for (child, _) in &pile.parts {
            let path = base.join(&child.file_name);
            let below = path.strip_prefix(root).unwrap_or(&path);
            if let Some((_, found)) = self.refused.iter().find(|(path, _)| path.starts_with(below)) {
                return Err(refused(&found.why));
            }
        }
        let result = fs::create_dir(&to).map_err(Stop::Machine).and_then(|()| pile.gather(base, &to, notes));
        let result = result.and_then(|()| inner::open(self.scratch, &to, notes));
        let result = result.and_then(|()| {
            notes.extend(mended::mend(&to).map_err(Stop::Machine)?);
            Ok(())
        });
        match result {
            Ok(()) => Ok(to),
            Err(stop) => {
                // Half of a submission must not be taken for one.
                let _ = fs::remove_dir_all(&to);
                Err(match stop {
                    Stop::Refused(refusal) => refused(&refusal),
                    Stop::Machine(error) => Problem::Machine(words::not_copied(&error)),
                })
            }
        }
    }
}

/// What no person made, in the folder of all and above it: left out, and said.
fn junk(root: &Path, base: &Path) -> io::Result<Option<String>> {
    let mut names = BTreeSet::new();
    for folder in base.ancestors().take_while(|folder| folder.starts_with(root)) {
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            names.extend(name::is_junk(&name).then(|| name.to_string_lossy().into_owned()));
        }
    }
    Ok((!names.is_empty()).then(|| words::skipped(&names)))
}

/// Whether a file stands there, and no link.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}
