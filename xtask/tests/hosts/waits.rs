//! What programs wait for that sleep, and which of them can go on by themselves.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use nix::sys::ptrace;
use nix::unistd::Pid;
use xtask::host::blocked::{Does, Horizon, Waiting};
use xtask::host::{HostError, Isolation, Launch, Process};
use xtask::observation::Awaited;

use super::{Test, compiled, launch, patience, programs, start, wait_for_output};

pub const TESTS: &[Test] = &[
    (
        "waits::who_waits_for_good_is_told_from_who_has_a_timer",
        who_waits_for_good_is_told_from_who_has_a_timer,
    ),
    ("waits::a_program_that_has_ended_has_nobody_who_sleeps", a_program_that_has_ended_has_nobody_who_sleeps),
    (
        "waits::who_is_looked_at_for_a_line_ends_then_whichever_thread_it_was",
        who_is_looked_at_for_a_line_ends_then_whichever_thread_it_was,
    ),
    (
        "waits::who_only_reads_what_has_ended_is_told_from_who_does_anything_else",
        who_only_reads_what_has_ended_is_told_from_who_does_anything_else,
    ),
    ("waits::a_program_that_does_not_end_holds_nobody_up", a_program_that_does_not_end_holds_nobody_up),
];

/// Far beyond the two seconds of the timers, and far less than the hour of those that come too late.
const HORIZON: Horizon = Horizon { left: Duration::from_secs(60), age: Duration::from_secs(60) };

/// The program's ways to wait: how, and in which call and for what it is for good, if it is.
const WAYS: [(&str, Option<(&str, u8)>); 27] = [
    ("recv", Some(("recv", MESSAGE))),
    ("recv-2s", None),
    ("recv-1h", Some(("recv", MESSAGE))),
    ("poll-for-three", None),
    ("send", Some(("send", ROOM))),
    ("accept", Some(("accept", CLIENT))),
    ("poll", Some(("poll", MESSAGE))),
    ("poll-2s", None),
    ("poll-1h", Some(("poll", MESSAGE))),
    ("poll-end-behind-bytes", None),
    ("select", Some(("select", MESSAGE))),
    ("select-2s", None),
    ("epoll", Some(("epoll_wait", MESSAGE))),
    ("epoll-2s", None),
    ("epoll-clock", None),
    ("alarm", None),
    ("alarm-kills", None),
    ("alarm-off", Some(("recv", MESSAGE))),
    ("timer", None),
    ("sleep", None),
    ("thread", Some(("recv", MESSAGE))),
    ("thread-2s", None),
    ("pipe", Some(("read", OWN))),
    ("child", Some(("recv", MESSAGE))),
    ("child-2s", None),
    ("pause", Some(("pause", SIGNAL))),
    ("terminal", Some(("read", INPUT))),
];

const MESSAGE: u8 = 0;
const ROOM: u8 = 1;
const CLIENT: u8 = 2;
const INPUT: u8 = 3;
const OWN: u8 = 4;
const SIGNAL: u8 = 7;

fn who_waits_for_good_is_told_from_who_has_a_timer() {
    let (folder, program) = compiled("waits");
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        for (way, expected) in WAYS {
            let launch = Launch::new([program.clone(), way.into()], folder.path()).by_instructor();
            let launch = Launch { seed: Some(7), ..launch };
            let process = start(isolation, &launch);
            wait_for_output(&process, "ready");
            let waits = asleep(&process);
            let first = waits.as_ref().map(|waits| (waits[0].call, waits[0].on.rank()));
            assert_eq!(first, expected, "{way} in {isolation}: {waits:?}");
            if way == "thread" {
                let all: Vec<Awaited> = waits.iter().flatten().map(|waiting| waiting.on).collect();
                assert!(matches!(all[..], [Awaited::Message { .. }, Awaited::Thread]), "{all:?}");
            }
        }
    }
}

