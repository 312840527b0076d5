//! The command that shows an answer again.

use super::{CaseResult, ScenarioResult};
use crate::delivery::Delivery;
use crate::range::show_seeds;
use crate::scenario::Scenario;
use crate::verdict::outcome::{Outcome, Reason};

impl ScenarioResult {
    /// The command that shows an answer again: the case that it was found in, that and its twin where it is about both, or
    /// all where it takes all to see it.
    pub fn again_to_see(&self, outcome: &Outcome, case: &CaseResult) -> String {
        let draws = |case: &CaseResult| case.stand_in.is_some_and(|played| played.sends.is_drawn());
        match outcome {
            // Lists of the scenario and questions to a server come with each case; other stand-ins follow from all of them.
            Outcome::Fail(Reason::OnlyUnder(only)) if !self.stand_ins.iter().any(draws) => {
                self.again_with(&[case.seed], &[only.works, only.fails])
            }
            Outcome::Fail(Reason::OnlyUnder(_)) => self.again_all(),
            _ if outcome.is_about_all_cases() => self.again_all(),
            _ => self.again(case),
        }
    }

    /// The command that repeats one case. What a stand-in says follows from the cases before it: it takes all of them.
    pub fn again(&self, case: &CaseResult) -> String {
        match case.stand_in {
            None => self.again_with(&[case.seed], &[case.delivery]),
            Some(_) => self.again_all(),
        }
    }

    /// The command that repeats all cases: with seeds and deliveries where others were run than the scenario's.
    pub fn again_all(&self) -> String {
        let Scenario { path, text, seeds, deliveries, .. } = &self.scenario;
        let of_file = Scenario::parse(path, text).ok();
        let chosen = |is_same: fn(&Scenario, &Scenario) -> bool| {
            of_file.as_ref().is_none_or(|of_file| !is_same(of_file, &self.scenario))
        };
        let seeds = if chosen(|one, other| one.seeds == other.seeds) { &seeds[..] } else { &[] };
        let deliveries =
            if chosen(|one, other| one.deliveries == other.deliveries) { &deliveries[..] } else { &[] };
        self.again_with(seeds, deliveries)
    }

    /// The command with these seeds and deliveries; with the scenario's where there are none.
    fn again_with(&self, seeds: &[u64], deliveries: &[Delivery]) -> String {
        let mut command = self.again.clone();
        match seeds {
            [] => {}
            [seed] => command += &format!(" --seed {seed}"),
            seeds => command += &format!(" --seeds {}", show_seeds(seeds)),
        }
        for delivery in deliveries {
            command += &format!(" --delivery {delivery}");
        }
        command
    }
}
