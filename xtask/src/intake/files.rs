//! The files of a submission's folder, which intake put together: few, of bounded depth, without links.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The most that is read of one file to tell what it is. Programs of this lab have some kilobytes.
const MOST_READ: u64 = 512 << 10;

/// Files at most that are listed: as many as a submission may have.
const MOST_FILES: usize = 4000;

/// All regular files below `folder`, relative to it, in order: what is higher up first, then by name.
pub(super) fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let kind = entry.file_type()?;
            let depth = path.iter().count();
            if kind.is_dir() && depth <= super::name::DEEPEST && !super::name::is_junk(&entry.file_name()) {
                folders.push(path);
            } else if kind.is_file() && files.len() < MOST_FILES {
                files.push(path);
            }
        }
    }
    files.sort_by(|a, b| (a.iter().count(), a).cmp(&(b.iter().count(), b)));
    Ok(files)
}

/// The text of a source file, as far as it is read: what is no text becomes a mark.
pub(super) fn text(folder: &Path, file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(folder.join(file))?.take(MOST_READ).read_to_end(&mut bytes)?;
    Ok(decoded(&bytes).replace("\r\n", "\n").replace('\r', "\n"))
}

/// The text of a file that may begin with a mark: Windows' editors save UTF-16 with one.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}
