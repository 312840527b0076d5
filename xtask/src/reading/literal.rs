//! A bracketed literal as languages print and send it: `[1, 2]`, `{1, 2}`, `(1, 2)`, `{19: 1}`, `{19=1}`,
//! `{"unique": [1]}`, `set([1])`, `Counter({19: 2})`, `[1 2 3]`, `('Before', [1, 2])`, `[np.int64(1)]`, nested.
//!
//! One tolerant reader for all of them, since programs print one language's literals and send another's. It stops at
//! the bracket that closes the first one, so that literals back to back come apart.
//!
//! Linear time although a reader may try every opening bracket: nesting is bounded, and a try that starts inside
//! another one's brackets ends with them.

use std::ops::Range;

/// Deeper nesting is not a literal.
const DEEPEST: usize = 12;

/// A literal, or an element of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A whole number, also one written `1.0`, `1L`, or `np.int64(1)`.
    Int(i64),
    /// Any other number.
    Float,
    /// A quoted string: where its content stands, escapes as written.
    Str(Range<usize>),
    /// A bare word: where it stands.
    Word(Range<usize>),
    /// Elements in brackets.
    Seq(Seq),
    /// Keys and values in brackets.
    Map(Vec<(Literal, Literal)>),
}

/// Elements in brackets.
#[derive(Debug, Clone, PartialEq)]
pub struct Seq {
    /// The opening bracket.
    pub open: u8,
    /// What stands in them.
    pub items: Vec<Literal>,
    /// Whether a comma stands in them.
    pub comma: bool,
    /// From the opening bracket to behind the closing one.
    pub range: Range<usize>,
}

/// A literal and where it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What was read.
    pub literal: Literal,
    /// Behind its last byte.
    pub end: usize,
    /// Whether the bytes ended before its brackets were closed: what is there was read as if they were.
    pub cut_off: bool,
}

