//! Slots: the same place in every case, told by what stands before it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::mark::{SEND, TURN, WORDS};
use super::runs::{Run, Shapes};
use super::tokens::{GapId, Gaps, Tokens};
use crate::bits::{Asked, Bits, SAME_GAP, gap};

/// Which of the lists that stand behind the same words a slot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ordinal {
    /// The list of this place, from 0; all cases have as many.
    Nth(usize),
    /// All of a loop, one after the other.
    All,
    /// All of few turns of a loop, each of one number: beside each by itself.
    Together,
    /// The first of a loop.
    First,
    /// The last of it.
    Last,
    /// Another of its first, from 1.
    Within(usize),
}

/// What stands before a list, and says which it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Its line as far as there are words, or the line above.
    pub context: Arc<str>,
    /// Of a column of a table: the gaps of its row, and which it is.
    pub column: Option<(Arc<[GapId]>, usize)>,
}

/// Which slot it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// What stands before it.
    pub label: Label,
    /// Which of those.
    pub ordinal: Ordinal,
}

/// A slot: where a list stands in each case, and its values there.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Which it is.
    pub key: Key,
    /// Its values by case; an absent list is empty.
    pub values: Vec<Vec<i64>>,
    /// Where it stands in the text of each case; `None` where it does not.
    pub spans: Vec<Option<Span>>,
    /// What stands between its numbers, and behind each of them the next list's words: the first gap that is met.
    pub separator: Option<GapId>,
}

/// From its first character to its last, in bytes of a text.
pub type Span = Range<usize>;

impl Slot {
    /// Whether it is a part of a loop that another slot has whole, and that is paid with it.
    pub fn is_part(&self) -> bool {
        !matches!(self.key.ordinal, Ordinal::Nth(_) | Ordinal::All)
    }

    /// What it costs if nothing explains it.
    pub fn own_bits(&self, asked: &Asked) -> Bits {
        match self.is_part() {
            true => Bits::ZERO,
            false => asked.literal(self.values.iter().map(Vec::as_slice)),
        }
    }
}

/// Some texts, one a case, as slots.
#[derive(Debug)]
pub struct Found {
    /// The slots, in the order in which they are met.
    pub slots: Vec<Slot>,
    /// All that is no number.
    pub bits: Bits,
    /// What stands between numbers of one list.
    pub separators: Vec<GapId>,
    /// The runs of each case.
    pub runs: Vec<Vec<Run>>,
}

/// How slots are told apart.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// Whether the same words stand before each part of one list.
    pub in_parts: bool,
    /// Separators that the other side uses.
    pub known: &'a [GapId],
}

/// The slots of a stream.
pub fn find(texts: &[Tokens], how: How, gaps: &mut Gaps) -> Found {
    let shapes = Shapes::of(texts, how.known, gaps);
    let mut by_label = Lists::default();
    let (mut bits, mut said) = (Bits::ZERO, HashSet::new());
    let mut runs = Vec::new();
    for (case, tokens) in texts.iter().enumerate() {
        let found = shapes.runs(tokens, gaps);
        let mut is_inner = vec![false; tokens.gaps.len()];
        for run in &found {
            is_inner[run.start + 1..run.start + run.len].fill(true);
            by_label.add(tokens, *run, case, how.in_parts, gaps);
        }
        for (id, _) in tokens.gaps.iter().zip(&is_inner).filter(|(_, is_inner)| !**is_inner) {
            bits += if said.insert(*id) { gap(gaps.text(*id)) } else { SAME_GAP };
        }
        runs.push(found);
    }
    for id in
        shapes.separators.iter().filter(|id| !how.known.contains(id)).chain(shapes.tables.iter().flatten())
    {
        if said.insert(*id) {
            bits += gap(gaps.text(*id));
        }
    }
    Found { slots: by_label.slots(texts.len(), how.in_parts), bits, separators: shapes.separators, runs }
}

/// A list of one case, and where it stands.
#[derive(Debug, Clone)]
struct List {
    values: Vec<i64>,
    span: Span,
    separator: Option<GapId>,
}

/// The lists of a label, by case.
type ByCase = HashMap<usize, Vec<List>>;

/// The lists of each label by case, in the order in which labels are met.
#[derive(Default)]
struct Lists {
    places: HashMap<Label, usize>,
    all: Vec<(Label, ByCase)>,
    contexts: HashMap<GapId, Arc<str>>,
}

