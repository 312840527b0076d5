//! Where something was read.

use crate::conversation::Direction;
use crate::observation::SourceLine;
use crate::verdict::place::{Exhibit, Item, Place, Stream};

/// A place, as a person would name it.
pub fn place(place: &Place) -> String {
    read(place, "")
}

/// Something that an answer rests on: what it was taken for, where it was read, and how it looks there.
pub fn exhibit(exhibit: &Exhibit) -> String {
    let what = match exhibit.what {
        Item::ClientNumbers => "the client's numbers",
        Item::ServerNumbers => "the server's numbers",
        Item::Answer => "the server's answer",
        Item::Shown => "what the client shows",
        Item::Greeting => "the greeting",
        Item::Acknowledgement => "the acknowledgement",
    };
    let count = exhibit.count.map_or(String::new(), |count| format!(", {count} in all"));
    format!("{what}{count}: {}", read(&exhibit.place, &exhibit.excerpt))
}

/// A place, with how it looks there.
pub(super) fn read(place: &Place, excerpt: &str) -> String {
    let (name, length) = match place {
        Place::Message { direction, number, bytes } => {
            let word = if bytes.len() == 1 { "byte" } else { "bytes" };
            (format!("message {number} of the {}", sender(*direction)), format!("{} {word}", bytes.len()))
        }
        Place::Line { role, stream, line } => {
            let output = match stream {
                Stream::Out => "output",
                Stream::Err => "error output",
            };
            (format!("line {line} of the {}'s {output}", role.word()), String::new())
        }
        Place::Asked => (
            "what the server answers, with the same seed, to a client that sends all numbers there are"
                .to_owned(),
            String::new(),
        ),
        Place::Seed => ("the list that follows from the seed".to_owned(), String::new()),
    };
    match (length.as_str(), excerpt) {
        ("", "") => name,
        (length, "") => format!("{name} ({length})"),
        ("", excerpt) => format!("{name} (`{excerpt}`)"),
        (length, excerpt) => format!("{name} ({length}: `{excerpt}`)"),
    }
}

/// A line of source, with what stands there.
pub(super) fn line(line: &SourceLine) -> String {
    match &line.text {
        Some(text) => format!("{} line {}, `{text}`", line.file, line.line),
        None => format!("{} line {}", line.file, line.line),
    }
}

/// Whose program sends that way.
pub(super) fn sender(direction: Direction) -> &'static str {
    direction.sender().word()
}
