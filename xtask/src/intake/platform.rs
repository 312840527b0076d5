//! The names that learning platforms give files and folders.
//!
//! | platform | a name | source |
//! |---|---|---|
//! | Canvas | `doejane_LATE_12345_67890_server.py`: sortable name or group, user, attachment, file; `doejane_12345_text.html` for a typed-in text; `anon_ab1C2` for the user of an anonymous assignment | `lib/content_zipper.rb` of canvas-lms |
//! | Canvas, a quiz | `doe_jane12345_question_7_67890_server.py`: name and user, question, attachment, file | `app/models/quizzes/quiz_submission_zipper.rb` of canvas-lms |
//! | Moodle | `Jane Doe_123456_assignsubmission_file/server.py`, older `.._file_/server.py` or `.._file_server.py`; `onlinetext` for a typed-in text; a group's name and id for a group; the same word for everybody in a blind marking | `mod/assign/classes/downloader.php` of moodle |
//! | Brightspace | `39786-640693 - Jane Doe - Oct 10, 2025 1022 AM/server.py`, or the same before ` - server.py`; one for each time that something was handed in | "Download" of an assignment's submissions |
//! | Blackboard | `Lab 1_jdoe_attempt_2025-10-10-10-22-59_server.py`, and `Lab 1_jdoe_attempt_2025-10-10-10-22-59.txt` of its own beside it; one for each attempt | "Assignment File Download" of the Grade Center |
//! | Gradescope | `submission_123456/server.py`, and `submission_metadata.yml` beside the folders | an assignment's "Export Submissions" |
//! | GitHub Classroom | `lab1-submissions/lab1-janedoe/server.py` | `gh classroom clone student-repos` |

use std::path::Path;

use super::files;
use super::roster::{Child, Named};
use crate::hand_in::{HandedIn, Naming, Source, moment};

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `NAME[_LATE]_USER_ATTACHMENT_FILE`, or `NAME[_LATE]_USER_text.html`. A group's name may have `_` in it, and a file's a `/`, which
/// makes a folder of it.
pub(super) fn canvas(child: &Child) -> Option<Named> {
    if let Some(named) = quiz(&child.name) {
        return Some(named);
    }
    let parts: Vec<&str> = child.name.split('_').collect();
    let mut found: Option<(&str, Named)> = None;
    for at in 0..parts.len().saturating_sub(1) {
        let (id, rest) = match parts[at] {
            "anon" => (format!("anon_{}", parts[at + 1]), at + 2),
            number if is_number(number) && at > 0 => (number.to_owned(), at + 1),
            _ => continue,
        };
        let Some(after) = parts.get(rest).copied() else { continue };
        let file = parts[rest + 1..].join("_");
        let file = match after {
            "text.html" | "link.html" if rest + 1 == parts.len() => None,
            _ if is_number(after) && (!file.is_empty() || child.is_folder) => Some(file),
            _ => continue,
        };
        // A group's name or a file's may have numbers in it as well; those of attachments are the largest that there are.
        let is_larger = |than: &str| file.is_some() && (after.len(), after) > (than.len(), than);
        if found.as_ref().is_none_or(|(than, _)| is_larger(than)) {
            let mut named = of_canvas(&parts[..at], id, file);
            named.student.canvas_file = is_number(after).then(|| after.to_owned());
            found = Some((after, named));
        }
    }
    found.map(|(_, named)| named)
}

fn of_canvas(who: &[&str], id: String, file: Option<String>) -> Named {
    let (late, who) = match who {
        [who @ .., "LATE"] => (true, who),
        who => (false, who),
    };
    let is_anonymous = who.is_empty() && !is_number(&id);
    let mut named = Named::of(&if is_anonymous { id.clone() } else { who.join("_") });
    named.student.canvas_id = (!is_anonymous).then_some(id);
    named.student.late = late;
    named.handed_in = Some(HandedIn::Marked { late });
    named.is_text = file.is_none();
    named.file = file;
    named
}

