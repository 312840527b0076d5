//! What a run is made of, as options say.

use crate::harness::{cases, own, project, python, status, xtask};

#[test]
fn seeds_and_deliveries_of_the_command_stand_in_for_the_scenario_s() {
    for (options, expected) in [
        ("--seed 7", vec![(7, "as-sent"), (7, "coalesced"), (7, "split")]),
        ("--seed 9 --seed 7 --delivery split", vec![(9, "split"), (7, "split")]),
        ("--seeds 4..5,2 --delivery as-sent", vec![(4, "as-sent"), (5, "as-sent"), (2, "as-sent")]),
        ("--seed 7 --delivery natural --delivery byte-by-byte", vec![(7, "natural"), (7, "byte-by-byte")]),
        ("--seed 7 --seed 7 --delivery split --delivery split", vec![(7, "split")]),
        ("--delivery as-sent", vec![(1, "as-sent"), (2, "as-sent"), (3, "as-sent")]),
    ] {
        let (_, results) = xtask(&format!("run scenarios/task1.toml {options}")).results(0);
        assert_eq!(cases(&results), expected, "{options}");
    }
}

#[test]
fn what_is_saved_of_a_case_is_its_observation_and_its_packets() {
    let scratch = crate::harness::temp_folder();
    let folder = scratch.path().join("saved");
    xtask("run scenarios/task2.toml --seed 7 --delivery split --no-stand-ins --save").with([&folder]).ends(0);
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).expect("the folder").map(|e| e.expect("an entry").file_name()).collect();
    names.sort();
    assert_eq!(names, ["task2-seed7-split.json", "task2-seed7-split.pcapng"]);
    let text = std::fs::read_to_string(folder.join("task2-seed7-split.json")).expect("the observation");
    let seen: xtask::observation::Observation = serde_json::from_str(&text).expect("it can be read again");
    assert_eq!(seen.conversation.map(|conversation| conversation.connections.len()), Some(1));
    assert!(
        seen.client.is_some_and(
            |client| String::from_utf8_lossy(&client.stdout.kept).contains("final list: 92 49 63")
        )
    );

    let other = scratch.path().join("task2.toml");
    std::fs::copy(project().join("scenarios/task2.toml"), &other).expect("a copy");
    let run = xtask("run scenarios/task2.toml").with([&other]).with(["--save"]).with([&folder]).ends(2);
    assert!(run.stderr.contains("two scenarios are called `task2`"), "{}", run.stderr);
}

#[test]
fn the_largest_seed_is_a_seed() {
    let (_, results) = xtask("run scenarios/task2.toml --seed 18446744073709551615").results(0);
    assert_eq!(cases(&results)[0].0, u64::MAX);
}

#[test]
fn the_timeout_of_the_command_stands_in_for_the_scenario_s() {
    let run = xtask("run scenarios/task1.toml --seed 2 --delivery as-sent --timeout 300ms");
    let run =
        run.server(&python("greet/lines_server.py")).client(&own("hangs_from_seed_2_client.py")).ends(1);
    assert!(run.stdout.contains("nothing had happened for 300ms"), "{}", run.stdout);
}

#[test]
fn any_number_of_jobs_gives_the_same_results() {
    let results = |jobs: &str| {
        let run = xtask("run scenarios/task2.toml scenarios/task3.toml --seeds 1..3 --jobs").with([jobs]);
        run.results(0).1
    };
    let one = results("1");
    assert_eq!(one, results("2"));
    assert_eq!(one, results("8"));
}

#[test]
fn programs_are_told_host_port_and_seed() {
    let told = "python3 xtask/tests/cli/programs/tells_its_arguments.py";
    let run = xtask("run scenarios/task1.toml --seed 42 --delivery as-sent -v");
    let run = run.server(&format!("{told} --at={{host}}:{{port}} {{seed}} 'two words' {{other}}")).ends(1);
    let said = |line: &str| {
        let line = format!("server| {line}");
        run.stdout
            .lines()
            .find_map(|other| other.strip_prefix(&line))
            .unwrap_or_else(|| panic!("{}", run.stdout))
    };
    let (host, port) = (said("host: "), said("port: "));
    assert_eq!(said("arguments: "), format!("--at={host}:{port} 42 two words {{other}}"));
    assert_eq!((said("seed: "), said("task: ")), ("42", "greet"));
}

#[test]
fn programs_run_beside_their_files_or_in_the_folder_that_was_chosen() {
    let shown = |run: crate::harness::Run| {
        let folder =
            run.stdout.lines().find_map(|line| line.strip_prefix("server| folder: ").map(str::to_owned));
        folder.unwrap_or_else(|| panic!("{}", run.stdout))
    };
    let run = "run scenarios/task1.toml --seed 1 --delivery as-sent -v";
    let beside = xtask(run).server("python3 xtask/tests/cli/programs/tells_its_arguments.py").ends(1);
    assert_eq!(shown(beside), "programs");
    let chosen =
        xtask(run).with(["--dir", "xtask/tests/cli/programs"]).server("python3 tells_its_arguments.py");
    assert_eq!(shown(chosen.ends(1)), "programs");
    let whole = project().join("xtask/tests/cli");
    let chosen = xtask(run).with(["--dir".as_ref(), whole.as_os_str()]);
    assert_eq!(shown(chosen.server("python3 programs/tells_its_arguments.py").ends(1)), "cli");
}

#[test]
fn a_program_that_is_not_there_is_the_submission_s_mistake() {
    let run = xtask("run scenarios/task1.toml --seed 1 --delivery as-sent");
    let (run, results) = run.server("no-such-program {port}").results(1);
    assert_eq!(status(&results, "server-listens"), "fail");
    assert!(run.stdout.contains("the server could not be started: "), "{}", run.stdout);
    assert!(run.stdout.contains("`no-such-program`"), "{}", run.stdout);
    let run = xtask("run scenarios/task1.toml --seed 1 --delivery as-sent");
    let (run, results) = run.client("./no-such-client {port}").results(1);
    assert_eq!(status(&results, "client-finishes"), "fail", "{}", run.stdout);
    assert_eq!(status(&results, "server-listens"), "pass", "{}", run.stdout);
}

#[test]
fn a_transcript_shows_both_programs_and_the_wire() {
    let run = xtask("run scenarios/task1.toml --seed 1 --delivery as-sent --isolation none -v").ends(0);
    for line in [
        "--- task1.toml seed 1 as-sent",
        "server| listening on 127.0.0.1:",
        "sent: Thank you for connecting",
        "server was stopped when its work was over",
        "wire: 127.0.0.1:",
        "wire: server -> client  Thank you for connecting\\n",
        "wire: client -> server  It was nice talking to you\\n",
        "client| received: Thank you for connecting",
        "client ended with exit status 0",
    ] {
        assert!(run.stdout.contains(line), "no `{line}` in\n{}", run.stdout);
    }
    let quiet = xtask("run scenarios/task1.toml --seed 1 --delivery as-sent").ends(0);
    assert!(!quiet.stdout.contains("wire:"), "{}", quiet.stdout);
}
