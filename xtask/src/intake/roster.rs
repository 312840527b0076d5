//! Who handed what in, told by the names that learning platforms give files and folders.
//!
//! | platform | a name | source |
//! |---|---|---|
//! | Canvas | `doejane_LATE_12345_67890_server.py`: sortable name, user, attachment, file; `doejane_12345_text.html` for a typed-in text; `anon_ab1C2` for the user of an anonymous assignment | `lib/content_zipper.rb` of canvas-lms |
//! | Moodle | `Jane Doe_123456_assignsubmission_file/server.py`, older `.._file_/server.py` or `.._file_server.py`; `onlinetext` for a typed-in text; a group's name and id for a group | `mod/assign/classes/downloader.php` of moodle |
//! | Gradescope | `submission_123456/server.py`, and `submission_metadata.yml` beside the folders | an assignment's "Export Submissions" |
//! | GitHub Classroom | `lab1-submissions/lab1-janedoe/server.py` | `gh classroom clone student-repos` |
//!
//! A naming is that of the download as a whole: it is told by most names, and neither made nor spoilt by one.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Who handed something in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Student {
    /// Unique in the class, the same whenever the same class is read, and safe as the name of a file: `[a-z0-9._-]`.
    pub key: String,
    /// As the platform calls the student, or the group.
    pub name: String,
    /// The user's number in Canvas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_id: Option<String>,
    /// The participant's number in Moodle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moodle_id: Option<String>,
    /// The submission's number in Gradescope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradescope_id: Option<String>,
    /// The student's number at the school, as Gradescope knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The user's name at GitHub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether Canvas marks it as late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The others of a group, beside the one named here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Partner>,
}

/// Another member of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Partner {
    /// As the platform calls the student.
    pub name: String,
    /// The student's number at the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// How a download names what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    /// As Canvas does.
    Canvas,
    /// As Moodle does.
    Moodle,
    /// As Gradescope does.
    Gradescope,
    /// As GitHub Classroom does.
    GitHub,
    /// One folder or archive for each student, named in any way.
    Plain,
}

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
}

impl Child {
    /// One of that name, of which nothing else is known yet.
    pub fn named(file_name: OsString, is_folder: bool) -> Self {
        let name = file_name.to_string_lossy().into_owned();
        Self { name, file_name, is_folder, is_link: false, is_clone: false }
    }
}

/// The naming that most names follow.
pub(super) fn naming(children: &[Child], parent: &str, has_metadata: bool) -> Naming {
    let most = |test: &dyn Fn(&Child) -> bool| {
        children.iter().filter(|child| test(child)).count() * 2 > children.len()
    };
    let most_folders = |test: &dyn Fn(&Child) -> bool| {
        folders(children).filter(|child| test(child)).count() * 2 > folders(children).count()
    };
    if most(&|child| !child.is_folder && canvas(child).is_some()) {
        Naming::Canvas
    } else if most(&|child| moodle(&child.name).is_some()) {
        Naming::Moodle
    } else if has_metadata && most_folders(&|child| gradescope(&child.name).is_some()) {
        Naming::Gradescope
    } else if assignment(children, parent).is_some() {
        Naming::GitHub
    } else {
        Naming::Plain
    }
}

/// What the name of a child says under a naming that most follow; `None` where it does not follow it.
pub(super) fn read(naming: Naming, child: &Child, assignment: Option<&str>) -> Option<Named> {
    match naming {
        Naming::Canvas => canvas(child),
        Naming::Moodle => moodle(&child.name),
        Naming::Gradescope => gradescope(&child.name),
        Naming::GitHub => {
            assignment.and_then(|assignment| child.name.strip_prefix(assignment)).map(|login| {
                let (name, login) = (login.to_owned(), Some(login.to_owned()));
                Named { student: Student { name, login, ..Student::default() }, file: None, is_text: false }
            })
        }
        Naming::Plain => None,
    }
}

