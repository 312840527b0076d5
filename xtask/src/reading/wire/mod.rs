//! Reads what one side sent into messages.
//!
//! Nothing separates messages on these wires but what they are: a pickle and a literal say where they end, words end
//! where numbers begin, and a side that waits for an answer has ended its message. The boundaries of segments may be the
//! sender's or not, so they count only where bytes would mean nothing without them: numbers sent one by one as `12`
//! `7` `100`.

use std::fmt;
use std::ops::Range;

mod asked;
mod digits;
mod disguised;
mod fixed;
mod groups;
mod lines;
mod objects;
mod reader;
#[cfg(test)]
mod tests;
mod text;
mod values;

use super::binary::{self, ByteOrder, Frame, Layout};
use super::scan;
use super::value::Value;
use crate::conversation::{Connection, Direction, Segment};
use reader::{Reader, Span};

/// A message, and all that it may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it stands in all bytes that went this way, joined.
    pub range: Range<usize>,
    /// The segment of the connection that holds its first byte.
    pub segment: usize,
    /// The words right before it, where they are part of the same send.
    pub label: Option<String>,
    /// Whether it ends as its format says; a cut-off one has what was there.
    pub complete: bool,
    /// What it may say, the most plausible first. Never empty.
    pub readings: Vec<Reading>,
}

/// One way to read a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// How it is written.
    pub format: Format,
    /// What stands round its numbers. A list without its end mark could also be a list whose last number was lost:
    /// only `Bare` is beyond doubt.
    pub frame: Frame,
    /// What it says.
    pub value: Value,
}

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Words.
    Text,
    /// `[1, 2]`: Python's list, and its JSON.
    List,
    /// `[1,2]`: JSON without blanks.
    Json,
    /// `{1, 2}`.
    Set,
    /// `(1, 2)`.
    Tuple,
    /// `{19: 1}`, or an object with named lists.
    Object,
    /// Numbers with this byte between them: a comma, blank, semicolon, tab or bar.
    Separated(u8),
    /// One number a line.
    Newline,
    /// One number alone.
    Number,
    /// One number a send, in decimal, with nothing between them.
    OneASend,
    /// A pickle of this protocol.
    Pickle(u8),
    /// What Java's `ObjectOutputStream` writes.
    Java,
    /// Numbers of fixed width.
    Binary(Layout),
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::List => f.write_str("list in square brackets"),
            Self::Json => f.write_str("JSON"),
            Self::Set => f.write_str("set in braces"),
            Self::Tuple => f.write_str("tuple"),
            Self::Object => f.write_str("table in braces"),
            Self::Separated(b',') => f.write_str("numbers with commas"),
            Self::Separated(b';') => f.write_str("numbers with semicolons"),
            Self::Separated(b'\t') => f.write_str("numbers with tabs"),
            Self::Separated(b'|') => f.write_str("numbers with bars"),
            Self::Separated(0 | b' ') => f.write_str("numbers with blanks"),
            Self::Separated(sign) => write!(f, "numbers with `{}`", char::from(*sign)),
            Self::Newline => f.write_str("one number a line"),
            Self::Number => f.write_str("one number"),
            Self::OneASend => f.write_str("one number a send"),
            Self::Pickle(protocol) => write!(f, "pickle, protocol {protocol}"),
            Self::Java => f.write_str("Java objects"),
            Self::Binary(Layout { width: 1, .. }) => f.write_str("one byte a number"),
            Self::Binary(Layout { width, order }) => {
                let order = match order {
                    ByteOrder::Big => "big-endian",
                    ByteOrder::Little => "little-endian",
                };
                write!(f, "{}-bit integers, {order}", width * 8)
            }
        }
    }
}

impl Message {
    /// The text, where the message may be nothing but text.
    pub fn text(&self) -> Option<&str> {
        self.readings.iter().find_map(|reading| reading.value.text())
    }

    /// Every list it may hold, with its label, in the order of plausibility.
    pub fn lists(&self) -> impl Iterator<Item = (&Reading, &[i64], Option<&str>)> {
        self.readings
            .iter()
            .flat_map(move |reading| reading.value.lists().map(move |(list, label)| (reading, list, label)))
            .map(|(reading, list, label)| (reading, list, label.or(self.label.as_deref())))
    }
}

/// More messages of one direction are not told apart.
const MOST: usize = 5000;

