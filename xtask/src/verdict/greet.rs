//! The checks of task 1: the server greets, the client acknowledges, both show what they got.

use super::check::Check;
use super::facts::{Facts, shortened};
use super::outcome::{Doubt, Outcome, Reason};
use crate::observation::ProgramFacts;
use crate::tap::conversation::Direction;

pub(super) fn server_greets(facts: &Facts<'_>) -> Outcome {
    if facts.wire_is_unseen() {
        return Outcome::Inconclusive(Doubt::WireUnseen);
    }
    if facts.spoke(Direction::ToClient) {
        return Outcome::Pass;
    }
    if facts.server_crashed() && !facts.server_was_let_down() {
        return Outcome::Inconclusive(Doubt::Blocked(Check::ServerStaysUp));
    }
    if !facts.connected() {
        let cause =
            if facts.client_ended_badly() { Check::ClientFinishes } else { Check::ClientAcknowledges };
        return Outcome::Inconclusive(Doubt::Blocked(cause));
    }
    Outcome::Fail(Reason::NothingSent)
}

pub(super) fn client_acknowledges(facts: &Facts<'_>) -> Outcome {
    if facts.wire_is_unseen() {
        return Outcome::Inconclusive(Doubt::WireUnseen);
    }
    if facts.spoke(Direction::ToServer) {
        return Outcome::Pass;
    }
    if facts.client_ended_badly() {
        return Outcome::Inconclusive(Doubt::Blocked(facts.cause_of_clients_end()));
    }
    if !facts.connected() {
        return Outcome::Fail(facts.never_connected());
    }
    match server_greets(facts) {
        Outcome::Pass => Outcome::Fail(Reason::NothingSent),
        _ => Outcome::Inconclusive(Doubt::Blocked(Check::ServerGreets)),
    }
}

pub(super) fn client_shows_greeting(facts: &Facts<'_>) -> Outcome {
    match server_greets(facts) {
        Outcome::Pass => {}
        Outcome::Fail(_) => return Outcome::Inconclusive(Doubt::Blocked(Check::ServerGreets)),
        doubt => return doubt,
    }
    let Some(client) = &facts.observation.client else {
        return Outcome::Inconclusive(Doubt::Blocked(Check::ClientFinishes));
    };
    let missing = not_shown(facts, Direction::ToClient, client);
    match missing {
        None => Outcome::Pass,
        Some(_) if facts.client_ended_badly() => {
            Outcome::Inconclusive(Doubt::Blocked(facts.cause_of_clients_end()))
        }
        Some(text) => Outcome::Fail(Reason::TextNotShown(text)),
    }
}

pub(super) fn server_shows_acknowledgement(facts: &Facts<'_>) -> Outcome {
    let Some(server) = &facts.observation.server else {
        return Outcome::Inconclusive(Doubt::ServerElsewhere);
    };
    match client_acknowledges(facts) {
        Outcome::Pass => {}
        Outcome::Fail(_) => return Outcome::Inconclusive(Doubt::Blocked(Check::ClientAcknowledges)),
        doubt => return doubt,
    }
    match not_shown(facts, Direction::ToServer, server) {
        None => Outcome::Pass,
        Some(_) if facts.server_crashed() => Outcome::Inconclusive(Doubt::Blocked(Check::ServerStaysUp)),
        Some(text) => Outcome::Fail(Reason::TextNotShown(text)),
    }
}

/// The first thing said in that direction, where the program that got it does not show it.
///
/// White space does not count: programs wrap, strip and indent. Showing one line of one `send` is enough, and so is
/// showing the bytes as a language writes them (`b'Thank you'`).
fn not_shown(facts: &Facts<'_>, direction: Direction, receiver: &ProgramFacts) -> Option<String> {
    let bare = |bytes: &[u8]| -> String {
        String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let shown = bare(&receiver.stdout.kept);
    let mut first = None;
    let sends = facts.sends(direction);
    let lines = sends.iter().flat_map(|send| send.split(|byte| matches!(byte, b'\n' | b'\r' | 0)));
    for line in lines.filter(|line| !bare(line).is_empty()) {
        if shown.contains(&bare(line)) {
            return None;
        }
        first = first.or(Some(line));
    }
    Some(shortened(&String::from_utf8_lossy(first.unwrap_or_default())))
}
