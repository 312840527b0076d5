//! From text to messages: values, runs of numbers, and the words between them.

use std::ops::Range;

use super::asked;
use super::digits::{Base, in_base, in_bits};
use super::groups::{counted_behind_another, groups, of_fixed_width, places_and_values, values_and_counts};
use super::lines::said;
use super::reader::{Reader, Send};
use super::values::{is_number, is_signs, lists, literal_readings, to_number};
use super::{Format, MOST, Reading};
use crate::reading::binary::{ByteOrder, Frame, Layout};
use crate::reading::literal::parse;
use crate::reading::scan::{Piece, PieceKind, Run, clean, pieces};
use crate::reading::value::{Part, Value};

impl Reader<'_> {
    /// Text: numbers sent one by one first, since joined they would be other numbers.
    pub(super) fn text_sends(&mut self, sends: &[Send]) {
        let mut at = 0;
        let mut start = 0;
        let turn = |at: usize| sends.get(at).map(|send| send.turn);
        let is_number_of_series = |at: &usize| {
            let bytes = &self.bytes[sends[*at].range.clone()];
            // A number with its line's end is one by itself only where the other side speaks in between.
            let is_alone = || turn(*at) != turn(at + 1) && (*at == 0 || turn(*at) != turn(at - 1));
            is_number(bytes) || is_number(bytes.trim_ascii_end()) && is_alone()
        };
        while at < sends.len() {
            let series = (at..sends.len()).take_while(is_number_of_series).count();
            let (before, rest) = (&sends[start..at], &sends[at..]);
            if series > 1 && self.stands_alone(before, &rest[..series], &rest[series..]) {
                self.turns(before);
                self.one_a_send(&rest[..series]);
                start = at + series;
            }
            at += series.max(1);
        }
        self.turns(&sends[start..]);
    }

    /// Whether a series of numbers, one a send, is that and no part of a list that was cut into small sends.
    fn stands_alone(&self, before: &[Send], series: &[Send], behind: &[Send]) -> bool {
        let bytes = |send: &Send| self.bytes[send.range.clone()].iter().copied();
        let visible = |b: &u8| !b.is_ascii_whitespace();
        let last = before.iter().rev().flat_map(|send| bytes(send).rev()).find(visible);
        let next = behind.iter().flat_map(bytes).find(visible);
        // A line that the other side has answered is over: `ack 46`.
        let is_over = before.last().is_some_and(|send| {
            let is_answered = series.first().is_some_and(|next| next.turn != send.turn);
            is_answered && self.bytes[send.range.clone()].ends_with(b"\n")
        });
        let open = last.is_some_and(|b| b.is_ascii_digit() && !is_over || b",;|-+.[({".contains(&b));
        let goes_on = next.is_some_and(|b| b.is_ascii_digit() || b",;|.)]}".contains(&b));
        !open && !goes_on
    }

    fn one_a_send(&mut self, sends: &[Send]) {
        let range = sends[0].range.start..sends[sends.len() - 1].range.end;
        let values: Option<Vec<i64>> =
            sends.iter().map(|send| to_number(self.bytes[send.range.clone()].trim_ascii_end())).collect();
        let Some(values) = values else { return self.turns(sends) };
        let format = Format::OneASend;
        let mut readings = lists(format, &values);
        if sends[0].turn != sends[1].turn {
            let frame = Frame::First;
            readings.push(Reading { format, frame, value: Value::List(values[1..].to_vec()) });
        }
        if let Some(joined) = to_number(&self.bytes[range.clone()]) {
            let value = Value::List(vec![joined]);
            readings.push(Reading { format: Format::Number, frame: Frame::Bare, value });
        }
        self.push(range, true, readings);
    }

    /// Text of several turns, turn by turn; but a literal that one turn leaves open goes on in the next.
    fn turns(&mut self, sends: &[Send]) {
        let all = self.bytes;
        let turn = |sends: &[Send]| &all[sends[0].range.start..sends[sends.len() - 1].range.end];
        let words = asked::repeated(sends.chunk_by(|a, b| a.turn == b.turn).map(turn));
        let mut tries = 8;
        let mut rest = sends;
        while let Some(first) = rest.first() {
            let mut length = rest.iter().take_while(|send| send.turn == first.turn).count();
            let range = |length: usize| first.range.start..rest[length - 1].range.end;
            let text = clean(&self.bytes[range(length)]);
            if length < rest.len()
                && tries > 0
                && let Some(piece) = pieces(&text, &[]).last()
                && matches!(&piece.kind, PieceKind::Literal(parsed) if parsed.cut_off)
            {
                tries -= 1;
                let all = clean(&self.bytes[range(rest.len())]);
                if let Some(parsed) = parse(&all, piece.start).filter(|parsed| !parsed.cut_off) {
                    let end = first.range.start + parsed.end;
                    length = rest.iter().take_while(|send| send.range.start < end).count();
                }
            }
            let range = range(length);
            let number = words.and_then(|words| asked::number(&all[range.clone()], words));
            if let Some(number) = number {
                self.push(range, true, lists(Format::Number, &[number]));
            } else if self.is_in_base(range.clone()) || !self.with_decimal_lengths(range.clone()) {
                self.text(range);
            }
            rest = &rest[length..];
        }
    }

    pub(super) fn text(&mut self, range: Range<usize>) {
        let base = range.start;
        let text = clean(&self.bytes[range.clone()]);
        if let Some(values) = places_and_values(&text) {
            return self.push(range, true, vec![one_list(values)]);
        }
        if let Some(counts) = values_and_counts(&text) {
            let values = groups(&text).into_iter().chain([Value::Counts(counts)]);
            let reading = |value| Reading { format: Format::Text, frame: Frame::Bare, value };
            return self.push(range, true, values.map(reading).collect());
        }
        if self.disguised(range.clone(), &text) {
            return;
        }
        if let Some(value) = said(&text).filter(|said| said.lists().any(|(list, _)| list.len() > 1)) {
            let words = Value::Text(String::from_utf8_lossy(&self.bytes[range.clone()]).into_owned());
            let reading = |value| Reading { format: Format::Text, frame: Frame::Bare, value };
            return self.push(range, true, [words, value].map(reading).into());
        }
        let cuts: Vec<usize> = self.spans[self.spans.partition_point(|span| span.range.start <= base)..]
            .iter()
            .map(|span| span.range.start)
            .take_while(|start| *start < range.end)
            .map(|start| start - base)
            .collect();
        let pieces = pieces(&text, &cuts);
        self.messages(base, &text, &pieces, &cuts);
    }

    /// The messages in the pieces of a text that begins at `base`, and is cut into sends at these places; between them stand words.
    fn messages(&mut self, base: usize, text: &[u8], pieces: &[Piece], cuts: &[usize]) {
        let mut pending: Option<Range<usize>> = None;
        let mut i = 0;
        while i < pieces.len() {
            let piece = &pieces[i];
            if self.found.len() >= MOST {
                pending = Some(pending.map_or(piece.start, |words| words.start)..text.len());
                break;
            }
            let (end, next, message) = match &piece.kind {
                PieceKind::Literal(parsed) => {
                    let readings = literal_readings(text, parsed, piece.start);
                    (piece.end, i + 1, (!readings.is_empty()).then_some((!parsed.cut_off, readings)))
                }
                PieceKind::Run(run) => numbers(text, pieces, (i, run), cuts),
                // Blank between messages, part of the text within one.
                PieceKind::LineEnd if pending.is_none() => {
                    i += 1;
                    continue;
                }
                PieceKind::Words | PieceKind::LineEnd => (piece.end, i + 1, None),
            };
            match message {
                Some((complete, readings)) => {
                    if let Some(words) = pending.take() {
                        self.words(base + words.start..base + words.end);
                    }
                    self.push(base + piece.start..base + end, complete, readings);
                }
                None => pending = Some(pending.map_or(piece.start, |words| words.start)..end),
            }
            i = next;
        }
        if let Some(words) = pending {
            self.words(base + words.start..base + words.end);
        }
    }

    fn words(&mut self, range: Range<usize>) {
        let text = &self.bytes[range.clone()];
        let value = Value::Text(String::from_utf8_lossy(text).into_owned());
        let mut readings = vec![Reading { format: Format::Text, frame: Frame::Bare, value }];
        if let Some((separator, values)) = separated(text) {
            readings.splice(0..0, lists(Format::Separated(separator), &values));
            return self.push(range, true, readings);
        }
        let mut is_list = false;
        if let Some(values) = of_fixed_width(text) {
            is_list = true;
            readings.extend(in_a_row(&values));
        } else if let Some(values) = in_bits(text) {
            is_list = true;
            readings.extend(lists(Format::Text, &values));
        } else if let Some(value) = groups(text).or_else(|| said(text)) {
            // By chance two or three bytes in a row look like numbers, and hardly ever more.
            is_list = value.lists().any(|(list, _)| list.len() > 3);
            readings.push(Reading { format: Format::Text, frame: Frame::Bare, value });
        }
        readings.extend(in_few_hexadecimal_digits(text).map(one_list));
        // One byte a number, where the numbers happen to be letters and signs.
        let letters = text.iter().filter(|b| b.is_ascii_alphabetic() || **b == b' ').count();
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let is_plain = letters * 10 < text.len() * 7 && digits * 2 < text.len();
        // Where nothing else says that bytes are numbers, a few of them are words and signs.
        let fewest = if self.bytes_are_numbers { 4 } else { 16 };
        if !is_list
            && text.len() >= fewest
            && is_plain
            && text.iter().all(|b| *b <= LARGEST)
            && is_signs(text)
        {
            let values = text.iter().map(|b| i64::from(*b)).collect();
            let format = Format::Binary(Layout { width: 1, order: ByteOrder::Big });
            readings.push(Reading { format, frame: Frame::Bare, value: Value::List(values) });
        }
        self.push(range, true, readings);
    }

    /// A text that is one value and nothing else is also that value.
    pub(super) fn text_readings(&self, place: Range<usize>) -> Vec<Reading> {
        let text = &self.bytes[place.clone()];
        let mut readings = Vec::new();
        if let [piece] = &pieces(&clean(text), &[])[..] {
            match &piece.kind {
                PieceKind::Literal(parsed) => readings = literal_readings(text, parsed, piece.start),
                PieceKind::Run(run) => {
                    let value = Value::List(run.values.clone());
                    readings.push(Reading { format: Format::Text, frame: Frame::Bare, value });
                }
                _ => {}
            }
        }
        let value = Value::Text(String::from_utf8_lossy(text).into_owned());
        readings.push(Reading { format: Format::Text, frame: Frame::Bare, value });
        readings
    }
}

