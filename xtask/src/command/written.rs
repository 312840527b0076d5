//! Files that a command writes out: all of them or none, and never over anything.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// A file to be written.
#[derive(Debug)]
pub(super) struct Written {
    /// Its path from the folder that all go into.
    pub name: String,
    pub bytes: Vec<u8>,
    pub is_program: bool,
}

impl Written {
    pub fn text(name: String, text: &str) -> Self {
        Self { name, bytes: text.as_bytes().to_vec(), is_program: false }
    }

    pub fn program(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.to_vec(), is_program: true }
    }
}

/// Writes the files into the folder, which is made where it is not there.
pub(super) fn write_all(folder: &Path, files: &[Written]) -> Result<()> {
    let mut paths = files.iter().map(|file| folder.join(&file.name));
    if let Some(path) = paths.find(|path| path.symlink_metadata().is_ok()) {
        bail!("`{}` is in the way, so nothing was written: name a folder without it", path.display());
    }
    for file in files {
        let path = folder.join(&file.name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        write_new(&path, file).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

fn write_new(path: &Path, written: &Written) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(&written.bytes)?;
    match written.is_program {
        true => file.set_permissions(fs::Permissions::from_mode(0o755)),
        false => Ok(()),
    }
}
