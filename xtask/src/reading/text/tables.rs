//! Tables of counts in the short notations of languages that have no literal for them: `19:1 75:2`, `12 (x2), 40 (x3)`,
//! `36 x 3`, on one line or one entry a line.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reader::Reader;
use super::{Label, PrintedList, Shape, Source};
use crate::reading::literal::number;
use crate::reading::members::words;

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
            text[start..].split(u8::is_ascii_whitespace).nth(1).is_some_and(|word| !word.starts_with(b"("))
        };
        let found = starts
            .take(TRIES)
            .find_map(|start| Some((start, entries(&text[start..])?)))
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
            for word in [&b" times"[..], b" time", b"x", b")"] {
                at += if text[at..].starts_with(word) { word.len() } else { 0 };
            }
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

/// What stands between a value and how often it occurs: its length, and whether something may close it.
fn mark(text: &[u8]) -> Option<(usize, bool)> {
    let brackets: [&[u8]; 3] = [b"(x", b"(", b"[x"];
    if let Some(open) = brackets.into_iter().find(|open| text.starts_with(open)) {
        return Some((open.len(), true));
    }
    let marks: [&[u8]; 8] = [b"=>", b"->", b":", b"=", b"x", b"X", b"*", "\u{d7}".as_bytes()];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    Some((mark.len(), false))
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_in_many_notations_and_nothing_else_is() {
        for text in [
            "19:1 75:2",
            "19 (x1), 75 (x2)",
            "19 x 1; 75 x 2",
            "19=1,75=2",
            "19 => 1 75 => 2.",
            "19(1) 75(2)",
        ] {
            assert_eq!(entries(text.as_bytes()), Some(vec![(19, 1), (75, 2)]), "{text}");
        }
        for text in ["12:30:01", "1 2 3", "19", "19:1 75", "19:x", "19:-1", "10.0.0.1:80", "1/2", ""] {
            assert_eq!(entries(text.as_bytes()), None, "{text}");
        }
    }
}
