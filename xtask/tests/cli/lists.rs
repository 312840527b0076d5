//! Lists that a scenario names are sent to every server, and a server that keeps its own set to itself is asked for it.

use serde_json::Value;

use crate::harness::{Call, own, python, status, xtask};

/// Task 2 with the scenario's lists: a case of the pair itself, and those.
fn dedup(server: &str, client: &str) -> Call {
    xtask("run scenarios/task2.toml --seed 7 --delivery as-sent").server(server).client(client)
}

fn intersect(server: &str, options: &str) -> Call {
    let run = xtask(&format!("run scenarios/task3.toml --delivery as-sent {options}"));
    run.server(&own(server)).client(&python("intersect/list_client.py"))
}

fn cases(results: &Value) -> Vec<(&Value, &str)> {
    let cases = results["runs"][0]["cases"].as_array().expect("a list of cases");
    let played = cases.iter().filter(|case| !case["stand_in"].is_null());
    played.map(|case| (&case["sends"], case["status"].as_str().expect("a status"))).collect()
}

fn remarks(results: &Value) -> Vec<&str> {
    let remarks = results["runs"][0]["remarks"].as_array().expect("a list of remarks");
    remarks.iter().filter_map(|remark| remark["remark"].as_str()).collect()
}

/// What was said, without the ends of its lines.
fn flat(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check<'v>(results: &'v Value, name: &str) -> &'v Value {
    let mut checks = results["runs"][0]["checks"].as_array().expect("a list of checks").iter();
    checks.find(|check| check["check"] == name).expect("the check is asked")
}

#[test]
fn a_server_is_sent_the_scenario_s_lists_in_the_words_of_its_client() {
    let (run, results) = dedup(&python("dedup/list_server.py"), &python("dedup/list_client.py")).results(0);
    let lists: Vec<Value> = (1..=3).map(|number| serde_json::json!({ "list": number })).collect();
    let expected: Vec<(&Value, &str)> = lists.iter().map(|list| (list, "pass")).collect();
    assert_eq!(cases(&results), expected);
    assert!(!run.stdout.contains("of the scenario"), "nothing to say where all is right: {}", run.stdout);
}

#[test]
fn what_a_server_does_wrong_with_one_of_them_fails_though_its_own_client_never_meets_it() {
    let call = dedup(&own("forgets_hundred_server.py"), &own("below_hundred_client.py"));
    let (run, results) = call.results(1);
    let reply = check(&results, "reply-is-deduplicated");
    assert_eq!((&reply["status"], &reply["blame"]), (&"fail".into(), &"server".into()));
    assert_eq!(reply["points"]["earned"], 0);
    let row = run.stdout.lines().find(|line| line.contains("reply-is-deduplicated")).expect("a row");
    assert!(row.contains("2 of 4 cases"), "the pair's own case, and three lists: {row}");
    let said = flat(&run.stdout);
    assert!(said.contains("which sends list 2 of the scenario"), "{said}");
    assert!(said.contains("missing: 100"), "{said}");
    for client in ["sends-numbers", "shows-final-list", "shows-duplicates"] {
        assert_eq!(status(&results, client), "pass", "it is not the client's to mend");
    }
}

#[test]
fn a_server_that_falls_over_one_of_them_fails() {
    let call = dedup(&own("needs_repeats_server.py"), &own("below_hundred_client.py"));
    let (_, results) = call.results(1);
    let crash = check(&results, "server-stays-up");
    assert_eq!((&crash["status"], &crash["stand_in"]), (&"fail".into(), &"client".into()));
    assert_eq!(check(&results, "shows-final-list")["status"], "pass");
}

#[test]
fn the_command_beside_such_a_failure_repeats_it() {
    let call = dedup(&own("forgets_hundred_server.py"), &own("below_hundred_client.py"));
    let again = call.run().again().to_owned();
    let said = flat(&crate::harness::xtask_typed(&again).ends(1).stdout);
    assert!(said.contains("which sends list 2 of the scenario"), "{said}");
}

#[test]
fn lists_that_cannot_be_written_as_the_client_writes_cost_nothing_and_are_named() {
    let (run, results) = dedup(&python("dedup/parts_server.py"), &python("dedup/parts_client.py")).results(0);
    assert_eq!(cases(&results), []);
    assert_eq!(remarks(&results), ["lists-left-out"]);
    assert!(flat(&run.stdout).contains("lists 1, 2 and 3 of the scenario"), "{}", run.stdout);
}

