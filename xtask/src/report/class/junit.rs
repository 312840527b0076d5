//! `junit.xml`: a suite a submission and part, a test case a check and seed. The delivery that suits the programs best decides,
//! as for points; what fails under another besides is a `flakyFailure`: the test passes, and not for certain.
//!
//! Written as it comes, since a class has some hundred thousand test cases: the sums at the beginning are filled in at the
//! end, in the place that was left for them.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use quick_junit::{
    NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite, XmlString,
};

use super::ClassReport;
use crate::check::Check;
use crate::class::graded::{Graded, GradedPart, Judged, PartOutcome};
use crate::hand_in::Problem;
use crate::printable::printable;
use crate::report::junit;
use crate::scenario::lab::Part;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::whole_file::WholeFile;
use crate::words::{self, Words};

/// Bytes that are kept free for the beginning of the file.
const HEAD_BYTES: usize = 256;
/// Characters that are kept of one text.
const MOST_CHARS: usize = 4_000;

/// The report in the making.
pub struct JUnit {
    file: WholeFile,
    path: PathBuf,
    /// Without suites: the sums.
    sums: Report,
}

impl JUnit {
    /// Begins the file.
    pub fn create(path: &Path) -> Result<Self> {
        let mut file = WholeFile::create(path).with_context(|| super::unwritable(path))?;
        file.write_all(&[b' '; HEAD_BYTES]).with_context(|| super::unwritable(path))?;
        Ok(Self { file, path: path.to_owned(), sums: Report::new("socklab") })
    }
}

impl ClassReport for JUnit {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let mut report = Report::new("socklab");
        for (part, graded_part, _) in graded.parts() {
            report.add_test_suite(suite(&graded.student.key, part, graded_part));
        }
        self.sums.tests += report.tests;
        self.sums.failures += report.failures;
        self.sums.errors += report.errors;
        self.sums.skipped += report.skipped;
        let text = report.to_string().context("cannot put the results into XML")?;
        self.file.write_all(suites(&text).as_bytes()).with_context(|| super::unwritable(&self.path))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let Self { mut file, path, sums } = *self;
        let text = sums.to_string().context("cannot put the results into XML")?;
        let (head, _) = text.rsplit_once("</testsuites>").context("a report without an end")?;
        let head = head.trim_end();
        ensure!(head.len() < HEAD_BYTES && head.ends_with('>'), "the beginning of the report is too long");
        // Spaces may stand before the end of a tag.
        let padded = format!("{:width$}>", &head[..head.len() - 1], width = HEAD_BYTES - 1);
        file.write_all(b"\n</testsuites>\n")
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(padded.as_bytes()))
            .and_then(|()| file.finish())
            .with_context(|| super::unwritable(&path))
    }
}

/// What stands between a report's own tags.
fn suites(report: &str) -> &str {
    let start = report.find("<testsuite ").unwrap_or(report.len());
    let end = report.rfind("</testsuites>").unwrap_or(report.len());
    // With the end of the line before, by which the next suite begins a line.
    let start = report[..start].rfind('\n').unwrap_or(start);
    report[start.min(end)..end].trim_end()
}

fn suite(key: &str, part: &Part, graded: &GradedPart) -> TestSuite {
    let name = format!("{key} {}", part.name());
    let mut suite = TestSuite::new(name.as_str());
    let class = format!("{key}.{}", part.name());
    match &graded.outcome {
        PartOutcome::Judged(judged) => {
            let points = judged.result.points();
            for (name, value) in [
                ("server", judged.result.server.clone()),
                ("client", judged.result.client.clone()),
                ("points", format!("{}/{}", points.earned, points.possible)),
            ] {
                suite.add_property(Property::new(name, text(&value).as_str()));
            }
            suite.add_test_cases(test_cases(judged, &class));
        }
        PartOutcome::NotRun(Problem::Student(why)) => {
            suite.add_test_case(unrun(&class, NonSuccessKind::Failure, "not-run", why));
        }
        PartOutcome::NotRun(Problem::Machine(why)) => {
            suite.add_test_case(unrun(&class, NonSuccessKind::Error, "not-run-here", why));
        }
        PartOutcome::Unfinished => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(words::feedback::UNFINISHED);
            suite.add_test_case(named("can-be-run", &class, status));
        }
    }
    suite
}

