//! `gradescope.json`, one a student: the `results.json` that Gradescope expects of an autograder. The score of the whole is said
//! as well, since it decides where the tests' scores are rounded or open.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use super::answers::{Answer, answers};
use super::{ClassReport, write_for};
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::printable::printable;
use crate::verdict::outcome::Status;
use crate::words::{feedback as words, late as late_words};

/// The file of each student.
pub const FILE: &str = "gradescope.json";

/// Characters that are kept of one text.
const MOST_CHARS: usize = 4_000;

/// The report in the making.
pub struct Gradescope {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Document {
    score: f64,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<f64>,
    /// Left out where the test is neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    output: String,
    visibility: &'static str,
}

impl Gradescope {
    /// Into `folder/KEY/gradescope.json`.
    pub fn into(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl ClassReport for Gradescope {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        write_for(&self.folder, &graded.student, FILE, &super::json_bytes(&document(graded))?)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

fn document(graded: &Graded<'_>) -> Document {
    let grade = graded.grade();
    let mut output =
        words::points(&Grade::decimal(grade.earned_hundredths), &Grade::decimal(grade.possible_hundredths));
    if let Some(lateness) = &graded.lateness {
        output = format!("{output}. {}", late_words::costs(lateness, grade));
    }
    if grade.open_hundredths > 0 {
        output = format!("{output}. {}", words::open_points(&Grade::decimal(grade.open_hundredths)));
    }
    let (all, mut tests) = (answers(graded), Vec::new());
    for (index, (part, _, _)) in graded.parts().enumerate() {
        let of_part = all.iter().filter(|answer| answer.part == part.name());
        tests.extend(of_part.enumerate().map(|(at, answer)| test(answer, index + 1, at + 1)));
    }
    Document {
        score: points(grade.earned_hundredths),
        output,
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        visibility: "visible",
        tests,
    }
}

fn test(answer: &Answer, part: usize, number: usize) -> Test {
    let is_open = answer.points.is_some_and(|points| points.open_hundredths > 0);
    let score = answer.points.filter(|_| !is_open).map(|grade| points(grade.earned_hundredths));
    Test {
        name: format!("{}: {} ({})", answer.part, answer.asks, answer.name),
        number: format!("{part}.{number}"),
        score,
        max_score: answer.points.map(|grade| points(grade.possible_hundredths)),
        status: match answer.status {
            Status::Pass => Some("passed"),
            Status::Fail => Some("failed"),
            // What follows from a failure is lost with it; what could not be told is neither.
            Status::Inconclusive => (answer.waits_for.is_some()).then_some("failed"),
        },
        output: output(answer),
        visibility: "visible",
    }
}

fn output(answer: &Answer) -> String {
    if let Some(cause) = answer.waits_for {
        return words::waits(cause);
    }
    let again =
        answer.again.as_ref().map(|again| format!("{}\n{again}", words::again(answer.needs.as_deref())));
    let parts = [answer.what.as_ref(), answer.look_at.as_ref(), again.as_ref()];
    let lines = |text: &String| {
        let text: String = text.chars().take(MOST_CHARS).collect();
        text.lines().map(printable).collect::<Vec<_>>().join("\n")
    };
    parts.into_iter().flatten().map(lines).collect::<Vec<_>>().join("\n\n")
}

fn points(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::class::fixtures;

    fn all() -> Vec<(String, Value)> {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let value = |graded: &Graded<'_>| serde_json::to_value(document(graded)).expect("it is JSON");
        class.iter().map(|graded| (graded.student.key.clone(), value(graded))).collect()
    }

    #[test]
    fn every_field_is_one_that_gradescope_documents() {
        let top = [
            "score",
            "output",
            "output_format",
            "test_output_format",
            "test_name_format",
            "visibility",
            "tests",
        ];
        let of_test = ["name", "number", "score", "max_score", "status", "output", "visibility"];
        for (key, document) in all() {
            let known = |value: &Value, names: &[&str]| {
                value.as_object().expect("an object").keys().all(|name| names.contains(&name.as_str()))
            };
            assert!(known(&document, &top), "{key}");
            let tests = document["tests"].as_array().expect("tests");
            assert!(!tests.is_empty() && tests.iter().all(|test| known(test, &of_test)), "{key}");
            let maximum: f64 = tests.iter().filter_map(|test| test["max_score"].as_f64()).sum();
            assert!((maximum - 100.0).abs() < 1e-6, "{key}: {maximum}");
            for test in tests {
                assert!(matches!(test["status"].as_str(), Some("passed" | "failed") | None), "{test}");
                let output = test["output"].as_str().expect("text");
                assert!(!output.contains(['\u{1b}', '\r', '\0']) && output.len() < 20_000, "{key}");
            }
        }
    }

    #[test]
    fn a_failing_an_open_and_a_waiting_test() {
        let all = all();
        let of = |key: &str| &all.iter().find(|(other, _)| other == key).expect("the student").1;
        let tests = |key: &str| of(key)["tests"].as_array().expect("tests").clone();
        let named = |key: &str, name: &str| {
            let found = tests(key)
                .into_iter()
                .find(|test| test["name"].as_str().is_some_and(|text| text.contains(name)));
            found.expect("the test")
        };
        let failing = named("bob", "task2: The client prints the numbers that were duplicates");
        assert_eq!((&failing["score"], &failing["max_score"]), (&0.0.into(), &14.0.into()));
        assert_eq!(failing["status"], "failed");
        assert!(failing["output"].as_str().expect("text").contains("socklab try"), "{failing}");
        let waiting = named("dave", "reply-is-deduplicated");
        assert_eq!(
            (&waiting["status"], &waiting["output"]),
            (&"failed".into(), &"mend `server-stays-up` first".into())
        );
        let open = named("erin", "survives-merging");
        assert_eq!(
            (&open["status"], &open["score"], &open["max_score"]),
            (&Value::Null, &Value::Null, &14.0.into())
        );
        assert_eq!(of("grace")["score"], 0.0);
        assert!(of("grace")["output"].as_str().expect("text").contains("100 points are open"));
    }
}
