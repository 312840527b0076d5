//! A class of sections: folders of folders of students, as a lab has them where it is taught in groups. Taken for students,
//! each would be graded as the best of all who are in it.

use std::collections::BTreeSet;
use std::path::Path;

use super::roster::{self, Child};
use super::{archive, flat, hints};
use crate::hand_in::Naming;

/// Students at least in a section, where nothing but their number says that it is none's.
const LEAST_STUDENTS: usize = 3;

/// A class of sections.
pub(super) struct Sections {
    /// Who is in them, with their places below the folder of all.
    pub students: Vec<Child>,
    /// What the sections are called.
    pub names: Vec<String>,
}

/// The sections that `children` are, of which `inside` tells what is in them. `None` where it is a class of students:
/// sections are all folders, hold nothing but students, and no two of these are called alike. Each holds several; where all are called
/// sections it is enough that one does, of students who are called like nothing that one student may have.
pub(super) fn of<E>(
    children: &[Child],
    inside: impl Fn(&Child) -> Result<Vec<Child>, E>,
) -> Result<Option<Sections>, E> {
    let (mut students, mut names) = (Vec::new(), Vec::new());
    let (mut known, mut are_several) = (BTreeSet::new(), false);
    let folders = || children.iter().filter(|child| child.can_be_handed_in());
    let are_called_so = folders().all(|folder| hints::is_section(&folder.name));
    for section in folders() {
        if !section.is_folder || section.is_clone || hints::is_project_folder(&section.name) {
            return Ok(None);
        }
        let inner = inside(section)?;
        let own: Vec<&Child> = inner.iter().filter(|child| child.can_be_handed_in()).collect();
        let is_platform =
            !matches!(roster::naming(&inner, &section.name, false), Naming::Plain | Naming::GitHub);
        let is_student = |child: &&Child| {
            let is_whole = child.is_folder || archive::is_any(Path::new(&child.name));
            is_whole && !hints::is_project_folder(roster::stem(&child.name))
        };
        let may_be_somebody = |child: &&Child| flat::may_be_somebody(roster::stem(&child.name));
        let are_students = own.len() >= LEAST_STUDENTS || are_called_so && own.iter().all(may_be_somebody);
        let is_section = is_platform || are_students && own.iter().all(is_student);
        if !is_section || !own.iter().all(|child| known.insert(child.name.to_lowercase())) {
            return Ok(None);
        }
        are_several |= is_platform || own.len() > 1;
        names.push(section.name.clone());
        students.extend(inner.into_iter().map(|child| {
            let place = Path::new(&section.file_name).join(&child.file_name).into_os_string();
            Child { file_name: place, ..child }
        }));
    }
    Ok((names.len() > 1 && are_several).then_some(Sections { students, names }))
}
