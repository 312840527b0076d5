//! The exit codes of `cargo xtask run`. 130 has a file of its own.

use crate::harness::{Elsewhere, has, own, python, status, xtask};

/// Runs what follows in a user namespace of its own, after this line of shell.
fn after(line: &str) -> [String; 6] {
    let line = format!("{line} && exec \"$0\" \"$@\"");
    ["unshare", "--user", "--map-root-user", "sh", "-c", &line].map(str::to_owned)
}

/// Whether this machine lets us make namespaces with limits of their own.
fn can_limit_namespaces(words: &[String]) -> bool {
    let can = xtask("check").by_way_of(words).run().code == Some(0);
    if !can {
        eprintln!("not tested here, for want of user namespaces");
    }
    can
}

#[test]
fn all_passed_is_0() {
    let run = xtask("run scenarios/task1.toml scenarios/task2.toml scenarios/task3.toml --seed 1").ends(0);
    assert_eq!(run.stdout.matches("100/100 points").count(), 3, "{}", run.stdout);
    assert!(!run.stdout.contains("again:"), "there is nothing to run again");
    assert_eq!(run.stderr, "");
}

#[test]
fn a_check_that_fails_is_1() {
    let run = xtask("run scenarios/task2.toml --seed 7 --no-stand-ins");
    let run = run.server(&python("dedup/keeps_repeats_server.py")).client(&python("dedup/list_client.py"));
    let run = run.ends(1);
    assert_eq!(run.row("sends-numbers"), ("pass".into(), "10/10".into()));
    assert_eq!(run.row("reply-is-deduplicated"), ("FAIL".into(), "0/30".into()));
    assert_eq!(run.row("shows-final-list"), ("open".into(), "0/20".into()));
    assert!(run.again().contains("--no-stand-ins"), "{}", run.stdout);
}

#[test]
fn one_scenario_that_fails_among_others_is_1() {
    let server = python("dedup/keeps_repeats_server.py");
    let run =
        xtask("run scenarios/task1.toml scenarios/task2.toml --seed 7 --delivery as-sent").server(&server);
    run.client(&python("dedup/list_client.py")).ends(1);
}

#[test]
fn what_makes_no_sense_is_2() {
    for (arguments, complaint) in [
        ("", "Usage"),
        ("grow", "unrecognized subcommand"),
        ("run", "required arguments"),
        ("run missing.toml", "cannot read the scenario `missing.toml`"),
        ("run scenarios/task1.toml missing.toml", "cannot read the scenario `missing.toml`"),
        ("run xtask/tests/scenarios/unknown_check.toml", "unknown check `reply-is-dedupliacted`"),
        ("run scenarios/task1.toml --seed x", "invalid value 'x' for '--seed <N>'"),
        ("run scenarios/task1.toml --seed -1", "expected a whole number from 0"),
        ("run scenarios/task1.toml --seeds 3..1", "the range `3..1` is empty"),
        ("run scenarios/task1.toml --seeds 1..9999999", "more than 1000000 seeds"),
        ("run scenarios/task1.toml --seed 1 --seeds 1..2", "cannot be used with"),
        (
            "run scenarios/task1.toml --delivery sometimes",
            "[possible values: as-sent, coalesced, split, byte-by-byte, natural]",
        ),
        ("run scenarios/task1.toml --timeout soon", "expected a duration such as `10s` or `500ms`"),
        ("run scenarios/task1.toml --timeout 0s", "longer than nothing"),
        ("run scenarios/task1.toml --timeout 1h", "at most `10m`"),
        ("run scenarios/task1.toml --jobs 0", "invalid value '0' for '--jobs <N>'"),
        ("run scenarios/task1.toml --isolation some", "[possible values: auto, sandbox, network, none]"),
        ("run scenarios/task1.toml --host lab-12:0", "expected a name or an address"),
        ("run scenarios/task1.toml --host lab-12 --server x", "cannot be used with"),
        ("run scenarios/task1.toml --host no.such.name.invalid", "cannot find the address of"),
        ("run scenarios/task1.toml --dir /no/such/folder", "`/no/such/folder`"),
        ("run scenarios/task1.toml --json /no/such/folder/x", "cannot write the report `/no/such/folder/x`"),
        ("run scenarios/task1.toml --junit /no/such/folder/x", "cannot write the report `/no/such/folder/x`"),
        ("run scenarios/task1.toml --json /", "cannot write the report `/`"),
        ("run scenarios/task1.toml --colour", "unexpected argument '--colour'"),
        ("run scenarios/task1.toml --delivery as_sent", "a similar value exists: 'as-sent'"),
        ("run taks1", "did you mean `task1`?"),
    ] {
        let run = xtask(arguments).ends(2);
        assert!(run.stderr.contains(complaint), "{arguments}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments}: nothing is run");
    }
}

