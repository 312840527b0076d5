//! How a stand-in may end what one half says and the other waits for the end of, count it, or write it as that one
//! writes its own: to see whether that is all that is wrong.

use infer::speech::{Drawn, Speech, What, behind_length};

use super::session::{Session, Turn, is_text};
use crate::role::Role;
use crate::script::{End, Send};
use crate::task::Task;
use crate::verdict::joint::Unended;

/// More ways are not tried.
const MOST: usize = 5;

/// Nor more ways to write a list.
const MOST_NEAR: usize = 6;

/// Names in quotes that are said of texts and stand in none.
const NAMES: [&str; 6] = ["utf-8", "utf8", "UTF-8", "UTF8", "ascii", "__main__"];

impl End {
    /// These bytes, behind what was `sent`: an empty line is seen by the end of the line before it.
    fn said(bytes: &[u8], sent: &[u8]) -> Self {
        let is_empty_line = bytes == b"\n" && sent.ends_with(b"\n");
        Self::Said(bytes.into(), if is_empty_line { b"\n\n"[..].into() } else { bytes.into() })
    }
}

/// What may be meant to stand behind what this half says of its session, the likeliest first, and then the same as the other half would
/// write it; or else only a right count, where one is wrong. `quoted`: short texts that both programs have in quotes.
pub(super) fn of(lack: Unended, task: Task, session: &Session, quoted: &[String]) -> Vec<End> {
    let counted = match lack.role {
        Role::Client => session.request(),
        Role::Server => session.reply(),
    };
    let counted = counted.and_then(Speech::recounted).map(|(_, more)| End::Counted(more));
    let behind = match (lack.role, task) {
        _ if counted.is_some() || !lack.is_awaited => Vec::new(),
        (role, Task::Greet) => behind_words(role, session, quoted),
        (Role::Client, _) => behind_list(session, quoted),
        (Role::Server, _) => behind_answer(session),
    };
    let alike = if counted.is_none() { alike(lack.role, task, session) } else { None };
    let near = if lack.role == Role::Client && counted.is_none() { near(session) } else { Vec::new() };
    counted.into_iter().chain(behind).chain(alike.map(|send| End::Alike(vec![send]))).chain(near).collect()
}

/// What this client may have been meant to say to a server that never answered it, the likeliest first.
fn near(session: &Session) -> Vec<End> {
    let Some((request, (list, turn))) = session.request().zip(session.list.as_ref()) else {
        return Vec::new();
    };
    // What is no text may be an answer without a number.
    let is_words = |turn: &Turn| turn.speaker == Role::Client || turn.sends.iter().all(|send| is_text(send));
    if session.reply().is_some() || !session.turns[turn + 1..].iter().all(is_words) {
        return Vec::new();
    }
    let said = |speech: &Speech| speech.say(&Drawn { client: list, server: &[], ascending: false });
    let own = said(request);
    let forms = request.near().into_iter().filter(|form| said(form).is_some_and(|form| Some(form) != own));
    forms.take(MOST_NEAR).map(|form| End::Near(vec![Send::Speech(form)])).collect()
}

/// What this half says, as the other one writes what it says itself; `None` where that is not known, or is how it is said.
fn alike(role: Role, task: Task, session: &Session) -> Option<Send> {
    let main = match (role, task) {
        (role, Task::Greet) => {
            let said = |role| session.turns.iter().find(|turn| turn.speaker == role);
            let [own, other] = [role, role.other()].map(said);
            return behind_length(&own?.sends.concat(), &other?.sends.concat()).map(Send::bytes);
        }
        (Role::Client, _) => What::Client,
        (Role::Server, Task::Dedup) => What::Final,
        (Role::Server, Task::Intersect) => What::Common,
    };
    let (own, other) = match role {
        Role::Client => (session.request(), session.reply()),
        Role::Server => (session.reply(), session.request()),
    };
    let (list, turn) = session.list.as_ref()?;
    let turn = if role == Role::Client { *turn } else { turn + 1 };
    // Where all but numbers is the same, only what they say of the list is otherwise.
    let is_like = other?.fits(&session.turns.get(turn)?.sends);
    let form = |speech: &Speech| if is_like { Some(speech.clone().with(main)) } else { speech.core(main) };
    let alike = form(other?)?;
    let said = |speech: &Speech| speech.say(&Drawn { client: list, server: list, ascending: false });
    let is_so_already = own.and_then(form).is_some_and(|own| said(&own) == said(&alike));
    (!is_so_already).then_some(Send::Speech(alike))
}

