//! The programs of a case, as the tap asks about them.

use std::sync::OnceLock;
use std::time::Duration;

use crate::host::Process;
use crate::host::process::Observer;
use crate::host::watch::Death;
use crate::role::Role;
use crate::tap::Programs;

/// What the tap asks about the programs.
#[derive(Default)]
pub(super) struct Watched {
    server: OnceLock<Observer>,
    client: OnceLock<Observer>,
}

impl Watched {
    pub(super) fn watch(&self, role: Role, process: Option<&Process>) {
        let place = match role {
            Role::Server => &self.server,
            Role::Client => &self.client,
        };
        // Each role is started once a case.
        let _ = process.map(|process| place.set(process.observer()));
    }

    /// How the program in that role died, where that was asked.
    pub(super) fn death(&self, role: Role) -> Option<Death> {
        let observer = match role {
            Role::Server => &self.server,
            Role::Client => &self.client,
        };
        observer.get().and_then(Observer::death)
    }

    /// Processor time of both.
    pub(super) fn cpu_time(&self) -> Duration {
        [&self.server, &self.client].into_iter().filter_map(OnceLock::get).map(Observer::cpu_time).sum()
    }
}

impl Programs for Watched {
    fn is_waiting(&self, role: Role) -> Option<bool> {
        match role {
            Role::Server => self.server.get().map(Observer::is_waiting),
            // One that is only just being started waits for nothing.
            Role::Client => Some(self.client.get().is_some_and(Observer::is_waiting)),
        }
    }

    fn is_listening(&self, role: Role) -> Option<bool> {
        match role {
            Role::Server => self.server.get().map(Observer::is_listening),
            Role::Client => Some(self.client.get().is_some_and(Observer::is_listening)),
        }
    }

    fn cpu_time(&self, role: Role) -> Option<Duration> {
        match role {
            Role::Server => self.server.get().map(Observer::cpu_time),
            Role::Client => self.client.get().map(Observer::cpu_time),
        }
    }
}
