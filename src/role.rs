//! The two ends of a conversation.

use std::fmt;

/// One end of a conversation.
///
/// TCP itself treats both ends alike once they are connected. The difference is who starts: the server waits at an
/// address that is known, the client comes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The program that connects.
    Client,
    /// The program that listens and accepts.
    Server,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Client => "the client",
            Role::Server => "the server",
        })
    }
}