/// What a name says that follows nothing.
pub(super) fn plain(child: &Child) -> Named {
    let name = match child.is_folder {
        true => child.name.clone(),
        false => stem(&child.name).to_owned(),
    };
    Named { student: Student { name, ..Student::default() }, file: None, is_text: false }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `NAME[_LATE]_USER_ATTACHMENT_FILE`, or `NAME[_LATE]_USER_text.html`. A group's name may have `_` in it, and a file's a `/`, which
/// makes a folder of it.
fn canvas(child: &Child) -> Option<Named> {
    let parts: Vec<&str> = child.name.split('_').collect();
    let of = |at: usize, id: String, file: Option<String>| {
        let mut who = &parts[..at];
        let late = who.last() == Some(&"LATE");
        if late {
            who = &who[..who.len() - 1];
        }
        let is_anonymous = who.is_empty();
        let name = if is_anonymous { id.clone() } else { who.join("_") };
        let is_text = file.is_none();
        let canvas_id = (!is_anonymous).then_some(id);
        Named { student: Student { name, canvas_id, late, ..Student::default() }, file, is_text }
    };
    for at in 0..parts.len().saturating_sub(1) {
        let (id, rest) = match parts[at] {
            "anon" => (format!("anon_{}", parts[at + 1]), at + 2),
            number if is_number(number) && at > 0 => (number.to_owned(), at + 1),
            _ => continue,
        };
        let Some(after) = parts.get(rest) else { continue };
        let is_form = rest + 1 == parts.len() && matches!(*after, "text.html" | "link.html");
        let file = parts[rest + 1..].join("_");
        if is_form {
            return Some(of(at, id, None));
        } else if is_number(after) && (!file.is_empty() || child.is_folder) {
            return Some(of(at, id, Some(file)));
        }
    }
    None
}

/// `NAME_ID_assignsubmission_file[_[FILE]]`; no id for those that are in no group.
fn moodle(name: &str) -> Option<Named> {
    let (who, rest) = name.rsplit_once("_assignsubmission_")?;
    let (kind, file) = rest.split_once('_').unwrap_or((rest, ""));
    let (name, id) = match who.rsplit_once('_') {
        Some((name, id)) if is_number(id) && !name.is_empty() => (name, Some(id)),
        _ if !who.is_empty() => (who, None),
        _ => return None,
    };
    let student = Student { name: name.to_owned(), moodle_id: id.map(str::to_owned), ..Student::default() };
    let file = (!file.is_empty()).then(|| file.to_owned());
    matches!(kind, "file" | "onlinetext").then(|| Named { student, file, is_text: kind == "onlinetext" })
}

fn gradescope(name: &str) -> Option<Named> {
    let id = name.strip_prefix("submission_").filter(|id| is_number(id))?;
    let student = Student { name: name.to_owned(), gradescope_id: Some(id.to_owned()), ..Student::default() };
    Some(Named { student, file: None, is_text: false })
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
    let name = name.strip_suffix(".gz").filter(|rest| rest.ends_with(".tar")).unwrap_or(name);
    match name.rfind('.') {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// The name of a file before Canvas added a number to what was handed in again: `server-1.py` was `server.py`. Not of
/// `task-3.py`, and not where the student has a `server.py` as well, or a `server-2.py`.
pub(super) fn without_attempt(file: &str, all: &BTreeSet<&str>) -> Option<String> {
    fn bare(file: &str) -> Option<(&str, String)> {
        let stem = Path::new(file).file_stem()?.to_str()?;
        let (base, number) = stem.rsplit_once('-')?;
        let end = file.strip_prefix(stem)?;
        (is_number(number) && !base.is_empty()).then(|| (base, format!("{base}{end}")))
    }
    let (base, name) = bare(file)?;
    let last_word = base.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or(base).to_lowercase();
    let counts = ["task", "lab", "part", "question", "exercise", "ex", "problem", "t", "q"];
    let taken = all.contains(name.as_str());
    let twin = all.iter().any(|other| *other != file && bare(other).is_some_and(|(_, bare)| bare == name));
    (!counts.contains(&last_word.as_str()) && !taken && !twin).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(name: &str, is_folder: bool) -> Child {
        Child::named(name.into(), is_folder)
    }

    /// Name, id, late, file, typed in.
    type Row<'a> = (&'a str, Option<(&'a str, Option<&'a str>, bool, Option<&'a str>, bool)>);

    #[test]
    fn canvas_names_are_read() {
        let rows: [Row<'_>; 12] = [
            (
                "doejane_12345_67890_server.py",
                Some(("doejane", Some("12345"), false, Some("server.py"), false)),
            ),
            (
                "doejane_LATE_12345_67890_my_server.py",
                Some(("doejane", Some("12345"), true, Some("my_server.py"), false)),
            ),
            ("müllerjörg_1_2_a.zip", Some(("müllerjörg", Some("1"), false, Some("a.zip"), false))),
            ("group_a_3_4_client.py", Some(("group_a", Some("3"), false, Some("client.py"), false))),
            ("doejane_12345_text.html", Some(("doejane", Some("12345"), false, None, true))),
            ("doejane_LATE_12345_link.html", Some(("doejane", Some("12345"), true, None, true))),
            ("anon_a1B2c_67890_server.py", Some(("anon_a1B2c", None, false, Some("server.py"), false))),
            ("doejane_12345_67890_", None),
            ("doejane_12345_server.py", None),
            ("server.py", None),
            ("task_1_server.py", None),
            ("_1_2_x", Some(("", Some("1"), false, Some("x"), false))),
        ];
        for (name, expected) in rows {
            let read = canvas(&child(name, false));
            let flat = read.as_ref().map(|n| {
                let s = &n.student;
                (s.name.as_str(), s.canvas_id.as_deref(), s.late, n.file.as_deref(), n.is_text)
            });
            assert_eq!(flat, expected, "{name}");
        }
    }

    #[test]
    fn moodle_names_are_read() {
        let rows: [Row<'_>; 7] = [
            (
                "Jane Doe_123456_assignsubmission_file_",
                Some(("Jane Doe", Some("123456"), false, None, false)),
            ),
            ("Jane Doe_123456_assignsubmission_file", Some(("Jane Doe", Some("123456"), false, None, false))),
            (
                "Jörg Müller_9_assignsubmission_onlinetext",
                Some(("Jörg Müller", Some("9"), false, None, true)),
            ),
            (
                "J D_9_assignsubmission_file_my_server.py",
                Some(("J D", Some("9"), false, Some("my_server.py"), false)),
            ),
            ("Default group_assignsubmission_file", Some(("Default group", None, false, None, false))),
            ("Jane Doe_123456", None),
            ("Jane Doe_9_assignsubmission_other_x", None),
        ];
        for (name, expected) in rows {
            let read = moodle(name);
            let flat = read.as_ref().map(|n| {
                let s = &n.student;
                (s.name.as_str(), s.moodle_id.as_deref(), s.late, n.file.as_deref(), n.is_text)
            });
            assert_eq!(flat, expected, "{name}");
        }
    }

    #[test]
    fn a_naming_is_that_of_most_names() {
        type Row<'a> = (&'a [(&'a str, bool)], &'a str, bool, Naming);
        let rows: [Row<'_>; 13] = [
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
            (&[("a_1_2_server.py", false), ("bob.zip", false)], "s", false, Naming::Plain),
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
    fn a_number_that_canvas_added_is_taken_off() {
        let of = |file: &str, all: &[&str]| without_attempt(file, &all.iter().copied().collect());
        assert_eq!(of("server-1.py", &["server-1.py", "client-2.py"]).as_deref(), Some("server.py"));
        assert_eq!(of("Makefile-1", &["Makefile-1"]).as_deref(), Some("Makefile"));
        for (file, all) in [
            ("server.py", &["server.py"][..]),
            ("task-3.py", &["task-3.py"]),
            ("my_task-3.py", &["my_task-3.py"]),
            ("server-1.py", &["server-1.py", "server-2.py"]),
            ("server-1.py", &["server-1.py", "server.py"]),
            ("-1.py", &["-1.py"]),
        ] {
            assert_eq!(of(file, all), None, "{file}");
        }
        assert_eq!(of("server-1.py", &["server-1.py", "server-2.c"]).as_deref(), Some("server.py"));
    }
}
