//! Messages behind their length: as an integer, or in digits.

use serde::{Deserialize, Serialize};

use super::fixed::{digits, undigits};
use super::{mark, pickle};
use mark::SEND;

/// What such a message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Inner {
    /// Text.
    Text,
    /// An object of Python, in this protocol.
    Pickle(u8),
    /// Numbers of so many digits, nothing between them.
    Digits(usize),
}

impl Inner {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Pickle(_) => "pickles",
            Self::Digits(_) => "digits",
        }
    }

    fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Text => {
                let kept = bytes.len() - bytes.iter().rev().take_while(|b| **b == 0).count();
                bytes[..kept].iter().all(|b| *b >= 9).then(|| mark::text(bytes))
            }
            // One object a message: two could not be told from two messages.
            Self::Pickle(_) => pickle::shown(bytes).filter(|text| !text.contains(SEND)),
            Self::Digits(width) => Some(format!("[{}]", digits(bytes, width, false)?)),
        }
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Text => mark::bytes(text),
            Self::Pickle(protocol) => pickle::written(text, protocol),
            Self::Digits(width) => undigits(text.strip_prefix('[')?.strip_suffix(']')?, width, false),
        }
    }

    /// Whether a message may be nothing at all.
    const fn may_be_empty(self) -> bool {
        matches!(self, Self::Digits(_))
    }
}

/// The messages of a turn. `length` gives how many bytes its field has, and what it says.
pub fn decode(
    bytes: &[u8],
    inner: Inner,
    length: impl Fn(&[u8]) -> Option<(usize, usize)>,
) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let (field, size) = length(rest)?;
        let body = rest.get(field..).filter(|body| size <= body.len())?;
        if size == 0 && !inner.may_be_empty() {
            return None;
        }
        found.push(inner.decode(&body[..size])?);
        rest = &body[size..];
    }
    Some(found.join(&SEND.to_string()))
}

/// The bytes of messages. `length` writes the field.
pub fn encode(text: &str, inner: Inner, length: impl Fn(usize) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for message in text.split(SEND).filter(|_| !text.is_empty()) {
        let body = inner.encode(message).filter(|body| !body.is_empty() || inner.may_be_empty())?;
        bytes.extend(length(body.len())?);
        bytes.extend(body);
    }
    Some(bytes)
}

/// A length in digits, and what fills it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Header {
    /// How many bytes it had where it was read.
    pub len: usize,
    /// How many characters it always has, without the end of its line; 0 where only its digits.
    width: usize,
    is_zero_filled: bool,
    end: LineEnd,
}

/// What ends the line of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum LineEnd {
    Return,
    Newline,
    None,
}

impl LineEnd {
    const ALL: [Self; 3] = [Self::Return, Self::Newline, Self::None];

    const fn text(self) -> &'static str {
        match self {
            Self::Return => "\r\n",
            Self::Newline => "\n",
            Self::None => "",
        }
    }
}

impl Header {
    /// A header, and the length that it says.
    pub fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        const MOST_DIGITS: usize = 7;
        let zeros = bytes.iter().take_while(|b| **b == b'0').count();
        let digits = bytes[zeros..].iter().take(MOST_DIGITS).take_while(|b| b.is_ascii_digit()).count();
        let length = std::str::from_utf8(&bytes[zeros..zeros + digits]).ok()?.parse().ok()?;
        let rest = &bytes[zeros + digits..];
        let blanks = rest.iter().take_while(|b| **b == b' ').count();
        let end = LineEnd::ALL.into_iter().find(|end| rest[blanks..].starts_with(end.text().as_bytes()))?;
        let width = if zeros + blanks > 0 { zeros + digits + blanks } else { 0 };
        Some((
            Self { len: zeros + digits + blanks + end.text().len(), width, is_zero_filled: zeros > 0, end },
            length,
        ))
    }

    /// What may be the headers of a message: digits that go on in what it holds end where the length fits.
    pub fn all(bytes: &[u8]) -> Vec<Self> {
        const WIDEST: usize = 8;
        let fits = |width: &usize| {
            let length = Self::fixed(*width).read_at(bytes).map(|(_, length)| length);
            let rest = bytes.len().saturating_sub(*width);
            length.is_some_and(|length| length == rest || bytes[0] == b'0' && 0 < length && length < rest)
        };
        let mut found: Vec<Self> = Self::read(bytes).map(|(header, _)| header).into_iter().collect();
        let fixed = (2..=WIDEST).filter(fits).map(Self::fixed);
        found.extend(fixed.filter(|header| bytes.get(header.len).is_some_and(u8::is_ascii_digit)));
        found
    }

    /// So many digits, filled up with zeros, and what they count right behind them.
    const fn fixed(width: usize) -> Self {
        Self { len: width, width, is_zero_filled: true, end: LineEnd::None }
    }

    /// A header like this one: how many bytes it has, and the length that it says.
    pub fn read_at(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        if *self != Self::fixed(self.width) {
            return Self::read(bytes).map(|(header, length)| (header.len, length));
        }
        let digits = bytes.get(..self.width).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        Some((self.width, std::str::from_utf8(digits).ok()?.parse().ok()?))
    }

    /// The header of so many bytes.
    pub fn write(&self, length: usize) -> Option<Vec<u8>> {
        let width = self.width;
        let digits = match self.is_zero_filled {
            true => format!("{length:0width$}"),
            false => format!("{length:<width$}"),
        };
        Some((digits + self.end.text()).into_bytes())
    }
}
