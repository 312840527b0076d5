//! The commands of `cargo xtask`, one file each.

mod cases;
pub mod check;
pub mod doctor;
pub mod grade;
mod inherited;
mod interrupt;
pub mod isolation;
pub mod merge;
pub mod play;
pub mod replay;
pub mod report;
pub mod run;
mod saved;
pub mod show;
mod stand_ins;
pub mod r#try;

use std::collections::BTreeSet;

use clap::{Parser, Subcommand};

use crate::class::address::Misnamed;
use crate::journal::damage;
use crate::journal::ledger::Ledger;
use crate::report::Exit;

/// Exit code of usage and scenario errors.
pub const USAGE: u8 = 2;

/// Exit code of a run that the user interrupted, as a shell reports it.
pub const INTERRUPTED: u8 = 130;

const EXIT_CODES: &str = "\
Exit codes:
  0    every check passed
  1    a check failed
  2    usage error, or a scenario that is wrong
  3    no check failed, and some could not be answered
  4    the grader itself failed
  130  interrupted";

const GRADE_EXIT_CODES: &str = "\
Exit codes:
  0    every submission is graded, right or wrong
  2    usage error, or a scenario that is wrong
  3    some points are open, or not all cases were run
  4    the grader itself failed, in some case or altogether
  130  interrupted";

const REPLAY_EXIT_CODES: &str = "\
Exit codes:
  0    the same to the byte: the wire, both outputs, both ends
  1    it came out differently; the first byte that differs is shown
  2    usage error: there is no such case
  3    it cannot be told: the grader failed in the case, then or now
  4    the grader itself failed";

/// The exit code of an error that ended everything.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<Misnamed>() { USAGE } else { Exit::Harness.code() }
}

/// Says what is lost of a journal and not made good, if anything, and what becomes of it: the end of a sentence about those
/// submissions.
fn say_damages(ledger: &Ledger, then: &str) -> anyhow::Result<()> {
    let damages = ledger.damages()?;
    for (damage, _) in &damages {
        anstream::eprintln!("warning: {damage}");
    }
    let keys: BTreeSet<&str> = damages.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    if !keys.is_empty() {
        anstream::eprintln!("{} {then}", damage::listed(&keys));
    }
    Ok(())
}

/// What becomes of submissions of which something is lost, where nothing is run.
const OPEN_FOR_DAMAGE: &str = "stays open until `cargo xtask grade ... --resume` has run what is lost; nothing else is run again, and no other \
                               grade is touched";

/// The grader of socklab: runs a server and a client, listens between them, and says what is right and what is wrong.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a server and a client, and judge both
    #[command(after_help = EXIT_CODES)]
    Run(Box<run::Options>),
    /// Try what one student has: found, compiled, started and judged as `grade` does it
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", r#try::EXAMPLES))]
    Try(Box<r#try::Options>),
    /// Grade a class: every submission of a download
    #[command(after_help = GRADE_EXIT_CODES)]
    Grade(Box<grade::Options>),
    /// Put the results of several shards together
    #[command(after_help = GRADE_EXIT_CODES)]
    Merge(merge::Options),
    /// Write the reports of a class again, from its journal
    #[command(after_help = GRADE_EXIT_CODES)]
    Report(report::Options),
    /// Run one case again, and say whether it came out the same to the byte
    #[command(after_help = REPLAY_EXIT_CODES)]
    Replay(replay::Options),
    /// Play one half of a recorded conversation against a program, and say where that departs from the recording
    ///
    /// Exit code 0 where every byte is as it was recorded, 1 where one is not.
    Play(play::Options),
    /// Show what was found of one submission of a class, or how one of its cases went
    Show(show::Options),
    /// Say whether scenarios are right, without running anything
    Check(check::Options),
    /// Say what this machine can do to keep programs apart, and what stands in the way
    ///
    /// Exit code 0 where it has the whole sandbox, 1 where it does not.
    Doctor(doctor::Options),
}

impl Command {
    /// Does it. The exit code; an error is the harness's own failure.
    pub fn execute(self) -> anyhow::Result<u8> {
        match self {
            Self::Run(options) => run::execute(&options),
            Self::Try(options) => r#try::execute(&options),
            Self::Grade(options) => grade::execute(&options),
            Self::Merge(options) => merge::execute(&options),
            Self::Report(options) => report::execute(&options),
            Self::Replay(options) => replay::execute(&options),
            Self::Play(options) => play::execute(&options),
            Self::Show(options) => show::execute(&options),
            Self::Check(options) => check::execute(&options),
            Self::Doctor(options) => Ok(doctor::execute(&options)),
        }
    }
}
