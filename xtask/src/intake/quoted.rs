//! What stands in quotes in the sources of several programs: words on which both halves of a pair may agree, such as the one that ends
//! a list.

use std::path::{Path, PathBuf};

use super::language::Language;
use super::source::Source;
use super::{files, scan};

/// Longer texts end no list.
const LONGEST: usize = 8;
/// More are not told.
const MOST: usize = 16;

/// The short texts that stand in quotes in more than one of these sources, or in the only one, in the order in which they come.
pub(super) fn by_several(sources: &[Source]) -> Vec<String> {
    several(&sources.iter().map(|source| in_one(&source.text, &source.code)).collect::<Vec<_>>())
}

/// The same of these files in a folder, as far as they can be read.
pub fn in_files(folder: &Path, files: &[PathBuf]) -> Vec<String> {
    let read = |file: &PathBuf| {
        let language = Language::of_name(file)?;
        let text = files::text(folder, file).ok()?;
        let code = scan::code(&text, language);
        Some(in_one(&text, &code))
    };
    several(&files.iter().filter_map(read).collect::<Vec<_>>())
}

fn several(sources: &[Vec<String>]) -> Vec<String> {
    let is_by_several = |text: &&String| {
        sources.len() == 1 || sources.iter().filter(|source| source.contains(text)).count() > 1
    };
    let mut found: Vec<String> = Vec::new();
    for text in sources.iter().flatten().filter(is_by_several) {
        if found.len() < MOST && !found.contains(text) {
            found.push(text.clone());
        }
    }
    found
}

/// `code`: the text with blanks for what stands between its quotes.
fn in_one(text: &str, code: &str) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), None::<(char, String)>);
    for (in_code, c) in code.chars().zip(text.chars()) {
        open = match open.take() {
            Some((quote, inside)) if in_code == quote => {
                let text = meant(&inside);
                if (1..=LONGEST).contains(&text.len()) && !found.contains(&text) {
                    found.push(text);
                }
                None
            }
            Some((quote, mut inside)) => {
                inside.push(c);
                Some((quote, inside))
            }
            None if matches!(in_code, '"' | '\'' | '`') => Some((in_code, String::new())),
            None => None,
        };
    }
    found
}

/// A text with what its escapes stand for, as most languages have them.
fn meant(inside: &str) -> String {
    let (mut text, mut rest) = (String::new(), inside.chars());
    while let Some(c) = rest.next() {
        text.push(match (c, rest.clone().next()) {
            ('\\', Some(escaped)) => {
                rest.next();
                match escaped {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '0' => '\0',
                    other => other,
                }
            }
            _ => c,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(sources: &[(&str, Language)]) -> Vec<String> {
        let of = |(text, language): &(&str, Language)| in_one(text, &scan::code(text, *language));
        several(&sources.iter().map(of).collect::<Vec<_>>())
    }

    #[test]
    fn what_both_have_in_quotes_is_told_and_what_one_has_or_a_comment_is_not() {
        let server = "while not text.endswith(\"!\"):  # until '#'\n    part = s.recv(500).decode('utf-8')\nonly = 'here'\n";
        let client = "text = b'!\\n'\nif text[-1] == '!': pass  # 'here'\ns.send('é'.encode('utf-8'))\n";
        let both = [(server, Language::Python), (client, Language::Python)];
        assert_eq!(quoted(&both), ["!", "utf-8"]);
        assert_eq!(quoted(&both[1..]), ["!\n", "!", "é", "utf-8"]);
    }

    #[test]
    fn escapes_stand_for_what_they_mean() {
        let c = "char end = '\\0'; printf(\"%d\\n\", n); if (!strcmp(word, \"END\")) break;";
        assert_eq!(quoted(&[(c, Language::C)]), ["\0", "%d\n", "END"]);
    }
}
