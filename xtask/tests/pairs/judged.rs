//! What is said of a pair by what was observed of it, as `cargo xtask run` says it of one that runs.

use std::collections::BTreeMap;

use serde_json::Value;
use xtask::observation::Observation;
use xtask::plan::{self, Case};
use xtask::report::{Ended, Exit, json, terminal, transcript};
use xtask::scenario::Scenario;
use xtask::verdict::outcome::Verdict;
use xtask::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use xtask::verdict::{Seeded, joint, judge};

use crate::expected::Said;
use crate::table::Run;

/// Judges what was observed, by seed: each case by itself, and all together; then that in which a client came `second`.
pub fn said(
    run: &Run,
    observations: &BTreeMap<u64, Observation>,
    second: Option<&Observation>,
) -> Result<Said, String> {
    let scenario = Scenario::parse("scenario.toml".as_ref(), &run.scenario());
    let scenario = scenario.map_err(|error| error.to_string())?;
    let cases = plan::cases(std::slice::from_ref(&scenario));
    let observed = |case: &Case<'_>| {
        observations.get(&case.seed).ok_or_else(|| format!("seed {} was not observed", case.seed))
    };
    let observed = cases.iter().map(observed).collect::<Result<Vec<_>, String>>()?;
    let seeded = Seeded::default();
    let mut verdicts: Vec<_> = observed.iter().map(|seen| judge(&scenario, &seeded, seen)).collect();
    let settle = |verdicts: &mut [Verdict], known| {
        let together = cases.iter().zip(&observed).zip(verdicts);
        let together = together.map(|((case, observation), verdict)| joint::Case {
            delivery: case.delivery,
            seeded: seeded.clone(),
            stand_in: None,
            observation,
            verdict,
        });
        joint::settle(&scenario, &mut together.collect::<Vec<_>>(), known)
    };
    let joint = settle(&mut verdicts, None);
    // They are settled again where a stand-in was asked.
    let mut again = verdicts.clone();
    settle(&mut again, joint.clone());
    if again != verdicts {
        return Err(format!("settled once: {verdicts:#?}\nsettled twice: {again:#?}"));
    }
    let result = |(case, verdict): (&Case<'_>, _)| CaseResult {
        seed: case.seed,
        delivery: case.delivery,
        stand_in: None,
        second: false,
        verdict,
    };
    let mut result = ScenarioResult {
        scenario: scenario.clone(),
        server: run.pair.server.clone(),
        client: run.pair.client.clone(),
        again: String::new(),
        cases: cases.iter().zip(verdicts).map(result).collect(),
        stand_ins: Vec::new(),
        repeats: None,
        left_out: LeftOut::default(),
        joint,
        corrections: BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
    };
    if let (Some(place), Some(second)) = (result.to_come_second(), second) {
        let own =
            result.cases.iter().zip(&observed).map(|(case, seen)| (case.clone(), seeded.clone(), *seen));
        result.second = plan::second(&scenario, own.collect(), place, second);
    }
    let seen = cases.iter().zip(&observed).map(|(case, seen)| transcript::render(case, seen));
    let results = [result];
    let texts = [transcript::together(&results[0]), terminal::render(&results, Ended::Whole)];
    let document: Value =
        serde_json::from_str(&json::render(&results, Ended::Whole)).map_err(|error| error.to_string())?;
    Ok(Said {
        code: Some(i32::from(Exit::of(&results).code())),
        results: document["runs"][0].clone(),
        text: seen.chain(texts).collect(),
    })
}
