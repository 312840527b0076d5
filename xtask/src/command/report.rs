//! `cargo xtask report`: the reports of a class once more, from its journal alone.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::{open_for_damage, say_damages};
use crate::journal::ledger::Ledger;
use crate::report::class::ReportOptions;
use crate::report::class::write::write;

/// Options of `cargo xtask report`.
#[derive(Debug, Args)]
pub struct Options {
    /// The folder with the journal
    #[arg(value_name = "RESULTS", default_value = "results")]
    results: PathBuf,

    /// Where the reports go [default: to the journal]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    #[command(flatten)]
    reports: ReportOptions,
}

/// Writes the reports.
pub fn execute(options: &Options) -> Result<u8> {
    let ledger = Ledger::open(&options.results)?;
    say_damages(&ledger, &open_for_damage())?;
    let out = options.out.as_ref().unwrap_or(&options.results);
    std::fs::create_dir_all(out).with_context(|| format!("cannot make the folder `{}`", out.display()))?;
    Ok(write(&ledger, &options.reports, out)?.exit().code())
}
