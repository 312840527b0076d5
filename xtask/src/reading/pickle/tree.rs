//! From the machine's shared values to a tree of bounded size.

use std::ops::Range;

use super::Pickle;
use super::machine::{Item, Machine, Node, NodeKind};
use crate::reading::literal::{Literal, Parsed, Seq};

impl Machine<'_> {
    /// The value that the program left, `None` where it was hardly meant as a pickle.
    pub(super) fn finish(mut self, cut_off: bool) -> Option<Pickle> {
        let root = if cut_off {
            self.close_what_is_open();
            self.stack[0]
        } else {
            *self.stack.last()?
        };
        // Before protocol 2 a pickle has no mark of its own, and many a text is a pickle of nothing: Python's have a
        // memo, unless they are one number.
        let bare_number = matches!(root, Item::Int(_)) && matches!(self.bytes[self.start], b'I' | b'L');
        if self.protocol.is_none() && !self.memoized && !bare_number {
            return None;
        }
        let mut unfolding = Unfolding { nodes: &self.nodes, left: self.at - self.start + SHARED };
        let literal = unfolding.literal(root, 0, self.start..self.at);
        let protocol = self.protocol.unwrap_or(u8::from(self.binary));
        Some(Pickle { parsed: Parsed { literal, end: self.at, cut_off }, protocol })
    }

    /// Puts what stands above each mark into the value below it.
    fn close_what_is_open(&mut self) {
        self.at = self.bytes.len();
        if self.stack.is_empty() {
            self.marks.clear();
            self.node(NodeKind::List, Vec::new());
        }
        while let Ok(items) = self.pop_mark() {
            match self.stack.last() {
                Some(Item::Node(i)) => self.nodes[*i].items.extend(items),
                _ => self.node(NodeKind::Tuple, items),
            }
        }
        if self.stack.len() > 1 {
            let rest = self.stack.split_off(1);
            match self.stack[0] {
                Item::Node(i) => self.nodes[i].items.extend(rest),
                first => {
                    self.stack.clear();
                    let items = std::iter::once(first).chain(rest).collect();
                    self.node(NodeKind::Tuple, items);
                }
            }
        }
    }
}

/// A value takes a byte at least, but for those that are shared: so many of them are unfolded beyond that.
pub(super) const SHARED: usize = 1024;

/// Turns shared values into a tree. A value that holds itself, or the same ones again and again, ends with the budget.
struct Unfolding<'a> {
    nodes: &'a [Node],
    left: usize,
}

impl Unfolding<'_> {
    fn literal(&mut self, item: Item, depth: usize, whole: Range<usize>) -> Literal {
        const DEEPEST: usize = 24;
        let nothing = Literal::Word(whole.start..whole.start);
        if self.left == 0 {
            return nothing;
        }
        // What is too deep costs as much as what is not: a value may hold itself a thousand times.
        self.left -= 1;
        if depth == DEEPEST {
            return nothing;
        }
        let node = match item {
            Item::Int(n) => return Literal::Int(n),
            Item::Float => return Literal::Float,
            Item::Other => return nothing,
            Item::Str(start, end) => return Literal::Str(start..end),
            Item::Node(i) => &self.nodes[i],
        };
        let open = match node.kind {
            NodeKind::List => b'[',
            NodeKind::Tuple => b'(',
            NodeKind::Set => b'{',
            NodeKind::Dict => {
                if node.items.is_empty() {
                    return Literal::Seq(Seq { open: b'{', items: Vec::new(), comma: false, range: whole });
                }
                let mut entries = Vec::new();
                for pair in node.items.chunks_exact(2) {
                    let key = self.literal(pair[0], depth + 1, whole.clone());
                    entries.push((key, self.literal(pair[1], depth + 1, whole.clone())));
                    if self.left == 0 {
                        break;
                    }
                }
                return Literal::Map(entries);
            }
            NodeKind::Call => b'(',
        };
        let mut items = Vec::new();
        for item in &node.items {
            if self.left == 0 {
                break;
            }
            items.push(self.literal(*item, depth + 1, whole.clone()));
        }
        if node.kind == NodeKind::Call {
            // `set([1, 2])` is its one argument's one element.
            let arguments = items.first_mut();
            if let Some(Literal::Seq(arguments)) = arguments
                && arguments.items.len() == 1
            {
                let only = arguments.items.remove(0);
                items[0] = only;
            }
            if items.len() == 1 {
                return items.remove(0);
            }
        }
        Literal::Seq(Seq { open, items, comma: true, range: whole })
    }
}
