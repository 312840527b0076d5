//! What went wrong in a part, each thing once however many cases show it: a student who reads the same sentence for fifteen
//! seeds stops reading.

use std::mem::Discriminant;

use crate::check::Check;
use crate::observation::Observation;
use crate::verdict::blame::Blame;
use crate::verdict::outcome::{OnlyUnder, Outcome, Reason, Status};
use crate::verdict::results::{CaseResult, ScenarioResult};

use crate::class::graded::Judged;

/// One thing that went wrong.
#[derive(Debug, Clone)]
pub struct Failure<'a> {
    /// The check that found it.
    pub check: Check,
    /// What it found, in the first case that shows it.
    pub outcome: Outcome,
    /// Whose doing it is there.
    pub blame: Option<Blame>,
    /// That case.
    pub case: &'a CaseResult,
    /// What was observed in it.
    pub observation: Option<&'a Observation>,
    /// How many cases show it.
    pub cases: usize,
    /// How many cases there are.
    pub of: usize,
    /// Whether it shows only under deliveries that do not count for the checks' points.
    pub is_elsewhere: bool,
}

/// What makes two failures of a check the same to a student.
type Kind = (Check, Discriminant<Reason>, Vec<&'static str>);

fn kind(check: Check, reason: &Reason) -> Kind {
    let mistakes = match reason {
        Reason::WrongList(wrong) => wrong.mistakes.clone(),
        _ => Vec::new(),
    };
    (check, std::mem::discriminant(reason), mistakes)
}

/// All that went wrong in a part: what costs points first, then what shows under other deliveries only, each in the order of
/// the checks. What fails only where bytes are delivered otherwise is said by
/// the check that asks about deliveries.
pub fn failures(judged: &Judged) -> Vec<Failure<'_>> {
    let result = &judged.result;
    let of = judged.own().count();
    let mut found: Vec<(Kind, Failure<'_>)> = Vec::new();
    // What costs points comes first, and is shown as it is under the delivery that counts for them.
    let best = result.best_delivery();
    let (counted, others): (Vec<_>, Vec<_>) = judged.own().partition(|(case, _)| case.delivery == best);
    for (case, observation) in counted.into_iter().chain(others) {
        for finding in &case.verdict.findings {
            let Outcome::Fail(reason) = &finding.outcome else { continue };
            let mut outcome = Outcome::Fail(reason.clone());
            result.likeliest(finding.check, &mut outcome);
            let Outcome::Fail(reason) = &outcome else { continue };
            if result.corrections.contains_key(&finding.check) {
                continue;
            }
            let kind = kind(finding.check, reason);
            match found.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, failure)) => failure.cases += 1,
                None => {
                    let failure = Failure {
                        check: finding.check,
                        outcome: outcome.clone(),
                        blame: finding.blame,
                        case,
                        observation: Some(observation),
                        cases: 1,
                        of,
                        is_elsewhere: case.delivery != best,
                    };
                    found.push((kind, failure));
                }
            }
        }
    }
    for check in result.checks() {
        let Some((case, outcome @ Outcome::Fail(reason))) = &check.example else { continue };
        let observation = observation(judged, case);
        let mut failure = Failure {
            check: check.check,
            outcome: outcome.clone(),
            blame: check.blame,
            case,
            observation,
            cases: 1,
            of,
            is_elsewhere: false,
        };
        if let Reason::OnlyUnder(only) = reason {
            failure.cases = said_by(only, result, &mut found).max(1);
        } else if found.iter().any(|(_, other)| other.check == check.check) {
            continue;
        }
        found.push((kind(check.check, reason), failure));
    }
    let order = |check: Check| Check::ALL.iter().position(|other| *other == check);
    let mut failures: Vec<Failure<'_>> = found.into_iter().map(|(_, failure)| failure).collect();
    failures.sort_by_key(|failure| (failure.is_elsewhere, order(failure.check)));
    failures
}

/// Takes out what a failure under another delivery says as well: the same check failing in the same way, and never under the
/// delivery that works. How many cases showed it.
fn said_by(only: &OnlyUnder, result: &ScenarioResult, found: &mut Vec<(Kind, Failure<'_>)>) -> usize {
    let same = kind(only.check, &only.reason);
    let works = |case: &&CaseResult| case.delivery == only.works;
    let fails_there = result.cases.iter().filter(works).any(|case| {
        let findings = case.verdict.findings.iter();
        findings.filter(|finding| finding.check == only.check).any(|f| f.outcome.status() == Status::Fail)
    });
    match found.iter().position(|(kind, _)| *kind == same) {
        Some(at) if !fails_there => found.remove(at).1.cases,
        _ => 0,
    }
}

/// What was observed in a case, the pair's own or one with a stand-in, or with a client that came second.
fn observation<'a>(judged: &'a Judged, case: &CaseResult) -> Option<&'a Observation> {
    let second = judged.result.second.iter().zip(&judged.second);
    let mut all = judged.own().chain(judged.result.stand_ins.iter().zip(&judged.stand_ins)).chain(second);
    all.find(|(other, _)| std::ptr::eq(*other, case)).map(|(_, observation)| observation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::report::class::fixtures;

    fn of(key: &str) -> Vec<(String, usize, usize, u64, Delivery)> {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let graded = class.iter().find(|graded| graded.student.key == key).expect("the student");
        let judged = graded.parts[0].judged().expect("it was run");
        let failures = failures(judged).into_iter();
        failures.map(|f| (f.check.name().to_owned(), f.cases, f.of, f.case.seed, f.case.delivery)).collect()
    }

    #[test]
    fn what_every_case_shows_is_said_once() {
        assert_eq!(of("bob"), [("shows-duplicates".to_owned(), 4, 4, 1, Delivery::AsSent)]);
        assert_eq!(of("alice"), []);
    }

    #[test]
    fn what_costs_points_comes_before_what_shows_under_other_deliveries_only() {
        let lab = fixtures::lab();
        let student = fixtures::student("x", "");
        let graded = fixtures::graded(&lab, student, |scenario, seed, delivery| match delivery {
            Delivery::AsSent => fixtures::wrong(scenario, seed, delivery),
            _ => fixtures::crashes(scenario, seed, delivery),
        });
        let judged = graded.parts[0].judged().expect("it was run");
        let failures: Vec<_> =
            failures(judged).iter().map(|f| (f.check.name(), f.cases, f.is_elsewhere)).collect();
        assert_eq!(failures, [("shows-duplicates", 2, false), ("server-stays-up", 2, true)]);
    }

    #[test]
    fn a_failure_with_a_stand_in_is_shown_as_it_went_there_and_not_in_the_pair_s_own_case() {
        let lab = fixtures::lab();
        let graded = fixtures::stood_in(&lab);
        let judged = graded.parts[0].judged().expect("it was run");
        let failures = failures(judged);
        let failure = failures.iter().find(|f| f.check.name() == "shows-duplicates").expect("it fails");
        assert!(failure.case.stand_in.is_some());
        assert_eq!(failure.observation, judged.stand_ins.first());
        assert!(failures.iter().any(|f| f.check.name() == "server-listens" && f.case.stand_in.is_none()));
    }

    #[test]
    fn what_fails_only_when_bytes_are_joined_is_one_failure_about_deliveries() {
        assert_eq!(of("carol"), [("survives-merging".to_owned(), 2, 4, 1, Delivery::Coalesced)]);
    }
}
