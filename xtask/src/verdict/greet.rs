//! The checks of task 1: the server greets, the client acknowledges, both show what they got.

use super::answer::Answer;
use super::facts::Facts;
use super::lists::rest_of_line;
use super::outcome::{Doubt, Outcome, Reason};
use super::place::{Exhibit, Item, Place, Stream, excerpt, shortened};
use super::said::{has_words, is_sentence, said, unescaped_output};
use crate::check::Check;
use crate::conversation::{Connection, Direction, Segment};
use crate::observation::ProgramFacts;

pub(super) fn server_greets(facts: &Facts<'_>) -> Answer {
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    if facts.spoke(Direction::ToClient) {
        let answer = spoken(facts, Direction::ToClient);
        return match facts.connections().find_map(echo).filter(|_| answer.is_pass()) {
            Some(said) => Answer::fail(Reason::Echo(said)).showing(first_message(facts, Direction::ToClient)),
            None => answer,
        };
    }
    if facts.server_crashed() && !facts.server_was_let_down() {
        return Answer::blocked(Check::ServerStaysUp);
    }
    if !facts.connected() {
        let cause =
            if facts.client_ended_badly() { Check::ClientFinishes } else { Check::ClientAcknowledges };
        return Answer::blocked(cause);
    }
    Answer::fail(facts.hang(None).unwrap_or(Reason::NothingSent))
}

pub(super) fn client_acknowledges(facts: &Facts<'_>) -> Answer {
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    let spoke = facts.spoke(Direction::ToServer);
    let said = spoken(facts, Direction::ToServer);
    if spoke && (!said.is_pass() || answers_the_greeting(facts)) {
        return said;
    }
    if facts.client_ended_badly() {
        return Answer::blocked(facts.cause_of_clients_end());
    }
    if !facts.connected() {
        return Answer::fail(facts.never_connected());
    }
    let reason = if spoke { Reason::NothingAnswered } else { Reason::NothingSent };
    match server_greets(facts).outcome {
        Outcome::Pass => Answer::fail(reason).showing(first_message(facts, Direction::ToClient)),
        _ => Answer::blocked(Check::ServerGreets),
    }
}

/// Whether the client said something in words when it had heard the server. A program is given nothing before it waits for it, so
/// that who speaks first has read nothing, however early the greeting was sent.
fn answers_the_greeting(facts: &Facts<'_>) -> bool {
    facts.connections().any(|connection| {
        let is_answer =
            |segment: &&Segment| segment.direction == Direction::ToServer && segment.heard_bytes > 0;
        let answer: Vec<&[u8]> =
            connection.segments.iter().filter(is_answer).map(|segment| &segment.bytes[..]).collect();
        // A program may send letter by letter.
        has_words(&answer.concat())
    })
}

/// What the server said on a connection where that is, word for word, what it had heard. A single word, such as `Hello`, two
/// programs may have in common.
fn echo(connection: &Connection) -> Option<String> {
    let heard = connection.sent(Direction::ToServer);
    let mut replies = connection.segments.iter().filter(|s| s.direction == Direction::ToClient);
    let waited = replies.clone().all(|segment| segment.heard_bytes > 0);
    let last = replies.next_back().filter(|_| waited)?;
    let heard_before = heard.get(..usize::try_from(last.heard_bytes).ok()?)?;
    let said = connection.sent(Direction::ToClient);
    let is_same = said.trim_ascii() == heard_before.trim_ascii();
    let text = String::from_utf8_lossy(&said);
    (is_same && is_sentence(&String::from_utf8_lossy(&heard))).then(|| shortened(&text))
}

pub(super) fn client_shows_greeting(facts: &Facts<'_>) -> Answer {
    match server_greets(facts).outcome {
        Outcome::Pass => {}
        Outcome::Fail(_) => return Answer::blocked(Check::ServerGreets),
        doubt => return doubt.into(),
    }
    let Some(client) = &facts.observation.client else {
        return Answer::blocked(Check::ClientFinishes);
    };
    let answer = match shown(facts, Direction::ToClient, client) {
        Ok(line) => Answer::pass().showing(line),
        Err(_) if facts.client_ended_badly() => return Answer::blocked(facts.cause_of_clients_end()),
        Err(text) => Answer::fail(Reason::TextNotShown(text)),
    };
    answer.showing(first_message(facts, Direction::ToClient))
}

