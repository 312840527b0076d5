//! A recorded case in which numbers can be put in the place of others: in the very bytes, in the student's own format.
//!
//! A list that crossed the wire or was printed is found by its reading; the new one is written with what stood before,
//! between and behind the old one's numbers. Bytes in which no numbers stand as text are written anew as their format says.

use std::ops::Range;

use xtask::bytes::Bytes;
use xtask::observation::Observation;
use xtask::reading::binary::{ByteOrder, Frame, Layout};
use xtask::reading::text::{self, PrintedList, Shape, Source};
use xtask::reading::wire::{self, Format, Message};
use xtask::tap::conversation::{Direction, Segment};

/// The lists that the client's messages may hold, the most plausible first of each message.
pub fn sent(observation: &Observation, direction: Direction) -> Vec<Vec<i64>> {
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    let messages = connections.flat_map(|connection| wire::read(connection, direction));
    messages
        .flat_map(|message| message.lists().map(|(_, list, _)| list.to_vec()).collect::<Vec<_>>())
        .collect()
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
            _ => as_text(there, &old, &new),
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

fn rewritten(
    bytes: &[u8],
    format: Format,
    frame: Frame,
    old: &[i64],
    new: &[i64],
) -> Result<Vec<u8>, String> {
    Ok(match format {
        Format::Binary(layout) => binary(bytes, layout, frame, old.len(), new),
        Format::Pickle(protocol) => {
            let is_set = bytes.windows(3).any(|part| part == b"set") || bytes.contains(&0x8f);
            pickle(protocol, is_set, new)
        }
        Format::Java => java(new),
        _ => match as_text(bytes, old, new)
            .or_else(|| as_places_and_values(bytes, old, new))
            .or_else(|| as_digits(bytes, old, new))
        {
            Some(text) => text,
            None => return Err(format!("{old:?} stands nowhere in {:?}", String::from_utf8_lossy(bytes))),
        },
    })
}

/// Text with other numbers in it: what stands before the first, between them, and behind the last stays. A count before
/// them is that of the new ones.
fn as_text(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let numbers = numbers(text);
    let values: Vec<i64> = numbers.iter().map(|(_, value)| *value).collect();
    let first = (0..=values.len().checked_sub(old.len())?).find(|at| values[*at..].starts_with(old))?;
    let places: Vec<Range<usize>> =
        numbers[first..first + old.len()].iter().map(|(range, _)| range.clone()).collect();
    let (start, end) = match &places[..] {
        [] => {
            let inside = text.iter().position(|b| b"])}".contains(b)).unwrap_or(text.len());
            (inside, inside)
        }
        [first, .., last] => (first.start, last.end),
        [only] => (only.start, only.end),
    };
    // As often as there are two: of a table the separators differ in turn.
    let between = |i: usize| match places.len() {
        0 | 1 => &b", "[..],
        n => {
            let i = i.min(n - 2 - usize::from((n - 2) % 2 != i % 2 && n > 2));
            &text[places[i].end..places[i + 1].start]
        }
    };
    let mut out = text[..start].to_vec();
    for (i, value) in new.iter().enumerate() {
        if i > 0 {
            out.extend(between(i - 1));
        }
        out.extend(value.to_string().bytes());
    }
    out.extend(&text[end..]);
    Some(out)
}

/// The same where the place of each number stands before it: `x[0]=7`, a line each.
fn as_places_and_values(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let numbers = numbers(text);
    let values: Vec<i64> = numbers.iter().skip(1).step_by(2).map(|(_, value)| *value).collect();
    let [(place, first), (value, _), .., (last, _)] = &numbers[..] else { return None };
    if values != old {
        return None;
    }
    let between = &text[value.end..numbers.get(2).map_or(value.end, |(next, _)| next.start)];
    let mut out = text[..place.start].to_vec();
    for (i, value) in new.iter().enumerate() {
        if i > 0 {
            out.extend(between);
        }
        out.extend((first + i as i64).to_string().bytes());
        out.extend(&text[place.end..numbers[1].0.start]);
        out.extend(value.to_string().bytes());
    }
    out.extend(&text[last.end..]);
    Some(out)
}

/// The same where each number has three digits and nothing stands between them.
fn as_digits(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let digits = |list: &[i64]| list.iter().map(|n| format!("{n:03}")).collect::<String>();
    let rest = text.strip_prefix(digits(old).as_bytes())?;
    Some([digits(new).as_bytes(), rest].concat())
}

/// The whole numbers of a text and where they stand.
fn numbers(text: &[u8]) -> Vec<(Range<usize>, i64)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            // Behind a number a dash stands between the two.
            let is_sign =
                text[..at].ends_with(b"-") && !text[..at - 1].last().is_some_and(u8::is_ascii_digit);
            let sign = usize::from(is_sign);
            let place = at - sign..at + digits;
            let value = std::str::from_utf8(&text[place.clone()]).ok().and_then(|text| text.parse().ok());
            found.extend(value.map(|value| (place, value)));
        }
        at += digits.max(1);
    }
    found
}

