//! A conversation: messages over a connection, within a time limit.
//!
//! A socket waits for ever by default: a `read` returns when something arrives, and if nothing does, it does not
//! return. A limit on each single `read` would not help against a peer that sends one byte from time to time. So a
//! conversation has one deadline, and each system call gets what is left until then.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::message::{Inbox, encode};
use crate::output::printable;
use crate::role::Role;

/// How the server starts a message that says that it did not understand.
pub const ERROR_PREFIX: &str = "error: ";

/// How long either side waits at the end for the other to close.
const FAREWELL: Duration = Duration::from_secs(1);

/// How much the server reads and throws away while it waits for the client to close.
const FAREWELL_BYTES: usize = 1024 * 1024;

/// How many bytes are taken from the system at once. Any size would do.
const CHUNK: usize = 4096;

/// One of the two ends of a connection.
#[derive(Debug)]
pub struct Conversation {
    /// The connected socket. It is closed when this is dropped.
    stream: TcpStream,
    /// Who is at the other end.
    peer: Role,
    /// What has arrived and was not yet taken out as messages.
    inbox: Inbox,
    /// How long the conversation may take as a whole, for the error message.
    limit: Duration,
    /// When it must be over.
    deadline: Instant,
}

impl Conversation {
    /// Starts a conversation over a connected socket. The time limit runs from now.
    pub fn new(stream: TcpStream, peer: Role, limit: Duration) -> Self {
        Self { stream, peer, inbox: Inbox::default(), limit, deadline: Instant::now() + limit }
    }

    /// Sends one message.
    ///
    /// `write` may take only some of the bytes, because the system's buffer has little room left: the peer's machine
    /// tells ours to slow down when the peer does not read. So the rest is offered again until all of it is taken.
    ///
    /// # Errors
    ///
    /// When the peer has closed the connection, or does not read until the deadline. Success only means that the system
    /// took the bytes, and says nothing about what the peer has read.
    pub fn send(&mut self, message: &str) -> Result<(), Error> {
        let bytes = encode(message);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let time_left = self.time_left()?;
            let written =
                self.stream.set_write_timeout(Some(time_left)).and_then(|()| self.stream.write(rest));
            match written {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.explain(error)),
            }
        }
        Ok(())
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// When the peer closes the connection before the message is complete, when it is malformed or reports an error, or
    /// when the deadline passes.
    pub fn receive(&mut self) -> Result<String, Error> {
        loop {
            if let Some(message) = self.next_message()? {
                return Ok(message);
            }
            if self.read_some()? == 0 {
                return Err(self.closed_early());
            }
        }
    }

    /// Ends the server's side of a conversation: the server closes first.
    ///
    /// It must not simply close. Where a socket is closed while bytes lie unread in its buffer (from a client that
    /// sent too much, say), the system tells the client so with a reset, RST, and a reset makes the client's system
    /// throw away what the client has not read yet: our last message would be lost on the doorstep. So we only say that
    /// nothing more will come, and then read until the client has closed too.
    ///
    /// The side that closes first keeps the memory of the connection for a minute (the state TIME-WAIT). On the server
    /// that does no harm. On the client it would keep a port given with `--client-port` from being used again.
    pub fn hang_up(mut self) {
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return; // the connection is gone already
        }
        self.deadline = Instant::now() + FAREWELL;
        let mut seen = 0;
        let mut chunk = [0; CHUNK];
        while seen < FAREWELL_BYTES {
            match self.read_into(&mut chunk) {
                Ok(count) if count > 0 => seen += count,
                _ => return,
            }
        }
    }

    /// Ends the client's side of a conversation: waits for the server to close, but not for long.
    ///
    /// # Errors
    ///
    /// When the server has more to say, or resets the connection: it did not read what we sent last.
    pub fn wait_for_hang_up(mut self) -> Result<(), Error> {
        self.deadline = self.deadline.min(Instant::now() + FAREWELL);
        loop {
            if let Some(message) = self.next_message()? {
                let reason = format!("`{}` came after the last message", printable(&message));
                return Err(Error::WrongReply { reason });
            }
            match self.read_some() {
                Ok(0) | Err(Error::Timeout { .. }) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next message, if it has arrived completely.
    fn next_message(&mut self) -> Result<Option<String>, Error> {
        let peer = self.peer;
        let next = self.inbox.next_message().map_err(|problem| Error::Malformed { peer, problem })?;
        match next.as_deref().and_then(|message| message.strip_prefix(ERROR_PREFIX)) {
            Some(message) if peer == Role::Server => Err(Error::Reported { message: message.to_owned() }),
            _ => Ok(next),
        }
    }

    /// Waits for bytes, puts them into the inbox, and says how many came. None means that the peer has closed.
    fn read_some(&mut self) -> Result<usize, Error> {
        let mut chunk = [0; CHUNK];
        let count = self.read_into(&mut chunk)?;
        self.inbox.push(&chunk[..count]);
        Ok(count)
    }

    /// Waits for bytes, until the deadline.
    fn read_into(&mut self, chunk: &mut [u8]) -> Result<usize, Error> {
        loop {
            let time_left = self.time_left()?;
            match self.stream.set_read_timeout(Some(time_left)).and_then(|()| self.stream.read(chunk)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result.map_err(|error| self.explain(error)),
            }
        }
    }

    /// The time until the deadline. Never zero, because to a socket a timeout of zero means none.
    fn time_left(&self) -> Result<Duration, Error> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(self.timed_out()) } else { Ok(left) }
    }

    /// Says in our words what the system said.
    fn explain(&self, error: io::Error) -> Error {
        match error.kind() {
            // Unix says `WouldBlock` when a timeout is over, Windows says `TimedOut`.
            ErrorKind::WouldBlock | ErrorKind::TimedOut => self.timed_out(),
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
                self.closed_early()
            }
            _ => Error::Io { doing: "use the connection", source: error },
        }
    }

    /// The deadline has passed.
    fn timed_out(&self) -> Error {
        Error::Timeout { peer: self.peer, limit: self.limit }
    }

    /// The peer has left.
    fn closed_early(&self) -> Error {
        Error::ClosedEarly { peer: self.peer, pending: self.inbox.pending() }
    }
}
