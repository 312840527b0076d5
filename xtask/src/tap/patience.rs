//! When to look again, and when to stop waiting.

use std::time::{Duration, Instant};

use crate::host::sockets::TcpSocket;

/// The first look comes this soon.
const SOONEST: Duration = Duration::from_micros(20);
/// Later ones are never further apart than this.
const LATEST: Duration = Duration::from_millis(4);

/// The time of the next look at something that has been awaited since `since`: an eighth of the time waited so far, so that
/// what is quick is seen quickly and what is slow costs little.
pub(super) fn next_look(since: Instant, now: Instant) -> Instant {
    now + (now.saturating_duration_since(since) / 8).clamp(SOONEST, LATEST)
}

/// What a reader has to have done with the bytes that were handed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// They have arrived in its kernel.
    Arrived,
    /// Its program has read them.
    Read,
}

/// How a wait goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// Look again then.
    Until(Instant),
    /// It has happened.
    Over,
    /// It will not happen: the reader has not read a byte for as long as it may take.
    Hopeless,
}

/// Waits for a reader to drain what was handed over last.
#[derive(Debug, Clone)]
pub(super) struct DrainWait {
    /// What it waits for. May become less.
    pub until: Until,
    began: Instant,
    /// When the reader last got on. The ceiling counts from here: it is for those who never read, not for slow ones.
    progress: Instant,
    next: Instant,
    unread_bytes: Option<u32>,
    /// A look has shown that all bytes are there. Only a later look says whether they were read: the kernel reads the
    /// two figures one after the other.
    arrived: bool,
}

impl DrainWait {
    pub(super) fn new(until: Until, now: Instant) -> Self {
        Self { until, began: now, progress: now, next: now, unread_bytes: None, arrived: false }
    }

    /// Looks at the reader's socket, where it is time to. `handed_bytes` is all it was ever given.
    pub(super) fn look<E>(
        &mut self,
        now: Instant,
        ceiling: Duration,
        handed_bytes: u64,
        mut reader: impl FnMut() -> Result<Option<TcpSocket>, E>,
    ) -> Result<Waiting, E> {
        if now < self.next {
            return Ok(Waiting::Until(self.next));
        }
        for _ in 0..2 {
            // Without a socket there is nobody left to wait for.
            let Some(socket) = reader()? else { return Ok(Waiting::Over) };
            let done = match self.until {
                Until::Arrived => socket.arrived_bytes >= handed_bytes,
                Until::Read => self.arrived && socket.unread_bytes == 0,
            };
            if done {
                return Ok(Waiting::Over);
            }
            if self.unread_bytes.replace(socket.unread_bytes) != Some(socket.unread_bytes) {
                self.progress = now;
            }
            self.arrived |= socket.arrived_bytes >= handed_bytes;
            if !self.arrived || socket.unread_bytes > 0 {
                break;
            }
        }
        if now.saturating_duration_since(self.progress) >= ceiling {
            return Ok(Waiting::Hopeless);
        }
        self.next = next_look(self.began, now);
        Ok(Waiting::Until(self.next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CEILING: Duration = Duration::from_secs(5);

    fn socket(unread_bytes: u32, arrived_bytes: u64) -> TcpSocket {
        TcpSocket { unread_bytes, arrived_bytes, unacknowledged_bytes: 0, unsent_bytes: 0 }
    }

    /// Looks as often as there are answers, each time when it is due.
    fn looks(wait: &mut DrainWait, answers: &[Option<TcpSocket>]) -> Waiting {
        let mut answers = answers.iter();
        loop {
            let now = wait.next;
            let ended = wait.look(now, CEILING, 10, || answers.next().copied().ok_or(()));
            match ended {
                Ok(Waiting::Until(_)) => {}
                Ok(other) => return other,
                Err(()) => return Waiting::Until(now),
            }
        }
    }

    #[test]
    fn an_empty_queue_means_nothing_before_the_bytes_have_arrived() {
        let mut wait = DrainWait::new(Until::Read, Instant::now());
        assert!(matches!(looks(&mut wait, &[Some(socket(0, 4)), Some(socket(0, 4))]), Waiting::Until(_)));
        // The look that shows them arrived may have seen the queue before they were.
        assert!(matches!(looks(&mut wait, &[Some(socket(0, 10)), Some(socket(6, 10))]), Waiting::Until(_)));
        assert_eq!(looks(&mut wait, &[Some(socket(0, 10))]), Waiting::Over);
    }

    #[test]
    fn nobody_waits_for_a_reader_that_is_gone() {
        let mut wait = DrainWait::new(Until::Read, Instant::now());
        assert_eq!(looks(&mut wait, &[Some(socket(3, 10)), None]), Waiting::Over);
    }

    #[test]
    fn the_ceiling_counts_from_the_last_byte_read() {
        let start = Instant::now();
        let mut wait = DrainWait::new(Until::Read, start);
        for (at, unread, expected_hopeless) in [(0, 9, false), (4, 8, false), (8, 8, false), (9, 8, true)] {
            let now = start + Duration::from_secs(at);
            let outcome = wait.look(now, CEILING, 10, || Ok::<_, ()>(Some(socket(unread, 10))));
            assert_eq!(outcome == Ok(Waiting::Hopeless), expected_hopeless, "after {at} s");
        }
    }
}
