//! For GitHub Classroom, one folder a student: `result.json` and the same as one line for the output `result` of a step that
//! Classroom's reporter reads, a summary for the job, and annotations for its log.
//!
//! Facts about the formats: `classroom-resources/autograding-grading-reporter`, and GitHub's page on workflow commands.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::answers::{Answer, answers};
use super::feedback;
use super::source::{Source, source};
use super::{ClassReport, write_for};
use crate::check::Check;
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::printable::printable;
use crate::verdict::outcome::Status;

/// The files of each student. The summary, for `$GITHUB_STEP_SUMMARY`, is the feedback: GitHub shows Markdown there.
pub const FILES: [&str; 4] =
    ["classroom.json", "classroom.output", "classroom-summary.md", "classroom-annotations.txt"];

/// Characters that are kept of one message; fewer where all of them together are too long for the reporter.
const MOST_CHARS: [usize; 3] = [500, 60, 0];
/// The reporter is given all of it in one variable of its environment, and this is the most that Linux lets stand there, with
/// the variable's name.
const MOST_BYTES: usize = 120 * 1024;

/// The report in the making.
pub struct Classroom {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Document {
    version: u32,
    status: &'static str,
    max_score: f64,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    status: &'static str,
    message: String,
    test_code: String,
    filename: &'static str,
    line_no: u32,
    score: f64,
    max_score: f64,
}

impl Classroom {
    /// Into `folder/KEY/`.
    pub fn into(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl ClassReport for Classroom {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let (json, output) = result(graded)?;
        let contents = [
            json,
            output.into_bytes(),
            feedback::render(graded).into_bytes(),
            annotations(graded).into_bytes(),
        ];
        for (file, bytes) in FILES.into_iter().zip(contents) {
            write_for(&self.folder, &graded.student, file, &bytes)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// The result as JSON, and as the line of a step's output. However long a student's texts are, it fits.
fn result(graded: &Graded<'_>) -> Result<(Vec<u8>, String)> {
    for most_chars in MOST_CHARS {
        let document = document(graded, most_chars);
        let output = format!("result={}\n", STANDARD.encode(serde_json::to_vec(&document)?));
        if output.len() <= MOST_BYTES {
            return Ok((super::json_bytes(&document)?, output));
        }
    }
    bail!("the lab has too many checks for GitHub Classroom's reporter")
}

/// The tests that have points: the reporter's own sums are over those.
fn document(graded: &Graded<'_>, most_chars: usize) -> Document {
    let status = |status: Status| match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Inconclusive => "error",
    };
    let test = |answer: Answer| {
        let points = answer.points?;
        // What follows from a failure is lost with it.
        let worst = if answer.waits_for.is_some() { Status::Fail } else { answer.status };
        let message = [answer.what.as_deref(), answer.look_at.as_deref()].into_iter().flatten();
        Some(Test {
            name: format!("{}: {}", answer.part, answer.name),
            status: status(worst),
            message: cut(&message.collect::<Vec<_>>().join(". "), most_chars),
            test_code: cut(answer.again.as_deref().unwrap_or_default(), most_chars),
            filename: "",
            line_no: 0,
            score: f64::from(points.earned_hundredths) / 100.0,
            max_score: f64::from(points.possible_hundredths) / 100.0,
        })
    };
    Document {
        version: 1,
        status: status(graded.status()),
        max_score: f64::from(graded.grade().possible_hundredths) / 100.0,
        tests: answers(graded).into_iter().filter_map(test).collect(),
    }
}

fn cut(text: &str, most_chars: usize) -> String {
    let text = printable(text);
    if text.chars().count() <= most_chars {
        return text;
    }
    text.chars().take(most_chars).chain("...".chars()).collect()
}

/// For the log of a step: a line a failure, and one about the grade.
fn annotations(graded: &Graded<'_>) -> String {
    let mut out = String::new();
    for answer in answers(graded) {
        let command = match answer.status {
            Status::Fail => "error",
            Status::Inconclusive if answer.waits_for.is_none() => "warning",
            _ => continue,
        };
        let title = format!("{}: {}", answer.part, answer.name);
        let message = [answer.what.as_deref(), answer.look_at.as_deref()].into_iter().flatten();
        let message = cut(&message.collect::<Vec<_>>().join(". "), MOST_CHARS[0]);
        let place = place(graded, &answer).map_or_else(String::new, |Source { file, line }| {
            let line = line.map_or_else(String::new, |line| format!("line={line},"));
            format!("file={},{line}", property(&printable(&file)))
        });
        let _ = writeln!(out, "::{command} {place}title={}::{}", property(&title), data(&message));
    }
    let grade = graded.grade();
    let [earned, open, possible] =
        [grade.earned_hundredths, grade.open_hundredths, grade.possible_hundredths].map(Grade::decimal);
    let still = if grade.open_hundredths > 0 { format!(", {open} of them open") } else { String::new() };
    let _ = writeln!(
        out,
        "::notice title={}::{}",
        property(&graded.lab.title),
        data(&format!("Points {earned}/{possible}{still}"))
    );
    out
}

/// Where in the student's files that is.
fn place(graded: &Graded<'_>, answer: &Answer) -> Option<Source> {
    let (_, found, _) = graded.parts().find(|(part, ..)| part.name() == answer.part)?;
    let check = Check::ALL.into_iter().find(|check| check.name() == answer.name)?;
    source(found.judged()?, check)
}

/// A workflow command's message, as `@actions/core` writes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, as `@actions/core` writes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn the_reporter_s_sums_are_the_grade() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let document = serde_json::to_value(document(&graded, 500)).expect("it is JSON");
            let sum = |field: &str| -> f64 {
                document["tests"]
                    .as_array()
                    .expect("tests")
                    .iter()
                    .filter_map(|test| test[field].as_f64())
                    .sum()
            };
            assert_eq!(document["max_score"], 100.0);
            assert!((sum("max_score") - 100.0).abs() < 1e-6);
            let earned = f64::from(graded.grade().earned_hundredths) / 100.0;
            assert!((sum("score") - earned).abs() < 0.2, "{}", graded.student.key);
            for test in document["tests"].as_array().expect("tests") {
                assert!(matches!(test["status"].as_str(), Some("pass" | "fail" | "error")), "{test}");
            }
        }
    }

