//! A program that dies of a signal is held before it for a look, where that was asked, and one that handles it is not.

use std::path::Path;

use xtask::host::{Isolation, Launch};
use xtask::observation::{End, Moment, ProgramFacts};

use super::{Test, patience, programs, start};

pub const TESTS: &[Test] = &[
    ("deaths::the_innermost_line_is_told_of_whatever_dies", the_innermost_line_is_told),
    ("deaths::who_handles_or_ignores_signals_goes_on", who_handles_or_ignores_signals_goes_on),
    ("deaths::without_debug_information_nothing_is_told", without_debug_information_nothing_is_told),
    ("deaths::a_runtime_that_takes_signals_for_its_own_ends_works", a_runtime_works),
];

const DIES: [(&str, i32); 13] = [
    ("null", libc::SIGSEGV),
    ("division", libc::SIGFPE),
    ("abort", libc::SIGABRT),
    ("free", libc::SIGABRT),
    ("library", libc::SIGSEGV),
    ("function", libc::SIGSEGV),
    ("recursion", libc::SIGSEGV),
    ("smash", libc::SIGABRT),
    ("pipe", libc::SIGPIPE),
    ("thread", libc::SIGSEGV),
    ("second-time", libc::SIGSEGV),
    ("handler-aborts", libc::SIGABRT),
    ("child", libc::SIGSEGV),
];

/// The program, compiled with this option.
fn compiled(option: &str) -> (tempfile::TempDir, String) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("its mode");
    let program = folder.path().join("deaths");
    let source = programs().join("deaths.c");
    let mut cc = std::process::Command::new("cc");
    cc.args(["-O1", option, "-pthread", "-fstack-protector-all", "-w", "-o"]).arg(&program).arg(source);
    assert!(cc.status().expect("a C compiler").success());
    let program = program.to_str().expect("a plain path").to_owned();
    (folder, program)
}

/// How it ended, and the last death: the signal, and the lines.
fn watched(
    isolation: Isolation,
    hold: Option<Moment>,
    argv: &[&str],
    dir: &Path,
) -> (ProgramFacts, Option<(i32, Vec<u32>)>) {
    let launch = Launch { seed: Some(7), hold, ..Launch::new(argv, dir).by_instructor() };
    let process = start(isolation, &launch);
    let observer = process.observer();
    assert!(process.wait_until(patience()), "{argv:?} does not end");
    let facts = process.stop().expect("facts");
    let of_source = |lines: Vec<(String, u32)>| -> Vec<u32> {
        lines.into_iter().filter(|(file, _)| file.ends_with("deaths.c")).map(|(_, line)| line).collect()
    };
    (facts, observer.death().map(|death| (death.signal, of_source(death.lines))))
}

fn the_innermost_line_is_told() {
    let (folder, program) = compiled("-g");
    let source = std::fs::read_to_string(programs().join("deaths.c")).expect("its source");
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        for (way, signal) in DIES {
            let mark = format!("/* {way} */");
            let line = source.lines().position(|line| line.contains(&mark)).expect("its line") as u32 + 1;
            let argv = [&*program, way];
            let (facts, death) = watched(isolation, Some(Moment::Death), &argv, folder.path());
            let (of, lines) = death.unwrap_or_else(|| panic!("{way} in {isolation}: {facts:?}"));
            assert_eq!((of, lines.first()), (signal, Some(&line)), "{way} in {isolation}: {lines:?}");
            assert_eq!(facts.end.signal(), Some(signal), "{way} in {isolation}");
            assert_eq!(watched(isolation, None, &argv, folder.path()), (facts, None), "{way} in {isolation}");
        }
    }
}

fn who_handles_or_ignores_signals_goes_on() {
    let (folder, program) = compiled("-g");
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        for way in ["handled", "stops", "starts"] {
            let (facts, death) = watched(isolation, Some(Moment::Death), &[&program, way], folder.path());
            assert_eq!((facts.end, death), (End::Exited(7), None), "{way} in {isolation}");
        }
    }
}

fn without_debug_information_nothing_is_told() {
    let (folder, program) = compiled("-g0");
    let (facts, death) = watched(Isolation::Sandbox, Some(Moment::Death), &[&program, "null"], folder.path());
    assert_eq!((facts.end, death), (End::Killed(libc::SIGSEGV), Some((libc::SIGSEGV, Vec::new()))));
}

fn a_runtime_works() {
    let (folder, _) = compiled("-g");
    // Python's own way to tell where it was, and to die of it all the same.
    let program = "import faulthandler, ctypes; faulthandler.enable(); ctypes.string_at(0)";
    let argv = ["python3", "-c", program];
    let (facts, death) = watched(Isolation::Sandbox, Some(Moment::Death), &argv, folder.path());
    assert_eq!((facts.end, death), (End::Killed(libc::SIGSEGV), Some((libc::SIGSEGV, Vec::new()))));
    assert!(facts.stderr.kept.starts_with(b"Fatal Python error: Segmentation fault"), "{:?}", facts.stderr);
}
