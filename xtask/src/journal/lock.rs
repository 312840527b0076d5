//! One writer at a time in a folder of results.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use rustix::fs::{FlockOperation, flock};

/// The right to write in a folder of results, for as long as this is kept. The kernel takes it back when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _folder: File,
}

impl Lock {
    /// Takes the right, or says that another grader has it.
    pub fn take(results: &Path) -> Result<Self> {
        let folder =
            File::open(results).with_context(|| format!("cannot open the folder `{}`", results.display()))?;
        flock(&folder, FlockOperation::NonBlockingLockExclusive).map_err(|_| {
            anyhow!("another grader writes to `{}`: wait for its end, or stop it", results.display())
        })?;
        Ok(Self { _folder: folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_graders_do_not_write_to_one_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = Lock::take(folder.path()).expect("the right");
        let error = Lock::take(folder.path()).expect_err("refused");
        assert!(error.to_string().contains("another grader"), "{error}");
        drop(lock);
        Lock::take(folder.path()).expect("the right is free again");
    }
}
