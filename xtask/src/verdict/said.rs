//! What was said in words, without what carries the words: lengths, quotes, keys.
//!
//! `22        Welcome!`, `{"type": "greeting", "text": "Welcome!"}` and a pickled text all say `Welcome!`, and a program that
//! prints just that has shown what it received.

use std::ops::Range;

use super::facts::Facts;
use crate::reading::literal::{Literal, parse};
use crate::tap::conversation::Direction;

/// The texts that were sent that way, each in every form in which a program may show it: of each line of each `send` first the
/// barest. Forms without a letter are none.
pub(super) fn said(facts: &Facts<'_>, direction: Direction) -> Vec<String> {
    let sends = facts.sends(direction);
    let mut forms: Vec<String> = sends.iter().flat_map(|send| forms_of(send)).collect();
    // Texts with their lengths before them, pickled texts, Java's: what the readings make of them. A part of a sentence is no text.
    let messages = facts.messages(direction).flat_map(|(_, messages)| messages);
    forms.extend(
        messages.filter_map(|message| message.text().map(str::to_owned)).filter(|text| is_sentence(text)),
    );
    forms.retain(|form| form.chars().any(char::is_alphabetic));
    if forms.is_empty() {
        let texts = sends.iter().map(|send| String::from_utf8_lossy(send).trim().to_owned());
        forms.extend(texts.filter(|text| !text.is_empty()).take(1));
    }
    forms
}

fn forms_of(send: &[u8]) -> Vec<String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut forms = Vec::new();
    let open = send.iter().position(|byte| matches!(byte, b'{' | b'['));
    if let Some(start) = open.filter(|start| *start <= LONGEST_LENGTH)
        && let Some(parsed) = parse(send, start)
    {
        let mut strings = Vec::new();
        values(&parsed.literal, &mut strings);
        forms.extend(
            strings.into_iter().map(|place| unescaped(&send[place])).filter(|text| is_sentence(text)),
        );
    }
    for line in send.split(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && text(&line[..digits]).parse::<usize>().is_ok_and(|length| length <= send.len()) {
            forms.push(text(&line[digits..]));
        }
        forms.push(text(line));
    }
    forms
}

/// Nobody's length takes more bytes than the tutorials' 64.
const LONGEST_LENGTH: usize = 64;

/// The texts in a literal; keys are none.
fn values(literal: &Literal, found: &mut Vec<Range<usize>>) {
    match literal {
        Literal::Str(place) => found.push(place.clone()),
        Literal::Seq(seq) => seq.items.iter().for_each(|item| values(item, found)),
        Literal::Map(pairs) => pairs.iter().for_each(|(_, value)| values(value, found)),
        Literal::Int(_) | Literal::Float | Literal::Word(_) => {}
    }
}

/// Words rather than a name, such as the kind of a message.
fn is_sentence(text: &str) -> bool {
    text.split_whitespace().count() > 1
}

/// The content of a quoted text as the program has it.
fn unescaped(content: &[u8]) -> String {
    let text = String::from_utf8_lossy(content);
    let quoted = format!("\"{text}\"");
    serde_json::from_str(&quoted).unwrap_or_else(|_| text.replace("\\'", "'").replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_the_words_is_taken_off() {
        for (send, barest) in [
            (&b"Thank you for connecting"[..], "Thank you for connecting"),
            (b"22        Welcome to the server!", "Welcome to the server!"),
            (
                b"{\"type\": \"greeting\", \"text\": \"Thank \\\"you\\\"\\u2014 bye\"}",
                "Thank \"you\"\u{2014} bye",
            ),
            (b"\x00\x00\x00>{'kind': 'greeting', 'text': 'It\\'s you again'}", "It's you again"),
            (b"[\"hello\", \"nice to see you\"]", "nice to see you"),
        ] {
            assert_eq!(forms_of(send)[0], barest);
        }
    }

    #[test]
    fn the_kind_of_a_message_is_not_what_it_says() {
        let forms = forms_of(b"{\"type\": \"greeting\", \"text\": \"Thank you\"}");
        assert!(!forms.contains(&"greeting".to_owned()), "{forms:?}");
    }
}
