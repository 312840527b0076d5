//! From what was sent to how it was written: which bytes are the student's words, and where numbers stand.
//!
//! Nothing is guessed about formats here. A list is looked for as the numbers that it is known to hold: any text with one
//! separator, any bytes of fixed width, any pickle. What is not found stays bytes.

use std::collections::BTreeMap;

use super::encode::fixed;
use super::runs::{Run, Shape, is_text, runs};
use super::script::{Part, Scalar, Send, Table, Tree, What};
use crate::bytes::Bytes;
use crate::oracle::sets;
use crate::reading::binary::LAYOUTS;
use crate::reading::literal::Literal;
use crate::reading::pickle;
use crate::scenario::Task;

/// What lists mean that stand in a message.
#[derive(Debug, Clone)]
pub(super) struct Meanings<'a> {
    /// The client's list.
    list: &'a [i64],
    /// What the client's list is for the stand-in; `None` where the message is an answer to it.
    request: Option<What>,
    task: Task,
    /// Every list in the messages.
    all: Vec<Vec<i64>>,
}

impl<'a> Meanings<'a> {
    /// The messages of the side whose list this is; for the stand-in it is `what`.
    pub fn of_request(list: &'a [i64], what: What, task: Task) -> Self {
        Self { list, request: Some(what), task, all: vec![list.to_vec()] }
    }

    /// The messages of a server that answers this list, with all lists that they hold.
    pub fn of_answers(list: &'a [i64], task: Task, all: Vec<Vec<i64>>) -> Self {
        Self { list, request: None, task, all }
    }

    /// What such a list means. An answer may be wrong: then it is what none of the others is.
    fn of(&self, values: &[i64]) -> Option<What> {
        if let Some(what) = self.request {
            return (values == self.list).then_some(what);
        }
        if !self.all.iter().any(|known| known == values) {
            return None;
        }
        let others = || self.all.iter().filter(|other| *other != values);
        match self.task {
            Task::Greet => None,
            Task::Dedup => {
                let is_final = |values: &[i64]| sets::same_bag(&sets::distinct(self.list), values);
                let is_extra = |values: &[i64]| sets::same_bag(&sets::extra_occurrences(self.list), values);
                let is_repeated = |values: &[i64]| sets::same_bag(&sets::repeated(self.list), values);
                if is_final(values) {
                    Some(What::Final)
                } else if is_extra(values) {
                    Some(What::Extra)
                } else if is_repeated(values) {
                    Some(What::Repeated)
                } else if others().any(|other| is_final(other)) {
                    Some(if values == self.list { What::Heard } else { What::Extra })
                } else {
                    // Of two wrong lists the first is the final one.
                    let wrong = |other: &Vec<i64>| !is_extra(other) && !is_repeated(other);
                    let first = self.all.iter().find(|other| wrong(other));
                    Some(if first.is_none_or(|first| first == values) { What::Final } else { What::Extra })
                }
            }
            Task::Intersect => {
                let is_part = values.iter().all(|value| self.list.contains(value));
                let is_own = !is_part && others().next().is_some();
                Some(if is_own { What::Own } else { What::Common })
            }
        }
    }

    fn of_table(&self, table: &BTreeMap<i64, u64>) -> Option<Table> {
        let is = |counts: BTreeMap<i64, u64>| counts == *table;
        match self.request {
            Some(_) => None,
            None if is(sets::counts(self.list)) => Some(Table::All),
            None if is(sets::counts_of_extra(self.list)) => Some(Table::Extra),
            None => (self.task == Task::Dedup).then_some(Table::Repeated),
        }
    }

    /// The list that has so many numbers.
    fn counted(&self, count: i64) -> Option<What> {
        let counts = |list: &&Vec<i64>| !list.is_empty() && list.len() as i64 == count;
        self.all.iter().find(counts).and_then(|list| self.of(list))
    }
}

/// How the `send`s of one turn were written.
pub(super) fn turn(sends: &[&[u8]], meanings: &Meanings<'_>) -> Vec<Send> {
    let mut message = Vec::new();
    let mut rest = sends;
    while let Some((first, behind)) = rest.split_first() {
        if let Some((send, length)) = each(rest, meanings) {
            message.push(send);
            rest = &rest[length..];
            continue;
        }
        let next = behind.first().map_or(0, |next| next.len());
        message.push(Send::Whole(whole(first, next, meanings)));
        rest = behind;
    }
    if sends.len() > 1 && !message.iter().any(Send::has_numbers) {
        // A list that was cut into several `send`s.
        let joined = Send::Whole(whole(&sends.concat(), 0, meanings));
        if joined.has_numbers() {
            return vec![joined];
        }
    }
    message
}

