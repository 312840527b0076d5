//! A program that shows many answers of which one happens to be right has not answered.
//!
//! What tells it from one that shows its working: the steps of an algorithm grow, shrink or re-order one list, so that no
//! two of them are different sets of the same size; and what was sent, received or asked for elsewhere is no guess. Only
//! several sets of one size, each nearly the right one, are a family of guesses.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::Found;
use super::place::{Exhibit, Item};

/// So many different sets of one size, none of them right, are no working.
const GUESSES: usize = 4;
/// Shorter answers are not judged by it: everything is near to two numbers.
const SHORTEST: usize = 6;
/// A guess differs by at most one in so many numbers.
const NEAR: usize = 4;

/// Lists of which none can be a step to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Family {
    /// How many.
    pub lists: usize,
    /// The first of them.
    pub examples: Vec<Exhibit>,
}

/// The guesses among the lists, beside the right answer. `known` are lists that are something else, and no guess.
pub(super) fn family(expected: &[i64], lists: &[&Found], known: &[&[i64]]) -> Option<Family> {
    let right: BTreeSet<i64> = expected.iter().copied().collect();
    if right.len() < SHORTEST {
        return None;
    }
    let mut by_size: BTreeMap<usize, BTreeMap<BTreeSet<i64>, &Found>> = BTreeMap::new();
    for list in lists {
        if known.contains(&list.values.as_slice()) {
            continue;
        }
        let set: BTreeSet<i64> = list.values.iter().copied().collect();
        let differs_by = set.symmetric_difference(&right).count();
        if (1..=right.len().div_ceil(NEAR)).contains(&differs_by) {
            by_size.entry(set.len()).or_default().entry(set).or_insert(list);
        }
    }
    let guesses = by_size.into_values().find(|sets| sets.len() >= GUESSES)?;
    let is_guess = |list: &&&Found| guesses.values().any(|guess| std::ptr::eq(*guess, **list));
    let examples = lists.iter().filter(is_guess).take(2).map(|list| list.exhibit(Item::Shown)).collect();
    Some(Family { lists: guesses.len(), examples })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;
    use crate::verdict::place::{Place, Stream};

    const RIGHT: [i64; 10] = [3, 7, 9, 12, 20, 33, 41, 58, 77, 90];

    fn guesses(lists: &[Vec<i64>], known: &[&[i64]]) -> Option<usize> {
        let found: Vec<Found> = lists
            .iter()
            .enumerate()
            .map(|(at, values)| {
                Found::new(
                    values.clone(),
                    Place::Line { role: Role::Client, stream: Stream::Out, line: at + 1 },
                )
            })
            .collect();
        family(&RIGHT, &found.iter().collect::<Vec<_>>(), known).map(|family| family.lists)
    }

    fn without(at: usize) -> Vec<i64> {
        let mut list = RIGHT.to_vec();
        list.remove(at);
        list
    }

    #[test]
    fn a_list_without_each_of_its_numbers_in_turn_is_a_family_of_guesses() {
        let lists: Vec<Vec<i64>> = (0..10).map(without).chain([RIGHT.to_vec()]).collect();
        assert_eq!(guesses(&lists, &[]), Some(10));
        let with_each: Vec<Vec<i64>> = (91..95).map(|extra| [&RIGHT[..], &[extra]].concat()).collect();
        assert_eq!(guesses(&with_each, &[]), Some(4));
        assert_eq!(guesses(&lists[..3], &[]), None, "a few wrong lists are a mistake, not a family");
    }

    #[test]
    fn the_steps_of_an_algorithm_are_none() {
        // Growing, shrinking, sorting, marking, and text that arrives in pieces.
        let growing: Vec<Vec<i64>> = (1..=10).map(|length| RIGHT[..length].to_vec()).collect();
        let sent = [3, 7, 7, 9, 12, 20, 3, 33, 41, 58, 77, 90, 90, 90];
        let shrinking: Vec<Vec<i64>> = (0..5).map(|gone| sent[gone..].to_vec()).collect();
        let sorting: Vec<Vec<i64>> = (0..10).map(|by| [&RIGHT[by..], &RIGHT[..by]].concat()).collect();
        let marking: Vec<Vec<i64>> = (0..4)
            .map(|marked| {
                let mut list = sent.to_vec();
                [2, 6, 12, 13][..marked].iter().for_each(|at| list[*at] = 0);
                list
            })
            .collect();
        let pieces: Vec<Vec<i64>> =
            (1..=10).map(|cut| [&RIGHT[..cut - 1], &[RIGHT[cut - 1] / 10]].concat()).collect();
        for (what, working) in [
            ("growing", growing),
            ("shrinking", shrinking),
            ("sorting", sorting),
            ("marking", marking),
            ("pieces", pieces),
        ] {
            assert_eq!(guesses(&working, &[]), None, "{what}");
        }
    }

    #[test]
    fn what_crossed_the_wire_is_no_guess() {
        let lists: Vec<Vec<i64>> = (0..4).map(without).collect();
        assert_eq!(guesses(&lists, &[]), Some(4));
        assert_eq!(guesses(&lists, &[&lists[0]]), None);
    }
}
