//! Lists beside what they should have been: the nearest one, what sets it apart, and which known mistake gives it.

use super::answer::Answer;
use super::facts::Facts;
use super::labels::{Claim, claim};
use super::lists::Found;
use super::many::{self, Family};
use super::outcome::{Doubt, Reason, WrongList};
use super::place::{Item, Place, shortened};
use crate::check::Check;
use crate::conversation::Direction;
use crate::oracle::mistakes::{Inputs, Question, explain};
use crate::oracle::sets::{Difference, Order, same_bag};
use crate::reading::binary::Frame;
use crate::task::Task;

impl Facts<'_> {
    /// The answer about a server that sent a right list: a pass, unless it sent every other list as well.
    pub(super) fn right_reply(&self, expected: &[i64], reply: &Found) -> Answer {
        let sent = self.client_numbers.as_ref();
        let values = sent.map_or(&[][..], |sent| &sent.values);
        let certain: Vec<&Found> = self.replies.iter().filter(|reply| reply.is_certain()).collect();
        let family = many::family(expected, &certain, &[values]);
        let answer = passes_unless(family);
        answer.resting_on_any(Item::ClientNumbers, sent).resting_on(Item::Answer, reply)
    }

    /// The answer about a client that shows a right list: a pass, unless it shows every other list as well.
    pub(super) fn right_display(&self, expected: &[i64], shown: &Found, others: &[&[i64]]) -> Answer {
        let crossed = self.requests.iter().chain(&self.replies).map(|list| list.values.as_slice());
        let known: Vec<&[i64]> = others.iter().copied().chain(crossed).collect();
        let lists: Vec<&Found> = self.client_shown.iter().collect();
        let answer = passes_unless(many::family(expected, &lists, &known));
        answer
            .resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref())
            .resting_on(Item::Shown, shown)
    }

    /// The answer about a server that sent no right list: a wrong one, none, or none because it fell over.
    pub(super) fn wrong_reply(&self, expected: &[i64]) -> Answer {
        if self.reply_is_unread(expected) {
            let answer = Answer::open(Doubt::AnswerUnknown);
            return answer.resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref());
        }
        let with = |fits: &dyn Fn(&Found) -> bool| -> Vec<Found> {
            self.replies.iter().filter(|reply| fits(reply)).cloned().collect()
        };
        // A client that says how many numbers follow talks to a server that does so as well.
        let alike = with(&|reply| reply.frame == Frame::Count && self.client_counts_like(reply));
        // What the client takes the answer for tells whether its first number was a count.
        let printed = with(&|reply| reply.frame == Frame::Count && self.is_printed(reply));
        let certain = with(&Found::is_certain);
        let beyond_doubt = [&alike, &printed, &certain].map(|lists| -> Vec<Found> {
            lists.iter().filter(|reply| !self.is_doubtful(reply)).cloned().collect()
        });
        let lists = beyond_doubt.iter().chain([&certain, &alike, &printed, &self.replies]);
        // What the client prints of an answer in the layout in which it writes its own is what it read.
        let written = self.client_numbers.as_ref().and_then(|numbers| numbers.layout);
        let as_read = with(&|reply| written.is_some() && reply.layout == written && self.is_printed(reply));
        let found = std::iter::once(&as_read).chain(lists).find_map(|list| nearest(expected, list.iter()));
        let empty = || self.replies.iter().rfind(|reply| reply.values.is_empty());
        let answer = if let Some(reply) = found.or_else(empty) {
            if self.is_misread(expected, reply) {
                return self.about_the_reply(Answer::open(Doubt::AnswerUnknown), reply);
            }
            let (order, question) = match self.scenario.task {
                Task::Intersect => (Order::Ascending, Question::Intersection),
                Task::Greet | Task::Dedup => (Order::Any, Question::Final),
            };
            let reason = self.wrong_list(expected, reply, order, Some(question));
            return self.about_the_reply(Answer::fail(reason), reply);
        } else if self.server_crashed() && !self.server_was_let_down() {
            Answer::blocked(Check::ServerStaysUp)
        } else {
            let said = self.joined(Direction::ToClient);
            Answer::fail(self.hang_behind_numbers().unwrap_or_else(|| match said.is_empty() {
                true => Reason::NothingSent,
                false => Reason::NoList(shortened(&String::from_utf8_lossy(&said))),
            }))
        };
        answer.resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref())
    }

    /// The lists that an answer about the server's reply rests on.
    pub(super) fn about_the_reply(&self, answer: Answer, reply: &Found) -> Answer {
        answer
            .resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref())
            .resting_on_any(Item::ServerNumbers, self.server_numbers.as_ref())
            .resting_on(Item::Answer, reply)
    }

    /// The reason for a failure: this list where another was expected. `question` is what the list was to answer.
    pub(super) fn wrong_list(
        &self,
        expected: &[i64],
        got: &Found,
        order: Order,
        question: Option<Question>,
    ) -> Reason {
        let client = self.client_numbers.as_ref().map_or(&[][..], |found| &found.values);
        let server = self.server_numbers.as_ref().map_or(&[][..], |found| &found.values);
        let request = self.joined(Direction::ToServer);
        // The blanks before a list are a part of its message.
        let request = match self.client_numbers.as_ref().map(|found| &found.place) {
            Some(Place::Message { bytes, .. }) => {
                let before = request.get(..bytes.start).unwrap_or_default().trim_ascii_end();
                request.get(before.len()..bytes.end).unwrap_or_default()
            }
            _ => &[],
        };
        let is_shown = matches!(got.place, Place::Line { .. });
        let answer = self.replies.iter().find(|reply| is_shown && same_bag(expected, &reply.values));
        let answer = answer.map_or(&[][..], |reply| &reply.values);
        let inputs = Inputs { client, server, request, answer };
        let mistakes = question.map_or(Vec::new(), |question| explain(question, &inputs, &got.values));
        Reason::WrongList(Box::new(WrongList {
            expected: expected.to_vec(),
            got: got.values.clone(),
            difference: match question {
                Some(Question::ExtraOccurrences) => Difference::of_bags(expected, &got.values, order),
                _ => Difference::of_sets(expected, &got.values, order),
            },
            mistakes: mistakes.into_iter().map(|mistake| mistake.name).collect(),
            place: got.place.clone(),
            excerpt: got.excerpt.clone(),
        }))
    }

    /// The answer about a display that is not right: the list that stands under words which say that it is what was asked for,
    /// or that comes nearest, or that none comes near. Lists that are known to be something else (`others`: the client's own
    /// list, what another check asks for) only serve where there is no better one.
    pub(super) fn wrong_display(
        &self,
        expected: &[i64],
        order: Order,
        question: Question,
        others: &[&[i64]],
    ) -> Answer {
        if self.is_shown_unread(expected, order) {
            let answer = Answer::open(Doubt::DisplayUnknown);
            return answer.resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref());
        }
        let mut others_shown = Vec::new();
        let mut is_other = |list: &Found| {
            let other = others.iter().position(|other| same_bag(other, &list.values));
            // In another order the first such list is the other one, and a second is meant for an answer.
            let is_first = other.is_some_and(|other| !others_shown.contains(&other));
            others_shown.extend(other);
            is_first || others.contains(&list.values.as_slice())
        };
        let (known, candidates): (Vec<&Found>, Vec<&Found>) =
            self.client_shown.iter().partition(|list| is_other(list));
        let claims = |list: &&Found| list.is_plain && claim(list) == Some(question.into());
        let claimed = || self.client_shown.iter().filter(claims);
        let near = |list: &&Found| is_near(expected, list);
        let own = known.iter().filter(|list| claim(list) != Some(Claim::Original)).copied();
        let explained = |list: &&Found| {
            let reason = self.wrong_list(expected, list, order, Some(question));
            matches!(reason, Reason::WrongList(wrong) if !wrong.mistakes.is_empty())
        };
        let known_mistake = || {
            let lists = candidates.iter().rev().filter(|list| !list.values.is_empty()).copied();
            lists.take(MOST_EXPLAINED).find(explained)
        };
        let shown = nearest(expected, claimed())
            .filter(near)
            .or_else(|| nearest(expected, candidates.iter().copied()).filter(near))
            .or_else(|| claimed().next_back())
            .or_else(|| nearest(expected, own).filter(near))
            .or_else(known_mistake);
        match shown {
            Some(shown) => self.wrongly_shown(expected, order, question, shown),
            None => Answer::fail(Reason::NotShown(expected.to_vec()))
                .resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref()),
        }
    }

    /// The list under words that say that it is what was asked for, and that is nearly so, where the right one stands under
    /// no such words: a program that prints what came and then makes a mistake shows a wrong list.
    pub(super) fn shown_instead(
        &self,
        expected: &[i64],
        question: Question,
        right: &[&Found],
        others: &[&[i64]],
    ) -> Option<&Found> {
        let claims = |list: &Found| claim(list) == Some(question.into());
        let is_apart = |list: &Found| right.iter().all(|right| right.place != list.place);
        let is_other = |list: &Found| others.iter().any(|other| same_bag(other, &list.values));
        let is_near = |list: &Found| is_near(expected, list) && !is_other(list);
        let is_instead = |list: &&Found| list.is_plain && claims(list) && is_near(list) && is_apart(list);
        let is_told = right.iter().any(|list| claims(list));
        self.client_shown.iter().rev().filter(|_| !is_told).find(is_instead)
    }

    /// The answer about a client that shows this list.
    pub(super) fn wrongly_shown(
        &self,
        expected: &[i64],
        order: Order,
        question: Question,
        shown: &Found,
    ) -> Answer {
        Answer::fail(self.wrong_list(expected, shown, order, Some(question)))
            .resting_on_any(Item::ClientNumbers, self.client_numbers.as_ref())
            .resting_on(Item::Shown, shown)
    }

    /// How near the client comes to showing a list: the numbers that the nearest list differs by.
    pub(super) fn nearness(&self, expected: &[i64], others: &[&[i64]]) -> usize {
        let candidates = self.client_shown.iter().filter(|list| !others.contains(&list.values.as_slice()));
        candidates.map(|list| distance(expected, &list.values)).min().unwrap_or(usize::MAX)
    }
}

/// More lists are not compared with what known mistakes give.
const MOST_EXPLAINED: usize = 20;

fn passes_unless(family: Option<Family>) -> Answer {
    match family {
        None => Answer::pass(),
        Some(Family { lists, examples }) => Answer::fail(Reason::ManyAnswers { lists, examples }),
    }
}

/// Whether a list was meant to be that one.
pub(super) fn is_near(expected: &[i64], list: &Found) -> bool {
    distance(expected, &list.values) * 2 <= expected.len()
}

/// How many numbers two lists differ by.
fn distance(expected: &[i64], got: &[i64]) -> usize {
    let difference = Difference::of_bags(expected, got, Order::Any);
    difference.missing.len() + difference.extra.len() + difference.repeated.len()
}

/// The list that differs least, the later of two alike; never an empty one.
fn nearest<'f>(expected: &[i64], lists: impl DoubleEndedIterator<Item = &'f Found>) -> Option<&'f Found> {
    lists.rev().filter(|list| !list.values.is_empty()).min_by_key(|list| distance(expected, &list.values))
}
