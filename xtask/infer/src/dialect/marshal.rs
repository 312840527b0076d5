//! Objects of Ruby's `Marshal`, format 4.8, as text as Python prints them, and back: numbers, symbols, plain text, arrays and
//! hashes of these.

use super::mark::SEND;
use super::pickle::DEEPEST;
use super::python::{self, Value};

/// What each of them begins with.
pub const VERSION: [u8; 2] = [4, 8];

/// The text of one object after the other; `None` where `written` would not give these bytes again.
pub fn shown(bytes: &[u8]) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        rest = rest.strip_prefix(&VERSION)?;
        let mut reader = Reader { rest, symbols: Vec::new() };
        found.push(reader.value(0)?);
        rest = reader.rest;
    }
    let text = found.join(&SEND.to_string());
    (written(&text)? == bytes).then_some(text)
}

/// The objects of a text as [`shown`] gives it.
pub fn written(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for object in text.split(SEND) {
        bytes.extend(VERSION);
        Writer { bytes: &mut bytes, symbols: Vec::new() }.write(&python::parse(object)?)?;
    }
    Some(bytes)
}

/// What stands before the text of a symbol.
const SYMBOL: char = ':';
/// What says of a text that it is UTF-8: one variable, `E`, which is true.
const ENCODING: &str = "E";

/// Symbols are written once, and then by their number.
struct Reader<'a> {
    rest: &'a [u8],
    symbols: Vec<String>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<String> {
        let (kind, behind) = self.rest.split_first().filter(|_| depth <= DEEPEST)?;
        self.rest = behind;
        match kind {
            b'[' => Some(format!("[{}]", self.members(1, depth)?.join(", "))),
            b'{' => {
                let pairs: Vec<String> =
                    self.members(2, depth)?.chunks(2).map(|pair| pair.join(": ")).collect();
                Some(format!("{{{}}}", pairs.join(", ")))
            }
            b'0' => Some("None".to_owned()),
            b'T' => Some("True".to_owned()),
            b'F' => Some("False".to_owned()),
            b'i' => Some(integer(&mut self.rest)?.to_string()),
            b':' | b';' => Some(format!("'{SYMBOL}{}'", self.symbol(*kind)?)),
            b'I' => {
                self.rest = self.rest.strip_prefix(b"\"")?;
                let text = self.text()?;
                let is_one = integer(&mut self.rest)? == 1;
                let (kind, behind) = self.rest.split_first()?;
                self.rest = behind;
                let is_encoding = self.symbol(*kind)? == ENCODING;
                self.rest = self.rest.strip_prefix(b"T")?;
                (is_one && is_encoding && !text.starts_with(SYMBOL)).then(|| format!("'{text}'"))
            }
            _ => None,
        }
    }

    fn members(&mut self, each: usize, depth: usize) -> Option<Vec<String>> {
        let count = usize::try_from(integer(&mut self.rest)?).ok()?.checked_mul(each)?;
        // A member has a byte at least.
        (0..count.min(self.rest.len() + 1)).map(|_| self.value(depth + 1)).collect()
    }

    fn symbol(&mut self, kind: u8) -> Option<String> {
        match kind {
            b':' => {
                let text = self.text()?;
                self.symbols.push(text.clone());
                Some(text)
            }
            b';' => {
                let number = usize::try_from(integer(&mut self.rest)?).ok()?;
                self.symbols.get(number).cloned()
            }
            _ => None,
        }
    }

    /// A text that needs no escapes.
    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(integer(&mut self.rest)?).ok()?;
        let (bytes, behind) = self.rest.split_at_checked(length)?;
        self.rest = behind;
        let is_plain = |b: &u8| (b' '..=b'~').contains(b) && !matches!(b, b'\'' | b'\\');
        bytes.iter().all(is_plain).then(|| bytes.iter().copied().map(char::from).collect())
    }
}

struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    symbols: Vec<String>,
}

