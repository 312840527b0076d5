//! Right answers.

use std::collections::{BTreeSet, HashSet};

/// Each number once, in the order in which they come.
pub fn distinct(list: &[i64]) -> Vec<i64> {
    let mut seen = HashSet::new();
    list.iter().copied().filter(|value| seen.insert(*value)).collect()
}

/// Each occurrence but a number's first, in the order in which they come.
pub fn extra_occurrences(list: &[i64]) -> Vec<i64> {
    let mut seen = HashSet::new();
    list.iter().copied().filter(|value| !seen.insert(*value)).collect()
}

/// Each number that occurs more than once, once, in the order in which they repeat.
pub fn repeated(list: &[i64]) -> Vec<i64> {
    distinct(&extra_occurrences(list))
}

/// The numbers in both lists, each once, ascending.
pub fn intersection(one: &[i64], other: &[i64]) -> Vec<i64> {
    let other: HashSet<i64> = other.iter().copied().collect();
    let common: BTreeSet<i64> = one.iter().copied().filter(|value| other.contains(value)).collect();
    common.into_iter().collect()
}

/// All of them together, as far as a number of this width holds it.
pub fn sum(list: &[i64]) -> i64 {
    list.iter().fold(0, |sum: i64, value| sum.wrapping_add(*value))
}

/// How often a number occurs.
pub fn times(number: i64, list: &[i64]) -> i64 {
    list.iter().filter(|other| **other == number).count() as i64
}

/// Whether each number is one more than that before it.
pub fn counts_up(list: &[i64]) -> bool {
    list.windows(2).all(|two| two[1] == two[0].wrapping_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_are_those_of_the_hand_out() {
        let list = [5, 3, 5, 8, 3, 5];
        assert_eq!(distinct(&list), [5, 3, 8]);
        assert_eq!(extra_occurrences(&list), [5, 3, 5]);
        assert_eq!(repeated(&list), [5, 3]);
        assert_eq!(intersection(&list, &[9, 8, 3, 3]), [3, 8]);
    }

    #[test]
    fn what_stands_round_lists_follows_from_them() {
        assert_eq!((sum(&[5, -3, 8]), sum(&[i64::MAX, 1]), sum(&[])), (10, i64::MIN, 0));
        assert_eq!((times(5, &[5, 3, 5]), times(8, &[5, 3, 5])), (2, 0));
        assert!(counts_up(&[7, 8, 9]) && counts_up(&[7]) && counts_up(&[]));
        assert!(!counts_up(&[7, 9]) && !counts_up(&[7, 7]));
    }
}
