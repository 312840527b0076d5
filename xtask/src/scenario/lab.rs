//! A lab: which scenarios belong to it, what each weighs, and which columns of the gradebook they fill. Read from
//! `lab.toml` beside the scenarios; a folder without one is a lab of all of its scenarios, each of equal weight.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::checked::{Findings, syntax};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::late::{self, Late};
use super::{LoadError, Scenario, read};
use crate::command_line::Command;
use crate::host::Provided;
use crate::near::nearest_beside;
use crate::printable::printable;
use crate::role::Role;
use crate::spanned::Spanned;

/// The name of the file.
pub const FILE: &str = "lab.toml";

/// The most that a weight or a lab's points can be.
const MOST_POINTS: u64 = 10_000;

/// A checked lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lab {
    /// What a person calls it.
    pub title: String,
    /// What the whole of it is worth in the gradebook.
    pub points: u32,
    /// The gradebook's column for the whole.
    pub column: String,
    /// What its programs get beside what the machine has.
    #[serde(default, skip_serializing_if = "Provided::is_nothing")]
    pub toolchain: Provided,
    /// What handing in late costs. What follows from it is a fact of each submission, so that it can change without running
    /// anything again.
    #[serde(skip)]
    pub late: Option<Late>,
    /// Its parts, in order, at least one, no two of the same file name.
    pub parts: Vec<Part>,
}

/// One scenario of a lab. Written down with the scenario's text, so that whoever reads it needs no other file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Part {
    /// What is asked.
    pub scenario: Scenario,
    /// Its share of the lab's points, beside the other parts' weights.
    pub weight: u32,
    /// A column of its own in the gradebook, if it has one.
    pub column: Option<String>,
    /// How everyone's programs are started, where the hand-out says how they are called.
    pub commands: Commands,
}

/// How the programs of every submission are started; what is not said is found by convention.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    /// The server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Command>,
    /// The client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Command>,
}

impl Commands {
    /// That of one of the two.
    pub fn of(&self, role: Role) -> Option<&Command> {
        match role {
            Role::Server => self.server.as_ref(),
            Role::Client => self.client.as_ref(),
        }
    }
}

impl Part {
    /// The scenario's file name without its extension, as cases and folders are called by: `task2`.
    pub fn name(&self) -> String {
        self.scenario.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// A part as it is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    path: PathBuf,
    text: String,
    weight: u32,
    column: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    commands: Commands,
}

fn is_default(commands: &Commands) -> bool {
    *commands == Commands::default()
}

impl TryFrom<Written> for Part {
    type Error = Diagnostics;

    fn try_from(written: Written) -> Result<Self, Diagnostics> {
        let Written { path, text, weight, column, commands } = written;
        Ok(Self { scenario: Scenario::parse(&path, &text)?, weight, column, commands })
    }
}

impl From<Part> for Written {
    fn from(Part { scenario, weight, column, commands }: Part) -> Self {
        Self { path: scenario.path, text: scenario.text, weight, column, commands }
    }
}

/// The scenarios that belong together, what each weighs, and which columns of the gradebook they fill.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Lab of socklab"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = super::FORMAT)))]
    format: Spanned<i64>,
    /// What a person calls it.
    #[cfg_attr(test, schemars(length(min = 1)))]
    title: Spanned<String>,
    /// What the whole of it is worth in the gradebook; without it, 100.
    #[cfg_attr(test, schemars(range(min = 1, max = MOST_POINTS)))]
    points: Option<Spanned<i64>>,
    /// The gradebook's column for the whole; without it, the title.
    #[cfg_attr(test, schemars(length(min = 1)))]
    column: Option<Spanned<String>>,
    /// What its programs get beside what the machine has.
    #[serde(default)]
    toolchain: RawToolchain,
    /// What handing in late costs.
    late: Option<Spanned<late::Raw>>,
    /// Its parts, in order, no two of the same file name.
    #[cfg_attr(test, schemars(length(min = 1)))]
    scenario: Spanned<Vec<RawPart>>,
}

