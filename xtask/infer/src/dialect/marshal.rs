//! Objects of Ruby's `Marshal`, format 4.8, as text as Python prints them, and back: numbers, arrays and hashes of these.

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
        found.push(value(&mut rest, 0)?);
    }
    let text = found.join(&SEND.to_string());
    (written(&text)? == bytes).then_some(text)
}

/// The objects of a text as [`shown`] gives it.
pub fn written(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for object in text.split(SEND) {
        bytes.extend(VERSION);
        write(&python::parse(object)?, &mut bytes)?;
    }
    Some(bytes)
}

fn value(rest: &mut &[u8], depth: usize) -> Option<String> {
    let (kind, behind) = rest.split_first().filter(|_| depth <= DEEPEST)?;
    *rest = behind;
    let mut members = |each: usize| {
        let count = usize::try_from(integer(rest)?).ok()?.checked_mul(each)?;
        // A member has a byte at least.
        (0..count.min(rest.len() + 1)).map(|_| value(rest, depth + 1)).collect::<Option<Vec<String>>>()
    };
    match kind {
        b'[' => Some(format!("[{}]", members(1)?.join(", "))),
        b'{' => {
            let pairs: Vec<String> = members(2)?.chunks(2).map(|pair| pair.join(": ")).collect();
            Some(format!("{{{}}}", pairs.join(", ")))
        }
        b'0' => Some("None".to_owned()),
        b'T' => Some("True".to_owned()),
        b'F' => Some("False".to_owned()),
        b'i' => Some(integer(rest)?.to_string()),
        _ => None,
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

fn write(value: &Value, bytes: &mut Vec<u8>) -> Option<()> {
    let (kind, members, each) = match value {
        Value::Int(number) => {
            bytes.push(b'i');
            return write_integer(*number, bytes);
        }
        Value::Name(name) => {
            bytes.push(if *name == "None" { b'0' } else { name.as_bytes()[0] });
            return Some(());
        }
        Value::List(members) => (b'[', members, 1),
        Value::Dict(members) => (b'{', members, 2),
        Value::Text(_) | Value::Tuple(_) | Value::Set(_) => return None,
    };
    bytes.push(kind);
    write_integer((members.len() / each) as i64, bytes)?;
    members.iter().try_for_each(|member| write(member, bytes))
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
        let known: [(&[u8], &str); 6] = [
            (b"\x04\x08[\x08i\x06i\x69i\x00", "[1, 100, 0]"),
            (b"\x04\x08[\x07[\x07i\x0ai\x16[\x06i\x0a", "[[5, 17], [5]]"),
            (b"\x04\x08{\x07i\x0ai\x07i\x16i\x08", "{5: 2, 17: 3}"),
            (b"\x04\x08i\x01\xc8\x04\x08i\x02,\x01", "200\u{E002}300"),
            (b"\x04\x08[\x07i\xfai\xff8", "[-1, -200]"),
            (b"\x04\x08[\x080TF", "[None, True, False]"),
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
