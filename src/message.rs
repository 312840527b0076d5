//! Messages: how a stream of bytes is cut into pieces that mean something.
//!
//! TCP carries a *stream of bytes*. It keeps them complete and in order, and that is all: where one `send` ended and the
//! next began is forgotten on the way. One `recv` may return half of what the other side sent, or two sends at once,
//! and which it is depends on timing. So two programs that want to exchange *messages* must agree on how the reader
//! finds the end of each. This agreement is called **framing**, and ours is the simplest there is:
//!
//! - a message is one line of UTF-8 text that ends with a newline, `\n`, and is at most [`MAX_BYTES`] long;
//! - a list is whole decimal numbers with one space between each two, and an empty list is an empty line.
//!
//! An [`Inbox`] collects the bytes as they come and hands out whole messages. It knows nothing of sockets, so its tests
//! can feed it any bytes in any pieces.

use thiserror::Error;

use crate::output::printable;

/// The longest message, in bytes, its newline included: 64 KiB.
///
/// Without a limit, a peer that never sends a newline could fill our memory.
pub const MAX_BYTES: usize = 64 * 1024;

/// What is wrong with a message that does not follow the protocol.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Malformed {
    /// No newline within the limit.
    #[error("a message has at most {MAX_BYTES} bytes, the newline at its end included")]
    TooLong,
    /// The bytes are not text.
    #[error("a message is UTF-8 text")]
    NotUtf8,
    /// Something else where a number should stand.
    #[error("`{}` is not a whole number from 0 to {}", shortened(.0), u32::MAX)]
    NotANumber(String),
    /// Nothing where a number should stand.
    #[error("numbers are separated by one space, with none before the first or after the last")]
    StraySpace,
}

/// What a message says about bytes from the network goes to a terminal: keep it short and harmless.
fn shortened(text: &str) -> String {
    const MOST: usize = 20;
    let mut short = printable(&text.chars().take(MOST).collect::<String>());
    if text.chars().nth(MOST).is_some() {
        short.push_str("...");
    }
    short
}

/// Bytes that have arrived and were not yet read as messages.
#[derive(Debug, Default)]
pub struct Inbox {
    /// The bytes, oldest first. They always start at the start of a message.
    bytes: Vec<u8>,
    /// How many of them are known to hold no newline, so that none is looked at twice.
    searched: usize,
}

impl Inbox {
    /// Adds bytes that have just arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes out the oldest message, without its newline.
    ///
    /// `Ok(None)` says that it has not arrived completely. That is no error, on a stream it is the normal case: read
    /// more, push it, and ask again.
    ///
    /// # Errors
    ///
    /// When what arrived can no longer become a message. There is no telling where the next would begin, so the
    /// conversation is over.
    pub fn next_message(&mut self) -> Result<Option<String>, Malformed> {
        let Some(offset) = self.bytes[self.searched..].iter().position(|&byte| byte == b'\n') else {
            self.searched = self.bytes.len();
            // The newline is still missing and would not fit.
            return if self.bytes.len() >= MAX_BYTES { Err(Malformed::TooLong) } else { Ok(None) };
        };
        let end = self.searched + offset;
        if end >= MAX_BYTES {
            return Err(Malformed::TooLong);
        }
        let mut line: Vec<u8> = self.bytes.drain(..=end).collect();
        self.searched = 0;
        line.pop(); // the newline
        String::from_utf8(line).map(Some).map_err(|_| Malformed::NotUtf8)
    }

    /// How many bytes have arrived of messages that were not taken out.
    pub fn pending(&self) -> usize {
        self.bytes.len()
    }
}

/// The bytes of a message: its text and the newline that ends it.
///
/// The text must not hold a newline itself, as it would arrive as two messages.
pub fn encode(text: &str) -> Vec<u8> {
    debug_assert!(!text.contains('\n'), "a message is one line");
    format!("{text}\n").into_bytes()
}

/// Writes a list the way it is sent: `[1, 2, 3]` becomes `1 2 3`.
pub fn format_numbers(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads a list the way it is sent.
///
/// # Errors
///
/// When the text is anything but decimal numbers with one space between each two.
pub fn parse_numbers(text: &str) -> Result<Vec<u32>, Malformed> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split(' ').map(parse_number).collect()
}

