//! Lists of fixed width behind how many numbers they have: several in a row, the arrays of a `struct`, or one behind a header.
//!
//! By chance the first numbers of a list can be cut so too, so all of these are never more than possible.

use super::binary::{Frame, LARGEST, LAYOUTS, Layout, plausible};

/// Lists that one message holds, and how their numbers are written.
pub(super) type Counted = (Layout, Vec<Vec<i64>>);

/// All that may stand behind counts in these bytes.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = (Frame, Counted)> {
    let counted = in_a_row(bytes)
        .chain(in_a_struct(bytes))
        .chain(in_an_array(bytes))
        .map(|lists| (Frame::Count, lists));
    counted.chain(behind_a_header(bytes).map(|list| (Frame::Header, list)))
}

/// More lists in one message are bytes that happen to be cut so, of which a program that means harm can make thousands.
const MOST: usize = 16;

/// Several lists one after another: `3 12 7 100 1 12`.
fn in_a_row(bytes: &[u8]) -> impl Iterator<Item = Counted> {
    layouts().filter_map(move |(count, layout)| {
        let mut rest = bytes;
        let mut lists = Vec::new();
        while !rest.is_empty() && lists.len() < MOST {
            let (head, behind) = rest.split_at_checked(count.width)?;
            let size = usize::try_from(count.number(head)).ok()?.checked_mul(layout.width)?;
            let (list, others) = behind.split_at_checked(size)?;
            lists.push(layout.numbers(list));
            rest = others;
        }
        // Where widths differ, more fits by chance.
        let is_plain = |list: &Vec<i64>| list.iter().all(|n| (0..=LARGEST).contains(n));
        let is_numbers = |list: &Vec<i64>| plausible(list) && (count == layout || is_plain(list));
        let fits = rest.is_empty() && lists.iter().all(is_numbers);
        (fits && lists.len() > 1 && lists[0].len() > 1).then_some((layout, lists))
    })
}

/// How counts are written, and how the numbers behind them are: of all that fit the same width of both first.
fn layouts() -> impl Iterator<Item = (Layout, Layout)> + Clone {
    let alike = LAYOUTS.into_iter().map(|layout| (layout, layout));
    let pairs = LAYOUTS.into_iter().flat_map(|count| LAYOUTS.into_iter().map(move |layout| (count, layout)));
    alike.chain(pairs.filter(|(count, layout)| count != layout))
}

/// Two arrays of a fixed size: `struct { int n, m; char a[100], b[100]; }`, or each behind its own count. What is not in use
/// is zeros.
fn in_a_struct(bytes: &[u8]) -> impl Iterator<Item = Counted> {
    const ARRAYS: usize = 2;
    /// Smaller arrays are no room for a list.
    const FEWEST: usize = 8;
    layouts().filter_map(move |(count, layout)| {
        let body = bytes.len().checked_sub(ARRAYS * count.width)?;
        let size = body / ARRAYS;
        let room = size / layout.width;
        if body == 0 || !body.is_multiple_of(ARRAYS * layout.width) || room < FEWEST {
            return None;
        }
        let heads_first = [count.width * ARRAYS, count.width * ARRAYS + size];
        let each_with_its_own = [count.width, 2 * count.width + size];
        let counts_of = |arrays: [usize; ARRAYS]| match arrays == heads_first {
            true => [0, count.width],
            false => [0, count.width + size],
        };
        [heads_first, each_with_its_own].into_iter().find_map(|arrays| {
            let list = |(array, head): (usize, usize)| {
                let used = usize::try_from(count.number(&bytes[head..head + count.width])).ok()?;
                let numbers = layout.numbers(&bytes[array..array + size]);
                let unused = numbers.get(used..)?;
                (unused.iter().all(|n| *n == 0) && plausible(&numbers)).then(|| numbers[..used].to_vec())
            };
            let lists: Vec<Vec<i64>> =
                arrays.into_iter().zip(counts_of(arrays)).map(list).collect::<Option<_>>()?;
            let is_list = |list: &Vec<i64>| list.len() > 1 && list.iter().all(|n| *n != 0);
            lists.iter().any(is_list).then_some((layout, lists))
        })
    })
}

/// An array of a fixed size with its count behind it, or before it: `struct { int a[50], n; }`. What is not in use is zeros where
/// the count stands behind it, or else what was in memory: numbers that are none of the lab's.
fn in_an_array(bytes: &[u8]) -> impl Iterator<Item = Counted> {
    /// Smaller arrays are no room for a list.
    const FEWEST: usize = 8;
    LAYOUTS.into_iter().filter(|layout| bytes.len().is_multiple_of(layout.width)).flat_map(move |layout| {
        let numbers = layout.numbers(bytes);
        let list = |count: &i64, array: &[i64], is_unused: &dyn Fn(&[i64]) -> bool| {
            let (used, unused) = array.split_at_checked(usize::try_from(*count).ok()?)?;
            let is_list = used.iter().all(|n| (1..=LARGEST).contains(n));
            (array.len() >= FEWEST && is_list && is_unused(unused)).then(|| (layout, vec![used.to_vec()]))
        };
        let is_zeros = |unused: &[i64]| unused.iter().all(|n| *n == 0);
        let is_left_over = |unused: &[i64]| unused.iter().any(|n| !(0..=LARGEST).contains(n));
        let before = numbers.split_first().and_then(|(count, array)| list(count, array, &is_left_over));
        let behind = numbers.split_last().and_then(|(count, array)| {
            list(count, array, &|unused| !unused.is_empty() && is_zeros(unused) || is_left_over(unused))
        });
        [before, behind].into_iter().flatten().collect::<Vec<_>>()
    })
}

