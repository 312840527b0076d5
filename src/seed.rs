//! From a seed to the numbers of a run.
//!
//! The tasks ask for *random* numbers. A program that misbehaves with some of them must be run again with the very same
//! ones, so every random choice is computed from one number, the **seed**: same seed, same numbers, on every machine
//! and for ever. That is why this module takes the plain words of a generator that is specified bit by bit (ChaCha20)
//! and does the little arithmetic that is left itself. Library functions for "a random number from 1 to 100" may change
//! their results from one version to the next.
//!
//! The derivation is written down in `docs/seeds.md`, with a second implementation in Python.
//! `tests/seed-vectors.txt` freezes it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::RangeInclusive;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::role::Role;

/// Everything that decides which numbers a program draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Where the generator starts.
    pub seed: u64,
    /// How many numbers to draw. The amount is itself drawn from this range.
    pub count: RangeInclusive<u32>,
    /// The range of each number.
    pub values: RangeInclusive<u32>,
}

impl Recipe {
    /// Draws the numbers of one program. The same number may come more than once.
    ///
    /// Client and server draw from different streams of the generator, so that the same seed given to both does not
    /// make them draw the same list.
    ///
    /// ```
    /// use socklab::{role::Role, seed::Recipe};
    ///
    /// let numbers = Recipe { seed: 7, count: 25..=100, values: 1..=100 }.draw(Role::Client);
    /// assert_eq!(numbers.len(), 71);
    /// assert_eq!(numbers[..6], [92, 49, 63, 12, 12, 90]);
    /// ```
    pub fn draw(&self, role: Role) -> Vec<u32> {
        let mut words = ChaCha20Rng::seed_from_u64(self.seed);
        words.set_stream(match role {
            Role::Client => 1,
            Role::Server => 2,
        });
        // A count that is given leaves nothing to choose, so it takes no word from the stream.
        let count = if self.count.start() < self.count.end() {
            draw_one(&mut words, &self.count)
        } else {
            *self.count.start()
        };
        (0..count).map(|_| draw_one(&mut words, &self.values)).collect()
    }
}

/// Draws one number of a range, each as likely as the others.
///
/// The remainder of a 32-bit word by the size of the range would favour the low numbers a little, because 2^32 is
/// seldom a multiple of the size. Words from the incomplete last multiple are therefore passed over.
fn draw_one(words: &mut impl Rng, range: &RangeInclusive<u32>) -> u32 {
    const WORDS: u64 = 1 << 32;
    let size = u64::from(range.end() - range.start()) + 1;
    let limit = WORDS / size * size;
    loop {
        let word = u64::from(words.next_u32());
        if word < limit {
            let offset = u32::try_from(word % size).expect("a remainder by at most 2^32 fits 32 bits");
            return range.start() + offset;
        }
    }
}

/// A seed for a run that was given none.
///
/// At most six digits, so that it is quickly read out to a neighbour who wants the same numbers. The standard library
/// offers no generator, but it keys each of its hash maps with fresh randomness of the system: the hash of nothing is
/// such a random number.
pub fn fresh() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads `ROLE SEED FEWEST MOST LOW HIGH`, the left side of a test vector.
    fn parse_vector(line: &str) -> (Role, Recipe) {
        let words: Vec<&str> = line.split(' ').collect();
        let [role, seed, fewest, most, low, high] = words[..] else { panic!("not a test vector: {line}") };
        let role = if role == "client" { Role::Client } else { Role::Server };
        let number = |word: &str| word.parse::<u32>().unwrap();
        let count = number(fewest)..=number(most);
        (role, Recipe { seed: seed.parse().unwrap(), count, values: number(low)..=number(high) })
    }

    #[test]
    fn the_numbers_are_those_of_the_test_vectors() {
        let vectors = include_str!("../tests/seed-vectors.txt");
        let lines = vectors.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut checked = 0;
        for line in lines {
            let (given, expected) = line.split_once(" -> ").unwrap();
            let (role, recipe) = parse_vector(given);
            let numbers = recipe.draw(role);
            let list: Vec<String> = numbers.iter().map(u32::to_string).collect();
            assert_eq!(format!("{}: {}", numbers.len(), list.join(" ")), expected, "{given}");
            checked += 1;
        }
        assert!(checked >= 20, "only {checked} vectors");
    }

    #[test]
    fn two_fresh_seeds_differ() {
        let seeds: std::collections::BTreeSet<u64> = (0..20).map(|_| fresh()).collect();
        assert!(seeds.len() > 1);
    }

    proptest! {
        #[test]
        fn every_draw_keeps_to_its_ranges(
            seed: u64, fewest in 1u32..50, more in 0u32..50, low: u32, width: u32,
        ) {
            let (count, values) = (fewest..=fewest + more, low..=low.saturating_add(width));
            for role in [Role::Client, Role::Server] {
                let numbers = Recipe { seed, count: count.clone(), values: values.clone() }.draw(role);
                prop_assert!(count.contains(&u32::try_from(numbers.len()).unwrap()));
                prop_assert!(numbers.iter().all(|number| values.contains(number)));
            }
        }
    }
}
