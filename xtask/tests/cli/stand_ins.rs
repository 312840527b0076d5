//! What a person and a program are told of cases in which the grader played one half of a pair. Which halves are graded
//! so, and how, is in `tests/stand_ins.rs`.

use std::fs;

use crate::harness::{Call, has, own, python, temp_folder, xtask};

/// A server that cannot be read, and a client that waits for nothing but its answer.
fn broken_server(arguments: &str) -> Call {
    let run = xtask(&format!("run scenarios/task2.toml --seed 7 --delivery as-sent {arguments}"));
    run.server(&python("stand_ins/syntax_error_server.py")).client(&python("dedup/list_client.py"))
}

#[test]
fn the_table_says_where_the_grader_took_the_place_of_a_program() {
    let run = broken_server("").ends(1);
    assert_eq!(run.row("shows-final-list"), ("pass".into(), "20/20".into()));
    let row = run.stdout.lines().find(|line| line.contains("shows-final-list")).expect("a row");
    assert!(row.ends_with("with the grader's server in place of yours"), "{row}");
    let row = run.stdout.lines().find(|line| line.contains("reply-is-deduplicated")).expect("a row");
    assert!(row.ends_with("mend `server-listens` first"), "the server earns nothing: {row}");
}

#[test]
fn every_result_says_in_which_cases_the_grader_played() {
    let (_, results) = broken_server("").results(1);
    let cases = results["runs"][0]["cases"].as_array().expect("a list of cases");
    let roles: Vec<Option<&str>> = cases.iter().map(|case| case["stand_in"].as_str()).collect();
    assert_eq!(roles, [None, Some("server")]);
    let about: Vec<&str> = cases[1]["findings"]
        .as_array()
        .expect("a list of findings")
        .iter()
        .filter_map(|finding| finding["check"].as_str())
        .collect();
    assert_eq!(about, ["sends-numbers", "client-finishes", "shows-final-list", "shows-duplicates"]);
}

#[test]
fn what_the_grader_played_is_shown_and_saved_like_any_other_case() {
    let scratch = temp_folder();
    let run = broken_server("-v").with(["--save".as_ref(), scratch.path().as_os_str()]).ends(1);
    let title = "--- task2.toml seed 7 as-sent with the grader's server in place of yours";
    assert!(run.stdout.contains(title), "{}", run.stdout);
    assert!(run.stdout.contains("server| has heard a list of"), "{}", run.stdout);
    let saved = scratch.path().join("task2-seed7-as-sent-with-stand-in-server.json");
    let text = fs::read_to_string(saved).expect("the case is saved");
    assert!(text.contains("the exchange is complete"), "{text}");
}

#[test]
fn programs_that_can_be_told_their_port_have_a_stand_in_on_the_machine_s_own_network() {
    let run = broken_server("--isolation none").ends(1);
    assert_eq!(run.row("shows-final-list"), ("pass".into(), "20/20".into()));
}

#[test]
fn a_grader_whose_file_is_gone_plays_on() {
    // Beside the grader itself, for a link cannot lead to another file system.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let grader = folder.path().join("xtask");
    for isolation in ["sandbox", "network", "none"].into_iter().filter(|isolation| has(isolation)) {
        fs::hard_link(env!("CARGO_BIN_EXE_socklab"), &grader).expect("a second name of the grader");
        let run = broken_server(&format!("--isolation {isolation}")).of_file(&grader).start();
        // It has been executed when `start` returns, and has not started anything of its own yet.
        fs::remove_file(&grader).expect("the second name can go");
        assert_eq!(run.end().row("shows-final-list"), ("pass".into(), "20/20".into()), "{isolation}");
    }
}

#[test]
fn a_server_elsewhere_is_never_called_by_the_grader_itself() {
    let server = crate::harness::Elsewhere::serve("dedup");
    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --host").with([&server.address]);
    let run = run.client(&python("stand_ins/crashes_before_sending_client.py"));
    let (_, results) = run.results(1);
    let cases = results["runs"][0]["cases"].as_array().expect("a list of cases");
    assert!(cases.iter().all(|case| case["stand_in"].is_null()), "{cases:?}");
}

#[test]
fn a_right_half_alone_is_not_failed_for_the_reference_s_own_protocol() {
    for format in ["list", "json", "pickle", "comma"] {
        let server = python(&format!("dedup/{format}_server.py"));
        let run = xtask("run task2 --seed 1 --delivery as-sent").server(&server).ends(3);
        assert!(!run.stdout.contains("FAIL"), "{format}: {}", run.stdout);
        assert_eq!(
            run.row("reply-is-deduplicated"),
            ("pass".into(), "30/30".into()),
            "{format}: {}",
            run.stdout
        );
        assert!(run.stdout.contains("name your client with `--client`"), "{format}: {}", run.stdout);
        let client = python(&format!("dedup/{format}_client.py"));
        let run = xtask("run task2 --seed 1 --delivery as-sent").client(&client).ends(3);
        assert!(!run.stdout.contains("FAIL"), "{format}: {}", run.stdout);
        for check in ["client-finishes", "shows-final-list", "shows-duplicates"] {
            assert_eq!(run.row(check).0, "pass", "{format} {check}: {}", run.stdout);
        }
    }
}

#[test]
fn what_a_half_alone_does_wrong_in_the_reference_s_protocol_or_before_any_is_its_own() {
    let run =
        xtask("run task2 --seed 1 --delivery as-sent").client(&own("shows_too_little_client.py")).ends(1);
    assert_eq!(run.row("shows-final-list").0, "FAIL", "{}", run.stdout);
    let client = "python3 xtask/tests/programs/handout/client_ack3.py 9999 {host}";
    let run = xtask("run task1 --seed 1 --delivery as-sent").client(client).ends(1);
    assert_eq!(run.row("client-finishes").0, "FAIL", "{}", run.stdout);
}