/// One list behind a header whose last field counts it, with nothing behind it, or else with a checksum: `L 3 12 7 100`.
fn behind_a_header(bytes: &[u8]) -> impl Iterator<Item = Counted> {
    const LONGEST: usize = 12;
    const CHECKSUM: usize = 8;
    let places = layouts().flat_map(|(count, layout)| (0..=LONGEST).map(move |at| (count, layout, at)));
    let places = [false, true].into_iter().flat_map(move |has_checksum| {
        places.clone().map(move |(count, layout, at)| (has_checksum, count, layout, at))
    });
    let found = places.filter_map(move |(has_checksum, count, layout, at)| {
        let (head, rest) = bytes.get(at..)?.split_at_checked(count.width)?;
        let announced = usize::try_from(count.number(head)).ok().filter(|announced| *announced > 0)?;
        let (list, checksum) = rest.split_at_checked(announced.checked_mul(layout.width)?)?;
        let is_more_than_a_count = at > 0 || has_checksum;
        let list = layout.numbers(list);
        let is_as_long =
            if has_checksum { (1..=CHECKSUM).contains(&checksum.len()) } else { checksum.is_empty() };
        let fits = is_as_long && list.iter().all(|n| (0..=LARGEST).contains(n));
        (is_more_than_a_count && fits).then(|| (layout, vec![list]))
    });
    found.take(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::binary::ByteOrder;

    const INT: Layout = Layout { width: 4, order: ByteOrder::Little };
    const BYTE: Layout = Layout { width: 1, order: ByteOrder::Big };
    const SHORT: Layout = Layout { width: 2, order: ByteOrder::Big };

    fn write(numbers: &[i64], layout: Layout) -> Vec<u8> {
        numbers.iter().flat_map(|n| layout.bytes(*n)).collect()
    }

    #[test]
    fn a_few_lists_behind_their_counts_are_read_and_not_thousands() {
        let lists = |copies| in_a_row(&[2, 7, 9].repeat(copies)).map(|(_, lists)| lists).collect::<Vec<_>>();
        assert_eq!(lists(3), [vec![vec![7, 9]; 3]]);
        assert_eq!(lists(MOST).len(), 1);
        assert_eq!(lists(MOST + 1), Vec::<Vec<Vec<i64>>>::new());
    }

    #[test]
    fn counts_in_a_row_may_be_wider_than_what_they_count() {
        let lists = vec![vec![12, 7, 100], vec![], vec![12]];
        let parts = lists.iter().flat_map(|list| [write(&[list.len() as i64], SHORT), write(list, BYTE)]);
        let bytes: Vec<u8> = parts.flatten().collect();
        assert!(in_a_row(&bytes).any(|found| found == (BYTE, lists.clone())));
        assert!(in_a_row(&bytes[1..]).all(|found| found.1 != lists));
    }

    #[test]
    fn the_arrays_of_a_struct_are_read_as_far_as_they_are_in_use() {
        let lists = vec![vec![12, 7, 100], vec![12]];
        for layout in [SHORT, INT, BYTE] {
            let array = |list: &[i64]| {
                let mut list = list.to_vec();
                list.resize(100, 0);
                write(&list, layout)
            };
            let arrays = [array(&lists[0]), array(&lists[1])];
            let counts_first = [write(&[3, 1], INT), arrays.concat()].concat();
            let one_by_one =
                [write(&[3], INT), arrays[0].clone(), write(&[1], INT), arrays[1].clone()].concat();
            for bytes in [counts_first, one_by_one] {
                assert!(in_a_struct(&bytes).any(|found| found == (layout, lists.clone())), "{layout:?}");
            }
        }
    }

    #[test]
    fn an_array_is_read_as_far_as_its_count_says() {
        let (list, zeros, left_over) = ([12, 7, 100], [0; 7], [-9, 32_767, 1, 0, 5, 60, 7]);
        for layout in [SHORT, INT] {
            let write = |numbers: &[&[i64]]| write(&numbers.concat(), layout);
            for bytes in [
                write(&[&list, &zeros, &[3]]),
                write(&[&list, &left_over, &[3]]),
                write(&[&[3], &list, &left_over]),
            ] {
                assert_eq!(in_an_array(&bytes).next(), Some((layout, vec![list.to_vec()])));
            }
            for bytes in [
                write(&[&list, &list, &list, &[3]]),
                write(&[&[3], &list, &list, &list]),
                write(&[&list, &left_over, &[7]]),
            ] {
                assert_eq!(in_an_array(&bytes).find(|found| found.0 == layout), None);
            }
        }
        assert_eq!(in_an_array(&[]).count(), 0);
    }

    #[test]
    fn a_list_behind_a_header_with_its_count_is_read() {
        let list = vec![12, 7, 100, 12, 3, 9, 41];
        for layout in [SHORT, INT, BYTE] {
            let bytes = [&[0xef, 0xbe, 1, 7][..], &write(&list, layout)].concat();
            assert!(behind_a_header(&bytes).any(|found| found == (layout, vec![list.clone()])), "{layout:?}");
        }
        let magic = [write(&[4711, 7], INT), write(&list, INT)].concat();
        assert!(behind_a_header(&magic).any(|found| found == (INT, vec![list.clone()])));
        let first = |bytes: &[u8]| behind_a_header(bytes).next().map(|(_, lists)| lists);
        let by_chance = [&[8, 8][..], &write(&list, BYTE), &[100]].concat();
        assert_eq!(
            first(&by_chance),
            Some(vec![[&list[..], &[100]].concat()]),
            "the letter could be the count as well"
        );
        let checked = [&[7][..], &write(&list, BYTE), &[184]].concat();
        assert!(behind_a_header(&checked).any(|found| found == (BYTE, vec![list.clone()])));
    }
}
