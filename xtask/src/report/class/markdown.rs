//! Markdown in which text of unknown origin stays text: no HTML, no links, no tables, no code of its own.

use crate::printable::printable;

/// Text within a sentence.
pub fn plain(text: &str) -> String {
    let text = printable(text).replace("www.", "www\\.").replace("://", "\\://"); // so would be links
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '\\' if chars.peek().is_some_and(|next| matches!(next, '.' | ':')) => out.push(c), // ours
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    let begins_block = |c: char| matches!(c, '-' | '+' | '=' | '#' | ' ' | '\t') || c.is_ascii_digit();
    if out.starts_with(begins_block) { format!("&#8203;{out}") } else { out }
}

/// Text between tags of HTML, where Markdown means nothing.
pub fn inert(text: &str) -> String {
    maud::html! { (printable(text)) }.into_string()
}

/// A short text as code, within a sentence. Not for tables, which have a use of their own for `|`.
pub fn code(text: &str) -> String {
    let text = printable(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A backtick at either end would join the fence, and only spaces would be taken away.
    if fence.len() > 1 || text.starts_with(' ') || text.ends_with(' ') || text.is_empty() {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// Lines as a block of code; `language` is ours.
pub fn block(language: &str, lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut out = format!("{fence}{language}\n");
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str(&fence);
    out.push('\n');
    out
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures::HOSTILE;

    #[test]
    fn text_in_a_sentence_means_nothing_to_markdown_or_html() {
        let text = plain(HOSTILE);
        assert!(!text.contains(['<', '>', '\u{1b}', '\u{202e}', '\0']), "{text}");
        assert!(text.contains("\\[x\\](javascript:alert(1)) \\|"), "{text}");
        for block in ["- x", "1. x", "+ x", "    x", "# x", "===", "> x"] {
            assert!(plain(block).starts_with('&'), "{block}");
        }
        assert_eq!(plain("see www.example.org or http://x"), "see www\\.example.org or http\\://x");
        assert_eq!(plain("Zoë O'Neil-Smith, Jr."), "Zoë O'Neil-Smith, Jr.");
    }

    #[test]
    fn no_backticks_end_code_before_its_end() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b|c"), "`` a`b|c ``");
        assert_eq!(code(""), "`  `");
        let block = block("text", &["````".to_owned(), "x\ny".to_owned()]);
        assert_eq!(block, "`````text\n````\nx\\ny\n`````\n");
    }
}