/// The largest number of the lab.
pub(super) const LARGEST: u8 = 100;

/// A run of numbers, with those on the lines behind it that go on with it: where it ends, the piece behind it, and what it may
/// say, if it is more than a number among words.
fn numbers(
    text: &[u8],
    pieces: &[Piece],
    (at, run): (usize, &Run),
    cuts: &[usize],
) -> (usize, usize, Option<(bool, Vec<Reading>)>) {
    let start = pieces[at].start;
    let (mut end, mut next) = (pieces[at].end, at + 1);
    let mut values = run.values.clone();
    let mut format = Format::Separated(run.separator);
    while let [
        Piece { kind: PieceKind::LineEnd, .. },
        Piece { kind: PieceKind::Run(line), end: line_end, .. },
        ..,
    ] = &pieces[next..]
        && (line.values.len() == 1 && run.values.len() == 1
            || matches!(&pieces[next - 1].kind, PieceKind::Run(run) if run.trailing))
    {
        if run.values.len() == 1 && !run.trailing {
            format = Format::Newline;
        }
        values.extend(&line.values);
        end = *line_end;
        next += 2;
    }
    let is_cut = |place: usize| place == 0 || place == text.len() || cuts.binary_search(&place).is_ok();
    let alone = |other: Option<&Piece>| other.is_none_or(|other| other.kind != PieceKind::Words);
    let by_itself = (is_cut(start) || alone(at.checked_sub(1).map(|before| &pieces[before])))
        && (is_cut(end) || alone(pieces.get(next)));
    let is_last = || is_cut(end) || matches!(pieces.get(next), Some(p) if p.kind == PieceKind::LineEnd);
    let readings = if values.len() > 1 {
        lists(format, &values).into_iter().chain(twice(format, &values)).collect()
    } else if by_itself {
        let format = if run.trailing { format } else { Format::Number };
        let mut readings = lists(format, &values);
        let fixed = of_fixed_width(&text[start..end]);
        readings.extend(fixed.iter().flat_map(|values| in_a_row(values)));
        readings.extend(in_few_hexadecimal_digits(&text[start..end]).map(one_list));
        readings
    } else if labelled(&text[..start]) && is_last() {
        lists(Format::Number, &values)
    } else {
        return (end, next, None);
    };
    (end, next, Some((true, readings)))
}

