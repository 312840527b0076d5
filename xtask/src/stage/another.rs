//! The client that a server serves before that of a case whose client comes second: nothing of it is judged. It is that of the next
//! seed, on a host of its own, which is gone when the case's client comes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::hosts::Hosts;
use super::patience::{Patience, SETTLE};
use super::watched::Watched;
use super::{LOOK, Stage, lines};
use crate::host::Process;
use crate::host::blocked::Horizon;
use crate::host::sockets::Listener;
use crate::observation::{Awaited, End, ProgramFacts, Spent};
use crate::plan::Case;
use crate::role::Role;
use crate::tap::{self, Tap, TapOptions};

/// How much processor time a server may use until it waits for the next client.
const COMES_BACK: Duration = Duration::from_millis(500);

/// Which part of what a server printed it printed for another client than the case's: from where to where, on either stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct ForAnother {
    from: [usize; 2],
    to: [usize; 2],
}

impl ForAnother {
    /// Takes it out of what the server did, of which so much was printed before it was stopped. Whether it is known: not where the
    /// server held back all that it had to print.
    pub fn take_out(self, server: &mut ProgramFacts, before: [usize; 2]) -> bool {
        let mut is_known = true;
        for (at, output) in [&mut server.stdout, &mut server.stderr].into_iter().enumerate() {
            let length = output.kept.0.len();
            let [from, to] = [self.from[at], self.to[at]].map(|place| place.min(length));
            output.kept.0.drain(from..to);
            is_known &= from < to || length == before[at] || at == 1;
        }
        is_known
    }
}

impl Stage {
    /// Has a server serve another client to its end. `None` where it does not wait for one more after that, or where that client came to
    /// no good end: then nothing is known of a second one.
    pub(super) fn serve_another(
        &self,
        hosts: &mut Hosts,
        case: &Case<'_>,
        (server, address): (&Process, SocketAddr),
        listeners: &[Listener],
        spent: &mut Spent,
    ) -> Result<Option<ForAnother>> {
        hosts.free_ports()?;
        let start = Instant::now();
        let case = Case { seed: case.seed.wrapping_add(1), ..*case };
        // What the server is fed is fed to it once.
        let is_fed = self.options.input.server.is_some() || case.scenario.input.server.is_some();
        if is_fed || !waits_for_a_client(server)? {
            return Ok(None);
        }
        let (from, typed) = (printed(server), server.typed().len());
        let programs = Arc::new(Watched::default());
        programs.watch(Role::Server, Some(server));
        let tap = Tap::open(TapOptions {
            client: &hosts.client_network,
            server: &hosts.server_network,
            listeners,
            delivery: case.delivery,
            seed: case.seed,
            start,
            limits: tap::Limits::default(),
            programs: Some(programs.clone()),
        })?;
        let door = *tap.addresses().first().context("the tap has no door")?;
        let Ok(client) = self.start_client(hosts, &case, &self.submission_of(&case).client, door)? else {
            return Ok(None);
        };
        programs.watch(Role::Client, Some(&client));
        let attended = self.attend(&case, (Some(server), address), (&client, door), &tap, start)?;
        let progress = tap.progress();
        tap.finish()?;
        let observer = client.observer();
        let (client, _) = lines::stop(client, None)?;
        spent.idle += attended.idle;
        spent.grader += progress.processor_time();
        spent.programs += observer.cpu_time();
        let was_served = attended.still.is_none() && client.end == End::Exited(0);
        if !was_served || !waits_for_a_client(server)? || server.typed().len() != typed {
            return Ok(None);
        }
        hosts.renew_client()?;
        Ok(Some(ForAnother { from, to: printed(server) }))
    }
}

/// How much a program has printed so far, on either stream.
pub(super) fn printed(process: &Process) -> [usize; 2] {
    [process.stdout_from(0).len(), process.stderr_from(0).len()]
}

/// Whether a server comes to wait for a client, and for nothing that the last one left.
fn waits_for_a_client(server: &Process) -> Result<bool> {
    let mut patience = Patience::new(SETTLE);
    let before = server.cpu_time();
    loop {
        if server.has_ended() || server.cpu_time().saturating_sub(before) >= COMES_BACK {
            return Ok(false);
        }
        let asleep = server.sleepers();
        let waits = asleep.as_ref().and_then(|sleepers| sleepers.waits(Horizon::NOW));
        if let Some(waits) = waits.filter(|_| server.has_nothing_unread() && server.sleepers() == asleep) {
            return Ok(waits.iter().any(|waiting| matches!(waiting.on, Awaited::Client { .. })));
        }
        server.wait_until(Instant::now() + LOOK);
        if patience.is_out(|| server.steps()) {
            return patience.was_fair(&[server]).map(|()| false);
        }
    }
}
