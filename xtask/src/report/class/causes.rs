//! What a student has to mend: each mistake once, however many checks, cases and tasks show it, with all the points that it costs.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use super::failures::{Failure, failures};
use crate::class::graded::{Graded, Judged, PartOutcome};
use crate::hand_in::Problem;
use crate::role::Role;
use crate::verdict::outcome::{Doubt, Outcome, Reason};
use crate::verdict::results::CheckResult;
use crate::words;

/// One thing to mend.
#[derive(Debug)]
pub struct Cause<'a> {
    /// What it is.
    pub shown: Shown<'a>,
    /// What it costs, with all that waits for it.
    pub cost_hundredths: u32,
    /// In which parts of the lab it costs points, in their order; where it costs none, in which it shows.
    pub parts: Vec<usize>,
    /// All failures that come of it, with the part that each is in; that which says most is the first.
    failures: Vec<(usize, Failure<'a>)>,
    key: Key,
}

/// How a cause shows.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// By a check that fails.
    Failure,
    /// Nothing could be run.
    NotRun(&'a str),
}

/// What makes failures the same mistake.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    NotRun(String),
    /// One of the two programs is missing.
    Half(Role),
    /// What one `recv` returns is taken for one message: whatever comes of it, wherever bytes are joined or cut.
    Stream,
    /// A known wrong algorithm.
    Mistakes(Vec<&'static str>),
    /// The same line of source, and the same kind of message about it.
    Line(String, String),
    /// The same words.
    Said(Discriminant<Reason>, String),
}

fn key(judged: &Judged, failure: &Failure<'_>) -> Option<Key> {
    let Outcome::Fail(reason) = &failure.outcome else { return None };
    Some(match reason {
        Reason::NotStarted(_) if judged.missing() == failure.check.about() => Key::Half(judged.missing()?),
        _ if failure.is_elsewhere => Key::Stream,
        Reason::OnlyUnder(_) => Key::Stream,
        Reason::WrongList(wrong) if !wrong.mistakes.is_empty() => Key::Mistakes(wrong.mistakes.clone()),
        Reason::Crashed(end) | Reason::EndedBeforeListening(end) | Reason::Lost(end)
            if end.at.as_ref().is_some_and(|line| line.text.is_some()) =>
        {
            let message = end.last_words.as_deref().unwrap_or_default();
            let kind = message.split(':').next().unwrap_or_default().to_owned();
            Key::Line(end.at.as_ref()?.text.clone()?, kind)
        }
        reason => Key::Said(discriminant(reason), words::outcome(failure.check, &failure.outcome)?.what),
    })
}

impl<'a> Cause<'a> {
    /// The failure that says most, and the part that it is in.
    pub fn failure(&self) -> Option<(usize, &Failure<'a>)> {
        self.failures.first().map(|(part, failure)| (*part, failure))
    }

    /// Whether it is that what one `recv` returns is taken for one message.
    pub fn is_about_the_stream(&self) -> bool {
        self.key == Key::Stream
    }

    /// The program that is missing, where that is all.
    pub fn missing(&self) -> Option<Role> {
        if let Key::Half(role) = self.key { Some(role) } else { None }
    }

    fn begin(key: Key, shown: Shown<'a>) -> Self {
        Self { shown, cost_hundredths: 0, parts: Vec::new(), failures: Vec::new(), key }
    }

    fn shows_in(&mut self, part: usize) {
        if !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }
}

/// All that there is to mend, the dearest first.
pub fn causes<'a>(graded: &'a Graded<'_>) -> Vec<Cause<'a>> {
    let mut causes: Vec<Cause<'a>> = Vec::new();
    let mut cause_of = |key: Key, shown: Shown<'a>| -> usize {
        causes.iter().position(|cause| cause.key == key).unwrap_or_else(|| {
            causes.push(Cause::begin(key, shown));
            causes.len() - 1
        })
    };
    let mut told: Vec<(usize, usize, Option<Failure<'a>>)> = Vec::new();
    for (index, part) in graded.parts.iter().enumerate() {
        match &part.outcome {
            PartOutcome::NotRun(Problem::Student(why)) => {
                told.push((cause_of(Key::NotRun(why.clone()), Shown::NotRun(why)), index, None));
            }
            PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => {}
            PartOutcome::Judged(judged) => {
                for failure in failures(judged) {
                    let Some(key) = key(judged, &failure) else { continue };
                    told.push((cause_of(key, Shown::Failure), index, Some(failure)));
                }
            }
        }
    }
    for (cause, part, failure) in told {
        causes[cause].shows_in(part);
        causes[cause].failures.extend(failure.map(|failure| (part, failure)));
    }
    let costs = costs(graded, &causes);
    for (cause, costs) in causes.iter_mut().zip(costs) {
        cause.cost_hundredths = costs.values().sum();
        // What says most first: what is known of the cause, where it costs most.
        cause
            .failures
            .sort_by_key(|(part, failure)| (failure.is_elsewhere, Reverse(costs.get(part).copied())));
        if !costs.is_empty() {
            cause.parts = costs.into_keys().collect();
        }
    }
    causes.sort_by_key(|cause| Reverse(cause.cost_hundredths));
    causes
}

