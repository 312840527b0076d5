//! The lists and tables that stand in a literal, each with its key or the words before it.

mod numbers;
mod records;

use std::collections::BTreeMap;
use std::ops::Range;

use self::numbers::{text_number, text_numbers};
use super::literal::{Literal, Parsed, Seq, parse};
use super::value::is_index;

/// A list or a table in a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Its key, or the string before it.
    pub label: Option<String>,
    /// Its numbers; of a table, the keys.
    pub values: Vec<i64>,
    /// What they are.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A list.
    List,
    /// A list made of the lists before it: one that was printed in rows looks just like several lists.
    Joined,
    /// One number that no list brackets enclose: `(12)`, `{"n": 12}`.
    Single,
    /// A table: how often each value occurs.
    Counts(BTreeMap<i64, u64>),
}

/// More members of one literal are not looked at.
const MOST: usize = 1000;

/// Finds the lists and tables of a literal, in order.
pub(super) fn members(bytes: &[u8], parsed: &Parsed, start: usize) -> Vec<Member> {
    let mut finder = Finder { bytes, found: Vec::new(), in_string: false };
    finder.visit(&parsed.literal, None, start..parsed.end);
    finder.found
}

struct Finder<'a> {
    bytes: &'a [u8],
    found: Vec<Member>,
    /// Inside a string that holds a literal: strings in it are not looked into again.
    in_string: bool,
}

impl Finder<'_> {
    fn push(&mut self, label: Option<String>, values: Vec<i64>, kind: Kind, range: Range<usize>) {
        if self.found.len() < MOST {
            self.found.push(Member { label, values, kind, range });
        }
    }

    fn visit(&mut self, literal: &Literal, label: Option<String>, range: Range<usize>) {
        match literal {
            Literal::Seq(seq) => self.seq(seq, label),
            Literal::Map(entries) => self.map(entries, label, range),
            Literal::Str(range) => match text_number(&self.bytes[range.clone()]) {
                Some(n) => self.push(label, vec![n], Kind::Single, range.clone()),
                None => self.string(range.clone(), label.as_ref()),
            },
            Literal::Int(n) => {
                self.push(label, vec![*n], Kind::Single, range);
            }
            Literal::Float | Literal::Word(_) => {}
        }
    }

    fn seq(&mut self, seq: &Seq, label: Option<String>) {
        if let Some(values) = self.ints(&seq.items) {
            let single = seq.open == b'(' && values.len() == 1 && !seq.comma;
            let kind = if single { Kind::Single } else { Kind::List };
            self.push(label, values, kind, seq.range.clone());
            return;
        }
        if let [Literal::Str(host), Literal::Int(_)] | [Literal::Str(host), Literal::Int(_), _, _] =
            &seq.items[..]
            && is_address(&self.bytes[host.clone()])
        {
            return;
        }
        // `('Final', 1, 2)`: a Python 2 `print` with brackets.
        let words = seq.items.iter().take_while(|item| self.is_word(item)).count();
        if words > 0
            && words < seq.items.len()
            && let Some(values) = self.ints(&seq.items[words..])
        {
            let kind = if values.len() == 1 { Kind::Single } else { Kind::List };
            self.push(join(label, self.text(&seq.items[words - 1])), values, kind, seq.range.clone());
            return;
        }
        let pairs = self.pairs(&seq.items);
        if let Some((values, counts, round)) = pairs {
            if is_index(&values) {
                let values = counts.values().map(|count| *count as i64).collect();
                self.push(label.clone(), values, Kind::List, seq.range.clone());
            }
            self.push(label.clone(), values, Kind::Counts(counts), seq.range.clone());
            if round {
                return;
            }
        }
        if !self.records(seq, label.as_ref()) {
            self.items(seq, label);
        }
    }

    /// Whether that is a text that is no number.
    fn is_word(&self, item: &Literal) -> bool {
        match item {
            Literal::Str(range) => text_number(&self.bytes[range.clone()]).is_none(),
            Literal::Word(_) => true,
            _ => false,
        }
    }

    /// What stands in a sequence, each under the text before it; and all of it, where that is rows of one list.
    fn items(&mut self, seq: &Seq, label: Option<String>) {
        let first = self.found.len();
        let mut own = None;
        let mut numbers = false;
        for item in &seq.items {
            match item {
                Literal::Seq(_) | Literal::Map(_) => {
                    self.visit(item, join(label.clone(), own.take()), seq.range.clone());
                }
                Literal::Str(range) if self.is_word(item) => {
                    let before = self.found.len();
                    self.string(range.clone(), join(label.clone(), own.clone()).as_ref());
                    own = if self.found.len() > before { None } else { self.text(item) };
                }
                Literal::Word(_) => own = self.text(item),
                _ => numbers = true,
            }
        }
        let rows = &self.found[first..];
        let same = rows.iter().all(|row| row.kind == Kind::List && row.label == label);
        if rows.len() > 1 && same && !numbers && seq.items.len() == rows.len() {
            let values = rows.iter().flat_map(|row| row.values.iter().copied()).collect();
            self.push(label, values, Kind::Joined, seq.range.clone());
        }
    }

    fn map(&mut self, entries: &[(Literal, Literal)], label: Option<String>, range: Range<usize>) {
        let table: Option<Vec<(i64, u64)>> = entries
            .iter()
            .map(|(key, value)| {
                Some((self.int(key)?, self.int(value).and_then(|count| u64::try_from(count).ok())?))
            })
            .collect();
        if let Some(table) = table {
            let (keys, values): (Vec<i64>, Vec<i64>) =
                table.iter().map(|(key, value)| (*key, *value as i64)).unzip();
            if is_index(&keys) {
                self.push(label.clone(), values, Kind::List, range.clone());
            }
            self.push(label, keys, Kind::Counts(table.into_iter().collect()), range);
            return;
        }
        for (key, value) in entries {
            let range = match value {
                Literal::Seq(seq) => seq.range.clone(),
                _ => range.clone(),
            };
            self.visit(value, join(label.clone(), self.text(key)), range);
        }
    }

    /// A string that holds literals or several numbers, each with words before it or none.
    fn string(&mut self, range: Range<usize>, label: Option<&String>) {
        let content = &self.bytes[range.clone()];
        let start = range.start + (content.len() - content.trim_ascii_start().len());
        let end = range.start + content.trim_ascii_end().len();
        if start >= end || self.in_string {
            return;
        }
        let bytes = self.bytes;
        let named = |words: &[u8]| join(label.cloned(), words_before(words));
        let found = self.found.len();
        let (mut words, mut at) = (start, start);
        self.in_string = true;
        while let Some(open) = bytes[at..end].iter().position(|byte| b"[({".contains(byte)) {
            at += open;
            match parse(&bytes[..end], at) {
                Some(parsed) if !parsed.cut_off => {
                    self.visit(&parsed.literal, named(&bytes[words..at]), at..parsed.end);
                    (words, at) = (parsed.end, parsed.end);
                }
                _ => at += 1,
            }
        }
        self.in_string = false;
        if self.found.len() == found {
            let content = &bytes[start..end];
            let name = content.iter().rposition(|byte| matches!(byte, b':' | b'=')).map_or(0, |at| at + 1);
            if let Some(values) = text_numbers(&content[name..]).filter(|values| values.len() > 1) {
                self.push(named(&content[..name]), values, Kind::List, start..end);
            }
        }
    }

    fn int(&self, item: &Literal) -> Option<i64> {
        match item {
            Literal::Int(n) => Some(*n),
            Literal::Str(range) => text_number(&self.bytes[range.clone()]),
            _ => None,
        }
    }

    fn ints(&self, items: &[Literal]) -> Option<Vec<i64>> {
        items.iter().map(|item| self.int(item)).collect()
    }

    fn text(&self, item: &Literal) -> Option<String> {
        match item {
            Literal::Str(range) | Literal::Word(range) => words(&self.bytes[range.clone()]),
            Literal::Int(n) => Some(n.to_string()),
            _ => None,
        }
    }
}

