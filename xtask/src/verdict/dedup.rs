//! The checks of task 2: the server removes the duplicates, the client shows the final list and what was removed.

use super::check::Check;
use super::facts::{Facts, Found};
use super::outcome::{Doubt, Outcome, Reason};
use crate::oracle::mistakes::Question;
use crate::oracle::sets::{self, Difference, Order};
use crate::scenario::{Duplicates, FinalOrder};
use crate::tap::conversation::Direction;

pub(super) fn reply_is_deduplicated(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    if facts.wire_is_unseen() {
        return Outcome::Inconclusive(Doubt::WireUnseen);
    }
    let expected = sets::distinct(sent);
    let is_right = |reply: &Found| Difference::of_sets(&expected, &reply.values, Order::Any).is_none();
    if facts.replies.iter().any(|reply| is_right(reply) && facts.is_meant(reply)) {
        return Outcome::Pass;
    }
    facts.wrong_reply(&expected)
}

pub(super) fn shows_final_list(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let mut expected = sets::distinct(sent);
    let order = match facts.scenario.accept.final_order {
        FinalOrder::Any => Order::Any,
        FinalOrder::FirstSeen => Order::AsExpected,
        FinalOrder::Ascending => {
            expected.sort_unstable();
            Order::Ascending
        }
    };
    if facts.client_shown.iter().any(|list| Difference::of_sets(&expected, &list.values, order).is_none()) {
        return Outcome::Pass;
    }
    spoilt(facts)
        .unwrap_or_else(|| Outcome::Fail(facts.not_shown(&expected, order, Question::Final, &[sent])))
}

pub(super) fn shows_duplicates(facts: &Facts<'_>) -> Outcome {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let accepted = &facts.scenario.accept.duplicates;
    if accepted.iter().any(|reading| shows(facts, *reading, sent)) {
        return Outcome::Pass;
    }
    if let Some(outcome) = spoilt(facts) {
        return outcome;
    }
    let others = Duplicates::ALL.map(|(_, reading)| reading);
    if let Some(got) = others.into_iter().find(|reading| shows(facts, *reading, sent)) {
        return Outcome::Fail(Reason::OtherReading { got, accepted: accepted.clone() });
    }
    let distinct = sets::distinct(sent);
    let others = [sent, &distinct];
    let lists = accepted.iter().map(|reading| match reading {
        Duplicates::EachExtra => (sets::extra_occurrences(sent), Question::ExtraOccurrences),
        Duplicates::Distinct | Duplicates::Counts => (sets::repeated(sent), Question::Repeated),
    });
    let nearest = lists.min_by_key(|(expected, _)| facts.nearness(expected, &others));
    let (expected, question) = nearest.unwrap_or((sets::repeated(sent), Question::Repeated));
    Outcome::Fail(facts.not_shown(&expected, Order::Any, question, &others))
}

/// Whether the client shows the duplicates of `sent` by that reading.
fn shows(facts: &Facts<'_>, reading: Duplicates, sent: &[i64]) -> bool {
    let repeated = sets::repeated(sent);
    if repeated.is_empty() {
        return true; // nothing to show, and every way of showing nothing is right
    }
    let lists = || facts.client_shown.iter().map(|list| &list.values);
    let tables = [sets::counts(sent), sets::counts_of_repeated(sent), sets::counts_of_extra(sent)];
    match reading {
        Duplicates::EachExtra => {
            let expected = sets::extra_occurrences(sent);
            lists().any(|list| Difference::of_bags(&expected, list, Order::Any).is_none())
        }
        Duplicates::Distinct => {
            lists().any(|list| Difference::of_sets(&repeated, list, Order::Any).is_none())
        }
        Duplicates::Counts => facts.client_tables.iter().any(|table| tables.contains(table)),
    }
}

/// Why a wrong display need not be the display's fault.
fn spoilt(facts: &Facts<'_>) -> Option<Outcome> {
    if let Outcome::Fail(_) = reply_is_deduplicated(facts) {
        return Some(Outcome::Inconclusive(Doubt::Blocked(Check::ReplyIsDeduplicated)));
    }
    facts.spoilt_display(Direction::ToClient)
}
