//! A list that is asked for, among those that were seen.

use crate::dialect::slots::Key;
use crate::explain::frames::Kind;
use crate::explain::functions::FunctionSet;
use crate::explain::source::{Explained, Source};
use crate::explain::store::{ListsId, Store};
use crate::explain::streams::Told;
use crate::explain::world::World;
use crate::oracle::{Question, right_answer};

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its numbers.
    pub lists: ListsId,
    /// What it is.
    pub explained: Explained,
    /// Where it stands.
    pub key: Key,
}

/// Every list as it was read; a number by itself is one only where a function gives it.
pub fn seen(slots: &[Told], is_wire: bool, store: &Store) -> Vec<Seen> {
    let mut found = Vec::new();
    for told in slots {
        for (lists, explained) in &told.lists {
            let is_long = is_wire && store.get(*lists).cases[0].len() > 1;
            let is_known = !explained.exact.is_empty();
            let is_list = (explained.source != Source::Constant || is_known || is_long)
                && (told.kind != Kind::Single || is_known);
            if is_list {
                found.push(Seen { lists: *lists, explained: *explained, key: told.key.clone() });
            }
        }
    }
    found
}

/// What is asked for, and how it is told from other lists.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The questions that it answers, the one that is usually meant first.
    pub questions: &'a [Question],
    /// Every right answer, in any order.
    pub accepted: &'a [ListsId],
    /// Lists that are shown for something else; a second time one is meant for this.
    pub known: &'a [ListsId],
    /// The other question that is answered beside it, where words tell the two apart: a right list under the other's words does
    /// not count where another list stands under this one's.
    pub other: Option<Question>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Whether it is right.
    pub is_right: bool,
    /// Otherwise the mistakes that give exactly this in every case.
    pub mistakes: Vec<&'static str>,
    /// The list that is meant.
    pub key: Option<Key>,
}

/// Words that say what stands behind them.
fn claims(question: Question, key: &Key) -> bool {
    const FINAL: [&str; 9] =
        ["final", "uniq", "dedup", "without", "result", "distinct", "list from", "no dup", "endg"];
    const DUPLICATES: [&str; 4] = ["dup", "repeat", "doppel", "remov"];
    const COMMON: [&str; 4] = ["common", "inters", "both", "shared"];
    let words: &[&str] = match question {
        Question::Final => &FINAL,
        Question::ExtraOccurrences | Question::Repeated => &DUPLICATES,
        Question::Intersection => &COMMON,
    };
    let context = key.label.context.to_lowercase();
    words.iter().any(|word| context.contains(word))
}

/// Words that say that this, and nothing else, stands behind them: `without duplicates` is the final list.
pub fn says(question: Question, key: &Key) -> bool {
    claims(question, key) && (question == Question::Final || !claims(Question::Final, key))
}

/// The known mistakes among functions.
pub fn mistakes(world: &World, exact: FunctionSet, questions: &[Question]) -> Vec<&'static str> {
    let named = exact.iter().filter_map(|place| world.answers[place].function.mistake());
    let mut found: Vec<&str> =
        named.filter(|(question, _)| questions.contains(question)).map(|(_, name)| name).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// How many numbers are missing or too many, all cases together.
fn apart(one: &[Vec<i64>], other: &[Vec<i64>]) -> usize {
    one.iter()
        .zip(other)
        .map(|(xs, ys)| {
            crate::explain::source::beyond(xs, ys).len() + crate::explain::source::beyond(ys, xs).len()
        })
        .sum()
}

/// Whether what is asked for was seen; otherwise the list that is meant. A right list does not make up for a wrong one under
/// words that say it is the answer, where no such words stand over the right one.
pub fn judge(world: &World, wanted: Wanted, all: &[Seen], store: &mut Store) -> Found {
    let bags = |lists: ListsId| store.get(lists).bags.clone();
    let accepted: Vec<_> = wanted.accepted.iter().map(|lists| bags(*lists)).collect();
    let known: Vec<_> = wanted.known.iter().map(|lists| bags(*lists)).collect();
    let meant = if wanted.questions.contains(&Question::ExtraOccurrences) {
        Question::ExtraOccurrences
    } else {
        wanted.questions[0]
    };
    let claim = |seen: &Seen| claims(meant, &seen.key);
    let (mut right, wrong): (Vec<&Seen>, Vec<&Seen>) =
        all.iter().partition(|seen| accepted.contains(&bags(seen.lists)));
    if let Some(other) = wanted.other
        && wrong.iter().any(|seen| says(meant, &seen.key) && store.get(seen.lists).is_any())
    {
        right.retain(|seen| !says(other, &seen.key));
    }
    let want = world.given.iter().map(|given| right_answer(wanted.questions[0], given)).collect();
    let want = store.id(want);
    let (want, size) = (store.get(want).clone(), store.get(want).cases.iter().map(Vec::len).sum::<usize>());
    let mut candidates = Vec::new();
    let mut met = Vec::new();
    for seen in wrong {
        let other = known.iter().position(|known| *known == store.get(seen.lists).bags);
        let is_meant = claim(seen) && right.is_empty();
        let is_other = other.is_some_and(|other| !met.contains(&other)) && !is_meant;
        if !store.get(seen.lists).is_any() || is_other {
            met.extend(other);
            continue;
        }
        let names = mistakes(world, seen.explained.exact, wanted.questions);
        let off = apart(&store.get(seen.lists).sorted, &want.sorted);
        let is_near = off * 2 <= size;
        let votes = usize::from(claim(seen)) + usize::from(!names.is_empty()) + usize::from(is_near);
        candidates.push((
            (votes, std::cmp::Reverse(off)),
            names,
            seen,
            claim(seen) && is_near && other.is_none(),
        ));
    }
    if let Some(first) = right.first() {
        let is_claimed = right.iter().any(|seen| claim(seen));
        if is_claimed || !candidates.iter().any(|(.., is_rival)| *is_rival) {
            return Found { is_right: true, mistakes: Vec::new(), key: Some(first.key.clone()) };
        }
        candidates.retain(|(.., is_rival)| *is_rival);
    }
    // Of those that are as likely meant the first is.
    let best = candidates.into_iter().rev().max_by_key(|(votes, ..)| *votes);
    match best {
        Some((_, mistakes, seen, _)) => Found { is_right: false, mistakes, key: Some(seen.key.clone()) },
        None => {
            let nothing = store.id(vec![Vec::new(); world.given.len()]);
            let names = mistakes(world, world.exact(nothing, &world.all(), store), wanted.questions);
            Found { is_right: false, mistakes: names, key: None }
        }
    }
}
