//! The lists of a case: what was sent, and what was printed.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::facts::Facts;
use super::parts;
use super::place::{Exhibit, Item, Place, Stream, excerpt};
use crate::conversation::Direction;
use crate::reading::binary::{Frame, Layout};
use crate::reading::text::{self, PrintedList, Shape, Source};
use crate::reading::wire;
use crate::role::Role;

/// A list of numbers and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub values: Vec<i64>,
    pub place: Place,
    /// How it looks there, shortened.
    pub excerpt: String,
    /// What was taken to stand round it and not to belong to it.
    pub frame: Frame,
    /// The same with what was taken to stand round it.
    pub whole: Option<Rc<[i64]>>,
    /// How its numbers are written, where they are bytes and not text.
    pub layout: Option<Layout>,
    /// Whether those bytes could as well be text.
    pub is_printable: bool,
    /// From how many lists it was joined.
    pub parts: usize,
    /// Whether it looks like a list where it stands: a number among words may be a count, and words with nothing behind them
    /// may stand over what nobody here can read.
    pub is_plain: bool,
    /// The words that it stands under, where they stand on the same line or the line before.
    pub label: Option<String>,
}

/// A table of values and how often each occurs, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its values.
    pub list: Found,
    pub counts: BTreeMap<i64, u64>,
    /// Whether it says that its second numbers are counts: by its brackets, or in words.
    pub says_how_often: bool,
}

/// More lists of one side are not judged. No program of the lab comes near; one that means harm would hold up the rest.
const MOST_LISTS: usize = 400;

impl Found {
    /// Whether the list is beyond doubt. Where not, its first or last number was taken for a count or an end mark, or two
    /// lists for one.
    pub fn is_certain(&self) -> bool {
        matches!(self.frame, Frame::Bare | Frame::Length) && self.parts != 2
    }

    /// Whether its numbers are bytes and not text.
    pub fn is_binary(&self) -> bool {
        self.layout.is_some()
    }

    pub fn exhibit(&self, what: Item) -> Exhibit {
        let Self { place, excerpt, values, .. } = self.clone();
        Exhibit { what, place, excerpt, count: Some(values.len()) }
    }

    /// A list by itself.
    pub fn new(values: Vec<i64>, place: Place) -> Self {
        Self {
            values,
            place,
            excerpt: String::new(),
            frame: Frame::Bare,
            whole: None,
            layout: None,
            is_printable: false,
            parts: 1,
            is_plain: true,
            label: None,
        }
    }

    fn of_line(values: Vec<i64>, list: &PrintedList, (role, stream): (Role, Stream), output: &[u8]) -> Self {
        let line = list.lines.0;
        let is_near = |label: &&text::Label| label.line + 1 >= line;
        // From its label on: what stands before, an address say, differs from run to run.
        let label = list.label.as_ref().filter(|label| label.line == line);
        let start = label.map_or(list.range.start, |label| label.range.start.min(list.range.start));
        Self {
            excerpt: excerpt(rest_of_line(output, start)),
            label: list.label.as_ref().filter(is_near).map(|label| label.text.clone()),
            is_plain: list.shape != Shape::Single && list.source != Source::Nothing,
            ..Self::new(values, Place::Line { role, stream, line })
        }
    }
}

/// How the numbers of a message are written, where they are bytes.
fn layout(reading: &wire::Reading) -> Option<Layout> {
    match reading.format {
        wire::Format::Binary(layout) => Some(layout),
        _ => None,
    }
}

/// Each value as often as its count says; `None` where that is more than anyone draws.
pub(super) fn each_as_often(counts: &BTreeMap<i64, u64>) -> Option<Vec<i64>> {
    const MOST: u64 = 1000;
    let total = counts.values().fold(0u64, |sum, count| sum.saturating_add(*count));
    let each = |(value, count): (&i64, &u64)| std::iter::repeat_n(*value, *count as usize);
    (total <= MOST).then(|| counts.iter().flat_map(each).collect())
}

/// What stands on a line from that byte on, as far as an excerpt may show it.
pub(super) fn rest_of_line(output: &[u8], start: usize) -> &[u8] {
    let rest = &output[start.min(output.len())..];
    let rest = &rest[..rest.len().min(1024)];
    rest.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
}

