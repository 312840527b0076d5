//! What programs draw by chance follows from the seed of their case, in every language.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use libtest_mimic::Trial;
use xtask::conversation::Direction;
use xtask::delivery::Delivery;
use xtask::host::{Isolation, Launch};
use xtask::observation::{End, Limit, Observation};
use xtask::plan::Case;
use xtask::scenario::Scenario;
use xtask::stage::{Stage, StageOptions};
use xtask::submission::{Program, Server, Submission};
use xtask::trace::{Digest, Trace, difference};
use xtask::words::replay as words;

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

/// How often a pair is run with one seed; the second half beside busy loops. `SEED_RUNS` says otherwise.
fn runs() -> usize {
    let runs = std::env::var("SEED_RUNS").ok();
    runs.map_or(3, |runs| runs.parse().expect("`SEED_RUNS` is a number"))
}

/// The program says what it draws to a server: its standard output is a connection, as `inetd` would have it. What both do is the
/// same to the byte each time.
fn draws_what_the_seed_says(row: &Row) {
    let folder = built(row);
    for file in ["listens.py", "speaks.py"] {
        std::fs::copy(source(file), folder.path().join(file)).expect("a copy");
    }
    let program = match row.build {
        [] => row.file,
        ["javac"] => "Draw",
        _ => "./draw",
    };
    let argv: Vec<&str> = row.run.iter().copied().chain([program]).collect();
    let client = match row.run {
        // One that is not the machine's own is in a sandbox only where the command names it.
        [python @ ("python2" | "python3")] => format!("{python} speaks.py {{host}} {{port}} {program}"),
        _ => format!("bash -c 'exec {} >/dev/tcp/{{host}}/{{port}}'", argv.join(" ")),
    };
    let stage = stage(folder.path(), "python3 listens.py {port}", &client);
    let first = observed(&stage, 7);
    for round in 1..runs() {
        let _busy = (2 * round >= runs()).then(busy_loops);
        let again = observed(&stage, 7);
        let difference = difference(&first, &again).map(|it| words::difference(&it).join("\n"));
        assert_eq!(difference, None, "in run {round}");
        assert_eq!(digest(&again), digest(&first), "in run {round}");
    }
    assert_ne!(sent(&observed(&stage, 8)), sent(&first), "with another seed");
}

/// Where these two are run in that folder.
fn stage(folder: &Path, server: &str, client: &str) -> Stage {
    let program = |text: &str| {
        let command = xtask::command_line::Command::of_instructor(text).expect("a command");
        Program::Command(command.in_folder(folder))
    };
    let submission = Submission { server: Server::Start(program(server)), client: program(client) };
    Stage::set(submission, Isolation::Sandbox, StageOptions::default()).expect("a stage")
}

/// What a pair does that ends well.
fn observed(stage: &Stage, seed: u64) -> Observation {
    let text = "format = 1\ntitle = 'seeds'\ntask = 'greet'\ntimeout = '60s'\n";
    let scenario = Scenario::parse("seeds.toml".as_ref(), text).expect("a scenario");
    let seen = stage.observe(&Case::alone(&scenario, seed, Delivery::AsSent), 0);
    let ends = [&seen.server, &seen.client].map(|facts| facts.as_ref().map(|facts| facts.end.clone()));
    assert_eq!(ends, [Some(End::Exited(0)), Some(End::Exited(0))], "{seen:?}");
    assert!(!sent(&seen).is_empty(), "{seen:?}");
    seen
}

/// All that the client sent.
fn sent(seen: &Observation) -> Vec<u8> {
    let connections = seen.conversation.iter().flat_map(|conversation| &conversation.connections);
    connections.flat_map(|connection| connection.sent(Direction::ToServer)).collect()
}

fn digest(seen: &Observation) -> Digest {
    Trace::of(seen).expect("the harness did not fail").digest()
}

fn source(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/seeds").join(file)
}

fn built(row: &Row) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(source(row.file), folder.path().join(row.file)).expect("a copy of the source");
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
