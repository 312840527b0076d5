//! Text as numbers and the gaps between them.

use std::collections::HashMap;

use crate::seen::MOST_NUMBERS;

/// Which gap: those that say the same have the same one.
pub type GapId = u32;

/// All gaps of a pair, blanks and ends of lines made alike.
#[derive(Debug, Default)]
pub struct Gaps {
    ids: HashMap<String, GapId>,
    texts: Vec<String>,
}

impl Gaps {
    /// The gap that says this.
    pub fn id(&mut self, text: &str) -> GapId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.texts.len() as GapId;
        self.ids.insert(text.to_owned(), id);
        self.texts.push(text.to_owned());
        id
    }

    /// What a gap says.
    pub fn text(&self, id: GapId) -> &str {
        &self.texts[id as usize]
    }

    /// Whether it is usual between the numbers of one list.
    pub fn is_listlike(&self, id: GapId) -> bool {
        matches!(self.text(id), ", " | "," | " " | "\n" | "; " | ";" | "\u{E005}")
    }

    /// Whether it is usual between the numbers of a row, where rows are one list.
    fn is_within_rows(&self, id: GapId) -> bool {
        let text = self.text(id);
        self.is_listlike(id) || !text.is_empty() && text.chars().all(|c| ROW.contains(c))
    }

    /// Whether it has a letter.
    pub fn has_words(&self, id: GapId) -> bool {
        self.text(id).chars().any(char::is_alphabetic)
    }
}

/// A number, and where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// What it says.
    pub value: i64,
    /// Its first byte in the text.
    pub start: usize,
    /// The one behind its last.
    pub end: usize,
}

/// A text of one case, taken apart.
#[derive(Debug)]
pub struct Tokens {
    /// Its numbers, no more than are looked at.
    pub numbers: Vec<Number>,
    /// What stands before each of them, and behind the last.
    pub gaps: Vec<GapId>,
}

impl Tokens {
    /// Of a text. Where `wraps`, the end of a line between numbers is a blank: rows of ten are one list.
    pub fn of(text: &str, wraps: bool, gaps: &mut Gaps) -> Self {
        let numbers = numbers(text);
        let mut found = Vec::with_capacity(numbers.len() + 1);
        let mut at = 0;
        for (n, number) in numbers.iter().enumerate() {
            let raw = &text[at..number.start];
            let usual = found.last().copied().filter(|gap| n > 1 && gaps.is_within_rows(*gap));
            found.push(match (wraps && n > 0 && is_row_end(raw), usual) {
                (true, Some(usual)) if gaps.text(usual) != "\n" => usual,
                (true, _) => gaps.id(" "),
                // Rows of five cells each are one list, as rows of five numbers are.
                (false, _) if wraps && is_cell_end(raw) => {
                    let within = gaps.id(&clean(&raw.replace('\n', " ")));
                    if found.contains(&within) { within } else { gaps.id(&clean(raw)) }
                }
                (false, _) => gaps.id(&clean(raw)),
            });
            at = number.end;
        }
        found.push(gaps.id(&clean(&text[at..])));
        for at in 1..numbers.len() {
            if is_and(gaps.text(found[at])) && gaps.is_listlike(found[at - 1]) {
                found[at] = found[at - 1];
            }
        }
        Self { numbers, gaps: found }
    }
}

/// The numbers of a text: up to 18 digits, and a sign where nothing stands before it that it could divide from them; those with `0x` or `0b` before
/// them; and checksums and the like, which are digits of both kinds.
pub fn numbers(text: &str) -> Vec<Number> {
    const MOST_DIGITS: usize = 18;
    let bytes = text.as_bytes();
    let (mut found, mut at): (Vec<Number>, _) = (Vec::new(), 0);
    while at < bytes.len() && found.len() < MOST_NUMBERS {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..].iter().take(MOST_DIGITS).take_while(|b| b.is_ascii_digit()).count();
        let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if (at > 0 && is_letter(at - 1) || is_letter(at + digits))
            && let Some(number) = other_base(text, at, found.last().map_or(0, |last| last.end))
        {
            at = number.end;
            found.push(number);
            continue;
        }
        let is_free = |start: usize| found.last().is_none_or(|last| last.end <= start);
        let is_signed = at > 0 && bytes[at - 1] == b'-' && is_free(at - 1) && !ends_a_word(&text[..at - 1]);
        let start = if is_signed { at - 1 } else { at };
        let value = text[start..at + digits].parse().expect("18 digits are a number");
        found.push(Number { value, start, end: at + digits });
        at += digits;
    }
    found
}

