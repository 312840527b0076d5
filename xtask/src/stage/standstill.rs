//! Whether anything can still happen in a case: what each program waits for, where nothing can.
//!
//! Every thread of both programs sleeps over what only another of them could bring about, or does nothing but read a connection that
//! has ended, and the tap has nothing left to do that one of them could notice. To be sure that all of it held at one moment, the programs are looked at before and
//! after, and neither they nor the conversation may have moved.

use std::time::{Duration, Instant};

use crate::host::blocked::{Horizon, Sleepers, Thread, Waiting};
use crate::host::{Awake, Process, nudge};
use crate::observation::{SourceLine, Standstill, Unread, Wait};
use crate::role::Role;
use crate::tap::Tap;

/// A closer look costs as much as a small program's start, so it is taken only where nothing has happened for so long, and
/// less and less often.
const SOONEST: Duration = Duration::from_millis(10);
const LATEST: Duration = Duration::from_millis(100);

/// Processor time that a thread uses without a pause, while nothing else happens, before it is asked what it does: nobody who has
/// read the end of a connection needs it to think about that.
const SPINS_FOR: Duration = Duration::from_secs(1);

/// Watches the programs of a case for the moment from which on nothing can happen.
pub(super) struct Standstills<'a> {
    /// The server and the client, as far as they were started here.
    programs: Vec<(Role, &'a Process)>,
    tap: Option<&'a Tap>,
    /// The half that the harness plays.
    stand_in: Option<Role>,
    timeout: Duration,
    start: Instant,
    seen: (u64, u64),
    /// The only thread of each program that is awake, where there is one, and what the program had used when it was noticed first.
    awake: Vec<Option<(Awake, Duration)>>,
    since: Instant,
    next: Instant,
}

/// What was seen at that moment.
#[derive(Debug)]
pub(super) struct Seen {
    since: Duration,
    /// What each program's threads wait for; nothing, of one that has ended.
    waits: Vec<(Role, Vec<Waiting>)>,
    unread: Vec<Unread>,
}

impl<'a> Standstills<'a> {
    /// Watches them in a case that started then and ends where nothing happens for `timeout`.
    pub fn new(
        programs: Vec<(Role, &'a Process)>,
        tap: Option<&'a Tap>,
        stand_in: Option<Role>,
        timeout: Duration,
        start: Instant,
    ) -> Self {
        let (now, awake) = (Instant::now(), vec![None; programs.len()]);
        Self { programs, tap, stand_in, timeout, start, seen: (0, 0), awake, since: now, next: now + SOONEST }
    }

    /// What both wait for, where that is certain to be for good. To be asked every few milliseconds. A stand-in that listens
    /// for a while whether more comes is told that nothing will, instead.
    pub fn look(&mut self) -> Option<Seen> {
        let now = Instant::now();
        if now < self.next {
            return None;
        }
        let seen = self.seen();
        if seen != self.seen {
            self.awake.fill(None);
        }
        let is_still = self.are_still();
        if seen != self.seen || !is_still {
            (self.seen, self.since, self.next) = (seen, now, now + SOONEST);
            return None;
        }
        self.next = now + ((now - self.since) / 2).clamp(SOONEST, LATEST);
        let found = self.prove().filter(|_| self.seen() == seen);
        // Who was looked at in vain runs for as long again.
        self.awake.fill(None);
        let found = found?;
        match self.patient(&found) {
            None => Some(found),
            Some(stand_in) => {
                stand_in.signal(nudge::SIGNAL);
                None
            }
        }
    }

    /// Whether each program waits, or has been running for long and without a pause in one thread alone.
    fn are_still(&mut self) -> bool {
        let mut all = true;
        for ((_, process), noticed) in self.programs.iter().zip(&mut self.awake) {
            if process.is_waiting() {
                *noticed = None;
                continue;
            }
            let used = process.cpu_time();
            let awake = process.awake();
            *noticed = match *noticed {
                Some((before, since)) if awake == Some(before) => Some((before, since)),
                _ => awake.map(|awake| (awake, used)),
            };
            all &= noticed.is_some_and(|(_, since)| used.saturating_sub(since) >= SPINS_FOR);
        }
        all
    }

    /// The stand-in, where it is it that will go on by itself.
    fn patient(&self, found: &Seen) -> Option<&'a Process> {
        let role = self.stand_in?;
        found.waits(role).first().filter(|waiting| waiting.gives_up)?;
        self.programs.iter().find(|(other, _)| *other == role).map(|(_, process)| *process)
    }

    fn processes(&self) -> impl Iterator<Item = &'a Process> + '_ {
        self.programs.iter().map(|(_, process)| *process)
    }

    /// What can be seen at once: how far the conversation has come, and how much was printed.
    fn seen(&self) -> (u64, u64) {
        let events = self.tap.map_or(0, |tap| tap.progress().events());
        (events, self.processes().map(Process::printed_bytes).sum())
    }

    fn prove(&self) -> Option<Seen> {
        // Whoever ends such a case has waited for the tap as well, and for a timeout after that.
        let students = Horizon { left: 2 * self.timeout, age: self.start.elapsed() };
        let programs = || self.processes().zip(&self.awake);
        let sleepers = || {
            let all =
                programs().map(|(process, awake)| process.sleepers_beside(awake.map(|(awake, _)| awake)));
            all.collect::<Option<Vec<Sleepers>>>()
        };
        let rest = || self.tap.map_or(Some(Vec::new()), Tap::rest);
        let before = sleepers()?;
        rest()?;
        let waits = self.programs.iter().zip(&before).map(|((role, _), sleepers)| {
            let horizon = if self.stand_in == Some(*role) { Horizon::NOW } else { students };
            Some((*role, sleepers.waits(horizon)?))
        });
        let waits = waits.collect::<Option<Vec<_>>>()?;
        let unread = rest()?;
        if sleepers()? != before {
            return None;
        }
        Some(Seen { since: self.since.saturating_duration_since(self.start), waits, unread })
    }
}

impl Seen {
    /// What the threads of the program in this role wait for, the most telling first.
    pub fn waits(&self, role: Role) -> &[Waiting] {
        self.waits.iter().find(|(other, _)| *other == role).map_or(&[], |(_, waits)| waits)
    }

    /// The thread of that program which says most.
    pub fn thread(&self, role: Role) -> Option<&Thread> {
        self.waits(role).first().map(|waiting| &waiting.thread)
    }

    /// What is said of it, with the lines at which the server and the client waited.
    pub fn told(&self, lines: [Option<SourceLine>; 2]) -> Standstill {
        let [server_line, client_line] = lines;
        let wait = |role, line| {
            let Waiting { call, on, .. } = self.waits(role).first()?;
            Some(Wait { call: (*call).to_owned(), on: *on, line })
        };
        Standstill {
            since: self.since,
            server: wait(Role::Server, server_line),
            client: wait(Role::Client, client_line),
            unread: self.unread.clone(),
        }
    }
}
