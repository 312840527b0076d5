//! From joined bytes to messages.

use std::ops::Range;

use super::values::{is_number, is_text, is_wordy, lists, literal_readings, may_be_pickle, to_number};
use super::{Format, MOST, Message, Reading};
use crate::reading::binary::{self, ByteOrder, Frame, Layout};
use crate::reading::java;
use crate::reading::literal::{Literal, parse};
use crate::reading::members::words;
use crate::reading::pickle;
use crate::reading::scan::{Piece, PieceKind, clean, pieces};
use crate::reading::value::Value;

/// One segment's place in the joined bytes.
pub(super) struct Span {
    pub(super) range: Range<usize>,
    /// Its place in the connection.
    pub(super) index: usize,
    /// How often the other side had spoken before it.
    pub(super) turn: usize,
}

pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) spans: &'a [Span],
    pub(super) found: Vec<Message>,
}

impl Reader<'_> {
    /// Takes out the pickles; what is between them is text or binary.
    pub(super) fn all(&mut self) {
        let bytes = self.bytes;
        let mut budget = pickle::Budget(4 * bytes.len() + 1024);
        let mut java_budget = 4 * bytes.len();
        let (mut start, mut at) = (0, 0);
        let mut spans = self.spans.iter().map(|span| span.range.start).peekable();
        while at < bytes.len() && self.found.len() < MOST {
            while spans.peek().is_some_and(|boundary| *boundary < at) {
                spans.next();
            }
            if bytes[at..].starts_with(java::MAGIC)
                && let Some((contents, end)) = java::decode(bytes, at, &mut java_budget)
            {
                self.plain(start..at);
                self.java(at..end, &contents);
                (at, start) = (end, end);
                continue;
            }
            let boundary = at == start || spans.peek() == Some(&at);
            if (boundary || may_be_pickle(&bytes[at..]))
                && let Some(pickle) = pickle::decode(bytes, at, &mut budget)
            {
                let start_of_pickle = self.without_length(start, at, pickle.parsed.end);
                self.plain(start..start_of_pickle.0);
                self.pickle(at, &pickle, start_of_pickle.1);
                at = pickle.parsed.end;
                start = at;
            } else {
                at += 1;
            }
        }
        self.plain(start..bytes.len());
    }

    /// Where the bytes before `at` end, when the last of them say how long `at..end` is.
    fn without_length(&self, start: usize, at: usize, end: usize) -> (usize, Frame) {
        for width in [8, 4, 2] {
            if at - start >= width {
                let head = &self.bytes[at - width..at];
                let big = head.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
                let little = head.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
                if [big, little].contains(&((end - at) as u64)) {
                    return (at - width, Frame::Length);
                }
            }
        }
        (at, Frame::Bare)
    }

    pub(super) fn push(&mut self, range: Range<usize>, complete: bool, readings: Vec<Reading>) {
        if readings.is_empty() {
            return;
        }
        let label = match self.found.last() {
            Some(before)
                if before.range.end <= range.start
                    && self.turn(before.range.start) == self.turn(range.start) =>
            {
                let gap = self.bytes[before.range.end..range.start].iter().all(u8::is_ascii_whitespace);
                let text = before.readings.first().and_then(|reading| reading.value.text());
                text.filter(|_| gap).and_then(|text| words(text.as_bytes()))
            }
            _ => None,
        };
        let segment = self.span(range.start).index;
        self.found.push(Message { range, segment, label, complete, readings });
    }

    fn span(&self, at: usize) -> &Span {
        &self.spans[self.spans.partition_point(|span| span.range.end <= at).min(self.spans.len() - 1)]
    }

    pub(super) fn turn(&self, at: usize) -> usize {
        self.span(at).turn
    }

    fn pickle(&mut self, start: usize, pickle: &pickle::Pickle, frame: Frame) {
        let format = Format::Pickle(pickle.protocol);
        let mut readings = match &pickle.parsed.literal {
            Literal::Str(place) => self.text_readings(place.clone()),
            _ => literal_readings(self.bytes, &pickle.parsed, start),
        };
        for reading in &mut readings {
            reading.format = format;
            if reading.frame == Frame::Bare {
                reading.frame = frame;
            }
        }
        if readings.is_empty() {
            readings.push(Reading { format, frame, value: Value::Parts(Vec::new()) });
        }
        self.push(start..pickle.parsed.end, !pickle.parsed.cut_off, readings);
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

    /// Cuts bytes without pickles into stretches of text and of binary, each of one turn.
    fn plain(&mut self, range: Range<usize>) {
        let first = self.spans.partition_point(|span| span.range.end <= range.start);
        let mut sends: Vec<Send> = self.spans[first..]
            .iter()
            .take_while(|span| span.range.start < range.end)
            .map(|span| {
                let range = span.range.start.max(range.start)..span.range.end.min(range.end);
                Send { text: is_text(&self.bytes[range.clone()]), range, turn: span.turn }
            })
            .collect();
        // A few bytes between binary ones are binary, whatever they look like.
        for i in 0..sends.len() {
            let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|j| sends.get(j));
            if sends[i].range.len() <= 8
                && near
                    .into_iter()
                    .any(|other| !other.text && other.turn == sends[i].turn && other.range.len() <= 8)
            {
                sends[i].text = false;
            }
        }
        for part in sends.chunk_by(|a, b| a.text && b.text || a.turn == b.turn && !a.text && !b.text) {
            let range = part[0].range.start..part[part.len() - 1].range.end;
            if part[0].text { self.text_sends(part) } else { self.binary(range) }
        }
    }

    /// Text: numbers sent one by one first, since joined they would be other numbers.
    fn text_sends(&mut self, sends: &[Send]) {
        let mut at = 0;
        let mut start = 0;
        while at < sends.len() {
            let series =
                sends[at..].iter().take_while(|send| is_number(&self.bytes[send.range.clone()])).count();
            if series > 1 && self.stands_alone(&sends[start..at], &sends[at + series..]) {
                self.turns(&sends[start..at]);
                self.one_a_send(&sends[at..at + series]);
                start = at + series;
            }
            at += series.max(1);
        }
        self.turns(&sends[start..]);
    }

    /// Whether a series of numbers, one a send, is that and no part of a list that was cut into small sends.
    fn stands_alone(&self, before: &[Send], behind: &[Send]) -> bool {
        let bytes = |send: &Send| self.bytes[send.range.clone()].iter().copied();
        let visible = |b: &u8| !b.is_ascii_whitespace();
        let last = before.iter().rev().flat_map(|send| bytes(send).rev()).find(visible);
        let next = behind.iter().flat_map(bytes).find(visible);
        let open = last.is_some_and(|b| b.is_ascii_digit() || b",;|-+.[({".contains(&b));
        let goes_on = next.is_some_and(|b| b.is_ascii_digit() || b",;|.)]}".contains(&b));
        !open && !goes_on
    }

    fn one_a_send(&mut self, sends: &[Send]) {
        let range = sends[0].range.start..sends[sends.len() - 1].range.end;
        let values: Option<Vec<i64>> =
            sends.iter().map(|send| to_number(&self.bytes[send.range.clone()])).collect();
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
            self.text(range(length));
            rest = &rest[length..];
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let base = range.start;
        let text = clean(&self.bytes[range.clone()]);
        let cuts: Vec<usize> = self.spans[self.spans.partition_point(|span| span.range.start <= base)..]
            .iter()
            .map(|span| span.range.start)
            .take_while(|start| *start < range.end)
            .map(|start| start - base)
            .collect();
        let pieces = pieces(&text, &cuts);
        let is_cut = |at: usize| at == 0 || at == text.len() || cuts.binary_search(&at).is_ok();
        let mut pending: Option<Range<usize>> = None;
        let mut i = 0;
        while i < pieces.len() {
            let piece = &pieces[i];
            let mut end = piece.end;
            let mut next = i + 1;
            let mut message = None;
            if self.found.len() >= MOST {
                pending = Some(pending.map_or(piece.start, |words| words.start)..text.len());
                break;
            }
            match &piece.kind {
                PieceKind::Literal(parsed) => {
                    let readings = literal_readings(&text, parsed, piece.start);
                    if !readings.is_empty() {
                        message = Some((!parsed.cut_off, readings));
                    }
                }
                PieceKind::Run(run) => {
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
                    let alone =
                        |other: Option<&Piece>| other.is_none_or(|other| other.kind != PieceKind::Words);
                    let by_itself = (is_cut(piece.start) || alone(i.checked_sub(1).map(|i| &pieces[i])))
                        && (is_cut(end) || alone(pieces.get(next)));
                    if values.len() > 1 {
                        message = Some((true, lists(format, &values)));
                    } else if by_itself {
                        let format = if run.trailing { format } else { Format::Number };
                        message = Some((true, lists(format, &values)));
                    }
                }
                PieceKind::Words => {}
                PieceKind::LineEnd => {
                    // Blank between messages, part of the text within one.
                    if pending.is_none() {
                        i += 1;
                        continue;
                    }
                }
            }
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
        // One byte a number, where the numbers happen to be letters and signs.
        let letters = text.iter().filter(|b| b.is_ascii_alphabetic() || **b == b' ' || **b >= 0x80).count();
        if text.len() > 3 && letters * 10 < text.len() * 7 && text.iter().all(|b| *b < 0x80) {
            let values = text.iter().map(|b| i64::from(*b)).collect();
            let format = Format::Binary(Layout { width: 1, order: ByteOrder::Big });
            readings.push(Reading { format, frame: Frame::Bare, value: Value::List(values) });
        }
        self.push(range, true, readings);
    }

    /// Bytes that are not text: texts with their lengths before them, or numbers, with words before or behind them.
    fn binary(&mut self, range: Range<usize>) {
        if self.with_lengths(range.clone()) {
            return;
        }
        let bytes = &self.bytes[range.clone()];
        let wordy = |b: &u8| b.is_ascii_graphic() || b.is_ascii_whitespace();
        let head = bytes.iter().take_while(|b| wordy(b)).count();
        let head = if is_wordy(&bytes[..head]) { head } else { 0 };
        let tail = bytes[head..].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        let tail = if tail > 3 && is_wordy(&bytes[bytes.len() - tail..]) { tail } else { 0 };
        if head > 0 {
            self.text(range.start..range.start + head);
        }
        let place = range.start + head..range.end - tail;
        let numbers = binary::read(&self.bytes[place.clone()]);
        let complete = numbers.first().is_none_or(|numbers| !numbers.ragged);
        let mut readings: Vec<Reading> = numbers
            .into_iter()
            .map(|n| Reading {
                format: Format::Binary(n.layout),
                frame: n.frame,
                value: Value::List(n.values),
            })
            .collect();
        if !place.is_empty() {
            let text = String::from_utf8_lossy(&self.bytes[place.clone()]).into_owned();
            readings.push(Reading { format: Format::Text, frame: Frame::Bare, value: Value::Text(text) });
        }
        self.push(place, complete, readings);
        if tail > 0 {
            self.text(range.end - tail..range.end);
        }
    }

    /// `writeUTF` and its like: each text with its length in 2, 4 or 8 bytes before it.
    fn with_lengths(&mut self, range: Range<usize>) -> bool {
        for (width, big) in [(2, true), (4, true), (4, false), (8, true), (8, false), (2, false)] {
            let mut texts = Vec::new();
            let mut at = range.start;
            while at + width < range.end {
                let head = &self.bytes[at..at + width];
                let fold = |n: u64, b: &u8| n << 8 | u64::from(*b);
                let length = if big { head.iter().fold(0, fold) } else { head.iter().rev().fold(0, fold) };
                let text =
                    at + width..(at + width).saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
                if length == 0 || text.end > range.end || !is_text(&self.bytes[text.clone()]) {
                    break;
                }
                at = text.end;
                texts.push(text);
            }
            if at == range.end && !texts.is_empty() {
                self.texts(&texts);
                return true;
            }
        }
        false
    }

    fn texts(&mut self, texts: &[Range<usize>]) {
        for part in
            texts.chunk_by(|a, b| is_number(&self.bytes[a.clone()]) && is_number(&self.bytes[b.clone()]))
        {
            let range = part[0].start..part[part.len() - 1].end;
            let values: Option<Vec<i64>> =
                part.iter().map(|text| to_number(&self.bytes[text.clone()])).collect();
            let first = self.found.len();
            match values {
                Some(values) if values.len() > 1 => self.push(range, true, lists(Format::OneASend, &values)),
                _ => self.text(range),
            }
            for reading in self.found[first..].iter_mut().flat_map(|message| &mut message.readings) {
                if reading.frame == Frame::Bare {
                    reading.frame = Frame::Length;
                }
            }
        }
    }
}

/// What one segment holds of a stretch.
struct Send {
    range: Range<usize>,
    turn: usize,
    text: bool,
}
