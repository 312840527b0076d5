//! What a case costs over a bare launch of the same two programs from a shell: `cargo bench --package xtask`.
//!
//! Both sides run the lab's own server and client on the same seeds, in turn, block by block, so that what else the
//! machine does falls on both. It prints times and their ratio and judges nothing: a benchmark is no test.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use xtask::observation::Role;
use xtask::reference::Reference;

const BLOCKS: u64 = 5;
const CASES_A_BLOCK: u64 = 100;

/// What a shell script does that has no harness: it starts the server in the background, waits for the line that says
/// that it listens, runs the client, and stops the server.
const BARE: &str = r#""$SERVER" dedup --port 23451 >"$FIFO" & exec 3<"$FIFO"; read -r line <&3
"$CLIENT" dedup --port 23451 --seed "$1" >/dev/null; kill -INT $!; wait"#;

/// Wall time, and processor time of the whole machine.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: Duration,
    ticks: u64,
}

fn main() {
    let reference = Reference::build().expect("the reference pair builds");
    let (server, client) = (reference.program(Role::Server), reference.program(Role::Client));
    let scratch = tempfile::tempdir().expect("a folder");
    let fifo = scratch.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    let mut bare = Cost::default();
    let mut cases = Cost::default();
    for block in 0..BLOCKS {
        let seeds = 1 + block * CASES_A_BLOCK..=(block + 1) * CASES_A_BLOCK;
        bare.add(|| seeds.clone().for_each(|seed| bare_launch(&server, &client, &fifo, seed)));
        cases.add(|| harness(&server, &client, *seeds.start(), *seeds.end(), "1"));
    }
    let start = Instant::now();
    harness(&server, &client, 1, BLOCKS * CASES_A_BLOCK, "2");
    let rate = (BLOCKS * CASES_A_BLOCK) as f64 / start.elapsed().as_secs_f64();
    let runs = (BLOCKS * CASES_A_BLOCK) as f64;
    println!(
        "{runs} runs of the reference pair (dedup), one at a time, in blocks of {CASES_A_BLOCK} in turn:"
    );
    for (name, cost) in [("bare launch from a shell", bare), ("case of cargo xtask run", cases)] {
        let (wall, busy) = (cost.wall.as_secs_f64() * 1e3 / runs, cost.busy_ms() / runs);
        println!("  {name:26} {wall:7.2} ms wall, {busy:7.2} ms processor");
    }
    println!(
        "  ratio                      {:7.2} wall,    {:7.2} processor",
        cases.wall.as_secs_f64() / bare.wall.as_secs_f64(),
        cases.busy_ms() / bare.busy_ms()
    );
    println!("  cases a second, two at a time: {rate:.0}");
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

/// Processor time that the machine has spent on anything, in ticks of 10 ms (`/proc/stat`, all but idle, iowait and steal). What
/// the kernel does afterwards counts as well; so does whatever else runs: measure on a quiet machine.
fn busy_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/stat").expect("/proc/stat can be read");
    let first = stat.lines().next().expect("it has a line");
    let fields = first.split_whitespace().skip(1).map(|field| field.parse::<u64>().expect("of numbers"));
    fields.enumerate().filter(|(i, _)| ![3, 4].contains(i) && *i < 7).map(|(_, ticks)| ticks).sum()
}

fn bare_launch(server: &Path, client: &Path, fifo: &Path, seed: u64) {
    let status = Command::new("sh")
        .args(["-c", BARE, "sh", &seed.to_string()])
        .env("SERVER", server)
        .env("CLIENT", client)
        .env("FIFO", fifo)
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("sh runs").success(), "the pair works without a harness");
}

fn harness(server: &Path, client: &Path, first: u64, last: u64, jobs: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args([
            "run",
            "scenarios/task2.toml",
            "--delivery",
            "as-sent",
            "--jobs",
            jobs,
            "--seeds",
            &format!("{first}..{last}"),
        ])
        .args(["--server", &format!("{} dedup --host {{host}} --port {{port}}", server.display())])
        .args([
            "--client",
            &format!("{} dedup --host {{host}} --port {{port}} --seed {{seed}}", client.display()),
        ])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("xtask runs").success(), "the pair passes");
}
