//! Numbers that a program printed as Python shows bytes: `print(reply)` of what `struct.pack` made, `b'\x0c\x07'`.
//!
//! Nothing in such a literal says how wide its numbers are, so nothing is guessed: it is read as the layouts say that
//! somebody else knows of, from what crossed the wire.

use std::ops::Range;

use super::{Label, MOST, PrintedList, Shape, Source};
use crate::reading::binary::{self, Frame, Layout};
use crate::reading::members::words;
use crate::reading::scan::clean;

/// A literal of bytes, and where it stands.
struct Literal {
    range: Range<usize>,
    bytes: Vec<u8>,
}

/// The lists in literals of bytes, each with and without a count before it.
pub fn lists_as_bytes(output: &[u8], layouts: &[Layout]) -> Vec<PrintedList> {
    let mut found = Vec::new();
    if layouts.is_empty() {
        return found;
    }
    let mut before = (Vec::new(), 0..0);
    let mut start = 0;
    for (index, line) in output.split(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        let mut rest = 0;
        while let Some(literal) = next(line, rest) {
            let place = start + literal.range.start..start + literal.range.end;
            let label = match words(&clean(&line[rest..literal.range.start])) {
                Some(text) => Some(Label { text, line: number, range: start + rest..place.start }),
                None => {
                    words(&before.0).map(|text| Label { text, line: number - 1, range: before.1.clone() })
                }
            };
            // A last number that may be an end mark is shown as a number.
            let is_whole = |frame| matches!(frame, Frame::Bare | Frame::Count | Frame::Length);
            let numbers = binary::read(&literal.bytes).into_iter();
            for numbers in numbers.filter(|n| layouts.contains(&n.layout) && is_whole(n.frame) && !n.ragged) {
                let shape = if numbers.values.len() == 1 { Shape::Single } else { Shape::List };
                let (values, label) = (numbers.values, label.clone());
                let (lines, range, source) = ((number, number), place.clone(), Source::Bytes);
                found.push(PrintedList { values, shape, label, tail: None, lines, range, source });
            }
            rest = literal.range.end;
        }
        if found.len() >= MOST {
            break;
        }
        // Only a line without such a literal is a label for the next.
        before = match rest {
            0 => (clean(line), start..start + line.len()),
            _ => (Vec::new(), 0..0),
        };
        start += line.len() + 1;
    }
    found.truncate(MOST);
    found
}

/// The first literal of bytes on a line from that place on.
fn next(line: &[u8], from: usize) -> Option<Literal> {
    let mut at = from;
    while at + 1 < line.len() {
        let is_name = at > 0 && (line[at - 1].is_ascii_alphanumeric() || line[at - 1] == b'_');
        if line[at] == b'b' && matches!(line[at + 1], b'\'' | b'"') && !is_name {
            let (bytes, end) = unescaped(line, at + 2, line[at + 1])?;
            return Some(Literal { range: at..end, bytes });
        }
        at += 1;
    }
    None
}

/// The bytes that stand from there up to the closing quote, and the place behind it; `None` where nothing closes it.
fn unescaped(line: &[u8], start: usize, quote: u8) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    let mut at = start;
    loop {
        match (*line.get(at)?, line.get(at + 1)) {
            (byte, _) if byte == quote => return Some((bytes, at + 1)),
            (b'\\', Some(b'x')) => {
                let digits = line.get(at + 2..at + 4).and_then(|hex| std::str::from_utf8(hex).ok())?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                at += 4;
            }
            (b'\\', Some(escaped)) => {
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                at += 2;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::binary::ByteOrder;

    const BYTE: Layout = Layout { width: 1, order: ByteOrder::Big };
    const BIG: Layout = Layout { width: 4, order: ByteOrder::Big };

    fn read(output: &str, layouts: &[Layout]) -> Vec<(String, Vec<i64>)> {
        let lists = lists_as_bytes(output.as_bytes(), layouts).into_iter();
        lists.map(|list| (list.label.map(|label| label.text).unwrap_or_default(), list.values)).collect()
    }

    #[test]
    fn bytes_are_read_as_the_wire_says_and_in_no_other_way() {
        let four = r"Reply: b'\x00\x00\x00\x0c\x00\x00\x00\x07\x00\x00\x00d'";
        assert_eq!(read(four, &[BIG]), [("Reply".to_owned(), vec![12, 7, 100])]);
        assert_eq!(read(four, &[]), []);
        for (output, expected) in [
            (r"b'\x0c\x07d'", ("", vec![12, 7, 100])),
            ("Final list:\nb'\\x0c\\t\\n'", ("Final list", vec![12, 9, 10])),
            (r#"got b"\x0c'\\\x01" from"#, ("got", vec![12, 39, 92, 1])),
            (r"unique=b'\x05'", ("unique", vec![5])),
        ] {
            let (label, values) = expected;
            assert_eq!(read(output, &[BYTE]), [(label.to_owned(), values)], "{output}");
        }
    }

    #[test]
    fn what_is_no_whole_literal_is_not_read() {
        for output in [r"b'\x0c", r"b'\x0'", r"b'\xzz'", "b'", "bob's 'b'", r"sub'\x0c'", "b''", "b"] {
            assert_eq!(read(output, &[BYTE]), [], "{output}");
        }
    }

    #[test]
    fn two_on_a_line_have_labels_of_their_own() {
        let lists = read(r"a: b'\x05\x02' b: b'\x03\x04'", &[BYTE]);
        assert_eq!(lists, [("a".to_owned(), vec![5, 2]), ("b".to_owned(), vec![3, 4])]);
    }
}
