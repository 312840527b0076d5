//! The reference pair's numbers, computed a second time from the definition.
//!
//! The generator is ChaCha20 as in `rand_chacha::ChaCha20Rng::seed_from_u64(seed)`; the client draws from stream 1 and
//! the server from stream 2. It is written out here, from the specification of ChaCha and of PCG32, because the lab
//! uses the crate: two implementations that agree are evidence, one that is called twice is none.

use std::ops::RangeInclusive;

use crate::role::Role;

/// The numbers that the reference program of this role draws from this seed.
///
/// N is drawn first, but only where `count` leaves a choice; then N values from `value`, repeats allowed. An empty
/// range of values gives no numbers.
///
/// ```
/// use xtask::{oracle::seed::numbers, role::Role};
/// let drawn = numbers(Role::Client, 7, 25..=100, 1..=100);
/// assert_eq!((drawn.len(), &drawn[..5]), (71, &[92, 49, 63, 12, 12][..]));
/// ```
pub fn numbers(role: Role, seed: u64, count: RangeInclusive<u32>, value: RangeInclusive<u32>) -> Vec<i64> {
    if value.is_empty() || count.is_empty() {
        return Vec::new();
    }
    let stream = match role {
        Role::Client => 1,
        Role::Server => 2,
    };
    let mut words = Words::new(seed, stream);
    let n = if count.start() < count.end() { words.draw(&count) } else { *count.start() };
    (0..n).map(|_| i64::from(words.draw(&value))).collect()
}

/// The stream of 32-bit words of one generator.
struct Words {
    key: [u32; 8],
    stream: u64,
    counter: u64,
    block: [u32; 16],
    used: usize,
}

impl Words {
    fn new(seed: u64, stream: u64) -> Self {
        Self { key: key(seed), stream, counter: 0, block: [0; 16], used: 16 }
    }

    fn next(&mut self) -> u32 {
        if self.used == self.block.len() {
            self.block = block(&self.key, self.counter, self.stream);
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// A number of the range, every one equally likely: words at or above the largest multiple of its size are
    /// thrown away.
    fn draw(&mut self, range: &RangeInclusive<u32>) -> u32 {
        let size = u64::from(range.end() - range.start()) + 1;
        let limit = (1u64 << 32) / size * size;
        loop {
            let word = u64::from(self.next());
            if word < limit {
                return range.start() + (word % size) as u32;
            }
        }
    }
}

/// Expands a seed to a key: eight outputs of PCG32 (XSH RR), the state advanced before each.
fn key(seed: u64) -> [u32; 8] {
    let mut state = seed;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(11_634_580_027_462_260_723);
        let shifted = (((state >> 18) ^ state) >> 27) as u32;
        shifted.rotate_right((state >> 59) as u32)
    })
}

/// One block of ChaCha20: a 64-bit block counter in words 12 and 13, a 64-bit stream number in words 14 and 15.
fn block(key: &[u32; 8], counter: u64, stream: u64) -> [u32; 16] {
    let mut start = [0u32; 16];
    start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]); // "expand 32-byte k"
    start[4..12].copy_from_slice(key);
    start[12] = counter as u32;
    start[13] = (counter >> 32) as u32;
    start[14] = stream as u32;
    start[15] = (stream >> 32) as u32;

    let mut state = start;
    for _ in 0..10 {
        for column in 0..4 {
            quarter_round(&mut state, [column, column + 4, column + 8, column + 12]);
        }
        for diagonal in 0..4 {
            quarter_round(
                &mut state,
                [diagonal, (diagonal + 1) % 4 + 4, (diagonal + 2) % 4 + 8, (diagonal + 3) % 4 + 12],
            );
        }
    }
    std::array::from_fn(|i| state[i].wrapping_add(start[i]))
}

fn quarter_round(state: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    for (x, y, z, turn) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
        state[x] = state[x].wrapping_add(state[y]);
        state[z] = (state[z] ^ state[x]).rotate_left(turn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_function_is_that_of_the_standard() {
        // RFC 8439, 2.3.2. Its 32-bit counter and 96-bit nonce fill the same four words as ours.
        let key = std::array::from_fn(|i| u32::from_le_bytes(std::array::from_fn(|b| (4 * i + b) as u8)));
        let got = block(&key, 0x0900_0000_0000_0001, 0x4a00_0000);
        assert_eq!(got[..4], [0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3]);
        assert_eq!(got[12..], [0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2]);
    }

    #[test]
    fn frozen_seeds_give_the_same_numbers_for_ever() {
        let client = numbers(Role::Client, 7, 25..=100, 1..=100);
        assert_eq!(client.len(), 71);
        assert_eq!(client[..10], [92, 49, 63, 12, 12, 90, 39, 90, 48, 47]);
        let client = numbers(Role::Client, 7, 25..=25, 1..=100);
        assert_eq!(client[..10], [11, 92, 49, 63, 12, 12, 90, 39, 90, 48], "a fixed N costs no draw");
        let server = numbers(Role::Server, 0, 25..=25, 1..=100);
        assert_eq!(server[..10], [65, 72, 99, 24, 47, 53, 58, 54, 12, 20]);
    }

    #[test]
    fn ranges_with_nothing_in_them_give_nothing() {
        #[expect(clippy::reversed_empty_ranges, reason = "the case under test")]
        let empty = 5..=1;
        assert!(numbers(Role::Client, 7, 3..=3, empty.clone()).is_empty());
        assert!(numbers(Role::Client, 7, empty, 1..=9).is_empty());
        assert_eq!(numbers(Role::Client, 7, 2..=2, 9..=9), [9, 9]);
        assert_eq!(numbers(Role::Server, 7, 1..=1, 0..=u32::MAX).len(), 1);
    }

    #[test]
    fn the_labs_published_vectors_are_agreed_with() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/seed-vectors.txt");
        let Ok(vectors) = std::fs::read_to_string(&path) else { return };
        let mut checked = 0;
        for line in vectors.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (asked, answer) = line.split_once(" -> ").expect("a vector has an arrow");
            let (n, list) = answer.split_once(':').expect("N stands before a colon");
            let mut asked = asked.split(' ');
            let role = match asked.next() {
                Some("client") => Role::Client,
                Some("server") => Role::Server,
                other => panic!("unknown role {other:?} in `{line}`"),
            };
            let asked: Vec<u64> = asked.map(|word| word.parse().expect("a number")).collect();
            let [seed, fewest, most, low, high] = asked[..] else { panic!("five numbers in `{line}`") };
            let list: Vec<i64> =
                list.split_whitespace().map(|word| word.parse().expect("a number")).collect();
            assert_eq!(list.len(), n.parse::<usize>().expect("N"), "{line}");
            let got = numbers(role, seed, fewest as u32..=most as u32, low as u32..=high as u32);
            assert_eq!(got, list, "{line}");
            checked += 1;
        }
        assert!(checked >= 5, "only {checked} vectors in {}", path.display());
    }
}
