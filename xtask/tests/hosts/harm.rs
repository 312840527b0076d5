//! Programs that mean harm: each ends at its limit, and says which one.

use std::time::Duration;

use xtask::host::{Isolation, Launch, Limits};
use xtask::observation::{End, Limit, ProgramFacts};

use super::{Test, compiled, launch, programs, run, running, start, text, wait_for_output};

pub const TESTS: &[Test] = &[
    ("harm::fork_bomb", fork_bomb),
    ("harm::daemon", daemon),
    ("harm::output_flood", output_flood),
    ("harm::disk_fill", disk_fill),
    ("harm::inode_fill", inode_fill),
    ("harm::one_large_file", one_large_file),
    ("harm::memory_hog", memory_hog),
    ("harm::memory_hog_in_many_processes", memory_hog_in_many_processes),
    ("harm::signal_ignorer", signal_ignorer),
    ("harm::stops_itself", stops_itself),
    ("harm::kills_all", kills_all),
    ("harm::reads_elsewhere", reads_elsewhere),
    ("harm::writes_outside", writes_outside),
    ("harm::connects_outside", connects_outside),
    ("harm::listens_everywhere", listens_everywhere),
    ("harm::nested_namespaces", nested_namespaces),
    ("harm::spins", spins),
];

const SANDBOX: Isolation = Isolation::Sandbox;

/// What the runner says when a case takes too long.
const TOO_LONG: Limit = Limit::WallTime(Duration::from_secs(1));

fn limited(program: &str, change: impl FnOnce(&mut Limits)) -> Launch {
    let mut launch = launch(&["python3", program]);
    change(&mut launch.limits);
    launch
}

/// Lets it run until it has printed this, and then ends it as the runner ends a case that takes too long.
fn run_until(launch: &Launch, printed: &str) -> ProgramFacts {
    let process = start(SANDBOX, launch);
    wait_for_output(&process, printed);
    process.reach(TOO_LONG);
    process.stop().expect("facts")
}

fn fork_bomb() {
    let facts = run(SANDBOX, &limited("fork_bomb.py", |limits| limits.processes = 32));
    assert_eq!(
        (&facts.end, &facts.reached[..]),
        (&End::Limit(Limit::Processes), &[Limit::Processes][..]),
        "{facts:?}"
    );
}

fn daemon() {
    let mark = "socklab-test-sandbox-daemon";
    let facts = run(SANDBOX, &launch(&["python3", "daemon.py", mark]));
    assert_eq!((text(&facts).as_str(), facts.end), ("the daemon runs\n", End::Exited(0)));
    assert!(running(mark).is_empty());
}

fn output_flood() {
    let mut launch = launch(&["./flood_both.sh"]);
    launch.limits.output_bytes = 10_000;
    let facts = run(SANDBOX, &launch);
    assert_eq!(facts.end, End::Limit(Limit::Output));
    assert!(facts.stdout.kept.len() <= 10_000 && facts.stderr.kept.len() <= 10_000);
}

fn disk_fill() {
    let facts = run_until(&limited("fills_disk.py", |limits| limits.space_bytes = 8 << 20), "done");
    assert_eq!(
        (&facts.end, &facts.reached[..]),
        (&End::Limit(TOO_LONG), &[TOO_LONG, Limit::Space][..]),
        "{facts:?}"
    );
    assert!(text(&facts).starts_with(".: No space left on device"), "{facts:?}");
}

fn inode_fill() {
    let facts = run(SANDBOX, &limited("fills_inodes.py", |_| ()));
    assert_eq!(text(&facts), "No space left on device\n");
    assert_eq!((facts.end, facts.reached), (End::Exited(0), vec![Limit::Space]));
}

fn one_large_file() {
    let (_folder, program) = compiled("one_large_file");
    let mut launch = Launch::new([program], programs()).by_instructor();
    launch.limits.file_bytes = 1 << 20;
    assert_eq!(run(SANDBOX, &launch).end, End::Limit(Limit::FileSize));
}

fn memory_hog() {
    let facts = run(SANDBOX, &limited("hogs_memory.py", |limits| limits.memory_bytes = 128 << 20));
    assert_eq!((facts.end, facts.reached), (End::Limit(Limit::Memory), vec![Limit::Memory]));
}

