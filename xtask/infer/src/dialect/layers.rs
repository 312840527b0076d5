//! Layers: what stands between the bytes of a stream and text with numbers in it, there and back.
//!
//! `encode(decode(b)) == b` for every turn that a layer was made for, and `decode(encode(t)) == t` for every text that it can
//! write. What a layer cannot write back it may still read.

use super::frames::{Header, Inner};
use super::int::Int;
use super::mark::{self, BETWEEN, HEAD, PAD, SEND, TAIL, WORDS};
use super::{base64, frames, hex, pickle, shown};
use crate::bits::Bits;
use crate::seen::Turn;

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Bytes are characters; where a send ends says nothing.
    Text,
    /// Bytes are characters, and where a send ends says something.
    PerSend,
    /// Objects of Python, as text as Python prints them.
    Pickle(u8),
    /// Text in base64.
    Base64,
    /// A byte a number, in two hexadecimal digits.
    Hex {
        /// Whether the digits are large.
        is_upper: bool,
    },
    /// Numbers in hexadecimal digits, with something between them.
    HexNumbers(hex::Digits),
    /// Two bytes a character.
    Utf16 {
        /// Whether the first byte is the higher.
        is_big: bool,
    },
    /// So many digits a number, nothing between them.
    Digits(usize),
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
    },
    /// The same, and where a send ends says something.
    FixedPerSend(Int),
    /// Lists of integers, each behind its count.
    Blocks(Int, Int),
    /// What a program printed, bytes in it as Python writes them: they are in a layer of the wire.
    Shown(Box<Self>),
}

