//! A gradebook that an instructor downloaded, to be filled: who is in which row, which submission is whose, and what is said
//! about those who do not match. What Canvas' and Moodle's files have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::hand_in::{Partner, Student};
use crate::intake::is_called;
use crate::printable::printable;
use crate::say;
use crate::sheet::Sheet;
use crate::words::gradebook as words;

/// The largest file that is read.
const LARGEST_BYTES: u64 = 64 << 20;

/// Reads the downloaded file.
pub fn read(path: &Path) -> Result<Sheet> {
    let unreadable = || format!("cannot read the gradebook `{}`", path.display());
    let length = std::fs::metadata(path).with_context(unreadable)?.len();
    if length > LARGEST_BYTES {
        bail!("`{}` has {length} bytes: that is no gradebook", path.display());
    }
    let bytes = std::fs::read(path).with_context(unreadable)?;
    Sheet::parse(&bytes).with_context(|| wrong(path))
}

/// The beginning of a sentence about what is wrong with the file.
pub fn wrong(path: &Path) -> String {
    format!("`{}` cannot be filled in", path.display())
}

/// Somebody in the gradebook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The row.
    pub row: usize,
    /// The gradebook's own number of the person.
    pub id: String,
    /// A login, or nothing.
    pub login: String,
    /// The number at the school, or nothing.
    pub sid: String,
    /// A mail address, or nothing.
    pub email: String,
    /// The name of the group, or nothing.
    pub group: String,
    /// The name, in every way in which it can be written; the first is the gradebook's.
    pub names: Vec<String>,
}

impl Person {
    /// As sentences call the person.
    pub fn label(&self) -> String {
        self.names.first().filter(|name| !name.is_empty()).unwrap_or(&self.id).clone()
    }
}

/// A name as it stands, and where it is `Last, First` the other way round as well.
pub fn names(name: &str) -> Vec<String> {
    let name = name.trim().to_owned();
    let turned = name.split_once(',').map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
    [Some(name), turned].into_iter().flatten().collect()
}

/// What goes into a person's cells: a text a column, `None` where the cell is to stay.
pub type Cells = Vec<Option<String>>;

/// Everyone in the gradebook, and which submissions are theirs.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    people: Vec<Person>,
    /// By the place in `people`: the keys of submissions, and what to fill in.
    claims: BTreeMap<usize, Vec<(String, Cells)>>,
    strangers: Vec<String>,
    ambiguous: Vec<String>,
    open: Vec<String>,
}

/// What a download tells of one student.
#[derive(Debug, Clone, Copy, Default)]
struct Marks<'s> {
    id: Option<&'s str>,
    name: &'s str,
    login: Option<&'s str>,
    sid: Option<&'s str>,
    email: Option<&'s str>,
}

/// Whom a submission belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    One(usize),
    Several,
    Nobody,
}

impl Roster {
    /// Those people.
    pub fn of(people: Vec<Person>) -> Self {
        Self { people, ..Self::default() }
    }

    /// Notes a submission, which is that of all of a group; `id` is the gradebook's number of the student where the download told
    /// it.
    pub fn submission(&mut self, student: &Student, id: Option<&str>, cells: &Cells) {
        let label = label(student);
        if cells.iter().any(Option::is_none) {
            self.open.push(label.clone());
        }
        let group = self.group(&student.name);
        if !group.is_empty() {
            return group.into_iter().for_each(|person| self.claim(person, &label, cells));
        }
        let Student { name, login, sid, email, .. } = student;
        let first = Marks { id, name, login: login.as_deref(), sid: sid.as_deref(), email: email.as_deref() };
        self.note(&first, &label, cells);
        for partner in &student.partners {
            let Partner { name, canvas_id, login, sid, email } = partner;
            let id = id.and(canvas_id.as_deref());
            let other =
                Marks { id, name, login: login.as_deref(), sid: sid.as_deref(), email: email.as_deref() };
            self.note(&other, &format!("{name}, with {label}"), cells);
        }
    }

    fn note(&mut self, marks: &Marks<'_>, label: &str, cells: &Cells) {
        match self.find(marks) {
            Found::One(person) => self.claim(person, label, cells),
            Found::Several => self.ambiguous.push(label.to_owned()),
            Found::Nobody => self.strangers.push(label.to_owned()),
        }
    }

    fn claim(&mut self, person: usize, label: &str, cells: &Cells) {
        self.claims.entry(person).or_default().push((label.to_owned(), cells.clone()));
    }

    /// All of a group, by its name: nobody's name is also that of a group.
    fn group(&self, name: &str) -> Vec<usize> {
        let people = self.people.iter().enumerate();
        people
            .filter(|(_, person)| !person.group.is_empty() && person.group == name)
            .map(|(at, _)| at)
            .collect()
    }

