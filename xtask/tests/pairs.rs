//! Every pair of `programs/pairs.toml` through `cargo xtask run`: right ones pass every check, wrong ones fail the
//! checks that the table names and no other; races are right where each `send` is handed over alone, and wrong where they
//! are merged, every time. One test a pair; a pair whose language is not there counts as ignored.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    pair: Vec<Pair>,
    race: Vec<Race>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// An English sentence.
    name: String,
    task: String,
    server: String,
    client: String,
    python: u8,
    /// The checks that must fail; all others must not.
    fails: BTreeSet<String>,
    /// The accepted readings of duplicates, where not all are.
    #[serde(default)]
    accept: Vec<String>,
    /// Takes no arguments: port and addresses are written into the programs.
    #[serde(default)]
    fixed: bool,
    /// Where the server listens, whatever it is told.
    #[serde(default)]
    #[expect(dead_code, reason = "the grader has to find it out by itself")]
    other_port: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Race {
    name: String,
    task: String,
    server: String,
    client: String,
    python: u8,
    /// The checks that must fail where `send`s are merged.
    coalesced_fails: BTreeSet<String>,
}

impl Race {
    /// What the race is under a delivery that must have these checks fail.
    fn as_pair(&self, fails: BTreeSet<String>) -> Pair {
        let Self { name, task, server, client, python, .. } = self;
        let [name, task, server, client] = [name, task, server, client].map(Clone::clone);
        Pair {
            name,
            task,
            server,
            client,
            python: *python,
            fails,
            accept: Vec::new(),
            fixed: false,
            other_port: None,
        }
    }
}

/// How often a race is run under each delivery: never anything in between.
const RACES: u32 = 5;

fn main() {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let text = fs::read_to_string(folder.join("pairs.toml")).expect("the table of pairs can be read");
    let table: Table = toml::from_str(&text).expect("the table of pairs is right");
    let pythons = [2, 3].map(|version| (version, python(version)));
    let trial = |pair: Pair, delivery: &'static str, seeds: u32| {
        let python =
            pythons.iter().find(|(version, _)| *version == pair.python).and_then(|(_, path)| path.clone());
        let folder = folder.clone();
        let ignored = python.is_none();
        let kind =
            if ignored { format!("there is no Python {} here", pair.python) } else { pair.task.clone() };
        Trial::test(format!("{}, {delivery}", pair.name), move || {
            judge(&pair, delivery, seeds, &folder, python.as_deref())
        })
        .with_kind(kind)
        .with_ignored_flag(ignored)
    };
    let races = table.race.iter().flat_map(|race| {
        [("as-sent", BTreeSet::new()), ("coalesced", race.coalesced_fails.clone())]
            .map(|(delivery, fails)| trial(race.as_pair(fails), delivery, RACES))
    });
    let pairs = table.pair.iter().map(|pair| trial(pair.clone(), "as-sent", 1));
    libtest_mimic::run(&arguments, pairs.chain(races).collect()).exit();
}

/// An interpreter of that version: on the `PATH`, or where pyenv keeps its own.
fn python(version: u8) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let kept = fs::read_dir(home.join(".pyenv/versions")).into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = kept.map(|entry| entry.path().join("bin/python")).collect();
    kept.sort();
    let works = |path: &PathBuf| {
        let output = Command::new(path).args(["-c", "import sys; print(sys.version_info[0])"]).output();
        output.is_ok_and(|output| output.stdout.trim_ascii() == version.to_string().as_bytes())
    };
    [PathBuf::from(format!("python{version}"))].into_iter().chain(kept).find(works)
}

fn judge(
    pair: &Pair,
    delivery: &str,
    seeds: u32,
    folder: &Path,
    python: Option<&Path>,
) -> Result<(), Failed> {
    let python = python.ok_or("no interpreter")?.display().to_string();
    let scratch = tempfile::tempdir()?;
    let results = scratch.path().join("results.json");
    let scenario = scratch.path().join("scenario.toml");
    fs::write(&scenario, scenario_text(pair, delivery, seeds))?;
    let arguments = if pair.fixed { "" } else { " {port} {host}" };
    let command = |program: &str| format!("{python} {program}{arguments}");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(folder)
        .arg("run")
        .arg(&scenario)
        .args(["--server", &command(&pair.server), "--client", &command(&pair.client), "--json"])
        .arg(&results)
        // What the pair does by itself; `stand_ins` has the rest.
        .args(["-v", "--no-stand-ins"])
        .output()?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let results = fs::read_to_string(&results).map_err(|_| format!("there are no results:\n{said}"))?;
    let results: Value = serde_json::from_str(&results)?;
    let cases = results["runs"][0]["cases"].as_array().ok_or("the results have no cases")?;
    if cases.len() != seeds as usize {
        return Err(format!("{} cases of {seeds}:\n{said}", cases.len()).into());
    }
    for case in cases {
        judge_case(pair, case).map_err(|error| format!("seed {}: {error}\n{said}", case["seed"]))?;
    }
    let code = if pair.fails.is_empty() { 0 } else { 1 };
    if output.status.code() != Some(code) {
        return Err(format!("exit code {:?}, expected {code}\n{said}", output.status.code()).into());
    }
    Ok(())
}

fn judge_case(pair: &Pair, case: &Value) -> Result<(), String> {
    let findings = case["findings"].as_array().ok_or("the case has no findings")?;
    let with = |status: &str| -> BTreeSet<String> {
        let alike = findings.iter().filter(|finding| finding["status"] == status);
        alike.filter_map(|finding| finding["check"].as_str().map(str::to_owned)).collect()
    };
    let (failing, open) = (with("fail"), with("inconclusive"));
    if failing != pair.fails {
        return Err(format!("failing checks {failing:?}, expected {:?}", pair.fails));
    }
    if pair.fails.is_empty() && !open.is_empty() {
        return Err(format!("inconclusive checks {open:?} of a right pair"));
    }
    Ok(())
}

fn scenario_text(pair: &Pair, delivery: &str, seeds: u32) -> String {
    let Pair { name, task, .. } = pair;
    let mut text = format!(
        "format = 1\ntitle = \"{name}\"\ntask = \"{task}\"\nseeds = \"1..{seeds}\"\ndeliveries = [\"{delivery}\"]\n\
         timeout = \"3s\"\n"
    );
    if !pair.accept.is_empty() {
        text.push_str(&format!("[accept]\nduplicates = {:?}\n", pair.accept));
    }
    text
}
