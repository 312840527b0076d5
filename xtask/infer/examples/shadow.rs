//! What this crate says of pairs that ran, beside what the grader said of them.
//!
//! `cargo run --package infer --example shadow -- FOLDER..`; each FOLDER is one that `cargo xtask run --save FOLDER --json
//! FOLDER/results.json` filled. Of each pair that the two judge differently a line is printed.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use infer::bits::Asked;
use infer::explain::search::{Judgement, Status, infer};
use infer::judge::Check;
use infer::seen::{Accepts, Case, Printed, Question, Sender, Task};
use serde_json::Value;

const LISTS: [Check; 7] = [
    Check::SendsNumbers,
    Check::ReplyIsDeduplicated,
    Check::ShowsFinalList,
    Check::ShowsDuplicates,
    Check::ReplyIsIntersection,
    Check::ReplyIsSorted,
    Check::ShowsIntersection,
];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut alike, mut open, mut other) = (0, 0, 0);
    for folder in std::env::args().skip(1) {
        let results: Value =
            serde_json::from_str(&fs::read_to_string(Path::new(&folder).join("results.json"))?)?;
        let run = &results["runs"][0];
        let Some(question) = question(run["task"].as_str()) else { continue };
        let today = failing(run);
        if today.iter().any(|check| LISTS.iter().all(|known| known.name() != *check)) {
            continue; // how programs start and end is not judged here
        }
        let judgement = infer(&question, &cases(Path::new(&folder))?);
        let fails: BTreeSet<&str> = judgement.verdict.fails.iter().map(|check| check.name()).collect();
        match judgement.status() {
            Status::Open => open += 1,
            _ if fails == today => {
                alike += 1;
                continue;
            }
            _ => other += 1,
        }
        let Judgement { verdict, margin, rival, layers, .. } = &judgement;
        let rival = rival.as_ref().map(|rival| &rival.fails);
        println!("{folder}: today {today:?}, here {:?} {fails:?}", judgement.status());
        println!(
            "    {:?} {:?} margin {margin}, rival {rival:?}, written {layers:?}",
            verdict.mistakes, verdict.unknown
        );
    }
    println!("{alike} alike, {open} open, {other} otherwise");
    Ok(())
}

/// What the lab's scenarios ask for.
fn question(task: Option<&str>) -> Option<Question> {
    let (task, amounts) = match task? {
        "dedup" => (Task::Dedup, 25..=100),
        "intersect" => (Task::Intersect, 25..=25),
        _ => return None,
    };
    Some(Question { task, asked: Asked::new(amounts, 1..=100), accepts: Accepts::ALL })
}

fn failing(run: &Value) -> BTreeSet<&str> {
    let checks = run["checks"].as_array().into_iter().flatten();
    checks.filter(|check| check["status"] == "fail").filter_map(|check| check["check"].as_str()).collect()
}

/// The cases as they were sent, by seed.
fn cases(folder: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)?.collect();
    let mut files: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with("-as-sent.json"));
    files.sort();
    files.iter().map(|file| case(&serde_json::from_str(&fs::read_to_string(file)?)?)).collect()
}

fn case(observation: &Value) -> Result<Case, Box<dyn Error>> {
    let printed = |program: &str| -> Result<Printed, Box<dyn Error>> {
        let kept = |stream: &str| bytes(&observation[program][stream]["kept"]);
        Ok(Printed { stdout: kept("stdout")?, stderr: kept("stderr")? })
    };
    let mut sends = Vec::new();
    for connection in observation["conversation"]["connections"].as_array().into_iter().flatten() {
        for segment in connection["segments"].as_array().into_iter().flatten() {
            let sender = if segment["direction"] == "to-server" { Sender::Client } else { Sender::Server };
            sends.push((sender, bytes(&segment["bytes"])?));
        }
    }
    let case = Case { client: printed("client")?, server: printed("server")?, ..Case::default() };
    Ok(case.converse(sends))
}

fn bytes(data: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    match (data["text"].as_str(), data["base64"].as_str()) {
        (Some(text), _) => Ok(text.as_bytes().to_vec()),
        (None, Some(text)) => Ok(BASE64_STANDARD.decode(text)?),
        (None, None) => Ok(Vec::new()),
    }
}
