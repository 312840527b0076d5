//! What is asked: scenarios and labs, as a person names them to `run`, `try`, `grade` and `check`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::check::complain;
use crate::near::{did_you_mean, did_you_mean_beside};
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::Lab;
use crate::scenario::{Scenario, shipped};

/// The lab of that name: a task that comes with the grader, the file of a scenario, a `lab.toml`, or a folder of them. Says what is
/// wrong with it; `None` where anything is.
pub(super) fn lab(name: &Path) -> Option<Lab> {
    if let Some(scenario) = name.to_str().and_then(shipped::find) {
        return Some(Lab::of(vec![scenario]));
    }
    if !name.exists() && name.extension().is_none() {
        let tasks: Vec<String> = shipped::names().map(|task| format!("`{task}`")).collect();
        let written = printable(&name.display().to_string());
        say::error(format_args!(
            "error: there is no task `{written}`: expected {}, or a scenario's file, a `lab.toml` or a folder of them{}",
            tasks.join(", "),
            // What the grader brings is meant rather than what lies about.
            match did_you_mean(&written, shipped::names()) {
                none if none.is_empty() => did_you_mean_beside(name),
                task => task,
            }
        ));
        return None;
    }
    Lab::load(name).map_err(|error| complain(&error)).ok()
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

/// How a scenario is asked for again: by its file, or where it has none, by its name.
pub(super) fn again(scenario: &Scenario) -> String {
    match scenario.path.file_stem() {
        Some(name) if shipped::is(scenario) && !scenario.path.exists() => name.to_string_lossy().into_owned(),
        _ => scenario.path.display().to_string(),
    }
}
