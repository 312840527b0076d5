//! How a stand-in in the client's place may end a list that a server waits for the end of: to see whether that is all that is missing.

use infer::speech::Drawn;

use super::session::Session;

/// More ways are not tried.
const MOST: usize = 4;

/// Names in quotes that are said of texts and stand in none.
const NAMES: [&str; 6] = ["utf-8", "utf8", "UTF-8", "UTF8", "ascii", "__main__"];

/// What may be meant to stand behind the client's list, the likeliest first: a word that both programs have in quotes and the client
/// never says; nought or minus one, written as it writes its own numbers. `quoted`: what both have in quotes.
pub(super) fn of(session: &Session, quoted: &[String]) -> Vec<Vec<u8>> {
    let Some((request, (list, turn))) = session.request().zip(session.list.as_ref()) else {
        return Vec::new();
    };
    let sends = &session.turns[*turn].sends;
    let sent = sends.concat();
    let line_end: &[u8] = if sent.ends_with(b"\n") { b"\n" } else { b"" };
    let is_new = |word: &&str| {
        !word.trim().is_empty()
            && !NAMES.contains(word)
            && !sent.windows(word.len()).any(|said| said == word.as_bytes())
    };
    let words = quoted.iter().map(|word| word.trim_end_matches('\n')).filter(is_new);
    let words = words.map(|word| [word.as_bytes(), line_end].concat());
    let said = |client: &[i64]| {
        let drawn = Drawn { client, server: &[], ascending: false };
        Some(request.say(&drawn)?.concat())
    };
    let number = |last: i64| {
        let longer = said(&[&list[..], &[last]].concat())?;
        longer.strip_prefix(&said(list)?[..]).filter(|end| !end.is_empty()).map(<[u8]>::to_vec)
    };
    // Minus one is the largest number there is where integers have no sign.
    let minus_one = || match request.is_text() {
        true => number(-1),
        false => number(0).map(|zero| vec![0xff; zero.len()]),
    };
    let numbers: Vec<Vec<u8>> = [number(0), minus_one()].into_iter().flatten().collect();
    let mut ends: Vec<Vec<u8>> = Vec::new();
    let all: Vec<Vec<u8>> = match request.is_text() {
        true => words.chain(numbers).collect(),
        false => numbers.into_iter().chain(words).collect(),
    };
    for end in all {
        if ends.len() < MOST && !ends.contains(&end) {
            ends.push(end);
        }
    }
    ends
}
