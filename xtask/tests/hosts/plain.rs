//! Plain processes: what a host promises without any isolation.

use std::process::Command;
use std::time::{Duration, Instant};

use xtask::host::{Host, Isolation, Launch, StartError};
use xtask::observation::{End, Limit};
use xtask::role::Role;

use super::{
    Test, compiled, killed, launch, patience, programs, run, running, shell, start, text, wait_for_output,
};

pub const TESTS: &[Test] = &[
    ("plain::output_and_status_are_kept", output_and_status_are_kept),
    ("plain::input_is_fed_and_ends", input_is_fed_and_ends),
    ("plain::surroundings_are_the_same_everywhere", surroundings_are_the_same_everywhere),
    ("plain::what_is_printed_survives_every_end", what_is_printed_survives_every_end),
    ("plain::a_python_server_is_stopped_by_an_interrupt", a_python_server_is_stopped_by_an_interrupt),
    ("plain::a_program_that_ignores_signals_is_killed", a_program_that_ignores_signals_is_killed),
    ("plain::a_daemon_ends_with_its_program", a_daemon_ends_with_its_program),
    ("plain::a_flood_is_ended_and_counted", a_flood_is_ended_and_counted),
    ("plain::a_program_that_stops_itself_is_stopped", a_program_that_stops_itself_is_stopped),
    ("plain::processor_time_is_limited", processor_time_is_limited),
    ("plain::a_crash_is_not_a_stop", a_crash_is_not_a_stop),
    ("plain::stopping_meets_every_moment_of_the_end", stopping_meets_every_moment_of_the_end),
    ("plain::waiting_is_seen", waiting_is_seen),
    ("plain::what_cannot_start_says_why", what_cannot_start_says_why),
    ("plain::nothing_outlives_a_killed_harness", nothing_outlives_a_killed_harness),
    ("plain::a_stopped_nursery_is_said_and_replaced", killed::a_stopped_nursery_is_said_and_replaced),
];

const NONE: Isolation = Isolation::None;

fn output_and_status_are_kept() {
    let facts = run(NONE, &shell("echo out; echo err >&2; printf '\\033[1m\\t\\r\\n\\377'; exit 3"));
    assert_eq!(&facts.stdout.kept[..], b"out\n\x1b[1m\t\r\n\xff");
    assert_eq!(&facts.stderr.kept[..], b"err\n");
    assert_eq!(facts.end, End::Exited(3));
    assert_eq!(facts.command[0], "sh");
}

fn input_is_fed_and_ends() {
    let long = "0123456789".repeat(20_000);
    for input in ["10.0.0.2\n12345\n", "", &long] {
        let facts = run(NONE, &Launch { stdin: Some(input.into()), ..launch(&["cat"]) });
        assert_eq!((text(&facts).as_str(), facts.end), (input, End::Exited(0)));
    }
    assert_eq!(text(&run(NONE, &launch(&["cat"]))), "");
}

fn surroundings_are_the_same_everywhere() {
    let mut launch =
        shell("echo $PYTHONUNBUFFERED $TERM $NO_COLOR $SEED $CARGO_MANIFEST_DIR; pwd; ls -1 /proc/self/fd");
    launch.env.push(("SEED".into(), "7".into()));
    // Nothing that the harness or its parent has open is handed on; 3 is the folder that `ls` reads.
    let expected = format!("1 dumb 1 7\n{}\n0\n1\n2\n3\n", programs().display());
    assert_eq!(text(&run(NONE, &launch)), expected);
}

fn what_is_printed_survives_every_end() {
    // Ends at once after printing, as often as it takes to meet the race.
    for _ in 0..50 {
        let facts = run(NONE, &shell("printf '%03000d' 7; kill -SEGV $$"));
        assert_eq!((facts.stdout.kept.len(), facts.end), (3000, End::Killed(11)));
    }
}

fn a_python_server_is_stopped_by_an_interrupt() {
    let script = "import socket\ns = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(5)\nprint('listens')\ns.accept()";
    let process = start(NONE, &launch(&["python3", "-c", script]));
    wait_for_output(&process, "listens\n");
    let facts = process.stop().expect("facts");
    assert_eq!((text(&facts).as_str(), &facts.end), ("listens\n", &End::Stopped));
    assert!(String::from_utf8_lossy(&facts.stderr.kept).contains("KeyboardInterrupt"), "{facts:?}");
}

