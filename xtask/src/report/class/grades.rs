//! `grades.csv`: a row a student, those of a group each, for whatever spreadsheet. Cells of unknown origin are made harmless: nothing in them is
//! taken for a formula, whichever separator the spreadsheet believes in. Where lateness costs something, how late and what was earned
//! before stand behind the grades.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::ClassReport;
use super::columns::Column;
use crate::class::graded::{Grade, Graded};
use crate::intake::HandedIn;
use crate::scenario::lab::Lab;
use crate::whole_file::WholeFile;
use crate::words::late as words;

/// The report in the making.
pub struct Grades {
    writer: csv::Writer<WholeFile>,
    columns: Vec<Column>,
    /// Rows without and with what is said of lateness: that there is a policy is known once a submission is.
    rows: Vec<(Vec<String>, Option<Vec<String>>)>,
}

impl Grades {
    /// Begins the file.
    pub fn create(path: &Path, lab: &Lab) -> Result<Self> {
        let file = WholeFile::create(path).with_context(|| super::unwritable(path))?;
        let writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(file);
        Ok(Self { writer, columns: Column::of(lab)?, rows: Vec::new() })
    }
}

impl ClassReport for Grades {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        // An open grade is no number: the cell is empty.
        let grades: Vec<String> =
            self.columns.iter().map(|column| column.grade(graded).settled().unwrap_or_default()).collect();
        let late = graded.lateness.as_ref().map(|lateness| {
            let at = match &lateness.handed_in {
                Some(HandedIn::At { at, .. }) => at.to_string(),
                Some(HandedIn::Marked { .. }) | None => String::new(),
            };
            let raw = self.columns.iter().map(|column| {
                let grade = column.grade(graded);
                grade.settled().map(|_| Grade::decimal(grade.raw_hundredths())).unwrap_or_default()
            });
            [at, words::short(lateness)].into_iter().chain(raw).collect()
        });
        for name in graded.student.names() {
            let student = [&graded.student.key, name].map(harmless);
            let row = student.into_iter().chain(grades.iter().cloned()).collect();
            self.rows.push((row, late.clone()));
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let names = self.columns.iter().map(|column| harmless(&column.name));
        let mut head: Vec<String> = ["key".to_owned(), "name".to_owned()].into_iter().chain(names).collect();
        let has_policy = self.rows.iter().any(|(_, late)| late.is_some());
        if has_policy {
            head.extend(["handed in".to_owned(), "late".to_owned()]);
            head.extend(self.columns.iter().map(|column| harmless(&words::before(&column.name))));
        }
        self.writer.write_record(&head)?;
        for (mut row, late) in std::mem::take(&mut self.rows) {
            row.extend(late.unwrap_or_default());
            row.resize(head.len(), String::new());
            self.writer.write_record(row)?;
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
