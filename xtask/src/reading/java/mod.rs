//! What Java's `ObjectOutputStream` writes, decoded as data: nothing is loaded, nothing is run.
//!
//! The result is a literal, as if the object had been printed: an `int[]`, an `ArrayList`, a `TreeSet` are sequences, a
//! `HashMap` is a table, an `Integer` is a number, an object of a student's own class is a table of its fields. The
//! format is that of the "Java Object Serialization Specification", chapter 6.
//!
//! Linear time and bounded memory although a stream may refer to what it held before: nesting is bounded, and what is
//! copied for references is paid for from a budget that the length of the bytes sets.

use std::ops::Range;
use std::rc::Rc;

#[cfg(test)]
mod tests;

use super::literal::{Literal, Seq};

/// Every stream starts so.
pub(super) const MAGIC: &[u8] = &[0xac, 0xed, 0x00, 0x05];

/// Deeper nesting is not read.
const DEEPEST: usize = 24;

/// One thing that was written to a stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ContentKind,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ContentKind {
    /// `writeObject`.
    Object(Literal),
    /// `writeInt`, `writeUTF` and their like: where their bytes stand.
    Data(Range<usize>),
}

/// Reads the stream that starts at `start` with [`MAGIC`]: all that is whole of it, in order, and where that ends.
/// `budget` is how many bytes may still be read in all tries together: what is not whole may be tried again.
pub(super) fn decode(bytes: &[u8], start: usize, budget: &mut usize) -> Option<(Vec<Content>, usize)> {
    if !bytes.get(start..)?.starts_with(MAGIC) || *budget == 0 {
        return None;
    }
    let copies = 4 * (bytes.len() - start) + 1024;
    let mut reader = Reader { bytes, at: start + MAGIC.len(), handles: Vec::new(), copies };
    let mut found = Vec::new();
    let mut end = reader.at;
    while let Some(content) = reader.content(0) {
        let range = end..reader.at;
        end = reader.at;
        match content {
            Value::Data(data) => found.push(Content { range, kind: ContentKind::Data(data) }),
            Value::Literal(literal) => found.push(Content { range, kind: ContentKind::Object(literal) }),
            Value::Nothing => {}
        }
    }
    *budget = budget.saturating_sub(reader.at - start);
    Some((found, end))
}

/// What one content of the stream is.
enum Value {
    Literal(Literal),
    Data(Range<usize>),
    /// `null`, a class, the start anew of the handles.
    Nothing,
}

/// What a handle stands for.
enum Handle {
    /// A class; `None` until it is read.
    Class(Option<Rc<Class>>),
    /// With how much it costs to copy it.
    Value(Literal, usize),
    /// An object whose contents are still being read, or one without a meaning here.
    Open,
}

struct Field {
    code: u8,
    name: Range<usize>,
}

