//! Objects of Python as text as Python prints them, and back. Data only: no class is ever looked up.
//!
//! Opcodes are those of CPython's `Lib/pickletools.py`; what is written is what its `Pickler` writes, batches and memo included.

use super::mark::{self, SEND};
use super::python::{self, Value};

/// Objects nest no deeper.
pub const DEEPEST: usize = 40;
/// No object has more text: one that is shared over and over would.
pub const LONGEST: usize = 4 * crate::seen::MOST_BYTES;
/// What an unpickler keeps at a time, in objects.
const MOST_OBJECTS: usize = 4 * crate::seen::MOST_BYTES;

/// The protocol that these bytes are in, if they are a pickle.
pub fn protocol(bytes: &[u8]) -> u8 {
    match bytes {
        [0x80, protocol, ..] => *protocol,
        [b']' | b'}' | b')', ..] => 1,
        _ => 0,
    }
}

/// The text of one pickle after the other.
pub fn shown(bytes: &[u8]) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let (text, len) = Machine::default().run(rest)?;
        found.push(text);
        rest = &rest[len..];
    }
    (!found.is_empty()).then(|| found.join(&SEND.to_string()))
}

/// Pickles of a text as [`shown`] gives it.
pub fn written(text: &str, protocol: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for object in text.split(SEND) {
        let mut pickler = Pickler { protocol, memo: 0, bytes: Vec::new() };
        pickler.put(&python::parse(object)?)?;
        pickler.bytes.push(b'.');
        if protocol >= 2 {
            bytes.extend([0x80, protocol]);
        }
        if protocol >= 4 && pickler.bytes.len() >= 4 {
            bytes.push(0x95);
            bytes.extend((pickler.bytes.len() as u64).to_le_bytes());
        }
        bytes.extend(pickler.bytes);
    }
    Some(bytes)
}

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

#[derive(Default)]
struct Machine {
    store: Vec<Object>,
    stack: Vec<usize>,
    memo: std::collections::HashMap<u64, usize>,
}

impl Machine {
    /// The text of the first pickle, and how many bytes it has.
    fn run(mut self, bytes: &[u8]) -> Option<(String, usize)> {
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

/// Writes as CPython's `Pickler` does.
struct Pickler {
    protocol: u8,
    memo: u32,
    bytes: Vec<u8>,
}

impl Pickler {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.11 writes, by protocol.
    #[test]
    fn pickles_are_read_and_written_as_python_does() {
        let one = b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00]\x94(K\x05M,\x01K\x00e.";
        let cases: [(&[u8], u8, &str); 5] = [
            (one, 4, "[5, 300, 0]"),
            (b"\x80\x02]q\x00(K\x05M,\x01J\xff\xff\xff\xffe.", 2, "[5, 300, -1]"),
            (b"(lp0\nI5\naI300\na.", 0, "[5, 300]"),
            (b"\x80\x04]\x94.", 4, "[]"),
            (b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02K\x07as.", 2, "{'a': [7]}"),
        ];
        for (bytes, protocol, text) in cases {
            assert_eq!(shown(bytes).as_deref(), Some(text));
            assert_eq!(super::protocol(bytes), protocol);
            assert_eq!(written(text, protocol).as_deref(), Some(bytes), "{text}");
        }
        assert_eq!(shown(&[one.as_slice(), one].concat()), Some(format!("[5, 300, 0]{SEND}[5, 300, 0]")));
    }

    #[test]
    fn classes_and_bombs_are_refused() {
        assert_eq!(shown(b"cos\nsystem\n(S'id'\ntR."), None);
        // A list of two of a list of two ..., forty times.
        let mut bomb = b"\x80\x02]q\x00".to_vec();
        for n in 0..60u8 {
            bomb.extend([b']', b'q', n + 1, b'(', b'h', n, b'h', n, b'e']);
        }
        bomb.push(b'.');
        assert_eq!(shown(&bomb), None);
        // One that holds itself.
        assert_eq!(shown(b"]q\x00h\x00a."), None);
    }
}