impl Layer {
    /// Its name: those of one name are one layer to their users, whatever the details.
    pub fn name(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::PerSend => "text a send".to_owned(),
            Self::Pickle(_) => "pickle".to_owned(),
            Self::Base64 => "base64".to_owned(),
            Self::Hex { .. } => "hex".to_owned(),
            Self::HexNumbers(_) => "hex numbers".to_owned(),
            Self::Utf16 { .. } => "utf-16".to_owned(),
            Self::Digits(width) => format!("{width} digits"),
            Self::Frames(length, inner) => format!("frames {} of {}", length.code(), inner.name()),
            Self::Lengths(_, inner) => format!("lengths in digits before {}", inner.name()),
            Self::Fixed { head, item } => {
                let head = head.map(|head| format!("{} ", head.code())).unwrap_or_default();
                format!("binary {head}{}", item.code())
            }
            Self::Arrays { item, .. } => format!("binary {} padded", item.code()),
            Self::FixedPerSend(item) => format!("binary a send {}", item.code()),
            Self::Blocks(head, item) => format!("blocks {} {}", head.code(), item.code()),
            Self::Shown(layer) => format!("bytes as {}", layer.name()),
        }
    }

    /// Whether it says where a send ends.
    pub const fn tells_sends(&self) -> bool {
        matches!(self, Self::PerSend | Self::FixedPerSend(_))
    }

    /// The text of a turn; `None` where it is not in this layer.
    pub fn decode(&self, turn: &Turn) -> Option<String> {
        let whole = turn.concat();
        match self {
            Self::Text => Some(mark::text(&whole)),
            Self::PerSend => {
                Some(turn.iter().flat_map(|send| [SEND.to_string(), mark::text(send)]).collect())
            }
            Self::Pickle(_) => pickle::shown(&whole),
            Self::Base64 => with_tail(&whole, |b| {
                let inner = base64::decode(b)?;
                let is_text = |b: &u8| b.is_ascii_graphic() || b.is_ascii_whitespace();
                (b.len() >= 4 && inner.iter().all(is_text)).then(|| mark::text(&inner))
            }),
            Self::Hex { .. } => with_tail(&whole, |b| {
                let digits: Option<Vec<i64>> =
                    b.iter().map(|b| char::from(*b).to_digit(16).map(i64::from)).collect();
                let digits = digits.filter(|d| !d.is_empty() && d.len() % 2 == 0)?;
                Some(between(&digits.chunks(2).map(|two| two[0] * 16 + two[1]).collect::<Vec<_>>()))
            }),
            Self::HexNumbers(digits) => digits.decode(&mark::text(&whole)),
            Self::Utf16 { is_big } => utf16(&whole, *is_big),
            Self::Digits(width) => with_tail(&whole, |b| {
                let is_whole = !b.is_empty() && b.len() % width == 0 && b.iter().all(u8::is_ascii_digit);
                let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
                let numbers: Option<Vec<i64>> = b.chunks(*width).map(number).collect();
                Some(between(&numbers.filter(|_| is_whole)?))
            }),
            Self::Frames(length, inner) => frames::decode(&whole, *inner, |b| {
                Some((length.width, usize::try_from(length.read(b)?).ok()?))
            }),
            Self::Lengths(_, inner) => {
                frames::decode(&whole, *inner, |b| Header::read(b).map(|(h, n)| (h.len, n)))
            }
            Self::Fixed { head, item } => fixed(&whole, *head, *item),
            Self::Arrays { item, size } => arrays(&whole, *item, *size),
            Self::FixedPerSend(item) => {
                let send = |send: &Vec<u8>| Some(format!("{SEND}{}", between(&item.read_all(send)?)));
                turn.iter().map(send).collect()
            }
            Self::Blocks(head, item) => blocks(&whole, *head, *item),
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
            Self::FixedPerSend(item) => {
                let send = |send: &str| {
                    let all: Option<Vec<Vec<u8>>> =
                        numbers(send)?.into_iter().map(|n| item.write(n)).collect();
                    Some(all?.concat())
                };
                return text.strip_prefix(SEND)?.split(SEND).map(send).collect();
            }
            Self::Pickle(protocol) => pickle::written(text, *protocol)?,
            Self::Base64 => untailed(text, |t| Some(base64::encode(&mark::bytes(t)?)))?,
            Self::Hex { is_upper } => untailed(text, |t| {
                let all: Option<Vec<u8>> = numbers(t)?.into_iter().map(|n| u8::try_from(n).ok()).collect();
                let digits = |b: &u8| if *is_upper { format!("{b:02X}") } else { format!("{b:02x}") };
                Some(all?.iter().map(digits).collect::<String>().into_bytes())
            })?,
            Self::HexNumbers(digits) => mark::bytes(&digits.encode(text)?)?,
            Self::Utf16 { is_big } => {
                let pair = |b: u8| if *is_big { [0, b] } else { [b, 0] };
                mark::bytes(text)?.into_iter().flat_map(pair).collect()
            }
            Self::Digits(width) => untailed(text, |t| {
                let digits = |n: i64| Some(format!("{n:0width$}")).filter(|d| n >= 0 && d.len() == *width);
                let all: Option<String> = numbers(t)?.into_iter().map(digits).collect();
                Some(all?.into_bytes())
            })?,
            Self::Frames(length, inner) => frames::encode(text, *inner, |n| length.write(n as i64))?,
            Self::Lengths(header, inner) => frames::encode(text, *inner, |n| header.write(n))?,
            Self::Fixed { head, item } => unfixed(text, *head, *item)?,
            Self::Arrays { item, size } => unpadded(text, *item, *size)?,
            Self::Blocks(head, item) => unblocked(text, *head, *item)?,
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
            (Self::Base64, 6),
            (Self::Hex { is_upper: sample.iter().any(u8::is_ascii_uppercase) }, 6),
            (Self::HexNumbers(hex::Digits::of(&mark::text(sample))), 6),
            (Self::Utf16 { is_big: sample.get(1) != Some(&0) }, 6),
            (Self::Digits(2), 6),
            (Self::Digits(3), 6),
        ];
        for code in [">I", "<I", ">H", "<H", "B", ">Q", "<Q"] {
            let length = Int::of(code);
            found.push((Self::Frames(length, Inner::Text), 6));
            let inner = Inner::Pickle(pickle::protocol(sample.get(length.width..).unwrap_or_default()));
            found.push((Self::Frames(length, inner), 7));
        }
        if let Some((header, _)) = Header::read(sample) {
            let inner = Inner::Pickle(pickle::protocol(&sample[header.len..]));
            found.push((Self::Lengths(header, Inner::Text), 5));
            found.push((Self::Lengths(header, inner), 5));
        }
        found.extend(Self::binary(sample.len()));
        found.into_iter().map(|(layer, bits)| (layer, Bits::of(bits))).collect()
    }

    /// Those of integers of one width.
    fn binary(turn_bytes: usize) -> impl Iterator<Item = (Self, i64)> {
        ["B", ">h", "<h", ">i", "<i", ">q", "<q"].into_iter().flat_map(move |code| {
            let item = Int::of(code);
            let mut found = vec![
                (Self::Fixed { head: None, item }, 5),
                (Self::FixedPerSend(item), 8),
                (Self::Arrays { item, size: turn_bytes }, 8),
                (Self::Arrays { item, size: turn_bytes / 2 }, 9),
            ];
            for head in [">i", "<i", "B", ">h", "<h"].map(Int::of) {
                found.push((Self::Blocks(head, item), 8));
                if head.width != item.width {
                    found.push((Self::Fixed { head: Some(head), item }, 8));
                }
            }
            found
        })
    }
}