    /// By number, then login, then address, then exact name, then what else it can be called by. A weaker mark never overrules the number: who is known by
    /// one is nobody with another.
    fn find(&self, marks: &Marks<'_>) -> Found {
        let alike =
            |one: &str, other: &str| !one.trim().is_empty() && one.trim().eq_ignore_ascii_case(other.trim());
        let is = |wanted: Option<&str>, other: &str| wanted.is_some_and(|wanted| alike(other, wanted));
        let Marks { id, name, login, sid, email } = *marks;
        // Who has no number may be called by a login, or by the name as it can stand in a file's.
        let called = Some(name).filter(|_| id.is_none());
        let ways: [&dyn Fn(&Person) -> bool; 6] = [
            &|person| is(id, &person.id),
            &|person| is(login, &person.login) || is(email, &person.login) || is(sid, &person.sid),
            &|person| is(email, &person.email),
            &|person| person.names.iter().any(|own| !own.is_empty() && own == name.trim()),
            &|person| [&person.login, &person.sid, &person.email].into_iter().any(|mark| is(called, mark)),
            &|person| called.is_some_and(|name| person.names.first().is_some_and(|own| is_called(own, name))),
        ];
        for way in ways {
            let contradicts =
                |person: &Person| id.is_some_and(|id| !person.id.is_empty() && person.id.trim() != id.trim());
            let mut found =
                (0..self.people.len()).filter(|at| way(&self.people[*at]) && !contradicts(&self.people[*at]));
            match (found.next(), found.next()) {
                (Some(only), None) => return Found::One(only),
                (Some(_), Some(_)) => return Found::Several,
                (None, _) => {}
            }
        }
        Found::Nobody
    }

    /// What to fill in, by row, and what to say about the rest.
    pub fn settle(self) -> (Vec<(Person, Cells)>, Vec<String>) {
        let mut notes = Vec::new();
        let mut say = |labels: Vec<String>, sentence: fn(&[String]) -> String| {
            if !labels.is_empty() {
                notes.push(sentence(&labels));
            }
        };
        say(self.strangers, words::strangers);
        say(self.ambiguous, words::ambiguous);
        let claimed: BTreeSet<usize> = self.claims.keys().copied().collect();
        let absent = self.people.iter().enumerate().filter(|(at, _)| !claimed.contains(at));
        say(absent.map(|(_, person)| person.label()).collect(), words::absent);
        say(self.open, words::open);
        let mut filled = Vec::new();
        for (at, mut claims) in self.claims {
            let person = self.people[at].clone();
            match claims.as_slice() {
                [_] => filled.extend(claims.pop().map(|(_, cells)| (person, cells))),
                _ => {
                    let labels: Vec<String> = claims.into_iter().map(|(label, _)| label).collect();
                    notes.push(words::rivals(&person.label(), &labels));
                }
            }
        }
        (filled, notes)
    }
}

/// As sentences call a submission.
fn label(student: &Student) -> String {
    if student.name.is_empty() { student.key.clone() } else { format!("{} ({})", student.name, student.key) }
}

/// Says what there is to say about a file that was written.
pub fn tell(path: &Path, notes: &[String]) {
    for note in notes {
        say::line(format_args!("{}: {}", printable(&path.display().to_string()), printable(note)));
    }
}

