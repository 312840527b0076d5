//! Writes a pickle as CPython's `Pickler` does, batches and memo included.

use crate::dialect::mark;
use crate::dialect::python::{self, Value};

/// Writes as CPython's `Pickler` does.
pub struct Pickler {
    protocol: u8,
    memo: u32,
    bytes: Vec<u8>,
}

impl Pickler {
    /// An object and the dot behind it.
    pub fn written(value: &Value, protocol: u8) -> Option<Vec<u8>> {
        let mut pickler = Self { protocol, memo: 0, bytes: Vec::new() };
        pickler.put(value)?;
        pickler.bytes.push(b'.');
        Some(pickler.bytes)
    }

    fn put(&mut self, value: &Value) -> Option<()> {
        match value {
            Value::Int(n) => self.int(*n),
            Value::Name("None") => self.bytes.push(b'N'),
            Value::Name(name) if self.protocol >= 2 => {
                self.bytes.push(if *name == "True" { 0x88 } else { 0x89 });
            }
            Value::Name(name) => self.bytes.extend(if *name == "True" { b"I01\n" } else { b"I00\n" }),
            Value::Text(text) => self.text(&mark::bytes(text)?)?,
            Value::List(members) => {
                self.empty(b']', b'l');
                self.batches(members, 1, b'a', b'e')?;
            }
            Value::Dict(members) => {
                self.empty(b'}', b'd');
                self.batches(members, 2, b's', b'u')?;
            }
            Value::Tuple(members) => self.tuple(members)?,
            Value::Set(members) if self.protocol >= 4 => {
                self.bytes.push(0x8f);
                self.memoize();
                for batch in members.chunks(1000) {
                    self.bytes.push(b'(');
                    batch.iter().try_for_each(|member| self.put(member))?;
                    self.bytes.push(0x90);
                }
            }
            Value::Set(_) => return None,
        }
        Some(())
    }

    fn memoize(&mut self) {
        match self.protocol {
            4.. => self.bytes.push(0x94),
            0 => self.bytes.extend(format!("p{}\n", self.memo).bytes()),
            _ if self.memo < 256 => self.bytes.extend([b'q', self.memo as u8]),
            _ => {
                self.bytes.push(b'r');
                self.bytes.extend(self.memo.to_le_bytes());
            }
        }
        self.memo += 1;
    }

    fn empty(&mut self, opcode: u8, marked: u8) {
        match self.protocol {
            0 => self.bytes.extend([b'(', marked]),
            _ => self.bytes.push(opcode),
        }
        self.memoize();
    }

    /// Members by the thousand; one by itself without a mark.
    fn batches(&mut self, members: &[Value], each: usize, single: u8, many: u8) -> Option<()> {
        if self.protocol == 0 {
            for member in members.chunks(each) {
                member.iter().try_for_each(|value| self.put(value))?;
                self.bytes.push(single);
            }
            return Some(());
        }
        for batch in members.chunks(1000 * each) {
            let is_single = batch.len() == each;
            if !is_single {
                self.bytes.push(b'(');
            }
            batch.iter().try_for_each(|value| self.put(value))?;
            self.bytes.push(if is_single { single } else { many });
        }
        Some(())
    }

    fn tuple(&mut self, members: &[Value]) -> Option<()> {
        match members.len() {
            0 if self.protocol >= 1 => {
                self.bytes.push(b')');
                return Some(());
            }
            1..=3 if self.protocol >= 2 => {
                members.iter().try_for_each(|member| self.put(member))?;
                self.bytes.push(0x84 + members.len() as u8);
            }
            _ => {
                self.bytes.push(b'(');
                members.iter().try_for_each(|member| self.put(member))?;
                self.bytes.push(b't');
                if members.is_empty() {
                    return Some(());
                }
            }
        }
        self.memoize();
        Some(())
    }

    fn int(&mut self, value: i64) {
        let is_binary = self.protocol >= 1;
        match value {
            0..=0xff if is_binary => self.bytes.extend([b'K', value as u8]),
            0x100..=0xffff if is_binary => {
                self.bytes.push(b'M');
                self.bytes.extend((value as u16).to_le_bytes());
            }
            _ if i32::try_from(value).is_ok() && is_binary => {
                self.bytes.push(b'J');
                self.bytes.extend((value as i32).to_le_bytes());
            }
            _ if i32::try_from(value).is_ok() => self.bytes.extend(format!("I{value}\n").bytes()),
            _ if self.protocol >= 2 => {
                let bytes = python::long_bytes(value);
                self.bytes.extend([0x8a, bytes.len() as u8]);
                self.bytes.extend(bytes);
            }
            _ => self.bytes.extend(format!("L{value}L\n").bytes()),
        }
    }

    fn text(&mut self, bytes: &[u8]) -> Option<()> {
        match self.protocol {
            0 if bytes.is_ascii() && !bytes.contains(&b'\\') && !bytes.contains(&b'\n') => {
                self.bytes.push(b'V');
                self.bytes.extend(bytes);
                self.bytes.push(b'\n');
            }
            0 => return None,
            4.. if bytes.len() < 256 => {
                self.bytes.extend([0x8c, bytes.len() as u8]);
                self.bytes.extend(bytes);
            }
            _ => {
                self.bytes.push(b'X');
                self.bytes.extend(u32::try_from(bytes.len()).ok()?.to_le_bytes());
                self.bytes.extend(bytes);
            }
        }
        self.memoize();
        Some(())
    }
}
