//! What comes after the cases of a pair: the harness plays the half that spoils checks about the other, try by try.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::Scope;

use anyhow::Result;

use super::run::judging::{Shown, Spending, seeded};
use crate::delivery::Delivery;
use crate::observation::Observation;
use crate::plan::{self, Case, Event};
use crate::processor_time::thread_time;
use crate::script::StandIn;
use crate::stage::Stage;
use crate::stand_in::Need;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::verdict::{Seeded, further, joint, judge};

/// What tries are run with.
pub(super) struct Tries<'a> {
    pub stage: &'a Stage,
    pub sender: &'a Sender<Event>,
    pub events: &'a Receiver<Event>,
    pub spending: &'a Spending,
    pub shown: &'a Shown,
}

/// What was seen of the cases of a scenario, in the order of its result: they are judged together when all are in, and once more
/// where the server tells the grader its own set.
#[derive(Debug, Default)]
pub(super) struct Observed {
    pub(super) own: Vec<(Seeded, Box<Observation>)>,
    /// The further runs of one of these, as `ScenarioResult::repeats` has them.
    pub(super) repeats: Vec<(Seeded, Box<Observation>)>,
    with_stand_ins: Vec<(Seeded, StandIn, Box<Observation>)>,
}

impl Observed {
    /// Keeps what was seen of the next case, and what follows from its seed.
    pub fn add(&mut self, seeded: Seeded, observation: Box<Observation>) {
        self.own.push((seeded, observation));
    }

    /// Judges all cases together.
    pub fn settle(&self, result: &mut ScenarioResult) {
        let repeats = result.repeats.iter_mut().flat_map(|repeats| &mut repeats.cases).zip(&self.repeats);
        let own = result.cases.iter_mut().zip(&self.own).chain(repeats);
        let own = own.map(|(case, (seeded, observation))| {
            let (delivery, seeded) = (case.delivery, seeded.clone());
            joint::Case { delivery, seeded, stand_in: None, observation, verdict: &mut case.verdict }
        });
        let with = result.stand_ins.iter_mut().zip(&self.with_stand_ins);
        let with = with.map(|(case, (seeded, stand_in, observation))| {
            let (delivery, seeded, stand_in) = (case.delivery, seeded.clone(), Some(stand_in));
            joint::Case { delivery, seeded, stand_in, observation, verdict: &mut case.verdict }
        });
        let known = result.joint.take();
        result.joint = plan::settled(&result.scenario, &mut own.chain(with).collect::<Vec<_>>(), known);
    }

    /// The seeds with which the pair is to be run as well. How its cases were read together is kept in the result; what is found by that is
    /// only looked at, since more of them may come.
    pub fn further_seeds(&self, result: &mut ScenarioResult) -> Vec<u64> {
        let mut found = result.cases.clone();
        let cases = found.iter_mut().zip(&self.own).filter(|(case, _)| case.delivery == Delivery::AsSent);
        let cases = cases.map(|(case, (seeded, observation))| {
            let (delivery, seeded) = (case.delivery, seeded.clone());
            joint::Case { delivery, seeded, stand_in: None, observation, verdict: &mut case.verdict }
        });
        result.joint = plan::settled(&result.scenario, &mut cases.collect::<Vec<_>>(), None);
        further::seeds(&result.scenario, &found, result.joint.as_ref())
    }

    /// Says what was found, to whom stand-ins are needed for.
    pub fn tell(&self, need: &mut Need<'_>, result: &ScenarioResult) {
        for (found, (_, observation)) in result.own().zip(self.own.iter().chain(&self.repeats)) {
            let case = Case::alone(&result.scenario, found.seed, found.delivery);
            need.see(&case, &found.verdict, observation);
        }
    }