    #[test]
    fn four_files_a_student_and_the_output_is_one_line_of_base64() {
        let scratch = tempfile::tempdir().expect("a folder");
        let lab = fixtures::lab();
        let mut report = Box::new(Classroom::into(scratch.path()));
        for graded in fixtures::class(&lab) {
            report.submission(&graded).expect("it can be written");
            let read = |file: &str| {
                std::fs::read_to_string(scratch.path().join(&graded.student.key).join(file))
                    .expect("it is there")
            };
            let output = read("classroom.output");
            let code =
                output.strip_prefix("result=").and_then(|line| line.strip_suffix('\n')).expect("one line");
            let decoded: Value =
                serde_json::from_slice(&STANDARD.decode(code).expect("base64")).expect("JSON in it");
            assert_eq!(decoded, serde_json::from_str::<Value>(&read("classroom.json")).expect("JSON"));
            assert!(read("classroom-summary.md").starts_with("# Lab 1\n"));
        }
        report.finish().expect("it can be finished");
    }

    #[test]
    fn however_long_a_student_s_texts_are_the_result_fits_a_variable() {
        use crate::class::graded::{GradedPart, PartOutcome};
        use crate::hand_in::Problem;
        let mut lab = fixtures::lab();
        let part = lab.parts[0].clone();
        lab.parts = vec![part; 80];
        let why = "\u{1f600}".repeat(5_000);
        let outcome = PartOutcome::NotRun(Problem::Student(why));
        let parts = vec![GradedPart { corrected: None, notes: Vec::new(), outcome }; 80];
        let graded = Graded {
            student: fixtures::student("long", "Long"),
            lab: &lab,
            parts,
            lateness: None,
            corrections: Vec::new(),
        };
        let (_, output) = result(&graded).expect("it fits");
        assert!((10_000..MOST_BYTES).contains(&output.len()), "{}", output.len());
    }

    #[test]
    fn annotations_are_one_command_a_line_whatever_a_student_s_text_holds() {
        let lab = fixtures::lab();
        let all: Vec<String> = fixtures::class(&lab).iter().map(annotations).collect();
        for line in all.iter().flat_map(|text| text.lines()) {
            let command = ["::error ", "::warning ", "::notice title="];
            assert!(command.iter().any(|command| line.starts_with(command)), "{line}");
            assert!(!line.contains("%0A::error::x"), "an escape of a student's is escaped itself: {line}");
        }
        insta::assert_snapshot!(all.concat());
    }
}
