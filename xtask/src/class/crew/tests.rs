use std::collections::BTreeSet;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use super::*;
use crate::command_line::{Command, Pair};
use crate::hand_in::Problem;
use crate::journal::CaseId;
use crate::journal::prepared::{PreparedPart, Programs};
use crate::observation::Spent;
use crate::scenario::{Input, Scenario};
use crate::verdict::results::ScenarioResult;

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
    /// How long nothing happens in each case.
    idle: Duration,
    /// How many cases of each submission were judged and left out, part by part.
    counts: Mutex<BTreeMap<usize, Vec<(usize, usize)>>>,
    /// How often a case was judged, and the seed in which judging panics.
    judged: AtomicUsize,
    panics: Option<u64>,
    /// Whether the harness failed in any case of a submission, part by part.
    failed: Mutex<BTreeMap<usize, Vec<bool>>>,
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
            _ => {
                let spent = Spent { idle: self.idle, ..Spent::default() };
                Observation { spent, ..Observation::default() }
            }
        }
    }

    fn judge(&self, wanted: &Wanted<'_>, observation: &Observation) -> Verdict {
        self.judged.fetch_add(1, Ordering::Relaxed);
        assert!(self.panics != Some(wanted.id.seed) || observation.trouble.is_some(), "on purpose");
        wanted.judge(observation)
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
        let results = || graded.parts.iter().filter_map(|part| Some(&part.judged()?.result));
        let failed = results().map(ScenarioResult::harness_failed).collect();
        let counts = results().map(|result| (result.cases.len(), result.left_out.cases)).collect();
        self.counts.lock().expect("no panic").insert(student, counts);
        self.failed.lock().expect("no panic").insert(student, failed);
        assert!(self.graded.lock().expect("no panic").insert(student), "{student} ends once");
        Ok(())
    }
}

/// The fourth submission cannot be run; the second has two servers.
fn prepared(student: usize) -> Prepared {
    let command = |text: &str| Command::of_student(text).expect("a command");
    let pair = |server: &str| Pair { server: command(server), client: command("c") };
    let programs = match student {
        1 => Programs::Pairs(vec![pair("s"), pair("s2")]),
        3 => Programs::None(Problem::Student("nothing there".to_owned())),
        _ => Programs::Pairs(vec![pair("s")]),
    };
    let part = PreparedPart {
        notes: Vec::new(),
        input: Input::default(),
        programs,
        lacks: None,
        with_arguments: Vec::new(),
        is_borrowed: false,
        hint: None,
        quoted: Vec::new(),
        choice: None,
    };
    Prepared { digest: "d".to_owned(), parts: vec![part.clone(), part] }
}

fn lab() -> Lab {
    let scenario = |name: &str, seeds: &str| {
        let text = format!(
            "format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '{seeds}'\n[limits]\nsubmission = '15s'\n"
        );
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
        assert!(mock.most_open.load(Ordering::Relaxed) <= jobs, "no more are open than there are workers");
    }
}

#[test]
fn every_case_is_judged_once_however_many_rounds_there_are() {
    let mock = Mock::default();
    run(&mock, 2).expect("no failure");
    assert_eq!(mock.judged.load(Ordering::Relaxed), cases(&mock).len());
}

#[test]
fn what_is_left_once_the_budget_is_spent_is_not_run_whatever_the_number_of_workers() {
    for jobs in [1, 2, 8] {
        let mock = Mock { idle: Duration::from_secs(10), ..Mock::default() };
        run(&mock, jobs).expect("no failure");
        let counts = mock.counts.lock().expect("no panic");
        assert_eq!(counts[&0], [(2, 1), (1, 0)], "two cases take it all; the other part has its own");
        assert_eq!(counts[&1], [(1, 2), (1, 0)], "the trials of two pairs are cases as well");
        let run = cases(&mock).into_keys().filter(|(student, id)| *student == 0 && id.seed < 7).count();
        // A second worker may have begun the third case while the first two were not both seen; it counts for nothing.
        let most = if jobs == 1 { 2 } else { 3 };
        assert!((2..=most).contains(&run), "{run} of 3 cases were run by {jobs} workers");
    }
    let cheap = Mock { idle: Duration::from_millis(4999), ..Mock::default() };
    run(&cheap, 2).expect("no failure");
    assert_eq!(cheap.counts.lock().expect("no panic")[&0], [(3, 0), (1, 0)]);
}

#[test]
fn who_goes_on_leaves_out_what_the_whole_run_would() {
    let idle = Duration::from_secs(10);
    let whole = Mock { idle, ..Mock::default() };
    run(&whole, 1).expect("no failure");
    for stop_after in [0, 1, 2, 3, 7] {
        let first = Mock { idle, stop_after: Some(stop_after), ..Mock::default() };
        first.stop.store(stop_after == 0, Ordering::Relaxed);
        run(&first, 2).expect("no failure");
        // What is known is read from the journal.
        let written = serde_json::to_string(&*first.facts.lock().expect("no panic")).expect("facts");
        let facts: Vec<(usize, Fact)> = serde_json::from_str(&written).expect("facts");
        let mut known: BTreeMap<usize, Known> = BTreeMap::new();
        for (student, fact) in facts {
            known.entry(student).or_default().add("a hand-in", fact);
        }
        let second = Mock { idle, known, ..Mock::default() };
        run(&second, 2).expect("no failure");
        let counts = |mock: &Mock| mock.counts.lock().expect("no panic").clone();
        assert_eq!(counts(&second), counts(&whole), "stopped after {stop_after} cases");
    }
}

#[test]
fn a_panic_in_judging_is_the_trouble_of_its_case_and_of_no_other() {
    let mock = Mock { panics: Some(7), ..Mock::default() };
    run(&mock, 2).expect("a panic in a case ends nothing");
    let failed = mock.failed.lock().expect("no panic");
    assert_eq!(failed.len(), 6);
    assert_eq!(failed[&0], [false, true], "the second part is that of seed 7");
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
            known.entry(student).or_default().add("d", fact);
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
        known.entry(student).or_default().add("d", fact);
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
