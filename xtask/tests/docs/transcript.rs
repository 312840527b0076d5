//! A transcript: what is typed behind `$ `, and below it what comes out.

use std::sync::LazyLock;

use regex::Regex;

/// Stands for any lines, or none.
const ANYTHING: &str = "...";

/// One command and what it is said to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// As it is typed.
    pub command: String,
    /// The lines below it; nothing where it is not said what comes out.
    pub expected: Vec<String>,
}

/// The steps of a block.
pub fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step { command: command.to_owned(), expected: Vec::new() }),
            (None, Some(step)) => step.expected.push(line.to_owned()),
            (None, None) => panic!("a transcript begins with a command, not with `{line}`"),
        }
    }
    steps
}

/// A line without what differs from run to run: ports that the system chose.
fn lasting(line: &str) -> String {
    static PORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"127\.0\.0\.1:\d+").expect("a pattern"));
    PORT.replace_all(line.trim_end(), "127.0.0.1:PORT").into_owned()
}

impl Step {
    /// Whether that is what it is said to print.
    pub fn is_shown_by(&self, output: &str) -> bool {
        let expected: Vec<String> = self.expected.iter().map(|line| lasting(line)).collect();
        let mut lines: Vec<String> = output.lines().map(lasting).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        self.expected.is_empty() || fits(&expected, &lines)
    }
}

fn fits(expected: &[String], lines: &[String]) -> bool {
    match (expected.split_first(), lines.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some((first, rest)), _) if first == ANYTHING => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        (Some((first, rest)), Some((line, others))) => first == line && fits(rest, others),
        (Some(_), None) => false,
    }
}

#[test]
fn what_is_left_out_may_be_anything_and_all_else_has_to_be_there() {
    let step = |expected: &str| steps(&format!("$ x\n{expected}")).remove(0);
    assert!(step("a\n...\nd\n").is_shown_by("a\nb\nc\nd\n"));
    assert!(step("...\nd\n").is_shown_by("d\n\n"));
    assert!(step("at 127.0.0.1:7\n").is_shown_by("at 127.0.0.1:4711 \n"));
    assert!(step("").is_shown_by("whatever\n"));
    assert!(!step("a\n...\nd\n").is_shown_by("a\nb\nc\n"));
    assert!(!step("a\n").is_shown_by("a\nb\n"));
    assert!(!step("a\nb\n").is_shown_by("a\n"));
}
