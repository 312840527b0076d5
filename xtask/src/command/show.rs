//! `cargo xtask show`: one submission of a class, or one of its cases, in the terminal.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{open_for_damage, say_damages};
use crate::called;
use crate::case_name::case_name;
use crate::class::address::{Address, Place};
use crate::class::graded::Graded;
use crate::journal::ledger::Ledger;
use crate::printable::printable;
use crate::report::{terminal, transcript};
use crate::say;
use crate::verdict::outcome::Outcome;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::words::submission as words;

/// Options of `cargo xtask show`.
#[derive(Debug, Args)]
pub struct Options {
    /// A submission or a case of it: `results/alice`, `results/alice/task2-seed7`, `results/alice/task2-seed7-split`
    #[arg(value_name = "RESULTS/STUDENT[/CASE]")]
    address: PathBuf,

    /// Show as well how everything was read: each list of the pair, what it was taken for, and what else it could have been
    #[arg(long)]
    why: bool,
}

/// Prints what was found of the submission, or how the case went.
pub fn execute(options: &Options) -> Result<u8> {
    let address = Address::parse(&options.address)?;
    let ledger = Ledger::open(&address.results)?;
    say_damages(&ledger, &open_for_damage())?;
    let graded = address.graded(&ledger)?;
    let out = match &address.case {
        None => {
            let again = |result: &ScenarioResult, outcome: &Outcome, case: &CaseResult| {
                let is_seen_there = result.again_to_see(outcome, case) == result.again(case);
                if is_seen_there {
                    from_here(&address, result, case)
                } else {
                    there(&result.again_to_see(outcome, case))
                }
            };
            format!("{}\n\n{}", printable(&graded.student.name), terminal::submission(&graded, again))
        }
        Some(_) => case(&address, &graded, &address.find(&graded)?),
    };
    say::result(out);
    if options.why {
        let judged = graded.parts.iter().filter_map(|part| part.judged());
        judged.for_each(|judged| say::result(format_args!("\n{}", transcript::together(&judged.result))));
    }
    Ok(0)
}

fn case(address: &Address, graded: &Graded<'_>, place: &Place<'_>) -> String {
    let scenario = &graded.lab.parts[place.part].scenario;
    let mut out = transcript::judged(scenario, place.case, place.observation);
    out += &terminal::findings(&place.case.verdict);
    out += &format!("{}\n", printable(&from_here(address, &place.judged.result, place.case)));
    out
}

/// How a case is seen once more: from here, where it can be replayed by itself.
fn from_here(address: &Address, result: &ScenarioResult, case: &CaseResult) -> String {
    let scenario = result.scenario.path.file_stem().unwrap_or_default().to_string_lossy();
    let name = case_name(&scenario, case.seed, case.delivery, case.stand_in, case.second);
    let path = address.results.join(&address.key).join(name).display().to_string();
    format!("again: {} replay {}", called::name(), shell_words::quote(&path))
}

fn there(command: &str) -> String {
    format!("{}: {command}", words::AGAIN_THERE)
}
