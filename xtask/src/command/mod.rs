//! The commands of the grader, one file each.

mod asked;
mod cases;
pub mod check;
pub mod completions;
pub mod doctor;
pub mod export;
mod further;
pub mod grade;
pub mod help;
mod inherited;
pub mod init;
mod interrupt;
pub mod isolation;
pub mod man;
pub mod merge;
pub mod play;
pub mod repeats;
mod replay;
pub mod report;
pub mod run;
mod saved;
mod second;
pub mod show;
mod stand_ins;
pub mod r#try;
mod written;

use std::collections::BTreeSet;

use anstream::ColorChoice;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::called;
use crate::class::address::Misnamed;
use crate::journal::damage;
use crate::journal::ledger::Ledger;
use crate::near::nearest;
use crate::report::Exit;
use crate::say;

/// Exit code of what the user has to mend: the command line, a file, or what the machine lacks.
pub const USAGE: u8 = 2;

/// Exit code of a run that the user interrupted, as a shell reports it.
pub const INTERRUPTED: u8 = 130;

/// The grader's own failure: what a user can mend is none.
#[derive(Debug, thiserror::Error)]
#[error("the grader itself failed")]
struct OwnFailure;

/// Marks what fails once cases are run. All else that ends a command is for the user to mend: its command line, a file, the machine.
trait Ours<T> {
    /// An error is the grader's own, but for a name that names nothing.
    fn ours(self) -> anyhow::Result<T>;
}

impl<T> Ours<T> for anyhow::Result<T> {
    fn ours(self) -> anyhow::Result<T> {
        self.map_err(|error| if error.is::<Misnamed>() { error } else { error.context(OwnFailure) })
    }
}

/// Says which command or value was probably meant, where clap has no idea: it compares letters, and sees no `run` in `rnu`.
fn meant(mut slip: clap::Error, commands: Vec<String>) -> clap::Error {
    let (written, says) = match slip.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        ErrorKind::InvalidValue => (ContextKind::InvalidValue, ContextKind::SuggestedValue),
        _ => return slip,
    };
    let names = match slip.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values.clone(),
        _ => commands,
    };
    let (None, Some(ContextValue::String(written))) = (slip.get(says), slip.get(written)) else {
        return slip;
    };
    if let Some(near) = nearest(written, names.iter().map(String::as_str)).map(str::to_owned) {
        slip.insert(says, ContextValue::String(near));
    }
    slip
}

/// Gives the help that a command line asks for, or says what is wrong with it. The exit code.
pub fn explain(slip: &clap::Error) -> u8 {
    if slip.use_stderr() {
        // Where that cannot be written, there is nobody to be told.
        let _ = slip.print();
        return USAGE;
    }
    say::result(slip.render().ansi());
    0
}

/// What is said where the grader itself failed, and why.
pub fn own_failure(why: &'static str) -> anyhow::Error {
    anyhow::Error::msg(why).context(OwnFailure)
}

/// The exit code of an error that ended everything.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<OwnFailure>() { Exit::Harness.code() } else { USAGE }
}

/// Says what is lost of a journal and not made good, if anything, and what becomes of it: the end of a sentence about those
/// submissions.
fn say_damages(ledger: &Ledger, then: &str) -> anyhow::Result<()> {
    let damages = ledger.damages()?;
    for (damage, _) in &damages {
        say::error(format_args!("warning: {damage}"));
    }
    let keys: BTreeSet<&str> = damages.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    if !keys.is_empty() {
        say::error(format_args!("{} {then}", damage::listed(&keys)));
    }
    Ok(())
}

/// What becomes of submissions of which something is lost, where nothing is run.
fn open_for_damage() -> String {
    format!(
        "stays open until `{} grade ... --resume` has run what is lost; nothing else is run again, and no other grade is touched",
        called::name()
    )
}

/// The grader of socklab: runs a server and a client, listens between them, and says what is right and what is wrong.
#[derive(Debug, Parser)]
#[command(name = called::NAME, bin_name = called::NAME, version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Whether what is printed has colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    color: Colour,

    /// Print only results, and what is wrong: no notes, and not how far it is
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// When there are colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal that has them
    #[default]
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Nowhere
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a server and a client, and judge both
    Run(Box<run::Options>),
    /// Try what one student has: found, compiled, started and judged as `grade` does it
    Try(Box<r#try::Options>),
    /// Grade a class: every submission of a download
    Grade(Box<grade::Options>),
    /// Put the results of several shards together
    Merge(merge::Options),
    /// Write the reports of a class again, from its journal
    Report(report::Options),
    /// Run one case again, and say whether it came out the same to the byte
    Replay(replay::Options),
    /// Play one half of a recorded conversation against a program, and say where that departs from the recording
    Play(play::Options),
    /// Show what was found of one submission of a class, or how one of its cases went
    Show(show::Options),
    /// Say whether scenarios are right, without running anything
    Check(check::Options),
    /// Say what this machine can do to keep programs apart, and what stands in the way
    Doctor(doctor::Options),
    /// Write scenarios, schemas and the lab's source into a folder, to be read and changed
    Init(init::Options),
    /// Write an autograder for another system, with this grader and what is asked in it
    Export(export::Options),
    /// Print what a shell needs to complete this command line
    Completions(completions::Options),
    /// Write the manual's pages into a folder
    Man(man::Options),
}

impl Cli {
    /// Takes the command line. Where it asks for help, or makes no sense, the error says so: see [`explain`].
    pub fn from_command_line() -> Result<Self, clap::Error> {
        let command = help::command(called::name());
        let commands = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let matches = command.try_get_matches().map_err(|slip| meant(slip, commands))?;
        Self::from_arg_matches(&matches)
    }

    /// Does it. The exit code; an error is to be shown.
    pub fn execute(self) -> anyhow::Result<u8> {
        match self.color {
            Colour::Auto => {}
            Colour::Always => ColorChoice::Always.write_global(),
            Colour::Never => ColorChoice::Never.write_global(),
        }
        if self.quiet {
            say::be_quiet();
        }
        match self.command {
            Command::Run(options) => run::execute(&options),
            Command::Try(options) => r#try::execute(&options),
            Command::Grade(options) => grade::execute(&options),
            Command::Merge(options) => merge::execute(&options),
            Command::Report(options) => report::execute(&options),
            Command::Replay(options) => replay::execute(&options),
            Command::Play(options) => play::execute(&options),
            Command::Show(options) => show::execute(&options),
            Command::Check(options) => check::execute(&options),
            Command::Doctor(options) => Ok(doctor::execute(&options)),
            Command::Init(options) => init::execute(&options),
            Command::Export(options) => export::execute(&options),
            Command::Completions(options) => completions::execute(&options),
            Command::Man(options) => man::execute(&options),
        }
    }
}
