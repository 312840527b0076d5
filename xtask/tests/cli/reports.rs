//! The reports: the table, JSON and JUnit, whole and compared with what was reviewed.
//! `INSTA_UPDATE=always` writes what they are now; read the difference before it is committed.

use std::fs;
use std::path::PathBuf;

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::Value;

use crate::harness::{Call, project, temp_folder, xtask};

fn programs() -> PathBuf {
    project().join("xtask/tests/cli/programs")
}

/// A pair whose numbers are always the same and whose client shows one too few.
fn wrong_pair(arguments: &str) -> Call {
    let run = xtask("run").with(arguments.split_whitespace()).from(programs());
    run.server("python3 shows_server.py {port} {host}")
        .client("python3 shows_too_little_client.py {port} {host}")
}

#[test]
fn the_table_of_a_wrong_pair() {
    insta::assert_snapshot!(wrong_pair("small.toml").ends(1).stdout);
}

#[test]
fn the_table_of_a_right_pair() {
    insta::assert_snapshot!(xtask("run scenarios/task3.toml").ends(0).stdout);
}

#[test]
fn the_json_of_a_wrong_pair() {
    let scratch = temp_folder();
    let file = scratch.path().join("results.json");
    wrong_pair("small.toml --seed 8").with(["--json".as_ref(), file.as_os_str()]).ends(1);
    insta::assert_snapshot!(fs::read_to_string(file).expect("there are results"));
}

#[test]
fn the_junit_of_a_wrong_pair() {
    let scratch = temp_folder();
    let file = scratch.path().join("results.xml");
    wrong_pair("small.toml --seed 8").with(["--junit".as_ref(), file.as_os_str()]).ends(1);
    insta::assert_snapshot!(fs::read_to_string(file).expect("there is a report"));
}

#[test]
fn two_runs_of_the_reference_pair_give_the_same_bytes() {
    let bytes = |report: &str| {
        let scratch = temp_folder();
        let file = scratch.path().join("report");
        let run = xtask("run scenarios/task1.toml scenarios/task2.toml scenarios/task3.toml --seed 5");
        run.with([report.as_ref(), file.as_os_str()]).ends(0);
        fs::read(file).expect("there is a report")
    };
    for report in ["--json", "--junit"] {
        assert_eq!(bytes(report), bytes(report), "{report}");
    }
}

