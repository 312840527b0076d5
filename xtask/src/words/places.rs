//! Where something was read.

use crate::tap::conversation::Direction;
use crate::verdict::place::Place;

/// A place, as a person would name it.
pub fn place(place: &Place) -> String {
    read(place, "")
}

/// A place, with how it looks there.
pub(super) fn read(place: &Place, excerpt: &str) -> String {
    let (name, length) = match place {
        Place::Message { direction, number, bytes } => {
            let word = if bytes.len() == 1 { "byte" } else { "bytes" };
            (format!("message {number} of the {}", sender(*direction)), format!("{} {word}", bytes.len()))
        }
        Place::Line { role, line } => (format!("line {line} of the {}'s output", role.word()), String::new()),
        Place::Seed => ("the list that follows from the seed".to_owned(), String::new()),
    };
    match (length.as_str(), excerpt) {
        ("", "") => name,
        (length, "") => format!("{name} ({length})"),
        ("", excerpt) => format!("{name} (`{excerpt}`)"),
        (length, excerpt) => format!("{name} ({length}: `{excerpt}`)"),
    }
}

/// Whose program sends that way.
pub(super) fn sender(direction: Direction) -> &'static str {
    direction.sender().word()
}
