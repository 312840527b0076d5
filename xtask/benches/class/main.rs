//! Throughput beside other graders doing the same work: `cargo bench --package xtask --bench class`.
//!
//! Submissions of task 2, right ones and wrong ones, go through `cargo xtask grade`, through check50 and through a test
//! for pytest, each with one and with two at a time. The other two cannot see the wire: they are given what suits them, a
//! client that prints the numbers it drew, under labels that they know, and a port of its own for each submission. No
//! submission hangs, so that nobody's time limit counts.
//!
//! It prints submissions a second, ratios, and what each does not look at; and judges nothing but that each grader really
//! did the work. check50 and pytest are installed into a folder of the build's with `pip`; where that fails it says so, and
//! the rest goes on.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use tempfile::TempDir;

/// Submissions of the class.
const SIZE: usize = 12;

/// How often each grader has its turn, so that what else the machine does falls on all of them.
const TURNS: usize = 3;

/// How long the other two wait for a server to listen: they cannot know, and to ask by connecting would take a one-shot
/// server's only `accept`. Half a second is what one sees written most.
const SLEEP_SECONDS: f64 = 0.5;

/// The first port of each measurement is so far from the next.
const PORTS: usize = 200;

/// Servers, in turn, and whether they are right. They all serve the same client.
const SERVERS: [(&str, bool); 6] = [
    ("list_server.py", true),
    ("keeps_repeats_server.py", false),
    ("loses_first_server.py", false),
    ("list_server.py", true),
    ("loses_last_server.py", false),
    ("drops_every_copy_server.py", false),
];

/// Who has everything right.
type Passed = BTreeSet<String>;

/// What a grader made of a class.
struct Graded {
    passed: Passed,
    /// How often a server and a client were run for it.
    pairs_run: usize,
}

/// What came of all turns.
#[derive(Clone, Copy, Default)]
struct Sum {
    seconds: f64,
    pairs_run: usize,
    wrong: usize,
}

/// A grader, by name, and what it does not look at.
struct Tool<'t> {
    name: &'t str,
    leaves_out: &'t str,
    /// Grades the class, so many at a time, with ports from that one on.
    grade: Box<dyn Fn(usize, usize) -> Graded + 't>,
}

fn main() {
    let class = Class::new();
    let others = others().inspect_err(|error| println!("check50 and pytest are left out: {error}\n")).ok();
    let mut tools = vec![
        Tool {
            name: "cargo xtask grade, 1 delivery",
            leaves_out: "of what it can: other deliveries",
            grade: Box::new(|jobs, _| class.by_socklab("as-sent", jobs)),
        },
        Tool {
            name: "cargo xtask grade, 3 deliveries",
            leaves_out: "-",
            grade: Box::new(|jobs, _| class.by_socklab("as-sent\", \"coalesced\", \"split", jobs)),
        },
    ];
    if let Some(bin) = &others {
        tools.push(Tool {
            name: "check50",
            leaves_out: "the wire, deliveries, whose fault it is, isolation; a class (one call a submission)",
            grade: Box::new(|jobs, port| class.by_check50(bin, jobs, port)),
        });
        tools.push(Tool {
            name: "pytest",
            leaves_out: "the wire, deliveries, whose fault it is, isolation, points",
            grade: Box::new(|jobs, port| class.by_pytest(bin, jobs, port)),
        });
    }
    println!("{SIZE} submissions of task 2, {} of them right; {TURNS} turns each", class.right.len());
    let mut port = 20_000;
    for jobs in [1, 2] {
        println!("\n{jobs} at a time");
        let mut sums = vec![Sum::default(); tools.len()];
        for _ in 0..TURNS {
            for (tool, sum) in tools.iter().zip(&mut sums) {
                let since = Instant::now();
                let Graded { passed, pairs_run } = (tool.grade)(jobs, port);
                sum.seconds += since.elapsed().as_secs_f64();
                sum.pairs_run += pairs_run;
                sum.wrong += passed.symmetric_difference(&class.right).count();
                port += PORTS;
            }
        }
        for (tool, Sum { seconds, pairs_run, wrong }) in tools.iter().zip(&sums) {
            let rate = (SIZE * TURNS) as f64 / seconds;
            println!(
                "  {:32} {rate:6.2} submissions/s, {:5.2} of the first; {:6.2} pairs run/s; {wrong} judged wrongly",
                tool.name,
                sums[0].seconds / seconds,
                *pairs_run as f64 / seconds
            );
        }
    }
    println!(
        "\ncheck50 and pytest sleep {SLEEP_SECONDS} s a submission for the server to listen. \
         `grade` runs more pairs than there are submissions: the broken half's other half is graded with stand-ins."
    );
    println!("Not looked at:");
    for tool in &tools {
        println!("  {:32} {}", tool.name, tool.leaves_out);
    }
}

/// A class in a folder.
struct Class {
    scratch: TempDir,
    right: Passed,
}

impl Class {
    fn new() -> Self {
        let class = Self { scratch: tempfile::tempdir().expect("a folder"), right: Passed::new() };
        let programs = manifest().join("tests/programs/dedup");
        let mut right = Passed::new();
        for number in 0..SIZE {
            let (server, is_right) = SERVERS[number % SERVERS.len()];
            let key = format!("student{number:03}");
            let folder = class.submissions().join(&key);
            fs::create_dir_all(&folder).expect("a folder");
            for (from, to) in [(server, "server.py"), ("list_client.py", "client.py")] {
                fs::copy(programs.join(from), folder.join(to)).expect("a program");
            }
            if is_right {
                right.insert(key);
            }
        }
        Self { right, ..class }
    }

