//! Lists beside what they should have been.

use super::mistakes::mistake;
use super::numbers;
use super::places::read;
use crate::check::Check;
use crate::verdict::outcome::{Miscounted, WrongList};
use crate::verdict::place::Exhibit;

pub(super) fn wrong_list(check: Check, wrong: &WrongList) -> String {
    let WrongList { expected, got, difference, mistakes, place, excerpt } = wrong;
    let mut parts = Vec::new();
    if !difference.repeated.is_empty() {
        parts.push(format!("more than once: {}", list(&difference.repeated)));
    }
    let some = |numbers: &[i64], all: &[i64]| match numbers.len() > 1 && numbers.len() == all.len() {
        true => "all of them".to_owned(),
        false => list(numbers),
    };
    if !difference.missing.is_empty() {
        parts.push(format!("missing: {}", some(&difference.missing, expected)));
    }
    if !difference.extra.is_empty() {
        parts.push(format!("not expected: {}", some(&difference.extra, got)));
    }
    if let Some(at) = difference.order
        && let (Some(before), Some(value)) = (got.get(at.wrapping_sub(1)), got.get(at))
    {
        parts.push(format!("out of order: {before} before {value}"));
    }
    let asked = match check {
        Check::SendsNumbers => "from the seed",
        _ => "expected",
    };
    // That an empty list is empty says nothing.
    let named: Vec<&str> = mistakes.iter().filter(|_| !got.is_empty()).map(|name| mistake(name)).collect();
    if !named.is_empty() {
        parts.push(format!("exactly what comes out when {}", named.join(", or when ")));
    }
    let read = read(place, excerpt);
    format!("{read} holds {}; {asked} {}; {}", list(got), list(expected), parts.join("; "))
}

pub(super) fn wrong_list_hint(check: Check, wrong: &WrongList) -> &'static str {
    let difference = &wrong.difference;
    let is_named = |name: &str| wrong.mistakes.contains(&name);
    if ["first-numbers-only", "first-numbers-of-the-answer-only", "first-1024-bytes-only"]
        .into_iter()
        .any(is_named)
    {
        return "One `recv` returns at most as many bytes as it is asked for, and may return fewer: look at its size, and receive until all has come.";
    }
    if is_named("bytes-in-the-wrong-order") {
        return "Both programs have to agree on the order of the bytes: `htonl` before sending and `ntohl` after receiving, or `!i` in `struct`.";
    }
    match check {
        Check::SendsNumbers => {
            "The reference client and the grader disagree about the numbers of this seed: rebuild both."
        }
        Check::ReplyIsDeduplicated if !difference.repeated.is_empty() => {
            "The answer still holds repeats: keep a number only where it is not yet in the result."
        }
        Check::ReplyIsDeduplicated if !difference.missing.is_empty() => {
            "Every number of the client's list belongs in the answer once. Look at the first and the last number, and at those that occur twice."
        }
        Check::ReplyIsDeduplicated => "Only numbers of the client's list belong in the answer.",
        Check::ReplyIsIntersection if !difference.extra.is_empty() => {
            "Only numbers that are in both sets belong in the answer."
        }
        Check::ReplyIsIntersection => "Every number that is in both sets belongs in the answer.",
        Check::ReplyIsSorted if !difference.repeated.is_empty() => {
            "A set holds every number once: remove the repeats before sending."
        }
        Check::ReplyIsSorted if sorted_as_text(&wrong.got) => {
            "The numbers are sorted as text, where \"100\" comes before \"2\": turn them into integers before sorting."
        }
        Check::ReplyIsSorted => "Sort the common numbers before sending them.",
        Check::ShowsDuplicates => {
            "Compare with the list that the client sent: which numbers stand in it more than once?"
        }
        _ => "Compare what the client received with what it prints.",
    }
}

/// Whether numbers stand in the order of their decimal digits.
fn sorted_as_text(numbers: &[i64]) -> bool {
    let mut texts = numbers.iter().map(ToString::to_string);
    let sorted = texts.clone().zip(texts.by_ref().skip(1)).all(|(one, next)| one <= next);
    sorted && !numbers.is_sorted()
}

/// A number that is not there as often as a table says.
pub(super) fn miscounted(wrong: &Miscounted) -> String {
    let Miscounted { value, got, is, place, excerpt } = wrong;
    let read = read(place, excerpt);
    match is {
        Some(is) => format!("{read} says {got} for {value}, where {is} is right"),
        None => format!("{read} says {got} for {value}, which is no duplicate"),
    }
}

/// A right list among many that are nearly right.
pub(super) fn many_answers(lists: usize, examples: &[Exhibit]) -> String {
    let named: Vec<String> = examples.iter().map(|example| read(&example.place, &example.excerpt)).collect();
    format!(
        "the right list stands among {lists} others that are nearly right and differ from each other, such as {}",
        named.join(" and ")
    )
}

/// Numbers in one line; the middle of a long list is left out.
pub fn list(values: &[i64]) -> String {
    const MOST: usize = 14;
    let join = |values: &[i64]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    match values {
        [] => "nothing".to_owned(),
        values if values.len() <= MOST => join(values),
        values => format!(
            "{} ... {} ({})",
            join(&values[..8]),
            join(&values[values.len() - 3..]),
            numbers(values.len())
        ),
    }
}
