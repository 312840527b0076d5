//! Known wrong algorithms. Where a wrong answer is exactly what one of them gives, feedback can name it.
//!
//! Never a guess: [`explain`] gives every mistake that leads to exactly this answer, and where two do, both are possible.
//! Names only; the sentences that a student reads stand elsewhere.

use std::sync::LazyLock;

pub use infer::oracle::Question;
use infer::oracle::{self, Given};

use Question::{ExtraOccurrences, Final, Intersection, Repeated};

use super::sets::{extra_occurrences, repeated};

/// What the answer should have been computed from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inputs<'a> {
    /// The client's numbers.
    pub client: &'a [i64],
    /// The server's own numbers; empty where there are none or they are unknown.
    pub server: &'a [i64],
    /// The message that held the client's numbers, where it was text; empty where unknown.
    pub request: &'a [u8],
    /// The server's answer, where it was right and the question is what the client makes of it; empty elsewhere.
    pub answer: &'a [i64],
}

/// A known wrong algorithm.
#[derive(Debug)]
pub struct Mistake {
    /// Its name, for people and programs: `sorted-as-text`.
    pub name: &'static str,
    algorithm: Algorithm,
}

#[derive(Debug)]
enum Algorithm {
    /// What the inference knows as well.
    Known(&'static oracle::Mistake),
    /// An answer to another question than this one.
    Other(Question, fn(&[i64]) -> Vec<i64>),
    /// Gives many answers, by where it cuts what it gets: only those of so many numbers are asked for.
    Cut(&'static [Question], fn(Question, &Inputs, usize) -> Vec<Vec<i64>>),
}

impl Inputs<'_> {
    fn given(&self) -> Given {
        let Self { client, server, request, .. } = *self;
        Given { client: client.to_vec(), server: server.to_vec(), request: request.to_vec() }
    }
}

impl Mistake {
    /// The wrong answer it gives, of many one of half the size; `None` where it does not apply or happens to give the right one.
    pub fn apply(&self, question: Question, inputs: &Inputs) -> Option<Vec<i64>> {
        let size = right_answer(question, inputs).len() / 2;
        self.wrong_answers(question, inputs, &inputs.given(), size).into_iter().next()
    }

    /// Whether it fits lists that were read in part: it may have been cut anywhere.
    pub fn is_cut(&self) -> bool {
        matches!(self.algorithm, Algorithm::Cut(..))
    }

    /// Whether its answer comes in one order only; otherwise any order of the same numbers is this mistake.
    fn is_ordered(&self) -> bool {
        matches!(self.algorithm, Algorithm::Known(known) if known.is_ordered)
    }

    fn wrong_answers(
        &self,
        question: Question,
        inputs: &Inputs,
        given: &Given,
        size: usize,
    ) -> Vec<Vec<i64>> {
        let right = sorted(oracle::right_answer(question, given));
        let is_wrong = |answer: &Vec<i64>| match self.is_ordered() {
            true => !is_right(question, inputs, answer),
            // The right numbers in another order are a mistake of order, and none of these.
            false => sorted(answer.clone()) != right,
        };
        let answers = match self.algorithm {
            Algorithm::Known(known) => known.apply(question, given).into_iter().collect(),
            Algorithm::Other(other, answer) if other == question => vec![answer(inputs.client)],
            Algorithm::Cut(questions, algorithm) if questions.contains(&question) => {
                algorithm(question, inputs, size)
            }
            Algorithm::Other(..) | Algorithm::Cut(..) => Vec::new(),
        };
        answers.into_iter().filter(is_wrong).collect()
    }