impl Lists {
    fn add(&mut self, tokens: &Tokens, run: Run, case: usize, in_parts: bool, gaps: &Gaps) {
        let before = tokens.gaps[run.start];
        let named = || context(gaps.text(before)).into();
        let context: &Arc<str> = self.contexts.entry(before).or_insert_with(named);
        let context = if in_parts { context.trim().into() } else { context.clone() };
        let numbers = &tokens.numbers[run.start..run.start + run.len];
        let list = |first: usize| List {
            values: numbers.iter().skip(first).step_by(run.period).map(|n| n.value).collect(),
            span: numbers[0].start..numbers[numbers.len() - 1].end,
            separator: (run.len > run.period).then(|| tokens.gaps[run.start + run.period]),
        };
        let row: Arc<[GapId]> = tokens.gaps[run.start + 1..run.start + run.period].into();
        for column in 0..run.period {
            let label =
                Label { context: context.clone(), column: (run.period > 1).then(|| (row.clone(), column)) };
            let place = *self.places.entry(label.clone()).or_insert_with(|| {
                self.all.push((label, HashMap::new()));
                self.all.len() - 1
            });
            self.all[place].1.entry(case).or_default().push(list(column));
        }
    }

    fn slots(self, cases: usize, in_parts: bool) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (label, mut by_case) in self.all {
            let lists: Vec<Vec<List>> =
                (0..cases).map(|case| by_case.remove(&case).unwrap_or_default()).collect();
            // Those of each case that are in the slot, one after the other.
            let slot = |ordinal, of: &dyn Fn(&[List]) -> Range<usize>| {
                let those: Vec<&[List]> = lists.iter().map(|found| &found[of(found)]).collect();
                let values = those.iter().map(|found| found.iter().flat_map(|l| l.values.clone()).collect());
                let span = |found: &&[List]| Some(found.first()?.span.start..found.last()?.span.end);
                Slot {
                    key: Key { label: label.clone(), ordinal },
                    values: values.collect(),
                    spans: those.iter().map(span).collect(),
                    separator: those.iter().copied().flatten().find_map(|list| list.separator),
                }
            };
            let nth = |n: usize| move |found: &[List]| n.min(found.len())..(n + 1).min(found.len());
            let joined = |found: &[List]| 0..found.len();
            let most = lists.iter().map(Vec::len).max().unwrap_or(0);
            let is_fixed = lists.iter().all(|found| found.is_empty() || found.len() == most);
            if is_fixed && most <= MOST_ALIKE && !(in_parts && most > 1) {
                slots.extend((0..most).map(|n| slot(Ordinal::Nth(n), &nth(n))));
                if most > 1 && lists.iter().flatten().all(|list| list.values.len() == 1) {
                    slots.push(slot(Ordinal::Together, &joined));
                }
                continue;
            }
            slots.push(slot(Ordinal::All, &joined));
            if lists.iter().flatten().any(|list| list.values.len() > 1) {
                slots.push(slot(Ordinal::First, &nth(0)));
                slots.push(slot(Ordinal::Last, &|found| found.len().saturating_sub(1)..found.len()));
                slots.extend([1, 2].map(|n| slot(Ordinal::Within(n), &nth(n))));
            }
        }
        slots
    }
}

/// More lists behind the same words are a loop.
const MOST_ALIKE: usize = 12;

/// What stands before a list and says which it is: its line as far as there are words, or the line above.
fn context(gap: &str) -> String {
    let lines: String =
        gap.chars().filter(|c| *c != WORDS).map(|c| if c == TURN || c == SEND { '\n' } else { c }).collect();
    let has_words = |text: &str| text.chars().any(char::is_alphabetic);
    // Whether a list begins in the line of its bracket or in the next one goes by how long it is.
    let opened = lines.trim_end();
    let lines = if opened.ends_with(['[', '(', '{']) { opened } else { &lines };
    let (head, tail) = lines.rsplit_once('\n').unwrap_or(("", lines));
    let named = |line: &str| {
        line.trim_start_matches(|c| ")]}>,;. '\"".contains(c)).trim_end_matches([' ', '\r']).to_owned()
    };
    if has_words(tail) {
        return named(tail);
    }
    // A list may begin in the line of its words or in the next one.
    if let Some(above) = head.rsplit('\n').next().filter(|line| tail.trim().is_empty() && has_words(line)) {
        return named(above);
    }
    match head.split('\n').rfind(|line| has_words(line)) {
        Some(above) => format!("{}\n{}", above.trim(), tail.trim_matches(' ')),
        None => lines.trim_matches(' ').to_owned(),
    }
}
