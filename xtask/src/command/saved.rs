//! A case that `run --save` has saved: it says itself by which command it is run again.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Parser as _;

use super::isolation::IsolationChoice;
use super::replay::{Run, compared};
use super::run::judging::seeded;
use super::{Cli, Command, USAGE, inherited, run};
use crate::called;
use crate::class::address::Misnamed;
use crate::host::Origin;
use crate::observation::Observation;
use crate::plan::{self, Case};
use crate::record::Saved;
use crate::scenario::Input;
use crate::script::StandIn;
use crate::stage::{Stage, StageOptions};
use crate::verdict::joint;
use crate::words::replay as words;

/// Runs it again and compares what its programs did. The exit code.
pub(super) fn replay(file: &Path, isolation: IsolationChoice) -> Result<u8> {
    if !file.is_file() {
        return Err(Misnamed(words::is_no_file(file)).into());
    }
    let slip = |error: anyhow::Error| Misnamed(format!("{error:#}"));
    let saved = Saved::read(file).map_err(slip)?;
    let again = &saved.again;
    let options = options(again).map_err(slip)?;
    let Some(scenarios) = run::load(&options) else { return Ok(USAGE) };
    inherited::suffices_to_run(&scenarios)?;
    let submission = run::submission(&options);
    run::hide(&options, &scenarios)?;
    let isolation = match isolation {
        IsolationChoice::Auto => options.isolation,
        other => other,
    };
    let stage_options = StageOptions {
        input: Input { server: options.server_input.clone(), client: options.client_input.clone() },
        files_of: Origin::Instructor,
        ..StageOptions::default()
    };
    let stage = Stage::set(submission, isolation.choose()?, stage_options)?;
    let [mut case] = plan::cases(&scenarios)[..] else {
        return Err(Misnamed(words::is_not_one_case(again)).into());
    };
    (case.stand_in, case.second) = (saved.stand_in.as_ref(), saved.second);
    let observation = plan::attempts(|| stage.observe(&case, 0));
    let seeded = seeded(stage.submission(), &case);
    let found = |case: &Case<'_>, observation| {
        let judge = |seen: &Observation| StandIn::judged(case.stand_in, case.scenario, seeded.clone(), seen);
        let mut verdict = plan::judged(observation, judge);
        let seeded = seeded.clone();
        let alone = joint::Case {
            delivery: case.delivery,
            seeded,
            stand_in: case.stand_in,
            observation,
            verdict: &mut verdict,
        };
        plan::settled(case.scenario, &mut [alone], None);
        verdict
    };
    let before = Run { observation: &saved.observation, verdict: &found(&case, &saved.observation) };
    let after = Run { observation: &observation, verdict: &found(&case, &observation) };
    Ok(compared(&case, &before, &after))
}

/// The options of a `run` that was printed.
fn options(again: &str) -> Result<run::Options> {
    let words = shell_words::split(again).with_context(|| words::is_not_one_case(again))?;
    match Cli::try_parse_from([called::NAME.to_owned()].iter().chain(called::arguments(&words)))?.command {
        Command::Run(options) => Ok(*options),
        _ => bail!(words::is_not_one_case(again)),
    }
}
