//! One direction of one connection: what was received, and what is handed over.

mod handing;

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::capture::Capture;
use super::cutter::Cutter;
use super::patience::DrainWait;
use super::recorder::Recorder;
use super::silence::Silence;
use crate::conversation::{CloseKind, Direction};
use crate::delivery::Delivery;
use crate::host::sockets::TcpSocket;
use crate::role::Role;

/// Bytes that packets have shown stay in our socket until their sender has been quiet for so long. While our thread is inside
/// the socket, what arrives there is acknowledged a little later, and the sender's kernel joins what it sends meanwhile.
const TIDY_AFTER: Duration = Duration::from_millis(5);

/// A reader that does not wait for so long never does. On a busy machine it may have done nothing at all in that time:
/// then so much processor time counts, up to the ceiling.
pub(super) const RESTLESS_AFTER: Duration = Duration::from_millis(250);

/// What a flow asks of the world around it.
pub(super) trait Surroundings {
    /// The socket of the program that reads.
    fn reader(&mut self) -> io::Result<Option<TcpSocket>>;
    /// The socket of the program that sends.
    fn sender(&mut self) -> io::Result<Option<TcpSocket>>;
    /// Whether a program waits for what others do, and not only for a time to pass; `None` where nobody can say.
    fn is_listening(&mut self, role: Role) -> Option<bool>;
    /// Processor time that a program has used so far; `None` where nobody can say.
    fn cpu_time(&mut self, role: Role) -> Option<Duration>;
    /// Has the sender met wherever it listens by now.
    fn look_out(&mut self) -> io::Result<()>;
    /// Whether all that the program that reads has said itself so far, its end as well, has been taken in.
    fn reader_is_heard(&mut self) -> io::Result<bool>;
    /// How long a reader may read nothing.
    fn ceiling(&self) -> Duration;
}

/// What a flow needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More bytes, from its sender.
    Idle,
    /// Time.
    Until(Instant),
    /// Room in the socket that it writes to.
    Room,
    /// More bytes may be there already: read once more before deciding.
    Look,
    /// Everything is handed over, and the sender's end is to be carried across.
    Carry(CloseKind),
}

/// The end of a piece in the stream of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PieceEnd {
    at: u64,
    /// The same `send` goes on after it.
    goes_on: bool,
}

/// One direction of one connection.
#[derive(Debug)]
pub(super) struct Flow {
    connection: usize,
    pub direction: Direction,
    delivery: Delivery,
    cutter: Cutter,
    /// Where this much is held, no more is read.
    most_bytes: usize,
    /// Received and not handed over.
    held: VecDeque<u8>,
    /// How many bytes came, were read from the socket, and were handed over, since the connection began.
    received: u64,
    read: u64,
    handed: u64,
    /// Ends of pieces among the bytes held.
    ends: VecDeque<PieceEnd>,
    /// The last byte recorded was not the last of its `send`.
    in_a_send: bool,
    /// The last byte handed over was not the last of its `send`.
    in_a_piece: bool,
    /// How many bytes of the other direction the sender had been given when it sent what comes now.
    pub heard_bytes: u64,
    /// Bytes up to here are being written.
    target: u64,
    /// Where the `send` that is being handed over began.
    send_start: u64,
    /// The reader was waited for up to here.
    settled: u64,
    drain: Option<DrainWait>,
    /// The reader did not read for the whole ceiling: until it does, nothing is held back for it.
    reader_is_hopeless: bool,
    /// Since when the reader has been at something else, and whether it always is: some programs never wait, they ask again
    /// and again.
    inattentive_since: Option<Instant>,
    /// What processor time it had used when that had gone on for a while.
    inattentive_cpu: Option<Duration>,
    reader_is_restless: bool,
    silence: Silence,
    /// How much had come when it was last looked where the sender listens.
    looked_out: u64,
    /// When it was last seen to bytes that lie in our socket.
    tidied: Instant,
    /// How the sender ended its direction, once everything before that was received.
    pub sender_end: Option<CloseKind>,
    pub end_is_carried: bool,
    /// The receiving side is gone: what still comes is recorded and dropped.
    pub receiver_is_gone: bool,
}

impl Flow {
    pub(super) fn new(
        connection: usize,
        direction: Direction,
        delivery: Delivery,
        seed: u64,
        most_bytes: usize,
        now: Instant,
    ) -> Self {
        Self {
            connection,
            direction,
            delivery,
            cutter: Cutter::new(seed, connection, direction),
            most_bytes,
            held: VecDeque::new(),
            received: 0,
            read: 0,
            handed: 0,
            ends: VecDeque::new(),
            in_a_send: false,
            in_a_piece: false,
            heard_bytes: 0,
            target: 0,
            send_start: 0,
            settled: 0,
            drain: None,
            reader_is_hopeless: false,
            inattentive_since: None,
            inattentive_cpu: None,
            reader_is_restless: false,
            silence: Silence::new(now),
            looked_out: 0,
            tidied: now,
            sender_end: None,
            end_is_carried: false,
            receiver_is_gone: false,
        }
    }

    /// Whether there is something to hand over, or an end to carry across.
    pub(super) fn is_holding(&self) -> bool {
        self.handed < self.received || (self.sender_end.is_some() && !self.end_is_carried)
    }

    /// Whether both the bytes and the end have been dealt with.
    pub(super) fn is_over(&self) -> bool {
        self.sender_end.is_some() && (self.end_is_carried || self.receiver_is_gone)
    }

