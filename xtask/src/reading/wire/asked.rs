//! One number a turn, with the same words round each: `HAVE 7?`, an answer, `HAVE 12?`.

use std::collections::BTreeMap;

use crate::reading::scan::digits;

/// What stands before the number of a turn, and what behind it.
pub(super) type Words<'a> = (&'a [u8], &'a [u8]);

/// The words that stand round one number in many turns.
pub(super) fn repeated<'a>(turns: impl Iterator<Item = &'a [u8]>) -> Option<Words<'a>> {
    const FEWEST: usize = 8;
    let mut found: BTreeMap<Words, usize> = BTreeMap::new();
    for (words, _) in turns.filter_map(words_and_number) {
        *found.entry(words).or_default() += 1;
    }
    let most = found.into_iter().max_by_key(|(_, turns)| *turns);
    most.filter(|(_, turns)| *turns >= FEWEST).map(|(words, _)| words)
}

/// The number of a turn with these words round it.
pub(super) fn number(turn: &[u8], words: Words) -> Option<i64> {
    words_and_number(turn).filter(|(round, _)| *round == words).map(|(_, number)| number)
}

fn words_and_number(turn: &[u8]) -> Option<(Words<'_>, i64)> {
    const LONGEST: usize = 80;
    if turn.len() > LONGEST {
        return None;
    }
    let [number] = &digits(turn)[..] else { return None };
    let words = (&turn[..number.range.start], &turn[number.range.end..]);
    words.0.iter().any(u8::is_ascii_alphabetic).then_some((words, number.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_a_turn_is_told_by_the_words_round_it() {
        let mut turns: Vec<String> = (1..9).map(|n| format!("HAVE {n}?\n")).collect();
        turns.push("hello, client 9\n".to_owned());
        let words = repeated(turns.iter().map(String::as_bytes));
        assert_eq!(words, Some((&b"HAVE "[..], &b"?\n"[..])));
        assert_eq!(number(b"HAVE 40?\n", words.expect("words")), Some(40));
        assert_eq!(number(b"client 9\n", words.expect("words")), None);
        assert_eq!(repeated(turns[1..].iter().map(String::as_bytes)), None, "too few");
    }
}