/// `NAME[_LATE_]USER[_LATE]_question_QUESTION_ATTACHMENT_FILE`.
fn quiz(name: &str) -> Option<Named> {
    let (who, rest) = name.split_once("_question_")?;
    let mut rest = rest.splitn(3, '_');
    let (question, attachment, file) = (rest.next()?, rest.next()?, rest.next()?);
    // Names are in small letters here.
    let late = who.split('_').any(|part| part == "LATE");
    let who = who.split('_').filter(|part| *part != "LATE").collect::<Vec<_>>().join("_");
    let name = who.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_it = is_number(question) && is_number(attachment) && !file.is_empty() && name.len() < who.len();
    let mut named = Named::of(name.trim_end_matches('_'));
    named.student.late = late;
    named.handed_in = late.then_some(HandedIn::Marked { late });
    named.student.canvas_id = Some(who[name.len()..].to_owned());
    named.student.canvas_file = Some(attachment.to_owned());
    named.file = Some(file.to_owned());
    (is_it && !name.is_empty()).then_some(named)
}

/// `NAME_ID_assignsubmission_file[_[FILE]]`; no id for those that are in no group.
pub(super) fn moodle(child: &Child) -> Option<Named> {
    let (who, rest) = child.name.rsplit_once("_assignsubmission_")?;
    let (kind, file) = rest.split_once('_').unwrap_or((rest, ""));
    let (name, id) = match who.rsplit_once('_') {
        Some((name, id)) if is_number(id) && !name.is_empty() => (name, Some(id)),
        _ if !who.is_empty() => (who, None),
        _ => return None,
    };
    let mut named = Named::of(name);
    named.student.moodle_id = id.map(str::to_owned);
    named.file = (!file.is_empty()).then(|| file.to_owned());
    named.is_text = kind == "onlinetext";
    matches!(kind, "file" | "onlinetext").then_some(named)
}

/// `NUMBER-NUMBER - NAME - TIME[ - FILE]`.
pub(super) fn brightspace(child: &Child) -> Option<Named> {
    let (numbers, rest) = child.name.split_once(" - ")?;
    let (user, folder) = numbers.split_once('-')?;
    // A name may have ` - ` in it: it goes as far as the time does not begin.
    let (at, time, file) = rest.match_indices("- ").find_map(|(at, mark)| {
        let after = &rest[at + mark.len()..];
        let (time, file) = after.split_once(" - ").map_or((after, None), |(time, file)| (time, Some(file)));
        Some((at, moment::time(time)?, file))
    })?;
    let name = rest[..at].trim();
    let mut named = Named::of(name);
    named.student.brightspace_id = Some(user.to_owned());
    named.file = file.map(str::to_owned);
    named.handed_in = then(&time);
    named.attempt = Some(time);
    (is_number(user) && is_number(folder) && !name.is_empty()).then_some(named)
}

/// The time that stands in a name.
fn then(time: &str) -> Option<HandedIn> {
    time.parse().ok().map(|at| HandedIn::At { at, by: Source::Name })
}

/// `ASSIGNMENT_LOGIN_attempt_TIME_FILE`, or `ASSIGNMENT_LOGIN_attempt_TIME.txt`, which Blackboard writes by itself. The word between
/// is in the language of the course.
pub(super) fn blackboard(child: &Child) -> Option<Named> {
    blackboard_of(child, &[])
}

/// The logins that Blackboard says in the texts that it writes for each student.
pub(super) fn blackboard_logins(base: &Path, naming: Naming, children: &[Child]) -> Vec<String> {
    if naming != Naming::Blackboard {
        return Vec::new();
    }
    let texts = children.iter().filter(|child| blackboard(child).is_some_and(|named| named.is_text));
    let said = texts.filter_map(|child| {
        let text = files::text(base, Path::new(&child.file_name)).ok()?;
        blackboard_login(&text).map(str::to_owned)
    });
    said.collect()
}

/// Who handed something in, by the first line of a text that Blackboard writes: `Name: Some One (login)`.
pub(super) fn blackboard_login(text: &str) -> Option<&str> {
    let (_, login) = text.lines().next()?.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    (!login.is_empty()).then_some(login)
}

