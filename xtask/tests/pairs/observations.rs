//! What was observed of every pair, kept in `tests/observations/`, so that all are judged in seconds and also where their
//! languages are missing: facts only, no verdicts. A file for each folder of programs, a line of JSON for each pair under a
//! delivery, compressed.
//!
//! What is kept of programs that have changed since is refused; `UPDATE_OBSERVATIONS=1` runs these pairs, and those of which
//! nothing is kept, and writes what is seen. `UPDATE_OBSERVATIONS=all` runs every pair.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use lzma_rust2::{XzOptions, XzReader, XzWriter};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use xtask::observation::Observation;

use crate::run::Seen;
use crate::table::{Pair, Run};

/// What to do about what is not kept, or no longer true.
pub const UPDATE: &str = "run `UPDATE_OBSERVATIONS=1 cargo test --package xtask --test pairs`";
/// The ending of the files.
const ENDING: &str = ".jsonl.xz";
/// Smaller takes ten times as long and saves a twentieth.
const PRESET: u32 = 6;

/// What is kept, by the pair's name and the delivery.
pub struct Observations {
    /// Where.
    folder: PathBuf,
    /// That of the programs.
    programs: PathBuf,
    kept: BTreeMap<(String, String), Kept>,
}

/// A pair under a delivery.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    pair: String,
    delivery: String,
    /// The folder of its server.
    folder: String,
    /// Of all that decides what its programs do.
    digest: String,
    /// By seed.
    cases: BTreeMap<u64, Observation>,
    /// That in which a client came second, where one was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Observation>,
}

impl Observations {
    /// Reads all. What is wrong with a file is said by a panic: it is part of the test.
    pub fn read(folder: &Path, programs: &Path) -> Self {
        let (folder, programs) = (folder.to_owned(), programs.to_owned());
        let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let files = files.filter(|path| path.to_string_lossy().ends_with(ENDING));
        let lines = files.flat_map(|path| {
            let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let lines = BufReader::new(XzReader::new(file, false)).lines();
            lines.map(move |line| {
                let read = line.map_err(|error| error.to_string());
                let kept = read.and_then(|line| serde_json::from_str(&line).map_err(|e| e.to_string()));
                kept.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            })
        });
        let kept = lines.map(|kept: Kept| ((kept.pair.clone(), kept.delivery.clone()), kept)).collect();
        Self { folder, programs, kept }
    }

    /// What was observed of a pair; an error that says what to do where its programs have changed since.
    pub fn of(&self, run: &Run) -> Result<Seen, String> {
        let kept = self.kept.get(&key(run)).ok_or_else(|| format!("nothing is kept of it: {UPDATE}"))?;
        match kept.digest == self.digest(run) {
            true => Ok((kept.cases.clone(), kept.second.clone())),
            false => Err(format!("its programs have changed since they were observed: {UPDATE}")),
        }
    }

    /// Keeps what was observed of a pair.
    pub fn keep(&mut self, run: &Run, (cases, second): Seen) {
        let (pair, delivery) = key(run);
        let kept = Kept {
            pair,
            delivery,
            folder: folder_of(&run.pair).to_owned(),
            digest: self.digest(run),
            cases,
            second,
        };
        self.kept.insert(key(run), kept);
    }

    /// Forgets every pair but these. The names of those that were there.
    pub fn retain(&mut self, runs: &[Run]) -> Vec<String> {
        let known: BTreeSet<_> = runs.iter().map(key).collect();
        let gone: Vec<_> = self.kept.keys().filter(|key| !known.contains(*key)).cloned().collect();
        gone.into_iter().filter_map(|key| Some(self.kept.remove(&key)?.pair)).collect()
    }

    /// Writes the files that are to be others than they are.
    pub fn write(&self) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let before = Self::read(&self.folder, &self.programs);
        let folders = |all: &Self| all.kept.values().map(|kept| kept.folder.clone()).collect::<BTreeSet<_>>();
        for folder in folders(self).union(&folders(&before)) {
            let path = self.folder.join(format!("{folder}{ENDING}"));
            let text = self.text(folder)?;
            if text == before.text(folder)? {
                continue;
            }
            if text.is_empty() {
                fs::remove_file(path)?;
                continue;
            }
            let mut file = XzWriter::new(File::create(path)?, XzOptions::with_preset(PRESET))?;
            file.write_all(&text)?;
            file.finish()?;
        }
        Ok(())
    }

    /// A line for each of a folder.
    fn text(&self, folder: &str) -> std::io::Result<Vec<u8>> {
        let mut text = Vec::new();
        for kept in self.kept.values().filter(|kept| kept.folder == folder) {
            serde_json::to_writer(&mut text, kept)?;
            text.push(b'\n');
        }
        Ok(text)
    }

    /// The digest of all that decides what a pair's programs do.
    fn digest(&self, run: &Run) -> String {
        let Pair { task, server, client, python, fixed, .. } = &run.pair;
        let Run { delivery, seeds, .. } = run;
        let mut digest = Sha256::new();
        digest.update(format!("{task} {delivery} {seeds} {python} {fixed}\n"));
        for file in [server, client] {
            let source = fs::read(self.programs.join(file));
            let source = source.unwrap_or_else(|error| panic!("`{file}` can be read: {error}"));
            digest.update(format!("{file} {}\n", source.len()));
            digest.update(source);
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn key(run: &Run) -> (String, String) {
    (run.pair.name.clone(), run.delivery.to_owned())
}

/// The folder of a pair's server.
fn folder_of(pair: &Pair) -> &str {
    pair.server.split_once('/').map_or("", |(folder, _)| folder)
}
