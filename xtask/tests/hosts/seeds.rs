//! What programs draw by chance follows from the seed of their case, in every language.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use libtest_mimic::Trial;
use xtask::host::{Isolation, Launch};
use xtask::observation::{End, Limit};

use super::{Test, pass, run, text};

pub const TESTS: &[Test] = &[
    ("seeds::a_program_without_a_seed_draws_by_chance", a_program_without_a_seed_draws_by_chance),
    ("seeds::loops_over_deadlines_and_waits_for_a_time_of_day_end", loops_and_waits_end),
    ("seeds::a_shell_that_starts_others_draws_the_same", a_shell_that_starts_others_draws_the_same),
    ("seeds::who_asks_without_end_is_ended_at_its_limits", who_asks_without_end_is_ended_at_its_limits),
];

/// A program that draws.
struct Row {
    language: &'static str,
    file: &'static str,
    /// What makes a program of it, before the file; nothing where it is one.
    build: &'static [&'static str],
    /// What runs it, before the program.
    run: &'static [&'static str],
}

const fn row(
    language: &'static str,
    file: &'static str,
    build: &'static [&'static str],
    run: &'static [&'static str],
) -> Row {
    Row { language, file, build, run }
}

const LANGUAGES: &[Row] = &[
    row("python_2", "draw.py", &[], &["python2"]),
    row("python_3", "draw.py", &[], &["python3"]),
    row("c_with_seeds_of_the_clock", "clock.c", &["cc", "-o", "draw"], &[]),
    row("c_with_seeds_of_the_clock_static", "clock.c", &["cc", "-static", "-o", "draw"], &[]),
    row("c_with_seeds_of_ids_and_addresses", "process.c", &["cc", "-o", "draw"], &[]),
    row("c_with_seeds_of_ids_and_addresses_static", "process.c", &["cc", "-static", "-o", "draw"], &[]),
    row("c_with_seeds_of_devices", "device.c", &["cc", "-o", "draw"], &[]),
    row("c_with_seeds_of_devices_static", "device.c", &["cc", "-static", "-o", "draw"], &[]),
    row("cpp_with_a_random_device", "draw.cpp", &["c++", "-o", "draw"], &[]),
    row("cpp_with_a_random_device_static", "draw.cpp", &["c++", "-static", "-o", "draw"], &[]),
    row("go", "draw.go", &["go", "build", "-o", "draw"], &[]),
    row("java", "Draw.java", &["javac"], &["java", "-cp", "."]),
    row("node", "draw.js", &[], &["node"]),
    row("perl", "draw.pl", &[], &["perl"]),
    row("php", "draw.php", &[], &["php"]),
    row("ruby", "draw.rb", &[], &["ruby"]),
    row("rust", "draw.rs", &["rustc", "--edition", "2024", "-o", "draw"], &[]),
];

/// One test a language, ignored where the machine lacks it and nobody demands it.
pub fn trials(no_sandbox: bool) -> impl Iterator<Item = Trial> {
    LANGUAGES.iter().map(move |row| {
        let tools = row.build.first().into_iter().chain(row.run.first());
        let is_here = tools.clone().all(|tool| xtask::host::has_program(tool));
        let demanded = std::env::var_os("PAIRS_REQUIRE_ALL").is_some() && !row.run.contains(&"python2");
        let name = format!("seeds::{}_draws_what_the_seed_says", row.language);
        Trial::test(name, move || pass(|| draws_what_the_seed_says(row)))
            .with_ignored_flag(no_sandbox || !(is_here || demanded))
    })
}

/// How often a program is run with one seed; the second half beside busy loops.
fn runs() -> usize {
    std::env::var("SEED_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(4)
}

fn draws_what_the_seed_says(row: &Row) {
    let folder = built(row);
    let program = match row.build {
        [] => row.file,
        ["javac"] => "Draw",
        _ => "./draw",
    };
    let argv: Vec<&str> = row.run.iter().copied().chain([program]).collect();
    let drawn = |seed| drawn(Isolation::Sandbox, &argv, folder.path(), Some(seed));
    let first = drawn(7);
    for round in 1..runs() {
        let _busy = (round >= runs() / 2).then(busy_loops);
        assert_eq!(drawn(7), first, "in run {round}");
    }
    assert_ne!(drawn(8), first, "with another seed");
}

fn built(row: &Row) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/seeds").join(row.file);
    std::fs::copy(source, folder.path().join(row.file)).expect("a copy of the source");
    if let Some((tool, arguments)) = row.build.split_first() {
        let status = Command::new(tool).args(arguments).arg(row.file).current_dir(folder.path()).status();
        assert!(status.expect("a compiler").success(), "{tool} compiles {}", row.file);
    }
    folder
}

fn drawn(isolation: Isolation, argv: &[&str], folder: &Path, seed: Option<u64>) -> String {
    let facts = run(isolation, &Launch { seed, ..Launch::new(argv, folder) });
    assert_eq!(facts.end, End::Exited(0), "{facts:?}");
    assert!(!facts.stdout.kept.is_empty(), "{facts:?}");
    text(&facts)
}

/// Processes that leave others little time, until they are dropped.
struct Busy(Vec<Child>);

fn busy_loops() -> Busy {
    let start = |_| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn().expect("a shell")
    };
    Busy((0..4).map(start).collect())
}

impl Drop for Busy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            child.kill().expect("a running loop");
            child.wait().expect("its end");
        }
    }
}

const SHELL: &str = "echo $$ $(date +%s%N) $(python3 -c 'import random; print(random.random())') \
    $(od -An -N4 -tu4 /dev/urandom) $(od -An -N4 -tu4 /dev/random)";

fn a_program_without_a_seed_draws_by_chance() {
    let drawn = || drawn(Isolation::Sandbox, &["sh", "-c", SHELL], &super::programs(), None);
    assert_ne!(drawn(), drawn());
}

fn a_shell_that_starts_others_draws_the_same() {
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        // Ids of processes are the machine's where there is no namespace for them.
        let script = if isolation == Isolation::Sandbox { SHELL.to_owned() } else { SHELL.replace("$$", "") };
        let drawn = |seed| drawn(isolation, &["sh", "-c", &script], &super::programs(), Some(seed));
        assert_eq!(drawn(7), drawn(7), "{isolation}");
        assert_ne!(drawn(7), drawn(8), "{isolation}");
    }
}

fn loops_and_waits_end() {
    let c = row("c", "deadline.c", &["cc", "-pthread", "-o", "draw"], &[]);
    let folder = built(&c);
    let waited = drawn(Isolation::Sandbox, &["./draw"], folder.path(), Some(7));
    assert_eq!(waited, "waited\nwaited\nwaited\n");
    let python = row("python_3", "patience.py", &[], &[]);
    let folder = built(&python);
    let ended = drawn(Isolation::Sandbox, &["python3", "patience.py"], folder.path(), Some(7));
    assert_eq!(ended, "a loop ended\nFalse True\n");
}

fn who_asks_without_end_is_ended_at_its_limits() {
    let mut launch = Launch {
        seed: Some(7),
        ..Launch::new(["python3", "-c", "import os\nwhile True: os.urandom(9)"], super::programs())
    };
    launch.limits.cpu = std::time::Duration::from_secs(1);
    let facts = run(Isolation::Sandbox, &launch);
    assert_eq!(facts.end, End::Limit(Limit::CpuTime), "{facts:?}");
}
