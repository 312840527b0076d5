//! The words of the summary that an instructor reads of a class.

use crate::journal::ruling::{Corrected, Correction};

/// Above the points.
pub const POINTS: &str = "points";

/// Behind what could not be told.
pub const LEGEND: &str = "`?` is open: it could not be told, and costs nothing";

/// What stands in a row in place of checks, where programs could not be run; why, stands below.
pub const NOT_RUN: &str = "could not be run";

/// The same, where that is not the programs' doing, or the run was interrupted.
pub const NOT_RUN_YET: &str = "open";

/// What stands before them where it was handed in late.
pub const IS_LATE: &str = "late";

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

/// Where the page is, and how many submissions it shows that want a person.
pub fn page_is_at(page: &str, submissions: usize, look: usize) -> String {
    let of = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let look = if look == 0 { "none wants".to_owned() } else { of(look, "wants", "want") };
    format!("report: {page} ({}, {look} a look)", of(submissions, "submission", "submissions"))
}

/// A class without submissions.
pub const NOBODY: &str = "There are no submissions.";
