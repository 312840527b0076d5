//! Tables of values and how often each is there.

use std::collections::{BTreeMap, HashMap};

use crate::dialect::slots::Key;
use crate::explain::store::Store;
use crate::explain::streams::Told;
use crate::explain::world::World;

type Table = BTreeMap<i64, i64>;

/// Whether one is right, and where it stands; wrong where one is about the right values and nearly right; `None` where there is none.
pub fn counted<'a>(world: &World, slots: &'a [Told], store: &Store) -> Option<(bool, &'a Key)> {
    let mut tables: Vec<(_, Vec<&Told>)> = Vec::new();
    for told in slots {
        let Some((row, _)) = &told.key.label.column else { continue };
        let table = (&told.key.label.context, row, told.key.ordinal);
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, columns)) => columns.push(told),
            None => tables.push((table, vec![told])),
        }
    }
    let wanted = wanted(world);
    let mut found = None;
    for (_, columns) in &tables {
        for one in columns {
            for other in columns {
                let Some(tables) = pairs(&store.get(one.whole).cases, &store.get(other.whole).cases) else {
                    continue;
                };
                if wanted.contains(&tables) {
                    return Some((true, &one.key));
                }
                // What counts the rows of a table counts nothing else.
                let is_rows = store.get(other.whole).cases.iter().all(|xs| counts_rows(xs));
                if !is_rows && one.whole != other.whole && wanted.iter().any(|want| is_near(&tables, want)) {
                    found = Some((false, &one.key));
                }
            }
        }
    }
    found
}

/// Each value with how often it is there: all, those that repeat, those with how often they do.
fn wanted(world: &World) -> [Vec<Table>; 3] {
    let times = |given: &crate::oracle::Given| {
        let mut often: HashMap<i64, i64> = HashMap::new();
        given.client.iter().for_each(|x| *often.entry(*x).or_default() += 1);
        often.into_iter().collect::<Table>()
    };
    let all: Vec<Table> = world.given.iter().map(times).collect();
    let repeated =
        |table: &Table| table.iter().filter(|(_, n)| **n > 1).map(|(x, n)| (*x, *n)).collect::<Table>();
    let repeats: Vec<Table> = all.iter().map(repeated).collect();
    let extra = repeats.iter().map(|table| table.iter().map(|(x, n)| (*x, n - 1)).collect()).collect();
    [all, repeats, extra]
}

fn pairs(one: &[Vec<i64>], other: &[Vec<i64>]) -> Option<Vec<Table>> {
    let table = |(xs, ys): (&Vec<i64>, &Vec<i64>)| {
        (xs.len() == ys.len()).then(|| xs.iter().copied().zip(ys.iter().copied()).collect())
    };
    one.iter().zip(other).map(table).collect()
}

fn counts_rows(xs: &[i64]) -> bool {
    [0, 1].iter().any(|first| xs.iter().zip(*first..).all(|(x, row)| *x == row))
}

fn is_near(tables: &[Table], wanted: &[Table]) -> bool {
    let fits = |(table, want): (&Table, &Table)| {
        table.len() == want.len()
            && table.iter().all(|(x, n)| want.get(x).is_some_and(|m| n.abs_diff(*m) <= 1))
    };
    tables.iter().zip(wanted).all(fits)
}
