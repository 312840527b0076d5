//! `moodle.csv`: Moodle's offline grading worksheet as the instructor downloaded it, with grades in its column `Grade` and every
//! other byte as it was, and a short comment in its column `Feedback comments` wherever no person has written one: the times are those by
//! which Moodle knows what has changed since. Facts about the format: Moodle's own `mod/assign/feedback/offline/importgradeslib.php`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::gradebook::{self, Person, Roster, hundredths, scaled};
use super::markdown::inert;
use super::{ClassReport, comment};
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::scenario::lab::Lab;
use crate::sheet::{Sheet, SheetError};
use crate::whole_file::replace;
use crate::words::gradebook as words;

/// The report in the making.
pub struct Moodle {
    sheet: Sheet,
    roster: Roster,
    grade: usize,
    maximum: usize,
    can_change: Option<usize>,
    comment: Option<usize>,
    possible_hundredths: u32,
    /// What was taken for what, where the names of the columns are not English.
    note: Option<String>,
    path: PathBuf,
}

/// Which column is which.
struct Columns {
    identifier: usize,
    grade: usize,
    maximum: usize,
    can_change: Option<usize>,
    comment: Option<usize>,
    /// What stands before the number in each identifier.
    prefix: String,
    note: Option<String>,
}

impl Columns {
    /// By the names that they have in English; by what stands in them where the first is called otherwise, for Moodle writes its
    /// worksheet in the site's language and takes it back in that alone.
    fn of(sheet: &Sheet) -> Result<Self> {
        let none = |what: String| SheetError { line: 1, column: 1, what };
        if sheet.is_empty() {
            return Err(none(words::no_worksheet("Identifier")).into());
        }
        if sheet.column("Identifier")?.is_none()
            && let Some(columns) = Self::in_another_language(sheet)
        {
            return columns;
        }
        let needed = |name: &str| -> Result<usize> {
            Ok(sheet.column(name)?.ok_or_else(|| none(words::no_worksheet(name)))?)
        };
        let (identifier, grade) = (needed("Identifier")?, needed("Grade")?);
        needed("Last modified (grade)")?;
        if let Some(at) = sheet.column("Scale")? {
            let what = "this assignment is graded by a scale of words: set its grade to points in Moodle";
            return Err(SheetError { line: 1, column: at + 1, what: what.to_owned() }.into());
        }
        Ok(Self {
            identifier,
            grade,
            maximum: needed("Maximum Grade")?,
            can_change: sheet.column("Grade can be changed")?,
            comment: sheet.column("Feedback comments")?,
            prefix: "Participant ".to_owned(),
            note: None,
        })
    }

    /// `None` where the first column does not hold participants: the same words with another number in each row. The grade and
    /// its maximum stand side by side in every worksheet, and no other column has the same number above nothing in all rows; where
    /// several could be meant, the error says what to do.
    fn in_another_language(sheet: &Sheet) -> Option<Result<Self>> {
        let cells = |column: usize| {
            (1..sheet.len()).map(move |row| sheet.cell(row, column).trim().to_owned()).collect::<Vec<_>>()
        };
        let identifiers = cells(0);
        let stem = |cell: &String| cell.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let prefix = identifiers.first().map(stem)?;
        let is_participant = |cell: &String| stem(cell) == prefix && cell.len() > prefix.len();
        if !prefix.contains(char::is_alphabetic) || !identifiers.iter().all(is_participant) {
            return None;
        }
        let is_maximum = |column: usize| {
            let cells = cells(column);
            cells.iter().all(|cell| *cell == cells[0] && hundredths(cell).is_some_and(|most| most > 0))
        };
        let is_grade = |column: usize| {
            cells(column).iter().all(|cell| cell.is_empty() || cell == "-" || hundredths(cell).is_some())
        };
        let pairs: Vec<usize> =
            (2..sheet.width()).filter(|column| is_maximum(*column) && is_grade(*column - 1)).collect();
        let [maximum] = pairs[..] else {
            let what = words::no_columns_of_points(pairs.len());
            return Some(Err(SheetError { line: 1, column: 1, what }.into()));
        };
        let note = words::columns_by_content(&sheet.cell(0, maximum - 1), &sheet.cell(0, maximum));
        let (can_change, comment) = (None, None);
        let note = Some(note);
        Some(Ok(Self { identifier: 0, grade: maximum - 1, maximum, can_change, comment, prefix, note }))
    }
}

/// The only column with a mail address, or nothing, in each row.
fn addresses(sheet: &Sheet) -> Option<usize> {
    let is_address = |cell: &str| cell.contains('@') && !cell.trim().contains(char::is_whitespace);
    let has_addresses = |column: &usize| {
        let mut cells = (1..sheet.len()).map(|row| sheet.cell(row, *column));
        sheet.len() > 1 && cells.all(|cell| is_address(&cell))
    };
    let mut found = (1..sheet.width()).filter(has_addresses);
    found.next().filter(|_| found.next().is_none())
}

