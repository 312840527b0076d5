//! Task 2: each number once, and which were repeated.

use super::counted::counted;
use super::lists::{Seen, Wanted, judge, mistakes, says, seen};
use super::{Check, Verdict, lists_of};
use crate::dialect::slots::Key;
use crate::explain::store::{ListsId, Store};
use crate::explain::streams::Told;
use crate::explain::world::World;
use crate::oracle::{Question, distinct, extra_occurrences, repeated};
use crate::seen::Accepts;

/// The verdict.
pub fn verdict(
    world: &World,
    accepts: Accepts,
    reply: &[Told],
    shown: &[Told],
    store: &mut Store,
) -> Verdict {
    let clients = lists_of(world, store, |given| given.client.clone());
    let once = lists_of(world, store, |given| distinct(&given.client));
    let extra = lists_of(world, store, |given| extra_occurrences(&given.client));
    let repeats = lists_of(world, store, |given| repeated(&given.client));
    let answers = seen(reply, false, store);
    // The second list of an answer may be the duplicates.
    let others: &[ListsId] = if answers.len() > 1 { &[extra, repeats] } else { &[] };
    let wanted = Wanted { questions: &[Question::Final], accepted: &[once], known: others, other: None };
    let mut found = judge(world, wanted, &answers, store);
    if !found.is_right {
        // Where each list of an answer could be the duplicates, the first is meant for the final list all the same.
        let lists: Vec<&Seen> = answers.iter().filter(|seen| store.get(seen.lists).is_any()).collect();
        if let (None, [first, _, ..]) = (&found.key, &lists[..]) {
            found.mistakes = mistakes(world, first.explained.exact, wanted.questions);
            found.key = Some(first.key.clone());
        }
        let fails = vec![Check::ReplyIsDeduplicated];
        return Verdict { fails, mistakes: found.mistakes, evidence: found.key, unknown: None };
    }
    let lists = seen(shown, false, store);
    let mut verdict = Verdict::default();
    let mut fail = |check, mistakes: Vec<&'static str>, key| {
        verdict.fails.push(check);
        verdict.mistakes.extend(mistakes);
        verdict.evidence = key;
    };
    let known = &[clients, extra, repeats];
    let found = judge(world, Wanted { known, other: Some(Question::Repeated), ..wanted }, &lists, store);
    if !found.is_right {
        fail(Check::ShowsFinalList, found.mistakes, found.key);
    }
    let tables = counted(world, shown, store);
    let has_repeats = store.get(repeats).is_any();
    let is_other = |seen: &Seen| says(Question::Repeated, &seen.key) && store.get(seen.lists).is_any();
    let is_counted = |key: &Key| !(says(Question::Final, key) && lists.iter().any(is_other));
    if has_repeats && !(accepts.counts && tables.is_some_and(|(is_right, key)| is_right && is_counted(key))) {
        let all = [(accepts.extra, extra), (accepts.repeated, repeats)];
        let accepted: Vec<ListsId> =
            all.iter().filter(|(is_accepted, _)| *is_accepted).map(|(_, lists)| *lists).collect();
        let questions = &[Question::Repeated, Question::ExtraOccurrences];
        let known = &[clients, once];
        let wanted = Wanted { questions, accepted: &accepted, known, other: Some(Question::Final) };
        let found = judge(world, wanted, &lists, store);
        if !found.is_right || tables.is_some_and(|(is_right, _)| !is_right) {
            fail(Check::ShowsDuplicates, found.mistakes, found.key);
        }
    }
    verdict.mistakes.sort_unstable();
    verdict.mistakes.dedup();
    verdict
}
