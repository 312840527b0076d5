//! What follows from one choice of the lists that were drawn, case by case.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::functions::{Function, FunctionSet};
use super::source::{self, Explained};
use super::store::{BagId, ListsId, Store};
use crate::bits::Asked;
use crate::oracle::{Given, MISTAKES, distinct, right_answer};
use crate::seen::Task;

/// A function, and what it gives in every case; `None` where it does not apply to all.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Which.
    pub function: Function,
    /// Its lists.
    pub lists: Option<ListsId>,
}

/// A world.
#[derive(Debug, Clone)]
pub struct World {
    /// The task.
    pub task: Task,
    /// The lists that the scenario asks for.
    pub asked: Rc<Asked>,
    /// What was drawn, by case.
    pub given: Rc<Vec<Given>>,
    /// What every function gives; its place is its bit.
    pub answers: Vec<Answer>,
    by_bag: Vec<HashMap<BagId, FunctionSet>>,
    /// How many of the functions need nothing that was heard.
    unheard: usize,
    /// Whose list is explained, where it is the client's: whether it knows the server's own.
    client_knows: Option<bool>,
    /// What explains lists without that; all worlds in which the same was drawn share it.
    known: Rc<RefCell<HashMap<ListsId, Explained>>>,
    memo: HashMap<ListsId, Explained>,
    work: usize,
}

impl World {
    /// The world in which these lists were drawn.
    pub fn new(task: Task, asked: &Rc<Asked>, given: Vec<Given>, store: &mut Store) -> Self {
        let mut world = Self {
            task,
            asked: asked.clone(),
            answers: Vec::new(),
            by_bag: vec![HashMap::new(); given.len()],
            given: Rc::new(given),
            unheard: 0,
            client_knows: None,
            known: Rc::default(),
            memo: HashMap::new(),
            work: 0,
        };
        for function in Function::all(task) {
            let lists: Option<Vec<Vec<i64>>> =
                world.given.iter().map(|given| answer(function, given)).collect();
            let lists = lists.map(|lists| store.id(lists));
            world.add(function, lists, store);
        }
        world.unheard = world.answers.len();
        world
    }

    /// The same world, in which the client got these lists: as it takes them, and as they came with all that stands round them.
    /// What it prints may be one of them.
    pub fn heard(&self, said: &[ListsId], raw: &[ListsId], store: &Store) -> Self {
        let mut world = Self { memo: HashMap::new(), work: 0, ..self.clone() };
        for (n, lists) in said.iter().enumerate() {
            world.add(Function::Said(n), Some(*lists), store);
        }
        let owns =
            self.answers.iter().filter(|a| matches!(a.function, Function::Server | Function::ServerSet));
        let mut owns = owns.filter_map(|answer| answer.lists).map(|lists| &store.get(lists).bags);
        world.client_knows = Some(owns.any(|bags| said.iter().any(|lists| store.get(*lists).bags == *bags)));
        for (n, lists) in raw.iter().enumerate() {
            world.add(Function::Raw(n), Some(*lists), store);
        }
        world
    }

    fn add(&mut self, function: Function, lists: Option<ListsId>, store: &Store) {
        let place = self.answers.len();
        if place == FunctionSet::MOST {
            return;
        }
        self.answers.push(Answer { function, lists });
        if let Some(lists) = lists {
            for (by_bag, bag) in self.by_bag.iter_mut().zip(&store.get(lists).bags) {
                by_bag.entry(*bag).or_default().insert(place);
            }
        }
    }

    /// The functions of these places that give these numbers in every case, each with its order.
    pub fn exact(&self, lists: ListsId, places: &Range<usize>, store: &Store) -> FunctionSet {
        let values = store.get(lists);
        let mut found: Option<FunctionSet> = None;
        for (by_bag, bag) in self.by_bag.iter().zip(&values.bags) {
            let here = by_bag.get(bag).copied().unwrap_or_default();
            found = Some(found.map_or(here, |found| found.and(here)));
        }
        let mut exact = FunctionSet::default();
        for place in found.unwrap_or_default().iter().filter(|place| places.contains(place)) {
            let answer = &self.answers[place];
            if !answer.function.is_ordered() || answer.lists == Some(lists) {
                exact.insert(place);
            }
        }
        exact
    }

    /// Whether this is explained for a client that never heard the server's own list.
    pub fn is_unheard(&self) -> bool {
        self.client_knows == Some(false)
    }

    /// How many numbers were explained in this world.
    pub fn work(&self) -> usize {
        self.work
    }

    /// The places of all functions.
    pub fn all(&self) -> Range<usize> {
        0..self.answers.len()
    }

    /// What explains these lists best; computed once a world.
    pub fn explain(&mut self, lists: ListsId, store: &Store) -> Explained {
        if let Some(known) = self.memo.get(&lists) {
            return *known;
        }
        let size = store.get(lists).cases.iter().map(Vec::len).sum::<usize>();
        self.work += size;
        let known = self.known.borrow().get(&lists).copied();
        let known = known.unwrap_or_else(|| {
            self.work += size;
            let explained = source::explain(self, lists, 0..self.unheard, store);
            self.known.borrow_mut().insert(lists, explained);
            explained
        });
        let explained = match self.unheard..self.answers.len() {
            heard if heard.is_empty() && self.client_knows.is_none() => known,
            heard => source::explain_heard(self, lists, known, heard, store),
        };
        self.memo.insert(lists, explained);
        explained
    }
}

fn answer(function: Function, given: &Given) -> Option<Vec<i64>> {
    match function {
        Function::Request => Some(given.client.clone()),
        Function::RequestSorted => {
            let mut sorted = given.client.clone();
            sorted.sort_unstable();
            Some(sorted)
        }
        Function::RequestSet => Some(distinct(&given.client)),
        // Where the server drew nothing, nothing is its list.
        Function::Server => (!given.server.is_empty()).then(|| given.server.clone()),
        Function::ServerSet => (!given.server.is_empty()).then(|| distinct(&given.server)),
        Function::Right(question) => Some(right_answer(question, given)),
        Function::Mistake(question, n) => MISTAKES[n].apply(question, given),
        Function::Cut(_) | Function::CutAnswer(_) | Function::Said(_) | Function::Raw(_) => None,
    }
}
