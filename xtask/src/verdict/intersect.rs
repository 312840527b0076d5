//! The checks of task 3: the server sends the common numbers back, sorted, and the client shows them.

use super::answer::Answer;
use super::facts::Facts;
use super::labels::{Claim, claim};
use super::lists::Found;
use super::outcome::{Doubt, Outcome, Reason};
use super::statistics::{self, Chance};
use crate::check::Check;
use crate::conversation::Direction;
use crate::oracle::mistakes::Question;
use crate::oracle::sets::{self, Difference, Order};
use crate::scenario::Scenario;

pub(super) fn reply_is_intersection(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    let Some(own) = &facts.server_numbers else { return without_the_servers_numbers(facts, sent) };
    let expected = sets::intersection(sent, &own.values);
    match reply(facts, &expected).filter(|reply| sets::same_members(&expected, &reply.values)) {
        Some(reply) => {
            let answer = facts.right_reply(&expected, reply);
            answer.resting_on(super::place::Item::ServerNumbers, own)
        }
        None if expected.is_empty() && says_nothing_in_common(facts, sent, &own.values) => {
            Answer::pass().resting_on(super::place::Item::ServerNumbers, own)
        }
        None => facts.wrong_reply(&expected),
    }
}

/// Whether the server named no number as common, in whatever words, or with none to a client that was content: it repeats
/// one of the two lists at most.
fn says_nothing_in_common(facts: &Facts<'_>, sent: &[i64], own: &[i64]) -> bool {
    let repeats = |reply: &Found| {
        sets::same_members(&sets::distinct(sent), &reply.values)
            || sets::same_members(&sets::distinct(own), &reply.values)
    };
    (facts.spoke(Direction::ToClient) || !facts.client_ended_badly())
        && !facts.server_crashed()
        && (acknowledges_each(facts, sent)
            || facts.replies.iter().filter(|reply| !is_aside(reply)).all(repeats))
}

/// Whether every number that the server sent by itself is one that it just got: `ack 7`.
fn acknowledges_each(facts: &Facts<'_>, sent: &[i64]) -> bool {
    let mut alone: Vec<&Found> = facts.replies.iter().filter(|reply| reply.values.len() == 1).collect();
    alone.dedup_by(|one, other| one.place == other.place);
    let is_part = |list: &Found| list.parts > 1 && sent.starts_with(&list.values);
    alone.iter().map(|reply| reply.values[0]).eq(sent.iter().copied())
        && facts.replies.iter().all(|list| list.values.len() == 1 || is_part(list))
}

/// Whether that is one number behind words, which do not say that it is the answer: a port, say.
fn is_aside(reply: &Found) -> bool {
    reply.values.len() == 1 && reply.label.is_some() && claim(reply) != Some(Claim::Common)
}

/// What can be told without the server's numbers: none may come back that the client did not send, and not all of them.
fn without_the_servers_numbers(facts: &Facts<'_>, sent: &[i64]) -> Answer {
    let allowed = sets::distinct(sent);
    let Some(reply) = last_meant(facts) else {
        let is_part = |shown: &&Found| {
            is_ascending_set(shown) && shown.values.iter().all(|value| allowed.contains(value))
        };
        let mut parts = facts.client_shown.iter().filter(is_part);
        let answer = parts.find(|shown| facts.reply_is_unread(&shown.values));
        return facts.wrong_reply(answer.map_or(&[], |shown| &shown.values));
    };
    if stands_for_another(facts, reply) {
        return facts.about_the_reply(Answer::open(Doubt::ServerNumbersUnknown), reply);
    }
    let strangers: Vec<i64> =
        sets::distinct(&reply.values).into_iter().filter(|value| !allowed.contains(value)).collect();
    if !strangers.is_empty() {
        let (place, excerpt) = (reply.place.clone(), reply.excerpt.clone());
        let reason = Reason::NeverSent { numbers: strangers, place, excerpt };
        return facts.about_the_reply(Answer::fail(reason), reply);
    }
    let draws = *facts.scenario.numbers.count.end() as usize;
    let answer = match echo(facts.scenario, sent, &reply.values, draws) {
        Some(chance) if chance.is_excluded() => {
            Answer::fail(Reason::EchoesTheClient { numbers: allowed.len(), cases: 1, chance })
        }
        _ => Answer::open(Doubt::ServerNumbersUnknown),
    };
    facts.about_the_reply(answer, reply)
}

/// Whether the client reads another list where this was read: it shows as many numbers, most of which are the same, and can have
/// them from nowhere else.
fn stands_for_another(facts: &Facts<'_>, reply: &Found) -> bool {
    let same = |shown: &Found| shown.values.iter().filter(|value| reply.values.contains(value)).count();
    let mut shown = facts.client_shown.iter().filter(|shown| shown.values.len() == reply.values.len());
    shown.any(|shown| {
        same(shown) * 2 >= shown.values.len()
            && facts.scenario.numbers.hold(&shown.values)
            && facts.is_told_otherwise(&shown.values, reply)
    })
}

