//! Files that are written whole or not at all: a reader never meets half of one. What is written goes into a file beside it
//! and takes the name at the end. Not synced to the disk: everything written so can be computed again from the journal.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Puts these bytes in the place of whatever the file holds.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// A file that is being written piece by piece, under another name until it is finished. Dropped before, it leaves nothing.
#[derive(Debug)]
pub struct WholeFile {
    writer: Option<BufWriter<File>>,
    path: PathBuf,
    unfinished: PathBuf,
}

impl WholeFile {
    /// Begins a file that will be called `path`.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = PathBuf::from(unfinished);
        let writer = Some(BufWriter::new(File::create(&unfinished)?));
        Ok(Self { writer, path: path.to_owned(), unfinished })
    }

    /// Gives the file its name.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer().flush()?;
        fs::rename(&self.unfinished, &self.path)?;
        self.writer = None;
        Ok(())
    }

    fn writer(&mut self) -> &mut BufWriter<File> {
        self.writer.as_mut().expect("it is there until the file is finished")
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

impl Seek for WholeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.writer().seek(to)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if self.writer.is_some() {
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_whole_or_as_it_was_before() {
        let scratch = tempfile::tempdir().expect("a folder");
        let path = scratch.path().join("report");
        let names = || fs::read_dir(scratch.path()).expect("a folder").count();
        replace(&path, b"old").expect("it can be written");
        let mut file = WholeFile::create(&path).expect("it can be begun");
        file.write_all(b"half").expect("it can be written");
        drop(file);
        assert_eq!((fs::read(&path).expect("the old one"), names()), (b"old".to_vec(), 1));
        replace(&path, b"new").expect("it can be replaced");
        assert_eq!((fs::read(&path).expect("the new one"), names()), (b"new".to_vec(), 1));
        assert!(replace(&scratch.path().join("no/such/folder"), b"").is_err());
    }
}
