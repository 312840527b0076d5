//! Appending to a journal. One thread writes: all that is waiting at once, and then one `fdatasync` for all of it, so that many
//! workers cost no more than one.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, anyhow, bail};

use super::ledger::Ledger;
use super::{Entry, FILE, Start};

/// Lines that may wait; who appends more has to wait as well, so that a slow disk does not fill the memory.
const WAITING: usize = 64;

/// A journal that is open for writing. Whoever writes has the folder's [`Lock`](super::lock::Lock).
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    lines: Option<SyncSender<Vec<u8>>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Writer {
    /// A new journal in the folder `results`, which must not have one yet.
    pub fn create(results: &Path, start: &Start) -> Result<Self> {
        let path = results.join(FILE);
        let file = match File::options().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(
                "`{}` has results already: go on with `--resume`, or choose another folder with `--out`",
                results.display()
            ),
            file => file.with_context(|| format!("cannot write the journal `{}`", path.display()))?,
        };
        // The file is there for good once its folder says so.
        File::open(results).and_then(|folder| folder.sync_all()).with_context(|| trouble(&path))?;
        let mut writer = Self::spawn(path, file)?;
        writer.send(line(start)?)?;
        Ok(writer)
    }

    /// Goes on with a journal that was read before: behind its last whole line.
    pub fn resume(ledger: &Ledger) -> Result<Self> {
        let path = ledger.path().to_owned();
        let mut file = File::options().write(true).open(&path).with_context(|| trouble(&path))?;
        file.set_len(ledger.bytes()).with_context(|| trouble(&path))?;
        file.seek(SeekFrom::End(0)).with_context(|| trouble(&path))?;
        Self::spawn(path, file)
    }

    fn spawn(path: PathBuf, file: File) -> Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        let thread =
            std::thread::Builder::new().name("journal".to_owned()).spawn(move || write(file, &waiting))?;
        Ok(Self { path, lines: Some(lines), thread: Some(thread) })
    }

    /// Appends one fact. It is safe when the journal is closed, and soon before.
    pub fn append(&mut self, entry: &Entry) -> Result<()> {
        self.send(line(entry)?)
    }

    fn send(&mut self, line: Vec<u8>) -> Result<()> {
        let lines = self.lines.as_ref().ok_or_else(|| anyhow!("the journal is closed"))?;
        match lines.send(line) {
            Ok(()) => Ok(()),
            // The thread has ended, for it could not write.
            Err(_) => self.close_all().and_then(|()| bail!("{}", trouble(&self.path))),
        }
    }

    /// Waits until all that was appended is on the disk.
    pub fn close(mut self) -> Result<()> {
        self.close_all()
    }

    fn close_all(&mut self) -> Result<()> {
        self.lines = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result.with_context(|| trouble(&self.path)),
            Some(Err(_)) => Err(anyhow!("{}: its thread has panicked", trouble(&self.path))),
            None => Ok(()),
        }
    }
}

fn trouble(path: &Path) -> String {
    format!("cannot write the journal `{}`", path.display())
}

pub(super) fn line(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).context("cannot put a fact into JSON")?;
    line.push(b'\n');
    Ok(line)
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
