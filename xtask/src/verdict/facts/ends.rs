//! How the programs ended, and what that has to do with the other.

use super::Facts;
use crate::check::Check;
use crate::conversation::{Connection, Direction};
use crate::observation::{End, Limit, ProgramFacts};
use crate::role::Role;
use crate::task::Task;
use crate::verdict::outcome::{Doubt, Hang, Outcome, Reason, Unanswered};
use crate::verdict::{answer, programs, reply_of};

impl Facts<'_> {
    /// Whether the client did not end by itself in good order.
    pub fn client_ended_badly(&self) -> bool {
        self.observation.client.as_ref().is_some_and(|client| client.end != End::Exited(0))
    }

    /// Whether a program was ended because it sent more than any task asks for. No list of its is to be looked for in that.
    pub fn floods(&self, role: Role) -> bool {
        self.observation.program(role).is_some_and(|program| program.end == End::Limit(Limit::Sent))
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

    /// Whether the client never got to its end because the server, which had answered time and again, did not answer once more.
    pub fn client_was_left_waiting(&self) -> bool {
        let hangs = |client: &ProgramFacts| {
            matches!(client.end, End::Stopped | End::Limit(Limit::Standstill | Limit::WallTime(_)))
        };
        let is_answered = |connection: &Connection| {
            let to_server = connection.segments.iter().filter(|s| s.direction == Direction::ToServer);
            let mut heard: Vec<u64> = to_server.map(|segment| segment.heard_bytes).collect();
            heard.dedup();
            let last = connection.segments.last().map(|segment| segment.direction);
            heard.len() > 2 && last == Some(Direction::ToServer) && connection.client_close.is_none()
        };
        self.observation.client.as_ref().is_some_and(hangs)
            && self.server_runs()
            && self.connections().any(is_answered)
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
}
