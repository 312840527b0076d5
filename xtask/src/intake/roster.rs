//! Who handed what in, and how a download names them.
//!
//! A naming is that of the download as a whole: it is told by most names of what can have been handed in, and neither made nor
//! spoilt by one. Each name is then read for itself, and what another platform's names say is heard as well.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use super::platform;
use super::{archive, language};
use crate::hand_in::{HandedIn, Naming, Student};

/// One file or folder of a download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Child {
    /// Its name, as far as that is text.
    pub name: String,
    /// Its name on the disk.
    pub file_name: OsString,
    pub is_folder: bool,
    /// It is a link, which is not followed.
    pub is_link: bool,
    /// It is a clone of a repository.
    pub is_clone: bool,
}

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Without a key yet.
    pub student: Student,
    /// The name that the student gave the file, where the platform put its own before it.
    pub file: Option<String>,
    /// Something that was typed into a form: no file of the student's.
    pub is_text: bool,
    /// When it was handed in, where the platform gives out all that a student ever handed in: the larger, the later.
    pub attempt: Option<String>,
    /// What it says of the time.
    pub handed_in: Option<HandedIn>,
}

impl Child {
    /// One of that name, of which nothing else is known yet.
    pub fn named(file_name: OsString, is_folder: bool) -> Self {
        let name = file_name.to_string_lossy().into_owned();
        Self { name, file_name, is_folder, is_link: false, is_clone: false }
    }

    /// Whether it is of a kind in which somebody may hand something in: a folder, an archive, a source.
    pub fn can_be_handed_in(&self) -> bool {
        let name = Path::new(&self.name);
        self.is_folder || archive::is_any(name) || language::is_source(name)
    }
}

impl Named {
    /// By nothing but a name.
    pub fn of(name: &str) -> Self {
        let student = Student { name: name.to_owned(), ..Student::default() };
        Self { student, file: None, is_text: false, attempt: None, handed_in: None }
    }
}

/// Reads what a name says; `None` where it is none of its kind.
type Reader = fn(&Child) -> Option<Named>;

/// How each platform's names are read that says in each of them that it is its own.
const READERS: [(Naming, Reader); 4] = [
    (Naming::Canvas, platform::canvas),
    (Naming::Moodle, platform::moodle),
    (Naming::Brightspace, platform::brightspace),
    (Naming::Blackboard, platform::blackboard),
];

/// The naming that most names follow, of those that can be somebody's.
pub(super) fn naming(children: &[Child], parent: &str, has_metadata: bool) -> Naming {
    let is_named = |child: &Child| READERS.iter().any(|(_, read)| read(child).is_some());
    let theirs: Vec<&Child> =
        children.iter().filter(|child| child.can_be_handed_in() || is_named(child)).collect();
    let (naming, most) = READERS
        .into_iter()
        .map(|(naming, read)| {
            // Canvas gives out files. What follows its names as a file does may be a folder where others are files.
            let counts = |child: &&&Child| !(naming == Naming::Canvas && child.is_folder);
            (naming, theirs.iter().filter(counts).filter(|child| read(child).is_some()).count())
        })
        .fold((Naming::Plain, 0), |most, next| if next.1 > most.1 { next } else { most });
    let exported = folders(children).filter(|child| platform::gradescope(child).is_some()).count();
    if most > 0 && most * 2 >= theirs.len() {
        naming
    } else if has_metadata && exported * 2 > folders(children).count() {
        Naming::Gradescope
    } else if assignment(children, parent).is_some() {
        Naming::GitHub
    } else {
        Naming::Plain
    }
}

/// What the name of a child says under a naming that most follow, or under that of a platform that marks its names; `None` where
/// it follows none.
pub(super) fn read(naming: Naming, child: &Child, assignment: Option<&str>) -> Option<Named> {
    let own = match naming {
        Naming::Gradescope => platform::gradescope(child),
        Naming::GitHub => {
            assignment.and_then(|assignment| child.name.strip_prefix(assignment)).map(|login| {
                let mut named = Named::of(login);
                named.student.login = Some(login.to_owned());
                named
            })
        }
        _ => READERS.iter().find(|(known, _)| *known == naming).and_then(|(_, read)| read(child)),
    };
    // Anybody may call a folder as files are called by Canvas.
    let mut marked = READERS.iter().filter(|(known, _)| *known != Naming::Canvas || !child.is_folder);
    own.or_else(|| marked.find_map(|(_, read)| read(child)))
}

