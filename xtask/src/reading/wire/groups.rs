//! Numbers in texts that no common format explains: with the same text between any two of them, or in a fixed number of
//! digits with nothing between them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::values::to_number;
use crate::reading::members::words;
use crate::reading::scan::{Number, digits};
use crate::reading::value::{Part, Value};

/// Numbers with the same text between any two: `7-12-3`, `<n>7</n><n>12</n><n>3</n>`. Where other text stands between two,
/// another group begins, and that text is its label. `None` where no group is a list.
pub(super) fn groups(text: &[u8]) -> Option<Value> {
    let mut parts: Vec<Part> = Vec::new();
    let all = digits(text);
    let is_named = |number: &Number| text[..number.range.start].last().is_some_and(u8::is_ascii_alphabetic);
    let mut rest = &all[..];
    let mut before = 0;
    while let [first, ..] = rest {
        let between = |at: usize| &text[rest[at].range.end..rest[at + 1].range.start];
        let indexed = indexed(text, rest);
        let name = name(text, first).filter(|_| all.len() > 1 && indexed.is_none());
        let alike = match name {
            // `COUNT 2`, and a line below `NUM 7`.
            Some(name) if rest.len() > 1 && between(0).trim_ascii() != name => 0,
            _ => (1..rest.len()).take_while(|at| between(at - 1) == between(0)).count(),
        };
        let is_list = match (indexed, alike) {
            _ if name.is_some() => true,
            (Some(_), _) => true,
            // A number by itself, and two of them, are a list in a text that is no sentence; not where one is part of a name,
            // `part7:`, or where the second of them is the first of a longer list.
            (None, 0 | 1) if is_named(first) => false,
            (None, 0) => {
                // One item of YAML, or a word.
                let is_item = || text[..first.range.start].ends_with(b":\n- ");
                all.iter().filter(|number| !is_named(number)).count() == 1
                    && (is_item() || !text.trim_ascii().contains(&b' '))
            }
            (None, 1) if rest.len() > 3 && between(1) == between(2) => false,
            (None, 1) => between(0) != b"." && !is_sentence(between(0)),
            // Fewer than five with points between them are an address.
            (None, _) => alike > 3 || between(0) != b".",
        };
        let length = indexed.unwrap_or(if is_list { alike + 1 } else { 1 });
        let (group, others) = rest.split_at(length);
        if is_list {
            let step = if indexed.is_some() { 2 } else { 1 };
            let values = group.iter().skip(step - 1).step_by(step).map(|number| number.value).collect();
            let label = words(&text[before..first.range.start]);
            parts.push(Part { label, value: Value::List(values) });
        }
        before = group[length - 1].range.end;
        rest = others;
    }
    (!parts.is_empty()).then_some(Value::Parts(parts))
}

/// The values of a text that is a list with the place of each value before it: `x[0]=7`, `x[1]=12` and so on, a line each.
/// Other lines may stand before them, as those of HTTP.
pub(super) fn places_and_values(text: &[u8]) -> Option<Vec<i64>> {
    const HEADERS: usize = 16;
    const FEWEST: usize = 8;
    let numbers = digits(text);
    let begins_with_a_name = text.trim_ascii_start().first().is_some_and(u8::is_ascii_alphabetic);
    let is_whole = |start: &usize| {
        let rest = &numbers[*start..];
        (*start == 0 || rest.len() >= 2 * FEWEST) && indexed(text, rest) == Some(rest.len())
    };
    let start = (0..numbers.len().min(HEADERS)).find(is_whole).filter(|_| begins_with_a_name)?;
    Some(numbers[start..].iter().skip(1).step_by(2).map(|number| number.value).collect())
}

/// How often each value occurs, in a text of nothing but values and their counts: `7=2;12=1;40=1`.
pub(super) fn values_and_counts(text: &[u8]) -> Option<BTreeMap<i64, u64>> {
    const FEWEST: usize = 8;
    let numbers = digits(text.trim_ascii());
    let text = text.trim_ascii();
    let signs =
        |at: usize| &text[numbers[at].range.end..numbers.get(at + 1).map_or(text.len(), |n| n.range.start)];
    let pairs = numbers.len() / 2;
    if pairs < FEWEST || !numbers.len().is_multiple_of(2) || numbers[0].range.start != 0 {
        return None;
    }
    let (inner, outer) = (signs(0), signs(1));
    let is_pair =
        |pair: usize| signs(2 * pair) == inner && (pair + 1 == pairs || signs(2 * pair + 1) == outer);
    let is_end = |end: &[u8]| end.is_empty() || end == outer.trim_ascii_end();
    let is_table = matches!(inner.trim_ascii(), b"=" | b":" | b"x" | b"*")
        && inner != outer
        && (0..pairs).all(is_pair)
        && is_end(signs(numbers.len() - 1));
    let entry = |pair: &[Number]| Some((pair[0].value, u64::try_from(pair[1].value).ok()?));
    let counts: BTreeMap<i64, u64> =
        numbers.chunks(2).map(entry).collect::<Option<_>>().filter(|_| is_table)?;
    (counts.len() == pairs && counts.values().all(|count| *count > 0)).then_some(counts)
}

