//! `cargo xtask check`: are these scenarios right?

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use super::USAGE;
use crate::printable::printable;
use crate::scenario::{LoadError, Scenario};

/// Options of `cargo xtask check`.
#[derive(Debug, Args)]
pub struct Options {
    /// Scenario files; without any, all of `scenarios/`
    scenarios: Vec<PathBuf>,
}

/// Says of each file what is wrong with it, or that nothing is.
pub fn execute(options: &Options) -> Result<u8> {
    let files = match options.scenarios.as_slice() {
        [] => all_in("scenarios".as_ref())?,
        files => files.to_vec(),
    };
    let mut code = 0;
    for file in &files {
        match Scenario::load(file) {
            Ok(scenario) => {
                let file = printable(&file.display().to_string());
                anstream::println!("{file}: right ({})", printable(&scenario.title));
            }
            Err(error) => {
                complain(&error);
                code = USAGE;
            }
        }
    }
    Ok(code)
}

/// Shows everything that is wrong with a scenario.
pub(super) fn complain(error: &LoadError) {
    match error {
        LoadError::Wrong(diagnostics) => anstream::eprintln!("{}", diagnostics.render(true)),
        LoadError::Read { .. } => {
            anstream::eprintln!("error: {}\n", printable(&error.to_string()));
        }
    }
}

fn all_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!(
            "cannot list `{}`: name the scenario files, or call this from the project's folder",
            folder.display()
        )
    })?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list `{}`", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