/// A list at the start of these `send`s, each number in one of its own, and how many they are.
fn each(sends: &[&[u8]], meanings: &Meanings<'_>) -> Option<(Send, usize)> {
    let lists = meanings.all.iter().filter(|list| list.len() > 1 && list.len() <= sends.len());
    lists.into_iter().find_map(|list| {
        let sends = &sends[..list.len()];
        let what = || meanings.of(list);
        let fixed_width = LAYOUTS.into_iter().find(|layout| {
            list.iter().zip(sends).all(|(n, send)| fixed(*n, *layout).is_ok_and(|bytes| bytes == **send))
        });
        let (before, form, after) = match fixed_width {
            Some(layout) if !sends.iter().all(|send| is_text(send)) || layout.width > 1 => {
                (&[][..], Scalar::Binary(layout), &[][..])
            }
            _ => alike(sends, list)?,
        };
        let send = Send::Each { what: what()?, before: Bytes::from(before), form, after: Bytes::from(after) };
        Some((send, list.len()))
    })
}

/// What stands before and behind the one number of each of these `send`s, where it is the same in all.
fn alike<'a>(sends: &[&'a [u8]], list: &[i64]) -> Option<(&'a [u8], Scalar, &'a [u8])> {
    let mut same = None;
    for (send, number) in sends.iter().zip(list) {
        let found = runs(send);
        let [run] = &found[..] else { return None };
        let token = &send[run.range.clone()];
        let zeros = token.len() > 1 && token[0] == b'0';
        let width = if zeros { token.len() } else { 0 };
        let (before, after) = (&send[..run.range.start], &send[run.range.end..]);
        if run.values[..] != [*number] {
            return None;
        }
        match same {
            None => same = Some((before, width, after)),
            Some((b, w, a)) if b == before && a == after => same = Some((b, w.max(width), a)),
            Some(_) => return None,
        }
    }
    same.map(|(before, width, after)| (before, Scalar::Text { width, zeros: width > 0 }, after))
}

/// Behind so many lists and numbers a text stays as it is.
const MOST_RUNS: usize = 64;

/// More lists or pickles in one `send` are not told apart: a hostile one holds thousands.
const MOST_VALUES: usize = 16;

/// The parts of one `send`; `next` is the length of the one behind it.
fn whole(bytes: &[u8], next: usize, meanings: &Meanings<'_>) -> Vec<Part> {
    if let Some(parts) = pickled(bytes, MOST_VALUES, meanings) {
        return parts;
    }
    if is_text(bytes) { written(bytes, next, meanings) } else { binary(bytes, next, MOST_VALUES, meanings) }
}

fn written(bytes: &[u8], next: usize, meanings: &Meanings<'_>) -> Vec<Part> {
    let mut parts = Parts::default();
    let mut at = 0;
    for Run { range, values, shape } in runs(bytes).into_iter().take(MOST_RUNS) {
        let mut end = range.end;
        let part = match shape {
            Shape::List(separator) => {
                let numbers = |what| Part::Numbers(what, Bytes::from(&separator[..]));
                meanings.of(&values).map(numbers)
            }
            Shape::Table { between, separator, counts } => meanings
                .of_table(&counts)
                .map(|table| Part::Table(table, Bytes::from(&between[..]), Bytes::from(&separator[..]))),
            Shape::Single => {
                let blanks = bytes[end..].iter().take_while(|b| **b == b' ').count();
                let zeros = bytes[range.start] == b'0' && range.len() > 1;
                let behind = &bytes[end + blanks..];
                let line_ends = behind.iter().take_while(|b| b.is_ascii_whitespace()).count();
                let lengths = [behind.len(), behind.len() - line_ends, bytes.len() - end];
                let form = |pad: usize| {
                    let width = if zeros { range.len() } else { pad };
                    Scalar::Text { width, zeros }
                };
                let number = values[0];
                if let Some(what) = meanings.counted(number) {
                    Some(Part::Count(what, form(0)))
                } else if line_ends == behind.len() {
                    (next > 1 && number == next as i64).then(|| {
                        end += blanks;
                        Part::Length(form(range.len() + blanks))
                    })
                } else if lengths[0] as i64 == number || (number > 1 && lengths[2] as i64 == number) {
                    let padded = lengths[0] as i64 == number && blanks > 0;
                    end += if padded { blanks } else { 0 };
                    Some(Part::Length(form(if padded { range.len() + blanks } else { 0 })))
                } else {
                    None
                }
            }
        };
        if let Some(part) = part {
            parts.bytes(&bytes[at..range.start]);
            parts.0.push(part);
            at = end;
        }
    }
    parts.bytes(&bytes[at..]);
    parts.0
}

fn binary(bytes: &[u8], next: usize, most: usize, meanings: &Meanings<'_>) -> Vec<Part> {
    let found = meanings.all.iter().filter(|list| list.len() > 1).find_map(|list| {
        LAYOUTS.into_iter().find_map(|layout| {
            let encoded: Result<Vec<_>, _> = list.iter().map(|n| fixed(*n, layout)).collect();
            let encoded = encoded.ok()?.concat();
            let at = bytes.windows(encoded.len()).position(|window| window == encoded)?;
            Some((at, encoded.len(), layout, list.len(), meanings.of(list)?))
        })
    });
    let mut parts = Parts::default();
    match found {
        Some((at, length, layout, count, what)) => {
            let (head, header) = header(&bytes[..at], bytes.len() - at, Some((count, what)));
            parts.bytes(head);
            parts.0.extend(header);
            parts.0.push(Part::Binary(what, layout));
            match most {
                0 => parts.bytes(&bytes[at + length..]),
                most => parts.0.extend(binary(&bytes[at + length..], 0, most - 1, meanings)),
            }
        }
        None => {
            // A header may be a `send` of its own.
            let list = meanings.all.first().and_then(|list| Some((list.len(), meanings.of(list)?)));
            let (head, header) = if next > 0 { header(bytes, next, list) } else { (bytes, None) };
            parts.bytes(head);
            parts.0.extend(header);
        }
    }
    parts.0
}

