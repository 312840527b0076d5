//! How likely it is by chance that random numbers look as they do. Pure arithmetic; what follows from it is decided
//! elsewhere.
//!
//! Every function errs to the side of the student: where the way of drawing is not known, the likelier one is taken.

/// A probability.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Chance(f64);

impl Chance {
    /// Chances are numbers from 0 to 1; what rounding puts outside is put back.
    pub fn new(chance: f64) -> Self {
        Self(if chance.is_nan() { 1.0 } else { chance.clamp(0.0, 1.0) })
    }

    /// As a number.
    pub fn value(self) -> f64 {
        self.0
    }

    /// Too unlikely not to be mentioned: below one in a thousand.
    pub fn is_remarkable(self) -> bool {
        self.0 < 1e-3
    }

    /// Too unlikely to be chance: below one in a million.
    pub fn is_excluded(self) -> bool {
        self.0 < 1e-6
    }
}

// Never NaN.
impl Eq for Chance {}

/// The chance that `draws` numbers out of `values` equally likely ones all fall into `within` of them.
pub fn all_within(within: u64, values: u64, draws: u64) -> f64 {
    (within as f64 / values as f64).powf(draws as f64)
}

/// The chance that `draws` numbers out of `values` equally likely ones are all different.
pub fn all_different(draws: u64, values: u64) -> f64 {
    (0..draws).map(|drawn| values.saturating_sub(drawn) as f64 / values as f64).product()
}

/// The chance that something with `choices` equally likely values takes the same value `times` times in a row.
pub fn always_the_same(choices: u64, times: u64) -> f64 {
    (1.0 / choices as f64).powf(times.saturating_sub(1) as f64)
}

/// A bound of the chance that `draws` numbers out of `values` equally likely ones are no more than so many `different` ones: that of all
/// ways to choose these, each of which may hold all that are drawn.
pub fn at_most_different(different: u64, draws: u64, values: u64) -> f64 {
    let ways = |chosen: u64| (0..chosen).map(|at| (values - at) as f64 / (at + 1) as f64).product::<f64>();
    (ways(different.min(values)) * all_within(different, values, draws)).min(1.0)
}

/// The chance that `draws` different numbers out of `values` equally likely ones are none of `within` given ones.
pub fn none_within(within: u64, values: u64, draws: u64) -> f64 {
    (0..draws.min(values))
        .map(|at| values.saturating_sub(within + at) as f64 / (values - at) as f64)
        .product()
}

/// The chance that `draws` numbers out of `values` equally likely ones hold each of `wanted` given ones, whether or not a
/// number may be drawn twice: the likelier of the two.
pub fn all_found(wanted: u64, draws: u64, values: u64) -> f64 {
    let with_repeats = all_found_with_repeats(wanted, draws, values);
    with_repeats.max(all_found_without_repeats(wanted, draws, values))
}

/// By the number of wanted values found so far, draw by draw: inclusion and exclusion would take differences of large
/// numbers, and lose all of a small chance.
fn all_found_with_repeats(wanted: u64, draws: u64, values: u64) -> f64 {
    if wanted > draws {
        return 0.0;
    }
    let mut found = vec![0.0; wanted as usize + 1];
    found[0] = 1.0;
    for _ in 0..draws {
        for so_far in (0..=wanted).rev() {
            let stays = 1.0 - (wanted - so_far) as f64 / values as f64;
            let at = so_far as usize;
            let arrives = match at.checked_sub(1) {
                Some(before) => found[before] * (wanted - so_far + 1) as f64 / values as f64,
                None => 0.0,
            };
            found[at] = found[at] * stays + arrives;
        }
    }
    found[wanted as usize]
}

