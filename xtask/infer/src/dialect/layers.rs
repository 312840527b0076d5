//! Layers: what stands between the bytes of a stream and text with numbers in it, there and back.
//!
//! `encode(decode(b)) == b` for every turn that a layer was made for, and `decode(encode(t)) == t` for every text that it can
//! write. What a layer cannot write back it may still read.

use serde::{Deserialize, Serialize};

use super::fixed::{
    arrays, behind_counts, between, blocks, digits, fixed, numbers, unbehind_counts, unblocked, undigits,
    unfixed, unpadded,
};
use super::frames::{Header, Inner};
use super::int::Int;
use super::mark::{self, SEND, TAIL, WORDS};
use super::mask::Mask;
use super::percent::Percent;
use super::ranges::Ranges;
use super::wide::Wide;
use super::{base64, frames, hex, java, marshal, pickle, shown};
use crate::bits::Bits;
use crate::seen::Turn;

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Layer {
    /// Bytes are characters; where a send ends says nothing.
    Text,
    /// Bytes are characters, and where a send ends says something.
    PerSend,
    /// What is in another layer, send by send.
    EachSend(Box<Self>),
    /// Objects of Python, as text as Python prints them.
    Pickle(u8),
    /// Objects of Java, as text as Python prints them.
    Java(java::Class),
    /// Objects of Ruby, as text as Python prints them.
    Marshal,
    /// What is in another layer, in base64.
    Base64(Box<Self>),
    /// A byte a number, in two hexadecimal digits.
    Hex {
        /// Whether the digits are large.
        is_upper: bool,
    },
    /// Numbers in hexadecimal digits, with something between them.
    HexNumbers(hex::Digits),
    /// Some characters in hexadecimal digits behind a percent sign.
    Percent(Percent),
    /// Numbers that follow each other are the first and the last of them.
    Ranges(Ranges),
    /// A place for each value.
    Mask(Mask),
    /// Several bytes a character.
    Wide(Wide),
    /// So many digits a number, nothing between them.
    Digits {
        /// How many.
        width: usize,
        /// Whether blanks fill them up, or zeros.
        is_blank: bool,
    },
    /// What is in another layer, behind the same bytes in each turn.
    Behind(Vec<u8>, Box<Self>),
    /// Messages behind their length as an integer.
    Frames(Int, Inner),
    /// Messages behind their length in digits.
    Lengths(Header, Inner),
    /// Integers of one width.
    Fixed {
        /// Before them one of another width.
        head: Option<Int>,
        /// Each of them.
        item: Int,
    },
    /// Arrays of one size in bytes, filled up with zeros.
    Arrays {
        /// Each number.
        item: Int,
        /// How many bytes an array has.
        size: usize,
        /// How many bytes of integers are behind all arrays: their lengths.
        tail: usize,
    },
    /// The same, and where a send ends says something.
    FixedPerSend(Int),
    /// Lists of integers, each behind its count.
    Blocks(Int, Int),
    /// Two lists of integers behind both their counts.
    BehindCounts(Int, Int),
    /// What a program printed, bytes in it as Python writes them: they are in a layer of the wire.
    Shown(Box<Self>),
}

