//! Text in which numbers that follow each other are the first and the last of them: `1-3,5`, `1..3 5`.

use serde::{Deserialize, Serialize};

use super::tokens::{Number, numbers};
use crate::seen::MOST_NUMBERS;

/// How they are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ranges {
    /// What stands between the first and the last.
    sign: String,
    /// What stands between numbers.
    between: String,
    /// How many numbers are a range at least.
    fewest: usize,
}

/// A number or a range, and where it stands.
struct Item {
    first: i64,
    last: i64,
    start: usize,
    end: usize,
}

impl Item {
    /// How many numbers it is.
    const fn len(&self) -> usize {
        (self.last - self.first) as usize + 1
    }
}

impl Ranges {
    /// Those of a text; `None` where it has none.
    pub fn of(text: &str) -> Option<Self> {
        ["-", "..", " - ", " to "].into_iter().find_map(|sign| {
            let items = items(text, sign);
            let mut between = items.windows(2).map(|two| &text[two[0].end..two[1].start]);
            let between = between.find(|between| matches!(*between, "," | ", " | " " | ";" | "; " | "\n"))?;
            let fewest = items.iter().map(Item::len).filter(|len| *len > 1).min()?;
            Some(Self { sign: sign.to_owned(), between: between.to_owned(), fewest })
        })
    }

    /// The text with each number in it; `None` where [`Ranges::encode`] would not give it again.
    pub fn decode(&self, text: &str) -> Option<String> {
        let plain = self.plain(text)?;
        (self.written(&plain) == text).then_some(plain)
    }

    /// The text with ranges; `None` where it would be read otherwise.
    pub fn encode(&self, text: &str) -> Option<String> {
        let written = self.written(text);
        (self.plain(&written)? == text).then_some(written)
    }

    /// `None` where there are more numbers than are looked at.
    fn plain(&self, text: &str) -> Option<String> {
        let items = items(text, &self.sign);
        if items.iter().map(Item::len).sum::<usize>() > MOST_NUMBERS {
            return None;
        }
        let (mut found, mut at) = (String::new(), 0);
        for item in items {
            found.push_str(&text[at..item.start]);
            let all: Vec<String> = (item.first..=item.last).map(|n| n.to_string()).collect();
            found.push_str(&all.join(&self.between));
            at = item.end;
        }
        Some(found + &text[at..])
    }

    fn written(&self, text: &str) -> String {
        let all = numbers(text);
        let (mut found, mut at, mut rest) = (String::new(), 0, &all[..]);
        while let Some(first) = rest.first() {
            let follows = |two: &&[Number]| {
                two[0].value + 1 == two[1].value && text[two[0].end..two[1].start] == self.between
            };
            let count = 1 + rest.windows(2).take_while(follows).count();
            let last = rest[count - 1];
            if count >= self.fewest {
                found.push_str(&text[at..first.end]);
                found.push_str(&self.sign);
                found.push_str(&text[last.start..last.end]);
            } else {
                found.push_str(&text[at..last.end]);
            }
            (at, rest) = (last.end, &rest[count..]);
        }
        found + &text[at..]
    }
}

/// The numbers of a text, those with the sign between them as ranges.
fn items(text: &str, sign: &str) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    for Number { value, start, end } in numbers(text) {
        let is_open = |item: &&mut Item| item.first == item.last && text.get(item.end..start) == Some(sign);
        match found.last_mut().filter(is_open) {
            Some(before) if before.first < value && value - before.first < MOST_NUMBERS as i64 => {
                (before.last, before.end) = (value, end);
            }
            _ => found.push(Item { first: value, last: value, start, end }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_written_again() {
        for (text, plain) in [
            ("1-3,5,64-65\n", "1,2,3,5,64,65\n"),
            ("final: [2, 4-6, 9]", "final: [2, 4, 5, 6, 9]"),
            ("1..3 5 6 8..10", "1 2 3 5 6 8 9 10"),
        ] {
            let ranges = Ranges::of(text).expect("it has some");
            assert_eq!(ranges.decode(text).as_deref(), Some(plain), "{ranges:?}");
            assert_eq!(ranges.encode(plain).as_deref(), Some(text), "{ranges:?}");
        }
    }

    #[test]
    fn dates_and_differences_are_none() {
        for text in ["1,2,3", "2026-11-30", "[5, -3]", "9-4,2", "n-5"] {
            assert!(Ranges::of(text).and_then(|ranges| ranges.decode(text)).is_none(), "{text}");
        }
    }
}