/// What the program waits for once it sleeps.
fn asleep(process: &Process) -> Option<Vec<Waiting>> {
    let deadline = patience();
    loop {
        let before = process.sleepers();
        let waits = before.as_ref().map(|sleepers| sleepers.waits(HORIZON));
        // Who sleeps until its supervisor answers is asleep as well, for a moment.
        let is_still = before.is_some() && process.is_waiting() && before == process.sleepers();
        if let Some(waits) = waits.filter(|_| is_still) {
            return waits;
        }
        assert!(Instant::now() < deadline, "it never sleeps");
        process.wait_until(Instant::now() + Duration::from_millis(1));
    }
}

fn a_program_that_has_ended_has_nobody_who_sleeps() {
    let process = start(Isolation::Sandbox, &Launch::new(["true"], programs()));
    assert!(process.wait_until(patience()));
    assert_eq!(process.sleepers().and_then(|sleepers| sleepers.waits(HORIZON)), Some(Vec::new()));
}

fn who_is_looked_at_for_a_line_ends_then_whichever_thread_it_was() {
    let (folder, program) = compiled("waits");
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        for (way, in_first_thread) in [("recv", true), ("thread", false), ("child", true)] {
            let launch = Launch::new([program.clone(), way.into()], folder.path()).by_instructor();
            let process = start(isolation, &launch);
            wait_for_output(&process, "ready");
            let waits = asleep(&process).expect("it waits for good");
            let waiting = &waits[0];
            assert_eq!(
                (waiting.call, waiting.thread.is_main),
                ("recv", in_first_thread),
                "{way} in {isolation}"
            );
            let lines = waiting.thread.lines().expect("it has debug information");
            assert!(lines.iter().any(|(file, _)| file.ends_with("waits.c")), "{way}: {lines:?}");
            process.signal(9);
            assert!(process.wait_until(patience()), "{way} in {isolation} does not end");
        }
    }
}

fn a_program_that_does_not_end_holds_nobody_up() {
    let process = start(Isolation::Sandbox, &launch(&["sleep", "1000"]));
    let [sleep] = process.processes()[..] else { panic!("it is one process") };
    // Whoever traces it does not collect it.
    ptrace::seize(Pid::from_raw(sleep as i32), ptrace::Options::empty()).expect("to trace it");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || drop(tell.send(process.stop())));
    let left = patience().saturating_duration_since(Instant::now());
    let stopped = told.recv_timeout(left).expect("whoever stops it waits for ever");
    assert!(matches!(stopped, Err(HostError::Unending)), "{stopped:?}");
}

fn who_only_reads_what_has_ended_is_told_from_who_does_anything_else() {
    let (folder, program) = compiled("waits");
    let start = |way: &str| {
        let launch = Launch::new([program.clone(), way.into()], folder.path()).by_instructor();
        let process = start(Isolation::Sandbox, &launch);
        wait_for_output(&process, "ready");
        process
    };
    let waits = |process: &Process| process.sleepers_beside(process.awake())?.waits(HORIZON);
    let reader = start("reads-the-end");
    let deadline = patience();
    let found = loop {
        if let Some(found) = waits(&reader) {
            break found;
        }
        assert!(Instant::now() < deadline, "it is never seen to read in vain");
    };
    let [waiting] = &found[..] else { panic!("{found:?}") };
    assert!(waiting.thread.does == Does::Spins && waiting.call == "recv", "{waiting:?}");
    assert!(matches!(waiting.on, Awaited::Nothing { .. }), "{waiting:?}");
    let lines = waiting.thread.lines().expect("it has debug information");
    assert!(lines.iter().any(|(file, _)| file.ends_with("waits.c")), "{lines:?}");
    assert!(reader.wait_until(patience()), "it was interrupted");
    for way in [
        "reads-the-end-at-times",
        "reads-the-end-and-asks",
        "reads-the-end-of-a-file",
        "reads-nothing-yet",
        "computes",
    ] {
        let process = start(way);
        for _ in 0..10 {
            assert_eq!(waits(&process), None, "{way}");
        }
        assert!(!process.has_ended(), "{way}: it goes on as if nobody had looked");
    }
}
