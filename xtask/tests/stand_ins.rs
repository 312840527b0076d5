//! Every pair of `programs/stand_ins/stand_ins.toml` through `cargo xtask run`: one half is broken, and the other is
//! graded with the grader in its place. One test a pair.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

#[path = "shared/grader.rs"]
mod grader;

use grader::grader;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// An English sentence.
    name: String,
    task: String,
    server: String,
    client: String,
    /// The checks that fail.
    fails: BTreeSet<String>,
    /// The checks that pass only with the grader in that role.
    #[serde(default)]
    client_plays: BTreeSet<String>,
    #[serde(default)]
    server_plays: BTreeSet<String>,
    /// Those of these that fail, and are not open, where nobody plays that role.
    #[serde(default)]
    fails_without: BTreeSet<String>,
    /// The checks that nobody can answer.
    #[serde(default)]
    open: BTreeSet<String>,
    /// Takes no arguments.
    #[serde(default)]
    fixed: bool,
    /// How many cases there are.
    #[serde(default = "two")]
    seeds: u32,
}

/// So that nothing passes by luck.
const fn two() -> u32 {
    2
}

fn main() {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let table = folder.join("stand_ins/stand_ins.toml");
    let text = fs::read_to_string(table).expect("the table of pairs can be read");
    let table: Table = toml::from_str(&text).expect("the table of pairs is right");
    let trial = |pair: Pair| {
        let folder = folder.clone();
        Trial::test(pair.name.clone(), move || judge(&pair, &folder))
    };
    libtest_mimic::run(&arguments, table.pair.into_iter().map(trial).collect()).exit();
}

fn judge(pair: &Pair, folder: &Path) -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let scenario = scratch.path().join("scenario.toml");
    let checks = checks(&pair.task);
    fs::write(&scenario, scenario_text(pair, checks))?;
    let arguments = if pair.fixed { "" } else { " {port} {host}" };
    let run = |further: &[&str], codes: &[i32]| -> Result<(Value, String), Failed> {
        let results = scratch.path().join("results.json");
        let command = |program: &str| format!("python3 {program}{arguments}");
        let output = grader()
            .current_dir(folder)
            .arg("run")
            .arg(&scenario)
            .args(["--server", &command(&pair.server), "--client", &command(&pair.client), "--json"])
            .arg(&results)
            .arg("-v")
            .args(further)
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if !output.status.code().is_some_and(|code| codes.contains(&code)) {
            return Err(
                format!("exit code {:?}, expected one of {codes:?}\n{said}", output.status.code()).into()
            );
        }
        let results: Value = serde_json::from_str(&fs::read_to_string(&results)?)?;
        Ok((results["runs"][0].clone(), said))
    };

    let (with, said) = run(&[], &[i32::from(!pair.fails.is_empty())])?;
    let expected: BTreeMap<&str, (&str, Option<&str>)> = checks
        .iter()
        .map(|check| {
            let is_in = |set: &BTreeSet<String>| set.contains(*check);
            let answer = match () {
                () if is_in(&pair.fails) => ("fail", None),
                () if is_in(&pair.open) => ("open", None),
                () if is_in(&pair.client_plays) => ("pass", Some("client")),
                () if is_in(&pair.server_plays) => ("pass", Some("server")),
                () => ("pass", None),
            };
            (*check, answer)
        })
        .collect();
    let got = answers(&with)?;
    let unlike: Vec<_> = expected
        .iter()
        .filter(|(check, (status, role))| {
            let (got_status, got_role) = got.get(**check).copied().unwrap_or(("missing", None));
            // Whose program a failure was found with is another test's.
            got_status != *status || (*status == "pass" && got_role != *role)
        })
        .map(|(check, expected)| format!("{check}: expected {expected:?}, got {:?}", got.get(check)))
        .collect();
    if !unlike.is_empty() {
        return Err(format!("{}\n{said}", unlike.join("\n")).into());
    }
    let points = expected.values().filter(|(status, _)| *status == "pass").count();
    if with["points"]["earned"] != points {
        return Err(format!("{} points, expected {points}\n{said}", with["points"]).into());
    }
    let about = |check: &Value| {
        let entries = with["checks"].as_array().into_iter().flatten();
        entries.clone().find(|entry| entry["check"] == *check).map(|entry| entry["about"].clone())
    };
    for case in with["cases"].as_array().into_iter().flatten().filter(|case| !case["stand_in"].is_null()) {
        for finding in case["findings"].as_array().into_iter().flatten() {
            if about(&finding["check"]).as_ref() == Some(&case["stand_in"]) {
                return Err(format!("{finding} is about the grader's own program\n{said}").into());
            }
        }
    }

    // Without stand-ins the same pair leaves these checks open, and nothing else changes.
    let (without, said) = run(&["--no-stand-ins"], &[1, 3])?;
    let played = pair.client_plays.union(&pair.server_plays);
    for check in played {
        let status = answers(&without)?.get(check.as_str()).map(|(status, _)| *status);
        let expected = if pair.fails_without.contains(check) { "fail" } else { "open" };
        if status != Some(expected) {
            return Err(format!("{check} is {status:?} without a stand-in\n{said}").into());
        }
    }
    Ok(())
}

/// The checks of a task.
fn checks(task: &str) -> &'static [&'static str] {
    match task {
        "greet" => &[
            "server-listens",
            "server-stays-up",
            "server-greets",
            "client-acknowledges",
            "client-finishes",
            "client-shows-greeting",
            "server-shows-acknowledgement",
        ],
        "dedup" => &[
            "server-listens",
            "server-stays-up",
            "sends-numbers",
            "reply-is-deduplicated",
            "client-finishes",
            "shows-final-list",
            "shows-duplicates",
        ],
        "intersect" => &[
            "server-listens",
            "server-stays-up",
            "sends-numbers",
            "reply-is-intersection",
            "reply-is-sorted",
            "client-finishes",
            "shows-intersection",
        ],
        other => panic!("there is no task `{other}`"),
    }
}

/// The status of each check over all cases, and whom the grader played for it.
fn answers(run: &Value) -> Result<BTreeMap<&str, (&str, Option<&str>)>, Failed> {
    let checks = run["checks"].as_array().ok_or("the results have no checks")?;
    checks
        .iter()
        .map(|check| {
            let name = check["check"].as_str().ok_or("a check has no name")?;
            let status = check["status"].as_str().ok_or("a check has no status")?;
            Ok((name, (status, check["stand_in"].as_str())))
        })
        .collect()
}

/// A scenario of these checks.
fn scenario_text(pair: &Pair, checks: &[&str]) -> String {
    let Pair { name, task, seeds, .. } = pair;
    let points: String = checks.iter().map(|check| format!("{check} = 1\n")).collect();
    format!(
        "format = 1\ntitle = \"{name}\"\ntask = \"{task}\"\nseeds = \"1..{seeds}\"\ntimeout = \"3s\"\n\
         [points]\n{points}"
    )
}
