//! What the readings of an observation say, gathered once for all checks of a case.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::check::Check;
use super::outcome::{Doubt, Outcome, Reason, WrongList};
use super::{Seeded, programs, reply_of};
use crate::observation::{End, Observation, Role};
use crate::oracle::mistakes::{Inputs, Question, explain};
use crate::oracle::sets::{self, Difference, Order};
use crate::reading::binary::Frame;
use crate::reading::text::{self, Shape};
use crate::reading::wire;
use crate::scenario::{Scenario, Task};
use crate::tap::conversation::{Connection, Direction};

/// A list of numbers and where it was read from, for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub values: Vec<i64>,
    pub place: String,
    /// What was taken to stand round it and not to belong to it.
    pub frame: Frame,
}

impl Found {
    /// Whether the list is beyond doubt. Where not, its first or last number was taken for a count or an end mark.
    fn is_certain(&self) -> bool {
        matches!(self.frame, Frame::Bare | Frame::Length)
    }
}

pub(super) struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub seeded: &'a Seeded,
    pub observation: &'a Observation,
    /// The client's list.
    pub client_numbers: Option<Found>,
    /// Task 3: the server's own set.
    pub server_numbers: Option<Vec<i64>>,
    /// Lists that the server sent, in order.
    pub replies: Vec<Found>,
    /// Lists that the client printed, in order.
    pub client_shown: Vec<Found>,
    /// Tables of counts that the client printed, in order.
    pub client_tables: Vec<BTreeMap<i64, u64>>,
}

impl<'a> Facts<'a> {
    /// Reads everything there is to read.
    pub fn gather(scenario: &'a Scenario, seeded: &'a Seeded, observation: &'a Observation) -> Self {
        let mut facts = Self {
            scenario,
            seeded,
            observation,
            client_numbers: None,
            server_numbers: None,
            replies: Vec::new(),
            client_shown: Vec::new(),
            client_tables: Vec::new(),
        };
        if scenario.task == Task::Greet {
            return facts;
        }
        facts.replies = facts.lists_sent(Direction::ToClient);
        (facts.client_shown, facts.client_tables) = facts.printed(Role::Client);
        facts.client_numbers = facts.choose_client_numbers();
        if scenario.task == Task::Intersect {
            facts.server_numbers = facts.choose_server_numbers();
        }
        facts
    }

    /// Whether there was a server to talk to.
    pub fn listens(&self) -> bool {
        self.observation.server.is_none() || !self.observation.listeners.is_empty()
    }

    /// Whether the server is elsewhere, and nobody answered there.
    pub fn nobody_elsewhere(&self) -> bool {
        let mut connections = self.connections().peekable();
        let tried = connections.peek().is_some();
        self.observation.server.is_none() && tried && connections.all(|connection| connection.is_unanswered)
    }