fn all_found_without_repeats(wanted: u64, draws: u64, values: u64) -> f64 {
    let draws = draws.min(values);
    (0..wanted).map(|at| draws.saturating_sub(at) as f64 / values.saturating_sub(at).max(1) as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The share of all ways to draw so many of `0..values` that satisfy.
    fn share(draws: u32, values: u64, fits: impl Fn(&[u64]) -> bool) -> f64 {
        let ways = values.pow(draws);
        let fitting = (0..ways).filter(|way| {
            let drawn: Vec<u64> = (0..draws).map(|at| way / values.pow(at) % values).collect();
            fits(&drawn)
        });
        fitting.count() as f64 / ways as f64
    }

    fn are_different(drawn: &[u64]) -> bool {
        (0..drawn.len()).all(|at| !drawn[..at].contains(&drawn[at]))
    }

    fn same(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn every_chance_is_the_share_of_all_ways_to_draw() {
        for values in 1..=5 {
            for draws in 0..=5u32 {
                let n = u64::from(draws);
                let different = share(draws, values, are_different);
                assert!(same(all_different(n, values), different), "{draws} of {values}");
                if draws > 0 {
                    let constant = share(draws, values, |drawn| drawn.iter().all(|v| *v == drawn[0]));
                    assert!(same(always_the_same(values, n), constant), "{draws} of {values}");
                }
                for part in 0..=values {
                    let within = share(draws, values, |drawn| drawn.iter().all(|value| *value < part));
                    assert!(same(all_within(part, values, n), within), "{draws} of {part} in {values}");
                    let is_few = |drawn: &[u64]| {
                        drawn.iter().collect::<std::collections::BTreeSet<_>>().len() as u64 <= part
                    };
                    assert!(at_most_different(part, n, values) >= share(draws, values, is_few) - 1e-12);
                    if different > 0.0 {
                        let none =
                            |drawn: &[u64]| are_different(drawn) && drawn.iter().all(|value| *value >= part);
                        let expected = share(draws, values, none) / different;
                        assert!(same(none_within(part, values, n), expected), "{part}: {draws} of {values}");
                    }
                    let has_all = |drawn: &[u64]| (0..part).all(|value| drawn.contains(&value));
                    let found = share(draws, values, has_all);
                    assert!(
                        same(all_found_with_repeats(part, n, values), found),
                        "{part}: {draws} of {values}"
                    );
                    if different > 0.0 {
                        let both = share(draws, values, |drawn| are_different(drawn) && has_all(drawn));
                        let found = all_found_without_repeats(part, n, values);
                        assert!(same(found, both / different), "{part}: {draws} of {values}");
                    }
                }
            }
        }
    }

    #[test]
    fn figures_that_can_be_looked_up() {
        // The birthday problem; a coin; six out of forty-nine.
        assert!((all_different(23, 365) - 0.4927).abs() < 1e-4);
        assert!(same(always_the_same(2, 11), 1.0 / 1024.0));
        assert!((1.0 / all_found_without_repeats(6, 6, 49) - 13_983_816.0).abs() < 1e-3);
        // 22 different numbers of a client, all of them in a set of 25: next to impossible, and not 0.
        let chance = all_found(22, 25, 100);
        assert!(chance > 0.0 && chance < 1e-18, "{chance:e}");
        assert_eq!(all_found(26, 25, 100), 0.0);
    }

    proptest! {
        #[test]
        fn a_chance_is_between_none_and_certain_and_falls_with_what_is_asked_for(
            values in 1u64..200, draws in 0u64..150, part in 0u64..150,
        ) {
            let part = part.min(values);
            for chance in [all_within(part, values, draws), all_different(draws, values), all_found(part, draws, values)] {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&chance), "{}", chance);
            }
            prop_assert!(all_different(draws + 1, values) <= all_different(draws, values));
            if part > 0 {
                prop_assert!(all_found(part, draws, values) <= all_found(part - 1, draws, values) + 1e-12);
            }
            prop_assert!(all_found(part, draws, values) <= all_found(part, draws + 1, values) + 1e-12);
        }
    }
}
