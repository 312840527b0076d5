//! `cargo xtask replay`: run one case again, and say whether it came out the same to the byte.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use super::isolation::IsolationChoice;
use super::{inherited, open_for_damage, saved, say_damages};
use crate::check::Check;
use crate::class::address::{Address, Misnamed, Place};
use crate::class::choices::Choices;
use crate::class::course::Wanted;
use crate::class::graded::Judged;
use crate::class::workshop::Workshop;
use crate::host;
use crate::intake;
use crate::journal::CaseId;
use crate::journal::ledger::Ledger;
use crate::observation::Observation;
use crate::plan::{self, Case};
use crate::printable::printable;
use crate::report::{Exit, terminal, transcript};
use crate::say;
use crate::scenario::Scenario;
use crate::script::StandIn;
use crate::trace::difference;
use crate::verdict::outcome::{Outcome, Status, Verdict};
use crate::verdict::results::CaseResult;
use crate::verdict::{Seeded, joint};
use crate::words::replay as words;

/// Options of `cargo xtask replay`.
#[derive(Debug, Args)]
pub struct Options {
    /// The case of a class, `results/alice/task2-seed7` or `results/alice/task2-seed7-split`; or one that `run --save` has
    /// saved, `saved/task2-seed7-as-sent.json`, in the folder in which it was run
    #[arg(value_name = "RESULTS/STUDENT/CASE")]
    address: PathBuf,

    /// Where the submissions are, where they have been moved since
    #[arg(long, value_name = "SUBMISSIONS")]
    submissions: Option<PathBuf>,

    /// How far the programs are kept apart from this machine and from each other
    #[arg(long, value_enum, default_value_t)]
    isolation: IsolationChoice,
}

/// What was seen of a case, and what was found in it.
pub(super) struct Run<'a> {
    pub observation: &'a Observation,
    pub verdict: &'a Verdict,
}

/// Runs the case again and compares what its programs did.
pub fn execute(options: &Options) -> Result<u8> {
    if options.address.extension().is_some_and(|extension| extension == "json") {
        return saved::replay(&options.address, options.isolation);
    }
    let address = Address::parse(&options.address)?;
    if address.case.is_none() {
        return Err(Misnamed::lacks_case(&options.address).into());
    }
    for note in host::look_for_toolchains() {
        say::note(note);
    }
    let ledger = Ledger::open(&address.results)?;
    say_damages(&ledger, &open_for_damage())?;
    let start = ledger.start();
    inherited::suffices_to_grade(start.lab.parts.iter().map(|part| &part.scenario))?;
    let graded = address.graded(&ledger)?;
    let place = address.find(&graded)?;
    let before = place.case;
    let submissions = options.submissions.as_ref().unwrap_or(&start.download);
    if !submissions.exists() {
        return Err(Misnamed(words::submissions_are_gone(submissions)).into());
    }
    let part = &start.lab.parts[place.part];
    let isolation = options.isolation.choose()?;

    let work = tempfile::tempdir().context("cannot make a folder to unpack into")?;
    hide(&address.results, submissions, &ledger)?;
    let class = intake::open(submissions, &work.path().join("submissions"), start.reading)?;
    let student = class.entries.iter().position(|entry| entry.student.key == address.key);
    let student = student.ok_or_else(|| Misnamed(words::is_no_longer_there(&address.key, submissions)))?;
    let builds = work.path().join("builds");
    let workshop = Workshop::open(&start.lab, &class.entries, isolation, Choices::default(), builds)?;
    let prepared = workshop.prepare(student, 0)?;
    let known = ledger.known(&address.key)?;
    if known.prepared.is_some_and(|known| known.digest != prepared.digest) {
        say::note(&format!("`{}` has handed in other files since", address.key));
    }
    let input = prepared.parts[place.part].input.clone();
    let id = CaseId {
        scenario: part.name(),
        seed: before.seed,
        delivery: before.delivery,
        pair: place.judged.pair.clone(),
        stand_in: before.stand_in,
        repeat: 0,
        hold: None,
        second: before.second,
    };
    let wanted = Wanted { scenario: &part.scenario, input, id, stand_in: place.stand_in.cloned() };
    let observation = plan::attempts(|| workshop.observe(student, &wanted, 0));
    let verdict = judged_among_the_others(&place, &part.scenario, &observation);
    let after = Run { observation: &observation, verdict: &verdict };
    let before = Run { observation: place.observation, verdict: &before.verdict };
    Ok(compared(&wanted.case(), &before, &after))
}

