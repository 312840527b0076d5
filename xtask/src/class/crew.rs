//! Workers on a class. A worker takes a case of the earliest submission that has one to be run, or else looks into the next
//! submission: so no more submissions are open than there are workers, and memory does not grow with the class.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

use anyhow::{Result, anyhow};

use super::course::{Course, Seen, Wanted};
use super::graded::Graded;
use crate::hand_in::Student;
use crate::journal::ledger::Known;
use crate::journal::prepared::Prepared;
use crate::journal::ruling::Ruling;
use crate::journal::{CaseFact, Fact};
use crate::observation::Observation;
use crate::plan::{self, ATTEMPTS, PANIC};
use crate::processor_time::thread_time;
use crate::scenario::lab::Lab;
use crate::verdict::outcome::Verdict;

/// What workers do, and whom they tell.
pub trait Hands: Sync {
    /// What is known of a submission from an earlier run, and has not changed since.
    fn known(&self, student: usize) -> Result<Known>;

    /// Looks into a submission, and compiles what has to be compiled.
    fn prepare(&self, student: usize, slot: usize) -> Result<Prepared>;

    /// What is said of a submission that does not follow from its programs.
    fn ruling(&self, _student: usize) -> Ruling {
        Ruling::default()
    }

    /// Runs a case.
    fn observe(&self, student: usize, wanted: &Wanted<'_>, slot: usize) -> Observation;

    /// Judges what was seen of a case.
    fn judge(&self, wanted: &Wanted<'_>, observation: &Observation) -> Verdict {
        wanted.judge(observation)
    }

    /// Takes a new fact.
    fn fact(&self, student: usize, fact: Fact) -> Result<()>;

    /// Takes what became of a submission, and its files away.
    fn graded(&self, student: usize, graded: &Graded<'_>) -> Result<()>;
}

/// Grades those submissions of the class, given by their places in it, on `jobs` workers, until all are done or
/// `stop` is set. An error is the harness's own, and ends everything; cases that are running come to their end first. Where `stop` is
/// set they are broken off, and what is seen of them is nobody's.
pub fn work(
    lab: &Lab,
    students: &[Student],
    places: &[usize],
    jobs: NonZeroUsize,
    stop: &AtomicBool,
    hands: &impl Hands,
) -> Result<()> {
    let crew = Crew {
        lab,
        students,
        hands,
        stop,
        bench: Mutex::new(Bench { places, ..Bench::default() }),
        news: Condvar::new(),
    };
    thread::scope(|scope| {
        let crew = &crew;
        plan::start_workers(scope, jobs.get(), |slot| move || crew.worker(slot))
    })?;
    match crew.bench.into_inner().expect("no worker panics while it holds the bench").error {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

struct Crew<'w, H> {
    lab: &'w Lab,
    students: &'w [Student],
    hands: &'w H,
    stop: &'w AtomicBool,
    bench: Mutex<Bench<'w>>,
    news: Condvar,
}

/// What lies ready, and what is being worked on.
#[derive(Default)]
struct Bench<'w> {
    /// Submissions that nobody has looked into.
    places: &'w [usize],
    /// Those that are open.
    open: BTreeMap<usize, Open<'w>>,
    /// Cases to be run, those of earlier submissions first.
    cases: BTreeMap<(usize, usize), Wanted<'w>>,
    /// How many workers work.
    busy: usize,
    error: Option<anyhow::Error>,
}

struct Open<'w> {
    course: Course<'w>,
    /// Cases of its round that have not been seen yet.
    missing: usize,
}

enum Job<'w> {
    Look(usize),
    Run(usize, Box<Wanted<'w>>),
}

impl<'w, H: Hands> Crew<'w, H> {
    fn worker(&self, slot: usize) {
        let mut bench = self.bench();
        loop {
            let is_over = self.is_broken_off() || bench.error.is_some();
            let Some(job) = (!is_over).then(|| bench.take()).flatten() else {
                if is_over || bench.busy == 0 {
                    self.news.notify_all();
                    return;
                }
                bench = self.news.wait(bench).expect("no worker panics while it holds the bench");
                continue;
            };
            bench.busy += 1;
            drop(bench);
            // A panic anywhere but in a case is the end of the run, but not of what is written already.
            let result = catch_unwind(AssertUnwindSafe(|| self.take(job, slot)))
                .unwrap_or_else(|_| Err(anyhow!(PANIC)));
            bench = self.bench();
            bench.busy -= 1;
            if let Some(error) = result.err().filter(|_| !self.is_broken_off()) {
                bench.error.get_or_insert(error);
            }
            self.news.notify_all();
        }
    }

