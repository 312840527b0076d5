//! Task 2: each number once, and which were repeated.

use super::counted::counted;
use super::lists::{Seen, Wanted, judge, mistakes, seen};
use super::{Check, Verdict, lists_of};
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
    let wanted = Wanted { questions: &[Question::Final], accepted: &[once], known: others };
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
    let found = judge(world, Wanted { known: &[clients, extra, repeats], ..wanted }, &lists, store);
    if !found.is_right {
        fail(Check::ShowsFinalList, found.mistakes, found.key);
    }
    let tables = counted(world, shown, store);
    let has_repeats = store.get(repeats).is_any();
    if has_repeats && !(accepts.counts && tables == Some(true)) {
        let all = [(accepts.extra, extra), (accepts.repeated, repeats)];
        let accepted: Vec<ListsId> =
            all.iter().filter(|(is_accepted, _)| *is_accepted).map(|(_, lists)| *lists).collect();
        let questions = &[Question::Repeated, Question::ExtraOccurrences];
        let found =
            judge(world, Wanted { questions, accepted: &accepted, known: &[clients, once] }, &lists, store);
        if !found.is_right || tables == Some(false) {
            fail(Check::ShowsDuplicates, found.mistakes, found.key);
        }
    }
    verdict.mistakes.sort_unstable();
    verdict.mistakes.dedup();
    verdict
}
