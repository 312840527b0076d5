//! JUnit XML for CI: a suite a scenario, a test case a check of a case. What could not be told is skipped, what the
//! harness failed at is an error, so that neither counts as a student's failure.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::check::Check;
use crate::verdict::outcome::{Doubt, Finding, Outcome, Status};
use crate::verdict::results::{CaseResult, CheckResult, ScenarioResult};
use crate::words;

/// The whole report. The error is the XML writer's.
pub fn render(results: &[ScenarioResult]) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new("socklab");
    for result in results {
        let mut suite = TestSuite::new(result.scenario.file_name());
        for case in result.all() {
            let mut name = format!("seed {} {}", case.seed, case.delivery);
            if let Some(played) = case.stand_in {
                name.push_str(&format!(" {} ({})", words::played(played), played.script));
            }
            if case.second {
                name.push_str(&format!(" {}", words::SECOND));
            }
            let findings = case.verdict.findings.iter();
            suite.add_test_cases(
                findings.map(|finding| test_case(result, case, &name, finding.check, &finding.outcome)),
            );
        }
        let overall = result.checks().into_iter().filter(|check| is_overall(result, check));
        suite.add_test_cases(overall.filter_map(|check| {
            let case = check.example.as_ref().map(|(case, _)| *case).or(result.cases.first())?;
            let outcome = check.example.as_ref().map_or(&Outcome::Pass, |(_, outcome)| outcome);
            Some(test_case(result, case, "all cases", check.check, outcome))
        }));
        report.add_test_suite(suite);
    }
    report.to_string()
}

/// Whether a check is answered by all cases together, and not by each.
fn is_overall(result: &ScenarioResult, check: &CheckResult<'_>) -> bool {
    let mut findings = result.cases.iter().chain(&result.second).flat_map(|case| &case.verdict.findings);
    let fails_there = |finding: &Finding| finding.check == check.check && finding.is_failure();
    check.check.compares_deliveries() || check.status == Status::Fail && !findings.any(fails_there)
}

/// What an answer is in JUnit's words.
pub(super) fn status(outcome: &Outcome) -> TestCaseStatus {
    match outcome {
        Outcome::Pass => TestCaseStatus::success(),
        Outcome::Fail(_) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Inconclusive(Doubt::Harness(_)) => TestCaseStatus::non_success(NonSuccessKind::Error),
        Outcome::Inconclusive(_) => TestCaseStatus::skipped(),
    }
}

fn test_case(
    result: &ScenarioResult,
    case: &CaseResult,
    of: &str,
    check: Check,
    outcome: &Outcome,
) -> TestCase {
    let mut status = status(outcome);
    if let Some(words) = words::outcome(check, outcome) {
        status.set_message(&words.what);
        if let Outcome::Fail(_) = outcome {
            status.set_type(check.name());
            let hint = words.hint.unwrap_or_default();
            status.set_description(format!(
                "{}\n{hint}\nagain: {}",
                words.what,
                result.again_to_see(outcome, case)
            ));
        }
    }
    let mut test = TestCase::new(format!("{of}: {}", check.name()), status);
    test.set_classname(result.scenario.file_name());
    test
}
