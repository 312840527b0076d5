//! Integers of a fixed width, as a struct of C or a stream of Java writes them.

use serde::{Deserialize, Serialize};

use crate::seen::MOST_NUMBERS;

/// How an integer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Int {
    /// How many bytes it has: 1, 2, 4 or 8.
    pub width: usize,
    /// Whether the first byte is the highest.
    pub is_big: bool,
    /// Whether it may be negative.
    pub is_signed: bool,
    /// Whether it is a floating-point number; only whole ones are read.
    pub is_float: bool,
}

impl Int {
    /// As Python's `struct` names it: `>i`.
    pub const fn of(code: &str) -> Self {
        let bytes = code.as_bytes();
        let letter = bytes[bytes.len() - 1];
        let width = match letter.to_ascii_lowercase() {
            b'b' => 1,
            b'h' => 2,
            b'i' | b'f' => 4,
            _ => 8,
        };
        let is_float = matches!(letter, b'f' | b'd');
        Self { width, is_big: bytes[0] != b'<', is_signed: letter.is_ascii_lowercase(), is_float }
    }

    /// Its name as `of` takes it.
    pub fn code(self) -> String {
        let letter = match self.width {
            4 if self.is_float => 'f',
            8 if self.is_float => 'd',
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
        if self.is_float {
            return format!("{} bytes as floating-point numbers", self.width);
        }
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
        if self.is_float {
            let value = match self.width {
                4 => f64::from(f32::from_bits((raw & 0xffff_ffff) as u32)),
                _ => f64::from_bits(raw),
            };
            let is_whole = value.fract() == 0.0 && value.abs() < (1i64 << 53) as f64;
            return is_whole.then_some(value as i64);
        }
        let unused = 64 - 8 * self.width as u32;
        match self.is_signed {
            true => Some(((raw << unused) as i64) >> unused),
            false => i64::try_from(raw).ok(),
        }
    }

    /// The bytes of a number; `None` where it does not fit.
    pub fn write(self, value: i64) -> Option<Vec<u8>> {
        let raw = match (self.is_float, self.width) {
            (true, 4) => i64::from((value as f32).to_bits()),
            (true, _) => (value as f64).to_bits() as i64,
            (false, _) => value,
        };
        let bytes = match self.is_big {
            true => raw.to_be_bytes()[8 - self.width..].to_vec(),
            false => raw.to_le_bytes()[..self.width].to_vec(),
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
