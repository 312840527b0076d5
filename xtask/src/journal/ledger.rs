//! Reading a journal, one submission at a time: an index of lines is kept, the facts stay on the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde::Deserialize;

use super::chain::{Break, follow};
use super::damage::Damage;
use super::line::{Checked, Sum, line, object};
use super::{CaseId, Entry, FILE, FORMAT, Fact, Start};
use crate::journal::prepared::Prepared;
use crate::journal::ruling::Ruling;
use crate::observation::Observation;

/// A journal, with the places of everyone's lines.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
    start: Start,
    /// Where a submission's lines begin and how long they are, in their order.
    lines: BTreeMap<String, Vec<(u64, usize)>>,
    /// Where something is lost, in the order of the file.
    damages: Vec<Damage>,
    bytes: u64,
    last: Sum,
}

/// All that is known of one submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Which of its hand-ins all of this is about: its digest.
    pub hand_in: String,
    /// What was found in it; `None` where nobody has looked, or where that may be lost.
    pub prepared: Option<Prepared>,
    /// What was said of it that does not follow from its programs.
    pub ruling: Ruling,
    /// Its cases: of several runs of one the last that the harness did not fail in.
    pub cases: BTreeMap<CaseId, Observation>,
    /// Whether all of its cases were run, and nothing of it may be lost.
    pub is_done: bool,
    /// Whether something is lost that was written after anybody had looked into it.
    pub is_in_doubt: bool,
}

/// What the index has to know of a line.
#[derive(Deserialize)]
struct Owner {
    key: String,
    hand_in: String,
}

/// A journal as it is found.
enum Found {
    /// Nothing that was written to its end.
    Nothing,
    /// The first line is damaged.
    NoStart,
    Ledger(Box<Ledger>),
}

impl Ledger {
    /// Reads the journal of a folder of results. Its last line is left out where it was cut short; lines that are
    /// damaged are left out and remembered, but without the first nothing can be told of the others.
    pub fn open(results: &Path) -> Result<Self> {
        let path = results.join(FILE);
        match Self::find(&path)? {
            Found::Ledger(ledger) => Ok(*ledger),
            Found::Nothing => bail!(
                "the journal `{}` ends before it says what is graded, so nothing is: grade with `--resume`",
                path.display()
            ),
            Found::NoStart => bail!(
                "the first line of `{}` is damaged: `{} grade ... --resume` with the same submissions, the same lab \
                 and the same options puts it in order, and keeps all others",
                path.display(),
                crate::called::name()
            ),
        }
    }

    /// Reads a journal to go on with it, which is to be about `start`; `None` where there is none yet, or one in which
    /// nothing stands. A first line that is damaged is written again, where the next line follows what it is to be.
    pub fn resume(results: &Path, start: &Start) -> Result<Option<Self>> {
        let path = results.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        match Self::find(&path)? {
            Found::Ledger(ledger) => Ok(Some(*ledger)),
            Found::Nothing => Ok(None),
            Found::NoStart => {
                restore(&path, start)?;
                Self::open(results).map(Some)
            }
        }
    }

    fn find(path: &Path) -> Result<Found> {
        let no_results = || {
            let results = path.parent().unwrap_or(path).display();
            format!("there are no results in `{results}`: it has no journal that can be read")
        };
        let file = File::open(path).with_context(no_results)?;
        let reader = BufReader::new(file.try_clone()?);
        let mut start = None;
        let mut index = Index::default();
        let followed = follow(reader, |offset, line| match offset {
            0 => start = Some(serde_json::from_slice(&object(line))),
            _ => index.add(offset, line),
        });
        let followed = followed.with_context(|| format!("cannot read `{}`", path.display()))?;
        if followed.bytes == 0 {
            return Ok(Found::Nothing);
        }
        let not_understood = || format!("`{}` was not written by this version of the grader", path.display());
        let start: Start = match start {
            Some(start) if followed.breaks.first().is_none_or(|first| *first.lines.start() > 1) => {
                start.with_context(not_understood)?
            }
            _ => {
                let format = older_format(path)?.unwrap_or(FORMAT);
                ensure!(format == FORMAT, other_format(path, format));
                return Ok(Found::NoStart);
            }
        };
        ensure!(start.format == FORMAT, other_format(path, start.format));
        if let Some(error) = index.error {
            return Err(error).with_context(not_understood);
        }
        let is_known = |key: &str| start.students.iter().any(|student| student.key == key);
        if let Some(key) = index.lines.keys().find(|key| !is_known(key)) {
            bail!("the journal `{}` is about `{key}` as well, who is not in the class", path.display());
        }
        let damages = followed.breaks.into_iter().map(|found| index.damage(path, found)).collect();
        let (path, lines) = (path.to_owned(), index.lines);
        let (bytes, last) = (followed.bytes, followed.last);
        Ok(Found::Ledger(Box::new(Self { path, file, start, lines, damages, bytes, last })))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// When the last fact was written into it.
    pub fn last_written(&self) -> Result<SystemTime> {
        let written = self.file.metadata().and_then(|metadata| metadata.modified());
        written.with_context(|| format!("cannot tell when `{}` was written", self.path.display()))
    }

    /// What is graded.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// How long the journal is, without a last line that was cut short, and its last checksum.
    pub(super) fn end(&self) -> (u64, Sum) {
        (self.bytes, self.last)
    }

    /// What is lost and has not been made good since, with the submissions of which it cannot be told what they are
    /// worth.
    pub fn damages(&self) -> Result<Vec<(&Damage, Vec<&str>)>> {
        let mut open = Vec::new();
        if self.damages.is_empty() {
            return Ok(open);
        }
        let mut in_doubt = BTreeSet::new();
        for (place, student) in self.start.students.iter().enumerate() {
            let is_here = self.start.shard.is_none_or(|shard| shard.has(place));
            if is_here && self.known(&student.key)?.is_in_doubt {
                in_doubt.insert(student.key.as_str());
            }
        }
        for damage in &self.damages {
            let keys: Vec<&str> = in_doubt.iter().copied().filter(|key| damage.may_be_about(key)).collect();
            if !keys.is_empty() {
                open.push((damage, keys));
            }
        }
        Ok(open)
    }

    /// What is known of a submission.
    pub fn known(&self, key: &str) -> Result<Known> {
        let mut known = Known::default();
        let mut lost =
            self.damages.iter().filter(|damage| damage.may_be_about(key)).map(Damage::offset).peekable();
        for &(start, length) in self.lines.get(key).into_iter().flatten() {
            while lost.next_if(|lost| *lost <= start).is_some() {
                known.lose();
            }
            let mut line = vec![0; length];
            self.file
                .read_exact_at(&mut line, start)
                .with_context(|| format!("cannot read `{}`", self.path.display()))?;
            let entry: Entry = serde_json::from_slice(&object(&line)).map_err(|error| {
                anyhow!("a line about `{key}` in `{}` is not understood: {error}", self.path.display())
            })?;
            known.add(&entry.hand_in, entry.fact);
        }
        lost.for_each(|_| known.lose());
        Ok(known)
    }
}

/// The places of everyone's lines, in the making.
#[derive(Default)]
struct Index {
    lines: BTreeMap<String, Vec<(u64, usize)>>,
    /// Each submission's hand-ins that lines are about.
    hand_ins: BTreeSet<(String, String)>,
    error: Option<anyhow::Error>,
}

impl Index {
    fn add(&mut self, offset: u64, line: &[u8]) {
        match serde_json::from_slice(&object(line)) {
            Ok(Owner { key, hand_in }) => {
                self.lines.entry(key.clone()).or_default().push((offset, line.len()));
                self.hand_ins.insert((key, hand_in));
            }
            Err(error) => self.error = self.error.take().or_else(|| Some(error.into())),
        }
    }

