//! A failure is the delivery's only where the numbers were the same.

use super::*;
use crate::oracle::sets::{Difference, Order};
use crate::verdict::outcome::{Numbers, Reason, WrongList};
use crate::verdict::place::Place;

fn wrong() -> Outcome {
    Outcome::Fail(Reason::WrongList(Box::new(WrongList {
        expected: vec![1, 2],
        got: vec![1],
        difference: Difference::of_sets(&[1, 2], &[1], Order::Any),
        mistakes: vec!["loses-the-largest-number"],
        place: Place::Seed,
        excerpt: String::new(),
    })))
}

/// What the deliveries come to where `shows-duplicates` passes as sent with the first numbers, and fails where sends are cut
/// with the second ones.
fn told(drawn: [&[i64]; 2]) -> Outcome {
    let text = "format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '1'\ndeliveries = ['as-sent', 'split']\n";
    let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
    let case = |delivery, drawn: &[i64], outcome: Outcome| {
        let numbers = Numbers { drawn: Some(drawn.to_vec()), ..Numbers::default() };
        let findings = Check::of_case(scenario.task).map(|check| Finding {
            check,
            outcome: if check == Check::ShowsDuplicates { outcome.clone() } else { Outcome::Pass },
            blame: None,
            evidence: Vec::new(),
        });
        let verdict = Verdict { findings: findings.collect(), numbers, ..Verdict::default() };
        CaseResult { seed: 1, delivery, stand_in: None, second: false, verdict }
    };
    let cases =
        vec![case(Delivery::AsSent, drawn[0], Outcome::Pass), case(Delivery::Split, drawn[1], wrong())];
    let (server, client, again) = (String::new(), String::new(), String::new());
    let result = ScenarioResult {
        scenario: scenario.clone(),
        server,
        client,
        again,
        cases,
        repeats: None,
        stand_ins: vec![],
        left_out: LeftOut::default(),
        joint: None,
        corrections: std::collections::BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
    };
    let checks = result.checks();
    let survival = checks.iter().find(|check| check.check == Check::SurvivesCutting).expect("a check");
    let others = checks.iter().filter(|check| check.check != Check::SurvivesCutting);
    assert!(others.clone().all(|check| check.status == Status::Pass));
    survival.example.as_ref().expect("an example").1.clone()
}

#[test]
fn what_fails_with_the_same_numbers_fails_for_the_delivery() {
    for drawn in [[&[1, 2, 1][..], &[1, 2, 1]], [&[1, 2, 1], &[1, 2]]] {
        let outcome = told(drawn);
        let Outcome::Fail(Reason::OnlyUnder(only)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(only.same_numbers, drawn[0] == drawn[1], "a part of a list may be all that arrived");
    }
}

#[test]
fn with_other_numbers_it_cannot_be_told() {
    let doubt = Doubt::OtherNumbers(Check::ShowsDuplicates, Delivery::Split);
    assert_eq!(told([&[1, 2, 1], &[3, 4, 3]]), Outcome::Inconclusive(doubt));
}
