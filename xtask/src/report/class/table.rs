//! The table on the terminal: a row a submission with its points and the names of what fails, and below it what the class comes to. As
//! wide as the terminal is.

use std::fmt::Write as _;

use anstyle::Style;
use anyhow::Result;
use unicode_width::UnicodeWidthStr as _;

mod row;

use row::{Columns, Row};

use super::ClassReport;
use super::tally::Tally;
use crate::class::graded::Graded;
use crate::grade::Grade;
use crate::printable::printable;
use crate::report::width::{self, cut};
use crate::say;
use crate::scenario::lab::Lab;
use crate::words as all_words;
use crate::words::class as words;

/// Rows between two heads.
const ROWS_A_HEAD: usize = 40;
/// Columns before names in the summary.
const INDENT: usize = 7;
/// Checks and mistakes that the summary names.
const MOST_NAMED: usize = 12;

/// The report in the making.
pub struct Table {
    title: String,
    parts: Vec<String>,
    rows: Vec<Row>,
    tally: Tally,
    width: usize,
}

impl Table {
    /// Of a lab, as wide as the terminal is.
    pub fn of(lab: &Lab) -> Self {
        Self::within(lab, width::of_terminal())
    }

    /// Of a lab, in lines of so many columns.
    fn within(lab: &Lab, width: usize) -> Self {
        Self {
            title: printable(&lab.title),
            parts: lab.parts.iter().map(|part| printable(&part.name())).collect(),
            rows: Vec::new(),
            tally: Tally::default(),
            width,
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
        let columns = Columns::of(self);
        for (index, row) in self.rows.iter().enumerate() {
            if index % ROWS_A_HEAD == 0 {
                let head = columns.line("", "", words::POINTS, self.parts.iter().map(String::as_str));
                let _ = writeln!(out, "{bold}{head}{bold:#}");
            }
            let parts = row.parts.iter().map(String::as_str);
            let line = columns.line(&row.key, &row.name, &row.points, parts);
            let lines = columns.unmet(&row.unmet);
            let (beside, below) = match columns.is_beside() {
                true => (lines.first(), lines.get(1..).unwrap_or_default()),
                false => (None, &lines[..]),
            };
            let beside = beside.map_or(String::new(), |beside| format!("  {beside}"));
            let _ = writeln!(out, "{}", format!("{line}{beside}").trim_end());
            for line in below {
                let _ = writeln!(out, "{:1$}{line}", "", columns.indent());
            }
        }
        if self.rows.iter().any(Row::is_open) {
            let _ = writeln!(out, "\n{}", words::LEGEND);
        }
        out.push('\n');
        self.summary(&mut out);
        out
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
            format!("{:>5} of {:<5} {} {}", failing.fail, failing.of, self.parts[part], check.name())
        });
        self.list(out, words::FAILING, failing.take(MOST_NAMED));
        let mistakes = tally
            .mistakes()
            .into_iter()
            .map(|(name, count)| format!("{count:>5}  {}", all_words::mistake(name)));
        self.list(out, words::MISTAKES, mistakes.take(MOST_NAMED));
        let open =
            tally.open.iter().map(|(key, open, why)| (why, format!("{key} ({})", Grade::decimal(*open))));
        let corrected =
            self.rows.iter().flat_map(|row| row.corrected.iter().map(|what| (what, row.key.clone())));
        self.list(out, words::CORRECTED, self.by_reason(corrected).into_iter());
        let late = self.rows.iter().filter_map(|row| Some((row.late.as_ref()?, row.key.clone())));
        self.list(out, words::LATE, self.by_reason(late).into_iter());
        self.list(out, words::OPEN, self.by_reason(open).into_iter());
        let unrun = tally.unrun.iter().map(|(key, parts, why)| (why, format!("{key} ({parts})")));
        self.list(out, words::COULD_NOT_BE_RUN, self.by_reason(unrun).into_iter());
    }

    /// A headline and lines, where there are any.
    fn list(&self, out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
        let mut lines = lines.peekable();
        if lines.peek().is_some() {
            let bold = Style::new().bold();
            let _ = writeln!(out, "\n{bold}{title}{bold:#}");
            for line in lines {
                let _ = writeln!(out, "{}", cut(&printable(&line), self.width));
            }
        }
    }

    /// Each reason once, in the order in which they come up, with all to whom it applies in lines below it. Those that read alike
    /// in so many columns are one.
    fn by_reason<'a>(&self, of: impl Iterator<Item = (&'a String, String)>) -> Vec<String> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for (reason, label) in of {
            let reason = cut(&printable(reason), self.width.saturating_sub(INDENT));
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
                if !line.is_empty() && INDENT + line.width() + 2 + label.width() > self.width {
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
}

impl ClassReport for Table {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        self.rows.push(Row::of(graded, &self.parts));
        self.tally.add(graded);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        say::result(self.render());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;

    use super::*;
    use crate::report::class::fixtures;

    fn table(lab: &Lab, class: &[Graded<'_>]) -> String {
        let mut table = Table::within(lab, 110);
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
    fn a_reason_that_many_share_is_said_once() {
        let table = Table::within(&fixtures::lab(), 110);
        let reasons = ["no java".to_owned(), "no server".to_owned()];
        let of = (0..40).map(|number| (&reasons[number % 2], format!("student-{number}")));
        let lines = table.by_reason(of);
        assert_eq!(lines.iter().filter(|line| line.ends_with("20  no java")).count(), 1);
        assert!(lines.len() < 10 && lines.iter().all(|line| line.width() <= 110), "{lines:?}");
        assert!((0..40).all(|number| lines.iter().any(|line| line.contains(&format!("student-{number}")))));
        let reasons =
            ["README.md", "report.pdf"].map(|file| format!("{} there is `{file}`", "no program, ".repeat(9)));
        let lines = table.by_reason(reasons.iter().map(|reason| (reason, "a-student".to_owned())));
        assert_eq!(lines.len(), 2, "what reads alike: {lines:?}");
    }

    #[test]
    fn the_table_is_no_wider_than_the_terminal_and_names_what_fails_whatever_its_width() {
        let lab = fixtures::lab();
        for width in [40, 60, 80, 120, 200] {
            let mut table = Table::within(&lab, width);
            for graded in fixtures::class(&lab) {
                table.submission(&graded).expect("it is noted");
            }
            let text = anstream::adapter::strip_str(&table.render()).to_string();
            let rows = text.split("\n\n").nth(1).expect("rows");
            assert!(rows.lines().all(|line| line.width() <= width), "{width}:\n{rows}");
            for part in ["alice", "72", "shows-duplicates", "survives-merging?", "could not be run"] {
                assert!(rows.contains(part), "{width}: {part}\n{rows}");
            }
        }
    }

    #[test]
    fn what_was_handed_in_late_is_marked_in_its_row() {
        let lab = fixtures::lab();
        let by_policy = table(&lab, &fixtures::late_class(&lab));
        let mut class = fixtures::class(&lab);
        class[1].student.late = true;
        let by_platform = table(&lab, &class);
        let marked = |text: &str| -> Vec<String> {
            let rows = text.split("\n\n").nth(1).expect("rows").lines();
            let is_marked =
                |row: &&str| row.split_whitespace().any(|word| word.trim_end_matches(';') == "late");
            let keys = rows.filter(is_marked).filter_map(|row| row.split_whitespace().next());
            keys.map(str::to_owned).collect()
        };
        assert_eq!(marked(&by_policy), ["alice", "bob"], "{by_policy}");
        assert_eq!(marked(&by_platform), ["bob"], "{by_platform}");
        assert!(by_platform.contains("late; task2 shows-duplicates"), "{by_platform}");
    }

    #[test]
    fn the_table_of_nobody() {
        assert_eq!(table(&fixtures::lab(), &[]), "Lab 1\n\nThere are no submissions.\n");
    }

    #[test]
    fn three_hundred_rows_fit_and_have_a_head_every_screen() {
        let mut lab = fixtures::lab();
        lab.parts.push(lab.parts[0].clone());
        let right =
            fixtures::graded(&lab, fixtures::student("", ""), |scenario, _, _| fixtures::right(scenario));
        let class: Vec<Graded<'_>> = (0..300)
            .map(|number| {
                let name = format!("{number} {}", "\u{5b66}\u{751f}".repeat(20));
                let student = fixtures::student(&format!("a-student-with-a-long-key-{number}"), &name);
                Graded { student, ..right.clone() }
            })
            .collect();
        let text = table(&lab, &class);
        assert!(text.lines().all(|line| line.width() <= 110), "{text}");
        let heads = text
            .lines()
            .filter(|line| line.trim_start().starts_with(words::POINTS) && line.contains("task2"))
            .count();
        assert_eq!(heads, 8);
        assert!(text.contains(
            "300 submissions: 300 passed everything, 0 failed something, 0 open without a failure"
        ));
        // A part's points end below the end of its name.
        let ends = |line: &str| line.trim_end().width();
        assert_eq!(ends(text.lines().nth(2).expect("the head")), ends(text.lines().nth(3).expect("a row")));
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
