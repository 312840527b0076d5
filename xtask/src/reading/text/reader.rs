//! Line by line: what is a label, what is data, and what stands under what.

use std::ops::Range;

use super::items::Item;
use super::rows::{Column, Rows};
use super::tables::Table;
use super::{Label, MOST, PrintedList, Shape, Source};
use crate::reading::members::{CONSTRUCTORS, Kind, Member, words};
use crate::reading::scan::Piece;

pub(super) struct Reader<'a> {
    pub(super) text: &'a [u8],
    /// Where the lines end, ascending.
    pub(super) newlines: Vec<usize>,
    pub(super) found: Vec<PrintedList>,
    /// The label under which numbers on the next line would stand.
    pub(super) standing: Option<Label>,
    /// A label that waits for its numbers: where none follow, it stands for an empty list.
    pub(super) waiting: Option<Label>,
    pub(super) rows: Rows,
    pub(super) column: Column,
    pub(super) table: Table,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            newlines: text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i).collect(),
            found: Vec::new(),
            standing: None,
            waiting: None,
            rows: Rows::default(),
            column: Column::default(),
            table: Table::default(),
        }
    }

    /// The line, counted from 1, on which a place is.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.newlines.partition_point(|newline| *newline < at) + 1
    }

    pub(super) fn line(&mut self, content: &[Piece], line: usize) {
        self.table(content[0].start..content[content.len() - 1].end, line);
        let items = self.items(content);
        if items.is_empty() && !self.rows.rows.is_empty() {
            return; // a row in which every number is missing
        }
        let bare = items.iter().all(|item| !matches!(item, Item::Words(_)));
        if let [Item::Run(range, run)] = &items[..] {
            self.waiting = None;
            self.column(Vec::new(), line, range.clone(), &run.values);
            self.row(line, range.clone(), run.values.clone());
            return;
        }
        self.flush_rows();
        if let Some((pattern, values)) = self.pattern(&items) {
            let range = content[0].start..content[content.len() - 1].end;
            self.column(pattern, line, range, &values);
        } else {
            self.flush_column();
        }
        match items.first() {
            Some(Item::Words(_)) => self.flush_waiting(),
            _ => self.waiting = None,
        }
        if items.iter().all(|item| matches!(item, Item::Words(_))) {
            let range = content[0].start..content[content.len() - 1].end;
            self.words_only(range, line);
        } else {
            self.mixed(&items, line, bare);
        }
    }

    fn mixed(&mut self, items: &[Item], line: usize, bare: bool) {
        if !bare && matches!(items.first(), Some(Item::Words(_))) {
            self.standing = None;
        }
        let number_first = matches!(items.first(), Some(Item::Run(_, run)) if run.values.len() == 1);
        let mut label = if number_first && !bare { None } else { self.standing.clone() };
        let mut only_singles = true;
        let mut last_run = None;
        for (i, item) in items.iter().enumerate() {
            let tail = match items.get(i + 1..) {
                Some([Item::Words(range)]) => words(&self.text[range.clone()]),
                _ => None,
            };
            last_run = None;
            match item {
                Item::Words(range) => label = self.label(range.clone(), line).or(label),
                Item::Run(range, run) => {
                    let shape = if run.values.len() == 1 { Shape::Single } else { Shape::List };
                    only_singles &= shape == Shape::Single;
                    self.push(
                        run.values.clone(),
                        shape,
                        label.clone(),
                        tail,
                        line,
                        range.clone(),
                        Source::Line,
                    );
                    last_run = Some((range.clone(), run.values.clone()));
                }
                Item::Literal(_, found) => {
                    for member in found {
                        only_singles &= member.kind == Kind::Single;
                        self.push_member(member, label.as_ref(), tail.clone(), line);
                    }
                }
            }
        }
        let whole = items.iter().map(Item::range).reduce(|all, next| all.start..next.end);
        if let (Some(Item::Words(range)), Some(whole)) = (items.last(), whole.clone())
            && items.len() > 1
        {
            // `The 3 duplicates are:`
            let label = if only_singles { self.label(whole, line) } else { self.label(range.clone(), line) };
            if self.asks(range.clone()) {
                self.waiting.clone_from(&label);
                self.standing = label;
                return;
            }
        }
        if let (Some(Item::Words(_)), Some(whole)) = (items.first(), whole) {
            self.standing = if only_singles { self.label(whole, line) } else { None };
        }
        if let Some((range, values)) = last_run {
            // Numbers that begin beside their label and go on below.
            self.rows = Rows {
                label: self.found.last().and_then(|list| list.label.clone()),
                rows: vec![(line, range, values)],
                beside_label: true,
                ..Rows::default()
            };
        }
    }

    fn words_only(&mut self, range: Range<usize>, line: usize) {
        let Some(mut label) = self.label(range.clone(), line) else { return };
        if self.says_none(range.clone()) {
            if let Some((before, _)) = label.text.rsplit_once([':', '=']) {
                label.text.truncate(before.trim_end().len());
            }
            self.push(Vec::new(), Shape::List, Some(label), None, line, range, Source::NoneWord);
            self.standing = None;
            return;
        }
        if self.asks(range) {
            self.waiting = Some(label.clone());
        }
        self.standing = Some(label);
    }

    /// Whether words end as if something were to follow them.
    pub(super) fn asks(&self, range: Range<usize>) -> bool {
        matches!(self.text[range].trim_ascii_end(), [.., b':' | b'='] | [.., b'-' | b'=' | b' ', b'>'])
    }

    /// `Duplicates: none`, `No duplicates found`.
    fn says_none(&self, range: Range<usize>) -> bool {
        let text = &self.text[range];
        if text.len() > 200 {
            return false;
        }
        let text = String::from_utf8_lossy(text).to_lowercase();
        let behind = text.rsplit([':', '=']).next().unwrap_or_default();
        let behind = behind.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
        let says_so =
            ["none", "none found", "nothing", "empty", "no", "nil", "null", "n/a", "empty set", "empty list"];
        if behind.len() < text.trim_end().len() && says_so.contains(&behind) {
            return true;
        }
        let about =
            ["duplicate", "repeat", "common", "intersect", "match"].iter().any(|word| text.contains(word));
        let denied =
            text.split_whitespace().any(|word| matches!(word, "no" | "none" | "nothing" | "without"));
        about && denied && !text.trim_end().ends_with([':', '='])
    }

    /// The words of a line, with a zero for each run of numbers, and its numbers, where they are one or two: `12 appears
    /// 3 times`, `list[0] = 12`.
    fn pattern(&self, items: &[Item]) -> Option<(Vec<u8>, Vec<i64>)> {
        let mut pattern = Vec::new();
        let mut values = Vec::new();
        for item in items {
            match item {
                // A number in brackets among words says how many, as a row of stars does: it is the same words.
                Item::Words(range) => {
                    let same = |a: &u8, b: &u8| {
                        a == b && a.is_ascii_punctuation() || a.is_ascii_digit() && b.is_ascii_digit()
                    };
                    let word = |run: &[u8]| if run[0].is_ascii_digit() { b'#' } else { run[0] };
                    pattern.extend(self.text[range.clone()].chunk_by(same).map(word));
                }
                Item::Run(_, run) if run.values.len() <= 2 => {
                    values.extend(&run.values);
                    pattern.push(b'\0');
                }
                Item::Literal(piece, found) => {
                    values.push(self.index(piece, found)?);
                    pattern.extend_from_slice(b"[\0]");
                }
                Item::Run(..) => return None,
            }
        }
        (matches!(values.len(), 1 | 2) && pattern.len() <= 400).then_some((pattern, values))
    }

    /// The number in brackets right behind a name: `list[0]`.
    fn index(&self, piece: &Piece, found: &[Member]) -> Option<i64> {
        let before = self.text[..piece.start].last()?;
        let is_name = before.is_ascii_alphanumeric() || *before == b'_';
        match found {
            [Member { values, .. }] if is_name && self.text[piece.start] == b'[' => match values[..] {
                [index] => Some(index),
                _ => None,
            },
            _ => None,
        }
    }

    fn flush_waiting(&mut self) {
        if let Some(label) = self.waiting.take() {
            let (line, range) = (label.line, label.range.end..label.range.end);
            self.push(Vec::new(), Shape::List, Some(label), None, line, range, Source::Nothing);
        }
    }

    pub(super) fn finish(mut self) -> Vec<PrintedList> {
        self.flush_rows();
        self.flush_column();
        self.flush_table();
        self.flush_waiting();
        self.sliced();
        self.scattered();
        self.found.truncate(MOST);
        self.found.sort_by_key(|list| list.range.start);
        self.found
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a candidate, one each")]
    pub(super) fn push(
        &mut self,
        values: Vec<i64>,
        shape: Shape,
        label: Option<Label>,
        tail: Option<String>,
        line: usize,
        range: Range<usize>,
        source: Source,
    ) {
        self.add(PrintedList { values, shape, label, tail, lines: (line, line), range, source });
    }

    pub(super) fn add(&mut self, list: PrintedList) {
        if self.found.len() < MOST {
            self.found.push(list);
        }
    }

    fn push_member(&mut self, member: &Member, label: Option<&Label>, tail: Option<String>, line: usize) {
        let mut label = label.cloned();
        if let Some(inner) = &member.label {
            label = Some(match label {
                Some(outer) => Label { text: format!("{} {inner}", outer.text), ..outer },
                None => Label { text: inner.clone(), line, range: member.range.clone() },
            });
        }
        let (shape, source) = match &member.kind {
            Kind::List => (Shape::List, Source::Brackets),
            Kind::Joined => (Shape::List, Source::Lines),
            Kind::Single => (Shape::Single, Source::Brackets),
            Kind::Counts(counts) => (Shape::Counts(counts.clone()), Source::Brackets),
        };
        let lines = (self.line_of(member.range.start), self.line_of(member.range.end));
        let range = member.range.clone();
        self.add(PrintedList { values: member.values.clone(), shape, label, tail, lines, range, source });
    }

    /// Words as a label, without the name of a type that belongs to the literal behind them: `set(`, `b'`.
    fn label(&self, range: Range<usize>, line: usize) -> Option<Label> {
        let mut text = self.text[range.clone()].trim_ascii_end();
        while let [rest @ .., b'\'' | b'"'] = text {
            text = rest;
            if let [before @ .., b'b' | b'u'] = rest
                && before.last().is_none_or(|b| !b.is_ascii_alphanumeric())
            {
                text = before;
            }
        }
        if matches!(self.text.get(range.end), Some(b'(' | b'[' | b'{')) {
            let word = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            let (before, word) = text.split_at(text.len() - word);
            if CONSTRUCTORS.contains(&word) {
                text = before;
            }
        }
        Some(Label { text: words(text)?, line, range })
    }
}
