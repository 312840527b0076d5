//! Lines that say the same stand together, as if nothing had been said between them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::tokens::numbers;
use crate::bits::{Bits, log2};

/// More numbers in a line are a list.
const MOST_NUMBERS: usize = 3;

/// The text with such lines together, and what their order costs; the text as it is and nothing where there are none.
pub fn grouped(text: &str) -> (Cow<'_, str>, Bits) {
    let lines: Vec<&str> = text.split('\n').collect();
    let templates: Vec<Option<String>> = lines.iter().map(|line| template(line)).collect();
    let mut often: HashMap<&str, usize> = HashMap::new();
    let mut starts: HashMap<&str, usize> = HashMap::new();
    let mut last = None;
    for found in &templates {
        if let Some(found) = found.as_deref().filter(|t| t.chars().any(char::is_alphabetic)) {
            *often.entry(found).or_default() += 1;
            *starts.entry(found).or_default() += usize::from(last != Some(found));
        }
        last = found.as_deref();
    }
    let is_apart = |t: &str| starts.get(t).is_some_and(|n| *n > 1) && often[t] > 1;
    let apart: Vec<&str> = often.keys().copied().filter(|t| is_apart(t)).collect();
    if apart.is_empty() {
        return (text.into(), Bits::ZERO);
    }
    let mut members: HashMap<&str, Vec<&str>> = HashMap::new();
    for (line, found) in lines.iter().zip(&templates) {
        if let Some(found) = found.as_deref().filter(|t| is_apart(t)) {
            members.entry(found).or_default().push(line);
        }
    }
    let mut sorted = Vec::with_capacity(lines.len());
    for (line, found) in lines.iter().zip(&templates) {
        match found.as_deref().filter(|t| is_apart(t)) {
            None => sorted.push(*line),
            Some(found) => sorted.extend(members.remove(found).unwrap_or_default()),
        }
    }
    let moved: usize = apart.iter().map(|t| often[t]).sum();
    (sorted.join("\n").into(), log2(apart.len() as u64 + 1) * moved)
}

/// A line with its numbers made alike; `None` where it has none, or a list.
fn template(line: &str) -> Option<String> {
    let found = numbers(line);
    if found.is_empty() || found.len() > MOST_NUMBERS {
        return None;
    }
    let (mut text, mut at) = (String::new(), 0);
    for number in found {
        text.push_str(&line[at..number.start]);
        text.push('0');
        at = number.end;
    }
    text.push_str(&line[at..]);
    let mut template = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' if template.ends_with(' ') => {}
            ' ' | '\t' => template.push(' '),
            c => template.push(c),
        }
    }
    Some(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_prints_two_kinds_of_lines_is_two_loops() {
        let text = "new 1\nseen 1\nnew 2\nnew 3\nseen 4\nend";
        assert_eq!(grouped(text).0, "new 1\nnew 2\nnew 3\nseen 1\nseen 4\nend");
        assert_eq!(grouped("new 1\nnew 2\nseen 3\n"), ("new 1\nnew 2\nseen 3\n".into(), Bits::ZERO));
    }
}
