//! What is asked: scenarios and labs, as a person names them to `run`, `try`, `grade` and `check`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::check::complain;
use crate::command_line::Command;
use crate::intake::{self, Entry};
use crate::near::{did_you_mean, did_you_mean_beside};
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::Lab;
use crate::scenario::{Scenario, shipped};
use crate::words::intake as words;

/// The lab of that name: a task that comes with the grader, the file of a scenario, a `lab.toml`, or a folder of them. Says what is
/// wrong with it; `None` where anything is.
pub(super) fn lab(name: &Path) -> Option<Lab> {
    if let Some(scenario) = name.to_str().and_then(shipped::find) {
        return Some(Lab::of(vec![scenario]));
    }
    if !name.exists() && name.extension().is_none() {
        let written = printable(&name.display().to_string());
        say::error(format_args!(
            "error: there is no task `{written}`: expected {}, or a scenario's file, a `lab.toml` or a folder of them{}",
            tasks(),
            meant(name)
        ));
        return None;
    }
    Lab::load(name).map_err(|error| complain(&error)).ok()
}

fn tasks() -> String {
    shipped::names().map(|task| format!("`{task}`")).collect::<Vec<_>>().join(", ")
}

/// What was probably meant: what the grader brings rather than what lies about.
fn meant(name: &Path) -> String {
    match did_you_mean(&name.to_string_lossy(), shipped::names()) {
        none if none.is_empty() => did_you_mean_beside(name),
        task => task,
    }
}

/// What is wrong with a word that is neither what somebody has nor a task.
pub(super) fn nowhere(name: &Path) -> anyhow::Error {
    let written = printable(&name.display().to_string());
    anyhow::anyhow!("there is no folder or archive `{written}`, and the tasks are {}{}", tasks(), meant(name))
}

/// All scenarios of what is named, in that order, each once. Says all that is wrong; `None` where anything is.
pub(super) fn scenarios<'p>(names: impl IntoIterator<Item = &'p Path>) -> Option<Vec<Scenario>> {
    let labs: Vec<Option<Lab>> = names.into_iter().map(lab).collect();
    let parts = labs.into_iter().collect::<Option<Vec<Lab>>>()?.into_iter().flat_map(|lab| lab.parts);
    let mut known = BTreeSet::new();
    let scenarios = parts.map(|part| part.scenario);
    let place =
        |scenario: &Scenario| fs::canonicalize(&scenario.path).unwrap_or_else(|_| scenario.path.clone());
    Some(scenarios.filter(|scenario| known.insert(place(scenario))).collect())
}

/// Whether the files that everyone is started by are in any of these submissions.
pub(super) fn are_there(lab: &Lab, entries: &[Entry]) -> anyhow::Result<()> {
    let commands = lab.parts.iter().flat_map(|part| [&part.commands.server, &part.commands.client]).flatten();
    match commands.filter_map(|command| intake::nobody_has(command, entries)).next() {
        Some(slip) => Err(anyhow::Error::msg(slip)),
        None => Ok(()),
    }
}

/// Whether the files that these commands name are in the folder from which they are given, or in this one.
pub(super) fn are_here<'c>(
    folder: Option<&Path>,
    commands: impl IntoIterator<Item = &'c Option<Command>>,
) -> anyhow::Result<()> {
    for command in commands.into_iter().flatten() {
        let file = command
            .named_source()
            .map(|file| folder.map_or_else(|| file.to_owned(), |folder| folder.join(file)));
        if let Some(file) = file.filter(|file| !file.exists()) {
            anyhow::bail!(words::no_file(command, &file));
        }
    }
    Ok(())
}

/// How a scenario is asked for again: by its file, or where it has none, by its name.
pub(super) fn again(scenario: &Scenario) -> String {
    match scenario.path.file_stem() {
        Some(name) if shipped::is(scenario) && !scenario.path.exists() => name.to_string_lossy().into_owned(),
        _ => scenario.path.display().to_string(),
    }
}
