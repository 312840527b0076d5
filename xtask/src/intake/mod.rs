//! Intake: from a download to submissions that can be started.
//!
//! 1. `archive`, `seven`, `name`, `left_behind`, `unpack`: what is in an archive or a folder, and putting it into folders of ours.
//! 2. `shape`, `roster`, `platform`, `flat`, `gradescope`, `people`, `partners`, `moment`, `key`, `pile`, `inner`, `download`: who handed what in, and when.
//! 3. `mended`, `notebook`, `source`, `language`, `hints`, `scan`, `python`, `role`, `aliases`, `understood`: what a file is, told by its name, its text and by compilers; never by
//!    executing it.
//! 4. `named`, `programs`, `quoted`, `convention`, `package`, `modules`, `place`, `compiled`, `declared`: what can be started in a folder, and how.
//! 5. `build`, `left`: compiling, in the sandbox; which program a Makefile made of a source.
//!
//! Everything that comes in is hostile, and every submission stands for itself: what is wrong with one is written beside its
//! student, and the class goes on. Nothing of a student's is executed here but in `build`, and there in the sandbox.
//!
//! What is a student's to put right and what is this machine's lack are two things: see [`Problem`].

mod aliases;
mod archive;
pub mod build;
mod compiled;
mod convention;
mod declared;
mod download;
mod files;
mod flat;
mod gradescope;
mod hints;
mod inner;
mod key;
mod language;
mod left;
mod left_behind;
mod mended;
mod modules;
mod name;
mod named;
mod notebook;
mod options;
mod package;
mod partners;
mod people;
mod pile;
mod place;
mod platform;
mod programs;
mod python;
mod quoted;
mod role;
mod roster;
mod scan;
mod sections;
mod seven;
mod shape;
mod source;
mod stop;
mod stranger;
mod understood;
mod unpack;
mod wanted;

use std::io;
use std::path::{Path, PathBuf};

use crate::hand_in::{HandedIn, Naming, Problem, Reading, Student};

pub use build::{Allowance, Build, Built, Outcome, Step, build};
pub use convention::discover;
pub use language::language_of;
pub use named::nobody_has;
pub use people::{People, is_called};
pub use programs::{Candidate, Programs, Untold};
pub use quoted::in_files as quoted_in;
pub use understood::Understood;
pub use wanted::wanted;

/// A class as it was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Every submission, the refused ones too, sorted by key.
    pub entries: Vec<Entry>,
    /// How the download names what is in it.
    pub naming: Naming,
    /// What was made of it and why, for the instructor.
    pub notes: Vec<String>,
}

impl Class {
    /// Has of the submissions of people who work together the latest count, which lists and names of the download tell.
    pub fn keep_latest(&mut self, lists: &[&People]) {
        let time = |entry: &Entry| lists.iter().find_map(|people| people.own_time(&entry.student));
        self.notes.extend(partners::keep_latest(&mut self.entries, time));
    }
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who handed it in.
    pub student: Student,
    /// A folder of ours with what was handed in, or why there is none.
    pub folder: Result<PathBuf, Problem>,
    /// When it was handed in, as far as the download says it.
    pub handed_in: Option<HandedIn>,
    /// What was opened or left out.
    pub notes: Vec<String>,
}

/// Why there is no class at all.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The download cannot be read.
    #[error("cannot read `{}`{}", crate::printable::printable(&path.display().to_string()), crate::near::did_you_mean_beside(path))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The download as a whole is no archive, or a hostile one.
    #[error("`{}` is refused: {why}", crate::printable::printable(&path.display().to_string()))]
    Refused {
        /// The archive.
        path: PathBuf,
        /// One sentence.
        why: String,
    },
    /// Nothing can be written to the scratch folder.
    #[error("cannot unpack to `{}`: {source}", path.display())]
    Scratch {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Somebody's files are in the scratch folder.
    #[error("the folder `{}` is not empty: name a new one, or remove it if it is from a run before", path.display())]
    ScratchInUse {
        /// The folder.
        path: PathBuf,
    },
}

/// Takes what one student has: a folder or an archive, whatever is in it. As one of a class it has a folder below `scratch`,
/// which must be empty, or not exist; `key` names it.
pub fn open_one(work: &Path, key: &str, scratch: &Path) -> Result<Entry, IntakeError> {
    download::open_one(work, key, scratch)
}

/// Opens a download: a folder of folders or archives, or one archive of the same. Each submission gets a
/// folder below `scratch`, named by its student's key; `scratch` must be empty, or not exist.
pub fn open(download: &Path, scratch: &Path, reading: Reading) -> Result<Class, IntakeError> {
    download::open(download, scratch, reading)
}
