//! What can be started in a folder, and how.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::build::Build;
use super::hints;
use crate::command_line::Command;
use crate::hand_in::Problem;
use crate::scenario::Input;

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
    /// Those of them that look at their arguments and are given none.
    pub without_arguments: Vec<Untold>,
    /// Whether they are for other tasks by their names: which of them it is makes no difference to anybody.
    pub is_borrowed: bool,
    /// What to hand in where such a program wants other arguments than it can be told.
    pub hint: Option<String>,
    /// Short texts that stand in quotes in the sources of several.
    pub quoted: Vec<String>,
}

/// A command of a program that looks at its arguments, without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// As it is.
    pub command: Command,
    /// What to put behind it, where the program's code names options for a host and a port: `--port {port}`.
    pub options: Option<String>,
    /// The ports that it may have to be told: of a server those that its client has written in.
    pub ports: Vec<u16>,
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

impl Untold {
    /// What to put behind it, the likeliest first, with places for a host and a port.
    pub fn ways(&self) -> Vec<String> {
        // A port that is taken for a host leads to some address, and every address is local; a host is no number of a port.
        const WAYS: [&str; 3] = ["{host} {port}", "{port}", "{port} {host}"];
        let usual = self.options.as_deref().unwrap_or("{port}");
        let known = self.ports.iter().map(|port| usual.replace("{port}", &port.to_string()));
        let ways = self.options.as_deref().map_or(WAYS.to_vec(), |options| vec![options]);
        ways.into_iter().map(str::to_owned).chain(known).collect()
    }
}

impl Candidate {
    /// Whether the same is started.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.command, &self.dir) == (&other.command, &other.dir)
    }
}

impl Programs {
    /// Adds whole pairs that were found for another task, behind those that are here.
    pub(super) fn join(&mut self, other: Self) {
        let places: Vec<usize> = other
            .builds
            .into_iter()
            .map(|build| {
                let known = self.builds.iter().position(|known| known.is_same(&build));
                known.unwrap_or_else(|| {
                    self.builds.push(build);
                    self.builds.len() - 1
                })
            })
            .collect();
        for (own, others) in [(&mut self.servers, other.servers), (&mut self.clients, other.clients)] {
            for candidate in others {
                if !own.iter().any(|known| known.is_same(&candidate)) {
                    own.push(Candidate { build: candidate.build.map(|at| places[at]), ..candidate });
                }
            }
        }
        self.notes
            .extend(other.notes.into_iter().filter(|note| !self.notes.contains(note)).collect::<Vec<_>>());
        self.without_arguments.extend(other.without_arguments);
        self.hint = self.hint.take().or(other.hint);
    }

    /// All combinations of a server and a client, as indices, the likeliest first: in the same folder, alike by name, high
    /// up in both lists.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        // A server of one task has nothing to say to the client of another.
        let task_of = |candidate: &Candidate| hints::task_of(&candidate.file);
        let is_pair = |&(server, client): &(usize, usize)| {
            let tasks = (task_of(&self.servers[server]), task_of(&self.clients[client]));
            !matches!(tasks, (Some(server), Some(client)) if server != client)
        };
        let mut pairs: Vec<_> = (0..self.servers.len())
            .flat_map(|server| (0..self.clients.len()).map(move |client| (server, client)))
            .filter(is_pair)
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
