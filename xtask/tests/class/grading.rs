//! `cargo xtask grade` on a class: started, watched, killed, and its grades beside what is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::corpus::TASKS;
use crate::download::Download;
use crate::grader::grader;
use crate::journal;
use crate::known::Known;

/// How often the kernel is asked how much memory the grader has taken; it remembers the most by itself.
const LOOK: Duration = Duration::from_millis(5);

/// What the programs did, by case; `None` where the grader failed.
pub type Digests = BTreeMap<String, Option<String>>;

/// A class that is graded into a folder.
pub struct Grading<'d> {
    download: &'d Download,
}

impl<'d> Grading<'d> {
    pub fn of(download: &'d Download) -> Self {
        Self { download }
    }

    pub fn out(&self) -> PathBuf {
        self.download.out()
    }

    /// Starts the grader, or has it go on. It writes all the reports that need nothing of the instructor's.
    pub fn start(&self, jobs: usize) -> Running {
        let said = tempfile::tempfile().expect("a file");
        let child = grader()
            .arg("grade")
            .args([self.download.submissions(), self.download.lab()])
            .args(["--resume", "--also", "junit,gradescope,classroom,check50", "--jobs", &jobs.to_string()])
            .arg("--out")
            .arg(self.out())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said.try_clone().expect("a file"))
            .spawn()
            .expect("`xtask` starts");
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let memory = thread::spawn(move || {
            let mut peak_kib = 0;
            while let Some(most) = most_resident_kib(&status) {
                peak_kib = most;
                thread::sleep(LOOK);
            }
            peak_kib
        });
        Running { child: Some(child), memory: Some(memory), said, since: Instant::now() }
    }

    /// As many lines as a journal of the whole class has at the least: the first, and for each submission what was
    /// found, two cases a task, and that it is done.
    pub fn least_lines(&self) -> usize {
        1 + self.download.students.len() * (1 + 2 * TASKS.len() + 1)
    }

    /// Waits until the journal has so many lines.
    pub fn wait_for_lines(&self, running: &Running, lines: usize) {
        journal::wait_for_lines(&self.out(), lines, running.id());
        let there = journal::lines(&self.out());
        assert!(there >= lines, "it ended with {there} of {lines} lines in its journal: {}", running.said());
    }

    fn journal(&self) -> Vec<u8> {
        fs::read(self.out().join("journal.jsonl")).unwrap_or_default()
    }

    /// Names of all cases in the journal, in its order.
    fn case_names(&self) -> Vec<String> {
        let journal = String::from_utf8(self.journal()).expect("the journal is text");
        let name = |line: &str| {
            let entry: Value = serde_json::from_str(line).expect("a line is JSON");
            let case = &entry["fact"]["case"];
            let is_good = case["observation"]["trouble"].is_null();
            (!case.is_null() && is_good).then(|| format!("{} {}", entry["key"], case["id"]))
        };
        journal.lines().skip(1).filter_map(name).collect()
    }

    /// How many cases were run.
    pub fn cases(&self) -> usize {
        self.case_names().len()
    }

    /// How many of them were run though they stood in the journal already.
    pub fn repeated_cases(&self) -> usize {
        let names = self.case_names();
        names.len() - names.iter().collect::<BTreeSet<_>>().len()
    }

    /// What the programs did in each case, by its name; without those of pairs that may do otherwise each time.
    pub fn digests(&self) -> Digests {
        let results = fs::read_to_string(self.out().join("results.json")).expect("there are results");
        let results: Value = serde_json::from_str(&results).expect("the results are JSON");
        let submissions = results["submissions"].as_array().expect("a list of submissions");
        let mut digests = Digests::new();
        for (student, submission) in self.download.students.iter().zip(submissions) {
            for (place, (task, _)) in TASKS.into_iter().enumerate() {
                let cases = submission["parts"][place]["run"]["cases"].as_array();
                let cases = cases.into_iter().flatten().filter(|_| !student.varies[place]);
                for (number, case) in cases.enumerate() {
                    let pair = &student.pairs[place];
                    let name = format!("{} {task} {number} {} \"{pair}\"", student.key, case["delivery"]);
                    digests.insert(name, case["digest"].as_str().map(str::to_owned));
                }
            }
        }
        digests
    }

    /// Holds the points of every submission for every task beside what is known, and every grade in `grades.csv`.
    #[track_caller]
    pub fn grades_are(&self, known: &Known) {
        let results = fs::read_to_string(self.out().join("results.json")).expect("there are results");
        let results: Value = serde_json::from_str(&results).expect("the results are JSON");
        let submissions = results["submissions"].as_array().expect("a list of submissions");
        let mut wrong = Vec::new();
        let mut csv = "\"key\",\"name\",\"Lab\",\"Task 1\",\"Task 2\",\"Task 3\"\n".to_owned();
        assert_eq!(submissions.len(), self.download.students.len(), "everyone has a grade");
        for (student, submission) in self.download.students.iter().zip(submissions) {
            let key = &student.key;
            assert_eq!(submission["student"]["key"], **key, "all are there, in their order");
            let mut all = (0, 0);
            let mut cells = String::new();
            for (place, (task, _)) in TASKS.into_iter().enumerate() {
                let pair = &student.pairs[place];
                let (earned, open) = known.worth(task, pair).points(task);
                let part = &submission["parts"][place];
                let points = |kind: &str| part["grade"][kind].as_f64();
                if (points("earned"), points("open")) != (Some(earned.into()), Some(open.into())) {
                    wrong.push(format!(
                        "{key}, {task}, \"{pair}\": known are {earned} points and {open} open; {}",
                        told(part)
                    ));
                }
                cells += &cell((earned, open));
                all = (all.0 + earned, all.1 + open);
            }
            csv += &format!("\"{key}\",\"{key}\"{}{cells}\n", cell(all));
        }
        assert!(wrong.is_empty(), "{} grades are not as known:\n{}", wrong.len(), wrong.join("\n"));
        let grades = fs::read_to_string(self.out().join("grades.csv")).expect("there are grades");
        assert_eq!(grades.lines().count(), csv.lines().count(), "a row for each");
        for (got, expected) in grades.lines().zip(csv.lines()) {
            let rest = got.strip_prefix(expected);
            assert!(
                rest.is_some_and(|rest| rest.starts_with(',')),
                "what is known is `{expected}`, not `{got}`"
            );
        }
    }
}