/// How many of these numbers are a list with the place of each number before it, `x[0]=7 x[1]=12`: the places count up by
/// one. `None` where fewer than two are.
fn indexed(text: &[u8], numbers: &[Number]) -> Option<usize> {
    let between = |one: &Number, other: &Number| &text[one.range.end..other.range.start];
    let [place, value, next, ..] = numbers else { return None };
    let (inner, outer) = (between(place, value), between(value, next));
    if !matches!(place.value, 0 | 1) || inner == outer {
        return None;
    }
    let is_pair = |at: &usize| {
        let goes_on = *at == 0 || between(&numbers[2 * at - 1], &numbers[2 * at]) == outer;
        let [index, number] = &numbers[2 * at..2 * at + 2] else { return false };
        goes_on && between(index, number) == inner && index.value - place.value == *at as i64
    };
    let pairs = (0..numbers.len() / 2).take_while(is_pair).count();
    (pairs > 1).then_some(2 * pairs)
}

/// The word that stands alone with a number on a line, before it: `NUM` of `NUM 7`.
fn name<'t>(text: &'t [u8], number: &Number) -> Option<&'t [u8]> {
    const LONGEST: usize = 40;
    let Range { start, end } = number.range;
    let before = text[start.saturating_sub(LONGEST)..start].rsplit(|byte| *byte == b'\n').next()?;
    let behind = text[end..text.len().min(end + LONGEST)].split(|byte| *byte == b'\n').next()?;
    let is_word = |name: &&[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_alphabetic);
    let name = before.strip_suffix(b" ").filter(is_word)?;
    behind.trim_ascii().is_empty().then_some(name)
}

fn is_sentence(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_whitespace) && text.iter().any(u8::is_ascii_alphabetic)
}

/// Numbers of three or four digits each, filled up with zeros, behind a name or none: `007012100`, `N=003007012100`.
pub(super) fn of_fixed_width(text: &[u8]) -> Option<Vec<i64>> {
    let text = text.trim_ascii();
    let name = text.iter().take_while(|byte| !byte.is_ascii_digit()).count();
    let text = &text[name..];
    [3, 4].into_iter().find_map(|width| in_width(text, width).filter(|values| values.len() > 1)).or_else(
        || {
            // Behind their count in fewer digits.
            [1, 2].into_iter().find_map(|digits| {
                let (count, rest) = text.split_at_checked(digits)?;
                let values = in_width(rest, 3)?;
                (to_number(count)? == values.len() as i64).then_some(values)
            })
        },
    )
}

/// Numbers of so many digits each, the last three of which are below 200.
fn in_width(text: &[u8], width: usize) -> Option<Vec<i64>> {
    let is_number =
        |number: &[u8]| number[..width - 3].iter().all(|digit| *digit == b'0') && number[width - 3] <= b'1';
    let fits = !text.is_empty() && text.len().is_multiple_of(width) && text.chunks(width).all(is_number);
    fits.then(|| text.chunks(width).map(to_number).collect::<Option<_>>()).flatten()
}

