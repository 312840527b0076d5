//! Which lists may be those that were drawn.

use std::collections::HashSet;

use super::frames::{Framed, Kind, frames};
use super::store::{ListsId, Store};
use super::streams::NEAR;
use crate::bits::{self, Asked, Bits};
use crate::dialect::learn::Reading;
use crate::oracle::counts_up;

/// No more lists of a stream are tried.
const MOST_SOURCES: usize = 8;
/// The same number in more places from an end is no mark.
const MOST_SAME: usize = 4;

/// What a list that was drawn costs: its numbers, and how many there are.
pub fn drawn_bits(lists: &[Vec<i64>], asked: &Asked) -> Bits {
    let list = |xs: &Vec<i64>| asked.amount(xs.len()) + xs.iter().map(|x| asked.value(*x)).sum();
    let mut bits = bits::DRAWN + lists.iter().map(list).sum();
    if !lists.iter().flatten().all(|x| asked.values.contains(x)) {
        bits += bits::OTHER_VALUES;
    }
    if lists.len() < 2 {
        return bits;
    }
    // Numbers that stand first, or last, in every case are paid once.
    for is_front in [true, false] {
        for at in 0..MOST_SAME {
            let place =
                |xs: &Vec<i64>| xs.get(if is_front { at } else { xs.len().checked_sub(at + 1)? }).copied();
            let Some(value) =
                place(&lists[0]).filter(|value| lists.iter().all(|xs| place(xs) == Some(*value)))
            else {
                break;
            };
            // One that no list could hold is a mark where it stands in the same place, here as in an edit.
            let strange = if asked.values.contains(&value) { Bits::ZERO } else { bits::STRANGER };
            let saved = asked.value(value) * (lists.len() - 1) - bits::SAME_PLACE - strange;
            bits = bits - saved.max(Bits::ZERO);
        }
    }
    bits
}

/// Not an index, nor the same in every place or in every case, unless these are one.
fn is_drawn(lists: &[Vec<i64>], is_one: bool, asked: &Asked) -> bool {
    let mut starts: Vec<&[i64]> =
        lists.iter().filter(|xs| xs.len() > 1).map(|xs| &xs[..xs.len() / 2]).collect();
    starts.sort_unstable();
    starts.dedup();
    // Columns of lengths, or of how often, have hardly any.
    let values = asked.values.end().abs_diff(*asked.values.start()) as usize / 2;
    let is_varied = lists.iter().any(|xs| {
        let distinct: HashSet<i64> = xs.iter().copied().collect();
        distinct.len() >= MOST_SAME.min(values).min(xs.len() / 2).max(2)
    });
    (is_one || starts.len() > 1)
        && is_varied
        && !lists.iter().filter(|xs| !xs.is_empty()).all(|xs| counts_up(xs))
}

/// What no list could have round it by chance stands first, and last what any list has that is cut.
fn rank(frame: &Framed, asked: &Asked) -> u8 {
    match frame.kind {
        _ if frame.habit(asked).is_some() => 0,
        Kind::Bare | Kind::Chain => 1,
        Kind::First | Kind::Miscount => 3,
        _ => 2,
    }
}

/// Which lists of a stream may be the one that was drawn, the likeliest first: what is drawn is said number by number.
/// `is_one`: the client sent the same in all cases.
pub fn sources(readings: &[Reading], is_one: bool, asked: &Asked, store: &mut Store) -> Vec<ListsId> {
    let mut found: Vec<(Bits, u8, ListsId)> = Vec::new();
    for reading in readings {
        let size = reading.whole_bits(asked);
        for slot in &reading.slots {
            if slot.is_part() || !slot.values.iter().any(|xs| xs.len() > 1) {
                continue;
            }
            for frame in frames(slot, true, asked, store) {
                let rank = rank(&frame, asked);
                for lists in frame.lists {
                    let literal = store.get(lists).literal;
                    let cases = &store.get(lists).cases;
                    let is_list = cases.iter().filter(|xs| xs.len() > 1).count() * 2 > cases.len();
                    if is_list && is_drawn(cases, is_one, asked) {
                        let bits = size - literal + drawn_bits(cases, asked);
                        found.push((bits, rank, lists));
                    }
                }
            }
        }
    }
    let Some(least) = found.iter().map(|(bits, ..)| *bits).min() else { return Vec::new() };
    found.sort_by_key(|(bits, rank, _)| (*rank, *bits));
    let mut kept = Vec::new();
    for (bits, _, lists) in found {
        if bits <= least + NEAR * store.get(lists).cases.len()
            && !kept.contains(&lists)
            && kept.len() < MOST_SOURCES
        {
            kept.push(lists);
        }
    }
    kept
}