/// A grade in `grades.csv`; where points are open there is none.
fn cell((earned, open): (u32, u32)) -> String {
    if open == 0 { format!(",{earned}") } else { ",\"\"".to_owned() }
}

/// What the results say of a part: enough to see why it is not as known.
fn told(part: &Value) -> String {
    let grade = &part["grade"];
    let mut text = format!("got {} and {} open", grade["earned"], grade["open"]);
    for check in part["run"]["checks"].as_array().into_iter().flatten() {
        if check["status"] != "pass" {
            text += &format!("\n    {} {}: {}", check["status"], check["check"], check["what"]);
        }
    }
    if !part["problem"].is_null() {
        text += &format!("\n    {}", part["problem"]);
    }
    text
}

/// The most memory that a process has had at once; `None` once it has ended.
fn most_resident_kib(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A grader that goes on. It is killed with the test.
pub struct Running {
    child: Option<Child>,
    memory: Option<JoinHandle<u64>>,
    said: File,
    since: Instant,
}

impl Running {
    fn id(&self) -> u32 {
        self.child.as_ref().expect("it was started").id()
    }

    fn said(&self) -> String {
        let mut file = self.said.try_clone().expect("a file");
        let mut text = String::new();
        file.rewind().and_then(|()| file.read_to_string(&mut text)).expect("it complains in text");
        text
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let mut child = self.child.take().expect("it was started");
        let status = child.wait().expect("it ends");
        let time = self.since.elapsed();
        let peak_kib = self.memory.take().expect("it is watched").join().expect("no panic");
        Ended { status, time, peak_kib, said: self.said() }
    }

    /// Ends it at once: no chance to write anything.
    pub fn kill(mut self) -> Ended {
        self.child.as_mut().expect("it was started").kill().expect("it can be killed");
        self.end()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A grader that has ended.
pub struct Ended {
    status: ExitStatus,
    pub time: Duration,
    /// The most memory that the grader itself has had at once.
    pub peak_kib: u64,
    said: String,
}

impl Ended {
    #[track_caller]
    pub fn ended_well(&self) {
        assert!(self.status.success(), "{}: {}", self.status, self.said);
    }

    #[track_caller]
    pub fn was_killed(&self) {
        assert_eq!(self.status.code(), None, "{}", self.said);
    }

    #[track_caller]
    pub fn took_at_most(&self, kib: u64) {
        let peak = self.peak_kib;
        assert!((1..=kib).contains(&peak), "the grader took {peak} KiB at most, {kib} are allowed");
    }
}
