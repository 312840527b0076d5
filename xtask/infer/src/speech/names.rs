//! What each list of an answer is to be: the right one in the place of what was there.

use super::What;
use crate::explain::functions::Function;
use crate::explain::source::{Explained, Source};
use crate::explain::store::{ListsId, Store};
use crate::explain::world::World;
use crate::seen::Task;

/// A list, and what is to stand in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub lists: ListsId,
    /// Nothing where its numbers stay as they are.
    pub what: Option<What>,
    /// Whether it was right.
    is_right: bool,
}

/// The lists of a request: the client's own.
pub(super) fn of_request(world: &World, lists: &[(ListsId, Explained)]) -> Vec<Name> {
    let name = |(id, explained): &(ListsId, Explained)| {
        let drawn = function(world, explained)
            .is_some_and(|f| matches!(f, Function::Request | Function::RequestSorted));
        let is_right = matches!(explained.source, Source::Exactly(_));
        Name { lists: *id, what: (drawn && is_right).then_some(What::Client), is_right }
    };
    lists.iter().map(name).collect()
}

/// The lists of an answer, in their order. It may be wrong: then a list is what none of the others is.
pub(super) fn of_answer(world: &World, lists: &[(ListsId, Explained)], store: &Store) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (id, explained) in lists {
        if !names.iter().any(|name| name.lists == *id) {
            names.push(named(world, *id, explained, store));
        }
    }
    let related: Vec<bool> = names.iter().map(|name| is_related(world, name.lists, store)).collect();
    let (main, other) = match world.task {
        Task::Dedup => (What::Final, What::Extra),
        Task::Intersect => (What::Common, What::Server),
    };
    let is_main = |name: &Name| name.what == Some(main);
    let is_echo = |name: &Name| name.what == Some(What::Client);
    // What is right says what it is; of the others the first that may be it is the answer.
    let answer = names.iter().position(|name| is_main(name) && name.is_right);
    let answer = answer.or_else(|| names.iter().position(is_main)).or_else(|| {
        let may_be = |(name, is_related): (&Name, &bool)| !name.is_right && *is_related && !is_echo(name);
        names.iter().zip(&related).position(may_be)
    });
    let answer = answer.or_else(|| names.iter().position(is_echo));
    let has_right = answer.is_some_and(|at| names[at].is_right && is_main(&names[at]));
    for (at, name) in names.iter_mut().enumerate() {
        let is_unnamed = name.what.is_none() && related[at] || is_main(name) && !name.is_right;
        if Some(at) == answer {
            name.what = Some(main);
        } else if is_unnamed || is_echo(name) && world.task == Task::Dedup && !has_right {
            name.what = Some(other);
        }
    }
    names
}

fn function(world: &World, explained: &Explained) -> Option<Function> {
    match explained.source {
        Source::Exactly(place) | Source::Nearly(place) => Some(world.answers[place].function),
        Source::Prefix | Source::Constant | Source::Literal => None,
    }
}

fn named(world: &World, lists: ListsId, explained: &Explained, store: &Store) -> Name {
    let right = |what: Option<What>| {
        let is_exact = matches!(explained.source, Source::Exactly(_));
        Name { lists, what, is_right: is_exact && what.is_some() }
    };
    let wrong = |what| Name { lists, what, is_right: false };
    match function(world, explained) {
        Some(Function::Request | Function::RequestSorted | Function::RequestSet) => wrong(Some(What::Client)),
        Some(Function::Server | Function::ServerSet) => right(Some(What::Server)),
        Some(Function::Right(question)) => right(Some(question.into())),
        Some(Function::Mistake(question, _) | Function::Cut(question) | Function::CutAnswer(question)) => {
            wrong(Some(question.into()))
        }
        Some(Function::Said(_) | Function::Raw(_)) | None => wrong(None),
    }
    .unless_fixed(world, explained, store)
}

impl Name {
    /// What is the same in all of several cases follows from no list.
    fn unless_fixed(self, world: &World, explained: &Explained, store: &Store) -> Self {
        let cases = &store.get(self.lists).cases;
        let is_same = cases.len() > 1 && cases.iter().all(|xs| *xs == cases[0]) && world.given.len() > 1;
        match is_same && !matches!(explained.source, Source::Exactly(_)) {
            true => Self { what: None, ..self },
            false => self,
        }
    }
}

/// Whether most of its numbers were drawn, and it is not always the same.
fn is_related(world: &World, lists: ListsId, store: &Store) -> bool {
    let cases = &store.get(lists).cases;
    let is_same = cases.len() > 1 && cases.iter().all(|xs| *xs == cases[0]);
    let (mut all, mut drawn) = (0, 0);
    for (xs, given) in cases.iter().zip(world.given.iter()) {
        all += xs.len();
        drawn += xs.iter().filter(|x| given.client.contains(x) || given.server.contains(x)).count();
    }
    !is_same && 2 * drawn >= all
}
