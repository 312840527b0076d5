//! Verdicts: what an explanation of everything says about each check.

mod counted;
mod dedup;
mod intersect;
mod lists;

use crate::dialect::slots::Key;
use crate::explain::store::{ListsId, Store};
use crate::explain::streams::Told;
use crate::explain::world::World;
use crate::seen::{Question, Task};

/// What is asked about a pair's lists; the names are those of the rest of the grader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// The client sends a list that the task asks for.
    SendsNumbers,
    /// Task 2: the answer has each number once.
    ReplyIsDeduplicated,
    /// Task 2: the client shows it.
    ShowsFinalList,
    /// Task 2: the client shows which were repeated.
    ShowsDuplicates,
    /// Task 3: the answer has the common numbers.
    ReplyIsIntersection,
    /// Task 3: the answer is sorted.
    ReplyIsSorted,
    /// Task 3: the client shows it.
    ShowsIntersection,
}

impl Check {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendsNumbers => "sends-numbers",
            Self::ReplyIsDeduplicated => "reply-is-deduplicated",
            Self::ShowsFinalList => "shows-final-list",
            Self::ShowsDuplicates => "shows-duplicates",
            Self::ReplyIsIntersection => "reply-is-intersection",
            Self::ReplyIsSorted => "reply-is-sorted",
            Self::ShowsIntersection => "shows-intersection",
        }
    }
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// What the client sent has no list that anybody can read.
    Numbers,
    /// What the server answered has no list that anybody can read.
    Answer,
    /// Which numbers the server drew is nowhere to be seen.
    ServerNumbers,
    /// More was said than is looked at.
    TooMuch,
}

/// What one explanation of everything comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The checks that fail; root causes only.
    pub fails: Vec<Check>,
    /// Every known mistake that gives exactly what was seen, in every case.
    pub mistakes: Vec<&'static str>,
    /// The slot that it rests on.
    pub evidence: Option<Key>,
    /// Why nothing can be said.
    pub unknown: Option<Unknown>,
}

impl Verdict {
    /// Nothing crossed the wire.
    pub fn nothing_sent() -> Self {
        Self { fails: vec![Check::SendsNumbers], ..Self::default() }
    }

    /// Nothing can be said.
    pub fn unknown(why: Unknown) -> Self {
        Self { unknown: Some(why), ..Self::default() }
    }

    /// Whether the same is wrong.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.fails, self.unknown) == (&other.fails, other.unknown)
    }
}

/// The verdict, if all is as it is explained here.
pub fn verdict(
    world: &World,
    question: &Question,
    reply: &[Told],
    shown: &[Told],
    store: &mut Store,
) -> Verdict {
    let asked = &question.asked;
    let is_asked =
        |xs: &Vec<i64>| asked.amounts.contains(&xs.len()) && xs.iter().all(|x| asked.values.contains(x));
    if !world.given.iter().all(|given| is_asked(&given.client)) {
        return Verdict::nothing_sent();
    }
    match question.task {
        Task::Dedup => dedup::verdict(world, question.accepts, reply, shown, store),
        Task::Intersect => intersect::verdict(world, reply, shown, store),
    }
}

/// One list a case, of what was drawn.
fn lists_of(world: &World, store: &mut Store, of: impl Fn(&crate::oracle::Given) -> Vec<i64>) -> ListsId {
    store.id(world.given.iter().map(of).collect())
}
