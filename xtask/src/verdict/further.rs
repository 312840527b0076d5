//! More seeds for a pair of whose lists it is not sure how they are read: the more cases say the same, the less does chance.
//!
//! What cannot be told with the scenario's own seeds may be told with more of them, since a program writes in the same way with each.
//! They are run as bytes are sent, for that is how it is learnt how a pair writes, and count as the others do.

use std::collections::BTreeSet;

use super::joint::Joint;
use super::outcome::{Doubt, Outcome, Verdict};
use super::results::CaseResult;
use crate::check::Check;
use crate::delivery::Delivery;
use crate::scenario::Scenario;

/// With how many seeds a pair is run, at most, to be sure how its lists are read.
pub const MOST: usize = 10;

/// The seeds with which a pair is run as well, of whose cases, judged together, this was found: those that follow the scenario's
/// own. None where every list could be read and `joint`, which is how they were read together, says nothing else with less than
/// certainty, or where there were as many already.
pub fn seeds(scenario: &Scenario, cases: &[CaseResult], joint: Option<&Joint>) -> Vec<u64> {
    let cases: Vec<&CaseResult> = cases.iter().filter(|case| case.delivery == Delivery::AsSent).collect();
    let known: BTreeSet<u64> =
        scenario.seeds.iter().copied().chain(cases.iter().map(|case| case.seed)).collect();
    let is_suspected = || {
        joint.is_some_and(|joint| {
            !joint.is_sure(scenario) && joint.failing().any(|check| all_pass(&cases, check))
        })
    };
    if !cases.iter().any(|case| is_doubtful(&case.verdict)) && !is_suspected() {
        return Vec::new();
    }
    let after = known.last().map_or(0, |last| last.saturating_add(1));
    (after..u64::MAX).take(MOST.saturating_sub(known.len())).collect()
}

fn all_pass(cases: &[&CaseResult], check: Check) -> bool {
    let found = cases.iter().flat_map(|case| &case.verdict.findings).filter(|finding| finding.check == check);
    !cases.is_empty() && found.map(|finding| &finding.outcome).all(|outcome| *outcome == Outcome::Pass)
}

/// Whether it is not known how a list is to be read.
fn is_doubtful(verdict: &Verdict) -> bool {
    verdict.findings.iter().any(|finding| match &finding.outcome {
        Outcome::Inconclusive(doubt) => matches!(
            doubt,
            Doubt::NumbersUnknown | Doubt::AnswerUnknown | Doubt::DisplayUnknown | Doubt::TwoReadings(_)
        ),
        _ => false,
    })
}