#[test]
fn a_command_that_is_none_is_2() {
    for option in ["--server", "--client"] {
        let run = xtask("run scenarios/task1.toml").with([option, "python3 'server.py"]).ends(2);
        assert!(
            run.stderr.contains("the command `python3 'server.py` has an unclosed quote"),
            "{}",
            run.stderr
        );
        let run = xtask("run scenarios/task1.toml").with([option, "  "]).ends(2);
        assert!(run.stderr.contains("the command is empty"), "{}", run.stderr);
    }
}

#[test]
fn results_that_cannot_be_printed_are_2_and_files_are_written_all_the_same() {
    let scratch = tempfile::tempdir().expect("a folder");
    let (folder, json) = (scratch.path().join("lab"), scratch.path().join("results.json"));
    let full = |arguments: &str| {
        let to_full = ["sh", "-c", "exec \"$0\" \"$@\" > /dev/full"].map(str::to_owned);
        xtask(arguments).by_way_of(&to_full)
    };
    let run = full("run task1 --seed 1 --delivery as-sent -v --json").with([&json]).ends(2);
    let said = "error: cannot write to standard output, so that not all of it is there: No space left on device (os error 28)\n";
    assert_eq!(run.stderr, said);
    let text = std::fs::read_to_string(json).expect("there are results");
    assert!(text.contains("\"server-greets\""), "{text}");
    for arguments in ["--help", "--version", "run --help", "check", "doctor", "completions bash"] {
        assert!(full(arguments).ends(2).stderr.ends_with(said), "{arguments}");
    }
    full("init").with([&folder]).ends(2);
    assert!(folder.join("scenarios/task1.toml").exists());
    // Who has closed the pipe has read enough; and where nothing can be said on standard error, nobody is told.
    let closed = ["sh", "-c", "\"$0\" \"$@\" | exec true"].map(str::to_owned);
    assert_eq!(xtask("completions bash").by_way_of(&closed).ends(0).stderr, "");
    let mute = ["sh", "-c", "exec \"$0\" \"$@\" 2> /dev/full"].map(str::to_owned);
    xtask("check no-such-file.toml").by_way_of(&mute).ends(2);
}

#[test]
fn help_and_version_are_0_and_name_every_exit_code() {
    for arguments in ["--help", "run --help", "try --help"] {
        let run = xtask(arguments).ends(0);
        for code in ["  0 ", "  1 ", "  2 ", "  3 ", "  4 ", "  130 "] {
            assert!(run.stdout.contains(code), "{arguments} does not tell of{code}:\n{}", run.stdout);
        }
    }
    xtask("--version").ends(0);
}

