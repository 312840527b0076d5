//! Bytes that a program printed as Python writes them: `b'\x00\x05'`.

use super::layers::Layer;
use super::mark::{CLOSE, OPEN};

/// A text, and in the place of bytes what a layer of the wire makes of them.
pub fn decode(text: &str, layer: &Layer) -> String {
    let (mut found, mut rest) = (String::new(), text);
    let start = |text: &str| text.as_bytes().windows(2).position(|two| matches!(two, b"b'" | b"b\""));
    while let Some(at) = start(rest) {
        let read = literal(&rest[at + 1..]).and_then(|(bytes, len)| {
            let inner = layer.decode(&vec![bytes.clone()])?;
            (layer.encode(&inner)? == [bytes]).then_some((inner, len))
        });
        match read {
            Some((inner, len)) => {
                found.extend([&rest[..at], &OPEN.to_string(), &inner, &CLOSE.to_string()]);
                rest = &rest[at + 1 + len..];
            }
            None => {
                found.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    found + rest
}

/// The text again.
pub fn encode(text: &str, layer: &Layer) -> Option<String> {
    let mut pieces = text.split(OPEN);
    let mut found = pieces.next()?.to_owned();
    for piece in pieces {
        let (inner, behind) = piece.split_once(CLOSE)?;
        found.push_str(&written(&layer.encode(inner)?.concat()));
        found.push_str(behind);
    }
    Some(found)
}

/// The bytes of a literal behind its `b`, and how long it is; `None` where it does not end, or is no such literal.
fn literal(text: &str) -> Option<(Vec<u8>, usize)> {
    let quote = *text.as_bytes().first()?;
    let (mut bytes, mut at) = (Vec::new(), 1);
    let raw = text.as_bytes();
    loop {
        let byte = *raw.get(at)?;
        at += 1;
        match byte {
            b if b == quote => return Some((bytes, at)),
            b'\n' => return None,
            b'\\' => {
                let escaped = *raw.get(at)?;
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'x' => {
                        let digits = text.get(at..at + 2)?;
                        at += 2;
                        u8::from_str_radix(digits, 16).ok()?
                    }
                    b'\\' | b'\'' | b'"' => escaped,
                    _ => return None,
                });
            }
            b if b.is_ascii() => bytes.push(b),
            _ => return None,
        }
    }
}

fn written(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut text = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b if char::from(*b) == quote => text.extend(['\\', quote]),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push(quote);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_and_written_as_python_does() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [&b"1, 2"[..], b"it's", b"\"'\"", b"\x00\x05\n\\", &all] {
            let text = written(bytes);
            assert_eq!(literal(&text[1..]), Some((bytes.to_vec(), text.len() - 1)), "{text}");
        }
        assert_eq!(literal("'abc"), None);
        let layer = Layer::Fixed { head: None, item: super::super::int::Int::of(">h") };
        let text = "got b'\\x00\\x05\\x00\\x06' and b'odd'\n";
        assert_eq!(decode(text, &layer), format!("got {OPEN}5\u{E005}6{CLOSE} and b'odd'\n"));
        assert_eq!(encode(&decode(text, &layer), &layer).as_deref(), Some(text));
    }
}
