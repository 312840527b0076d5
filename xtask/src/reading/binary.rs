//! Numbers sent as bytes of fixed width: one byte a number, `struct`, `htonl`, `DataOutputStream`.
//!
//! Nothing in such bytes says what they are, so every width and order under which they are plausible is a candidate.
//! The best is the one whose numbers are small and whose bytes are not mostly zeros.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

/// The order of the bytes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ByteOrder {
    /// The highest byte first: the network's order, and Java's.
    Big,
    /// The lowest byte first: that of most machines.
    Little,
}

/// How numbers were written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Bytes of one number: 1, 2, 4 or 8.
    pub width: usize,
    /// Their order.
    pub order: ByteOrder,
}

/// What stands round the numbers of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Nothing.
    Bare,
    /// A flag: the first number is none of the list.
    First,
    /// The first number says how many follow, or that behind the array of a `struct` how many of it are in use.
    Count,
    /// A header of several fields, the last of which says how many numbers follow; a checksum may stand behind them.
    Header,
    /// How many bytes follow.
    Length,
    /// The last number marks the end: 0, -1, 10001.
    EndMark,
    /// Zeros fill a buffer of fixed size.
    ZeroPadded,
}

/// Bytes read as numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// How they were written.
    pub layout: Layout,
    /// What stands round them.
    pub frame: Frame,
    /// The numbers.
    pub values: Vec<i64>,
    /// Whether bytes are missing from, or left behind, the last number.
    pub ragged: bool,
}

pub(crate) const LAYOUTS: [Layout; 7] = [
    Layout { width: 8, order: ByteOrder::Big },
    Layout { width: 8, order: ByteOrder::Little },
    Layout { width: 4, order: ByteOrder::Big },
    Layout { width: 4, order: ByteOrder::Little },
    Layout { width: 2, order: ByteOrder::Big },
    Layout { width: 2, order: ByteOrder::Little },
    Layout { width: 1, order: ByteOrder::Big },
];

impl Layout {
    /// The number that stands in `bytes`: signed where it has two bytes or more.
    pub(crate) fn number(self, bytes: &[u8]) -> i64 {
        let fold = |n: u64, byte: &u8| n << 8 | u64::from(*byte);
        let number = match self.order {
            ByteOrder::Big => bytes.iter().fold(0, fold),
            ByteOrder::Little => bytes.iter().rev().fold(0, fold),
        };
        match self.width {
            2 => i64::from(number as u16 as i16),
            4 => i64::from(number as u32 as i32),
            _ => number as i64,
        }
    }

    /// The bytes of `number`; of one that does not fit, the lowest.
    pub(crate) fn bytes(self, number: i64) -> Vec<u8> {
        match self.order {
            ByteOrder::Big => number.to_be_bytes()[8 - self.width..].to_vec(),
            ByteOrder::Little => number.to_le_bytes()[..self.width].to_vec(),
        }
    }

    pub(crate) fn numbers(self, bytes: &[u8]) -> Vec<i64> {
        bytes.chunks_exact(self.width).map(|chunk| self.number(chunk)).collect()
    }
}

/// Every plausible reading, the most plausible first.
///
/// A count that is written like the numbers could also be the first of them, so the list with it comes first.
pub fn read(bytes: &[u8]) -> Vec<Numbers> {
    let mut found = Vec::new();
    for layout in LAYOUTS {
        let values = layout.numbers(bytes);
        if values.is_empty() || !plausible(&values) {
            continue;
        }
        let ragged = !bytes.len().is_multiple_of(layout.width);
        let strange = strangeness(values.strip_suffix(&[0]).unwrap_or(&values), ragged, layout);
        found
            .extend(endings(&values).map(|(frame, values)| {
                (strange, Numbers { layout, frame, values: values.to_vec(), ragged })
            }));
    }
    for header in LAYOUTS.into_iter().filter(|header| header.width <= bytes.len()) {
        let (head, rest) = bytes.split_at(header.width);
        let Ok(announced) = usize::try_from(header.number(head)) else { continue };
        for layout in LAYOUTS.into_iter().filter(|layout| rest.len().is_multiple_of(layout.width)) {
            let is_list_of_one = announced == 1 && rest.len() == layout.width;
            let frame = match announced {
                0 if !rest.is_empty() => continue,
                1 if !is_list_of_one => continue,
                n if n == rest.len() / layout.width => Frame::Count,
                n if n == rest.len() => Frame::Length,
                // A buffer of fixed size, as a `struct` with an array in it.
                n if n < rest.len() / layout.width && is_unused(&rest[n * layout.width..], layout.width) => {
                    Frame::Count
                }
                _ => continue,
            };
            let mut values = layout.numbers(rest);
            if frame == Frame::Count {
                values.truncate(announced);
            }
            if plausible(&values) {
                let mut strange = strangeness(&values, false, layout);
                // It fits, which is hardly by chance where nothing else explains the first bytes.
                strange.2 -= u32::from(header != layout && values.len() > 2);
                found.push((strange, Numbers { layout, frame, values, ragged: false }));
            }
        }
    }
    found.sort_by_key(|(strange, _)| *strange);
    found.into_iter().map(|(_, numbers)| numbers).collect()
}

