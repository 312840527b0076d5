//! A row of the table: a submission in words, and the columns in which they stand.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use super::Table;
use crate::class::graded::{Graded, GradedPart, PartOutcome};
use crate::grade::Grade;
use crate::hand_in::Problem;
use crate::printable::printable;
use crate::report::width::{cut, padded, padded_left};
use crate::verdict::outcome::{Outcome, Status};
use crate::verdict::results::CheckResult;
use crate::words::{class as words, late as late_words};

/// Columns that a student's key and name may fill, and that they have at least.
const MOST_KEY: usize = 20;
const MOST_NAME: usize = 24;
const LEAST_NAME: usize = 6;
/// Columns that the names of what fails have at least beside the points: where there are fewer they stand below.
const LEAST_FAILING: usize = 36;
/// Columns before them there.
const BELOW: usize = 4;

/// A submission.
pub struct Row {
    pub key: String,
    pub name: String,
    pub points: String,
    /// Those of each part.
    pub parts: Vec<String>,
    pub unmet: Vec<Word>,
    pub late: Option<String>,
    pub corrected: Vec<String>,
}

/// A word about what is not as it should be.
pub struct Word {
    text: String,
    colour: Option<AnsiColor>,
}

impl Row {
    /// Of a submission, with the names of the lab's parts.
    pub fn of(graded: &Graded<'_>, names: &[String]) -> Self {
        let grade = graded.grade();
        let key = printable(&graded.student.key);
        let name = printable(&graded.student.names().collect::<Vec<_>>().join(", "));
        Self {
            name: if name == key { String::new() } else { cut(&name, MOST_NAME) },
            key: cut(&key, MOST_KEY),
            points: points(grade),
            parts: graded.parts().map(|(_, _, grade)| points(grade)).collect(),
            unmet: words_of(graded, names),
            corrected: graded.corrections.iter().map(words::correction).collect(),
            late: graded.lateness.as_ref().filter(|lateness| lateness.is_late()).map(|lateness| {
                words::late(&late_words::short(lateness), &Grade::decimal(grade.late_hundredths))
            }),
        }
    }

    /// Whether something in it is open.
    pub fn is_open(&self) -> bool {
        self.points.contains('?') || self.unmet.iter().any(|word| word.text.contains('?'))
    }
}

/// That it was handed in late, what fails and what is open.
fn words_of(graded: &Graded<'_>, names: &[String]) -> Vec<Word> {
    let unmet = unmet(names, &graded.parts);
    let text = format!("{}{}", words::IS_LATE, if unmet.is_empty() { "" } else { ";" });
    let late = graded.is_late().then_some(Word { text, colour: Some(AnsiColor::Yellow) });
    late.into_iter().chain(unmet).collect()
}

fn points(grade: Grade) -> String {
    let open = if grade.open_hundredths > 0 { "?" } else { "" };
    format!("{}{open}", Grade::decimal(grade.earned_hundredths))
}

/// What fails and what is open, part by part: `task2 shows-duplicates, survives-merging; task3 could not be run`. What waits for something else to
/// be mended is not named.
fn unmet(names: &[String], parts: &[GradedPart]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (name, part) in names.iter().zip(parts) {
        let of_part = of_part(part);
        if of_part.is_empty() {
            continue;
        }
        if let Some(last) = words.last_mut() {
            last.text.push(';');
        }
        words.push(Word { text: name.clone(), colour: None });
        let last = of_part.len() - 1;
        for (at, (mut text, colour)) in of_part.into_iter().enumerate() {
            if at < last {
                text.push(',');
            }
            words.push(Word { text, colour });
        }
    }
    words
}

