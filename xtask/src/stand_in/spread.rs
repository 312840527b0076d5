//! How to play a half whose numbers, or whose other half's, are waited for one by one.

use super::candidates::{ended, played_by};
use super::session::{Session, is_text};
use crate::bytes::Bytes;
use crate::role::Role;
use crate::script::{Hear, Heard, Send, Step};

/// A server that says the same to each number of a list, and answers once the list has ended: with a word, or because the
/// client, which knows how many numbers it said it would send, waits for more than that.
pub(super) fn acknowledging(session: &Session) -> Option<(Vec<Step>, bool)> {
    let first = session.spread_from?;
    let (_, last) = session.list.as_ref()?;
    let is_server = |turn: &usize| session.turns[*turn].speaker == Role::Server;
    let answers = |turn: &usize| session.answers(*turn);
    let answering = (last + 1..session.turns.len()).filter(is_server).find(answers)?;
    let acknowledgement = session.words(first + 1);
    if (first..answering).filter(is_server).any(|turn| session.words(turn) != acknowledgement) {
        return None;
    }
    let sent = session.turns[answering - 1].sends.concat();
    let is_end_mark = answering - 1 > *last || (is_text(&sent) && !sent.iter().any(u8::is_ascii_digit));
    // The last number is acknowledged as any other, as far as anybody knows.
    let answer = match is_end_mark {
        true => session.said(answering),
        false => session.behind(answering, &session.turns[first + 1].sends)?,
    };
    let mut steps: Vec<Step> = (0..first).map(|turn| played_by(Role::Server, session, turn)).collect();
    steps.push(Step::Acknowledge(acknowledgement, is_end_mark.then(|| Bytes::from(&sent[..]))));
    steps.push(Step::Say(answer));
    let behind = answering + 1..session.turns.len();
    steps.extend(behind.map(|turn| played_by(Role::Server, session, turn)));
    Some((ended(steps), false))
}

/// A server that says something to each number of a list, the same or what it heard, and whose answer is waited for as well, number
/// by number or list by list.
pub(super) fn answering(session: &Session) -> Option<(Vec<Step>, bool)> {
    let first = session.spread_from?;
    let (_, last) = session.list.as_ref()?;
    let behind = session.behind_list.clone()?;
    let said: Vec<Vec<Send>> = (first + 1..*last).step_by(2).map(|turn| session.words(turn)).collect();
    let heard: Vec<Vec<Send>> = (first..*last).step_by(2).map(|turn| session.words(turn)).collect();
    let acknowledgement = match &said[..] {
        [one, others @ ..] if others.iter().all(|other| other == one) => one.clone(),
        said if said == &heard[..] => vec![Send::Echo],
        _ => return None,
    };
    let mark = session.end_mark();
    let answer = match mark {
        Some(_) => behind,
        // The last number is acknowledged as any other, as far as anybody knows.
        None => behind.behind(&session.turns[first + 1].sends)?,
    };
    let mut steps: Vec<Step> = (0..first).map(|turn| played_by(Role::Server, session, turn)).collect();
    let mark = mark.map(|turn| Bytes::from(&session.turns[turn].sends.concat()[..]));
    steps.extend([Step::Acknowledge(acknowledgement, mark), Step::Converse(answer), Step::End(Vec::new())]);
    Some((steps, false))
}

/// A client that waits for the server's words behind each number of its list, and has words of its own for each part of the answer.
pub(super) fn waiting(session: &Session) -> Option<(Vec<Step>, bool)> {
    let until = session.until_list.clone()?;
    let first = session.spread_from?;
    let (_, last) = session.list.as_ref()?;
    if (first + 1..*last).step_by(2).any(|turn| session.turns[turn].sends.len() != 1) {
        return None;
    }
    let mut steps = Vec::new();
    if session.greets() {
        steps.push(Step::Hear(session.hear(0)));
    }
    steps.push(Step::Converse(until));
    let words = || Step::Hear(Hear::new(Heard::Words));
    let mark = session.end_mark();
    if let Some(turn) = mark {
        steps.extend([words(), Step::Say(session.words(turn))]);
    }
    let behind = mark.unwrap_or(*last) + 2..session.turns.len();
    let said: Vec<Vec<Send>> = behind.step_by(2).map(|turn| session.words(turn)).collect();
    match &said[..] {
        // As many as there are parts of the answer.
        [one, two, others @ ..] if one == two && others.iter().all(|other| other == one) => {
            steps.push(Step::Acknowledge(one.clone(), None));
        }
        said => {
            for words_of_a_turn in said {
                steps.extend([words(), Step::Say(words_of_a_turn.clone())]);
            }
            steps.push(words());
        }
    }
    steps.push(Step::End(Vec::new()));
    Some((steps, false))
}
