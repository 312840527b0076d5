//! Workers on a class. A worker takes a case of the earliest submission that has one to be run, or else looks into the next
//! submission: so no more submissions are open than there are workers, and memory does not grow with the class.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

use anyhow::{Result, anyhow};

use super::course::{Course, Wanted};
use super::graded::Graded;
use super::prepared::Prepared;
use crate::draws::Draws;
use crate::intake::Student;
use crate::journal::ledger::Known;
use crate::journal::{CaseFact, Fact, Pair};
use crate::observation::Observation;
use crate::plan::{self, ATTEMPTS, PANIC};
use crate::scenario::lab::Lab;

/// What workers do, and whom they tell.
pub trait Hands: Sync {
    /// What is known of a submission from an earlier run, and has not changed since.
    fn known(&self, student: usize) -> Result<Known>;

    /// Looks into a submission, and compiles what has to be compiled.
    fn prepare(&self, student: usize, slot: usize) -> Result<Prepared>;

    /// Runs a case.
    fn observe(&self, student: usize, wanted: &Wanted<'_>, slot: usize) -> Observation;

    /// Takes a new fact.
    fn fact(&self, student: usize, fact: Fact) -> Result<()>;

    /// Takes what became of a submission, and its files away.
    fn graded(&self, student: usize, graded: &Graded<'_>) -> Result<()>;
}

/// Grades those submissions of the class, given by their places in it, on `jobs` workers, until all are done or
/// `stop` is set. An error is the harness's own, and ends everything; cases that are running come to their end first.
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
        draws: Draws::default(),
        bench: Mutex::new(Bench { places, ..Bench::default() }),
        news: Condvar::new(),
    };
    thread::scope(|scope| {
        for slot in 0..jobs.get() {
            let crew = &crew;
            scope.spawn(move || crew.worker(slot));
        }
    });
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
    /// What the clients of open submissions drew, by student, scenario and pair.
    draws: Draws<(usize, String, Pair)>,
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
            let is_over = self.stop.load(Ordering::Relaxed) || bench.error.is_some();
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
            if let Err(error) = result {
                bench.error.get_or_insert(error);
            }
            self.news.notify_all();
        }
    }

    fn bench(&self) -> MutexGuard<'_, Bench<'w>> {
        self.bench.lock().expect("no worker panics while it holds the bench")
    }

    fn take(&self, job: Job<'w>, slot: usize) -> Result<()> {
        match job {
            Job::Look(student) => {
                let Known { prepared, mut cases, is_done } = self.hands.known(student)?;
                let is_settled = is_done && cases.values().all(|seen| seen.trouble.is_none());
                let prepared = match prepared {
                    Some(prepared) if is_settled => prepared,
                    _ => {
                        let prepared = self.hands.prepare(student, slot)?;
                        self.hands.fact(student, Fact::Prepared(prepared.clone()))?;
                        // What the harness failed in is tried once more.
                        cases.retain(|_, seen| seen.trouble.is_none());
                        prepared
                    }
                };
                self.go_on(student, Course::new(self.lab, prepared, cases), is_settled)
            }
            Job::Run(student, wanted) => {
                let observation = self.observe(student, &wanted, slot)?;
                let mut bench = self.bench();
                let open = bench.open.get_mut(&student).expect("a case's submission is open");
                open.course.observed(wanted.id, observation);
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
    fn go_on(&self, student: usize, course: Course<'w>, was_settled: bool) -> Result<()> {
        let wanted = course.wanted();
        if !wanted.is_empty() {
            let mut bench = self.bench();
            bench.open.insert(student, Open { course, missing: wanted.len() });
            bench.cases.extend(wanted.into_iter().enumerate().map(|(i, wanted)| ((student, i), wanted)));
            return Ok(());
        }
        self.draws.forget(|(whose, ..)| *whose == student);
        if !was_settled {
            self.hands.fact(student, Fact::Done)?;
        }
        self.hands.graded(student, &course.graded(self.students[student].clone()))
    }

    /// Runs a case until the harness does not fail in it, or has had its chances.
    fn observe(&self, student: usize, wanted: &Wanted<'w>, slot: usize) -> Result<Observation> {
        let key = (student, wanted.id.scenario.clone(), wanted.id.pair.clone());
        let observe = || plan::attempt(|| self.hands.observe(student, wanted, slot));
        let mut attempt = 1;
        loop {
            let observation = self.draws.observe(&key, &wanted.case(), observe);
            let fact = CaseFact { id: wanted.id.clone(), observation };
            let is_good = fact.observation.trouble.is_none();
            self.hands.fact(student, Fact::Case(Box::new(fact.clone())))?;
            if is_good || attempt == ATTEMPTS || self.stop.load(Ordering::Relaxed) {
                return Ok(fact.observation);
            }
            attempt += 1;
        }
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
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::AtomicUsize;

    use super::super::prepared::{PreparedPart, Programs};
    use super::*;
    use crate::intake::Problem;
    use crate::journal::CaseId;
    use crate::scenario::{Input, Scenario};
    use crate::submission::Command;

    /// Hands that run nothing, and remember all that they were told.
    #[derive(Default)]
    struct Mock {
        facts: Mutex<Vec<(usize, Fact)>>,
        graded: Mutex<BTreeSet<usize>>,
        open: AtomicUsize,
        most_open: AtomicUsize,
        /// Seeds in which the harness fails, and how often.
        failing: Mutex<BTreeMap<u64, usize>>,
        known: BTreeMap<usize, Known>,
        /// After that many cases the user wants to stop.
        stop_after: Option<usize>,
        stop: AtomicBool,
    }

    impl Hands for Mock {
        fn known(&self, student: usize) -> Result<Known> {
            let open = self.open.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_open.fetch_max(open, Ordering::Relaxed);
            Ok(self.known.get(&student).cloned().unwrap_or_default())
        }

        fn prepare(&self, student: usize, _: usize) -> Result<Prepared> {
            Ok(prepared(student))
        }

        fn observe(&self, _: usize, wanted: &Wanted<'_>, _: usize) -> Observation {
            let mut failing = self.failing.lock().expect("no panic");
            match failing.get_mut(&wanted.id.seed) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    Observation::troubled("on purpose")
                }
                _ => Observation::default(),
            }
        }

        fn fact(&self, student: usize, fact: Fact) -> Result<()> {
            let mut facts = self.facts.lock().expect("no panic");
            facts.push((student, fact));
            let cases = facts.iter().filter(|(_, fact)| matches!(fact, Fact::Case(_))).count();
            if self.stop_after == Some(cases) {
                self.stop.store(true, Ordering::Relaxed);
            }
            Ok(())
        }

        fn graded(&self, student: usize, graded: &Graded<'_>) -> Result<()> {
            assert!(graded.parts.iter().all(|part| part.judged().is_some() || student == 3));
            self.open.fetch_sub(1, Ordering::Relaxed);
            assert!(self.graded.lock().expect("no panic").insert(student), "{student} ends once");
            Ok(())
        }
    }

    /// The fourth submission cannot be run; the second has two servers.
    fn prepared(student: usize) -> Prepared {
        let command = |text: &str| Command::parse(text).expect("a command");
        let pair = |server: &str| Pair { server: command(server), client: command("c") };
        let programs = match student {
            1 => Programs::Pairs(vec![pair("s"), pair("s2")]),
            3 => Programs::None(Problem::Student("nothing there".to_owned())),
            _ => Programs::Pairs(vec![pair("s")]),
        };
        let part =
            PreparedPart { notes: Vec::new(), input: Input::default(), programs, lacks: None, choice: None };
        Prepared { digest: "d".to_owned(), parts: vec![part.clone(), part] }
    }

    fn lab() -> Lab {
        let scenario = |name: &str, seeds: &str| {
            let text = format!("format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '{seeds}'\n");
            Scenario::parse(name.as_ref(), &text).expect("a right scenario")
        };
        Lab::of(vec![scenario("a.toml", "1..3"), scenario("b.toml", "7")])
    }

    fn run(mock: &Mock, jobs: usize) -> Result<()> {
        let students: Vec<Student> =
            (0..6).map(|i| Student { key: i.to_string(), ..Student::default() }).collect();
        let jobs = NonZeroUsize::new(jobs).expect("some jobs");
        work(&lab(), &students, &[0, 1, 2, 3, 4, 5], jobs, &mock.stop, mock)
    }

    /// How often each case was run.
    fn cases(mock: &Mock) -> BTreeMap<(usize, CaseId), usize> {
        let mut cases = BTreeMap::new();
        for (student, fact) in mock.facts.lock().expect("no panic").iter() {
            if let Fact::Case(case) = fact {
                *cases.entry((*student, case.id.clone())).or_default() += 1;
            }
        }
        cases
    }

    #[test]
    fn every_case_of_every_submission_is_run_once_whatever_the_number_of_workers() {
        for jobs in [1, 2, 8] {
            let mock = Mock::default();
            run(&mock, jobs).expect("no failure");
            assert_eq!(mock.graded.lock().expect("no panic").len(), 6);
            let cases = cases(&mock);
            // Four submissions of one pair with 3 + 1 cases; one that is tried with a second pair first, in both parts.
            assert_eq!(cases.len(), 4 * 4 + 4 + 2);
            assert!(cases.values().all(|times| *times == 1));
            assert!(
                mock.most_open.load(Ordering::Relaxed) <= jobs,
                "no more are open than there are workers"
            );
        }
    }

    #[test]
    fn what_the_harness_fails_in_is_run_again_but_not_for_ever() {
        let mock = Mock { failing: Mutex::new(BTreeMap::from([(2, 1), (7, usize::MAX)])), ..Mock::default() };
        run(&mock, 1).expect("the harness's failure in a case ends nothing");
        let cases = cases(&mock);
        let times = |student: usize, seed: u64| {
            let of = cases.iter().filter(|((whose, id), _)| *whose == student && id.seed == seed);
            of.map(|(_, times)| *times).collect::<Vec<_>>()
        };
        assert_eq!(times(0, 1), [1]);
        assert_eq!(times(0, 2), [2], "once in vain, once well");
        assert_eq!(times(0, 7), [ATTEMPTS]);
    }

    #[test]
    fn who_goes_on_runs_only_what_is_missing_and_what_the_harness_failed_in() {
        let whole = Mock { failing: Mutex::new(BTreeMap::from([(7, ATTEMPTS)])), ..Mock::default() };
        run(&whole, 1).expect("no failure");
        for stop_after in [0, 1, 5, 13] {
            let first = Mock { stop_after: Some(stop_after), ..Mock::default() };
            first.stop.store(stop_after == 0, Ordering::Relaxed);
            run(&first, 2).expect("no failure");
            let mut known: BTreeMap<usize, Known> = BTreeMap::new();
            for (student, fact) in first.facts.lock().expect("no panic").clone() {
                known.entry(student).or_default().add(fact);
            }
            let second = Mock { known, ..Mock::default() };
            run(&second, 2).expect("no failure");
            let (first, second) = (cases(&first), cases(&second));
            assert!(first.keys().all(|case| !second.contains_key(case)), "nothing is run twice");
            let both: BTreeSet<_> = first.into_keys().chain(second.into_keys()).collect();
            assert!(both.into_iter().eq(cases(&whole).into_keys()), "and nothing is left out");
        }
        let mut known: BTreeMap<usize, Known> = BTreeMap::new();
        for (student, fact) in whole.facts.lock().expect("no panic").clone() {
            known.entry(student).or_default().add(fact);
        }
        let again = Mock { known, ..Mock::default() };
        run(&again, 2).expect("no failure");
        let seeds: Vec<(usize, u64)> =
            cases(&again).into_keys().map(|(student, id)| (student, id.seed)).collect();
        assert_eq!(seeds, [(0, 7)], "only what the harness failed in");
        assert_eq!(again.graded.lock().expect("no panic").len(), 6, "and all are told of once more");
    }

    #[test]
    fn a_failure_of_the_harness_outside_of_a_case_ends_the_run_with_its_reason() {
        struct Broken;
        impl Hands for Broken {
            fn known(&self, _: usize) -> Result<Known> {
                Ok(Known::default())
            }
            fn prepare(&self, _: usize, _: usize) -> Result<Prepared> {
                Err(anyhow!("the disk is full"))
            }
            fn observe(&self, _: usize, _: &Wanted<'_>, _: usize) -> Observation {
                panic!("nothing is prepared")
            }
            fn fact(&self, _: usize, _: Fact) -> Result<()> {
                Ok(())
            }
            fn graded(&self, _: usize, _: &Graded<'_>) -> Result<()> {
                panic!("nothing is prepared")
            }
        }
        let students = [Student::default()];
        let jobs = NonZeroUsize::new(3).expect("some jobs");
        let error = work(&lab(), &students, &[0], jobs, &AtomicBool::new(false), &Broken);
        assert_eq!(error.expect_err("it fails").to_string(), "the disk is full");
    }
}
