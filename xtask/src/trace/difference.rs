//! The first thing in which two runs of a case differ.

use std::ops::Range;

use super::{Part, Trace, What};
use crate::conversation::{Connection, Direction};
use crate::observation::Observation;

/// How much of what differs is shown before the first byte that does, and from it on.
const EXCERPT: [usize; 2] = [16, 32];

/// The first thing in which two runs of a case differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: What,
    /// How.
    pub how: Extent,
}

/// How two runs differ in something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// In a byte.
    Byte {
        /// Of a message of that side on that connection; of the whole output where it is one. From 1.
        message: Option<usize>,
        /// The byte's place in it, from 1.
        byte: usize,
        /// The line that it is in, from 1: of an output.
        line: usize,
        /// What stands there in each run.
        around: [Excerpt; 2],
    },
    /// In how something ended: a word for each run.
    Word([String; 2]),
    /// Only in whether there was more than is kept: in the run before, or in the one now.
    Cut {
        /// Whether it was so before.
        before: bool,
    },
    /// It is only in one of them: in the run before, or in the one now.
    Absent {
        /// Whether it was there before.
        before: bool,
    },
}

/// An excerpt: bytes that both runs share, and those from the first on that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Whether the excerpt begins behind the start.
    pub goes_before: bool,
    /// The same in both.
    pub same: Vec<u8>,
    /// What follows; nothing where that was all.
    pub then: Vec<u8>,
    /// Whether there is more.
    pub goes_on: bool,
}

/// The first thing in which the second run differs from the first: on the wire in the order of the conversation, then in what
/// the programs printed, then in how they ended. `None` where both did the same, or the harness failed in one.
pub fn difference(before: &Observation, after: &Observation) -> Option<Difference> {
    let (one, other) = (Trace::of(before)?, Trace::of(after)?);
    let differing = |at: &usize| one.parts.get(*at) != other.parts.get(*at);
    let first = (0..one.parts.len().max(other.parts.len())).find(differing)?;
    let (mine, others) = (one.parts.get(first), other.parts.get(first));
    let (Some(mine), Some(others)) = (mine, others) else {
        let what = mine.or(others)?.what;
        return Some(Difference { what, how: Extent::Absent { before: mine.is_some() } });
    };
    if mine.what != others.what {
        // Connections come first, and a program that was not started has no parts.
        let before = matches!(mine.what, What::Sent(..)) || !other.has(mine.what);
        let what = if before { mine.what } else { others.what };
        return Some(Difference { what, how: Extent::Absent { before } });
    }
    let What::Sent(number, Direction::ToServer) = mine.what else {
        return Some(told(mine, others, before));
    };
    // The answer may have come before: the parts are in another order than the conversation.
    let answers = one.parts.get(first + 2).zip(other.parts.get(first + 2));
    let (mine, others) = match answers.filter(|(mine, others)| mine.bytes != others.bytes) {
        Some(answers) if answer_is_first(connection(before, number)?, (mine, others), answers) => answers,
        _ => (mine, others),
    };
    Some(told(mine, others, before))
}

impl Trace {
    fn has(&self, what: What) -> bool {
        self.parts.iter().any(|part| part.what == what)
    }
}

fn connection(observation: &Observation, number: usize) -> Option<&Connection> {
    observation.conversation.as_ref()?.connections.get(number)
}

/// Whether what the server sent differs before what the client sent does.
fn answer_is_first(connection: &Connection, sent: (&Part, &Part), answers: (&Part, &Part)) -> bool {
    let place = |(one, other): (&Part, &Part), direction| {
        message(connection, direction, common(&one.bytes, &other.bytes)).map(|(_, place, _)| place)
    };
    let last = connection.segments.len();
    place(answers, Direction::ToClient).unwrap_or(last) < place(sent, Direction::ToServer).unwrap_or(last)
}

/// The message that a byte of a direction is in: its number in the direction, from 1, its place among all of the connection, and
/// where it lies. What follows the last message belongs to the one after it.
fn message(
    connection: &Connection,
    direction: Direction,
    byte: usize,
) -> Option<(usize, usize, Range<usize>)> {
    let mut start = 0;
    let own = connection.segments.iter().enumerate().filter(|(_, segment)| segment.direction == direction);
    for (number, (place, segment)) in own.enumerate() {
        let end = start + segment.bytes.len();
        if byte < end {
            return Some((number + 1, place, start..end));
        }
        start = end;
    }
    None
}

/// How many bytes both begin with.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// How these parts differ. They are about the same.
fn told(mine: &Part, others: &Part, before: &Observation) -> Difference {
    let what = mine.what;
    let word = |part: &Part| String::from_utf8_lossy(&part.bytes).into_owned();
    let how = match what {
        What::Closed(..) | What::End(_) => Extent::Word([word(mine), word(others)]),
        _ if mine.bytes == others.bytes => Extent::Cut { before: mine.is_cut },
        What::Sent(number, direction) => {
            let at = common(&mine.bytes, &others.bytes);
            let found = connection(before, number).and_then(|seen| message(seen, direction, at));
            let sent = connection(before, number).map_or(0, |seen| {
                seen.segments.iter().filter(|segment| segment.direction == direction).count()
            });
            let (number, start) = match found {
                Some((number, _, range)) => (number, range.start),
                None => (sent + 1, mine.bytes.len()),
            };
            byte(mine, others, at, Some(number), start)
        }
        What::Out(_) | What::Err(_) => byte(mine, others, common(&mine.bytes, &others.bytes), None, 0),
    };
    Difference { what, how }
}

fn byte(mine: &Part, others: &Part, at: usize, message: Option<usize>, start: usize) -> Extent {
    let newlines = mine.bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    Extent::Byte {
        message,
        byte: at - start + 1,
        line: newlines + 1,
        around: [excerpt(&mine.bytes, at), excerpt(&others.bytes, at)],
    }
}

fn excerpt(bytes: &[u8], at: usize) -> Excerpt {
    let [before, after] = EXCERPT;
    let begin = at.saturating_sub(before);
    let end = bytes.len().min(at + after);
    Excerpt {
        goes_before: begin > 0,
        same: bytes[begin..at].to_vec(),
        then: bytes[at..end].to_vec(),
        goes_on: end < bytes.len(),
    }
}
