//! A student's feedback in a few words, for a cell of a gradebook: what it is worth, and what to mend first.

use super::causes::causes;
use super::feedback::{named, points};
use crate::class::graded::Graded;
use crate::printable::printable;
use crate::verdict::outcome::Status;
use crate::words::feedback as words;
use crate::words::late as late_words;

/// What a comment of ours begins with: one that was written before is known by it, and written again.
pub const OURS: &str = "socklab: ";

/// Mistakes that are named.
const MOST_NAMED: usize = 3;

/// In one line of plain text. Nothing of a student's stands in it.
pub fn of(graded: &Graded<'_>) -> String {
    let grade = graded.grade();
    let mut said = vec![format!("{OURS}{}.", points(grade))];
    said.extend(graded.lateness.as_ref().map(|lateness| late_words::costs(lateness, grade)));
    let causes = causes(graded);
    let named = causes.iter().take(MOST_NAMED).map(|cause| named(graded, cause, printable));
    said.extend(named.enumerate().map(|(at, (name, costs))| format!("{}. {name}: {costs}", at + 1)));
    said.push(match (causes.len(), graded.status()) {
        (0, Status::Pass) => words::ALL_RIGHT.to_owned(),
        (0, _) => words::NOTHING_WRONG.to_owned(),
        (all, _) => words::more_in_feedback(all.saturating_sub(MOST_NAMED)),
    });
    said.join(" ")
}

/// Whether a cell may be written: nothing stands in it, or a comment of ours.
pub fn may_replace(cell: &str) -> bool {
    cell.trim().is_empty() || cell.contains(OURS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn a_comment_names_the_dearest_mistakes_and_nothing_that_a_student_wrote() {
        let lab = fixtures::lab();
        let said: Vec<String> = fixtures::class(&lab).iter().map(of).collect();
        insta::assert_snapshot!(said.join("\n"));
        assert!(said.iter().all(|comment| comment.len() < 700), "{said:?}");
    }

    #[test]
    fn an_instructor_s_own_comment_stays() {
        for (cell, is_ours) in [
            ("", true),
            ("  ", true),
            ("socklab: 3 of 4 points.", true),
            ("<p>socklab: 3 of 4 points.</p>", true),
            ("well done", false),
        ] {
            assert_eq!(may_replace(cell), is_ours, "{cell}");
        }
    }
}