/// Reads the literal whose opening bracket stands at `start`. `None` where no literal stands there.
pub fn parse(bytes: &[u8], start: usize) -> Option<Parsed> {
    let mut reader = Reader { bytes, at: start, cut_off: false };
    let literal = match bytes.get(start)? {
        b'[' | b'(' | b'{' => reader.brackets(0)?,
        _ => return None,
    };
    Some(Parsed { literal, end: reader.at, cut_off: reader.cut_off })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    cut_off: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn brackets(&mut self, depth: usize) -> Option<Literal> {
        if depth == DEEPEST {
            return None;
        }
        let start = self.at;
        let open = self.peek()?;
        let close = match open {
            b'[' => b']',
            b'(' => b')',
            _ => b'}',
        };
        self.at += 1;
        let mut items = Vec::new();
        let mut entries = Vec::new();
        let mut comma = false;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => self.cut_off = true,
                Some(b',' | b';') => {
                    comma = true;
                    self.at += 1;
                    continue;
                }
                Some(b) if b == close => self.at += 1,
                Some(_) => {
                    let item = self.element(depth)?;
                    self.skip_blanks();
                    if self.skip_arrow() {
                        self.skip_blanks();
                        if self.peek().is_none() {
                            self.cut_off = true;
                            break;
                        }
                        entries.push((item, self.element(depth)?));
                    } else {
                        items.push(item);
                    }
                    if !self.cut_off {
                        continue;
                    }
                }
            }
            break;
        }
        match (items.is_empty(), entries.is_empty()) {
            (_, true) => Some(Literal::Seq(Seq { open, items, comma, range: start..self.at })),
            (true, false) => Some(Literal::Map(entries)),
            // The key of an entry whose value was cut off.
            (false, false) if self.cut_off && items.len() == 1 => Some(Literal::Map(entries)),
            (false, false) => None,
        }
    }

    /// Skips what stands between a key and its value: `:`, `=`, `=>`, `->`.
    fn skip_arrow(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let length = match rest {
            [b'=' | b'-', b'>', ..] => 2,
            [b':' | b'=', ..] => 1,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn element(&mut self, depth: usize) -> Option<Literal> {
        match self.peek()? {
            b'[' | b'(' | b'{' => self.brackets(depth + 1),
            b'"' | b'\'' => self.string(),
            b'0'..=b'9' | b'+' | b'-' => self.number(),
            b'<' => self.angle(),
            b if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => self.word(depth),
            b'.' => self.number().or_else(|| self.dots()),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Literal> {
        let (number, end) = number(self.bytes, self.at)?;
        self.at = end;
        match self.peek() {
            None => self.cut_off = true,
            Some(b',' | b';' | b':' | b'=' | b')' | b']' | b'}') => {}
            Some(b) if b.is_ascii_whitespace() => {}
            Some(b'-') if self.bytes.get(self.at + 1) == Some(&b'>') => {}
            Some(_) => return None,
        }
        Some(number.map_or(Literal::Float, Literal::Int))
    }

    fn string(&mut self) -> Option<Literal> {
        let quote = self.peek()?;
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.peek() {
                None => {
                    self.cut_off = true;
                    return Some(Literal::Str(start..self.at));
                }
                Some(b'\n') => return None,
                Some(b'\\') => self.at = (self.at + 2).min(self.bytes.len()),
                Some(b) => {
                    self.at += 1;
                    if b == quote {
                        return Some(Literal::Str(start..self.at - 1));
                    }
                }
            }
        }
    }

    fn word(&mut self, depth: usize) -> Option<Literal> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.') || b >= 0x80)
        {
            self.at += 1;
        }
        match self.peek() {
            Some(b'"' | b'\'') if matches!(&self.bytes[start..self.at], b"b" | b"B" | b"u" | b"U" | b"r") => {
                self.string()
            }
            Some(b'(') => {
                let call = self.brackets(depth + 1)?;
                let name = &self.bytes[start..];
                let sized = name.starts_with(b"Set(") || name.starts_with(b"Map(");
                if sized && self.bytes[self.at..].starts_with(b" {") {
                    self.at += 1;
                    return self.brackets(depth + 1);
                }
                // `np.int64(1)`, `set([1])`: the one argument is the value.
                Some(match call {
                    Literal::Seq(mut seq) if seq.items.len() == 1 => seq.items.remove(0),
                    other => other,
                })
            }
            Some(b'[' | b'{') => self.brackets(depth + 1),
            _ => Some(Literal::Word(start..self.at)),
        }
    }

    /// `<class 'int'>`, as in the literal of a `defaultdict`.
    fn angle(&mut self) -> Option<Literal> {
        let start = self.at;
        let length = self.bytes[start..].iter().take(64).position(|b| *b == b'>')?;
        self.at += length + 1;
        Some(Literal::Word(start..self.at))
    }

    /// `...`, for elements left out.
    fn dots(&mut self) -> Option<Literal> {
        let start = self.at;
        self.at += self.bytes[start..].starts_with(b"...").then_some(3)?;
        Some(Literal::Word(start..self.at))
    }
}

/// Reads the number that starts at `at`: the number where it is whole and fits, and where it ends.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<(Option<i64>, usize)> {
    let digits = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
    let whole_end = digits(start);
    let mut end = whole_end;
    let mut whole = true;
    if bytes.get(end) == Some(&b'.') {
        end = digits(whole_end + 1);
        whole = bytes[whole_end + 1..end].iter().all(|b| *b == b'0');
        if end == whole_end + 1 && (whole_end == start || bytes.get(end) == Some(&b'.')) {
            end = whole_end; // `.` alone, or `1...`
        }
    }
    if whole_end == start && end == start {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            (end, whole) = (exponent, false);
        }
    }
    if matches!(bytes.get(end), Some(b'L' | b'l')) && whole && end == whole_end {
        end += 1;
    }
    let mut value = None;
    if whole && whole_end > start {
        value = bytes[start..whole_end].iter().try_fold(0i64, |sum, digit| {
            let digit = i64::from(digit - b'0');
            sum.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
        });
    }
    Some((value, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A literal in one notation, for comparison.
    fn show(text: &str, literal: &Literal) -> String {
        match literal {
            Literal::Int(n) => n.to_string(),
            Literal::Float => "float".into(),
            Literal::Str(range) => format!("'{}'", &text[range.clone()]),
            Literal::Word(range) => text[range.clone()].into(),
            Literal::Seq(seq) => {
                let items: Vec<String> = seq.items.iter().map(|item| show(text, item)).collect();
                format!("[{}]", items.join(" "))
            }
            Literal::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(k, v)| format!("{}:{}", show(text, k), show(text, v))).collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }

    #[test]
    fn literals_of_many_languages_are_read() {
        for (text, expected) in [
            ("[1, 2, 3]", "[1 2 3]"),
            ("[]", "[]"),
            ("{1, -2}", "[1 -2]"),
            ("(1, 2,)", "[1 2]"),
            ("[1 2\n  3]", "[1 2 3]"),
            ("[ 1.  2. 3.0]", "[1 2 3]"),
            ("[1.5, 2e3]", "[float float]"),
            ("[1L, 2L]", "[1 2]"),
            ("['1', \"2\", u'3', b'4']", "['1' '2' '3' '4']"),
            ("{19: 1, 75: 2}", "{19:1 75:2}"),
            ("{19=1, 75=2}", "{19:1 75:2}"),
            ("{ 19 => 1, 75 => 2 }", "{19:1 75:2}"),
            ("[19:1 75:2]", "{19:1 75:2}"),
            (r#"{"unique": [1], "duplicates": []}"#, "{'unique':[1] 'duplicates':[]}"),
            ("{ unique: Set(2) { 1, 2 }, d: [] }", "{unique:[1 2] d:[]}"),
            ("(set([1, 2]), [3])", "[[1 2] [3]]"),
            ("(np.int64(1), Integer(2))", "[1 2]"),
            ("(<class 'int'>, {1: 2})", "[<class 'int'> {1:2}]"),
            ("('Before', [1, 2])", "['Before' [1 2]]"),
            (r"['it\'s', 1]", r"['it\'s' 1]"),
            ("[None, 99999999999999999999]", "[None float]"),
        ] {
            let parsed = parse(text.as_bytes(), 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(show(text, &parsed.literal), expected, "{text}");
            assert_eq!((parsed.end, parsed.cut_off), (text.len(), false), "{text}");
        }
    }

    #[test]
    fn a_literal_ends_with_its_own_bracket() {
        let parsed = parse(b"[1, 60][60]", 0).expect("a list");
        assert_eq!((parsed.end, parsed.cut_off), (7, false));
    }

    #[test]
    fn a_cut_off_literal_holds_what_was_there() {
        for (text, expected) in [
            ("[1, 2, 3", "[1 2 3]"),
            ("[1, 2,", "[1 2]"),
            ("[", "[]"),
            ("{1: 2, 3: ", "{1:2}"),
            ("{1: 2, 3", "{1:2}"),
            ("[[1, 2], [3", "[[1 2] [3]]"),
            ("{'a': [1], 'b", "{'a':[1]}"),
        ] {
            let parsed = parse(text.as_bytes(), 0).unwrap_or_else(|| panic!("{text}"));
            assert!(parsed.cut_off, "{text}");
            assert_eq!(show(text, &parsed.literal), expected, "{text}");
            assert_eq!(parsed.end, text.len());
        }
    }

    #[test]
    fn what_is_no_literal_is_none() {
        for text in
            ["", "1", "[12:30:01]", "[2020-01-08]", "[1/3]", "[1)", "[1%]", "{1: 2, 3}", "[*]", "[ab'c\n']"]
        {
            assert_eq!(parse(text.as_bytes(), 0), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(parse(deep.as_bytes(), 0), None);
    }
}
