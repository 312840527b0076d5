//! Whether a folder is a class, or what one student handed in. Names and a look at what programs there are decide; whoever
//! downloaded it knows better, and can say so.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::roster::{self, Child};
use super::{archive, flat, hints, language, left_behind, name};
use crate::journal;
use crate::role::Role;

/// Folders in folders in which programs are looked for.
const DEEPEST: usize = 3;

/// Entries at most that are looked at for it.
const MOST_ENTRIES: usize = 2000;

/// Folders at most that the halves of one student's work lie in.
const MOST_HALVES: usize = 3;

/// What shows that `children`, all that is in the folder `base`, are parts of one student's work, if they are.
pub(super) fn of_one_student(base: &Path, children: &[Child]) -> io::Result<Option<Vec<String>>> {
    let is_archive = |child: &Child| !child.is_folder && archive::is_any(Path::new(&child.name));
    let is_part = |child: &Child| hints::is_project_folder(roster::stem(&child.name));
    let (parts, mut people): (Vec<&Child>, Vec<&Child>) = children
        .iter()
        .filter(|child| child.is_folder || is_archive(child))
        .partition(|child| is_part(child));
    people.retain(|child| !child.is_folder || is_handed_in(&base.join(&child.file_name)));
    let sources =
        children.iter().filter(|child| !child.is_folder && language::is_source(Path::new(&child.name)));
    let names: Vec<String> = parts.iter().copied().chain(sources).map(|child| child.name.clone()).collect();
    let is_one = people.is_empty() && !names.is_empty()
        || !people.is_empty()
            && !people.iter().any(|child| is_archive(child))
            && hold_no_student(base, children, &people)?;
    let people = people.iter().map(|child| child.name.clone());
    Ok(is_one.then(|| if names.is_empty() { people.collect() } else { names }))
}

/// Whether a folder is something that somebody made to be handed in: no tool's, none of our results, and not empty. One that was
/// refused in an archive is.
fn is_handed_in(folder: &Path) -> bool {
    let is_visible = |entry: fs::DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
    let Ok(mut entries) = fs::read_dir(folder) else { return true };
    entries.any(|entry| entry.is_ok_and(is_visible))
        && !left_behind::is_cache(folder)
        && !folder.join(journal::FILE).is_file()
}

/// Whether the folders `people`, which could be students', are not: a server and a client lie beside them and none is in them; or
/// they are the two halves of one work.
fn hold_no_student(base: &Path, children: &[Child], people: &[&Child]) -> io::Result<bool> {
    let mut left = MOST_ENTRIES;
    let mut roles = Vec::new();
    for child in people {
        let mut found = BTreeSet::new();
        let folder = base.join(&child.file_name);
        // Of what was refused in an archive there is nothing.
        if fs::symlink_metadata(&folder).is_ok_and(|folder| folder.is_dir()) {
            programs(&folder, DEEPEST, &mut left, &mut found)?;
        }
        roles.push(found);
    }
    // A server and a client, and what they use beside them.
    if children.iter().any(flat::is_bare_program) {
        return Ok(roles.iter().all(BTreeSet::is_empty));
    }
    // The two halves, each in a folder that is called so.
    let mut halves = people.iter().zip(&roles).filter(|(_, roles)| !roles.is_empty());
    let is_half = |(child, roles): (&&Child, &BTreeSet<Role>)| {
        hints::role_of(Path::new(&child.name)).is_some_and(|role| *roles == BTreeSet::from([role]))
    };
    let all: BTreeSet<Role> = roles.iter().flatten().copied().collect();
    Ok(people.len() <= MOST_HALVES && all.len() == 2 && halves.all(is_half))
}

/// The roles that the names of the sources below a folder tell; both where an archive could hold any.
fn programs(folder: &Path, depth: usize, left: &mut usize, found: &mut BTreeSet<Role>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, file) = (entry.file_type()?, entry.file_name());
        let Some(fewer) = left.checked_sub(1) else { return Ok(()) };
        *left = fewer;
        if name::is_junk(&file) {
            continue;
        }
        let path = Path::new(&file);
        if kind.is_dir() && depth > 0 {
            programs(&entry.path(), depth - 1, left, found)?;
        } else if kind.is_file() && archive::is_named_so(path) {
            found.extend([Role::Server, Role::Client]);
        } else if kind.is_file() && language::is_source(path) {
            found.extend(hints::role_of(path));
        }
    }
    Ok(())
}