/// Behind the client's list: the end of a line; a word that both programs have in quotes and the client never says; nought or minus
/// one, written as it writes its own numbers; the end of its direction.
fn behind_list(session: &Session, quoted: &[String]) -> Vec<End> {
    let Some((request, (list, turn))) = session.request().zip(session.list.as_ref()) else {
        return Vec::new();
    };
    let sent = session.turns[*turn].sends.concat();
    let words = words(&sent, quoted);
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
    let all: Vec<Vec<u8>> = match request.is_text() {
        true => [b"\n".to_vec()].into_iter().chain(words).chain(numbers).collect(),
        false => numbers.into_iter().chain(words).collect(),
    };
    let mut ends = distinct(all.iter().map(|end| End::said(end, &sent)), MOST - 1);
    ends.push(End::Shut);
    ends
}

/// Behind the server's answer: what the client says behind its own list, as far as the answer has none of it.
fn behind_answer(session: &Session) -> Vec<End> {
    let Some((request, (list, turn))) = session.request().zip(session.list.as_ref()) else {
        return Vec::new();
    };
    let is_answer = |turn: &usize| session.turns[*turn].speaker == Role::Server;
    let Some(last) = (turn + 1..session.turns.len()).rev().find(is_answer) else { return Vec::new() };
    let answer = session.turns[last].sends.concat();
    let drawn = Drawn { client: list, server: &[], ascending: false };
    let Some(end) = request.said_behind(&drawn) else { return Vec::new() };
    let has = |length: &usize| answer.ends_with(&end[..*length]);
    let missing = &end[(0..=end.len()).rev().find(has).unwrap_or(0)..];
    match missing {
        [] => Vec::new(),
        missing => vec![End::said(missing, &answer)],
    }
}

/// Behind words: the end of a line, that of a text in C, or a word that both programs have in quotes.
fn behind_words(role: Role, session: &Session, quoted: &[String]) -> Vec<End> {
    let Some(turn) = session.turns.iter().find(|turn| turn.speaker == role) else { return Vec::new() };
    let sent = turn.sends.concat();
    let usual = [&b"\n"[..], b"\0"].map(<[u8]>::to_vec);
    let all: Vec<Vec<u8>> = usual.into_iter().chain(words(&sent, quoted)).collect();
    distinct(all.iter().filter(|end| !sent.ends_with(end)).map(|end| End::said(end, &sent)), MOST)
}

/// Words in quotes that were not said, each with the end of its line where that has one.
fn words(sent: &[u8], quoted: &[String]) -> Vec<Vec<u8>> {
    let line_end: &[u8] = if sent.ends_with(b"\n") { b"\n" } else { b"" };
    let is_new = |word: &&str| {
        !word.trim().is_empty()
            && !NAMES.contains(word)
            && !sent.windows(word.len()).any(|said| said == word.as_bytes())
    };
    let words = quoted.iter().map(|word| word.trim_end_matches('\n')).filter(is_new);
    words.map(|word| [word.as_bytes(), line_end].concat()).collect()
}

/// So many of them at most, none twice.
fn distinct(all: impl Iterator<Item = End>, most: usize) -> Vec<End> {
    let mut ends: Vec<End> = Vec::new();
    for end in all {
        if ends.len() < most && !ends.contains(&end) {
            ends.push(end);
        }
    }
    ends
}
