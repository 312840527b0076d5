//! Frames: what stands round a list in the same writing, a count, a code, an end mark.

use super::store::{ListsId, Store};
use crate::bits::{self, Asked, Bits};
use crate::dialect::slots::Slot;
use crate::oracle::sum;

/// A frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing round the list.
    Bare,
    /// How many numbers follow.
    Count,
    /// The same, and always so many more or less.
    Miscount,
    /// How many numbers there were, behind them.
    CountBehind,
    /// A number before them.
    First,
    /// A number behind them, the same in each case.
    EndMark,
    /// How many, and behind them a mark; or before them their sum.
    CountAndEnd,
    /// A number, then how many.
    Header,
    /// Several lists, each behind its count.
    Chain,
    /// One number by itself.
    Single,
    /// It counts the rows of a table.
    Index,
    /// The same number over and over.
    Constant,
}

/// A slot in one frame.
#[derive(Debug, Clone)]
pub struct Framed {
    /// Which.
    pub kind: Kind,
    /// What the frame costs.
    pub bits: Bits,
    /// Numbers that stand round the lists, by case.
    pub scalars: Vec<Vec<Option<i64>>>,
    /// The lists in it.
    pub lists: Vec<ListsId>,
}

/// What somebody writes round a list: whoever answers does so too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    kind: Kind,
    /// The number, where it is the same in all cases.
    mark: Option<i64>,
}

impl Habit {
    /// Whether it is a number, always the same.
    pub const fn has_mark(self) -> bool {
        self.mark.is_some()
    }
}

impl Framed {
    /// As a habit: what no list could have by chance in its place.
    pub fn habit(&self, asked: &Asked) -> Option<Habit> {
        let mark = || {
            let all = self.scalars.first()?;
            let first = all.first().copied().flatten()?;
            (!asked.values.contains(&first) && all.iter().all(|v| *v == Some(first))).then_some(first)
        };
        match self.kind {
            Kind::Count | Kind::CountBehind | Kind::CountAndEnd | Kind::Header => {
                Some(Habit { kind: self.kind, mark: None })
            }
            Kind::First | Kind::EndMark => mark().map(|mark| Habit { kind: self.kind, mark: Some(mark) }),
            _ => None,
        }
    }

    /// What it costs where these are the habits of whom it answers, without the numbers round the list.
    pub fn bits_after(&self, habits: &[Habit], asked: &Asked) -> Bits {
        match self.habit(asked).is_some_and(|habit| habits.contains(&habit)) {
            true => bits::SAME_FRAME,
            false => self.bits,
        }
    }
}

/// Shorter lists have no frame: too much fits.
const SHORT: usize = 3;
/// No more lists are looked for in a chain.
const MOST_CHAINED: usize = 8;

/// Every frame that fits a slot in all cases.
pub fn frames(slot: &Slot, is_wire: bool, asked: &Asked, store: &mut Store) -> Vec<Framed> {
    let values = &slot.values;
    let whole = store.id(values.clone());
    let mut found =
        vec![Framed { kind: Kind::Bare, bits: bits::BARE, scalars: Vec::new(), lists: vec![whole] }];
    let is_long = values.iter().filter(|xs| xs.len() >= SHORT).count() * 2 >= values.len();
    if !is_long || values.iter().any(Vec::is_empty) {
        return found;
    }
    let first: Vec<i64> = values.iter().map(|xs| xs[0]).collect();
    let last: Vec<i64> = values.iter().map(|xs| xs[xs.len() - 1]).collect();
    let scalar = |all: &[i64]| all.iter().map(|v| Some(*v)).collect::<Vec<_>>();
    let mut add = |kind, bits, scalars, from: usize, behind: usize| {
        let inner = values
            .iter()
            .map(|xs| xs.get(from..xs.len().saturating_sub(behind)).unwrap_or_default().to_vec());
        found.push(Framed { kind, bits, scalars, lists: vec![store.id(inner.collect())] });
    };
    let fits = |behind: usize| first.iter().zip(values).all(|(v, xs)| *v == xs.len() as i64 - behind as i64);
    let counts = || first.iter().zip(values).map(|(first, xs)| (*first, xs.len() - 1));
    let is_code = is_wire && is_one(&first) && asked.is_stranger(first[0]);
    let (kind, cost) = match fits(1) {
        true => (Kind::Count, bits::COUNT),
        false if is_wire && miscount(counts()).is_some() => (Kind::Miscount, bits::MISCOUNT),
        false if is_code => (Kind::First, bits::CODE),
        false if is_wire => (Kind::First, bits::FIRST_SENT),
        false => (Kind::First, bits::FIRST_PRINTED),
    };
    add(kind, cost, vec![scalar(&first)], 1, 0);
    if last.iter().zip(values).all(|(v, xs)| *v == xs.len() as i64 - 1) {
        add(Kind::CountBehind, bits::COUNT_BEHIND, vec![scalar(&last)], 0, 1);
    }
    if is_one(&last) {
        let cost = match asked.values.contains(&last[0]) {
            _ if !is_wire => bits::END_PRINTED,
            true => bits::END_MARK_IN_RANGE,
            false => bits::END_MARK,
        };
        add(Kind::EndMark, cost, vec![scalar(&last)], 0, 1);
    }
    let inner_sum = |xs: &[i64]| sum(xs.get(1..xs.len() - 1).unwrap_or_default());
    let is_framed = |(v, xs): (&i64, &Vec<i64>)| *v == xs.len() as i64 - 2 || *v == inner_sum(xs);
    if first.iter().zip(values).all(is_framed) {
        add(Kind::CountAndEnd, bits::COUNT_AND_END, vec![scalar(&first), scalar(&last)], 1, 1);
    }
    if values.iter().all(|xs| xs.len() > 1 && xs[1] == xs.len() as i64 - 2) {
        let second: Vec<i64> = values.iter().map(|xs| xs[1]).collect();
        add(Kind::Header, bits::HEADER, vec![scalar(&first), scalar(&second)], 2, 0);
    }
    let mut chained = |bits, scalars, lists: Vec<Chain>| {
        let lists = lists.into_iter().map(|cases| store.id(cases)).collect();
        found.push(Framed { kind: Kind::Chain, bits, scalars, lists });
    };
    for lists in [chains(values, chain), chains(values, behind_counts)].into_iter().flatten() {
        chained(bits::CHAIN, Vec::new(), lists);
    }
    if let Some((mark, is_last, lists)) = marked(values, asked) {
        let more = if is_last { bits::END_MARK } else { bits::STRANGER };
        chained(bits::CHAIN + more, vec![vec![Some(mark); values.len()]], lists);
    }
    found
}

