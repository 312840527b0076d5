//! What one student handed in, as it lies in a download: files, folders and archives, in one attempt or in several.

use std::collections::BTreeSet;
use std::path::Path;

use super::archive::{self, Kind};
use super::roster::{self, Child, Named};
use super::stop::Stop;
use super::unpack::{self, Submission};
use crate::hand_in::{HandedIn, Refusal, Student};
use crate::words::download as words;

/// What one student handed in, before it is taken: of several attempts the latest.
pub(super) struct Pile {
    pub student: Student,
    pub parts: Vec<(Child, Option<String>)>,
    pub is_text: bool,
    /// A name says whose it is, as it says of other things that are of the same student.
    is_named: bool,
    pub attempts: BTreeSet<String>,
    pub handed_in: Option<HandedIn>,
}

impl Pile {
    pub(super) fn of(child: Child, named: Named, is_named: bool) -> Self {
        let Named { student, file, is_text, attempt, handed_in } = named;
        let parts = (!is_text).then_some((child, file)).into_iter().collect();
        Self { student, parts, is_text, is_named, attempts: attempt.into_iter().collect(), handed_in }
    }

    /// Whether it is this student's.
    pub(super) fn is_of(&self, student: &Student) -> bool {
        let marks = |student: &Student| {
            let Student { canvas_id, moodle_id, brightspace_id, login, .. } = student.clone();
            (canvas_id, moodle_id, brightspace_id, login)
        };
        self.is_named && self.student.name == student.name && marks(&self.student) == marks(student)
    }

    /// Adds what the same student handed in at the same time, or later.
    pub(super) fn add(&mut self, child: Child, named: Named) {
        let Named { student, file, is_text, attempt, handed_in } = named;
        let latest = self.attempts.last().cloned();
        self.attempts.extend(attempt.clone());
        if attempt < latest {
            return;
        }
        if attempt > latest {
            (self.parts, self.is_text) = (Vec::new(), true);
        }
        self.student.late |= student.late;
        // One file that is marked as late makes all late that was handed in with it.
        if self.handed_in != Some(HandedIn::Marked { late: true }) || attempt > latest {
            self.handed_in = handed_in.or(self.handed_in.take());
        }
        self.student.canvas_file = self.student.canvas_file.take().or(student.canvas_file);
        self.is_text &= is_text;
        self.parts.extend((!is_text).then_some((child, file)));
    }

    /// Puts the parts of a submission into one folder.
    pub(super) fn gather(&self, base: &Path, to: &Path, notes: &mut Vec<String>) -> Result<(), Stop> {
        let mut submission = Submission::new(to);
        let all: Vec<String> = self
            .parts
            .iter()
            .map(|(child, file)| file.clone().unwrap_or_else(|| child.name.clone()))
            .collect();
        let all_names: BTreeSet<&str> = all.iter().map(String::as_str).collect();
        let is_canvas = self.student.canvas_file.is_some();
        let mut counted = Vec::new();
        for ((child, file), name) in self.parts.iter().zip(&all) {
            match roster::counted(name, &all_names) {
                Err(latest) if is_canvas => notes.push(words::handed_in_again(name, latest)),
                Ok(counts) if is_canvas && file.is_some() => counted.push((child, name, counts)),
                _ => counted.push((child, name, name.clone())),
            }
        }
        let alone = counted.len() == 1;
        for (child, name, counts) in counted {
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
            let path_of_name = Path::new(name);
            // Beside other files it may be anything that they read.
            if archive::is_named_so(path_of_name) || alone && archive::is_any(path_of_name) {
                let below = if alone { Path::new("") } else { Path::new(roster::stem(&counts)) };
                submission.add_archive(&path, below)?;
                notes.push(words::opened(name));
                continue;
            }
            submission.add_file(&path, &counts)?;
        }
        notes.extend(submission.finish().map_err(Stop::Refused)?);
        Ok(())
    }
}
