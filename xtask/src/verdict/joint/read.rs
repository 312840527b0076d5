//! The lists of a case as all cases of its pair are read.

use std::collections::BTreeMap;

use infer::explain::readings::{ListRead, Place as Stands, ReadAs};
use infer::explain::search::Judgement;
use infer::seen::{Case, Channel, Turn};

use crate::conversation::Direction;
use crate::oracle::sets;
use crate::role::Role;
use crate::verdict::lists::{Found, Table, rest_of_line};
use crate::verdict::place::{Place, Stream, excerpt};

/// What all cases together say of one.
#[derive(Debug, Clone, Default)]
pub(in crate::verdict) struct Read {
    /// What the client drew.
    pub client: Option<Found>,
    /// What the server drew.
    pub server: Option<Found>,
    /// The lists that the server sent.
    pub replies: Vec<Found>,
    /// The lists that the client printed.
    pub shown: Vec<Found>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// The tables that the server sent.
    pub reply_tables: Vec<Table>,
    /// Whether there are no other lists: none that is read in the case by itself counts.
    pub is_all: bool,
}

impl Read {
    /// Of one of the cases of a judgement.
    pub fn of(judgement: &Judgement, nth: usize, case: &Case) -> Self {
        let mut read = Self::default();
        let Some(given) = judgement.given.get(nth) else { return read };
        for stream in &judgement.readings {
            let lists = stream.lists.iter().flat_map(|list| found(stream, list, nth, case));
            match stream.channel {
                Channel::Request => {
                    let drawn = lists.into_iter().find(|list| list.values == given.client);
                    read.client = read.client.or(drawn);
                }
                Channel::Reply => {
                    read.replies.extend(lists);
                    read.reply_tables.extend(tables(stream, nth, case, &given.client));
                }
                Channel::ServerOutput | Channel::ServerErrors => {
                    let drawn = lists
                        .into_iter()
                        .find(|list| !given.server.is_empty() && list.values == given.server);
                    read.server = read.server.or(drawn);
                }
                Channel::ClientOutput | Channel::ClientErrors => {
                    read.shown.extend(lists);
                    read.tables.extend(tables(stream, nth, case, &given.client));
                }
            }
        }
        let own = |list: &&Found| !given.server.is_empty() && list.values == given.server;
        read.server = read.server.or_else(|| read.replies.iter().find(own).cloned());
        let sent = || Found::new(given.client.clone(), message(Direction::ToServer, &case.to_server, None));
        read.client = Some(read.client.unwrap_or_else(sent));
        read
    }
}

/// A list as it was read in one case: each of those in its frame.
fn found<'a>(
    stream: &'a ReadAs,
    list: &'a ListRead,
    nth: usize,
    case: &'a Case,
) -> impl Iterator<Item = Found> + 'a {
    let stands = list.places.get(nth).and_then(Option::as_ref);
    let each =
        list.numbers.iter().filter_map(move |cases| cases.get(nth)).filter(|values| !values.is_empty());
    let words = list.key.label.context.lines().last().unwrap_or_default().trim();
    let label = words.chars().any(char::is_alphabetic).then(|| words.to_owned());
    each.map(move |values| {
        let (place, excerpt) = place(stream.channel, stands, case);
        Found {
            excerpt,
            label: label.clone(),
            is_plain: values.len() > 1,
            ..Found::new(values.clone(), place)
        }
    })
}

/// The tables of a stream, in one case: each two columns of as many rows. One whose counts are nearly how often each number is there
/// in `drawn`, or how much too often, says how often.
fn tables(stream: &ReadAs, nth: usize, case: &Case, drawn: &[i64]) -> Vec<Table> {
    let often = sets::counts(drawn);
    let is_near = |(value, count): (&i64, &u64), less: u64| {
        often.get(value).is_some_and(|times| (times - less).abs_diff(*count) <= 1)
    };
    let column = |list: &ListRead| {
        Some((list.key.label.context.clone(), list.key.label.column.clone()?.0, list.key.ordinal))
    };
    let mut tables = Vec::new();
    for values in &stream.lists {
        for counts in &stream.lists {
            if column(values).is_none() || column(values) != column(counts) || values.key == counts.key {
                continue;
            }
            let Some((list, counts)) =
                found(stream, values, nth, case).next().zip(found(stream, counts, nth, case).next())
            else {
                continue;
            };
            let counted: Option<Vec<u64>> =
                counts.values.iter().map(|count| u64::try_from(*count).ok()).collect();
            if let Some(counted) = counted.filter(|counted| counted.len() == list.values.len()) {
                let counts: BTreeMap<i64, u64> = list.values.iter().copied().zip(counted).collect();
                let says_how_often = [0, 1].iter().any(|less| counts.iter().all(|row| is_near(row, *less)));
                tables.push(Table { list, counts, says_how_often });
            }
        }
    }
    tables
}

/// Where a list stands, and how it looks there.
fn place(channel: Channel, stands: Option<&Stands>, case: &Case) -> (Place, String) {
    let printed = |role, stream, output: &[u8]| {
        let (line, start) = stands.map_or((0, 0), |stands| (stands.line, stands.bytes.start));
        let start = output[..start.min(output.len())]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        (Place::Line { role, stream, line: line + 1 }, excerpt(rest_of_line(output, start)))
    };
    let sent = |direction, turns: &[Turn]| {
        let place = message(direction, turns, stands);
        let Place::Message { bytes, .. } = &place else { return (place, String::new()) };
        let all = turns.iter().flatten().flatten().copied().collect::<Vec<u8>>();
        let text = excerpt(all.get(bytes.clone()).unwrap_or_default());
        (place, text)
    };
    match channel {
        Channel::Request => sent(Direction::ToServer, &case.to_server),
        Channel::Reply => sent(Direction::ToClient, &case.to_client),
        Channel::ServerOutput => printed(Role::Server, Stream::Out, &case.server.stdout),
        Channel::ServerErrors => printed(Role::Server, Stream::Err, &case.server.stderr),
        Channel::ClientOutput => printed(Role::Client, Stream::Out, &case.client.stdout),
        Channel::ClientErrors => printed(Role::Client, Stream::Err, &case.client.stderr),
    }
}

/// A place on the wire; all that was said where nothing more is known.
fn message(direction: Direction, turns: &[Turn], stands: Option<&Stands>) -> Place {
    let length = |turns: &[Turn]| turns.iter().flatten().map(Vec::len).sum::<usize>();
    match stands {
        Some(Stands { turn, bytes, .. }) => {
            let before = length(&turns[..(*turn).min(turns.len())]);
            Place::Message { direction, number: turn + 1, bytes: before + bytes.start..before + bytes.end }
        }
        None => Place::Message { direction, number: 1, bytes: 0..length(turns) },
    }
}
