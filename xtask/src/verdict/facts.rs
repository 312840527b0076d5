//! What the readings of an observation say, gathered once for all checks of a case.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::answer::Answer;
use super::check::Check;
use super::joint::{self, Read};
use super::lists::{Found, Table};
use super::outcome::{Doubt, Hang, Outcome, Reason, Unanswered};
use super::place::shortened;
use super::{Seeded, answer, programs, reply_of, said};
use crate::observation::{End, Limit, Observation, Role};
use crate::oracle::sets;
use crate::reading::binary::Frame;
use crate::reading::wire::{self, Message};
use crate::scenario::{Scenario, Task};
use crate::tap::conversation::{Connection, Direction};

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
        self.reply_tables = self.tables_sent(Direction::ToClient);
        (self.client_shown, self.client_tables) = self.printed(Role::Client);
        self.unread_lists = self.messages_beyond(Direction::ToServer);
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

    /// Every connection that was seen.
    pub fn connections(&self) -> impl Iterator<Item = &'a Connection> {
        self.observation.conversation.iter().flat_map(|conversation| &conversation.connections)
    }

    /// Every connection, with the messages that went that way on it.
    pub fn messages(&self, direction: Direction) -> impl Iterator<Item = (&'a Connection, &[Message])> {
        let is_unasked = self.floods(direction.sender()) || self.is_pointless();
        let read = |connection| if is_unasked { Vec::new() } else { wire::read(connection, direction) };
        let read = || self.connections().map(read).collect();
        let messages = self.messages[usize::from(direction == Direction::ToClient)].get_or_init(read);
        self.connections().zip(messages.iter().map(Vec::as_slice))
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
            (refused, _) => self.refusal(refused),
        }
    }

    /// The reason for a failure: nothing listened there.
    pub fn refusal(&self, refused: &[SocketAddr]) -> Reason {
        let listeners = &self.observation.listeners;
        let is_alone = listeners.iter().all(|listener| listener.ip().is_loopback());
        let mut missed =
            listeners.iter().flat_map(|listens| refused.iter().map(move |dialled| (listens, dialled)));
        match missed.find(|(listens, dialled)| is_alone && listens.port() == dialled.port()) {
            Some((listens, dialled)) => Reason::OnlyOnLoopback { listens: *listens, dialled: *dialled },
            None => Reason::Refused(refused.to_vec()),
        }
    }

    /// Whether anything was sent in that direction.
    pub fn spoke(&self, direction: Direction) -> bool {
        self.sends(direction).iter().any(|send| !send.is_empty())
    }

    /// Whether anything in words was sent in that direction: numbers alone are neither a greeting nor an acknowledgement.
    pub fn used_words(&self, direction: Direction) -> bool {
        let mut messages = self.messages(direction).flat_map(|(_, messages)| messages);
        let has_letters = |text: Option<&str>| text.is_some_and(said::has_letters);
        messages.any(|message| has_letters(message.text()) || has_letters(message.label.as_deref()))
            || self.sends(direction).into_iter().any(said::carries_words)
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

    /// Whether the client's output is empty.
    pub fn client_printed_nothing(&self) -> bool {
        let client = self.observation.client.as_ref();
        client.is_none_or(|client| client.stdout.kept.is_empty() && client.stderr.kept.is_empty())
    }

    /// Whether the client did not end by itself in good order.
    pub fn client_ended_badly(&self) -> bool {
        self.observation.client.as_ref().is_some_and(|client| client.end != End::Exited(0))
    }

    /// Whether a program was ended because it sent more than any task asks for. No list of its is to be looked for in that.
    pub fn floods(&self, role: Role) -> bool {
        self.observation.program(role).is_some_and(|program| program.end == End::Limit(Limit::Sent))
    }

    /// Whether no list can be told right or wrong, since the client's own is lost in a flood.
    fn is_pointless(&self) -> bool {
        self.scenario.task != Task::Greet && self.floods(Role::Client)
    }

    /// Whether the server ended by a failure of its own.
    pub fn server_crashed(&self) -> bool {
        let end = self.observation.server.as_ref().map(|server| &server.end);
        let is_own = |end: &End| matches!(end, End::Exited(_) | End::Killed(_) | End::Limit(Limit::Sent));
        end.is_some_and(|end| is_own(end) && *end != End::Exited(0))
    }

    /// Whether the server still ran when the case was over.
    pub fn server_runs(&self) -> bool {
        let end = self.observation.server.as_ref().map(|server| &server.end);
        end.is_none_or(|end| {
            matches!(end, End::Stopped) || matches!(end, End::Limit(limit) if limit.is_inaction())
        })
    }

    /// The reason for a failure where both programs waited for what neither would do.
    pub fn hang(&self, unanswered: Option<Unanswered>) -> Option<Reason> {
        let standstill = self.observation.standstill.clone()?;
        Some(Reason::Standstill(Box::new(Hang { standstill, unanswered })))
    }

    /// The same of a server that was sent these numbers and answered nothing that holds any.
    pub fn hang_behind_numbers(&self) -> Option<Reason> {
        let unread = self.unread_bytes(Direction::ToServer);
        let read = || self.client_numbers.as_ref().map(|found| Unanswered::Read(found.values.len()));
        self.hang(if unread > 0 { Some(Unanswered::Unread(unread)) } else { read() })
    }

    /// How many bytes lay before a program that waited for something else.
    pub fn unread_bytes(&self, direction: Direction) -> u64 {
        let unread = self.observation.standstill.iter().flat_map(|standstill| &standstill.unread);
        unread.filter(|unread| unread.direction == direction).map(|unread| unread.bytes).sum()
    }

    /// Whether the server did its part and had the last word, on a connection that it leaves open.
    pub fn client_waits_for_more(&self) -> bool {
        let is_left_open = |connection: &Connection| {
            let last = connection.segments.last().map(|segment| segment.direction);
            last == Some(Direction::ToClient) && connection.server_close.is_none()
        };
        self.server_runs() && self.connections().any(is_left_open) && self.is_answered()
    }

    /// Whether the server did its part of the task.
    pub fn is_answered(&self) -> bool {
        answer(reply_of(self.scenario.task), self).outcome == Outcome::Pass
    }

    /// Whether the server fell over because a client broke off before it had sent what the task asks for: there was nothing
    /// left to read. A server that had all it needs was not let down, nor one that closed first.
    pub fn server_was_let_down(&self) -> bool {
        let is_owed = match self.scenario.task {
            Task::Greet => !self.spoke(Direction::ToServer),
            // An acknowledgement is no list, nor is a count without its numbers; bytes that nobody can read may be one.
            Task::Dedup | Task::Intersect => match &self.client_numbers {
                _ if self.floods(Role::Client) => true,
                Some(found) => found.values.len() < 2,
                None => !matches!(self.client_text(), Some(Err(()))),
            },
        };
        self.connected() && is_owed && self.client_ended_badly() && !self.server_broke_off()
    }

    /// Whether the server closed a connection of its own accord, and not because the client had.
    fn server_broke_off(&self) -> bool {
        self.connections().any(|connection| connection.server_close.is_some_and(|close| !close.follows))
    }

    /// Whether the server closed a connection of its own accord, while the client had said nothing on any.
    pub fn server_closed_first(&self) -> bool {
        !self.spoke(Direction::ToServer) && self.server_broke_off()
    }

    /// Whether the server was gone, in good order, before it had heard anything: it closed each connection on which the client
    /// spoke of its own accord and without a byte of that, and the client fell over for want of it.
    pub fn server_left_unheard(&self) -> bool {
        let has_ended = self.observation.server.as_ref().is_some_and(|server| server.end == End::Exited(0));
        let speaks = |connection: &&Connection| {
            let mut segments = connection.segments.iter();
            segments.any(|segment| segment.direction == Direction::ToServer && !segment.bytes.is_empty())
        };
        let mut spoken = self.connections().filter(speaks).peekable();
        let is_gone = |connection: &Connection| {
            connection.server_close.is_some_and(|close| !close.follows && close.heard_bytes == 0)
        };
        has_ended && self.client_ended_badly() && spoken.peek().is_some() && spoken.all(is_gone)
    }

    /// Whether the server closed a connection before either had said a word.
    pub fn server_hung_up_first(&self) -> bool {
        self.server_closed_first() && !self.spoke(Direction::ToClient)
    }

    /// The check that a bad end of the client counts against.
    pub fn cause_of_clients_end(&self) -> Check {
        match programs::client_finishes(self).outcome {
            Outcome::Inconclusive(Doubt::Blocked(cause)) => cause,
            _ => Check::ClientFinishes,
        }
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

    /// Whether the client prints that list as it stands.
    pub fn shows(&self, values: &[i64]) -> bool {
        self.client_shown.iter().any(|shown| shown.values == values)
    }

    /// Whether that list is what the server meant to send: beyond doubt; as the client understood it; or in the frame in
    /// which the client speaks as well, or behind its own count, unless the client took the frame for a part of it.
    pub fn is_meant(&self, reply: &Found) -> bool {
        let is_shown =
            |values: &[i64]| self.client_shown.iter().any(|shown| sets::same_bag(values, &shown.values));
        let usual = self.client_numbers.as_ref().is_some_and(|numbers| numbers.frame == reply.frame);
        let framed = usual || reply.frame == Frame::Count || is_shown(&reply.values);
        // As it stands or sorted: in another order, a wrong list of the client's own happens to hold the same numbers.
        let is_taken = |whole: &[i64]| {
            let is_sorted = |shown: &Found| shown.values.is_sorted() && sets::same_bag(&shown.values, whole);
            self.shows(whole) || self.client_shown.iter().any(is_sorted)
        };
        let taken_for_numbers = || reply.whole.as_deref().is_some_and(is_taken);
        let as_it_is = || self.shows(&reply.values);
        // Where both sides say how many numbers follow, a count is none of the numbers, even where it could be one, and
        // whatever the client makes of it.
        let both_count = self.client_counts_like(reply);
        if both_count && reply.frame == Frame::Count {
            return true;
        }
        // A code before each answer is none of the numbers, whatever the client shows of it.
        if reply.frame == Frame::First && self.answers_with_codes() {
            return true;
        }
        let counted = |other: &Found| {
            let whole = other.whole.as_deref().map(without_padding);
            other.frame == Frame::Count && whole == Some(without_padding(&reply.values))
        };
        if both_count && self.replies.iter().any(counted) {
            return false;
        }
        reply.is_certain() || as_it_is() || (framed && !taken_for_numbers())
    }

    /// Whether the client says how many numbers follow, and writes them as that list is written: as text, or as bytes.
    pub fn client_counts_like(&self, reply: &Found) -> bool {
        let numbers = self.client_numbers.as_ref();
        numbers
            .is_some_and(|numbers| numbers.frame == Frame::Count && numbers.is_binary() == reply.is_binary())
    }

    /// Whether the server begins what it says in words with a code of three digits: `250 OK`.
    fn answers_with_codes(&self) -> bool {
        let is_coded = |send: &&[u8]| {
            send.len() > 4
                && send[..3].iter().all(u8::is_ascii_digit)
                && send[3] == b' '
                && send[4].is_ascii_alphabetic()
        };
        self.sends(Direction::ToClient).iter().any(is_coded)
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

    fn tables_sent(&self, direction: Direction) -> Vec<BTreeMap<i64, u64>> {
        let messages = self.messages(direction).flat_map(|(_, messages)| messages);
        let readings = messages.flat_map(|message| &message.readings);
        readings.flat_map(|reading| reading.value.counts().map(|(table, _)| table.clone())).collect()
    }
}

/// Without the zeros that fill a buffer of fixed size.
fn without_padding(values: &[i64]) -> &[i64] {
    let zeros = values.iter().rev().take_while(|n| **n == 0).count();
    &values[..values.len() - zeros]
}
