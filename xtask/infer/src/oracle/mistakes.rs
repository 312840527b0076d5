//! Known wrong algorithms. Where a wrong answer is exactly what one of them gives, feedback can name it.
//!
//! Names only, and those of the rest of the grader; the sentences that a student reads stand elsewhere.

use std::collections::{BTreeSet, HashMap, HashSet};

use Question::{ExtraOccurrences, Final, Intersection, Repeated};

use super::sets::{distinct, extra_occurrences, repeated};
use super::{Given, Question, right_answer};

/// A known wrong algorithm.
#[derive(Debug)]
pub struct Mistake {
    /// Its name: `sorted-as-text`.
    pub name: &'static str,
    /// What it is a wrong answer to.
    pub questions: &'static [Question],
    /// Whether its answer comes in one order only; otherwise any order of the same numbers is this mistake.
    pub is_ordered: bool,
    algorithm: fn(Question, &Given) -> Option<Vec<i64>>,
}

/// Longer lists are not explained: some mistakes take quadratic time, and the lab's lists have at most 100 numbers.
const LONGEST: usize = 1000;

impl Mistake {
    /// The answer it gives; `None` where it does not apply. It may happen to be right.
    pub fn apply(&self, question: Question, given: &Given) -> Option<Vec<i64>> {
        let is_short = given.client.len().max(given.server.len()) <= LONGEST;
        if !is_short || !self.questions.contains(&question) {
            return None;
        }
        (self.algorithm)(question, given).filter(|answer| answer.len() <= crate::seen::MOST_NUMBERS)
    }
}

const ALL: &[Question] = &[Final, ExtraOccurrences, Repeated, Intersection];
const DUPLICATES: &[Question] = &[ExtraOccurrences, Repeated];
const DEDUP: &[Question] = &[Final, ExtraOccurrences, Repeated];

type Algorithm = fn(Question, &Given) -> Option<Vec<i64>>;

const fn any_order(name: &'static str, questions: &'static [Question], algorithm: Algorithm) -> Mistake {
    Mistake { name, questions, is_ordered: false, algorithm }
}

const fn in_order(name: &'static str, algorithm: Algorithm) -> Mistake {
    Mistake { name, questions: &[Intersection], is_ordered: true, algorithm }
}

