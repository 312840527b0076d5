//! The stack machine that a pickle is a program for. It builds values and does nothing else.

use std::collections::HashMap;

/// A value on the stack.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item {
    Int(i64),
    Float,
    Other,
    Str(usize, usize),
    Node(usize),
}

/// A value that holds others.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum NodeKind {
    List,
    Tuple,
    Set,
    /// Keys and values in turn.
    Dict,
    /// A call or an object: its arguments, then its state.
    Call,
}

pub(super) enum Step {
    Next,
    Stop,
    CutOff,
    Wrong,
}

/// Why a step could not be done.
pub(super) enum Trouble {
    CutOff,
    Wrong,
}

pub(super) struct Machine<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) start: usize,
    pub(super) stack: Vec<Item>,
    pub(super) marks: Vec<usize>,
    pub(super) nodes: Vec<Node>,
    pub(super) memo: HashMap<u64, Item>,
    pub(super) protocol: Option<u8>,
    /// Whether an opcode was met that protocol 0 does not have.
    pub(super) binary: bool,
    pub(super) memoized: bool,
    /// Bytes that the last step searched for the end of a line.
    pub(super) searched: usize,
}

impl<'a> Machine<'a> {
    pub(super) fn new(bytes: &'a [u8], start: usize) -> Self {
        Self {
            bytes,
            at: start,
            start,
            stack: Vec::new(),
            marks: Vec::new(),
            nodes: Vec::new(),
            memo: HashMap::new(),
            protocol: None,
            binary: false,
            memoized: false,
            searched: 0,
        }
    }

    /// Does one opcode.
    pub(super) fn step(&mut self) -> Step {
        match self.opcode() {
            Ok(true) => Step::Stop,
            Ok(false) => Step::Next,
            Err(Trouble::CutOff) => Step::CutOff,
            Err(Trouble::Wrong) => Step::Wrong,
        }
    }

    /// Does one opcode; whether it was the last.
    fn opcode(&mut self) -> Result<bool, Trouble> {
        let opcode = self.little_endian(1)? as u8;
        self.binary |=
            matches!(opcode, b'J' | b'K' | b'M' | b'T' | b'U' | b'X' | b'q' | b'r' | b'h' | b'j' | b'G')
                || matches!(opcode, b']' | b'}' | b')' | b'e' | b'u');
        match opcode {
            b'.' => return Ok(true),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => {
                self.pop()?;
            }
            b'1' => {
                self.pop_mark()?;
            }
            b'2' => {
                let top = self.top()?;
                self.stack.push(top);
            }

            b'I' | b'L' => {
                let line = self.line()?;
                let text = self.bytes[line].trim_ascii_end();
                let text = text.strip_suffix(b"L").unwrap_or(text);
                let item = match std::str::from_utf8(text).map(str::parse::<i64>) {
                    Ok(Ok(n)) => Item::Int(n),
                    _ if is_long_number(text) => Item::Float,
                    _ => return Err(Trouble::Wrong),
                };
                self.stack.push(item);
            }
            b'J' => {
                let n = self.little_endian(4)? as u32;
                self.stack.push(Item::Int(i64::from(n as i32)));
            }
            b'K' => self.int(1)?,
            b'M' => self.int(2)?,
            0x8a => self.long(1)?,
            0x8b => self.long(4)?,
            b'F' => {
                let line = self.line()?;
                std::str::from_utf8(&self.bytes[line])
                    .ok()
                    .and_then(|text| text.trim().parse::<f64>().ok())
                    .ok_or(Trouble::Wrong)?;
                self.stack.push(Item::Float);
            }
            b'G' => {
                self.take(8)?;
                self.stack.push(Item::Float);
            }
            b'N' | 0x88 | 0x89 => self.stack.push(Item::Other),

            b'S' => {
                let line = self.line()?;
                match &self.bytes[line.clone()] {
                    [b'\'', .., b'\''] | [b'"', .., b'"'] => {
                        self.stack.push(Item::Str(line.start + 1, line.end - 1));
                    }
                    _ => return Err(Trouble::Wrong),
                }
            }
            b'V' => {
                let line = self.line()?;
                self.stack.push(Item::Str(line.start, line.end));
            }
            b'U' | b'C' | 0x8c => self.string(1)?,
            b'T' | b'X' | b'B' => self.string(4)?,
            0x8d | 0x8e | 0x96 => self.string(8)?,

            b']' => self.node(NodeKind::List, Vec::new()),
            b')' => self.node(NodeKind::Tuple, Vec::new()),
            b'}' => self.node(NodeKind::Dict, Vec::new()),
            0x8f => self.node(NodeKind::Set, Vec::new()),
            b'l' => self.since_mark(NodeKind::List)?,
            b't' => self.since_mark(NodeKind::Tuple)?,
            b'd' => self.since_mark(NodeKind::Dict)?,
            0x91 => self.since_mark(NodeKind::Set)?,
            b'o' => self.since_mark(NodeKind::Call)?,
            0x85..=0x87 => {
                let from = self.stack.len().checked_sub(usize::from(opcode - 0x84)).ok_or(Trouble::Wrong)?;
                self.above_mark(from)?;
                let items = self.stack.split_off(from);
                self.node(NodeKind::Tuple, items);
            }
            b'a' => {
                let item = self.pop()?;
                self.extend(&[NodeKind::List, NodeKind::Call], &[item])?;
            }
            b'e' => {
                let items = self.pop_mark()?;
                self.extend(&[NodeKind::List, NodeKind::Call], &items)?;
            }
            b's' => {
                let value = self.pop()?;
                let key = self.pop()?;
                self.extend(&[NodeKind::Dict, NodeKind::Call], &[key, value])?;
            }
            b'u' => {
                let items = self.pop_mark()?;
                self.extend(&[NodeKind::Dict, NodeKind::Call], &items)?;
            }
            0x90 => {
                let items = self.pop_mark()?;
                self.extend(&[NodeKind::Set, NodeKind::Call], &items)?;
            }

            b'p' => {
                let key = self.line_number()?;
                self.remember(key)?;
            }
            b'q' => {
                let key = self.little_endian(1)?;
                self.remember(key)?;
            }
            b'r' => {
                let key = self.little_endian(4)?;
                self.remember(key)?;
            }
            0x94 => self.remember(self.memo.len() as u64)?,
            b'g' => {
                let key = self.line_number()?;
                self.recall(key)?;
            }
            b'h' => {
                let key = self.little_endian(1)?;
                self.recall(key)?;
            }
            b'j' => {
                let key = self.little_endian(4)?;
                self.recall(key)?;
            }

            b'c' => {
                self.name()?;
                self.name()?;
                self.stack.push(Item::Other);
            }
            b'i' => {
                self.name()?;
                self.name()?;
                self.since_mark(NodeKind::Call)?;
            }
            0x93 => {
                self.pop()?;
                self.pop()?;
                self.stack.push(Item::Other);
            }
            b'R' | 0x81 => {
                let arguments = self.pop()?;
                self.pop()?;
                self.node(NodeKind::Call, vec![arguments]);
            }
            0x92 => {
                let named = self.pop()?;
                let arguments = self.pop()?;
                self.pop()?;
                self.node(NodeKind::Call, vec![arguments, named]);
            }
            b'b' => {
                let state = self.pop()?;
                if let Item::Node(i) = self.top()? {
                    self.nodes[i].items.push(state);
                }
            }

            b'P' => {
                self.line()?;
                self.stack.push(Item::Other);
            }
            b'Q' => {
                self.pop()?;
                self.stack.push(Item::Other);
            }
            0x82 => self.extension(1)?,
            0x83 => self.extension(2)?,
            0x84 => self.extension(4)?,
            0x97 => self.stack.push(Item::Other),
            0x98 => {}
            0x95 => {
                self.take(8)?;
            }
            0x80 => {
                let protocol = self.little_endian(1)? as u8;
                if self.at != self.start + 2 || !(2..=5).contains(&protocol) {
                    return Err(Trouble::Wrong);
                }
                self.protocol = Some(protocol);
            }
            _ => return Err(Trouble::Wrong),
        }
        Ok(false)
    }

