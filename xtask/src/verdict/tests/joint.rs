//! What no case tells by itself, and all of a pair together do.

use super::*;
use crate::oracle::sets;
use crate::verdict::joint::{self, Joint, settle};

/// A list that nobody chose, with repeats.
fn drawn(seed: u64, first: i64, last: i64) -> Vec<i64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        first + ((state >> 33) as i64).rem_euclid(last - first + 1)
    };
    (0..60 + seed % 7).map(next).collect()
}

fn text(numbers: &[i64], between: &str) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(between)
}

/// A client that sends numbers with blanks between them, and shows these two lists of an answer in one text with a bar.
fn barred(sent: &[i64], once: &[i64], again: &[i64]) -> Observation {
    let (once, again) = (text(once, " "), text(again, " "));
    Observation {
        client: Some(program(&format!("without repeats: {once}\nrepeated: {again}\n"), End::Exited(0))),
        conversation: Some(wire(&[
            (Direction::ToServer, &text(sent, " ")),
            (Direction::ToClient, &format!("{once} | {again}")),
        ])),
        ..right()
    }
}

/// What each case says by itself, and what it says beside the others.
fn settled(
    scenario: &Scenario,
    seen: &[(Delivery, Observation)],
) -> (Vec<Verdict>, Vec<Verdict>, Option<Joint>) {
    let judged = seen.iter().map(|(_, seen)| judge(scenario, &Seeded::default(), seen));
    let alone: Vec<Verdict> = judged.collect();
    let mut verdicts = alone.clone();
    let cases = seen.iter().zip(&mut verdicts).map(|((delivery, observation), verdict)| {
        let (delivery, seeded) = (*delivery, Seeded::default());
        joint::Case { delivery, seeded, stand_in: None, observation, verdict }
    });
    let joint = settle(scenario, &mut cases.collect::<Vec<_>>(), None);
    (alone, verdicts, joint)
}

/// What fails in each case by itself, and what fails in it beside the others.
fn fails(
    scenario: &Scenario,
    seen: &[(Delivery, Observation)],
) -> (Vec<Vec<Check>>, Vec<Vec<Check>>, Option<Joint>) {
    let (alone, together, joint) = settled(scenario, seen);
    let failing = |verdicts: &[Verdict]| verdicts.iter().map(|verdict| verdict.failing().collect()).collect();
    (failing(&alone), failing(&together), joint)
}

fn as_sent(seen: impl Iterator<Item = Observation>) -> Vec<(Delivery, Observation)> {
    seen.map(|seen| (Delivery::AsSent, seen)).collect()
}

#[test]
fn two_lists_with_a_bar_between_them_are_read_in_all_cases_together() {
    let scenario = scenario("task = 'dedup'\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        barred(&sent, &sets::distinct(&sent), &sets::repeated(&sent))
    };
    let (alone, together, joint) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert_eq!(alone, vec![vec![Check::ReplyIsDeduplicated]; 5]);
    assert_eq!(together, vec![vec![]; 5]);
    assert!(joint.is_some_and(|joint| joint.cases == 5 && joint.is_sure(&scenario)));
}

