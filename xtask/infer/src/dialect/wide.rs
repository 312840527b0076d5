//! Several bytes a character: UTF-16, UTF-32.

use serde::{Deserialize, Serialize};

/// How characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wide {
    /// How many bytes each has.
    width: usize,
    /// Whether the first byte is the highest.
    is_big: bool,
    /// Whether each text begins with the mark that tells their order.
    has_mark: bool,
}

impl Wide {
    /// That of these bytes, if it is one.
    pub fn of(bytes: &[u8]) -> Self {
        let guess = |width, is_big| {
            let found = Self { width, is_big, has_mark: false };
            Self { has_mark: bytes.starts_with(&found.mark()), ..found }
        };
        let all = [guess(4, true), guess(4, false), guess(2, true), guess(2, false)];
        let fits = |wide: &Self| wide.decode(&bytes[..bytes.len().min(64) / 4 * 4]).is_some();
        all.into_iter().find(fits).unwrap_or(guess(2, false))
    }

    /// How many bytes a character has.
    pub const fn width(self) -> usize {
        self.width
    }

    /// The character U+FEFF.
    fn mark(self) -> Vec<u8> {
        let mut mark = vec![0; self.width];
        let (high, low) = if self.is_big { (self.width - 2, self.width - 1) } else { (1, 0) };
        (mark[high], mark[low]) = (0xfe, 0xff);
        mark
    }

    /// The text; `None` where it has another character than those of one byte.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let mark = self.mark();
        let body = if self.has_mark { bytes.strip_prefix(mark.as_slice())? } else { bytes };
        let low = if self.is_big { self.width - 1 } else { 0 };
        let is_whole = !body.is_empty() && body.len().is_multiple_of(self.width);
        let is_plain = |each: &[u8]| each.iter().enumerate().all(|(at, byte)| at == low || *byte == 0);
        let all = || body.chunks(self.width);
        // Integers are no text: it has hardly a control character.
        let controls = body.iter().skip(low).step_by(self.width).filter(|byte| **byte < 9).count();
        let is_text = is_whole && all().all(is_plain) && (self.width == 2 || controls == 0);
        is_text.then(|| all().map(|each| char::from(each[low])).collect())
    }

    /// Its bytes.
    pub fn encode(self, bytes: &[u8]) -> Vec<u8> {
        let mut found = if self.has_mark { self.mark() } else { Vec::new() };
        for byte in bytes {
            let mut each = vec![0; self.width];
            each[if self.is_big { self.width - 1 } else { 0 }] = *byte;
            found.extend(each);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_and_written_with_its_mark() {
        let cases: [&[u8]; 4] = [b"5\0,\0", b"\xff\xfe5\0,\x006\0", b"\x005\0,", b"5\0\0\0,\0\0\0"];
        for bytes in cases {
            let wide = Wide::of(bytes);
            let text = wide.decode(bytes).expect("text");
            assert!(text.starts_with("5,"), "{wide:?}");
            assert_eq!(wide.encode(text.as_bytes()), bytes, "{wide:?}");
        }
    }
}