impl Facts<'_> {
    /// Every list that was sent that way, in order, and last the one that several of them are parts of.
    pub(super) fn lists_sent(&self, direction: Direction) -> Vec<Found> {
        let mut found = Vec::new();
        let (mut number, mut before) = (0, 0);
        for (connection, messages) in self.messages(direction) {
            let sent = connection.sent(direction);
            for message in messages {
                number += 1;
                let range = message.range.clone();
                let place =
                    Place::Message { direction, number, bytes: before + range.start..before + range.end };
                let excerpt = excerpt(&sent[range.clone()]);
                let is_sign = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
                let is_printable = sent[range].iter().all(is_sign);
                for reading in &message.readings {
                    let is_bare =
                        |other: &&wire::Reading| other.format == reading.format && other.frame == Frame::Bare;
                    let mut bare = message.readings.iter().filter(is_bare);
                    let whole = bare.find_map(|bare| bare.value.lists().next());
                    let whole = whole.filter(|_| reading.frame != Frame::Bare);
                    let whole: Option<Rc<[i64]>> = whole.map(|(values, _)| values.into());
                    let room = MOST_LISTS - found.len();
                    found.extend(reading.value.lists().take(room).map(|(values, label)| Found {
                        excerpt: excerpt.clone(),
                        frame: reading.frame,
                        whole: whole.clone(),
                        layout: layout(reading),
                        is_printable,
                        label: label.map(str::to_owned),
                        ..Found::new(values.to_vec(), place.clone())
                    }));
                    // A client may send how often it drew each value, and a server how often each came.
                    let values = reading.value.counts().filter_map(|(counts, _)| match direction {
                        Direction::ToServer => each_as_often(counts),
                        Direction::ToClient => Some(counts.keys().copied().collect()),
                    });
                    let of_tables = values.map(|values| Found {
                        excerpt: excerpt.clone(),
                        parts: 2,
                        ..Found::new(values, place.clone())
                    });
                    found.extend(of_tables.take(MOST_LISTS.saturating_sub(found.len())));
                }
            }
            before += sent.len();
        }
        // Of each message the most plausible reading.
        let messages = found.chunk_by(|one: &Found, other| one.place == other.place);
        let parts: Vec<&Found> =
            messages.filter_map(|lists| lists.iter().find(|list| list.is_certain())).collect();
        let joined = parts::joined(&parts, direction);
        found.extend(joined);
        found
    }

    /// In how many messages numbers were sent that way, where these hold more lists than are judged.
    pub(super) fn messages_beyond(&self, direction: Direction) -> Option<usize> {
        let messages = self.messages(direction).flat_map(|(_, messages)| messages);
        let holds = |message: &&wire::Message| {
            message.readings.iter().any(|reading| reading.value.lists().next().is_some())
        };
        let many = messages.filter(holds).count();
        (many > MOST_LISTS).then_some(many)
    }

    /// Every list and every table of counts that a program printed, in order.
    pub(super) fn printed(&self, role: Role) -> (Vec<Found>, Vec<Table>) {
        let Some(program) = self.observation.program(role) else { return (Vec::new(), Vec::new()) };
        let (mut lists, mut tables) = (Vec::new(), Vec::new());
        for stream in Stream::BOTH {
            let output = stream.of(program);
            let shows_bytes = output.windows(2).any(|pair| matches!(pair, b"b'" | b"b\""));
            let layouts = if shows_bytes { self.layouts() } else { Vec::new() };
            let as_bytes = text::lists_as_bytes(output, &layouts);
            for mut list in text::lists(output).into_iter().chain(as_bytes) {
                let found = Found::of_line(std::mem::take(&mut list.values), &list, (role, stream), output);
                match list.shape {
                    Shape::Counts(counts) => {
                        let words =
                            format!("{} {}", found.label.as_deref().unwrap_or_default(), found.excerpt);
                        let says_how_often = list.source == Source::Brackets || text::says_counted(&words);
                        tables.push(Table { list: found, counts, says_how_often });
                    }
                    Shape::List | Shape::Single => lists.push(found),
                }
            }
        }
        // What prints a number a line for whoever debugs it prints its lists behind them.
        let mut excess = lists.len().saturating_sub(MOST_LISTS);
        lists.retain(|list| {
            let is_dropped = list.values.len() == 1 && excess > 0;
            excess -= usize::from(is_dropped);
            !is_dropped
        });
        lists.truncate(MOST_LISTS);
        tables.truncate(MOST_LISTS);
        (lists, tables)
    }

    /// How numbers are written as bytes on this wire: of each message the most plausible way.
    fn layouts(&self) -> Vec<Layout> {
        let mut ways = Direction::BOTH.map(|direction| self.messages(direction));
        let [to_server, to_client] = &mut ways;
        let each = to_server.zip(to_client);
        let messages = each.flat_map(|((_, asked), (_, answered))| asked.iter().chain(answered));
        let mut layouts: Vec<Layout> = Vec::new();
        for layout in messages.filter_map(|message| message.readings.first().and_then(layout)) {
            if !layouts.contains(&layout) {
                layouts.push(layout);
            }
        }
        layouts
    }
}