/// `[toolchain]`
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "toolchain"))]
#[serde(deny_unknown_fields)]
struct RawToolchain {
    /// Folders in which programs are looked for, before the machine's: a virtual environment's `bin`.
    #[serde(default)]
    path: Vec<Spanned<String>>,
    /// Folders that programs see as well, and cannot write into.
    #[serde(default)]
    shows: Vec<Spanned<String>>,
    /// Variables of their environment.
    #[serde(default)]
    env: BTreeMap<String, String>,
}

/// `[[scenario]]`
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "part"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPart {
    /// The scenario's file, from the folder of the lab.
    file: Spanned<String>,
    /// Its share of the lab's points, beside the other parts' weights; without it, 1.
    #[cfg_attr(test, schemars(range(min = 0, max = MOST_POINTS)))]
    weight: Option<Spanned<i64>>,
    /// A column of its own in the gradebook.
    #[cfg_attr(test, schemars(length(min = 1)))]
    column: Option<Spanned<String>>,
    /// How everyone's server is started, where the hand-out says so.
    server: Option<Spanned<String>>,
    /// How everyone's client is started.
    client: Option<Spanned<String>>,
}

impl Lab {
    /// Reads a lab: from a folder, from a `lab.toml`, or from one scenario's file. The error shows everything that is wrong
    /// with the first file that is.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        if !path.is_dir() {
            return match path.file_name() {
                Some(name) if name == FILE => Self::parse(path, &read(path)?),
                _ => Ok(Self::of(vec![Scenario::load(path)?])),
            };
        }
        let file = path.join(FILE);
        if file.exists() {
            return Self::parse(&file, &read(&file)?);
        }
        let scenarios =
            files(path)?.iter().map(|file| Scenario::load(file)).collect::<Result<Vec<_>, _>>()?;
        if scenarios.is_empty() {
            return Err(LoadError::NoScenarios { path: path.to_owned() });
        }
        Ok(Self::of(scenarios))
    }

    /// A lab without a file of its own.
    pub fn of(scenarios: Vec<Scenario>) -> Self {
        let title = match scenarios.as_slice() {
            [only] => only.title.clone(),
            _ => "socklab".to_owned(),
        };
        let part = |scenario| Part { scenario, weight: 1, column: None, commands: Commands::default() };
        let parts = scenarios.into_iter().map(part).collect();
        Self { column: title.clone(), title, points: 100, toolchain: Provided::default(), late: None, parts }
    }

    /// What each part is worth, in hundredths of a point of the lab. Together they are all of it.
    pub fn shares(&self) -> Vec<u32> {
        let all: u64 = self.parts.iter().map(|part| u64::from(part.weight)).sum();
        let mut weight = 0;
        let mut given = 0;
        let share = |part: &Part| {
            weight += u64::from(part.weight);
            let until = u64::from(self.points) * 100 * weight / all.max(1);
            let share = until - given;
            given = until;
            u32::try_from(share).expect("a lab has at most a million hundredths")
        };
        self.parts.iter().map(share).collect()
    }

    /// Checks the text of a `lab.toml`, and the scenarios that it names.
    fn parse(path: &Path, text: &str) -> Result<Self, LoadError> {
        let wrong = |found: Vec<Diagnostic>| LoadError::from(Diagnostics::new(path, text, found));
        let raw: Raw = toml::from_str(text).map_err(|error| {
            wrong(vec![syntax(text, &error, "every lab has `format`, `title` and `[[scenario]]`")])
        })?;
        let mut found = Findings::default();
        found.format(&raw.format);
        for name in [Some(&raw.title), raw.column.as_ref()].into_iter().flatten() {
            found.not_empty(name);
        }
        if raw.scenario.get_ref().is_empty() {
            found.add(raw.scenario.span(), "a lab has at least one scenario", "", None);
        }
        let points = found.within(raw.points.as_ref(), 100, 1..=MOST_POINTS);
        let mut parts: Vec<Part> = Vec::new();
        for entry in raw.scenario.get_ref() {
            if let Some(column) = &entry.column {
                found.not_empty(column);
            }
            let weight = found.within(entry.weight.as_ref(), 1, 0..=MOST_POINTS);
            let file = path.with_file_name(entry.file.get_ref());
            if !file.is_file() {
                let help = "scenarios are named from the folder that `lab.toml` is in".to_owned();
                let beside = nearest_beside(&file);
                let name = beside.as_ref().and_then(|beside| beside.strip_prefix(path.parent()?).ok());
                let label =
                    name.map_or_else(String::new, |name| format!("did you mean `{}`?", name.display()));
                found.add(entry.file.span(), "there is no such file", &label, Some(help));
                continue;
            }
            let part = Part {
                scenario: Scenario::load(&file)?,
                weight: narrow(weight),
                column: entry.column.as_ref().map(|column| column.get_ref().clone()),
                commands: Commands {
                    server: command(entry.server.as_ref(), &mut found),
                    client: command(entry.client.as_ref(), &mut found),
                },
            };
            if part.weight > 0 && part.scenario.points.values().all(|points| *points == 0) {
                let help = "give its checks `[points]`, or set `weight = 0` here".to_owned();
                found.add(entry.file.span(), "this scenario has no points to weigh", "", Some(help));
            }
            if parts.iter().any(|other| other.name() == part.name()) {
                let help = "cases are called by the names of their scenarios' files: rename one".to_owned();
                found.add(entry.file.span(), "two scenarios have the same name", "", Some(help));
            }
            parts.push(part);
        }
        let late = raw.late.as_ref().and_then(|late| late::checked(late, &mut found));
        if !parts.is_empty() && parts.iter().all(|part| part.weight == 0) {
            found.add(raw.scenario.span(), "no scenario weighs anything", "", None);
        }
        let toolchain = raw.toolchain.checked(path, &mut found);
        if !found.0.is_empty() {
            return Err(wrong(found.0));
        }
        let title = raw.title.into_inner();
        let column = raw.column.map_or_else(|| title.clone(), Spanned::into_inner);
        Ok(Self { title, points: narrow(points), column, toolchain, late, parts })
    }

    /// Has every program of this run get what the lab provides. The error says what of it is not on this machine.
    pub fn provide(&self) -> Result<(), String> {
        match self.toolchain.missing().next() {
            Some(place) => Err(format!(
                "`[toolchain]` in `lab.toml` names `{}`, which is not there: name a folder of this machine",
                printable(&place.display().to_string())
            )),
            None => {
                self.toolchain.provide();
                Ok(())
            }
        }
    }
}

