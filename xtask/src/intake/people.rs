//! Who is who, and who works with whom, where a download does not say it: a table that a platform exports. Known are GitHub
//! Classroom's roster (`identifier`, `github_username`, `name`), Canvas' list of a set of groups (`name`, `canvas_user_id`,
//! `user_id`, `login_id`, `group_name`), Moodle's participants (`First name`, `Last name`, `Email address`, `Groups`), and any
//! table whose first row says the like.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::key;
use crate::hand_in::{HandedIn, Moment, Partner, Source, Student};
use crate::near::nearest;
use crate::sheet::Sheet;

/// The largest file that is read.
const LARGEST_BYTES: u64 = 16 << 20;

/// The columns in which something stands, by any of their names in lower case.
const NAME: &[&str] = &["name", "full name", "student", "student name"];
const FIRST: &[&str] = &["first name", "firstname"];
const LAST: &[&str] = &["last name", "lastname", "surname"];
const CANVAS: &[&str] = &["canvas_user_id", "id"];
const SID: &[&str] = &["user_id", "sis user id", "sid", "id number", "student id", "orgdefinedid"];
const LOGIN: &[&str] = &["github_username", "login_id", "sis login id", "username", "login"];
const EMAIL: &[&str] = &["email", "email address", "e-mail"];
const GROUP: &[&str] = &["group_name", "group", "groups", "team"];
const IDENTIFIER: &[&str] = &["identifier", "roster_identifier"];
const HANDED_IN: &[&str] = &[
    "submission_timestamp",
    "handed in",
    "submitted",
    "submitted at",
    "submission time",
    "last submission date",
    "last modified (submission)",
];

/// Somebody on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Person {
    who: Partner,
    group: String,
    handed_in: String,
    /// The participant's number in Moodle's worksheet.
    moodle_id: Option<String>,
}

/// Everyone on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(Vec<Person>);

impl People {
    /// Reads the table.
    pub fn load(path: &Path) -> Result<Self> {
        let unreadable = || format!("cannot read the roster `{}`", path.display());
        let length = std::fs::metadata(path).with_context(unreadable)?.len();
        if length > LARGEST_BYTES {
            bail!("`{}` has {length} bytes: that is no roster", path.display());
        }
        let bytes = std::fs::read(path).with_context(unreadable)?;
        Self::read(&bytes).with_context(unreadable)
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let sheet = Sheet::parse(bytes)?;
        let column = |names: &[&str]| {
            let is_it = |at: &usize, name: &str| sheet.cell(0, *at).trim().to_lowercase() == name;
            names.iter().find_map(|name| (0..sheet.width()).find(|at| is_it(at, name)))
        };
        let columns =
            [NAME, FIRST, LAST, CANVAS, SID, LOGIN, EMAIL, GROUP, IDENTIFIER, HANDED_IN].map(column);
        if sheet.is_empty() || columns[..3].iter().chain(&columns[8..9]).all(Option::is_none) {
            bail!("the first row of a roster names its columns, and one of them is `name` or `identifier`");
        }
        let people = (1..sheet.len()).map(|row| {
            let cell = |at: usize| {
                columns[at].map(|at| sheet.cell(row, at).trim().to_owned()).filter(|cell| !cell.is_empty())
            };
            let halves = [cell(1), cell(2)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let mut who = Partner {
                name: cell(0).unwrap_or(halves),
                canvas_id: cell(3),
                sid: cell(4),
                login: cell(5),
                email: cell(6),
            };
            // What a school's roster calls a student at GitHub: a name, an address or a number, as the teacher liked.
            let participant =
                cell(8).and_then(|cell| cell.rsplit_once(' ').map(|(_, number)| number.to_owned()));
            let moodle_id = participant.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
            if let Some(identifier) = cell(8) {
                let is_number = identifier.bytes().all(|byte| byte.is_ascii_digit());
                match () {
                    () if identifier.contains('@') => who.email = who.email.or(Some(identifier)),
                    () if is_number => who.sid = who.sid.or(Some(identifier)),
                    () if who.name.is_empty() => who.name = identifier,
                    () => {}
                }
            }
            Person {
                who,
                group: cell(7).unwrap_or_default(),
                handed_in: cell(9).unwrap_or_default(),
                moodle_id,
            }
        });
        Ok(Self(people.collect()))
    }

    /// Completes what the names of a download say of each student, and adds the others of the group. Returns whom the list does
    /// not have.
    pub fn complete<'s>(&self, students: impl Iterator<Item = &'s mut Student>) -> Vec<String> {
        let mut unknown = Vec::new();
        for student in students {
            match (self.find(student), self.group(&student.name)) {
                (Some(person), _) => {
                    fill(student, &person.who);
                    self.join(student, person);
                }
                // A group by its name. Its number is none of a student's.
                (None, Some(person)) => {
                    (student.moodle_id, student.canvas_id) = (None, None);
                    fill(student, &person.who);
                    self.join(student, person);
                }
                (None, None) => unknown.push(student.name.clone()),
            }
        }
        unknown
    }

