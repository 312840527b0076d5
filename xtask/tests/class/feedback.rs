//! What students read, whoever they are: short, about their own programs, and never in circles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use regex::Regex;

/// How many words a student reads before what is folded, on average of a class.
const MOST_WORDS: usize = 400;

/// Has everyone's feedback be looked at.
#[track_caller]
pub fn is_fit_to_be_read(out: &Path, keys: &[String]) {
    let mut words = 0;
    let mut wrong = Vec::new();
    for key in keys {
        let read = |file: &str| fs::read_to_string(out.join(key).join(file)).expect("everyone has feedback");
        let (text, page) = (read("feedback.md"), read("feedback.html"));
        let (head, _) = text.split_once("<details>").expect("all that was found is folded");
        words += head.split_whitespace().count();
        for (name, text) in [("feedback.md", &text), ("feedback.html", &page)] {
            if text.contains("KeyboardInterrupt") {
                wrong.push(format!("{key}: {name} shows what a program said of being stopped"));
            }
        }
        wrong.extend(paths(&text).into_iter().map(|path| format!("{key}: a path of the machine's: {path}")));
        wrong.extend(circles(&text).into_iter().map(|circle| format!("{key}: {circle}")));
        let others = keys.iter().filter(|other| *other != key && page.contains(&format!("\"{other}\"")));
        wrong.extend(others.map(|other| format!("{key}: {other} stands in feedback.html")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mean = words / keys.len().max(1);
    eprintln!("{} submissions, {mean} words before what is folded", keys.len());
    assert!(mean <= MOST_WORDS, "{mean} words before what is folded, on average");
}

/// Absolute paths in it, but for what crossed the wire.
fn paths(text: &str) -> Vec<String> {
    let path =
        Regex::new(r#"(?:^|[ "'`(=])(/[A-Za-z0-9._-]+/[A-Za-z0-9._/-]*)"#).expect("a right expression");
    let said = text.lines().filter(|line| !line.starts_with("client -> ") && !line.starts_with("server -> "));
    said.flat_map(|line| path.captures_iter(line).map(|found| found[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

/// Checks that are to be mended first and do not fail.
fn circles(text: &str) -> Vec<String> {
    let row = Regex::new(r"(?m)^\| (\S+) \| (.*) \| `([a-z-]+)` \|").expect("a right expression");
    let first = Regex::new(r"mend `([a-z-]+)` first").expect("a right expression");
    let mut circles = Vec::new();
    for part in text.split("<details>").skip(1) {
        let marks: BTreeMap<&str, &str> = row
            .captures_iter(part)
            .map(|found| found.extract())
            .map(|(_, [mark, _, check])| (check, mark))
            .collect();
        for found in first.captures_iter(part) {
            let (_, [check]) = found.extract();
            if marks.get(check) != Some(&"**FAIL**") {
                circles.push(format!("`{check}` is to be mended first, and is {:?}", marks.get(check)));
            }
        }
    }
    circles
}
