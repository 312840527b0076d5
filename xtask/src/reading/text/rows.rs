//! Lists that run over several lines: rows of numbers, and lines that differ only in their numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reader::Reader;
use super::{Label, PrintedList, Shape, Source};
use crate::reading::members::words;

/// Lines of nothing but numbers, one after another.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) label: Option<Label>,
    /// First line, place and numbers of each.
    pub(super) rows: Vec<(usize, Range<usize>, Vec<i64>)>,
    /// Whether the first row stands behind its label on the label's own line.
    pub(super) beside_label: bool,
    /// Whether blank lines stand between them.
    pub(super) blank: Option<bool>,
    /// Whether blank lines follow the last.
    pub(super) blank_behind: bool,
}

/// Lines that differ only in their numbers.
#[derive(Default)]
pub(super) struct Column {
    pub(super) label: Option<Label>,
    pub(super) words: Vec<u8>,
    pub(super) lines: Vec<(usize, Range<usize>, Vec<i64>)>,
}

impl Reader<'_> {
    pub(super) fn column(&mut self, words: Vec<u8>, line: usize, range: Range<usize>, values: &[i64]) {
        if words.is_empty() && values.len() != 2 {
            self.flush_column();
            return;
        }
        let same = self.column.words == words
            && self.column.lines.first().is_some_and(|(_, _, first)| first.len() == values.len());
        if !same {
            // The last line of the column before says nothing about this one.
            let before =
                self.column.lines.last().map(|(line, ..)| *line).filter(|_| self.column.lines.len() > 1);
            self.flush_column();
            self.column.label = self.standing.clone().filter(|label| Some(label.line) != before);
            self.column.words = words;
        }
        self.column.lines.push((line, range, values.to_vec()));
    }

    pub(super) fn flush_column(&mut self) {
        let Column { label, words: pattern, lines } = std::mem::take(&mut self.column);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let pairs = first.2.len() == 2;
        let apart = pattern.iter().filter(|b| **b == 0).count() == 2;
        // A single pair is a table where its label says that something was counted.
        let is_counted = || label.as_ref().is_some_and(|label| says_counted(&label.text));
        // The only row of a table: `| 42 | 3 |`, or `| 1 | 42 |`.
        let is_row = pairs && self.text[first.1.start] == b'|';
        let is_first_row = is_row && matches!(first.2[0], 0 | 1);
        let is_column = lines.len() > 1 || apart || is_row || (pairs && is_counted());
        if !is_column {
            return;
        }
        let range = first.1.start..last.1.end;
        let label = label.or_else(|| {
            let text = words(&pattern)?;
            Some(Label { text, line: first.0, range: first.1.clone() })
        });
        let at = (first.0, last.0);
        let column = |i: usize| -> Vec<i64> { lines.iter().map(|(_, _, values)| values[i]).collect() };
        let mut push = |values, shape| {
            let source = Source::Column;
            self.add(PrintedList {
                values,
                shape,
                label: label.clone(),
                tail: None,
                lines: at,
                range: range.clone(),
                source,
            });
        };
        if pairs {
            let counts: Option<BTreeMap<i64, u64>> =
                lines.iter().map(|(_, _, pair)| Some((pair[0], u64::try_from(pair[1]).ok()?))).collect();
            if let Some(counts) = counts {
                push(column(0), Shape::Counts(counts));
            }
            if lines.len() > 1 {
                push(column(0), Shape::List);
            }
            if lines.len() > 1 || is_first_row {
                push(column(1), Shape::List);
            }
        } else {
            push(column(0), Shape::List);
        }
    }

    pub(super) fn row(&mut self, line: usize, range: Range<usize>, values: Vec<i64>) {
        let gap = self.rows.blank_behind;
        if self.rows.blank.is_some_and(|blank| blank != gap) {
            // What stands apart from the first row, and close to the next, begins a list of its own.
            let is_first = self.rows.rows.len() == 2 && !gap;
            let first = self.rows.rows.pop_if(|_| is_first);
            self.flush_rows();
            if let Some(first) = first {
                self.rows.label.clone_from(&self.standing);
                self.rows.rows.push(first);
            }
        }
        if self.rows.rows.is_empty() {
            self.rows.label.clone_from(&self.standing);
        } else {
            self.rows.blank = Some(gap);
        }
        self.rows.rows.push((line, range, values));
    }

    pub(super) fn flush_rows(&mut self) {
        let Rows { label, rows, beside_label, .. } = std::mem::take(&mut self.rows);
        let Some(last) = rows.last() else { return };
        let one_each = rows.iter().all(|(_, _, values)| values.len() == 1);
        let own = &rows[usize::from(beside_label)..];
        if own.len() < 2 || !one_each {
            for (line, range, values) in own {
                let shape = if values.len() == 1 { Shape::Single } else { Shape::List };
                self.push(values.clone(), shape, label.clone(), None, *line, range.clone(), Source::Line);
            }
        }
        let columns = columns(own, label.as_ref());
        let counts = match &columns[..] {
            [values, counts] => {
                let entry = |(value, count): (&i64, &i64)| Some((*value, u64::try_from(*count).ok()?));
                let counts: Option<BTreeMap<i64, u64>> = values.iter().zip(counts).map(entry).collect();
                counts.map(|counts| (values.clone(), Shape::Counts(counts)))
            }
            _ => None,
        };
        let lists = side_by_side(own).into_iter().chain(columns).map(|values| (values, Shape::List));
        for (values, shape) in lists.chain(counts) {
            let (label, source) = (label.clone(), Source::Column);
            let (lines, range) = ((own[0].0, last.0), own[0].1.start..last.1.end);
            self.add(PrintedList { values, shape, label, tail: None, lines, range, source });
        }
        let starts = if beside_label { 0..2 } else { 0..1 };
        for start in starts {
            if rows.len() - start < 2 {
                continue;
            }
            let values = rows[start..].iter().flat_map(|(_, _, values)| values.iter().copied()).collect();
            self.add(PrintedList {
                values,
                shape: Shape::List,
                label: label.clone(),
                tail: None,
                lines: (rows[start].0, last.0),
                range: rows[start].1.start..last.1.end,
                source: Source::Lines,
            });
        }
    }
}

