//! What is said in every case, with places for numbers: parses and prints.

use serde::{Deserialize, Serialize};

use super::mark::TURN;
use super::style::Style;

/// Numbers in a row, or in rows of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How the numbers of each column are written.
    pub styles: Vec<Style>,
    /// What stands behind each column; the last before the next row, and not behind the last row.
    pub gaps: Vec<String>,
    /// Instead of the last gap: what stands before and behind each row, behind the last one too. Where there is no row it is not there.
    pub each: Option<(String, String)>,
    /// Instead of the last gap: what stands behind each so many rows.
    pub wrap: Option<(usize, String)>,
    /// Instead of the last gap: what stands before the last of several rows.
    pub and: Option<String>,
}

/// A part of what is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Always the same.
    Words(String),
    /// Another in each case, without a digit.
    Any,
    /// A number by itself.
    One(Style),
    /// Numbers.
    Rows(Rows),
    /// As many of a character as fill up the turn to so many.
    Fill(char, usize),
}

/// What was said in the place of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The numbers of each column.
    Columns(Vec<Vec<i64>>),
    /// A text.
    Text(String),
}

/// Parts, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// All of them.
    pub parts: Vec<Part>,
}

impl Script {
    /// What a text says, part by part, words and fillings left out; `None` where it is not exactly this script.
    pub fn parse(&self, text: &str) -> Option<Vec<Said>> {
        let (mut at, mut said) = (0, Vec::new());
        for (n, part) in self.parts.iter().enumerate() {
            let rest = &text[at..];
            match part {
                Part::Words(words) => at += rest.strip_prefix(words.as_str()).map(|_| words.len())?,
                Part::Any => {
                    let len = match self.parts.get(n + 1) {
                        Some(Part::Words(words)) => rest.find(words.as_str())?,
                        Some(_) => rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()),
                        None => rest.len(),
                    };
                    said.push(Said::Text(rest[..len].to_owned()));
                    at += len;
                }
                Part::One(style) => {
                    let (value, len) = style.read(rest)?;
                    said.push(Said::Columns(vec![vec![value]]));
                    at += len;
                }
                Part::Rows(rows) => {
                    let (columns, len) = rows.parse(rest)?;
                    said.push(Said::Columns(columns));
                    at += len;
                }
                Part::Fill(with, total) => {
                    let missing = total.checked_sub(turn_length(&text[..at]))?;
                    let filled = rest.chars().take(missing).take_while(|c| c == with).count();
                    at += (filled == missing).then_some(missing * with.len_utf8())?;
                }
            }
        }
        (at == text.len()).then_some(said)
    }

    /// The text that says this; `None` where a part cannot: a number too wide, columns of different lengths, too much for a turn.
    pub fn print(&self, said: &[Said]) -> Option<String> {
        let (mut text, mut said) = (String::new(), said.iter());
        for part in &self.parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Fill(with, total) => {
                    let missing = total.checked_sub(turn_length(&text))?;
                    text.extend(std::iter::repeat_n(*with, missing));
                }
                part => match (part, said.next()?) {
                    (Part::Any, Said::Text(words)) => text.push_str(words),
                    (Part::One(style), Said::Columns(columns)) => match columns.as_slice() {
                        [column] if column.len() == 1 => text.push_str(&style.write(column[0])?),
                        _ => return None,
                    },
                    (Part::Rows(rows), Said::Columns(columns)) => rows.print(columns, &mut text)?,
                    _ => return None,
                },
            }
        }
        said.next().is_none().then_some(text)
    }

    /// How many bytes of its turn stand behind part `at`, where characters are bytes; `said` are the parts behind it.
    pub fn behind(&self, at: usize, said: &[Said]) -> Option<usize> {
        let behind = Self { parts: self.parts[at + 1..].to_vec() }.print(said)?;
        Some(behind.chars().take_while(|c| *c != TURN).filter(|c| u8::try_from(*c).is_ok()).count())
    }

    /// Whether no list could be told to go on where it ends, and no number stands next to another.
    pub fn is_unambiguous(&self) -> bool {
        let is_number = |part: Option<&Part>| matches!(part, Some(Part::One(_) | Part::Rows(_)));
        self.parts.iter().enumerate().all(|(at, part)| match part {
            Part::Rows(rows) => match self.parts.get(at + 1) {
                Some(Part::Words(words)) => {
                    let is_gap = |gap: &String| words == gap;
                    let ends =
                        rows.gaps.last().into_iter().chain(rows.wrap.as_ref().map(|w| &w.1)).chain(&rows.and);
                    !(is_number(self.parts.get(at + 2)) && (ends.clone().any(is_gap) || words == "-"))
                }
                other => !is_number(other) && !matches!(other, Some(Part::Any)),
            },
            Part::One(_) => !is_number(self.parts.get(at + 1)),
            _ => true,
        })
    }
}

