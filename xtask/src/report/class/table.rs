//! The table on the terminal: a row a submission, a mark a check, and below it what the class comes to. A table library saves
//! nothing here: what takes the space are the marks, one character each, and those it would put into cells of their own.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::ClassReport;
use super::tally::Tally;
use crate::class::graded::{Grade, Graded, GradedPart, PartOutcome};
use crate::intake::Problem;
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::{Lab, Part};
use crate::verdict::check::Check;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::results::CheckResult;
use crate::words as all_words;
use crate::words::class as words;
use crate::words::late as late_words;

/// Columns that a student's key and name may fill.
const MOST_KEY: usize = 20;
const MOST_NAME: usize = 24;
/// Rows between two heads.
const ROWS_A_HEAD: usize = 40;
/// Columns of a legend's entry, and entries a line.
const LEGEND: (usize, usize) = (32, 3);
/// Columns that a line of the summary may fill.
const WIDTH: usize = 110;
/// Columns before names in it.
const INDENT: usize = 7;
/// Checks and mistakes that the summary names.
const MOST_NAMED: usize = 12;

/// The report in the making.
pub struct Table {
    title: String,
    parts: Vec<Column>,
    rows: Vec<Row>,
    tally: Tally,
}

/// A part of the lab, as a column.
struct Column {
    name: String,
    checks: Vec<Check>,
    width: usize,
}

/// A submission.
struct Row {
    key: String,
    name: String,
    points: String,
    late: Option<String>,
    corrected: Vec<String>,
    cells: Vec<String>,
}