fn binary(bytes: &[u8], layout: Layout, frame: Frame, old: usize, new: &[i64]) -> Vec<u8> {
    let write = |n: i64, width: usize| match layout.order {
        ByteOrder::Big => n.to_be_bytes()[8 - width..].to_vec(),
        ByteOrder::Little => n.to_le_bytes()[..width].to_vec(),
    };
    let numbers = || new.iter().flat_map(|n| write(*n, layout.width));
    match frame {
        Frame::Count => {
            // The count may be wider or narrower than the numbers; zeros may fill the rest.
            let taken = old * layout.width;
            let width = [8, 4, 2, 1].into_iter().find(|width| {
                let head = bytes.get(..*width).unwrap_or_default();
                let big = head.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
                let little = head.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
                [big, little].contains(&(old as u64)) && bytes.len() >= width + taken
            });
            let width = width.unwrap_or(layout.width);
            let mut out = write(new.len() as i64, width);
            out.extend(numbers());
            if bytes.len() > width + taken {
                out.resize(bytes.len().max(out.len()), 0);
            }
            out
        }
        Frame::ZeroPadded => {
            let mut out: Vec<u8> = numbers().collect();
            out.resize(bytes.len().max(out.len()), 0);
            out
        }
        Frame::EndMark => numbers().chain(bytes[bytes.len() - layout.width..].iter().copied()).collect(),
        _ => numbers().collect(),
    }
}

/// Numbers of that width, as Python's `repr` shows their bytes.
fn as_python_shows(layout: Layout, numbers: &[i64]) -> Vec<u8> {
    let bytes = binary(&[], layout, Frame::Bare, 0, numbers);
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut shown = vec![b'b', quote];
    for byte in bytes {
        match byte {
            b'\t' => shown.extend(b"\\t"),
            b'\n' => shown.extend(b"\\n"),
            b'\r' => shown.extend(b"\\r"),
            b'\\' => shown.extend(b"\\\\"),
            byte if byte == quote => shown.extend([b'\\', byte]),
            b' '..=b'~' => shown.push(byte),
            byte => shown.extend(format!("\\x{byte:02x}").bytes()),
        }
    }
    shown.push(quote);
    shown
}

/// A list or a set, as Python of that age writes it. A set cannot hold a number twice: such a reply is a list.
fn pickle(protocol: u8, is_set: bool, new: &[i64]) -> Vec<u8> {
    let distinct: std::collections::BTreeSet<i64> = new.iter().copied().collect();
    let options = match protocol {
        0..=2 => serde_pickle::SerOptions::new().proto_v2(),
        _ => serde_pickle::SerOptions::new(),
    };
    let written = match is_set && distinct.len() == new.len() {
        true => serde_pickle::value_to_vec(
            &serde_pickle::Value::Set(distinct.into_iter().map(serde_pickle::HashableValue::I64).collect()),
            options,
        ),
        false => serde_pickle::to_vec(&new, options),
    };
    written.expect("numbers can be pickled")
}

/// An `int[]`, as `ObjectOutputStream` writes it behind its header.
fn java(new: &[i64]) -> Vec<u8> {
    let mut out = b"ur\0\x02[IM\xba`&v\xea\xb2\xa5\x02\0\0xp".to_vec();
    out.extend((new.len() as u32).to_be_bytes());
    out.extend(new.iter().flat_map(|n| (*n as i32).to_be_bytes()));
    out
}
