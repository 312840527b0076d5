//! What comes after the cases of a pair: the harness plays the half that spoils checks about the other, try by try.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::Scope;

use anyhow::Result;

use super::run::judging::{Shown, Spending, seeded};
use crate::observation::Observation;
use crate::plan::{self, Case, Event};
use crate::processor_time::thread_time;
use crate::stage::Stage;
use crate::stand_in::Need;
use crate::verdict::outcome::Verdict;
use crate::verdict::results::ScenarioResult;
use crate::verdict::{Seeded, judge};

/// What tries are run with.
pub(super) struct Tries<'a> {
    pub stage: &'a Stage,
    pub sender: &'a Sender<Event>,
    pub events: &'a Receiver<Event>,
    pub spending: &'a Spending,
    pub shown: &'a Shown,
}

/// The cases in which a server's own set is not known: they are judged again where it tells the grader.
#[derive(Debug, Default)]
pub(super) struct Unknown(Vec<(usize, usize, Box<Observation>)>);

impl Unknown {
    /// Keeps what was seen of such a case, which has that place in the result of its scenario.
    pub fn see(&mut self, case: &Case<'_>, place: usize, verdict: &Verdict, observation: Box<Observation>) {
        if verdict.lacks_servers_numbers() {
            self.0.push((case.run, place, observation));
        }
    }

    fn judge_again(&self, run: usize, sets: &BTreeMap<u64, Vec<i64>>, result: &mut ScenarioResult) {
        for (_, place, observation) in self.0.iter().filter(|(of, ..)| *of == run) {
            let case = &mut result.cases[*place];
            if let Some(asked) = sets.get(&case.seed) {
                let seeded = Seeded { asked: Some(asked.clone()), ..Seeded::default() };
                let judge = |seen: &Observation| judge(&result.scenario, &seeded, seen);
                case.verdict = plan::judged(observation, judge);
            }
        }
    }
}

impl<'a> Tries<'a> {
    /// Runs what every scenario needs, one try after the other: each says what the next is to be. Whether all of it was
    /// done; not where the user wants to stop. An error where no thread can be had.
    pub fn play<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        needs: Vec<Need<'scope>>,
        unknown: &Unknown,
        results: &mut [ScenarioResult],
    ) -> Result<bool>
    where
        'a: 'scope,
    {
        for (run, (mut need, result)) in needs.into_iter().zip(results).enumerate() {
            while let Some(stand_in) = need.next() {
                let role = stand_in.played.role;
                if self.spending.is_over(&Case::with_stand_in(run, need.scenario(), &stand_in)) {
                    result.left_out.roles.insert(role);
                    need.give_up(role);
                    continue;
                }
                let (stage, sender, scenario) = (self.stage, self.sender.clone(), need.scenario());
                let played = stand_in.clone();
                // A thread that nobody waits for: where the user wants to stop, the process leaves at once.
                plan::start_workers(scope, 1, |slot| {
                    let (sender, played) = (sender.clone(), played.clone());
                    move || {
                        let case = Case::with_stand_in(run, scenario, &played);
                        let observation = plan::attempts(|| stage.observe(&case, slot));
                        // Nobody listens only where the user wants to stop.
                        let _ = sender.send(Event::Observed(0, Box::new(observation)));
                    }
                })?;
                let Ok(Event::Observed(_, observation)) = self.events.recv() else { return Ok(false) };
                let case = Case::with_stand_in(run, scenario, &stand_in);
                self.shown.case(&case, &observation);
                let seeded = seeded(stage.submission(), &case);
                let judge = |seen: &Observation| stand_in.verdict(scenario, seeded.clone(), seen);
                let before = thread_time();
                let verdict = plan::judged(&observation, judge);
                self.spending.add(&case, &observation, thread_time().saturating_sub(before));
                need.tried(&stand_in, &verdict, &observation);
                result.stand_ins.push(stand_in.result(verdict));
            }
            unknown.judge_again(run, need.sets(), result);
        }
        Ok(true)
    }
}