impl Writer<'_> {
    fn write(&mut self, value: &Value) -> Option<()> {
        let (kind, members, each) = match value {
            Value::Int(number) => {
                self.bytes.push(b'i');
                return write_integer(*number, self.bytes);
            }
            Value::Name(name) => {
                self.bytes.push(if *name == "None" { b'0' } else { name.as_bytes()[0] });
                return Some(());
            }
            Value::Text(text) => {
                return match text.strip_prefix(SYMBOL) {
                    Some(symbol) => self.symbol(symbol),
                    None => {
                        self.bytes.extend(b"I\"");
                        self.text(text)?;
                        write_integer(1, self.bytes)?;
                        self.symbol(ENCODING)?;
                        self.bytes.push(b'T');
                        Some(())
                    }
                };
            }
            Value::List(members) => (b'[', members, 1),
            Value::Dict(members) => (b'{', members, 2),
            Value::Tuple(_) | Value::Set(_) => return None,
        };
        self.bytes.push(kind);
        write_integer((members.len() / each) as i64, self.bytes)?;
        members.iter().try_for_each(|member| self.write(member))
    }

    fn symbol(&mut self, text: &str) -> Option<()> {
        match self.symbols.iter().position(|known| known == text) {
            Some(number) => {
                self.bytes.push(b';');
                write_integer(number as i64, self.bytes)
            }
            None => {
                self.symbols.push(text.to_owned());
                self.bytes.push(b':');
                self.text(text)
            }
        }
    }

    fn text(&mut self, text: &str) -> Option<()> {
        write_integer(text.len() as i64, self.bytes)?;
        self.bytes.extend(text.bytes());
        Some(())
    }
}

/// A small number in a byte, a larger one behind how many bytes it has, less where it is negative.
fn integer(rest: &mut &[u8]) -> Option<i64> {
    let (first, behind) = rest.split_first()?;
    *rest = behind;
    match i64::from(*first as i8) {
        0 => Some(0),
        small @ 5.. => Some(small - 5),
        small @ ..=-5 => Some(small + 5),
        size => {
            let (bytes, behind) = rest.split_at_checked(size.unsigned_abs() as usize)?;
            *rest = behind;
            let fill = if size < 0 { -1 } else { 0 };
            Some(bytes.iter().rev().fold(fill, |number: i64, byte| number << 8 | i64::from(*byte)))
        }
    }
}

fn write_integer(number: i64, bytes: &mut Vec<u8>) -> Option<()> {
    /// Larger ones are of another kind.
    const LARGEST: i64 = (1 << 30) - 1;
    match number {
        0 => bytes.push(0),
        1..=122 => bytes.push(number as u8 + 5),
        -123..=-1 => bytes.push((number as i8 - 5) as u8),
        _ if !(-LARGEST - 1..=LARGEST).contains(&number) => return None,
        _ => {
            let size = (1..=4).find(|size| matches!(number >> (8 * size), 0 | -1))?;
            bytes.push(if number < 0 { -size as u8 } else { size as u8 });
            bytes.extend(&number.to_le_bytes()[..size as usize]);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Ruby 3.1 writes.
    #[test]
    fn objects_of_ruby_are_read_and_written_again() {
        let known: [(&[u8], &str); 8] = [
            (b"\x04\x08[\x08i\x06i\x69i\x00", "[1, 100, 0]"),
            (b"\x04\x08[\x07[\x07i\x0ai\x16[\x06i\x0a", "[[5, 17], [5]]"),
            (b"\x04\x08{\x07i\x0ai\x07i\x16i\x08", "{5: 2, 17: 3}"),
            (b"\x04\x08i\x01\xc8\x04\x08i\x02,\x01", "200\u{E002}300"),
            (b"\x04\x08[\x07i\xfai\xff8", "[-1, -200]"),
            (b"\x04\x08[\x080TF", "[None, True, False]"),
            (b"\x04\x08[\x08:\x09uniqi\x06;\x00", "[':uniq', 1, ':uniq']"),
            (b"\x04\x08[\x07I\"\x065\x06:\x06ETI\"\x0717\x06;\x00T", "['5', '17']"),
        ];
        for (bytes, text) in known {
            assert_eq!(shown(bytes).as_deref(), Some(text));
            assert_eq!(written(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn what_is_not_all_of_an_object_is_none() {
        for bytes in [
            &b"\x04\x08"[..],
            b"\x04\x08[\x08i\x06",
            b"\x04\x08[\x03\xff\xff\xff",
            b"\x04\x08x",
            b"\x04\x08i\x01\x05",
        ] {
            assert_eq!(shown(bytes), None);
        }
        assert_eq!(shown(&[VERSION.as_slice(), &b"[\x06".repeat(5000)].concat()), None);
    }
}
