//! Printed bytes as pieces: literals, runs of bare numbers, words, line ends.
//!
//! Both readers of text stand on it: `text` for what programs print, `wire` for what they send.

use std::ops::Range;

use super::literal::{Literal, Parsed, number, parse};

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Its first byte.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece of text is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PieceKind {
    /// Words, punctuation, and numbers that are part of something else: `10.0.0.1`, `12:30`, `0.5`, `80%`, `task2`.
    Words,
    /// A literal in brackets.
    Literal(Box<Parsed>),
    /// Whole numbers on one line with nothing but separators between them.
    Run(Run),
    /// The end of a line, with the blank lines that follow.
    LineEnd,
}

/// Whole numbers with nothing but separators between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// The numbers.
    pub values: Vec<i64>,
    /// The most telling separator: a comma, semicolon, bar or tab before a blank; 0 for a single number.
    pub separator: u8,
    /// Whether a separator that is no blank follows the last one.
    pub trailing: bool,
}

/// A copy of the same length in which nothing stands that a terminal would not show as text: escape sequences and
/// control characters become blanks, a lone carriage return a newline. So do the escapes of newlines and tabs next to
/// numbers and brackets, as in a printed `b'1\n2\n'`, and those of a URL become what they stand for: `7%2C12`.
pub(super) fn clean(bytes: &[u8]) -> Vec<u8> {
    let mut clean = bytes.to_vec();
    let mut at = 0;
    while at < clean.len() {
        match clean[at] {
            0x1b => {
                let end = escape_end(bytes, at);
                clean[at..end].fill(b' ');
                at = end;
                continue;
            }
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => clean[at] = b'\n',
            b'\n' | b'\t' => {}
            0..0x20 | 0x7f => clean[at] = b' ',
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b't' | b'r')) => {
                let near = |b: u8| b.is_ascii_digit() || b"[](){},;".contains(&b);
                let before = at > 0 && (near(clean[at - 1]) || clean[at - 1] == b' ');
                let behind = matches!(bytes.get(at + 2), Some(b'\\' | b'\'' | b'"'));
                if (before && behind)
                    || (at > 0 && near(clean[at - 1]))
                    || bytes.get(at + 2).is_some_and(|b| near(*b))
                {
                    clean[at..at + 2].fill(b' ');
                }
                at += 1;
            }
            b'%' => {
                if let Some(sign) = percent_encoded(&bytes[at..]) {
                    clean[at..at + 3].copy_from_slice(&[sign, b' ', b' ']);
                    at += 2;
                }
            }
            _ => {}
        }
        at += 1;
    }
    clean
}

/// The sign between numbers, or round them, that these bytes stand for in a URL.
fn percent_encoded(bytes: &[u8]) -> Option<u8> {
    let hex = std::str::from_utf8(bytes.get(1..3)?).ok()?;
    let sign = u8::from_str_radix(hex, 16).ok()?;
    b" ,;[]{}()\"'".contains(&sign).then_some(sign)
}

/// Where a terminal's escape sequence ends. Long ones are cut, so that what follows an unfinished one is read.
fn escape_end(bytes: &[u8], at: usize) -> usize {
    const LONGEST: usize = 256;
    let rest = &bytes[at + 1..bytes.len().min(at + LONGEST)];
    let body = match rest.first() {
        None => 0,
        Some(b'[') => rest[1..].iter().position(|b| (0x40..=0x7e).contains(b)).map_or(1, |i| i + 2),
        Some(b']' | b'P' | b'^' | b'_') => {
            rest.iter().position(|b| matches!(b, 0x07 | b'\\')).map_or(1, |i| i + 1)
        }
        Some(b'(' | b')' | b'#') => 2.min(rest.len()),
        Some(0x30..=0x7e) => 1,
        Some(_) => 0,
    };
    at + 1 + body
}

/// What stands before the last number of a list: `1, 2 and 3`.
const AND: [&[u8]; 10] = [b"and", b"&", b"y", b"e", b"et", b"und", b"en", b"och", b"og", b"i"];

/// Takes text apart. `cuts` are places, ascending, where words and numbers may end without a separator: the boundaries
/// of what was sent.
pub(super) fn pieces(text: &[u8], cuts: &[usize]) -> Vec<Piece> {
    let mut scanner = Scanner { text, cuts, at: 0, pieces: Vec::new() };
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.pieces
}

