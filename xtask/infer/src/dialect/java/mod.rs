//! What Java's `ObjectOutputStream` writes, as data: nothing is loaded, nothing is run.
//!
//! Everything is read as text as Python would print it; an `int[]` and an `ArrayList<Integer>` are written as well. The format is
//! that of the "Java Object Serialization Specification", chapter 6.

pub mod read;

use std::collections::HashMap;
use std::ops::Range;

use super::mark::{BETWEEN, SEND};
use super::python;
use read::{ContentKind, Literal};

/// Every stream starts so.
pub const MAGIC: &[u8] = &[0xac, 0xed, 0, 5];

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Class {
    /// `int[]`.
    Ints,
    /// `ArrayList<Integer>`.
    ArrayList,
}

/// Whether these bytes start a stream.
pub fn is_stream(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The text of a turn; `None` where it is no such stream, or not whole.
pub fn shown(bytes: &[u8]) -> Option<String> {
    let start = if is_stream(bytes) { MAGIC.len() } else { 0 };
    let stream = read::read(bytes, start);
    let is_whole =
        stream.end == bytes.len() && !bytes.is_empty() && (start > 0 || !stream.contents.is_empty());
    let shown = |kind: &ContentKind| match kind {
        ContentKind::Data(range) => data(&bytes[range.clone()]),
        ContentKind::Object(literal) => {
            let mut text = String::new();
            print(bytes, literal, &mut text);
            text
        }
    };
    let texts = stream.contents.iter().map(|content| shown(&content.kind));
    is_whole.then(|| texts.collect::<Vec<_>>().join(&SEND.to_string()))
}

/// Appends an object as Python prints it.
fn print(bytes: &[u8], literal: &Literal, text: &mut String) {
    let string = |range: &Range<usize>| python::quoted(&latin(&bytes[range.clone()]));
    match literal {
        Literal::Int(number) => text.push_str(&number.to_string()),
        Literal::Float(number) => text.push_str(&python::float(*number)),
        Literal::Bool(byte) => text.push_str(if bytes[byte.start] == 0 { "False" } else { "True" }),
        Literal::Char(range) | Literal::Str(range) => text.push_str(&string(range)),
        Literal::List(items, _) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                print(bytes, item, text);
            }
            text.push(']');
        }
        Literal::Map(entries) => {
            text.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                print(bytes, key, text);
                text.push_str(": ");
                print(bytes, value, text);
            }
            text.push('}');
        }
    }
}

/// What `writeInt` and its like wrote: integers where they may be some.
fn data(bytes: &[u8]) -> String {
    match bytes.len() % 4 {
        0 => {
            let int = |four: &[u8]| four.iter().fold(0u32, |n, byte| n << 8 | u32::from(*byte)) as i32;
            let all: Vec<String> = bytes.chunks(4).map(|four| int(four).to_string()).collect();
            all.join(&BETWEEN.to_string())
        }
        _ => latin(bytes),
    }
}

/// A character a byte.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

impl Class {
    /// That of a stream.
    pub fn of(bytes: &[u8]) -> Self {
        const ARRAY_LIST: &[u8] = b"java.util.ArrayList";
        match bytes.windows(ARRAY_LIST.len()).any(|w| w == ARRAY_LIST) {
            true => Self::ArrayList,
            false => Self::Ints,
        }
    }

    /// The stream of one such object, of a text of numbers in brackets.
    pub fn written(self, text: &str) -> Option<Vec<u8>> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        let numbers: Option<Vec<i32>> = match inner.is_empty() {
            true => Some(Vec::new()),
            false => inner.split(", ").map(|number| number.parse().ok()).collect(),
        };
        let numbers = numbers.filter(|all| all.len() < usize::from(u16::MAX))?;
        Some(match self {
            Self::Ints => ints(&numbers),
            Self::ArrayList => array_list(&numbers),
        })
    }
}

fn name(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat()
}