pub(super) fn one_list(values: Vec<i64>) -> Reading {
    Reading { format: Format::Text, frame: Frame::Bare, value: Value::List(values) }
}

/// What a word is in hexadecimal digits, where nothing else says that it is: all digits of a few numbers may by chance be
/// decimal ones.
fn in_few_hexadecimal_digits(text: &[u8]) -> Option<Vec<i64>> {
    let has_digit = text.iter().any(u8::is_ascii_digit);
    in_base(text, Base::Sixteen).filter(|values| has_digit && values.len() > 1)
}

/// Numbers with nothing between them: one list, or two.
fn in_a_row(values: &[i64]) -> Vec<Reading> {
    let two = counted_behind_another(values);
    let two = two.map(|value| Reading { format: Format::Text, frame: Frame::Count, value });
    lists(Format::Text, values).into_iter().chain(two).collect()
}

/// Two equal numbers, a line each, are also two lists of one number, as it was found and then sorted.
fn twice(format: Format, values: &[i64]) -> Option<Reading> {
    let [one, other] = values else { return None };
    let part = |value: &i64| Part { label: None, value: Value::List(vec![*value]) };
    let value = Value::Parts(vec![part(one), part(other)]);
    (format == Format::Newline && one == other).then_some(Reading { format, frame: Frame::Bare, value })
}

