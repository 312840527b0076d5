//! From joined bytes to messages.

use std::ops::Range;

use super::digits::Base;
use super::values::{
    digits_in_slot, is_number, is_signs, is_text, literal_readings, may_be_pickle, to_number,
};
use super::{Format, MOST, Message, Reading};
use crate::reading::binary::Frame;
use crate::reading::java;
use crate::reading::literal::Literal;
use crate::reading::members::words;
use crate::reading::pickle;
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
    /// Whether numbers of one byte each go either way here: a few of them may all happen to be letters and signs.
    pub(super) bytes_are_numbers: bool,
    /// The base, other than ten, in which numbers are written here.
    pub(super) base: Option<Base>,
    /// Whether numbers are written in base64 here.
    pub(super) is_in_base64: bool,
    /// Whether the bytes were found within a message.
    pub(super) is_inner: bool,
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
        let head = &self.bytes[start..at];
        let digits = head.trim_ascii_end().iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let blanks = head.iter().rev().take_while(|byte| **byte == b' ').count();
        let width = digits + blanks;
        if digits > 0 && to_number(&head[head.len() - width..head.len() - blanks]) == Some((end - at) as i64)
        {
            return (at - width, Frame::Length);
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

    /// Cuts bytes without pickles into stretches of text and of binary, each of one turn.
    fn plain(&mut self, range: Range<usize>) {
        const MANY: usize = 8;
        /// No number is wider.
        const SMALL: usize = 8;
        let first = self.spans.partition_point(|span| span.range.end <= range.start);
        let mut sends: Vec<Send> = self.spans[first..]
            .iter()
            .take_while(|span| span.range.start < range.end)
            .map(|span| {
                let range = span.range.start.max(range.start)..span.range.end.min(range.end);
                Send { text: is_text(&self.bytes[range.clone()]), range, turn: span.turn }
            })
            .collect();
        // By chance a few bytes are a line of one number, and not again and again.
        let is_line = |bytes: &[u8]| bytes.ends_with(b"\n") && is_number(bytes.trim_ascii_end());
        let lines = sends.iter().filter(|send| is_line(&self.bytes[send.range.clone()])).count();
        for turn in sends.chunk_by_mut(|a, b| a.turn == b.turn).filter(|_| self.bytes_are_numbers) {
            let all = &self.bytes[turn[0].range.start..turn[turn.len() - 1].range.end];
            let is_text = !is_signs(all) || lines >= MANY && is_line(all);
            turn.iter_mut().for_each(|send| send.text &= is_text);
        }
        for turn in sends.chunk_by_mut(|a, b| a.turn == b.turn) {
            // One digit in a slot of zeros is text where two are.
            let digits = |send: &Send| digits_in_slot(&self.bytes[send.range.clone()]);
            let has_text = turn.iter().any(|send| digits(send) > 1);
            turn.iter_mut().filter(|send| has_text && digits(send) == 1).for_each(|send| send.text = true);
        }
        // A few bytes among as many that are binary are binary, whatever they look like.
        let alike =
            |a: &Send, b: &Send| a.turn == b.turn && a.range.len() == b.range.len() && a.range.len() <= SMALL;
        for alike in sends.chunk_by_mut(alike) {
            let is_text = alike.iter().all(|send| send.text);
            alike.iter_mut().for_each(|send| send.text = is_text);
        }
        // And so are they next to others.
        for i in 0..sends.len() {
            let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|j| sends.get(j));
            if sends[i].range.len() <= SMALL
                && near
                    .into_iter()
                    .any(|other| !other.text && other.turn == sends[i].turn && other.range.len() <= SMALL)
            {
                sends[i].text = false;
            }
        }
        for part in sends.chunk_by(|a, b| a.text && b.text || a.turn == b.turn && !a.text && !b.text) {
            let range = part[0].range.start..part[part.len() - 1].range.end;
            match part[0].text {
                true => self.text_sends(part),
                false if self.counts_apart(part) => {}
                false => self.binary(range),
            }
        }
    }
}

/// What one segment holds of a stretch.
pub(super) struct Send {
    pub(super) range: Range<usize>,
    pub(super) turn: usize,
    text: bool,
}
