//! `cargo xtask show`: one submission of a class, or one of its cases, in the terminal.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{OPEN_FOR_DAMAGE, say_damages};
use crate::class::address::{Address, Place};
use crate::class::graded::Graded;
use crate::journal::ledger::Ledger;
use crate::plan::Case;
use crate::printable::printable;
use crate::report::{terminal, transcript};

/// Options of `cargo xtask show`.
#[derive(Debug, Args)]
pub struct Options {
    /// A submission or a case of it: `results/alice`, `results/alice/task2-seed7`, `results/alice/task2-seed7-split`
    #[arg(value_name = "RESULTS/STUDENT[/CASE]")]
    address: PathBuf,
}

/// Prints what was found of the submission, or how the case went.
pub fn execute(options: &Options) -> Result<u8> {
    let address = Address::parse(&options.address)?;
    let ledger = Ledger::open(&address.results)?;
    say_damages(&ledger, OPEN_FOR_DAMAGE)?;
    let graded = address.graded(&ledger)?;
    match &address.case {
        None => anstream::print!("{}\n\n{}", printable(&graded.student.name), terminal::submission(&graded)),
        Some(_) => anstream::print!("{}", case(&graded, &address.find(&graded)?)),
    }
    Ok(0)
}

fn case(graded: &Graded<'_>, place: &Place<'_>) -> String {
    let judged = place.case;
    let scenario = &graded.lab.parts[place.part].scenario;
    let case = Case::alone(scenario, judged.seed, judged.delivery);
    let mut out = transcript::render(&case, place.observation);
    out += &terminal::findings(&judged.verdict);
    out += &format!("again: {}\n", printable(&place.judged.result.again(judged)));
    out
}
