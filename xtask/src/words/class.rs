//! The words of the summary that an instructor reads of a class.

use crate::class::ruling::{Corrected, Correction};

/// A status in one character, as the table shows it.
pub const LEGEND: &str =
    "`.` pass, `F` fail, `-` open behind what fails before it, `?` open (could not be told, costs nothing)";

/// The same, where the grader played the other half.
pub const LEGEND_WITH_STAND_INS: &str =
    "`+` pass and `f` fail with the grader's program in place of the other half";

/// What stands in a row instead of marks, where programs could not be run; why, stands below.
pub const NOT_RUN: &str = "fail";

/// The same, where that is not the programs' doing, or the run was interrupted.
pub const NOT_RUN_YET: &str = "open";

/// How many submissions came out how.
pub fn counted(all: usize, passed: usize, failed: usize, open: usize) -> String {
    let submissions = if all == 1 { "1 submission".to_owned() } else { format!("{all} submissions") };
    format!(
        "{submissions}: {passed} passed everything, {failed} failed something, {open} open without a failure"
    )
}

/// Mean and median of what is settled.
pub fn average(mean: &str, median: &str, possible: &str, settled: usize) -> String {
    let of = if settled == 1 { "1 settled grade".to_owned() } else { format!("{settled} settled grades") };
    format!("points: mean {mean}, median {median} of {possible} ({of})")
}

/// Where no grade is settled.
pub const NO_AVERAGE: &str = "points: no grade is settled";

/// Above the checks that fail.
pub const FAILING: &str = "What fails most";

/// Above the mistakes.
pub const MISTAKES: &str = "Common mistakes: wrong answers that are exactly what comes out when";

/// Above open points.
pub const OPEN: &str = "Open points, and why";

/// Above what was corrected.
pub const CORRECTED: &str = "Corrected by you, in `choices.toml`";

/// What was corrected.
pub fn correction(Correction { scenario, what, .. }: &Correction) -> String {
    match what {
        Corrected::Check { check, passes: true } => format!("{scenario} {} passes", check.name()),
        Corrected::Check { check, passes: false } => format!("{scenario} {} fails", check.name()),
        Corrected::Points(points) => format!("{scenario} is worth {points} of its points"),
    }
}

/// Above what was handed in late.
pub const LATE: &str = "Handed in late, and what was taken off";

/// How late, and what that costs.
pub fn late(how: &str, taken: &str) -> String {
    format!("{how}: {}", if taken == "0" { "nothing".to_owned() } else { format!("{taken} points") })
}

/// Above what could not be run.
pub const COULD_NOT_BE_RUN: &str = "Could not be run";

/// Why points are open in an interrupted run.
pub const NOT_YET: &str = "not all of its cases have been run";

/// A class without submissions.
pub const NOBODY: &str = "There are no submissions.";
