//! Reports of a class: one file a format. Each is told of every submission in turn, keeps little, and writes what is left at
//! the end, so that memory does not grow with the class.

pub mod write;

use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::class::graded::Graded;
use crate::scenario::lab::Lab;

/// Which reports are wanted.
#[derive(Debug, Clone, Default, Args)]
pub struct ReportOptions {}

/// The reports that are wanted. What is wrong with the files they need is said here, before anything is run.
pub fn reports(_options: &ReportOptions, _lab: &Lab, _out: &Path) -> Result<Vec<Box<dyn ClassReport>>> {
    Ok(Vec::new())
}

/// A report in the making.
pub trait ClassReport {
    /// The next submission, in the order of the class.
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()>;

    /// There are no more.
    fn finish(self: Box<Self>) -> Result<()>;
}