pub(super) fn server_shows_acknowledgement(facts: &Facts<'_>) -> Answer {
    let Some(server) = &facts.observation.server else {
        return Answer::open(Doubt::ServerElsewhere);
    };
    match client_acknowledges(facts).outcome {
        Outcome::Pass => {}
        Outcome::Fail(_) => return Answer::blocked(Check::ClientAcknowledges),
        doubt => return doubt.into(),
    }
    let answer = match shown(facts, Direction::ToServer, server) {
        Ok(line) => Answer::pass().showing(line),
        Err(_) if facts.server_crashed() || facts.server_left_unheard() => {
            return Answer::blocked(Check::ServerStaysUp);
        }
        Err(_) if facts.unread_bytes(Direction::ToServer) > 0 => {
            return Answer::blocked(Check::ClientFinishes);
        }
        Err(text) => Answer::fail(Reason::TextNotShown(text)),
    };
    answer.showing(first_message(facts, Direction::ToServer))
}

/// The answer where something was sent: any words will do, and numbers alone are none.
fn spoken(facts: &Facts<'_>, direction: Direction) -> Answer {
    let answer = match facts.used_words(direction) {
        true => Answer::pass(),
        false => {
            let said = facts.joined(direction);
            Answer::fail(Reason::NoWords(shortened(&String::from_utf8_lossy(&said))))
        }
    };
    answer.showing(first_message(facts, direction))
}

/// The first thing that was said that way.
fn first_message(facts: &Facts<'_>, direction: Direction) -> Option<Exhibit> {
    let what = match direction {
        Direction::ToClient => Item::Greeting,
        Direction::ToServer => Item::Acknowledgement,
    };
    let sends = facts.sends(direction);
    let first = sends.iter().find(|send| !send.is_empty())?;
    let place = Place::Message { direction, number: 1, bytes: 0..first.len() };
    Some(Exhibit { what, place, excerpt: excerpt(first), count: None })
}

/// Where the program that got it shows what was said in that direction (`None` where it runs over several lines), or the
/// first thing said, where it is not shown.
///
/// White space does not count, nor do capitals: programs wrap, strip, indent and shout. Showing one line of one `send` is
/// enough, and so is showing the bytes as a language writes them (`b'Danke sch\xc3\xb6n'`), or the text alone where it was sent with
/// a length before it or as a value of an object (see [`said`]).
fn shown(
    facts: &Facts<'_>,
    direction: Direction,
    receiver: &ProgramFacts,
) -> Result<Option<Exhibit>, String> {
    let bare = |bytes: &[u8]| -> String {
        let text = String::from_utf8_lossy(bytes);
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    let texts = said(facts, direction);
    for stream in Stream::BOTH {
        let output = stream.of(receiver);
        let plain = unescaped_output(output);
        let all = [bare(output), bare(&plain)];
        for text in &texts {
            let words = bare(text.as_bytes());
            if all.iter().any(|all| all.contains(&words)) {
                let mut printed = output.split(|byte| *byte == b'\n').enumerate();
                let holds = |line: &[u8]| bare(line).contains(&words);
                let shown = printed.find(|(_, printed)| holds(printed) || holds(&unescaped_output(printed)));
                let place = |line| Place::Line { role: direction.reader(), stream, line };
                return Ok(shown.map(|(at, printed)| line_of(place(at + 1), printed, text.as_bytes())));
            }
        }
    }
    Err(shortened(texts.first().map_or("", String::as_str)))
}

/// A line of a program's output that holds what was said. Its excerpt begins there: what stands before, an address say,
/// differs from run to run.
fn line_of(place: Place, printed: &[u8], said: &[u8]) -> Exhibit {
    let said = said.trim_ascii();
    let start = printed.windows(said.len().max(1)).position(|window| window == said);
    Exhibit {
        what: Item::Shown,
        place,
        excerpt: start.map_or_else(|| excerpt(said), |start| excerpt(rest_of_line(printed, start))),
        count: None,
    }
}