impl Layer {
    /// Its name: those of one name are one layer to their users, whatever the details.
    pub fn name(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::PerSend => "text a send".to_owned(),
            Self::EachSend(inner) => format!("{} a send", inner.name()),
            Self::Pickle(_) => "pickle".to_owned(),
            Self::Java(_) => "java".to_owned(),
            Self::Marshal => "marshal".to_owned(),
            Self::Base64(inner) => format!("base64 of {}", inner.name()),
            Self::Behind(_, inner) => format!("words before {}", inner.name()),
            Self::Hex { .. } => "hex".to_owned(),
            Self::HexNumbers(_) => "hex numbers".to_owned(),
            Self::Percent(_) => "percent".to_owned(),
            Self::Ranges(_) => "ranges".to_owned(),
            Self::Mask(_) => "mask".to_owned(),
            Self::Wide(wide) => format!("utf-{}", 8 * wide.width()),
            Self::Digits { width, .. } => format!("{width} digits"),
            Self::Frames(length, inner) => format!("frames {} of {}", length.code(), inner.name()),
            Self::Lengths(_, inner) => format!("lengths in digits before {}", inner.name()),
            Self::Fixed { head, item } => {
                let head = head.map(|head| format!("{} ", head.code())).unwrap_or_default();
                format!("binary {head}{}", item.code())
            }
            Self::Arrays { item, tail: 0, .. } => format!("binary {} padded", item.code()),
            Self::Arrays { item, .. } => format!("binary {} padded with lengths", item.code()),
            Self::FixedPerSend(item) => format!("binary a send {}", item.code()),
            Self::Blocks(head, item) => format!("blocks {} {}", head.code(), item.code()),
            Self::BehindCounts(head, item) => format!("counts {} before {}", head.code(), item.code()),
            Self::Shown(layer) => format!("bytes as {}", layer.name()),
        }
    }

    /// How one send is written, where sends are told apart; else itself.
    pub fn of_a_send(&self) -> &Self {
        match self {
            Self::EachSend(inner) => inner,
            layer => layer,
        }
    }

    /// Whether it says where a send ends.
    pub const fn tells_sends(&self) -> bool {
        matches!(self, Self::PerSend | Self::FixedPerSend(_) | Self::EachSend(_))
    }

    /// The text of a turn; `None` where it is not in this layer.
    pub fn decode(&self, turn: &Turn) -> Option<String> {
        let whole = turn.concat();
        match self {
            Self::Text => Some(mark::text(&whole)),
            Self::PerSend => {
                Some(turn.iter().flat_map(|send| [SEND.to_string(), mark::text(send)]).collect())
            }
            Self::EachSend(inner) => {
                let send = |send: &Vec<u8>| Some(format!("{SEND}{}", inner.decode(&vec![send.clone()])?));
                turn.iter().map(send).collect()
            }
            Self::Pickle(_) => pickle::shown(&whole),
            Self::Java(_) => java::shown(&whole),
            Self::Marshal => marshal::shown(&whole),
            Self::Base64(layer) => by_line(&whole, |b| {
                let inner = base64::decode(b).filter(|inner| !inner.is_empty())?;
                let is_text = |b: &u8| b.is_ascii_graphic() || b.is_ascii_whitespace();
                let fits = **layer != Self::Text || inner.iter().all(is_text);
                layer.decode(&vec![inner]).filter(|_| fits)
            }),
            Self::Behind(words, layer) => layer.decode(&vec![whole.strip_prefix(words.as_slice())?.to_vec()]),
            Self::Hex { .. } => by_line(&whole, |b| {
                let digits: Option<Vec<i64>> =
                    b.iter().map(|b| char::from(*b).to_digit(16).map(i64::from)).collect();
                let digits = digits.filter(|d| !d.is_empty() && d.len() % 2 == 0)?;
                Some(between(&digits.chunks(2).map(|two| two[0] * 16 + two[1]).collect::<Vec<_>>()))
            }),
            Self::HexNumbers(digits) => digits.decode(&mark::text(&whole)),
            Self::Percent(_) => Some(mark::text(&Percent::decode(&whole)?)),
            Self::Ranges(ranges) => ranges.decode(&mark::text(&whole)),
            Self::Mask(mask) => mask.decode(&whole),
            Self::Wide(wide) => wide.decode(&whole),
            Self::Digits { width, is_blank } => {
                by_line(&whole, |b| digits(b, *width, *is_blank).filter(|text| !text.is_empty()))
            }
            Self::Frames(length, inner) => frames::decode(&whole, *inner, |b| {
                Some((length.width, usize::try_from(length.read(b)?).ok()?))
            }),
            Self::Lengths(header, inner) => frames::decode(&whole, *inner, |b| header.read_at(b)),
            Self::Fixed { head, item } => fixed(&whole, *head, *item),
            Self::Arrays { item, size, tail } => arrays(&whole, *item, *size, *tail),
            Self::FixedPerSend(item) => {
                let send = |send: &Vec<u8>| Some(format!("{SEND}{}", between(&item.read_all(send)?)));
                turn.iter().map(send).collect()
            }
            Self::Blocks(head, item) => blocks(&whole, *head, *item),
            Self::BehindCounts(head, item) => behind_counts(&whole, *head, *item),
            Self::Shown(layer) => Some(shown::decode(&mark::text(&whole), layer)),
        }
    }

    /// The turn of a text, as one send but where sends are told apart; `None` where this layer cannot write it.
    pub fn encode(&self, text: &str) -> Option<Turn> {
        if let Some(words) = text.strip_prefix(WORDS) {
            return Some(vec![mark::bytes(words)?]);
        }
        let bytes = match self {
            Self::Text => mark::bytes(text)?,
            Self::PerSend => return text.strip_prefix(SEND)?.split(SEND).map(mark::bytes).collect(),
            Self::EachSend(_) if text.is_empty() => return Some(Vec::new()),
            Self::EachSend(inner) => {
                let send = |send: &str| Some(inner.encode(send)?.concat());
                return text.strip_prefix(SEND)?.split(SEND).map(send).collect();
            }
            Self::FixedPerSend(item) => {
                let send = |send: &str| {
                    let all: Option<Vec<Vec<u8>>> =
                        numbers(send)?.into_iter().map(|n| item.write(n)).collect();
                    Some(all?.concat())
                };
                return text.strip_prefix(SEND)?.split(SEND).map(send).collect();
            }
            Self::Pickle(protocol) => pickle::written(text, *protocol)?,
            Self::Java(class) => class.written(text)?,
            Self::Marshal => marshal::written(text)?,
            Self::Base64(layer) => unlined(text, |t| Some(base64::encode(&layer.encode(t)?.concat())))?,
            Self::Behind(words, layer) => [words.clone(), layer.encode(text)?.concat()].concat(),
            Self::Hex { is_upper } => unlined(text, |t| {
                let all: Option<Vec<u8>> = numbers(t)?.into_iter().map(|n| u8::try_from(n).ok()).collect();
                let digits = |b: &u8| if *is_upper { format!("{b:02X}") } else { format!("{b:02x}") };
                Some(all?.iter().map(digits).collect::<String>().into_bytes())
            })?,
            Self::HexNumbers(digits) => mark::bytes(&digits.encode(text)?)?,
            Self::Percent(percent) => percent.encode(&mark::bytes(text)?)?,
            Self::Ranges(ranges) => mark::bytes(&ranges.encode(text)?)?,
            Self::Mask(mask) => mask.encode(text)?,
            Self::Wide(wide) => wide.encode(&mark::bytes(text)?),
            Self::Digits { width, is_blank } => unlined(text, |t| undigits(t, *width, *is_blank))?,
            Self::Frames(length, inner) => frames::encode(text, *inner, |n| length.write(n as i64))?,
            Self::Lengths(header, inner) => frames::encode(text, *inner, |n| header.write(n))?,
            Self::Fixed { head, item } => unfixed(text, *head, *item)?,
            Self::Arrays { item, size, tail } => unpadded(text, *item, *size, *tail)?,
            Self::Blocks(head, item) => unblocked(text, *head, *item)?,
            Self::BehindCounts(head, item) => unbehind_counts(text, *head, *item)?,
            Self::Shown(layer) => mark::bytes(&shown::encode(text, layer)?)?,
        };
        let turn = vec![bytes];
        // An empty turn is in few layers.
        (!turn[0].is_empty() || self.decode(&turn).is_some()).then_some(turn)
    }

    /// Every layer that these bytes may be in, with what it costs: likelier ones less. Details are those of this turn.
    pub fn all(sample: &[u8]) -> Vec<(Self, Bits)> {
        let protocol = pickle::protocol(sample);
        let mut found = vec![
            (Self::Text, 1),
            (Self::PerSend, 3),
            (Self::Pickle(protocol), 3),
            (Self::Base64(Box::new(Self::Text)), 6),
            (Self::Hex { is_upper: sample.iter().any(u8::is_ascii_uppercase) }, 6),
            (Self::HexNumbers(hex::Digits::of(&mark::text(sample))), 6),
            (Self::Wide(Wide::of(sample)), 6),
        ];
        found.extend(Ranges::of(&mark::text(sample)).map(|ranges| (Self::Ranges(ranges), 6)));
        found.extend(Mask::all(sample).into_iter().map(|mask| (Self::Mask(mask), 10)));
        if java::is_stream(sample) {
            found.push((Self::Java(java::Class::of(sample)), 3));
        }
        if sample.starts_with(&marshal::VERSION) {
            found.push((Self::Marshal, 3));
        }
        for width in 2..=5 {
            found.extend([false, true].map(|is_blank| (Self::Digits { width, is_blank }, 6)));
        }
        if let Some(inner) = base64::decode(sample.trim_ascii_end()) {
            let boxed = |item| Self::Base64(Box::new(Self::Fixed { head: None, item }));
            found.extend(ITEMS.map(|code| (boxed(Int::of(code)), 9)));
            found.push((Self::Base64(Box::new(Self::Pickle(pickle::protocol(&inner)))), 8));
        }
        for words in words_before(sample) {
            let rest = sample.len() - words.len();
            for (layer, bits) in Self::binary(rest).filter(|(layer, _)| !layer.tells_sends()) {
                // Each byte is paid: the first numbers of a list are no words because they are letters.
                let bits = bits + 6 + 12 * words.len() as i64;
                found.push((Self::Behind(words.clone(), Box::new(layer)), bits));
            }
        }
        for code in [">I", "<I", ">H", "<H", "B", ">Q", "<Q"] {
            let length = Int::of(code);
            found.push((Self::Frames(length, Inner::Text), 6));
            let inner = Inner::Pickle(pickle::protocol(sample.get(length.width..).unwrap_or_default()));
            found.push((Self::Frames(length, inner), 7));
        }
        for header in Header::all(sample) {
            let inner = Inner::Pickle(pickle::protocol(&sample[header.len..]));
            found.push((Self::Lengths(header, Inner::Text), 5));
            found.push((Self::Lengths(header, inner), 5));
            found.extend((2..=4).map(|width| (Self::Lengths(header, Inner::Digits(width)), 8)));
        }
        // Text of digits is no row of integers.
        if !is_digits(sample) {
            found.extend(Self::binary(sample.len()));
        }
        let percent = Percent::of(sample).map(|percent| (Self::Percent(percent), PERCENT));
        found.into_iter().map(|(layer, bits)| (layer, Bits::of(bits))).chain(percent).collect()
    }

    /// Those of integers of one width.
    fn binary(turn_bytes: usize) -> impl Iterator<Item = (Self, i64)> {
        ITEMS.into_iter().flat_map(move |code| {
            let item = Int::of(code);
            let mut found = vec![
                (Self::Fixed { head: None, item }, 5),
                (Self::FixedPerSend(item), 8),
                (Self::Arrays { item, size: turn_bytes, tail: 0 }, 8),
                (Self::Arrays { item, size: turn_bytes / 2, tail: 0 }, 9),
            ];
            if turn_bytes > item.width {
                let tail = item.width;
                found.push((Self::Arrays { item, size: turn_bytes - tail, tail }, 10));
            }
            for head in [">i", "<i", "B", ">h", "<h"].map(Int::of) {
                found.push((Self::Blocks(head, item), 8));
                if head.width != item.width {
                    found.push((Self::Fixed { head: Some(head), item }, 8));
                    found.push((Self::BehindCounts(head, item), 9));
                }
            }
            found
        })
    }
}

