//! One pair through `cargo xtask run`, and what comes of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::observation::Observation;

use crate::expected::Said;
use crate::grader::grader;
use crate::language::{Language, Languages};
use crate::table::{Pair, Run};

/// What is observed of a pair: by seed, and with a client that comes second.
pub type Seen = (BTreeMap<u64, Observation>, Option<Observation>);

/// The languages that a pair needs.
pub fn languages(pair: &Pair) -> [Language; 2] {
    [&pair.server, &pair.client].map(|file| Language::of(file, pair.python))
}

/// What is said of a pair that runs.
pub fn said(run: &Run, folder: &Path, languages: &Languages) -> Result<Said, String> {
    execute(run, folder, languages, None)
}

/// What is observed of a pair that runs, by seed, and with a client that comes second, where that was run; where the programs lie is
/// left out.
pub fn observe(run: &Run, folder: &Path, languages: &Languages) -> Result<Seen, String> {
    let saved = tempfile::tempdir().map_err(|error| error.to_string())?;
    let Said { text, .. } = execute(run, folder, languages, Some(saved.path()))?;
    let place = |seed, rest| saved.path().join(format!("scenario-seed{seed}-{}{rest}.json", run.delivery));
    let read = |file: PathBuf| {
        let json = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let json = json.replace(&*folder.to_string_lossy(), "/programs");
        let observation: Observation = serde_json::from_str(&json).map_err(|error| error.to_string())?;
        match &observation.trouble {
            Some(trouble) => Err(format!("{}: {trouble}\n{text}", file.display())),
            None => Ok(observation),
        }
    };
    let seeds = || 1..=u64::from(run.seeds);
    let cases = seeds().map(|seed| Ok((seed, read(place(seed, ""))?))).collect::<Result<_, String>>()?;
    let second = seeds().map(|seed| place(seed, "-second-client")).find(|file| file.exists());
    Ok((cases, second.map(read).transpose()?))
}

fn execute(run: &Run, folder: &Path, languages: &Languages, save: Option<&Path>) -> Result<Said, String> {
    let failed = |error: std::io::Error| error.to_string();
    let scratch = tempfile::tempdir().map_err(failed)?;
    let results = scratch.path().join("results.json");
    let scenario = scratch.path().join("scenario.toml");
    fs::write(&scenario, run.scenario()).map_err(failed)?;
    let pair = &run.pair;
    let arguments = if pair.fixed { "" } else { " {port} {host}" };
    let command = |file: &str| {
        let command = languages.command(Language::of(file, pair.python), file)?;
        Ok::<_, String>(format!("{command}{arguments}"))
    };
    let mut xtask = grader();
    xtask.current_dir(folder).arg("run").arg(&scenario);
    xtask.args(["--server", &command(&pair.server)?, "--client", &command(&pair.client)?]);
    // What the pair does by itself; `stand_ins` has the rest.
    xtask.arg("--json").arg(&results).args(["-v", "--no-stand-ins"]);
    if let Some(folder) = save {
        xtask.arg("--save").arg(folder);
    }
    let output = xtask.output().map_err(failed)?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let results = fs::read_to_string(&results).map_err(|_| format!("there are no results:\n{text}"))?;
    let mut results: Value = serde_json::from_str(&results).map_err(|error| error.to_string())?;
    Ok(Said { code: output.status.code(), results: results["runs"][0].take(), text })
}
