//! A run that is interrupted or killed: what is done is shown, and nothing is left running.

use std::fs;

use nix::sys::ptrace;
use nix::unistd::Pid;

use crate::harness::{
    Running, ids_and_lines, marker, own, processes, project, python, temp_folder, wait_until, xtask,
};

/// A run whose second case hangs; returns once that case goes on.
fn hanging_run(isolation: &str) -> (Running, String) {
    let marker = marker();
    let server = format!("{} {marker}", python("greet/lines_server.py"));
    let client = format!("{} {marker} {{seed}}", own("hangs_from_seed_2_client.py"));
    let run = xtask("run scenarios/task1.toml --seeds 1..3 --delivery as-sent --jobs 1 --timeout 10m");
    let run = run.with(["--isolation", isolation]).server(&server).client(&client).start();
    let in_second_case = format!("{marker} 2");
    wait_until("the second case goes on", || !processes(&in_second_case).is_empty());
    (run, marker)
}

#[test]
fn an_interrupted_run_shows_what_is_done_and_leaves_nothing_running() {
    for (signal, isolation) in [("INT", "auto"), ("TERM", "auto"), ("INT", "none")] {
        let (run, marker) = hanging_run(isolation);
        run.signal(signal);
        let run = run.end();
        assert_eq!(run.code, Some(130), "{}", run.stderr);
        assert_eq!(run.row("client-acknowledges"), ("pass".into(), "40/40".into()));
        assert!(
            run.stdout.contains("interrupted: 1 of 3 cases were run, so there is no score\n"),
            "{}",
            run.stdout
        );
        assert!(!run.stdout.contains(" points"), "{}", run.stdout);
        wait_until("its programs are gone", || processes(&marker).is_empty());
    }
}

#[test]
fn a_killed_run_leaves_nothing_running() {
    for isolation in ["auto", "none"] {
        let (run, marker) = hanging_run(isolation);
        run.signal("KILL");
        assert_eq!(run.end().code, None);
        wait_until("its programs are gone", || processes(&marker).is_empty());
    }
}

#[test]
fn an_interrupted_run_writes_the_reports_that_were_asked_for() {
    let scratch = temp_folder();
    let file = scratch.path().join("results.json");
    let marker = marker();
    let client = format!("{} {marker} {{seed}}", own("hangs_from_seed_2_client.py"));
    let run = xtask("run scenarios/task1.toml --seeds 1..3 --delivery as-sent --jobs 1 --timeout 10m");
    let run = run.server(&python("greet/lines_server.py")).client(&client);
    let run = run.with(["--json".as_ref(), file.as_os_str()]).start();
    let in_second_case = format!("{marker} 2");
    wait_until("the second case goes on", || !processes(&in_second_case).is_empty());
    run.signal("INT");
    assert_eq!(run.end().code, Some(130));
    let text = fs::read_to_string(&file).expect("there are results");
    let results: serde_json::Value = serde_json::from_str(&text).expect("they are JSON");
    assert_eq!(results["interrupted"], true);
    assert_eq!(crate::harness::cases(&results), [(1, "as-sent")]);
}

#[test]
fn a_case_that_is_interrupted_is_broken_off_and_nobody_s() {
    let scratch = temp_folder();
    let folder = scratch.path();
    let scenario = "format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '1..3'\ndeliveries = ['as-sent']\ntimeout = '10m'\n";
    fs::write(folder.join("task1.toml"), scenario).expect("a scenario");
    let alice = folder.join("class/alice");
    fs::create_dir_all(&alice).expect("a folder");
    let programs = project().join("xtask/tests");
    fs::copy(programs.join("programs/greet/lines_server.py"), alice.join("server.py")).expect("a server");
    fs::copy(programs.join("cli/programs/hangs_from_seed_2_client.py"), alice.join("client.py"))
        .expect("a client");
    // In the end a program that is traced, so that it does not end, and neither does its case.
    for (command, signal, is_traced) in [
        ("try class/alice", "TERM", false),
        ("grade --out out class", "INT", false),
        ("try class/alice", "TERM", true),
    ] {
        let marker = marker();
        let words = [
            "task1.toml".to_owned(),
            "--jobs=1".to_owned(),
            "--server=python3 server.py {port} {host}".to_owned(),
            format!("--client=python3 client.py {{port}} {{host}} {marker} {{seed}}"),
        ];
        let run = xtask(command).with(words).from(folder).start();
        let in_second_case = format!("{marker} 2");
        wait_until("the second case goes on", || !processes(&in_second_case).is_empty());
        if is_traced {
            let ids = ids_and_lines(&in_second_case).into_iter().map(|(id, _)| Pid::from_raw(id));
            // As long as it starts its supervisor traces it.
            let seize = |id| ptrace::seize(id, ptrace::Options::empty()).is_ok();
            ids.for_each(|id| wait_until("it can be traced", || seize(id)));
        }
        run.signal(signal);
        wait_until("its programs are gone", || processes(&in_second_case).is_empty());
        let run = run.end();
        assert_eq!(run.code, Some(130), "{}", run.stderr);
        assert_eq!(run.stderr.contains("interrupted: "), !is_traced, "{}", run.stderr);
    }
    let journal = fs::read_to_string(folder.join("out/journal.jsonl")).expect("a journal");
    assert!(journal.contains("\"seed\":1,") && !journal.contains("\"seed\":2,"), "{journal}");
}