impl Moodle {
    /// Reads what was downloaded; `path` is the file to write.
    pub fn open(file: &Path, path: &Path, lab: &Lab) -> Result<Self> {
        Self::read(gradebook::read(file)?, path, lab).with_context(|| gradebook::wrong(file))
    }

    fn read(sheet: Sheet, path: &Path, lab: &Lab) -> Result<Self> {
        let Columns { identifier, grade, maximum, can_change, comment, prefix, note } = Columns::of(&sheet)?;
        let [name, email] = [
            sheet.column("Full name")?.or((note.is_some() && maximum > 2).then_some(1)),
            sheet.column("Email address")?.or_else(|| addresses(&sheet)),
        ];
        // Where groups hand in together.
        let (group, sid) = (sheet.column("Group")?, sheet.column("ID number")?);
        let (mut people, mut numbers) = (Vec::new(), BTreeSet::new());
        for row in 1..sheet.len() {
            let cell = |at: usize| sheet.cell(row, at).trim().to_owned();
            let wrong = |at: usize, what: String| SheetError { line: sheet.line(row), column: at + 1, what };
            let shown = cell(identifier);
            let number = shown
                .strip_prefix(prefix.as_str())
                .filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
            let Some(number) = number else {
                let what = format!("expected an identifier such as `{prefix}501`, got `{shown}`");
                return Err(wrong(identifier, what).into());
            };
            if !numbers.insert(number.to_owned()) {
                return Err(wrong(
                    identifier,
                    format!("a second row is called `{shown}`: one student, one row"),
                )
                .into());
            }
            if hundredths(&cell(maximum)).unwrap_or(0) == 0 {
                let what =
                    format!("expected the most points that there are to earn, got `{}`", cell(maximum));
                return Err(wrong(maximum, what).into());
            }
            people.push(Person {
                row,
                id: number.to_owned(),
                sid: sid.map(cell).unwrap_or_default(),
                group: group.map(cell).unwrap_or_default(),
                email: email.map(cell).unwrap_or_default(),
                names: name
                    .map(|at| gradebook::names(&cell(at)))
                    .filter(|names| !names[0].is_empty())
                    .unwrap_or(vec![shown.clone()]),
                ..Person::default()
            });
        }
        let possible_hundredths = lab.points * 100;
        Ok(Self {
            sheet,
            roster: Roster::of(people),
            grade,
            maximum,
            can_change,
            comment,
            possible_hundredths,
            note,
            path: path.to_owned(),
        })
    }

    /// The file with the grades, and what there is to say about it.
    fn conclude(self) -> (Vec<u8>, Vec<String>) {
        let Self {
            mut sheet, roster, grade, maximum, can_change, comment, possible_hundredths, note, ..
        } = self;
        let column = sheet.cell(0, grade).trim().to_owned();
        let mut notes: Vec<String> = note.into_iter().collect();
        let place = notes.len();
        let (filled, told) = roster.settle();
        let (mut locked, mut maxima, mut commented) = (Vec::new(), BTreeSet::new(), false);
        for (person, cells) in filled {
            let [Some(earned_hundredths), Some(said)] = &cells[..] else { continue };
            let is_locked =
                can_change.is_some_and(|at| !sheet.cell(person.row, at).trim().eq_ignore_ascii_case("yes"));
            if is_locked {
                locked.push(person.label());
                continue;
            }
            let there = hundredths(&sheet.cell(person.row, maximum))
                .expect("it was looked at when the file was read");
            maxima.insert(there);
            let earned = earned_hundredths.parse().expect("`submission` wrote hundredths");
            let points = sheet.number(&scaled(earned, possible_hundredths, there));
            sheet.set(person.row, grade, &points);
            if let Some(at) = comment.filter(|at| comment::may_replace(&sheet.cell(person.row, *at))) {
                sheet.set(person.row, at, said);
                commented = true;
            }
        }
        let comments = comment.filter(|_| commented).map(|at| sheet.cell(0, at).trim().to_owned());
        notes.insert(place, words::fills(&column, comments.as_deref()));
        for there in maxima.into_iter().filter(|there| *there != u64::from(possible_hundredths)) {
            let there = Grade::decimal(u32::try_from(there).unwrap_or(u32::MAX));
            notes.push(words::converted(&column, &there, &Grade::decimal(possible_hundredths)));
        }
        notes.extend(told);
        if !locked.is_empty() {
            notes.push(words::locked(&locked));
        }
        (sheet.render(), notes)
    }
}

