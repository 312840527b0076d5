//! Characters that no byte is: what a layer says of its bytes beside their text.

/// Before each turn but the first: the other side spoke.
pub const TURN: char = '\u{E001}';
/// Before each send, or between messages.
pub const SEND: char = '\u{E002}';
/// Behind the number at the head of numbers of fixed width.
pub const HEAD: char = '\u{E003}';
/// Where an array was filled up.
pub const PAD: char = '\u{E004}';
/// Between numbers of fixed width.
pub const BETWEEN: char = '\u{E005}';
/// Before a turn of words that are not in the layer of the others.
pub const WORDS: char = '\u{E006}';
/// Before blanks that stand behind what is encoded in a line.
pub const TAIL: char = '\u{E007}';
/// Round bytes that a program printed as its language writes them.
pub const OPEN: char = '\u{E008}';
/// Their end.
pub const CLOSE: char = '\u{E009}';

/// Bytes as text, a character each.
pub fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// Text as bytes; `None` where a character is no byte.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