/// A count or a length at the end of these bytes, and what stands before it.
fn header(bytes: &[u8], length: usize, list: Option<(usize, What)>) -> (&[u8], Option<Part>) {
    for layout in LAYOUTS.into_iter().filter(|layout| layout.width <= bytes.len()) {
        let (head, field) = bytes.split_at(bytes.len() - layout.width);
        let number = layout.number(field);
        if let Some((count, what)) = list
            && number == count as i64
        {
            return (head, Some(Part::Count(what, Scalar::Binary(layout))));
        }
        if number > 1 && number == length as i64 {
            return (head, Some(Part::Length(Scalar::Binary(layout))));
        }
    }
    (bytes, None)
}

fn pickled(bytes: &[u8], most: usize, meanings: &Meanings<'_>) -> Option<Vec<Part>> {
    let mut budget = pickle::Budget(4 * bytes.len() + 1024);
    for start in [0, 2, 4, 8] {
        let Some(pickle) = pickle::decode(bytes, start, &mut budget) else { continue };
        let end = pickle.parsed.end;
        if pickle.parsed.cut_off {
            continue;
        }
        let is_set = bytes[start..end].windows(5).any(|window| window == b"\nset\n");
        let tree = match &pickle.parsed.literal {
            Literal::Seq(seq) if is_set && seq.items.len() == 1 => tree(&seq.items[0], b'{', bytes, meanings),
            literal => tree(literal, 0, bytes, meanings),
        }?;
        let (head, header) = header(&bytes[..start], end - start, None);
        if start > 0 && header.is_none() {
            continue;
        }
        let mut parts = Parts::default();
        parts.bytes(head);
        parts.0.extend(header);
        parts.0.push(Part::Pickle(tree));
        // Several pickles may stand in one `send`.
        parts.0.extend(match &bytes[end..] {
            [] => Vec::new(),
            rest if most == 0 => vec![Part::Bytes(rest.into())],
            rest => pickled(rest, most - 1, meanings).unwrap_or_else(|| vec![Part::Bytes(rest.into())]),
        });
        return Some(parts.0);
    }
    None
}

/// `open` stands for the brackets of a list where it is not zero.
fn tree(literal: &Literal, open: u8, bytes: &[u8], meanings: &Meanings<'_>) -> Option<Tree> {
    let int = |literal: &Literal| match literal {
        Literal::Int(number) => Some(*number),
        _ => None,
    };
    Some(match literal {
        Literal::Int(number) => meanings.counted(*number).map_or(Tree::Number(*number), Tree::Count),
        Literal::Str(place) => Tree::Text(std::str::from_utf8(&bytes[place.clone()]).ok()?.to_owned()),
        Literal::Seq(seq) => {
            let open = if open == 0 { seq.open } else { open };
            let numbers: Option<Vec<i64>> = seq.items.iter().map(int).collect();
            match numbers.and_then(|numbers| meanings.of(&numbers)) {
                Some(what) => Tree::Numbers(what, open),
                None => {
                    let items = seq.items.iter().map(|item| tree(item, 0, bytes, meanings));
                    Tree::Values(open, items.collect::<Option<_>>()?)
                }
            }
        }
        Literal::Map(entries) => {
            let count = |literal| int(literal).and_then(|count| u64::try_from(count).ok());
            let counts: Option<BTreeMap<i64, u64>> =
                entries.iter().map(|(n, c)| Some((int(n)?, count(c)?))).collect();
            match counts.and_then(|counts| meanings.of_table(&counts)) {
                Some(table) => Tree::Table(table),
                None => {
                    let entries = entries.iter().map(|(key, value)| {
                        let key = match key {
                            Literal::Int(number) => Tree::Number(*number),
                            key => tree(key, 0, bytes, meanings)?,
                        };
                        Some((key, tree(value, 0, bytes, meanings)?))
                    });
                    Tree::Map(entries.collect::<Option<_>>()?)
                }
            }
        }
        Literal::Float | Literal::Word(_) => return None,
    })
}

/// Parts, neighbouring bytes in one.
#[derive(Default)]
pub(super) struct Parts(pub Vec<Part>);

impl Parts {
    pub fn bytes(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            _ if bytes.is_empty() => {}
            Some(Part::Bytes(before)) => before.0.extend(bytes),
            _ => self.0.push(Part::Bytes(bytes.into())),
        }
    }
}