fn unrun(class: &str, kind: NonSuccessKind, ty: &str, why: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(kind);
    let first = why.lines().next().unwrap_or_default();
    status.set_message(text(first)).set_type(ty).set_description(lines(why));
    named("can-be-run", class, status)
}

fn named(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut test = TestCase::new(name, status);
    test.set_classname(class);
    test
}

/// A case of a seed and check; and one for each question about all cases together.
fn test_cases(judged: &Judged, class: &str) -> Vec<TestCase> {
    let result = &judged.result;
    let best = result.best_delivery();
    let mut tests = Vec::new();
    for check in result.checks() {
        let mut has_failed = false;
        let before = tests.len();
        for seed in result.scenario.seeds.iter().copied().chain(result.further_seeds()) {
            let of_seed: Vec<(&CaseResult, &Outcome)> = result
                .cases
                .iter()
                .filter(|case| case.seed == seed)
                .filter_map(|case| {
                    let finding =
                        case.verdict.findings.iter().find(|finding| finding.check == check.check)?;
                    Some((case, &finding.outcome))
                })
                .collect();
            let Some(&(case, outcome)) = of_seed.iter().find(|(case, _)| case.delivery == best) else {
                continue;
            };
            let mut status = status(result, case, check.check, outcome);
            has_failed |= outcome.status() == Status::Fail;
            if outcome.status() != Status::Inconclusive {
                let others = of_seed.iter().filter(|(other, _)| other.delivery != best);
                status.add_reruns(
                    others.filter_map(|(case, outcome)| rerun(result, case, check.check, outcome)),
                );
            }
            tests.push(named(&format!("{} seed {seed}", check.check.name()), class, status));
        }
        let was_asked_of_cases = tests.len() > before;
        if was_asked_of_cases && (has_failed || check.status != Status::Fail) {
            continue;
        }
        let status = match &check.example {
            Some((case, outcome)) => status(result, case, check.check, outcome),
            None if check.status == Status::Pass => TestCaseStatus::success(),
            None => TestCaseStatus::skipped(),
        };
        tests.push(named(&format!("{} all cases", check.check.name()), class, status));
    }
    tests
}

fn status(result: &ScenarioResult, case: &CaseResult, check: Check, outcome: &Outcome) -> TestCaseStatus {
    let mut status = junit::status(outcome);
    if let Some(words) = words::outcome(check, outcome) {
        status.set_message(text(&words.what)).set_type(check.name());
        if outcome.status() == Status::Fail {
            status.set_description(description(result, case, outcome, &words));
        }
    }
    status
}

/// The same check and seed under another delivery, where it fails.
fn rerun(result: &ScenarioResult, case: &CaseResult, check: Check, outcome: &Outcome) -> Option<TestRerun> {
    let kind = match outcome {
        Outcome::Fail(_) => NonSuccessKind::Failure,
        Outcome::Inconclusive(Doubt::Harness(_)) => NonSuccessKind::Error,
        Outcome::Inconclusive(_) | Outcome::Pass => return None,
    };
    let words = words::outcome(check, outcome)?;
    let mut rerun = TestRerun::new(kind);
    rerun
        .set_message(text(&format!("{}: {}", case.delivery, words.what)))
        .set_type(check.name())
        .set_description(description(result, case, outcome, &words));
    Some(rerun)
}

fn description(result: &ScenarioResult, case: &CaseResult, outcome: &Outcome, said: &Words) -> XmlString {
    let hint = said.hint.as_deref().unwrap_or_default();
    let there = words::submission::AGAIN_THERE;
    let again = result.again_to_see(outcome, case);
    lines(&format!("{}\n{hint}\n{there}: {again}", printable(&said.what)))
}

/// A text in one line.
fn text(text: &str) -> XmlString {
    XmlString::new(printable(&cut(text)))
}

