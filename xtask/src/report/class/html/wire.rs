//! A connection of a case, as the page knows it: who sent what, and how it was handed over.

use serde::Serialize;

use super::excerpt::{self, Bounds, Shown, Texts};
use crate::conversation::{Close, CloseKind, Connection, Direction};
use crate::delivery::Delivery;
use crate::tap::cutter::Cutter;
use crate::verdict::results::CaseResult;
use crate::words;

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Wire {
    #[serde(rename = "from")]
    client: String,
    #[serde(rename = "to")]
    dialled: String,
    #[serde(rename = "m")]
    messages: Vec<Message>,
    /// Before which of the messages some are left out, how many, and how many bytes these had.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<(usize, usize, usize)>,
    /// Whether each side broke its direction off; `None` where it was still open at the end. The client's first.
    #[serde(rename = "r")]
    resets: [Option<bool>; 2],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<usize>,
}

/// What one side sent at once: which way (0 is to the server), its length in bytes, what is shown of it, and where it was
/// cut: the lengths of the pieces that make up what is shown, and how many there were in all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Message(
    usize,
    usize,
    Shown,
    #[serde(skip_serializing_if = "Option::is_none")] Option<(Vec<usize>, usize)>,
);

/// One connection, as far as there is room for it.
pub fn wire(
    index: usize,
    connection: &Connection,
    case: &CaseResult,
    bounds: Bounds,
    texts: &mut Texts,
) -> Wire {
    let shown = Excerpt::of(connection, bounds);
    let most_bytes = (bounds.messages_bytes / shown.len().max(1)).clamp(40, bounds.message_bytes);
    let mut cutters = Direction::BOTH.map(|direction| Cutter::new(case.seed, index, direction));
    let is_cut = case.delivery == Delivery::Split && connection.guessed_bytes == 0;
    let mut messages = Vec::new();
    for (index, segment) in connection.segments.iter().enumerate() {
        let (way, length) = (way(segment.direction), segment.bytes.len());
        // The next cuts depend on those before, shown or not.
        let pieces = (is_cut && length > 1).then(|| pieces(&mut cutters[way], length, most_bytes));
        if shown.holds(index) {
            let shown = excerpt::shown(&segment.bytes, 0, most_bytes, texts);
            messages.push(Message(way, length, shown, pieces));
        }
    }
    let is_reset = |close: Option<Close>| close.map(|close| close.kind == CloseKind::Reset);
    Wire {
        client: connection.client.ip().to_string(),
        dialled: connection.dialled.to_string(),
        messages,
        left_out: shown.left_out(connection),
        resets: [is_reset(connection.client_close), is_reset(connection.server_close)],
        notes: words::case::connection(connection).iter().map(|note| texts.number(note)).collect(),
    }
}

/// Which messages of a connection are shown: its first ones and its last ones.
#[derive(Debug, Clone, Copy)]
struct Excerpt {
    all: usize,
    first: usize,
    last: usize,
}

impl Excerpt {
    fn of(connection: &Connection, bounds: Bounds) -> Self {
        let all = connection.segments.len();
        match all <= bounds.messages {
            true => Self { all, first: all, last: 0 },
            false => {
                let last = bounds.messages / 3;
                Self { all, first: bounds.messages - last, last }
            }
        }
    }

    fn len(self) -> usize {
        self.first + self.last
    }

    fn holds(self, index: usize) -> bool {
        index < self.first || index >= self.all - self.last
    }

    fn left_out(self, connection: &Connection) -> Option<(usize, usize, usize)> {
        let left_out = &connection.segments[self.first..self.all - self.last];
        let bytes = left_out.iter().map(|segment| segment.bytes.len()).sum();
        (!left_out.is_empty()).then_some((self.first, left_out.len(), bytes))
    }
}

/// Where a message was cut under `split`.
fn pieces(cutter: &mut Cutter, length: usize, shown_bytes: usize) -> (Vec<usize>, usize) {
    let mut first = Vec::new();
    let (mut at, mut all) = (0, 0);
    while at < length {
        let piece = cutter.next(length - at, at == 0);
        if at < shown_bytes {
            first.push(piece);
        }
        at += piece;
        all += 1;
    }
    (first, all)
}

/// When what is shown of a connection happened.
pub fn times(connection: &Connection, bounds: Bounds) -> impl Iterator<Item = i64> {
    let shown = Excerpt::of(connection, bounds);
    let segments = connection.segments.iter().enumerate().filter(move |(index, _)| shown.holds(*index));
    let closes = [connection.client_close, connection.server_close].into_iter().flatten();
    // A fast client's first bytes are captured before the tap has accepted its connection: it was open by then.
    let first = connection.segments.iter().map(|segment| segment.at).min();
    let opened = first.map_or(connection.opened, |first| first.min(connection.opened));
    let all = std::iter::once(opened)
        .chain(segments.map(|(_, segment)| segment.at))
        .chain(closes.map(|close| close.at));
    all.map(|at| i64::try_from(at.as_micros()).expect("a case takes no thousands of years"))
}

/// The number of a direction.
pub fn way(direction: Direction) -> usize {
    match direction {
        Direction::ToServer => 0,
        Direction::ToClient => 1,
    }
}
