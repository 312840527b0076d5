//! Reading a journal, one submission at a time: an index of lines is kept, the facts stay on the disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde::Deserialize;

use super::{CaseId, Entry, FILE, FORMAT, Fact, Start};
use crate::class::prepared::Prepared;
use crate::observation::Observation;

/// A journal, with the places of everyone's lines.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
    start: Start,
    /// Where a submission's lines begin and how long they are, in their order.
    lines: BTreeMap<String, Vec<(u64, usize)>>,
    bytes: u64,
}

/// All that is known of one submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What was found in it; `None` where nobody has looked.
    pub prepared: Option<Prepared>,
    /// Its cases: of several runs of one the last that the harness did not fail in.
    pub cases: BTreeMap<CaseId, Observation>,
    /// Whether all of its cases were run.
    pub is_done: bool,
}

/// What the index has to know of a line.
#[derive(Deserialize)]
struct Owner {
    key: String,
}

impl Ledger {
    /// Reads the journal of a folder of results. Its last line is left out where it was cut short.
    pub fn open(results: &Path) -> Result<Self> {
        let path = results.join(FILE);
        let file = File::open(&path).with_context(|| {
            format!("there are no results in `{}`: it has no journal that can be read", results.display())
        })?;
        let mut reader = BufReader::new(file.try_clone()?);
        let mut line = Vec::new();
        let mut next = |line: &mut Vec<u8>| -> Result<bool> {
            line.clear();
            reader.read_until(b'\n', line).with_context(|| format!("cannot read `{}`", path.display()))?;
            Ok(line.last() == Some(&b'\n'))
        };
        ensure!(
            next(&mut line)?,
            "the journal `{}` ends before it says what is graded: delete it, and grade again",
            path.display()
        );
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let damaged = |number: usize| {
            format!(
                "line {number} of `{}` is damaged: delete this line, and go on with `--resume`",
                path.display()
            )
        };
        let no_start = || {
            format!("the first line of `{}` is damaged: delete the journal, and grade again", path.display())
        };
        let version: Version = serde_json::from_slice(&line).with_context(no_start)?;
        ensure!(
            version.format == FORMAT,
            "the journal `{}` has format {}, and this grader reads {FORMAT}",
            path.display(),
            version.format
        );
        let start: Start = serde_json::from_slice(&line).with_context(no_start)?;
        let mut bytes = line.len() as u64;
        let mut lines: BTreeMap<String, Vec<(u64, usize)>> = BTreeMap::new();
        for number in 2.. {
            if !next(&mut line)? {
                break;
            }
            let owner: Owner = serde_json::from_slice(&line).with_context(|| damaged(number))?;
            lines.entry(owner.key).or_default().push((bytes, line.len()));
            bytes += line.len() as u64;
        }
        if let Some(key) = lines.keys().find(|key| !start.students.iter().any(|student| student.key == **key))
        {
            bail!("the journal `{}` is about `{key}` as well, who is not in the class", path.display());
        }
        Ok(Self { path, file, start, lines, bytes })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is graded.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// How long the journal is, without a last line that was cut short.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is known of a submission.
    pub fn known(&self, key: &str) -> Result<Known> {
        let mut known = Known::default();
        self.each(key, |fact, _| known.add(fact))?;
        Ok(known)
    }

    /// Every fact of a submission and the line it stands in, in their order.
    pub(super) fn each(&self, key: &str, mut take: impl FnMut(Fact, &[u8])) -> Result<()> {
        for &(start, length) in self.lines.get(key).into_iter().flatten() {
            let mut line = vec![0; length];
            self.file
                .read_exact_at(&mut line, start)
                .with_context(|| format!("cannot read `{}`", self.path.display()))?;
            let entry: Entry = serde_json::from_slice(&line).map_err(|error| {
                anyhow!("a line about `{key}` in `{}` is damaged: {error}", self.path.display())
            })?;
            take(entry.fact, &line);
        }
        Ok(())
    }
}

impl Known {
    /// One fact more.
    pub fn add(&mut self, fact: Fact) {
        match fact {
            Fact::Prepared(prepared) => {
                // The same hand-in may be looked at more than once; another one is another matter.
                if self.prepared.as_ref().is_some_and(|known| known.digest != prepared.digest) {
                    self.cases.clear();
                }
                self.prepared = Some(prepared);
                self.is_done = false;
            }
            Fact::Case(case) => {
                let is_good = case.observation.trouble.is_none();
                let known = self.cases.get(&case.id);
                if is_good || known.is_none_or(|known| known.trouble.is_some()) {
                    self.cases.insert(case.id, case.observation);
                }
            }
            Fact::Done => self.is_done = true,
        }
    }
}
