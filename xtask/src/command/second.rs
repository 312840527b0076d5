//! The case of a run that is run once more with a client that comes second, to a server that has served another one.

use std::thread::Scope;

use anyhow::Result;

use super::stand_ins::{Observed, Tries};
use crate::plan::{self, Case};
use crate::scenario::Scenario;
use crate::submission::{Program, Server};
use crate::verdict::results::{CaseResult, ScenarioResult};

impl<'a> Tries<'a> {
    /// Runs of each scenario that case, where the server is a student's and right so far. Whether all of it was done; not where the user
    /// wants to stop. An error where no thread can be had.
    pub fn come_second<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        scenarios: &'scope [Scenario],
        seen: &[Observed],
        results: &mut [ScenarioResult],
    ) -> Result<bool>
    where
        'a: 'scope,
    {
        let stage = self.stage;
        if !matches!(stage.submission().server, Server::Start(Program::Command(_))) {
            return Ok(true);
        }
        for (run, ((scenario, result), seen)) in scenarios.iter().zip(results).zip(seen).enumerate() {
            let Some(place) = result.to_come_second() else { continue };
            let CaseResult { seed, delivery, .. } = result.cases[place];
            let case = Case { run, second: true, ..Case::alone(scenario, seed, delivery) };
            let observe = move |slot| plan::attempts(|| stage.observe(&case, slot));
            let Some(observation) = self.observed(scope, observe)? else { return Ok(false) };
            let own = result.cases.iter().zip(&seen.own);
            let own = own.map(|(case, (seeded, seen))| (case.clone(), seeded.clone(), &**seen));
            result.second = plan::second(scenario, own.collect(), place, &observation);
            if result.second.is_some() {
                self.shown.one_more();
                self.shown.case(&case, &observation);
            }
        }
        Ok(true)
    }
}
