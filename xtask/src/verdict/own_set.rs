//! Task 3: what a server told of its own set when it was asked, and whether a server that looks at all its numbers can have told it.

use super::outcome::{Doubt, Outcome, Reason};
use super::remarks::different;
use super::statistics::{Chance, at_most_different, none_within};
use crate::scenario::Numbers;

/// What is wrong with these sets, one a seed, if it is no chance: too few numbers in each, or none from a whole part of the range. The
/// latter may be how a server draws, and is no failure.
pub(super) fn wrong(numbers: &Numbers, sets: &[&[i64]]) -> Option<Outcome> {
    let sets = different(sets);
    let values = numbers.value.clone().count() as u64;
    let fewest = *numbers.count.start();
    let most = sets.iter().map(|set| set.len()).max()?;
    let so_few = |set: &&[i64]| at_most_different(set.len() as u64, u64::from(fewest), values);
    let chance = Chance::new(sets.iter().map(so_few).product());
    if chance.is_excluded() {
        return Some(Outcome::Fail(Reason::FewOfItsOwn { most, fewest, chance }));
    }
    // What is the same with every seed may be written down in the program, in any order.
    let (from, to) = widest_gap(numbers, &sets).filter(|_| sets.len() > 1)?;
    let within = (to - from + 1).unsigned_abs();
    let by_chance: f64 = sets.iter().map(|set| none_within(within, values, set.len() as u64)).product();
    // Wherever in the range it might have been.
    let chance = Chance::new(by_chance * values as f64);
    chance.is_excluded().then_some(Outcome::Inconclusive(Doubt::NoneOfItsOwn { from, to, chance }))
}

/// The longest part of the range, first and last number of it, of which no set holds a number.
fn widest_gap(numbers: &Numbers, sets: &[&[i64]]) -> Option<(i64, i64)> {
    let [low, high] = [numbers.value.start(), numbers.value.end()].map(|bound| i64::from(*bound));
    let mut told: Vec<i64> = sets.iter().flat_map(|set| *set).copied().collect();
    told.extend([low - 1, high + 1]);
    told.sort_unstable();
    let gaps = told.windows(2).filter(|two| two[1] - two[0] > 1).map(|two| (two[0] + 1, two[1] - 1));
    gaps.max_by_key(|(from, to)| to - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sets: &[Vec<i64>]) -> Option<Outcome> {
        let numbers = Numbers { count: 20..=100, value: 1..=100 };
        wrong(&numbers, &sets.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// So many numbers spread over `1..=values`, others in each set.
    fn spread(count: i64, values: i64) -> Vec<Vec<i64>> {
        (0..5).map(|set| (0..count).map(|at| 1 + (37 * at + 13 * set) % values).collect()).collect()
    }

    #[test]
    fn sets_that_a_server_can_have_are_not_wrong() {
        for sets in [spread(25, 100), spread(50, 100), vec![(1..=25).collect(); 5], vec![], vec![vec![]]] {
            let is_few = sets.iter().any(Vec::is_empty);
            assert_eq!(of(&sets).is_none(), !is_few, "{sets:?}");
        }
        // What is left of 20 numbers that were drawn with repeats.
        assert_eq!(of(&spread(16, 100)), None);
    }

    #[test]
    fn too_few_are_a_failure_and_none_of_a_whole_part_is_in_doubt() {
        let few = of(&spread(8, 100));
        assert!(
            matches!(few, Some(Outcome::Fail(Reason::FewOfItsOwn { most: 8, fewest: 20, .. }))),
            "{few:?}"
        );
        let part = of(&spread(17, 40));
        let is_told = |doubt: &Doubt| matches!(doubt, Doubt::NoneOfItsOwn { from: 41, to: 100, .. });
        assert!(matches!(&part, Some(Outcome::Inconclusive(doubt)) if is_told(doubt)), "{part:?}");
    }
}
