//! What only shows over many cases.

use super::*;
use crate::verdict::remarks::Remark;
use Direction::{ToClient, ToServer};

const INTERSECT: &str = "task = 'intersect'\n[numbers]\ncount = '25'\n[points]\nreply-is-intersection = 30\n";
const DEDUP: &str = "task = 'dedup'\ndeliveries = ['as-sent', 'coalesced']\n[points]\nsends-numbers = 10\n";

/// One case of each of these seeds under each of the scenario's deliveries, where the client sends a list and the server
/// answers.
fn many(text: &str, draws: &[(u64, Vec<i64>)], answer: impl Fn(&[i64]) -> Vec<i64>) -> ScenarioResult {
    let mut scenario = scenario(text);
    scenario.seeds = draws.iter().map(|(seed, _)| *seed).collect();
    let mut cases = Vec::new();
    for (seed, list) in draws {
        for delivery in &scenario.deliveries {
            let (sent, answer) = (format!("{list:?}"), format!("{:?}", answer(list)));
            let sends = [(ToServer, sent.as_str()), (ToClient, answer.as_str())];
            let text = format!("{answer}\n{:?}\n", crate::oracle::sets::repeated(list));
            let client = Some(program(&text, End::Exited(0)));
            let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
            let verdict = judge(&scenario, &Seeded::default(), &observation);
            cases.push(CaseResult {
                seed: *seed,
                delivery: *delivery,
                stand_in: None,
                second: false,
                verdict,
            });
        }
    }
    result_of(scenario, cases)
}

/// Numbers from 1 to `most`, different for each seed; SplitMix64 will do.
fn drawn(seed: u64, count: usize, most: u64) -> Vec<i64> {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % most + 1
    };
    (0..count).map(|_| draw() as i64).collect()
}

fn names(result: &ScenarioResult) -> Vec<&'static str> {
    result.remarks().iter().map(Remark::name).collect()
}

fn deduplicated(list: &[i64]) -> Vec<i64> {
    crate::oracle::sets::distinct(list)
}

fn check<'a>(result: &'a ScenarioResult, check: Check) -> crate::verdict::results::CheckResult<'a> {
    result.checks().into_iter().find(|found| found.check == check).expect("it is asked")
}

#[test]
fn random_numbers_are_not_remarked_on() {
    let draws: Vec<_> = (1..=20).map(|seed| (seed, drawn(seed, 25 + seed as usize * 3, 100))).collect();
    let result = many(DEDUP, &draws, deduplicated);
    assert_eq!((names(&result), result.status()), (vec![], Status::Pass));
}

#[test]
fn in_task_3_any_amount_will_do_and_neither_amount_nor_range_costs_robustness() {
    let draws: Vec<_> = (1..=5).map(|seed| (seed, drawn(seed, 30, 100))).collect();
    let result = many(&INTERSECT.replace("'25'", "'20..100'"), &draws, deduplicated);
    assert_eq!(check(&result, Check::SendsNumbers).status, Status::Pass);
    assert!(!names(&result).contains(&"same-count"));
    let asked = |numbers: &str| DEDUP.replace("[points]", &format!("[numbers]\n{numbers}\n[points]"));
    for text in [DEDUP.to_owned(), asked("count = '40'"), asked("value = '1..50'")] {
        let result = many(&format!("{text}survives-merging = 5\n"), &draws, deduplicated);
        assert_eq!(check(&result, Check::SendsNumbers).status, Status::Fail, "{text}");
        assert_eq!(result.points().earned, 5, "{text}");
    }
}

#[test]
fn an_n_that_never_changes_is_remarked_on_and_fails_where_chance_is_excluded() {
    let draws = |cases| (1..=cases).map(|seed| (seed, drawn(seed, 30, 100))).collect::<Vec<_>>();
    for (cases, remarks, status) in [
        (1, vec![], Status::Pass),
        (2, vec![], Status::Pass),
        (3, vec!["same-count"], Status::Pass),
        (4, vec!["same-count"], Status::Pass),
        (5, vec![], Status::Fail),
    ] {
        let result = many(DEDUP, &draws(cases), deduplicated);
        assert_eq!(
            (names(&result), check(&result, Check::SendsNumbers).status),
            (remarks, status),
            "{cases}"
        );
    }
    let result = many(DEDUP, &draws(5), deduplicated);
    let failing = check(&result, Check::SendsNumbers);
    assert_eq!((failing.blame, result.points().earned), (Some(Blame::Client), 0));
    match failing.example {
        Some((_, Outcome::Fail(Reason::AlwaysSameCount { count: 30, cases: 5, .. }))) => {}
        other => panic!("two deliveries of a seed are one draw: {other:?}"),
    }
    // A generator that starts from the second of the clock draws the same again within it.
    let clocked: Vec<_> = (1..=9).map(|seed| (seed, drawn(seed / 4, 30, 100))).collect();
    assert_eq!(many(DEDUP, &clocked, deduplicated).status(), Status::Pass, "three draws in three seconds");
    let fixed = DEDUP.replace("[points]", "[numbers]\ncount = '30'\n[points]");
    assert_eq!(
        many(&fixed, &draws(5), deduplicated).status(),
        Status::Pass,
        "where N is given it is no chance"
    );
}

