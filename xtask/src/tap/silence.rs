//! When a sender has said what it has to say, for `coalesced`.

use std::time::{Duration, Instant};

use super::patience::next_look;
use crate::role::Role;

/// Looks that must find a sender quiet, where nobody can say whether it waits. Counted in looks and not only in time:
/// where the tap itself gets no processor, the sender has had none either.
const QUIET_LOOKS: u32 = 10;

/// A sender that has neither sent nor waited for others for so long computes, asks again and again, or sleeps: what it has sent is
/// all for now.
const BUSY_FOR: Duration = Duration::from_secs(2);

/// How far apart looks are where nobody can say. When both sides have sent first, one must give up waiting for more
/// before the other does: the server's.
fn quiet_pause(sender: Role) -> Duration {
    match sender {
        Role::Server => Duration::from_millis(3),
        Role::Client => Duration::from_millis(6),
    }
}

/// Whether a sender goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// It is silent: hand over what there is.
    Over,
    /// It waits, and whatever it sent before that is in our socket by now: take it in and look again.
    Settling,
    /// It may go on: look again then.
    GoingOn(Instant),
}

/// Listens to one sender.
#[derive(Debug)]
pub(super) struct Silence {
    /// When it was last heard of.
    heard: Instant,
    /// How often it was found quiet since, where nobody can say whether it waits.
    looks: u32,
    next: Instant,
    is_settling: bool,
}

impl Silence {
    pub(super) fn new(now: Instant) -> Self {
        Self { heard: now, looks: 0, next: now, is_settling: false }
    }

    /// When the sender was last heard of.
    pub(super) fn since(&self) -> Instant {
        self.heard
    }

    /// Whether it was not heard of for so long that what it has sent is all for now, whatever it does.
    pub(super) fn is_long(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.heard) >= BUSY_FOR
    }

    /// Notes that it sent something.
    pub(super) fn hear(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    /// Whether it goes on, as far as known without looking; `None` where it is time to look.
    pub(super) fn known(&mut self, now: Instant) -> Option<Speech> {
        if std::mem::take(&mut self.is_settling) {
            return Some(Speech::Over);
        }
        (now < self.next).then_some(Speech::GoingOn(self.next))
    }

    /// Whether it goes on, after a look: it `waits` for others, or does not, or nobody can say; and all it sent `is_through`, or some of
    /// it is on its way to us.
    pub(super) fn judge(
        &mut self,
        now: Instant,
        sender: Role,
        waits: Option<bool>,
        is_through: bool,
    ) -> Speech {
        match waits {
            Some(true) if is_through => {
                self.is_settling = true;
                return Speech::Settling;
            }
            Some(_) if now.saturating_duration_since(self.heard) >= BUSY_FOR => return Speech::Over,
            Some(_) => self.next = next_look(self.heard, now),
            None if self.looks >= QUIET_LOOKS && is_through => return Speech::Over,
            None => {
                self.looks += 1;
                self.next = now + quiet_pause(sender);
            }
        }
        Speech::GoingOn(self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_after_a_wait_began_makes_it_no_silence() {
        let now = Instant::now();
        let mut silence = Silence::new(now);
        assert_eq!(silence.judge(now, Role::Client, Some(true), true), Speech::Settling);
        silence.hear(now);
        assert_eq!(silence.known(now), None, "it is looked at again");
        assert_eq!(silence.judge(now, Role::Client, Some(true), true), Speech::Settling);
        assert_eq!(silence.known(now), Some(Speech::Over));
    }

    #[test]
    fn a_busy_sender_is_silent_only_after_a_while() {
        let start = Instant::now();
        let mut silence = Silence::new(start);
        assert!(matches!(silence.judge(start, Role::Client, Some(false), true), Speech::GoingOn(_)));
        assert_eq!(silence.judge(start + BUSY_FOR, Role::Client, Some(false), true), Speech::Over);
    }

    #[test]
    fn where_nobody_can_say_the_server_is_believed_sooner() {
        let looks_until_silent = |sender| {
            let mut now = Instant::now();
            let start = now;
            let mut silence = Silence::new(now);
            while let Speech::GoingOn(next) = silence.judge(now, sender, None, true) {
                now = next;
            }
            now - start
        };
        assert!(looks_until_silent(Role::Server) < looks_until_silent(Role::Client));
    }
}
