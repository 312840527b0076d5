//! Lists by case, each kept once: they are compared by number.

use std::collections::HashMap;
use std::rc::Rc;

use crate::bits::{Asked, Bits};

/// Which lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListsId(u32);

impl ListsId {
    /// Its place, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which numbers, in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BagId(u32);

/// One list a case.
#[derive(Debug)]
pub struct Lists {
    /// Them.
    pub cases: Vec<Vec<i64>>,
    /// Them, ascending.
    pub sorted: Vec<Vec<i64>>,
    /// The numbers of each, in any order.
    pub bags: Vec<BagId>,
    /// What they cost number by number.
    pub literal: Bits,
}

impl Lists {
    /// Whether any has a number.
    pub fn is_any(&self) -> bool {
        self.cases.iter().any(|xs| !xs.is_empty())
    }
}

/// All lists of a pair.
#[derive(Debug)]
pub struct Store {
    asked: Rc<Asked>,
    all: Vec<Rc<Lists>>,
    ids: HashMap<Vec<Vec<i64>>, ListsId>,
    bags: HashMap<Vec<i64>, BagId>,
}

impl Store {
    /// None, where such lists are asked for.
    pub fn new(asked: &Rc<Asked>) -> Self {
        Self { asked: asked.clone(), all: Vec::new(), ids: HashMap::new(), bags: HashMap::new() }
    }

    /// The number of these lists.
    pub fn id(&mut self, cases: Vec<Vec<i64>>) -> ListsId {
        if let Some(id) = self.ids.get(&cases) {
            return *id;
        }
        let sorted: Vec<Vec<i64>> = cases.iter().map(|xs| ascending(xs)).collect();
        let bags = sorted.iter().map(|xs| self.bag_of_sorted(xs)).collect();
        let literal = self.asked.literal(cases.iter().map(Vec::as_slice));
        let id = ListsId(self.all.len() as u32);
        self.ids.insert(cases.clone(), id);
        self.all.push(Rc::new(Lists { cases, sorted, bags, literal }));
        id
    }

    fn bag_of_sorted(&mut self, sorted: &[i64]) -> BagId {
        let next = BagId(self.bags.len() as u32);
        *self.bags.entry(sorted.to_vec()).or_insert(next)
    }

    /// The lists of a number.
    pub fn get(&self, id: ListsId) -> &Rc<Lists> {
        &self.all[id.index()]
    }
}

fn ascending(xs: &[i64]) -> Vec<i64> {
    let mut xs = xs.to_vec();
    xs.sort_unstable();
    xs
}