/// Whether what one side said before the other spoke holds numbers of one byte each: no zeros, as wider numbers have, but
/// for one at the end; and one at least that no text holds, which 25 numbers from 1 to 100 lack twice in a thousand.
fn is_one_byte_a_number(turn: &[Segment]) -> bool {
    let bytes = joined(turn);
    let numbers = bytes.strip_suffix(&[0]).unwrap_or(&bytes);
    numbers.len() >= 16
        && numbers.iter().any(values::is_control)
        && numbers.iter().all(|byte| (1..0x80).contains(byte))
}

fn joined(segments: &[Segment]) -> Vec<u8> {
    segments.iter().flat_map(|segment| segment.bytes.iter().copied()).collect()
}

/// The messages in bytes that came in one piece from inside another message.
fn read_piece(bytes: &[u8]) -> Vec<Message> {
    let spans = [Span { range: 0..bytes.len(), index: 0, turn: 0 }];
    let mut reader = Reader {
        bytes,
        spans: &spans,
        bytes_are_numbers: false,
        base: None,
        is_in_base64: false,
        is_inner: true,
        found: Vec::new(),
    };
    reader.all();
    reader.found
}

/// Takes out lists without an end mark that is no usual one where the other side does not end with the same: what the one side
/// ends with may be a wrong number, and hardly what both do.
fn keep_agreed_end_marks(messages: &mut [Message], bytes: &[u8], others: &[u8]) {
    let alike = bytes.iter().rev().zip(others.iter().rev()).take_while(|(one, other)| one == other).count();
    let agreed = &bytes[bytes.len() - alike..];
    for message in messages {
        let is_last = message.range.end == bytes.len();
        let is_agreed = |format: Format, mark: i64| match format {
            Format::Binary(layout) => is_last && agreed.len() >= layout.width,
            _ => scan::digits(agreed).last().is_some_and(|number| number.value == mark),
        };
        let marks: Vec<(Format, i64)> = message
            .readings
            .iter()
            .filter(|reading| matches!(reading.frame, Frame::Bare | Frame::Length))
            .filter_map(|reading| Some((reading.format, *reading.value.lists().next()?.0.last()?)))
            .collect();
        message.readings.retain(|reading| {
            let mark = marks.iter().find(|(format, _)| *format == reading.format);
            let is_odd = |(format, mark): &(Format, i64)| {
                !binary::is_usual_end_mark(*mark) && !is_agreed(*format, *mark)
            };
            reading.frame != Frame::EndMark || !mark.is_some_and(is_odd)
        });
    }
}

/// Reads what one side sent. Every byte that is not blank is in a message.
pub fn read(connection: &Connection, direction: Direction) -> Vec<Message> {
    let mut bytes = connection.sent(direction);
    let mut spans = Vec::new();
    let mut turn = 0;
    let mut end = 0;
    let mut last = None;
    for (index, segment) in connection.segments.iter().enumerate().filter(|(_, s)| !s.bytes.is_empty()) {
        if segment.direction == direction {
            turn += usize::from(last.is_some_and(|last| last != direction));
            spans.push(Span { range: end..end + segment.bytes.len(), index, turn });
            end += segment.bytes.len();
        }
        last = Some(segment.direction);
    }
    for place in spans.iter().map(|span: &Span| span.range.clone()) {
        if let Some(end) = values::end_of_text(&bytes[place.clone()]) {
            bytes[place.start + end..place.end].fill(0);
        }
    }
    let bytes_are_numbers =
        connection.segments.chunk_by(|a, b| a.direction == b.direction).any(is_one_byte_a_number);
    let turns = || connection.segments.chunk_by(|a, b| a.direction == b.direction).map(joined);
    let base = turns().find_map(|turn| digits::base(&turn));
    let is_in_base64 = turns().any(|turn| {
        // Headers may stand before it.
        let last_line = turn.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        [&turn[..], last_line]
            .into_iter()
            .filter_map(|text| digits::decoded(text, false))
            .any(|inner| values::is_text(&inner) && inner.iter().any(u8::is_ascii_digit))
    });
    let mut reader = Reader {
        bytes: &bytes,
        spans: &spans,
        bytes_are_numbers,
        base,
        is_in_base64,
        is_inner: false,
        found: Vec::new(),
    };
    reader.all();
    let mut messages = reader.found;
    let others = match direction {
        Direction::ToServer => connection.sent(Direction::ToClient),
        Direction::ToClient => connection.sent(Direction::ToServer),
    };
    keep_agreed_end_marks(&mut messages, &bytes, &others);
    messages
}
