//! What all cases of a submission may take together: past it the rest is not run, counts as what was run, and it is said.

use serde_json::Value;

use crate::harness::{python, temp_folder, xtask};

/// Four cases that hang, of which two take more than a submission may.
const SCENARIO: &str = "\
format = 1
title = 'four cases that hang'
task = 'greet'
seeds = '1..4'
timeout = '3s'

[limits]
submission = '4s'

[points]
server-greets = 10
client-acknowledges = 20
";

#[test]
fn cases_that_are_left_once_the_budget_is_spent_are_not_run_and_it_is_said() {
    let scratch = temp_folder();
    let scenario = scratch.path().join("hangs.toml");
    std::fs::write(&scenario, SCENARIO).expect("a scenario");
    for jobs in ["1", "4"] {
        let run = xtask("run").with([scenario.as_os_str()]).with(["--no-stand-ins", "--jobs", jobs]);
        let server = python("greet/lines_server.py");
        let client = python("stalls/hangs_after_greeting_client.py");
        let (run, results) = run.server(&server).client(&client).results(1);
        let result = &results["runs"][0];
        let seeds: Vec<Option<u64>> =
            result["cases"].as_array().expect("cases").iter().map(|case| case["seed"].as_u64()).collect();
        assert_eq!(seeds, [Some(1), Some(2)], "with {jobs} workers");
        assert_eq!(result["left_out"]["cases"], 2);
        assert_eq!(result["left_out"]["stand_ins"], Value::Array(Vec::new()));
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("in 2 cases of 4: the others were not run, and count as those that were"),
            "{said}"
        );
        assert_eq!(run.row("client-finishes").0, "FAIL");
    }
}