/// What characters in hexadecimal digits cost.
pub(super) const PERCENT: Bits = Bits::of(4);

/// Integers, as Python's `struct` names them.
const ITEMS: [&str; 11] = ["B", ">h", "<h", ">i", "<i", ">q", "<q", ">f", "<f", ">d", "<d"];

/// Whether these bytes are text, and a quarter of it digits: a list of integers has other bytes as well.
pub(crate) fn is_digits(sample: &[u8]) -> bool {
    const LEAST: usize = 24;
    let is_text = |b: &u8| (b' '..=b'~').contains(b) || b.is_ascii_whitespace();
    let digits = sample.iter().filter(|b| b.is_ascii_digit()).count();
    sample.len() >= LEAST && digits * 4 >= sample.len() && sample.iter().all(is_text)
}

/// The words that a turn of bytes may begin with: all of its first letters and signs, or all but the last, which may be a number; or
/// a few bytes that are no text.
fn words_before(sample: &[u8]) -> Vec<Vec<u8>> {
    const LONGEST: usize = 32;
    let count = sample.iter().take_while(|b| (b' '..=b'~').contains(*b)).count();
    let is_followed = |count: usize| sample.get(count).is_some_and(|b| !b.is_ascii_whitespace());
    let counts = match sample.first() {
        Some(first) if first.is_ascii_alphabetic() && is_followed(count) && count <= LONGEST => {
            [count, count - 1]
        }
        Some(0x80..) => [2, 4],
        _ => [0, 0],
    };
    counts
        .into_iter()
        .filter(|count| *count > 1)
        .filter_map(|count| Some(sample.get(..count)?.to_vec()))
        .collect()
}

/// What is encoded line by line, and the blanks behind each; a line may have nothing in it, but not all.
fn by_line(bytes: &[u8], decode: impl Fn(&[u8]) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let encoded = line.trim_ascii_end();
        if !encoded.is_empty() {
            text += &decode(encoded)?;
        }
        if encoded.len() < line.len() {
            text.push(TAIL);
            text += &mark::text(&line[encoded.len()..]);
        }
    }
    (!bytes.trim_ascii().is_empty()).then_some(text)
}

/// Its bytes.
fn unlined(text: &str, encode: impl Fn(&str) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut pieces = text.split(TAIL);
    let mut bytes = match pieces.next()? {
        "" => Vec::new(),
        first => encode(first)?,
    };
    for piece in pieces {
        let inside = piece.trim_ascii_start();
        bytes.extend(mark::bytes(&piece[..piece.len() - inside.len()])?);
        if !inside.is_empty() {
            bytes.extend(encode(inside)?);
        }
    }
    Some(bytes)
}
