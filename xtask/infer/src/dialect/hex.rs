//! Numbers in hexadecimal digits, with something between them: `57 1f 5e`, `0x57,0x1f`.

use serde::{Deserialize, Serialize};

/// How they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digits {
    is_upper: bool,
    is_prefixed: bool,
    /// How many digits at least, with zeros before them.
    width: usize,
}

/// No number has more digits: those of 60 bits.
const MOST_DIGITS: usize = 15;
/// So many numbers without a letter are decimal ones: of those from 1 to 100 a third has a letter.
const MOST_PLAIN: usize = 8;

impl Digits {
    /// Those of a text, if it has any.
    pub fn of(text: &str) -> Self {
        let is_prefixed = text.contains("0x");
        let digits: Vec<&str> = runs(text).map(|run| run.strip_prefix("0x").unwrap_or(run)).collect();
        let least = digits.iter().map(|digits| digits.len()).min().unwrap_or(0);
        let is_filled = least > 1 && digits.iter().any(|digits| digits.starts_with('0'));
        let is_upper = digits.iter().any(|digits| digits.contains(|c: char| c.is_ascii_uppercase()));
        Self { is_upper, is_prefixed, width: if is_filled { least } else { 0 } }
    }

    /// The same text with its numbers in decimal digits; `None` where a word is none of these numbers, or all may be decimal.
    pub fn decode(self, text: &str) -> Option<String> {
        let (mut found, mut rest, mut plain) = (String::new(), text, 0);
        let mut has_letter = false;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let len = runs(&rest[start..]).next()?.len();
            let run = &rest[start..start + len];
            let digits = if self.is_prefixed { run.strip_prefix("0x")? } else { run };
            let value = i64::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= MOST_DIGITS)?;
            if self.written(value) != run {
                return None;
            }
            has_letter |= digits.contains(|c: char| c.is_ascii_alphabetic()) || self.is_prefixed;
            plain += 1;
            found.push_str(&rest[..start]);
            found.push_str(&value.to_string());
            rest = &rest[start + len..];
        }
        (plain > 0 && (has_letter || plain < MOST_PLAIN)).then(|| found + rest)
    }

    /// The text again; `None` where it has letters beside its numbers.
    pub fn encode(self, text: &str) -> Option<String> {
        let (mut found, mut rest) = (String::new(), text);
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let run = runs(&rest[start..]).next()?;
            let value = run.parse::<i64>().ok().filter(|value| value.to_string() == run)?;
            found.push_str(&rest[..start]);
            found.push_str(&self.written(value));
            rest = &rest[start + run.len()..];
        }
        found.push_str(rest);
        // What could not be told from decimal digits is not written.
        (self.decode(&found).as_deref() == Some(text)).then_some(found)
    }

    fn written(self, value: i64) -> String {
        let Self { is_upper, is_prefixed, width } = self;
        let prefix = if is_prefixed { "0x" } else { "" };
        match is_upper {
            true => format!("{prefix}{value:0width$X}"),
            false => format!("{prefix}{value:0width$x}"),
        }
    }
}

/// Letters and digits that stand together.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_in_the_digits_of_the_text() {
        for (text, decimal) in [("57 1f 09\n", "87 31 9\n"), ("0x5,0x1F", "5,31"), ("[a, 10]", "[10, 16]")] {
            let digits = Digits::of(text);
            assert_eq!(digits.decode(text).as_deref(), Some(decimal), "{digits:?}");
            assert_eq!(digits.encode(decimal).as_deref(), Some(text), "{digits:?}");
        }
        assert_eq!(Digits::of("OK 5").decode("OK 5"), None);
        let decimal = "1 2 3 4 5 6 7 8 9";
        assert_eq!(Digits::of(decimal).decode(decimal), None);
    }
}
