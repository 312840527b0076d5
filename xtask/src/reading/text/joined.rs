//! Before printed text is read: signs that are no part of it make way, and what one value was printed in comes together.
//!
//! Every byte is replaced by one, and every line stays where it is or ends earlier, so that places keep their meaning.

/// Makes blanks of frames, commas of signs between numbers, and one literal of several that continue each other.
pub(super) fn join(text: &mut [u8]) {
    unframe(text);
    unify_separators(text);
    separate(text);
    join_literals(text);
}

/// Frames round rows, `|  12   7  100 |` and `+-----+`, are blanks, and so is all that Unicode has to draw them with. A row
/// with bars between its numbers keeps them.
fn unframe(text: &mut [u8]) {
    // U+2500 to U+257F in UTF-8.
    let is_drawn = |char: &[u8]| matches!(char, [0xe2, 0x94 | 0x95, _]);
    for at in 2..text.len() {
        if is_drawn(&text[at - 2..=at]) {
            text[at - 2..=at].fill(b' ');
        }
    }
    for line in text.split_mut(|byte| *byte == b'\n') {
        let inner = line.trim_ascii();
        let is_row = inner.len() > 1
            && inner.starts_with(b"|")
            && inner.ends_with(b"|")
            && !inner[1..inner.len() - 1].contains(&b'|');
        let is_rule = inner.len() > 1
            && inner.starts_with(b"+")
            && inner.iter().all(|byte| matches!(byte, b'+' | b'-' | b'='));
        for byte in line.iter_mut().filter(|byte| is_rule || is_row && **byte == b'|') {
            *byte = b' ';
        }
    }
}

/// `12 · 7` and `12、7` are `12, 7`.
fn unify_separators(text: &mut [u8]) {
    const SEPARATORS: [&str; 5] = ["·", "•", "、", "，", "；"];
    let visible = |byte: &&u8| !matches!(byte, b' ' | b'\t');
    for sign in SEPARATORS.map(str::as_bytes) {
        for at in 0..text.len().saturating_sub(sign.len()) {
            let (before, rest) = text.split_at(at);
            let stands_between_numbers = rest.strip_prefix(sign).is_some_and(|behind| {
                before.iter().rev().find(visible).is_some_and(|byte| byte.is_ascii_digit() || *byte == b')')
                    && behind.iter().find(visible).is_some_and(u8::is_ascii_digit)
            });
            if stands_between_numbers {
                text[at..at + sign.len()].fill(b' ');
                text[at] = b',';
            }
        }
    }
}

/// Signs that may stand between numbers, where no address, time or date has so many of them.
const SIGNS: [u8; 8] = *b":-/_#*+~";
/// Fewer numbers may be an address, a time or a date, unless a longer list is written in the same way or a label says so.
const FEWEST: usize = 4;

/// `12:7:100:45:3` is `12,7,100,45,3`.
fn separate(text: &mut [u8]) {
    for sign in SIGNS {
        let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == sign;
        let mut places = Vec::new();
        let mut longest = 0;
        let mut at = 0;
        while at < text.len() {
            let length = text[at..].iter().take_while(|byte| is_part(byte)).count();
            let word = &text[at..at + length];
            let stands_alone = at == 0 || !text[at - 1].is_ascii_alphanumeric() && text[at - 1] != b'.';
            let numbers = word.split(|byte| *byte == sign).count();
            let are_numbers = word.split(|byte| *byte == sign).all(|number| (1..=6).contains(&number.len()));
            if stands_alone && numbers > 1 && are_numbers {
                let is_answer =
                    sign == b'-' && is_labelled(&text[..at]) && word.split(|b| *b == sign).all(is_of_the_lab);
                longest = longest.max(if is_answer { FEWEST } else { numbers });
                places.push(at..at + length);
            }
            at += length.max(1);
        }
        if longest >= FEWEST {
            for place in places {
                text[place].iter_mut().filter(|byte| **byte == sign).for_each(|byte| *byte = b',');
            }
        }
    }
}