    fn gives(&self, question: Question, inputs: &Inputs, given: &Given, got: &[i64]) -> bool {
        let bag = sorted(got.to_vec());
        self.wrong_answers(question, inputs, given, got.len()).into_iter().any(|answer| {
            match self.is_ordered() {
                true => answer == got,
                false => sorted(answer) == bag,
            }
        })
    }
}

/// The right answer.
pub fn right_answer(question: Question, inputs: &Inputs) -> Vec<i64> {
    oracle::right_answer(question, &inputs.given())
}

fn is_right(question: Question, inputs: &Inputs, got: &[i64]) -> bool {
    let right = right_answer(question, inputs);
    match question {
        Intersection => right == got,
        _ => sorted(right) == sorted(got.to_vec()),
    }
}

/// Longer lists are not explained: some mistakes take quadratic time, and the lab's lists have at most 100 numbers.
const LONGEST: usize = 1000;

/// Every mistake that gives exactly this answer. None where it is right, or where no known mistake gives it.
pub fn explain(question: Question, inputs: &Inputs, got: &[i64]) -> Vec<&'static Mistake> {
    let longest = inputs.client.len().max(inputs.server.len()).max(got.len());
    if longest > LONGEST || is_right(question, inputs, got) {
        return Vec::new();
    }
    let given = inputs.given();
    MISTAKES.iter().filter(|mistake| mistake.gives(question, inputs, &given, got)).collect()
}

const ALL: &[Question] = &[Final, ExtraOccurrences, Repeated, Intersection];

/// All known mistakes: those of the inference, and those that it tells otherwise.
pub static MISTAKES: LazyLock<Vec<Mistake>> = LazyLock::new(|| {
    let known = oracle::MISTAKES.iter();
    let known = known.map(|known| Mistake { name: known.name, algorithm: Algorithm::Known(known) });
    let others = [
        // The answer to another question than the one asked for.
        ("distinct-where-occurrences-are-asked", Algorithm::Other(ExtraOccurrences, repeated)),
        ("occurrences-where-distinct-are-asked", Algorithm::Other(Repeated, extra_occurrences)),
        // Only a part of what came.
        ("first-numbers-only", Algorithm::Cut(&[Final, Intersection], first_numbers)),
        ("first-numbers-of-the-answer-only", Algorithm::Cut(ALL, first_numbers_of_the_answer)),
    ];
    known.chain(others.map(|(name, algorithm)| Mistake { name, algorithm })).collect()
});

/// The answer to the client's first numbers alone.
fn first_numbers(question: Question, inputs: &Inputs, size: usize) -> Vec<Vec<i64>> {
    let right = right_answer(question, inputs).len();
    let given = Inputs { client: &[], ..*inputs }.given();
    let answer =
        |client: &[i64]| oracle::right_answer(question, &Given { client: client.to_vec(), ..given.clone() });
    // Where one number is missing, it is the last that is lost.
    let is_last = |answer: &Vec<i64>| {
        question == Final
            && answer.len() + 1 == right
            && answer.iter().all(|value| inputs.client.contains(value))
    };
    cuts(inputs.client, size, answer).into_iter().filter(|answer| !is_last(answer)).collect()
}

/// The first numbers of the right answer that came.
fn first_numbers_of_the_answer(_: Question, inputs: &Inputs, size: usize) -> Vec<Vec<i64>> {
    let whole = inputs.answer;
    let is_whole = |answer: &Vec<i64>| whole.starts_with(answer);
    let answers = cuts(whole, size, <[i64]>::to_vec).into_iter();
    answers.filter(|answer| answer.len() + 1 < whole.len() || !is_whole(answer)).collect()
}

fn sorted(mut list: Vec<i64>) -> Vec<i64> {
    list.sort_unstable();
    list
}

/// What an algorithm gives for the first numbers of a list, where that is so many numbers; and the same with as much of the next
/// number as came: 6 of 61. The algorithm gives no fewer for more.
fn cuts(list: &[i64], size: usize, algorithm: impl Fn(&[i64]) -> Vec<i64>) -> Vec<Vec<i64>> {
    // Each length is tried; the lists of the lab have at most 100 numbers.
    const LONGEST: usize = 200;
    let list = &list[..list.len().min(LONGEST)];
    let mut answers = Vec::new();
    for length in 1..list.len() {
        let (first, next) = (&list[..length], list[length]);
        let whole = algorithm(first);
        let is_too_long = whole.len() > size;
        let parts = (1..=2).map(|digits| next / 10i64.pow(digits)).filter(|part| *part > 0);
        let with_part = parts.map(|part| algorithm(&[first, &[part]].concat()));
        answers.extend(with_part.chain([whole]).filter(|answer| answer.len() == size));
        if is_too_long {
            break;
        }
    }
    answers
}

#[cfg(test)]
mod tests;
