//! Reports of a class: one file a format. Each is told of every submission in turn, keeps little, and writes what is left at
//! the end, so that memory does not grow with the class.
//!
//! - For instructors: `table` (the terminal), `results` (JSON), `grades` (CSV), `canvas` and `moodle` (what was downloaded,
//!   filled in; `gradebook` and `sheet` are what both need), `junit`.
//!   `questions` (which programs were meant, where that is not clear).
//! - For students, a file each: `feedback` (Markdown), `html::student` (its page; `handback` packs all of them for Canvas and Moodle), `gradescope`, `classroom`, `check50`.
//! - What they are made from: `failures` (each thing once in a part), `causes` (once in all of them), `difference` (a list number
//!   by number), `homely` (no paths of ours), `answers` (a flat list of tests), `exchange` (the bytes of a
//!   case), `tally` (the sums), `attention` (who wants a look), `columns` (of gradebooks), `markdown`.

pub mod answers;
pub mod attention;
pub mod canvas;
pub mod causes;
pub mod check50;
pub mod classroom;
pub mod columns;
pub mod comment;
pub mod difference;
pub mod exchange;
pub mod failures;
pub mod feedback;
#[cfg(test)]
pub mod fixtures;
pub mod gradebook;
pub mod grades;
pub mod gradescope;
pub mod handback;
pub mod homely;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod moodle;
pub mod open;
pub mod questions;
pub mod results;
pub mod source;
pub mod table;
pub mod tally;
pub mod write;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, ValueEnum};

use crate::class::choices;
use crate::class::graded::Graded;
use crate::hand_in::Student;
use crate::printable::printable_json;
use crate::scenario::lab::Lab;
use crate::whole_file::replace;
use html::About;

/// The page of a class.
pub const PAGE: &str = "report.html";

/// The files that a class's reports are, beside the students' folders: no student's key can be one of them.
pub const FILES: [&str; 9] = [
    "results.json",
    "grades.csv",
    "canvas.csv",
    "moodle.csv",
    "junit.xml",
    PAGE,
    "feedback-canvas.zip",
    "feedback-moodle.zip",
    choices::FILE,
];

/// A report in the making.
pub trait ClassReport {
    /// The next submission, in the order of the class.
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()>;

    /// There are no more.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// Which reports are wanted beside those that are always written: options of the commands that write them.
#[derive(Debug, Clone, Default, Args)]
pub struct ReportOptions {
    /// Write these as well, beside the table, `results.json`, `grades.csv` and each student's `feedback.md` and `feedback.html`
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',')]
    pub also: Vec<Format>,

    /// Fill the grades into the gradebook that was downloaded from Canvas, as `canvas.csv`
    #[arg(long, value_name = "FILE")]
    pub canvas: Option<PathBuf>,

    /// Fill the grades into the offline grading worksheet that was downloaded from Moodle, as `moodle.csv`
    #[arg(long, value_name = "FILE")]
    pub moodle: Option<PathBuf>,
}

/// A format that not everybody needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// `junit.xml`, for CI
    Junit,
    /// `gradescope.json`, one a student: an autograder's results
    Gradescope,
    /// `classroom*`, four files a student: result, job summary and annotations for GitHub Classroom
    Classroom,
    /// `check50.json`, one a student
    Check50,
}

/// Begins the reports of a class, into the folder `out`. What was downloaded is read and checked here, before anything runs:
/// whoever waits an hour for grades is not to learn then that the gradebook is another course's.
pub fn reports(
    wanted: &ReportOptions,
    lab: &Lab,
    about: About,
    out: &Path,
) -> Result<Vec<Box<dyn ClassReport>>> {
    let canvas =
        wanted.canvas.as_deref().map(|file| canvas::Canvas::open(file, &out.join("canvas.csv"), lab));
    let canvas = canvas.transpose()?;
    let moodle =
        wanted.moodle.as_deref().map(|file| moodle::Moodle::open(file, &out.join("moodle.csv"), lab));
    let moodle = moodle.transpose()?;
    columns::Column::of(lab)?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make the folder `{}`", out.display()))?;
    let mut reports: Vec<Box<dyn ClassReport>> = vec![
        Box::new(table::Table::of(lab)),
        Box::new(results::Results::create(&out.join("results.json"), lab)?),
        Box::new(html::HtmlReport::create(&out.join(PAGE), lab, about)?),
        Box::new(grades::Grades::create(&out.join("grades.csv"), lab)?),
        Box::new(feedback::Feedback::into(out)),
        Box::new(html::student::StudentPages::into(out)),
        Box::new(questions::Questions::into(out)),
    ];
    let mut also = wanted.also.clone();
    also.sort();
    also.dedup();
    for format in also {
        reports.push(match format {
            Format::Junit => Box::new(junit::JUnit::create(&out.join("junit.xml"))?),
            Format::Gradescope => Box::new(gradescope::Gradescope::into(out)),
            Format::Classroom => Box::new(classroom::Classroom::into(out)),
            Format::Check50 => Box::new(check50::Check50::into(out)),
        });
    }
    // Last, since they say on the terminal who was not found.
    reports.extend(canvas.map(|report| Box::new(report) as Box<dyn ClassReport>));
    reports.extend(moodle.map(|report| Box::new(report) as Box<dyn ClassReport>));
    Ok(reports)
}

