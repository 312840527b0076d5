//! A server's start: until the kernel lists a listener of it, or it is certain that there will be none.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::hosts::Hosts;
use super::patience::Patience;
use super::standstill::Standstills;
use super::typist::Typist;
use super::watched::Watched;
use super::{LOOK, Stage, answers, lines, not_started, server_address};
use crate::host::idle::Idle;
use crate::host::sockets::{Listener, SocketTable, has_local_listener};
use crate::host::{Isolation, Process};
use crate::observation::{Limit, Observation, ProgramFacts, Spent, Typed};
use crate::plan::Case;
use crate::role::Role;
use crate::submission::Program;

/// Processor time that a server which listens already may spend on opening more listeners before its client is started.
const OPENS_FOR: Duration = Duration::from_millis(50);

/// A server that was started.
pub(super) enum Listening {
    Yes(Process, Vec<Listener>),
    /// It does not listen, and is ended.
    No(ProgramFacts),
}

impl Stage {
    /// Starts the server and waits until the kernel lists a listener of it: never by connecting, which would take a
    /// one-shot server's only `accept`.
    pub(super) fn start_server(
        &self,
        hosts: &Hosts,
        case: &Case<'_>,
        program: &Program,
        programs: &Watched,
        seen: &mut Observation,
    ) -> Result<Listening> {
        let address = server_address(hosts, program.takes_port());
        seen.port = Some(address.port());
        let launch = self.launch(Role::Server, case, program, address);
        let server = match hosts.server_network.enter(|| hosts.server.start(&launch))? {
            Ok(server) => server,
            Err(error) => return Ok(Listening::No(not_started(program, &launch, error)?)),
        };
        programs.watch(Role::Server, Some(&server));
        let mut sockets = SocketTable::open(&hosts.server_network)?;
        let mut patience = Patience::new(case.scenario.timeout);
        let mut idle = Idle::default();
        let (mut since, mut found) = (None, Vec::new());
        let programs = vec![(Role::Server, &server)];
        let mut standstills = Standstills::new(programs, None, None, case.scenario.timeout, Instant::now());
        let answer =
            |printed: &str, before: &[Typed]| answers::line(Role::Server, case, address, printed, before);
        let mut typist = Typist::new(&server, &answer, case.scenario.timeout, Instant::now());
        loop {
            typist.look();
            // Before the listeners: one that waits for clients stands still as well.
            let still = if self.isolation == Isolation::None { None } else { standstills.look() };
            let mut listening = || match self.isolation {
                Isolation::None => sockets.listeners_of(&server.processes()),
                Isolation::Network | Isolation::Sandbox => sockets.listeners(),
            };
            let mut listeners = listening()?;
            if !listeners.is_empty() {
                // It may open several, and the client dial any of them: they are all there once it waits for somebody, and not for a
                // time to pass before it opens the one that was asked for.
                let since = *since.get_or_insert_with(|| (Instant::now(), server.cpu_time()));
                let has_asked = listeners.iter().any(|listener| listener.address.port() == address.port());
                let is_ready = || {
                    let observer = server.observer();
                    observer.is_listening() && (has_asked || !observer.sleeps_for_a_time())
                };
                if is_ready() || has_had_time(&server, since) {
                    listeners = listening()?;
                    listeners.sort_by_key(|listener| listener.address.port() != address.port());
                    return Ok(Listening::Yes(server, listeners));
                }
                found = listeners;
            }
            if server.wait_until(Instant::now() + LOOK) {
                if !found.is_empty() {
                    return Ok(Listening::Yes(server, found));
                }
                return Ok(Listening::No(stopped(server, None, &mut seen.spent)?));
            }
            idle.look(Instant::now(), || server.is_waiting());
            seen.spent.idle = idle.total();
            let is_still = still.is_some_and(|still| !typist.is_asked(still.waits(Role::Server)));
            if is_still || patience.is_out(|| server.steps()) {
                if !found.is_empty() {
                    return Ok(Listening::Yes(server, found));
                }
                let timeout = case.scenario.timeout;
                let (limit, least_idle) = match is_still {
                    true => (Limit::Standstill, Duration::ZERO),
                    false => (Limit::WallTime(timeout), timeout),
                };
                patience.was_fair(&[&server])?;
                seen.spent.idle = idle.total().max(least_idle);
                if self.isolation != Isolation::None {
                    let sockets = sockets.udp_listeners()?;
                    seen.datagram_sockets = sockets.iter().map(|socket| socket.address).collect();
                    seen.listens_on_file = hosts.server_network.visit(has_local_listener)??;
                }
                return Ok(Listening::No(stopped(server, Some(limit), &mut seen.spent)?));
            }
        }
    }
}

/// Whether a server that has listened since then, with so much processor time used, has had the time to do what it does before
/// it waits for a client. Some never wait: they ask again and again.
fn has_had_time(server: &Process, (since, cpu): (Instant, Duration)) -> bool {
    server.cpu_time().saturating_sub(cpu) >= OPENS_FOR || since.elapsed() >= OPENS_FOR * 20
}

/// Stops a program, at a limit or because its work is over, and adds up what it took.
fn stopped(process: Process, limit: Option<Limit>, spent: &mut Spent) -> Result<ProgramFacts> {
    let observer = process.observer();
    limit.into_iter().for_each(|limit| process.reach(limit));
    let (facts, _) = lines::stop(process, None)?;
    spent.programs += observer.cpu_time();
    Ok(facts)
}
