//! Reads a pickle as CPython's `Unpickler` does, and keeps text in the place of objects.

use super::{DEEPEST, LONGEST};
use crate::dialect::{mark, python};

/// What an unpickler keeps at a time, in objects.
const MOST_OBJECTS: usize = 4 * crate::seen::MOST_BYTES;

/// An object while it is made; members are places in the machine's store, for they may be shared.
#[derive(Debug, Clone)]
enum Object {
    Mark,
    Plain(String),
    Many {
        open: &'static str,
        close: &'static str,
        members: Vec<usize>,
    },
    /// Members are keys and values in turn.
    Dict(Vec<usize>),
    /// The class `set`, the only one that is known.
    SetClass,
}

const LIST: Object = Object::Many { open: "[", close: "]", members: Vec::new() };
const SET: Object = Object::Many { open: "{", close: "}", members: Vec::new() };

/// What unpickles.
#[derive(Default)]
pub struct Machine {
    store: Vec<Object>,
    stack: Vec<usize>,
    memo: std::collections::HashMap<u64, usize>,
}

impl Machine {
    /// The text of the first pickle, and how many bytes it has.
    pub fn run(mut self, bytes: &[u8]) -> Option<(String, usize)> {
        let mut input = Input { bytes, at: 0 };
        loop {
            if self.store.len() > MOST_OBJECTS {
                return None;
            }
            match input.byte()? {
                b'.' => {
                    let mut text = String::new();
                    let object = self.stack.pop()?;
                    self.print(object, 0, &mut text)?;
                    return Some((text, input.at));
                }
                opcode => self.step(opcode, &mut input)?,
            }
        }
    }

    fn step(&mut self, opcode: u8, input: &mut Input) -> Option<()> {
        match opcode {
            0x80 => drop(input.take(1)?),
            0x95 => drop(input.take(8)?),
            b'(' => self.push(Object::Mark),
            b'0' => drop(self.stack.pop()?),
            b'1' => drop(self.marked()?),
            b']' => self.push(LIST),
            b'}' => self.push(Object::Dict(Vec::new())),
            0x8f => self.push(SET),
            b')' => self.tuple(Vec::new()),
            b'l' | b't' | b'd' => {
                let members = self.marked()?;
                match opcode {
                    b'l' => self.push(Object::Many { open: "[", close: "]", members }),
                    b't' => self.tuple(members),
                    _ => self.push(Object::Dict(members)),
                }
            }
            0x85..=0x87 => {
                let members = self.stack.split_off(self.stack.len().checked_sub(usize::from(opcode - 0x84))?);
                self.tuple(members);
            }
            b'a' => {
                let member = self.stack.pop()?;
                self.extend(vec![member])?;
            }
            b's' => {
                let members = self.stack.split_off(self.stack.len().checked_sub(2)?);
                self.extend(members)?;
            }
            b'e' | b'u' | 0x90 => {
                let members = self.marked()?;
                self.extend(members)?;
            }
            b'c' => {
                let class = (input.line()?, input.line()?);
                let is_set = matches!(class, (b"__builtin__" | b"builtins", b"set"));
                self.push(is_set.then_some(Object::SetClass)?);
            }
            b'R' => self.reduce()?,
            _ => return self.keep(opcode, input).or_else(|| self.plain(opcode, input)),
        }
        Some(())
    }

    /// The memo.
    fn keep(&mut self, opcode: u8, input: &mut Input) -> Option<()> {
        let start = input.at;
        let index = match opcode {
            0x94 => Some(self.memo.len() as u64),
            b'q' | b'h' => input.byte().map(u64::from),
            b'r' | b'j' => input.number(4),
            b'p' | b'g' => input.line().and_then(|line| std::str::from_utf8(line).ok()?.parse().ok()),
            _ => None,
        };
        let Some(index) = index else {
            input.at = start;
            return None;
        };
        match opcode {
            b'h' | b'j' | b'g' => self.stack.push(*self.memo.get(&index)?),
            _ => drop(self.memo.insert(index, *self.stack.last()?)),
        }
        Some(())
    }

