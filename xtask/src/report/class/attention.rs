//! Which submissions want a person, and why.

use super::open;
use crate::class::graded::{Graded, PartOutcome};
use crate::hand_in::Problem;

/// Why a submission wants a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// What was handed in cannot be run.
    NotRun,
    /// This machine could not run it, or somebody has to decide something first.
    Waits,
    /// Some points are open.
    OpenPoints,
}

/// Why this one does, with a sentence where there is more to say; `None` where it does not.
pub fn of(graded: &Graded<'_>) -> Option<(Why, Option<String>)> {
    let first_line = |text: &str| text.lines().next().map(str::to_owned);
    let of_part = |outcome: &PartOutcome| match outcome {
        PartOutcome::NotRun(Problem::Student(why)) => Some((Why::NotRun, first_line(why))),
        PartOutcome::NotRun(Problem::Machine(why)) => Some((Why::Waits, first_line(why))),
        PartOutcome::Unfinished => Some((Why::Waits, None)),
        PartOutcome::Judged(_) => None,
    };
    // What an instructor gave points for was looked at.
    let parts = graded.parts.iter().filter(|part| part.corrected.is_none());
    let first = parts.filter_map(|part| of_part(&part.outcome)).min_by_key(|(why, _)| *why);
    let why = || open::reasons(graded).into_iter().next().map(|(why, _)| why);
    first.or_else(|| (graded.grade().open_hundredths > 0).then(|| (Why::OpenPoints, why())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn who_could_not_be_run_and_whose_points_are_open_wants_a_look() {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let found = class.iter().filter_map(|graded| Some((graded.student.key.as_str(), of(graded)?.0)));
        assert_eq!(
            found.collect::<Vec<_>>(),
            [("erin", Why::OpenPoints), ("frank", Why::NotRun), ("grace", Why::Waits), ("heidi", Why::Waits)]
        );
    }
}
