//! Which numbers a stand-in in the client's place sends.

use crate::oracle::{seed, sets};
use crate::role::Role;
use crate::scenario::{Numbers, Scenario};
use crate::script::Sends;
use crate::task::Task;

/// Parts into which a range is cut, at most: each is a question more.
pub(super) const MOST_PARTS: usize = 8;

impl Sends {
    /// The numbers. `length`: how many a part has; `set`: the server's own, as far as it is known.
    pub(super) fn numbers(
        self,
        role: Role,
        seed: u64,
        scenario: &Scenario,
        length: usize,
        set: &[i64],
    ) -> Vec<i64> {
        match self {
            Self::Drawn => drawn(role, seed, scenario),
            Self::List(number) => scenario.always.get(number - 1).cloned().unwrap_or_default(),
            Self::Range => all(&scenario.numbers),
            Self::Part(number) => {
                parts(&scenario.numbers, length).into_iter().nth(number - 1).unwrap_or_default()
            }
            Self::Below => below(&scenario.numbers, length, set),
        }
    }
}

/// Those of the reference program, and for task 2 at least one of them twice.
fn drawn(role: Role, seed: u64, scenario: &Scenario) -> Vec<i64> {
    if scenario.task == Task::Greet {
        return Vec::new();
    }
    let numbers = &scenario.numbers;
    let mut drawn = seed::numbers(role, seed, numbers.count.clone(), numbers.value.clone());
    if scenario.task == Task::Dedup
        && sets::repeated(&drawn).is_empty()
        && let [first, .., last] = &mut drawn[..]
    {
        *last = *first;
    }
    drawn
}

fn all(numbers: &Numbers) -> Vec<i64> {
    numbers.value.clone().map(i64::from).collect()
}

/// So many numbers, half of them of the set, and the one below the range in their midst.
fn below(numbers: &Numbers, length: usize, set: &[i64]) -> Vec<i64> {
    let all = all(numbers);
    let (own, further) = set.split_at((length / 2).min(set.len()));
    let below = all.first().map(|first| first - 1);
    let others = all.iter().filter(|value| !set.contains(value)).chain(further).copied();
    own.iter().copied().chain(below).chain(others).take(length).collect()
}

/// The range in lists of that length, which together hold every number of it; each of them from all over the range. None where
/// they would be too many, or where the range has no such list.
pub(super) fn parts(numbers: &Numbers, length: usize) -> Vec<Vec<i64>> {
    let all = all(numbers);
    let most = *numbers.count.end() as usize;
    // A server that is asked for little at a time shows where it errs.
    let count = all.len().div_ceil(length.max(1)).min(MOST_PARTS).max(all.len().div_ceil(most.max(1)));
    if count > MOST_PARTS || all.len() < length {
        return Vec::new();
    }
    let part = |first: usize| -> Vec<i64> {
        let own = all.iter().skip(first).step_by(count);
        let others = all.iter().enumerate().filter(|(at, _)| at % count != first).map(|(_, value)| value);
        own.clone().chain(others.take(length.saturating_sub(own.len()))).copied().collect()
    };
    (0..count).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_the_range_is_one_number_among_as_many_as_a_client_sends() {
        let numbers = Numbers { count: 4..=4, value: 1..=12 };
        assert_eq!(below(&numbers, 6, &[2, 3, 7, 11]), [2, 3, 7, 0, 1, 4]);
        assert_eq!(below(&numbers, 6, &[9]), [9, 0, 1, 2, 3, 4]);
        assert_eq!(below(&numbers, 4, &all(&numbers)), [1, 2, 0, 3]);
    }

    #[test]
    fn parts_are_lists_of_a_client_that_hold_the_whole_range_together() {
        for (count, value, parts_expected) in [
            (25..=25, 1..=100, 4),
            (25..=25, 1..=90, 4),
            (20..=100, 1..=100, 5),
            (1..=100, 1..=100, MOST_PARTS),
            (5..=5, 0..=25, 6),
        ] {
            let numbers = Numbers { count: count.clone(), value };
            let parts = parts(&numbers, *count.start() as usize);
            assert_eq!(parts.len(), parts_expected, "{numbers:?}");
            assert!(parts.iter().all(|part| count.contains(&(part.len() as u32))), "{parts:?}");
            assert!(parts.iter().all(|part| sets::repeated(part).is_empty()), "{parts:?}");
            let mut together = sets::distinct(&parts.concat());
            together.sort_unstable();
            assert_eq!(together, all(&numbers));
        }
        let too_many = Numbers { count: 25..=25, value: 1..=1000 };
        let too_few = Numbers { count: 25..=25, value: 1..=10 };
        assert!(parts(&too_many, 25).is_empty() && parts(&too_few, 25).is_empty());
    }
}