/// The most that a count is wrong by.
const MISCOUNTED: i64 = 2;
/// In so many cases a count that is wrong in the same way is no chance.
const ENOUGH_CASES: usize = 3;

/// By how much these are too large, if they are counts, each of so many numbers, that are wrong by as much in every case, though there
/// are not always as many.
pub fn miscount(counts: impl Iterator<Item = (i64, usize)>) -> Option<i64> {
    let counts: Vec<(i64, i64)> = counts.map(|(count, length)| (count, length as i64)).collect();
    let by = counts.first().map(|(count, length)| count - length)?;
    let is_wrong = by != 0 && by.abs() <= MISCOUNTED;
    let is_varied = counts.iter().any(|count| *count != counts[0]);
    let is_always = counts.iter().all(|(count, length)| count - length == by);
    (counts.len() >= ENOUGH_CASES && is_wrong && is_varied && is_always).then_some(by)
}

/// Whether they are all the same.
fn is_one(all: &[i64]) -> bool {
    all.iter().all(|v| *v == all[0])
}

/// Lists of one case.
type Chain = Vec<Vec<i64>>;

/// The lists of chains, all cases having as many, and more than one.
fn chains(values: &[Vec<i64>], chain: impl Fn(&[i64]) -> Option<Chain>) -> Option<Vec<Chain>> {
    let chains: Option<Vec<Chain>> = values.iter().map(|xs| chain(xs)).collect();
    let chains = chains?;
    let count = chains[0].len();
    let is_full = chains.iter().any(|chain| chain.iter().all(|xs| !xs.is_empty()));
    let fits = count > 1 && is_full && chains.iter().all(|chain| chain.len() == count);
    fits.then(|| (0..count).map(|n| chains.iter().map(|chain| chain[n].clone()).collect()).collect())
}

/// Two counts, then both lists.
fn behind_counts(xs: &[i64]) -> Option<Chain> {
    let (counts, lists) = xs.split_at_checked(2)?;
    let counts = [usize::try_from(counts[0]).ok()?, usize::try_from(counts[1]).ok()?];
    let fits = counts[0].checked_add(counts[1]) == Some(lists.len());
    fits.then(|| vec![lists[..counts[0]].to_vec(), lists[counts[0]..].to_vec()])
}

/// Lists with a mark behind each, or between them, that no list could hold.
fn marked(values: &[Vec<i64>], asked: &Asked) -> Option<(i64, bool, Vec<Chain>)> {
    let is_mark = |mark: &&i64| !asked.values.contains(mark);
    let last = values.iter().map(|xs| xs.last().filter(is_mark)).next().flatten();
    let within = values[0].iter().find(|mark| is_mark(mark) && values.iter().all(|xs| xs.contains(mark)));
    let mark = *last.or(within)?;
    let lists = chains(values, |xs| {
        let xs = if last.is_some() { xs.strip_suffix(&[mark])? } else { xs };
        Some(xs.split(|x| *x == mark).take(MOST_CHAINED + 1).map(<[i64]>::to_vec).collect())
    })?;
    Some((mark, last.is_some(), lists))
}

/// Several lists, each behind its count.
fn chain(xs: &[i64]) -> Option<Vec<Vec<i64>>> {
    let (mut rest, mut found) = (xs, Vec::new());
    while let Some((count, behind)) = rest.split_first() {
        let count = usize::try_from(*count).ok().filter(|count| *count <= behind.len())?;
        if found.len() > MOST_CHAINED {
            return None;
        }
        found.push(behind[..count].to_vec());
        rest = &behind[count..];
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_behind_their_counts_are_a_chain() {
        assert_eq!(chain(&[2, 5, 6, 0, 1, 9]), Some(vec![vec![5, 6], vec![], vec![9]]));
        assert_eq!(chain(&[2, 5]), None);
        assert_eq!(chain(&[-1, 5]), None);
        assert_eq!(chains(&[vec![1, 5], vec![1, 6]], chain), None, "one list alone is a count");
        assert_eq!(behind_counts(&[2, 1, 5, 6, 9]), Some(vec![vec![5, 6], vec![9]]));
        let asked = Asked::new(25..=100, 1..=100);
        let marked = |values: &[Vec<i64>]| marked(values, &asked);
        let both = vec![vec![vec![5, 6]], vec![vec![9]]];
        assert_eq!(marked(&[vec![5, 6, 0, 9, 0]]), Some((0, true, both.clone())));
        assert_eq!(marked(&[vec![5, 6, -1, 9]]), Some((-1, false, both)));
        assert_eq!(marked(&[vec![5, 6, 0]]), None, "one list alone has an end mark");
    }
}
