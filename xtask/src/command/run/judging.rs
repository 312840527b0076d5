//! What becomes of the cases of a run: each is judged as it is observed, in the order of the plan, and counted.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::command::stand_ins::Observed;
use crate::observation::Observation;
use crate::oracle::seed;
use crate::plan::{self, Case, Event};
use crate::processor_time::thread_time;
use crate::report::transcript;
use crate::role::Role;
use crate::say;
use crate::stand_in::forgiven;
use crate::submission::{Program, Server, Submission};
use crate::task::Task;
use crate::verdict::outcome::Verdict;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::verdict::{Seeded, judge};

/// What a person sees while cases are run.
pub(in crate::command) struct Shown {
    bar: ProgressBar,
    /// Whether also what the programs did.
    verbose: bool,
}

impl Shown {
    /// Begins, with so many cases to come.
    pub fn new(cases: usize, verbose: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(cases as u64), say::progress());
        let style = "{bar:30} {pos}/{len} cases{msg}, {eta} left";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is right"));
        Self { bar, verbose }
    }

    /// A case was run that nobody had counted before.
    pub fn one_more(&self) {
        self.bar.inc_length(1);
    }

    /// A case was run.
    pub fn case(&self, case: &Case<'_>, observation: &Observation) {
        if case.stand_in.is_some() {
            self.bar.set_message(", with a program of the grader's");
        }
        self.bar.inc(1);
        if self.verbose {
            self.bar.suspend(|| say::result(transcript::render(case, observation)));
        }
    }

    /// All cases of a pair were judged together.
    pub fn together(&self, result: &ScenarioResult) {
        if self.verbose {
            self.bar.suspend(|| say::result(transcript::together(result)));
        }
    }

    /// A case was left out.
    fn left_out(&self) {
        self.bar.inc(1);
    }

    /// There is nothing more to show.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Judges what the workers observe, in the order of the plan. Whether all of it came.
pub(super) fn collect(
    events: &Receiver<Event>,
    cases: &[Case<'_>],
    (results, seen): (&mut [ScenarioResult], &mut [Observed]),
    (submission, spending): (&Submission, &Spending),
    shown: &Shown,
) -> bool {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    while next < cases.len() {
        match events.recv() {
            Ok(Event::Observed(index, observation)) => drop(waiting.insert(index, Some(observation))),
            Ok(Event::LeftOut(index)) => drop(waiting.insert(index, None)),
            Ok(Event::Interrupted) | Err(_) => return false,
        }
        while let Some(observation) = waiting.remove(&next) {
            let case = cases[next];
            next += 1;
            // What had begun before the budget was spent by those before it counts no more than what had not.
            let observation = observation.filter(|_| !spending.is_over(&case));
            let Some(observation) = observation else {
                results[case.run].left_out.cases += 1;
                shown.left_out();
                continue;
            };
            let seeded = seeded(submission, &case);
            let before = thread_time();
            let verdict = plan::judged(&observation, |seen| judge(case.scenario, &seeded, seen));
            let verdict = understood(submission, verdict, &observation);
            spending.add(&case, &observation, thread_time().saturating_sub(before));
            shown.case(&case, &observation);
            seen[case.run].add(seeded, observation);
            let (seed, delivery) = (case.seed, case.delivery);
            results[case.run].cases.push(CaseResult {
                seed,
                delivery,
                stand_in: None,
                second: false,
                verdict,
            });
        }
    }
    true
}

/// What the cases took so far of what those of a scenario may take: the pair's own, and those with a stand-in in each role.
#[derive(Debug, Default)]
pub(in crate::command) struct Spending(Mutex<BTreeMap<(usize, Option<Role>), Duration>>);

impl Spending {
    /// Whether the cases before this one have spent the budget.
    pub fn is_over(&self, case: &Case<'_>) -> bool {
        let spent = self.0.lock().expect("nobody panics while counting");
        spent.get(&Self::purse(case)).is_some_and(|spent| *spent >= case.scenario.budget())
    }

    /// Adds what a case took, and how long it was judged. What the harness failed in is not the submission's.
    pub fn add(&self, case: &Case<'_>, observation: &Observation, judging: Duration) {
        if observation.trouble.is_none() {
            let mut spent = self.0.lock().expect("nobody panics while counting");
            *spent.entry(Self::purse(case)).or_default() += observation.spent.total() + judging;
        }
    }

    fn purse(case: &Case<'_>) -> (usize, Option<Role>) {
        (case.run, case.stand_in.map(|stand_in| stand_in.played.role))
    }
}

/// What was found, where the reference that plays a missing half has nothing against the student's but its format.
fn understood(submission: &Submission, verdict: Verdict, observation: &Observation) -> Verdict {
    match (&submission.server, &submission.client) {
        (Server::Start(Program::Reference), Program::Command(_)) => {
            forgiven(Role::Server, verdict, observation)
        }
        (Server::Start(Program::Command(_)), Program::Reference) => {
            forgiven(Role::Client, verdict, observation)
        }
        _ => verdict,
    }
}

/// The numbers that follow from the case's seed, for the reference programs.
pub(in crate::command) fn seeded(submission: &Submission, case: &Case<'_>) -> Seeded {
    if case.scenario.task == Task::Greet {
        return Seeded::default();
    }
    let numbers = &case.scenario.numbers;
    let drawn = |role| seed::numbers(role, case.seed, numbers.count.clone(), numbers.value.clone());
    Seeded {
        client: submission.client.is_reference().then(|| drawn(Role::Client)),
        server: submission.server.is_reference().then(|| drawn(Role::Server)),
        asked: None,
    }
}