/// All known mistakes but those that lose a part of what came: these are cut where the case says.
pub static MISTAKES: [Mistake; 42] = [
    // The answer is another set than the one asked for.
    any_order("nothing-at-all", ALL, |_, _| Some(Vec::new())),
    any_order("keeps-repeats", &[Final], |_, g| Some(g.client.clone())),
    any_order("drops-every-copy", &[Final], |_, g| Some(occurring(&g.client, |n| n == 1))),
    any_order("keeps-one-repeat-too-many", &[Final], |_, g| {
        // One pass that removes a single copy of each repeated value.
        let more = counts(&g.client).into_iter().flat_map(|(v, n)| (2..n).map(move |_| v));
        Some(distinct(&g.client).into_iter().chain(more).collect())
    }),
    any_order("neighbours-only", &[Final], |_, g| {
        let mut list = g.client.clone();
        list.dedup();
        Some(list)
    }),
    any_order("removes-while-iterating", &[Final], |_, g| Some(removed_while_iterating(g.client.clone()))),
    any_order("the-duplicates-instead", &[Final], |_, g| Some(repeated(&g.client))),
    any_order("the-extra-occurrences-instead", &[Final], |_, g| Some(extra_occurrences(&g.client))),
    any_order("count-taken-as-a-number", &[Final], |_, g| {
        let with_count: Vec<i64> =
            [g.client.len() as i64].into_iter().chain(g.client.iter().copied()).collect();
        Some(distinct(&with_count))
    }),
    any_order("every-occurrence", DUPLICATES, |_, g| {
        let counts: HashMap<i64, usize> = counts(&g.client).into_iter().collect();
        Some(g.client.iter().copied().filter(|value| counts[value] > 1).collect())
    }),
    any_order("every-pair", DUPLICATES, |_, g| {
        let pairs = counts(&g.client).into_iter().flat_map(|(v, n)| (0..n * (n - 1) / 2).map(move |_| v));
        Some(pairs.take(crate::seen::MOST_NUMBERS + 1).collect())
    }),
    any_order("repeats-next-to-each-other-only", DUPLICATES, |question, g| {
        let pairs = g.client.windows(2).filter(|pair| pair[0] == pair[1]);
        let found: Vec<i64> = pairs.map(|pair| pair[0]).collect();
        Some(if question == Repeated { distinct(&found) } else { found })
    }),
    any_order("the-values-that-occur-once", DUPLICATES, |_, g| Some(occurring(&g.client, |n| n == 1))),
    any_order("the-final-list-instead", DUPLICATES, |_, g| Some(distinct(&g.client))),
    any_order("the-whole-list-instead", DUPLICATES, |_, g| Some(g.client.clone())),
    any_order("union", &[Intersection], |_, g| Some(distinct(&both(g)))),
    any_order("both-lists-joined", &[Intersection], |_, g| Some(both(g))),
    any_order("difference", &[Intersection], |_, g| Some(without(&g.client, &g.server))),
    any_order("difference-the-other-way", &[Intersection], |_, g| Some(without(&g.server, &g.client))),
    any_order("everything-but-the-intersection", &[Intersection], |_, g| {
        Some([without(&g.client, &g.server), without(&g.server, &g.client)].concat())
    }),
    any_order("clients-list-with-itself", &[Intersection], |_, g| Some(distinct(&g.client))),
    any_order("servers-list-with-itself", &[Intersection], |_, g| Some(distinct(&g.server))),
    any_order("clients-list-unchanged", &[Intersection], |_, g| Some(g.client.clone())),
    any_order("keeps-repeats-in-both", &[Intersection], |_, g| Some(multiset(g))),
    any_order("keeps-the-clients-repeats", &[Intersection], |_, g| Some(within(&g.client, &g.server))),
    any_order("keeps-the-servers-repeats", &[Intersection], |_, g| Some(within(&g.server, &g.client))),
    any_order("same-place-only", &[Intersection], |_, g| {
        let same = g.client.iter().zip(&g.server).filter(|(one, other)| one == other);
        Some(distinct(&same.map(|(one, _)| *one).collect::<Vec<_>>()))
    }),
    // The right numbers in a wrong order.
    in_order("sorted-as-text", |question, g| {
        let mut list = right_answer(question, g);
        list.sort_by_key(i64::to_string);
        Some(list)
    }),
    in_order("descending", |question, g| {
        let mut list = right_answer(question, g);
        list.reverse();
        Some(list)
    }),
    in_order("unsorted-in-the-clients-order", |_, g| Some(distinct(&within(&g.client, &g.server)))),
    in_order("unsorted-in-the-servers-order", |_, g| Some(distinct(&within(&g.server, &g.client)))),
    // One too few.
    any_order("loses-the-first-number", ALL, |q, g| Some(right_answer(q, g).into_iter().skip(1).collect())),
    any_order("loses-the-last-number", ALL, |q, g| {
        let mut list = right_answer(q, g);
        list.pop();
        Some(list)
    }),
    any_order("loses-the-smallest-number", DEDUP, |q, g| {
        let list = right_answer(q, g);
        let least = *list.iter().min()?;
        Some(without_one(list, least))
    }),
    any_order("loses-the-largest-number", DEDUP, |q, g| {
        let list = right_answer(q, g);
        let most = *list.iter().max()?;
        Some(without_one(list, most))
    }),
    any_order("starts-at-the-second-number", ALL, |q, g| {
        Some(right_answer(q, &Given { client: g.client.get(1..).unwrap_or_default().to_vec(), ..g.clone() }))
    }),
    any_order("stops-one-short", ALL, |q, g| {
        Some(right_answer(q, &Given { client: init(&g.client), ..g.clone() }))
    }),
    any_order("stops-one-short-of-the-servers-list", &[Intersection], |q, g| {
        Some(right_answer(q, &Given { server: init(&g.server), ..g.clone() }))
    }),
    // Bytes taken for something else.
    any_order("digits-apart", ALL, |q, g| {
        Some(right_answer(
            q,
            &Given { client: digits(&g.client), server: digits(&g.server), ..Given::default() },
        ))
    }),
    any_order("digits-of-the-clients-list-apart", &[Intersection], |q, g| {
        Some(right_answer(q, &Given { client: digits(&g.client), ..g.clone() }))
    }),
    any_order("bytes-in-the-wrong-order", ALL, |q, g| {
        Some(right_answer(q, g).into_iter().map(swapped).collect())
    }),
    any_order("first-1024-bytes-only", ALL, |q, g| {
        let client = numbers_in(g.request.get(..1024).filter(|_| g.request.len() > 1024)?);
        Some(right_answer(q, &Given { client, ..g.clone() }))
    }),
];

/// How many of the client's first numbers give exactly this answer, in any order, if only these came.
pub fn first_numbers_only(question: Question, given: &Given, got: &[i64]) -> Option<usize> {
    let answer = |length: usize| {
        let client = given.client[..length].to_vec();
        right_answer(question, &Given { client, server: given.server.clone(), request: Vec::new() })
    };
    // The answer for more numbers is that for fewer and some more: those of one size are one answer.
    let lengths: Vec<usize> = (1..given.client.len()).collect();
    let enough = lengths.partition_point(|length| answer(*length).len() < got.len());
    let length = *lengths.get(enough)?;
    (sorted(answer(length)) == sorted(got.to_vec())).then_some(length)
}

