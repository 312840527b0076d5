//! The checks of task 2: the server removes the duplicates, the client shows the final list and what was removed.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::blame::Blame;
use super::facts::Facts;
use super::labels::{self, Claim, claim};
use super::lists::{Found, Table};
use super::outcome::{Doubt, Miscounted, Outcome, Reason};
use super::place::Item;
use crate::check::Check;
use crate::conversation::Direction;
use crate::observation::ProgramFacts;
use crate::oracle::mistakes::Question;
use crate::oracle::sets::{self, Difference, Order};
use crate::scenario::{Duplicates, FinalOrder};

pub(super) fn reply_is_deduplicated(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    let expected = sets::distinct(sent);
    let is_right = |reply: &&Found| sets::same_bag(&expected, &reply.values);
    match facts.replies.iter().find(|reply| is_right(reply) && facts.is_meant(reply)) {
        Some(reply) => facts.right_reply(&expected, reply),
        None => facts.wrong_reply(&expected),
    }
}

pub(super) fn shows_final_list(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let (expected, order) = final_list(facts, sent);
    let (extra, repeated) = (sets::extra_occurrences(sent), sets::repeated(sent));
    let others = [sent, &extra, &repeated];
    let right: Vec<&Found> = final_lists_shown(facts, sent).collect();
    let instead = facts.shown_instead(&expected, Question::Final, &right, &others);
    match (right.first(), instead) {
        (Some(list), None) => match labels::swapped(facts, sent) {
            Some(swapped) => swapped_by(facts, sent, about(facts, swapped, list)),
            None => facts.right_display(&expected, list, &[sent]),
        },
        (_, Some(list)) => {
            spoilt(facts).unwrap_or_else(|| facts.wrongly_shown(&expected, order, Question::Final, list))
        }
        (None, None) => {
            spoilt(facts).unwrap_or_else(|| facts.wrong_display(&expected, order, Question::Final, &others))
        }
    }
}

/// The final list of these numbers, and the order in which it is to be shown.
fn final_list(facts: &Facts<'_>, sent: &[i64]) -> (Vec<i64>, Order) {
    let mut expected = sets::distinct(sent);
    let order = match facts.scenario.accept.final_order {
        FinalOrder::Any => Order::Any,
        FinalOrder::FirstSeen => Order::AsExpected,
        FinalOrder::Ascending => {
            expected.sort_unstable();
            Order::Ascending
        }
    };
    (expected, order)
}

/// Every list in the client's output that is the final one.
pub(super) fn final_lists_shown<'f>(facts: &'f Facts<'_>, sent: &[i64]) -> impl Iterator<Item = &'f Found> {
    let (expected, order) = final_list(facts, sent);
    let is_right = move |list: &&Found| {
        list.values.len() == expected.len() && Difference::of_sets(&expected, &list.values, order).is_none()
    };
    facts.client_shown.iter().filter(is_right)
}

