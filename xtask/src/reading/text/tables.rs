//! Tables of counts in the short notations of languages that have no literal for them: `19:1 75:2`, `12 (x2), 40 (x3)`,
//! `36 x 3`, on one line or one entry a line; or in words, `12 appears 2 times, 40 appears 3 times`, on one line.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reader::Reader;
use super::{Label, PrintedList, Shape, Source};
use crate::reading::literal::number;
use crate::reading::members::words;
use crate::reading::scan::{Number, digits};

/// Entries found so far, of lines one after another.
#[derive(Default)]
pub(super) struct Table {
    label: Option<Label>,
    entries: Vec<(i64, u64)>,
    lines: (usize, usize),
    range: Range<usize>,
}

/// More places of a line are not tried as the start of a table.
const TRIES: usize = 4;

impl Reader<'_> {
    /// Looks at a line for a table of counts.
    pub(super) fn table(&mut self, line: Range<usize>, at: usize) {
        let text = &self.text[line.clone()];
        let starts = (0..text.len()).filter(|i| {
            let after =
                i.checked_sub(1).is_none_or(|i| text[i].is_ascii_whitespace() || b":=".contains(&text[i]));
            text[*i].is_ascii_digit() && after
        });
        // `12: 3` on a line of its own is a line of a column.
        let lone = |start: usize| {
            let mut words = text[start..].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            words.nth(1).is_some_and(|word| !word.starts_with(b"("))
        };
        let found = starts
            .take(TRIES)
            .find_map(|start| Some((start, entries(&text[start..]).or_else(|| sentences(&text[start..]))?)))
            .filter(|(start, entries)| entries.len() > 1 || !lone(*start));
        let Some((start, entries)) = found else { return self.flush_table() };
        let range = line.start + start..line.end;
        let own = words(&text[..start]);
        if own.is_some() || self.table.lines.1 + 1 != at || entries.len() > 1 {
            self.flush_table();
        }
        if self.table.entries.is_empty() {
            let label = own.map(|text| Label { text, line: at, range: line.start..range.start });
            let label = label.or_else(|| self.standing.clone());
            self.table = Table { label, entries, lines: (at, at), range };
        } else {
            self.table.entries.extend(entries);
            self.table.lines.1 = at;
            self.table.range.end = range.end;
        }
    }

    pub(super) fn flush_table(&mut self) {
        let Table { label, entries, lines, range } = std::mem::take(&mut self.table);
        if entries.is_empty() {
            return;
        }
        let values: Vec<i64> = entries.iter().map(|(value, _)| *value).collect();
        let counts: BTreeMap<i64, u64> = entries.into_iter().collect();
        let shapes = [Shape::Counts(counts), Shape::List];
        let wanted = if values.len() > 1 { 2 } else { 1 };
        for shape in shapes.into_iter().take(wanted) {
            let (values, label, range) = (values.clone(), label.clone(), range.clone());
            let source = Source::Column;
            self.add(PrintedList { values, shape, label, tail: None, lines, range, source });
        }
    }
}

/// Text that is entries and nothing else.
fn entries(text: &[u8]) -> Option<Vec<(i64, u64)>> {
    let text = text.trim_ascii_end();
    let text = text.strip_suffix(b".").unwrap_or(text);
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let (value, end) = number(text, at)?;
        at = end + blanks(&text[end..]);
        let (mark, closes) = mark(&text[at..])?;
        at += mark;
        at += blanks(&text[at..]);
        let (count, end) = number(text, at)?;
        at = end;
        if closes {
            let unit = unit(&text[at..]);
            at += unit;
            at += usize::from(matches!(text.get(at), Some(b')' | b']')));
        }
        found.push((value?, u64::try_from(count?).ok()?));
        if at == text.len() {
            return Some(found);
        }
        let gap = text[at..].iter().take_while(|b| b" ,;\t|".contains(b)).count();
        if gap == 0 {
            return None;
        }
        at += gap;
        if at == text.len() {
            return Some(found);
        }
    }
}

/// Text that says of two values or more, in the same words, how often each occurs.
fn sentences(text: &[u8]) -> Option<Vec<(i64, u64)>> {
    const LONGEST: usize = 40;
    let numbers = digits(text);
    let between = |at: usize| &text[numbers[at].range.end..numbers[at + 1].range.start];
    if numbers.len() < 4 || !numbers.len().is_multiple_of(2) {
        return None;
    }
    let (inner, outer) = (between(0), between(1));
    let is_verb = inner.len() <= LONGEST && inner.iter().any(u8::is_ascii_alphabetic) && inner != outer;
    let goes_on = |at: usize| between(at) == if at.is_multiple_of(2) { inner } else { outer };
    let entry = |pair: &[Number]| Some((pair[0].value, u64::try_from(pair[1].value).ok()?));
    let is_table = is_verb && (0..numbers.len() - 1).all(goes_on);
    is_table.then(|| numbers.chunks(2).map(entry).collect()).flatten()
}

/// What stands between a value and how often it occurs: its length, and whether something may close it.
fn mark(text: &[u8]) -> Option<(usize, bool)> {
    let brackets: [&[u8]; 4] = [b"(x", b"(", b"[x", b"["];
    if let Some(open) = brackets.into_iter().find(|open| text.starts_with(open)) {
        return Some((open.len(), true));
    }
    let marks: [&[u8]; 8] = [b"=>", b"->", b":", b"=", b"x", b"X", b"*", "\u{d7}".as_bytes()];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    Some((mark.len(), false))
}

/// What is counted, behind the count, in any language: the length of `x`, ` times` or ` veces`, and of nothing else.
fn unit(text: &[u8]) -> usize {
    const LONGEST: usize = 24;
    let blank = blanks(text);
    let is_letter = |b: &u8| b.is_ascii_alphabetic() || !b.is_ascii();
    let word = text[blank..].iter().take(LONGEST).take_while(|b| is_letter(b)).count();
    let is_closed = matches!(text.get(blank + word), Some(b')' | b']'));
    if word > 0 && is_closed { blank + word } else { 0 }
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_for_each_value_are_a_table() {
        let twelve_and_forty = Some(vec![(12, 2), (40, 3)]);
        for (text, expected) in [
            ("12 appears 2 times, 40 appears 3 times", twelve_and_forty.clone()),
            ("12 is there 2x and 40 is there 3x!", twelve_and_forty),
            ("12 appears 2 times", None),
            ("12 appears 2 times, 40 occurs 3 times", None),
            ("12 and 2 and 40 and 3", None),
            ("12 2 40 3", None),
            ("12 appears 2 times, 40 appears 3 times, 7", None),
        ] {
            assert_eq!(sentences(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn entries_are_read_in_many_notations_and_nothing_else_is() {
        for text in [
            "19:1 75:2",
            "19 (x1), 75 (x2)",
            "19 x 1; 75 x 2",
            "19=1,75=2",
            "19 => 1 75 => 2.",
            "19(1) 75(2)",
            "19 (1 time), 75 (2 times)",
            "19 (1 vez), 75 (2 veces)",
            "19 [1x] 75 [2x]",
            "19 (1次), 75 (2次)",
        ] {
            assert_eq!(entries(text.as_bytes()), Some(vec![(19, 1), (75, 2)]), "{text}");
        }
        for text in ["12:30:01", "1 2 3", "19", "19:1 75", "19:x", "19:-1", "10.0.0.1:80", "1/2", ""] {
            assert_eq!(entries(text.as_bytes()), None, "{text}");
        }
    }
}
