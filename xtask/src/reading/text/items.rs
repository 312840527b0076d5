//! What stands on a line: words, runs of numbers and literals, with what belongs together joined.

use std::ops::Range;

use super::reader::Reader;
use crate::reading::members::{CONSTRUCTORS, Member, members};
use crate::reading::scan::{Piece, PieceKind, Run};

/// What stands on a line.
pub(super) enum Item<'a> {
    Words(Range<usize>),
    Run(Range<usize>, Run),
    Literal(&'a Piece, Vec<Member>),
}

impl Item<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Item::Words(range) | Item::Run(range, _) => range.clone(),
            Item::Literal(piece, _) => piece.start..piece.end,
        }
    }
}

impl Reader<'_> {
    /// What stands on a line; literals without numbers count as words.
    pub(super) fn items<'p>(&self, content: &'p [Piece]) -> Vec<Item<'p>> {
        let mut items: Vec<Item<'p>> = Vec::new();
        for (i, piece) in content.iter().enumerate() {
            let item = match &piece.kind {
                PieceKind::Run(run) => Item::Run(piece.start..piece.end, run.clone()),
                PieceKind::Literal(parsed) => {
                    let found = members(self.text, parsed, piece.start);
                    if found.is_empty() || self.is_call(content, i) {
                        Item::Words(piece.start..piece.end)
                    } else {
                        Item::Literal(piece, found)
                    }
                }
                PieceKind::Words | PieceKind::LineEnd => Item::Words(piece.start..piece.end),
            };
            match (items.last_mut(), item) {
                (Some(Item::Words(before)), Item::Words(range)) => before.end = range.end,
                (_, item) => items.push(item),
            }
        }
        // Quotes round the numbers of a line are no words, nor are dots in the places of numbers that are missing.
        let is_row_of_dashes = content
            .first()
            .zip(content.last())
            .is_some_and(|(first, last)| is_row_of_dashes(&self.text[first.start..last.end]));
        items.retain(|item| match item {
            Item::Words(range) => {
                let words = &self.text[range.clone()];
                let is_quote = matches!(words, b"'" | b"\"" | b"b'" | b"b\"" | b"u'" | b"''");
                let is_dot = |word: &[u8]| match word {
                    b"" | b"." | b".." | b"--" | b"_" | b"__" => true,
                    b"-" => is_row_of_dashes,
                    _ => false,
                };
                !is_quote && !words.split(u8::is_ascii_whitespace).all(is_dot)
            }
            _ => true,
        });
        items.dedup_by(|next, before| match (before, next) {
            (Item::Run(range, run), Item::Run(more, Run { values, trailing, .. })) => {
                run.values.append(values);
                run.trailing = *trailing;
                range.end = more.end;
                true
            }
            _ => false,
        });
        self.join_alike(&mut items);
        items
    }

    /// Numbers with the same few signs or words between any two are one run: `7 < 12 < 45`. Two are where they were asked
    /// for, and with a sign between them that no table has.
    fn join_alike(&self, items: &mut Vec<Item>) {
        const FEWEST: usize = 3;
        const SIGNS: [&[u8]; 5] = [b"<", b"-", b"/", b"+", b"~"];
        const LONGEST: usize = 12;
        let number = |item: &Item| match item {
            Item::Run(range, run) if run.values.len() == 1 => Some((range.clone(), run.values[0])),
            _ => None,
        };
        let mut at = 0;
        while at < items.len() {
            let between = |at: usize| {
                let [one, Item::Words(_), other] = items.get(at..at + 3)? else { return None };
                let text = &self.text[number(one)?.0.end..number(other)?.0.start];
                (text.len() <= LONGEST).then_some(text)
            };
            let Some(first) = between(at) else {
                at += 1;
                continue;
            };
            let last = (at..).step_by(2).find(|at| between(*at) != Some(first)).unwrap_or(at);
            let numbers: Vec<_> = items[at..=last].iter().filter_map(number).collect();
            let is_asked = || match items.get(at.wrapping_sub(1)) {
                Some(Item::Words(range)) => self.asks(range.clone()),
                _ => false,
            };
            let is_pair = || numbers.len() == 2 && SIGNS.contains(&first.trim_ascii()) && is_asked();
            if numbers.len() >= FEWEST || is_pair() {
                let range = items[at].range().start..items[last].range().end;
                let values = numbers.into_iter().map(|(_, value)| value).collect();
                let run = Run { values, separator: b' ', trailing: false };
                items.splice(at..=last, [Item::Run(range, run)]);
                at += 1;
            } else {
                at = last;
            }
        }
    }

    /// Whether empty round brackets are those of a call, `main()`, and no empty list.
    fn is_call(&self, content: &[Piece], i: usize) -> bool {
        if !matches!(&self.text[content[i].start..content[i].end], b"()") {
            return false;
        }
        let before = &self.text[..content[i].start];
        let word = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        word > 0 && !CONSTRUCTORS.contains(&&before[before.len() - word..])
    }
}

/// Whether a line is numbers and dashes in the places of those that are missing: two dashes stand side by side.
fn is_row_of_dashes(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    words.iter().all(|word| *word == b"-" || word.iter().all(u8::is_ascii_digit))
        && words.windows(2).any(|pair| pair == [b"-", b"-"])
}
