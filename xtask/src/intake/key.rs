//! Keys: what a student is called in file names and on the command line.

use std::collections::{BTreeMap, BTreeSet};

use crate::hand_in::Student;

/// Gives each student a key. Those that would get the same one are told apart by their numbers, or by their order.
/// Returns what is worth saying about it.
pub(super) fn give_keys(students: &mut [Student]) -> Vec<String> {
    let mut bases: BTreeMap<String, usize> = BTreeMap::new();
    for student in students.iter() {
        *bases.entry(slug(&student.name)).or_default() += 1;
    }
    let mut used = BTreeSet::new();
    let mut said = Vec::new();
    for student in students {
        let base = slug(&student.name);
        let id = [
            &student.canvas_id,
            &student.moodle_id,
            &student.brightspace_id,
            &student.gradescope_id,
            &student.login,
        ];
        let id = id.into_iter().flatten().next().map(|id| slug(id));
        let mut key = match (bases[&base], id) {
            (1, _) if base != NOBODY => base.clone(),
            (_, Some(id)) => format!("{base}-{id}"),
            (_, None) => base.clone(),
        };
        let first = key.clone();
        let mut number = 2;
        while !used.insert(key.clone()) {
            key = format!("{first}-{number}");
            number += 1;
        }
        if key != base {
            said.push(crate::words::download::renamed(&student.name, &key));
        }
        student.key = key;
    }
    said
}

/// The key of a name of which no letter is left.
const NOBODY: &str = "student";

/// The longest that a key may be before it is told apart from another: it becomes part of longer names.
const LONGEST_KEY: usize = 60;

/// A name as a file name that every system takes.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match (c, plain(c)) {
            ('a'..='z' | '0'..='9' | '.' | '_', _) => slug.push(c),
            (_, Some(letters)) => slug.push_str(letters),
            _ if c.is_alphanumeric() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(LONGEST_KEY);
    let slug = slug.trim_matches(|c| matches!(c, '.' | '-' | '_'));
    match slug.rsplit_once('.') {
        _ if slug.is_empty() => NOBODY.to_owned(),
        // Beside the students' folders lie the reports, and what else the grader writes.
        Some((_, ending)) if FILE_ENDINGS.contains(&ending) => slug.replace('.', "-"),
        _ => slug.to_owned(),
    }
}

/// The letters and digits of a name, without their case and their marks.
pub(super) fn letters(name: &str) -> String {
    let mut letters = String::new();
    for c in name.to_lowercase().chars().filter(|c| c.is_alphanumeric()) {
        match plain(c) {
            Some(plain) => letters.push_str(plain),
            None => letters.push(c),
        }
    }
    letters
}

/// A letter with a mark as it is written without.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ť' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// What the names of files that the grader writes end in; no key does.
const FILE_ENDINGS: &[&str] =
    &["csv", "html", "json", "jsonl", "lock", "md", "tap", "toml", "txt", "xml", "zip"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_the_name_of_a_report() {
        for file in crate::report::class::FILES {
            assert_ne!(slug(file), file);
        }
        assert_eq!(slug("anna.smith"), "anna.smith");
        assert_eq!(slug("grades.csv"), "grades-csv");
    }

    #[test]
    fn keys_are_unique_and_safe() {
        let of = |name: &str, id: Option<&str>| Student {
            name: name.to_owned(),
            moodle_id: id.map(str::to_owned),
            ..Student::default()
        };
        let mut students = [
            of("Jörg Müller", Some("1")),
            of("Jane Doe", Some("2")),
            of("JANE DOE", Some("3")),
            of("李明", Some("4")),
            of("../../etc", None),
            of("..", None),
            of("etc", None),
            of(&"x".repeat(300), None),
        ];
        let said = give_keys(&mut students);
        let keys: Vec<_> = students.iter().map(|student| student.key.as_str()).collect();
        let long = "x".repeat(60);
        let expected =
            ["joerg-mueller", "jane-doe-2", "jane-doe-3", "student-4", "etc", "student", "etc-2", &long];
        assert_eq!(keys, expected);
        assert_eq!(said.len(), 4, "{said:?}");
    }
}
