//! What stands behind an opcode: numbers, lines, strings and names.

use std::ops::Range;

use super::machine::{Item, Machine, Trouble};

impl Machine<'_> {
    pub(super) fn take(&mut self, length: usize) -> Result<Range<usize>, Trouble> {
        let end =
            self.at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(Trouble::CutOff)?;
        let start = std::mem::replace(&mut self.at, end);
        Ok(start..end)
    }

    pub(super) fn little_endian(&mut self, width: usize) -> Result<u64, Trouble> {
        let place = self.take(width)?;
        Ok(self.bytes[place].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    /// The rest of the line.
    pub(super) fn line(&mut self) -> Result<Range<usize>, Trouble> {
        // No line that matters is longer.
        const LONGEST: usize = 1 << 16;
        let rest = &self.bytes[self.at..];
        let found = rest.iter().take(LONGEST).position(|b| *b == b'\n');
        self.searched = found.unwrap_or(rest.len().min(LONGEST));
        match found {
            Some(length) => {
                let line = self.at..self.at + length;
                self.at += length + 1;
                Ok(line)
            }
            None if rest.len() < LONGEST => Err(Trouble::CutOff),
            None => Err(Trouble::Wrong),
        }
    }

    pub(super) fn line_number(&mut self) -> Result<u64, Trouble> {
        let line = self.line()?;
        let text = std::str::from_utf8(&self.bytes[line]).map_err(|_| Trouble::Wrong)?;
        text.trim().parse().map_err(|_| Trouble::Wrong)
    }

    /// A module's or class's name.
    pub(super) fn name(&mut self) -> Result<(), Trouble> {
        let line = self.line()?;
        let name = &self.bytes[line];
        let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.') || *b >= 0x80;
        if name.is_empty() || !name.iter().all(fits) { Err(Trouble::Wrong) } else { Ok(()) }
    }

    pub(super) fn int(&mut self, width: usize) -> Result<(), Trouble> {
        let n = self.little_endian(width)?;
        self.stack.push(Item::Int(n as i64));
        Ok(())
    }

    pub(super) fn long(&mut self, width: usize) -> Result<(), Trouble> {
        let length = self.little_endian(width)? as usize;
        let place = self.take(length)?;
        let digits = &self.bytes[place];
        let item = if digits.len() > 8 {
            Item::Float
        } else {
            let fill = if digits.last().is_some_and(|top| top & 0x80 != 0) { u64::MAX } else { 0 };
            Item::Int(digits.iter().rev().fold(fill, |n, byte| n << 8 | u64::from(*byte)) as i64)
        };
        self.stack.push(item);
        Ok(())
    }

    pub(super) fn string(&mut self, width: usize) -> Result<(), Trouble> {
        let length = usize::try_from(self.little_endian(width)?).map_err(|_| Trouble::CutOff)?;
        let place = self.take(length)?;
        self.stack.push(Item::Str(place.start, place.end));
        Ok(())
    }

    pub(super) fn extension(&mut self, width: usize) -> Result<(), Trouble> {
        self.take(width)?;
        self.stack.push(Item::Other);
        Ok(())
    }
}
