//! Appending to a journal. One thread writes: all that is waiting at once, and then one `fdatasync` for all of it, so that many
//! workers cost no more than one.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, bail};

use super::ledger::Ledger;
use super::line::{Sum, line};
use super::{Entry, FILE, Start};

/// Lines that may wait; who appends more has to wait as well, so that a slow disk does not fill the memory.
const WAITING: usize = 64;

/// A journal that is open for writing. Whoever writes has the folder's [`Lock`](super::lock::Lock).
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    /// The checksum of the last line.
    last: Sum,
    lines: Option<SyncSender<Vec<u8>>>,
    thread: Option<JoinHandle<io::Result<()>>>,
    /// Why nothing more can be written, once that is so.
    failure: Option<String>,
}

impl Writer {
    /// A new journal in the folder `results`, which must not have one yet in which anything stands. Its first line is on the
    /// disk afterwards.
    pub fn create(results: &Path, start: &Start) -> Result<Self> {
        let path = results.join(FILE);
        if is_begun(&path)? {
            bail!(
                "`{}` has results already: go on with `--resume`, or choose another folder with `--out`",
                results.display()
            );
        }
        let (first, last) = line(start, Sum::default())?;
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(&first)?;
            file.sync_data()?;
            // The file is there for good once its folder says so.
            File::open(results)?.sync_all()?;
            Ok(file)
        };
        match write() {
            Ok(file) => Self::spawn(path, file, last),
            Err(error) => {
                // Half a line would be no harm, and is of no use.
                let _ = fs::remove_file(&path);
                bail!(trouble(&path, &error))
            }
        }
    }

    /// Goes on with a journal that was read before: behind its last whole line.
    pub fn resume(ledger: &Ledger) -> Result<Self> {
        let path = ledger.path().to_owned();
        let (bytes, last) = ledger.end();
        let open = || {
            let mut file = File::options().write(true).open(&path)?;
            file.set_len(bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        match open() {
            Ok(file) => Self::spawn(path, file, last),
            Err(error) => bail!(trouble(&path, &error)),
        }
    }

    fn spawn(path: PathBuf, file: File, last: Sum) -> Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || write(file, &waiting)).context("cannot start a thread")?;
        Ok(Self { path, last, lines: Some(lines), thread: Some(thread), failure: None })
    }

    /// Appends one fact. It is safe when the journal is closed, and soon before. Once this has failed it always does.
    pub fn append(&mut self, entry: &Entry) -> Result<()> {
        let (line, sum) = line(entry, self.last)?;
        let is_sent = self.lines.as_ref().is_some_and(|lines| lines.send(line).is_ok());
        if is_sent {
            self.last = sum;
            return Ok(());
        }
        // The thread has ended, for it could not write.
        self.end()?;
        bail!("the journal `{}` is closed", self.path.display());
    }

    /// Waits until all that was appended is on the disk.
    pub fn close(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        self.lines = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(Err(error))) => self.failure = Some(trouble(&self.path, &error)),
            Some(Err(_)) => {
                self.failure =
                    Some(format!("cannot write the journal `{}`: its thread panicked", self.path.display()));
            }
            Some(Ok(Ok(()))) | None => {}
        }
        match &self.failure {
            Some(failure) => bail!(failure.clone()),
            None => Ok(()),
        }
    }
}

/// Whether anything stands in the journal: a first line that was written to its end.
fn is_begun(path: &Path) -> Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file.with_context(|| format!("cannot read the journal `{}`", path.display()))?,
    };
    let mut first = Vec::new();
    let read = BufReader::new(file).read_until(b'\n', &mut first);
    read.with_context(|| format!("cannot read the journal `{}`", path.display()))?;
    Ok(first.ends_with(b"\n"))
}

fn trouble(path: &Path, error: &io::Error) -> String {
    let remedy = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room",
        _ => "see to it that it can be written",
    };
    format!(
        "cannot write the journal `{}`: {error}: {remedy}, and go on with `--resume`; what stands in it is kept",
        path.display()
    )
}

fn write(mut file: File, waiting: &Receiver<Vec<u8>>) -> io::Result<()> {
    while let Ok(mut lines) = waiting.recv() {
        while let Ok(line) = waiting.try_recv() {
            lines.extend(line);
        }
        file.write_all(&lines)?;
        file.sync_data()?;
    }
    Ok(())
}
