//! What bytes look like, and what a piece of text says.

use super::{Format, Reading};
use crate::reading::binary::{Frame, endings};
use crate::reading::literal::{Literal, Parsed};
use crate::reading::members::{Kind, Member, members};
use crate::reading::scan::{Piece, PieceKind, clean, pieces};
use crate::reading::value::{Part, Value};

/// The places, other than the start of a segment, at which to look for a pickle.
pub(super) fn may_be_pickle(bytes: &[u8]) -> bool {
    match bytes {
        [0x80, 2..=5, ..] => true,
        [b'(', b'l' | b'd' | b'I' | b'L' | b'S' | b'V' | b't', ..] => true,
        [b']' | b'}', b'q', 0, ..] => true,
        [b'c', ..] => bytes.starts_with(b"c__builtin__\n") || bytes.starts_with(b"ccopy_reg\n"),
        _ => false,
    }
}

/// Valid UTF-8 up to a character cut off at either end, and no control characters but those of text. Zeros may fill up
/// the end of a text, as they do in C.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let zeros = bytes.iter().rev().take_while(|b| **b == 0).count();
    let text = &bytes[..bytes.len() - zeros];
    if text.is_empty() || (zeros > 0 && text.len() == 1 && bytes.len().is_multiple_of(4)) {
        return false;
    }
    let start = text.iter().take(3).take_while(|b| **b & 0xc0 == 0x80).count();
    let valid = match std::str::from_utf8(&text[start..]) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && text.len() - start > 4,
    };
    valid && start < text.len() && !text.iter().any(is_control)
}

/// How many digits there are before the zeros that fill up a slot; 0 where anything else stands in it.
pub(super) fn digits_in_slot(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_slot = digits < bytes.len() && bytes[digits..].iter().all(|byte| *byte == 0);
    if is_slot { digits } else { 0 }
}

/// Where text ends in a buffer of a fixed size that was sent with all that was left in memory behind the zero at its end: a list,
/// or words.
pub(super) fn end_of_text(buffer: &[u8]) -> Option<usize> {
    const SMALLEST: usize = 32;
    let end = buffer.iter().position(|byte| *byte == 0).filter(|end| *end > 1 && buffer.len() >= SMALLEST)?;
    let (text, rest) = buffer.split_at(end);
    let is_left_over = |byte: &u8| *byte != 0 && (is_control(byte) || !byte.is_ascii());
    if !is_text(text) || !rest.iter().any(is_left_over) {
        return None;
    }
    let is_list = |piece: &Piece| match &piece.kind {
        PieceKind::Literal(parsed) => !parsed.cut_off,
        // One number by itself may as well be the name in a `struct`.
        PieceKind::Run(run) => run.values.len() > 1 || piece.end < end,
        PieceKind::Words | PieceKind::LineEnd => false,
    };
    let is_sentence = is_wordy(text) && text.contains(&b' ');
    (is_sentence || pieces(&clean(text), &[]).iter().any(is_list)).then_some(end)
}

/// Whether that stands in no text; sequences for terminals do, and blanks.
pub(super) fn is_control(byte: &u8) -> bool {
    byte.is_ascii_control() && !byte.is_ascii_whitespace() && *byte != 0x1b
}

/// Whether text is words rather than numbers that happen to be letters: 97 to 100 are `abcd`.
pub(super) fn is_wordy(text: &[u8]) -> bool {
    if !text.iter().any(|byte| (b'e'..=b'z').contains(byte)) {
        return false;
    }
    let letters = text.iter().filter(|b| b.is_ascii_lowercase() || **b == b' ').count();
    (text.len() >= 4 && letters == text.len()) || (text.len() >= 8 && letters * 10 >= text.len() * 6)
}

/// Whether text is neither words nor a list in digits, so that each sign may be a number by itself. The lab's numbers end at
/// `d`, 100.
pub(super) fn is_signs(text: &[u8]) -> bool {
    /// Fewer numbers may by chance be digits.
    const LONG: usize = 24;
    const SOME: usize = 5;
    let is_word = |letters: &[u8]| letters.len() > 2 && letters.iter().any(|letter| *letter > b'd');
    // Of numbers from 1 to 100 one in ten is a digit.
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    if text.len() >= LONG && digits * 3 >= text.len() {
        return false;
    }
    // Nor are many of them digits and the ends of lines, and nothing else.
    let is_of_lines = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'\n' | b'\r');
    if text.len() >= SOME && text.contains(&b'\n') && text[0].is_ascii_digit() && text.iter().all(is_of_lines)
    {
        return false;
    }
    let text = clean(text);
    let pieces = pieces(&text, &[]);
    let is_list = |piece: &Piece| match &piece.kind {
        // Brackets that hold nothing, and not all there is, are 91 and 93.
        PieceKind::Literal(parsed) => !parsed.cut_off && (piece.end > piece.start + 2 || pieces.len() == 1),
        PieceKind::Run(run) => run.values.len() > 1,
        PieceKind::Words | PieceKind::LineEnd => false,
    };
    !text.split(|byte| !byte.is_ascii_alphabetic()).any(is_word) && !pieces.iter().any(is_list)
}