/// The same where these logins are known: the underscores in one, and in the assignment's name, are as any other.
pub(super) fn blackboard_of(child: &Child, logins: &[String]) -> Option<Named> {
    const TIME: usize = "2025-10-10-10-22-59".len();
    let is_time = |text: &str| {
        let mut parts = text.split('-');
        [4, 2, 2, 2, 2, 2]
            .iter()
            .all(|length| parts.next().is_some_and(|part| is_number(part) && part.len() == *length))
            && parts.next().is_none()
    };
    let is_begun = |at: &usize| child.name.get(at + 1..at + 1 + TIME).is_some_and(is_time);
    let at = child.name.match_indices('_').map(|(at, _)| at).find(is_begun)?;
    let (before, time, rest) =
        (&child.name[..at], &child.name[at + 1..at + 1 + TIME], &child.name[at + 1 + TIME..]);
    let (before, _word) = before.rsplit_once('_')?;
    let is_its =
        |login: &&String| before.strip_suffix(login.as_str()).is_some_and(|rest| rest.ends_with('_'));
    let known = logins.iter().filter(is_its).max_by_key(|login| login.len());
    let login = match known {
        Some(login) => login,
        None => before.rsplit_once('_')?.1,
    };
    let file = rest.strip_prefix('_').filter(|file| !file.is_empty());
    let mut named = Named::of(login);
    named.student.login = Some(login.to_owned());
    named.file = file.map(str::to_owned);
    named.is_text = file.is_none();
    named.handed_in = then(time);
    named.attempt = Some(time.to_owned());
    (!login.is_empty() && (file.is_some() || rest == ".txt")).then_some(named)
}

