//! From the parts of a message to its bytes.

use std::collections::BTreeMap;

use serde_pickle::{HashableValue, SerOptions, Value};

use super::core;
use super::script::{Part, Scalar, Send, Table, Tree, What};
use crate::oracle::sets;
use crate::reading::binary::Layout;

/// The numbers that a message can be about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lists<'a> {
    /// The stand-in's own.
    pub own: &'a [i64],
    /// Those that were heard.
    pub heard: &'a [i64],
    /// How they were written.
    pub heard_form: &'a [Send],
    /// Whether the final list is ascending.
    pub ascending: bool,
}

impl Lists<'_> {
    pub fn of(&self, what: What) -> Vec<i64> {
        match what {
            What::Own => self.own.to_vec(),
            What::Heard => self.heard.to_vec(),
            What::Final => {
                let mut list = sets::distinct(self.heard);
                if self.ascending {
                    list.sort_unstable();
                }
                list
            }
            What::Extra => sets::extra_occurrences(self.heard),
            What::Repeated => sets::repeated(self.heard),
            What::Common => sets::intersection(self.heard, self.own),
        }
    }

    fn table(&self, table: Table) -> BTreeMap<i64, u64> {
        match table {
            Table::All => sets::counts(self.heard),
            Table::Repeated => sets::counts_of_repeated(self.heard),
            Table::Extra => sets::counts_of_extra(self.heard),
        }
    }
}

/// The `send`s of one message. An error is a number that its form cannot hold.
pub(super) fn sends(message: &[Send], lists: &Lists<'_>) -> Result<Vec<Vec<u8>>, String> {
    let mut sends: Vec<Vec<u8>> = Vec::new();
    // From the last to the first: a length may be that of the next `send`.
    for send in message.iter().rev() {
        match send {
            Send::Whole(parts) => {
                let next = sends.last().map_or(0, Vec::len);
                sends.push(whole(parts, lists, next)?);
            }
            Send::Each { what, before, form, after } => {
                for number in lists.of(*what).into_iter().rev() {
                    sends.push([&before[..], &scalar(number, *form)?, &after[..]].concat());
                }
            }
            Send::AsHeard(what) => {
                let form = core::core(lists.heard_form, *what);
                if form.is_empty() || form.iter().any(|send| matches!(send, Send::AsHeard(_))) {
                    return Err("no list was heard whose form could be taken".to_owned());
                }
                sends.extend(self::sends(&form, lists)?.into_iter().rev());
            }
        }
    }
    sends.reverse();
    Ok(sends)
}

fn whole(parts: &[Part], lists: &Lists<'_>, next: usize) -> Result<Vec<u8>, String> {
    // From the last part to the first: a length counts what stands behind it.
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut length = 0;
    for part in parts.iter().rev() {
        let piece = match part {
            Part::Bytes(bytes) => bytes.to_vec(),
            Part::Length(form) => scalar(if length == 0 { next } else { length } as i64, *form)?,
            Part::Count(what, form) => scalar(lists.of(*what).len() as i64, *form)?,
            Part::Numbers(what, separator) => {
                let numbers: Vec<Vec<u8>> =
                    lists.of(*what).iter().map(|n| n.to_string().into_bytes()).collect();
                numbers.join(&separator[..])
            }
            Part::Table(table, between, separator) => {
                let entry = |(n, count): (&i64, &u64)| {
                    [n.to_string().as_bytes(), &between[..], count.to_string().as_bytes()].concat()
                };
                lists.table(*table).iter().map(entry).collect::<Vec<_>>().join(&separator[..])
            }
            Part::Binary(what, layout) => {
                let numbers = lists.of(*what);
                numbers.iter().map(|n| fixed(*n, *layout)).collect::<Result<Vec<_>, _>>()?.concat()
            }
            Part::Pickle(tree) => {
                let options = SerOptions::new().proto_v2();
                serde_pickle::value_to_vec(&value(tree, lists), options).map_err(|error| error.to_string())?
            }
        };
        length += piece.len();
        pieces.push(piece);
    }
    pieces.reverse();
    Ok(pieces.concat())
}

