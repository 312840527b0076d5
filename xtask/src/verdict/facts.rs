//! What the readings of an observation say, gathered once for all checks of a case.

mod ends;
mod meant;
mod wire;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::answer::Answer;
use super::joint::{self, Read};
use super::lists::{Found, Table};
use super::outcome::{Doubt, Outcome};
use super::place::Place;
use super::{Seeded, programs, reply_of};
use crate::check::Check;
use crate::conversation::Direction;
use crate::observation::Observation;
use crate::reading::wire::Message;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::task::Task;

pub(super) struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub seeded: &'a Seeded,
    pub observation: &'a Observation,
    /// What was read of each direction, once: a connection's messages each. Many checks look, and reading a flood takes long.
    messages: [OnceCell<Vec<Vec<Message>>>; 2],
    /// Whether all lists are those that all cases together say: nothing is left that may be unread.
    pub is_all_read: bool,
    /// In how many messages the client sent numbers, where those are more than are looked at: then its list is not known.
    pub unread_lists: Option<usize>,
    /// The client's list.
    pub client_numbers: Option<Found>,
    /// Task 3: the server's own set.
    pub server_numbers: Option<Found>,
    /// Lists that the client sent, in order.
    pub requests: Vec<Found>,
    /// Lists that the server sent, in order.
    pub replies: Vec<Found>,
    /// Those of them that the number below the range stands before or behind.
    below_round: Vec<Vec<i64>>,
    /// Tables of counts that the server sent, in order.
    pub reply_tables: Vec<BTreeMap<i64, u64>>,
    /// Lists that the client printed, in order.
    pub client_shown: Vec<Found>,
    /// Tables of counts that the client printed, in order.
    pub client_tables: Vec<Table>,
}

impl<'a> Facts<'a> {
    /// Reads everything there is to read; beside it what all cases together say of this one.
    pub fn gather(
        scenario: &'a Scenario,
        seeded: &'a Seeded,
        observation: &'a Observation,
        read: Option<&Read>,
    ) -> Self {
        let mut facts = Self {
            scenario,
            seeded,
            observation,
            messages: Default::default(),
            is_all_read: read.is_some_and(|read| read.is_all),
            unread_lists: None,
            client_numbers: None,
            server_numbers: None,
            requests: Vec::new(),
            replies: Vec::new(),
            below_round: Vec::new(),
            reply_tables: Vec::new(),
            client_shown: Vec::new(),
            client_tables: Vec::new(),
        };
        if scenario.task == Task::Greet || facts.is_pointless() {
            return facts;
        }
        match read {
            Some(read) if read.is_all => facts.requests = read.client.iter().cloned().collect(),
            _ => facts.read_by_itself(),
        }
        if let Some(read) = read {
            facts.replies.extend(read.replies.iter().cloned());
            facts.reply_tables.extend(read.reply_tables.iter().map(|table| table.counts.clone()));
            facts.client_shown.extend(read.shown.iter().cloned());
            facts.client_tables.extend(read.tables.iter().cloned());
        }
        let is_known = read.is_some() || seeded.client.is_some() || seeded.server.is_some();
        let is_in_doubt = !is_known && facts.unread_lists.is_none() && facts.is_in_doubt();
        let alone = is_in_doubt.then(|| joint::alone(scenario, observation)).flatten();
        let read = read.or(alone.as_ref());
        facts.client_numbers = match read.and_then(|read| read.client.as_ref()) {
            Some(drawn) if seeded.client.is_none() => Some(facts.as_it_was_sent(drawn)),
            _ => facts.choose_client_numbers().filter(|_| facts.unread_lists.is_none()),
        };
        facts.keep_to_one_exchange();
        facts.replies = facts.replies.iter().map(|reply| facts.as_the_client_reads(reply)).collect();
        if scenario.task == Task::Intersect {
            let drawn = read.and_then(|read| read.server.clone()).filter(|_| seeded.server.is_none());
            facts.server_numbers = drawn.or_else(|| facts.choose_server_numbers());
        }
        facts
    }

    /// Reads all lists of the case, whatever other cases say.
    fn read_by_itself(&mut self) {
        self.requests = self.lists_sent(Direction::ToServer);
        self.replies = self.lists_sent(Direction::ToClient);
        let below = Some(&self.scenario.numbers.below());
        let has_below = |list: &&Found| list.values.first() == below || list.values.last() == below;
        self.below_round = self.replies.iter().filter(has_below).map(|list| list.values.clone()).collect();
        self.reply_tables = self.tables_sent(Direction::ToClient);
        (self.client_shown, self.client_tables) = self.printed(Role::Client);
        self.unread_lists = self.messages_beyond(Direction::ToServer);
    }