    fn bench(&self) -> MutexGuard<'_, Bench<'w>> {
        self.bench.lock().expect("no worker panics while it holds the bench")
    }

    /// Whether the user wants to stop: whatever a job comes to from then on, its programs may have been ended for that.
    fn is_broken_off(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn take(&self, job: Job<'w>, slot: usize) -> Result<()> {
        match job {
            Job::Look(student) => {
                let Known { prepared, ruling, mut cases, is_done, .. } = self.hands.known(student)?;
                if ruling != self.hands.ruling(student) {
                    self.hands.fact(student, Fact::Ruled(self.hands.ruling(student)))?;
                }
                let is_settled = is_done && cases.values().all(|seen| seen.trouble.is_none());
                if let Some(prepared) = prepared.filter(|_| is_settled) {
                    let mut course = Course::new(self.lab, prepared, cases);
                    // A line of the journal that says so may be there, and one of those before it lost.
                    if course.wanted().is_empty() {
                        return self.go_on(student, course, true);
                    }
                    cases = course.into_seen();
                }
                let prepared = self.hands.prepare(student, slot)?;
                if self.is_broken_off() {
                    return Ok(());
                }
                self.hands.fact(student, Fact::Prepared(prepared.clone()))?;
                // What the harness failed in is tried once more.
                cases.retain(|_, seen| seen.trouble.is_none());
                self.go_on(student, Course::new(self.lab, prepared, cases), false)
            }
            Job::Run(student, wanted) => {
                let is_wanted =
                    self.bench().open.get(&student).is_some_and(|open| open.course.wants(&wanted.id));
                let seen = is_wanted.then(|| self.observe(student, &wanted, slot)).transpose()?;
                if let Some(None) = seen {
                    return Ok(());
                }
                let mut bench = self.bench();
                let open = bench.open.get_mut(&student).expect("a case's submission is open");
                if let Some(seen) = seen.flatten() {
                    open.course.saw(wanted.id, seen);
                }
                open.missing -= 1;
                if open.missing > 0 {
                    return Ok(());
                }
                let open = bench.open.remove(&student).expect("a case's submission is open");
                drop(bench);
                self.go_on(student, open.course, false)
            }
        }
    }

    /// Lays the next round out, or ends the submission's way.
    fn go_on(&self, student: usize, mut course: Course<'w>, was_settled: bool) -> Result<()> {
        let wanted = course.wanted();
        if !wanted.is_empty() {
            let mut bench = self.bench();
            bench.open.insert(student, Open { course, missing: wanted.len() });
            bench.cases.extend(wanted.into_iter().enumerate().map(|(i, wanted)| ((student, i), wanted)));
            return Ok(());
        }
        if !was_settled {
            self.hands.fact(student, Fact::Done)?;
        }
        self.hands
            .graded(student, &course.graded(self.students[student].clone(), &self.hands.ruling(student)))
    }

    /// Runs a case until the harness does not fail in it, or has had its chances, and judges it. `None` where it was broken off.
    fn observe(&self, student: usize, wanted: &Wanted<'w>, slot: usize) -> Result<Option<Seen>> {
        let mut attempt = 1;
        loop {
            let mut observation = plan::attempt(|| self.hands.observe(student, wanted, slot));
            if wanted.id.hold.is_some() {
                // Nothing is judged by it: what it does not tell is left out.
                observation.trouble = None;
            }
            if self.is_broken_off() {
                return Ok(None);
            }
            if observation.trouble.is_none() || attempt == ATTEMPTS {
                return self.judge(student, wanted, observation).map(Some);
            }
            self.case(student, wanted, observation)?;
            attempt += 1;
        }
    }

    /// Judges a case and writes down what was seen, with what all of it took.
    fn judge(&self, student: usize, wanted: &Wanted<'w>, observation: Observation) -> Result<Seen> {
        let before = thread_time();
        let mut seen = Seen::judged(observation, |observation| self.hands.judge(wanted, observation));
        seen.observation.spent.grader += thread_time().saturating_sub(before);
        self.case(student, wanted, seen.observation.clone())?;
        Ok(seen)
    }

    fn case(&self, student: usize, wanted: &Wanted<'w>, observation: Observation) -> Result<()> {
        let id = wanted.id.clone();
        self.hands.fact(student, Fact::Case(Box::new(CaseFact::new(id, observation))))
    }
}

impl<'w> Bench<'w> {
    fn take(&mut self) -> Option<Job<'w>> {
        if let Some(((student, _), wanted)) = self.cases.pop_first() {
            return Some(Job::Run(student, Box::new(wanted)));
        }
        let (next, rest) = self.places.split_first()?;
        self.places = rest;
        Some(Job::Look(*next))
    }
}

#[cfg(test)]
mod tests;
