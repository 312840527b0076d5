//! Which cases there are, and who works on them: scenarios x seeds x deliveries -> cases -> workers -> results in the plan's order.

use std::collections::VecDeque;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope};

use anyhow::{Context as _, Result};

use crate::delivery::Delivery;
use crate::observation::{Hold, Observation};
use crate::say;
use crate::scenario::Scenario;
use crate::script::StandIn;
use crate::verdict::joint::{self, Joint};
use crate::verdict::outcome::Verdict;
use crate::verdict::results::CaseResult;
use crate::verdict::second::{self, Own};

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
    /// How often it was run before.
    pub repeat: usize,
    /// Who plays one of the programs in its place.
    pub stand_in: Option<&'s StandIn>,
    /// Where one of the programs is held, in a run that is for nothing else.
    pub hold: Option<Hold>,
    /// Whether its client comes second: the server has served another one before.
    pub second: bool,
}

impl<'s> Case<'s> {
    /// A case by itself.
    pub fn alone(scenario: &'s Scenario, seed: u64, delivery: Delivery) -> Self {
        Self {
            index: 0,
            run: 0,
            scenario,
            seed,
            delivery,
            repeat: 0,
            stand_in: None,
            hold: None,
            second: false,
        }
    }

    /// A case by itself, in which a stand-in plays one half of the pair.
    pub fn with_stand_in(run: usize, scenario: &'s Scenario, stand_in: &'s StandIn) -> Self {
        let StandIn { seed, delivery, .. } = *stand_in;
        Self { run, stand_in: Some(stand_in), ..Self::alone(scenario, seed, delivery) }
    }
}

/// Every case, scenario by scenario, seed by seed, delivery by delivery.
pub fn cases(scenarios: &[Scenario]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for (run, scenario) in scenarios.iter().enumerate() {
        for &seed in &scenario.seeds {
            for &delivery in &scenario.deliveries {
                let index = cases.len();
                cases.push(Case { index, run, ..Case::alone(scenario, seed, delivery) });
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

/// Judges cases of a pair together, of which some may be `known` to be read so; a bug there leaves each as it was judged by itself.
pub fn settled(scenario: &Scenario, cases: &mut [joint::Case<'_>], known: Option<Joint>) -> Option<Joint> {
    catch_unwind(AssertUnwindSafe(|| joint::settle(scenario, cases, known))).ok().flatten()
}

/// What a server gets wrong only with a client that comes second; a bug there is nobody's mistake.
pub fn second<'o>(
    scenario: &Scenario,
    own: Vec<Own<'o>>,
    place: usize,
    seen: &'o Observation,
) -> Option<CaseResult> {
    catch_unwind(AssertUnwindSafe(|| second::second(scenario, own, place, seen))).ok().flatten()
}

/// Something that the collector of results is told.
#[derive(Debug)]
pub enum Event {
    /// The case of that index was observed.
    Observed(usize, Box<Observation>),
    /// The case of that index was left out.
    LeftOut(usize),
    /// The user wants to stop.
    Interrupted,
}

/// What is seen of a case in which the harness does not fail, or has had its chances.
pub fn attempts(observe: impl Fn() -> Observation) -> Observation {
    let mut observation = attempt(&observe);
    for _ in 1..ATTEMPTS {
        if observation.trouble.is_some() {
            observation = attempt(&observe);
        }
    }
    observation
}

/// Observes every case on `jobs` workers of `scope` and sends what they see, in the order in which cases end, until all are
/// done or no one listens any more. `slot` numbers the workers from 0: what two cases at a time must not share can be
/// numbered by it. A case that is not wanted when its turn comes is left out. Returns at once; an error where not one worker
/// can be started.
pub fn work<'scope, 's: 'scope>(
    scope: &'scope Scope<'scope, '_>,
    cases: &[Case<'s>],
    jobs: NonZeroUsize,
    events: &Sender<Event>,
    is_wanted: impl Fn(&Case<'s>) -> bool + Send + Sync + 'scope,
    observe: impl Fn(&Case<'s>, usize) -> Observation + Send + Sync + 'scope,
) -> Result<()> {
    let jobs = jobs.get().min(cases.len());
    let queue = Mutex::new(cases.iter().copied().collect::<VecDeque<_>>());
    let shared = Arc::new((queue, is_wanted, observe));
    start_workers(scope, jobs, |slot| {
        let (events, shared) = (events.clone(), Arc::clone(&shared));
        move || {
            let (queue, is_wanted, observe) = &*shared;
            let next = || queue.lock().expect("no worker panics while it holds the queue").pop_front();
            while let Some(case) = next() {
                let event = match is_wanted(&case) {
                    true => Event::Observed(case.index, Box::new(attempts(|| observe(&case, slot)))),
                    false => Event::LeftOut(case.index),
                };
                if events.send(event).is_err() {
                    return;
                }
            }
        }
    })
}

/// Starts `jobs` workers, or as many as this machine has threads for, and says so. An error where there is not one.
pub fn start_workers<'scope, W: FnOnce() + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    jobs: usize,
    worker: impl Fn(usize) -> W,
) -> Result<()> {
    let started = as_many_as_start(jobs, |slot| {
        let name = format!("worker {slot}");
        thread::Builder::new().name(name).spawn_scoped(scope, worker(slot)).map(drop)
    })?;
    if started < jobs {
        say::note(&format!(
            "this machine has threads for {started} of {jobs} cases at a time: the rest waits its turn"
        ));
    }
    Ok(())
}

/// How many of `jobs` were started, one after the other until one is not. An error where that is the first.
fn as_many_as_start(jobs: usize, mut start: impl FnMut(usize) -> io::Result<()>) -> Result<usize> {
    for slot in 0..jobs {
        match start(slot) {
            Ok(()) => {}
            Err(_) if slot > 0 => return Ok(slot),
            Err(error) => {
                return Err(error).context(
                    "this machine has no thread for a case: raise the limit on processes (`ulimit -u`) or end some, and run again",
                );
            }
        }
    }
    Ok(jobs)
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
        observe: impl Fn(&Case<'_>, usize) -> Observation + Send + Sync,
    ) -> Vec<(usize, Observation)> {
        let scenarios = [scenario("1..3"), scenario("9")];
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            let jobs = NonZeroUsize::new(jobs).expect("some jobs");
            work(scope, &cases(&scenarios), jobs, &sender, |_| true, observe).expect("there are threads");
        });
        drop(sender);
        let mut seen: Vec<(usize, Observation)> = receiver
            .into_iter()
            .map(|event| match event {
                Event::Observed(index, observation) => (index, *observation),
                other => panic!("no one interrupts and all are wanted: {other:?}"),
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

    #[test]
    fn with_fewer_threads_than_asked_for_work_goes_on_and_without_any_it_does_not() {
        let limited = |threads: usize| {
            let mut started = 0;
            let result = as_many_as_start(3, |slot| match slot < threads {
                true => {
                    started += 1;
                    Ok(())
                }
                false => Err(io::ErrorKind::WouldBlock.into()),
            });
            (started, result.ok())
        };
        assert_eq!(limited(8), (3, Some(3)));
        assert_eq!(limited(2), (2, Some(2)));
        assert_eq!(limited(0), (0, None));
    }
}