impl Table {
    /// Of a lab.
    pub fn of(lab: &Lab) -> Self {
        let column = |part: &Part| {
            let checks: Vec<Check> = part.scenario.checks().collect();
            let name = printable(&part.name());
            let texts = [words::NOT_RUN, words::NOT_RUN_YET, &name];
            let width = texts.iter().map(|text| text.width()).max().unwrap_or(0).max(checks.len());
            Column { name, checks, width }
        };
        Self {
            title: printable(&lab.title),
            parts: lab.parts.iter().map(column).collect(),
            rows: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// The table, and what the class comes to. Colours are in the text; the stream it is written to strips them where they
    /// are not wanted.
    pub fn render(&self) -> String {
        let bold = Style::new().bold();
        let mut out = format!("{bold}{}{bold:#}\n\n", self.title);
        if self.rows.is_empty() {
            let _ = writeln!(out, "{}", words::NOBODY);
            return out;
        }
        let widest =
            |text: fn(&Row) -> &str| self.rows.iter().map(|row| text(row).width()).max().unwrap_or(0);
        let widths = [widest(|row| &row.key), widest(|row| &row.name), widest(|row| &row.points)];
        for (index, row) in self.rows.iter().enumerate() {
            if index % ROWS_A_HEAD == 0 {
                self.head(&mut out, widths.iter().sum::<usize>() + 2 * widths.len());
            }
            let points = padded_left(&row.points, widths[2]);
            let _ =
                write!(out, "{}  {}  {points}", padded(&row.key, widths[0]), padded(&row.name, widths[1]));
            let last = self.parts.len() - 1;
            for (at, (cell, column)) in row.cells.iter().zip(&self.parts).enumerate() {
                let spaces = if at == last { 0 } else { column.width - cell.width().min(column.width) };
                let _ = write!(out, "  {}{:spaces$}", coloured(cell), "");
            }
            out.push('\n');
        }
        self.legend(&mut out);
        self.summary(&mut out);
        out
    }

    /// Two lines: the parts, and the letters of their checks.
    fn head(&self, out: &mut String, indent: usize) {
        let bold = Style::new().bold();
        let names =
            self.parts.iter().map(|part| padded(&part.name, part.width)).collect::<Vec<_>>().join("  ");
        let letters = |part: &Column| {
            padded(&part.checks.iter().map(|check| letter(*check)).collect::<String>(), part.width)
        };
        let letters = self.parts.iter().map(letters).collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{:indent$}{bold}{}{bold:#}", "", names.trim_end());
        let _ = writeln!(out, "{:indent$}{}", "", letters.trim_end());
    }

    fn legend(&self, out: &mut String) {
        let shown = |check: &Check| self.parts.iter().any(|part| part.checks.contains(check));
        let entries: Vec<String> = Check::ALL
            .iter()
            .filter(|check| shown(check))
            .map(|check| format!("{} {}", letter(*check), check.name()))
            .collect();
        out.push('\n');
        for line in entries.chunks(LEGEND.1) {
            let line: String = line.iter().map(|entry| padded(entry, LEGEND.0)).collect();
            let _ = writeln!(out, "  {}", line.trim_end());
        }
        let _ = writeln!(out, "  {}", words::LEGEND);
        let is_stood_in =
            |row: &Row| row.cells.iter().any(|cell| is_marks(cell) && cell.contains(['+', 'f']));
        if self.rows.iter().any(is_stood_in) {
            let _ = writeln!(out, "  {}", words::LEGEND_WITH_STAND_INS);
        }
        out.push('\n');
    }

    fn summary(&self, out: &mut String) {
        let tally = &self.tally;
        let open = tally.submissions - tally.passed - tally.failed;
        let bold = Style::new().bold();
        let counted = words::counted(tally.submissions, tally.passed, tally.failed, open);
        let _ = writeln!(out, "{bold}{counted}{bold:#}");
        let average = tally.average().map_or(words::NO_AVERAGE.to_owned(), |(mean, median)| {
            let [mean, median, possible] = [mean, median, tally.possible_hundredths].map(Grade::decimal);
            words::average(&mean, &median, &possible, tally.settled_hundredths.len())
        });
        let _ = writeln!(out, "{average}");
        let failing = tally.failing().into_iter().map(|((part, check), failing)| {
            format!("{:>5} of {:<5} {} {}", failing.fail, failing.of, self.parts[part].name, check.name())
        });
        list(out, words::FAILING, failing.take(MOST_NAMED));
        let mistakes = tally
            .mistakes()
            .into_iter()
            .map(|(name, count)| format!("{count:>5}  {}", all_words::mistake(name)));
        list(out, words::MISTAKES, mistakes.take(MOST_NAMED));
        let open =
            tally.open.iter().map(|(key, open, why)| (why, format!("{key} ({})", Grade::decimal(*open))));
        let corrected =
            self.rows.iter().flat_map(|row| row.corrected.iter().map(|what| (what, row.key.clone())));
        list(out, words::CORRECTED, by_reason(corrected).into_iter());
        let late = self.rows.iter().filter_map(|row| Some((row.late.as_ref()?, row.key.clone())));
        list(out, words::LATE, by_reason(late).into_iter());
        list(out, words::OPEN, by_reason(open).into_iter());
        let unrun = tally.unrun.iter().map(|(key, parts, why)| (why, format!("{key} ({parts})")));
        list(out, words::COULD_NOT_BE_RUN, by_reason(unrun).into_iter());
    }
}

impl ClassReport for Table {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let grade = graded.grade();
        let open = if grade.open_hundredths > 0 { "?" } else { "" };
        self.rows.push(Row {
            key: cut(&printable(&graded.student.key), MOST_KEY),
            name: cut(&printable(&graded.student.names().collect::<Vec<_>>().join(", ")), MOST_NAME),
            points: format!("{}{open}", Grade::decimal(grade.earned_hundredths)),
            corrected: graded.corrections.iter().map(words::correction).collect(),
            late: graded.lateness.as_ref().filter(|lateness| lateness.is_late()).map(|lateness| {
                words::late(&late_words::short(lateness), &Grade::decimal(grade.late_hundredths))
            }),
            cells: graded.parts.iter().map(cell).collect(),
        });
        self.tally.add(graded);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        say::result(self.render());
        Ok(())
    }
}

/// A part of a submission: a mark a check, or why there are none.
fn cell(part: &GradedPart) -> String {
    match &part.outcome {
        PartOutcome::Judged(judged) => judged.result.checks().iter().map(mark).collect(),
        PartOutcome::NotRun(Problem::Student(_)) => words::NOT_RUN.to_owned(),
        PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => words::NOT_RUN_YET.to_owned(),
    }
}

fn mark(check: &CheckResult<'_>) -> char {
    match (&check.status, &check.example) {
        (Status::Pass, _) if check.stand_in().is_some() => '+',
        (Status::Pass, _) => '.',
        (Status::Fail, _) if check.stand_in().is_some() => 'f',
        (Status::Fail, _) => 'F',
        (Status::Inconclusive, Some((_, Outcome::Inconclusive(Doubt::Blocked(_))))) => '-',
        (Status::Inconclusive, _) => '?',
    }
}

/// The letter of a check: its place among all.
fn letter(check: Check) -> char {
    let place = Check::ALL.iter().position(|other| *other == check).unwrap_or_default();
    let letters = ('a'..='z').chain('A'..='Z');
    letters.clone().nth(place).unwrap_or('*')
}

/// Whether a cell holds marks, and not the words for why there are none.
fn is_marks(cell: &str) -> bool {
    cell.chars().all(|mark| ".+Ff?-".contains(mark))
}

/// Marks with their colours; words as they are.
fn coloured(cell: &str) -> String {
    if !is_marks(cell) {
        return cell.to_owned();
    }
    let mut out = String::new();
    let mut rest = cell;
    while let Some(mark) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(mark).len();
        let colour = match mark {
            'F' | 'f' => Some(AnsiColor::Red),
            '?' => Some(AnsiColor::Yellow),
            '.' | '+' => Some(AnsiColor::Green),
            _ => None,
        };
        let style = Style::new().fg_color(colour.map(Into::into));
        let _ = write!(out, "{style}{}{style:#}", &rest[..run]);
        rest = &rest[run..];
    }
    out
}

/// A headline and lines, where there are any.
fn list(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let bold = Style::new().bold();
        let _ = writeln!(out, "\n{bold}{title}{bold:#}");
        for line in lines {
            let _ = writeln!(out, "{}", cut(&printable(&line), WIDTH));
        }
    }
}

