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
}