    /// Leaves out what was answered to other lists than the one that is judged, where each list has a connection of its own.
    fn keep_to_one_exchange(&mut self) {
        if self.connections().nth(1).is_none() {
            return;
        }
        let ends = Direction::BOTH.map(|direction| self.ends(direction));
        let connection_of = |list: &Found| match &list.place {
            Place::Message { direction, bytes, .. } => {
                let ends = &ends[usize::from(*direction == Direction::ToClient)];
                ends.iter().position(|end| bytes.start < *end)
            }
            _ => None,
        };
        let Some(own) = self.client_numbers.as_ref().and_then(connection_of) else { return };
        let asked_for = self.requests.iter().filter(|list| self.is_asked_for(list));
        let asking: BTreeSet<usize> = asked_for.filter_map(connection_of).collect();
        let answering: BTreeSet<usize> = self.replies.iter().filter_map(connection_of).collect();
        if answering.len() > 1 && answering.contains(&own) && answering.is_subset(&asking) {
            self.replies.retain(|reply| connection_of(reply) == Some(own));
        }
    }

    /// A list that was drawn, as a message of this case has it.
    fn as_it_was_sent(&self, drawn: &Found) -> Found {
        let sent = self.requests.iter().find(|list| list.values == drawn.values);
        sent.unwrap_or(drawn).clone()
    }

    /// Whether there was a server to talk to.
    pub fn listens(&self) -> bool {
        self.observation.server.is_none() || !self.observation.listeners.is_empty()
    }

    /// Where the server listens, and where it was to listen, if that is not among them.
    pub fn other_ports(&self) -> Option<(impl Iterator<Item = u16>, u16)> {
        let ports = || self.observation.listeners.iter().map(SocketAddr::port);
        // One that it opened later is as good.
        let is_met = |asked: u16| self.connections().any(|connection| connection.server.port() == asked);
        let asked = self.observation.port.filter(|asked| ports().all(|port| port != *asked))?;
        if is_met(asked) {
            return None;
        }
        self.listens().then(|| (ports(), asked))
    }

    /// The port that the programs agree on, where it is not the one that was asked for: one that the server has written into it,
    /// and not one that it took though its command names another. A client that was not there, or ended before it dialled, says
    /// nothing against it.
    pub fn agreed_port(&self) -> Option<u16> {
        let (mut ports, asked) = self.other_ports()?;
        let is_dialled = |port: &u16| self.connections().any(|connection| connection.dialled.port() == *port);
        let command = self.observation.server.as_ref().map_or(&[][..], |server| &server.command);
        let is_told = command.iter().any(|word| word.contains(&asked.to_string()));
        let has_dialled = self.connected() || !self.refused().is_empty();
        ports.find(|port| !has_dialled || is_dialled(port)).filter(|_| !is_told)
    }

    /// Whether the server is elsewhere, and nobody answered there.
    pub fn nobody_elsewhere(&self) -> bool {
        let mut connections = self.connections().peekable();
        let tried = connections.peek().is_some();
        self.observation.server.is_none() && tried && connections.all(|connection| connection.is_unanswered)
    }

    /// Whether no list can be told right or wrong, since the client's own is lost in a flood.
    fn is_pointless(&self) -> bool {
        self.scenario.task != Task::Greet && self.floods(Role::Client)
    }

    /// Whether the client's output is empty.
    pub fn client_printed_nothing(&self) -> bool {
        let client = self.observation.client.as_ref();
        client.is_none_or(|client| client.stdout.kept.is_empty() && client.stderr.kept.is_empty())
    }

    /// The client's numbers, or why a check that builds on them cannot be answered.
    pub fn numbers_sent(&self) -> Result<&[i64], Answer> {
        match &self.client_numbers {
            // With one number, or none, everything is right by nothing.
            Some(found) if found.values.len() < 2 && programs::sends_numbers(self).is_fail() => {
                Err(Answer::blocked(Check::SendsNumbers))
            }
            Some(found) => Ok(&found.values),
            None => Err(match programs::sends_numbers(self).outcome {
                Outcome::Fail(_) => Answer::blocked(Check::SendsNumbers),
                Outcome::Pass => Answer::open(Doubt::NumbersUnknown),
                doubt => doubt.into(),
            }),
        }
    }

    /// Why a display that lacks something need not be the display's fault: the client did not get that far, or what it
    /// was to show was never seen.
    pub fn spoilt_display(&self, from: Direction) -> Option<Answer> {
        if self.client_ended_badly() {
            return Some(Answer::blocked(self.cause_of_clients_end()));
        }
        if self.wire_is_unseen() {
            return Some(Answer::open(Doubt::WireUnseen));
        }
        let nothing_came = !self.spoke(from);
        nothing_came.then(|| Answer::blocked(reply_of(self.scenario.task)))
    }
}
