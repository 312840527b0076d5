//! Reads number lists out of what a program printed.
//!
//! Every candidate is given, in order, with its label: what a list *is* follows from its values, and only the judge
//! knows what values to look for. Where text can be read in several ways (rows of numbers are one list or many), all
//! readings are given. Numbers that are no data (ports, counts, timings) come out as [`Shape::Single`] or not at all.

use std::collections::BTreeMap;
use std::ops::Range;

mod bytes;
mod items;
mod joined;
mod reader;
mod rows;
mod scattered;
mod tables;
#[cfg(test)]
mod tests;

use super::scan::{PieceKind, clean, digits, pieces};
pub use bytes::lists_as_bytes;
use reader::Reader;
pub use rows::says_counted;

/// A list that a program may have printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedList {
    /// Its numbers; of a table, the values that are counted.
    pub values: Vec<i64>,
    /// A list, a table, or only a number.
    pub shape: Shape,
    /// The words before it. Lists under the same words have the same `Label::range`.
    pub label: Option<Label>,
    /// The words behind it on its last line.
    pub tail: Option<String>,
    /// The lines on which it stands, counted from 1: the first and the last.
    pub lines: (usize, usize),
    /// Where it stands in the output.
    pub range: Range<usize>,
    /// How it was read.
    pub source: Source,
}

/// Words that a list stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The words, as a person would quote them: no control characters, no punctuation at the ends, bounded.
    pub text: String,
    /// The line on which they stand.
    pub line: usize,
    /// Where they stand in the output.
    pub range: Range<usize>,
}

/// What a candidate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A list, also one of one number or of none.
    List,
    /// One bare number: mostly a count, a port or a choice, sometimes a list of one.
    Single,
    /// A table of values and how often each occurs.
    Counts(BTreeMap<i64, u64>),
}

/// How a candidate was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From a literal in brackets.
    Brackets,
    /// From bare numbers on one line.
    Line,
    /// From bare numbers on several lines, or from several rows: each row may also be a list of its own.
    Lines,
    /// From lines that differ only in their numbers: `12 appears 3 times`.
    Column,
    /// From lines that say the same, with others between them or more numbers on each: `Duplicate: 12`.
    Scattered,
    /// From words that say there is none: `Duplicates: none`.
    NoneWord,
    /// From a label with nothing behind it.
    Nothing,
    /// From bytes, as Python shows them: `b'\x0c\x07'`.
    Bytes,
}

/// More candidates are not looked for.
const MOST: usize = 2000;

/// Every number in a program's output and where it stands, in order, whatever stands round it.
pub fn numbers(output: &[u8]) -> Vec<(i64, Range<usize>)> {
    digits(&clean(output)).into_iter().map(|number| (number.value, number.range)).collect()
}

/// Reads every list that may stand in a program's output, in order.
pub fn lists(output: &[u8]) -> Vec<PrintedList> {
    let mut text = clean(output);
    joined::join(&mut text);
    let pieces = pieces(&text, &[]);
    let mut reader = Reader::new(&text);
    for row in pieces.split_inclusive(|piece| piece.kind == PieceKind::LineEnd) {
        let (content, end) = match row.split_last() {
            Some((last, content)) if last.kind == PieceKind::LineEnd => (content, Some(last)),
            _ => (row, None),
        };
        if let Some(first) = content.first() {
            let line = reader.line_of(first.start);
            reader.line(content, line);
        }
        reader.rows.blank_behind =
            end.is_none_or(|end| reader.line_of(end.end) > reader.line_of(end.start) + 1);
        if reader.found.len() >= MOST {
            break;
        }
    }
    reader.finish()
}
