//! Functions by name: what gives a list.

use crate::oracle::{MISTAKES, Question};
use crate::seen::Task;

/// What a list may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// What the client sent.
    Request,
    /// The same, sorted.
    RequestSorted,
    /// The same, each number once.
    RequestSet,
    /// What the server drew.
    Server,
    /// The same, each number once.
    ServerSet,
    /// The right answer.
    Right(Question),
    /// A wrong one: which of [`MISTAKES`].
    Mistake(Question, usize),
    /// The right answer for the first numbers only.
    Cut(Question),
    /// The first numbers of an answer.
    CutAnswer(Question),
    /// What the server said.
    Said(usize),
    /// The same with all that stands round it.
    Raw(usize),
}

impl Function {
    /// What one calls it who made the mistake; `None` where it is none.
    pub fn mistake(self) -> Option<(Question, &'static str)> {
        match self {
            Self::Mistake(question, n) => Some((question, MISTAKES[n].name)),
            Self::Cut(question) => Some((question, "first-numbers-only")),
            Self::CutAnswer(question) => Some((question, "first-numbers-of-the-answer-only")),
            _ => None,
        }
    }

    /// Whether only the server can give it: nobody else knows its list.
    pub fn needs_server(self) -> bool {
        match self {
            Self::Server | Self::ServerSet | Self::Right(Question::Intersection) => true,
            Self::Mistake(Question::Intersection, n) => !MISTAKES[n].name.starts_with("clients-list"),
            _ => false,
        }
    }

    /// Whether it is a list that was drawn.
    pub fn is_own(self) -> bool {
        matches!(
            self,
            Self::Request | Self::RequestSorted | Self::RequestSet | Self::Server | Self::ServerSet
        )
    }

    /// Whether a list may be nearly this: what somebody meant to give.
    pub fn is_anchor(self) -> bool {
        matches!(self, Self::Right(_) | Self::Request | Self::Said(_))
    }

    /// Whether only one order of its numbers is this function.
    pub fn is_ordered(self) -> bool {
        matches!(self, Self::Mistake(_, n) if MISTAKES[n].is_ordered)
    }

    /// All but what was said, in one order for all worlds of a task.
    pub fn all(task: Task) -> Vec<Self> {
        let mut all = vec![Self::Request, Self::RequestSorted];
        if task == Task::Intersect {
            all.extend([Self::Server, Self::ServerSet, Self::RequestSet]);
        }
        for question in Question::all(task) {
            all.push(Self::Right(*question));
            let fits = |n: &usize| MISTAKES[*n].questions.contains(question);
            all.extend((0..MISTAKES.len()).filter(fits).map(|n| Self::Mistake(*question, n)));
            all.extend([Self::Cut(*question), Self::CutAnswer(*question)]);
        }
        all
    }
}

/// Which functions: those of a world, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FunctionSet(u128);

impl FunctionSet {
    /// No more functions are told apart.
    pub const MOST: usize = 128;

    /// Adds the function of this place.
    pub fn insert(&mut self, n: usize) {
        self.0 |= 1 << n;
    }

    /// Those in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it has none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places of those it has.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::MOST).filter(move |n| self.0 >> n & 1 == 1)
    }
}