    /// Calls those by their names whom a download knows by a number and by letters of their names, as Canvas' does; the list is a
    /// gradebook, which has the same numbers.
    pub fn name<'s>(&self, students: impl Iterator<Item = &'s mut Student>) {
        for student in students {
            // A group's number is none of a student's, and what it is called nobody's name.
            let is_theirs =
                |person: &&Person| student.canvas_id.is_none() || is_made_of(&student.name, &person.who.name);
            let person = self.find(student).filter(is_theirs);
            let Some(Person { who, .. }) = person else { continue };
            let name = who.name.split_once(", ").map(|(last, first)| format!("{first} {last}"));
            fill(student, &Partner { name: name.unwrap_or_else(|| who.name.clone()), ..who.clone() });
        }
    }

    /// When somebody handed in: of a group, who did so last. An error is what stands there and is no time.
    pub fn handed_in(&self, student: &Student, by: Source) -> Result<Option<HandedIn>, String> {
        let Some(person) = self.find(student).or_else(|| self.group(&student.name)) else { return Ok(None) };
        let is_theirs =
            |other: &&Person| *other == person || !person.group.is_empty() && other.group == person.group;
        let written = self.0.iter().filter(is_theirs).map(|person| person.handed_in.as_str());
        let times = written.filter(|text| !matches!(*text, "" | "-")).map(str::parse);
        let times = times.collect::<Result<Vec<Moment>, String>>()?;
        let last =
            times.into_iter().reduce(|one, other| if other.seconds_after(one) > 0 { other } else { one });
        Ok(last.map(|at| HandedIn::At { at, by }))
    }

    /// When somebody on the list handed in, whoever works with them.
    pub(super) fn own_time(&self, student: &Student) -> Option<Moment> {
        self.find(student)?.handed_in.parse().ok()
    }

    /// The only one on the list with one of the student's marks, the surest first. Who has no number may be called by a login.
    fn find(&self, student: &Student) -> Option<&Person> {
        let is = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        };
        let is_numbered = student.canvas_id.is_some() || student.moodle_id.is_some();
        let name = Some(student.name.clone()).filter(|name| !is_numbered && !name.is_empty());
        let marks: [&dyn Fn(&Person) -> bool; 8] = [
            &|Person { who, .. }| is(&who.canvas_id, &student.canvas_id),
            &|person| is(&person.moodle_id, &student.moodle_id),
            &|Person { who, .. }| is(&who.login, &student.login),
            &|Person { who, .. }| is(&who.email, &student.email),
            &|Person { who, .. }| is(&who.sid, &student.sid),
            &|Person { who, .. }| !who.name.is_empty() && who.name == student.name,
            &|Person { who, .. }| [&who.login, &who.sid, &who.email].into_iter().any(|mark| is(mark, &name)),
            &|Person { who, .. }| name.as_ref().is_some_and(|name| is_called(&who.name, name)),
        ];
        marks.into_iter().find_map(|mark| {
            let mut found = self.0.iter().filter(|person| mark(person));
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// The first of the group of that name, in which platforms write some signs otherwise.
    fn group(&self, name: &str) -> Option<&Person> {
        let plain = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = plain(name);
        self.0.iter().find(|person| !wanted.is_empty() && plain(&person.group) == wanted)
    }

    /// Adds the others of a person's group.
    fn join(&self, student: &mut Student, person: &Person) {
        let others = self
            .0
            .iter()
            .filter(|other| !person.group.is_empty() && other.group == person.group && *other != person);
        for other in others {
            if !student.partners.iter().any(|partner| partner.name == other.who.name) {
                student.partners.push(other.who.clone());
            }
        }
    }
}

/// Whether somebody of that name is meant by `written`, the name as it can stand in a file's: without spaces and signs, and with the
/// last name first.
pub fn is_called(name: &str, written: &str) -> bool {
    let (last, first) = match name.split_once(',') {
        Some(halves) => halves,
        None => name.trim().rsplit_once(' ').map_or((name, ""), |(first, last)| (last, first)),
    };
    let wanted = key::letters(written);
    !wanted.is_empty()
        && [[last, first], [first, last]].into_iter().any(|name| key::letters(&name.concat()) == wanted)
}

/// Whether a name is what is left of another, in whatever order: some signs may be lost.
fn is_made_of(rest: &str, name: &str) -> bool {
    let letters = |name: &str| -> String {
        let mut letters: Vec<char> =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        letters.sort_unstable();
        letters.into_iter().collect()
    };
    nearest(&letters(rest), [letters(name).as_str()]).is_some()
}

/// Adds what the list says. Its name is better than a login, than what a file's name is made from, and than a group's.
fn fill(student: &mut Student, who: &Partner) {
    let Partner { name, canvas_id, sid, login, email } = who.clone();
    if !name.is_empty() {
        student.name = name;
    }
    student.canvas_id = student.canvas_id.take().or(canvas_id);
    student.sid = student.sid.take().or(sid);
    student.login = student.login.take().or(login);
    student.email = student.email.take().or(email);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn student(change: impl FnOnce(&mut Student)) -> Student {
        let mut student = Student::default();
        change(&mut student);
        student
    }

    fn completed(list: &str, mut students: Vec<Student>) -> (Vec<Student>, Vec<String>) {
        let people = People::read(list.as_bytes()).expect("a list");
        let unknown = people.complete(students.iter_mut());
        (students, unknown)
    }

    #[test]
    fn a_gradebook_says_whose_number_it_is_and_never_names_a_group() {
        let list = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\
                    \"Costa, Inês\",12,S1,ines,A\n\"Poe, Sam\",13,S2,sam,A\n\"Student, Test\",14,,,A\n";
        let people = People::read(list.as_bytes()).expect("a gradebook");
        let of = |id: &str, name: &str| student(|s| (s.canvas_id, s.name) = (Some(id.into()), name.into()));
        let mut students = [of("12", "costaines"), of("13", "group_7"), of("15", "nobody")];
        people.name(students.iter_mut());
        let names = students.each_ref().map(|student| student.name.as_str());
        assert_eq!(names, ["Inês Costa", "group_7", "nobody"]);
        assert_eq!((students[0].sid.as_deref(), students[1].sid.as_deref()), (Some("S1"), None));
    }

    #[test]
    fn github_classroom_says_who_has_which_login() {
        let list = "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\
                    \"jd@example.edu\",\"jdoe\",\"1\",\"Jane Doe\"\n\
                    \"Roe, Ray\",\"ray-r\",\"2\",\"\"\n\
                    \"4711\",\"\",\"\",\"\"\n";
        let of = |login: &str| student(|s| (s.name, s.login) = (login.into(), Some(login.into())));
        let (students, unknown) = completed(list, vec![of("JDoe"), of("ray-r"), of("eve")]);
        assert_eq!(
            (students[0].name.as_str(), students[0].email.as_deref()),
            ("Jane Doe", Some("jd@example.edu"))
        );
        assert_eq!(students[1].name, "Roe, Ray");
        assert_eq!((unknown, students[2].name.as_str()), (vec!["eve".to_owned()], "eve"));
    }

    #[test]
    fn groups_are_told_by_one_of_them_or_by_their_name() {
        let canvas = "name,canvas_user_id,user_id,login_id,sections,group_name\n\
                      Jane Doe,11,S11,jdoe,A,Group 7\nRay Roe,12,S12,rroe,A,Group 7\nSam Poe,13,S13,spoe,A,\n";
        let of = |id: &str, name: &str| student(|s| (s.canvas_id, s.name) = (Some(id.into()), name.into()));
        let (students, unknown) = completed(canvas, vec![of("12", "group_7"), of("13", "poesam")]);
        assert_eq!(students[0].names().collect::<Vec<_>>(), ["Ray Roe", "Jane Doe"]);
        assert_eq!((students[0].partners[0].canvas_id.as_deref(), unknown.len()), (Some("11"), 0));
        assert_eq!(students[1].names().collect::<Vec<_>>(), ["Sam Poe"]);

        let moodle =
            "First name;Last name;Email address;Groups\nJane;Doe;j@x.edu;Team A\nRay;Roe;r@x.edu;Team A\n";
        let group = student(|s| (s.moodle_id, s.name) = (Some("501".into()), "Team A".into()));
        let (students, _) = completed(moodle, vec![group]);
        assert_eq!(students[0].names().collect::<Vec<_>>(), ["Jane Doe", "Ray Roe"]);
        assert_eq!((students[0].moodle_id.as_deref(), students[0].email.as_deref()), (None, Some("j@x.edu")));
    }

    #[test]
    fn who_has_no_number_is_known_by_a_login_or_by_a_name_in_any_form() {
        let list = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\
                    \"Costa Lima, Inês\",12,S1,ines4,A\n\"Müller, Jörg\",13,S2,jm,A\n\"Poe, Sam\",14,S3,sam,A\n\"Poe, Sam\",15,S4,sam2,A\n";
        let people = People::read(list.as_bytes()).expect("a gradebook");
        for (called, name) in [
            ("ines4", "Inês Costa Lima"),
            ("s2", "Jörg Müller"),
            ("costa_lima_ines", "Inês Costa Lima"),
            ("InesCostaLima", "Inês Costa Lima"),
            ("mueller-joerg", "Jörg Müller"),
            ("Jörg Müller", "Jörg Müller"),
            ("sam", "Sam Poe"),
            ("sampoe", "sampoe"),
            ("mueller", "mueller"),
            ("", ""),
        ] {
            let mut students = [student(|s| s.name = called.into())];
            people.name(students.iter_mut());
            assert_eq!(students[0].name, name, "{called}");
        }
        // Who has a number is known by that alone.
        let mut numbered = [student(|s| (s.moodle_id, s.name) = (Some("7".into()), "sam".into()))];
        people.name(numbered.iter_mut());
        assert_eq!(numbered[0].name, "sam");
    }

    #[test]
    fn a_table_of_something_else_is_refused() {
        for text in ["", "a,b\n1,2\n", "points\n5\n"] {
            assert!(People::read(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
