//! What all cases of a submission may take together: past it the rest is not run, counts as what was run, and it is said.

use crate::harness::{own, python, temp_folder, xtask};

/// Four cases in which nothing happens for a second each: more than a submission may take.
const SCENARIO: &str = "\
format = 1
title = 'four cases that sleep'
task = 'greet'
seeds = '1..4'

[limits]
submission = '1500ms'

[points]
server-greets = 10
client-acknowledges = 20
";

#[test]
fn cases_that_are_left_once_the_budget_is_spent_are_not_run_and_it_is_said() {
    let scratch = temp_folder();
    let scenario = scratch.path().join("sleeps.toml");
    std::fs::write(&scenario, SCENARIO).expect("a scenario");
    for jobs in ["1", "4"] {
        let run = xtask("run").with([scenario.as_os_str()]).with(["--jobs", jobs]);
        let server = python("greet/lines_server.py");
        let client = own("sleeps_client.py");
        let (run, results) = run.server(&server).client(&client).results(0);
        let result = &results["runs"][0];
        let cases = result["cases"].as_array().expect("cases");
        let seeds: Vec<u64> = cases.iter().filter_map(|case| case["seed"].as_u64()).collect();
        let left_out = result["left_out"]["cases"].as_u64().expect("some are left out") as usize;
        assert!(seeds.iter().copied().eq(1..=seeds.len() as u64), "the first ones are run: {seeds:?}");
        assert!(left_out > 0 && left_out + seeds.len() == 4, "{left_out} of {seeds:?} with {jobs} workers");
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("of 4: the others were not run, and count as those that were"), "{said}");
        assert_eq!(run.row("client-acknowledges"), ("pass".into(), "20/20".into()));
    }
}
