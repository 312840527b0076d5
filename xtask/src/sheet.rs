//! A CSV file that somebody downloaded, of which a few cells change and every other byte stays: byte-order mark, separator,
//! quotes, ends of lines. A CSV library gives the cells' values and not their places, so this reads the file itself:
//! RFC 4180, strictly, since a file that two readers take differently is no ground for grades.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use thiserror::Error;

/// The most cells that a file may have: a gradebook has some ten thousand.
const MOST_CELLS: usize = 5_000_000;

/// What separates cells; the first that the file's first row has most of is the file's.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A table as it was read, and what is to change in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    text: String,
    separator: u8,
    rows: Vec<Row>,
    has_decimal_commas: bool,
    changed: BTreeMap<(usize, usize), String>,
    /// By the column that they stand before: a new column's cells.
    inserted: BTreeMap<usize, Vec<Vec<String>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    line: usize,
    cells: Vec<Range<usize>>,
}

/// What is wrong with the file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct SheetError {
    /// Counted from 1.
    pub line: usize,
    /// The cell in that row, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

/// Where in a cell a reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Start,
    Plain,
    Quotes,
    AfterQuotes,
}

impl Sheet {
    /// Reads a table. Every row has as many cells as the first.
    pub fn parse(bytes: &[u8]) -> Result<Self, SheetError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            let what = "these bytes are no UTF-8: save the file as `CSV UTF-8`".to_owned();
            SheetError { line, column: 1, what }
        })?;
        if text.contains('\0') {
            let what = "it holds zero bytes: this is no CSV file, or it was saved as UTF-16".to_owned();
            return Err(SheetError { line: 1, column: 1, what });
        }
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let separator = separator(&text[start..]);
        let rows = rows(text, start, separator)?;
        let width = rows.first().map_or(0, |row| row.cells.len());
        if let Some(row) = rows.iter().find(|row| row.cells.len() != width) {
            let what = format!("the row has {} cells where the first row has {width}", row.cells.len());
            return Err(SheetError { line: row.line, column: row.cells.len(), what });
        }
        let mut sheet = Self {
            text: text.to_owned(),
            separator,
            rows,
            has_decimal_commas: false,
            changed: BTreeMap::new(),
            inserted: BTreeMap::new(),
        };
        sheet.has_decimal_commas = sheet.finds_decimal_commas();
        Ok(sheet)
    }

    /// How many rows there are, the first with the columns' names.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is not even a first row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many columns were read.
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.cells.len())
    }

    /// The line that a row begins in, counted from 1.
    pub fn line(&self, row: usize) -> usize {
        self.rows[row].line
    }

    /// A cell as it was read, without its quotes.
    pub fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let raw = &self.text[self.rows[row].cells[column].clone()];
        match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            Some(quoted) if quoted.contains('"') => Cow::Owned(quoted.replace("\"\"", "\"")),
            Some(quoted) => Cow::Borrowed(quoted),
            None => Cow::Borrowed(raw),
        }
    }

    /// The only column of that name; `None` where there is none, an error where there are several.
    pub fn column(&self, name: &str) -> Result<Option<usize>, SheetError> {
        self.only_column(name, |cell| cell.trim() == name)
    }

    /// The only column whose name is as wanted; `name` is for the message.
    pub fn only_column(
        &self,
        name: &str,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Option<usize>, SheetError> {
        let mut found = (0..self.width()).filter(|column| is_wanted(&self.cell(0, *column)));
        let first = found.next();
        match found.next() {
            Some(second) => Err(SheetError {
                line: self.line(0),
                column: second + 1,
                what: format!("a second column is called `{name}`: delete or rename one of them"),
            }),
            None => Ok(first),
        }
    }

    /// Gives a cell another value. A cell that keeps its value keeps its quotes as well.
    pub fn set(&mut self, row: usize, column: usize, value: &str) {
        if self.cell(row, column) != value {
            self.changed.insert((row, column), value.to_owned());
        }
    }

    /// Adds a column before the one of that number: one cell a row, the first its name.
    pub fn insert(&mut self, before: usize, cells: Vec<String>) {
        assert_eq!(cells.len(), self.rows.len(), "a column has a cell in every row");
        self.inserted.entry(before).or_default().push(cells);
    }

    /// Whether numbers are written with a comma, as in `87,5`: what only a file can be asked that does not separate cells
    /// by commas.
    fn finds_decimal_commas(&self) -> bool {
        let is_number = |text: &str| {
            text.split_once(',').is_some_and(|(whole, part)| {
                [whole, part]
                    .iter()
                    .all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
            })
        };
        self.separator != b','
            && (1..self.len()).any(|row| (0..self.width()).any(|column| is_number(&self.cell(row, column))))
    }

    /// A number as this file writes numbers.
    pub fn number(&self, decimal: &str) -> String {
        if self.has_decimal_commas { decimal.replace('.', ",") } else { decimal.to_owned() }
    }

    /// The file with the changes.
    pub fn render(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len() + 16 * self.rows.len());
        let mut copied = 0;
        for (row, Row { cells, .. }) in self.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                out.extend_from_slice(&self.text.as_bytes()[copied..cell.start]);
                copied = cell.start;
                for new in self.inserted.get(&column).into_iter().flatten() {
                    out.extend_from_slice(self.written(&new[row]).as_bytes());
                    out.push(self.separator);
                }
                if let Some(value) = self.changed.get(&(row, column)) {
                    out.extend_from_slice(self.rewritten(value, &self.text[cell.clone()]).as_bytes());
                    copied = cell.end;
                }
            }
            let end = cells.last().map_or(copied, |cell| cell.end);
            out.extend_from_slice(&self.text.as_bytes()[copied..end]);
            copied = end;
            for new in self.inserted.get(&cells.len()).into_iter().flatten() {
                out.push(self.separator);
                out.extend_from_slice(self.written(&new[row]).as_bytes());
            }
        }
        out.extend_from_slice(&self.text.as_bytes()[copied..]);
        out
    }

    /// A new value, in quotes where the old one was.
    fn rewritten(&self, value: &str, old: &str) -> String {
        if old.starts_with('"') { quoted(value) } else { self.written(value) }
    }

    /// A value as a cell: in quotes where it needs them.
    fn written(&self, value: &str) -> String {
        let is_special = |c: char| matches!(c, '"' | '\r' | '\n') || c == char::from(self.separator);
        let is_padded = value.starts_with(' ') || value.ends_with(' ');
        if is_padded || value.contains(is_special) { quoted(value) } else { value.to_owned() }
    }
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