/// A number in another base, in the word that has a digit at this place and begins behind `before`: `0x1f`, `0b101`, `9c4e02d1`.
fn other_base(text: &str, at: usize, before: usize) -> Option<Number> {
    /// How many digits checksums have: those of 32 and 64 bits, MD5, SHA-1 and SHA-256. Of other words letters may be what stands between numbers.
    const CHECKSUMS: [usize; 5] = [8, 16, 32, 40, 64];
    /// The digits that make the value of a longer one.
    const MOST_DIGITS: usize = 15;
    let bytes = text.as_bytes();
    let most = CHECKSUMS[CHECKSUMS.len() - 1] + 1;
    let letters = bytes[before..at].iter().rev().take(most).take_while(|b| b.is_ascii_alphanumeric()).count();
    let start = at - letters;
    if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
        return None;
    }
    let length = bytes[start..].iter().take(most).take_while(|b| b.is_ascii_alphanumeric()).count();
    let word = &text[start..start + length];
    let number = |digits: &str, base| i64::from_str_radix(digits, base).ok();
    let value = match word.get(..2) {
        Some("0x" | "0X") => number(&word[2..], 16)?,
        Some("0b" | "0B") => number(&word[2..], 2)?,
        _ => {
            let has = |is: fn(&u8) -> bool| word.bytes().any(|b| is(&b));
            let is_one_case = !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase));
            let is_one =
                CHECKSUMS.contains(&length) && is_one_case && word.bytes().all(|b| b.is_ascii_hexdigit());
            // A checksum stands behind what it is of.
            let is_behind = start > 0 && b";,:|=\t ".contains(&bytes[start - 1]);
            let is_both = is_one && is_behind && has(u8::is_ascii_alphabetic);
            number(&word[..length.min(MOST_DIGITS)], 16).filter(|_| is_both)?
        }
    };
    Some(Number { value, start, end: start + length })
}

fn ends_a_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'))
}

/// Blanks, zeros and ends of lines made alike.
pub fn clean(raw: &str) -> String {
    let mut found = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            ' ' | '\t' if found.ends_with(' ') => {}
            ' ' | '\t' => found.push(' '),
            '\0' if found.ends_with('\0') => {}
            c => found.push(c),
        }
    }
    found
}

/// Characters that stand between the numbers of a row, and behind its last.
const ROW: &str = " |,;*";

/// Whether a row ends here and the next one begins, with a line drawn between them at most.
fn is_row_end(raw: &str) -> bool {
    let Some((before, behind)) = raw.split_once('\n') else { return false };
    let (line, behind) = behind.split_once('\n').map_or((None, behind), |(line, next)| (Some(line), next));
    let before = before.strip_suffix('\r').unwrap_or(before);
    before.chars().all(|c| ROW.contains(c))
        && line.is_none_or(is_drawn)
        && behind.chars().all(|c| " |*".contains(c))
}

/// Whether a line ends in a cell that has more than its number, `9 (2x)`, and the next begins with a number.
fn is_cell_end(raw: &str) -> bool {
    raw.split_once('\n').is_some_and(|(before, behind)| {
        let is_short = before.trim().len() < 8 && before.chars().any(|c| !c.is_whitespace());
        is_short && behind.chars().all(|c| " |*\t".contains(c))
    })
}

/// A line between rows: `+---+---+`.
pub fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.chars().all(|c| "+-=|*:".contains(c))
}

/// `5, 6 and 7`.
pub fn is_and(gap: &str) -> bool {
    matches!(gap.strip_prefix(',').unwrap_or(gap), " and " | " und " | " & ")
}

/// Whether a text has rows of numbers, or of cells with more than a number, one below the other.
pub fn has_rows(text: &str) -> bool {
    has_rows_of_numbers(text) || has_rows_of_cells(text)
}

fn has_rows_of_cells(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    lines.windows(2).any(|pair| {
        let starts = pair[1].trim_start().starts_with(|c: char| c.is_ascii_digit());
        starts && !pair[0].trim_end().ends_with(|c: char| c.is_ascii_digit()) && is_row_of_cells(pair[0])
    })
}

