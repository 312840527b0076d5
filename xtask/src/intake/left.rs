//! What a Makefile left: the program that it made of a source file, whatever it calls it. Told by what linkers write into a program,
//! the names of the files that it was compiled from; never by executing it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::build::Build;
use super::files;

/// The most that is read of a program.
const MOST_BYTES: u64 = 16 << 20;

/// Puts the program that was made in `work` of the build's file where the build is to make it; whether there is one. What was in
/// `folder` before was handed in, and not made.
pub(super) fn take(folder: &Path, work: &Path, build: &Build) -> io::Result<bool> {
    let Some(product) = build.makes.first().map(|product| build.dir.join(product)) else { return Ok(false) };
    let Some(name) = build.for_file.file_name() else { return Ok(false) };
    let mut left = Vec::new();
    for file in files::list(work)? {
        if !folder.join(&file).exists() && is_made_of(&work.join(&file), name.as_encoded_bytes())? {
            left.push(file);
        }
    }
    // One of its own folder before one from elsewhere, which may be a test of it.
    left.sort_by_key(|file| (file.parent() != product.parent(), file.iter().count()));
    let Some(left) = left.first() else { return Ok(false) };
    if *left != product {
        fs::copy(work.join(left), work.join(&product))?;
    }
    Ok(true)
}

/// Whether a file is a program for Linux that was compiled from a file of this name.
fn is_made_of(file: &Path, name: &[u8]) -> io::Result<bool> {
    if fs::symlink_metadata(file)?.permissions().mode() & 0o111 == 0 {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let whole = [b"\0", name, b"\0"].concat();
    Ok(bytes.starts_with(b"\x7fELF") && memchr::memmem::find(&bytes, &whole).is_some())
}