/// The separator that the first line has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [0usize; SEPARATORS.len()];
    let mut in_quotes = false;
    for byte in text.bytes() {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\r' | b'\n' if !in_quotes => break,
            _ if !in_quotes => {
                if let Some(at) = SEPARATORS.iter().position(|separator| *separator == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let most = (0..counts.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    SEPARATORS[most]
}

/// The places of all cells. Lines with nothing in them are no rows.
fn rows(text: &str, start: usize, separator: u8) -> Result<Vec<Row>, SheetError> {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut row = Row { line: 1, cells: Vec::new() };
    let (mut line, mut begin, mut inside, mut count) = (1, start, Inside::Start, 0);
    let wrong =
        |line, row: &Row, what: &str| SheetError { line, column: row.cells.len() + 1, what: what.to_owned() };
    let mut at = start;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied();
        let ends_line = matches!(byte, Some(b'\r' | b'\n') | None);
        match (inside, byte) {
            (Inside::Quotes, None) => {
                return Err(wrong(row.line, &row, "this cell's quotes are never closed"));
            }
            (Inside::Quotes, Some(b'"')) => inside = Inside::AfterQuotes,
            (Inside::Quotes, Some(byte)) => line += usize::from(byte == b'\n'),
            (Inside::AfterQuotes, Some(b'"')) => inside = Inside::Quotes, // a doubled quote
            (Inside::Start, Some(b'"')) => inside = Inside::Quotes,
            (Inside::Plain, Some(b'"')) => {
                return Err(wrong(line, &row, "a quote stands in the middle of a cell that is not quoted"));
            }
            _ if ends_line || byte == Some(separator) => {
                let is_blank = ends_line && row.cells.is_empty() && begin == at;
                if !is_blank {
                    row.cells.push(begin..at);
                    count += 1;
                }
                if count > MOST_CELLS {
                    return Err(wrong(line, &row, "there are more cells than any gradebook has"));
                }
                if ends_line {
                    at += usize::from(byte == Some(b'\r') && bytes.get(at + 1) == Some(&b'\n'));
                    line += 1;
                    let ended = std::mem::replace(&mut row, Row { line, cells: Vec::new() });
                    rows.extend((!ended.cells.is_empty()).then_some(ended));
                }
                (begin, inside) = (at + 1, Inside::Start);
            }
            (Inside::AfterQuotes, _) => {
                return Err(wrong(line, &row, "something follows the closing quote of a cell"));
            }
            (Inside::Start | Inside::Plain, _) => inside = Inside::Plain,
        }
        at += 1;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
