//! Results for programs. The format is documented in `docs/ci.md`, described by `schema/results.schema.json`, and has a version of its own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Ended;
use crate::check::Check;
use crate::delivery::Delivery;
use crate::observation::SourceLine;
use crate::printable::printable_json;
use crate::role::Role;
use crate::script::Sends;
use crate::task::Task;
use crate::trace::Digest;
use crate::verdict::blame::Blame;
use crate::verdict::outcome::{Finding, Outcome, Reason, Status, WrongList};
use crate::verdict::place::{Exhibit, Item, Place, Stream};
use crate::verdict::remarks::Remark;
use crate::verdict::results::{CaseResult, CheckResult, Points, ScenarioResult};
use crate::words::{self, Words};

/// The version of this format. It changes when a reader has to.
pub const FORMAT: u32 = 2;

/// Everything about a run.
pub fn render(results: &[ScenarioResult], ended: Ended) -> String {
    let interrupted = ended == Ended::Interrupted;
    let document = Document { format: FORMAT, interrupted, runs: results.iter().map(run).collect() };
    let text = serde_json::to_string_pretty(&document).expect("results hold nothing that JSON cannot");
    printable_json(&text) + "\n"
}

/// What `run --json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "runs"))]
pub(crate) struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    /// Whether not all cases were run: then points are no score.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    interrupted: bool,
    runs: Vec<Run<'a>>,
}

/// One submission under one scenario: also what a class's results hold.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "run"))]
pub(crate) struct Run<'a> {
    scenario: String,
    title: &'a str,
    task: Task,
    server: &'a str,
    client: &'a str,
    status: Status,
    blame: Option<Blame>,
    points: Points,
    remarks: Vec<RemarkEntry>,
    /// What was not run once the budget was spent: absent where all was.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOutEntry>,
    checks: Vec<CheckEntry>,
    cases: Vec<CaseEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "left-out"))]
struct LeftOutEntry {
    /// Cases of the pair itself.
    cases: usize,
    /// The halves that the grader would have played once more.
    stand_ins: BTreeSet<Role>,
    what: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "check"))]
struct CheckEntry {
    check: Check,
    /// The program that the check is about; `null` where it can be either.
    #[cfg_attr(test, schemars(with = "Option<Role>"))]
    about: Option<&'static str>,
    status: Status,
    blame: Option<Blame>,
    /// The half that the grader played to have this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    stand_in: Option<Role>,
    points: Option<Points>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look_at: Option<String>,
    /// The line that sent what is wrong, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<SourceLine>,
    /// Why an instructor says so, where that is who says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "remark"))]
struct RemarkEntry {
    remark: &'static str,
    /// How likely it is by chance; `null` where chance has no part in it.
    chance: Option<f64>,
    what: String,
    look_at: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "case"))]
struct CaseEntry {
    seed: u64,
    delivery: Delivery,
    /// Which further run it is, from 1, where the case's programs do other things by the same seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat: Option<usize>,
    /// The half that the grader played; the findings are about the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    stand_in: Option<Role>,
    /// Whether its client came second, to a server that had served another one; then the findings are what only that one shows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    second: bool,
    /// Which numbers it sent, where they were not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    sends: Option<Sends>,
    status: Status,
    /// Of what the programs did; absent where the grader failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Digest>,
    again: String,
    findings: Vec<FindingEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "finding", extend("if" = serde_json::json!({ "properties": { "status": { "const": "pass" } } }), "then" = serde_json::json!({ "properties": { "what": false, "look_at": false } }), "else" = serde_json::json!({ "required": ["what"] }))))]
struct FindingEntry {
    check: Check,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    blame: Option<Blame>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "evidence"))]
struct Evidence {
    /// What the answer rests on; also of a pass.
    read: Vec<ReadEntry>,
    /// The rest stands only where two lists were compared and differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Vec<i64>>,
    /// `null` where no list came near.
    #[serde(skip_serializing_if = "Option::is_none")]
    got: Option<Option<Vec<i64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeated: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistakes: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Option<String>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "read"))]
struct ReadEntry {
    what: Item,
    place: PlaceEntry,
    excerpt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "place"))]
#[serde(rename_all = "lowercase")]
enum PlaceEntry {
    Message {
        from: Role,
        number: usize,
        bytes: [usize; 2],
    },
    Line {
        of: Role,
        number: usize,
        /// Whether it is a line of its standard error.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        error: bool,
    },
    Seed,
    Asked,
}

