//! Texts by the columns that they fill, and how many a terminal has.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns where nobody knows how many there are: of a file, or of a pipe.
const OF_A_FILE: usize = 110;
/// Columns below which nothing is made narrower.
const LEAST: usize = 40;

/// How many columns standard output has.
pub fn of_terminal() -> usize {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout());
    let columns = size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0);
    columns.unwrap_or(OF_A_FILE).max(LEAST)
}

/// A text with spaces behind it.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// A text with spaces before it.
pub fn padded_left(text: &str, width: usize) -> String {
    format!("{:1$}{text}", "", width.saturating_sub(text.width()))
}

/// The beginning of a text that fills no more than so many columns.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut columns = 1; // of the dots
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns <= width
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_fits_and_says_so_by_columns_and_not_by_bytes() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("\u{5b66}\u{751f}\u{5b66}", 5), "\u{5b66}\u{751f}…");
        assert_eq!(padded("\u{5b66}", 4), "\u{5b66}  ");
        assert_eq!(padded_left("ab", 4), "  ab");
    }
}