    /// What is lost. A damaged line is believed whose it is where another line says the same of that hand-in.
    fn damage(&self, path: &Path, found: Break) -> Damage {
        let claim = found.claim.clone().filter(|claim| self.hand_ins.contains(claim));
        Damage::new(path, found, claim.map(|(key, _)| key))
    }
}

/// The format of a journal whose lines have no checksums yet.
fn older_format(path: &Path) -> Result<Option<u32>> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let mut first = Vec::new();
    BufReader::new(File::open(path)?).read_until(b'\n', &mut first)?;
    let checked = Checked::of(first.trim_ascii_end());
    let version: Option<Version> = serde_json::from_slice(&first).ok();
    Ok(version.filter(|_| checked.after.is_none() && checked.stated.is_none()).map(|version| version.format))
}

fn other_format(path: &Path, format: u32) -> String {
    format!(
        "the journal `{}` has format {format}, and this grader reads {FORMAT}: use the grader that wrote it, or grade into \
         another folder with `--out`",
        path.display()
    )
}

/// Writes a first line again that is damaged, where what stands behind it shows that it was this one.
fn restore(path: &Path, start: &Start) -> Result<()> {
    let (line, sum) = line(start, Sum::default())?;
    let length = line.len() as u64;
    let mut behind = Vec::new();
    let mut file = File::open(path)?;
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(length))?;
    BufReader::new(file).read_until(b'\n', &mut behind)?;
    let next = Checked::of(behind.trim_ascii_end());
    ensure!(
        behind.is_empty() || next.after == Some(sum),
        "the first line of `{}` is damaged, and its other lines are not about these submissions, this lab and these options: go on \
         with the same, or grade into another folder with `--out`",
        path.display()
    );
    let context = || format!("cannot write the journal `{}`", path.display());
    let file = File::options().write(true).open(path).with_context(context)?;
    file.write_all_at(&line, 0).and_then(|()| file.sync_data()).with_context(context)
}

impl Known {
    /// One fact more, about that hand-in.
    pub fn add(&mut self, hand_in: &str, fact: Fact) {
        // The same hand-in may be looked at more than once; another one is another matter.
        if self.hand_in != hand_in {
            *self = Self { hand_in: hand_in.to_owned(), is_in_doubt: self.is_in_doubt, ..Self::default() };
        }
        match fact {
            Fact::Prepared(prepared) => {
                self.prepared = Some(prepared);
                self.is_done = false;
                self.is_in_doubt = false;
            }
            Fact::Ruled(ruling) => self.ruling = ruling,
            Fact::Case(case) => {
                let is_good = case.observation.trouble.is_none();
                let known = self.cases.get(&case.id);
                if is_good || known.is_none_or(|known| known.trouble.is_some()) {
                    self.cases.insert(case.id, case.observation);
                }
            }
            Fact::Done => self.is_done = !self.is_in_doubt,
        }
    }

    /// A fact less: what was found may have been found anew, in other files or for another choice. Cases stay what they
    /// are.
    fn lose(&mut self) {
        self.prepared = None;
        self.ruling = Ruling::default();
        self.is_done = false;
        self.is_in_doubt = true;
    }
}
