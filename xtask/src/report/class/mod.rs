//! Reports of a class: one file a format. Each is told of every submission in turn, keeps little, and writes what is left at
//! the end, so that memory does not grow with the class.

pub mod answers;
pub mod canvas;
pub mod check50;
pub mod classroom;
pub mod columns;
pub mod exchange;
pub mod failures;
pub mod feedback;
#[cfg(test)]
pub mod fixtures;
pub mod gradebook;
pub mod grades;
pub mod gradescope;
pub mod junit;
pub mod markdown;
pub mod moodle;
pub mod results;
pub mod sheet;
pub mod tally;

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::class::graded::Graded;
use crate::class::student::Student;
use crate::whole_file::replace;

/// A report in the making.
pub trait ClassReport {
    /// The next submission, in the order of the class.
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()>;

    /// There are no more.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// The beginning of a sentence about a report that cannot be written.
fn unwritable(path: &Path) -> String {
    format!("cannot write the report `{}`", path.display())
}

/// Writes a file of one student's, in the folder that has the student's key for a name.
fn write_for(folder: &Path, student: &Student, file: &str, bytes: &[u8]) -> Result<()> {
    let key = &student.key;
    let is_name = key.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'));
    ensure!(is_name && !key.starts_with('.') && !key.is_empty(), "`{key:?}` cannot name a folder");
    let folder = folder.join(key);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let path = folder.join(file);
    replace(&path, bytes).with_context(|| unwritable(&path))
}

/// A document as JSON that a person can read, too.
fn json_bytes(document: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(document).context("cannot put the results into JSON")?;
    bytes.push(b'\n');
    Ok(bytes)
}
