//! A recorded case in which numbers can be put in the place of others: in the very bytes, in the student's own format.
//!
//! A list that crossed the wire or was printed is found by its reading; the new one is written with what stood before,
//! between and behind the old one's numbers. Bytes in which no numbers stand as text are written anew as their format says.

use std::ops::Range;

use xtask::bytes::Bytes;
use xtask::conversation::{Connection, Direction, Segment};
use xtask::observation::Observation;
use xtask::reading::binary::{Frame, Layout};
use xtask::reading::text::{self, PrintedList, Shape, Source};
use xtask::reading::wire::{self, Format, Message};

use crate::writing::{as_places_and_values, as_python_shows, as_text, rewritten};

/// The lists that the client's messages may hold, the most plausible first of each message, and all of those as one.
pub fn sent(observation: &Observation, direction: Direction) -> Vec<Vec<i64>> {
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    let messages: Vec<Message> =
        connections.flat_map(|connection| wire::read(connection, direction)).collect();
    let lists = messages.iter().flat_map(Message::lists).map(|(_, list, _)| list.to_vec());
    let first = messages.iter().filter_map(|message| message.lists().next());
    lists.chain([first.flat_map(|(_, list, _)| list.to_vec()).collect()]).collect()
}

/// Those of them that nothing but their numbers is read for: no count before them, no mark behind them.
pub fn sent_plainly(observation: &Observation, direction: Direction) -> Vec<Vec<i64>> {
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    let messages = connections.flat_map(|connection| wire::read(connection, direction));
    let plain = |message: Message| {
        let lists = message.lists().filter(|(reading, ..)| reading.frame == Frame::Bare);
        lists.map(|(_, list, _)| list.to_vec()).collect::<Vec<_>>()
    };
    messages.flat_map(plain).collect()
}

/// What the client printed.
pub fn printed(observation: &Observation) -> Vec<PrintedList> {
    let layouts = layouts(observation);
    let lists = |output: &[u8]| [text::lists(output), text::lists_as_bytes(output, &layouts)].concat();
    observation.client.iter().flat_map(|client| lists(&client.stdout.kept)).collect()
}

/// How numbers crossed the wire as bytes.
fn layouts(observation: &Observation) -> Vec<Layout> {
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    let messages = connections.flat_map(|connection| {
        Direction::BOTH.into_iter().flat_map(|direction| wire::read(connection, direction))
    });
    let layout = |message: Message| match message.readings.first().map(|reading| reading.format) {
        Some(Format::Binary(layout)) => Some(layout),
        _ => None,
    };
    messages.filter_map(layout).collect()
}

/// Puts `new` in the place of every list on the wire that `is_old` says yes to. How many there were.
pub fn replace_reply(
    observation: &mut Observation,
    is_old: impl Fn(&[i64]) -> bool,
    new: &[i64],
) -> Result<usize, String> {
    let direction = Direction::ToClient;
    let mut replaced = 0;
    for connection in
        observation.conversation.iter_mut().flat_map(|conversation| &mut conversation.connections)
    {
        if let Some((place, bytes)) = in_parts(connection, direction, &is_old, new) {
            splice(&mut connection.segments, direction, place, &bytes);
            replaced += 1;
        }
        // From the last to the first: the places of those before stay what they are.
        for message in wire::read(connection, direction).into_iter().rev() {
            let found = message.lists().find(|(_, list, _)| is_old(list));
            let Some((reading, old, _)) = found else { continue };
            let (format, frame, old) = (reading.format, reading.frame, old.to_vec());
            let bytes = connection.sent(direction)[message.range.clone()].to_vec();
            if format == Format::OneASend && bytes.iter().all(u8::is_ascii_digit) {
                one_a_send(&mut connection.segments, &message, new);
            } else {
                let bytes = rewritten(&bytes, format, frame, &old, new)?;
                let sent = connection.sent(direction);
                let (range, bytes) = with_its_length(&sent, message.range, bytes);
                splice(&mut connection.segments, direction, range, &bytes);
            }
            replaced += 1;
        }
    }
    Ok(replaced)
}

/// A list that came in parts of one length, but for the last: where it stands, and the new one in such parts.
fn in_parts(
    connection: &Connection,
    direction: Direction,
    is_old: impl Fn(&[i64]) -> bool,
    new: &[i64],
) -> Option<(Range<usize>, Vec<u8>)> {
    let sent = connection.sent(direction);
    let messages = wire::read(connection, direction);
    let parts: Vec<(Range<usize>, &[i64])> = messages
        .iter()
        .filter_map(|message| Some((message.range.clone(), message.lists().next()?.1)))
        .collect();
    let joined: Vec<i64> = parts.iter().flat_map(|(_, list)| list.iter().copied()).collect();
    let [(first, list), (second, _), .., (last, _)] = &parts[..] else { return None };
    let between = &sent[first.end..second.start];
    let written = |numbers: &[i64]| as_text(&sent[first.clone()], list, numbers);
    let texts = new.chunks(list.len()).map(written).collect::<Option<Vec<Vec<u8>>>>()?;
    is_old(&joined).then(|| (first.start..last.end, texts.join(between)))
}

