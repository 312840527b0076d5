//! Sets as a place for each value: bits of bytes, or a sign for each, as `..#.#`.

use serde::{Deserialize, Serialize};

use super::fixed::{between, numbers};

/// How a set is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mask {
    places: Places,
    /// How many bytes a set has.
    size: usize,
    /// What the first place stands for.
    first: i64,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Places {
    /// A bit, the lowest of a byte first.
    LowFirst,
    /// A bit, the highest of a byte first.
    HighFirst,
    /// A bit of one large number, its highest byte first.
    Large,
    /// A byte.
    Signs {
        /// What it is for a value of the set.
        is: u8,
        /// What it is for any other.
        is_not: u8,
    },
}

/// Between the sets of a turn.
const NEXT: char = '\n';
/// Fewer bytes of bits, or more, are no set of the lab.
const BITS: std::ops::RangeInclusive<usize> = 8..=128;
/// The same of signs.
const SIGNS: std::ops::RangeInclusive<usize> = 64..=1024;

impl Mask {
    /// Every way in which this turn may be a set or two.
    pub fn all(turn: &[u8]) -> Vec<Self> {
        let mut signs = turn.to_vec();
        signs.sort_unstable();
        signs.dedup();
        // Bits of a set are hardly ever all letters and digits.
        let is_text = signs.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace());
        let places = match signs[..] {
            [one, other] if SIGNS.contains(&turn.len()) => {
                vec![Places::Signs { is: one, is_not: other }, Places::Signs { is: other, is_not: one }]
            }
            _ if BITS.contains(&turn.len()) && !is_text => {
                vec![Places::LowFirst, Places::HighFirst, Places::Large]
            }
            _ => Vec::new(),
        };
        let halves = [turn.len(), turn.len() / 2];
        let sizes = || halves.into_iter().filter(|size| *size > 0 && turn.len().is_multiple_of(*size));
        let masks = |places| sizes().flat_map(move |size| [0, 1].map(|first| Self { places, size, first }));
        places.into_iter().flat_map(masks).collect()
    }

    /// The sets of a turn, each in ascending order.
    pub fn decode(&self, turn: &[u8]) -> Option<String> {
        if turn.is_empty() || !turn.len().is_multiple_of(self.size) {
            return None;
        }
        let sets: Option<Vec<String>> =
            turn.chunks(self.size).map(|set| Some(between(&self.values(set)?))).collect();
        Some(sets?.join(&NEXT.to_string()))
    }

    /// The bytes of such sets; `None` where one has no place.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let sets: Option<Vec<Vec<u8>>> = text.split(NEXT).map(|set| self.set(&numbers(set)?)).collect();
        Some(sets?.concat())
    }

    fn values(&self, set: &[u8]) -> Option<Vec<i64>> {
        let bit = |at: usize| match self.places {
            Places::LowFirst => set[at / 8] >> (at % 8) & 1,
            Places::HighFirst => set[at / 8] >> (7 - at % 8) & 1,
            Places::Large => set[set.len() - 1 - at / 8] >> (at % 8) & 1,
            Places::Signs { is, .. } => u8::from(set[at] == is),
        };
        let count = match self.places {
            Places::Signs { is, is_not } if set.iter().all(|sign| [is, is_not].contains(sign)) => set.len(),
            Places::Signs { .. } => return None,
            _ => 8 * set.len(),
        };
        Some((0..count).filter(|at| bit(*at) == 1).map(|at| self.first + at as i64).collect())
    }

    fn set(&self, values: &[i64]) -> Option<Vec<u8>> {
        let mut set = match self.places {
            Places::Signs { is_not, .. } => vec![is_not; self.size],
            _ => vec![0; self.size],
        };
        for value in values {
            let at = usize::try_from(value.checked_sub(self.first)?).ok()?;
            match self.places {
                Places::LowFirst => *set.get_mut(at / 8)? |= 1 << (at % 8),
                Places::HighFirst => *set.get_mut(at / 8)? |= 0x80 >> (at % 8),
                Places::Large => *set.get_mut(self.size.checked_sub(1 + at / 8)?)? |= 1 << (at % 8),
                Places::Signs { is, .. } => *set.get_mut(at)? = is,
            }
        }
        // Each once, and in order.
        (self.values(&set).as_deref() == Some(values)).then_some(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_and_written_again() {
        let bits = [0b0000_0101, 0, 0, 0, 0, 0, 0, 0b1000_0000];
        let read: Vec<String> = Mask::all(&bits)
            .iter()
            .map(|mask| {
                let text = mask.decode(&bits).expect("bits of a set");
                assert_eq!(mask.encode(&text).as_deref(), Some(&bits[..]), "{mask:?}");
                text.replace(char::from_u32(0xe005).expect("a mark"), " ")
            })
            .collect();
        for set in ["0 2 63", "1 3 64", "5 7 56", "7 56 58", "0 2\n31", "1 3\n32"] {
            assert!(read.contains(&set.to_owned()), "{set}: {read:?}");
        }
        let signs = [&b"#..#"[..], &[b'.'; 60]].concat();
        let read: Vec<String> = Mask::all(&signs).iter().filter_map(|mask| mask.decode(&signs)).collect();
        assert!(read.contains(&"1\u{e005}4".to_owned()), "{read:?}");
    }

    #[test]
    fn what_is_no_set_is_none() {
        assert!(Mask::all(b"Hello").is_empty() && Mask::all(b"[87, 31, 94, 51, 9, 11, 2, 38]").is_empty());
        let mask = Mask { places: Places::Signs { is: b'#', is_not: b'.' }, size: 4, first: 1 };
        assert_eq!(mask.decode(b"#.x."), None);
        assert_eq!(mask.encode("2\u{e005}1"), None);
        assert_eq!(mask.encode("5"), None);
    }
}