struct Scanner<'a> {
    text: &'a [u8],
    cuts: &'a [usize],
    at: usize,
    pieces: Vec<Piece>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let start = self.at;
        let byte = self.text[start];
        match byte {
            b'\n' => {
                while matches!(self.text.get(self.at), Some(b'\n' | b'\r' | b' ' | b'\t')) {
                    self.at += 1;
                }
                // Blanks that indent the next line are not part of the line end.
                let last = self.text[start..self.at].iter().rposition(|b| *b == b'\n').unwrap_or(0);
                self.at = start + last + 1;
                self.pieces.push(Piece { start, end: self.at, kind: PieceKind::LineEnd });
            }
            b if b.is_ascii_whitespace() => self.at += 1,
            b',' | b';' | b'|' if self.separator() => {}
            b'[' | b'(' | b'{' => match parse(self.text, start) {
                Some(parsed) if !swallows(self.text, start, &parsed) => {
                    self.at = parsed.end;
                    let kind = PieceKind::Literal(Box::new(parsed));
                    self.pieces.push(Piece { start, end: self.at, kind });
                }
                _ => self.words(start + 1),
            },
            b'0'..=b'9' | b'+' | b'-' => match clean_number(self.text, start, self.cut_before(start)) {
                Some((value, end)) if !self.glued(end) || self.is_marked(end) => self.number(value, end),
                _ => {
                    let end = self.token_end(start);
                    self.words(end);
                }
            },
            // A quote, or the `b'` and `u'` of Python.
            b'\'' | b'"' => self.words(start + 1),
            _ => {
                let end = self.token_end(start);
                self.words(end);
            }
        }
    }

    /// Whether the text right behind a number makes it part of something else.
    fn glued(&self, end: usize) -> bool {
        follows_badly(self.text, end) && !self.cut_before(end)
    }

    /// Whether an end mark stands right behind the last number of a list: `12;40;100#`, `12,40,100END`. A number by itself is
    /// no list: `80#`.
    fn is_marked(&self, end: usize) -> bool {
        let Some(Piece { end: before, kind: PieceKind::Run(_), .. }) = self.pieces.last() else {
            return false;
        };
        self.text[*before..self.at].iter().all(|b| matches!(b, b' ' | b'\t')) && end_mark(&self.text[end..])
    }

    fn cut_before(&self, at: usize) -> bool {
        self.cuts.binary_search(&at).is_ok()
    }

    /// A separator behind a run belongs to the run.
    fn separator(&mut self) -> bool {
        let byte = self.text[self.at];
        if let Some(Piece { end, kind: PieceKind::Run(run), .. }) = self.pieces.last_mut()
            && self.text[*end..self.at].iter().all(u8::is_ascii_whitespace)
        {
            // A bar behind a list of commas is its end mark.
            if matches!(run.separator, 0 | b' ' | b'\t') {
                run.separator = byte;
            }
            run.trailing = true;
            *end = self.at + 1;
            self.at += 1;
            return true;
        }
        false
    }

    fn number(&mut self, value: i64, number_end: usize) {
        let start = self.at;
        self.at = number_end;
        if let [.., Piece { end, kind: PieceKind::Run(run), .. }, words] = &mut self.pieces[..]
            && words.kind == PieceKind::Words
            && AND.contains(&&self.text[words.start..words.end])
        {
            if run.separator == 0 {
                run.separator = b' ';
            }
            run.values.push(value);
            run.trailing = false;
            *end = number_end;
            self.pieces.pop();
            return;
        }
        if let Some(Piece { end, kind: PieceKind::Run(run), .. }) = self.pieces.last_mut()
            && self.text[*end..start].iter().all(u8::is_ascii_whitespace)
        {
            if matches!(run.separator, 0 | b' ') {
                run.separator = if self.text[*end..start].contains(&b'\t') { b'\t' } else { b' ' };
            }
            run.values.push(value);
            run.trailing = false;
            *end = number_end;
            return;
        }
        let run = Run { values: vec![value], separator: 0, trailing: false };
        self.pieces.push(Piece { start, end: number_end, kind: PieceKind::Run(run) });
    }

    fn words(&mut self, word_end: usize) {
        let start = self.at;
        self.at = word_end;
        match self.pieces.last_mut() {
            Some(Piece { end, kind: PieceKind::Words, .. }) => *end = word_end,
            _ => self.pieces.push(Piece { start, end: word_end, kind: PieceKind::Words }),
        }
    }

    /// The end of the word that starts here: at a blank, a bracket, a quote or a separator, or behind the punctuation
    /// that may stand before a number.
    fn token_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        while let Some(&b) = self.text.get(end) {
            let number_may_start = b.is_ascii_digit() || matches!(b, b'-' | b'+');
            if b.is_ascii_whitespace()
                || b"[({'\"|;,".contains(&b)
                || (number_may_start && (may_precede(self.text, end) || self.cut_before(end)))
            {
                break;
            }
            end += 1;
        }
        end
    }
}

