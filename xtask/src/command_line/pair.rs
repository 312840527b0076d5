//! A server and a client.

use serde::{Deserialize, Serialize};

use super::Command;
use crate::printable::printable;
use crate::role::Role;

/// How a server and a client of a submission are started: in folders below its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// The server.
    pub server: Command,
    /// The client.
    pub client: Command,
}

impl Pair {
    /// Whether these are the programs of another pair, told more.
    pub fn is_told(&self, other: &Self) -> bool {
        let is_told = |one: &Command, other: &Command| {
            one.folder() == other.folder() && one.words().starts_with(other.words())
        };
        self != other && is_told(&self.server, &other.server) && is_told(&self.client, &other.client)
    }

    /// That of one of the two.
    pub fn of(&self, role: Role) -> &Command {
        match role {
            Role::Server => &self.server,
            Role::Client => &self.client,
        }
    }

    /// The server and the client as a person reads them: a command, and the folder that it runs in; that there is none.
    pub fn words(&self) -> [String; 2] {
        Role::BOTH.map(|role| (role, self.of(role))).map(|(role, command)| match command.folder() {
            _ if *command == Command::missing(role) => "none".to_owned(),
            Some(folder) if !folder.as_os_str().is_empty() => {
                printable(&format!("{command} (in {})", folder.display()))
            }
            _ => printable(&command.to_string()),
        })
    }
}
