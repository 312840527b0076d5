//! What a class comes to: counted submission by submission, so that nothing of a submission is kept but numbers and short
//! sentences.

use std::collections::BTreeMap;

use super::open;
use crate::check::Check;
use crate::class::graded::{Graded, PartOutcome};
use crate::hand_in::Problem;
use crate::verdict::explained;
use crate::verdict::outcome::Status;

/// Characters that are kept of a reason.
const MOST_CHARS: usize = 200;

/// The sums of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many submissions there are.
    pub submissions: usize,
    /// How many of them pass everything.
    pub passed: usize,
    /// How many fail something.
    pub failed: usize,
    /// What the settled grades earn, in hundredths.
    pub settled_hundredths: Vec<u32>,
    /// The most that there is to earn.
    pub possible_hundredths: u32,
    /// By part and check: how many submissions fail it, and how many were asked.
    pub checks: BTreeMap<(usize, Check), Failing>,
    /// By mistake: how many submissions make it.
    pub mistakes: BTreeMap<&'static str, usize>,
    /// Whose points are open, how many hundredths, and why.
    pub open: Vec<(String, u32, String)>,
    /// Whose programs could not be run, in which parts, and why.
    pub unrun: Vec<(String, String, String)>,
}

/// How many submissions fail a check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failing {
    /// Those.
    pub fail: usize,
    /// Those that were run.
    pub of: usize,
}

impl Tally {
    /// Adds a submission.
    pub fn add(&mut self, graded: &Graded<'_>) {
        self.submissions += 1;
        match graded.status() {
            Status::Pass => self.passed += 1,
            Status::Fail => self.failed += 1,
            Status::Inconclusive => {}
        }
        let grade = graded.grade();
        self.possible_hundredths = grade.possible_hundredths;
        if grade.settled().is_some() {
            self.settled_hundredths.push(grade.earned_hundredths);
        }
        for (index, (part, graded_part, _)) in graded.parts().enumerate() {
            match &graded_part.outcome {
                PartOutcome::Judged(judged) => {
                    for check in judged.result.checks() {
                        let failing = self.checks.entry((index, check.check)).or_default();
                        failing.of += 1;
                        failing.fail += usize::from(check.status == Status::Fail);
                    }
                }
                PartOutcome::NotRun(_) if graded_part.corrected.is_some() => {}
                PartOutcome::NotRun(Problem::Student(why) | Problem::Machine(why)) => {
                    self.unrun(&graded.student.key, &part.name(), first_line(why));
                }
                PartOutcome::Unfinished => {}
            }
        }
        let judged = graded.parts.iter().filter_map(|part| part.judged());
        for mistake in explained::mistakes(judged.map(|judged| &judged.result)) {
            *self.mistakes.entry(mistake).or_default() += 1;
        }
        if grade.open_hundredths > 0 {
            self.open.push((
                graded.student.key.clone(),
                grade.open_hundredths,
                open::reasons(graded).into_iter().next().map(|(why, _)| first_line(&why)).unwrap_or_default(),
            ));
        }
    }

    /// Notes a part that was not run, beside others of the submission with the same reason.
    fn unrun(&mut self, key: &str, part: &str, why: String) {
        match self.unrun.last_mut() {
            Some((last, parts, reason)) if last == key && *reason == why => {
                parts.push_str(", ");
                parts.push_str(part);
            }
            _ => self.unrun.push((key.to_owned(), part.to_owned(), why)),
        }
    }

    /// Mean and median of the settled grades, in hundredths.
    pub fn average(&self) -> Option<(u32, u32)> {
        let mut sorted = self.settled_hundredths.clone();
        sorted.sort_unstable();
        let count = u64::try_from(sorted.len()).ok().filter(|count| *count > 0)?;
        let sum: u64 = sorted.iter().map(|hundredths| u64::from(*hundredths)).sum();
        let half = sorted.len() / 2;
        let median = match sorted.len() % 2 {
            0 => (sorted[half - 1] + sorted[half]).div_ceil(2),
            _ => sorted[half],
        };
        Some((u32::try_from((sum + count / 2) / count).ok()?, median))
    }

    /// The checks that fail, those that most submissions fail first.
    pub fn failing(&self) -> Vec<((usize, Check), Failing)> {
        let mut failing: Vec<_> = self.checks.iter().filter(|(_, failing)| failing.fail > 0).collect();
        failing.sort_by_key(|(_, failing)| std::cmp::Reverse(failing.fail));
        failing.into_iter().map(|(check, failing)| (*check, *failing)).collect()
    }

    /// The mistakes, those of most submissions first.
    pub fn mistakes(&self) -> Vec<(&'static str, usize)> {
        let mut mistakes: Vec<_> = self.mistakes.iter().map(|(name, count)| (*name, *count)).collect();
        mistakes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        mistakes
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn a_class_is_counted() {
        let lab = fixtures::lab();
        let mut tally = Tally::default();
        fixtures::class(&lab).iter().for_each(|graded| tally.add(graded));
        assert_eq!((tally.submissions, tally.passed, tally.failed), (9, 1, 5));
        // 100, 72, 86, 7, 0 and 22.
        assert_eq!(tally.settled_hundredths, [10_000, 7_200, 8_600, 700, 0, 2_200]);
        assert_eq!(tally.average(), Some((4_783, 4_700)));
        assert_eq!(tally.failing()[0].1, Failing { fail: 2, of: 6 });
        let open: Vec<_> =
            tally.open.iter().map(|(key, open, why)| (key.as_str(), *open, why.as_str())).collect();
        assert_eq!(
            open,
            [
                (
                    "erin",
                    1_400,
                    "the grader itself failed, which costs no points: the network could not be made"
                ),
                ("grace", 10_000, "this machine has no `javac`"),
                ("heidi", 10_000, "not all of its cases have been run"),
            ]
        );
        let unrun: Vec<_> =
            tally.unrun.iter().map(|(key, parts, _)| (key.as_str(), parts.as_str())).collect();
        assert_eq!(unrun, [("frank", "task2, task1"), ("grace", "task2, task1")]);
        assert_eq!(Tally::default().average(), None);
    }
}
