//! What was said in words, without what carries the words: lengths, quotes, keys.
//!
//! `22        Welcome!`, `{"type": "greeting", "text": "Welcome!"}` and a pickled text all say `Welcome!`, and a program that
//! prints just that has shown what it received.

use std::borrow::Cow;
use std::ops::Range;

use infer::dialect::{mark, objects};

use super::facts::Facts;
use crate::conversation::Direction;
use crate::reading::literal::{Literal, parse};

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

/// What was sent; of objects their text.
fn plain(send: &[u8]) -> Cow<'_, [u8]> {
    let text = objects(send).and_then(|text| mark::bytes(&text));
    text.map_or(Cow::Borrowed(send), Cow::Owned)
}

fn forms_of(send: &[u8]) -> Vec<String> {
    let send = &*plain(send);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut forms = Vec::new();
    if let Some(literal) = literal(send) {
        let mut strings = Vec::new();
        values(&literal, &mut strings);
        forms.extend(
            strings.into_iter().map(|place| unescaped(&send[place])).filter(|text| is_sentence(text)),
        );
    }
    for line in send.split(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && text(&line[..digits]).parse::<usize>().is_ok_and(|length| length <= send.len()) {
            forms.push(text(&line[digits..]));
        }
        // Behind a code that says what kind of message it is: `220 Welcome to the server`.
        let whole = text(line);
        let behind = whole.split_once(' ').filter(|(code, rest)| is_code(code) && is_sentence(rest));
        forms.extend(behind.map(|(_, rest)| rest.trim().to_owned()));
        // Behind a byte that says how many follow.
        let counted = line.split_first().filter(|(length, rest)| usize::from(**length) == rest.len());
        forms.extend(counted.map(|(_, rest)| text(rest)));
        forms.push(text(line));
    }
    forms.extend(sentences(send));
    forms
}

/// Sentences among bytes that are no text, such as those of an object: each may have its length right before it.
fn sentences(send: &[u8]) -> Vec<String> {
    let runs = send.utf8_chunks().flat_map(|chunk| chunk.valid().split(|c: char| c.is_control()));
    let uncounted = |run: &str| {
        let mut rest = run.chars();
        let length = rest.next().map_or(0, |first| first as usize);
        if length == rest.as_str().len() { rest.as_str().to_owned() } else { run.to_owned() }
    };
    let is_text = !send.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace());
    runs.filter(|run| !is_text && is_sentence(run)).map(uncounted).collect()
}

/// Whether a word is a code: `220`, `ACK`, `MSG:`.
fn is_code(word: &str) -> bool {
    word.len() > 1
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c.is_ascii_punctuation())
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

/// Whether anything in words is said there: numbers are none, nor are bytes that are no text.
pub(super) fn has_words(send: &[u8]) -> bool {
    let send = &*plain(send);
    let open = send.iter().position(|byte| matches!(byte, b'{' | b'[')).unwrap_or(send.len());
    let text = |bytes: &[u8]| has_letters(&String::from_utf8_lossy(bytes));
    text(&send[..open]) || text(send) && (literal(send).is_none() || carries_words(send))
}

/// Whether a text is one: two letters, or one that is no part of ASCII. Bytes of a number may happen to be a letter.
pub(super) fn has_letters(text: &str) -> bool {
    let is_beyond = |c: &char| {
        !c.is_ascii() && !c.is_control() && !c.is_whitespace() && *c != char::REPLACEMENT_CHARACTER
    };
    text.chars().filter(char::is_ascii_alphabetic).count() > 1 || text.chars().any(|c| is_beyond(&c))
}

/// Whether a value of an object or a list that is sent there is words: a sentence, or a word where no list of numbers goes with it,
/// whose name it may be.
pub(super) fn carries_words(send: &[u8]) -> bool {
    let send = &*plain(send);
    let Some(literal) = literal(send) else { return false };
    let mut strings = Vec::new();
    values(&literal, &mut strings);
    let mut texts = strings.into_iter().map(|place| unescaped(&send[place]));
    texts.any(|text| is_sentence(&text) || has_letters(&text) && !holds_numbers(&literal))
}

/// The object or list that a message is.
fn literal(send: &[u8]) -> Option<Literal> {
    let open = send.iter().position(|byte| matches!(byte, b'{' | b'['));
    let start = open.filter(|start| *start <= LONGEST_LENGTH)?;
    parse(send, start).map(|parsed| parsed.literal)
}

/// Whether there is a list of numbers in it.
fn holds_numbers(literal: &Literal) -> bool {
    match literal {
        Literal::Seq(seq) => {
            let numbers = seq.items.iter().filter(|item| matches!(item, Literal::Int(_))).count();
            numbers > 1 || seq.items.iter().any(holds_numbers)
        }
        Literal::Map(pairs) => pairs.iter().any(|(_, value)| holds_numbers(value)),
        Literal::Str(_) | Literal::Int(_) | Literal::Float | Literal::Word(_) => false,
    }
}

