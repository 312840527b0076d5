//! Reports of a class: one file a format. Each is told of every submission in turn, keeps little, and writes what is left at
//! the end, so that memory does not grow with the class.

pub mod html;

use anyhow::Result;

use crate::class::graded::Graded;

/// A report in the making.
pub trait ClassReport {
    /// The next submission, in the order of the class.
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()>;

    /// There are no more.
    fn finish(self: Box<Self>) -> Result<()>;
}
