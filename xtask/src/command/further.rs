//! The cases of a run with further seeds, where the scenario's own leave open how a pair is read.

use std::thread::Scope;

use anyhow::Result;

use super::stand_ins::{Observed, Tries};
use crate::delivery::Delivery;
use crate::plan::Case;
use crate::scenario::Scenario;
use crate::verdict::results::ScenarioResult;

impl<'a> Tries<'a> {
    /// Runs each scenario with the further seeds that it wants. Whether all of it was done; not where the user wants to stop. An
    /// error where no thread can be had.
    pub fn go_further<'scope>(
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
            for seed in seen.further_seeds(result) {
                let case = Case { run, ..Case::alone(scenario, seed, Delivery::AsSent) };
                if self.spending.is_over(&case) {
                    break;
                }
                let Some((case, seeded, observation)) = self.one_more(scope, case)? else { return Ok(false) };
                result.cases.push(case);
                seen.add(seeded, observation);
            }
        }
        Ok(true)
    }
}
