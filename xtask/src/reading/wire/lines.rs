//! Lines of words with one number each: `12 is common`, `40 is common`.

use std::collections::BTreeMap;

use crate::reading::members::words;
use crate::reading::scan::digits;
use crate::reading::value::{Part, Value};

/// The numbers of the lines, those of lines that say the same together, the most of them first. `None` where a line holds several
/// numbers, or a number without words; and where no two lines say the same, unless the words are those of an answer: `you are
/// client 7` gives no answer.
pub(super) fn said(text: &[u8]) -> Option<Value> {
    if text.iter().any(|byte| b"[({".contains(byte)) {
        return None;
    }
    let mut places = BTreeMap::new();
    let mut parts: Vec<(Vec<i64>, Option<String>)> = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let (before, value, behind) = match &digits(line)[..] {
            [] => continue,
            [number] => (&line[..number.range.start], number.value, &line[number.range.end..]),
            _ => return None,
        };
        let round = (before.trim_ascii(), behind.trim_ascii());
        if !before.iter().chain(behind).any(u8::is_ascii_alphabetic) {
            return None;
        }
        let place = *places.entry(round).or_insert(parts.len());
        match parts.get_mut(place) {
            Some((values, _)) => values.push(value),
            None => parts.push((vec![value], words(before).or_else(|| words(behind)))),
        }
    }
    parts.sort_by_key(|(values, _)| std::cmp::Reverse(values.len()));
    let says_it_again = parts.first().is_some_and(|(values, _)| values.len() > 1);
    let part = |(values, label)| Part { label, value: Value::List(values) };
    let is_answer = says_it_again || !parts.is_empty() && is_about_an_answer(text);
    is_answer.then(|| Value::Parts(parts.into_iter().map(part).collect()))
}

/// Whether words speak of what numbers have to do with one another.
fn is_about_an_answer(text: &[u8]) -> bool {
    const LONGEST: usize = 400;
    const WORDS: [&str; 8] =
        ["common", "intersect", "match", "both", "shared", "same", "duplicate", "repeat"];
    let text = String::from_utf8_lossy(&text[..text.len().min(LONGEST)]).to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_the_same_are_a_list() {
        let label = |words: &str| Some(words.to_owned());
        for (text, expected) in [
            ("7 is common\n12 is common\nEND\n", vec![(vec![7, 12], label("is common"))]),
            (
                "Found 2 numbers\nin both: 7\nin both: 12\n",
                vec![(vec![7, 12], label("in both")), (vec![2], label("Found"))],
            ),
            ("7 is common\nEND\n", vec![(vec![7], label("is common"))]),
            ("The common numbers are 63.\nbye\n", vec![(vec![63], label("The common numbers are"))]),
            ("you are client number 7\n", vec![]),
            ("I have 7\nYou sent 12\n", vec![]),
            ("12\n12\n", vec![]),
            ("7 and 12 are common\n", vec![]),
            ("common: 7\ntwice: []\n", vec![]),
            ("none in common\n", vec![]),
            ("", vec![]),
        ] {
            let said = said(text.as_bytes());
            let lists = said.iter().flat_map(Value::lists);
            let lists: Vec<_> =
                lists.map(|(list, label)| (list.to_vec(), label.map(str::to_owned))).collect();
            assert_eq!(lists, expected, "{text}");
        }
    }
}