#[test]
fn the_values_are_those_that_the_scenario_asks_for() {
    let scenario = scenario("task = 'dedup'\n[numbers]\nvalue = '900..1000'\n");
    let case = |seed| {
        let sent = drawn(seed, 900, 1000);
        barred(&sent, &sets::distinct(&sent), &sets::repeated(&sent))
    };
    let (_, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert_eq!(together, vec![vec![]; 5]);
}

#[test]
fn a_wrong_answer_in_such_a_form_fails_all_the_same() {
    let scenario = scenario("task = 'dedup'\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        let once = sets::distinct(&sent);
        barred(&sent, &once[..once.len() - 1], &sets::repeated(&sent))
    };
    let (_, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert_eq!(together, vec![vec![Check::ReplyIsDeduplicated]; 5]);
}

#[test]
fn a_wrong_answer_is_shown_as_all_cases_together_read_it() {
    let scenario = scenario("task = 'dedup'\n");
    let sent = |seed| drawn(seed, 1, 100);
    let case = |seed| barred(&sent(seed), &sent(seed), &sets::extra_occurrences(&sent(seed)));
    let (alone, together, _) = settled(&scenario, &as_sent((1..=5).map(case)));
    let got = |verdict: &Verdict| match &verdict.findings.iter().find(|f| f.is_failure())?.outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => Some(wrong.got.clone()),
        _ => None,
    };
    for ((seed, alone), together) in (1..=5).zip(&alone).zip(&together) {
        assert_ne!(
            got(alone),
            Some(sent(seed)),
            "a case by itself takes both lists for one, or the other for it"
        );
        assert_eq!(got(together), Some(sent(seed)));
    }
}

#[test]
fn one_wrong_case_among_right_ones_fails() {
    let scenario = scenario("task = 'dedup'\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        let once = sets::distinct(&sent);
        let lost = usize::from(seed == 3);
        barred(&sent, &once[lost..], &sets::repeated(&sent))
    };
    let (_, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert!(together[2].contains(&Check::ReplyIsDeduplicated), "{together:?}");
}

#[test]
fn what_is_right_by_itself_stays_so() {
    let (alone, together, _) = fails(&dedup(), &as_sent(std::iter::repeat_n(right(), 3)));
    assert_eq!((alone, together), (vec![vec![]; 3], vec![vec![]; 3]));
}

#[test]
fn a_case_under_another_delivery_is_read_as_those_that_were_handed_over_send_by_send() {
    let scenario = scenario("task = 'dedup'\ndeliveries = ['as-sent', 'coalesced']\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        barred(&sent, &sets::distinct(&sent), &sets::repeated(&sent))
    };
    let mut seen = as_sent((1..=5).map(case));
    // The client crashes under it, on the answer that is right.
    let broken = Observation { client: Some(program("without repeats: ", End::Exited(1))), ..case(1) };
    seen.extend([(Delivery::Coalesced, case(1)), (Delivery::Coalesced, broken)]);
    let (_, together, _) = fails(&scenario, &seen);
    assert_eq!(together[..6], vec![vec![]; 6]);
    assert_eq!(together[6], [Check::ClientFinishes]);
}

#[test]
fn two_sends_that_a_client_takes_for_one_are_its_own_to_mend() {
    let scenario = scenario("task = 'dedup'\ndeliveries = ['as-sent', 'coalesced', 'split']\n");
    let case = |seed, is_merged: bool| {
        let sent = drawn(seed, 1, 100);
        let (once, again) = (text(&sets::distinct(&sent), ","), text(&sets::repeated(&sent), ","));
        let shown = match is_merged {
            true => format!("each once: {once}{again}\nrepeated: \n"),
            false => format!("each once: {once}\nrepeated: {again}\n"),
        };
        Observation {
            client: Some(program(&shown, End::Exited(0))),
            conversation: Some(wire(&[
                (Direction::ToServer, &text(&sent, ",")),
                (Direction::ToClient, &once),
                (Direction::ToClient, &again),
            ])),
            ..right()
        }
    };
    let mut seen = as_sent((1..=5).map(|seed| case(seed, false)));
    seen.extend((1..=5).map(|seed| (Delivery::Coalesced, case(seed, true))));
    // Beside these, a server that answers the part of a list that came first.
    seen.extend((1..=5).map(|seed| {
        let sent = drawn(seed, 1, 100);
        let first = text(&sent[..1 + seed as usize], ",");
        let conversation = wire(&[(Direction::ToServer, &text(&sent, ",")), (Direction::ToClient, &first)]);
        let client = Some(program(&format!("each once: {first}\nrepeated: \n"), End::Exited(0)));
        (Delivery::Split, Observation { client, conversation: Some(conversation), ..right() })
    }));
    let (alone, together, _) = fails(&scenario, &seen);
    assert_eq!(alone, vec![vec![Check::ReplyIsDeduplicated]; 15]);
    assert_eq!(together[..5], vec![vec![]; 5]);
    assert_eq!(together[5..10], vec![vec![Check::ShowsFinalList, Check::ShowsDuplicates]; 5]);
    assert_eq!(together[10..], vec![vec![Check::ReplyIsDeduplicated]; 5]);
}

#[test]
fn numbers_that_touch_in_one_case_are_taken_apart_by_the_others() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '25'\n");
    let wide = |numbers: &[i64]| numbers.iter().map(|n| format!("{n:3}")).collect::<String>();
    let case = |seed| {
        let mut sent = drawn(seed, 1, 99)[..25].to_vec();
        let own: Vec<i64> = drawn(seed + 50, 1, 87)[..25].to_vec();
        if seed == 2 {
            sent[3..5].copy_from_slice(&[88, 100]);
        }
        let both = sets::intersection(&sent, &own);
        let answer = format!("{:3}{}", both.len(), wide(&both));
        Observation {
            server: Some(program(&format!("mine: {}\n", text(&own, " ")), End::Stopped)),
            client: Some(program(&format!("in both: {}\n", text(&both, " ")), End::Exited(0))),
            conversation: Some(wire(&[(Direction::ToServer, &wide(&sent)), (Direction::ToClient, &answer)])),
            ..right()
        }
    };
    let (alone, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert_eq!(alone, vec![vec![]; 5], "the whole case says it");
    assert_eq!(together, alone);
}

#[test]
fn what_was_not_all_kept_is_not_read_together() {
    let scenario = scenario("task = 'dedup'\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        let mut seen = barred(&sent, &sets::distinct(&sent), &sets::repeated(&sent));
        seen.client.as_mut().expect("there is one").stdout.dropped_bytes = 1;
        seen
    };
    let (alone, together, joint) = settled(&scenario, &as_sent((1..=5).map(case)));
    assert!(joint.is_none());
    assert!(alone.iter().all(|verdict| verdict.failing().eq([Check::ReplyIsDeduplicated])));
    assert!(
        together.iter().all(|verdict| verdict.failing().eq([])),
        "the client makes the right lists of it"
    );
}

/// A server that does not look at the last number, and a client that prints what came.
fn one_short(seed: u64) -> Observation {
    let sent = drawn(seed, 1, 100);
    let seen = &sent[..sent.len() - 1];
    let (once, again) = (text(&sets::distinct(seen), " "), text(&sets::repeated(&sent), " "));
    Observation {
        client: Some(program(&format!("without repeats: {once}\nrepeated: {again}\n"), End::Exited(0))),
        conversation: Some(wire(&[(Direction::ToServer, &text(&sent, " ")), (Direction::ToClient, &once)])),
        ..right()
    }
}

/// Five cases of such a pair, of which those that `misread` says yes to were read by themselves as if all were right: what is found in
/// each of them beside the others.
fn settled_one_short(misread: impl Fn(usize) -> bool) -> Vec<Verdict> {
    let scenario = scenario("task = 'dedup'\n");
    let is_wrong = |seed: &u64| {
        let sent = drawn(*seed, 1, 100);
        !sent[..sent.len() - 1].contains(&sent[sent.len() - 1])
    };
    let seen: Vec<Observation> = (1..).filter(is_wrong).take(5).map(one_short).collect();
    let alone = |(nth, seen)| match misread(nth) {
        true => judge(&dedup(), &Seeded::default(), &right()),
        false => judge(&scenario, &Seeded::default(), seen),
    };
    let mut verdicts: Vec<Verdict> = seen.iter().enumerate().map(alone).collect();
    let mut settle_all = |known| {
        let cases = seen.iter().zip(&mut verdicts).map(|(observation, verdict)| {
            let (delivery, seeded) = (Delivery::AsSent, Seeded::default());
            joint::Case { delivery, seeded, stand_in: None, observation, verdict }
        });
        let joint = settle(&scenario, &mut cases.collect::<Vec<_>>(), known);
        (joint, verdicts.clone())
    };
    let (joint, once) = settle_all(None);
    let outcomes = |verdicts: &[Verdict]| {
        let findings = verdicts.iter().flat_map(|verdict| &verdict.findings);
        findings.map(|finding| finding.outcome.clone()).collect::<Vec<_>>()
    };
    assert_eq!(outcomes(&settle_all(joint).1), outcomes(&once), "settled twice is settled once");
    once
}

fn outcome_of(verdict: &Verdict, check: Check) -> Option<&Outcome> {
    verdict.findings.iter().find(|finding| finding.check == check).map(|finding| &finding.outcome)
}

#[test]
fn what_all_cases_show_to_be_wrong_fails_also_where_one_by_itself_looks_right() {
    for verdict in settled_one_short(|nth| nth == 2) {
        assert_eq!(verdict.failing().collect::<Vec<_>>(), [Check::ReplyIsDeduplicated]);
    }
}

#[test]
fn what_is_wrong_in_all_cases_together_and_in_none_by_itself_is_open_with_both_readings() {
    for verdict in settled_one_short(|_| true) {
        assert_eq!(verdict.failing().count(), 0);
        let outcome = outcome_of(&verdict, Check::ReplyIsDeduplicated);
        let Some(Outcome::Inconclusive(Doubt::TwoReadings(readings))) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(readings.alone, None);
        assert!(matches!(&readings.together, Some(Reason::WrongList(wrong)) if !wrong.mistakes.is_empty()));
    }
}

#[test]
fn what_is_right_as_cases_are_read_best_and_not_surely_is_no_failure() {
    let scenario = scenario("task = 'dedup'\n");
    let sent = drawn(1, 1, 100);
    let seen = barred(&sent, &sets::distinct(&sent), &sets::repeated(&sent));
    let alone = judge(&scenario, &Seeded::default(), &seen);
    assert_eq!(alone.failing().collect::<Vec<_>>(), [Check::ReplyIsDeduplicated]);
    let case = |known| {
        let mut judged = alone.clone();
        let (delivery, seeded) = (Delivery::AsSent, Seeded::default());
        let case = joint::Case { delivery, seeded, stand_in: None, observation: &seen, verdict: &mut judged };
        let joint = settle(&scenario, &mut [case], known);
        (joint, judged)
    };
    let (joint, _) = case(None);
    let mut joint = joint.expect("they are read together");
    joint.judgement.margin = infer::bits::Bits::of(3);
    let (_, verdict) = case(Some(joint));
    let outcome = outcome_of(&verdict, Check::ReplyIsDeduplicated);
    let Some(Outcome::Inconclusive(Doubt::TwoReadings(readings))) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(readings.alone, Some(Reason::WrongList(_))));
    assert_eq!(readings.together, None);
}

/// What a client prints that shows the right lists of what it sent.
fn shows(sent: &[i64]) -> ProgramFacts {
    let (once, again) = (sets::distinct(sent), sets::repeated(sent));
    program(&format!("Final: {once:?}\nDuplicates: {again:?}\n"), End::Exited(0))
}

#[test]
fn what_nobody_can_read_is_open_whatever_a_case_by_itself_reads_in_it() {
    let scenario = scenario("task = 'dedup'\n");
    // Each byte by itself looks like a number.
    let hidden = |text: String| text.bytes().map(|byte| char::from(byte ^ 0x2a)).collect::<String>();
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        Observation {
            client: Some(shows(&sent)),
            conversation: Some(wire(&[
                (Direction::ToServer, &hidden(text(&sent, " "))),
                (Direction::ToClient, &hidden(text(&sets::distinct(&sent), " "))),
            ])),
            ..right()
        }
    };
    let (alone, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert!(alone.iter().any(|fails| !fails.is_empty()), "{alone:?}");
    assert_eq!(together, vec![vec![]; 5]);
}

/// How far each number is from the one before it, in order.
fn steps(numbers: &[i64]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let before = [0].iter().chain(&sorted);
    let steps: Vec<i64> = sorted.iter().zip(before).map(|(number, before)| number - before).collect();
    text(&steps, ",")
}

#[test]
fn an_answer_that_no_mistake_explains_is_believed_where_the_client_makes_the_right_lists_of_it() {
    let scenario = scenario("task = 'dedup'\n");
    let case = |seed: u64, answer: &dyn Fn(&[i64]) -> String, is_shown: bool| {
        let sent = drawn(seed, 1, 100);
        let shown = if is_shown { shows(&sent) } else { program("Final: [1, 2, 3]\n", End::Exited(0)) };
        let request = format!("{sent:?}");
        let reply = answer(&sets::distinct(&sent));
        let said = [(Direction::ToServer, &request[..]), (Direction::ToClient, &reply[..])];
        Observation { client: Some(shown), conversation: Some(wire(&said)), ..right() }
    };
    let failing = |answer: &dyn Fn(&[i64]) -> String, is_shown| {
        let seen = as_sent((1..=5).map(|seed| case(seed, answer, is_shown)));
        fails(&scenario, &seen).1
    };
    assert_eq!(failing(&steps, true), vec![vec![]; 5]);
    assert_eq!(failing(&steps, false), vec![vec![Check::ReplyIsDeduplicated]; 5]);
    let short = |once: &[i64]| format!("{:?}", &once[..once.len() - 1]);
    assert_eq!(failing(&short, true), vec![vec![Check::ReplyIsDeduplicated]; 5], "a mistake explains it");
}

#[test]
fn where_the_servers_numbers_are_unknown_the_clients_are_those_that_all_cases_tell() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '20..100'\n");
    let case = |seed| {
        let sent = drawn(seed, 1, 100);
        let mut common = sets::distinct(&sent);
        common.retain(|number| number % 3 == seed as i64 % 3);
        common.sort_unstable();
        let rows = |numbers: &[i64]| -> String {
            numbers.iter().enumerate().map(|(row, number)| format!("{}\t{number},00\n", row + 1)).collect()
        };
        let said = [(Direction::ToServer, &rows(&sent)[..]), (Direction::ToClient, &rows(&common)[..])];
        let shown = format!("Common: {common:?}\n");
        let client = Some(program(&shown, End::Exited(0)));
        Observation { client, conversation: Some(wire(&said)), ..right() }
    };
    let (alone, together, _) = fails(&scenario, &as_sent((1..=5).map(case)));
    assert!(alone.iter().any(|fails| !fails.is_empty()), "{alone:?}");
    assert_eq!(together, vec![vec![]; 5]);
}
