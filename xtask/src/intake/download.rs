//! From a download to one folder a submission.
//!
//! What is handed in is copied or unpacked into folders of ours, whatever shape it came in: nothing is ever written to the
//! instructor's own folder, links and devices are gone, and all submissions look alike from here on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::archive::Kind;
use super::refusal::{Refusal, Stop};
use super::roster::{self, Child, Named, Naming, Student};
use super::unpack::{self, Refused, Submission};
use super::{Class, Entry, IntakeError, Problem, archive, gradescope, key, language, name};
use crate::journal;
use crate::words::download as words;

/// Where the archive of a class is unpacked, below the scratch folder. No key begins with a dot.
const DOWNLOAD: &str = ".download";

/// Archives in archives that are opened in one submission.
const MOST_LEVELS: usize = 2;

/// Where an archive in a submission is unpacked, before it becomes the submission.
const INNER: &str = ".inner";

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
    let pile = Pile { student: student.clone(), parts: vec![(child, None)], is_text: false };
    let (refused, mut notes) = Default::default();
    let download = Download { scratch: &scratch, refused, notes: Vec::new() };
    let folder = download.take(base, base, key, &pile, &mut notes);
    Ok(Entry { student, folder, notes })
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

pub(super) fn open(download: &Path, scratch: &Path) -> Result<Class, IntakeError> {
    let metadata =
        fs::metadata(download).map_err(|source| IntakeError::Read { path: download.to_owned(), source })?;
    let scratch = empty(scratch)?;
    let on_scratch = |source| IntakeError::Scratch { path: scratch.clone(), source };
    if metadata.is_dir() {
        return Download { scratch: &scratch, refused: BTreeMap::new(), notes: Vec::new() }
            .read(download, download);
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
    let mut class = Download { scratch: &scratch, refused: unpacked.refused, notes }.read(download, &root)?;
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
    /// What was wrong with the archive, by path below its root.
    refused: BTreeMap<PathBuf, Refused>,
    notes: Vec<String>,
}

/// What one student handed in, before it is taken.
struct Pile {
    student: Student,
    parts: Vec<(Child, Option<String>)>,
    is_text: bool,
}

impl Download<'_> {
    fn read(mut self, download: &Path, root: &Path) -> Result<Class, IntakeError> {
        let (base, children) = self.base(root)?;
        // What is wrong with the folder of all is wrong with all.
        let above = base.strip_prefix(root).unwrap_or(Path::new(""));
        if let Some((_, refused)) = self.refused.iter().find(|(path, _)| above.starts_with(path)) {
            return Err(IntakeError::Refused {
                path: download.to_owned(),
                why: words::refusal(&refused.why),
            });
        }
        let parent = base.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if root == download
            && let Some(names) = of_one_student(root, &children)
        {
            return Err(IntakeError::OneStudent { path: download.to_owned(), names });
        }
        let metadata = base.join(gradescope::METADATA);
        let naming = roster::naming(&children, &parent, is_file(&metadata));
        let assignment = roster::assignment(&children, &parent);
        self.notes.extend(self.hidden(root, &base)?.iter().map(|name| words::hidden(name)));
        let people = match naming {
            Naming::Gradescope => self.people(&metadata, &children),
            _ => BTreeMap::new(),
        };
        let piles = self.piles(children, naming, assignment.as_deref(), &people);
        self.notes.insert(0, words::naming(naming, piles.len()));
        let mut students: Vec<Student> = piles.iter().map(|pile| pile.student.clone()).collect();
        self.notes.extend(key::give_keys(&mut students));
        let mut entries: Vec<Entry> = Vec::new();
        for (student, pile) in students.into_iter().zip(piles) {
            let mut notes = Vec::new();
            let folder = self.take(&base, root, &student.key, &pile, &mut notes);
            entries.push(Entry { student, folder, notes });
        }
        entries.sort_by(|a, b| a.student.key.cmp(&b.student.key));
        Ok(Class { entries, naming, notes: self.notes })
    }

    /// What is whose.
    fn piles(
        &mut self,
        children: Vec<Child>,
        naming: Naming,
        assignment: Option<&str>,
        people: &BTreeMap<String, Vec<roster::Partner>>,
    ) -> Vec<Pile> {
        let mut piles: Vec<Pile> = Vec::new();
        for child in children {
            let named = roster::read(naming, &child, assignment);
            let is_named = named.is_some();
            let Named { mut student, file, is_text } = named.unwrap_or_else(|| roster::plain(&child));
            if let Some(people) = people.get(&child.name) {
                gradescope::complete(&mut student, people);
            }
            if !is_named && !child.is_folder && !archive::is_named_so(Path::new(&child.name)) {
                self.notes.push(words::stray_file(&child.name, child.is_link));
                continue;
            }
            let same = |pile: &&mut Pile| {
                let (a, b) = (&pile.student, &student);
                let ids = (&a.canvas_id, &a.moodle_id) == (&b.canvas_id, &b.moodle_id);
                is_named && matches!(naming, Naming::Canvas | Naming::Moodle) && ids && a.name == b.name
            };
            match piles.iter_mut().find(same) {
                Some(pile) => {
                    pile.student.late |= student.late;
                    pile.is_text &= is_text;
                    pile.parts.extend((!is_text).then_some((child, file)));
                }
                None => {
                    let parts = (!is_text).then_some((child, file)).into_iter().collect();
                    piles.push(Pile { student, parts, is_text });
                }
            }
        }
        piles
    }

    /// The folder whose children are the submissions: `root`, or the one that is alone in it.
    fn base(&self, root: &Path) -> Result<(PathBuf, Vec<Child>), IntakeError> {
        let mut base = root.to_owned();
        for _ in 0..2 {
            let children = self.children(root, &base)?;
            let [only] = &children[..] else { return Ok((base, children)) };
            let inner = base.join(&only.file_name);
            let is_known = roster::naming(&children, "", false) != Naming::Plain
                || base.file_name().is_some_and(|name| name.to_string_lossy().ends_with("-submissions"))
                || is_file(&base.join(gradescope::METADATA));
            if !only.is_folder || is_known || !inner.is_dir() || inner.is_symlink() {
                return Ok((base, children));
            }
            // One student's folder, or the folder of all? Folders and archives are a class, and so they are with a list of
            // points beside them; but a folder `task1` or `src` is no student, and nor is what has sources beside it.
            let inside = self.children(root, &inner)?;
            let is_student = |child: &Child| {
                let name = Path::new(&child.name);
                (child.is_folder || archive::is_named_so(name)) && !language::is_project_folder(&child.name)
            };
            let is_export = is_file(&inner.join(gradescope::METADATA))
                || roster::naming(&inside, &only.name, false) != Naming::Plain;
            let is_beside = |child: &Child| !child.is_folder && !language::is_source(Path::new(&child.name));
            let students = inside.iter().filter(|child| is_student(child)).count();
            let is_class = students == inside.len() && students > 0
                || students > 1 && inside.iter().all(|child| is_student(child) || is_beside(child));
            if !is_export && !is_class {
                return Ok((base, children));
            }
            base = inner;
        }
        let children = self.children(root, &base)?;
        Ok((base, children))
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

    fn all_children(&self, root: &Path, folder: &Path) -> Result<Vec<Child>, IntakeError> {
        let on_read = |source| IntakeError::Read { path: folder.to_owned(), source };
        let mut children: BTreeMap<OsString, Child> = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(on_read)? {
            let entry = entry.map_err(on_read)?;
            let kind = entry.file_type().map_err(on_read)?;
            let name = entry.file_name();
            if name::is_junk(&name) || name == gradescope::METADATA {
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
    fn people(&mut self, metadata: &Path, children: &[Child]) -> BTreeMap<String, Vec<roster::Partner>> {
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
                let names: Vec<&str> = people.iter().map(|one| one.name.as_str()).collect();
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
        let refused = |refusal: &Refusal| Problem::Student(words::refusal(refusal));
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
        let result = fs::create_dir(&to).map_err(Stop::Machine).and_then(|()| gather(base, pile, &to, notes));
        let result = result.and_then(|()| self.open_inner(&to, notes));
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

    /// Opens the archive that a submission is, where the submission is one archive in a folder, and the one that is in it:
    /// who packs for the platform what was packed already hands in such a thing. Deeper archives stay what they are.
    fn open_inner(&self, folder: &Path, notes: &mut Vec<String>) -> Result<(), Stop> {
        for _ in 0..MOST_LEVELS {
            if !self.open_only(folder, notes)? {
                break;
            }
        }
        Ok(())
    }

    /// Puts what is in the only archive of a folder in its place; `false` where there is no such archive.
    fn open_only(&self, folder: &Path, notes: &mut Vec<String>) -> Result<bool, Stop> {
        let files = super::files::list(folder).map_err(Stop::Machine)?;
        let archives: Vec<&PathBuf> = files.iter().filter(|file| archive::is_named_so(file)).collect();
        let [archive] = &archives[..] else { return Ok(false) };
        if files.iter().any(|file| language::is_source(file)) {
            return Ok(false);
        }
        let inner = self.scratch.join(INNER);
        fs::create_dir(&inner).map_err(Stop::Machine)?;
        let mut submission = Submission::new(&inner);
        let result = submission.add_archive(&folder.join(archive), Path::new(""));
        match result.and_then(|()| submission.finish().map_err(Stop::Refused)) {
            Ok(skipped) => {
                notes.push(words::opened(&archive.display().to_string()));
                notes.extend((!skipped.is_empty()).then(|| words::skipped(&skipped)));
                fs::remove_dir_all(folder).map_err(Stop::Machine)?;
                fs::rename(&inner, folder).map_err(Stop::Machine)?;
                Ok(true)
            }
            Err(stop) => {
                fs::remove_dir_all(&inner).map_err(Stop::Machine)?;
                Err(stop)
            }
        }
    }
}

/// What shows that this folder is one student's work and no class, if it is: folders of tasks, or sources, and nothing else that
/// could be a student's.
fn of_one_student(folder: &Path, children: &[Child]) -> Option<Vec<String>> {
    let names_a_task = |child: &Child| child.is_folder && language::task_of(Path::new(&child.name)).is_some();
    let is_source = |child: &Child| !child.is_folder && language::is_source(Path::new(&child.name));
    let is_someones = |child: &Child| match child.is_folder {
        true => !language::is_project_folder(&child.name) && is_handed_in(&folder.join(&child.file_name)),
        false => archive::is_named_so(Path::new(&child.name)),
    };
    if children.iter().any(is_someones) || roster::naming(children, "", false) != Naming::Plain {
        return None;
    }
    let names = children.iter().filter(|child| names_a_task(child) || is_source(child));
    let names: Vec<String> = names.map(|child| child.name.clone()).collect();
    (!names.is_empty()).then_some(names)
}

/// Whether a folder is something that somebody made to be handed in: no tool's, none of our results, and not empty.
fn is_handed_in(folder: &Path) -> bool {
    let is_visible = |entry: fs::DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
    let holds_anything = fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(is_visible));
    holds_anything && !unpack::is_cache(folder) && !is_file(&folder.join(journal::FILE))
}

/// Whether a file stands there, and no link.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Puts the parts of a submission into one folder.
fn gather(base: &Path, pile: &Pile, to: &Path, notes: &mut Vec<String>) -> Result<(), Stop> {
    let mut submission = Submission::new(to);
    let all: Vec<String> =
        pile.parts.iter().map(|(child, file)| file.clone().unwrap_or_else(|| child.name.clone())).collect();
    let all_names = all.iter().map(String::as_str).collect();
    let alone = pile.parts.len() == 1;
    for ((child, file), name) in pile.parts.iter().zip(&all) {
        let path = base.join(&child.file_name);
        if child.is_folder {
            submission.add_folder(&path)?;
            continue;
        }
        match unpack::kind(&path).map_err(Stop::Machine)? {
            Kind::Link => return Err(Refusal::Link(name.clone()).into()),
            Kind::Special => return Err(Refusal::Special(name.clone()).into()),
            Kind::File { .. } | Kind::Folder => {}
        }
        if archive::is_named_so(Path::new(name)) {
            let below = if alone { Path::new("") } else { Path::new(roster::stem(name)) };
            submission.add_archive(&path, below)?;
            notes.push(words::opened(name));
            continue;
        }
        let first = file.as_deref().and_then(|file| roster::without_attempt(file, &all_names));
        submission.add_file(&path, first.as_deref().unwrap_or(name))?;
    }
    let skipped = submission.finish().map_err(Stop::Refused)?;
    notes.extend((!skipped.is_empty()).then(|| words::skipped(&skipped)));
    Ok(())
}
