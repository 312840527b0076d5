//! `cargo xtask replay`: repeat one case of a class, and say whether it came out the same.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use super::inherited;
use super::isolation::IsolationChoice;
use super::{OPEN_FOR_DAMAGE, say_damages};
use crate::class::address::Address;
use crate::class::choices::Choices;
use crate::class::course::Wanted;
use crate::class::workshop::Workshop;
use crate::host;
use crate::intake;
use crate::journal::CaseId;
use crate::journal::ledger::Ledger;
use crate::printable::printable;
use crate::report::{Exit, terminal, transcript};
use crate::verdict::check::Check;
use crate::verdict::outcome::{Status, Verdict};
use crate::verdict::{Seeded, judge};

/// Options of `cargo xtask replay`.
#[derive(Debug, Args)]
pub struct Options {
    /// The case: `results/alice/task2-seed7`, `results/alice/task2-seed7-split`
    #[arg(value_name = "RESULTS/STUDENT/CASE")]
    address: PathBuf,

    /// Where the submissions are, where they have been moved since
    #[arg(long, value_name = "SUBMISSIONS")]
    submissions: Option<PathBuf>,

    /// How far the programs are kept apart from this machine and from each other
    #[arg(long, value_enum, default_value_t)]
    isolation: IsolationChoice,
}

/// Runs the case and compares its answers, check by check.
pub fn execute(options: &Options) -> Result<u8> {
    let address = Address::parse(&options.address)?;
    ensure!(
        address.case.is_some(),
        "name a case as well, such as `{}/task2-seed7`",
        options.address.display()
    );
    for note in host::look_for_toolchains() {
        anstream::eprintln!("note: {}", printable(note));
    }
    let ledger = Ledger::open(&address.results)?;
    say_damages(&ledger, OPEN_FOR_DAMAGE)?;
    let start = ledger.start();
    inherited::suffices_to_grade(start.lab.parts.iter().map(|part| &part.scenario))?;
    let isolation = options.isolation.choose()?;
    let graded = address.graded(&ledger)?;
    let place = address.find(&graded)?;
    let before = place.case;
    ensure!(
        before.stand_in.is_none(),
        "a case with a stand-in follows from the others: `replay` one of these"
    );
    let part = &start.lab.parts[place.part];

    let work = tempfile::tempdir().context("cannot make a folder to unpack into")?;
    let submissions = options.submissions.as_ref().unwrap_or(&start.download);
    host::hide("the folder of the results", &address.results)?;
    host::hide("the folder of the submissions", submissions)?;
    for part in &start.lab.parts {
        host::hide("a scenario", &part.scenario.path)?;
    }
    let class = intake::open(submissions, &work.path().join("submissions"))?;
    let student = class.entries.iter().position(|entry| entry.student.key == address.key);
    let student =
        student.with_context(|| format!("`{}` is no longer in `{}`", address.key, submissions.display()))?;
    let builds = work.path().join("builds");
    let workshop = Workshop::open(&start.lab, &class.entries, isolation, Choices::default(), builds)?;
    let prepared = workshop.prepare(student, 0)?;
    let known = ledger.known(&address.key)?;
    if known.prepared.is_some_and(|known| known.digest != prepared.digest) {
        anstream::eprintln!("note: `{}` has handed in other files since", address.key);
    }
    let input = prepared.parts[place.part].input.clone();
    let id = CaseId {
        scenario: part.name(),
        seed: before.seed,
        delivery: before.delivery,
        pair: place.judged.pair.clone(),
        stand_in: None,
    };
    let wanted = Wanted { scenario: &part.scenario, input, id, stand_in: None };
    let observation = workshop.observe(student, &wanted, 0);
    let after = judge(&part.scenario, &Seeded::default(), &observation);
    anstream::print!("{}", transcript::render(&wanted.case(), &observation));
    anstream::print!("{}", terminal::findings(&after));
    let differences = differences(&before.verdict, &after);
    if differences.is_empty() {
        anstream::println!("the same as before: every check has the same answer");
        return Ok(Exit::Passed.code());
    }
    for (check, before, after) in differences {
        anstream::println!("different: `{}` was {}, now {}", check.name(), before.word(), after.word());
    }
    Ok(Exit::Failed.code())
}

/// Checks with another answer than before.
fn differences(before: &Verdict, after: &Verdict) -> Vec<(Check, Status, Status)> {
    let pairs = before.findings.iter().zip(&after.findings);
    let statuses = pairs.map(|(one, other)| (one.check, one.outcome.status(), other.outcome.status()));
    statuses.filter(|(_, before, after)| before != after).collect()
}
