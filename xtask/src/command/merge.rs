//! `cargo xtask merge`: the results of several shards become those of the class.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::{open_for_damage, say_damages};
use crate::class::merge::merge;
use crate::journal::FILE;
use crate::journal::ledger::Ledger;
use crate::journal::lock::Lock;
use crate::report::class::ReportOptions;
use crate::report::class::write::write;
use crate::say;

/// Options of `cargo xtask merge`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folders with results, one a shard
    #[arg(required = true, value_name = "RESULTS")]
    shards: Vec<PathBuf>,

    /// Where the results of the class go; what is there of the same class is merged as well
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    #[command(flatten)]
    reports: ReportOptions,
}

/// Merges, says what is missing, and writes the reports.
pub fn execute(options: &Options) -> Result<u8> {
    fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot make the folder `{}`", options.out.display()))?;
    let _lock = Lock::take(&options.out)?;
    let mut folders = options.shards.clone();
    if options.out.join(FILE).exists() {
        folders.push(options.out.clone());
    }
    let ledgers = folders.iter().map(|folder| Ledger::open(folder)).collect::<Result<Vec<_>>>()?;
    for ledger in &ledgers {
        say_damages(ledger, &open_for_damage())?;
    }
    merge(&ledgers, &options.out)?;
    drop(ledgers);
    let ledger = Ledger::open(&options.out)?;
    let summary = write(&ledger, &options.reports, &options.out)?;
    if !summary.unfinished.is_empty() {
        say::error(format_args!(
            "{} of {} submissions are missing or not finished: {}",
            summary.unfinished.len(),
            ledger.start().students.len(),
            summary.unfinished.join(", ")
        ));
    }
    Ok(summary.exit().code())
}