/// Reads one number.
fn parse_number(word: &str) -> Result<u32, Malformed> {
    if word.is_empty() {
        return Err(Malformed::StraySpace);
    }
    // `parse` would also take `+5`.
    let digits_only = word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|_| digits_only).ok_or_else(|| Malformed::NotANumber(word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All messages that come out when these pieces arrive one after the other.
    fn messages(pieces: &[&[u8]]) -> Result<Vec<String>, Malformed> {
        let mut inbox = Inbox::default();
        let mut messages = Vec::new();
        for piece in pieces {
            inbox.push(piece);
            while let Some(message) = inbox.next_message()? {
                messages.push(message);
            }
        }
        Ok(messages)
    }

    #[test]
    fn a_message_may_be_split_at_every_byte() {
        let bytes = encode("12 7 grüße");
        for split in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(split);
            assert_eq!(messages(&[head, tail]), Ok(vec!["12 7 grüße".to_owned()]), "split at {split}");
        }
    }

    #[test]
    fn two_messages_may_arrive_in_one_piece() {
        assert_eq!(messages(&[b"one\ntwo\n"]), Ok(vec!["one".to_owned(), "two".to_owned()]));
    }

    #[test]
    fn a_message_without_its_newline_is_incomplete() {
        let mut inbox = Inbox::default();
        inbox.push(b"1 2 3");
        assert_eq!(inbox.next_message(), Ok(None));
        assert_eq!(inbox.pending(), 5);
        inbox.push(b"\n");
        assert_eq!(inbox.next_message(), Ok(Some("1 2 3".to_owned())));
        assert_eq!(inbox.pending(), 0);
    }

    #[test]
    fn an_empty_line_is_a_message() {
        assert_eq!(messages(&[b"\n"]), Ok(vec![String::new()]));
    }

    #[test]
    fn the_longest_message_arrives() {
        let text = "x".repeat(MAX_BYTES - 1);
        assert_eq!(messages(&[&encode(&text)]), Ok(vec![text]));
    }

    #[test]
    fn a_byte_more_than_the_longest_message_is_too_long() {
        let text = "x".repeat(MAX_BYTES);
        assert_eq!(messages(&[&encode(&text)]), Err(Malformed::TooLong));
        assert_eq!(messages(&[text.as_bytes()]), Err(Malformed::TooLong), "known before the newline comes");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_no_message() {
        assert_eq!(messages(&[b"\xff\xfe\n"]), Err(Malformed::NotUtf8));
    }

    #[test]
    fn an_empty_list_is_an_empty_line() {
        assert_eq!(format_numbers(&[]), "");
        assert_eq!(parse_numbers(""), Ok(vec![]));
    }

    #[test]
    fn only_decimal_numbers_with_single_spaces_are_a_list() {
        for word in ["x", "-1", "+1", "1.5", "1,2", "[1,", "4294967296", "1\r", "\t1", "٣"] {
            assert_eq!(parse_numbers(word), Err(Malformed::NotANumber(word.to_owned())));
        }
        for text in [" ", " 1", "1 ", "1  2"] {
            assert_eq!(parse_numbers(text), Err(Malformed::StraySpace), "{text:?}");
        }
    }

    #[test]
    fn the_complaint_about_a_word_is_short_and_harmless() {
        let complaint = Malformed::NotANumber(format!("\x1b[2J{}", "9".repeat(1000))).to_string();
        assert_eq!(complaint, "`\\u{1b}[2J9999999999999999...` is not a whole number from 0 to 4294967295");
    }

    proptest! {
        #[test]
        fn every_list_survives_the_journey(numbers: Vec<u32>) {
            prop_assert_eq!(parse_numbers(&format_numbers(&numbers)), Ok(numbers));
        }

        #[test]
        fn pieces_do_not_matter(texts in prop::collection::vec("[^\n]{0,20}", 0..5), size in 1usize..9) {
            let stream: Vec<u8> = texts.iter().flat_map(|text| encode(text)).collect();
            let pieces: Vec<&[u8]> = stream.chunks(size).collect();
            prop_assert_eq!(messages(&pieces), Ok(texts));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, size in 1usize..9) {
            let _ = messages(&bytes.chunks(size).collect::<Vec<_>>());
        }
    }
}
