//! How everything was read, for people: each stream, its lists, what each is, and where it stands in each case.

use std::ops::Range;
use std::rc::Rc;

use super::frames::Kind;
use super::functions::Function;
use super::source::{Explained, Source};
use super::store::Store;
use super::streams::Told;
use crate::dialect::learn::Reading;
use crate::dialect::slots::Key;
use crate::dialect::tokens::Gaps;
use crate::seen::{Case, Channel};
use crate::words;

/// A stream as it was read. Words in it may be a program's own, and hold any character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// Which.
    pub channel: Channel,
    /// What lies between its bytes and numbers: `text`.
    pub layer: String,
    /// Its lists.
    pub lists: Vec<ListRead>,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRead {
    /// Which it is.
    pub key: Key,
    /// Whether it is a part of another: the last of a loop that another list has whole.
    pub is_part: bool,
    /// How it is written: `a count, then numbers with blanks between them`.
    pub how: String,
    /// What it is: `the client's numbers, each once`.
    pub what: String,
    /// Its numbers, by case; of several lists in one frame each by itself.
    pub numbers: Vec<Vec<Vec<i64>>>,
    /// Where it stands, by case; `None` where it does not.
    pub places: Vec<Option<Place>>,
}

/// Where a list stands in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// In which of the sender's turns, from 0; always 0 in what was printed.
    pub turn: usize,
    /// In which line of what was printed, from 0; of a turn as well.
    pub line: usize,
    /// Its bytes within the turn, from its first number to its last; all of the turn where numbers share bytes.
    pub bytes: Range<usize>,
}

/// A stream of one explanation: which, how it was read, and its slots.
pub type Heard = (Channel, Rc<Reading>, Vec<Told>);

/// The streams of an explanation. `functions`: those of its world, by place.
pub fn read_as(
    heard: &[Heard],
    functions: &[Function],
    (gaps, store): (&Gaps, &Store),
    cases: &[&Case],
) -> Vec<ReadAs> {
    let stream = |(channel, reading, slots): &Heard| {
        let list = |told: &Told| {
            let slot = &reading.slots[told.nth];
            let is_list = |(_, explained): &&(_, Explained)| {
                told.kind != Kind::Single || explained.source != Source::Literal
            };
            let what: Vec<String> = told
                .lists
                .iter()
                .filter(is_list)
                .map(|(_, explained)| words::source(explained.source, functions))
                .collect();
            let place = |(case, span): (usize, &Option<Range<usize>>)| {
                let span = span.as_ref()?;
                place(reading, *channel, case, span, cases)
            };
            ListRead {
                key: told.key.clone(),
                is_part: slot.is_part(),
                how: words::list(slot, told.kind, slot.separator.map(|id| gaps.text(id))),
                what: what.join(", then "),
                numbers: told.lists.iter().map(|(lists, _)| store.get(*lists).cases.clone()).collect(),
                places: slot.spans.iter().enumerate().map(place).collect(),
            }
        };
        ReadAs {
            channel: *channel,
            layer: words::layer(&reading.layer),
            lists: slots.iter().map(list).collect(),
        }
    };
    heard.iter().map(stream).collect()
}

fn place(
    reading: &Reading,
    channel: Channel,
    case: usize,
    span: &Range<usize>,
    cases: &[&Case],
) -> Option<Place> {
    let (turn, bytes) = reading.place(case, span)?;
    let case = cases[case];
    let whole = |turns: &[crate::seen::Turn]| turns.get(turn).map(|sends| sends.concat());
    let said = match channel {
        Channel::Request => whole(&case.to_server)?,
        Channel::Reply => whole(&case.to_client)?,
        Channel::ServerOutput => case.server.stdout.clone(),
        Channel::ServerErrors => case.server.stderr.clone(),
        Channel::ClientOutput => case.client.stdout.clone(),
        Channel::ClientErrors => case.client.stderr.clone(),
    };
    let bytes = bytes.unwrap_or(0..said.len());
    let line = said.get(..bytes.start)?.iter().filter(|b| **b == b'\n').count();
    Some(Place { turn, line, bytes })
}