pub(super) fn gradescope(child: &Child) -> Option<Named> {
    let id = child.name.strip_prefix("submission_").filter(|id| is_number(id))?;
    let mut named = Named::of(&child.name);
    named.student.gradescope_id = Some(id.to_owned());
    Some(named)
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
        let rows: [Row<'_>; 20] = [
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
            // Numbers in a group's name, and in that of a file.
            (
                "project_group_7_31_412_client.py",
                Some(("project_group_7", Some("31"), false, Some("client.py"), false)),
            ),
            ("doejane_31_412_1_server.py", Some(("doejane", Some("31"), false, Some("1_server.py"), false))),
            ("doejane_31_412_2_1.py", Some(("doejane", Some("31"), false, Some("2_1.py"), false))),
            // A quiz's: the user's number stands right behind the name.
            (
                "doe_jane77_question_5_412_server.py",
                Some(("doe_jane", Some("77"), false, Some("server.py"), false)),
            ),
            (
                "doe_jane77_LATE_question_5_412_server.py",
                Some(("doe_jane", Some("77"), true, Some("server.py"), false)),
            ),
            (
                "doejane_LATE_77_question_5_412_server.py",
                Some(("doejane", Some("77"), true, Some("server.py"), false)),
            ),
            (
                "doe_jane77_question_5_412_my_LATE_1_2_server.py",
                Some(("doe_jane", Some("77"), false, Some("my_LATE_1_2_server.py"), false)),
            ),
            ("my_question_5_server.py", None),
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
        let file = |name: &str| canvas(&child(name, false)).and_then(|named| named.student.canvas_file);
        assert_eq!(file("doejane_LATE_12345_67890_server.py").as_deref(), Some("67890"));
        assert_eq!(file("doe_jane77_question_5_412_server.py").as_deref(), Some("412"));
        assert_eq!(file("doejane_12345_text.html"), None);
    }

    #[test]
    fn moodle_names_are_read() {
        let rows: [Row<'_>; 8] = [
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
            (
                "Participant_501_assignsubmission_file_",
                Some(("Participant", Some("501"), false, None, false)),
            ),
            ("Jane Doe_123456", None),
            ("Jane Doe_9_assignsubmission_other_x", None),
        ];
        for (name, expected) in rows {
            let read = moodle(&child(name, true));
            let flat = read.as_ref().map(|n| {
                let s = &n.student;
                (s.name.as_str(), s.moodle_id.as_deref(), s.late, n.file.as_deref(), n.is_text)
            });
            assert_eq!(flat, expected, "{name}");
        }
    }

    #[test]
    fn brightspace_names_are_read() {
        type Row<'a> = (&'a str, Option<(&'a str, &'a str, Option<&'a str>, &'a str)>);
        let rows: [Row<'_>; 9] = [
            (
                "39786-640693 - Jane Doe - Oct 10, 2025 1022 AM",
                Some(("Jane Doe", "39786", None, "2025-10-10 10:22")),
            ),
            (
                "39786-640693 - Jane Doe - Oct 9, 2025 905 PM - my - server.py",
                Some(("Jane Doe", "39786", Some("my - server.py"), "2025-10-09 21:05")),
            ),
            (
                "7-8 - Ray Roe- 3 January, 2024 12_30 AM - client.py",
                Some(("Ray Roe", "7", Some("client.py"), "2024-01-03 00:30")),
            ),
            (
                "7-8 - Ann-Marie - de la Cruz - Mar 1, 2024 14:05",
                Some(("Ann-Marie - de la Cruz", "7", None, "2024-03-01 14:05")),
            ),
            ("7-8 - Ray Roe - Dec 1, 2024 1200 PM", Some(("Ray Roe", "7", None, "2024-12-01 12:00"))),
            ("7-8 - Ray Roe", None),
            ("lab - Ray Roe - Dec 1, 2024 1200 PM", None),
            ("7-8 - Ray Roe - server.py", None),
            ("7-8 -  - Dec 1, 2024 1200 PM", None),
        ];
        for (name, expected) in rows {
            let read = brightspace(&child(name, true));
            let flat = read.as_ref().map(|n| {
                let (id, attempt) = (n.student.brightspace_id.as_deref(), n.attempt.as_deref());
                (n.student.name.as_str(), id.unwrap_or(""), n.file.as_deref(), attempt.unwrap_or(""))
            });
            assert_eq!(flat, expected, "{name}");
        }
    }

    #[test]
    fn a_login_with_an_underscore_is_known_by_what_blackboard_says_of_it() {
        let text = "Name: Jane Roe (roe_j)\nAssignment: Lab 1\n";
        let logins = [blackboard_login(text).expect("it is said").to_owned()];
        let login =
            |name: &str| blackboard_of(&child(name, false), &logins).and_then(|named| named.student.login);
        assert_eq!(login("Lab_1_roe_j_attempt_2025-10-10-10-22-59_server.py").as_deref(), Some("roe_j"));
        assert_eq!(login("Lab_1_lee_attempt_2025-10-10-10-22-59_server.py").as_deref(), Some("lee"));
        assert_eq!(blackboard_login("Name: nobody\n"), None);
    }

    #[test]
    fn blackboard_names_are_read() {
        type Row<'a> = (&'a str, Option<(&'a str, Option<&'a str>, bool, &'a str)>);
        let time = "2025-10-10-10-22-59";
        let rows: [Row<'_>; 6] = [
            (
                "Lab 1_jdoe_attempt_2025-10-10-10-22-59_my_server.py",
                Some(("jdoe", Some("my_server.py"), false, time)),
            ),
            ("Lab 1_jdoe_attempt_2025-10-10-10-22-59.txt", Some(("jdoe", None, true, time))),
            (
                "Lab_1_ray.roe@x.edu_poging_2025-10-10-10-22-59_a.zip",
                Some(("ray.roe@x.edu", Some("a.zip"), false, time)),
            ),
            ("jdoe_attempt_2025-10-10-10-22-59_a.py", None),
            ("Lab 1_jdoe_attempt_2025-10-10_a.py", None),
            ("Lab 1_jdoe_attempt_2025-10-10-10-22-59", None),
        ];
        for (name, expected) in rows {
            let read = blackboard(&child(name, false));
            let flat = read.as_ref().map(|n| {
                let login = n.student.login.as_deref().unwrap_or("");
                (login, n.file.as_deref(), n.is_text, n.attempt.as_deref().unwrap_or(""))
            });
            assert_eq!(flat, expected, "{name}");
        }
    }
}
