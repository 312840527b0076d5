//! What is worth saying and costs nothing.

use super::chance::chance;
use super::places::place;
use super::{Words, numbers, replay};
use crate::check::Check;
use crate::observation::Typed;
use crate::printable::printable;
use crate::range::span;
use crate::verdict::remarks::{Remark, Shown};

/// What stands over the remarks.
pub const REMARKS: &str = "worth a look, at no cost:";

/// What was typed for a program, and at which of its words.
pub fn typed(dialogue: &[Typed]) -> String {
    /// Of the first so many lines; whoever asks for a list number by number asks often.
    const MOST: usize = 6;
    /// Characters of one answer.
    const LONGEST: usize = 60;
    let line = |Typed { prompt, text }: &Typed| {
        let short: String = text.chars().take(LONGEST).collect();
        let dots = if short.len() < text.len() { "..." } else { "" };
        let what =
            if text.is_empty() { "Enter".to_owned() } else { format!("\"{}{dots}\"", printable(&short)) };
        if prompt.is_empty() { what } else { format!("{what} at \"{}\"", printable(prompt)) }
    };
    let mut lines: Vec<String> = dialogue.iter().take(MOST).map(line).collect();
    if dialogue.len() > MOST {
        lines.push(format!("{} more lines", dialogue.len() - MOST));
    }
    lines.join(", then ")
}

/// The words for a remark.
pub fn remark(remark: &Remark) -> Words {
    let (what, hint) = match remark {
        Remark::Mislabelled { what, label, place: at } => (
            format!("{} stands under the words \"{label}\" ({})", shown(*what), place(at)),
            "Whoever reads the output goes by its words: let them say what the list is.",
        ),
        Remark::OtherPort { port, asked } => (
            format!("the port in the programs is {port}, where the hand-out says {asked}"),
            "With somebody else's program yours talk only on the port that everyone agreed on.",
        ),
        Remark::Typed { role, dialogue } => (
            format!(
                "the {} waited for somebody at its keyboard, and the grader typed {}",
                role.word(),
                typed(dialogue)
            ),
            "To have something else typed, say so under `[input]` in a `submission.toml`.",
        ),
        Remark::NeverAbove { most, allowed, draws, chance: by_chance } => (
            format!(
                "of {draws} numbers that the client sent, none is above {most}, where {} were asked for; by chance that happens {}",
                span(allowed),
                chance(*by_chance)
            ),
            match most + 1 == i64::from(*allowed.end()) {
                true => {
                    "Does your function include its upper bound? In Python `randint` does, and `randrange` does not."
                }
                false => "Look at the upper bound of your random numbers.",
            },
        ),
        Remark::NeverBelow { least, allowed, draws, chance: by_chance } => (
            format!(
                "of {draws} numbers that the client sent, none is below {least}, where {} were asked for; by chance that happens {}",
                span(allowed),
                chance(*by_chance)
            ),
            "Look at the lower bound of your random numbers.",
        ),
        Remark::NeverTwice { cases, draws, chance: by_chance } => (
            format!(
                "in {}, {draws} numbers in all, the client never sent a number twice; by chance that happens {}",
                lists(*cases),
                chance(*by_chance)
            ),
            "Functions such as `random.sample` never repeat a number, so there are no duplicates to find: draw each number by itself.",
        ),
        Remark::SameCount { count, cases, allowed, chance: by_chance } => (
            format!(
                "the client sent {} in each of {cases} cases, where N is to be random, {}; by chance that happens {}",
                numbers(*count),
                span(allowed),
                chance(*by_chance)
            ),
            "Choose N itself at random, anew in each run.",
        ),
        Remark::ListsLeftOut { lists } => (
            format!(
                "the server was not tested with {} of the scenario: how the client writes its numbers is not known well enough to send others in its place",
                match &lists[..] {
                    [list] => format!("list {list}"),
                    lists => format!("lists {}", listed(lists)),
                }
            ),
            "What is said of the server rests on numbers that were drawn.",
        ),
        Remark::SameNumbers { cases, chance: by_chance } => (
            format!(
                "the client sent the same numbers in each of {cases} cases; by chance that happens {}",
                chance(*by_chance)
            ),
            "Is the list written into the program, or does the generator start from a fixed seed?",
        ),
        Remark::Varies { seed, delivery, difference, runs, answers } => (
            format!(
                "the case with seed {seed} under `{delivery}` was run {runs} times, and the programs did not do the same each time: {}. \
                 All of these runs count{}",
                replay::first_line(difference),
                how_often(answers)
            ),
            "The seed decides what a program draws, and not how its threads take turns, nor what a clock says that counts from the start \
             of the machine; with `--isolation none` it decides nothing.",
        ),
    };
    Words { what, hint: Some(hint.to_owned()) }
}

/// Which answers came in some runs, and how often.
fn how_often(answers: &[(Check, [usize; 2])]) -> String {
    let said = answers.iter().map(|(check, [passed, failed])| {
        format!("`{}` passed in {passed} and failed in {failed}", check.name())
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) }
}

fn lists(count: usize) -> String {
    if count == 1 { "1 list".to_owned() } else { format!("{count} lists") }
}

fn shown(what: Shown) -> &'static str {
    match what {
        Shown::FinalList => "the final list",
        Shown::Duplicates => "the list of duplicates",
        Shown::CommonNumbers => "the list of common numbers",
        Shown::OwnList => "the client's own list, with its repeats,",
    }
}

/// `1, 2 and 3`.
fn listed(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
