//! What is in the folder of a program that has ended in a sandbox: what a compiler made, say.
//!
//! It is the program's own file system in memory, of the size that it was given, which lives on while it is open here; every
//! process in it has ended. So nothing of the machine's was ever writable to the program, and nothing changes while it is
//! copied out. Links are not copied: they would mean something else outside.
//!
//! Why not a folder of the machine's, mounted writable into the sandbox: a disk has no size for one program, and what is
//! made there is there before anybody looked at it.

use std::os::fd::{AsFd as _, OwnedFd};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{Mode, OFlags};

use super::copy::{self, Failure};

/// The working folder of a program that has ended.
#[derive(Debug)]
pub struct Remains {
    folder: Arc<OwnedFd>,
}

/// Why it was not copied.
#[derive(Debug, thiserror::Error)]
pub enum RemainsError {
    /// There is more of it than allowed.
    #[error("what it left in its folder is too large: {0}")]
    TooLarge(String),
    /// This machine's trouble.
    #[error("cannot copy what it left in its folder: {0}")]
    Io(std::io::Error),
}

impl Remains {
    pub(super) fn new(folder: Arc<OwnedFd>) -> Self {
        Self { folder }
    }

    /// Copies regular files and folders to `to`, which exists and is empty: with their names, and their bytes, and whether they
    /// are executable.
    pub fn copy_to(&self, to: &Path, most_bytes: u64, most_files: u64) -> Result<(), RemainsError> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let to =
            rustix::fs::open(to, flags, Mode::empty()).map_err(|error| RemainsError::Io(error.into()))?;
        copy::copy_out(self.folder.as_fd(), to.as_fd(), most_bytes, most_files).map_err(|failure| {
            match failure {
                Failure::TooLarge(what) => RemainsError::TooLarge(what),
                Failure::Io(_, error) => RemainsError::Io(error),
            }
        })
    }
}
