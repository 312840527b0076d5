//! One pair through `cargo xtask run`, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use xtask::observation::Observation;

use crate::language::{Language, Languages};
use crate::table::Pair;

/// The languages that a pair needs.
pub fn languages(pair: &Pair) -> [Language; 2] {
    [&pair.server, &pair.client].map(|file| Language::of(file, pair.python))
}

/// What came of a pair.
pub struct Judged {
    /// What the programs did in each case, by seed.
    pub digests: BTreeMap<u64, String>,
    pub said: String,
}

/// What `cargo xtask run` says of a pair.
struct Ran {
    code: Option<i32>,
    run: Value,
    said: String,
}

/// Judges a pair, and compares with what the table says of it. The digests of its cases, by seed, and all that was said.
pub fn judge(
    pair: &Pair,
    delivery: &str,
    seeds: u32,
    folder: &Path,
    languages: &Languages,
) -> Result<Judged, String> {
    let Ran { code, run, said } = run(pair, delivery, seeds, folder, languages, None)?;
    let cases = run["cases"].as_array().ok_or("the results have no cases")?;
    let cases: Vec<&Value> = cases.iter().filter(|case| case["repeat"].is_null()).collect();
    if cases.len() != seeds as usize {
        return Err(format!("{} cases of {seeds}:\n{said}", cases.len()));
    }
    for case in &cases {
        judge_case(pair, case).map_err(|error| format!("seed {}: {error}\n{said}", case["seed"]))?;
    }
    waits_for_what_fails(&run).map_err(|error| format!("{error}\n{said}"))?;
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(says) = pair.says.as_ref().filter(|says| !words.contains(says.as_str())) {
        return Err(format!("nothing said `{says}`:\n{said}"));
    }
    let blame = run["blame"].as_str();
    if blame != pair.blame.as_deref() {
        return Err(format!("blame {blame:?}, expected {:?}\n{said}", pair.blame));
    }
    let expected = i32::from(!pair.is_right());
    if code != Some(expected) {
        return Err(format!("exit code {code:?}, expected {expected}\n{said}"));
    }
    let digest = |case: &&Value| Some((case["seed"].as_u64()?, case["digest"].as_str()?.to_owned()));
    let digests = cases.iter().map(digest).collect::<Option<_>>();
    Ok(Judged { digests: digests.ok_or("a case has no digest")?, said })
}

/// Whether "mend X first" is said only where X fails.
fn waits_for_what_fails(run: &Value) -> Result<(), String> {
    let checks = run["checks"].as_array().ok_or("the results have no checks")?;
    for check in checks {
        let what = check["what"].as_str().unwrap_or_default();
        let Some((_, rest)) = what.split_once("cannot be told until `") else { continue };
        let cause = rest.split('`').next().unwrap_or_default();
        let fails = |other: &Value| other["check"] == cause && other["status"] == "fail";
        if !checks.iter().any(fails) {
            return Err(format!("{} waits for `{cause}`, which does not fail", check["check"]));
        }
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
    if pair.is_right() && !open.is_empty() {
        return Err(format!("inconclusive checks {open:?} of a right pair"));
    }
    if let Some(mistake) = &pair.mistake {
        let named = findings.iter().filter_map(|finding| finding["evidence"]["mistakes"].as_array());
        let named: Vec<&str> = named.flatten().filter_map(Value::as_str).collect();
        if !named.contains(&mistake.as_str()) {
            return Err(format!("mistakes named {named:?}, expected `{mistake}` among them"));
        }
    }
    Ok(())
}

/// What was observed of a pair whose every check passed.
pub fn observe(pair: &Pair, folder: &Path, languages: &Languages) -> Result<Observation, String> {
    let saved = tempfile::tempdir().map_err(|error| error.to_string())?;
    let Ran { code, said, .. } = run(pair, "as-sent", 1, folder, languages, Some(saved.path()))?;
    if code != Some(0) {
        return Err(format!("a pair that is right did not pass:\n{said}"));
    }
    let file = saved.path().join("scenario-seed1-as-sent.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn run(
    pair: &Pair,
    delivery: &str,
    seeds: u32,
    folder: &Path,
    languages: &Languages,
    save: Option<&Path>,
) -> Result<Ran, String> {
    let failed = |error: std::io::Error| error.to_string();
    let scratch = tempfile::tempdir().map_err(failed)?;
    let results = scratch.path().join("results.json");
    let scenario = scratch.path().join("scenario.toml");
    fs::write(&scenario, pair.scenario(delivery, seeds)).map_err(failed)?;
    let arguments = if pair.fixed { "" } else { " {port} {host}" };
    let command = |file: &str| {
        let command = languages.command(Language::of(file, pair.python), file)?;
        Ok::<_, String>(format!("{command}{arguments}"))
    };
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_socklab"));
    xtask.current_dir(folder).arg("run").arg(&scenario);
    xtask.args(["--server", &command(&pair.server)?, "--client", &command(&pair.client)?]);
    // What the pair does by itself; `stand_ins` has the rest.
    xtask.arg("--json").arg(&results).args(["-v", "--no-stand-ins"]);
    if let Some(folder) = save {
        xtask.arg("--save").arg(folder);
    }
    let output = xtask.output().map_err(failed)?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let results = fs::read_to_string(&results).map_err(|_| format!("there are no results:\n{said}"))?;
    let mut results: Value = serde_json::from_str(&results).map_err(|error| error.to_string())?;
    Ok(Ran { code: output.status.code(), run: results["runs"][0].take(), said })
}