    pub(super) fn node(&mut self, kind: NodeKind, items: Vec<Item>) {
        self.nodes.push(Node { kind, items });
        self.stack.push(Item::Node(self.nodes.len() - 1));
    }

    fn since_mark(&mut self, kind: NodeKind) -> Result<(), Trouble> {
        let items = self.pop_mark()?;
        self.node(kind, items);
        Ok(())
    }

    fn above_mark(&self, height: usize) -> Result<(), Trouble> {
        if self.marks.last().is_some_and(|mark| height < *mark) { Err(Trouble::Wrong) } else { Ok(()) }
    }

    fn pop(&mut self) -> Result<Item, Trouble> {
        self.above_mark(self.stack.len().saturating_sub(1))?;
        self.stack.pop().ok_or(Trouble::Wrong)
    }

    fn top(&self) -> Result<Item, Trouble> {
        self.stack.last().copied().ok_or(Trouble::Wrong)
    }

    pub(super) fn pop_mark(&mut self) -> Result<Vec<Item>, Trouble> {
        let mark = self.marks.pop().ok_or(Trouble::Wrong)?;
        Ok(self.stack.split_off(mark))
    }

    fn extend(&mut self, kinds: &[NodeKind], items: &[Item]) -> Result<(), Trouble> {
        let Item::Node(i) = self.top()? else { return Err(Trouble::Wrong) };
        let node = &mut self.nodes[i];
        if !kinds.contains(&node.kind) {
            return Err(Trouble::Wrong);
        }
        if node.kind == NodeKind::Call {
            // What is put into an object, such as a deque, is its value; what it was made with is not.
            node.kind = kinds[0];
            node.items.clear();
        }
        node.items.extend_from_slice(items);
        Ok(())
    }

    fn remember(&mut self, key: u64) -> Result<(), Trouble> {
        let top = self.top()?;
        self.memoized = true;
        self.memo.insert(key, top);
        Ok(())
    }

    fn recall(&mut self, key: u64) -> Result<(), Trouble> {
        let item = *self.memo.get(&key).ok_or(Trouble::Wrong)?;
        self.stack.push(item);
        Ok(())
    }
}

fn is_long_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}
