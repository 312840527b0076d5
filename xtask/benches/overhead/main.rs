//! What a case costs over a bare launch of the same two programs from a shell: `cargo bench --package xtask --bench overhead`.
//!
//! Both sides run the same programs, in turn, block by block, so that what else the machine does falls on both. It prints
//! times and their ratio and judges nothing: a benchmark is no test. Two pairs: the lab's own (task 2), and the smallest
//! that a C compiler makes (task 1), which shows what the harness itself costs. The latter, and one in Python, are run with
//! and without numbers that follow from the seed as well (`seeds`), and launches with and without the filter of system calls
//! (`filter`); with `-- seeds`, or `-- filter`, nothing else is.

mod filter;
mod seeds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use xtask::host::{self, counter};

const BLOCKS: u64 = 5;
const CASES_A_BLOCK: u64 = 100;
/// Cases with and without seeds.
const SEED_CASES: u64 = 100;

/// What a shell script does that has no harness: it starts the server in the background, waits for the line that says
/// that it listens, runs the client, and stops the server.
const BARE: &str = r#"$SERVER >"$FIFO" & exec 3<"$FIFO"; read -r line <&3
$CLIENT >/dev/null; kill -TERM $!; wait"#;

/// Two programs, as a shell and as the grader start them.
struct Pair {
    name: &'static str,
    scenario: &'static str,
    bare: [String; 2],
    graded: [String; 2],
}

/// Wall time, and processor time of the whole machine.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: Duration,
    ticks: u64,
}

fn main() {
    // Keepers are this same binary.
    host::dispatch();
    // And so is what becomes a program under a filter.
    filter::dispatch();
    // Before anything else is started: it counts what comes after.
    let counter = counter::open();
    let load = fs::read_to_string("/proc/loadavg").expect("/proc/loadavg can be read");
    println!("load of the machine at the start: {}", load.trim_end());
    let scratch = tempfile::tempdir().expect("a folder");
    let smallest = smallest(scratch.path());
    let is_asked = |part: &str| std::env::args().any(|argument| argument == part);
    match counter {
        Ok(counter) => {
            if !is_asked("seeds") {
                filter::measure(&counter);
            }
            if is_asked("filter") {
                return;
            }
            smallest.iter().for_each(|pair| seeds::measure(pair, SEED_CASES, &counter));
            seeds::measure(&python(), SEED_CASES, &counter);
        }
        Err(error) => {
            println!("neither the filter nor seeds, for processor time cannot be counted here: {error}");
        }
    }
    if is_asked("seeds") || is_asked("filter") {
        return;
    }
    let fifo = scratch.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    measure(&reference(), &fifo);
    match smallest {
        Some(pair) => measure(&pair, &fifo),
        None => println!("no `cc` here, so the smallest pair is left out"),
    }
}

/// The folder in which scenarios and programs lie.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A pair of students'.
fn python() -> Pair {
    let programs = root().join("xtask/tests/programs/dedup");
    let command = |name: &str| format!("python3 {}", programs.join(name).display());
    let programs = [command("list_server.py"), command("list_client.py")];
    Pair {
        name: "a pair in Python, task 2",
        scenario: "scenarios/task2.toml",
        bare: programs.clone(),
        graded: programs,
    }
}

fn reference() -> Pair {
    let build = ["build", "--quiet", "--release", "--package", "socklab", "--bins"];
    assert!(Command::new("cargo").args(build).current_dir(root()).status().expect("cargo runs").success());
    let grader = Path::new(env!("CARGO_BIN_EXE_socklab"));
    let program = |name: &str| grader.with_file_name(name).display().to_string();
    let (server, client) = (program("server"), program("client"));
    Pair {
        name: "the lab's pair, task 2",
        scenario: "scenarios/task2.toml",
        bare: [format!("{server} dedup --port 23451"), format!("{client} dedup --port 23451 --seed 7")],
        graded: [
            format!("{server} dedup --host {{host}} --port {{port}}"),
            format!("{client} dedup --host {{host}} --port {{port}} --seed {{seed}}"),
        ],
    }
}

