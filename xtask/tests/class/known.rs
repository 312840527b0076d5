//! `known.toml`: what each pair loses when it is run alone, and what stays open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::corpus::{Corpus, MOST, POINTS, Pair, TASKS, scenario};
use crate::grader::grader;

const HEAD: &str = "# What each pair of `programs/pairs.toml` has of its task when `cargo xtask run` runs it alone: the checks that\n\
                    # earn no points, and those that stay open for no fault of the pair. All others earn theirs.\n\
                    # Written by `UPDATE_EXPECTED=1 cargo test --package xtask --test class what_is_known`.\n\n";

/// By task, by pair.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Known(BTreeMap<String, BTreeMap<String, Worth>>);

/// What a pair has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    lost: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    open: BTreeSet<String>,
}

impl Known {
    /// What the file says.
    pub fn read() -> Self {
        let text = fs::read_to_string(file()).expect("`known.toml` can be read");
        toml::from_str(&text).expect("`known.toml` is right")
    }

    /// What the pairs show now, one after the other.
    pub fn of_each_alone(corpus: &Corpus) -> Self {
        assert!(xtask::host::has_program("python2"), "what pairs in Python 2 show has to be known as well");
        let mut known = Self::default();
        for pair in corpus.pairs() {
            let worth = Worth::of(pair);
            let before = known.0.entry(pair.task.clone()).or_default().insert(pair.name.clone(), worth);
            assert!(before.is_none(), "two pairs are called \"{}\"", pair.name);
        }
        known
    }

    /// Writes the file anew.
    pub fn write(&self) {
        let text = toml::to_string(self).expect("it can be written as TOML");
        fs::write(file(), format!("{HEAD}{text}")).expect("`known.toml` can be written");
    }

    /// What a pair has.
    pub fn worth(&self, task: &str, pair: &str) -> &Worth {
        let worth = self.0.get(task).and_then(|pairs| pairs.get(pair));
        worth.unwrap_or_else(|| {
            panic!("`known.toml` does not know \"{pair}\" of {task}: run this test with `UPDATE_EXPECTED=1`")
        })
    }

    /// Where it says something else than the table of pairs does, in sentences.
    pub fn contradictions(&self, corpus: &Corpus) -> Vec<String> {
        let mut wrong = Vec::new();
        for pair in corpus.pairs() {
            let Worth { lost, open } = self.worth(&pair.task, &pair.name);
            let mut say = |words: &str| {
                wrong.push(format!("{}: {words}: lost {lost:?}, open {open:?}", pair.name));
            };
            if let Some(fails) = &pair.coalesced_fails {
                let only = BTreeSet::from(["survives-merging".to_owned()]);
                if *lost != only || !open.is_empty() || fails.is_empty() {
                    say("a race that is right where sends stay apart loses what hangs on the delivery");
                }
            } else if pair.fails.is_empty() {
                if !lost.is_empty() || !open.is_empty() {
                    say("a right pair has all points");
                }
            } else if pair.accept.is_empty() && !pair.fails.is_subset(lost) {
                say(&format!("the table has {:?} fail", pair.fails));
            }
        }
        let names: BTreeSet<&str> = corpus.pairs().iter().map(|pair| pair.name.as_str()).collect();
        let known = self.0.values().flat_map(BTreeMap::keys);
        let gone = known.filter(|name| !names.contains(name.as_str()) && xtask::host::has_program("python2"));
        wrong.extend(gone.map(|name| format!("{name}: there is no such pair")));
        wrong
    }
}

impl Worth {
    /// What the pair has as a class is graded: without arguments, and with them where its programs do not meet otherwise.
    fn of(pair: &Pair) -> Self {
        let plain = Self::with(pair, "");
        let meets = |worth: &Self| {
            !["server-listens", "client-finishes"].iter().any(|check| worth.lost.contains(*check))
        };
        if meets(&plain) {
            plain
        } else {
            Some(Self::with(pair, " {port} {host}")).filter(meets).unwrap_or(plain)
        }
    }

    /// Runs the pair, with these arguments to each half, under the scenario of its task.
    fn with(pair: &Pair, arguments: &str) -> Self {
        let scratch = tempfile::tempdir().expect("a folder");
        for (name, text) in pair.texts() {
            fs::write(scratch.path().join(name), text).expect("a program");
        }
        let task = TASKS.into_iter().find(|(task, _)| *task == pair.task).expect("a task of the lab");
        fs::write(scratch.path().join("scenario.toml"), scenario(task)).expect("a scenario");
        let python = pair.interpreter();
        let output = grader()
            .args(["run", "scenario.toml", "--dir", ".", "--json", "results.json"])
            .args(["--server", &format!("{python} server.py{arguments}")])
            .args(["--client", &format!("{python} client.py{arguments}")])
            .current_dir(scratch.path())
            .output()
            .expect("`xtask` starts");
        let results = fs::read_to_string(scratch.path().join("results.json")).unwrap_or_else(|_| {
            panic!("{}: there are no results: {}", pair.name, String::from_utf8_lossy(&output.stderr))
        });
        let results: Value = serde_json::from_str(&results).expect("the results are JSON");
        let mut worth = Self::default();
        for check in results["runs"][0]["checks"].as_array().expect("a list of checks") {
            let name = check["check"].as_str().expect("a name").to_owned();
            let points = |kind: &str| check["points"][kind].as_u64().expect("every check has points");
            match (points("earned"), points("open")) {
                (0, 0) => worth.lost.insert(name),
                (0, _) => worth.open.insert(name),
                _ => false,
            };
        }
        worth
    }

    /// Earned, and open.
    pub fn points(&self, task: &str) -> (u32, u32) {
        let (_, checks) = TASKS.into_iter().find(|(known, _)| *known == task).expect("a task of the lab");
        let of = |names: &BTreeSet<String>| -> u32 {
            let all = checks.iter().zip(POINTS);
            let sum = all.filter(|(check, _)| names.contains(**check)).map(|(_, points)| points).sum();
            assert!(
                names.iter().all(|name| checks.contains(&name.as_str())),
                "{names:?} are checks of {task}"
            );
            sum
        };
        (MOST - of(&self.lost) - of(&self.open), of(&self.open))
    }
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/class/known.toml")
}
