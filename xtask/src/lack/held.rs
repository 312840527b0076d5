//! What is in a submission: what it has itself, no machine lacks for it.

use std::fs;
use std::path::{Path, PathBuf};

/// Entries at most that are looked at: as many as a submission may have.
const MOST_ENTRIES: usize = 4000;

/// Whether something that was handed in, a file or a folder below `folder`, is called so, without its end. No link is followed.
pub fn holds(folder: &Path, name: &str) -> bool {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut left = MOST_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.file_name().is_some_and(|own| own == name)
                || path.file_stem().is_some_and(|own| own == name)
            {
                return true;
            }
            let Some(fewer) = left.checked_sub(1) else { return false };
            left = fewer;
            folders.extend(entry.file_type().is_ok_and(|kind| kind.is_dir()).then_some(path));
        }
    }
    false
}