/// Whether these words announce the number behind them: `common numbers: 83`. A long line of numbers asks this of each, so
/// only its last words are looked at.
fn labelled(before: &[u8]) -> bool {
    const LONGEST: usize = 200;
    let near = &before[before.len().saturating_sub(LONGEST)..];
    let line = near.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    matches!(line, [.., b':' | b'=']) && line.iter().any(u8::is_ascii_alphabetic)
}

/// Numbers with one sign between them that is seldom one: `12:7:100`, `12-7-100`. Fewer than five with points are an address.
fn separated(text: &[u8]) -> Option<(u8, Vec<i64>)> {
    let text = text.trim_ascii();
    let separator = *text.iter().find(|byte| !byte.is_ascii_digit())?;
    if !b":-/_#*&~!@+=^%$.".contains(&separator) {
        return None;
    }
    let text = text.strip_suffix(&[separator]).or(text.strip_suffix(b".")).unwrap_or(text);
    let is_word = |word: &[u8]| word.first().is_some_and(u8::is_ascii_digit);
    let words = text.split(|byte| *byte == separator).map(<[u8]>::trim_ascii);
    let values: Vec<i64> =
        words.map(|word| to_number(word).filter(|_| is_word(word))).collect::<Option<_>>()?;
    let fewest = if separator == b'.' { 5 } else { 2 };
    (values.len() >= fewest).then_some((separator, values))
}