/// Lists in columns, the longer ones on the left: `7 12`, and below it `40`.
fn side_by_side(rows: &[(usize, Range<usize>, Vec<i64>)]) -> Vec<Vec<i64>> {
    const MOST: usize = 3;
    const FEWEST_ROWS: usize = 4;
    let widths: Vec<usize> = rows.iter().map(|(_, _, values)| values.len()).collect();
    let (Some(first), Some(last)) = (widths.first(), widths.last()) else { return Vec::new() };
    if rows.len() < FEWEST_ROWS
        || !(2..=MOST).contains(first)
        || last == first
        || !widths.is_sorted_by(|a, b| a >= b)
    {
        return Vec::new();
    }
    (0..*first).map(|i| rows.iter().filter_map(|(_, _, values)| values.get(i).copied()).collect()).collect()
}

/// The columns of a table whose rows are numbered from 0 or 1, without the numbers of the rows: `0 42 3`. A single row is
/// one where the words above it are as many.
fn columns(rows: &[(usize, Range<usize>, Vec<i64>)], label: Option<&Label>) -> Vec<Vec<i64>> {
    const WIDTHS: std::ops::RangeInclusive<usize> = 3..=5;
    let Some((.., first)) = rows.first() else { return Vec::new() };
    let is_headed = label.is_some_and(|label| label.text.split_whitespace().count() == first.len());
    let is_numbered = |(at, (.., row)): (usize, &(usize, Range<usize>, Vec<i64>))| {
        row.len() == first.len() && row[0] == first[0] + at as i64
    };
    let is_table = WIDTHS.contains(&first.len())
        && matches!(first[0], 0 | 1)
        && (rows.len() > 1 || is_headed)
        && rows.iter().enumerate().all(is_numbered);
    if !is_table {
        return Vec::new();
    }
    (1..first.len()).map(|column| rows.iter().map(|(.., row)| row[column]).collect()).collect()
}

/// Whether words say that something was counted.
pub fn says_counted(words: &str) -> bool {
    let words = words.to_lowercase();
    ["times", "count", "occur", "freq"].iter().any(|word| words.contains(word))
}
