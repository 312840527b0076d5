//! What a delivery joins or cuts: two messages that one `recv` may return together, a message that comes in pieces.

use super::facts::Facts;
use super::lists::Found;
use super::place::{Place, excerpt};
use crate::conversation::{Connection, Direction};
use crate::delivery::Delivery;
use crate::tap::cutter::Cutter;

/// What one side sent that a delivery can have joined or cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which way it went.
    pub direction: Direction,
    /// The first two `send`s with no answer between them, if there are any.
    pub pair: Option<[String; 2]>,
    /// The `send` that matters most, which can be cut.
    pub single: Option<Single>,
}

/// One `send`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// The number of its connection, counted from 0.
    connection: usize,
    /// The lengths of the `send`s of that direction up to this one.
    lengths: Vec<usize>,
    /// Its first bytes.
    head: Vec<u8>,
}

/// Where what one side sent came together with, or apart from, what it should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seam {
    /// Two `send`s that one `recv` may have returned.
    Joined {
        /// Which way they went.
        direction: Direction,
        /// How each begins.
        sends: [String; 2],
    },
    /// A `send` of which one `recv` returned only the beginning.
    Cut {
        /// Which way it went.
        direction: Direction,
        /// How many bytes came first.
        after_bytes: usize,
        /// Those bytes.
        before: String,
        /// How it goes on.
        behind: String,
    },
}

/// More `send`s before the one that matters are not counted through: it is not looked at then.
const MOST_SENDS: usize = 1000;
/// As much of a `send` is kept as an excerpt behind its first cut can need.
const HEAD_BYTES: usize = 200;

impl Seam {
    /// Which way it went.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Joined { direction, .. } | Self::Cut { direction, .. } => *direction,
        }
    }
}

impl Passage {
    /// What the delivery did to it; `None` where it did nothing that is known.
    pub fn under(&self, delivery: Delivery, seed: u64) -> Option<Seam> {
        let direction = self.direction;
        match delivery {
            Delivery::Coalesced => self.pair.clone().map(|sends| Seam::Joined { direction, sends }),
            Delivery::Split => {
                let single = self.single.as_ref()?;
                let after_bytes = single.first_cut(direction, seed)?;
                let (before, behind) = single.head.split_at_checked(after_bytes)?;
                let (before, behind) = (excerpt(before), excerpt(behind));
                Some(Seam::Cut { direction, after_bytes, before, behind })
            }
            Delivery::AsSent | Delivery::ByteByByte | Delivery::Natural => None,
        }
    }
}

impl Single {
    /// How many bytes came first: the tap's cutter once more.
    fn first_cut(&self, direction: Direction, seed: u64) -> Option<usize> {
        let mut cutter = Cutter::new(seed, self.connection, direction);
        let (last, before) = self.lengths.split_last()?;
        for length in before {
            let mut left = *length;
            while left > 0 {
                left -= cutter.next(left, left == *length).min(left);
            }
        }
        let first = cutter.next(*last, true);
        (first < *last).then_some(first)
    }
}

/// What went both ways. Nothing is said where the boundaries of the sends were not seen.
pub(super) fn passages(facts: &Facts<'_>) -> Vec<Passage> {
    let passage = |direction: Direction| {
        let list = match direction {
            Direction::ToServer => facts.client_numbers.as_ref(),
            Direction::ToClient => facts.replies.first(),
        };
        let seen = || facts.connections().enumerate().filter(|(_, connection)| connection.guessed_bytes == 0);
        Passage {
            direction,
            pair: seen().find_map(|(_, connection)| pair(connection, direction)),
            single: seen().find_map(|(number, connection)| single(number, connection, direction, list)),
        }
    };
    Direction::BOTH.map(passage).into_iter().filter(|p| p.pair.is_some() || p.single.is_some()).collect()
}

fn pair(connection: &Connection, direction: Direction) -> Option<[String; 2]> {
    let follows = |pair: &&[crate::conversation::Segment]| {
        pair.iter().all(|segment| segment.direction == direction && !segment.bytes.is_empty())
    };
    let pair = connection.segments.windows(2).find(follows)?;
    Some([excerpt(&pair[0].bytes), excerpt(&pair[1].bytes)])
}

/// The `send` in which that list begins, or else the first.
fn single(
    number: usize,
    connection: &Connection,
    direction: Direction,
    list: Option<&Found>,
) -> Option<Single> {
    let start = match list.map(|list| &list.place) {
        Some(Place::Message { bytes, .. }) if number == 0 => bytes.start,
        _ => 0,
    };
    let mut lengths = Vec::new();
    let mut end = 0;
    for segment in connection.segments.iter().filter(|s| s.direction == direction).take(MOST_SENDS) {
        lengths.push(segment.bytes.len());
        end += segment.bytes.len();
        if end > start {
            let head = segment.bytes[..segment.bytes.len().min(HEAD_BYTES)].to_vec();
            return Some(Single { connection: number, lengths, head });
        }
    }
    None
}
