//! What a server gets wrong only with a client that comes second.

use super::*;
use crate::oracle::sets;
use crate::plan;
use crate::verdict::second::Own;

/// A client that sends these, is answered with those, and shows what is right.
fn answered(sent: &[i64], reply: &[i64]) -> Observation {
    let (once, again) = (sets::distinct(sent), sets::repeated(sent));
    let shown = format!("final list: {once:?}\nduplicates: {again:?}\n");
    Observation {
        client: Some(program(&shown, End::Exited(0))),
        conversation: Some(wire(&[
            (Direction::ToServer, &format!("{sent:?}")),
            (Direction::ToClient, &format!("{reply:?}")),
        ])),
        ..right()
    }
}

fn sent(seed: i64) -> Vec<i64> {
    (0..40 + seed).map(|nth| 1 + (nth * nth * 7 + nth * seed * 13 + seed) % 100).collect()
}

fn first(seed: i64) -> Observation {
    answered(&sent(seed), &sets::distinct(&sent(seed)))
}

/// What the pair comes to that is right in five cases, and does that in the first of them with a client that comes second.
fn with(second: &Observation) -> ScenarioResult {
    let scenario = Scenario { seeds: (1..=5).collect(), ..scenario("task = 'dedup'\n") };
    let seen: Vec<Observation> = (1..=5).map(first).collect();
    let judged = |(seed, seen): (u64, &Observation)| CaseResult {
        seed,
        delivery: Delivery::AsSent,
        stand_in: None,
        second: false,
        verdict: judge(&scenario, &Seeded::default(), seen),
    };
    let cases: Vec<CaseResult> = (1..).zip(&seen).map(judged).collect();
    let mut result = result_of(scenario.clone(), cases);
    assert_eq!(result.to_come_second(), Some(0), "{:?}", result.checks());
    let own = result.cases.iter().zip(&seen).map(|(case, seen)| (case.clone(), Seeded::default(), seen));
    let own: Vec<Own<'_>> = own.collect();
    result.second = plan::second(&scenario, own, 0, second);
    result
}

fn failing(result: &ScenarioResult) -> Vec<(Check, (usize, usize), Option<Blame>)> {
    let failing = result.checks().into_iter().filter(|check| check.status == Status::Fail);
    failing.map(|check| (check.check, check.cases, check.blame)).collect()
}

#[test]
fn a_server_that_keeps_numbers_of_the_client_before_fails_what_it_fails_only_then() {
    let kept = sets::distinct(&[sent(2), sent(1)].concat());
    assert_ne!(sets::distinct(&sent(1)).len(), kept.len());
    let result = with(&answered(&sent(1), &kept));
    assert_eq!(failing(&result), [(Check::ReplyIsDeduplicated, (1, 6), Some(Blame::Server))]);
    let checks = result.checks();
    let check = checks.iter().find(|check| check.check == Check::ReplyIsDeduplicated);
    let (case, outcome) = check.and_then(|check| check.example.clone()).expect("a case shows it");
    assert!(case.second && matches!(outcome, Outcome::Fail(Reason::OnlySecond(_))), "{outcome:?}");
    assert!(result.again_to_see(&outcome, case).ends_with("--seed 1 --delivery as-sent"));
}

#[test]
fn a_server_that_falls_over_with_the_second_client_has_not_stayed_up_nor_answered() {
    let mut seen = first(1);
    seen.server = Some(program("", End::Exited(1)));
    seen.client = Some(program("", End::Exited(1)));
    seen.conversation = Some(wire(&[(Direction::ToServer, &format!("{:?}", sent(1)))]));
    let result = with(&seen);
    assert_eq!(failing(&result), [(Check::ServerStaysUp, (1, 6), Some(Blame::Server))]);
    let open = result.checks().into_iter().filter(|check| check.status == Status::Inconclusive);
    assert_eq!(open.map(|check| check.check).collect::<Vec<_>>(), [Check::ReplyIsDeduplicated]);
}

#[test]
fn nothing_fails_where_all_is_right_or_only_said_in_other_words_or_nothing_was_seen() {
    let mut numbered = first(1);
    numbered.conversation = Some(wire(&[
        (Direction::ToServer, &format!("{:?}", sent(1))),
        (Direction::ToClient, &format!("client number two: {:?}", sets::distinct(&sent(1)))),
    ]));
    for seen in [first(1), numbered, Observation::default(), Observation::troubled("the machine")] {
        let result = with(&seen);
        assert!(result.second.is_none(), "{:?}", result.second);
        assert_eq!(failing(&result), []);
    }
}

#[test]
fn no_server_is_blamed_for_what_its_client_does_otherwise() {
    // It sends another list than as the first client, or falls over by itself.
    let other = answered(&sent(3), &sets::distinct(&sent(2)));
    let fallen = Observation { client: Some(program("", End::Exited(1))), ..first(1) };
    for seen in [other, fallen] {
        assert!(with(&seen).second.is_none());
    }
}

#[test]
fn a_pair_whose_server_is_wrong_without_it_needs_no_second_client() {
    let mut result = with(&first(1));
    let wrong = answered(&sent(4), &[1, 2]);
    result.cases[3].verdict = judge(&result.scenario, &Seeded::default(), &wrong);
    assert_eq!(result.to_come_second(), None);
}