pub(super) fn shows_duplicates(facts: &Facts<'_>) -> Answer {
    let sent = match facts.numbers_sent() {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    if sets::repeated(sent).is_empty() {
        // Nothing to show, and every way of showing nothing is right, of a client that got its answer and came to its end.
        let right = || Answer::pass().resting_on_any(Item::ClientNumbers, facts.client_numbers.as_ref());
        let is_mute = facts.client_printed_nothing();
        return spoilt(facts)
            .or_else(|| is_mute.then(|| Answer::blocked(Check::ShowsFinalList)))
            .unwrap_or_else(right);
    }
    let accepted = &facts.scenario.accept.duplicates;
    let distinct = sets::distinct(sent);
    let others = [sent, &distinct];
    let right: Vec<&Found> = accepted.iter().flat_map(|reading| shown_as(facts, *reading, sent)).collect();
    let miscounted = wrong_counts(facts, sent);
    let instead = questions(accepted, sent).into_iter().find_map(|(expected, question)| {
        let list = facts.shown_instead(&expected, question, &right, &others)?;
        Some((expected, question, list))
    });
    let is_miscounted = |list: &Found| miscounted.is_some_and(|table| table.list.place == list.place);
    if let Some(list) = right.iter().find(|list| !is_miscounted(list))
        && instead.is_none()
    {
        return match labels::swapped(facts, sent) {
            Some(swapped) => swapped_by(facts, sent, about(facts, swapped, list)),
            None => facts.right_display(&sets::repeated(sent), list, &others),
        };
    }
    if let Some(answer) = spoilt(facts) {
        return answer;
    }
    let readings = Duplicates::ALL.map(|(_, reading)| reading);
    let other =
        || readings.into_iter().find_map(|reading| Some((reading, shown_as(facts, reading, sent).next()?)));
    let answer = if let Some((expected, question, list)) = instead {
        facts.wrongly_shown(&expected, Order::Any, question, list)
    } else if let Some(table) = miscounted {
        about(facts, miscounting(table, sent), &table.list)
    } else if let Some((got, list)) = other() {
        about(facts, Reason::OtherReading { got, accepted: accepted.clone() }, list)
    } else {
        let questions = questions(accepted, sent);
        let unread = questions.iter().find(|(expected, _)| facts.is_shown_unread(expected, Order::Any));
        let nearest = || questions.iter().min_by_key(|(expected, _)| facts.nearness(expected, &others));
        let (expected, question) =
            unread.or_else(nearest).cloned().unwrap_or_else(|| (sets::repeated(sent), Question::Repeated));
        facts.wrong_display(&expected, Order::Any, question, &others)
    };
    match shows_what_the_server_found(facts, &answer.outcome, sent) {
        true => answer.blamed(Blame::Server),
        false => answer,
    }
}

/// The failure of lists that are exchanged, with the blame for it: a client prints the names that came with the lists.
fn swapped_by(facts: &Facts<'_>, sent: &[i64], answer: Answer) -> Answer {
    if labels::are_sent_swapped(facts, sent) { answer.blamed(Blame::Server) } else { answer }
}

/// A failure for what is wrong about this list.
fn about(facts: &Facts<'_>, reason: Reason, shown: &Found) -> Answer {
    Answer::fail(reason)
        .resting_on_any(Item::ClientNumbers, facts.client_numbers.as_ref())
        .resting_on(Item::Shown, shown)
}

/// The duplicates by each accepted reading, and the question that they answer.
fn questions(accepted: &[Duplicates], sent: &[i64]) -> Vec<(Vec<i64>, Question)> {
    let question = |reading: &Duplicates| match reading {
        Duplicates::EachExtra => (sets::extra_occurrences(sent), Question::ExtraOccurrences),
        Duplicates::Distinct | Duplicates::Counts => (sets::repeated(sent), Question::Repeated),
    };
    accepted.iter().map(question).collect()
}

/// Every place where the client shows the duplicates of `sent` by that reading.
pub(super) fn shown_as<'f>(
    facts: &'f Facts<'_>,
    reading: Duplicates,
    sent: &[i64],
) -> Box<dyn Iterator<Item = &'f Found> + 'f> {
    let is_right = is_reading(reading, sent);
    let tables = tables(sent);
    match reading {
        Duplicates::EachExtra | Duplicates::Distinct => {
            Box::new(facts.client_shown.iter().filter(move |list| is_right(&list.values)))
        }
        Duplicates::Counts => {
            let is_right = move |table: &&Table| tables.contains(&table.counts);
            Box::new(facts.client_tables.iter().filter(is_right).map(|table| &table.list))
        }
    }
}

/// Whether a list is the duplicates of `sent` by that reading; no list is a table.
fn is_reading(reading: Duplicates, sent: &[i64]) -> impl Fn(&[i64]) -> bool + use<> {
    let extra = sets::extra_occurrences(sent);
    let repeated = sets::repeated(sent);
    move |list| match reading {
        Duplicates::EachExtra => sets::same_bag(&extra, list),
        Duplicates::Distinct => sets::same_bag(&repeated, list),
        Duplicates::Counts => false,
    }
}

/// A table that says how often each repeated number is there, or each number at all, and is wrong about it, where no table
/// is right.
fn wrong_counts<'f>(facts: &'f Facts<'_>, sent: &[i64]) -> Option<&'f Table> {
    let right = tables(sent);
    let (repeated, distinct) = (sets::repeated(sent), sets::distinct(sent));
    let is_about = |table: &&Table| {
        let values = &table.list.values;
        let is_whole = sets::same_bag(values, &repeated) || sets::same_bag(values, &distinct);
        is_whole && table.says_how_often
    };
    let is_told = facts.client_tables.iter().any(|table| right.contains(&table.counts));
    facts.client_tables.iter().filter(|_| !is_told).find(is_about)
}