/// What a program printed, with the bytes and characters that a language writes as `\xc3` and `\u00fc` in their places.
pub(super) fn unescaped_output(printed: &[u8]) -> Vec<u8> {
    let digits = |at: usize, count: usize| {
        let digits = std::str::from_utf8(printed.get(at..at + count)?).ok()?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let mut plain = Vec::with_capacity(printed.len());
    let mut at = 0;
    while let Some(byte) = printed.get(at) {
        let kind = printed.get(at + 1).filter(|_| *byte == b'\\');
        let character = digits(at + 2, 4).filter(|_| kind == Some(&b'u')).and_then(char::from_u32);
        if let Some(value) = digits(at + 2, 2).filter(|_| kind == Some(&b'x')) {
            plain.push(value as u8);
            at += 4;
        } else if let Some(character) = character {
            plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            at += 6;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    plain
}

/// Words rather than a name, such as the kind of a message.
pub(super) fn is_sentence(text: &str) -> bool {
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
            (b"220 Welcome to the server\r\n", "Welcome to the server"),
            (b"ACK: nice to see you", "nice to see you"),
            (
                b"{\"type\": \"greeting\", \"text\": \"Thank \\\"you\\\"\\u2014 bye\"}",
                "Thank \"you\"\u{2014} bye",
            ),
            (b"\x00\x00\x00>{'kind': 'greeting', 'text': 'It\\'s you again'}", "It's you again"),
            (b"[\"hello\", \"nice to see you\"]", "nice to see you"),
            (b"\x80\x03}q\0X\x03\0\0\0msgq\x01X\x0b\0\0\0Nice to seeq\x02s.", "Nice to see"),
        ] {
            assert_eq!(forms_of(send)[0], barest);
        }
    }

    #[test]
    fn a_byte_that_says_how_many_follow_is_no_word() {
        for send in [&b"\x0cBienvenidos!"[..], b"\x00\x00\x00\x0cBienvenidos!"] {
            assert!(forms_of(send).contains(&"Bienvenidos!".to_owned()), "{send:?}");
        }
    }

    #[test]
    fn a_sentence_stands_among_the_bytes_of_an_object() {
        let gob = b"\x27\xff\x81\x03\x01\x01\x07Message\x01\xff\x82\0\x01\x02\x01\x04From\x01\x0c\0\x01\x04Text\x01\x0c\0\0\0\
            +\xff\x82\x01\x06server\x01 Thank you so much for connecting\0";
        assert!(
            forms_of(gob).contains(&"Thank you so much for connecting".to_owned()),
            "{:?}",
            forms_of(gob)
        );
    }

    #[test]
    fn words_are_words_in_an_object_too_and_numbers_and_their_names_are_none() {
        for words in [
            &b"It was nice talking to you"[..],
            b"ok",
            "\u{1f44b}".as_bytes(),
            b"{\"type\": \"ack\", \"seq\": 1, \"text\": \"It was nice talking to you\"}",
            b"{\"type\": \"ack\", \"seq\": 1}",
            b"{'list': [1, 2, 3], 'text': 'Nice to meet you'}",
            b"\x80\x03}q\0X\x03\0\0\0msgq\x01X\x0b\0\0\0Nice to seeq\x02s.",
        ] {
            assert!(has_words(words), "{}", String::from_utf8_lossy(words));
        }
        for none in [
            &b"\0\0"[..],
            b"A\0\0\0",
            b"7, 9",
            b"[1, 2]",
            b"{\"type\": \"numbers\", \"list\": [1, 2]}",
            b"\x80\x03}q\0X\x03\0\0\0oneq\x01K\x01s.",
            b"\xff\xfe",
        ] {
            assert!(!has_words(none), "{}", String::from_utf8_lossy(none));
        }
    }

    #[test]
    fn escapes_stand_for_what_they_mean() {
        for (printed, plain) in [
            ("b'Danke f\\xc3\\xbcr'", "b'Danke f\u{fc}r'"),
            ("\"f\\u00fcr\" \\x4", "\"f\u{fc}r\" \\x4"),
            ("C:\\users \\", "C:\\users \\"),
        ] {
            assert_eq!(String::from_utf8_lossy(&unescaped_output(printed.as_bytes())), plain);
        }
    }

    #[test]
    fn the_kind_of_a_message_is_not_what_it_says() {
        let forms = forms_of(b"{\"type\": \"greeting\", \"text\": \"Thank you\"}");
        assert!(!forms.contains(&"greeting".to_owned()), "{forms:?}");
    }
}
