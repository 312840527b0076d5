//! One connection: the client's half, the server's half, and what flows between them.

mod around;

use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Instant;

use nix::libc::{POLLRDHUP, linger};
use nix::poll::PollFlags;
use nix::sys::socket::{setsockopt, sockopt};

use self::around::Around;
use super::capture::Capture;
use super::flow::{Flow, Step};
use super::relay::World;
use crate::conversation::{Close, CloseKind, Direction};
use crate::observation::Unread;
use crate::role::Role;

/// Our socket towards one of the two programs.
#[derive(Debug)]
pub(super) struct Half {
    socket: TcpStream,
    /// The program's own address.
    program: SocketAddr,
    /// The address that the program sees us at.
    ours: SocketAddr,
    /// The program is on another machine, whose kernel cannot be asked.
    is_elsewhere: bool,
    /// What the program sends is seen in packets.
    is_captured: bool,
    ready: Option<Ready>,
    /// The program's end broke off, as a write told us: the next end that a read shows is no end in order.
    is_broken: bool,
}

impl Half {
    /// Our end of a connection with the program at the other.
    pub(super) fn new(
        socket: TcpStream,
        (program, ours): (SocketAddr, SocketAddr),
        is_elsewhere: bool,
        capture: Option<&Capture>,
    ) -> Self {
        let is_captured = capture.is_some_and(|capture| capture.knows(program, ours));
        Self { socket, program, ours, is_elsewhere, is_captured, ready: None, is_broken: false }
    }
}

/// What `poll` says of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    /// Bytes can be read.
    Bytes,
    /// Bytes can be written.
    Room,
    /// The program has ended its direction, in order or not.
    End,
}

/// Bytes that may lie unread in our socket although packets have shown them. A receiving window is four times as large at
/// first, and grows.
const MOST_UNREAD: u64 = 16 << 10;

/// The earlier of two times.
pub(super) fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.into_iter().chain(other).min()
}

/// One connection through the tap.
#[derive(Debug)]
pub(super) struct Link {
    /// Its number in the conversation.
    number: usize,
    client: Half,
    server: Half,
    /// Who was called and has not answered yet.
    connecting: Option<Role>,
    to_server: Flow,
    to_client: Flow,
    /// Whether a flow waits for room in the socket it writes to.
    waits_for_room: [bool; 2],
    is_over: bool,
}

impl Link {
    pub(super) fn new(
        number: usize,
        client: Half,
        server: Half,
        connecting: Option<Role>,
        flows: [Flow; 2],
    ) -> Self {
        let [to_server, to_client] = flows;
        let waits_for_room = [false; 2];
        Self { number, client, server, connecting, to_server, to_client, waits_for_room, is_over: false }
    }

    /// Whether nothing is left to carry.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether the client has ended its direction, and everything up to its end was handed over.
    pub(super) fn is_client_through(&self) -> bool {
        self.to_server.is_over()
    }

    /// Whether the tap holds bytes or an end back.
    pub(super) fn is_holding(&self) -> bool {
        self.to_server.is_holding() || self.to_client.is_holding()
    }

    /// What to watch our socket towards a program for; `None` for nothing at all.
    pub(super) fn interest(&self, role: Role) -> Option<(BorrowedFd<'_>, PollFlags)> {
        let (half, sends, reads, waits_for_room) = match role {
            Role::Client => (&self.client, &self.to_server, &self.to_client, self.waits_for_room[1]),
            Role::Server => (&self.server, &self.to_client, &self.to_server, self.waits_for_room[0]),
        };
        let mut flags = PollFlags::empty();
        if self.connecting == Some(role) {
            flags |= PollFlags::POLLOUT;
        } else {
            if sends.wants() {
                flags |= PollFlags::from_bits_retain(POLLRDHUP);
                // What packets have shown stays in the socket for a while: its being there is no news.
                flags.set(PollFlags::POLLIN, !half.is_captured || sends.unread_bytes() == 0);
            }
            flags.set(PollFlags::POLLOUT, waits_for_room && !reads.receiver_is_gone);
        }
        (!flags.is_empty()).then(|| (half.socket.as_fd(), flags))
    }