/// Two lists of which the second has its count before it, joined: all that it may be.
pub(super) fn counted_behind_another(numbers: &[i64]) -> impl Iterator<Item = Value> {
    const FEWEST: usize = 2;
    let counts = FEWEST..numbers.len();
    let fits = counts.filter(|at| usize::try_from(numbers[*at]) == Ok(numbers.len() - at - 1));
    let list = |values: &[i64]| Part { label: None, value: Value::List(values.to_vec()) };
    fits.map(move |at| Value::Parts(vec![list(&numbers[..at]), list(&numbers[at + 1..])]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> Vec<(Vec<i64>, Option<String>)> {
        let groups = groups(text.as_bytes());
        let lists = groups.iter().flat_map(Value::lists);
        lists.map(|(list, label)| (list.to_vec(), label.map(str::to_owned))).collect()
    }

    #[test]
    fn the_same_text_between_any_two_numbers_makes_a_list() {
        let label = |words: &str| Some(words.to_owned());
        for (text, expected) in [
            ("Unique:7-12-3|Dups:7-3", vec![(vec![7, 12, 3], label("Unique")), (vec![7, 3], label("Dups"))]),
            ("<u><n>7</n><n>12</n><n>3</n></u>", vec![(vec![7, 12, 3], label("u><n"))]),
            ("<u n='3'><n>7</n><n>12</n><n>3</n></u>", vec![(vec![7, 12, 3], label("n"))]),
            ("part7:", vec![]),
            ("part7:12#", vec![(vec![12], None)]),
            ("of 3 the first", vec![]),
            ("57 numbers, 40 of them", vec![]),
            ("7/12", vec![(vec![7, 12], None)]),
            ("#7 #12", vec![(vec![7, 12], None)]),
            ("<n>7</n>", vec![(vec![7], label("n"))]),
            ("you are number 7", vec![]),
            ("numbers:\n- 7\n", vec![(vec![7], label("numbers"))]),
            ("numbers\n- 7\n", vec![]),
            ("number 7", vec![]),
            ("NUM 7\r\nNUM 12\r\nDONE 2\r\n", vec![(vec![7, 12], label("NUM")), (vec![2], label("DONE"))]),
            ("COUNT 1\nNUM 7\n", vec![(vec![1], label("COUNT")), (vec![7], label("NUM"))]),
            ("x[0]=7\nx[1]=12\nEND\n", vec![(vec![7, 12], label("x"))]),
            ("1) 7 2) 7 3) 12 ", vec![(vec![7, 7, 12], None)]),
            ("192.168.1.7", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(lists(text), expected, "{text}");
        }
    }

    #[test]
    fn a_place_before_each_value_is_no_value() {
        for (text, expected) in [
            ("x[0]=7\nx[1]=12\nx[2]=7\nEND\n", Some(vec![7, 12, 7])),
            ("number 1: 7, number 2: 12", Some(vec![7, 12])),
            (
                "POST / HTTP/1.0\r\n\r\ni,n\n0,7\n1,3\n2,7\n3,5\n4,9\n5,2\n6,1\n7,8\n",
                Some(vec![7, 3, 7, 5, 9, 2, 1, 8]),
            ),
            ("x[0]=7", None),
            ("x[0]=7 x[2]=12", None),
            ("x[0]=7 x[1]=12, 2 in all", None),
            ("1, 7, 2, 12", None),
            ("{0: 7, 1: 12}", None),
        ] {
            assert_eq!(places_and_values(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn numbers_filled_up_with_zeros_need_nothing_between_them() {
        for (text, expected) in [
            ("007012100", Some(vec![7, 12, 100])),
            ("00070100\n", Some(vec![7, 100])),
            ("N=003007012100", Some(vec![3, 7, 12, 100])),
            ("02007100", Some(vec![7, 100])),
            ("01007", Some(vec![7])),
            ("03007100", None),
            ("N = 7", None),
            ("01001111", None),
            ("007", None),
            ("0070123", None),
            ("207012", None),
            ("", None),
        ] {
            assert_eq!(of_fixed_width(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn values_with_their_counts_are_told_from_other_pairs() {
        let text = "7=2;12=1;40=1;3=2;88=1;61=1;19=1;2=1\n";
        let counts = values_and_counts(text.as_bytes()).expect("counts");
        assert_eq!((counts[&7], counts[&2], counts.len()), (2, 1, 8));
        for text in [
            "7=2;12=1;40=1;3=2;88=1;61=1;19=1;7=1",
            "7=2;12=1;40=1;3=2;88=1;61=1;19=1;2=0",
            "7=2;12=1;40=1;3=2;88=1;61=1;19=1;2",
            "7=2=12=1=40=1=3=2=88=1=61=1=19=1=2=1",
            "n 7=2;12=1;40=1;3=2;88=1;61=1;19=1;2=1",
            "7=2;12=1",
            "",
        ] {
            assert_eq!(values_and_counts(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_second_of_two_joined_lists_is_found_by_its_count() {
        let found = |numbers: &[i64]| -> Vec<Vec<Vec<i64>>> {
            let lists = |value: Value| value.lists().map(|(list, _)| list.to_vec()).collect();
            counted_behind_another(numbers).map(lists).collect()
        };
        assert_eq!(found(&[75, 81, 7, 32, 2, 7, 32]), [[vec![75, 81, 7, 32], vec![7, 32]]]);
        assert_eq!(found(&[75, 81, 7, 0]), [[vec![75, 81, 7], vec![]]]);
        assert_eq!(found(&[75, 81, 7]), Vec::<Vec<Vec<i64>>>::new());
        assert_eq!(found(&[]), Vec::<Vec<Vec<i64>>>::new());
    }
}
