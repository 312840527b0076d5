//! What Java's `ObjectOutputStream` writes, decoded as data: nothing is loaded, nothing is run.
//!
//! The result is a literal, as if the object had been printed: an `int[]`, an `ArrayList`, a `TreeSet` are sequences, a
//! `HashMap` is a table, an `Integer` is a number, an object of a student's own class is a table of its fields. The stream itself is
//! read by the inference's reader.

use std::ops::Range;

use infer::dialect::java::read::{self, Literal as Read, Stream};

#[cfg(test)]
mod tests;

use super::literal::{Literal, Seq};

pub(super) use infer::dialect::java::MAGIC;

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
    let Stream { contents, end, seen } = read::read(bytes, start + MAGIC.len());
    *budget = budget.saturating_sub(seen - start);
    let content = |read::Content { range, kind }| Content {
        range,
        kind: match kind {
            read::ContentKind::Object(object) => ContentKind::Object(literal(object)),
            read::ContentKind::Data(data) => ContentKind::Data(data),
        },
    };
    Some((contents.into_iter().map(content).collect(), end))
}

/// An object, as if it had been printed.
fn literal(object: Read) -> Literal {
    match object {
        Read::Int(number) => Literal::Int(number),
        Read::Float(_) => Literal::Float,
        Read::Bool(range) | Read::Char(range) => Literal::Word(range),
        Read::Str(range) => Literal::Str(range),
        Read::List(items, range) => {
            let items: Vec<Literal> = items.into_iter().map(literal).collect();
            Literal::Seq(Seq { open: b'[', comma: items.len() > 1, items, range })
        }
        Read::Map(entries) => {
            let entry = |(key, value)| (literal(key), literal(value));
            Literal::Map(entries.into_iter().map(entry).collect())
        }
    }
}