fn between(numbers: &[i64]) -> String {
    let mut text = String::new();
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            text.push(BETWEEN);
        }
        text.push_str(&number.to_string());
    }
    text
}

fn numbers(text: &str) -> Option<Vec<i64>> {
    match text.is_empty() {
        true => Some(Vec::new()),
        false => text.split(BETWEEN).map(|n| n.parse().ok()).collect(),
    }
}

/// What is encoded, and blanks behind it.
fn with_tail(bytes: &[u8], decode: impl FnOnce(&[u8]) -> Option<String>) -> Option<String> {
    let trimmed = bytes.trim_ascii_end();
    let text = decode(trimmed)?;
    match trimmed.len() == bytes.len() {
        true => Some(text),
        false => Some(format!("{text}{TAIL}{}", mark::text(&bytes[trimmed.len()..]))),
    }
}

fn untailed(text: &str, encode: impl FnOnce(&str) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let (text, tail) = text.split_once(TAIL).unwrap_or((text, ""));
    Some([encode(text)?, mark::bytes(tail)?].concat())
}

fn utf16(bytes: &[u8], is_big: bool) -> Option<String> {
    let (high, low) = if is_big { (0, 1) } else { (1, 0) };
    let is_whole = bytes.len() >= 2 && bytes.len().is_multiple_of(2);
    let pairs = || bytes.chunks(2);
    (is_whole && pairs().all(|two| two[high] == 0)).then(|| pairs().map(|two| char::from(two[low])).collect())
}

fn fixed(bytes: &[u8], head: Option<Int>, item: Int) -> Option<String> {
    let (front, rest) = match head {
        Some(head) if bytes.len() >= head.width => {
            (format!("{}{HEAD}", head.read(bytes)?), &bytes[head.width..])
        }
        _ => (String::new(), bytes),
    };
    Some(front + &between(&item.read_all(rest)?))
}

fn unfixed(text: &str, head: Option<Int>, item: Int) -> Option<Vec<u8>> {
    let (mut bytes, rest) = match text.split_once(HEAD) {
        Some((front, behind)) => (head?.write(front.parse().ok()?)?, behind),
        None => (Vec::new(), text),
    };
    for number in numbers(rest)? {
        bytes.extend(item.write(number)?);
    }
    // Numbers without a head that they could be taken for.
    let is_taken = head.is_some_and(|head| rest == text && bytes.len() >= head.width);
    (!is_taken).then_some(bytes)
}

/// No more arrays are looked for in one turn.
const MOST_ARRAYS: usize = 4;

fn arrays(bytes: &[u8], item: Int, size: usize) -> Option<String> {
    if size == 0 || bytes.is_empty() || !bytes.len().is_multiple_of(size) || bytes.len() / size > MOST_ARRAYS
    {
        return None;
    }
    let array = |bytes: &[u8]| {
        let mut all = item.read_all(bytes)?;
        all.truncate(all.iter().rposition(|n| *n != 0).map_or(0, |last| last + 1));
        Some(format!("{}{PAD}", between(&all)))
    };
    let all: Option<Vec<String>> = bytes.chunks(size).map(array).collect();
    Some(all?.join(&SEND.to_string()))
}

fn unpadded(text: &str, item: Int, size: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (at, array) in text.split(SEND).enumerate() {
        let numbers = numbers(array.strip_suffix(PAD)?)?;
        // A zero that ends the numbers could not be told from what fills them up.
        if numbers.last() == Some(&0) || numbers.len() * item.width > size || at == MOST_ARRAYS {
            return None;
        }
        for number in numbers {
            bytes.extend(item.write(number)?);
        }
        bytes.resize(size * (at + 1), 0);
    }
    Some(bytes)
}

/// No more lists are looked for in one turn.
const MOST_BLOCKS: usize = 8;

fn blocks(bytes: &[u8], head: Int, item: Int) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let count = usize::try_from(head.read(rest)?).ok()?;
        let body = rest.get(head.width..)?;
        let size =
            count.checked_mul(item.width).filter(|size| *size <= body.len() && found.len() <= MOST_BLOCKS)?;
        found.push(format!("[{}]", between(&item.read_all(&body[..size])?)));
        rest = &body[size..];
    }
    (!found.is_empty()).then(|| found.join(&SEND.to_string()))
}

fn unblocked(text: &str, head: Int, item: Int) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (at, block) in text.split(SEND).enumerate() {
        let numbers = numbers(block.strip_prefix('[')?.strip_suffix(']')?)?;
        if at > MOST_BLOCKS {
            return None;
        }
        bytes.extend(head.write(numbers.len() as i64)?);
        for number in numbers {
            bytes.extend(item.write(number)?);
        }
    }
    Some(bytes)
}
