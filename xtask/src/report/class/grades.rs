//! `grades.csv`: a row a student, those of a group each, for whatever spreadsheet. Cells of unknown origin are made harmless: nothing in them is
//! taken for a formula, whichever separator the spreadsheet believes in.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::ClassReport;
use super::columns::Column;
use crate::class::graded::Graded;
use crate::scenario::lab::Lab;
use crate::whole_file::WholeFile;

/// The report in the making.
pub struct Grades {
    writer: csv::Writer<WholeFile>,
    columns: Vec<Column>,
}

impl Grades {
    /// Begins the file.
    pub fn create(path: &Path, lab: &Lab) -> Result<Self> {
        let file = WholeFile::create(path).with_context(|| super::unwritable(path))?;
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(file);
        let columns = Column::of(lab)?;
        let names = columns.iter().map(|column| harmless(&column.name));
        writer.write_record(["key".to_owned(), "name".to_owned()].into_iter().chain(names))?;
        Ok(Self { writer, columns })
    }
}

impl ClassReport for Grades {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        // An open grade is no number: the cell is empty.
        let grades: Vec<String> =
            self.columns.iter().map(|column| column.grade(graded).settled().unwrap_or_default()).collect();
        for name in graded.student.names() {
            let student = [&graded.student.key, name].map(harmless);
            self.writer.write_record(student.into_iter().chain(grades.iter().cloned()))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
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
