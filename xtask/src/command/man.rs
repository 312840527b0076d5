//! `socklab man`: the manual, a page a command.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::help;
use crate::called;

/// Options of `socklab man`.
#[derive(Debug, Args)]
pub struct Options {
    /// The folder for `socklab.1`, `socklab-run.1`, ...; pages of an earlier version are replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages.
pub fn execute(options: &Options) -> Result<u8> {
    let folder = &options.folder;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    clap_mangen::generate_to(help::command(called::NAME), folder)
        .with_context(|| format!("cannot write the manual into `{}`", folder.display()))?;
    Ok(0)
}
