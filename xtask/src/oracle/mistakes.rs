//! Known wrong algorithms. Where a wrong answer is exactly what one of them gives, feedback can name it.
//!
//! Never a guess: [`explain`] gives every mistake that leads to exactly this answer, and where two do, both are possible.
//! Names only; the sentences that a student reads stand elsewhere.

use std::collections::{BTreeSet, HashMap, HashSet};

use Question::{ExtraOccurrences, Final, Intersection, Repeated};

use super::sets::{counts, distinct, extra_occurrences, intersection, repeated};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The client's numbers, each once, in any order.
    Final,
    /// The repeated numbers, once for each extra occurrence, in any order.
    ExtraOccurrences,
    /// The repeated numbers, each once, in any order.
    Repeated,
    /// The numbers in both lists, each once, ascending.
    Intersection,
}

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
    questions: &'static [Question],
    /// Whether its answer comes in one order only; otherwise any order of the same numbers is this mistake.
    ordered: bool,
    algorithm: Algorithm,
}

#[derive(Debug)]
enum Algorithm {
    /// Gives one answer, or does not apply.
    One(fn(Question, &Inputs) -> Option<Vec<i64>>),
    /// Gives many, by where it cuts what it gets: only those of so many numbers are asked for.
    Cut(fn(Question, &Inputs, usize) -> Vec<Vec<i64>>),
}

impl Mistake {
    /// The wrong answer it gives, of many one of half the size; `None` where it does not apply or happens to give the right one.
    pub fn apply(&self, question: Question, inputs: &Inputs) -> Option<Vec<i64>> {
        self.wrong_answers(question, inputs, right_answer(question, inputs).len() / 2).into_iter().next()
    }

    fn wrong_answers(&self, question: Question, inputs: &Inputs, size: usize) -> Vec<Vec<i64>> {
        if !self.questions.contains(&question) {
            return Vec::new();
        }
        let right = sorted(right_answer(question, inputs));
        let is_wrong = |answer: &Vec<i64>| match self.ordered {
            true => !is_right(question, inputs, answer),
            // The right numbers in another order are a mistake of order, and none of these.
            false => sorted(answer.clone()) != right,
        };
        let answers = match self.algorithm {
            Algorithm::One(algorithm) => algorithm(question, inputs).into_iter().collect(),
            Algorithm::Cut(algorithm) => algorithm(question, inputs, size),
        };
        answers.into_iter().filter(is_wrong).collect()
    }

    fn gives(&self, question: Question, inputs: &Inputs, got: &[i64]) -> bool {
        let bag = sorted(got.to_vec());
        self.wrong_answers(question, inputs, got.len()).into_iter().any(|answer| match self.ordered {
            true => answer == got,
            false => sorted(answer) == bag,
        })
    }
}

/// The right answer.
pub fn right_answer(question: Question, inputs: &Inputs) -> Vec<i64> {
    match question {
        Final => distinct(inputs.client),
        ExtraOccurrences => extra_occurrences(inputs.client),
        Repeated => repeated(inputs.client),
        Intersection => intersection(inputs.client, inputs.server),
    }
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
    MISTAKES.iter().filter(|mistake| mistake.gives(question, inputs, got)).collect()
}

const ALL: &[Question] = &[Final, ExtraOccurrences, Repeated, Intersection];
const DUPLICATES: &[Question] = &[ExtraOccurrences, Repeated];
const DEDUP: &[Question] = &[Final, ExtraOccurrences, Repeated];

const fn any_order(
    name: &'static str,
    questions: &'static [Question],
    algorithm: fn(Question, &Inputs) -> Option<Vec<i64>>,
) -> Mistake {
    Mistake { name, questions, ordered: false, algorithm: Algorithm::One(algorithm) }
}

const fn in_order(
    name: &'static str,
    questions: &'static [Question],
    algorithm: fn(Question, &Inputs) -> Option<Vec<i64>>,
) -> Mistake {
    Mistake { name, questions, ordered: true, algorithm: Algorithm::One(algorithm) }
}

const fn cut(
    name: &'static str,
    questions: &'static [Question],
    algorithm: fn(Question, &Inputs, usize) -> Vec<Vec<i64>>,
) -> Mistake {
    Mistake { name, questions, ordered: false, algorithm: Algorithm::Cut(algorithm) }
}