/// The outer label, then the inner one.
fn join(outer: Option<String>, inner: Option<String>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => words(format!("{outer} {inner}").as_bytes()),
        (outer, inner) => outer.or(inner),
    }
}

/// The words before a literal, without the name of a type that belongs to it: `set(`.
fn words_before(bytes: &[u8]) -> Option<String> {
    let name = bytes.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (before, name) = bytes.split_at(bytes.len() - name);
    words(if CONSTRUCTORS.contains(&name) { before } else { bytes })
}

/// Names that languages print before a literal's brackets.
pub(super) const CONSTRUCTORS: [&[u8]; 16] = [
    b"set",
    b"frozenset",
    b"list",
    b"tuple",
    b"dict",
    b"deque",
    b"array",
    b"Counter",
    b"OrderedDict",
    b"dict_keys",
    b"dict_values",
    b"Set",
    b"Map",
    b"map",
    b"HashSet",
    b"ArrayList",
];

/// Longer labels keep their end: what stands next to the numbers says most.
const LONGEST_LABEL: usize = 120;

/// Words as a label: valid text without control characters, without the punctuation at its ends, bounded.
pub(super) fn words(bytes: &[u8]) -> Option<String> {
    let bytes = &bytes[bytes.len().saturating_sub(LONGEST_LABEL)..];
    let text: String = String::from_utf8_lossy(bytes)
        .chars()
        .map(|c| if c.is_control() || c == char::REPLACEMENT_CHARACTER { ' ' } else { c })
        .collect();
    let mut label = String::new();
    for word in text.split_whitespace() {
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
    }
    let label = label.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, ')' | '(') || c == ' ');
    label.chars().any(char::is_alphanumeric).then(|| label.to_owned())
}

