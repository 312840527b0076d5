//! What stands in a column of numbers: lists, and what stands round them.

use super::Piece;
use super::names::Name;
use crate::bits::{self, Bits};
use crate::dialect::slots::{Key, Label, Ordinal, Slot};
use crate::explain::frames::{frames, miscount};
use crate::explain::source::Explained;
use crate::explain::store::{ListsId, Store};
use crate::explain::world::World;
use crate::oracle::{counts_up, sum};

/// A column of one part: its numbers by case, and the lists in it with what stands round them.
#[derive(Debug, Clone)]
pub(super) struct Drafted {
    /// All its numbers.
    pub cases: Vec<Vec<i64>>,
    /// The lists in it.
    pub lists: Vec<(ListsId, Explained)>,
    /// What it costs.
    pub bits: Bits,
}

/// A piece before it is known which of the right lists a list is to be.
#[derive(Debug, Clone, Copy)]
enum Raw {
    Fixed(i64),
    List(usize),
    Count(usize),
    Miscount(usize, i64),
    Sum(usize),
}

impl Drafted {
    /// The shortest explanation of a column.
    pub fn of(cases: Vec<Vec<i64>>, world: &mut World, store: &mut Store) -> Self {
        let label = Label { context: "".into(), column: None };
        let slot = Slot {
            key: Key { label, ordinal: Ordinal::Nth(0) },
            spans: vec![None; cases.len()],
            values: cases.clone(),
            separator: None,
        };
        let asked = world.asked.clone();
        let found = frames(&slot, true, &asked, store).into_iter().map(|frame| {
            let lists: Vec<(ListsId, Explained)> =
                frame.lists.iter().map(|id| (*id, world.explain(*id, store))).collect();
            let round: Bits = frame.scalars.iter().map(|values| around(values, &frame.lists, store)).sum();
            let bits = frame.bits + round + lists.iter().map(|(_, explained)| explained.bits).sum();
            (bits, lists)
        });
        let best = found.min_by_key(|(bits, _)| *bits);
        let (bits, lists) = best.expect("a list without anything round it is one of these");
        Self { cases, lists, bits }
    }

    /// Whether it counts the rows of a table.
    pub fn is_index(&self) -> bool {
        self.cases.iter().any(|xs| xs.len() > 2) && self.cases.iter().all(|xs| counts_up(xs))
    }

    /// The pieces, once it is known what each list is to be; numbers as they are where it is nothing.
    pub fn pieces(&self, names: &[Name], store: &Store) -> Vec<Piece> {
        let what = |list: usize| {
            let (id, _) = self.lists.get(list)?;
            names.iter().find(|name| name.lists == *id)?.what
        };
        let named = |raw: &Raw| match *raw {
            Raw::Fixed(number) => Some(Piece::Fixed(number)),
            Raw::List(list) => what(list).map(Piece::List),
            Raw::Count(list) => what(list).map(Piece::Count),
            Raw::Miscount(list, more) => what(list).map(|what| Piece::Miscount(what, more)),
            Raw::Sum(list) => what(list).map(Piece::Sum),
        };
        let raw = self.raw(store);
        let all: Option<Vec<Piece>> = raw.iter().map(named).collect();
        all.filter(|all| !all.is_empty())
            .unwrap_or_else(|| self.cases[0].iter().map(|number| Piece::Fixed(*number)).collect())
    }

    /// The way to put these lists together that gives the column in every case; else that of the first case.
    fn raw(&self, store: &Store) -> Vec<Raw> {
        let first = &self.cases[0];
        let (front, last) = (first.first().copied(), first.last().copied());
        let fixed = |number: Option<i64>| Raw::Fixed(number.unwrap_or_default());
        let each = |of: &dyn Fn(usize) -> Vec<Raw>| (0..self.lists.len()).flat_map(of).collect::<Vec<Raw>>();
        let (list, count) = (Raw::List, Raw::Count);
        let by = self.lists.first().and_then(|(id, _)| {
            let lengths = store.get(*id).cases.iter().map(Vec::len);
            miscount(self.cases.iter().filter_map(|xs| xs.first().copied()).zip(lengths))
        });
        let mark = || {
            let behind = self.lists.first().map_or(0, |(id, _)| store.get(*id).cases[0].len());
            fixed(first.get(behind).copied())
        };
        let mut ways = match self.lists.len() {
            1 => vec![
                vec![list(0)],
                vec![count(0), list(0)],
                vec![fixed(front), list(0)],
                vec![list(0), fixed(last)],
                vec![count(0), list(0), fixed(last)],
                vec![Raw::Sum(0), list(0), fixed(last)],
                vec![fixed(front), count(0), list(0)],
            ],
            _ => {
                let marked = each(&|n| vec![list(n), mark()]);
                vec![
                    each(&|n| vec![count(n), list(n)]),
                    [each(&|n| vec![count(n)]), each(&|n| vec![list(n)])].concat(),
                    marked[..marked.len() - 1].to_vec(),
                    marked,
                ]
            }
        };
        ways.extend(by.map(|by| vec![Raw::Miscount(0, by), list(0)]));
        let fits = |way: &Vec<Raw>, case: usize| self.made(way, case, store) == self.cases[case];
        let in_all = ways.iter().find(|way| (0..self.cases.len()).all(|case| fits(way, case)));
        in_all.or_else(|| ways.iter().find(|way| fits(way, 0))).cloned().unwrap_or_default()
    }

    fn made(&self, way: &[Raw], case: usize, store: &Store) -> Vec<i64> {
        let get = |list: usize| store.get(self.lists[list].0).cases[case].clone();
        way.iter()
            .flat_map(|raw| match *raw {
                Raw::Fixed(number) => vec![number],
                Raw::List(list) => get(list),
                Raw::Count(list) => vec![get(list).len() as i64],
                Raw::Miscount(list, more) => vec![get(list).len() as i64 + more],
                Raw::Sum(list) => vec![sum(&get(list))],
            })
            .collect()
    }
}

/// What a number beside lists costs that no frame has said yet.
fn around(values: &[Option<i64>], lists: &[ListsId], store: &Store) -> Bits {
    let is_same = values.iter().all(|value| *value == values[0]);
    let counts = |id: &ListsId| {
        values.iter().zip(&store.get(*id).cases).all(|(value, xs)| *value == Some(xs.len() as i64))
    };
    let miscounted = |id: &ListsId| {
        miscount(values.iter().flatten().copied().zip(store.get(*id).cases.iter().map(Vec::len))).is_some()
    };
    if is_same || lists.iter().any(|id| counts(id) || miscounted(id)) {
        bits::LENGTH
    } else {
        bits::LENGTH * values.len()
    }
}
