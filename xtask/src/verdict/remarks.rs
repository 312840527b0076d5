//! What is worth saying about a program and costs nothing: words over a list that name something else, and random numbers
//! that hardly are.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::place::Place;
use super::statistics::{self, Chance};
use crate::check::Check;
use crate::delivery::Delivery;
use crate::observation::Typed;
use crate::oracle::sets;
use crate::role::Role;
use crate::scenario::Numbers;
use crate::task::Task;
use crate::trace::Difference;

/// Something worth saying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A list stands under words that name something else.
    Mislabelled {
        /// What it is.
        what: Shown,
        /// The words.
        label: String,
        /// Where it stands.
        place: Place,
    },
    /// Both programs use another port than the one that was asked for.
    OtherPort {
        /// That port.
        port: u16,
        /// The one that was asked for.
        asked: u16,
    },
    /// A program asked for something on its standard input, and the harness typed it.
    Typed {
        /// Which of them.
        role: Role,
        /// What it asked and what was typed, in order.
        dialogue: Vec<Typed>,
    },
    /// No number above this one was ever sent.
    NeverAbove {
        /// The largest number sent.
        most: i64,
        /// The numbers asked for.
        allowed: RangeInclusive<u32>,
        /// How many were drawn.
        draws: usize,
        /// How likely that is.
        chance: Chance,
    },
    /// No number below this one was ever sent.
    NeverBelow {
        /// The smallest number sent.
        least: i64,
        /// The numbers asked for.
        allowed: RangeInclusive<u32>,
        /// How many were drawn.
        draws: usize,
        /// How likely that is.
        chance: Chance,
    },
    /// No list holds a number twice: the removal of duplicates was never put to the test.
    NeverTwice {
        /// How many lists.
        cases: usize,
        /// How many numbers in all.
        draws: usize,
        /// How likely that is.
        chance: Chance,
    },
    /// Every list has the same length, where it is to be random.
    SameCount {
        /// That length.
        count: usize,
        /// How many lists.
        cases: usize,
        /// The lengths asked for.
        allowed: RangeInclusive<u32>,
        /// How likely that is.
        chance: Chance,
    },
    /// What programs do differs between two runs of one case.
    Varies {
        /// Its seed.
        seed: u64,
        /// Its delivery.
        delivery: Delivery,
        /// The first thing that differs.
        difference: Difference,
        /// How often it was run.
        runs: usize,
        /// Checks that pass in some of them and fail in others: in how many each.
        answers: Vec<(Check, [usize; 2])>,
    },
    /// Lists that the scenario names were not sent to the server, or what came of it tells nothing.
    ListsLeftOut {
        /// Their numbers, from 1.
        lists: Vec<usize>,
    },
    /// Every list is the same.
    SameNumbers {
        /// How many lists.
        cases: usize,
        /// How likely that is.
        chance: Chance,
    },
}

/// What a program shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Task 2: the list without repeats.
    FinalList,
    /// Task 2: the numbers identified as duplicates.
    Duplicates,
    /// Task 3: the common numbers.
    CommonNumbers,
    /// The client's own list.
    OwnList,
}

impl Remark {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mislabelled { .. } => "mislabelled",
            Self::OtherPort { .. } => "other-port",
            Self::NeverAbove { .. } => "never-above",
            Self::NeverBelow { .. } => "never-below",
            Self::NeverTwice { .. } => "never-twice",
            Self::SameCount { .. } => "same-count",
            Self::ListsLeftOut { .. } => "lists-left-out",
            Self::SameNumbers { .. } => "same-numbers",
            Self::Varies { .. } => "varies",
            Self::Typed { .. } => "typed",
        }
    }

    /// How likely it is by chance; `None` where chance has no part in it.
    pub fn chance(&self) -> Option<Chance> {
        match self {
            Self::Mislabelled { .. }
            | Self::OtherPort { .. }
            | Self::Typed { .. }
            | Self::ListsLeftOut { .. }
            | Self::Varies { .. } => None,
            Self::NeverAbove { chance, .. }
            | Self::NeverBelow { chance, .. }
            | Self::NeverTwice { chance, .. }
            | Self::SameCount { chance, .. }
            | Self::SameNumbers { chance, .. } => Some(*chance),
        }
    }

    /// Whether two remarks say the same of different cases.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Mislabelled { what, label, .. }, Self::Mislabelled { what: w, label: l, .. }) => {
                (what, label) == (w, l)
            }
            // What is typed differs from seed to seed.
            (Self::Typed { role, .. }, Self::Typed { role: r, .. }) => role == r,
            _ => self == other,
        }
    }
}