/// Whether behind its last number a line says what it does behind another.
fn is_row_of_cells(line: &str) -> bool {
    let found = numbers(line);
    let Some(last) = found.last().map(|last| clean(line[last.end..].trim_end())) else { return false };
    let mut ends = found.windows(2).map(|pair| clean(&line[pair[0].end..pair[1].start]));
    !last.is_empty() && ends.any(|end| end.trim_end() == last)
}

fn has_rows_of_numbers(text: &str) -> bool {
    let is_between = |c: char| " ,|".contains(c);
    let mut lines = text.split('\n').filter(|line| !is_drawn(line)).peekable();
    while let Some(line) = lines.next() {
        let Some(next) = lines.peek() else { return false };
        let next = next.trim_start_matches([' ', '|']);
        let behind = next.trim_start_matches(|c: char| c.is_ascii_digit());
        if behind.len() < next.len() && behind.starts_with(is_between) && is_row(line) {
            return true;
        }
    }
    false
}

/// Whether a line has two numbers, and ends with one.
fn is_row(line: &str) -> bool {
    let line = line.strip_suffix('\r').unwrap_or(line).trim_end_matches([' ', '|', ',']);
    let bytes = line.as_bytes();
    let is_between = |b: u8| b" ,|".contains(&b);
    let starts = (1..bytes.len()).filter(|at| bytes[*at].is_ascii_digit() && is_between(bytes[at - 1]));
    let has_one_before = |at: &usize| {
        let blanks = bytes[..*at].iter().rev().take_while(|b| is_between(**b)).count();
        bytes[..at - blanks].last().is_some_and(u8::is_ascii_digit)
    };
    // A row of one digit each is two numbers more: `1 2 3`.
    bytes.last().is_some_and(u8::is_ascii_digit)
        && starts.take(64).find(has_one_before).is_some_and(|at| at + 1 < bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<i64> {
        numbers(text).iter().map(|n| n.value).collect()
    }

    #[test]
    fn a_sign_belongs_to_a_number_where_it_divides_nothing() {
        assert_eq!(values("-1 5-6 a-7 (-8) [2]-9"), [-1, 5, 6, 7, -8, 2, 9]);
        assert_eq!(values("--3"), [-3]);
        assert_eq!(values("1234567890123456789"), [123_456_789_012_345_678, 9]);
    }

    #[test]
    fn numbers_of_other_bases_are_one_number() {
        assert_eq!(values("9 = 0x09 = 0b1001, 0X1F"), [9, 9, 9, 31]);
        assert_eq!(values("7;9c4e02d1;fa001234"), [7, 0x9c4e_02d1, 0xfa00_1234]);
        // Names, what is no digit of theirs, and letters between numbers.
        assert_eq!(values("b2b n12 2x 0xzz Ab12Cd3f 12px34 5a7b1c"), [2, 12, 2, 0, 12, 3, 12, 34, 5, 7, 1]);
        assert_eq!(values(&"12ab".repeat(50)), [12; 50]);
    }

    #[test]
    fn rows_are_seen() {
        assert!(has_rows("Final:\n1 2 33\n4 5 6\n"));
        assert!(!has_rows("Final: [1, 2]\nDups: [3]\n"));
        assert!(!has_rows("1\n2\n3\n"));
        assert!(has_rows(" 1 (2x)   9 (2x)\n10 (3x)"));
        assert!(!has_rows("2 occurs 3 times\n4 occurs 5 times"));
        let mut gaps = Gaps::default();
        let tokens = Tokens::of(" 1 (2x)   9 (2x)\n10 (3x)", true, &mut gaps);
        assert_eq!(tokens.gaps[2], tokens.gaps[4]);
        assert!(has_rows("| 1 | 22 |\n+---+----+\n| 3 |  4 |\n"));
        for (end, is) in
            [(" |\n| ", true), (" |\r\n+--+--+\r\n|", true), ("\n\n", false), ("\nDuplicates\n", false)]
        {
            assert_eq!(is_row_end(end), is, "{end:?}");
        }
    }

    #[test]
    fn gaps_are_alike_but_for_blanks() {
        assert_eq!(clean(" \t x\r\n\0\0\0y"), " x\n\0y");
        let mut gaps = Gaps::default();
        let tokens = Tokens::of("1, 2 and 3", false, &mut gaps);
        assert_eq!(tokens.gaps[1..3].iter().map(|g| gaps.text(*g)).collect::<Vec<_>>(), [", ", ", "]);
    }
}
