//! Where in its source a program sent what is wrong.

use super::Words;
use crate::check::Check;
use crate::observation::SourceLine;
use crate::verdict::outcome::Outcome;
use crate::verdict::results::{CaseResult, ScenarioResult};

/// The words for an answer of a case, with the line that sent what is wrong where that is known.
pub fn outcome_of(
    result: &ScenarioResult,
    case: &CaseResult,
    check: Check,
    outcome: &Outcome,
) -> Option<Words> {
    let words = super::outcome(check, outcome)?;
    let sent = result.sent_at(case, check, outcome).map_or(String::new(), |line| format!("; {}", sent(line)));
    Some(Words { what: words.what + &sent, ..words })
}

fn sent(line: &SourceLine) -> String {
    let text = line.text.as_ref().map_or(String::new(), |text| format!(": `{text}`"));
    format!("`{}` line {} sent it{text}", line.file, line.line)
}
