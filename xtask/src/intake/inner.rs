//! Archives in what was handed in, which become the submission.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::stop::Stop;
use super::unpack::Submission;
use super::{archive, files, hints, language, roster};
use crate::words::download as words;

/// Archives in archives that are opened in one submission.
const MOST_LEVELS: usize = 2;

/// Where an archive in a submission is unpacked, before it becomes the submission.
const INNER: &str = ".inner";

/// Opens the archives in a submission, and those that are in these: who packs for the platform what was packed already hands
/// in such a thing. Deeper archives stay what they are, and it is said.
pub(super) fn open(scratch: &Path, folder: &Path, notes: &mut Vec<String>) -> Result<(), Stop> {
    for _ in 0..MOST_LEVELS {
        if !open_archives(scratch, folder, notes)? {
            return Ok(());
        }
    }
    let files = files::list(folder).map_err(Stop::Machine)?;
    let closed = files.iter().find(|file| archive::is_named_so(file));
    notes.extend(closed.map(|file| words::stayed_closed(&file.to_string_lossy())));
    Ok(())
}

/// Puts what is in the only archive of a folder in its place, and what is in each of several beside the others, in a folder of
/// its name. `false` where nothing is opened: there is no archive, or both programs are there without.
fn open_archives(scratch: &Path, folder: &Path, notes: &mut Vec<String>) -> Result<bool, Stop> {
    let files = files::list(folder).map_err(Stop::Machine)?;
    let (archives, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        files.iter().partition(|file| archive::is_named_so(file));
    let sources = others.iter().filter(|file| language::is_source(file));
    let roles: BTreeSet<_> = sources.clone().filter_map(|file| hints::role_of(file)).collect();
    let has_sources = sources.count() > 0;
    if archives.is_empty() || roles.len() == 2 || has_sources && roles.is_empty() {
        return Ok(false);
    }
    let alone = archives.len() == 1 && !has_sources;
    let inner = scratch.join(INNER);
    fs::create_dir(&inner).map_err(Stop::Machine)?;
    let mut submission = Submission::new(&inner);
    let mut opened = Vec::new();
    let mut add = || {
        for other in others.iter().filter(|_| !alone) {
            submission.add_file(&folder.join(other), &other.to_string_lossy())?;
        }
        for archive in &archives {
            let name = archive.display().to_string();
            let stem = PathBuf::from(roster::stem(&name));
            let below = if alone { PathBuf::new() } else { stem };
            // A folder may be called so as well.
            let below = if folder.join(&below).is_dir() && !alone { PathBuf::from(&name) } else { below };
            submission.add_archive(&folder.join(archive), &below)?;
            opened.push(words::opened(&name));
        }
        Ok(())
    };
    let result: Result<(), Stop> = add();
    match result.and_then(|()| submission.finish().map_err(Stop::Refused)) {
        Ok(left_out) => {
            notes.extend(opened.into_iter().chain(left_out));
            fs::remove_dir_all(folder).map_err(Stop::Machine)?;
            fs::rename(&inner, folder).map_err(Stop::Machine)?;
            Ok(true)
        }
        Err(stop) => {
            fs::remove_dir_all(&inner).map_err(Stop::Machine)?;
            Err(stop)
        }
    }
}