/// What a name says that follows nothing.
pub(super) fn plain(child: &Child) -> Named {
    Named::of(if child.is_folder { &child.name } else { stem(&child.name) })
}

/// Gives those a name of their own who are all called alike, as everybody is in a blind marking: with their numbers.
pub(super) fn tell_apart<'s>(students: impl Iterator<Item = &'s mut Student>) {
    let students: Vec<&mut Student> = students.filter(|student| student.moodle_id.is_some()).collect();
    let is_alike = students.windows(2).all(|two| two[0].name == two[1].name);
    if students.len() < 2 || !is_alike {
        return;
    }
    for student in students {
        if let Some(id) = &student.moodle_id {
            student.name = format!("{} {id}", student.name);
        }
    }
}

/// What stands before every user's name. The folder that holds them says it, or the names do where each is a clone:
/// among other folders that begin alike are those of `anna-1` and `anna-2`.
pub(super) fn assignment(children: &[Child], parent: &str) -> Option<String> {
    let first = &folders(children).next()?.name;
    if let Some(slug) = parent.strip_suffix("-submissions").filter(|slug| !slug.is_empty()) {
        let prefix = format!("{slug}-");
        let fits = |child: &&Child| child.name.len() > prefix.len() && child.name.starts_with(&prefix);
        let fitting = folders(children).filter(fits).count();
        return (fitting * 2 > folders(children).count()).then_some(prefix);
    }
    if folders(children).count() < 2 || !folders(children).all(|child| child.is_clone) {
        return None;
    }
    let common = folders(children).fold(first.as_str(), |common, child| {
        let same = common.bytes().zip(child.name.bytes()).take_while(|(a, b)| a == b).count();
        common.get(..same).unwrap_or("")
    });
    let prefix = &common[..=common.rfind('-')?];
    folders(children).all(|child| child.name.len() > prefix.len()).then(|| prefix.to_owned())
}

fn folders(children: &[Child]) -> impl Iterator<Item = &Child> {
    children.iter().filter(|child| child.is_folder)
}