/// How many characters the last turn of a text has.
fn turn_length(text: &str) -> usize {
    text.chars().rev().take_while(|c| *c != TURN).count()
}

impl Rows {
    /// What stands before row `n`, of which none is before the first.
    fn before(&self, n: usize) -> &str {
        match &self.wrap {
            Some((width, end)) if n.is_multiple_of(*width) => end,
            _ => &self.gaps[self.gaps.len() - 1],
        }
    }

    fn row(&self, text: &str) -> Option<(Vec<i64>, usize)> {
        let (mut at, mut row) = (0, Vec::new());
        for (column, style) in self.styles.iter().enumerate() {
            if column > 0 {
                let gap = &self.gaps[column - 1];
                at += text[at..].strip_prefix(gap.as_str()).map(|_| gap.len())?;
            }
            let (value, len) = style.read(&text[at..])?;
            row.push(value);
            at += len;
        }
        Some((row, at))
    }

    /// The columns at the start of a text, and how many bytes they take.
    fn parse(&self, text: &str) -> Option<(Vec<Vec<i64>>, usize)> {
        let mut columns = vec![Vec::new(); self.styles.len()];
        let (mut at, mut is_last) = (0, false);
        while !is_last {
            let mut rest = &text[at..];
            let count = columns[0].len();
            if let Some((before, _)) = &self.each {
                rest = rest.strip_prefix(before.as_str()).unwrap_or("");
            } else if count > 0 {
                let go_on = |gap: &str| rest.strip_prefix(gap).filter(|rest| self.row(rest).is_some());
                let gap_end = self.and.as_deref().and_then(go_on);
                is_last = gap_end.is_some();
                rest = match gap_end.or_else(|| go_on(self.before(count))) {
                    Some(rest) => rest,
                    None => break,
                };
            }
            let Some((row, len)) = self.row(rest) else { break };
            rest = &rest[len..];
            if let Some((_, after)) = &self.each {
                match rest.strip_prefix(after.as_str()) {
                    Some(behind) => rest = behind,
                    None => break,
                }
            }
            at = text.len() - rest.len();
            columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        // Where several end with `and`, these did not.
        let is_whole = self.and.is_none() || is_last || columns[0].len() < 2;
        is_whole.then_some((columns, at))
    }

    fn print(&self, columns: &[Vec<i64>], text: &mut String) -> Option<()> {
        let count = columns.first()?.len();
        if columns.len() != self.styles.len() || columns.iter().any(|column| column.len() != count) {
            return None;
        }
        let row = |n: usize| columns.iter().map(move |column| column[n]);
        for n in 0..count {
            match (&self.each, &self.and) {
                (Some((before, _)), _) => text.push_str(before),
                (None, Some(and)) if n > 0 && n + 1 == count => text.push_str(and),
                (None, _) if n > 0 => text.push_str(self.before(n)),
                _ => {}
            }
            for (column, (style, value)) in self.styles.iter().zip(row(n)).enumerate() {
                text.push_str(if column > 0 { &self.gaps[column - 1] } else { "" });
                text.push_str(&style.write(value)?);
            }
            if let Some((_, after)) = &self.each {
                text.push_str(after);
            }
        }
        Some(())
    }
}
