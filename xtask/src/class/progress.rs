//! How far a class is: a bar on a terminal, a line a submission elsewhere. On standard error, for standard output is the report's.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::graded::{Grade, Graded, PartOutcome};
use crate::intake::Problem;
use crate::printable::printable;
use crate::say;
use crate::verdict::outcome::Status;

/// What a person sees while a class is graded.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    submissions: u64,
    failing: u64,
    open: u64,
    cases: u64,
}

impl Progress {
    /// Begins, with so many submissions to come.
    pub fn new(submissions: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(submissions as u64), say::progress());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} submissions, {msg}, {eta} left")
            .expect("the template is right");
        bar.set_style(style);
        let progress = Self { bar, counts: Mutex::default() };
        progress.update(|_| ());
        progress
    }

    /// A case was run.
    pub fn case(&self) {
        self.update(|counts| counts.cases += 1);
    }

    /// A submission is through.
    pub fn graded(&self, graded: &Graded<'_>) {
        self.update(|counts| {
            counts.submissions += 1;
            counts.failing += u64::from(graded.status() == Status::Fail);
            counts.open += u64::from(graded.grade().open_hundredths > 0);
            if self.bar.is_hidden() && !say::is_quiet() {
                let all = self.bar.length().unwrap_or_default();
                anstream::eprintln!("[{}/{all}] {}", counts.submissions, line(graded));
            }
        });
        self.bar.inc(1);
    }

    /// There is nothing more to show.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn update(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.lock().expect("nobody panics while the counts are held");
        change(&mut counts);
        let Counts { failing, open, cases, .. } = *counts;
        self.bar.set_message(format!("{cases} cases, {failing} failing, {open} open"));
    }
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