fn memory_hog_in_many_processes() {
    let facts = run(SANDBOX, &limited("hogs_memory_in_many.py", |limits| limits.memory_bytes = 128 << 20));
    assert_eq!(facts.end, End::Limit(Limit::Memory), "{facts:?}");
}

fn signal_ignorer() {
    let mark = "socklab-test-sandbox-ignores";
    let facts = run_until(&launch(&["python3", "ignores_signals.py", mark]), "ready");
    assert_eq!(facts.end, End::Limit(TOO_LONG));
    assert!(running(mark).is_empty());
}

fn stops_itself() {
    assert_eq!(run_until(&launch(&["python3", "stops_itself.py"]), "ready").end, End::Limit(TOO_LONG));
}

fn kills_all() {
    let facts = run(SANDBOX, &launch(&["python3", "kills_all.py"]));
    assert_eq!(
        (text(&facts).as_str(), &facts.end),
        ("still here\nstill here\n", &End::Exited(0)),
        "{facts:?}"
    );
}

fn reads_elsewhere() {
    let other = tempfile::tempdir().expect("another submission");
    std::fs::write(other.path().join("server.py"), "secret").expect("a file");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let home = std::env::var("HOME").unwrap_or("/root".into());
    let paths = [
        manifest,
        other.path().to_str().expect("a name"),
        &home,
        "/home",
        "/root",
        "/etc/shadow",
        "/etc/ssh",
        "/var",
        "/run",
        "/sys",
        "/proc/1/environ",
        "/proc/1/maps",
        "/proc/1/mem",
        "/proc/1/exe",
        "/proc/1/fd/0",
        "/proc/1/root",
        "/proc/1/cwd",
    ];
    let facts = run(SANDBOX, &launch(&[&["./snoops.sh"][..], &paths].concat()));
    assert_eq!(text(&facts), "done\n");
    // Where the toolchain is somebody's, only it is shown.
    let facts =
        run(SANDBOX, &launch(&["python3", "-c", "import os, sys; print(os.listdir(sys.argv[1]))", &home]));
    assert!(!text(&facts).contains(".bashrc") && !text(&facts).contains(".profile"), "{facts:?}");
}

fn writes_outside() {
    let facts = run(SANDBOX, &launch(&["python3", "writes_outside.py"]));
    assert_eq!(text(&facts), "done\n", "{facts:?}");
}

fn connects_outside() {
    let facts = run(SANDBOX, &launch(&["python3", "connects_outside.py"]));
    let text = text(&facts);
    let (names, interfaces) = text.split_once("interfaces: ").expect("interfaces");
    // Every name is the other host's, as every address is.
    let expected = "lab 10.0.0.2\neniac.seas.upenn.edu 10.0.0.2\nexample.com 10.0.0.2\n";
    assert_eq!(names, expected, "{facts:?}");
    // What a kernel has for an outer interface differs; each ends in this network.
    let own = ["['lo']", "['lo', 'eth0']", "['lo', 'eth0', 'veth0']"];
    assert!(own.iter().any(|own| interfaces == format!("{own}\ndone\n")), "{facts:?}");
}

fn listens_everywhere() {
    let facts = run_until(&limited("listens_everywhere.py", |limits| limits.open_files = 100), "\n");
    assert_eq!(text(&facts), "97 ports, then: Too many open files\n", "{facts:?}");
}

fn nested_namespaces() {
    let facts = run(SANDBOX, &launch(&["python3", "namespaces.py"]));
    let printed = text(&facts);
    assert!(!printed.contains("made"), "{printed}");
    let nothing = "0000000000000000";
    let expected = format!("['{nothing}', '{nothing}', '{nothing}', '{nothing}', '1']");
    assert_eq!(printed.lines().last(), Some(expected.as_str()), "{facts:?}");
}

fn spins() {
    let mut launch = launch(&["./spins.sh"]);
    launch.limits.cpu = Duration::from_millis(300);
    assert_eq!(run(SANDBOX, &launch).end, End::Limit(Limit::CpuTime));
}
