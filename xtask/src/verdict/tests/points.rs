//! Points over many cases: what is earned, what stays open, and the exit code of a run.

use super::*;
use crate::report::Exit;
use crate::verdict::results::Points;

fn points(earned: u32, open: u32) -> Points {
    Points { earned, open, possible: 35 }
}

fn survival(result: &ScenarioResult) -> Option<Outcome> {
    let mut checks = result.checks();
    let survival = checks.pop().expect("there are checks");
    assert_eq!(survival.check, Check::SurvivesMerging);
    survival.example.map(|(_, outcome)| outcome)
}

#[test]
fn points_are_earned_by_what_passes_under_the_best_delivery_with_every_seed() {
    // The checks: listens, stays up, greets, acknowledges, finishes, shows, shows.
    for (cases, expected, status) in [
        ("ppppppp ppppppp ppppppp ppppppp", points(35, 0), Status::Pass),
        // One seed of two fails: no points for that check.
        ("ppfpppp ppfpppp ppppppp ppppppp", points(20, 0), Status::Fail),
        // The best delivery counts, and surviving all of them is a check of its own.
        ("ppppppp pppfppp ppppppp ppppppp", points(30, 0), Status::Fail),
        ("pppfppp ppppppp ppppppp ppppppp", points(30, 0), Status::Fail),
        // No delivery is right with both seeds.
        ("pppfppp ppppppp ppppppp pppfppp", points(10, 0), Status::Fail),
        // What follows from a failure is lost; what could not be told is open.
        ("ppfbbbb ppfbbbb ppfbbbb ppfbbbb", points(0, 0), Status::Fail),
        ("eepppep eepppep eepppep eepppep", points(30, 5), Status::Inconclusive),
        ("ppepppp ppepppp ppepppp ppepppp", points(20, 15), Status::Inconclusive),
        ("hhhhhhh hhhhhhh hhhhhhh hhhhhhh", points(0, 35), Status::Inconclusive),
        // The harness failed in one case: what it would have shown is open.
        ("hhhhhhh ppppppp ppppppp ppppppp", points(30, 5), Status::Inconclusive),
    ] {
        let result = results(POINTS, &TWO, 2, cases);
        assert_eq!((result.points(), result.status()), (expected, status), "{cases}");
    }
}

#[test]
fn surviving_every_delivery_is_asked_only_of_what_works_under_one() {
    assert_eq!(survival(&results(POINTS, &TWO, 1, "ppppppp ppppppp")), None);
    match survival(&results(POINTS, &TWO, 1, "ppppppp pppffff")) {
        Some(Outcome::Fail(Reason::OnlyUnder(found))) => {
            assert_eq!((found.works, found.fails), (Delivery::AsSent, Delivery::Coalesced));
            assert_eq!(found.check, Check::ClientAcknowledges, "the first that fails");
        }
        other => panic!("{other:?}"),
    }
    for (cases, expected) in [
        // Nothing works: that comes first.
        ("ppfpppp ppfpppp", blocked(Check::ServerGreets)),
        ("ppbpppp ppbpppp", blocked(Check::ServerGreets)),
        ("eefpppp eefpppp", blocked(Check::ServerGreets)),
        // Nothing to mend: the same doubt as under the best.
        ("eeppppp eeppppp", open(Doubt::ServerElsewhere)),
        ("hhhhhhh hhhhhhh", open(Doubt::Harness("trouble".to_owned()))),
        ("ppppppp hhhhhhh", open(Doubt::Harness("trouble".to_owned()))),
        ("ppppppp ppbpppp", blocked(Check::ServerListens)),
        // Nobody can read it under one delivery, and something else is read under the other.
        ("eeppepp eeppfpp", open(Doubt::ServerElsewhere)),
    ] {
        assert_eq!(survival(&results(POINTS, &TWO, 1, cases)), Some(expected), "{cases}");
    }
    // What passes under one delivery and fails under another does so whatever else is open.
    let failed = survival(&results(POINTS, &TWO, 1, "eeppppp eeppfpp"));
    assert_eq!(failed.map(|outcome| outcome.status()), Some(Status::Fail));
}

#[test]
fn of_deliveries_with_the_same_points_it_is_the_one_at_which_each_send_arrives_alone() {
    for (deliveries, cases, best) in [
        // More checks pass where sends are merged, and none of them earns anything.
        (TWO, "pfppppp ppppppp", Delivery::AsSent),
        ([Delivery::Coalesced, Delivery::AsSent], "ppppppp pfppppp", Delivery::AsSent),
        (TWO, "pppfppp ppppppp", Delivery::Coalesced),
        ([Delivery::Split, Delivery::Coalesced], "pfppppp ppppppp", Delivery::Split),
    ] {
        assert_eq!(results(POINTS, &deliveries, 1, cases).best_delivery(), best, "{cases}");
    }
}

