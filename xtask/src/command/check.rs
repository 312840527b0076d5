//! `cargo xtask check`: are these scenarios right?

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::Args;

use super::USAGE;
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::{self, Lab};
use crate::scenario::{LoadError, Scenario};

/// Options of `cargo xtask check`.
#[derive(Debug, Args)]
pub struct Options {
    /// Files of scenarios and labs, and folders of them; without any, all of `scenarios/`
    #[arg(value_name = "SCENARIO")]
    files: Vec<PathBuf>,
}

/// Says of each file what is wrong with it, or that nothing is.
pub fn execute(options: &Options) -> Result<u8> {
    let all = [PathBuf::from("scenarios")];
    let named = if options.files.is_empty() { &all[..] } else { &options.files[..] };
    let mut files = Vec::new();
    let mut code = 0;
    for path in named {
        match path.is_dir() || options.files.is_empty() {
            true => match all_in(path)? {
                none if none.is_empty() => {
                    complain(&LoadError::NoScenarios { path: path.clone() });
                    code = USAGE;
                }
                some => files.extend(some),
            },
            false => files.push(path.clone()),
        }
    }
    for file in &files {
        match title(file) {
            Ok(title) => {
                let file = printable(&file.display().to_string());
                say::line(format_args!("{file}: right ({})", printable(&title)));
            }
            Err(error) => {
                complain(&error);
                code = USAGE;
            }
        }
    }
    Ok(code)
}

fn title(file: &Path) -> Result<String, LoadError> {
    Ok(match file.file_name() {
        Some(name) if name == lab::FILE => Lab::load(file)?.title,
        _ => Scenario::load(file)?.title,
    })
}

/// The scenarios of a folder, and its lab if it has one.
fn all_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = lab::files(folder).map_err(|error| {
        anyhow!("{error}: name the scenario files, or call this from the project's folder")
    })?;
    Ok(files.into_iter().chain([folder.join(lab::FILE)].into_iter().filter(|file| file.exists())).collect())
}

/// Shows everything that is wrong with a scenario.
pub(super) fn complain(error: &LoadError) {
    match error {
        LoadError::Wrong(diagnostics) => say::error(diagnostics.render(true)),
        LoadError::Read { .. } | LoadError::List { .. } | LoadError::NoScenarios { .. } => {
            say::error(format_args!("error: {}\n", printable(&error.to_string())));
        }
    }
}