/// Each reason once, in the order in which they come up, with all to whom it applies in lines below it.
fn by_reason<'a>(of: impl Iterator<Item = (&'a String, String)>) -> Vec<String> {
    let mut groups: Vec<(&String, Vec<String>)> = Vec::new();
    for (reason, label) in of {
        match groups.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, labels)) => labels.push(label),
            None => groups.push((reason, vec![label])),
        }
    }
    let mut lines = Vec::new();
    for (reason, labels) in groups {
        lines.push(format!("{:>5}  {reason}", labels.len()));
        let mut line = String::new();
        for label in labels {
            if !line.is_empty() && INDENT + line.width() + 2 + label.width() > WIDTH {
                lines.push(format!("{:INDENT$}{line}", ""));
                line.clear();
            }
            let comma = if line.is_empty() { "" } else { ", " };
            line.push_str(comma);
            line.push_str(&label);
        }
        lines.push(format!("{:INDENT$}{line}", ""));
    }
    lines
}

/// A text with spaces behind it, by the columns that it fills.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// A text with spaces before it.
fn padded_left(text: &str, width: usize) -> String {
    format!("{:1$}{text}", "", width.saturating_sub(text.width()))
}

/// The beginning of a text that fills no more than so many columns.
fn cut(text: &str, width: usize) -> String {
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
    use crate::report::class::fixtures;

    fn table(lab: &Lab, class: &[Graded<'_>]) -> String {
        let mut table = Table::of(lab);
        for graded in class {
            table.submission(graded).expect("it is noted");
        }
        anstream::adapter::strip_str(&table.render()).to_string()
    }

    #[test]
    fn the_table_of_a_class() {
        let lab = fixtures::lab();
        insta::assert_snapshot!(table(&lab, &fixtures::class(&lab)));
    }

    #[test]
    fn the_table_says_which_answers_were_had_with_a_stand_in() {
        let lab = fixtures::lab();
        let text = table(&lab, &[fixtures::stood_in(&lab)]);
        let row = text.lines().find(|line| line.starts_with("judy")).expect("a row");
        let marks = row.split_whitespace().nth(3).expect("marks of the first part");
        assert_eq!(marks, "F-+-++f-", "{text}");
        assert!(text.contains(words::LEGEND_WITH_STAND_INS), "{text}");
        assert!(!table(&lab, &[]).contains(words::LEGEND_WITH_STAND_INS));
    }

    #[test]
    fn a_reason_that_many_share_is_said_once() {
        let reasons = ["no java".to_owned(), "no server".to_owned()];
        let of = (0..40).map(|number| (&reasons[number % 2], format!("student-{number}")));
        let lines = by_reason(of);
        assert_eq!(lines.iter().filter(|line| line.ends_with("20  no java")).count(), 1);
        assert!(lines.len() < 10 && lines.iter().all(|line| line.width() <= WIDTH), "{lines:?}");
        assert!((0..40).all(|number| lines.iter().any(|line| line.contains(&format!("student-{number}")))));
    }

    #[test]
    fn the_table_of_nobody() {
        assert_eq!(table(&fixtures::lab(), &[]), "Lab 1\n\nThere are no submissions.\n");
    }

    #[test]
    fn three_hundred_rows_fit_and_have_a_head_every_screen() {
        let mut lab = fixtures::lab();
        lab.parts.push(lab.parts[0].clone());
        let class: Vec<Graded<'_>> = (0..300)
            .map(|number| {
                let name = format!("{number} {}", "\u{5b66}\u{751f}".repeat(20));
                let student = fixtures::student(&format!("a-student-with-a-long-key-{number}"), &name);
                fixtures::graded(&lab, student, |scenario, _, _| fixtures::right(scenario))
            })
            .collect();
        let text = table(&lab, &class);
        assert!(text.lines().all(|line| line.width() <= 120), "{text}");
        let heads = text.lines().filter(|line| line.trim_start().starts_with("task2")).count();
        assert_eq!(heads, 8);
        assert!(text.contains(
            "300 submissions: 300 passed everything, 0 failed something, 0 open without a failure"
        ));
        // A row's marks stand under their letters.
        let columns = |line: &str, marks: &str| line[..line.find(marks).expect("marks")].width();
        let letters = text.lines().nth(3).expect("the letters");
        let row = text.lines().nth(4).expect("a row");
        assert_eq!(columns(letters, "ab"), columns(row, "......"));
    }

    #[test]
    fn no_text_of_a_student_s_steers_the_terminal_or_a_workflow() {
        let lab = fixtures::lab();
        let mut colourful = Table::of(&lab);
        for graded in fixtures::class(&lab) {
            colourful.submission(&graded).expect("it is noted");
        }
        let text = colourful.render();
        assert!(!text.contains(['\u{202e}', '\0', '\u{7}']) && !text.contains("\u{1b}]"));
        assert!(text.contains(&format!("{}", AnsiColor::Red.on_default())), "failures are red");
        assert!(
            text.lines().all(|line| !line.trim_start().starts_with("::")),
            "no line is a workflow's command"
        );
    }
}
