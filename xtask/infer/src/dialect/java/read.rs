//! Reads a stream of Java: all that was written to it.
//!
//! Linear time and bounded memory although a stream may refer to what it held before: nesting is bounded, and what is copied for
//! references is paid for from a budget that the length of the bytes sets.

use std::ops::Range;
use std::rc::Rc;

/// Deeper nesting is not read.
const DEEPEST: usize = 24;

/// What an object means. Ranges say where in the bytes it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// One byte, which is zero for `false`.
    Bool(Range<usize>),
    /// A character, in UTF-16.
    Char(Range<usize>),
    /// A text, in Java's own UTF-8.
    Str(Range<usize>),
    /// An array or a collection, and all of its bytes.
    List(Vec<Self>, Range<usize>),
    /// A map, or the fields of an object.
    Map(Vec<(Self, Self)>),
}

/// One thing that was written to a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ContentKind,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentKind {
    /// `writeObject`.
    Object(Literal),
    /// `writeInt`, `writeUTF` and their like: where their bytes stand.
    Data(Range<usize>),
}

/// A stream, as far as it is whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// What was written to it, in order.
    pub contents: Vec<Content>,
    /// Where the last of it ends.
    pub end: usize,
    /// How far it was looked at: what is not whole stands from the end to there.
    pub seen: usize,
}

/// Reads the stream whose contents begin at `start`, behind its head.
pub fn read(bytes: &[u8], start: usize) -> Stream {
    let copies = 4 * (bytes.len() - start) + 1024;
    let mut reader = Reader { bytes, at: start, handles: Vec::new(), copies };
    let (mut contents, mut end) = (Vec::new(), start);
    while let Some(content) = reader.content(0) {
        let range = end..reader.at;
        end = reader.at;
        match content {
            Value::Data(data) => contents.push(Content { range, kind: ContentKind::Data(data) }),
            Value::Literal(literal) => contents.push(Content { range, kind: ContentKind::Object(literal) }),
            Value::Nothing => {}
        }
    }
    Stream { contents, end, seen: reader.at }
}

impl Literal {
    /// How many elements a copy has.
    fn size(&self) -> usize {
        match self {
            Self::List(items, _) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Self::Map(entries) => {
                1 + entries.iter().map(|(key, value)| key.size() + value.size()).sum::<usize>()
            }
            Self::Int(_) | Self::Float(_) | Self::Bool(_) | Self::Char(_) | Self::Str(_) => 1,
        }
    }
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
        let cost = literal.size();
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
            b'Z' => Literal::Bool(self.take(1)?),
            b'C' => Literal::Char(self.take(2)?),
            b'F' => Literal::Float(f64::from(f32::from_bits(self.unsigned(4)? as u32))),
            b'D' => Literal::Float(f64::from_bits(self.unsigned(8)?)),
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
        Some(Literal::List(items, start..self.at))
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
        let inner = fields.iter().position(|(_, value)| matches!(value, Literal::List(..)));
        match inner.map(|inner| fields.swap_remove(inner).1) {
            Some(Literal::List(mut items, range)) if own.is_empty() => {
                items.truncate(count.unwrap_or(items.len()));
                Some(Literal::List(items, range))
            }
            _ => Some(Literal::List(own, start..self.at)),
        }
    }
}
