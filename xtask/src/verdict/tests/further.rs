//! With which seeds more a pair is run.

use super::*;
use crate::verdict::further::{MOST, seeds};

/// Cases of the seeds in which this was found of the client's list.
fn found(of: impl IntoIterator<Item = u64>, delivery: Delivery, outcome: &Outcome) -> Vec<CaseResult> {
    let case = |seed| {
        let findings = vec![finding(Check::SendsNumbers, outcome.clone())];
        CaseResult {
            seed,
            delivery,
            stand_in: None,
            second: false,
            verdict: Verdict { findings, ..Verdict::default() },
        }
    };
    of.into_iter().map(case).collect()
}

fn with_seeds(seeds: impl IntoIterator<Item = u64>) -> Scenario {
    Scenario { seeds: seeds.into_iter().collect(), ..dedup() }
}

#[test]
fn a_list_that_nobody_can_read_is_asked_for_until_there_are_ten() {
    let unknown = open(Doubt::NumbersUnknown);
    let scenario = with_seeds(1..=3);
    let mut cases = found(1..=3, Delivery::AsSent, &unknown);
    assert_eq!(seeds(&scenario, &cases, None), (4..=10).collect::<Vec<_>>());
    cases.extend(found(4..=10, Delivery::AsSent, &unknown));
    assert!(seeds(&scenario, &cases, None).is_empty());
}

#[test]
fn one_doubtful_case_among_others_is_enough() {
    let mut cases = found(1..=2, Delivery::AsSent, &Outcome::Pass);
    cases.extend(found([3], Delivery::AsSent, &open(Doubt::DisplayUnknown)));
    assert_eq!(seeds(&with_seeds(1..=3), &cases, None).len(), MOST - 3);
}

#[test]
fn what_is_known_or_is_in_doubt_for_another_reason_is_not_asked_again() {
    for outcome in [
        Outcome::Pass,
        Outcome::Fail(Reason::NothingSent),
        blocked(Check::ServerListens),
        open(Doubt::Harness("trouble".to_owned())),
        open(Doubt::WireUnseen),
    ] {
        assert!(
            seeds(&with_seeds([1]), &found([1], Delivery::AsSent, &outcome), None).is_empty(),
            "{outcome:?}"
        );
    }
}

#[test]
fn how_a_pair_writes_is_learnt_as_it_sends() {
    let cases = found(1..=3, Delivery::Split, &open(Doubt::NumbersUnknown));
    assert!(seeds(&with_seeds(1..=3), &cases, None).is_empty());
}

#[test]
fn there_are_none_behind_the_last() {
    let last = u64::MAX;
    let cases = found([last], Delivery::AsSent, &open(Doubt::NumbersUnknown));
    assert!(seeds(&with_seeds([last]), &cases, None).is_empty());
}
