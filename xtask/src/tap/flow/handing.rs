//! What is handed over next, and what that waits for.

use std::io::{self, ErrorKind, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Flow, PieceEnd, RESTLESS_AFTER, Step, Surroundings};
use crate::conversation::CloseKind;
use crate::delivery::Delivery;
use crate::tap::patience::{DrainWait, Until, Waiting, next_look};
use crate::tap::silence::Speech;

impl Flow {
    /// Hands over as much as may be handed over now. Returns how many bytes that was, and what it waits for.
    pub(in crate::tap) fn hand_over(
        &mut self,
        mut receiver: &TcpStream,
        now: Instant,
        around: &mut impl Surroundings,
    ) -> io::Result<(u64, Step)> {
        let before = self.handed;
        loop {
            if self.handed < self.target {
                let length = (self.target - self.handed) as usize;
                match receiver.write(&self.held.make_contiguous()[..length]) {
                    Ok(written) => {
                        self.held.drain(..written);
                        self.handed += written as u64;
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        return Ok((self.handed - before, Step::Room));
                    }
                    Err(_) => self.lose_receiver(),
                }
                if self.handed == self.target && !self.in_a_piece && self.delivery.is_repeatable() {
                    self.drain = Some(DrainWait::new(Until::Read, now));
                }
                continue;
            }
            if let Some(wait) = &mut self.drain {
                // An end in order waits behind the bytes by itself: nobody who has not read them sees it.
                if self.handed == self.received && self.sender_end == Some(CloseKind::Fin) {
                    wait.until = Until::Arrived;
                }
                let ceiling = if self.reader_is_hopeless { Duration::ZERO } else { around.ceiling() };
                match wait.look(now, ceiling, self.handed, || around.reader())? {
                    Waiting::Until(next) => return Ok((self.handed - before, Step::Until(next))),
                    Waiting::Over => self.reader_is_hopeless = false,
                    Waiting::Hopeless => self.reader_is_hopeless = true,
                }
                self.drain = None;
                self.settled = self.handed;
            }
            if self.is_holding()
                && let Some(next) = self.inattention(now, around)?
            {
                return Ok((self.handed - before, Step::Until(next)));
            }
            let step = if self.handed < self.received {
                match self.next_piece(now, around)? {
                    None => continue,
                    Some(step) => step,
                }
            } else {
                let Some(kind) = self.sender_end.filter(|_| !self.end_is_carried) else {
                    return Ok((self.handed - before, Step::Idle));
                };
                // A reset takes away what has not arrived, and on some systems what was not read.
                if self.settled < self.handed && kind == CloseKind::Reset {
                    let until = if self.delivery.is_repeatable() { Until::Read } else { Until::Arrived };
                    self.drain = Some(DrainWait::new(until, now));
                    continue;
                }
                around.look_out()?;
                Step::Carry(kind)
            };
            return Ok((self.handed - before, step));
        }
    }

    /// Whether the reading program is at something else; if so, when to look again.
    ///
    /// A program is given something only when it waits for it, and does not merely sleep between two `send`s. Whatever it does by itself it then does before, on every run: a
    /// server that closes right after its answer has closed before the acknowledgement comes. And our thread is never
    /// inside a socket that the program is just sending to, which would have its kernel join what it sends.
    ///
    /// What it said before it waited is taken in first: so what comes from it later comes after what it is given now.
    pub(in crate::tap) fn inattention(
        &mut self,
        now: Instant,
        around: &mut impl Surroundings,
    ) -> io::Result<Option<Instant>> {
        if !self.delivery.is_repeatable() {
            return Ok(None);
        }
        if around.is_listening(self.direction.reader()) != Some(false) && around.reader_is_heard()? {
            (self.inattentive_since, self.inattentive_cpu) = (None, None);
            self.reader_is_restless = false;
            return Ok(None);
        }
        let since = *self.inattentive_since.get_or_insert(now);
        let waited = now.saturating_duration_since(since);
        if !self.reader_is_restless && waited >= RESTLESS_AFTER {
            let cpu = around.cpu_time(self.direction.reader());
            let before = *self.inattentive_cpu.get_or_insert(cpu.unwrap_or_default());
            let has_run = cpu.is_none_or(|cpu| cpu.saturating_sub(before) >= RESTLESS_AFTER);
            self.reader_is_restless = has_run || waited >= around.ceiling();
        }
        Ok((!self.reader_is_restless).then(|| next_look(since, now)))
    }

    /// Sets the target to the end of the next piece, or says what it waits for.
    fn next_piece(&mut self, now: Instant, around: &mut impl Surroundings) -> io::Result<Option<Step>> {
        while let Some(passed) = self.ends.pop_front_if(|end| end.at <= self.handed) {
            if !passed.goes_on {
                self.send_start = passed.at;
            }
        }
        let last = PieceEnd { at: self.received, goes_on: false };
        let end = self.ends.front().copied().unwrap_or(last);
        let piece = match self.delivery {
            // What a reader finds that has not read for so long lies in its socket together, however it was cut.
            _ if self.reader_is_hopeless => last,
            Delivery::Natural => last,
            Delivery::AsSent => end,
            Delivery::Coalesced => match self.silence(now, around)? {
                Some(step) => return Ok(Some(step)),
                None => last,
            },
            Delivery::Split => {
                let length =
                    self.cutter.next((end.at - self.handed) as usize, self.handed == self.send_start);
                PieceEnd { at: self.handed + length as u64, goes_on: false }
            }
            Delivery::ByteByByte => PieceEnd { at: self.handed + 1, goes_on: false },
        };
        // What is said may say where to come next.
        if self.looked_out < self.received {
            around.look_out()?;
            self.looked_out = self.received;
        }
        self.target = piece.at;
        self.in_a_piece = piece.goes_on;
        Ok(None)
    }

    /// Whether the sender has said what it has to say; if not, what that waits for.
    fn silence(&mut self, now: Instant, around: &mut impl Surroundings) -> io::Result<Option<Step>> {
        if self.sender_end.is_some() || self.held.len() >= self.most_bytes {
            return Ok(None);
        }
        let speech = match self.silence.known(now) {
            Some(speech) => speech,
            None => {
                let sender = self.direction.sender();
                // One that only sleeps between two `send`s goes on: on a busy machine both arrive as one.
                let waits = around.is_listening(sender);
                // What is not acknowledged has not been seen here yet.
                let is_through = around.sender()?.is_none_or(|socket| socket.unacknowledged_bytes == 0);
                self.silence.judge(now, sender, waits, is_through)
            }
        };
        Ok(match speech {
            Speech::Over => None,
            Speech::Settling => Some(Step::Look),
            Speech::GoingOn(next) => Some(Step::Until(next)),
        })
    }
}
