//! The checks of task 3: the server sends the common numbers back, sorted, and the client shows them.

use super::check::Check;
use super::facts::{Facts, Found};
use super::outcome::{Doubt, Outcome};
use crate::oracle::mistakes::Question;
use crate::oracle::sets::{self, Difference, Order};
use crate::tap::conversation::Direction;

pub(super) fn reply_is_intersection(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    if facts.wire_is_unseen() {
        return Outcome::Inconclusive(Doubt::WireUnseen);
    }
    let Some(own) = &facts.server_numbers else {
        // What can be told without the server's numbers: none may come back that the client did not send.
        let allowed = sets::distinct(sent);
        return match facts.replies.iter().rfind(|reply| facts.is_meant(reply)) {
            Some(reply) if reply.values.iter().any(|value| !allowed.contains(value)) => {
                let within: Vec<i64> = sets::distinct(&reply.values)
                    .into_iter()
                    .filter(|value| allowed.contains(value))
                    .collect();
                Outcome::Fail(facts.wrong_list(&within, reply, Order::Any, None))
            }
            Some(_) => Outcome::Inconclusive(Doubt::ServerNumbersUnknown),
            None => facts.wrong_reply(&[]),
        };
    };
    let expected = sets::intersection(sent, own);
    if reply(facts, &expected).is_some_and(|reply| same_members(&expected, &reply.values)) {
        return Outcome::Pass;
    }
    facts.wrong_reply(&expected)
}

pub(super) fn reply_is_sorted(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    if facts.wire_is_unseen() {
        return Outcome::Inconclusive(Doubt::WireUnseen);
    }
    let common = facts.server_numbers.as_ref().map(|own| sets::intersection(sent, own));
    let Some(reply) = reply(facts, common.as_deref().unwrap_or_default()) else {
        return match reply_is_intersection(facts) {
            Outcome::Fail(_) => Outcome::Inconclusive(Doubt::Blocked(Check::ReplyIsIntersection)),
            doubt => doubt,
        };
    };
    let mut expected = sets::distinct(&reply.values);
    expected.sort_unstable();
    if Difference::of_sets(&expected, &reply.values, Order::Ascending).is_none() {
        return Outcome::Pass;
    }
    Outcome::Fail(facts.wrong_list(
        &expected,
        reply,
        Order::Ascending,
        common.map(|_| Question::Intersection),
    ))
}

pub(super) fn shows_intersection(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    // Without the server's numbers, showing what the server sent is all that the client can do.
    let expected = match (&facts.server_numbers, facts.replies.iter().rfind(|reply| facts.is_meant(reply))) {
        (Some(own), _) => sets::intersection(sent, own),
        (None, Some(reply)) => {
            let mut expected = sets::distinct(&reply.values);
            expected.sort_unstable();
            expected
        }
        (None, None) => return Outcome::Inconclusive(Doubt::ServerNumbersUnknown),
    };
    let is_right = |list: &Found| Difference::of_sets(&expected, &list.values, Order::Ascending).is_none();
    if facts.client_shown.iter().any(is_right) {
        return Outcome::Pass;
    }
    for earlier in [Check::ReplyIsIntersection, Check::ReplyIsSorted] {
        if let Outcome::Fail(_) = super::answer(earlier, facts) {
            return Outcome::Inconclusive(Doubt::Blocked(earlier));
        }
    }
    if let Some(outcome) = facts.spoilt_display(Direction::ToClient) {
        return outcome;
    }
    Outcome::Fail(facts.not_shown(&expected, Order::Ascending, Question::Intersection, &[sent]))
}

/// The server's answer: the last list that holds the common numbers, or else the last list at all (an unsorted list
/// may go before the sorted one).
fn reply<'a>(facts: &'a Facts<'_>, expected: &[i64]) -> Option<&'a Found> {
    let meant = || facts.replies.iter().filter(|reply| facts.is_meant(reply));
    let right = meant().rfind(|reply| same_members(expected, &reply.values));
    right.or_else(|| meant().next_back())
}

/// Whether two lists hold the same numbers, however often and in whatever order.
fn same_members(one: &[i64], other: &[i64]) -> bool {
    Difference::of_sets(one, &sets::distinct(other), Order::Any).is_none()
}