/// The last list that the server meant to send. Of several ways to read it the one that is part of the client's numbers,
/// and that the client shows.
pub(super) fn last_meant<'f>(facts: &'f Facts<'_>) -> Option<&'f Found> {
    let meant = || facts.replies.iter().filter(|reply| facts.is_meant(reply));
    // Beside a list, how many numbers it has is no answer.
    let counts =
        |reply: &Found, list: &Found| reply.values == [list.values.len() as i64] && list.values.len() > 1;
    let is_aside = |reply: &&Found| is_aside(reply) || meant().any(|list| counts(reply, list));
    let last = meant().rfind(|reply| !is_aside(reply)).or_else(|| meant().next_back())?;
    let sent = facts.client_numbers.as_ref();
    let is_part = |reply: &&Found| {
        sent.is_some_and(|sent| reply.values.iter().all(|value| sent.values.contains(value)))
    };
    let is_apart = |reply: &&Found| is_aside(reply) && *reply != last;
    let parts = || meant().filter(|reply| reply.place == last.place && !is_apart(reply)).filter(is_part);
    let shown = parts().rfind(|reply| facts.shows(&reply.values));
    Some(shown.or_else(|| parts().next_back()).unwrap_or(last))
}

/// How likely it is that a server which draws so many numbers of its own has each of the client's, and so answers with all of
/// them; `None` where it does not answer so.
pub(super) fn echo(scenario: &Scenario, sent: &[i64], reply: &[i64], draws: usize) -> Option<Chance> {
    let wanted = sets::distinct(sent);
    let values = scenario.numbers.value.clone().count();
    if wanted.is_empty() || !sets::same_members(&wanted, reply) {
        return None;
    }
    Some(Chance::new(statistics::all_found(wanted.len() as u64, draws as u64, values as u64)))
}

pub(super) fn reply_is_sorted(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    let common = facts.server_numbers.as_ref().map(|own| sets::intersection(sent, &own.values));
    let is_none = common.as_ref().is_some_and(Vec::is_empty);
    if is_none && reply_is_intersection(facts).is_pass() {
        return Answer::pass(); // nothing stands in order
    }
    let Some(reply) = reply(facts, common.as_deref().unwrap_or_default()) else {
        return match reply_is_intersection(facts).outcome {
            Outcome::Fail(_) => Answer::blocked(Check::ReplyIsIntersection),
            doubt => doubt.into(),
        };
    };
    let is_unread = |common: &Vec<i64>| facts.reply_is_unread(common) || facts.is_misread(common, reply);
    if common.as_ref().is_some_and(is_unread) {
        return Answer::open(Doubt::AnswerUnknown);
    }
    let mut expected = sets::distinct(&reply.values);
    expected.sort_unstable();
    let question = common.map(|_| Question::Intersection);
    let answer = match Difference::of_sets(&expected, &reply.values, Order::Ascending).is_none() {
        true => Answer::pass(),
        false => Answer::fail(facts.wrong_list(&expected, reply, Order::Ascending, question)),
    };
    facts.about_the_reply(answer, reply)
}

pub(super) fn shows_intersection(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let Some(expected) = common_numbers(facts, sent) else {
        return Answer::open(Doubt::ServerNumbersUnknown);
    };
    let shown: Vec<&Found> = intersections_shown(facts, &expected).collect();
    // The last one counts, of all or of those under words that say so: a program may show its working behind them.
    let told = shown.iter().rfind(|list| claim(list) == Some(Claim::Common));
    let sorted = shown.last().into_iter().chain(told).find(|list| is_ascending_set(list));
    if let Some(list) = sorted
        && facts.shown_instead(&expected, Question::Intersection, &shown, &[sent]).is_none()
    {
        return facts.right_display(&expected, list, &[sent]);
    }
    if expected.is_empty() && facts.server_numbers.is_some() && reply_is_intersection(facts).is_pass() {
        // Every way of showing nothing is right, of a client that comes to its end.
        return facts.spoilt_display(Direction::ToClient).unwrap_or_else(Answer::pass);
    }
    for earlier in [Check::ReplyIsIntersection, Check::ReplyIsSorted] {
        if super::answer(earlier, facts).is_fail() {
            return Answer::blocked(earlier);
        }
    }
    if let Some(answer) = facts.spoilt_display(Direction::ToClient) {
        return answer;
    }
    facts.wrong_display(&expected, Order::Ascending, Question::Intersection, &[sent])
}

/// The common numbers; without the server's own, what the server sent: showing that is all that the client can do.
pub(super) fn common_numbers(facts: &Facts<'_>, sent: &[i64]) -> Option<Vec<i64>> {
    if let Some(own) = &facts.server_numbers {
        return Some(sets::intersection(sent, &own.values));
    }
    let reply = last_meant(facts).filter(|reply| !stands_for_another(facts, reply))?;
    let mut expected = sets::distinct(&reply.values);
    expected.sort_unstable();
    Some(expected)
}

/// Every list in the client's output that holds the common numbers, in whatever order, and is not just what it sent: the
/// last of them counts.
pub(super) fn intersections_shown<'f>(
    facts: &'f Facts<'_>,
    expected: &'f [i64],
) -> impl Iterator<Item = &'f Found> {
    let is_own = |list: &Found| {
        let sent = facts.client_numbers.as_ref();
        sent.is_some_and(|sent| sent.values == list.values) && !is_ascending_set(list)
    };
    facts.client_shown.iter().filter(move |list| sets::same_members(expected, &list.values) && !is_own(list))
}

fn is_ascending_set(list: &Found) -> bool {
    sets::first_not_rising(&list.values).is_none()
}

/// The server's answer: the last list that holds the common numbers, or else the last list at all (an unsorted list
/// may go before the sorted one).
pub(super) fn reply<'a>(facts: &'a Facts<'_>, expected: &[i64]) -> Option<&'a Found> {
    let meant = || facts.replies.iter().filter(|reply| facts.is_meant(reply));
    let right = meant().rfind(|reply| sets::same_members(expected, &reply.values));
    right.or_else(|| last_meant(facts))
}