/// The first count that is wrong, beside what it would be in the table that most of the others are right in.
fn miscounting(table: &Table, sent: &[i64]) -> Reason {
    let told = |value: &i64| table.counts.get(value).copied();
    let values = || table.list.values.iter();
    let tables = tables(sent);
    let agrees = |right: &BTreeMap<i64, u64>, value: &i64| right.get(value).copied() == told(value);
    let agreeing = |right: &&BTreeMap<i64, u64>| values().filter(|value| agrees(right, value)).count();
    let right = tables.iter().rev().max_by_key(agreeing).unwrap_or(&tables[0]);
    let value = values().find(|value| !agrees(right, value)).copied().unwrap_or_default();
    let got = told(&value).unwrap_or_default();
    let (place, excerpt) = (table.list.place.clone(), table.list.excerpt.clone());
    Reason::Miscounted(Box::new(Miscounted { value, got, is: right.get(&value).copied(), place, excerpt }))
}

fn tables(sent: &[i64]) -> [BTreeMap<i64, u64>; 3] {
    [sets::counts(sent), sets::counts_of_repeated(sent), sets::counts_of_extra(sent)]
}

/// Whether what the client wrongly shows as duplicates is what the server sent for them, and the server sent no right
/// ones: the client then only printed what it was given.
fn shows_what_the_server_found(facts: &Facts<'_>, outcome: &Outcome, sent: &[i64]) -> bool {
    let distinct = sets::distinct(sent);
    let accepted = &facts.scenario.accept.duplicates;
    let tables = tables(sent);
    let is_right = |list: &[i64]| accepted.iter().any(|reading| is_reading(*reading, sent)(list));
    let counts_are_right = accepted.contains(&Duplicates::Counts)
        && facts.reply_tables.iter().any(|table| tables.contains(table));
    if counts_are_right || facts.replies.iter().any(|reply| is_right(&reply.values)) {
        return false;
    }
    let is_final = |list: &[i64]| sets::same_bag(&distinct, list);
    // The final list was sent for the final list; a second time it was sent for the duplicates.
    let was_sent = |list: &[i64]| {
        let same: Vec<&Found> =
            facts.replies.iter().filter(|reply| sets::same_bag(&reply.values, list)).collect();
        // The same bytes may be read in several ways.
        let in_one_reading = |one: &Found| {
            let is_of_it = |other: &&&Found| other.layout == one.layout && other.frame == one.frame;
            same.iter().filter(is_of_it).count()
        };
        let times = same.iter().map(|reply| in_one_reading(reply)).max().unwrap_or_default();
        times > usize::from(is_final(list))
    };
    match outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => was_sent(&wrong.got),
        Outcome::Fail(Reason::NotShown(_)) => {
            let own = |list: &[i64]| sets::same_bag(sent, list);
            // One number may stand anywhere; under words that say so it is what the client has for the duplicates.
            let counts = |list: &Found| list.values.len() > 1 || claim(list) == Some(Claim::Duplicates);
            let mut shown = facts.client_shown.iter();
            shown.any(|list| counts(list) && !own(&list.values) && was_sent(&list.values))
                || names_none_as_told(facts)
        }
        Outcome::Fail(Reason::Miscounted(wrong)) => {
            let mut shown = facts.client_tables.iter().filter(|table| table.list.place == wrong.place);
            shown.any(|table| facts.reply_tables.contains(&table.counts))
        }
        Outcome::Fail(Reason::OtherReading { got: Duplicates::Counts, .. }) => {
            facts.reply_tables.iter().any(|table| tables.contains(table))
        }
        Outcome::Fail(Reason::OtherReading { got, .. }) => {
            facts.replies.iter().any(|reply| is_reading(*got, sent)(&reply.values))
        }
        _ => false,
    }
}

/// Whether the client says of the repeats that there are none, as the server does.
fn names_none_as_told(facts: &Facts<'_>) -> bool {
    let says = |client: &ProgramFacts| labels::names_no_repeats(&client.stdout.kept);
    facts.observation.client.as_ref().is_some_and(says)
        && labels::names_no_repeats(&facts.joined(Direction::ToClient))
}

/// Why a wrong display need not be the display's fault.
fn spoilt(facts: &Facts<'_>) -> Option<Answer> {
    if reply_is_deduplicated(facts).is_fail() {
        return Some(Answer::blocked(Check::ReplyIsDeduplicated));
    }
    facts.spoilt_display(Direction::ToClient)
}