fn smallest(scratch: &Path) -> Option<Pair> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/overhead/pair");
    let compiled = |name: &str| {
        let program = scratch.join(name);
        let source = sources.join(name).with_extension("c");
        let status = Command::new("cc").args(["-O1", "-o"]).args([&program, &source]).status().ok()?;
        assert!(status.success(), "{} compiles", source.display());
        Some(program.display().to_string())
    };
    let programs = [compiled("server")?, compiled("client")?];
    let [bare, graded] = [programs.clone(), programs];
    Some(Pair { name: "the smallest pair, task 1", scenario: "scenarios/task1.toml", bare, graded })
}

fn measure(pair: &Pair, fifo: &Path) {
    let mut bare = Cost::default();
    let mut cases = Cost::default();
    for _ in 0..BLOCKS {
        bare.add(|| (0..CASES_A_BLOCK).for_each(|_| bare_launch(pair, fifo)));
        cases.add(|| harness(pair, CASES_A_BLOCK, "1"));
    }
    let start = Instant::now();
    harness(pair, BLOCKS * CASES_A_BLOCK, "2");
    let runs = (BLOCKS * CASES_A_BLOCK) as f64;
    let rate = runs / start.elapsed().as_secs_f64();
    println!("{}: {runs} runs, one at a time, in blocks of {CASES_A_BLOCK} in turn", pair.name);
    for (name, cost) in [("bare launch from a shell", bare), ("case of cargo xtask run", cases)] {
        let (wall, busy) = (cost.wall.as_secs_f64() * 1e3 / runs, cost.busy_ms() / runs);
        println!("  {name:26} {wall:7.2} ms wall, {busy:7.2} ms processor");
    }
    let added = (cases.busy_ms() - bare.busy_ms()) / runs;
    let ratio = cases.wall.as_secs_f64() / bare.wall.as_secs_f64();
    println!("  ratio                      {ratio:7.2} wall,    {added:7.2} ms processor added");
    println!("  cases a second             {rate:7.0} two at a time");
}

impl Cost {
    fn add(&mut self, work: impl FnOnce()) {
        let (start, busy) = (Instant::now(), busy_ticks());
        work();
        self.wall += start.elapsed();
        self.ticks += busy_ticks() - busy;
    }

    fn busy_ms(self) -> f64 {
        self.ticks as f64 * 10.0
    }
}

/// Processor time that the machine has spent on anything, in ticks of 10 ms (`/proc/stat`, all but idle, iowait and steal).
/// What the kernel does afterwards counts as well; so does whatever else runs: measure on a quiet machine.
fn busy_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/stat").expect("/proc/stat can be read");
    let first = stat.lines().next().expect("it has a line");
    let fields = first.split_whitespace().skip(1).map(|field| field.parse::<u64>().expect("of numbers"));
    fields.enumerate().filter(|(i, _)| ![3, 4].contains(i) && *i < 7).map(|(_, ticks)| ticks).sum()
}

fn bare_launch(pair: &Pair, fifo: &Path) {
    let [server, client] = &pair.bare;
    let status = Command::new("sh")
        .args(["-c", BARE])
        .env("SERVER", server)
        .env("CLIENT", client)
        .env("FIFO", fifo)
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("sh runs").code().is_some(), "the shell ends by itself");
}

fn harness(pair: &Pair, cases: u64, jobs: &str) {
    let [server, client] = &pair.graded;
    let status = Command::new(env!("CARGO_BIN_EXE_socklab"))
        .args(["run", pair.scenario, "--delivery", "as-sent", "--jobs", jobs])
        .args(["--seeds", &format!("1..{cases}"), "--server", server, "--client", client])
        .current_dir(root())
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("xtask runs").success(), "the pair passes");
}
