//! `socklab completions`: what a shell needs to complete the command line.

use anyhow::{Context as _, Result};
use clap::Args;
use clap_complete::Shell;

use super::help;
use crate::called;
use crate::say;

/// Options of `socklab completions`.
#[derive(Debug, Args)]
pub struct Options {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints it.
pub fn execute(options: &Options) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut help::command(called::NAME), called::NAME, &mut script);
    say::result(String::from_utf8(script).context("completions are no text")?);
    Ok(0)
}
