//! `grades.csv`: a row a student, those of a group each, for whatever spreadsheet. Cells of unknown origin are made harmless: nothing in them is
//! taken for a formula, whichever separator the spreadsheet believes in. Behind the grades stand who that is at the school, how it went, the
//! points of each part and of each check; where lateness costs something, when it was handed in and what was earned before.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::ClassReport;
use super::columns::Column;
use crate::check::Check;
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::hand_in::{HandedIn, Partner, Student};
use crate::scenario::lab::{Lab, Part};
use crate::verdict::results::CheckResult;
use crate::whole_file::WholeFile;
use crate::words::late as words;

/// The report in the making.
pub struct Grades {
    writer: csv::Writer<WholeFile>,
    columns: Vec<Column>,
    /// The parts by name.
    parts: Vec<String>,
    /// What earns points, by the place of its part.
    checks: Vec<(usize, Check)>,
    /// That there is a policy of lateness is known once a submission is.
    rows: Vec<Row>,
}

/// What is said of one student.
#[derive(Clone)]
struct Row {
    student: Vec<String>,
    grades: Vec<String>,
    /// When it was handed in, and what was earned before lateness.
    before: Option<Vec<String>>,
    more: Vec<String>,
}

impl Grades {
    /// Begins the file.
    pub fn create(path: &Path, lab: &Lab) -> Result<Self> {
        let file = WholeFile::create(path).with_context(|| super::unwritable(path))?;
        let writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(file);
        let worth =
            |part: &Part, check: &Check| part.scenario.points.get(check).is_some_and(|points| *points > 0);
        let of = |(place, part): (usize, &Part)| -> Vec<(usize, Check)> {
            part.scenario.checks().filter(|check| worth(part, check)).map(|check| (place, check)).collect()
        };
        Ok(Self {
            writer,
            columns: Column::of(lab)?,
            parts: lab.parts.iter().map(Part::name).collect(),
            checks: lab.parts.iter().enumerate().flat_map(of).collect(),
            rows: Vec::new(),
        })
    }

    /// When it was handed in, and each grade before lateness; nothing without a policy.
    fn before(&self, graded: &Graded<'_>) -> Option<Vec<String>> {
        let lateness = graded.lateness.as_ref()?;
        let at = match &lateness.handed_in {
            Some(HandedIn::At { at, .. }) => at.to_string(),
            Some(HandedIn::Marked { .. }) | None => String::new(),
        };
        let raw = self.columns.iter().map(|column| {
            let grade = column.grade(graded);
            grade.settled().map(|_| Grade::decimal(grade.raw_hundredths())).unwrap_or_default()
        });
        Some(std::iter::once(at).chain(raw).collect())
    }

    /// How it went: in a word, whether it was late, the points of each part and of each check.
    fn details(&self, graded: &Graded<'_>) -> Vec<String> {
        let late = match &graded.lateness {
            Some(lateness) => words::short(lateness),
            None if graded.student.late => "late".to_owned(),
            None => String::new(),
        };
        let parts = graded.parts().map(|(_, _, grade)| grade.settled().unwrap_or_default());
        let checks: Vec<Vec<CheckResult<'_>>> = graded
            .parts
            .iter()
            .map(|part| part.judged().map(|judged| judged.result.checks()).unwrap_or_default())
            .collect();
        let points = self.checks.iter().map(|(place, check)| {
            let found = checks[*place].iter().find(|found| found.check == *check);
            let points = found.and_then(|found| found.points).filter(|points| points.open == 0);
            points.map(|points| points.earned.to_string()).unwrap_or_default()
        });
        let status = graded.status().word().to_owned();
        [status, late].into_iter().chain(parts).chain(points).collect()
    }
}

/// The number, the login and the address of each of those who handed in, in the order of their names.
fn marks(student: &Student) -> Vec<[String; 3]> {
    let first = |marks: &[&Option<String>]| {
        harmless(marks.iter().find_map(|mark| mark.as_deref()).unwrap_or_default())
    };
    let numbers = [&student.sid, &student.canvas_id, &student.moodle_id, &student.brightspace_id];
    let own = [first(&numbers), first(&[&student.login]), first(&[&student.email])];
    let of = |other: &Partner| {
        [first(&[&other.sid, &other.canvas_id]), first(&[&other.login]), first(&[&other.email])]
    };
    std::iter::once(own).chain(student.partners.iter().map(of)).collect()
}