impl RawToolchain {
    /// The places as seen from the folder of the `lab.toml` at `path`; whether they are there is this machine's affair.
    fn checked(self, path: &Path, found: &mut Findings) -> Provided {
        let here = path.parent().unwrap_or(Path::new(""));
        let mut places = |names: Vec<Spanned<String>>| -> Vec<PathBuf> {
            let place = |name: Spanned<String>| {
                found.not_empty(&name);
                let place = here.join(name.into_inner());
                std::path::absolute(&place).unwrap_or(place)
            };
            names.into_iter().map(place).collect()
        };
        Provided { path: places(self.path), shows: places(self.shows), env: self.env }
    }
}

/// A command, if there is one and it is right.
fn command(text: Option<&Spanned<String>>, found: &mut Findings) -> Option<Command> {
    let text = text?;
    let command = Command::of_instructor(text.get_ref());
    command.map_err(|error| found.add(text.span(), &error, "", None)).ok()
}

/// What `Findings::within` allows fits.
fn narrow(value: Option<u64>) -> u32 {
    value.and_then(|value| u32::try_from(value).ok()).unwrap_or_default()
}

/// The scenarios in a folder, in the order of their names.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let unreadable = |source| LoadError::List { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml")
            && path.file_name() != Some(FILE.as_ref())
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests;
