//! A submission as a flat list of tests, which is how Gradescope, GitHub Classroom and check50 see one: a check of a part
//! each, with its points in the lab's measure; or one test that fails where a part could not be run.

use crate::check::Check;
use crate::class::again;
use crate::class::graded::{Graded, GradedPart, Judged, PartOutcome, Worth};
use crate::grade::Grade;
use crate::hand_in::Problem;
use crate::scenario::lab::Part;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::words;
use crate::words::{feedback, submission};

/// The test that stands for a part which was not run.
pub const CAN_BE_RUN: &str = "can-be-run";

/// One test.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The part's name: `task2`.
    pub part: String,
    /// The check's name, or `can-be-run`.
    pub name: &'static str,
    /// What is asked, as a sentence.
    pub asks: &'static str,
    /// The answer.
    pub status: Status,
    /// The check that has to be mended first.
    pub waits_for: Option<Check>,
    /// Points of the lab, where there are any to earn.
    pub points: Option<Grade>,
    /// What happened; `None` for a pass.
    pub what: Option<String>,
    /// What to look at.
    pub look_at: Option<String>,
    /// The command that repeats it.
    pub again: Option<String>,
    /// The scenario's file that it takes, where it does not come with the grader.
    pub needs: Option<String>,
    /// The answer with its reason.
    pub outcome: Option<Outcome>,
}

/// All tests of a submission. Points of checks are rounded to hundredths, so that their sum can miss the grade's by as many
/// hundredths as there are checks; the possible points are exact.
pub fn answers(graded: &Graded<'_>) -> Vec<Answer> {
    let parts = graded.parts();
    parts.flat_map(|(part, graded_part, grade)| of_part(part, graded_part, grade)).collect()
}

fn of_part(part: &Part, graded: &GradedPart, grade: Grade) -> Vec<Answer> {
    let unrun = |status: Status, what: &str| {
        let answer = Answer {
            part: part.name(),
            name: CAN_BE_RUN,
            asks: feedback::CAN_BE_RUN,
            status,
            waits_for: None,
            points: (grade.possible_hundredths > 0).then_some(grade),
            what: Some(what.to_owned()),
            look_at: None,
            again: None,
            needs: None,
            outcome: None,
        };
        vec![answer]
    };
    if let Some(Worth { points, reason, .. }) = &graded.corrected {
        return unrun(graded.status(), &submission::corrected_points(*points, reason));
    }
    match &graded.outcome {
        PartOutcome::Judged(judged) => of_checks(part, judged, grade.possible_hundredths),
        PartOutcome::NotRun(Problem::Student(why)) => unrun(Status::Fail, why),
        PartOutcome::NotRun(Problem::Machine(why)) => {
            unrun(Status::Inconclusive, &format!("{} {why}", feedback::NOT_RUN_HERE))
        }
        PartOutcome::Unfinished => unrun(Status::Inconclusive, feedback::UNFINISHED),
    }
}

fn of_checks(part: &Part, judged: &Judged, possible_hundredths: u32) -> Vec<Answer> {
    let result = &judged.result;
    let all: u64 = result.points().possible.into();
    let (mut so_far, mut given) = (0, 0);
    // Shares that are the whole together, as those of a lab's parts are.
    let mut share = |possible: u32| {
        so_far += u64::from(possible);
        let until = u64::from(possible_hundredths) * so_far / all.max(1);
        let share = until - given;
        given = until;
        u32::try_from(share).expect("no more than what is possible")
    };
    let answer = |check: crate::verdict::results::CheckResult<'_>| {
        let points = check.points.map(|points| {
            let possible_hundredths = share(points.possible);
            Grade {
                earned_hundredths: if points.earned > 0 { possible_hundredths } else { 0 },
                late_hundredths: 0,
                open_hundredths: if points.open > 0 { possible_hundredths } else { 0 },
                possible_hundredths,
            }
        });
        let (case, outcome) = check.example.unzip();
        let said = outcome.as_ref().and_then(|outcome| words::outcome(check.check, outcome));
        let (what, look_at) = said.map_or((None, None), |said| (Some(said.what), said.hint));
        Answer {
            part: part.name(),
            name: check.check.name(),
            asks: feedback::asks(check.check),
            status: check.status,
            waits_for: match outcome {
                Some(Outcome::Inconclusive(Doubt::Blocked(cause))) => Some(cause),
                _ => None,
            },
            points,
            what: check.corrected.map(submission::corrected).or(what),
            look_at,
            again: case
                .zip(outcome.as_ref())
                .filter(|_| check.status != Status::Pass)
                .map(|(case, outcome)| result.again_to_see(outcome, case)),
            needs: again::needs(&part.scenario),
            outcome,
        }
    };
    result.checks().into_iter().map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn the_possible_points_of_all_tests_are_the_lab_s_and_the_earned_come_near_the_grade() {
        let mut lab = fixtures::lab();
        for points in [100, 7] {
            lab.points = points;
            for graded in fixtures::class(&lab) {
                let answers = answers(&graded);
                let sum: Grade = answers.iter().filter_map(|answer| answer.points).sum();
                let grade = graded.grade();
                assert_eq!(sum.possible_hundredths, grade.possible_hundredths);
                let near = |one: u32, other: u32| one.abs_diff(other) as usize <= answers.len();
                assert!(near(sum.earned_hundredths, grade.earned_hundredths), "{}", graded.student.key);
                assert!(near(sum.open_hundredths, grade.open_hundredths), "{}", graded.student.key);
            }
        }
    }
}
