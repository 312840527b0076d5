//! Lists whose numbers stand on lines apart: `Duplicate: 12` among `Adding 7`, and a list printed in slices.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::reader::Reader;
use super::{Label, PrintedList, Shape, Source};
use crate::reading::members::words;
use crate::reading::scan::{Number, digits};

/// Lines with more numbers than this say more than one thing of each.
const MOST_NUMBERS: usize = 10;

/// Longer lines hold lists of their own.
const LONGEST_LINE: usize = 400;

/// What a line says, and its numbers.
struct Line<'t> {
    number: usize,
    start: usize,
    text: &'t [u8],
    numbers: Vec<Number>,
}

impl Line<'_> {
    /// The line without its numbers.
    fn pattern(&self) -> Vec<u8> {
        let mut pattern = Vec::new();
        let mut end = 0;
        for Number { range, .. } in &self.numbers {
            pattern.extend_from_slice(&self.text[end..range.start]);
            pattern.push(0);
            end = range.end;
        }
        pattern.extend_from_slice(&self.text[end..]);
        pattern
    }

    /// The words before its first number.
    fn beginning(&self) -> &[u8] {
        &self.text[..self.numbers[0].range.start]
    }

    fn place(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

impl Reader<'_> {
    /// Numbers that stand at the same place of lines which say the same, wherever these lines are: each place is a list.
    /// What follows the first number may differ, as in `12 is repeated at [3, 40]`.
    pub(super) fn scattered(&mut self) {
        let lines = lines(self.text);
        let mut alike: BTreeMap<Vec<u8>, Vec<&Line>> = BTreeMap::new();
        let mut begun_alike: BTreeMap<&[u8], Vec<&Line>> = BTreeMap::new();
        for line in &lines {
            alike.entry(line.pattern()).or_default().push(line);
            begun_alike.entry(line.beginning()).or_default().push(line);
        }
        begun_alike.retain(|beginning, _| says_something(beginning));
        let columns = alike.values().flat_map(|lines| (0..lines[0].numbers.len()).map(move |at| (lines, at)));
        let columns = columns.chain(begun_alike.values().map(|lines| (lines, 0)));
        // Lines right behind one another with one number or two are read before.
        let is_scattered = |lines: &[&Line]| {
            let is_whole = lines.windows(2).all(|pair| pair[0].number + 1 == pair[1].number);
            lines.len() > 1 && !(is_whole && lines.iter().all(|line| line.numbers.len() <= 2))
        };
        let lists = columns.filter(|(lines, _)| is_scattered(lines)).map(|(lines, at)| column(lines, at));
        self.add_new(lists.collect());
    }

    /// Lists in brackets on lines right behind one another, with no words between and as many numbers in each but the last: one
    /// list, printed in slices. Two may be two lists.
    pub(super) fn sliced(&mut self) {
        const FEWEST: usize = 3;
        let is_alone = |list: &&PrintedList| {
            list.shape == Shape::List && list.source == Source::Brackets && list.tail.is_none()
        };
        let mut lists: Vec<&PrintedList> = self.found.iter().filter(is_alone).collect();
        lists.sort_by_key(|list| list.range.start);
        let goes_on = |one: &&PrintedList, next: &&PrintedList| {
            let between = self.text.get(one.range.end..next.range.start);
            between.is_some_and(|between| {
                between.contains(&b'\n') && between.iter().all(u8::is_ascii_whitespace)
            })
        };
        let are_slices = |slices: &&[&PrintedList]| {
            let mut sizes = slices.iter().map(|slice| slice.values.len());
            let last = sizes.next_back().unwrap_or_default();
            let first = slices[0].values.len();
            slices.len() >= FEWEST && last > 0 && last <= first && sizes.all(|size| size == first)
        };
        let slices = lists.chunk_by(goes_on).filter(are_slices);
        let joined = slices.map(|slices| PrintedList {
            values: slices.iter().flat_map(|slice| slice.values.iter().copied()).collect(),
            lines: (slices[0].lines.0, slices[slices.len() - 1].lines.1),
            range: slices[0].range.start..slices[slices.len() - 1].range.end,
            source: Source::Lines,
            ..slices[0].clone()
        });
        self.add_new(joined.collect());
    }

    fn add_new(&mut self, lists: Vec<PrintedList>) {
        let place = |list: &PrintedList| (list.lines.0, list.values.clone());
        let mut known: BTreeSet<(usize, Vec<i64>)> = self.found.iter().map(place).collect();
        lists.into_iter().filter(|list| known.insert(place(list))).for_each(|list| self.add(list));
    }
}

/// The lines that hold a few numbers and something that is none.
fn lines(text: &[u8]) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for (at, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = line.trim_ascii_end();
        if (2..=LONGEST_LINE).contains(&text.len()) && says_something(text) {
            let numbers = digits(text);
            if (1..=MOST_NUMBERS).contains(&numbers.len()) {
                lines.push(Line { number: at + 1, start, text, numbers });
            }
        }
        start += line.len();
    }
    lines
}

fn says_something(text: &[u8]) -> bool {
    text.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

/// The numbers at one place of each of these lines.
fn column(lines: &[&Line], at: usize) -> PrintedList {
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    let label = words(&first.text[..first.numbers[at].range.start]);
    PrintedList {
        values: lines.iter().map(|line| line.numbers[at].value).collect(),
        shape: Shape::List,
        label: label.map(|text| Label { text, line: first.number, range: first.place() }),
        tail: None,
        lines: (first.number, last.number),
        range: first.place().start..last.place().end,
        source: Source::Scattered,
    }
}