pub(super) fn is_number(text: &[u8]) -> bool {
    to_number(text).is_some()
}

/// Digits, with a sign or none, and nothing else.
pub(super) fn to_number(text: &[u8]) -> Option<i64> {
    if text.len() > 19 { None } else { std::str::from_utf8(text).ok()?.parse().ok() }
}

/// What servers put in front of an answer that HTTP, SMTP and FTP have taught: `200 12 7 100`.
const STATUS_CODES: std::ops::Range<i64> = 200..600;

/// A list of bare numbers, with and without what may stand round it.
pub(super) fn lists(format: Format, values: &[i64]) -> Vec<Reading> {
    let list = |frame, values: &[i64]| Reading { format, frame, value: Value::List(values.to_vec()) };
    let mut readings: Vec<Reading> = endings(values).map(|(frame, values)| list(frame, values)).collect();
    // Of two numbers the first is seldom a code, or a zero.
    let is_long = |rest: &[i64]| rest.len() > 1 || format == Format::Text || *values == [1, rest[0]];
    if let [first, rest @ ..] = values
        && !rest.is_empty()
        && is_long(rest)
        && (*first == rest.len() as i64 || *first <= 0 || STATUS_CODES.contains(first))
    {
        let frame = if *first == rest.len() as i64 { Frame::Count } else { Frame::First };
        readings.push(list(frame, rest));
    }
    if values == [0] {
        // As many numbers as follow.
        readings.push(list(Frame::Count, &[]));
    }
    readings
}

/// What a literal says: all its lists and tables; then those that its rows make together.
pub(super) fn literal_readings(bytes: &[u8], parsed: &Parsed, start: usize) -> Vec<Reading> {
    let found = members(bytes, parsed, start);
    let comma = bytes[start..parsed.end.min(bytes.len())].windows(2).find(|pair| pair[0] == b',');
    let compact = comma.is_some_and(|pair| pair[1] != b' ');
    let format = match &parsed.literal {
        Literal::Seq(seq) => match seq.open {
            b'[' if compact => Format::Json,
            b'[' => Format::List,
            b'{' => Format::Set,
            _ => Format::Tuple,
        },
        _ => Format::Object,
    };
    let (joined, own): (Vec<Member>, Vec<Member>) =
        found.into_iter().partition(|member| member.kind == Kind::Joined);
    let mut values = Vec::new();
    match <[Member; 1]>::try_from(own) {
        Ok([Member { label: None, values: list, kind, .. }]) => values.push(match kind {
            Kind::Counts(counts) => Value::Counts(counts),
            _ => Value::List(list),
        }),
        Ok([member]) => values.push(Value::Parts(vec![part(member)])),
        Err(own) if own.is_empty() => {}
        Err(own) => values.push(Value::Parts(own.into_iter().map(part).collect())),
    }
    values.extend(joined.into_iter().map(|member| Value::List(member.values)));
    let mut readings: Vec<Reading> =
        values.into_iter().map(|value| Reading { format, frame: Frame::Bare, value }).collect();
    if let Some(Value::List(list)) = readings.first().map(|reading| &reading.value) {
        // Brackets say where a list ends: a number in front that happens to be their count says nothing.
        let marked = lists(format, list).into_iter().filter(|reading| reading.frame != Frame::Bare);
        let marked = marked.map(|reading| match reading.frame {
            Frame::Count => Reading { frame: Frame::First, ..reading },
            _ => reading,
        });
        readings.extend(marked.collect::<Vec<_>>());
    }
    readings
}

fn part(member: Member) -> Part {
    let value = match member.kind {
        Kind::Counts(counts) => Value::Counts(counts),
        _ => Value::List(member.values),
    };
    Part { label: member.label, value }
}