/// Whether what comes behind is what was announced: `Common: 7-12`.
fn is_labelled(before: &[u8]) -> bool {
    [b": ", b"= ", b"> "].iter().any(|mark| before.ends_with(*mark))
}

/// Whether a number is at most 100: the year of a date is not.
fn is_of_the_lab(number: &[u8]) -> bool {
    number.len() <= 2 || number == b"100"
}

/// Lines that are nothing but a literal of bytes, `b'[12, 7, 1'` and then `b'00, 45]'`, are what several `recv` returned of one
/// text: one text again, on the first of these lines. Literals that are a list each stay as they are.
fn join_literals(text: &mut [u8]) {
    let mut run: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    let mut runs = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        match content(line) {
            Some(place) => run.push(start + place.start..start + place.end),
            None => runs.push(std::mem::take(&mut run)),
        }
        start += line.len() + 1;
    }
    runs.push(run);
    for run in runs.into_iter().filter(|run| run.len() > 1) {
        let whole = |place: &std::ops::Range<usize>| {
            let content = text[place.clone()].trim_ascii();
            !content.starts_with(b"[") || content.ends_with(b"]")
        };
        if run.iter().all(whole) && run.iter().any(|place| text[place.clone()].starts_with(b"[")) {
            continue;
        }
        let (first, last) = (run[0].start, run[run.len() - 1].end + 1);
        let mut joined: Vec<u8> = run.iter().flat_map(|place| text[place.clone()].to_vec()).collect();
        joined.resize(last - first - (run.len() - 1), b' ');
        joined.resize(last - first, b'\n');
        text[first..last].copy_from_slice(&joined);
    }
}

/// Where the content stands of a line that is nothing but a literal of bytes, without escapes.
fn content(line: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let literal = line.trim_ascii();
    let inner = literal.strip_prefix(b"b'")?.strip_suffix(b"'")?;
    let is_plain = !inner.is_empty() && !inner.iter().any(|byte| matches!(byte, b'\'' | b'\\'));
    is_plain.then_some(start + 2..start + 2 + inner.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        join(&mut bytes);
        assert_eq!(bytes.len(), text.len());
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(lines(&bytes), lines(text.as_bytes()));
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn frames_are_blanks() {
        assert_eq!(
            joined("+----+\n| Final |\n+----+\n|  12   7 |\n"),
            "      \n  Final  \n      \n   12   7  \n"
        );
        assert_eq!(joined("| 12 | 7 |"), "| 12 | 7 |");
        assert_eq!(joined("┌──┐\n│12│\n└──┘"), format!("{0}\n   12   \n{0}", " ".repeat(12)));
    }

    #[test]
    fn signs_between_many_numbers_are_commas_and_addresses_are_left() {
        assert_eq!(joined("12:7:100:45:3"), "12,7,100,45,3");
        assert_eq!(joined("final 12-7-100-45-3, dups 7-3"), "final 12,7,100,45,3, dups 7,3");
        assert_eq!(joined("common: 7-12"), "common: 7,12");
        for text in [
            "at 12:45:07",
            "2026-11-23",
            "on: 2026-11-23",
            "from 1-100",
            "10.0.0.5:12345",
            "[-3, -4]",
            "a1:2:3:4:5",
        ] {
            assert_eq!(joined(text), text);
        }
    }

    #[test]
    fn separators_of_other_scripts_are_commas_between_numbers_only() {
        assert_eq!(joined("final 12 · 7·100"), "final 12 ,  7, 100");
        assert_eq!(joined("12、7 (2次)，3"), "12,  7 (2次),  3");
        for text in ["• 12\n• 7", "12 · a", "数字：12、"] {
            assert_eq!(joined(text), text);
        }
    }

    #[test]
    fn what_several_recvs_returned_is_one_text() {
        assert_eq!(
            joined("b'[12, 1'\nb'00]'\nend").split_whitespace().collect::<Vec<_>>().join(" "),
            "b'[12, 100] end"
        );
        for text in ["b'[1, 2]'\nb'[3]'\n", "b'[1, 2]'\nx\nb'[3]'", "b'\\x01'\nb'\\x02'"] {
            assert_eq!(joined(text), text);
        }
    }
}
