//! The case of a run that is run again, to see whether its programs do the same by the same seed.

use std::thread::Scope;

use anyhow::Result;

use super::stand_ins::{Observed, Tries};
use crate::plan::Case;
use crate::scenario::Scenario;
use crate::verdict::repeats::{Repeats, Run, next};
use crate::verdict::results::{CaseResult, ScenarioResult};

impl<'a> Tries<'a> {
    /// Runs of each scenario again what is to be, as often as it is to be. Whether all of it was done; not where the user wants to
    /// stop. An error where no thread can be had.
    pub fn repeat<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        scenarios: &'scope [Scenario],
        seen: &mut [Observed],
        results: &mut [ScenarioResult],
    ) -> Result<bool>
    where
        'a: 'scope,
    {
        for (run, ((scenario, result), seen)) in scenarios.iter().zip(results).zip(seen).enumerate() {
            let run_of = |case: &CaseResult| Run::new(case.seed, case.delivery, &case.verdict);
            let cases: Vec<Run> = result.cases.iter().map(run_of).collect();
            let (mut repeats, mut place) = (Vec::new(), None);
            while let Some(next) = next(&cases, &repeats.iter().map(run_of).collect::<Vec<_>>()) {
                let CaseResult { seed, delivery, .. } = result.cases[next];
                let case = Case { run, repeat: repeats.len() + 1, ..Case::alone(scenario, seed, delivery) };
                if self.spending.is_over(&case) {
                    break;
                }
                let Some((case, seeded, observation)) = self.one_more(scope, case)? else { return Ok(false) };
                repeats.push(case);
                seen.repeats.push((seeded, observation));
                place = Some(next);
            }
            let observations = seen.repeats.iter().map(|(_, observation)| &**observation);
            result.repeats = place
                .and_then(|place| Repeats::of(&seen.own[place].1, repeats.into_iter().zip(observations)));
        }
        Ok(true)
    }
}