/// A number without a sign, and where it stands.
pub(super) struct Number {
    pub value: i64,
    pub range: Range<usize>,
}

/// Every run of digits, whatever stands round it.
pub(super) fn digits(text: &[u8]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut end = 0;
    for run in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let range = end..end + run.len();
        end = range.end;
        let value = std::str::from_utf8(run).ok().and_then(|run| run.parse().ok());
        numbers.extend(value.map(|value| Number { value, range }));
    }
    numbers
}

/// Whether a bracket only seems to open a literal, such as that of `:(`, and takes in whole lines of other text.
fn swallows(text: &[u8], start: usize, parsed: &Parsed) -> bool {
    let Literal::Seq(seq) = &parsed.literal else { return false };
    seq.items.iter().any(|item| matches!(item, Literal::Word(_)))
        && (parsed.cut_off || text[start..parsed.end].contains(&b'\n'))
}

/// Whether a number may start at `at`, given what stands before it.
fn may_precede(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| text[i]) else { return true };
    match before {
        b':' => !is_time(&text[..at - 1]),
        b'#' => at < 2 || text[at - 2].is_ascii_whitespace() || text[at - 2].is_ascii_digit(),
        b',' | b';' | b'=' | b'(' | b'[' | b'{' | b'<' | b'>' | b'\'' | b'"' | b'|' | b'!' | b'?' | b'*'
        | b')' | b']' | b'}' => true,
        b => b.is_ascii_whitespace(),
    }
}

/// Whether a colon behind this stands in a time or an address, and not behind a name: `12:30`, but `part1:30`.
fn is_time(before: &[u8]) -> bool {
    let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric());
    before.last().is_some_and(u8::is_ascii_digit) && word.clone().all(u8::is_ascii_digit)
}

fn follows_badly(text: &[u8], end: usize) -> bool {
    let next_is_digit = text.get(end + 1).is_some_and(u8::is_ascii_digit);
    match text.get(end) {
        None => false,
        Some(b'.' | b':' | b'-' | b'/') => next_is_digit,
        Some(
            b',' | b';' | b'=' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'\'' | b'"' | b'|'
            | b'!' | b'?' | b'*',
        ) => false,
        Some(b) => !b.is_ascii_whitespace(),
    }
}

/// Whether text begins with a mark that programs put right behind the last number of a list.
fn end_mark(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 7] = [b"end", b"eof", b"eol", b"done", b"stop", b"exit", b"quit"];
    let letters = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let is_word = WORDS.iter().any(|word| text[..letters].eq_ignore_ascii_case(word));
    let behind = |at: usize| text.get(at).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_');
    match text.first() {
        // Behind a hash the next list may begin.
        Some(b'#') => true,
        Some(b'$' | b'@' | b'~' | b'^' | b'&') => text.get(1).is_none_or(|b| !b.is_ascii_digit()),
        _ => is_word && behind(letters),
    }
}

/// A whole number that stands by itself.
fn clean_number(text: &[u8], start: usize, cut: bool) -> Option<(i64, usize)> {
    if !cut && !may_precede(text, start) {
        return None;
    }
    let (value, mut end) = number(text, start)?;
    if text[end - 1] == b'.' {
        end -= 1; // the end of a sentence
    }
    Some((value?, end))
}
