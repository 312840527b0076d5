//! What was seen on the wire.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::Facts;
use crate::conversation::{Connection, Direction};
use crate::reading::wire::{self, Message};
use crate::verdict::lists::Found;
use crate::verdict::outcome::Reason;
use crate::verdict::place::shortened;
use crate::verdict::said;

impl<'a> Facts<'a> {
    /// Every connection that was seen.
    pub fn connections(&self) -> impl Iterator<Item = &'a Connection> {
        self.observation.conversation.iter().flat_map(|conversation| &conversation.connections)
    }

    /// Whether the number below the range stands round this list that the server sent: as a mark, say, or where an array is not full.
    pub fn has_below_round(&self, reply: &Found) -> bool {
        let below = self.scenario.numbers.below();
        let is_number = |value: &i64| *value != below;
        let numbers: Vec<i64> = reply.values.iter().copied().filter(is_number).collect();
        let is_round = |values: &Vec<i64>| {
            let first = values.iter().position(is_number).unwrap_or(0);
            let end = values.iter().rposition(is_number).map_or(0, |last| last + 1);
            let inner = &values[first..end.max(first)];
            let is_list = inner.iter().all(|value| is_number(value) && inner.len() <= numbers.len() + 1);
            is_list && numbers.iter().all(|number| inner.contains(number))
        };
        self.below_round.iter().any(is_round)
    }

    /// Where what was sent that way on each connection ends, among all that was.
    pub fn ends(&self, direction: Direction) -> Vec<usize> {
        let sent = |connection: &Connection| -> usize {
            let segments = connection.segments.iter().filter(|segment| segment.direction == direction);
            segments.map(|segment| segment.bytes.len()).sum()
        };
        let add = |end: &mut usize, connection| {
            *end += sent(connection);
            Some(*end)
        };
        self.connections().scan(0, add).collect()
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

    /// Tables of counts that were sent that way, in order.
    pub(super) fn tables_sent(&self, direction: Direction) -> Vec<BTreeMap<i64, u64>> {
        let messages = self.messages(direction).flat_map(|(_, messages)| messages);
        let readings = messages.flat_map(|message| &message.readings);
        readings.flat_map(|reading| reading.value.counts().map(|(table, _)| table.clone())).collect()
    }
}
