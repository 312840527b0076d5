//! `socklab export`: the grader as another system's autograder.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::written::{Written, write_all};
use super::{USAGE, asked};
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::{self, Lab};
use crate::scenario::shipped;

/// The archive that is uploaded.
const ARCHIVE: &str = "autograder.zip";

/// Options of `socklab export`.
#[derive(Debug, Args)]
pub struct Options {
    /// For whom
    #[arg(value_enum)]
    system: System,

    /// Where the files go, and `autograder.zip` with all of them; it is made where it is not there. Nothing is overwritten
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// What is asked: `task1`, `task2` or `task3`; or a scenario, a `lab.toml`, or a folder of them [default: all three tasks]
    #[arg(value_name = "LAB")]
    lab: Option<PathBuf>,
}

/// Who starts autograders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum System {
    /// Gradescope: `setup.sh`, `run_autograder`, this grader, and what is asked
    Gradescope,
}

/// Writes the files and the archive.
pub fn execute(options: &Options) -> Result<u8> {
    let Options { system: System::Gradescope, folder, lab } = options;
    let asked = match lab {
        None => {
            let scenarios =
                shipped::files().map(|(name, text)| Written::text(format!("lab/{name}.toml"), text));
            scenarios.chain([Written::text(format!("lab/{}", lab::FILE), shipped::LAB)]).collect()
        }
        Some(path) => match asked::lab(path) {
            Some(lab) => files(path, &lab)?,
            None => return Ok(USAGE),
        },
    };
    let own = std::env::current_exe().and_then(fs::read).context("cannot read the grader's own program")?;
    let mut files = vec![
        Written::program("setup.sh", include_bytes!("../../deploy/gradescope/setup.sh")),
        Written::program("run_autograder", include_bytes!("../../deploy/gradescope/run_autograder")),
        Written::program("socklab", &own),
    ];
    files.extend(asked);
    let archive = Written { name: ARCHIVE.to_owned(), bytes: archive(&files)?, is_program: false };
    files.push(archive);
    write_all(folder, &files)?;
    let archive = printable(&folder.join(ARCHIVE).display().to_string());
    say::line(format_args!(
        "upload `{archive}` under \"Configure Autograder\", with the points that the lab has"
    ));
    Ok(0)
}

/// The files of a lab: its `lab.toml`, if it has one, and its scenarios, as they lie beside it.
fn files(path: &Path, lab: &Lab) -> Result<Vec<Written>> {
    let manifest = match path.file_name() {
        Some(name) if name == lab::FILE => path.to_owned(),
        _ => path.join(lab::FILE),
    };
    let mut files = Vec::new();
    let folder = match manifest.is_file() {
        true => {
            let text = fs::read_to_string(&manifest);
            let text = text.with_context(|| format!("cannot read `{}`", manifest.display()))?;
            files.push(Written::text(format!("lab/{}", lab::FILE), &text));
            manifest.parent()
        }
        false => None,
    };
    for part in &lab.parts {
        let scenario = &part.scenario;
        let name = match folder {
            Some(folder) => scenario.path.strip_prefix(folder).ok().map(|path| path.display().to_string()),
            None => Some(scenario.file_name()),
        };
        let Some(name) = name.filter(|name| !name.contains("..")) else {
            bail!("`{}` is not in the folder of its `lab.toml`: put it there", scenario.path.display());
        };
        files.push(Written::text(format!("lab/{name}"), &scenario.text));
    }
    Ok(files)
}

/// All of them in one archive.
fn archive(files: &[Written]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in files {
        let mode = if file.is_program { 0o755 } else { 0o644 };
        zip.start_file(&file.name, SimpleFileOptions::default().unix_permissions(mode))
            .and_then(|()| Ok(zip.write_all(&file.bytes)?))
            .with_context(|| format!("cannot put `{}` into an archive", file.name))?;
    }
    Ok(zip.finish().context("cannot finish the archive")?.into_inner())
}
