//! What is said of a pair, beside what the table says of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xtask::verdict::further;

use crate::table::{Pair, Run};

/// All that is said of a pair.
pub struct Said {
    /// The exit code.
    pub code: Option<i32>,
    /// The results, as `--json` has them.
    pub results: Value,
    /// What is printed with `-v`.
    pub text: String,
}

/// Compares it with what the table says. What the programs did in each case, by seed.
pub fn compare(run: &Run, said: &Said) -> Result<BTreeMap<u64, String>, String> {
    compared(run, said).map_err(|error| format!("{error}\n{}", said.text))
}

fn compared(run: &Run, said: &Said) -> Result<BTreeMap<u64, String>, String> {
    let (pair, Said { code, results, text }) = (&run.pair, said);
    let cases = results["cases"].as_array().ok_or("the results have no cases")?;
    let (second, cases): (Vec<&Value>, Vec<&Value>) = cases
        .iter()
        .filter(|case| case["repeat"].is_null())
        .partition(|case| case["second"].as_bool() == Some(true));
    let second: BTreeSet<String> = second.into_iter().flat_map(|case| with(case, "fail")).collect();
    if second != pair.second {
        return Err(format!("with a second client fail {second:?}, expected {:?}", pair.second));
    }
    // Where these leave in doubt how it is read, there are more.
    let seeds = run.seeds as usize;
    if !(seeds..=further::MOST.max(seeds)).contains(&cases.len()) {
        return Err(format!("{} cases of {}", cases.len(), run.seeds));
    }
    for case in &cases {
        compare_case(pair, case).map_err(|error| format!("seed {}: {error}", case["seed"]))?;
    }
    waits_for_what_fails(results)?;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(says) = pair.says.as_ref().filter(|says| !words.contains(says.as_str())) {
        return Err(format!("nothing said `{says}`"));
    }
    let blame = results["blame"].as_str();
    if blame != pair.blame.as_deref() {
        return Err(format!("blame {blame:?}, expected {:?}", pair.blame));
    }
    let expected = i32::from(!pair.is_right());
    if *code != Some(expected) {
        return Err(format!("exit code {code:?}, expected {expected}"));
    }
    let digest = |case: &&Value| Some((case["seed"].as_u64()?, case["digest"].as_str()?.to_owned()));
    cases.iter().map(digest).collect::<Option<_>>().ok_or_else(|| "a case has no digest".to_owned())
}

/// Whether "mend X first" is said only where X fails.
fn waits_for_what_fails(results: &Value) -> Result<(), String> {
    let checks = results["checks"].as_array().ok_or("the results have no checks")?;
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

/// The checks of a case with that status.
fn with(case: &Value, status: &str) -> BTreeSet<String> {
    let findings = case["findings"].as_array().into_iter().flatten();
    let alike = findings.filter(|finding| finding["status"] == status);
    alike.filter_map(|finding| finding["check"].as_str().map(str::to_owned)).collect()
}

fn compare_case(pair: &Pair, case: &Value) -> Result<(), String> {
    let findings = case["findings"].as_array().ok_or("the case has no findings")?;
    let (failing, open) = (with(case, "fail"), with(case, "open"));
    if failing != pair.fails {
        return Err(format!("failing checks {failing:?}, expected {:?}", pair.fails));
    }
    if pair.is_right() && !open.is_empty() {
        return Err(format!("open checks {open:?} of a right pair"));
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
