//! What is folded below what there is to mend: all that was found of one part.

use std::fmt::Write as _;

use super::{WIDTH, again, doing};
use crate::class::graded::{GradedPart, Judged, PartOutcome};
use crate::hand_in::Problem;
use crate::report::class::exchange;
use crate::report::class::failures::{Failure, failures};
use crate::report::class::homely::homely;
use crate::report::class::markdown::{block, code, plain};
use crate::report::wrapped;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::results::{CheckResult, Points};
use crate::words::submission::corrected;
use crate::words::{self as all_words, feedback as words};

/// Bytes that are kept of what a compiler said, say: the end is what counts.
const MOST_BYTES: usize = 8_000;

/// One part.
pub(super) fn part(out: &mut String, graded: &GradedPart) {
    match &graded.outcome {
        PartOutcome::Judged(judged) => {
            let _ = writeln!(
                out,
                "Server: {}, client: {}.\n",
                code(&judged.result.server),
                code(&judged.result.client)
            );
            notes(out, graded);
            if let (Some(role), Some(why)) = (judged.missing(), &judged.lacks) {
                let _ = writeln!(out, "{}\n\n{}", words::half_run(role), block("text", &tail(why)));
            }
            table(out, judged);
            for (index, failure) in failures(judged).iter().enumerate() {
                explain(out, index + 1, judged, failure);
            }
            remarks(out, judged);
        }
        // Who gave points for it has looked at it: why it was not run is nothing to wait for.
        PartOutcome::NotRun(_) | PartOutcome::Unfinished if graded.corrected.is_some() => notes(out, graded),
        PartOutcome::NotRun(problem) => {
            notes(out, graded);
            let (sentence, why) = match problem {
                Problem::Student(why) => (words::NOT_RUN, why),
                Problem::Machine(why) => (words::NOT_RUN_HERE, why),
            };
            let _ = writeln!(out, "{sentence}\n\n{}", block("text", &tail(why)));
        }
        PartOutcome::Unfinished => {
            notes(out, graded);
            let _ = writeln!(out, "{}\n", words::UNFINISHED);
        }
    }
}

fn notes(out: &mut String, graded: &GradedPart) {
    for note in &graded.notes {
        // Lines below a sentence are there to be copied.
        let (sentence, lines) = note.split_once('\n').unwrap_or((note, ""));
        let _ = writeln!(out, "- {}", plain(sentence));
        if !lines.is_empty() {
            let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
            for line in block("toml", &lines).lines() {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
    if !graded.notes.is_empty() {
        out.push('\n');
    }
}

/// A row a check. Nothing of a student's stands in it.
fn table(out: &mut String, judged: &Judged) {
    out.push_str("| | | check | points |\n|---|---|---|---|\n");
    for check in judged.result.checks() {
        let (mark, remark) = mark(&check);
        let points = match check.points {
            Some(Points { open, possible, .. }) if open > 0 => format!("?/{possible}"),
            Some(Points { earned, possible, .. }) => format!("{earned}/{possible}"),
            None => String::new(),
        };
        let remark = check.corrected.map_or(remark, |reason| format!(" ({})", plain(&corrected(reason))));
        let asks = words::asks(check.check);
        let _ = writeln!(out, "| {mark} | {asks}{remark} | `{}` | {points} |", check.check.name());
    }
    out.push('\n');
}

/// The word for a check's status, and what is added to what it asks.
fn mark(check: &CheckResult<'_>) -> (&'static str, String) {
    let with =
        || check.stand_in().map_or(String::new(), |played| format!(" ({})", all_words::played(played)));
    match (&check.status, &check.example) {
        (Status::Pass, _) => ("pass", with()),
        (Status::Fail, _) => ("**FAIL**", with()),
        (Status::Inconclusive, Some((_, Outcome::Inconclusive(Doubt::Blocked(cause))))) => {
            ("open", format!(": {}", words::waits(*cause)))
        }
        (Status::Inconclusive, Some((_, outcome))) => {
            let why =
                all_words::outcome(check.check, outcome).map(|words| format!(": {}", plain(&words.what)));
            ("open", why.unwrap_or_default())
        }
        (Status::Inconclusive, None) => ("open", String::new()),
    }
}

fn explain(out: &mut String, number: usize, judged: &Judged, failure: &Failure<'_>) {
    let check = failure.check;
    let _ = writeln!(out, "#### {number}. {} (`{}`)\n", words::asks(check), check.name());
    let case = failure.case;
    let cases = match case.stand_in {
        Some(played) => words::in_stand_in(case.seed, case.delivery, played),
        None if failure.outcome.is_about_all_cases() => words::in_all_cases(case.seed, case.delivery),
        None if failure.case.second => words::with_second(case.seed, case.delivery),
        None => words::in_cases(failure.cases, failure.of, case.seed, case.delivery),
    };
    let _ = writeln!(out, "{cases}\n");
    if failure.is_elsewhere {
        let survival = judged.result.scenario.survival_under(case.delivery);
        let _ = writeln!(out, "{}\n", words::elsewhere(survival));
    }
    if let Some(said) = all_words::outcome_of(&judged.result, case, check, &failure.outcome) {
        let _ = writeln!(out, "{}", block("text", &wrapped(&homely(&said.what), WIDTH)));
        if let Some(hint) = said.hint {
            let _ = writeln!(out, "{hint}\n");
        }
    }
    doing(out, failure);
    let lines = failure.observation.map(exchange::lines).unwrap_or_default();
    if !lines.is_empty() {
        let _ = writeln!(out, "{}\n\n{}", words::CONVERSATION, block("text", &lines));
    }
    again(out, judged, failure);
}

/// What costs nothing and is worth knowing.
fn remarks(out: &mut String, judged: &Judged) {
    let remarks = judged.result.remarks();
    if !remarks.is_empty() {
        let _ = writeln!(out, "### {}\n", words::WORTH_A_LOOK);
    }
    for remark in &remarks {
        let said = all_words::remark(remark);
        let _ = writeln!(out, "{}", block("text", &wrapped(&said.what, WIDTH)));
        if let Some(hint) = said.hint {
            let _ = writeln!(out, "{hint}\n");
        }
    }
}

/// The end of a text of several lines.
fn tail(text: &str) -> Vec<String> {
    let mut start = text.len().saturating_sub(MOST_BYTES);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let cut = (start > 0).then(|| "...".to_owned());
    cut.into_iter().chain(text[start..].lines().map(homely)).collect()
}
