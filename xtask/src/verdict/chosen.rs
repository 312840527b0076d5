//! Which of the lists of a case are the client's numbers and the server's own.

use std::collections::HashSet;

use super::facts::Facts;
use super::intersect::echo;
use super::lists::{Found, Table, each_as_often};
use super::place::Place;
use super::statistics::Chance;
use crate::conversation::Direction;
use crate::oracle::sets;
use crate::reading::binary::Frame;
use crate::reading::value;
use crate::role::Role;
use crate::task::Task;

impl Facts<'_> {
    /// Whether the client's list may be one or another: what it sent can be read as several lists that the task asks for, or as none.
    pub(super) fn is_in_doubt(&self) -> bool {
        let mut asked_for = self.requests.iter().filter(|list| self.is_asked_for(list));
        let first = asked_for.next();
        first.is_none_or(|first| asked_for.any(|other| other.values != first.values))
    }

    /// The client's list, where the case as a whole does not say which it is: among what it sent the list that the server's
    /// answer confirms, or else one that the task asks for, or else the longest; one that is beyond doubt first. Where no wire
    /// was seen, what follows from the seed or stands in its output.
    pub(super) fn choose_client_numbers(&self) -> Option<Found> {
        if self.wire_is_unseen() {
            let seeded = self.seeded.client.clone().map(|values| Found::new(values, Place::Seed));
            return seeded.or_else(|| self.client_shown.iter().find(|list| self.is_asked_for(list)).cloned());
        }
        let all = || self.requests.iter();
        let certain = || all().filter(|list| list.is_certain());
        let asked_for = || all().filter(|list| self.is_asked_for(list));
        let meant: Vec<&Found> = self.replies.iter().filter(|reply| self.is_meant(reply)).collect();
        let confirmed = |list: &&Found, by: &dyn Fn(&Found) -> bool| {
            let expected = sets::distinct(&list.values);
            let is_answer = |reply: &Found| by(reply) && sets::same_bag(&expected, &reply.values);
            let is_told = self.scenario.task == Task::Dedup && expected.len() > 1;
            is_told && meant.iter().any(|reply| is_answer(reply))
        };
        // The same bytes read as wider or narrower numbers hardly repeat, so a server that sends back what came seems to confirm
        // them; and so does one that ends its answer with the mark that the client ends its list with.
        let is_misread = |list: &&Found| {
            let is_marked = |other: &Found| list.is_certain() && other.frame == Frame::EndMark;
            let reads_it = |other: &Found| other.layout != list.layout || is_marked(other);
            asked_for().any(|other| other.place == list.place && reads_it(other))
        };
        // By chance the first number says how many follow, but for a few that could be a checksum, and what a wrong answer lost
        // seems never to have been sent: the repeats that the client shows tell where the header ends. Not so where the answer
        // to a longer list is right: it is the client that lost a number.
        let is_told_by_repeats = |list: &&Found| {
            let is_longer =
                |other: &&Found| other.place == list.place && other.values.len() > list.values.len();
            list.frame == Frame::Header
                && self.shows_repeats(&list.values)
                && !asked_for().filter(is_longer).any(|other| confirmed(&other, &|_| true))
        };
        // A count may happen to be one of the numbers, and the answer's count the number that the answer lost: what the client
        // prints without it tells them apart, before any answer is asked.
        let is_printed_without_its_count =
            |list: &&Found| list.frame == Frame::Count && self.is_printed(list);
        all()
            .find(|list| self.seeded.client.as_ref() == Some(&list.values))
            .or_else(|| asked_for().find(is_printed_without_its_count))
            .or_else(|| asked_for().find(is_told_by_repeats))
            .or_else(|| asked_for().find(|list| list.is_certain() && confirmed(list, &Found::is_certain)))
            .or_else(|| asked_for().find(|list| self.is_printed(list)))
            .or_else(|| asked_for().find(|list| confirmed(list, &|_| true)))
            .or_else(|| all().find(|list| !is_misread(list) && confirmed(list, &|_| true)))
            .or_else(|| asked_for().find(|list| list.is_certain()))
            .or_else(|| asked_for().next())
            .or_else(|| certain().rev().max_by_key(|list| list.values.len()))
            .or_else(|| all().rev().max_by_key(|list| list.values.len()))
            .filter(|list| {
                let is_unsure = self.request_is_unread() || self.is_guess(list);
                self.seeded.client.is_some() || self.is_asked_for(list) || !is_unsure
            })
            .cloned()
    }

    /// The same bytes read from the other end, where the client writes its own numbers so, and shows what is read then.
    pub(super) fn as_the_client_reads(&self, reply: &Found) -> Found {
        let written = self.client_numbers.as_ref().and_then(|numbers| numbers.layout);
        let other_order = reply
            .layout
            .zip(written)
            .filter(|(one, other)| one.width == other.width && one.order != other.order);
        let values = other_order.map(|(layout, written)| -> Vec<i64> {
            reply.values.iter().map(|value| written.number(&layout.bytes(*value))).collect()
        });
        match values.filter(|values| self.shows(values)) {
            Some(values) => Found { values, layout: written, ..reply.clone() },
            None => reply.clone(),
        }
    }

    /// Whether the client prints a list as it stands, and not what was taken to stand round it.
    pub(super) fn is_printed(&self, list: &Found) -> bool {
        self.shows(&list.values) && !list.whole.as_deref().is_some_and(|whole| self.shows(whole))
    }

    /// Whether the client shows what is repeated in that list: values, extra occurrences or a table of counts.
    fn shows_repeats(&self, list: &[i64]) -> bool {
        let (repeated, extra) = (sets::repeated(list), sets::extra_occurrences(list));
        let is_shown =
            |shown: &Found| sets::same_bag(&repeated, &shown.values) || sets::same_bag(&extra, &shown.values);
        let is_counted = |table: &Table| table.counts == sets::counts_of_repeated(list);
        self.client_shown.iter().any(is_shown) || self.client_tables.iter().any(is_counted)
    }

    /// The server's own set: what follows from the seed, or the list in its output that can be it: one that holds
    /// numbers which the client did not send. Where it prints none, one that it sends, with the answer to follow: some show
    /// the client both lists. Where it shows none, what it answered the grader.
    pub(super) fn choose_server_numbers(&self) -> Option<Found> {
        if let Some(seeded) = &self.seeded.server {
            return Some(Found::new(seeded.clone(), Place::Seed));
        }
        let sent = sets::distinct(&self.client_numbers.as_ref()?.values);
        let members: HashSet<i64> = sent.iter().copied().collect();
        let own = |list: &Found| list.values.iter().any(|value| !members.contains(value));
        let (mut shown, tables) = self.printed(Role::Server);
        // A table of counts holds each number as often as it says.
        shown.extend(tables.into_iter().filter_map(|Table { list, counts, .. }| {
            each_as_often(&counts).map(|values| Found { values, ..list })
        }));
        let is_index = |list: &Found| value::is_index(&list.values);
        let candidates: Vec<Found> =
            shown.into_iter().filter(|list| list.values.len() > 1 && own(list) && !is_index(list)).collect();
        let confirmed = |list: &&Found| {
            let expected = sets::intersection(&sent, &list.values);
            self.replies.iter().any(|reply| sets::same_members(&expected, &reply.values))
        };
        let is_own = |list: &&Found| self.is_asked_for(list);
        let chosen =
            candidates.iter().filter(is_own).find(confirmed).or_else(|| candidates.iter().find(is_own));
        let sent_along = || {
            let all = self.joined(Direction::ToClient);
            let more_follows = |list: &&Found| match &list.place {
                Place::Message { bytes, .. } => {
                    all[bytes.end..].iter().any(|byte| !byte.is_ascii_whitespace())
                }
                _ => false,
            };
            let certain = self.replies.iter().filter(|list| list.is_certain() && own(list));
            certain.filter(is_own).find(more_follows)
        };
        // In one piece with the answer, which then says where the one ends and the other begins. What holds all of the client's is that
        // answer with something before it.
        let sent_with_the_answer = || {
            let is_followed = |list: &&Found| {
                let expected = sets::intersection(&sent, &list.values);
                let chance = echo(self.scenario, &sent, &expected, list.values.len());
                let is_echo = chance.is_some_and(Chance::is_excluded);
                let with_it = || self.replies.iter().filter(|other| other.place == list.place);
                !expected.is_empty() && !is_echo && with_it().any(|other| other.values == expected)
            };
            self.replies.iter().filter(is_own).filter(|list| own(list)).find(is_followed)
        };
        let chosen = chosen.or_else(|| candidates.iter().find(confirmed));
        let shown = chosen.or_else(sent_along).or_else(sent_with_the_answer).cloned();
        shown.or_else(|| Some(Found::new(self.seeded.asked.clone()?, Place::Asked)))
    }

    /// Whether a list is one that the task asks a program for: as many numbers, within the range.
    pub(super) fn is_asked_for(&self, list: &Found) -> bool {
        self.scenario.numbers.ask_for(&list.values)
    }
}