#[test]
fn json_has_every_field_in_every_entry() {
    #[track_caller]
    fn fields(value: &Value, always: &[&str], sometimes: &[&str]) {
        let found: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
        let known = |name: &&str| always.contains(name) || sometimes.contains(name);
        assert!(always.iter().all(|name| found.contains(name)), "{found:?}");
        assert!(found.iter().all(known), "{found:?}");
    }
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let (_, wrong) = wrong_pair("small.toml").results(1);
    let (_, right) = xtask("run scenarios/task1.toml scenarios/task3.toml --seed 1").results(0);
    assert_eq!((list(&wrong["runs"]).len(), list(&right["runs"]).len()), (1, 2));
    for document in [wrong, right] {
        fields(&document, &["format", "runs"], &[]);
        assert_eq!(document["format"], 2);
        for run in list(&document["runs"]) {
            let always = [
                "scenario", "title", "task", "server", "client", "status", "blame", "points", "remarks",
                "checks", "cases",
            ];
            fields(&run, &always, &[]);
            assert_eq!(run["blame"].is_null(), run["status"] == "pass");
            for remark in list(&run["remarks"]) {
                fields(&remark, &["remark", "chance", "what", "look_at"], &[]);
            }
            fields(&run["points"], &["earned", "open", "possible"], &[]);
            for check in list(&run["checks"]) {
                let always = ["check", "about", "status", "blame", "points"];
                fields(&check, &always, &["stand_in", "what", "look_at"]);
                assert_eq!(check["blame"].is_null(), check["status"] == "pass");
            }
            for case in list(&run["cases"]) {
                let always = ["seed", "delivery", "status", "digest", "again", "findings"];
                fields(&case, &always, &["stand_in", "sends"]);
                for finding in list(&case["findings"]) {
                    let failed = finding["status"] != "pass";
                    let always: &[&str] =
                        if failed { &["check", "status", "blame", "what"] } else { &["check", "status"] };
                    fields(&finding, always, if failed { &["look_at", "evidence"] } else { &["evidence"] });
                    if let Some(evidence) = finding.get("evidence") {
                        // Two lists stand side by side in all of these fields, or in none.
                        let compared =
                            ["expected", "got", "missing", "extra", "repeated", "mistakes", "place"];
                        let has_any = compared.iter().any(|name| evidence.get(name).is_some());
                        let always = if has_any { &compared[..] } else { &[] };
                        fields(evidence, &[&["read"], always].concat(), &[]);
                        for read in list(&evidence["read"]) {
                            fields(&read, &["what", "place", "excerpt"], &["count"]);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn junit_has_a_suite_a_scenario_and_counts_what_it_holds() {
    let scratch = temp_folder();
    let file = scratch.path().join("results.xml");
    wrong_pair("small.toml ../../../../scenarios/task1.toml --seed 1 --timeout 1s")
        .with(["--junit".as_ref(), file.as_os_str()])
        .ends(1);
    let text = fs::read_to_string(file).expect("there is a report");
    let report = Report::deserialize_from_str(&text).expect("it is JUnit XML");
    let names: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["small.toml", "task1.toml"]);
    let mut sums = (0, 0, 0);
    for suite in &report.test_suites {
        let is = |wanted: Option<NonSuccessKind>| {
            let kinds = suite.test_cases.iter().filter(|case| match &case.status {
                TestCaseStatus::NonSuccess { kind, .. } => wanted == Some(*kind),
                TestCaseStatus::Skipped { .. } => wanted.is_none(),
                TestCaseStatus::Success { .. } => false,
            });
            kinds.count()
        };
        let counts = (suite.test_cases.len(), is(Some(NonSuccessKind::Failure)), is(None));
        assert_eq!((suite.tests, suite.failures, suite.skipped), counts, "{:?}", suite.name);
        assert_eq!((suite.errors, is(Some(NonSuccessKind::Error))), (0, 0));
        sums = (sums.0 + counts.0, sums.1 + counts.1, sums.2 + counts.2);
    }
    assert_eq!((report.tests, report.failures, report.skipped), sums);
    assert!(sums.1 > 0, "some fail: {sums:?}");
    let failing =
        report.test_suites.iter().flat_map(|suite| &suite.test_cases).find_map(|case| match &case.status {
            TestCaseStatus::NonSuccess { description: Some(text), .. } => Some(text.to_string()),
            _ => None,
        });
    assert!(
        failing.is_some_and(|text| text.contains("again: cargo xtask run")),
        "a failure says how to repeat it"
    );
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_runs() {
    let scratch = temp_folder();
    let trace = scratch.path().join("it-ran");
    let server = format!("touch {}", trace.display());
    for option in ["--json", "--junit"] {
        let run = xtask("run scenarios/task1.toml --isolation none").server(&server).client(&server);
        let run = run.with([option, "/no/such/folder/report"]).ends(2);
        assert!(run.stderr.contains("cannot write the report `/no/such/folder/report`"), "{}", run.stderr);
        assert!(!trace.exists(), "the server was started");
    }
}

#[test]
fn a_report_takes_the_place_of_an_older_one() {
    let scratch = temp_folder();
    let file = scratch.path().join("results.json");
    fs::write(&file, "x".repeat(100_000)).expect("an older report");
    xtask("run scenarios/task1.toml --seed 1").with(["--json".as_ref(), file.as_os_str()]).ends(0);
    let text = fs::read_to_string(&file).expect("there are results");
    serde_json::from_str::<Value>(&text).expect("they are JSON");
}