/// Whether a buffer holds nothing here but zeros, or one number that its count left out and then many of them.
fn is_unused(bytes: &[u8], width: usize) -> bool {
    const MANY: usize = 4;
    let is_zero = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
    is_zero(bytes) || bytes.len() > MANY * width && is_zero(&bytes[width..])
}

/// A list with and without what may mark its end.
pub(super) fn endings(values: &[i64]) -> impl Iterator<Item = (Frame, &[i64])> {
    let zeros = values.iter().rev().take_while(|n| **n == 0).count();
    let padded = (zeros > 1).then(|| (Frame::ZeroPadded, &values[..values.len() - zeros]));
    let mark = without_end_mark(values);
    let marked = mark.map(|rest| (Frame::EndMark, rest)).filter(|_| zeros <= 1);
    padded.into_iter().chain([(Frame::Bare, values)]).chain(marked)
}

/// The largest number of the lab.
pub(super) const LARGEST: i64 = 100;

/// Numbers before a last one that says that they end: one that the lab does not have where it has all the others, or that real
/// programs put there.
fn without_end_mark(values: &[i64]) -> Option<&[i64]> {
    let (last, rest) = values.split_last().filter(|(_, rest)| !rest.is_empty())?;
    let is_outside = || *last > LARGEST && rest.iter().all(|n| (1..=LARGEST).contains(n));
    (is_usual_end_mark(*last) || is_outside()).then_some(rest)
}

pub(super) fn is_usual_end_mark(n: i64) -> bool {
    n <= 0 || matches!(n, 255 | 256 | 999 | 1000 | 9999 | 10000 | 10001 | 65535)
}

pub(super) fn plausible(values: &[i64]) -> bool {
    values.iter().all(|n| n.unsigned_abs() <= 1_000_000)
}

/// How strange numbers are: what is most likely sorts first.
fn strangeness(values: &[i64], ragged: bool, layout: Layout) -> (bool, bool, u32, Reverse<usize>) {
    let padding = values.iter().rev().take_while(|n| **n == 0).count();
    let values = &values[..values.len() - padding];
    let values = without_end_mark(values).unwrap_or(values);
    let zeros = values.iter().filter(|n| **n == 0).count();
    let largest = values.iter().map(|n| n.unsigned_abs()).max().unwrap_or(0);
    let bits = 64 - largest.max(127).leading_zeros();
    (zeros * 3 >= values.len(), ragged || bits > 16, bits * 2, Reverse(layout.width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn write(values: &[i64], layout: Layout) -> Vec<u8> {
        values.iter().flat_map(|n| layout.bytes(*n)).collect()
    }

    proptest! {
        #[test]
        fn numbers_of_the_lab_are_read_in_every_layout(
            values in proptest::collection::vec(1i64..=100, 20..=100),
            which in 0..LAYOUTS.len(),
        ) {
            let layout = LAYOUTS[which];
            let found = read(&write(&values, layout));
            prop_assert_eq!(&found[0].values, &values, "{:?}", found);
            prop_assert_eq!(found[0].layout, layout);
        }

        #[test]
        fn a_count_or_a_length_before_them_is_seen(
            values in proptest::collection::vec(1i64..=100, 25..100),
            which in 0..LAYOUTS.len(),
            header in 2..LAYOUTS.len(),
        ) {
            let layout = LAYOUTS[which];
            let mut bytes = write(&[values.len() as i64], LAYOUTS[header]);
            bytes.extend(write(&values, layout));
            let found = read(&bytes);
            prop_assert!(found.iter().any(|n| n.values == values && n.frame == Frame::Count), "{:?}", found);
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }
    }

    #[test]
    fn padding_and_end_marks_are_read_with_and_without() {
        let layout = Layout { width: 4, order: ByteOrder::Little };
        let mut padded = vec![5, 12, 7, 12, 40];
        padded.resize(100, 0);
        let found = read(&write(&padded, layout));
        assert!(found.iter().any(|n| n.values == [5, 12, 7, 12, 40] && n.frame == Frame::ZeroPadded));
        assert_eq!((found[0].frame, found[0].layout), (Frame::ZeroPadded, layout));
        padded[0] = 3;
        let found = read(&write(&padded, layout));
        assert!(found.iter().any(|n| n.values == [12, 7, 12] && n.frame == Frame::Count), "40 is not in use");
        let found = read(&write(&[5, 12, 7, 10001], layout));
        assert_eq!((found[0].frame, found[0].values.len()), (Frame::Bare, 4));
        assert!(found.iter().any(|n| n.values == [5, 12, 7] && n.frame == Frame::EndMark));
        let found = read(&write(&[5, 12, 7, 101], layout));
        assert!(found.iter().any(|n| n.values == [5, 12, 7] && n.frame == Frame::EndMark));
        let found = read(&write(&[5, 120, 7, 101], layout));
        assert!(found.iter().all(|n| n.values != [5, 120, 7]), "120 is no number of the lab either");
        let found = read(&write(&[5, 12, 7], layout)[..11]);
        assert!(found.iter().any(|n| n.values == [5, 12] && n.ragged));
    }
}