#[test]
fn a_server_elsewhere_leaves_questions_open_and_is_3() {
    for (task, scenario, seen, unseen) in [
        (
            "greet",
            "task1.toml",
            &["server-greets", "client-acknowledges", "client-finishes", "client-shows-greeting"][..],
            &["server-listens", "server-stays-up", "server-shows-acknowledgement"][..],
        ),
        (
            "dedup",
            "task2.toml",
            &[
                "sends-numbers",
                "reply-is-deduplicated",
                "client-finishes",
                "shows-final-list",
                "shows-duplicates",
            ],
            &["server-listens", "server-stays-up"],
        ),
        (
            "intersect",
            "task3.toml",
            &["sends-numbers", "reply-is-sorted", "client-finishes", "shows-intersection"],
            &["server-listens", "server-stays-up", "reply-is-intersection"],
        ),
    ] {
        let server = Elsewhere::serve(task);
        let run = xtask("run --seed 1 --delivery as-sent --delivery split --host").with([&server.address]);
        let (run, results) = run.with([format!("scenarios/{scenario}")]).results(3);
        for check in seen {
            assert_eq!(status(&results, check), "pass", "{check}\n{}", run.stdout);
        }
        for check in unseen {
            assert_eq!(status(&results, check), "open", "{check}\n{}", run.stdout);
        }
        assert_eq!(status(&results, "survives-cutting"), "open");
        assert!(run.stdout.contains("the server runs elsewhere"), "{}", run.stdout);
        assert!(!run.stdout.contains("mend"), "there is nothing to be mended:\n{}", run.stdout);
    }
}

#[test]
fn a_server_elsewhere_is_reached_over_ipv6_and_in_every_isolation() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("not tested here, for want of IPv6");
        return;
    }
    let server = Elsewhere::serve_at("greet", "::1");
    for isolation in ["none", "network", "sandbox"] {
        if isolation == "none" || has(isolation) {
            let run =
                xtask("run scenarios/task1.toml --isolation").with([isolation, "--host", &server.address]);
            let run = run.ends(3);
            assert_eq!(run.row("client-shows-greeting").0, "pass", "{isolation}:\n{}", run.stdout);
        }
    }
}

#[test]
fn a_client_is_judged_against_a_server_elsewhere() {
    let server = Elsewhere::serve("dedup");
    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --host").with([&server.address]);
    let (run, results) = run.client(&own("shows_too_little_client.py")).results(1);
    assert_eq!(status(&results, "shows-final-list"), "fail", "{}", run.stdout);
    assert_eq!(status(&results, "reply-is-deduplicated"), "pass", "{}", run.stdout);
    assert_eq!(status(&results, "server-listens"), "open", "{}", run.stdout);
}

#[test]
fn a_server_elsewhere_that_nobody_runs_is_not_the_client_s_fault() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let address = address.expect("a port that is free again").to_string();
    let run = xtask("run scenarios/task1.toml --seed 1 --delivery as-sent --host").with([address]).ends(3);
    assert!(run.stdout.contains("nobody answered where the server was said to run"), "{}", run.stdout);
    assert!(!run.stdout.contains("FAIL"), "{}", run.stdout);
}

#[test]
fn what_the_harness_cannot_make_is_4_and_costs_no_points() {
    // A case takes two networks. That there is one is all that can be known beforehand.
    let one_network = after("echo 1 > /proc/sys/user/max_net_namespaces");
    if !can_limit_namespaces(&one_network) {
        return;
    }
    let scratch = crate::harness::temp_folder();
    let (json, junit) = (scratch.path().join("results.json"), scratch.path().join("results.xml"));
    let run = xtask("run scenarios/task2.toml --seed 1 --isolation network");
    let run = run.with(["--json".as_ref(), json.as_os_str(), "--junit".as_ref(), junit.as_os_str()]);
    let run = run.by_way_of(&one_network).ends(4);
    assert!(run.stdout.contains("the grader itself failed, which costs no points"), "{}", run.stdout);
    assert!(!run.stdout.contains("mend"), "nothing that a student could do would help:\n{}", run.stdout);
    let results = std::fs::read_to_string(&json).expect("there are results");
    let results: serde_json::Value = serde_json::from_str(&results).expect("they are JSON");
    let points = serde_json::json!({"earned": 0, "open": 100, "possible": 100});
    assert_eq!(results["runs"][0]["points"], points);
    let xml = std::fs::read_to_string(&junit).expect("there is a report");
    let report = quick_junit::Report::deserialize_from_str(&xml).expect("it is JUnit XML");
    assert_eq!((report.failures, report.errors, report.tests), (0, report.tests, report.tests));
}

