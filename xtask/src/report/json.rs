//! Results for programs. The format is documented in the README and has a version of its own.

use serde::Serialize;

use crate::observation::Role;
use crate::scenario::Task;
use crate::tap::delivery::Delivery;
use crate::verdict::check::Check;
use crate::verdict::outcome::{Outcome, Reason, Status};
use crate::verdict::results::{Points, ScenarioResult};
use crate::words;

/// The version of this format. It changes when a reader has to.
pub const FORMAT: u32 = 1;

/// Everything about a run.
pub fn render(results: &[ScenarioResult]) -> String {
    let document = Document { format: FORMAT, runs: results.iter().map(run).collect() };
    let mut text = serde_json::to_string_pretty(&document).expect("results hold nothing that JSON cannot");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    runs: Vec<Run<'a>>,
}

#[derive(Serialize)]
struct Run<'a> {
    scenario: String,
    title: &'a str,
    task: Task,
    server: &'a str,
    client: &'a str,
    status: Status,
    points: Points,
    checks: Vec<CheckEntry>,
    cases: Vec<CaseEntry>,
}

#[derive(Serialize)]
struct CheckEntry {
    check: Check,
    about: Option<&'static str>,
    status: Status,
    /// The half that the grader played to have this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    stand_in: Option<Role>,
    points: Option<Points>,
}

#[derive(Serialize)]
struct CaseEntry {
    seed: u64,
    delivery: Delivery,
    /// The half that the grader played; the findings are about the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    stand_in: Option<Role>,
    status: Status,
    again: String,
    findings: Vec<FindingEntry>,
}

#[derive(Serialize)]
struct FindingEntry {
    check: Check,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    expected: Vec<i64>,
    got: Option<Vec<i64>>,
    missing: Vec<i64>,
    extra: Vec<i64>,
    repeated: Vec<i64>,
    mistakes: Vec<&'static str>,
    place: Option<String>,
}

fn run(result: &ScenarioResult) -> Run<'_> {
    let checks = result.checks().into_iter().map(|check| CheckEntry {
        check: check.check,
        about: check.check.about().map(Role::word),
        status: check.status,
        stand_in: check.stand_in(),
        points: check.points,
    });
    let cases = result.cases.iter().chain(&result.stand_ins).map(|case| CaseEntry {
        seed: case.seed,
        delivery: case.delivery,
        stand_in: case.stand_in.map(|played| played.role),
        status: case.status(),
        again: result.again(case),
        findings: case.verdict.findings.iter().map(|f| finding(f.check, &f.outcome)).collect(),
    });
    Run {
        scenario: result.scenario.path.display().to_string(),
        title: &result.scenario.title,
        task: result.scenario.task,
        server: &result.server,
        client: &result.client,
        status: result.status(),
        points: result.points(),
        checks: checks.collect(),
        cases: cases.collect(),
    }
}

fn finding(check: Check, outcome: &Outcome) -> FindingEntry {
    let words = words::outcome(check, outcome);
    let (what, look_at) = words.map_or((None, None), |words| (Some(words.what), words.hint));
    FindingEntry { check, status: outcome.status(), what, look_at, evidence: evidence(outcome) }
}

fn evidence(outcome: &Outcome) -> Option<Evidence> {
    match outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => Some(Evidence {
            expected: wrong.expected.clone(),
            got: Some(wrong.got.clone()),
            missing: wrong.difference.missing.clone(),
            extra: wrong.difference.extra.clone(),
            repeated: wrong.difference.repeated.clone(),
            mistakes: wrong.mistakes.clone(),
            place: Some(wrong.place.clone()),
        }),
        Outcome::Fail(Reason::NotShown(expected)) => Some(Evidence {
            expected: expected.clone(),
            got: None,
            missing: expected.clone(),
            extra: Vec::new(),
            repeated: Vec::new(),
            mistakes: Vec::new(),
            place: None,
        }),
        _ => None,
    }
}
