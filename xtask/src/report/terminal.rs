//! The report that a person meets first.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{Ended, wrapped};
use crate::class::graded::{Graded, PartOutcome};
use crate::printable::printable;
use crate::verdict::outcome::{Doubt, Outcome, Status, Verdict};
use crate::verdict::results::{CaseResult, CheckResult, Points, ScenarioResult, first_worst};
use crate::words::{self, Words};

/// Columns that an explanation may fill.
const WIDTH: usize = 100;
/// Where explanations begin.
const INDENT: usize = 8;

/// A table a scenario, with an explanation under each check that did not pass and the command that repeats the first
/// failing case. Colours are in the text; the stream it is written to strips them where they are not wanted.
pub fn render(results: &[ScenarioResult], ended: Ended) -> String {
    let again = |result: &ScenarioResult, outcome: &Outcome, case: &CaseResult| {
        format!("again: {}", result.again_to_see(outcome, case))
    };
    let all =
        results.iter().map(|result| scenario(result, ended, |outcome, case| again(result, outcome, case)));
    all.collect::<Vec<_>>().join("\n")
}

/// `again` says how to see an answer of a case once more.
fn scenario(
    result: &ScenarioResult,
    ended: Ended,
    again: impl Fn(&Outcome, &CaseResult) -> String,
) -> String {
    let bold = Style::new().bold();
    let name = printable(&result.scenario.file_name());
    let mut out = format!("{bold}{name}{bold:#}  {}\n", printable(&result.scenario.title));
    let plural =
        |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let deliveries = result.scenario.deliveries.iter().map(|delivery| delivery.name()).collect::<Vec<_>>();
    let cases = format!("{} x {}", plural(result.scenario.seeds.len(), "seed"), deliveries.join(", "));
    let _ = writeln!(
        out,
        "  server  {}\n  client  {}\n  {cases}\n",
        printable(&result.server),
        printable(&result.client)
    );
    let further = result.further_seeds();
    if !further.is_empty() {
        for line in wrapped(&words::submission::further(&further), WIDTH - 2) {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    let checks = result.checks();
    let width = checks.iter().map(|check| check.check.name().len()).max().unwrap_or(0);
    for check in &checks {
        out.push_str(&row(result, check, width));
    }
    out.push_str(&remarks(result));
    if result.left_out.is_any() {
        out.push_str("\n  not run:\n");
        for line in wrapped(&words::submission::left_out(result), WIDTH - INDENT) {
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
    }
    out.push_str(&match ended {
        Ended::Whole => score(result.points()),
        Ended::Interrupted => format!("\n  {}\n", words::submission::interrupted(result)),
    });
    let failed = checks.into_iter().filter(|check| check.status == Status::Fail);
    if let Some((case, outcome)) = first_worst(failed).and_then(|check| check.example) {
        let _ = writeln!(out, "  {}", printable(&again(&outcome, case)));
    }
    out
}

fn score(Points { earned, open, possible }: Points) -> String {
    let bold = Style::new().bold();
    let open = match open {
        0 => String::new(),
        _ => format!(", {open} of them open: what could not be told costs nothing yet"),
    };
    format!("\n  {bold}{earned}/{possible} points{bold:#}{open}\n")
}

/// All parts of a submission: its tables, and how its programs were found; or why there was nothing to run. `again` says how to
/// see an answer once more.
pub fn submission(
    graded: &Graded<'_>,
    again: impl Fn(&ScenarioResult, &Outcome, &CaseResult) -> String,
) -> String {
    let mut out = String::new();
    let mut said = BTreeSet::new();
    for (part, found, _) in graded.parts() {
        let nothing = |why: &str| format!("{}\n{}", printable(&part.scenario.title), indented("", why));
        out += &match &found.outcome {
            PartOutcome::Judged(judged) => {
                let why = judged.lacks.as_deref();
                // For all tasks it is the same program that was not compiled.
                let why = why.filter(|why| said.insert(*why)).map(|why| indented("why: ", why));
                let again = |outcome: &_, case: &_| again(&judged.result, outcome, case);
                scenario(&judged.result, Ended::Whole, again) + &why.unwrap_or_default()
            }
            PartOutcome::NotRun(problem) => nothing(&words::submission::not_run(problem)),
            PartOutcome::Unfinished => nothing(words::submission::UNFINISHED),
        };
        // What was found for one task is often what was found for another.
        for note in found.notes.iter().filter(|note| said.insert(*note)) {
            out += &indented("note: ", note);
        }
        out.push('\n');
    }
    out
}

/// A sentence, and the lines that it brings.
fn indented(what: &str, text: &str) -> String {
    let (sentence, lines) = text.split_once('\n').unwrap_or((text, ""));
    let mut out = format!("  {what}{}\n", printable(sentence));
    for line in lines.lines() {
        let _ = writeln!(out, "    {}", printable(line));
    }
    out
}

/// The answers of one case, each with its explanation.
pub fn findings(verdict: &Verdict) -> String {
    let mut out = String::new();
    for finding in &verdict.findings {
        let _ = writeln!(out, "{:12}  {}", finding.outcome.status().word(), finding.check.name());
        let words = words::outcome(finding.check, &finding.outcome);
        for text in words.into_iter().flat_map(|words| [Some(words.what), words.hint]).flatten() {
            for line in wrapped(&printable(&text), WIDTH - INDENT) {
                let _ = writeln!(out, "{:14}{line}", "");
            }
        }
    }
    out
}

fn row(result: &ScenarioResult, check: &CheckResult<'_>, width: usize) -> String {
    let (word, colour) = match check.status {
        Status::Pass => ("pass", AnsiColor::Green),
        Status::Fail => ("FAIL", AnsiColor::Red),
        Status::Inconclusive => ("open", AnsiColor::Yellow),
    };
    let style = Style::new().fg_color(Some(colour.into()));
    let points = match check.points {
        Some(Points { open, possible, .. }) if open > 0 => format!("?/{possible}"),
        Some(Points { earned, possible, .. }) => format!("{earned}/{possible}"),
        None => "-".to_owned(),
    };
    let mut out = format!("  {style}{word}{style:#}  {:width$}  {points:>7}", check.check.name());
    if let (Status::Pass, Some(played)) = (check.status, check.stand_in()) {
        let _ = write!(out, "   {}", words::played(played));
    }
    if let Some((_, Outcome::Inconclusive(Doubt::Blocked(cause)))) = &check.example {
        let _ = writeln!(out, "   mend `{}` first", cause.name());
        return out;
    }
    let (alike, all) = check.cases;
    if check.status != Status::Pass && all > 1 {
        let _ = write!(out, "   {alike} of {all} cases");
    }
    let doing = check.blame.filter(|_| check.status == Status::Fail);
    if let Some(doing) = doing.and_then(|blame| words::doing(check.check, blame)) {
        let _ = write!(out, "   {doing}");
    }
    out.push('\n');
    let Some((case, words)) = check
        .example
        .as_ref()
        .and_then(|(case, outcome)| Some((case, words::outcome_of(result, case, check.check, outcome)?)))
    else {
        return out;
    };
    let is_overall = check.example.as_ref().is_some_and(|(_, outcome)| outcome.is_about_all_cases());
    let what = match check.status {
        Status::Fail if !is_overall => {
            let with =
                check.stand_in().map_or(String::new(), |played| format!(", {}", words::played(played)));
            format!("seed {} {}{with}: {}", case.seed, case.delivery, words.what)
        }
        _ => words.what,
    };
    out.push_str(&explained(what, words.hint));
    out
}

/// What is worth saying and costs nothing, below the table.
fn remarks(result: &ScenarioResult) -> String {
    let remarks = result.remarks();
    if remarks.is_empty() {
        return String::new();
    }
    let mut out = format!("\n  {}\n", words::REMARKS);
    for remark in &remarks {
        let Words { what, hint } = words::remark(remark);
        out.push_str(&explained(what, hint));
    }
    out
}

/// What happened and what to look at, under what they are about.
fn explained(what: String, hint: Option<String>) -> String {
    let mut out = String::new();
    for text in [Some(what), hint].into_iter().flatten() {
        for line in wrapped(&printable(&text), WIDTH - INDENT) {
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn the_line_that_sent_what_is_wrong_is_told_below_what_is_wrong() {
        let lab = fixtures::lab();
        let table = submission(&fixtures::sent(&lab), |_, _, _| String::new());
        let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = "before the last number of the client's list; `server.py` line 14 sent it: \
                    `conn.send(str(result).encode())` ";
        assert_eq!(table.matches(told).count(), 1, "{table}");
        assert_eq!(table.matches("sent it").count(), 1, "{table}");
    }
}