fn scalar(number: i64, form: Scalar) -> Result<Vec<u8>, String> {
    Ok(match form {
        Scalar::Text { width, zeros: true } => format!("{number:0width$}").into_bytes(),
        Scalar::Text { width, zeros: false } => format!("{number:<width$}").into_bytes(),
        Scalar::Binary(layout) => fixed(number, layout)?,
    })
}

/// A number as bytes, where it fits.
pub(super) fn fixed(number: i64, layout: Layout) -> Result<Vec<u8>, String> {
    let bytes = layout.bytes(number);
    match layout.number(&bytes) == number {
        true => Ok(bytes),
        false => Err(format!("{number} does not fit into {} bytes", layout.width)),
    }
}

fn value(tree: &Tree, lists: &Lists<'_>) -> Value {
    match tree {
        Tree::Text(text) => Value::String(text.clone()),
        Tree::Number(number) => Value::I64(*number),
        Tree::Count(what) => Value::I64(lists.of(*what).len() as i64),
        Tree::Numbers(what, open) => {
            let numbers = lists.of(*what);
            match open {
                b'{' => Value::Set(numbers.into_iter().map(HashableValue::I64).collect()),
                open => values(*open, numbers.into_iter().map(Value::I64).collect()),
            }
        }
        Tree::Values(open, items) => values(*open, items.iter().map(|item| value(item, lists)).collect()),
        Tree::Map(entries) => {
            let key = |key: &Tree| match key {
                Tree::Number(number) => Some(HashableValue::I64(*number)),
                Tree::Text(text) => Some(HashableValue::String(text.clone())),
                _ => None,
            };
            let entries = entries.iter().filter_map(|(name, item)| Some((key(name)?, value(item, lists))));
            Value::Dict(entries.collect())
        }
        Tree::Table(table) => {
            let entries = lists.table(*table).into_iter();
            Value::Dict(entries.map(|(n, count)| (HashableValue::I64(n), Value::I64(count as i64))).collect())
        }
    }
}

fn values(open: u8, items: Vec<Value>) -> Value {
    match open {
        b'(' => Value::Tuple(items),
        _ => Value::List(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Bytes;
    use crate::reading::binary::ByteOrder;

    const LISTS: Lists<'static> =
        Lists { own: &[7, 9], heard: &[9, 12, 9], heard_form: &[], ascending: false };

    fn said(message: &[Send]) -> Vec<Vec<u8>> {
        sends(message, &LISTS).expect("it can be said")
    }

    #[test]
    fn numbers_take_the_places_that_the_parts_leave_them() {
        assert_eq!(said(&[Send::list(What::Final)]), [b"[9, 12]".to_vec()]);
        assert_eq!(said(&[Send::separated(What::Common, ",", "\n")]), [b"9\n".to_vec()]);
        let table = Part::Table(Table::Repeated, Bytes::from(&b": "[..]), Bytes::from(&b", "[..]));
        assert_eq!(said(&[Send::Whole(vec![table])]), [b"9: 2".to_vec()]);
        let form = Scalar::Text { width: 3, zeros: true };
        let each =
            Send::Each { what: What::Own, before: Bytes::default(), form, after: Bytes::from(&b";"[..]) };
        assert_eq!(said(&[each]), [b"007;".to_vec(), b"009;".to_vec()]);
    }

    #[test]
    fn a_length_counts_what_follows_in_its_send_or_else_the_next_send() {
        let length = |width| Part::Length(Scalar::Text { width, zeros: false });
        let Send::Whole(list) = Send::list(What::Heard) else { unreachable!("it is whole") };
        let inside = Send::Whole([vec![length(4)], list.clone()].concat());
        assert_eq!(said(&[inside]), [b"10  [9, 12, 9]".to_vec()]);
        let before = [Send::Whole(vec![length(1)]), Send::Whole(list)];
        assert_eq!(said(&before), [b"10".to_vec(), b"[9, 12, 9]".to_vec()]);
    }

    #[test]
    fn a_number_that_its_width_cannot_hold_is_refused() {
        let byte = Layout { width: 1, order: ByteOrder::Big };
        assert_eq!(fixed(200, byte), Ok(vec![200]));
        assert!(fixed(300, byte).is_err() && fixed(-1, byte).is_err());
    }
}
