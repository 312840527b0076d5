//! Where something was read, and how it looked there: what an answer rests on, whether it passes or fails.

use std::ops::Range;

use serde::Serialize;

use crate::conversation::Direction;
use crate::observation::{End, ProgramFacts};
use crate::role::Role;

/// Where something was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A message on the wire.
    Message {
        /// Who sent it.
        direction: Direction,
        /// Which of the messages of that direction it is, counted from 1 over all connections.
        number: usize,
        /// Its bytes among all that went this way, joined.
        bytes: Range<usize>,
    },
    /// A line of a program's output, counted from 1.
    Line {
        /// Whose output.
        role: Role,
        /// Which of its two.
        stream: Stream,
        /// The first line on which it stands.
        line: usize,
    },
    /// It follows from the seed of the case.
    Seed,
    /// The server's answer to the grader, which sent it all numbers there are, with the same seed.
    Asked,
}

/// One of the two outputs of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error: where loggers write unless they are told otherwise.
    Err,
}

impl Stream {
    /// Both, in the order in which they are read.
    pub const BOTH: [Self; 2] = [Self::Out, Self::Err];

    /// What a program printed there; but no complaint of one that failed, which may quote what it got.
    pub fn of(self, program: &ProgramFacts) -> &[u8] {
        let has_failed =
            matches!(program.end, End::Exited(_) | End::Killed(_)) && program.end != End::Exited(0);
        match self {
            Self::Out => &program.stdout.kept,
            Self::Err if has_failed => &[],
            Self::Err => &program.stderr.kept,
        }
    }
}

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// What it was taken for.
    pub what: Item,
    /// Where it was read.
    pub place: Place,
    /// How it looks there: shortened, without control characters.
    pub excerpt: String,
    /// How many numbers it holds; `None` where it is no list.
    pub count: Option<usize>,
}

/// What something that was read is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "item"))]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// The numbers that the client drew.
    ClientNumbers,
    /// The numbers that the server drew.
    ServerNumbers,
    /// The server's answer.
    Answer,
    /// What the client shows as the answer to the check's question.
    Shown,
    /// The greeting.
    Greeting,
    /// The acknowledgement.
    Acknowledgement,
}

/// Longer excerpts are cut, in characters.
const LONGEST: usize = 40;

/// Bytes of unknown origin in one short line: text as it is, with control characters made visible, and anything else as
/// escapes.
pub fn excerpt(bytes: &[u8]) -> String {
    // Enough for the longest excerpt, whatever the characters; a character that is cut off there is no reason to call the
    // rest no text.
    let head = &bytes[..bytes.len().min(4 * LONGEST + 8)];
    let whole = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let is_text = |text: &&str| !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    match whole.filter(is_text) {
        Some(text) => cut_short(text, text.len() < bytes.trim_ascii_end().len(), LONGEST),
        None => {
            let escaped = head[..head.len().min(LONGEST / 3)].escape_ascii().to_string();
            cut_short(&escaped, bytes.len() > LONGEST / 3, LONGEST)
        }
    }
}

/// Text in one line of at most so many characters, with control characters made visible.
pub(super) fn cut_short(text: &str, goes_on: bool, most: usize) -> String {
    let text = text.trim();
    let visible = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    let mut short: String = text.chars().take(most).map(visible).collect();
    if goes_on || text.chars().nth(most).is_some() {
        short.push_str("...");
    }
    short
}

/// Text of a program in one line of at most 80 characters, with control characters made visible.
pub(super) fn shortened(text: &str) -> String {
    cut_short(text, false, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_harmless_whatever_the_bytes() {
        for (bytes, expected) in [
            (&b""[..], ""),
            (b"[1, 2]\n", "[1, 2]"),
            (b"one\ntwo", "one\\ntwo"),
            (b"\x80\x04\x95", "\\x80\\x04\\x95"),
            (b"\x1b[31mred", "\\x1b[31mred"),
            ("gr\u{fc}\u{df}e".as_bytes(), "gr\u{fc}\u{df}e"),
        ] {
            assert_eq!(excerpt(bytes), expected);
        }
        let list = format!("{:?}", (10..99).collect::<Vec<_>>());
        assert_eq!(excerpt(list.as_bytes()), "[10, 11, 12, 13, 14, 15, 16, 17, 18, 19,...");
        assert_eq!(excerpt(&[b'a'; 40]).len(), 40);
        assert_eq!(excerpt("\u{e9}".repeat(500).as_bytes()).chars().count(), 43, "cut between characters");
        assert!(excerpt(&[0xff; 4000]).ends_with("..."));
    }
}