#[test]
fn bounds_that_are_never_reached_and_numbers_that_never_repeat_are_remarked_on() {
    let sizes = |seed: u64| 40 + (seed as usize * 7) % 31;
    let below: Vec<_> = (1..=16).map(|seed| (seed, drawn(seed, sizes(seed), 99))).collect();
    assert_eq!(names(&many(DEDUP, &below, deduplicated)), ["never-above"]);
    assert_eq!(names(&many(DEDUP, &below[..4], deduplicated)), [] as [&str; 0], "too few to tell");
    let above: Vec<_> =
        below.iter().map(|(seed, list)| (*seed, list.iter().map(|value| value + 1).collect())).collect();
    assert_eq!(names(&many(DEDUP, &above, deduplicated)), ["never-below"]);
    let half: Vec<_> = vec![(1, drawn(1, 60, 50))];
    assert_eq!(names(&many(DEDUP, &half, deduplicated)), ["never-above"]);
    let sample: Vec<_> = vec![(1, (1..=100).filter(|n| n % 2 == 1).chain([2, 100]).collect())];
    assert_eq!(names(&many(DEDUP, &sample, deduplicated)), ["never-twice"]);
    let same: Vec<_> = (1..=2).map(|seed| (seed, drawn(1, 30, 100))).collect();
    assert_eq!(names(&many(DEDUP, &same, deduplicated)), ["same-numbers"]);
}

#[test]
fn a_server_is_not_put_to_the_test_by_a_client_that_never_draws_a_number_twice() {
    let sample: Vec<_> = vec![(1, (1..=100).filter(|n| n % 2 == 1).chain([2, 100]).collect())];
    let result = many(DEDUP, &sample, <[i64]>::to_vec);
    let reply = check(&result, Check::ReplyIsDeduplicated);
    let (_, outcome) = reply.example.expect("a case");
    assert_eq!((outcome, reply.blame), (open(Doubt::NothingToRemove), Some(Blame::Client)));
    // By chance a short list holds no number twice.
    let by_chance: Vec<_> = vec![(1, (1..=25).collect()), (2, drawn(2, 60, 100))];
    let reply = many(DEDUP, &by_chance, deduplicated);
    assert_eq!(check(&reply, Check::ReplyIsDeduplicated).status, Status::Pass);
}

#[test]
fn a_set_of_different_numbers_is_what_task_3_asks_for() {
    let draws: Vec<_> =
        (1..=3).map(|by| (by, (1..=25).map(|n| (n * 4 - by as i64) % 100 + 1).collect())).collect();
    let result = many(INTERSECT, &draws, |list| list.iter().copied().filter(|n| n % 3 == 0).collect());
    assert!(!names(&result).contains(&"never-twice"), "{:?}", names(&result));
}

#[test]
fn a_server_that_sends_back_all_it_got_is_caught_by_its_probability() {
    let sorted = |list: &[i64]| {
        let mut list = deduplicated(list);
        list.sort_unstable();
        list
    };
    let result = many(INTERSECT, &[(1, drawn(1, 25, 100))], sorted);
    let reply = check(&result, Check::ReplyIsIntersection);
    match &reply.example {
        Some((_, Outcome::Fail(Reason::EchoesTheClient { cases: 1, chance, .. }))) => {
            assert!(chance.value() < 1e-15, "{chance:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((reply.blame, result.points().earned, result.points().open), (Some(Blame::Server), 0, 0));
    // A part of it is what a right server would send.
    let part = many(INTERSECT, &[(1, drawn(1, 25, 100))], |list| sorted(list)[..5].to_vec());
    assert_eq!(check(&part, Check::ReplyIsIntersection).status, Status::Inconclusive);
    // So few that one case alone may be chance: all cases together are not.
    let few = INTERSECT.replace("count = '25'", "count = '2..3'\nvalue = '1..30'");
    let draws = |cases| (1..=cases).map(|n| (n, vec![n as i64, n as i64 + 9])).collect::<Vec<_>>();
    assert_eq!(
        check(&many(&few, &draws(1), sorted), Check::ReplyIsIntersection).status,
        Status::Inconclusive
    );
    let result = many(&few, &draws(6), sorted);
    match check(&result, Check::ReplyIsIntersection).example {
        Some((_, Outcome::Fail(Reason::EchoesTheClient { numbers: 2, cases: 6, .. }))) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!((result.blame(), result.points().earned), (Some(Blame::Server), 0));
}
