//! Which cases there are, and who works on them: scenarios x seeds x deliveries -> cases -> workers -> results in the plan's order.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::Sender;
use std::thread;

use crate::observation::Observation;
use crate::scenario::Scenario;
use crate::stand_in::StandIn;
use crate::tap::delivery::Delivery;
use crate::verdict::outcome::Verdict;

/// One run of one server with one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'s> {
    /// Its place in the plan.
    pub index: usize,
    /// The place of its scenario.
    pub run: usize,
    /// What is asked.
    pub scenario: &'s Scenario,
    /// What it is asked with.
    pub seed: u64,
    /// How bytes are handed over.
    pub delivery: Delivery,
    /// Who plays one of the programs in its place.
    pub stand_in: Option<&'s StandIn>,
}

impl<'s> Case<'s> {
    /// A case by itself.
    pub fn alone(scenario: &'s Scenario, seed: u64, delivery: Delivery) -> Self {
        Self { index: 0, run: 0, scenario, seed, delivery, stand_in: None }
    }

    /// A case by itself, in which a stand-in plays one half of the pair.
    pub fn with_stand_in(run: usize, scenario: &'s Scenario, stand_in: &'s StandIn) -> Self {
        let StandIn { seed, delivery, .. } = *stand_in;
        Self { index: 0, run, scenario, seed, delivery, stand_in: Some(stand_in) }
    }
}

/// Every case, scenario by scenario, seed by seed, delivery by delivery.
pub fn cases(scenarios: &[Scenario]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for (run, scenario) in scenarios.iter().enumerate() {
        for &seed in &scenario.seeds {
            for &delivery in &scenario.deliveries {
                cases.push(Case { index: cases.len(), run, scenario, seed, delivery, stand_in: None });
            }
        }
    }
    cases
}

/// The harness's failure where it is a bug.
pub const PANIC: &str = "a panic, reported above; please report it as a bug";

/// How often a case is run in which the harness fails, or which the machine starved.
pub const ATTEMPTS: usize = 3;

/// What is seen of a case; a bug in the harness is the harness's failure in this case, and in no other.
pub fn attempt(observe: impl FnOnce() -> Observation) -> Observation {
    catch_unwind(AssertUnwindSafe(observe)).unwrap_or_else(|_| Observation::troubled(PANIC))
}

/// What is found in a case; a bug in the judge is the harness's failure in this case, and in no other.
pub fn judged(observation: &Observation, judge: impl Fn(&Observation) -> Verdict) -> Verdict {
    let verdict = catch_unwind(AssertUnwindSafe(|| judge(observation)));
    verdict.unwrap_or_else(|_| judge(&Observation::troubled(PANIC)))
}

/// Something that the collector of results is told.
#[derive(Debug)]
pub enum Event {
    /// The case of that index was observed.
    Observed(usize, Box<Observation>),
    /// The user wants to stop.
    Interrupted,
}

/// Observes every case on `jobs` workers and sends what they see, in the order in which cases end. Returns when all are
/// done or no one listens any more. `slot` numbers the workers from 0: what two cases at a time must not share can be
/// numbered by it.
pub fn work<'s>(
    cases: &[Case<'s>],
    jobs: NonZeroUsize,
    events: &Sender<Event>,
    observe: impl Fn(&Case<'s>, usize) -> Observation + Sync,
) {
    let queue = Mutex::new(cases.iter().collect::<VecDeque<_>>());
    let next = || queue.lock().expect("no worker panics while it holds the queue").pop_front();
    thread::scope(|scope| {
        for slot in 0..jobs.get().min(cases.len()) {
            let events = events.clone();
            let (next, observe) = (&next, &observe);
            scope.spawn(move || {
                while let Some(case) = next() {
                    let mut observation = attempt(|| observe(case, slot));
                    for _ in 1..ATTEMPTS {
                        if observation.trouble.is_some() {
                            observation = attempt(|| observe(case, slot));
                        }
                    }
                    if events.send(Event::Observed(case.index, Box::new(observation))).is_err() {
                        return;
                    }
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn scenario(seeds: &str) -> Scenario {
        let text = format!("format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '{seeds}'\n");
        Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario")
    }

    fn all(
        jobs: usize,
        observe: impl Fn(&Case<'_>, usize) -> Observation + Sync,
    ) -> Vec<(usize, Observation)> {
        let scenarios = [scenario("1..3"), scenario("9")];
        let (sender, receiver) = mpsc::channel();
        work(&cases(&scenarios), NonZeroUsize::new(jobs).expect("some jobs"), &sender, observe);
        drop(sender);
        let mut seen: Vec<(usize, Observation)> = receiver
            .into_iter()
            .map(|event| match event {
                Event::Observed(index, observation) => (index, *observation),
                Event::Interrupted => panic!("no one interrupts"),
            })
            .collect();
        seen.sort_by_key(|(index, _)| *index);
        seen
    }

    #[test]
    fn every_case_is_observed_once_whatever_the_number_of_workers() {
        for jobs in [1, 2, 8] {
            let seen = all(jobs, |case, slot| {
                assert!(slot < jobs, "slots are numbered from 0");
                Observation {
                    trouble: Some(format!("{} {}", case.index, case.seed)),
                    ..Observation::default()
                }
            });
            let troubles: Vec<String> =
                seen.into_iter().filter_map(|(_, observation)| observation.trouble).collect();
            assert_eq!(troubles, ["0 1", "1 2", "2 3", "3 9"]);
        }
    }

    #[test]
    fn a_panic_is_the_harness_s_trouble_in_its_own_case_only() {
        let seen = all(2, |case, _| match case.seed {
            2 => panic!("on purpose"),
            _ => Observation::default(),
        });
        let troubled: Vec<usize> = seen
            .iter()
            .filter(|(_, observation)| observation.trouble.is_some())
            .map(|(index, _)| *index)
            .collect();
        assert_eq!(troubled, [1]);
    }
}