/// All known mistakes.
pub static MISTAKES: [Mistake; 46] = [
    // The answer is another set than the one asked for.
    any_order("nothing-at-all", ALL, |_, _| Some(Vec::new())),
    any_order("keeps-repeats", &[Final], |_, i| Some(i.client.to_vec())),
    any_order("drops-every-copy", &[Final], |_, i| Some(occurring(i.client, |n| n == 1))),
    any_order("keeps-one-repeat-too-many", &[Final], |_, i| {
        // One pass that removes a single copy of each repeated value.
        let mut list = distinct(i.client);
        list.extend(counts(i.client).into_iter().flat_map(|(v, n)| (2..n).map(move |_| v)));
        Some(list)
    }),
    any_order("neighbours-only", &[Final], |_, i| {
        let mut list = i.client.to_vec();
        list.dedup();
        Some(list)
    }),
    any_order("removes-while-iterating", &[Final], |_, i| Some(removed_while_iterating(i.client))),
    any_order("the-duplicates-instead", &[Final], |_, i| Some(repeated(i.client))),
    any_order("the-extra-occurrences-instead", &[Final], |_, i| Some(extra_occurrences(i.client))),
    any_order("count-taken-as-a-number", &[Final], |_, i| {
        let with_count: Vec<i64> =
            std::iter::once(i.client.len() as i64).chain(i.client.iter().copied()).collect();
        Some(distinct(&with_count))
    }),
    any_order("distinct-where-occurrences-are-asked", &[ExtraOccurrences], |_, i| Some(repeated(i.client))),
    any_order("occurrences-where-distinct-are-asked", &[Repeated], |_, i| Some(extra_occurrences(i.client))),
    any_order("every-occurrence", DUPLICATES, |_, i| {
        let counts = counts(i.client);
        Some(i.client.iter().copied().filter(|value| counts[value] > 1).collect())
    }),
    any_order("every-pair", DUPLICATES, |_, i| {
        Some(counts(i.client).into_iter().flat_map(|(v, n)| (0..n * (n - 1) / 2).map(move |_| v)).collect())
    }),
    any_order("repeats-next-to-each-other-only", DUPLICATES, |question, i| {
        let found: Vec<i64> =
            i.client.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        Some(if question == Repeated { distinct(&found) } else { found })
    }),
    any_order("the-values-that-occur-once", DUPLICATES, |_, i| Some(occurring(i.client, |n| n == 1))),
    any_order("the-final-list-instead", DUPLICATES, |_, i| Some(distinct(i.client))),
    any_order("the-whole-list-instead", DUPLICATES, |_, i| Some(i.client.to_vec())),
    any_order("union", &[Intersection], |_, i| Some(distinct(&both(i)))),
    any_order("both-lists-joined", &[Intersection], |_, i| Some(both(i))),
    any_order("difference", &[Intersection], |_, i| Some(without(i.client, i.server))),
    any_order("difference-the-other-way", &[Intersection], |_, i| Some(without(i.server, i.client))),
    any_order("everything-but-the-intersection", &[Intersection], |_, i| {
        Some([without(i.client, i.server), without(i.server, i.client)].concat())
    }),
    any_order("clients-list-with-itself", &[Intersection], |_, i| Some(distinct(i.client))),
    any_order("servers-list-with-itself", &[Intersection], |_, i| Some(distinct(i.server))),
    any_order("clients-list-unchanged", &[Intersection], |_, i| Some(i.client.to_vec())),
    any_order("keeps-repeats-in-both", &[Intersection], |_, i| Some(multiset(i))),
    any_order("keeps-the-clients-repeats", &[Intersection], |_, i| Some(within(i.client, i.server))),
    any_order("keeps-the-servers-repeats", &[Intersection], |_, i| Some(within(i.server, i.client))),
    any_order("same-place-only", &[Intersection], |_, i| {
        let same = i.client.iter().zip(i.server).filter(|(one, other)| one == other);
        Some(distinct(&same.map(|(one, _)| *one).collect::<Vec<_>>()))
    }),
    // The right numbers in a wrong order.
    in_order("sorted-as-text", &[Intersection], |question, i| {
        let mut list = right_answer(question, i);
        list.sort_by_key(i64::to_string);
        Some(list)
    }),
    in_order("descending", &[Intersection], |question, i| {
        let mut list = right_answer(question, i);
        list.reverse();
        Some(list)
    }),
    in_order("unsorted-in-the-clients-order", &[Intersection], |_, i| {
        Some(distinct(&within(i.client, i.server)))
    }),
    in_order("unsorted-in-the-servers-order", &[Intersection], |_, i| {
        Some(distinct(&within(i.server, i.client)))
    }),
    // One too few.
    any_order("loses-the-first-number", ALL, |question, i| {
        Some(right_answer(question, i).get(1..)?.to_vec())
    }),
    any_order("loses-the-last-number", ALL, |question, i| {
        let mut list = right_answer(question, i);
        list.pop()?;
        Some(list)
    }),
    any_order("loses-the-smallest-number", DEDUP, |question, i| {
        let list = right_answer(question, i);
        let least = *list.iter().min()?;
        Some(without_one(list, least))
    }),
    any_order("loses-the-largest-number", DEDUP, |question, i| {
        let list = right_answer(question, i);
        let most = *list.iter().max()?;
        Some(without_one(list, most))
    }),
    any_order("starts-at-the-second-number", ALL, |question, i| {
        Some(right_answer(question, &Inputs { client: i.client.get(1..)?, ..*i }))
    }),
    any_order("stops-one-short", ALL, |question, i| {
        Some(right_answer(question, &Inputs { client: i.client.split_last()?.1, ..*i }))
    }),
    any_order("stops-one-short-of-the-servers-list", &[Intersection], |question, i| {
        Some(right_answer(question, &Inputs { server: i.server.split_last()?.1, ..*i }))
    }),
    // Only a part of what came.
    cut("first-numbers-only", &[Final, Intersection], |question, i, size| {
        let right = right_answer(question, i).len();
        let answers = cuts(i.client, size, |client| right_answer(question, &Inputs { client, ..*i }));
        // Where one number is missing, it is the last that is lost.
        let is_last = |answer: &Vec<i64>| {
            question == Final
                && answer.len() + 1 == right
                && answer.iter().all(|value| i.client.contains(value))
        };
        answers.into_iter().filter(|answer| !is_last(answer)).collect()
    }),
    cut("first-numbers-of-the-answer-only", ALL, |_, i, size| {
        let answers = cuts(i.answer, size, <[i64]>::to_vec);
        let is_whole = |answer: &Vec<i64>| i.answer.starts_with(answer);
        answers.into_iter().filter(|answer| answer.len() + 1 < i.answer.len() || !is_whole(answer)).collect()
    }),
    // Bytes taken for something else.
    any_order("digits-apart", ALL, |question, i| {
        let (client, server) = (digits(i.client), digits(i.server));
        Some(right_answer(question, &Inputs { client: &client, server: &server, ..*i }))
    }),
    any_order("digits-of-the-clients-list-apart", &[Intersection], |question, i| {
        Some(right_answer(question, &Inputs { client: &digits(i.client), ..*i }))
    }),
    any_order("bytes-in-the-wrong-order", ALL, |question, i| {
        Some(right_answer(question, i).into_iter().map(swapped).collect())
    }),
    any_order("first-1024-bytes-only", ALL, |question, i| {
        let client = numbers_in(i.request.get(..1024).filter(|_| i.request.len() > 1024)?);
        Some(right_answer(question, &Inputs { client: &client, ..*i }))
    }),
];

