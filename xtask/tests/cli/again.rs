//! What fails ends with a command, and typing that command fails in the same way.

use serde_json::Value;

use crate::harness::{Call, own, python, xtask, xtask_typed};

/// Status of every check but the one that a single case does not answer.
fn statuses(case: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let findings = case["findings"].as_array().expect("a list of findings");
    findings.iter().map(|finding| (word(&finding["check"]), word(&finding["status"]))).collect()
}

#[track_caller]
fn assert_repeats(call: Call, code: i32) {
    let (run, results) = call.results(code);
    let again = run.again().to_owned();
    let (repeated, repeated_results) = xtask_typed(&again).results(code);
    let repeated_cases = own_cases(&repeated_results);
    assert_eq!(repeated_cases.len(), again.matches("--delivery").count(), "{again} runs no other cases");
    for repeated in repeated_cases {
        let is_same =
            |case: &&Value| ["seed", "delivery"].iter().all(|field| case[*field] == repeated[*field]);
        let original = own_cases(&results).into_iter().find(is_same);
        let original = original.expect("the repeated case is one of those that ran");
        assert_eq!(statuses(original), statuses(repeated), "{again}");
        let own = original["again"].as_str().expect("a command");
        let (begin, end) = own.split_once(" --delivery ").expect("it names a delivery");
        assert!(again.starts_with(begin) && again.contains(&format!(" --delivery {end}")), "{own}, {again}");
    }
    assert_eq!(repeated.again(), again, "and it repeats itself");
}

/// The cases of the first scenario in which both programs are the user's.
fn own_cases(results: &Value) -> Vec<&Value> {
    let cases = results["runs"][0]["cases"].as_array().expect("a list of cases").iter();
    cases.filter(|case| case["stand_in"].is_null()).collect()
}

#[test]
fn the_command_of_a_failing_case_repeats_its_verdict() {
    let run = xtask("run scenarios/task2.toml --seeds 3..4");
    assert_repeats(run.server(&own("shows_server.py")).client(&own("shows_too_little_client.py")), 1);
}

#[test]
fn the_command_of_a_race_repeats_the_delivery_that_loses_it_beside_the_one_that_does_not() {
    let race = || {
        let run = xtask("run scenarios/task2.toml --seed 3");
        run.server(&python("races/list_then_table_server.py"))
            .client(&python("races/list_then_table_client.py"))
    };
    let again = race().run().again().to_owned();
    assert!(again.ends_with("--seed 3 --delivery as-sent --delivery coalesced"), "{again}");
    assert_repeats(race(), 1);
}

#[test]
fn every_option_that_matters_is_part_of_the_command() {
    let scratch = crate::harness::temp_folder();
    let folder = scratch.path().join("it's a folder");
    let from = crate::harness::project().join("xtask/tests/cli/programs");
    std::fs::create_dir(&folder).expect("a folder");
    for program in ["shows_server.py", "shows_too_little_client.py"] {
        std::fs::copy(from.join(program), folder.join(program)).expect("a copy");
    }
    let run = xtask(
        "run scenarios/task2.toml --seed 9 --delivery split --timeout 7s --isolation none --jobs 2 --dir",
    );
    let run = run.with([&folder]).server("python3 shows_server.py {port} {host} 'two words'");
    let run = run.client("python3 shows_too_little_client.py {port} {host} \"it's\" {seed}");
    assert_repeats(run, 1);
}

#[test]
fn a_server_elsewhere_is_part_of_the_command() {
    let server = crate::harness::Elsewhere::serve("dedup");
    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --host").with([&server.address]);
    assert_repeats(run.client(&own("shows_too_little_client.py")), 1);
}