    /// Notes what `poll` said of our socket towards a program.
    pub(super) fn note(&mut self, role: Role, ready: Ready) {
        match role {
            Role::Client => self.client.ready = Some(ready),
            Role::Server => self.server.ready = Some(ready),
        }
    }

    /// Takes in what the programs have sent. The packets that are waiting must have been read before. Returns when to look
    /// again.
    pub(super) fn receive(&mut self, world: &mut World, now: Instant) -> Option<Instant> {
        if let Some(called) = self.connecting
            && self.half(called).ready.take().is_some()
        {
            self.finish_connecting(called, world, now);
        }
        let mut due = None;
        for role in [Role::Client, Role::Server] {
            if self.connecting != Some(role) {
                due = earlier(due, self.receive_from(role, world, now));
            }
        }
        due
    }

    fn receive_from(&mut self, role: Role, world: &mut World, now: Instant) -> Option<Instant> {
        let (half, flow, back, capture) = match role {
            Role::Client => {
                (&mut self.client, &mut self.to_server, &mut self.to_client, &mut world.client_capture)
            }
            Role::Server => {
                (&mut self.server, &mut self.to_client, &mut self.to_server, &mut world.server_capture)
            }
        };
        if flow.sender_end.is_some() {
            return None;
        }
        let ready = half.ready.take();
        let before = flow.received_bytes();
        flow.heard_bytes = back.handed_bytes();
        let must_read = match capture.as_mut().filter(|_| half.is_captured) {
            None => matches!(ready, Some(Ready::Bytes | Ready::End)),
            Some(capture) => {
                let had_unread = flow.unread_bytes() > 0;
                let is_complete =
                    flow.take_from(capture, (half.program, half.ours), now, &mut world.recorder);
                let is_waiting = || world.programs.as_ref().and_then(|programs| programs.is_waiting(role));
                let is_tidied = |flow: &Flow| is_waiting() != Some(false) || flow.is_busy_without_a_word(now);
                if flow.unread_bytes() >= MOST_UNREAD || (flow.is_untidy(now) && is_tidied(flow)) {
                    flow.tidy(&half.socket, &mut world.scratch);
                }
                // Bytes that no packet announced: the capture was overrun.
                let came_unseen =
                    ready == Some(Ready::Bytes) && !had_unread && flow.received_bytes() == before;
                !is_complete || came_unseen || ready == Some(Ready::End)
            }
        };
        if must_read {
            let at = now.saturating_duration_since(world.start);
            flow.read(&half.socket, half.is_broken, &mut world.scratch, (now, at), &mut world.recorder);
        }
        world.progress(flow.received_bytes() - before);
        if let Some(kind) = flow.sender_end {
            world.progress(1);
            let at = now.saturating_duration_since(world.start);
            let close = Close { kind, at, follows: back.end_is_carried, heard_bytes: flow.heard_bytes };
            world.recorder.close(self.number, flow.direction, close);
            // Who breaks off does not read any more either.
            if kind == CloseKind::Reset {
                back.lose_receiver();
            }
        }
        flow.next_tidying()
    }

    /// What lies unread before each program, where nothing is left to do here that a program could notice.
    pub(super) fn rest(&self, world: &mut World) -> io::Result<Option<Vec<Unread>>> {
        if self.connecting.is_some() {
            return Ok(None);
        }
        let mut unread = Vec::new();
        for direction in Direction::BOTH {
            let (flow, back, source, target) = match direction {
                Direction::ToServer => (&self.to_server, &self.to_client, &self.client, &self.server),
                Direction::ToClient => (&self.to_client, &self.to_server, &self.server, &self.client),
            };
            match flow.rest(&mut Around { direction, back, source, target, world })? {
                None => return Ok(None),
                Some(0) => {}
                Some(bytes) => unread.push(Unread { connection: self.number, direction, bytes }),
            }
        }
        Ok(Some(unread))
    }

    fn half(&mut self, role: Role) -> &mut Half {
        match role {
            Role::Client => &mut self.client,
            Role::Server => &mut self.server,
        }
    }

