//! A list that was sent in parts, each a message of its own: `2 4 5#`, `9 10 11#`, `12#`.

use std::collections::HashSet;

use super::lists::Found;
use super::place::Place;
use crate::conversation::Direction;

/// Lists of one length one after another, but for the last, which may be shorter, joined: of those that hold most numbers.
/// `None` where there are too few of them, or where their numbers repeat and an answer is meant, which holds every number
/// once.
pub(super) fn joined(lists: &[&Found], direction: Direction) -> Option<Found> {
    let length = |at: usize| lists[at].values.len();
    let runs = (0..lists.len()).map(|start| {
        let alike = (start..lists.len()).take_while(|at| length(*at) == length(start)).count();
        let end = start + alike;
        let is_rest = end < lists.len() && length(end) < length(start);
        &lists[start..end + usize::from(is_rest)]
    });
    // Two lists of a server are an answer and another answer, but for two numbers under one name: `{"n": 7}`, `{"n": 12}`.
    let is_named = |part: &Found| part.values.len() == 1 && part.label.is_some();
    let fewest = |run: &[&Found]| match (direction, run) {
        (Direction::ToServer, _) => 2,
        (Direction::ToClient, [one, other]) if is_named(one) && one.label == other.label => 2,
        (Direction::ToClient, _) => 3,
    };
    let numbers = |run: &&[&Found]| run.iter().map(|part| part.values.len()).sum::<usize>();
    let parts =
        runs.filter(|run| run.len() >= fewest(run) && !run[0].values.is_empty()).max_by_key(numbers)?;
    let values: Vec<i64> = parts.iter().flat_map(|part| part.values.iter().copied()).collect();
    let mut seen = HashSet::new();
    if direction == Direction::ToClient && !values.iter().all(|value| seen.insert(*value)) {
        return None;
    }
    let place = match (&parts[0].place, &parts[parts.len() - 1].place) {
        (Place::Message { number, bytes, .. }, Place::Message { bytes: last, .. }) => {
            Place::Message { direction, number: *number, bytes: bytes.start..last.end }
        }
        (place, _) => place.clone(),
    };
    Some(Found { values, place, label: None, whole: None, parts: parts.len(), ..parts[0].clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(number: usize, values: &[i64]) -> Found {
        let bytes = number * 10..number * 10 + 8;
        Found::new(values.to_vec(), Place::Message { direction: Direction::ToServer, number, bytes })
    }

    #[test]
    fn three_lists_of_one_length_and_a_rest_are_one_list() {
        let joined = |lists: &[&[i64]], direction| {
            let lists: Vec<Found> = lists.iter().enumerate().map(|(at, values)| list(at, values)).collect();
            joined(&lists.iter().collect::<Vec<_>>(), direction)
        };
        let parts = [&[40][..], &[7, 9], &[7, 12], &[3]];
        let found = joined(&parts, Direction::ToServer).expect("a list");
        assert_eq!(found.values, [7, 9, 7, 12, 3]);
        assert_eq!(found.place, Place::Message { direction: Direction::ToServer, number: 1, bytes: 10..38 });
        let answered = [&[1][..], &[2], &[3], &[4], &[7, 9], &[12, 40], &[88, 90]];
        let found = joined(&answered, Direction::ToClient).expect("a list");
        assert_eq!(found.values, [7, 9, 12, 40, 88, 90], "what holds most numbers");
        assert_eq!(joined(&parts, Direction::ToClient), None, "7 comes twice");
        assert!(joined(&[&[7, 9], &[12]], Direction::ToClient).is_none(), "two answers");
        let named =
            |number, name: &str| Found { label: Some(name.to_owned()), ..list(number, &[number as i64]) };
        let (one, same, other) = (named(1, "n"), named(2, "n"), named(3, "count"));
        let both = super::joined(&[&one, &same], Direction::ToClient).expect("a list");
        assert_eq!(both.values, [1, 2]);
        assert!(super::joined(&[&one, &other], Direction::ToClient).is_none());
        let two = joined(&[&[7, 9], &[12]], Direction::ToServer).expect("a list");
        assert!(!two.is_certain() && found.is_certain());
        assert!(joined(&[&[7, 9]], Direction::ToServer).is_none());
        assert!(joined(&[&[], &[], &[]], Direction::ToServer).is_none());
        assert!(joined(&[], Direction::ToServer).is_none());
    }
}