/// What each cause costs in each part: the points of the checks that fail by it, and of those that wait for them.
fn costs(graded: &Graded<'_>, causes: &[Cause<'_>]) -> Vec<BTreeMap<usize, u32>> {
    let mut costs = vec![BTreeMap::new(); causes.len()];
    for (index, (part, graded_part, grade)) in graded.parts().enumerate() {
        let of = u64::from(part.scenario.points.values().sum::<u32>().max(1));
        let share = |points: u32| u64::from(grade.possible_hundredths) * u64::from(points) * 2 + of;
        let share = |points: u32| u32::try_from(share(points) / (2 * of)).expect("no more than is possible");
        match &graded_part.outcome {
            PartOutcome::Judged(judged) => {
                let mut lost: BTreeMap<usize, u32> = BTreeMap::new();
                for (cause, points) in losses(causes, index, &judged.result.checks()) {
                    *lost.entry(cause).or_default() += points;
                }
                for (cause, points) in lost {
                    costs[cause].insert(index, share(points));
                }
            }
            PartOutcome::NotRun(Problem::Student(_)) => {
                let is_it = |cause: &Cause<'_>| {
                    matches!(cause.shown, Shown::NotRun(_)) && cause.parts.contains(&index)
                };
                if let Some(cause) = causes.iter().position(is_it) {
                    costs[cause].insert(index, grade.possible_hundredths);
                }
            }
            PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => {}
        }
    }
    costs
}

/// By which cause a part loses how many points.
fn losses(causes: &[Cause<'_>], part: usize, checks: &[CheckResult<'_>]) -> Vec<(usize, u32)> {
    let lost = checks.iter().filter_map(|found| {
        let points = found.points.filter(|points| points.open == 0 && points.earned < points.possible)?;
        let behind = match found.example.as_ref()? {
            (_, Outcome::Inconclusive(Doubt::Blocked(behind))) => *behind,
            _ => found.check,
        };
        let behind = checks.iter().find(|found| found.check == behind)?;
        // Where a check fails in several ways its points are lost by that which its own example shows.
        let (_, outcome) = behind.example.as_ref()?;
        let fits = |fits: &dyn Fn(&Failure<'_>) -> bool| {
            causes.iter().position(|cause| {
                let mut failures = cause.failures.iter();
                failures.any(|(at, failure)| *at == part && failure.check == behind.check && fits(failure))
            })
        };
        let cause = fits(&|failure| failure.outcome == *outcome)
            .or_else(|| fits(&|failure| !failure.is_elsewhere))
            .or_else(|| fits(&|_| true))?;
        Some((cause, points.possible - points.earned))
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::report::class::fixtures;

    fn of(graded: &Graded<'_>) -> Vec<(Option<&'static str>, u32, Vec<usize>)> {
        let told = |cause: Cause<'_>| {
            (cause.failure().map(|(_, failure)| failure.check.name()), cause.cost_hundredths, cause.parts)
        };
        causes(graded).into_iter().map(told).collect()
    }

    fn class_of(key: &str) -> Vec<(Option<&'static str>, u32, Vec<usize>)> {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        of(class.iter().find(|graded| graded.student.key == key).expect("the student"))
    }

    #[test]
    fn one_mistake_is_one_cause_in_all_tasks_with_all_that_waits_for_it() {
        assert_eq!(class_of("alice"), []);
        assert_eq!(class_of("carol"), [(Some("survives-merging"), 1400, vec![0])]);
        assert_eq!(class_of("frank"), [(None, 10_000, vec![0, 1])]);
        // 70 points of task 2 but for the 10 that sending numbers earns.
        assert_eq!(class_of("dave")[0], (Some("server-stays-up"), 9300, vec![0, 1]));
    }

    #[test]
    fn all_that_is_lost_is_lost_by_some_cause() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let grade = graded.grade();
            let lost = grade.possible_hundredths - grade.earned_hundredths - grade.open_hundredths;
            let told: u32 = causes(&graded).iter().map(|cause| cause.cost_hundredths).sum();
            assert_eq!(told, lost, "{}: {:#?}", graded.student.key, of(&graded));
        }
    }

    #[test]
    fn what_shows_under_other_deliveries_is_said_of_the_stream_and_not_again() {
        let lab = fixtures::lab();
        let graded = fixtures::graded(&lab, fixtures::student("x", ""), |scenario, seed, delivery| {
            if delivery == Delivery::AsSent {
                return fixtures::right(scenario);
            }
            fixtures::crashes(scenario, seed, delivery)
        });
        let causes = causes(&graded);
        assert_eq!(causes.len(), 1, "{causes:#?}");
        assert!(causes[0].is_about_the_stream());
    }
}
