//! Everything that can go wrong, and the exit code that tells it.
//!
//! A person reads the sentence, a script reads the exit code. Each sentence says what happened and what to do next.

use std::io::{self, ErrorKind};
use std::time::Duration;

use humantime::format_duration;
use thiserror::Error;

use crate::message::Malformed;
use crate::output::printable;
use crate::role::Role;

/// How a program ended, as the code that the system hands to whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// Something without a code of its own went wrong.
    Failure = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// Nobody listens at the server's address.
    Refused = 3,
    /// The host has no address.
    NameNotFound = 4,
    /// The address or port that we want for ourselves cannot be had.
    AddressUnavailable = 5,
    /// Too much time went by.
    Timeout = 6,
    /// The peer does not keep to the protocol.
    Malformed = 7,
    /// The peer left in the middle of the conversation.
    ClosedEarly = 8,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub const ALL: [Exit; 9] = [
        Exit::Ok,
        Exit::Failure,
        Exit::Usage,
        Exit::Refused,
        Exit::NameNotFound,
        Exit::AddressUnavailable,
        Exit::Timeout,
        Exit::Malformed,
        Exit::ClosedEarly,
    ];

    /// The number itself.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, in the words of `--help` and of the documentation.
    pub fn meaning(self) -> &'static str {
        match self {
            Exit::Ok => "success",
            Exit::Failure => "anything without a code of its own",
            Exit::Usage => "the command line makes no sense",
            Exit::Refused => "connection refused",
            Exit::NameNotFound => "host name not found",
            Exit::AddressUnavailable => "own address or port in use, not permitted, or not of this machine",
            Exit::Timeout => "timeout",
            Exit::Malformed => "the other side sent something malformed, or reported an error",
            Exit::ClosedEarly => "the other side closed the connection too early",
        }
    }

    /// The table of all exit codes, for the end of `--help`.
    pub fn table() -> String {
        let mut table = String::from("Exit codes:\n");
        for exit in Exit::ALL {
            table.push_str(&format!("  {}  {}\n", exit.code(), exit.meaning()));
        }
        table
    }
}

/// What ended a program or a conversation.
#[derive(Debug, Error)]
pub enum Error {
    /// The server's machine answered that nobody listens at that port.
    #[error("`{server}` refused the connection: start the server first, or check `--host` and `--port`")]
    Refused {
        /// The address that was tried last.
        server: String,
    },

    /// The resolver does not know the host.
    #[error("`{host}` has no address: check the spelling, or give the IP address itself")]
    NameNotFound {
        /// What was given as `--host`.
        host: String,
    },

    /// Our own end could not be had.
    #[error("cannot use the address `{address}`: {}", remedy(.source))]
    AddressUnavailable {
        /// The address we asked the system for.
        address: String,
        /// Why it refused.
        source: io::Error,
    },

    /// The server's machine did not answer at all.
    #[error("no answer from `{server}` within {}: check `--host` and the network", format_duration(*.limit))]
    ConnectTimeout {
        /// The address that was tried last.
        server: String,
        /// How long we tried.
        limit: Duration,
    },

    /// The conversation took too long.
    #[error(
        "{peer} did not finish the conversation within {}: see what it waits for, or allow more with `--timeout`",
        format_duration(*.limit)
    )]
    Timeout {
        /// Who did not finish.
        peer: Role,
        /// How long the conversation may take.
        limit: Duration,
    },

    /// What arrived does not follow the protocol.
    #[error("{peer} sent a malformed message: {problem}")]
    Malformed {
        /// Who sent it.
        peer: Role,
        /// What is wrong with it.
        problem: Malformed,
    },

    /// The reply follows the protocol but cannot be true.
    #[error("the server's reply is wrong: {reason}")]
    WrongReply {
        /// What gives it away.
        reason: String,
    },

    /// The server did not like what we sent.
    #[error("the server answered with an error: {}", printable(.message))]
    Reported {
        /// The server's own words.
        message: String,
    },

    /// The connection ended while we waited for more, or had more to say.
    #[error("{peer} closed the connection too early{}: look at what it printed", unfinished(*.pending))]
    ClosedEarly {
        /// Who closed it.
        peer: Role,
        /// How many bytes had arrived of a message that never ended.
        pending: usize,
    },

    /// Any other failure of the system.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What we were about to do.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The exit code that tells this error.
    pub fn exit(&self) -> Exit {
        match self {
            Error::Refused { .. } => Exit::Refused,
            Error::NameNotFound { .. } => Exit::NameNotFound,
            Error::AddressUnavailable { .. } => Exit::AddressUnavailable,
            Error::ConnectTimeout { .. } | Error::Timeout { .. } => Exit::Timeout,
            Error::Malformed { .. } | Error::WrongReply { .. } | Error::Reported { .. } => Exit::Malformed,
            Error::ClosedEarly { .. } => Exit::ClosedEarly,
            Error::Io { .. } => Exit::Failure,
        }
    }
}

/// Whether the system says that an address of our own cannot be had.
pub fn is_address_unavailable(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::AddrNotAvailable | ErrorKind::PermissionDenied)
}

/// Why an address cannot be had, and what to do about it.
fn remedy(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            "it is in use; end the program that has it, or choose another port".to_owned()
        }
        ErrorKind::AddrNotAvailable => {
            "it is not free on this machine; check it, or wait a minute if it was in use just now".to_owned()
        }
        ErrorKind::PermissionDenied => "that is not permitted; choose a port above 1023".to_owned(),
        _ => error.to_string(),
    }
}

/// What had arrived when the connection was closed, if anything.
fn unfinished(pending: usize) -> String {
    match pending {
        0 => String::new(),
        _ => format!(", {pending} bytes into a message that lacks the newline at its end"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_code_once_and_in_order() {
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index);
        }
        assert_eq!(Exit::table().lines().count(), 1 + Exit::ALL.len());
    }

    #[test]
    fn the_sentence_about_a_cut_message_says_how_much_arrived() {
        let error = Error::ClosedEarly { peer: Role::Server, pending: 24 };
        assert_eq!(
            error.to_string(),
            "the server closed the connection too early, \
             24 bytes into a message that lacks the newline at its end: look at what it printed"
        );
    }
}