fn ints(numbers: &[i32]) -> Vec<u8> {
    let mut bytes = [MAGIC, &[0x75, 0x72], &name("[I")].concat();
    bytes.extend([0x4d, 0xba, 0x60, 0x26, 0x76, 0xea, 0xb2, 0xa5, 2, 0, 0, 0x78, 0x70]);
    bytes.extend((numbers.len() as u32).to_be_bytes());
    bytes.extend(numbers.iter().flat_map(|n| n.to_be_bytes()));
    bytes
}

/// A number from -128 to 127 is one object, however often it is there.
fn array_list(numbers: &[i32]) -> Vec<u8> {
    let mut bytes = [MAGIC, &[0x73, 0x72], &name("java.util.ArrayList")].concat();
    bytes.extend([0x78, 0x81, 0xd2, 0x1d, 0x99, 0xc7, 0x61, 0x9d, 3, 0, 1, b'I']);
    bytes.extend(name("size"));
    bytes.extend([0x78, 0x70]);
    let count = (numbers.len() as u32).to_be_bytes();
    bytes.extend([&count[..], &[0x77, 4], &count].concat());
    let (mut handle, mut known) = (4u16, HashMap::new());
    for number in numbers {
        if let Some(known) = known.get(number) {
            bytes.extend([&[0x71, 0, 0x7e][..], &u16::to_be_bytes(*known)].concat());
            continue;
        }
        if handle == 4 {
            bytes.extend([&[0x73, 0x72], &name("java.lang.Integer")[..]].concat());
            bytes.extend([0x12, 0xe2, 0xa0, 0xa4, 0xf7, 0x81, 0x87, 0x38, 2, 0, 1, b'I']);
            bytes.extend(name("value"));
            bytes.extend([&[0x78, 0x72], &name("java.lang.Number")[..]].concat());
            bytes.extend([0x86, 0xac, 0x95, 0x1d, 0x0b, 0x94, 0xe0, 0x8b, 2, 0, 0, 0x78, 0x70]);
        } else {
            bytes.extend([0x73, 0x71, 0, 0x7e, 0, 2]);
        }
        bytes.extend(number.to_be_bytes());
        if (-128..=127).contains(number) {
            known.insert(*number, handle);
        }
        handle = handle.saturating_add(1);
    }
    bytes.push(0x78);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::base64;
    use crate::dialect::mark::SEND;

    /// What OpenJDK 17 writes.
    #[test]
    fn streams_are_read_and_written_as_java_does() {
        let cases = [
            ("rO0ABXVyAAJbSU26YCZ26rKlAgAAeHAAAAADAAAAAQAAAAIAAAAC", "[1, 2, 2]", Class::Ints),
            (
                concat!(
                    "rO0ABXNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAADdwQAAAADc3IAEWphdmEubGFuZy5J",
                    "bnRlZ2VyEuKgpPeBhzgCAAFJAAV2YWx1ZXhyABBqYXZhLmxhbmcuTnVtYmVyhqyVHQuU4IsCAAB4cAAAAAFzcQB+AAIAAADI",
                    "c3EAfgACAAAAAng="
                ),
                "[1, 200, 2]",
                Class::ArrayList,
            ),
        ];
        for (written, text, class) in cases {
            let bytes = base64::decode(written.as_bytes()).expect("base64");
            assert_eq!(shown(&bytes).as_deref(), Some(text));
            assert_eq!(Class::of(&bytes), class);
            assert_eq!(class.written(text), Some(bytes));
        }
        for line in include_str!("written.txt").lines().filter(|line| !line.starts_with(['#', 'd'])) {
            let (text, written) = line.split_once(" <- ").expect("an object and its stream");
            let bytes = base64::decode(written.as_bytes()).expect("base64");
            let got = shown(&bytes).expect("a stream").replace(SEND, " | ").replace(", ", " ");
            let got = got.replace(": ", ":").replace('\'', "");
            assert_eq!(got, text);
        }
        assert_eq!(
            shown(&Class::ArrayList.written("[5, 300, 5]").expect("numbers")).as_deref(),
            Some("[5, 300, 5]")
        );
        assert_eq!(shown(MAGIC).as_deref(), Some(""));
        assert_eq!(shown(b"\xac\xed\0\x05s"), None);
    }
}
