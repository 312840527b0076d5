//! Numbers in a form that nobody here can read: what a program sent then proves nothing against it.

use super::compare::is_near;
use super::facts::Facts;
use crate::oracle::sets;
use crate::reading::wire::{self, Format, Message, Reading};
use crate::tap::conversation::{Connection, Direction};

impl Facts<'_> {
    /// Whether the client's list may have been sent unread: the client shows numbers that the task asks for, and what it
    /// sent has room for them where no list was found.
    pub(super) fn request_is_unread(&self) -> bool {
        let room = numbers_in(&self.unread(Direction::ToServer).concat());
        self.client_shown.iter().any(|list| list.values.len() <= room && self.is_asked_for(list))
    }

    /// Whether the right answer may have been sent unread: the client shows it, no list that was sent comes near, and there
    /// is room for it.
    pub(super) fn reply_is_unread(&self, expected: &[i64]) -> bool {
        !expected.is_empty()
            && self.client_shown.iter().any(|list| sets::same_bag(expected, &list.values))
            && !self.replies.iter().any(|reply| is_near(expected, reply))
            && self.unread(Direction::ToClient).iter().map(|bytes| numbers_in(bytes)).sum::<usize>()
                >= expected.len()
    }

    /// The messages that went this way and hold no list to speak of.
    fn unread(&self, direction: Direction) -> Vec<Vec<u8>> {
        let unread = |connection: &Connection| -> Vec<Vec<u8>> {
            let sent = connection.sent(direction);
            let messages = wire::read(connection, direction).into_iter().filter(is_unread);
            messages.map(|message| sent[message.range].to_vec()).collect()
        };
        self.connections().flat_map(unread).collect()
    }
}

/// Whether no list is read in a message beyond doubt: it is far longer than every list in it, or its lists are bytes of any
/// value, as of an archive.
fn is_unread(message: &Message) -> bool {
    /// A number takes fewer bytes, with all that stands round it.
    const WIDEST: usize = 32;
    let is_read = |reading: &Reading, list: &[i64]| match reading.format {
        Format::Text => list.len() * WIDEST >= message.range.len(),
        Format::Binary(_) => list.iter().all(|n| (0..128).contains(n)),
        _ => true,
    };
    !message.lists().any(|(reading, list, _)| is_read(reading, list))
}

/// How many numbers have room in these bytes: one a byte, one in two of ASCII, and one a word of words. Tags hold none.
fn numbers_in(bytes: &[u8]) -> usize {
    /// Words take fewer bytes, with the blank behind them.
    const LONGEST: usize = 12;
    /// A greeting has fewer words.
    const SENTENCE: usize = 12;
    let content = if bytes.is_ascii() { without_tags(bytes) } else { bytes.to_vec() };
    let words = content.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    let is_words = words * LONGEST >= content.len();
    match (is_words, words) {
        (true, ..SENTENCE) => 0,
        (true, words) => words,
        (false, _) if content.is_ascii() => content.len() / 2,
        (false, _) => content.len(),
    }
}

/// Text without what stands between `<` and `>`.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut is_inside = false;
    let is_content = |byte: &u8| {
        is_inside |= *byte == b'<';
        let is_content = !is_inside;
        is_inside &= *byte != b'>';
        is_content
    };
    bytes.iter().copied().filter(is_content).collect()
}
