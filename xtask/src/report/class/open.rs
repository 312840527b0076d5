//! Why points of a submission are open: each reason once, with the parts of the lab in which it is one.

use super::homely::homely;
use crate::class::graded::{Graded, PartOutcome};
use crate::hand_in::Problem;
use crate::verdict::outcome::{Doubt, Outcome};
use crate::verdict::results::ScenarioResult;
use crate::words;
use crate::words::class as class_words;

/// Characters that are kept of a reason.
const MOST_CHARS: usize = 500;

/// Each reason, with the places of its parts in the lab, in their order.
pub fn reasons(graded: &Graded<'_>) -> Vec<(String, Vec<usize>)> {
    let mut reasons: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, part) in graded.parts.iter().enumerate() {
        let of_part = match &part.outcome {
            _ if part.corrected.is_some() => Vec::new(),
            PartOutcome::Judged(judged) => of_checks(&judged.result),
            PartOutcome::NotRun(Problem::Machine(why)) => vec![first_line(&homely(why))],
            PartOutcome::NotRun(Problem::Student(_)) => Vec::new(),
            PartOutcome::Unfinished => vec![class_words::NOT_YET.to_owned()],
        };
        for why in of_part {
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, parts)) if parts.last() == Some(&index) => {}
                Some((_, parts)) => parts.push(index),
                None => reasons.push((why, vec![index])),
            }
        }
    }
    reasons
}

/// Those of the checks whose points are open.
fn of_checks(result: &ScenarioResult) -> Vec<String> {
    let open = result.checks().into_iter().filter(|check| check.points.is_some_and(|points| points.open > 0));
    let why = open.map(|check| match &check.example {
        Some((_, Outcome::Inconclusive(Doubt::Blocked(_)))) | None => class_words::NOT_YET.to_owned(),
        Some((_, outcome)) => {
            words::outcome(check.check, outcome).map(|words| words.what).unwrap_or_default()
        }
    });
    why.map(|why| first_line(&why)).collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    #[test]
    fn each_reason_stands_once_with_the_parts_in_which_it_is_one() {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let of =
            |key: &str| reasons(class.iter().find(|graded| graded.student.key == key).expect("the student"));
        assert_eq!(of("grace"), [("this machine has no `javac`".to_owned(), vec![0, 1])]);
        assert_eq!(of("heidi"), [(class_words::NOT_YET.to_owned(), vec![0, 1])]);
        assert_eq!(of("alice"), []);
    }
}
