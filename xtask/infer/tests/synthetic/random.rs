//! Python's random numbers: a pair of a number is the same pair wherever it is drawn, also by a script in Python.
//!
//! MT19937 after Matsumoto and Nishimura (2002), used as CPython's `Modules/_randommodule.c` and `Lib/random.py` do.

const WORDS: usize = 624;
const MIDDLE: usize = 397;

/// A generator.
pub struct Random {
    state: [u32; WORDS],
    at: usize,
}

impl Random {
    /// `random.Random(seed)`
    pub fn new(seed: u64) -> Self {
        let key: Vec<u32> = match (seed as u32, (seed >> 32) as u32) {
            (low, 0) => vec![low],
            (low, high) => vec![low, high],
        };
        let mut state = [0; WORDS];
        state[0] = 19_650_218u32;
        for at in 1..WORDS {
            state[at] = mix(state[at - 1], 1_812_433_253).wrapping_add(at as u32);
        }
        let (mut at, mut n) = (1, 0);
        let mut step = |state: &mut [u32; WORDS]| {
            if at >= WORDS {
                state[0] = state[WORDS - 1];
                at = 1;
            }
            at += 1;
            at - 1
        };
        for _ in 0..WORDS.max(key.len()) {
            let at = step(&mut state);
            state[at] =
                (state[at] ^ mix(state[at - 1], 1_664_525)).wrapping_add(key[n]).wrapping_add(n as u32);
            n = (n + 1) % key.len();
        }
        for _ in 1..WORDS {
            let at = step(&mut state);
            state[at] = (state[at] ^ mix(state[at - 1], 1_566_083_941)).wrapping_sub(at as u32);
        }
        state[0] = 0x8000_0000;
        Self { state, at: WORDS }
    }

    fn next(&mut self) -> u32 {
        if self.at == WORDS {
            for at in 0..WORDS {
                let high = self.state[at] & 0x8000_0000 | self.state[(at + 1) % WORDS] & 0x7fff_ffff;
                let odd = if high & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[at] = self.state[(at + MIDDLE) % WORDS] ^ high >> 1 ^ odd;
            }
            self.at = 0;
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    /// `random()`
    pub fn unit(&mut self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) / 9_007_199_254_740_992.0
    }

    fn below(&mut self, n: u32) -> u32 {
        let bits = 32 - n.leading_zeros();
        loop {
            let drawn = self.next() >> (32 - bits);
            if drawn < n {
                return drawn;
            }
        }
    }

    /// `randint(low, high)`
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::from(self.below((high - low + 1) as u32))
    }

    /// `choice(list)`
    pub fn choice<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u32) as usize]
    }
}

fn mix(word: u32, factor: u32) -> u32 {
    (word ^ word >> 30).wrapping_mul(factor)
}

#[test]
fn numbers_are_those_of_python() {
    let mut random = Random::new(2000);
    let drawn: Vec<i64> = (0..5).map(|_| random.between(1, 100)).collect();
    assert_eq!(drawn, [58, 7, 99, 61, 99]);
    assert_eq!(format!("{:.6}", Random::new(5_000_000_001).unit()), "0.481205");
}