    fn finish_connecting(&mut self, called: Role, world: &mut World, now: Instant) {
        let socket = &self.half(called).socket;
        match socket.take_error() {
            Ok(None) if socket.peer_addr().is_ok() => self.connecting = None,
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => {
                // Nobody is there any more: the caller meets what it would have met a moment earlier.
                world.recorder.unanswered(self.number, now.saturating_duration_since(world.start));
                self.connecting = None;
                let (to_it, from_it) = match called {
                    Role::Server => (&mut self.to_server, &mut self.to_client),
                    Role::Client => (&mut self.to_client, &mut self.to_server),
                };
                to_it.lose_receiver();
                from_it.sender_end = Some(CloseKind::Reset);
            }
        }
    }

    /// Hands over what may be handed over. Returns when to look again.
    pub(super) fn hand_over(&mut self, world: &mut World, now: Instant) -> io::Result<Option<Instant>> {
        if self.connecting.is_some() {
            return Ok(None);
        }
        let mut due: Option<Instant> = None;
        for direction in Direction::BOTH {
            let (flow, back, source, target) = match direction {
                Direction::ToServer => (&mut self.to_server, &self.to_client, &self.client, &mut self.server),
                Direction::ToClient => (&mut self.to_client, &self.to_server, &self.server, &mut self.client),
            };
            let was_lost = flow.receiver_is_gone;
            let mut around = Around { direction, back, source, target, world };
            let (handed, step) = flow.hand_over(&target.socket, now, &mut around)?;
            world.progress(handed);
            target.is_broken |= flow.receiver_is_gone && !was_lost;
            self.waits_for_room[usize::from(direction == Direction::ToClient)] = step == Step::Room;
            match step {
                Step::Idle | Step::Room => {}
                Step::Until(next) => due = earlier(due, Some(next)),
                Step::Look => due = Some(now),
                Step::Carry(CloseKind::Fin) => {
                    // It fails where the reader is gone, and then there is nobody to tell.
                    let _ = target.socket.shutdown(Shutdown::Write);
                    flow.end_is_carried = true;
                    world.progress(1);
                }
                Step::Carry(CloseKind::Reset) => {
                    // Closing the socket breaks it off. Both directions end with it.
                    let _ = setsockopt(&target.socket, sockopt::Linger, &linger { l_onoff: 1, l_linger: 0 });
                    flow.end_is_carried = true;
                    self.is_over = true;
                    world.progress(1);
                }
            }
        }
        due = earlier(due, self.break_off(world, now)?);
        self.is_over |= self.to_server.is_over() && self.to_client.is_over();
        if self.is_over {
            self.forget(world);
        }
        Ok(due)
    }

    /// Breaks off where a reader is gone that had ended its own direction before: the sender meets a reset at its next `send`, but
    /// not before it waits for something again. What it makes of the end that it was given it does first, on every run.
    fn break_off(&mut self, world: &mut World, now: Instant) -> io::Result<Option<Instant>> {
        let mut due = None;
        for direction in Direction::BOTH {
            let (lost, back, source, target) = match direction {
                Direction::ToClient => (&self.to_server, &mut self.to_client, &self.server, &self.client),
                Direction::ToServer => (&self.to_client, &mut self.to_server, &self.client, &self.server),
            };
            if !lost.receiver_is_gone || back.sender_end.is_none() || back.is_holding() {
                continue;
            }
            let mut around = Around { direction, back: lost, source, target, world };
            match back.inattention(now, &mut around)? {
                Some(next) if lost.sender_end.is_none() => due = earlier(due, Some(next)),
                _ => {
                    let _ = setsockopt(&target.socket, sockopt::Linger, &linger { l_onoff: 1, l_linger: 0 });
                    self.is_over = true;
                }
            }
        }
        Ok(due)
    }

    /// Drops what was noted about the connection's packets.
    fn forget(&self, world: &mut World) {
        if let Some(capture) = &mut world.client_capture {
            capture.forget(self.client.program, self.client.ours);
        }
        if let Some(capture) = &mut world.server_capture {
            capture.forget(self.server.program, self.server.ours);
        }
    }
}