fn sorted(mut list: Vec<i64>) -> Vec<i64> {
    list.sort_unstable();
    list
}

/// How often each value is there, in the order in which they come.
fn counts(list: &[i64]) -> Vec<(i64, usize)> {
    let mut often: HashMap<i64, usize> = HashMap::new();
    list.iter().for_each(|value| *often.entry(*value).or_default() += 1);
    distinct(list).into_iter().map(|value| (value, often[&value])).collect()
}

fn occurring(list: &[i64], fits: fn(usize) -> bool) -> Vec<i64> {
    counts(list).into_iter().filter(|(_, n)| fits(*n)).map(|(value, _)| value).collect()
}

fn both(given: &Given) -> Vec<i64> {
    [&given.client[..], &given.server].concat()
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
fn multiset(given: &Given) -> Vec<i64> {
    let mut left: HashMap<i64, usize> = counts(&given.server).into_iter().collect();
    let mut take = |value: &i64| left.get_mut(value).filter(|n| **n > 0).map(|n| *n -= 1).is_some();
    given.client.iter().copied().filter(|value| take(value)).collect()
}

fn without_one(mut list: Vec<i64>, value: i64) -> Vec<i64> {
    if let Some(at) = list.iter().position(|v| *v == value) {
        list.remove(at);
    }
    list
}

fn init(list: &[i64]) -> Vec<i64> {
    list[..list.len().saturating_sub(1)].to_vec()
}

/// `for x in list: if list.count(x) > 1: list.remove(x)`: each removal makes the loop skip a number.
fn removed_while_iterating(mut list: Vec<i64>) -> Vec<i64> {
    let mut at = 0;
    while let Some(value) = list.get(at).copied() {
        if list.iter().filter(|v| **v == value).count() > 1 {
            list = without_one(list, value);
        }
        at += 1;
    }
    list
}

/// A number of 32 bits whose bytes are read from the other end.
fn swapped(value: i64) -> i64 {
    i64::from((value as i32).swap_bytes())
}

fn digits(list: &[i64]) -> Vec<i64> {
    list.iter()
        .flat_map(|n| n.unsigned_abs().to_string().into_bytes())
        .map(|digit| i64::from(digit - b'0'))
        .collect()
}

/// The runs of digits in a text. One cut off at the end counts as it stands there.
fn numbers_in(text: &[u8]) -> Vec<i64> {
    text.split(|b| !b.is_ascii_digit())
        .filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, question: Question) -> Option<Vec<i64>> {
        let given =
            Given { client: vec![12, 5, 12, 12, 7, 7], server: vec![7, 12, 7, 9], request: Vec::new() };
        MISTAKES.iter().find(|m| m.name == name)?.apply(question, &given)
    }

    #[test]
    fn mistakes_give_what_their_names_say() {
        let cases: [(&str, Question, &[i64]); 12] = [
            ("drops-every-copy", Final, &[5]),
            ("keeps-one-repeat-too-many", Final, &[12, 5, 7, 12]),
            ("neighbours-only", Final, &[12, 5, 12, 7]),
            ("removes-while-iterating", Final, &[5, 12, 7]),
            ("count-taken-as-a-number", Final, &[6, 12, 5, 7]),
            ("every-occurrence", Repeated, &[12, 12, 12, 7, 7]),
            ("every-pair", ExtraOccurrences, &[12, 12, 12, 7]),
            ("difference", Intersection, &[5]),
            ("keeps-repeats-in-both", Intersection, &[12, 7, 7]),
            ("descending", Intersection, &[12, 7]),
            ("digits-apart", ExtraOccurrences, &[1, 2, 1, 2, 7]),
            ("stops-one-short-of-the-servers-list", Intersection, &[7, 12]),
        ];
        for (name, question, answer) in cases {
            assert_eq!(given(name, question).as_deref(), Some(answer), "{name}");
        }
        assert_eq!(given("union", Final), None);
        let names: HashSet<&str> = MISTAKES.iter().map(|m| m.name).collect();
        assert_eq!(names.len(), MISTAKES.len());
    }

    #[test]
    fn a_list_that_was_cut_is_found() {
        let given = Given { client: vec![4, 4, 9, 2, 4], ..Given::default() };
        assert_eq!(first_numbers_only(Final, &given, &[9, 4]), Some(3));
        assert_eq!(first_numbers_only(Final, &given, &[9, 2]), None);
    }
}