    /// Objects without members.
    fn plain(&mut self, opcode: u8, input: &mut Input) -> Option<()> {
        let text = match opcode {
            b'N' => "None".to_owned(),
            0x88 => "True".to_owned(),
            0x89 => "False".to_owned(),
            b'K' => input.number(1)?.to_string(),
            b'M' => input.number(2)?.to_string(),
            b'J' => (input.number(4)? as u32 as i32).to_string(),
            b'I' | b'L' => match input.line()? {
                b"01" if opcode == b'I' => "True".to_owned(),
                b"00" if opcode == b'I' => "False".to_owned(),
                line => {
                    std::str::from_utf8(line).ok()?.trim_end_matches('L').parse::<i64>().ok()?.to_string()
                }
            },
            0x8a => {
                let len = usize::from(input.byte()?);
                python::long(input.take(len)?)?.to_string()
            }
            b'G' => python::float(f64::from_be_bytes(input.take(8)?.try_into().ok()?)),
            b'X' | 0x8c | 0x8d | b'T' | b'U' | b'C' | b'B' => {
                let len = input.number(match opcode {
                    0x8c | b'U' | b'C' => 1,
                    0x8d => 8,
                    _ => 4,
                })?;
                let bytes = input.take(usize::try_from(len).ok()?)?;
                let prefix = if matches!(opcode, b'C' | b'B') { "b" } else { "" };
                format!("{prefix}{}", python::quoted(&mark::text(bytes)))
            }
            b'V' => python::quoted(&mark::text(input.line()?)),
            _ => return None,
        };
        self.push(Object::Plain(text));
        Some(())
    }

    fn push(&mut self, object: Object) {
        self.stack.push(self.store.len());
        self.store.push(object);
    }

    fn tuple(&mut self, members: Vec<usize>) {
        let close = if members.len() == 1 { ",)" } else { ")" };
        self.push(Object::Many { open: "(", close, members });
    }

    /// `set` of a list.
    fn reduce(&mut self) -> Option<()> {
        let (arguments, class) = (self.stack.pop()?, self.stack.pop()?);
        let (Object::Many { members, .. }, Object::SetClass) = (&self.store[arguments], &self.store[class])
        else {
            return None;
        };
        let Object::Many { members, .. } = &self.store[*members.first()?] else { return None };
        self.push(Object::Many { open: "{", close: "}", members: members.clone() });
        Some(())
    }

    fn marked(&mut self) -> Option<Vec<usize>> {
        let mark = self.stack.iter().rposition(|at| matches!(self.store[*at], Object::Mark))?;
        let members = self.stack.split_off(mark + 1);
        self.stack.pop();
        Some(members)
    }

    fn extend(&mut self, more: Vec<usize>) -> Option<()> {
        match &mut self.store[*self.stack.last()?] {
            Object::Many { members, .. } | Object::Dict(members) => members.extend(more),
            _ => return None,
        }
        Some(())
    }

    fn print(&self, object: usize, depth: usize, text: &mut String) -> Option<()> {
        if depth > DEEPEST || text.len() > LONGEST {
            return None;
        }
        match &self.store[object] {
            Object::Plain(plain) => text.push_str(plain),
            Object::Many { open: "{", members, .. } if members.is_empty() => text.push_str("set()"),
            Object::Many { open, close, members } => {
                text.push_str(open);
                for (at, member) in members.iter().enumerate() {
                    text.push_str(if at > 0 { ", " } else { "" });
                    self.print(*member, depth + 1, text)?;
                }
                text.push_str(close);
            }
            Object::Dict(members) => {
                text.push('{');
                for (at, pair) in members.chunks(2).enumerate() {
                    text.push_str(if at > 0 { ", " } else { "" });
                    self.print(pair[0], depth + 1, text)?;
                    text.push_str(": ");
                    self.print(*pair.get(1)?, depth + 1, text)?;
                }
                text.push('}');
            }
            Object::Mark | Object::SetClass => return None,
        }
        Some(())
    }
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.take(bytes)?.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    fn line(&mut self) -> Option<&'a [u8]> {
        let len = self.bytes[self.at..].iter().position(|b| *b == b'\n')?;
        let line = self.take(len)?;
        self.at += 1;
        Some(line)
    }
}
