//! Text of unknown origin on its way into the page, and the page's own small words.

use std::io;

use maud::{Markup, html};
use serde::Serialize;

use crate::printable::printable;
use crate::verdict::outcome::Status;

/// The longest sentence that the page shows whole.
const MOST_CHARS: usize = 1200;

/// A sentence, perhaps with a program's words in it: control characters are shown, and what stands between backticks is set
/// as code.
pub fn sentence(text: &str) -> Markup {
    let text = shortened(&printable(text));
    let pieces: Vec<&str> = text.split('`').collect();
    let is_paired = pieces.len() % 2 == 1;
    html! {
        @if is_paired {
            @for (index, piece) in pieces.iter().enumerate() {
                @if index % 2 == 1 { code { (piece) } } @else { (piece) }
            }
        } @else {
            (text)
        }
    }
}

/// A name or a command: control characters are shown, and one that is far too long is cut.
pub fn plain(text: &str) -> String {
    shortened(&printable(text))
}

/// Lines, such as a compiler's: each as `plain` has it, and no more of them than fit on a screen or two.
pub fn lines(text: &str) -> String {
    const MOST_LINES: usize = 80;
    let mut shown: Vec<String> = text.lines().take(MOST_LINES).map(plain).collect();
    let left_out = text.lines().count() - shown.len();
    if left_out > 0 {
        shown.push(format!("... and {left_out} more lines"));
    }
    shown.join("\n")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => {
            format!("{} ... ({} more characters)", &text[..end], text[end..].chars().count())
        }
        None => text.to_owned(),
    }
}

/// How a status is marked: never by colour alone.
pub fn mark(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Pass => ("pass", "\u{2713}"),
        Status::Fail => ("fail", "\u{2717}"),
        Status::Inconclusive => ("open", "?"),
    }
}

/// A number with the word for what is counted.
pub fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// JSON that can stand in a `<script>`: nothing in it ends the script or begins a comment, and no character in it turns
/// the direction of writing round for who reads the source.
pub fn json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Inert);
    value.serialize(&mut serializer).expect("what the page knows can be written");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

struct Inert;

impl serde_json::ser::Formatter for Inert {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, unsafe_char)) = rest.char_indices().find(|(_, c)| !is_safe(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in unsafe_char.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + unsafe_char.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

fn is_safe(c: char) -> bool {
    !matches!(
        c,
        '<' | '>' | '&'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
    )
}

/// First of the characters that stand for bytes which are no text.
const RAW_BYTES: u32 = 0xf0000;

/// Bytes as text: what is UTF-8 as it is, every other byte as one character of a range for private use, which the page
/// shows as `\x80`. A character of that range which a program did print is taken for the bytes that it was.
pub fn of_bytes(bytes: &[u8]) -> String {
    let raw = |byte: &u8| char::from_u32(RAW_BYTES + u32::from(*byte)).expect("a character for private use");
    let is_raw = |c: char| (RAW_BYTES..=RAW_BYTES + 0xff).contains(&u32::from(c));
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_raw(c) {
                text.extend(c.encode_utf8(&mut [0; 4]).as_bytes().iter().map(raw));
            } else {
                text.push(c);
            }
        }
        text.extend(chunk.invalid().iter().map(raw));
    }
    text
}