/// The beginning of a sentence about a report that cannot be written.
fn unwritable(path: &Path) -> String {
    format!("cannot write the report `{}`", path.display())
}

/// Writes a file of one student's, in the folder that has the student's key for a name.
fn write_for(folder: &Path, student: &Student, file: &str, bytes: &[u8]) -> Result<()> {
    let key = &student.key;
    let is_name = key.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'));
    let is_free = !key.is_empty() && !key.starts_with('.') && !FILES.contains(&key.as_str());
    ensure!(is_name && is_free, "a student's files cannot go into a folder called {key:?}");
    let folder = folder.join(key);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let path = folder.join(file);
    replace(&path, bytes).with_context(|| unwritable(&path))
}

/// A document as JSON that a person can read, too.
fn json_bytes(document: &impl serde::Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(document).context("cannot put the results into JSON")?;
    Ok((printable_json(&text) + "\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::class::graded::{PartOutcome, Question};

    /// Every file below a folder, by its path from there.
    fn files(folder: &Path) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.strip_prefix(folder).expect("inside").display().to_string());
                }
            }
        }
        files
    }

    fn write(wanted: &ReportOptions, class: &[Graded<'_>], lab: &Lab, out: &Path) {
        let mut reports = reports(wanted, lab, About::default(), out).expect("they can be begun");
        for graded in class {
            for report in &mut reports {
                report.submission(graded).expect("it can be written");
            }
        }
        for report in reports {
            report.finish().expect("it can be finished");
        }
    }

    #[test]
    fn every_report_of_a_class_is_written_and_nothing_else_and_twice_the_same() {
        let scratch = tempfile::tempdir().expect("a folder");
        let gradebook = scratch.path().join("downloaded.csv");
        std::fs::write(
            &gradebook,
            "Student,ID,Section,Lab 1\nPoints Possible,,,100\nAlice Example,1001,A,\n",
        )
        .expect("a file");
        let worksheet = scratch.path().join("worksheet.csv");
        let text = "Identifier,Full name,Grade,Maximum Grade,Last modified (grade)\nParticipant 501,Alice Example,,100.00,-\n";
        std::fs::write(&worksheet, text).expect("a file");
        let also = Format::value_variants().to_vec();
        let wanted = ReportOptions { also, canvas: Some(gradebook), moodle: Some(worksheet) };
        let lab = fixtures::lab();
        let mut class = fixtures::class(&lab);
        let PartOutcome::Judged(judged) = &mut class[0].parts[0].outcome else { panic!("it was run") };
        judged.question = Some(Question { pairs: vec![judged.pair.clone(); 2], tried: 2, choice: None });
        let outs = ["one", "two"].map(|name| scratch.path().join(name));
        for out in &outs {
            write(&wanted, &class, &lab, out);
        }
        let mut expected: BTreeSet<String> = FILES.into_iter().map(str::to_owned).collect();
        let own = ["feedback.md", "feedback.html", "gradescope.json", "check50.json"]
            .into_iter()
            .chain(classroom::FILES);
        for file in own {
            expected.extend(class.iter().map(|graded| format!("{}/{file}", graded.student.key)));
        }
        assert_eq!(files(&outs[0]), expected);
        for file in expected {
            let bytes = outs.each_ref().map(|out| std::fs::read(out.join(&file)).expect("it is there"));
            assert_eq!(bytes[0], bytes[1], "{file}");
        }
        let filled = std::fs::read_to_string(outs[0].join("canvas.csv")).expect("it is there");
        assert!(filled.contains("Alice Example,1001,A,100\n"), "{filled}");
    }

    #[test]
    fn a_wrong_gradebook_is_refused_before_anything_is_written() {
        let scratch = tempfile::tempdir().expect("a folder");
        let file = scratch.path().join("grades.csv");
        std::fs::write(&file, "Student,ID,Section,Lab 1\nAlice,\"1,A,\n").expect("a file");
        let out = scratch.path().join("out");
        let lab = fixtures::lab();
        for (wanted, reason) in [
            (
                ReportOptions { canvas: Some(file.clone()), ..ReportOptions::default() },
                "line 2, column 2: this cell's quotes are never closed",
            ),
            (
                ReportOptions { moodle: Some(file.clone()), ..ReportOptions::default() },
                "line 2, column 2: this cell's quotes are never closed",
            ),
            (
                ReportOptions { canvas: Some(scratch.path().join("none.csv")), ..ReportOptions::default() },
                "cannot read the gradebook",
            ),
        ] {
            let error = reports(&wanted, &lab, About::default(), &out)
                .err()
                .map(|error| format!("{error:#}"))
                .expect("it is refused");
            assert!(error.contains(reason), "{error}");
            assert!(!out.exists());
        }
    }

    #[test]
    fn no_key_leaves_the_folder_or_takes_a_report_s_name() {
        let scratch = tempfile::tempdir().expect("a folder");
        for key in ["", ".", "..", ".x", "../x", "a/b", "A", "results.json"] {
            let written = write_for(scratch.path(), &fixtures::student(key, ""), "x", b"");
            assert!(written.is_err(), "{key}");
        }
        assert_eq!(files(scratch.path()).len(), 0);
    }
}