#[test]
fn what_waits_names_what_fails_and_is_open_where_that_is_open() {
    let greets_waits_for = |outcome: Outcome| {
        let mut result = results(POINTS, &[Delivery::AsSent], 1, "ppppppp");
        let findings = &mut result.cases[0].verdict.findings;
        findings[2] = finding(Check::ServerGreets, blocked(Check::ClientAcknowledges));
        findings[3] = finding(Check::ClientAcknowledges, blocked(Check::ClientFinishes));
        findings[4] = finding(Check::ClientFinishes, outcome);
        let checks = result.checks();
        let greets = checks.iter().find(|check| check.check == Check::ServerGreets).expect("the check");
        let (_, outcome) = greets.example.clone().expect("an answer");
        (outcome, greets.points.expect("it has points").open)
    };
    let fails = Outcome::Fail(Reason::NothingSent);
    assert_eq!(greets_waits_for(fails), (blocked(Check::ClientFinishes), 0));
    let unseen = open(Doubt::WireUnseen);
    assert_eq!(greets_waits_for(unseen.clone()), (unseen, 10));
}

#[test]
fn what_a_scenario_only_reports_costs_no_robustness() {
    // The last check: the server shows the acknowledgement.
    let result = results(POINTS, &TWO, 1, "ppppppf ppppppf");
    assert_eq!((survival(&result), result.points(), result.status()), (None, points(35, 0), Status::Fail));
    assert_eq!(survival(&results(POINTS, &TWO, 1, "ppppppp ppppppf")), None);
    let process = survival(&results(POINTS, &TWO, 1, "ppppfpp ppppfpp"));
    assert_eq!(process, Some(blocked(Check::ClientFinishes)));
}

#[test]
fn another_port_than_the_hand_out_s_is_said_and_costs_no_robustness() {
    let with_port = |cases: &str| {
        let mut result = results(POINTS, &TWO, 1, cases);
        for case in &mut result.cases {
            let reason = Reason::OtherPort { got: vec![5000], asked: 12345 };
            case.verdict.findings[0] = finding(Check::ServerListens, Outcome::Fail(reason));
        }
        result
    };
    let right = with_port("ppppppp ppppppp");
    assert_eq!((survival(&right), right.points(), right.status()), (None, points(35, 0), Status::Fail));
    let fails_there = survival(&with_port("ppppppp pppffff"));
    assert!(matches!(fails_there, Some(Outcome::Fail(Reason::OnlyUnder(_)))), "{fails_there:?}");
    assert_eq!(survival(&with_port("ppfpppp ppfpppp")), Some(blocked(Check::ServerGreets)));
}

#[test]
fn a_single_delivery_leaves_nothing_to_survive() {
    let result = results(POINTS, &[Delivery::Split], 1, "ppppppp");
    assert!(result.checks().iter().all(|check| !check.check.compares_deliveries()));
    assert_eq!(result.points(), Points { earned: 30, open: 0, possible: 30 });
}

#[test]
fn what_an_interrupted_run_did_not_get_to_is_open_and_not_lost() {
    let result = results(POINTS, &TWO, 2, "");
    assert_eq!((result.points(), result.status()), (points(0, 35), Status::Inconclusive));
    let result = results(POINTS, &TWO, 2, "ppppppp");
    assert_eq!((result.points(), result.status()), (points(30, 5), Status::Inconclusive));
}

#[test]
fn the_exit_code_is_the_worst_of_all_scenarios_and_the_harness_s_failure_before_all() {
    let result = |cases| results(POINTS, &[Delivery::AsSent], 1, cases);
    for (cases, exit, code) in [
        (&["ppppppp"][..], Exit::Passed, 0),
        (&["ppppppp", "ppfpppp"], Exit::Failed, 1),
        (&["eeppppp", "ppppppp"], Exit::Inconclusive, 3),
        (&["eeppppp", "ppfpppp"], Exit::Failed, 1),
        (&["hhhhhhh", "ppppppp"], Exit::Harness, 4),
        (&["ppfpppp", "hhhhhhh"], Exit::Harness, 4),
        (&[], Exit::Inconclusive, 3),
    ] {
        let results: Vec<ScenarioResult> = cases.iter().map(|cases| result(cases)).collect();
        assert_eq!((Exit::of(&results), Exit::of(&results).code()), (exit, code), "{cases:?}");
    }
}

#[test]
fn the_example_of_a_check_is_the_first_case_of_its_worst_status() {
    let result = results(POINTS, &[Delivery::AsSent], 4, "ppppppp ppepppp ppfpppp ppfpppp");
    let checks = result.checks();
    let greets = checks.iter().find(|check| check.check == Check::ServerGreets).expect("the check");
    let (case, outcome) = greets.example.as_ref().expect("an example");
    assert_eq!((case.seed, outcome.status(), greets.cases), (3, Status::Fail, (2, 4)));
    assert_eq!(result.again(case), "cargo xtask run t.toml --seed 3 --delivery as-sent");
}