#[test]
fn an_isolation_that_cannot_be_had_is_2_and_says_what_is_in_the_way() {
    let no_capabilities = "set -- --inh-caps=-all --bounding-set=-all \"$@\"";
    let no_users = "echo 0 > /proc/sys/user/max_user_namespaces";
    let mut powerless = after(&format!("{no_users} && {no_capabilities}")).to_vec();
    powerless.push("setpriv".to_owned());
    if !can_limit_namespaces(&powerless) {
        return;
    }
    for isolation in ["network", "sandbox"] {
        let run = xtask("run scenarios/task1.toml --seed 1 --isolation").with([isolation]);
        let run = run.by_way_of(&powerless).ends(2);
        assert!(run.stderr.contains(&format!("`{isolation}`")), "{}", run.stderr);
        assert!(run.stderr.contains("cannot make a user namespace"), "{}", run.stderr);
        assert_eq!(run.stdout, "", "nothing is run");
    }
    let run = xtask("run scenarios/task1.toml --seed 1").by_way_of(&powerless).ends(0);
    assert!(run.stderr.contains("--isolation none"), "what is had instead is said: {}", run.stderr);
}

#[test]
fn programs_that_choose_their_own_port_on_a_shared_network_are_3() {
    // Nothing can stand between the two. What each does by itself is judged all the same. The port is the hand-out's, so
    // this takes a network of its own.
    let mut alone = after("ip link set lo up").to_vec();
    alone.insert(1, "--net".to_owned());
    if !can_limit_namespaces(&alone) {
        return;
    }
    let fixed = |program: &str| format!("python3 xtask/tests/programs/dedup/{program} 12345 127.0.0.1");
    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --isolation none");
    let run = run.server(&fixed("list_server.py")).client(&fixed("list_client.py")).by_way_of(&alone);
    let (run, results) = run.results(3);
    for check in ["server-stays-up", "client-finishes", "shows-final-list"] {
        assert_eq!(status(&results, check), "pass", "{check}\n{}", run.stdout);
    }
    assert_eq!(status(&results, "reply-is-deduplicated"), "open", "{}", run.stdout);
}

#[test]
fn each_isolation_gives_the_reference_pair_full_marks() {
    for isolation in ["none", "network", "sandbox"] {
        if isolation == "none" || has(isolation) {
            let run = xtask("run scenarios/task1.toml scenarios/task2.toml scenarios/task3.toml --seed 3");
            let run = run.with(["--isolation", isolation]).ends(0);
            assert_eq!(run.stdout.matches("100/100 points").count(), 3, "{isolation}:\n{}", run.stdout);
        }
    }
}

#[test]
fn less_than_programs_are_promised_is_2_and_is_raised_where_it_may_be() {
    let pair = "run scenarios/task1.toml --seed 1 --delivery as-sent --isolation network";
    if !can_limit_namespaces(&after("true")) {
        return;
    }
    for limit in ["-v 4000000", "-d 200000", "-s 1000", "-t 5", "-n 100"] {
        let run = xtask(pair).by_way_of(&after(&format!("ulimit {limit}"))).ends(2);
        let option = &limit[..2];
        assert!(run.stderr.contains(&format!("`ulimit -H {option}` grants")), "{}", run.stderr);
        assert_eq!(run.stdout, "", "nothing is judged");
        // What may be raised again limits nobody.
        xtask(pair).by_way_of(&after(&format!("ulimit -S {limit}"))).ends(0);
    }
}