/// What is found in a case that was run again, in the place of the one that it repeats.
fn judged_among_the_others(place: &Place<'_>, scenario: &Scenario, again: &Observation) -> Verdict {
    let Judged { result, sets, .. } = place.judged;
    if place.case.second {
        return judged_as_second(place, scenario, again);
    }
    let is_repeated = |case: &CaseResult| {
        (case.seed, case.delivery, case.stand_in)
            == (place.case.seed, place.case.delivery, place.case.stand_in)
    };
    let others = place.judged.cases().filter(|(case, ..)| !case.second);
    let mut cases: Vec<_> = others.map(|(case, seen, by)| (case.clone(), seen, by)).collect();
    let mut all = Vec::new();
    for (case, observation, stand_in) in &mut cases {
        let asked = sets.get(&case.seed).filter(|_| stand_in.is_none()).cloned();
        let seeded = Seeded { asked, ..Seeded::default() };
        if is_repeated(case) {
            *observation = again;
            case.verdict = StandIn::judged(*stand_in, scenario, seeded.clone(), again);
        }
        let (delivery, stand_in, observation) = (case.delivery, *stand_in, *observation);
        all.push(joint::Case { delivery, seeded, stand_in, observation, verdict: &mut case.verdict });
    }
    // How the pair's own cases were read stands, where it is none of these that was run again.
    let known = result.joint.clone().filter(|_| place.stand_in.is_some());
    plan::settled(scenario, &mut all, known);
    let settled = cases.into_iter().find(|(case, ..)| is_repeated(case));
    let alone = || StandIn::judged(place.stand_in, scenario, Seeded::default(), again);
    settled.map_or_else(alone, |(case, ..)| case.verdict)
}

/// The same of one in which a client came second: all passes where the server gets nothing wrong any more.
fn judged_as_second(place: &Place<'_>, scenario: &Scenario, again: &Observation) -> Verdict {
    let Judged { result, sets, observations, .. } = place.judged;
    let is_it = |case: &CaseResult| (case.seed, case.delivery) == (place.case.seed, place.case.delivery);
    let own = result.cases.iter().zip(observations).map(|(case, seen)| {
        let seeded = Seeded { asked: sets.get(&case.seed).cloned(), ..Seeded::default() };
        (case.clone(), seeded, seen)
    });
    let at = result.cases.iter().position(is_it);
    let found = at.and_then(|at| plan::second(scenario, own.collect(), at, again));
    let all_pass = || {
        let mut verdict = place.case.verdict.clone();
        verdict.findings.iter_mut().for_each(|finding| finding.outcome = Outcome::Pass);
        verdict
    };
    found.map_or_else(all_pass, |found| found.verdict)
}

/// Has no program see what it is judged by, and what became of it.
fn hide(results: &Path, submissions: &Path, ledger: &Ledger) -> Result<()> {
    host::hide("the folder of the results", results)?;
    host::hide("the folder of the submissions", submissions)?;
    for part in &ledger.start().lab.parts {
        host::hide("a scenario", &part.scenario.path)?;
    }
    Ok(())
}

/// Shows how the case went now, and says whether it went as before. The exit code.
pub(super) fn compared(case: &Case<'_>, before: &Run<'_>, after: &Run<'_>) -> u8 {
    say::result(transcript::render(case, after.observation));
    say::result(terminal::findings(after.verdict));
    if before.observation.trouble.is_some() || after.observation.trouble.is_some() {
        say::line(words::UNTOLD);
        return Exit::Inconclusive.code();
    }
    let difference = difference(before.observation, after.observation);
    match &difference {
        None => say::line(words::SAME),
        Some(difference) => {
            for line in words::difference(difference) {
                say::line(printable(&line));
            }
            say::line(words::WHY);
        }
    }
    let answers = other_answers(before.verdict, after.verdict);
    for (check, before, after) in &answers {
        say::line(format_args!("different: `{}` was {}, now {}", check.name(), before.word(), after.word()));
    }
    match (difference, answers.as_slice()) {
        (None, []) => Exit::Passed.code(),
        (Some(_), []) => {
            say::line(words::SAME_ANSWERS);
            Exit::Failed.code()
        }
        _ => Exit::Failed.code(),
    }
}

/// Checks with another answer than before.
fn other_answers(before: &Verdict, after: &Verdict) -> Vec<(Check, Status, Status)> {
    let pairs = before.findings.iter().zip(&after.findings);
    let statuses = pairs.map(|(one, other)| (one.check, one.outcome.status(), other.outcome.status()));
    statuses.filter(|(_, before, after)| before != after).collect()
}