fn a_program_that_ignores_signals_is_killed() {
    let mark = "socklab-test-ignores";
    let process = start(NONE, &launch(&["python3", "ignores_signals.py", mark]));
    wait_for_output(&process, "ready");
    assert_eq!(process.stop().expect("facts").end, End::Stopped);
    assert!(running(mark).is_empty());
}

fn a_daemon_ends_with_its_program() {
    let mark = "socklab-test-daemon";
    let facts = run(NONE, &launch(&["python3", "daemon.py", mark]));
    assert_eq!((text(&facts).as_str(), facts.end), ("the daemon runs\n", End::Exited(0)));
    assert!(running(mark).is_empty());
}

fn a_flood_is_ended_and_counted() {
    let (_folder, program) = compiled("flood");
    let mut launch = Launch::new([program], programs()).by_instructor();
    launch.limits.output_bytes = 64 << 10;
    let facts = run(NONE, &launch);
    assert_eq!((facts.stdout.kept.len(), facts.end), (64 << 10, End::Limit(Limit::Output)));
    assert!(facts.stdout.dropped_bytes > 1 << 20, "{}", facts.stdout.dropped_bytes);
}

fn a_program_that_stops_itself_is_stopped() {
    let process = start(NONE, &launch(&["python3", "stops_itself.py"]));
    wait_for_output(&process, "ready");
    let limit = Limit::WallTime(Duration::from_secs(1));
    process.reach(limit);
    assert_eq!(process.stop().expect("facts").end, End::Limit(limit));
}

fn processor_time_is_limited() {
    let mut launch = launch(&["./spins.sh"]);
    launch.limits.cpu = Duration::from_millis(300);
    let facts = run(NONE, &launch);
    assert_eq!((facts.end, facts.reached), (End::Limit(Limit::CpuTime), vec![Limit::CpuTime]));
}

fn a_crash_is_not_a_stop() {
    assert_eq!(run(NONE, &shell("kill -SEGV $$")).end, End::Killed(11));
    // Also where it crashed just before it was to be stopped.
    let process = start(NONE, &shell("kill -SEGV $$"));
    assert!(process.wait_until(patience()));
    process.reach(Limit::WallTime(Duration::ZERO));
    assert_eq!(process.stop().expect("facts").end, End::Killed(11));
}

fn stopping_meets_every_moment_of_the_end() {
    for _ in 0..200 {
        let facts = start(NONE, &launch(&["true"])).stop().expect("facts");
        assert!(matches!(facts.end, End::Exited(0) | End::Stopped), "{facts:?}");
    }
}

fn waiting_is_seen() {
    let process = start(NONE, &shell("printf 'Host: '; exec tail -f /dev/null"));
    let deadline = patience();
    while !process.is_waiting() || process.last_printed(6) != b"Host: " {
        assert!(Instant::now() < deadline);
    }
    assert_eq!(process.stop().expect("facts").end, End::Stopped);
    let process = start(NONE, &launch(&["./spins.sh"]));
    let deadline = patience();
    while process.cpu_time() < Duration::from_millis(50) {
        assert!(!process.is_waiting() && Instant::now() < deadline);
    }
    process.stop().expect("facts");
}

fn what_cannot_start_says_why() {
    let host = Host::open(NONE, Role::Client, 3).expect("a host");
    let problem = |argv: &[&str]| host.start(&launch(argv)).expect_err("no such program");
    assert!(matches!(problem(&["no-such-program"]), StartError::NotFound { .. }));
    assert!(matches!(problem(&["./daemon.py"]), StartError::NotExecutable { .. }));
    let folder = tempfile::tempdir().expect("a folder");
    let no_format = folder.path().join("no_format");
    std::fs::write(&no_format, "print(1)\n").expect("a file");
    Command::new("chmod").arg("+x").arg(&no_format).status().expect("chmod");
    let argv = no_format.to_str().expect("a name");
    assert!(matches!(problem(&[argv]), StartError::NotForIt { .. }), "{:?}", problem(&[argv]));
    let by_instructor = host.start(&launch(&[argv]).by_instructor());
    assert!(matches!(by_instructor, Err(StartError::WrongFormat { .. })), "{by_instructor:?}");
    let nowhere = Launch::new(["true"], folder.path().join("gone"));
    assert!(matches!(host.start(&nowhere), Err(StartError::NoFolder { .. })));
    let mut long = launch(&["true"]);
    long.argv.push("x".repeat(1 << 20).into());
    assert!(matches!(host.start(&long), Err(StartError::TooLong { .. })));
}

fn nothing_outlives_a_killed_harness() {
    killed::at_random_moments("none");
}
