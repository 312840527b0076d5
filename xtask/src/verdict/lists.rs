//! The lists of a case: which there are, and which of them are the client's numbers and the server's own.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::facts::Facts;
use super::parts;
use super::place::{Exhibit, Item, Place, Stream, excerpt};
use crate::observation::Role;
use crate::oracle::sets;
use crate::reading::binary::{Frame, Layout};
use crate::reading::text::{self, PrintedList, Shape, Source};
use crate::reading::{value, wire};
use crate::scenario::Task;
use crate::tap::conversation::Direction;

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
    /// Whether its numbers are bytes and not text.
    pub is_binary: bool,
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

    /// What stands behind as many numbers as the first one says, where that was taken for a count.
    fn behind_it(&self) -> Option<&[i64]> {
        let counted = self.whole.as_ref().filter(|_| self.frame == Frame::Count);
        counted.and_then(|whole| whole.get(self.values.len() + 1..))
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
            is_binary: false,
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

fn names_counts(words: &str) -> bool {
    let words = words.to_lowercase();
    ["times", "count", "occur", "freq"].iter().any(|word| words.contains(word))
}

/// Each value as often as its count says; `None` where that is more than anyone draws.
fn each_as_often(counts: &BTreeMap<i64, u64>) -> Option<Vec<i64>> {
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
        for connection in self.connections() {
            let sent = connection.sent(direction);
            for message in wire::read(connection, direction) {
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
                        is_binary: matches!(reading.format, wire::Format::Binary(_)),
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

    /// Every list and every table of counts that a program printed, in order.
    pub(super) fn printed(&self, role: Role) -> (Vec<Found>, Vec<Table>) {
        let program = match role {
            Role::Server => &self.observation.server,
            Role::Client => &self.observation.client,
        };
        let Some(program) = program else { return (Vec::new(), Vec::new()) };
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
                        let says_how_often = list.source == Source::Brackets || names_counts(&words);
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
        let messages = self.connections().flat_map(|connection| {
            Direction::BOTH.into_iter().flat_map(|direction| wire::read(connection, direction))
        });
        let layout = |reading: &wire::Reading| match reading.format {
            wire::Format::Binary(layout) => Some(layout),
            _ => None,
        };
        let mut layouts: Vec<Layout> = Vec::new();
        for layout in messages.filter_map(|message| message.readings.first().and_then(layout)) {
            if !layouts.contains(&layout) {
                layouts.push(layout);
            }
        }
        layouts
    }

    /// The client's list: among what it sent the list that the server's answer confirms, or else one that the task asks
    /// for, or else the longest; one that is beyond doubt first. Where no wire was seen, what follows from the seed or stands in its output.
    pub(super) fn choose_client_numbers(&self) -> Option<Found> {
        if self.wire_is_unseen() {
            let seeded = self.seeded.client.clone().map(|values| Found::new(values, Place::Seed));
            return seeded.or_else(|| self.client_shown.iter().find(|list| self.is_asked_for(list)).cloned());
        }
        // By chance one list can be cut into several behind their counts: not where the client prints it as one.
        let is_cut = |list: &Found| {
            let more_follows = list.behind_it().is_some_and(|rest| rest.iter().any(|n| *n != 0));
            more_follows && list.whole.as_deref().is_some_and(|whole| self.shows(whole))
        };
        let lists: Vec<&Found> = self.requests.iter().filter(|list| !is_cut(list)).collect();
        let meant: Vec<&Found> = self.replies.iter().filter(|reply| self.is_meant(reply)).collect();
        // The same bytes read as wider numbers hardly repeat, so a server that sends back what came seems to confirm them; and
        // so does one that ends its answer with the mark that the client ends its list with.
        let is_stranger = |list: &Found| {
            // Half as many or fewer are wider; beside them bytes may have an end mark.
            let is_wider = |other: &Found| list.is_binary && list.values.len() * 2 <= other.values.len() + 1;
            let is_unmarked = |other: &Found| other.frame == Frame::EndMark;
            let same = |other: &Found| {
                other.place == list.place && (other.is_certain() || is_unmarked(other) || is_wider(other))
            };
            list.is_certain()
                && !self.is_asked_for(list)
                && lists.iter().any(|other| same(other) && self.is_asked_for(other))
        };
        let has_header = |list: &Found| list.frame == Frame::Header;
        let confirmed = |list: &Found, by: &dyn Fn(&Found) -> bool| {
            let expected = sets::distinct(&list.values);
            let is_set = |reply: &Found| sets::same_bag(&expected, &reply.values);
            let is_asked = self.scenario.task == Task::Dedup && expected.len() > 1;
            let is_asked = is_asked && (!has_header(list) || self.is_asked_for(list));
            is_asked && !is_stranger(list) && meant.iter().any(|reply| by(reply) && is_set(reply))
        };
        let all = || lists.iter().copied();
        let certain = || all().filter(|list| list.is_certain());
        let counted = |list: &Found| list.frame == Frame::Count && self.is_asked_for(list);
        let seeded = all().find(|list| self.seeded.client.as_ref() == Some(&list.values));
        // Zeros that begin right behind as many numbers as the first one says leave no doubt that it is their count.
        let is_padded = |list: &Found| {
            list.behind_it().is_some_and(|rest| !rest.is_empty() && rest.iter().all(|n| *n == 0))
        };
        let shows_count = |list: &Found| {
            let counted = list.whole.as_deref().and_then(|whole| whole.get(..=list.values.len()));
            counted.is_some_and(|counted| self.shows(counted))
        };
        // Where only the client would count, and prints the count among its numbers, the first is by chance how many follow.
        let is_chance =
            |list: &Found| shows_count(list) && !self.replies.iter().any(|reply| reply.frame == Frame::Count);
        // A count that is also one of the numbers changes no answer, but which numbers were repeated.
        let tells_repeats = |list: &Found| {
            list.whole
                .as_deref()
                .is_some_and(|whole| self.shows_repeats(&list.values) && !self.shows_repeats(whole))
        };
        // With its count the longest list that is asked for would be too long.
        let is_longest = |list: &Found| {
            let longest = usize::try_from(*self.scenario.numbers.count.end()).ok();
            counted(list) && longest == Some(list.values.len())
        };
        // Two lists that are one, values and their counts say, hold pairs that may come back as well.
        let is_of_two = |list: &Found| list.parts == 2 && self.is_asked_for(list);
        // By chance the first number says how many follow, but for a few that could be a checksum, and what a wrong answer lost
        // seems never to have been sent: the repeats that the client shows tell where the header ends. Not so where the answer
        // to a longer list is right: it is the client that lost a number.
        let is_confirmed_longer = |list: &Found| {
            let is_longer =
                |other: &&Found| other.place == list.place && other.values.len() > list.values.len();
            let mut longer = all().filter(is_longer).filter(|other| self.is_asked_for(other));
            longer.any(|other| confirmed(other, &Found::is_certain))
        };
        let shows_repeats = |list: &Found| {
            self.is_asked_for(list) && self.shows_repeats(&list.values) && !is_confirmed_longer(list)
        };
        // A count may happen to be one of the numbers, and the answer's count the number that the answer lost: what the client
        // prints without it tells them apart, before any answer is asked.
        seeded
            .or_else(|| all().find(|list| counted(list) && is_padded(list) && !shows_count(list)))
            .or_else(|| all().find(|list| counted(list) && self.is_printed(list)))
            .or_else(|| all().find(|list| counted(list) && tells_repeats(list)))
            .or_else(|| all().find(|list| shows_repeats(list)).filter(|list| has_header(list)))
            .or_else(|| certain().find(|list| self.is_asked_for(list) && confirmed(list, &Found::is_certain)))
            .or_else(|| all().find(|list| self.is_asked_for(list) && self.is_printed(list)))
            .or_else(|| all().find(|list| is_longest(list) && confirmed(list, &Found::is_certain)))
            .or_else(|| all().find(|list| is_of_two(list) && confirmed(list, &Found::is_certain)))
            .or_else(|| certain().find(|list| confirmed(list, &Found::is_certain)))
            .or_else(|| all().find(|list| confirmed(list, &|reply| reply.frame == list.frame)))
            .or_else(|| all().find(|list| confirmed(list, &|_| true)))
            .or_else(|| all().find(|list| counted(list) && !is_chance(list)))
            .or_else(|| certain().find(|list| self.is_asked_for(list)))
            .or_else(|| all().find(|list| has_header(list) && self.is_asked_for(list)))
            .or_else(|| all().find(|list| is_padded(list)))
            .or_else(|| all().find(|list| list.frame == Frame::EndMark && self.is_asked_for(list)))
            .or_else(|| certain().rev().max_by_key(|list| list.values.len()))
            .or_else(|| all().rev().max_by_key(|list| list.values.len()))
            .filter(|list| {
                let is_unsure = self.request_is_unread() || self.is_guess(list);
                self.seeded.client.is_some() || self.is_asked_for(list) || !is_unsure
            })
            .cloned()
    }

    /// Whether the client prints a list as it stands, and not what was taken to stand round it.
    pub(super) fn is_printed(&self, list: &Found) -> bool {
        self.shows(&list.values) && !list.whole.as_deref().is_some_and(|whole| self.shows(whole))
    }

    /// Whether the client shows what is repeated in that list: values, extra occurrences or a table of counts.
    fn shows_repeats(&self, list: &[i64]) -> bool {
        let (repeated, extra) = (sets::repeated(list), sets::extra_occurrences(list));
        let is_shown =
            |shown: &Found| sets::same_bag(&repeated, &shown.values) || sets::same_bag(&extra, &shown.values);
        let is_counted = |table: &Table| table.counts == sets::counts_of_repeated(list);
        self.client_shown.iter().any(is_shown) || self.client_tables.iter().any(is_counted)
    }

    /// The server's own set: what follows from the seed, or the list in its output that can be it: one that holds
    /// numbers which the client did not send. Where it prints none, one that it sends, with the answer to follow: some show
    /// the client both lists.
    pub(super) fn choose_server_numbers(&self) -> Option<Found> {
        if let Some(seeded) = &self.seeded.server {
            return Some(Found::new(seeded.clone(), Place::Seed));
        }
        let sent = sets::distinct(&self.client_numbers.as_ref()?.values);
        let members: HashSet<i64> = sent.iter().copied().collect();
        let own = |list: &Found| list.values.iter().any(|value| !members.contains(value));
        let (mut shown, tables) = self.printed(Role::Server);
        // A table of counts holds each number as often as it says.
        shown.extend(tables.into_iter().filter_map(|Table { list, counts, .. }| {
            each_as_often(&counts).map(|values| Found { values, ..list })
        }));
        let is_index = |list: &Found| value::is_index(&list.values);
        let candidates: Vec<Found> =
            shown.into_iter().filter(|list| list.values.len() > 1 && own(list) && !is_index(list)).collect();
        let confirmed = |list: &&Found| {
            let expected = sets::intersection(&sent, &list.values);
            self.replies.iter().any(|reply| sets::same_members(&expected, &reply.values))
        };
        let is_own = |list: &&Found| self.is_asked_for(list);
        let chosen =
            candidates.iter().filter(is_own).find(confirmed).or_else(|| candidates.iter().find(is_own));
        let sent_along = || {
            let all = self.joined(Direction::ToClient);
            let more_follows = |list: &&Found| match &list.place {
                Place::Message { bytes, .. } => {
                    all[bytes.end..].iter().any(|byte| !byte.is_ascii_whitespace())
                }
                _ => false,
            };
            let certain = self.replies.iter().filter(|list| list.is_certain() && own(list));
            certain.filter(is_own).find(more_follows)
        };
        // In one piece with the answer, which then says where the one ends and the other begins.
        let sent_with_the_answer = || {
            let is_followed = |list: &&Found| {
                let expected = sets::intersection(&sent, &list.values);
                let with_it = || self.replies.iter().filter(|other| other.place == list.place);
                !expected.is_empty() && with_it().any(|other| other.values == expected)
            };
            self.replies.iter().filter(is_own).filter(|list| own(list)).find(is_followed)
        };
        let chosen = chosen.or_else(|| candidates.iter().find(confirmed));
        chosen.or_else(sent_along).or_else(sent_with_the_answer).cloned()
    }

    /// Whether a list is one that the task asks a program for: as many numbers, within the range.
    pub(super) fn is_asked_for(&self, list: &Found) -> bool {
        let numbers = &self.scenario.numbers;
        let counts = u32::try_from(list.values.len()).is_ok_and(|count| numbers.count.contains(&count));
        counts && list.values.iter().all(|v| u32::try_from(*v).is_ok_and(|v| numbers.value.contains(&v)))
    }
}