/// What there is to say about a result.
pub(crate) fn run(result: &ScenarioResult) -> Run<'_> {
    let number = |case: &CaseResult| {
        let mut repeats = result.repeats.iter().flat_map(|repeats| &repeats.cases);
        repeats.position(|repeat| std::ptr::eq(repeat, case)).map(|place| place + 1)
    };
    let cases = result.all().map(|case| CaseEntry {
        seed: case.seed,
        delivery: case.delivery,
        repeat: number(case),
        stand_in: case.stand_in.map(|played| played.role),
        second: case.second,
        sends: case.stand_in.map(|played| played.sends).filter(|sends| !sends.is_drawn()),
        status: case.status(),
        digest: case.verdict.digest,
        again: result.again(case),
        findings: case.verdict.findings.iter().map(finding).collect(),
    });
    Run {
        scenario: result.scenario.path.display().to_string(),
        title: &result.scenario.title,
        task: result.scenario.task,
        server: &result.server,
        client: &result.client,
        status: result.status(),
        blame: result.blame(),
        points: result.points(),
        remarks: result.remarks().iter().map(remark).collect(),
        left_out: result.left_out.is_any().then(|| LeftOutEntry {
            cases: result.left_out.cases,
            stand_ins: result.left_out.roles.clone(),
            what: words::submission::left_out(result),
        }),
        checks: result.checks().iter().map(|found| check(result, found)).collect(),
        cases: cases.collect(),
    }
}

fn check(result: &ScenarioResult, check: &CheckResult<'_>) -> CheckEntry {
    let example = check.example.as_ref();
    let words = example.and_then(|(_, outcome)| words::outcome(check.check, outcome));
    let sent_at = example.and_then(|(case, outcome)| result.sent_at(case, check.check, outcome));
    let (what, look_at) = said(words);
    CheckEntry {
        check: check.check,
        about: check.check.about().map(Role::word),
        status: check.status,
        stand_in: check.stand_in().map(|played| played.role),
        blame: check.blame,
        points: check.points,
        what,
        look_at,
        sent_at: sent_at.cloned(),
        corrected: check.corrected.map(str::to_owned),
    }
}

fn remark(remark: &Remark) -> RemarkEntry {
    let Words { what, hint } = words::remark(remark);
    let chance = remark.chance().map(|chance| rounded(chance.value()));
    RemarkEntry { remark: remark.name(), chance, what, look_at: hint }
}

/// Three digits: the others are the machine's arithmetic.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().expect("what was written as a number can be read")
}

fn finding(finding: &Finding) -> FindingEntry {
    let Finding { check, outcome, blame, evidence } = finding;
    let (what, look_at) = said(words::outcome(*check, outcome));
    let evidence = self::evidence(outcome, evidence);
    FindingEntry { check: *check, status: outcome.status(), blame: *blame, what, look_at, evidence }
}

fn said(words: Option<Words>) -> (Option<String>, Option<String>) {
    words.map_or((None, None), |words| (Some(words.what), words.hint))
}

fn read(exhibit: &Exhibit) -> ReadEntry {
    let place = match &exhibit.place {
        Place::Message { direction, number, bytes } => {
            PlaceEntry::Message { from: direction.sender(), number: *number, bytes: [bytes.start, bytes.end] }
        }
        Place::Line { role, stream, line } => {
            PlaceEntry::Line { of: *role, number: *line, error: *stream == Stream::Err }
        }
        Place::Seed => PlaceEntry::Seed,
        Place::Asked => PlaceEntry::Asked,
    };
    ReadEntry { what: exhibit.what, place, excerpt: exhibit.excerpt.clone(), count: exhibit.count }
}

fn evidence(outcome: &Outcome, exhibits: &[Exhibit]) -> Option<Evidence> {
    let compared = match outcome {
        Outcome::Fail(Reason::OnlySecond(reason)) => {
            return evidence(&Outcome::Fail((**reason).clone()), exhibits);
        }
        Outcome::Fail(Reason::WrongList(wrong)) => Some((&wrong.expected, Some(wrong))),
        Outcome::Fail(Reason::NotShown(expected)) => Some((expected, None)),
        _ => None,
    };
    let wrong = compared.and_then(|(_, wrong)| wrong);
    // Of what is not there at all, everything is missing.
    let missing =
        || wrong.map_or(compared.map(|(expected, _)| expected), |wrong| Some(&wrong.difference.missing));
    let some =
        |list: fn(&WrongList) -> &Vec<i64>| compared.map(|_| wrong.map_or(Vec::new(), |w| list(w).clone()));
    let evidence = Evidence {
        read: exhibits.iter().map(read).collect(),
        expected: compared.map(|(expected, _)| expected.clone()),
        got: compared.map(|_| wrong.map(|wrong| wrong.got.clone())),
        missing: missing().cloned(),
        extra: some(|wrong| &wrong.difference.extra),
        repeated: some(|wrong| &wrong.difference.repeated),
        mistakes: compared.map(|_| wrong.map_or(Vec::new(), |wrong| wrong.mistakes.clone())),
        place: compared.map(|_| wrong.map(|wrong| words::place(&wrong.place))),
    };
    (compared.is_some() || !exhibits.is_empty()).then_some(evidence)
}