/// Remarks on lists that a client drew, one a seed: what is too unlikely by chance not to be mentioned. All values are
/// within what is allowed.
pub(super) fn on_draws(task: Task, numbers: &Numbers, lists: &[&[i64]]) -> Vec<Remark> {
    let allowed = numbers.value.clone();
    let (low, high) = (i64::from(*allowed.start()), i64::from(*allowed.end()));
    let values = (high - low + 1).unsigned_abs();
    if let Some(chance) = same_numbers(lists, values) {
        // Everything else follows from it.
        return vec![Remark::SameNumbers { cases: lists.len(), chance }];
    }
    let lists = &different(lists)[..];
    let cases = lists.len();
    let all = || lists.iter().flat_map(|list| list.iter().copied());
    let (Some(least), Some(most)) = (all().min(), all().max()) else { return Vec::new() };
    let draws = all().count();
    let within =
        |within: i64| Chance::new(statistics::all_within(within.unsigned_abs(), values, draws as u64));
    let mut remarks = Vec::new();
    // Task 3 names an amount, and any will do.
    if task == Task::Dedup
        && let Some((count, cases, chance)) = same_count(numbers, lists)
    {
        remarks.push(Remark::SameCount { count, cases, allowed: numbers.count.clone(), chance });
    }
    if task == Task::Dedup
        && let Some(chance) = never_twice(numbers, lists)
    {
        remarks.push(Remark::NeverTwice { cases, draws, chance });
    }
    if most < high {
        let chance = within(most - low + 1);
        remarks.push(Remark::NeverAbove { most, allowed: allowed.clone(), draws, chance });
    }
    if least > low {
        remarks.push(Remark::NeverBelow { least, allowed, draws, chance: within(high - least + 1) });
    }
    remarks.retain(|remark| remark.chance().is_none_or(Chance::is_remarkable));
    remarks
}

/// N, where it is always the same though it is to be random; in how many draws, and how likely that is.
pub(super) fn same_count(numbers: &Numbers, lists: &[&[i64]]) -> Option<(usize, usize, Chance)> {
    let lists = different(lists);
    let count = lists.first()?.len();
    let choices = numbers.count.clone().count();
    let is_random = choices > 1 && lists.len() > 1;
    (is_random && lists.iter().all(|list| list.len() == count)).then(|| {
        let chance = Chance::new(statistics::always_the_same(choices as u64, lists.len() as u64));
        (count, lists.len(), chance)
    })
}

/// How likely it is that no list holds a number twice, where none does.
fn never_twice(numbers: &Numbers, lists: &[&[i64]]) -> Option<Chance> {
    let values = numbers.value.clone().count() as u64;
    let is_repeated = |list: &&[i64]| !sets::repeated(list).is_empty();
    let chances = || lists.iter().map(|list| statistics::all_different(list.len() as u64, values));
    (!lists.iter().any(is_repeated)).then(|| Chance::new(chances().product()))
}

/// Whether it is no chance that no list holds a number twice.
pub(crate) fn never_repeats(numbers: &Numbers, lists: &[&[i64]]) -> bool {
    never_twice(numbers, &different(lists)).is_some_and(Chance::is_excluded)
}

/// The lists that differ from all before them. A generator that starts from the second of the clock, as with
/// `srand(time(NULL))`, draws the same again in every case of that second, which is one draw.
pub(super) fn different<'a>(lists: &[&'a [i64]]) -> Vec<&'a [i64]> {
    let mut seen = BTreeSet::new();
    lists.iter().copied().filter(|list| seen.insert(*list)).collect()
}

/// How likely it is that lists are all the same, where they are.
fn same_numbers(lists: &[&[i64]], values: u64) -> Option<Chance> {
    let (first, others) = lists.split_first()?;
    if others.is_empty() || others.iter().any(|list| list != first) {
        return None;
    }
    let chance = Chance::new(statistics::always_the_same(values, (first.len() * others.len() + 1) as u64));
    chance.is_remarkable().then_some(chance)
}
