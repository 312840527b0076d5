//! Task 3: the numbers in both lists, sorted.

use super::lists::{Seen, Wanted, judge, mistakes, seen};
use super::{Check, Unknown, Verdict, lists_of};
use crate::explain::store::{ListsId, Store};
use crate::explain::streams::Told;
use crate::explain::world::World;
use crate::oracle::{Question, right_answer};

const QUESTIONS: &[Question] = &[Question::Intersection];

/// The verdict.
pub fn verdict(world: &World, reply: &[Told], shown: &[Told], store: &mut Store) -> Verdict {
    if world.given.iter().any(|given| given.server.is_empty()) {
        return Verdict::unknown(Unknown::ServerNumbers);
    }
    let common = lists_of(world, store, |given| right_answer(Question::Intersection, given));
    let clients = lists_of(world, store, |given| given.client.clone());
    let own = lists_of(world, store, |given| given.server.clone());
    let known = [clients, own];
    let has_common = store.get(common).is_any();
    let lists = seen(reply, true, store);
    let is_known =
        |seen: &Seen| known.iter().any(|lists| store.get(*lists).bags == store.get(seen.lists).bags);
    // Where no number is common, nothing has to be seen; another list than theirs is wrong all the same.
    let is_answered =
        lists.iter().any(|seen| seen.lists == common) || !has_common && lists.iter().all(is_known);
    if !is_answered {
        return reply_is_wrong(world, common, &lists, &known, store);
    }
    let lists = seen(shown, false, store);
    if has_common && !lists.iter().any(|seen| seen.lists == common) {
        let found = judge(
            world,
            Wanted { questions: QUESTIONS, accepted: &[], known: &known, other: None },
            &lists,
            store,
        );
        let fails = vec![Check::ShowsIntersection];
        return Verdict { fails, mistakes: found.mistakes, evidence: found.key, unknown: None };
    }
    Verdict::default()
}

fn reply_is_wrong(
    world: &World,
    common: ListsId,
    lists: &[Seen],
    known: &[ListsId],
    store: &mut Store,
) -> Verdict {
    let is_ascending = |lists: ListsId, store: &Store| {
        store.get(lists).cases.iter().all(|xs| xs.windows(2).all(|two| two[0] < two[1]))
    };
    let is_same_set = |seen: &&Seen| {
        let both = store.get(seen.lists).sorted.iter().zip(&store.get(common).cases);
        both.clone().all(|(xs, want)| {
            let mut once = xs.clone();
            once.dedup();
            once == *want
        })
    };
    if let Some(last) = lists.iter().rfind(is_same_set) {
        let mistakes = mistakes(world, last.explained.exact, QUESTIONS);
        return Verdict {
            fails: vec![Check::ReplyIsSorted],
            mistakes,
            evidence: Some(last.key.clone()),
            unknown: None,
        };
    }
    let known = if lists.len() > 1 { known } else { &[] };
    let found =
        judge(world, Wanted { questions: QUESTIONS, accepted: &[], known, other: None }, lists, store);
    let meant = lists.iter().find(|seen| Some(&seen.key) == found.key.as_ref());
    let mut fails = vec![Check::ReplyIsIntersection];
    if meant.is_some_and(|seen| !is_ascending(seen.lists, store)) {
        fails.push(Check::ReplyIsSorted);
    }
    Verdict { fails, mistakes: found.mistakes, evidence: found.key, unknown: None }
}
