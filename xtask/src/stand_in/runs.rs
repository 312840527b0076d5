//! Where numbers stand in a text, whatever stands between them.

use std::collections::BTreeMap;
use std::ops::Range;

/// Numbers in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// From the first digit to behind the last.
    pub range: Range<usize>,
    /// The numbers; of a table, its keys.
    pub values: Vec<i64>,
    pub shape: Shape,
}

/// What numbers in a text are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// One alone.
    Single,
    /// A list, with these bytes between any two.
    List(Vec<u8>),
    /// Numbers and how often they occur.
    Table { between: Vec<u8>, separator: Vec<u8>, counts: BTreeMap<i64, u64> },
}

/// What stands between two numbers of a list is no longer.
const LONGEST_SEPARATOR: usize = 8;

/// Text, and nothing that only a program can read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let control = |b: &u8| b.is_ascii_control() && !b.is_ascii_whitespace();
    std::str::from_utf8(bytes).is_ok() && !bytes.iter().any(control)
}

/// The numbers of a text, in order. Lists are as long as they can be; `[]` is a list too.
pub(super) fn runs(text: &[u8]) -> Vec<Run> {
    let numbers = numbers(text);
    let gap = |i: usize| &text[numbers[i].0.end..numbers[i + 1].0.start];
    let mut runs = Vec::new();
    let mut at = 0;
    while at < numbers.len() {
        let left = numbers.len() - at;
        let table = if left > 1 && gap(at).trim_ascii() == b":" { table(&numbers[at..], text) } else { None };
        let (length, shape) = match table {
            Some((length, shape)) => (length, shape),
            None => {
                let alike = |i: &usize| gap(*i) == gap(at) && gap(*i).len() <= LONGEST_SEPARATOR;
                let length = 1 + (at..numbers.len() - 1).take_while(alike).count();
                let has_letters = length > 1 && gap(at).iter().any(u8::is_ascii_alphabetic);
                let in_brackets = at_bracket(text, &numbers[at].0) && closes(text, numbers[at].0.end);
                match length {
                    2 if has_letters => (1, Shape::Single),
                    1 if in_brackets => (1, Shape::List(b", ".to_vec())),
                    1 => (1, Shape::Single),
                    // `[1, 2][3, 4]`: what stands between two lists is as good a separator, for two.
                    2 if gap(at).iter().any(|b| b"[({})]".contains(b)) => (1, Shape::Single),
                    length => (length, Shape::List(gap(at).to_vec())),
                }
            }
        };
        let range = numbers[at].0.start..numbers[at + length - 1].0.end;
        let values = match &shape {
            Shape::Table { counts, .. } => counts.keys().copied().collect(),
            _ => numbers[at..at + length].iter().map(|(_, number)| *number).collect(),
        };
        runs.push(Run { range, values, shape });
        at += length;
    }
    let empty = text.windows(2).enumerate().filter(|(_, pair)| *pair == b"[]");
    for (place, _) in empty.take(100) {
        let index = runs.partition_point(|run| run.range.start <= place);
        let range = place + 1..place + 1;
        runs.insert(index, Run { range, values: Vec::new(), shape: Shape::List(b", ".to_vec()) });
    }
    runs
}

/// `19: 2, 75: 1`.
fn table(numbers: &[(Range<usize>, i64)], text: &[u8]) -> Option<(usize, Shape)> {
    let gap = |i: usize| &text[numbers[i].0.end..numbers[i + 1].0.start];
    let between = gap(0);
    let mut counts = BTreeMap::new();
    let mut separator = None;
    let mut at = 0;
    while at + 1 < numbers.len() && gap(at) == between {
        if counts.insert(numbers[at].1, u64::try_from(numbers[at + 1].1).ok()?).is_some() {
            // No table has a number twice; and to go on would take quadratic time, where this is found again and again.
            return None;
        }
        at += 2;
        let Some(next) = (at < numbers.len()).then(|| gap(at - 1)) else { break };
        if *separator.get_or_insert(next) != next || next.len() > LONGEST_SEPARATOR {
            break;
        }
    }
    let separator = separator.filter(|_| counts.len() > 1).unwrap_or(b", ");
    // One pair may be anything: `port: 12345` is no pair, `1: 2` in braces is a table.
    let is_table = counts.len() > 1 || (at_bracket(text, &numbers[0].0) && closes(text, numbers[1].0.end));
    let shape = Shape::Table { between: between.to_vec(), separator: separator.to_vec(), counts };
    is_table.then_some((at, shape))
}

fn at_bracket(text: &[u8], number: &Range<usize>) -> bool {
    text[..number.start].last().is_some_and(|b| b"[({'\"".contains(b))
}

fn closes(text: &[u8], end: usize) -> bool {
    text.get(end).is_some_and(|b| b"])},'\"".contains(b))
}

/// Whole numbers: no part of a word, nothing behind a decimal point.
fn numbers(text: &[u8]) -> Vec<(Range<usize>, i64)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let before = at.checked_sub(1).map(|i| text[i]);
        let is_word = before.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'.');
        let is_negative =
            before == Some(b'-') && !at.checked_sub(2).is_some_and(|i| text[i].is_ascii_alphanumeric());
        let start = if is_negative { at - 1 } else { at };
        let number = std::str::from_utf8(&text[start..end]).ok().and_then(|digits| digits.parse().ok());
        if let Some(number) = number.filter(|_| !is_word) {
            found.push((start..end, number));
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |run: Run| {
            let stands = &text[run.range.clone()];
            match run.shape {
                Shape::Single => stands.to_owned(),
                Shape::List(separator) => {
                    format!("{:?} by {:?}", run.values, String::from_utf8_lossy(&separator))
                }
                Shape::Table { between, separator, counts } => {
                    let [between, separator] =
                        [between, separator].map(|b| String::from_utf8(b).expect("text"));
                    format!("{counts:?} by {between:?} {separator:?}")
                }
            }
        };
        runs(text.as_bytes()).into_iter().map(show).collect()
    }

    #[test]
    fn numbers_are_found_whatever_stands_between_them() {
        for (text, expected) in [
            ("[1, 2, 3]", &[r#"[1, 2, 3] by ", ""#][..]),
            ("numbers: 1 2 3\n", &[r#"[1, 2, 3] by " ""#]),
            ("['1', '2']", &[r#"[1, 2] by "', '""#]),
            ("[u'1', u'2', u'3']", &[r#"[1, 2, 3] by "', u'""#]),
            ("[1.0, 2.0, 3.0]", &[r#"[1, 2, 3] by ".0, ""#]),
            ("[1, 2, 3][4, 5]", &[r#"[1, 2, 3] by ", ""#, r#"[4, 5] by ", ""#]),
            (r#"{"n": 3, "list": [7, 8, 9]}"#, &["3", r#"[7, 8, 9] by ", ""#]),
            ("{19: 2, 75: 3}", &[r#"{19: 2, 75: 3} by ": " ", ""#]),
            ("{19: 2}", &[r#"{19: 2} by ": " ", ""#]),
            ("[1, 2]{19: 2, 75: 3}", &[r#"[1, 2] by ", ""#, r#"{19: 2, 75: 3} by ": " ", ""#]),
            ("[7]", &[r#"[7] by ", ""#]),
            ("[] and []", &[r#"[] by ", ""#, r#"[] by ", ""#]),
            ("-5,-7", &[r#"[-5, -7] by ",""#]),
            ("list1 has 12 numbers", &["12"]),
            ("99999999999999999999", &[]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