fn of_part(part: &GradedPart) -> Vec<(String, Option<AnsiColor>)> {
    let says = |text: &str, colour| vec![(text.to_owned(), Some(colour))];
    match &part.outcome {
        _ if part.corrected.is_some() => Vec::new(),
        PartOutcome::Judged(judged) => judged.result.checks().iter().filter_map(of_check).collect(),
        PartOutcome::NotRun(Problem::Student(_)) => says(words::NOT_RUN, AnsiColor::Red),
        PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => {
            says(words::NOT_RUN_YET, AnsiColor::Yellow)
        }
    }
}

fn of_check(check: &CheckResult<'_>) -> Option<(String, Option<AnsiColor>)> {
    let name = check.check.name();
    match (check.status, &check.example) {
        (Status::Pass, _) => None,
        (Status::Fail, _) => Some((name.to_owned(), Some(AnsiColor::Red))),
        (Status::Inconclusive, Some((_, outcome @ Outcome::Inconclusive(_)))) if !outcome.is_open() => None,
        (Status::Inconclusive, _) => Some((format!("{name}?"), Some(AnsiColor::Yellow))),
    }
}

impl Word {
    fn coloured(&self) -> String {
        let style = Style::new().fg_color(self.colour.map(Into::into));
        format!("{style}{}{style:#}", self.text)
    }
}

/// Where what stands in a row.
pub struct Columns {
    width: usize,
    key: usize,
    name: usize,
    points: usize,
    parts: Vec<usize>,
}

impl Columns {
    /// As wide as the rows need, and the names no wider than there is room.
    pub fn of(table: &Table) -> Self {
        let widest = |text: &dyn Fn(&Row) -> usize| table.rows.iter().map(text).max().unwrap_or(0);
        let of_part = |(at, name): (usize, &String)| widest(&|row| row.parts[at].width()).max(name.width());
        let mut columns = Self {
            width: table.width,
            key: widest(&|row| row.key.width()),
            name: widest(&|row| row.name.width()),
            points: widest(&|row| row.points.width()).max(words::POINTS.width()),
            parts: table.parts.iter().enumerate().map(of_part).collect(),
        };
        let too_wide = columns.filled().saturating_sub(columns.width);
        let name = columns.name.saturating_sub(too_wide);
        columns.name = if name < LEAST_NAME.min(columns.name) { 0 } else { name };
        columns
    }

    /// Columns that a row fills before what fails.
    fn filled(&self) -> usize {
        let name = if self.name == 0 { 0 } else { self.name + 2 };
        self.key + name + 2 + self.points + self.parts.iter().map(|part| part + 2).sum::<usize>()
    }

    /// Whether what fails stands in the row, and not below it.
    pub fn is_beside(&self) -> bool {
        self.filled() + 2 + LEAST_FAILING <= self.width
    }

    /// Columns before what fails.
    pub fn indent(&self) -> usize {
        if self.is_beside() { self.filled() + 2 } else { BELOW }
    }

    /// The row up to what fails.
    pub fn line<'a>(
        &self,
        key: &str,
        name: &str,
        points: &str,
        parts: impl Iterator<Item = &'a str>,
    ) -> String {
        let mut line = padded(key, self.key);
        if self.name > 0 {
            let _ = write!(line, "  {}", padded(&cut(name, self.name), self.name));
        }
        let _ = write!(line, "  {}", padded_left(points, self.points));
        for (part, width) in parts.zip(&self.parts) {
            let _ = write!(line, "  {}", padded_left(part, *width));
        }
        line
    }

    /// These words in lines that fit behind the indent.
    pub fn unmet(&self, words: &[Word]) -> Vec<String> {
        let room = self.width.saturating_sub(self.indent());
        let (mut lines, mut filled) = (Vec::<String>::new(), 0);
        for word in words {
            let width = word.text.width();
            match lines.last_mut() {
                Some(line) if filled + 1 + width <= room => {
                    let _ = write!(line, " {}", word.coloured());
                    filled += 1 + width;
                }
                _ => {
                    lines.push(word.coloured());
                    filled = width;
                }
            }
        }
        lines
    }
}
