//! How one number is written.

use serde::{Deserialize, Serialize};

/// A number's digits, and what fills them up to a width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Its digits.
    Plain,
    /// Zeros before it.
    Zeros(usize),
    /// Blanks before it.
    Right(usize),
    /// Blanks behind it.
    Left(usize),
}

/// What [`super::tokens::numbers`] takes for one number.
const MOST_DIGITS: usize = 18;

impl Style {
    /// The text of a number; `None` where it cannot be read back.
    pub fn write(self, value: i64) -> Option<String> {
        let text = match self {
            Self::Plain => value.to_string(),
            Self::Zeros(width) => format!("{value:0width$}"),
            Self::Right(width) => format!("{value:width$}"),
            Self::Left(width) => format!("{value:<width$}"),
        };
        let digits = value.unsigned_abs().to_string().len();
        let fits = match self {
            Self::Zeros(width) => text.len() == width,
            _ => true,
        };
        (fits && digits <= MOST_DIGITS).then_some(text)
    }

    /// The number at the start of a text, and how many bytes it takes; only what [`Style::write`] writes.
    pub fn read(self, text: &str) -> Option<(i64, usize)> {
        let blanks = match self {
            Self::Right(_) => text.bytes().take_while(|b| *b == b' ').count(),
            _ => 0,
        };
        let rest = &text[blanks..];
        let sign = usize::from(rest.starts_with('-'));
        let most = match self {
            Self::Zeros(width) => width.saturating_sub(sign),
            _ => MOST_DIGITS,
        };
        let digits = rest.bytes().skip(sign).take(most).take_while(u8::is_ascii_digit).count();
        let value = rest[..sign + digits].parse().ok()?;
        let written = self.write(value)?;
        text.starts_with(&written).then_some((value, written.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in -100_000i64..100_000, width in 1usize..8, kind in 0..4) {
            let style = [Style::Plain, Style::Zeros(width), Style::Right(width), Style::Left(width)][kind as usize];
            if let Some(text) = style.write(value) {
                prop_assert_eq!(style.read(&format!("{text}, 5")), Some((value, text.len())));
            }
        }
    }

    #[test]
    fn what_is_written_otherwise_is_not_read() {
        assert_eq!(Style::Plain.read("007"), None);
        assert_eq!(Style::Right(4).read("  5"), None);
        assert_eq!(Style::Zeros(3).read("005006"), Some((5, 3)));
        assert_eq!(Style::Plain.read("]"), None);
    }
}