    fn judge_again(&mut self, sets: &BTreeMap<u64, Vec<i64>>, result: &mut ScenarioResult) {
        let repeats = result.repeats.iter_mut().flat_map(|repeats| &mut repeats.cases).zip(&mut self.repeats);
        let own = result.cases.iter_mut().zip(&mut self.own).chain(repeats);
        let lacking = own.filter_map(|(case, seen)| {
            let asked = sets.get(&case.seed).filter(|_| case.verdict.lacks_servers_numbers())?;
            Some((case, seen, asked))
        });
        for (case, (seeded, observation), asked) in lacking {
            seeded.asked = Some(asked.clone());
            case.verdict = plan::judged(observation, |seen| judge(&result.scenario, seeded, seen));
        }
        if !result.stand_ins.is_empty() {
            self.settle(result);
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
        seen: &mut [Observed],
        results: &mut [ScenarioResult],
    ) -> Result<bool>
    where
        'a: 'scope,
    {
        for (run, ((mut need, result), seen)) in needs.into_iter().zip(results).zip(seen).enumerate() {
            while let Some(stand_in) = need.next() {
                let role = stand_in.played.role;
                if self.spending.is_over(&Case::with_stand_in(run, need.scenario(), &stand_in)) {
                    result.left_out.roles.insert(role);
                    need.give_up(role);
                    continue;
                }
                let (stage, scenario, played) = (self.stage, need.scenario(), stand_in.clone());
                let observe = move |slot| {
                    let case = Case::with_stand_in(run, scenario, &played);
                    plan::attempts(|| stage.observe(&case, slot))
                };
                let Some(observation) = self.observed(scope, observe)? else { return Ok(false) };
                let case = Case::with_stand_in(run, scenario, &stand_in);
                self.shown.one_more();
                self.shown.case(&case, &observation);
                let seeded = seeded(stage.submission(), &case);
                let judge = |seen: &Observation| stand_in.verdict(scenario, seeded.clone(), seen);
                let before = thread_time();
                let verdict = plan::judged(&observation, judge);
                self.spending.add(&case, &observation, thread_time().saturating_sub(before));
                need.tried(&stand_in, &verdict, &observation);
                result.stand_ins.push(stand_in.result(verdict));
                seen.with_stand_ins.push((seeded, stand_in, observation));
            }
            seen.judge_again(need.sets(), result);
        }
        Ok(true)
    }

    /// Runs one case more of a pair itself, and judges it; `None` where the user wants to stop. An error where no thread can be had.
    pub(super) fn one_more<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        case: Case<'scope>,
    ) -> Result<Option<(CaseResult, Seeded, Box<Observation>)>>
    where
        'a: 'scope,
    {
        let stage = self.stage;
        let Some(observation) =
            self.observed(scope, move |slot| plan::attempts(|| stage.observe(&case, slot)))?
        else {
            return Ok(None);
        };
        self.shown.one_more();
        self.shown.case(&case, &observation);
        let seeded = seeded(stage.submission(), &case);
        let before = thread_time();
        let verdict = plan::judged(&observation, |seen| judge(case.scenario, &seeded, seen));
        self.spending.add(&case, &observation, thread_time().saturating_sub(before));
        let result =
            CaseResult { seed: case.seed, delivery: case.delivery, stand_in: None, second: false, verdict };
        Ok(Some((result, seeded, observation)))
    }

    /// What is seen of one case more; `None` where the user wants to stop. An error where no thread can be had.
    pub(super) fn observed<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        observe: impl Fn(usize) -> Observation + Clone + Send + 'scope,
    ) -> Result<Option<Box<Observation>>> {
        // A thread that nobody waits for: where the user wants to stop, the process leaves at once.
        plan::start_workers(scope, 1, |slot| {
            let (sender, observe) = (self.sender.clone(), observe.clone());
            move || {
                // Nobody listens only where the user wants to stop.
                let _ = sender.send(Event::Observed(0, Box::new(observe(slot))));
            }
        })?;
        Ok(match self.events.recv() {
            Ok(Event::Observed(_, observation)) => Some(observation),
            Ok(Event::LeftOut(_) | Event::Interrupted) | Err(_) => None,
        })
    }
}
