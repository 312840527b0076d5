//! What is waited for once both programs of a case run: the client's end, or that nothing happens any more.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::patience::{Patience, settle};
use super::standstill::{Seen, Standstills};
use super::typist::Typist;
use super::{LOOK, Stage, answers};
use crate::host::blocked::Thread;
use crate::host::idle::Idle;
use crate::host::{Isolation, Process};
use crate::observation::{Limit, Typed};
use crate::plan::Case;
use crate::role::Role;
use crate::tap::Tap;

/// What came of a case once its client was started.
#[derive(Default)]
pub(super) struct Attended {
    /// What the programs wait for, where it is certain that nothing more will happen.
    pub still: Option<Seen>,
    /// Which program is held, where one was to be.
    pub held: Option<Held>,
    /// How long the programs slept, and how long they did so at least.
    pub idle: Duration,
    pub least_idle: Duration,
}

/// A program that is held where it sends what is asked about.
pub(super) struct Held {
    pub role: Role,
    pub thread: Thread,
    /// How many bytes it had sent before.
    pub before: u64,
}

/// How a case went on until its client was done, or nobody did anything any more.
enum Course {
    ClientEnded,
    /// Nothing happened for as long as the scenario allows: no byte on the wire and no output, and no processor time, or all threads
    /// asleep for so long in all.
    OutOfTime,
    /// Nothing can happen any more.
    Standstill(Seen),
    /// A program is where it was to be held.
    Held(Held),
}

impl Stage {
    /// Waits until the client has ended and the server has dealt with what it left, or until nothing happens any more.
    pub(super) fn attend(
        &self,
        case: &Case<'_>,
        (server, server_address): (Option<&Process>, SocketAddr),
        (client, door): (&Process, SocketAddr),
        tap: &Tap,
        start: Instant,
    ) -> Result<Attended> {
        let timeout = case.scenario.timeout;
        // Others can reach what is in the machine's own network, and a server elsewhere can do as it likes.
        let is_closed = server.is_some() && self.isolation != Isolation::None;
        let programs: Vec<_> =
            server.map(|server| (Role::Server, server)).into_iter().chain([(Role::Client, client)]).collect();
        let stand_in = case.stand_in.map(|stand_in| stand_in.played.role);
        let mut standstills =
            is_closed.then(|| Standstills::new(programs.clone(), Some(tap), stand_in, timeout, start));
        let mut idle = Idle::default();
        let answer = |role, address| {
            move |printed: &str, before: &[Typed]| answers::line(role, case, address, printed, before)
        };
        let of_client = answer(Role::Client, self.client_address(door));
        let of_server = answer(Role::Server, server_address);
        let mut typists = vec![(Role::Client, Typist::new(client, &of_client, timeout, start))];
        typists.extend(server.map(|server| (Role::Server, Typist::new(server, &of_server, timeout, start))));
        let course = watch(case, client, server, tap, &mut idle, standstills.as_mut(), &mut typists)?;
        let idle = idle.total();
        let (limit, still, held, least_idle) = match course {
            Course::ClientEnded => {
                if let Some(server) = server {
                    settle(server, tap)?;
                }
                return Ok(Attended { idle, ..Attended::default() });
            }
            Course::OutOfTime => (Limit::WallTime(timeout), None, None, timeout),
            Course::Standstill(seen) => (Limit::Standstill, Some(seen), None, Duration::ZERO),
            Course::Held(held) => (Limit::Standstill, None, Some(held), Duration::ZERO),
        };
        // From here on nothing that happens to the programs is their own doing.
        programs.iter().for_each(|(_, process)| process.reach(limit));
        Ok(Attended { still, held, idle, least_idle })
    }
}

/// Waits for the client's end. `idle` learns how long the programs slept.
fn watch(
    case: &Case<'_>,
    client: &Process,
    server: Option<&Process>,
    tap: &Tap,
    idle: &mut Idle,
    mut standstills: Option<&mut Standstills<'_>>,
    typists: &mut [(Role, Typist<'_>)],
) -> Result<Course> {
    let progress = tap.progress();
    let processes: Vec<&Process> = [Some(client), server].into_iter().flatten().collect();
    let mut patience = Patience::new(case.scenario.timeout);
    // What a stand-in tries may prove nothing: it gets no longer than all that is tried with it.
    let most_idle = case.stand_in.map_or(Duration::MAX, |_| case.scenario.budget());
    let mut quiet = Quiet::default();
    loop {
        let has_ended = client.wait_until(Instant::now() + 10 * LOOK);
        if let Some(held) = held(case, client, server) {
            return Ok(Course::Held(held));
        }
        idle.look(Instant::now(), || processes.iter().all(|process| process.is_waiting()));
        if has_ended {
            return Ok(Course::ClientEnded);
        }
        for (role, process) in [(Role::Client, Some(client)), (Role::Server, server)] {
            if progress.floods(role) {
                process.into_iter().for_each(|process| process.kill_at(Limit::Sent));
            }
        }
        typists.iter_mut().for_each(|(_, typist)| {
            typist.look();
        });
        let still = standstills.as_mut().and_then(|standstills| standstills.look());
        let is_asked = |seen: &Seen| typists.iter().any(|(role, typist)| typist.is_asked(seen.waits(*role)));
        if let Some(seen) = still.filter(|seen| !is_asked(seen)) {
            // One that has ended since it was asked above wakes nobody either, and that is no standstill.
            return Ok(if client.has_ended() { Course::ClientEnded } else { Course::Standstill(seen) });
        }
        // While the tap holds something back, the time is not the programs'.
        let held = || progress.is_holding().then(Instant::now);
        let own = idle.total() + processes.iter().map(|process| process.cpu_time()).sum::<Duration>();
        let is_out = patience
            .is_out_by(own, || (progress.events(), held(), client.steps(), server.map(Process::steps)));
        // One that looks again and again whether something has come gets on by its own processor time, and by nothing else.
        let printed = processes.iter().map(|process| process.printed_bytes()).sum();
        let slept = quiet.slept((progress.events(), held(), printed), idle.total());
        if is_out || slept >= case.scenario.timeout || idle.total() >= most_idle {
            return patience.was_fair(&processes).map(|()| Course::OutOfTime);
        }
    }
}

/// Who is held where it was to be.
fn held(case: &Case<'_>, client: &Process, server: Option<&Process>) -> Option<Held> {
    let role = case.hold?.role;
    let process = match role {
        Role::Server => server?,
        Role::Client => client,
    };
    let (thread, before) = process.held()?;
    Some(Held { role, thread, before })
}

/// Since when nothing was sent, handed over or printed: by what had been until then, and how long the programs had slept.
#[derive(Default)]
struct Quiet {
    last: Option<(u64, Option<Instant>, u64)>,
    slept: Duration,
}

impl Quiet {
    /// How long the programs have slept since then, of all that they slept so far.
    fn slept(&mut self, seen: (u64, Option<Instant>, u64), so_far: Duration) -> Duration {
        if self.last != Some(seen) {
            (self.last, self.slept) = (Some(seen), so_far);
        }
        so_far - self.slept
    }
}
