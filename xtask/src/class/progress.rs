//! How far a class is: a bar on a terminal, a line a submission elsewhere. On standard error, for standard output is the report's.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use unicode_width::UnicodeWidthStr as _;

use super::graded::{Graded, PartOutcome};
use super::remaining::{Remaining, shown};
use crate::grade::Grade;
use crate::hand_in::{Problem, Student};
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::Lab;
use crate::verdict::outcome::Status;

/// Steps of the bar.
const STEPS: f64 = 1000.0;
/// How often the bar is drawn though nothing has ended.
const TICK: Duration = Duration::from_secs(1);
/// The share of a submission that is counted until all of it is through.
const ALMOST: f64 = 0.95;

/// What a person sees while a class is graded.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    counts: Mutex<Counts>,
}

/// What has been done so far.
#[derive(Debug)]
struct Counts {
    /// Submissions in all.
    all: usize,
    /// Cases that a submission has if nothing unusual happens.
    cases_each: u64,
    graded: usize,
    /// Those of them of which nothing had to be run.
    unrun: usize,
    failing: usize,
    open: usize,
    cases: u64,
    /// Submissions that are being worked on, by their places in the class: what each is called, and how many of its cases ended.
    current: BTreeMap<usize, (String, u64)>,
    began: Instant,
    remaining: Remaining,
}

impl Counts {
    /// Of a class of which nothing is done.
    fn of(all: usize, lab: &Lab) -> Self {
        let cases = |scenario: &crate::scenario::Scenario| scenario.seeds.len() * scenario.deliveries.len();
        Self {
            all,
            cases_each: lab.parts.iter().map(|part| cases(&part.scenario) as u64).sum::<u64>().max(1),
            graded: 0,
            unrun: 0,
            failing: 0,
            open: 0,
            cases: 0,
            current: BTreeMap::new(),
            began: Instant::now(),
            remaining: Remaining::default(),
        }
    }

    /// How much of what has to be run has been: a share. What was known before, and what cannot be run, takes no time.
    fn done(&self) -> f64 {
        let share = |cases: u64| (cases as f64 / self.cases_each as f64).min(ALMOST);
        let current: f64 = self.current.values().map(|(_, cases)| share(*cases)).sum();
        let all = self.all.saturating_sub(self.unrun).max(1) as f64;
        ((self.graded - self.unrun) as f64 + current).min(all) / all
    }

    /// The line behind the bar, in the order of what must not be cut off where it is long.
    fn line(&mut self, elapsed: Duration) -> String {
        let left = self.remaining.after(elapsed, self.done());
        let left = left.map_or(String::new(), |left| format!("{} left, ", shown(left)));
        let Self { graded, all, cases, failing, open, .. } = self;
        let mut line = format!("{left}{graded} of {all} submissions, {cases} cases");
        if let Some((name, _)) = self.current.values().next() {
            line += &format!(", at {name}");
        }
        line + &format!(", {failing} failing, {open} open")
    }
}

impl Progress {
    /// Begins, with so many submissions of a lab to come.
    pub fn new(submissions: usize, lab: &Lab) -> Self {
        let bar = ProgressBar::with_draw_target(Some(STEPS as u64), say::progress());
        let style = ProgressStyle::with_template("{bar:20} {wide_msg}").expect("the template is right");
        bar.set_style(style);
        let progress = Self { bar, counts: Mutex::new(Counts::of(submissions, lab)) };
        progress.update(|_| ());
        progress
    }

    /// Somebody looks into the submission at that place of the class.
    pub fn begun(&self, place: usize, student: &Student) {
        let name = student.names().next().filter(|name| !name.is_empty()).unwrap_or(&student.key);
        self.update(|counts| {
            counts.current.insert(place, (short(&printable(name)), 0));
        });
    }

    /// A case of it was run.
    pub fn case(&self, place: usize) {
        self.update(|counts| {
            counts.cases += 1;
            if let Some((_, cases)) = counts.current.get_mut(&place) {
                *cases += 1;
            }
        });
    }

    /// It is through.
    pub fn graded(&self, place: usize, graded: &Graded<'_>) {
        self.update(|counts| {
            counts.graded += 1;
            let ran = counts.current.remove(&place).is_some_and(|(_, cases)| cases > 0);
            counts.unrun += usize::from(!ran);
            counts.failing += usize::from(graded.status() == Status::Fail);
            counts.open += usize::from(graded.grade().open_hundredths > 0);
            if self.bar.is_hidden() && !say::is_quiet() {
                say::error(format_args!("[{}/{}] {}", counts.graded, counts.all, line(graded)));
            }
        });
    }

    /// Draws the bar each second until `work` is done, and takes it away then.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let (over, is_over) = std::sync::mpsc::channel::<()>();
        let done = std::thread::scope(|scope| {
            if !self.bar.is_hidden() {
                scope.spawn(move || {
                    while is_over.recv_timeout(TICK) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                        self.update(|_| ());
                    }
                });
            }
            let done = work();
            drop(over);
            done
        });
        self.bar.finish_and_clear();
        done
    }

    fn update(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.lock().expect("nobody panics while the counts are held");
        change(&mut counts);
        let elapsed = counts.began.elapsed();
        self.bar.set_position((counts.done() * STEPS) as u64);
        self.bar.set_message(counts.line(elapsed));
    }
}

/// A name that leaves room for the rest.
fn short(name: &str) -> String {
    const MOST: usize = 24;
    if name.width() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST / 2 - 1).chain(['\u{2026}']).collect()
}

/// A submission in one line: who, how many points, and what stands in the way of any.
fn line(graded: &Graded<'_>) -> String {
    let Grade { earned_hundredths, open_hundredths, possible_hundredths, .. } = graded.grade();
    let decimal = Grade::decimal;
    let mut line = format!(
        "{}: {} of {} points",
        graded.student.key,
        decimal(earned_hundredths),
        decimal(possible_hundredths)
    );
    if open_hundredths > 0 {
        line += &format!(", {} open", decimal(open_hundredths));
    }
    let problem = graded.parts.iter().find_map(|part| match &part.outcome {
        PartOutcome::NotRun(Problem::Student(why) | Problem::Machine(why)) => why.lines().next(),
        PartOutcome::Judged(_) | PartOutcome::Unfinished => None,
    });
    if let Some(problem) = problem {
        line += &format!(" ({})", printable(problem));
    }
    line
}