/// A text of several.
fn lines(text: &str) -> XmlString {
    let lines: Vec<String> = cut(text).lines().map(printable).collect();
    XmlString::new(lines.join("\n"))
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    text.chars().take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::report::class::fixtures;

    fn written(class: &[Graded<'_>], folder: &Path) -> String {
        let path = folder.join("junit.xml");
        let mut report = Box::new(JUnit::create(&path).expect("it can be begun"));
        for graded in class {
            report.submission(graded).expect("it can be written");
        }
        report.finish().expect("it can be finished");
        std::fs::read_to_string(&path).expect("it is there")
    }

    fn all(class: &[Graded<'_>]) -> (String, Report) {
        let scratch = tempfile::tempdir().expect("a folder");
        let text = written(class, scratch.path());
        let report = Report::deserialize_from_str(&text).expect("it is JUnit XML");
        (text, report)
    }

    #[test]
    fn the_sums_are_those_of_the_suites_and_every_part_is_one() {
        let lab = fixtures::lab();
        let (_, report) = all(&fixtures::class(&lab));
        let sum = |count: fn(&TestSuite) -> usize| report.test_suites.iter().map(count).sum::<usize>();
        assert_eq!(report.test_suites.len(), 2 * fixtures::class(&lab).len());
        assert_eq!(report.tests, sum(|suite| suite.tests));
        assert_eq!(report.failures, sum(|suite| suite.failures));
        assert_eq!(report.errors, sum(|suite| suite.errors));
        assert_eq!(report.skipped, sum(|suite| suite.skipped));
        assert!(report.failures > 0 && report.errors > 0 && report.skipped > 0);
        let (_, empty) = all(&[]);
        assert_eq!((empty.tests, empty.test_suites.len()), (0, 0));
    }

    #[test]
    fn what_fails_under_another_delivery_only_is_flaky_and_points_lost_show_as_failures() {
        let lab = fixtures::lab();
        let (_, report) = all(&fixtures::class(&lab));
        let suite = |name: &str| {
            report.test_suites.iter().find(|suite| suite.name.as_str() == name).expect("the suite")
        };
        let case = |suite: &TestSuite, name: &str| {
            suite.test_cases.iter().find(|case| case.name.as_str() == name).expect("the case").status.clone()
        };
        match case(suite("carol task2"), "client-finishes seed 7") {
            TestCaseStatus::Success { flaky_runs } => assert_eq!(flaky_runs.len(), 1),
            other => panic!("{other:?}"),
        }
        let survives = case(suite("carol task2"), "survives-merging all cases");
        assert!(matches!(survives, TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. }));
        match case(suite("bob task2"), "shows-duplicates seed 1") {
            TestCaseStatus::NonSuccess { reruns, .. } => assert_eq!(reruns.runs.len(), 1),
            other => panic!("{other:?}"),
        }
        assert!(matches!(
            case(suite("grace task2"), "can-be-run"),
            TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. }
        ));
        for graded in fixtures::class(&lab) {
            for (part, graded_part, grade) in graded.parts() {
                let suite = suite(&format!("{} {}", graded.student.key, part.name()));
                let lost = grade.earned_hundredths + grade.open_hundredths < grade.possible_hundredths;
                let fails = graded_part.status() == Status::Fail;
                assert_eq!(suite.failures > 0, fails, "{}", suite.name.as_str());
                assert!(!lost || suite.failures > 0, "{}", suite.name.as_str());
            }
        }
    }

    #[test]
    fn the_report_keeps_to_the_schema() {
        if Command::new("xmllint").arg("--version").output().is_err() {
            // `.ci/run` installs it.
            assert!(std::env::var_os("CI").is_none(), "xmllint is missing");
            eprintln!("ignored: there is no `xmllint`");
            return;
        }
        let scratch = tempfile::tempdir().expect("a folder");
        let lab = fixtures::lab();
        for class in [fixtures::class(&lab), Vec::new()] {
            written(&class, scratch.path());
            let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/junit.xsd");
            let mut xmllint = Command::new("xmllint");
            xmllint.args(["--noout", "--nonet", "--schema", schema]).arg(scratch.path().join("junit.xml"));
            let output = xmllint.output().expect("it is there");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }

    #[test]
    fn student_text_is_inert() {
        let lab = fixtures::lab();
        let (text, _) = all(&fixtures::class(&lab));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\0']));
        assert!(!text.contains("<script") && !text.contains("]]>"));
        assert!(text.len() < 200_000, "{} bytes", text.len());
    }
}
