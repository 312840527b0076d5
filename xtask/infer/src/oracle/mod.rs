//! What can be computed from the lists that were drawn: right answers, and the known ways to get them wrong.

mod mistakes;
mod sets;

pub use mistakes::{MISTAKES, Mistake, first_numbers_only};
pub use sets::{counts_up, distinct, extra_occurrences, intersection, repeated, sum, times};

use crate::seen::Task;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// The client's numbers, each once, in any order.
    Final,
    /// The repeated numbers, once for each occurrence too many, in any order.
    ExtraOccurrences,
    /// The repeated numbers, each once, in any order.
    Repeated,
    /// The numbers in both lists, each once, ascending.
    Intersection,
}

impl Question {
    /// Those of a task.
    pub const fn all(task: Task) -> &'static [Self] {
        match task {
            Task::Dedup => &[Self::Final, Self::ExtraOccurrences, Self::Repeated],
            Task::Intersect => &[Self::Intersection],
        }
    }
}

/// The lists that were drawn in one case, and how the client's was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The client's numbers.
    pub client: Vec<i64>,
    /// The server's own; empty where there are none.
    pub server: Vec<i64>,
    /// All that the client sent.
    pub request: Vec<u8>,
}

/// The right answer.
pub fn right_answer(question: Question, given: &Given) -> Vec<i64> {
    match question {
        Question::Final => distinct(&given.client),
        Question::ExtraOccurrences => extra_occurrences(&given.client),
        Question::Repeated => repeated(&given.client),
        Question::Intersection => intersection(&given.client, &given.server),
    }
}