impl ClassReport for Grades {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        // An open grade is no number: the cell is empty.
        let grades: Vec<String> =
            self.columns.iter().map(|column| column.grade(graded).settled().unwrap_or_default()).collect();
        let (before, details) = (self.before(graded), self.details(graded));
        for (name, marks) in graded.student.names().zip(marks(&graded.student)) {
            self.rows.push(Row {
                student: [&graded.student.key, name].map(harmless).to_vec(),
                grades: grades.clone(),
                before: before.clone(),
                more: marks.into_iter().chain(details.iter().cloned()).collect(),
            });
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let has_policy = self.rows.iter().any(|row| row.before.is_some());
        let names = self.columns.iter().map(|column| harmless(&column.name));
        let mut head: Vec<String> = ["key".to_owned(), "name".to_owned()].into_iter().chain(names).collect();
        if has_policy {
            head.push("handed in".to_owned());
            head.extend(self.columns.iter().map(|column| harmless(&words::before(&column.name))));
        }
        head.extend(["id", "login", "e-mail", "status", "late"].map(str::to_owned));
        head.extend(self.parts.iter().map(|part| harmless(part)));
        let check =
            |(place, check): &(usize, Check)| harmless(&format!("{} {}", self.parts[*place], check.name()));
        head.extend(self.checks.iter().map(check));
        self.writer.write_record(&head)?;
        let unknown = if has_policy { vec![String::new(); 1 + self.columns.len()] } else { Vec::new() };
        for row in std::mem::take(&mut self.rows) {
            let before = row.before.unwrap_or_else(|| unknown.clone());
            self.writer
                .write_record(row.student.into_iter().chain(row.grades).chain(before).chain(row.more))?;
        }
        let file = self
            .writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
            .context("cannot write `grades.csv`")?;
        file.finish().context("cannot write `grades.csv`")
    }
}

/// A cell that no spreadsheet takes for a formula, and no terminal for an order.
fn harmless(text: &str) -> String {
    let text = crate::printable::printable(text);
    let begins_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    // Some spreadsheets look behind spaces.
    if text.trim_start().starts_with(begins_formula) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    fn written(change: impl FnOnce(&mut Lab)) -> String {
        let scratch = tempfile::tempdir().expect("a folder");
        let path = scratch.path().join("grades.csv");
        let mut lab = fixtures::lab();
        change(&mut lab);
        let mut report = Box::new(Grades::create(&path, &lab).expect("it can be begun"));
        for graded in fixtures::class(&lab) {
            report.submission(&graded).expect("it can be written");
        }
        report.finish().expect("it can be finished");
        std::fs::read_to_string(&path).expect("it is there")
    }

    #[test]
    fn a_row_a_submission_with_open_grades_empty_and_names_harmless() {
        insta::assert_snapshot!(written(|_| ()));
    }

    #[test]
    fn lateness_stands_behind_the_grades_with_what_was_earned_before() {
        let scratch = tempfile::tempdir().expect("a folder");
        let path = scratch.path().join("grades.csv");
        let lab = fixtures::lab();
        let mut report = Box::new(Grades::create(&path, &lab).expect("it can be begun"));
        for graded in fixtures::late_class(&lab) {
            report.submission(&graded).expect("it can be written");
        }
        report.finish().expect("it can be finished");
        insta::assert_snapshot!(std::fs::read_to_string(&path).expect("it is there"));
    }

    #[test]
    fn no_cell_begins_a_formula() {
        let text = written(|lab| lab.column = "=1+1".to_owned());
        let records: Vec<_> = csv::Reader::from_reader(text.as_bytes()).into_records().collect();
        assert_eq!(records.len(), fixtures::class(&fixtures::lab()).len());
        for record in records {
            for cell in &record.expect("a strict reader takes it") {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
        for text in ["=1", "+1", "-1", "@x", " =1", "\t=1", "＝1"] {
            assert!(harmless(text).starts_with(['\'', '\\']), "{text:?} -> {}", harmless(text));
        }
        assert_eq!(harmless("Zoë O'Neil-Smith"), "Zoë O'Neil-Smith");
    }
}
