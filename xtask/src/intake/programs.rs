//! What can be started in a folder, and how.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Problem;
use super::build::Build;
use super::hints;
use crate::scenario::Input;
use crate::submission::Command;

/// What can be started in a folder for one task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programs {
    /// What listens, the best guess first.
    pub servers: Vec<Candidate>,
    /// What connects, the best guess first.
    pub clients: Vec<Candidate>,
    /// What has to be built before, in order.
    pub builds: Vec<Build>,
    /// What the programs are to be fed, where `submission.toml` says it.
    pub input: Input,
    /// What was chosen and why, for a person.
    pub notes: Vec<String>,
    /// Why one of the lists is empty. At least one is not.
    pub missing: Option<Problem>,
    /// Commands among these of programs that look at their arguments and are given none.
    pub without_arguments: Vec<Command>,
    /// What to hand in where such a program wants other arguments than it can be told.
    pub hint: Option<String>,
}

/// A program that can be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// How, from `dir`.
    pub command: Command,
    /// The folder that it runs in, below the submission's. It sees all that was handed in.
    pub dir: PathBuf,
    /// The file that it was found by, below the submission's folder; the declaration, where it is declared.
    pub file: PathBuf,
    /// Why it is taken for what it is.
    pub why: String,
    /// The build that it needs: an index into `builds`.
    pub build: Option<usize>,
}

impl Candidate {
    /// Whether the same is started.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.command, &self.dir) == (&other.command, &other.dir)
    }
}

impl Programs {
    /// All combinations of a server and a client, as indices, the likeliest first: in the same folder, alike by name, high
    /// up in both lists.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs: Vec<_> = (0..self.servers.len())
            .flat_map(|server| (0..self.clients.len()).map(move |client| (server, client)))
            .collect();
        pairs.sort_by_key(|&(server, client)| {
            let (a, b) = (&self.servers[server], &self.clients[client]);
            let apart = u8::from(a.dir != b.dir) * 4
                + u8::from(hints::without_role(&a.file) != hints::without_role(&b.file)) * 2
                + u8::from(a.file.extension() != b.file.extension());
            (apart, server + client, server)
        });
        pairs
    }
}
