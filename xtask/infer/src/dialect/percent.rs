//! Text in which some characters are a sign and two hexadecimal digits, as in addresses of the web: `5%2C%2017`.

use serde::{Deserialize, Serialize};

/// Which characters are written so, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Percent {
    /// In ascending order.
    written: Vec<u8>,
    is_lower: bool,
}

impl Percent {
    /// That of a text; `None` where it has no such characters.
    pub fn of(text: &[u8]) -> Option<Self> {
        let mut written: Vec<u8> = characters(text)?.into_iter().filter(|c| c.1).map(|c| c.0).collect();
        written.sort_unstable();
        written.dedup();
        let is_lower =
            text.windows(3).any(|three| three[0] == b'%' && three[1..].iter().any(u8::is_ascii_lowercase));
        (!written.is_empty()).then_some(Self { written, is_lower })
    }

    /// The text as it is meant; `None` where a sign is by itself.
    pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
        Some(characters(text)?.into_iter().map(|(character, _)| character).collect())
    }

    /// The text as it is sent; `None` where it would be read otherwise.
    pub fn encode(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut found = Vec::with_capacity(text.len());
        for character in text {
            match self.written.binary_search(character) {
                Ok(_) if self.is_lower => found.extend(format!("%{character:02x}").bytes()),
                Ok(_) => found.extend(format!("%{character:02X}").bytes()),
                Err(_) => found.push(*character),
            }
        }
        (Self::decode(&found).as_deref() == Some(text)).then_some(found)
    }
}

/// Each character, and whether it is written as digits.
fn characters(text: &[u8]) -> Option<Vec<(u8, bool)>> {
    let (mut found, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|b| char::from(*b).to_digit(16));
        (found, rest) = match (*first == b'%', digit(0), digit(1)) {
            (true, Some(high), Some(low)) => {
                found.push(((high * 16 + low) as u8, true));
                (found, &behind[2..])
            }
            (true, ..) => return None,
            (false, ..) => {
                found.push((*first, false));
                (found, behind)
            }
        };
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_digits_is_read_and_written_again() {
        for (sent, meant) in
            [("5%2017", "5 17"), ("%5b1%2c 2%5d", "[1, 2]"), ("a=1%2C20&b=%25", "a=1,20&b=%")]
        {
            let percent = Percent::of(sent.as_bytes()).expect("it has such characters");
            assert_eq!(Percent::decode(sent.as_bytes()).as_deref(), Some(meant.as_bytes()), "{sent}");
            assert_eq!(percent.encode(meant.as_bytes()).as_deref(), Some(sent.as_bytes()), "{sent}");
        }
        for text in ["5 17", "100%", "5%x17", "5% 17"] {
            assert_eq!(Percent::of(text.as_bytes()), None, "{text}");
        }
    }
}
