//! Where a program departs from what was recorded of the one in its place.

use super::Recorded;
use crate::conversation::Direction;
use crate::observation::Observation;
use crate::role::Role;
use crate::verdict::place::excerpt;

/// The first thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departure {
    /// There was no connection.
    NoConnection,
    /// It says something else, from a byte on.
    Differs(Box<Spot>),
    /// It stops, and had more to say.
    Stops(Box<Spot>),
    /// It says more than was recorded.
    SaysMore {
        /// After so many bytes.
        behind: usize,
        /// How many bytes more.
        bytes: usize,
        /// Which, shortened.
        now: String,
    },
}

/// A byte of what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// In which message of that program, from 1.
    pub message: usize,
    /// Which byte of that message, from 1.
    pub byte: usize,
    /// Which byte of all that the program said, from 1.
    pub of_all: usize,
    /// What was recorded from a little before it on, shortened.
    pub then: String,
    /// What the program says there now, shortened.
    pub now: String,
}

/// What stands before a difference, so that a reader finds the place.
const BEFORE: usize = 6;

/// The first departure of the program in that role from what was recorded; `None` where every byte is the same.
pub fn departure(recorded: &Recorded, role: Role, observation: &Observation) -> Option<Departure> {
    let way = match role {
        Role::Server => Direction::ToClient,
        Role::Client => Direction::ToServer,
    };
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    // The first on which most was said: some connect only to see whether they can.
    let connection = connections.rev().max_by_key(|connection| connection.segments.len());
    let Some(connection) = connection else { return Some(Departure::NoConnection) };
    let (then, now) = (recorded.said(way).collect::<Vec<_>>().concat(), connection.sent(way));
    let same = then.iter().zip(&now).take_while(|(one, other)| one == other).count();
    if same == then.len() {
        let more = &now[same..];
        return (!more.is_empty()).then(|| Departure::SaysMore {
            behind: same,
            bytes: more.len(),
            now: excerpt(more),
        });
    }
    let (mut message, mut start) = (0, 0);
    for (number, bytes) in recorded.said(way).enumerate() {
        if start + bytes.len() > same {
            message = number + 1;
            break;
        }
        start += bytes.len();
    }
    let from = same.saturating_sub(BEFORE);
    let spot = Box::new(Spot {
        message,
        byte: same - start + 1,
        of_all: same + 1,
        then: excerpt(&then[from..]),
        now: excerpt(&now[from..]),
    });
    Some(if same == now.len() { Departure::Stops(spot) } else { Departure::Differs(spot) })
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use super::*;
    use crate::conversation::{Connection, Conversation, Segment};
    use crate::recording::Event;

    fn address() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 1))
    }

    /// What comes of it where the server said these now, and said `hello `, `[3, 5]` then.
    fn found(now: &[&[u8]]) -> Option<Departure> {
        let said = |bytes: &[u8]| Event::Said(Direction::ToClient, bytes.to_vec());
        let events = vec![said(b"hello "), Event::Said(Direction::ToServer, b"x".to_vec()), said(b"[3, 5]")];
        let recorded = Recorded { client: address(), server: address(), events, has_gaps: false };
        let segments = now.iter().map(|bytes| Segment::new(Direction::ToClient, *bytes)).collect();
        let connection =
            Connection { segments, ..Connection::new(address(), address(), address(), Duration::ZERO) };
        let conversation = Conversation { connections: vec![connection], ..Conversation::default() };
        let observation = Observation { conversation: Some(conversation), ..Observation::default() };
        departure(&recorded, Role::Server, &observation)
    }

    fn spot(message: usize, byte: usize, of_all: usize, then: &str, now: &str) -> Box<Spot> {
        Box::new(Spot { message, byte, of_all, then: then.to_owned(), now: now.to_owned() })
    }

    #[test]
    fn the_first_byte_that_differs_is_found_however_it_was_sent() {
        assert_eq!(found(&[b"hello [3, 5]"]), None);
        assert_eq!(found(&[b"hel", b"lo [3", b", 5]"]), None);
        let differs = spot(2, 5, 11, "o [3, 5]", "o [3, 6]");
        assert_eq!(found(&[b"hello ", b"[3, 6]"]), Some(Departure::Differs(differs)));
        let first = spot(1, 1, 1, "hello [3, 5]", "jello");
        assert_eq!(found(&[b"jello "]), Some(Departure::Differs(first)));
        let stops = spot(2, 1, 7, "hello [3, 5]", "hello");
        assert_eq!(found(&[b"hello "]), Some(Departure::Stops(stops)));
        let more = Departure::SaysMore { behind: 12, bytes: 3, now: "bye".to_owned() };
        assert_eq!(found(&[b"hello [3, 5]bye"]), Some(more));
    }

    #[test]
    fn without_a_connection_nothing_is_compared() {
        let recorded = Recorded { client: address(), server: address(), events: Vec::new(), has_gaps: false };
        let nothing = departure(&recorded, Role::Client, &Observation::default());
        assert_eq!(nothing, Some(Departure::NoConnection));
    }
}