    /// Bytes known from packets that our socket still holds.
    pub(super) fn unread_bytes(&self) -> u64 {
        self.received - self.read
    }

    /// Bytes that were handed over so far.
    pub(super) fn handed_bytes(&self) -> u64 {
        self.handed
    }

    /// Bytes that came so far.
    pub(super) fn received_bytes(&self) -> u64 {
        self.received
    }

    /// Whether bytes have lain in our socket for a while and it is time to see if they can be taken out. With them gone,
    /// new ones that no packet showed are noticed.
    pub(super) fn is_untidy(&mut self, now: Instant) -> bool {
        let is_untidy = self.next_tidying().is_some_and(|at| at <= now);
        if is_untidy {
            self.tidied = now;
        }
        is_untidy
    }

    /// Whether the sender has said nothing for so long that it is not about to, though it may never wait: it computes, or reads on
    /// behind an end.
    pub(super) fn is_busy_without_a_word(&self, now: Instant) -> bool {
        self.silence.is_long(now)
    }

    /// When it is time for that.
    pub(super) fn next_tidying(&self) -> Option<Instant> {
        (self.unread_bytes() > 0 && self.sender_end.is_none())
            .then(|| self.silence.since().max(self.tidied) + TIDY_AFTER)
    }

    /// How many bytes lie unread before the reader, where nothing that is left to do here could be noticed by a program that
    /// sleeps. What is held back for a reader that has not read the bytes before it cannot: it sleeps over something else.
    pub(super) fn rest(&self, around: &mut impl Surroundings) -> io::Result<Option<u64>> {
        let is_seen = self.unread_bytes() == 0 || self.sender_end.is_some();
        let is_in = !self.wants() || around.sender()?.is_none_or(|sender| sender.unacknowledged_bytes == 0);
        let breaks_off = self.sender_end == Some(CloseKind::Reset) && !self.end_is_carried;
        if !is_seen || !is_in || breaks_off {
            return Ok(None);
        }
        let Some(reader) = around.reader()?.filter(|_| !self.receiver_is_gone) else { return Ok(Some(0)) };
        // An end counts as a byte that nobody reads.
        let end = u64::from(self.end_is_carried);
        let unread = u64::from(reader.unread_bytes).saturating_sub(end);
        let is_through = !self.is_holding() && reader.arrived_bytes >= self.handed + end;
        Ok((is_through || unread > 0).then(|| unread + (self.received - self.handed)))
    }

    /// Whether to read from the sender: not while so much is held that a flood would fill memory.
    pub(super) fn wants(&self) -> bool {
        self.sender_end.is_none() && self.held.len() < self.most_bytes
    }

    /// Takes what packets have shown. `false` where some of them were missed: the rest is to be read from the socket.
    pub(super) fn take_from(
        &mut self,
        capture: &mut Capture,
        (sender, ours): (SocketAddr, SocketAddr),
        now: Instant,
        recorder: &mut Recorder,
    ) -> bool {
        while self.wants() {
            let Some(sent) = capture.next(sender, ours, self.received) else { break };
            if sent.start > self.received {
                return false;
            }
            let known = (self.received - sent.start) as usize;
            self.add(&sent.bytes[known..], sent.at, sent.goes_on, now, recorder);
        }
        true
    }

    /// Takes the bytes that packets have shown out of the socket, and not one more: the packets of what comes just now have
    /// yet to be read.
    pub(super) fn tidy(&mut self, mut source: &TcpStream, scratch: &mut [u8]) {
        while self.unread_bytes() > 0 {
            let most = scratch.len().min(self.unread_bytes() as usize);
            match source.read(&mut scratch[..most]) {
                Ok(length @ 1..) => self.read += length as u64,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                _ => break,
            }
        }
    }

    /// Reads what is there, whether packets have shown it or not. `source_is_broken` tells a reset from an end in order
    /// where the error itself was already taken by a write.
    pub(super) fn read(
        &mut self,
        mut source: &TcpStream,
        source_is_broken: bool,
        scratch: &mut [u8],
        (now, at): (Instant, Duration),
        recorder: &mut Recorder,
    ) {
        self.tidy(source, scratch);
        while self.wants() {
            match source.read(scratch) {
                Ok(0) => {
                    self.sender_end = Some(if source_is_broken { CloseKind::Reset } else { CloseKind::Fin });
                }
                Ok(length) => {
                    recorder.guessed(self.connection, length as u64);
                    self.in_a_send = false;
                    self.read += length as u64;
                    self.add(&scratch[..length], at, false, now, recorder);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => self.sender_end = Some(CloseKind::Reset),
            }
        }
    }

    /// Files new bytes: the rest of a `send`, or one that goes on.
    fn add(&mut self, bytes: &[u8], at: Duration, goes_on: bool, now: Instant, recorder: &mut Recorder) {
        recorder.bytes(self.connection, self.direction, at, bytes, self.in_a_send, self.heard_bytes);
        self.in_a_send = goes_on;
        self.received += bytes.len() as u64;
        self.silence.hear(now);
        if self.receiver_is_gone {
            self.drop_everything();
        } else {
            self.held.extend(bytes);
            self.ends.push_back(PieceEnd { at: self.received, goes_on });
        }
    }

    /// The receiving side is gone.
    pub(super) fn lose_receiver(&mut self) {
        self.receiver_is_gone = true;
        self.drop_everything();
    }

    fn drop_everything(&mut self) {
        self.held.clear();
        self.ends.clear();
        self.drain = None;
        self.handed = self.received;
        self.target = self.received;
    }
}