fn sorted(mut list: Vec<i64>) -> Vec<i64> {
    list.sort_unstable();
    list
}

fn occurring(list: &[i64], fits: fn(u64) -> bool) -> Vec<i64> {
    counts(list).into_iter().filter(|(_, n)| fits(*n)).map(|(value, _)| value).collect()
}

fn both(inputs: &Inputs) -> Vec<i64> {
    [inputs.client, inputs.server].concat()
}

/// The values of one list, each once, that are not in the other.
fn without(one: &[i64], other: &[i64]) -> Vec<i64> {
    let other: HashSet<i64> = other.iter().copied().collect();
    let one: BTreeSet<i64> = one.iter().copied().filter(|value| !other.contains(value)).collect();
    one.into_iter().collect()
}

/// Every occurrence in one list of a value that is in the other.
fn within(one: &[i64], other: &[i64]) -> Vec<i64> {
    let other: HashSet<i64> = other.iter().copied().collect();
    one.iter().copied().filter(|value| other.contains(value)).collect()
}

/// Every common value as often as it occurs in both.
fn multiset(inputs: &Inputs) -> Vec<i64> {
    let mut left: HashMap<i64, u64> = counts(inputs.server).into_iter().collect();
    let mut found = Vec::new();
    for value in inputs.client {
        if let Some(n @ 1..) = left.get_mut(value) {
            *n -= 1;
            found.push(*value);
        }
    }
    found
}

fn without_one(mut list: Vec<i64>, value: i64) -> Vec<i64> {
    if let Some(at) = list.iter().position(|v| *v == value) {
        list.remove(at);
    }
    list
}

/// `for x in list: if list.count(x) > 1: list.remove(x)`: each removal makes the loop skip a number.
fn removed_while_iterating(list: &[i64]) -> Vec<i64> {
    // The loop is quadratic; the lists of the lab have at most 100 numbers.
    const LONGEST: usize = 2000;
    let mut list = list[..list.len().min(LONGEST)].to_vec();
    let mut at = 0;
    while let Some(value) = list.get(at).copied() {
        if list.iter().filter(|v| **v == value).count() > 1 {
            list = without_one(list, value);
        }
        at += 1;
    }
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

/// A number of 32 bits whose bytes are read from the other end.
fn swapped(value: i64) -> i64 {
    i32::try_from(value).map_or(value, |value| i64::from(value.swap_bytes()))
}

fn digits(list: &[i64]) -> Vec<i64> {
    list.iter().flat_map(|n| n.to_string().into_bytes()).filter_map(digit).collect()
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}

/// The runs of digits in a text. One cut off at the end counts as it stands there.
fn numbers_in(text: &[u8]) -> Vec<i64> {
    text.split(|b| !b.is_ascii_digit())
        .filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests;