impl ClassReport for Moodle {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let grade = graded.grade();
        // What a person's row is out of is known once the row is: hundredths of the lab until then.
        let cell = grade.settled().map(|_| grade.earned_hundredths.to_string());
        // Moodle takes comments for HTML.
        let comment = inert(&comment::of(graded));
        self.roster.submission(
            &graded.student,
            graded.student.moodle_id.as_deref(),
            &vec![cell, Some(comment)],
        );
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let path = self.path.clone();
        let (bytes, notes) = self.conclude();
        replace(&path, &bytes).with_context(|| super::unwritable(&path))?;
        gradebook::tell(&path, &notes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    const HEAD: &str = "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"\n";
    const ROWS: &str = "\"Participant 501\",\"Alice Example\",alice@example.edu,\"Submitted for grading - \",,50.00,Yes,\"Monday, 12 January 2026, 10:00 AM\",-,\n\
                        \"Participant 502\",=SUM(A1:A9),carol@example.edu,\"Submitted for grading - \",\"3.00\",50.00,Yes,-,-,\"<p>kept, as it \"\"is\"\"</p>\"\n\
                        \"Participant 503\",Frank,frank@example.edu,x,4.00,50.00,No,-,-,\n\
                        \"Participant 504\",Zed,zed@example.edu,x,1.00,50.00,Yes,-,-,\n\
                        \"Participant 505\",Heidi,heidi@example.edu,x,2.00,50.00,Yes,-,-,\n";

    fn filled(text: &str) -> Result<(String, Vec<String>), String> {
        let lab = fixtures::lab();
        let sheet = Sheet::parse(text.as_bytes()).map_err(|error| error.to_string())?;
        let mut moodle =
            Moodle::read(sheet, "moodle.csv".as_ref(), &lab).map_err(|error| format!("{error:#}"))?;
        for graded in fixtures::class(&lab) {
            moodle.submission(&graded).expect("it is noted");
        }
        let (bytes, notes) = moodle.conclude();
        Ok((String::from_utf8(bytes).expect("text"), notes))
    }

    #[test]
    fn only_grades_change_and_they_are_in_the_worksheet_s_measure() {
        let (text, notes) = filled(&[HEAD, ROWS].concat()).expect("it is a worksheet");
        let wanted = [HEAD, ROWS]
            .concat()
            .replace("\"Submitted for grading - \",,50.00", "\"Submitted for grading - \",50,50.00")
            .replacen(",-,\n", &format!(",-,\"{}\"\n", "socklab: 100 of 100 points. Everything that was asked for works, in every case and however the bytes were delivered. Well done."), 1)
            .replace("\"3.00\"", "\"43\"");
        assert_eq!(text, wanted);
        insta::assert_snapshot!(
            notes.iter().map(|note| crate::printable::printable(note)).collect::<Vec<_>>().join("\n")
        );
    }

    #[test]
    fn a_worksheet_without_names_is_filled_by_number() {
        let head = "Identifier,Status,Grade,Maximum Grade,Last modified (grade)\r\n";
        let (text, _) = filled(&format!("{head}Participant 501,x,,100.00,-\r\n")).expect("it is a worksheet");
        assert_eq!(text, format!("{head}Participant 501,x,100,100.00,-\r\n"));
    }

    #[test]
    fn a_worksheet_in_another_language_is_known_by_what_stands_in_it() {
        let head = "ID;Vollst\u{e4}ndiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann ge\u{e4}ndert werden;Zuletzt ge\u{e4}ndert (Bewertung);Feedback als Kommentar\n";
        let rows = "Teilnehmer/in501;Alice Example;alice@example.edu;Zur Bewertung abgegeben;;50,00;Ja;-;\n\
                    Teilnehmer/in502;Zed;zed@example.edu;Nichts abgegeben;3,50;50,00;Ja;-;\n";
        let (text, notes) = filled(&[head, rows].concat()).expect("it is a worksheet");
        assert_eq!(text, [head, &rows.replace("abgegeben;;50,00", "abgegeben;50;50,00")].concat());
        assert!(notes[0].contains("`Bewertung`") && notes[0].contains("`Bestwertung`"), "{notes:?}");
        // A scale of words, and two columns of points: nothing is guessed.
        for rows in [rows.replace("50,00", "gut"), rows.replace(";-;", ";50,00;").replace(";Ja;", ";;")] {
            let error = filled(&[head, &rows].concat()).expect_err("it is refused");
            assert!(error.contains("line 1, column 1") && error.contains("English"), "{error}");
        }
    }

    #[test]
    fn what_is_no_worksheet_is_refused_with_its_place() {
        let head = "Identifier,Grade,Maximum Grade,Last modified (grade)\n";
        for (text, part) in [
            ("".to_owned(), "line 1, column 1: there is no column `Identifier`"),
            ("Student,ID\n".to_owned(), "line 1, column 1: there is no column `Identifier`"),
            (
                "Identifier,Grade,Scale,Last modified (grade)\n".to_owned(),
                "line 1, column 3: this assignment is graded by a scale",
            ),
            (
                format!("{head}501,,100,-\n"),
                "line 2, column 1: expected an identifier such as `Participant 501`, got `501`",
            ),
            (format!("{head}Participant 1,,x,-\n"), "line 2, column 3: expected the most points"),
            (format!("{head}Participant 1,,1,-\nParticipant 1,,1,-\n"), "line 3, column 1: a second row"),
        ] {
            let error = filled(&text).expect_err(&text);
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }
}
