//! Waiting for programs: how long, and whether it was fair.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::LOOK;
use crate::host::Process;
use crate::tap::Tap;

/// How much processor time a server may still spend on what the client left it before it is stopped, and how long it may
/// stand still. One that waits is stopped at once.
pub(super) const SETTLE: Duration = Duration::from_secs(2);

/// Waiting that ends when nothing has changed for a time: what is slow gets it all, what is stuck does not. A program that
/// changes something for ever is ended all the same.
pub(super) struct Patience<T> {
    timeout: Duration,
    start: Instant,
    next_look: Instant,
    changed: Instant,
    last: Option<T>,
    asked: Instant,
    /// The longest time since the last change in which nobody asked.
    longest_gap: Duration,
}

impl<T: PartialEq> Patience<T> {
    /// How many timeouts a program gets that never stands still.
    const MOST: u32 = 10;

    /// How many on the clock, where the machine had so little for it that most of the time was not its own.
    const MOST_ON_THE_CLOCK: u32 = 10 * Self::MOST;

    /// The part of the timeout that may pass without anybody asking.
    const LARGEST_GAP: u32 = 4;

    /// How many looks a timeout holds. They are not cheap, and most programs are done before the first.
    const LOOKS: u32 = 20;

    pub fn new(timeout: Duration) -> Self {
        let now = Instant::now();
        Self {
            timeout,
            start: now,
            next_look: now + timeout / Self::LOOKS,
            changed: now,
            last: None,
            asked: now,
            longest_gap: Duration::ZERO,
        }
    }

    /// Whether it is out. `look` tells how things stand, and is asked now and then.
    pub fn is_out(&mut self, look: impl FnOnce() -> T) -> bool {
        self.is_out_by(Duration::MAX, look)
    }

    /// The same of programs that so far had so much time of their own: in which they slept, or were on a processor. What else has
    /// passed since the start they were ready to run and waited for the machine.
    pub fn is_out_by(&mut self, own: Duration, look: impl FnOnce() -> T) -> bool {
        let now = Instant::now();
        self.longest_gap = self.longest_gap.max(now - self.asked);
        self.asked = now;
        if now < self.next_look {
            return false;
        }
        self.next_look = now + self.timeout / Self::LOOKS;
        let seen = Some(look());
        if self.last != seen {
            self.last = seen;
            self.changed = now;
            self.longest_gap = Duration::ZERO;
        }
        let passed = now - self.start;
        now - self.changed >= self.timeout
            || own.min(passed) >= self.timeout * Self::MOST
            || passed >= self.timeout * Self::MOST_ON_THE_CLOCK
    }

    /// An error where the programs may have stood still for want of a processor: the grader itself, which asks every few
    /// milliseconds, could not do so for long, or a program was ready to run all the while and never ran, or hardly ever. Then
    /// nothing can be said of them.
    pub fn was_fair(&self, processes: &[&Process]) -> Result<()> {
        let stood_still = self.changed.elapsed() >= self.timeout;
        let was_held_up = self.longest_gap >= self.timeout / Self::LARGEST_GAP;
        if stood_still && (was_held_up || processes.iter().any(|process| !process.is_waiting())) {
            bail!(
                "the machine was too busy: for {} no program got any processor time; run fewer cases at a time with `--jobs`",
                humantime::format_duration(self.timeout)
            );
        }
        let on_the_clock = self.timeout * Self::MOST_ON_THE_CLOCK;
        if self.start.elapsed() >= on_the_clock {
            bail!(
                "the machine was too busy: in {} the programs were not done with what takes a tenth of that; run fewer cases at a time with `--jobs`",
                humantime::format_duration(on_the_clock)
            );
        }
        Ok(())
    }
}

/// Lets the server do what the client left it to do: what it sent last is still to be read and printed. How long that takes is
/// the machine's doing, and how much work it is the server's.
pub(super) fn settle(server: &Process, tap: &Tap) -> Result<()> {
    let before = server.cpu_time();
    let progress = tap.progress();
    let mut patience = Patience::new(SETTLE);
    let is_done = || tap.is_client_through() && server.is_waiting();
    while !is_done() && !server.wait_until(Instant::now() + LOOK / 5) {
        let is_out = patience.is_out(|| (server.steps(), progress.events()));
        if is_out && !server.is_waiting() {
            return patience.was_fair(&[server]);
        }
        if is_out || server.cpu_time().saturating_sub(before) >= SETTLE {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(1);

    /// Whether it is out of patience after so many timeouts in which something always changed, `own` of them the programs' own;
    /// and whether that was fair.
    fn after(timeouts: u32, own: u32) -> (bool, bool) {
        let mut patience = Patience::new(TIMEOUT);
        let start = Instant::now().checked_sub(TIMEOUT * timeouts).expect("a machine that is up for minutes");
        (patience.start, patience.next_look) = (start, start);
        (patience.is_out_by(TIMEOUT * own, || ()), patience.was_fair(&[]).is_ok())
    }

    #[test]
    fn who_never_stands_still_has_ten_timeouts_of_its_own_however_long_that_takes() {
        assert_eq!(after(9, 9), (false, true));
        assert_eq!(after(10, 10), (true, true));
        assert_eq!(after(60, 9), (false, true));
        assert_eq!(after(60, 10), (true, true));
        // Nobody has more time of its own than has passed.
        assert_eq!(after(9, 100), (false, true));
        assert_eq!(after(100, 3), (true, false));
    }
}
