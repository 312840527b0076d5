//! `cargo xtask try`: one student's work, by itself and as it stands, judged as `grade` judges it in a class.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};
use clap::Args;
use clap::builder::RangedU64ValueParser;

use super::cases::Cases;
use super::isolation::IsolationChoice;
use super::{INTERRUPTED, Ours as _, USAGE, asked, inherited, interrupt};
use crate::called;
use crate::class::again::{self, Again};
use crate::class::alone::{Alone, Found};
use crate::class::choices::Choices;
use crate::class::crew;
use crate::class::graded::{Graded, GradedPart, PartOutcome};
use crate::class::workshop::Workshop;
use crate::command_line::Command;
use crate::host::{self, Isolation};
use crate::intake::{self, Entry};
use crate::report::class::ClassReport as _;
use crate::report::class::results::Results;
use crate::report::{Exit, terminal, transcript};
use crate::say;
use crate::scenario::lab::{Commands, Lab};
use crate::scenario::shipped;

/// What the submission is called in folders of ours.
const KEY: &str = "submission";

/// Options of `cargo xtask try`.
#[derive(Debug, Args)]
pub struct Options {
    /// A folder or an archive, as one student hands it in [default: this folder]; the name of a task by itself is TASK
    #[arg(value_name = "FOLDER")]
    first: Option<PathBuf>,

    /// `task1`, `task2` or `task3`; or a scenario, a `lab.toml`, or a folder of them [default: all three tasks]
    #[arg(value_name = "TASK")]
    second: Option<PathBuf>,

    #[command(flatten)]
    cases: Cases,

    /// How to start the server, where the hand-out says how it is called, such as `python3 server.py {port}`; a
    /// `submission.toml` comes before it [default: as it is found]
    #[arg(long, value_name = "COMMAND", value_parser = Command::of_instructor)]
    server: Option<Command>,

    /// The same for the client
    #[arg(long, value_name = "COMMAND", value_parser = Command::of_instructor)]
    client: Option<Command>,

    /// Of several pairs of a server and a client that are found, only the Nth, the likeliest counted first [default: all are
    /// tried, and the best is judged]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pair: Option<usize>,

    /// Cases at the same time [default: one a processor]
    #[arg(long, short, value_name = "N", value_parser = super::cases::jobs)]
    jobs: Option<NonZeroUsize>,

    /// How far the programs are kept apart from this machine and from each other
    #[arg(long, value_enum, default_value_t)]
    isolation: IsolationChoice,

    /// Write the results as JSON, as `grade` writes those of a class
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Show what the programs printed, what crossed the wire, and how they ended
    #[arg(long, short)]
    verbose: bool,
}

/// Finds, compiles, runs and judges what is in the folder, and prints the tables.
pub fn execute(options: &Options) -> Result<u8> {
    let (folder, task) = options.places();
    // One word that names nothing may be a folder's or a task's.
    if options.second.is_none() && !folder.exists() {
        return Err(asked::nowhere(folder));
    }
    let Some(lab) = lab(options, task) else { return Ok(USAGE) };
    lab.provide().map_err(anyhow::Error::msg)?;
    for note in host::look_for_toolchains() {
        say::note(note);
    }
    inherited::suffices_to_grade(lab.parts.iter().map(|part| &part.scenario))?;
    // Before any thread: an ordinary user's networks belong to a user namespace, which only a single thread can enter.
    let isolation = options.isolation.choose()?;
    let work = tempfile::tempdir().context("cannot make a folder to work in")?;
    host::hide("the folder to work in", work.path())?;
    let entry = intake::open_one(folder, KEY, &work.path().join("submissions"))?;
    asked::are_there(&lab, std::slice::from_ref(&entry))?;
    let json = options.json.as_ref().map(|file| Results::create(file, &lab)).transpose()?;
    let jobs = options.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let jobs = if isolation == Isolation::None { NonZeroUsize::MIN } else { jobs };
    let interrupt = interrupt::take()?;

    let entries = [entry];
    let [Entry { student, .. }] = &entries;
    let builds = work.path().join("builds");
    let workshop = Workshop::open(&lab, &entries, isolation, Choices::default(), builds)?;
    let alone = Alone::new(workshop.for_pair(options.pair));
    let worked = crew::work(&lab, std::slice::from_ref(student), &[0], jobs, interrupt.stop(), &alone);
    interrupt.cases_are_over();
    let mut found = alone.end();
    worked.ours()?;
    let Some(mut parts) = found.parts.take() else {
        say::error(format_args!("interrupted: not all cases were run, so nothing is said"));
        return Ok(INTERRUPTED);
    };
    name_again(options, &lab, &found, &mut parts);
    let graded =
        Graded { student: student.clone(), lab: &lab, parts, lateness: None, corrections: Vec::new() };
    if options.verbose {
        say::result(transcripts(&graded));
    }
    say::result(terminal::submission(&graded, |result, outcome, case| {
        format!("again: {}", result.again_to_see(outcome, case))
    }));
    if let Some(mut json) = json {
        json.submission(&graded)?;
        Box::new(json).finish()?;
    }
    Ok(if interrupt.is_wanted() { INTERRUPTED } else { Exit::of_submission(&graded).code() })
}

impl Options {
    /// The folder, and what is asked of it.
    fn places(&self) -> (&Path, Option<&Path>) {
        let is_task =
            |path: &Path| path.to_str().is_some_and(|name| shipped::names().any(|task| task == name));
        match (self.first.as_deref(), self.second.as_deref()) {
            (Some(task), None) if is_task(task) => (Path::new("."), Some(task)),
            (folder, task) => (folder.unwrap_or(Path::new(".")), task),
        }
    }
}

/// What is asked. Says what is wrong with it; `None` where anything is.
fn lab(options: &Options, task: Option<&Path>) -> Option<Lab> {
    let mut lab = match task {
        None => shipped::lab(),
        Some(task) => asked::lab(task)?,
    };
    for part in &mut lab.parts {
        options.cases.choose(&mut part.scenario);
        let Commands { server, client } = &mut part.commands;
        *server = options.server.clone().or(server.take());
        *client = options.client.clone().or(client.take());
    }
    Some(lab)
}

/// Has the results name the command that repeats them from here.
fn name_again(options: &Options, lab: &Lab, found: &Found, parts: &mut [GradedPart]) {
    let (folder, _) = options.places();
    let prepared = found.prepared.iter().flat_map(|prepared| &prepared.parts);
    for ((part, graded), prepared) in lab.parts.iter().zip(parts).zip(prepared) {
        let PartOutcome::Judged(judged) = &mut graded.outcome else { continue };
        let task = match shipped::is(&part.scenario) {
            true => part.name(),
            false => part.scenario.path.display().to_string(),
        };
        let pair = options.pair.or_else(|| again::number(prepared, &judged.pair));
        judged.result.again =
            Again { folder, task: &task, commands: &part.commands, pair }.command(called::name());
        if options.isolation != IsolationChoice::Auto {
            judged.result.again += &format!(" --isolation {}", options.isolation);
        }
    }
}

/// Every case as it went, with those behind them in which the grader played one half.
fn transcripts(graded: &Graded<'_>) -> String {
    let mut out = String::new();
    for (part, judged) in graded.parts().filter_map(|(part, found, _)| Some((part, found.judged()?))) {
        for (case, observation, _) in judged.cases() {
            out += &transcript::judged(&part.scenario, case, observation);
        }
        out += &transcript::together(&judged.result);
    }
    out
}
