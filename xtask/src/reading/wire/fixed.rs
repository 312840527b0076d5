//! From bytes that are no text to messages: numbers of fixed width, and texts with their lengths before them, in bytes or,
//! as a well-known tutorial has it, in digits and blanks.

use std::ops::Range;

use super::reader::{Reader, Send};
use super::values::{is_number, is_text, is_wordy, lists, to_number};
use super::{Format, Reading};
use crate::reading::binary::{self, Frame, Layout};
use crate::reading::counted;
use crate::reading::value::{Part, Value};

impl Reader<'_> {
    /// Bytes that are not text: texts with their lengths before them, or numbers, with words before or behind them.
    pub(super) fn binary(&mut self, range: Range<usize>) {
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
        readings.extend(counted::read(&self.bytes[place.clone()]).map(|(frame, (layout, lists))| {
            let part = |list| Part { label: None, value: Value::List(list) };
            let value = Value::Parts(lists.into_iter().map(part).collect());
            Reading { format: Format::Binary(layout), frame, value }
        }));
        if !place.is_empty() {
            let text = String::from_utf8_lossy(&self.bytes[place.clone()]).into_owned();
            readings.push(Reading { format: Format::Text, frame: Frame::Bare, value: Value::Text(text) });
        }
        self.push(place, complete, readings);
        if tail > 0 {
            self.text(range.end - tail..range.end);
        }
    }

    /// Lists, each behind how many numbers it has, where that was sent by itself: it is beyond doubt none of them.
    pub(super) fn counts_apart(&mut self, sends: &[Send]) -> bool {
        let bytes = self.bytes;
        let lists = |layout: Layout| {
            let mut lists = Vec::new();
            let mut rest = sends;
            while let [count, others @ ..] = rest {
                let head = Some(&bytes[count.range.clone()]).filter(|head| head.len() == layout.width)?;
                let length = usize::try_from(layout.number(head)).ok()?.checked_mul(layout.width)?;
                let (list, others) = others.split_at_checked(usize::from(length > 0))?;
                let place = list.first().map_or(count.range.end..count.range.end, |list| list.range.clone());
                rest = others;
                lists.push((count.range.start, place.clone()));
                if place.len() != length {
                    return None;
                }
            }
            // One number behind a 1 is two numbers as well.
            lists.iter().any(|(_, list)| list.len() > layout.width).then_some((layout, lists))
        };
        let Some((layout, lists)) = binary::LAYOUTS.into_iter().find_map(lists) else { return false };
        for (start, list) in lists {
            let value = Value::List(layout.numbers(&bytes[list.clone()]));
            let reading = Reading { format: Format::Binary(layout), frame: Frame::Count, value };
            self.push(start..list.end, true, vec![reading]);
        }
        true
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

    /// Texts with their lengths before them, in digits: `25        Welcome`, in a `send` of its own or with the text. It is
    /// one only where it cannot be the first number of a list: several blanks fill it up, or no number follows.
    pub(super) fn with_decimal_lengths(&mut self, range: Range<usize>) -> bool {
        let mut texts = Vec::new();
        let mut at = range.start;
        while let Some(head) = decimal_length(&self.bytes[at..range.end]) {
            let start = at + head.width;
            let begins_text =
                self.bytes[start].is_ascii_alphabetic() || b"[({\"'".contains(&self.bytes[start]);
            let is_sure = head.blanks > 1 || begins_text;
            let end = start.saturating_add(head.length);
            if !is_sure || end > range.end {
                return false;
            }
            texts.push(start..end);
            at = end;
        }
        if at < range.end || texts.is_empty() {
            return false;
        }
        self.texts(&texts);
        true
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

/// A length in digits, with the blanks that fill it up.
pub(super) struct DecimalLength {
    /// What it says.
    pub(super) length: usize,
    /// How many bytes it takes, with its blanks.
    pub(super) width: usize,
    /// How many of them are blanks.
    pub(super) blanks: usize,
}

/// The length that stands in digits at the start of `bytes`, with something behind it.
pub(super) fn decimal_length(bytes: &[u8]) -> Option<DecimalLength> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let blanks = bytes[digits..].iter().take_while(|byte| **byte == b' ').count();
    let length = usize::try_from(to_number(&bytes[..digits])?).ok().filter(|length| *length > 0)?;
    (digits + blanks < bytes.len()).then_some(DecimalLength { length, width: digits + blanks, blanks })
}
