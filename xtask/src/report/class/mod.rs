//! Reports of a class: one file a format. Each is told of every submission in turn, keeps little, and writes what is left at
//! the end, so that memory does not grow with the class.

pub mod canvas;
pub mod columns;
#[cfg(test)]
pub mod fixtures;
pub mod gradebook;
pub mod grades;
pub mod moodle;
pub mod sheet;

use std::path::Path;

use anyhow::Result;

use crate::class::graded::Graded;

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
