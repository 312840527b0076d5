//! A program that says other things in two runs of one seed is found by what it says before it has heard anything.

use super::*;
use crate::observation::Role;
use crate::scenario::Task;
use crate::verdict::remarks::Remark;

/// What is remarked on cases with these openings of the client, and whether they pass.
fn remarked(cases: &[(u64, Delivery, &str, bool)]) -> Vec<Remark> {
    let text = "format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '1..2'\ndeliveries = ['as-sent', 'split']\n";
    let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
    let case = |&(seed, delivery, opening, passes): &(u64, Delivery, &str, bool)| {
        let answer = if passes { Outcome::Pass } else { Outcome::Fail(Reason::NothingSent) };
        let answer = |check| if check == Check::ServerGreets { answer.clone() } else { Outcome::Pass };
        let findings = Check::of_case(Task::Greet).map(|check| finding(check, answer(check)));
        let openings = [opening.as_bytes().to_vec(), Vec::new()];
        let verdict = Verdict { findings: findings.collect(), openings, ..Verdict::default() };
        CaseResult { seed, delivery, stand_in: None, verdict }
    };
    let cases = cases.iter().map(case).collect();
    result_of(scenario, cases).remarks()
}

#[test]
fn other_words_with_the_same_seed_are_remarked_with_how_often_each_answer_came() {
    let remarks = remarked(&[
        (1, Delivery::AsSent, "1 2", true),
        (1, Delivery::Split, "1 2", true),
        (2, Delivery::AsSent, "3 4", true),
        (2, Delivery::Split, "4 3", false),
    ]);
    let deliveries = [Delivery::AsSent, Delivery::Split];
    let answers = vec![(Check::ServerGreets, [3, 1])];
    assert_eq!(remarks, [Remark::Varies { role: Role::Client, seed: 2, deliveries, runs: 4, answers }]);
}

#[test]
fn another_seed_or_a_part_of_the_same_words_is_no_other_words() {
    let remarks = remarked(&[
        (1, Delivery::AsSent, "1 2", true),
        (1, Delivery::Split, "1", true),
        (2, Delivery::AsSent, "2 1", true),
        (2, Delivery::Split, "", true),
    ]);
    assert_eq!(remarks, []);
}