/// A file's name without what tells its kind.
pub(super) fn stem(name: &str) -> &str {
    // `anna.tar.zst` is `anna`, whatever the tar is packed by.
    let name =
        name.rsplit_once('.').map(|(rest, _)| rest).filter(|rest| rest.ends_with(".tar")).unwrap_or(name);
    match name.rfind('.') {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// The name under which a file counts that Canvas gave out among `all` of a student's: it adds a number to what is handed in again, so
/// that `server-1.py` was `server.py`. Of several that were the same the latest counts, which is the error of the others. Where there is
/// no `server.py` the number may be the student's own: in `task-3.py`, and in `server-1.py` beside `server-2.py`.
pub(super) fn counted<'f>(file: &'f str, all: &BTreeSet<&'f str>) -> Result<String, &'f str> {
    /// The name without the number, and the number.
    fn attempt(file: &str) -> (String, usize) {
        let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file);
        let numbered = stem.rsplit_once('-').and_then(|(base, number)| Some((base, number.parse().ok()?)));
        match numbered.filter(|(base, _)| !base.is_empty()) {
            Some((base, number)) => (format!("{base}{}", &file[stem.len()..]), number),
            None => (file.to_owned(), 0),
        }
    }
    const COUNTS: [&str; 9] = ["task", "lab", "part", "question", "exercise", "ex", "problem", "t", "q"];
    let (name, own) = attempt(file);
    let same: Vec<(usize, &str)> = all
        .iter()
        .map(|other| (attempt(other), *other))
        .filter_map(|((other, number), file)| (other == name).then_some((number, file)))
        .collect();
    let last_word =
        stem(&name).rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_lowercase();
    match same.iter().max() {
        Some((last, latest)) if all.contains(name.as_str()) && own < *last => Err(latest),
        _ if all.contains(name.as_str()) || same.len() == 1 && !COUNTS.contains(&last_word.as_str()) => {
            Ok(name)
        }
        _ => Ok(file.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(name: &str, is_folder: bool) -> Child {
        Child::named(name.into(), is_folder)
    }

    #[test]
    fn a_naming_is_that_of_most_names() {
        type Row<'a> = (&'a [(&'a str, bool)], &'a str, bool, Naming);
        let rows: [Row<'_>; 17] = [
            (&[("a_1_2_server.py", false), ("b_3_4_x.zip", false)], "s", false, Naming::Canvas),
            (
                &[("a_1_2_server.py", false), ("b_3_4_x.zip", false), ("d_5_6_a", true)],
                "s",
                false,
                Naming::Canvas,
            ),
            (
                &[("A_1_assignsubmission_file", true), ("B_2_assignsubmission_file", true), ("c", true)],
                "s",
                false,
                Naming::Moodle,
            ),
            (&[("submission_1", true), ("submission_2", true), ("x", true)], "s", true, Naming::Gradescope),
            (
                &[("lab1-anna", true), ("lab1-bob", true), ("lab2-carl", true)],
                "lab1-submissions",
                false,
                Naming::GitHub,
            ),
            (&[("a_1_2_server.py", false), ("bob.zip", false)], "s", false, Naming::Canvas),
            (&[("a_1_2_server.py", false), ("bob.zip", false), ("carl", true)], "s", false, Naming::Plain),
            // What nobody hands in does not count.
            (
                &[("a_1_2_server.py", false), ("grades.csv", false), ("note.txt", false), ("x.pdf", false)],
                "s",
                false,
                Naming::Canvas,
            ),
            (
                &[("7-8 - A B - Oct 1, 2025 901 AM", true), ("index.html", false), ("grades.csv", false)],
                "s",
                false,
                Naming::Brightspace,
            ),
            (
                &[
                    ("L_a_attempt_2025-10-10-10-22-59_s.py", false),
                    ("L_a_attempt_2025-10-10-10-22-59.txt", false),
                ],
                "s",
                false,
                Naming::Blackboard,
            ),
            (&[("a_1_2_server.py", true)], "s", false, Naming::Plain),
            (
                &[("A B_1_assignsubmission_file", true), ("C D_2_assignsubmission_file_x.py", false)],
                "s",
                false,
                Naming::Moodle,
            ),
            (&[("submission_1", true), ("submission_2", true)], "s", true, Naming::Gradescope),
            (&[("submission_1", true), ("submission_2", true)], "s", false, Naming::Plain),
            (&[("lab1-anna", true), ("lab1-bob-x", true)], "lab1-submissions", false, Naming::GitHub),
            (&[("lab1-anna", true), ("lab2-bob", true)], "lab1-submissions", false, Naming::Plain),
            (&[("anna-1", true), ("anna-2", true)], "s", false, Naming::Plain),
        ];
        for (names, parent, metadata, expected) in rows {
            let children: Vec<_> = names.iter().map(|(name, folder)| child(name, *folder)).collect();
            assert_eq!(naming(&children, parent, metadata), expected, "{names:?}");
        }
        let clones = ["lab-1-anna", "lab-1-anton"].map(|name| Child { is_clone: true, ..child(name, true) });
        assert_eq!(assignment(&clones, "here").as_deref(), Some("lab-1-"));
    }

    #[test]
    fn a_number_that_canvas_added_is_taken_off_and_the_latest_counts() {
        let of = |file: &'static str, all: &[&'static str]| counted(file, &all.iter().copied().collect());
        for (file, all, name) in [
            ("server-1.py", &["server-1.py", "client-2.py"][..], Ok("server.py")),
            ("Makefile-1", &["Makefile-1"], Ok("Makefile")),
            ("server.py", &["server.py"], Ok("server.py")),
            ("task-3.py", &["task-3.py"], Ok("task-3.py")),
            ("my_task-3.py", &["my_task-3.py"], Ok("my_task-3.py")),
            ("server-1.py", &["server-1.py", "server-2.py"], Ok("server-1.py")),
            ("-1.py", &["-1.py"], Ok("-1.py")),
            ("server-1.py", &["server-1.py", "server-2.c"], Ok("server.py")),
            // Handed in again.
            ("lab.zip", &["lab.zip", "lab-1.zip"], Err("lab-1.zip")),
            ("server.py", &["server-1.py", "server.py"], Err("server-1.py")),
            ("server-1.py", &["server-1.py", "server.py"], Ok("server.py")),
            ("server-2.py", &["server-10.py", "server-2.py", "server.py"], Err("server-10.py")),
            ("server-10.py", &["server-10.py", "server-2.py", "server.py"], Ok("server.py")),
        ] {
            assert_eq!(of(file, all), name.map(str::to_owned), "{file} {all:?}");
        }
    }
}