/// A number of points in a cell, in hundredths: `100`, `87.5`, `100,00`. `None` where it is none.
pub fn hundredths(cell: &str) -> Option<u64> {
    let cell = cell.trim().replace(',', ".");
    let (whole, part) = cell.split_once('.').unwrap_or((&cell, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: u64 = format!("{part:0<2}")[..2].parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 100 + part)
}

/// Points in another measure, rounded to the nearest hundredth.
pub fn scaled(earned_hundredths: u32, possible_hundredths: u32, there_hundredths: u64) -> String {
    let of = u64::from(possible_hundredths.max(1));
    let scaled = (u64::from(earned_hundredths) * there_hundredths + of / 2) / of;
    crate::grade::Grade::decimal(u32::try_from(scaled).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(row: usize, id: &str, login: &str, name: &str) -> Person {
        Person { row, id: id.to_owned(), login: login.to_owned(), names: names(name), ..Person::default() }
    }

    fn student(name: &str, login: Option<&str>) -> Student {
        Student {
            key: name.to_lowercase().replace(' ', "-"),
            name: name.to_owned(),
            login: login.map(str::to_owned),
            ..Student::default()
        }
    }

    #[test]
    fn people_are_found_by_number_then_login_then_name() {
        let roster = Roster::of(vec![
            person(1, "7", "ann1", "Example, Ann"),
            person(2, "8", "bo", "Berg, Bo"),
            person(3, "9", "bo2", "Berg, Bo"),
            person(4, "", "", ""),
        ]);
        for (name, login, id, found) in [
            ("nobody", None, Some("8"), Found::One(1)),
            ("nobody", Some("BO2"), None, Found::One(2)),
            ("Ann Example", None, None, Found::One(0)),
            ("Example, Ann", None, None, Found::One(0)),
            ("Bo Berg", None, None, Found::Several),
            ("Bo Berg", Some("bo"), None, Found::One(1)),
            ("example_ann", None, None, Found::One(0)),
            ("BO2", None, None, Found::One(2)),
            ("bo2", None, Some("77"), Found::Nobody),
            ("ann", None, None, Found::Nobody),
            ("", Some(""), Some(""), Found::Nobody),
            // Known by a number that is not there: nobody, whatever the name says.
            ("Ann Example", Some("ann1"), Some("77"), Found::Nobody),
        ] {
            let marks = Marks { id, name, login, ..Marks::default() };
            assert_eq!(roster.find(&marks), found, "{name} {login:?} {id:?}");
        }
    }

    #[test]
    fn two_submissions_of_one_person_fill_nothing_and_everyone_left_over_is_named() {
        let mut roster = Roster::of(vec![
            person(1, "7", "", "Ann"),
            person(2, "8", "", "Bo"),
            person(3, "9", "", "Cy"),
            person(4, "10", "", "Di"),
        ]);
        let points = |text: &str| vec![Some(text.to_owned())];
        roster.submission(&student("Ann", None), None, &points("1"));
        roster.submission(&student("Ann again", None), Some("7"), &points("2"));
        roster.submission(&student("Bo", None), None, &points("3"));
        roster.submission(&student("Cy", None), None, &vec![None]);
        roster.submission(&student("Eve", None), None, &points("4"));
        let (filled, notes) = roster.settle();
        let filled: Vec<_> = filled.into_iter().map(|(person, cells)| (person.row, cells)).collect();
        assert_eq!(filled, [(2, points("3")), (3, vec![None])]);
        assert_eq!(
            notes,
            [
                "graded, but not found in the gradebook: Eve (eve)",
                "in the gradebook without a submission, cells left as they were: Di",
                "points are open, so the cells are left as they were: Cy (cy)",
                "`Ann` has several submissions (Ann (ann), Ann again (ann-again)): the cell is left as it was, fill it by hand",
            ]
        );
    }

    #[test]
    fn everyone_of_a_group_has_its_grade() {
        let mut ann = student("Ann", None);
        let partner = |name: &str, sid: Option<&str>| Partner {
            name: name.to_owned(),
            sid: sid.map(str::to_owned),
            ..Partner::default()
        };
        ann.partners = vec![partner("Berg, Bo", None), partner("nickname", Some("s9")), partner("Zed", None)];
        let mut people = vec![
            person(1, "7", "", "Ann"),
            person(2, "8", "", "Berg, Bo"),
            person(3, "9", "", "Cy"),
            person(4, "10", "", "Di"),
        ];
        people[2].sid = "S9".to_owned();
        people[3].group = "Team D".to_owned();
        people.push(Person { row: 5, group: "Team D".to_owned(), ..Person::default() });
        let mut roster = Roster::of(people);
        let points = |text: &str| vec![Some(text.to_owned())];
        roster.submission(&ann, Some("7"), &points("1"));
        roster.submission(&student("Team D", None), Some("7"), &points("2"));
        let (filled, notes) = roster.settle();
        let filled: Vec<_> = filled.into_iter().map(|(person, cells)| (person.row, cells)).collect();
        let expected = [(1, "1"), (2, "1"), (3, "1"), (4, "2"), (5, "2")];
        assert_eq!(filled, expected.map(|(row, text)| (row, points(text))));
        assert_eq!(notes, ["graded, but not found in the gradebook: Zed, with Ann (ann)"]);
    }

    #[test]
    fn points_are_read_and_converted_to_the_nearest_hundredth() {
        for (text, wanted) in
            [("100", Some(10_000)), (" 87.50 ", Some(8_750)), ("7,5", Some(750)), ("0.009", Some(0))]
        {
            assert_eq!(hundredths(text), wanted, "{text}");
        }
        for text in ["", "-", "EX", "1e3", "-1", "1.2.3", "99999999", ".5"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
        assert_eq!(scaled(8_750, 10_000, 10_000), "87.5");
        assert_eq!(scaled(8_750, 10_000, 2_000), "17.5");
        assert_eq!(scaled(3_333, 10_000, 1_000), "3.33");
    }
}
