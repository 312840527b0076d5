//! The code of a source file without its comments and without what stands in its strings: what a program *says* must
//! not be taken for what it does. One pass, no grammar: enough to find calls and statements.

use super::language::Language;

/// How strings and comments are written.
#[derive(Debug, Clone, Copy)]
struct Syntax {
    line_comments: &'static [&'static str],
    block_comments: bool,
    /// Strings in three quotes.
    triple: bool,
    /// Strings that go over lines.
    backticks: bool,
    /// A single quote is that of one character, or of a lifetime.
    characters: bool,
}

const PYTHON: Syntax = Syntax {
    line_comments: &["#"],
    block_comments: false,
    triple: true,
    backticks: false,
    characters: false,
};
const C: Syntax = Syntax {
    line_comments: &["//"],
    block_comments: true,
    triple: false,
    backticks: false,
    characters: true,
};
const SCRIPT: Syntax = Syntax { line_comments: &["#"], triple: false, ..PYTHON };

fn syntax(language: Language) -> Syntax {
    match language {
        Language::Python => PYTHON,
        Language::C | Language::Cpp | Language::Java | Language::CSharp | Language::Rust => C,
        Language::Kotlin => Syntax { triple: true, ..C },
        Language::Go => Syntax { backticks: true, ..C },
        Language::JavaScript => Syntax { backticks: true, characters: false, ..C },
        Language::Php => Syntax { line_comments: &["//", "#"], characters: false, ..C },
        Language::Perl | Language::Ruby | Language::Shell => SCRIPT,
    }
}

/// The text with spaces for comments and for what stands between quotes. Lines stay lines.
pub(super) fn code(text: &str, language: Language) -> String {
    let syntax = syntax(language);
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let comment = syntax.line_comments.iter().any(|mark| rest.starts_with(mark));
        let length = if comment {
            // `$#array` and `${x#y}` are no comments.
            let in_word = first == '#' && code.ends_with(['$', '{']);
            if in_word { 1 } else { rest.find('\n').unwrap_or(rest.len()) }
        } else if syntax.block_comments && rest.starts_with("/*") {
            rest[2..].find("*/").map_or(rest.len(), |end| end + 4)
        } else if syntax.triple && (rest.starts_with("\"\"\"") || rest.starts_with("'''")) {
            triple(rest)
        } else if first == '\'' && syntax.characters {
            character(rest)
        } else if matches!(first, '"' | '\'') || (first == '`' && syntax.backticks) {
            quoted(rest, first)
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (blank, after) = rest.split_at(length.max(1));
        let quote = matches!(first, '"' | '\'' | '`') && blank.len() > 1;
        let last = blank.len() - 1;
        code.extend(blank.char_indices().map(|(at, c)| match c {
            '\n' => '\n',
            _ if quote && (at == 0 || at == last) && c == first => c,
            _ if blank.len() == 1 => c,
            _ => ' ',
        }));
        rest = after;
    }
    code
}

/// The length of a string in quotes; one that is not closed ends with its line.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn triple(text: &str) -> usize {
    let (quotes, inside) = text.split_at(3);
    let mut at = 0;
    while let Some(step) = inside[at..].find(['\\', quotes.as_bytes()[0] as char]) {
        at += step;
        if inside[at..].starts_with(quotes) {
            return at + 6;
        }
        let skip = if inside[at..].starts_with('\\') { 2 } else { 1 };
        at = inside.ceil_char_boundary(at + skip);
    }
    text.len()
}

/// `'x'` and `'\n'`; but `'a` in Rust is a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            text.char_indices().skip(3).take(10).find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1)
        }
        Some((_, c)) if c != '\n' => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_comments_are_blanked() {
        for (language, text, expected) in [
            (Language::Python, "a = 'x#y' # s.listen(5)\nb", "a = '   '              \nb"),
            (Language::Python, "\"\"\"s.listen(\n\"'\\\"\"\"\" c\"\"\"d", "\"          \n     \" c\"    "),
            (Language::Python, "print 'it\\'s', x", "print '     ', x"),
            (Language::Python, "s = 'open\nlisten()", "s = '    \nlisten()"),
            (Language::C, "// listen(\nlisten(s); /* connect( */", "          \nlisten(s);               "),
            (Language::C, "c = '\"'; listen()", "c = ' '; listen()"),
            (Language::C, "'\\'' x '\\x41'", "'  ' x '    '"),
            (Language::Rust, "fn f<'a>(x: &'a str) { \"connect\" }", "fn f<'a>(x: &'a str) { \"       \" }"),
            (Language::JavaScript, "`a\n${listen}` 'x' b", "` \n         ` ' ' b"),
            (Language::Shell, "x=${#y} # z", "x=${#y}    "),
        ] {
            let code = code(text, language);
            assert_eq!(code.lines().count(), text.lines().count(), "{text}");
            if !text.starts_with("\"\"\"") {
                assert_eq!(code, expected, "{text}");
            } else {
                assert!(!code.contains("listen"), "{code}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[a'\"`\\\\\n#/* é]{0,60}") {
            for language in [Language::Python, Language::C, Language::Go, Language::JavaScript, Language::Shell] {
                let code = code(&text, language);
                proptest::prop_assert_eq!(code.matches('\n').count(), text.matches('\n').count());
            }
        }
    }
}