struct Class {
    name: Range<usize>,
    flags: u8,
    fields: Vec<Field>,
    above: Option<Rc<Class>>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    handles: Vec<Handle>,
    /// How many elements may still be copied for references.
    copies: usize,
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        let range = self.at..end;
        self.at = end;
        Some(range)
    }

    fn unsigned(&mut self, width: usize) -> Option<u64> {
        let range = self.take(width)?;
        Some(self.bytes[range].iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    fn size(&mut self, width: usize) -> Option<usize> {
        usize::try_from(self.unsigned(width)?).ok()
    }

    fn text(&mut self, width: usize) -> Option<Range<usize>> {
        let length = self.size(width)?;
        self.take(length)
    }

    fn new_handle(&mut self, handle: Handle) -> usize {
        self.handles.push(handle);
        self.handles.len() - 1
    }

    fn content(&mut self, depth: usize) -> Option<Value> {
        match self.bytes.get(self.at)? {
            0x77 | 0x7a => {
                let width = if self.bytes[self.at] == 0x77 { 1 } else { 4 };
                self.at += 1;
                self.text(width).map(Value::Data)
            }
            0x79 if depth == 0 => {
                self.at += 1;
                self.handles.clear();
                Some(Value::Nothing)
            }
            _ => Some(self.object(depth)?.map_or(Value::Nothing, Value::Literal)),
        }
    }

    /// An object; `Some(None)` for `null` and what means nothing here. `None` where no object stands.
    fn object(&mut self, depth: usize) -> Option<Option<Literal>> {
        if depth == DEEPEST {
            return None;
        }
        let start = self.at;
        let code = self.unsigned(1)?;
        match code {
            0x70 => Some(None),
            0x71 => self.reference(),
            0x72 | 0x7d => {
                self.at = start;
                self.class(depth)?;
                Some(None)
            }
            0x73 => {
                let class = self.class(depth)?;
                let handle = self.new_handle(Handle::Open);
                let literal = self.fields_of(&class?, start, depth)?;
                self.close(handle, literal.as_ref());
                Some(literal)
            }
            0x74 | 0x7c => {
                let text = self.text(if code == 0x74 { 2 } else { 8 })?;
                let literal = Literal::Str(text);
                self.new_handle(Handle::Value(literal.clone(), 1));
                Some(Some(literal))
            }
            0x75 => {
                let class = self.class(depth)??;
                let handle = self.new_handle(Handle::Open);
                let literal = self.array(&class, start, depth)?;
                self.close(handle, Some(&literal));
                Some(Some(literal))
            }
            0x76 => {
                self.class(depth)?;
                self.new_handle(Handle::Open);
                Some(None)
            }
            0x7e => {
                self.class(depth)?;
                self.new_handle(Handle::Open);
                self.object(depth + 1)
            }
            _ => None,
        }
    }

    /// Keeps what a finished object is, for references to it.
    fn close(&mut self, handle: usize, literal: Option<&Literal>) {
        let Some(literal) = literal else { return };
        let cost = size(literal);
        if let Some(left) = self.copies.checked_sub(cost) {
            self.copies = left;
            self.handles[handle] = Handle::Value(literal.clone(), cost);
        }
    }

    fn handle(&mut self) -> Option<usize> {
        self.size(4)?.checked_sub(0x7e_0000).filter(|handle| *handle < self.handles.len())
    }

    fn reference(&mut self) -> Option<Option<Literal>> {
        let handle = self.handle()?;
        match &self.handles[handle] {
            Handle::Value(literal, cost) => {
                self.copies = self.copies.checked_sub(*cost)?;
                Some(Some(literal.clone()))
            }
            Handle::Class(_) | Handle::Open => Some(None),
        }
    }

    /// The description of a class. `Some(None)` for `null`.
    fn class(&mut self, depth: usize) -> Option<Option<Rc<Class>>> {
        if depth == DEEPEST {
            return None;
        }
        match self.unsigned(1)? {
            0x70 => Some(None),
            0x71 => {
                let handle = self.handle()?;
                match &self.handles[handle] {
                    Handle::Class(Some(class)) => Some(Some(class.clone())),
                    _ => None,
                }
            }
            0x72 => {
                let name = self.text(2)?;
                self.take(8)?;
                let handle = self.new_handle(Handle::Class(None));
                let flags = u8::try_from(self.unsigned(1)?).ok()?;
                let count = self.size(2)?;
                let mut fields = Vec::new();
                for _ in 0..count {
                    let code = u8::try_from(self.unsigned(1)?).ok()?;
                    let name = self.text(2)?;
                    if matches!(code, b'[' | b'L') {
                        self.object(depth + 1)?;
                    }
                    fields.push(Field { code, name });
                }
                self.annotation(depth)?;
                let above = self.class(depth + 1)?;
                let class = Rc::new(Class { name, flags, fields, above });
                self.handles[handle] = Handle::Class(Some(class.clone()));
                Some(Some(class))
            }
            0x7d => {
                let handle = self.new_handle(Handle::Class(None));
                for _ in 0..self.size(4)? {
                    self.text(2)?;
                }
                self.annotation(depth)?;
                let above = self.class(depth + 1)?;
                let class = Rc::new(Class { name: self.at..self.at, flags: 2, fields: Vec::new(), above });
                self.handles[handle] = Handle::Class(Some(class.clone()));
                Some(Some(class))
            }
            _ => None,
        }
    }

    /// What a class writes by itself, up to its end mark: the objects among it.
    fn annotation(&mut self, depth: usize) -> Option<Vec<Literal>> {
        let mut objects = Vec::new();
        while self.bytes.get(self.at)? != &0x78 {
            if let Value::Literal(literal) = self.content(depth + 1)? {
                objects.push(literal);
            }
        }
        self.at += 1;
        Some(objects)
    }

    fn primitive(&mut self, code: u8) -> Option<Literal> {
        Some(match code {
            b'B' => Literal::Int(i64::from(self.unsigned(1)? as u8 as i8)),
            b'S' => Literal::Int(i64::from(self.unsigned(2)? as u16 as i16)),
            b'I' => Literal::Int(i64::from(self.unsigned(4)? as u32 as i32)),
            b'J' => Literal::Int(self.unsigned(8)? as i64),
            b'Z' => Literal::Word(self.take(1)?),
            b'C' => Literal::Word(self.take(2)?),
            b'F' => self.take(4).map(|_| Literal::Float)?,
            b'D' => self.take(8).map(|_| Literal::Float)?,
            _ => return None,
        })
    }

    fn array(&mut self, class: &Class, start: usize, depth: usize) -> Option<Literal> {
        let code = *self.bytes[class.name.clone()].get(1)?;
        let count = self.size(4)?;
        let mut items = Vec::new();
        for _ in 0..count {
            match code {
                b'L' | b'[' => items.extend(self.object(depth + 1)?),
                _ => items.push(self.primitive(code)?),
            }
        }
        Some(self.seq(items, start))
    }

    fn seq(&self, items: Vec<Literal>, start: usize) -> Literal {
        let comma = items.len() > 1;
        Literal::Seq(Seq { open: b'[', items, comma, range: start..self.at })
    }

    /// What an object holds, from its topmost class down.
    fn fields_of(&mut self, class: &Rc<Class>, start: usize, depth: usize) -> Option<Option<Literal>> {
        let mut line = vec![class.clone()];
        while let Some(above) = line[line.len() - 1].above.clone() {
            line.push(above);
            if line.len() > DEEPEST {
                return None;
            }
        }
        let mut fields: Vec<(Range<usize>, Literal)> = Vec::new();
        let mut own = Vec::new();
        for class in line.into_iter().rev() {
            let plain = class.flags & 0x02 != 0;
            if plain {
                for Field { code, name } in &class.fields {
                    let value = match code {
                        b'[' | b'L' => self.object(depth + 1)?,
                        code => Some(self.primitive(*code)?),
                    };
                    fields.extend(value.map(|value| (name.clone(), value)));
                }
            } else if class.flags & 0x08 == 0 {
                return None; // written in a way that says nothing of its length
            }
            if !plain || class.flags & 0x01 != 0 {
                own.extend(self.annotation(depth)?);
            }
        }
        Some(self.meaning(&self.bytes[class.name.clone()], fields, own, start))
    }

    fn meaning(
        &self,
        name: &[u8],
        mut fields: Vec<(Range<usize>, Literal)>,
        own: Vec<Literal>,
        start: usize,
    ) -> Option<Literal> {
        let named = |field: &(Range<usize>, Literal), name: &[u8]| self.bytes[field.0.clone()] == *name;
        if name.starts_with(b"java.lang.") {
            return fields.into_iter().find(|field| named(field, b"value")).map(|(_, value)| value);
        }
        if !name.starts_with(b"java.util.") {
            let entry = |(name, value)| (Literal::Str(name), value);
            return Some(Literal::Map(fields.into_iter().map(entry).collect()));
        }
        if name.ends_with(b"Map") || name.ends_with(b"Hashtable") {
            let mut own = own.into_iter();
            let mut entries = Vec::new();
            while let (Some(key), Some(value)) = (own.next(), own.next()) {
                entries.push((key, value));
            }
            return Some(Literal::Map(entries));
        }
        // A `Vector` has an array with room to spare; `Arrays.asList` and the unmodifiable ones hold another list.
        let count = fields.iter().find(|field| named(field, b"elementCount"));
        let count = count.and_then(|(_, count)| match count {
            Literal::Int(count) => usize::try_from(*count).ok(),
            _ => None,
        });
        let inner = fields.iter().position(|(_, value)| matches!(value, Literal::Seq(_)));
        match inner.map(|inner| fields.swap_remove(inner).1) {
            Some(Literal::Seq(mut seq)) if own.is_empty() => {
                seq.items.truncate(count.unwrap_or(seq.items.len()));
                Some(Literal::Seq(seq))
            }
            _ => Some(self.seq(own, start)),
        }
    }
}

/// How many elements a copy has.
fn size(literal: &Literal) -> usize {
    match literal {
        Literal::Seq(seq) => 1 + seq.items.iter().map(size).sum::<usize>(),
        Literal::Map(entries) => {
            1 + entries.iter().map(|(key, value)| size(key) + size(value)).sum::<usize>()
        }
        Literal::Int(_) | Literal::Float | Literal::Str(_) | Literal::Word(_) => 1,
    }
}
