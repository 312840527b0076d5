//! A list beside the one that was expected, number by number: what is right, what is missing, what is too much. As a row of marks
//! in text; the page draws the same.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr as _;

use crate::verdict::outcome::{Outcome, Reason, WrongList};
use crate::words::marks::{Kind, marks};

/// The longest list that is drawn.
const MOST: usize = 200;
/// Right numbers that are shown beside one that is not.
const BESIDE: usize = 2;
/// Numbers in a row of text.
const MOST_IN_ROW: usize = 18;

/// A number, and what is to be said of it.
pub type Chip = (i64, Kind);

/// The wrong list of an answer, with those that are missing where they should stand; `None` where there is none, or it is too long.
pub fn of(outcome: &Outcome) -> Option<Vec<Chip>> {
    let Outcome::Fail(Reason::WrongList(wrong)) = outcome else { return None };
    let WrongList { expected, got, difference, .. } = &**wrong;
    let is_short = got.len() <= MOST && expected.len() <= MOST && !got.is_empty();
    is_short.then(|| chips(expected, got, difference.order))
}

fn chips(expected: &[i64], got: &[i64], misplaced: Option<usize>) -> Vec<Chip> {
    let mut left: HashMap<i64, usize> = HashMap::new();
    for value in expected {
        *left.entry(*value).or_default() += 1;
    }
    let mut chips: Vec<Chip> = Vec::with_capacity(got.len());
    for (at, value) in got.iter().enumerate() {
        let kind = match left.get_mut(value) {
            None => Kind::Extra,
            Some(0) => Kind::Repeated,
            Some(count) => {
                *count -= 1;
                if misplaced == Some(at) { Kind::Misplaced } else { Kind::Right }
            }
        };
        chips.push((*value, kind));
    }
    // What is missing stands behind that which comes before it.
    for (at, value) in expected.iter().enumerate() {
        let is_missing = left.get_mut(value).is_some_and(|count| *count > 0);
        if !is_missing {
            continue;
        }
        *left.get_mut(value).expect("it is there") -= 1;
        let before = at.checked_sub(1).and_then(|before| {
            chips.iter().rposition(|(other, kind)| *other == expected[before] && *kind != Kind::Extra)
        });
        chips.insert(before.map_or(0, |before| before + 1), (*value, Kind::Missing));
    }
    chips
}

/// Two lines: the numbers around what is wrong, and a mark under each that is; and what the marks mean.
pub fn rows(chips: &[Chip]) -> Vec<String> {
    let near = |at: usize| {
        let around = at.saturating_sub(BESIDE)..chips.len().min(at + BESIDE + 1);
        chips[around].iter().any(|(_, kind)| *kind != Kind::Right)
    };
    let (mut numbers, mut under) = (String::new(), String::new());
    let mut add = |text: &str, mark: char| {
        if !numbers.is_empty() {
            numbers.push(' ');
            under.push(' ');
        }
        numbers.push_str(text);
        under.extend(std::iter::repeat_n(mark, text.width()));
    };
    let (mut shown, mut skips) = (0, false);
    for (at, (value, kind)) in chips.iter().enumerate() {
        if shown < MOST_IN_ROW && near(at) {
            add(&value.to_string(), kind.mark());
            (shown, skips) = (shown + 1, false);
        } else if !skips {
            add("...", ' ');
            skips = true;
        }
    }
    let used = Kind::WRONG.into_iter().filter(|kind| chips.iter().any(|(_, other)| other == kind));
    vec![numbers, under.trim_end().to_owned(), marks(used)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(expected: &[i64], got: &[i64]) -> Vec<String> {
        rows(&chips(expected, got, None))
    }

    #[test]
    fn each_number_has_its_mark_and_what_is_missing_stands_in_its_place() {
        assert_eq!(drawn(&[3, 7, 12, 9], &[3, 12, 12, 9, 100])[..2], ["3 7 12 12 9 100", "  -    ==   +++"]);
        assert_eq!(drawn(&[5], &[6])[..2], ["5 6", "- +"]);
    }

    #[test]
    fn only_what_stands_near_a_fault_is_shown() {
        let expected: Vec<i64> = (10..46).collect();
        let got: Vec<i64> = expected.iter().copied().filter(|value| *value != 30).collect();
        assert_eq!(drawn(&expected, &got)[..2], ["... 28 29 30 31 32 ...", "          --"]);
        let rows = drawn(&expected, &(100..300).collect::<Vec<_>>());
        assert!(rows[0].len() < 96 && rows[0].ends_with(" ..."), "{rows:?}");
    }

    #[test]
    fn a_number_out_of_order_is_marked_where_it_stands() {
        let rows = rows(&chips(&[2, 10], &[10, 2], Some(1)));
        assert_eq!(rows[..2], ["10 2", "   <"]);
    }
}