/// `127.0.0.1`, `::1`: the first half of what `accept` returns.
fn is_address(text: &[u8]) -> bool {
    let part = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b'.' | b':' | b'%');
    !text.is_empty() && text.iter().all(part) && text.iter().any(|b| matches!(b, b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let parsed = parse(text.as_bytes(), 0).expect("a literal");
        members(text.as_bytes(), &parsed, 0)
            .iter()
            .map(|member| {
                let mut line = member.label.as_ref().map_or(String::new(), |label| format!("{label}: "));
                match &member.kind {
                    Kind::Counts(counts) => line += &format!("{counts:?}"),
                    Kind::List => line += &format!("{:?}", member.values),
                    Kind::Joined => line += &format!("{:?} joined", member.values),
                    Kind::Single => line += &format!("{:?} single", member.values),
                }
                line
            })
            .collect()
    }

    #[test]
    fn lists_tables_and_their_labels_are_found() {
        for (text, expected) in [
            ("[1, 2]", &["[1, 2]"][..]),
            ("[]", &["[]"]),
            ("['1', '2']", &["[1, 2]"]),
            ("(12)", &["[12] single"]),
            ("(12,)", &["[12]"]),
            ("[12]", &["[12]"]),
            ("{19: 1, '75': 2}", &["{19: 1, 75: 2}"]),
            ("[(19, 1), (75, 2)]", &["{19: 1, 75: 2}"]),
            ("('127.0.0.1', 12345)", &[]),
            ("('Got connection from', ('10.0.0.1', 32451))", &[]),
            ("('::1', 12345, 0, 0)", &[]),
            ("('Before', [1, 2])", &["Before: [1, 2]"]),
            ("('N is', 71)", &["N is: [71] single"]),
            ("('Final:', 1, 2)", &["Final: [1, 2]"]),
            ("('Received: ', '[1, 2]')", &["Received: [1, 2]"]),
            ("('Received: ', '1 2 3')", &["Received: [1, 2, 3]"]),
            ("('Result', 'set([3, 8])')", &["Result: [3, 8]"]),
            ("('Final: [1, 2]', 'Twice: [2]')", &["Final: [1, 2]", "Twice: [2]"]),
            ("('Final: set([1, 2]), twice: {2}',)", &["Final: [1, 2]", "twice: [2]"]),
            ("('Final: 1, 2', 'N is 2')", &["Final: [1, 2]"]),
            ("(b'1\\n2\\n', [])", &["[1, 2]", "[]", "[1, 2] joined"]),
            (r#"{"unique": [1, 2], "duplicates": []}"#, &["unique: [1, 2]", "duplicates: []"]),
            (r#"{"unique": [1], "n": 5, "d": {"7": 2}}"#, &["unique: [1]", "n: [5] single", "d: {7: 2}"]),
            ("([1, 2], {3: 1})", &["[1, 2]", "{3: 1}"]),
            ("[[1, 2, 3], [4]]", &["[1, 2, 3]", "[4]", "[1, 2, 3, 4] joined"]),
            ("[[1, 2], [4, 1]]", &["{1: 2, 4: 1}", "[1, 2]", "[4, 1]", "[1, 2, 4, 1] joined"]),
            ("{0: 7, 1: 12, 2: 7}", &["[7, 12, 7]", "{0: 7, 1: 12, 2: 7}"]),
            ("[(0, 7), (1, 12), (2, 7)]", &["[7, 12, 7]", "{0: 7, 1: 12, 2: 7}"]),
            (r#"[{"id": 1, "n": 7}, {"id": 2, "n": 12}, {"id": 3, "n": 7}]"#, &["n: [7, 12, 7]"]),
            (
                r#"[{"n": 7, "times": 2}, {"n": 12, "times": 3}]"#,
                &["{7: 2, 12: 3}", "n: [7, 12]", "times: [2, 3]"],
            ),
            (r#"[{"n": 7}, {"m": 12}]"#, &["n: [7] single", "m: [12] single"]),
            ("{'final': '7 12', 'twice': '7'}", &["final: [7, 12]", "twice: [7] single"]),
            ("['0x7', '0x64']", &["[7, 100]"]),
            ("['0b111', '0b1']", &["[7, 1]"]),
            ("[1, None, 2]", &[]),
            ("[1.5, 2]", &[]),
            ("[INFO]", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_trimmed_cleaned_and_bounded() {
        assert_eq!(words(b"  Final\x1b list :\t").as_deref(), Some("Final list"));
        assert_eq!(words(b" => "), None);
        assert!(words(&[b'a'; 5000]).is_some_and(|label| label.len() == LONGEST_LABEL));
    }
}
