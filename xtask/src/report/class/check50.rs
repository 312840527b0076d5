//! `check50.json`, one a student: results in the shape of check50's JSON, for tools that read that.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use super::answers::{Answer, answers};
use super::{ClassReport, write_for};
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::printable::printable;
use crate::verdict::outcome::{Outcome, Reason, Status};
use crate::words;

/// The file of each student.
pub const FILE: &str = "check50.json";

/// The report in the making.
pub struct Check50 {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Document {
    slug: String,
    version: &'static str,
    results: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    description: &'static str,
    /// `null` where it could not be told.
    passed: Option<bool>,
    log: Vec<String>,
    cause: Option<Cause>,
    data: Data,
    dependency: Option<String>,
}

#[derive(Serialize)]
struct Cause {
    rationale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<String>,
}

/// What check50 leaves to the checks.
#[derive(Serialize)]
struct Data {
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<String>,
}

impl Check50 {
    /// Into `folder/KEY/check50.json`.
    pub fn into(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl ClassReport for Check50 {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        write_for(&self.folder, &graded.student, FILE, &super::json_bytes(&document(graded))?)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

fn document(graded: &Graded<'_>) -> Document {
    Document {
        slug: format!("socklab/{}", graded.lab.title),
        version: env!("CARGO_PKG_VERSION"),
        results: answers(graded).iter().map(entry).collect(),
    }
}

fn entry(answer: &Answer) -> Entry {
    let full = |name: &str| format!("{}.{name}", answer.part);
    let passed = match answer.status {
        Status::Pass => Some(true),
        Status::Fail => Some(false),
        Status::Inconclusive => None,
    };
    let (expected, actual) = compared(answer.outcome.as_ref());
    let rationale = answer.what.as_deref().map(printable);
    let points = answer.points.map(|points| {
        let earned = if points.open_hundredths > 0 {
            "?".to_owned()
        } else {
            Grade::decimal(points.earned_hundredths)
        };
        format!("{earned}/{}", Grade::decimal(points.possible_hundredths))
    });
    Entry {
        name: full(answer.name),
        description: answer.asks,
        passed,
        log: Vec::new(),
        cause: rationale.map(|rationale| Cause { rationale, help: answer.look_at.clone(), expected, actual }),
        data: Data { points, again: answer.again.as_deref().map(printable) },
        dependency: answer.waits_for.map(|cause| full(cause.name())),
    }
}

/// The list that was expected and the one that came, where two were compared.
fn compared(outcome: Option<&Outcome>) -> (Option<String>, Option<String>) {
    match outcome {
        Some(Outcome::Fail(Reason::WrongList(wrong))) => {
            (Some(words::list(&wrong.expected)), Some(words::list(&wrong.got)))
        }
        Some(Outcome::Fail(Reason::NotShown(expected))) => (Some(words::list(expected)), None),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn results_of_a_failing_and_of_a_waiting_check() {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let of = |key: &str, check: &str| {
            let graded = class.iter().find(|graded| graded.student.key == key).expect("the student");
            let entry = document(graded).results.into_iter().find(|entry| entry.name.contains(check));
            serde_json::to_string_pretty(&entry.expect("the check")).expect("it is JSON")
        };
        let all = [
            of("alice", "task2.shows-duplicates"),
            of("bob", "task2.shows-duplicates"),
            of("dave", "task2.reply-is-deduplicated"),
            of("grace", "task1.can-be-run"),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn every_dependency_is_a_result_and_text_is_harmless() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let results = document(&graded).results;
            for entry in &results {
                let is_there = |name: &String| results.iter().any(|other| other.name == *name);
                assert!(entry.dependency.as_ref().is_none_or(is_there), "{}", entry.name);
                assert_eq!(entry.cause.is_none(), entry.passed == Some(true), "{}", entry.name);
            }
            let text = serde_json::to_string(&document(&graded)).expect("it is JSON");
            assert!(!text.contains("\\u001b") && !text.contains('\u{202e}'), "{}", graded.student.key);
        }
    }
}