    /// Every connection that was seen.
    fn connections(&self) -> impl Iterator<Item = &'a Connection> {
        self.observation.conversation.iter().flat_map(|conversation| &conversation.connections)
    }

    /// Whether nothing stood between the programs.
    pub fn wire_is_unseen(&self) -> bool {
        self.observation.conversation.is_none()
    }

    /// Whether the client reached the server.
    pub fn connected(&self) -> bool {
        self.connections().next().is_some()
    }

    /// Where the client tried to connect and nothing listened, if it never reached the server.
    pub fn refused(&self) -> &[SocketAddr] {
        match &self.observation.conversation {
            Some(conversation) if conversation.connections.is_empty() => &conversation.refused,
            _ => &[],
        }
    }

    /// The reason for a failure: the client never reached the server.
    pub fn never_connected(&self) -> Reason {
        let datagrams = self.observation.conversation.iter().flat_map(|conversation| &conversation.datagrams);
        match (
            self.refused(),
            datagrams.into_iter().find(|datagram| datagram.direction == Direction::ToServer),
        ) {
            ([], Some(datagram)) => Reason::SendsDatagrams(datagram.to),
            ([], None) => Reason::NeverConnected,
            (refused, _) => Reason::Refused(refused.to_vec()),
        }
    }

    /// Whether anything was sent in that direction.
    pub fn spoke(&self, direction: Direction) -> bool {
        !self.joined(direction).is_empty()
    }

    /// What was sent in that direction, each `send` by itself.
    pub fn sends(&self, direction: Direction) -> Vec<&[u8]> {
        let segments = self.connections().flat_map(|connection| &connection.segments);
        segments.filter(|segment| segment.direction == direction).map(|segment| &*segment.bytes).collect()
    }

    /// All bytes of that direction, joined.
    pub fn joined(&self, direction: Direction) -> Vec<u8> {
        self.connections().flat_map(|connection| connection.sent(direction)).collect()
    }

    /// Whether the client did not end by itself in good order.
    pub fn client_ended_badly(&self) -> bool {
        self.observation.client.as_ref().is_some_and(|client| client.end != End::Exited(0))
    }

    /// Whether the server ended by a failure of its own.
    pub fn server_crashed(&self) -> bool {
        let end = self.observation.server.as_ref().map(|server| &server.end);
        end.is_some_and(|end| matches!(end, End::Exited(_) | End::Killed(_)) && *end != End::Exited(0))
    }

    /// Whether the server fell over because a client connected and went away without a word.
    pub fn server_was_let_down(&self) -> bool {
        self.connected() && !self.spoke(Direction::ToServer) && self.client_ended_badly()
    }

    /// The check that a bad end of the client counts against.
    pub fn cause_of_clients_end(&self) -> Check {
        match programs::client_finishes(self) {
            Outcome::Inconclusive(Doubt::Blocked(cause)) => cause,
            _ => Check::ClientFinishes,
        }
    }

    /// The client's numbers, or why a check that builds on them cannot be answered.
    pub fn numbers_sent(&self) -> Result<&[i64], Outcome> {
        match &self.client_numbers {
            Some(found) => Ok(&found.values),
            None => Err(match programs::sends_numbers(self) {
                Outcome::Fail(_) => Outcome::Inconclusive(Doubt::Blocked(Check::SendsNumbers)),
                Outcome::Pass => Outcome::Inconclusive(Doubt::NumbersUnknown),
                doubt => doubt,
            }),
        }
    }

    /// What the client sent where it is no list: `None` for nothing, text shortened, or bytes that are no text.
    pub fn client_text(&self) -> Option<Result<String, ()>> {
        let bytes = self.joined(Direction::ToServer);
        if bytes.is_empty() {
            return None;
        }
        Some(match String::from_utf8(bytes) {
            Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
                Ok(shortened(&text))
            }
            _ => Err(()),
        })
    }

    /// Whether that list is what the server meant to send: beyond doubt, or as the client understood it.
    pub fn is_meant(&self, reply: &Found) -> bool {
        let is_shown =
            |shown: &Found| Difference::of_bags(&reply.values, &shown.values, Order::Any).is_none();
        reply.is_certain() || self.client_shown.iter().any(is_shown)
    }

    /// The verdict on a server that sent no right list: a wrong one, none, or none because it fell over.
    pub fn wrong_reply(&self, expected: &[i64]) -> Outcome {
        let certain: Vec<Found> = self.replies.iter().filter(|reply| reply.is_certain()).cloned().collect();
        if let Some(reply) = nearest(expected, &certain).or_else(|| nearest(expected, &self.replies)) {
            let (order, question) = match self.scenario.task {
                Task::Intersect => (Order::Ascending, Question::Intersection),
                Task::Greet | Task::Dedup => (Order::Any, Question::Final),
            };
            return Outcome::Fail(self.wrong_list(expected, reply, order, Some(question)));
        }
        if self.server_crashed() && !self.server_was_let_down() {
            return Outcome::Inconclusive(Doubt::Blocked(Check::ServerStaysUp));
        }
        let said = self.joined(Direction::ToClient);
        Outcome::Fail(match said.is_empty() {
            true => Reason::NothingSent,
            false => Reason::NoList(shortened(&String::from_utf8_lossy(&said))),
        })
    }

    /// Why a display that lacks something need not be the display's fault: the client did not get that far, or what it
    /// was to show was never seen.
    pub fn spoilt_display(&self, from: Direction) -> Option<Outcome> {
        if self.client_ended_badly() {
            return Some(Outcome::Inconclusive(Doubt::Blocked(self.cause_of_clients_end())));
        }
        if self.wire_is_unseen() {
            return Some(Outcome::Inconclusive(Doubt::WireUnseen));
        }
        let nothing_came = !self.spoke(from);
        nothing_came.then(|| Outcome::Inconclusive(Doubt::Blocked(reply_of(self.scenario.task))))
    }

    /// The reason for a failure: this list where another was expected. `question` is what the list was to answer.
    pub fn wrong_list(
        &self,
        expected: &[i64],
        got: &Found,
        order: Order,
        question: Option<Question>,
    ) -> Reason {
        let client = self.client_numbers.as_ref().map_or(&[][..], |found| &found.values);
        let server = self.server_numbers.as_deref().unwrap_or_default();
        let request = self.joined(Direction::ToServer);
        let inputs = Inputs { client, server, request: &request };
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
        }))
    }

    /// The reason for a display that is not right: the list that comes nearest, or that none comes near. Lists that
    /// are known to be something else (`others`: the client's own list, say) only serve where there is no better one.
    pub fn not_shown(&self, expected: &[i64], order: Order, question: Question, others: &[&[i64]]) -> Reason {
        let (known, candidates): (Vec<Found>, Vec<Found>) =
            self.client_shown.iter().cloned().partition(|list| others.contains(&list.values.as_slice()));
        let near = |found: &&Found| distance(expected, &found.values) * 2 <= expected.len();
        match nearest(expected, &candidates).filter(near).or_else(|| nearest(expected, &known).filter(near)) {
            Some(list) => self.wrong_list(expected, list, order, Some(question)),
            None => Reason::NotShown(expected.to_vec()),
        }
    }

    /// How near the client comes to showing a list: the numbers that the nearest list differs by.
    pub fn nearness(&self, expected: &[i64], others: &[&[i64]]) -> usize {
        let candidates = self.client_shown.iter().filter(|list| !others.contains(&list.values.as_slice()));
        candidates.map(|list| distance(expected, &list.values)).min().unwrap_or(usize::MAX)
    }

    fn lists_sent(&self, direction: Direction) -> Vec<Found> {
        let mut found = Vec::new();
        for connection in self.connections() {
            for message in wire::read(connection, direction) {
                let place = match direction {
                    Direction::ToServer => "the client's message",
                    Direction::ToClient => "the server's answer",
                };
                for reading in &message.readings {
                    let lists = reading.value.lists();
                    let frame = reading.frame;
                    let list =
                        |values: &[i64]| Found { values: values.to_vec(), place: place.to_owned(), frame };
                    found.extend(lists.map(|(values, _)| list(values)));
                }
            }
        }
        found
    }

    fn printed(&self, role: Role) -> (Vec<Found>, Vec<BTreeMap<i64, u64>>) {
        let program = match role {
            Role::Server => &self.observation.server,
            Role::Client => &self.observation.client,
        };
        let Some(program) = program else { return (Vec::new(), Vec::new()) };
        let mut lists = Vec::new();
        let mut tables = Vec::new();
        for list in text::lists(&program.stdout.kept) {
            let place = format!("line {} of the {}'s output", list.lines.0, role.word());
            match list.shape {
                Shape::Counts(table) => tables.push(table),
                Shape::List | Shape::Single => {
                    lists.push(Found { values: list.values, place, frame: Frame::Bare });
                }
            }
        }
        (lists, tables)
    }

    /// The client's list: among what it sent the list that the server's answer confirms, or else one that the task asks
    /// for, or else the longest; one that is beyond doubt first. Where no wire was seen, what follows from the seed or stands in its output.
    fn choose_client_numbers(&self) -> Option<Found> {
        if self.wire_is_unseen() {
            let seeded = self.seeded.client.clone();
            let seeded =
                seeded.map(|values| Found { values, place: "the seed".to_owned(), frame: Frame::Bare });
            return seeded.or_else(|| self.client_shown.iter().find(|list| self.is_asked_for(list)).cloned());
        }
        let lists = self.lists_sent(Direction::ToServer);
        let confirmed = |list: &Found, by: &dyn Fn(&Found) -> bool| {
            let expected = sets::distinct(&list.values);
            let is_set = |reply: &&Found| Difference::of_sets(&expected, &reply.values, Order::Any).is_none();
            let is_asked = self.scenario.task == Task::Dedup && expected.len() > 1;
            is_asked
                && self
                    .replies
                    .iter()
                    .filter(|reply| by(reply) && self.is_meant(reply))
                    .any(|reply| is_set(&reply))
        };
        let certain = || lists.iter().filter(|list| list.is_certain());
        let seeded = lists.iter().find(|list| self.seeded.client.as_ref() == Some(&list.values));
        seeded
            .or_else(|| certain().find(|list| confirmed(list, &Found::is_certain)))
            .or_else(|| lists.iter().find(|list| confirmed(list, &|reply| reply.frame == list.frame)))
            .or_else(|| lists.iter().find(|list| confirmed(list, &|_| true)))
            .or_else(|| certain().find(|list| self.is_asked_for(list)))
            .or_else(|| certain().rev().max_by_key(|list| list.values.len()))
            .or_else(|| lists.iter().rev().max_by_key(|list| list.values.len()))
            .cloned()
    }

    /// The server's own set: what follows from the seed, or the list in its output that can be it: one that holds
    /// numbers which the client did not send.
    fn choose_server_numbers(&self) -> Option<Vec<i64>> {
        if let Some(seeded) = &self.seeded.server {
            return Some(seeded.clone());
        }
        let sent = &self.client_numbers.as_ref()?.values;
        let own = |list: &Found| list.values.iter().any(|value| !sent.contains(value));
        let (shown, _) = self.printed(Role::Server);
        let candidates: Vec<Found> =
            shown.into_iter().filter(|list| list.values.len() > 1 && own(list)).collect();
        let confirmed = |list: &&Found| {
            let expected = sets::intersection(sent, &list.values);
            self.replies.iter().any(|reply| {
                Difference::of_sets(&expected, &sets::distinct(&reply.values), Order::Any).is_none()
            })
        };
        let is_own = |list: &&Found| self.is_asked_for(list);
        let chosen =
            candidates.iter().filter(is_own).find(confirmed).or_else(|| candidates.iter().find(is_own));
        chosen.or_else(|| candidates.iter().find(confirmed)).map(|list| list.values.clone())
    }

    fn is_asked_for(&self, list: &Found) -> bool {
        let numbers = &self.scenario.numbers;
        let counts = u32::try_from(list.values.len()).is_ok_and(|count| numbers.count.contains(&count));
        counts && list.values.iter().all(|v| u32::try_from(*v).is_ok_and(|v| numbers.value.contains(&v)))
    }
}

/// How many numbers two lists differ by.
fn distance(expected: &[i64], got: &[i64]) -> usize {
    let difference = Difference::of_bags(expected, got, Order::Any);
    difference.missing.len() + difference.extra.len() + difference.repeated.len()
}

/// The list that differs least, the later of two alike; never a list that shares nothing.
fn nearest<'f>(expected: &[i64], lists: &'f [Found]) -> Option<&'f Found> {
    lists
        .iter()
        .rev()
        .filter(|list| !list.values.is_empty())
        .min_by_key(|list| distance(expected, &list.values))
}

/// Text of a program in one line of at most 80 characters, with control characters made visible.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let visible = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    let mut short: String = text.trim().chars().take(MOST).map(visible).collect();
    if text.trim().chars().count() > MOST {
        short.push_str("...");
    }
    short
}