/// Puts numbers in the place of every printed list or table that `new` has others for. How many there were.
pub fn replace_printed(
    observation: &mut Observation,
    new: impl Fn(&PrintedList) -> Option<Vec<i64>>,
) -> Result<usize, String> {
    let (lists, layouts) = (printed(observation), layouts(observation));
    let Some(client) = &mut observation.client else { return Ok(0) };
    let mut places: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    for list in &lists {
        let Some(new) = new(list) else { continue };
        let is_table = |other: &PrintedList| {
            matches!(other.shape, Shape::Counts(_))
                && other.values == list.values
                && other.range.start < list.range.end
                && list.range.start < other.range.end
        };
        if list.source == Source::Column && list.shape == Shape::List && lists.iter().any(is_table) {
            continue; // the values of a table, whose place the table itself has
        }
        let old = match &list.shape {
            Shape::Counts(counts) if list.values.len() == counts.len() => {
                list.values.iter().flat_map(|value| [*value, counts[value] as i64]).collect()
            }
            _ => list.values.clone(),
        };
        let there = &client.stdout.kept[list.range.clone()];
        let bytes = match list.source {
            Source::Bytes => {
                let written = |layout: &&Layout| as_python_shows(**layout, &old) == there;
                layouts.iter().find(written).map(|layout| as_python_shows(*layout, &new))
            }
            _ => as_text(there, &old, &new).or_else(|| as_places_and_values(there, &old, &new)),
        };
        let bytes = bytes.ok_or_else(|| format!("the numbers of {list:?} stand nowhere in its place"))?;
        places.push((list.range.clone(), bytes));
    }
    // The widest of those that overlap: rows are also printed lists of their own.
    places.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    for place in places {
        if kept.last().is_none_or(|last| last.0.end <= place.0.start) {
            kept.push(place);
        }
    }
    let count = kept.len();
    for (range, bytes) in kept.into_iter().rev() {
        client.stdout.kept.0.splice(range, bytes);
    }
    Ok(count)
}

/// A segment for each number, in the places of the old ones; those that are too many come behind the last.
fn one_a_send(segments: &mut Vec<Segment>, message: &Message, new: &[i64]) {
    let mut at = 0;
    let mut new = new.iter();
    let mut last = 0usize;
    let mut index = 0;
    segments.retain_mut(|segment| {
        index += 1;
        if segment.direction != Direction::ToClient {
            return true;
        }
        let within = message.range.contains(&at);
        at += segment.bytes.len();
        if !within {
            return true;
        }
        match new.next() {
            Some(number) => {
                segment.bytes = Bytes(number.to_string().into_bytes());
                last = index;
                true
            }
            None => false,
        }
    });
    if let Some(example) = segments.get(last.saturating_sub(1)).cloned() {
        let more =
            new.map(|number| Segment { bytes: Bytes(number.to_string().into_bytes()), ..example.clone() });
        let more: Vec<Segment> = more.collect();
        segments.splice(last..last, more);
    }
}

/// What is to stand where, with its length where two bytes before its place say how long the old one is, as `writeUTF`
/// does.
fn with_its_length(sent: &[u8], place: Range<usize>, new: Vec<u8>) -> (Range<usize>, Vec<u8>) {
    let length = |length: usize| u16::try_from(length).ok().map(u16::to_be_bytes);
    match (length(place.len()), length(new.len())) {
        (Some(old), Some(head)) if sent[..place.start].ends_with(&old) => {
            (place.start - 2..place.end, [&head[..], &new].concat())
        }
        _ => (place, new),
    }
}

/// Puts bytes in the place of those that went this way: as many in each send as there were, and the rest in the last.
fn splice(segments: &mut Vec<Segment>, direction: Direction, range: Range<usize>, bytes: &[u8]) {
    let mut at = 0;
    let mut new = bytes;
    for segment in segments.iter_mut().filter(|segment| segment.direction == direction) {
        let place = at..at + segment.bytes.len();
        at = place.end;
        let (from, to) = (range.start.max(place.start), range.end.min(place.end));
        if from < to {
            let is_last = to == range.end;
            let (here, others) = new.split_at(if is_last { new.len() } else { new.len().min(to - from) });
            new = others;
            segment.bytes.0.splice(from - place.start..to - place.start, here.iter().copied());
        }
    }
    segments.retain(|segment| !segment.bytes.is_empty());
}