#[test]
fn a_server_that_shows_no_set_is_asked_for_it() {
    let (_, results) = intersect("silent_set_server.py", "--seeds 1..2").results(0);
    assert_eq!(status(&results, "reply-is-intersection"), "pass");
    let asked = cases(&results).iter().filter(|(sends, _)| **sends == "range").count();
    assert_eq!(asked, 2, "once a seed");
    let findings = results["runs"][0]["cases"][0]["findings"].as_array().expect("findings");
    let reply = findings.iter().find(|finding| finding["check"] == "reply-is-intersection").expect("asked");
    let places: Vec<&Value> =
        reply["evidence"]["read"].as_array().expect("places").iter().map(|read| &read["place"]).collect();
    assert!(places.iter().any(|place| **place == "asked"), "{reply}");
}

#[test]
fn what_it_answers_wrongly_to_its_own_client_is_told_by_its_set() {
    let (run, results) = intersect("silent_merging_server.py", "--seeds 1..2").results(1);
    let reply = check(&results, "reply-is-intersection");
    assert_eq!((&reply["status"], &reply["blame"]), (&"fail".into(), &"server".into()));
    assert!(run.stdout.contains("missing"), "{}", run.stdout);
    assert!(
        cases(&results).iter().any(|(sends, _)| sends["part"] == 4),
        "it was asked twice for each number"
    );
}

#[test]
fn answers_that_do_not_fit_each_other_tell_no_set() {
    let (_, results) = intersect("silent_short_server.py", "").results(3);
    let reply = check(&results, "reply-is-intersection");
    assert_eq!((&reply["status"], &reply["points"]["open"]), (&"open".into(), &30.into()));
    // Where the seed does not decide what a program draws, a right one is open, too.
    let (_, results) = intersect("silent_set_server.py", "--seed 1 --isolation none").results(3);
    assert_eq!(status(&results, "reply-is-intersection"), "open");
}

#[test]
fn a_server_that_tells_what_cannot_be_its_own_set_fails() {
    for (server, said) in [
        ("silent_difference_server.py", "not expected: 0"),
        ("silent_echo_server.py", "not expected: 0"),
        ("silent_part_server.py", "where it is to have 20 or more"),
    ] {
        let (run, results) = intersect(server, "").results(1);
        let reply = check(&results, "reply-is-intersection");
        assert_eq!((&reply["status"], &reply["blame"]), (&"fail".into(), &"server".into()), "{server}");
        assert!(flat(&run.stdout).contains(said), "{server}: {}", run.stdout);
    }
}

#[test]
fn a_server_that_never_has_a_number_of_a_whole_part_of_the_range_is_open() {
    let (run, results) = intersect("silent_low_server.py", "").results(3);
    let reply = check(&results, "reply-is-intersection");
    assert_eq!((&reply["status"], &reply["points"]["open"]), (&"open".into(), &30.into()));
    assert!(flat(&run.stdout).contains("never has one from 51 to 100"), "{}", run.stdout);
}

#[test]
fn a_server_that_says_something_to_each_number_is_asked_in_the_same_way() {
    let run = xtask("run scenarios/task3.toml --delivery as-sent --seeds 1..2");
    let call = run.server(&own("silent_dialogue_server.py")).client(&own("dialogue_client.py"));
    let (_, results) = call.results(0);
    assert_eq!(status(&results, "reply-is-intersection"), "pass");
    assert!(cases(&results).iter().any(|(sends, _)| sends["part"] == 4), "it reads 25 numbers, and no more");
}

#[test]
fn a_nought_behind_each_answer_is_no_number_that_the_server_has() {
    let run = xtask("run scenarios/task3.toml --delivery as-sent");
    let call = run.server(&own("silent_marked_server.py")).client(&own("marked_client.py"));
    let (_, results) = call.results(0);
    assert_eq!(status(&results, "reply-is-intersection"), "pass");
    assert!(cases(&results).iter().any(|(sends, _)| **sends == "below"), "it was asked");
}

#[test]
fn nobody_is_asked_where_the_grader_is_to_play_nothing() {
    let (_, results) = intersect("silent_set_server.py", "--seed 1 --no-stand-ins").results(3);
    assert_eq!(status(&results, "reply-is-intersection"), "open");
    assert_eq!(cases(&results), []);
}
