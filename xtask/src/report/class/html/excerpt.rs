//! Texts that cases are made of: each stored once, and no more of each than there is room for.

use std::collections::HashMap;

use serde::Serialize;

use super::text::of_bytes;

/// How much is shown of a case.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of one message.
    pub message_bytes: usize,
    /// Bytes of all messages.
    pub messages_bytes: usize,
    /// Messages.
    pub messages: usize,
    /// Bytes of one stream of output.
    pub output_bytes: usize,
}

/// Where a check did not pass.
pub const OF_A_FAILURE: Bounds =
    Bounds { message_bytes: 2000, messages_bytes: 8000, messages: 120, output_bytes: 3000 };
/// Where all passed.
pub const OF_A_PASS: Bounds =
    Bounds { message_bytes: 600, messages_bytes: 2000, messages: 40, output_bytes: 1000 };
/// Once a submission has used its share of the page.
pub const OF_THE_REST: Bounds =
    Bounds { message_bytes: 120, messages_bytes: 600, messages: 10, output_bytes: 200 };

/// Texts by number, each once.
#[derive(Debug, Default)]
pub struct Texts {
    /// In the order of their numbers.
    pub all: Vec<String>,
    numbers: HashMap<String, usize>,
    /// About how many bytes of JSON they are.
    pub bytes: usize,
}

impl Texts {
    /// The number of a text, old or new.
    pub fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.bytes += text.chars().map(|c| if c.is_control() { 6 } else { c.len_utf8() }).sum::<usize>();
        let number = self.all.len();
        self.all.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// Text that may have been shortened: its beginning, and where something is left out how many bytes, and its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Shown(usize, #[serde(skip_serializing_if = "Option::is_none")] Option<(u64, usize)>);

/// Two thirds of what there is room for are the beginning, one third is the end: where a program printed more than was
/// kept there is no end.
pub fn shown(bytes: &[u8], dropped_bytes: u64, most_bytes: usize, texts: &mut Texts) -> Shown {
    if bytes.len() <= most_bytes {
        let left_out = (dropped_bytes > 0).then(|| (dropped_bytes, texts.number("")));
        return Shown(texts.number(&of_bytes(bytes)), left_out);
    }
    let head = character_start(bytes, most_bytes * 2 / 3);
    let tail = match dropped_bytes {
        0 => character_start(bytes, bytes.len() - most_bytes / 3),
        _ => bytes.len(),
    };
    let left_out = (tail - head) as u64 + dropped_bytes;
    let head = texts.number(&of_bytes(&bytes[..head]));
    Shown(head, Some((left_out, texts.number(&of_bytes(&bytes[tail..])))))
}

/// The place at or shortly before `at` where no character is cut in two.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let goes_on = |at: &usize| bytes[*at] & 0b1100_0000 == 0b1000_0000;
    (at.saturating_sub(3)..=at).rev().find(|at| !goes_on(at)).unwrap_or(at)
}