    fn submissions(&self) -> PathBuf {
        self.scratch.path().join("submissions")
    }

    fn students(&self) -> Vec<String> {
        (0..SIZE).map(|number| format!("student{number:03}")).collect()
    }

    /// One seed, for these programs draw their own numbers.
    fn by_socklab(&self, deliveries: &str, jobs: usize) -> Graded {
        let out = tempfile::tempdir().expect("a folder");
        let scenario = out.path().join("task2.toml");
        let checks = ["server-stays-up", "client-finishes", "sends-numbers", "reply-is-deduplicated"];
        let points: String = checks.iter().map(|check| format!("{check} = 10\n")).collect();
        let text = format!(
            "format = 1\ntitle = \"Task 2\"\ntask = \"dedup\"\nseeds = \"1\"\ndeliveries = [\"{deliveries}\"]\n\
             timeout = \"5s\"\n[points]\n{points}shows-final-list = 30\nshows-duplicates = 30\n"
        );
        fs::write(&scenario, text).expect("a scenario");
        let mut grade = Command::new(env!("CARGO_BIN_EXE_socklab"));
        grade.arg("grade").args([&self.submissions(), &scenario]).args(["--jobs", &jobs.to_string()]);
        succeeds(grade.arg("--out").arg(out.path().join("out")));
        let grades = fs::read_to_string(out.path().join("out/grades.csv")).expect("there are grades");
        let all = self.students().into_iter();
        let passed = all.filter(|key| grades.lines().any(|row| row == format!("\"{key}\",\"{key}\",100")));
        let journal = fs::read_to_string(out.path().join("out/journal.jsonl")).expect("there is a journal");
        let pairs_run = journal.lines().filter(|line| line.contains("\"fact\":{\"case\":")).count();
        Graded { passed: passed.collect(), pairs_run }
    }

    /// One call a submission: check50 knows of no class.
    fn by_check50(&self, bin: &Path, jobs: usize, first_port: usize) -> Graded {
        let students = self.students();
        let share = |worker: usize| -> Passed {
            let mine = students.iter().enumerate().filter(|(number, _)| number % jobs == worker);
            mine.filter(|(number, key)| {
                let mut check50 = others_command(bin, "check50", first_port + number);
                check50.arg("--dev").arg(manifest().join("benches/class/checks")).args(["-o", "json"]);
                // It also fails where a check does: what counts is what it prints.
                let output = check50.current_dir(self.submissions().join(key)).output().expect("it starts");
                let json: serde_json::Value =
                    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
                        panic!("no JSON of check50: {error}: {}", String::from_utf8_lossy(&output.stderr))
                    });
                let results = json["results"].as_array().expect("a list of results");
                assert_eq!(results.len(), 2, "{json}");
                results.iter().all(|result| result["passed"] == true)
            })
            .map(|(_, key)| key.clone())
            .collect()
        };
        at_once(jobs, share)
    }

    /// One call for a share of the class.
    fn by_pytest(&self, bin: &Path, jobs: usize, first_port: usize) -> Graded {
        let share = |worker: usize| -> Passed {
            let mut pytest = others_command(bin, "pytest", first_port + worker * PORTS / 2);
            pytest.env("SUBMISSIONS", self.submissions());
            pytest.env("SHARE", worker.to_string()).env("SHARES", jobs.to_string());
            pytest.args(["-p", "no:cacheprovider", "--tb=no", "-q", "-rA"]);
            pytest.arg(manifest().join("benches/class/test_class.py"));
            let output = pytest.current_dir(self.scratch.path()).output().expect("pytest starts");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let of = |line: &str| {
                let (_, test) = line.split_once("::test_deduplicates[")?;
                test.split_once(']').map(|(key, _)| key.to_owned())
            };
            let judged: Vec<&str> = text.lines().filter(|line| of(line).is_some()).collect();
            assert!(judged.len() >= SIZE / jobs, "it judged {}:\n{text}", judged.len());
            judged.into_iter().filter(|line| line.starts_with("PASSED")).filter_map(of).collect()
        };
        at_once(jobs, share)
    }
}

/// All shares at the same time.
fn at_once(jobs: usize, share: impl Fn(usize) -> Passed + Sync) -> Graded {
    let share = &share;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|worker| scope.spawn(move || share(worker))).collect();
        let passed = workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect();
        Graded { passed, pairs_run: SIZE }
    })
}

/// One of the other graders, told what its checks have to know.
fn others_command(bin: &Path, name: &str, port: usize) -> Command {
    let mut command = Command::new(bin.join(name));
    command.env("PORT", port.to_string()).env("SLEEP", SLEEP_SECONDS.to_string()).stdin(Stdio::null());
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Installs check50 and pytest where builds go, unless they are there; the folder of their programs.
fn others() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("other-graders");
    let bin = folder.join("bin");
    let run = |command: &mut Command| match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("{command:?}: {error}")),
    };
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let requirements = manifest().join("benches/class/requirements.txt");
    run(Command::new(bin.join("pip")).args(["install", "--quiet", "--requirement"]).arg(requirements))?;
    Ok(bin)
}

fn succeeds(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn manifest() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
