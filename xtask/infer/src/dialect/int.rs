//! Integers of a fixed width, as a struct of C or a stream of Java writes them.

use crate::seen::MOST_NUMBERS;

/// How an integer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Int {
    /// How many bytes it has: 1, 2, 4 or 8.
    pub width: usize,
    /// Whether the first byte is the highest.
    pub is_big: bool,
    /// Whether it may be negative.
    pub is_signed: bool,
}

impl Int {
    /// As Python's `struct` names it: `>i`.
    pub const fn of(code: &str) -> Self {
        let bytes = code.as_bytes();
        let letter = bytes[bytes.len() - 1];
        let width = match letter.to_ascii_lowercase() {
            b'b' => 1,
            b'h' => 2,
            b'i' => 4,
            _ => 8,
        };
        Self { width, is_big: bytes[0] != b'<', is_signed: letter.is_ascii_lowercase() }
    }

    /// Its name as `of` takes it.
    pub fn code(self) -> String {
        let letter = match self.width {
            1 => 'b',
            2 => 'h',
            4 => 'i',
            _ => 'q',
        };
        let letter = if self.is_signed { letter } else { letter.to_ascii_uppercase() };
        match self.width {
            1 => letter.to_string(),
            _ => format!("{}{letter}", if self.is_big { '>' } else { '<' }),
        }
    }

    /// As a person says it.
    pub fn words(self) -> String {
        match (self.width, self.is_big) {
            (1, _) => "one byte".to_owned(),
            (width, true) => format!("{width} bytes, the highest first"),
            (width, false) => format!("{width} bytes, the lowest first"),
        }
    }

    /// The number that these bytes are; `None` where they are too few, or it has more than 63 bits.
    pub fn read(self, bytes: &[u8]) -> Option<i64> {
        let mut wide = [0; 8];
        let bytes = bytes.get(..self.width)?;
        for (at, byte) in bytes.iter().enumerate() {
            wide[if self.is_big { 8 - self.width + at } else { at }] = *byte;
        }
        let raw = if self.is_big { u64::from_be_bytes(wide) } else { u64::from_le_bytes(wide) };
        let unused = 64 - 8 * self.width as u32;
        match self.is_signed {
            true => Some(((raw << unused) as i64) >> unused),
            false => i64::try_from(raw).ok(),
        }
    }

    /// The bytes of a number; `None` where it does not fit.
    pub fn write(self, value: i64) -> Option<Vec<u8>> {
        let bytes = match self.is_big {
            true => value.to_be_bytes()[8 - self.width..].to_vec(),
            false => value.to_le_bytes()[..self.width].to_vec(),
        };
        (self.read(&bytes) == Some(value)).then_some(bytes)
    }

    /// All numbers of these bytes; `None` where some are left over, or there are more than are looked at.
    pub fn read_all(self, bytes: &[u8]) -> Option<Vec<i64>> {
        match bytes.len() % self.width {
            0 if bytes.len() / self.width <= MOST_NUMBERS => {
                bytes.chunks(self.width).map(|chunk| self.read(chunk)).collect()
            }
            _ => None,
        }
    }
}
