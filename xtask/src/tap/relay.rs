//! The tap's thread: accepts for the server, connects for the client, and carries bytes between the two.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::libc::linger;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::eventfd::EventFd;
use nix::sys::socket::{setsockopt, sockopt};
use nix::sys::time::TimeSpec;

use super::capture::Capture;
use super::door::Doors;
use super::flow::{Flow, RESTLESS_AFTER};
use super::held_up::HeldUp;
use super::link::{Half, Link, Ready, earlier};
use super::packets::Packets;
use super::patience::next_look;
use super::recorder::Recorder;
use super::{Limits, Programs, Progress};
use crate::conversation::{Conversation, Direction};
use crate::delivery::Delivery;
use crate::host::sockets::{SocketTable, TcpSocket, unmapped};
use crate::observation::Unread;
use crate::processor_time::Delay;
use crate::role::Role;

/// Connections open at a time. Further ones wait to be accepted. In C one connection for each number is easily left open.
const MOST_LINKS: usize = 512;

/// Connections of one case. Further ones are broken off: no lab needs them, a flood does.
const MOST_CONNECTIONS: usize = 1000;

/// How often it is looked who listens by now, where nothing is handed over that could tell anybody.
const LOOK_OUT: Duration = Duration::from_millis(10);

/// Everything that links share.
pub(super) struct World {
    pub start: Instant,
    pub limits: Limits,
    pub delivery: Delivery,
    pub seed: u64,
    pub doors: Doors,
    pub client_table: SocketTable,
    pub server_table: SocketTable,
    pub client_capture: Option<Capture>,
    pub server_capture: Option<Capture>,
    pub packets: Packets,
    pub recorder: Recorder,
    pub programs: Option<Arc<dyn Programs>>,
    pub progress: Arc<Progress>,
    /// Packets were taken in of which no link has been told yet.
    pub has_packets: bool,
    /// Where bytes are read to before they are filed.
    pub scratch: Vec<u8>,
}

impl World {
    /// Says that the conversation got on.
    pub(super) fn progress(&self, events: u64) {
        self.progress.add(events);
    }

    /// The socket of the program that plays a role.
    pub(super) fn socket(
        &mut self,
        role: Role,
        program: SocketAddr,
        ours: SocketAddr,
    ) -> io::Result<Option<TcpSocket>> {
        match role {
            Role::Client => self.client_table.socket(program, ours),
            Role::Server => self.server_table.socket(program, ours),
        }
    }

    /// Opens doors to all that a program listens on by now. What the other one is given next may tell it where.
    pub(super) fn look_out(&mut self, role: Role) -> io::Result<()> {
        if !self.doors.may_be_more() {
            return Ok(());
        }
        let table = match role {
            Role::Client => &mut self.client_table,
            Role::Server => &mut self.server_table,
        };
        let listeners = table.listeners()?;
        if self.doors.note(role, listeners).map_err(io::Error::other)? {
            self.tell_ports();
        }
        Ok(())
    }

    pub(super) fn capture(&self, role: Role) -> Option<&Capture> {
        match role {
            Role::Client => self.client_capture.as_ref(),
            Role::Server => self.server_capture.as_ref(),
        }
    }

    /// Tells those who watch packets which are ours.
    pub(super) fn tell_ports(&mut self) {
        for (role, capture) in
            [(Role::Client, &mut self.client_capture), (Role::Server, &mut self.server_capture)]
        {
            if let Some(capture) = capture {
                capture.set_ports(self.doors.ports(role));
            }
        }
    }

    /// Whether the program that plays a role waits for something to happen.
    pub(super) fn is_waiting(&self, role: Role) -> Option<bool> {
        self.programs.as_ref()?.is_waiting(role)
    }

    /// Whether the program that plays a role waits for what others do.
    pub(super) fn is_listening(&self, role: Role) -> Option<bool> {
        self.programs.as_ref()?.is_listening(role)
    }

    /// Processor time that the program that plays a role has used so far.
    pub(super) fn cpu_time(&self, role: Role) -> Option<Duration> {
        self.programs.as_ref()?.cpu_time(role)
    }

    /// Takes in the packets that are waiting. Whatever our sockets have received by now is among them.
    pub(super) fn read_packets(&mut self) -> io::Result<()> {
        for capture in [&mut self.client_capture, &mut self.server_capture].into_iter().flatten() {
            self.has_packets |= capture.read(&mut self.packets, &mut self.recorder)?;
        }
        Ok(())
    }
}

/// What a descriptor that `poll` watches is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Stop,
    Wake,
    Packets,
    Door(usize),
    Link(usize, Role),
}

/// The relay between the two networks of a case.
pub(super) struct Relay {
    pub world: World,
    pub stop: Arc<EventFd>,
    /// Written to by whoever asks whether everything is through.
    pub wake: Arc<EventFd>,
    pub links: Vec<Link>,
    /// Since when a program has waited to be taken in, and whether it was the server.
    pub knock: Option<(Instant, Role)>,
    /// When it is to be looked who listens by now.
    pub look_out: Instant,
}

/// What is left of a relay at its end.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub conversation: Conversation,
    pub packets: Packets,
    pub links: Vec<Link>,
}

impl Relay {
    /// Carries until it is told to stop. The calling thread must be in the server's network.
    pub(super) fn run(mut self) -> io::Result<Ended> {
        let (delay, mut held_up) = (Delay::of_this_thread(), HeldUp::default());
        let mut due = None;
        loop {
            let is_asked = self.world.progress.is_asked();
            let question = self.world.progress.question.pending();
            let ready = self.wait(if question.is_some() { Some(Instant::now()) } else { due })?;
            let is_quiet = ready.iter().all(|(source, _)| *source == Source::Wake);
            // Packets first: whatever our sockets have received by now is among them.
            self.world.read_packets()?;
            let mut stop = false;
            for (source, ready) in ready {
                match source {
                    Source::Stop => stop = true,
                    // Its count is of no interest, and it is there.
                    Source::Wake => drop(self.wake.read()),
                    Source::Packets => {}
                    Source::Door(door) => {
                        let caller = self.world.doors.all[door].caller;
                        self.knock.get_or_insert_with(|| (Instant::now(), caller));
                    }
                    Source::Link(link, role) => self.links[link].note(role, ready),
                }
            }
            if stop {
                return self.finish();
            }
            let now = Instant::now();
            if self.world.doors.may_be_more() && now >= self.look_out {
                Role::BOTH.into_iter().try_for_each(|role| self.world.look_out(role))?;
                self.look_out = now + LOOK_OUT;
            }
            due = self.answer()?;
            due = earlier(due, self.carry()?);
            if self.world.doors.may_be_more() {
                due = earlier(due, Some(self.look_out));
            }
            for direction in Direction::BOTH {
                if self.world.recorder.overflows(direction) {
                    self.world.progress.set_flooding(direction.sender());
                }
            }
            let is_holding = self.links.iter().any(Link::is_holding);
            self.world.progress.set_holding(is_holding);
            self.world.progress.set_delay(held_up.note(self.world.progress.events(), delay.so_far()));
            if is_asked && is_quiet && self.knock.is_none() && self.links.iter().all(Link::is_client_through)
            {
                self.world.progress.set_through();
            }
            if let Some(number) = question {
                let is_quiet = is_quiet && self.knock.is_none() && !self.world.has_packets;
                let rest = if is_quiet { self.rest()? } else { None };
                self.world.progress.question.answer(number, rest);
            }
        }
    }

    /// Waits for something to do, at most until then.
    fn wait(&self, due: Option<Instant>) -> io::Result<Vec<(Source, Ready)>> {
        let mut sources = vec![Source::Stop, Source::Wake];
        let mut polled =
            [&self.stop, &self.wake].map(|fd| PollFd::new(fd.as_fd(), PollFlags::POLLIN)).to_vec();
        for capture in [&self.world.client_capture, &self.world.server_capture].into_iter().flatten() {
            sources.push(Source::Packets);
            polled.push(PollFd::new(capture.as_fd(), PollFlags::POLLIN));
        }
        if self.links.len() < MOST_LINKS && self.knock.is_none() {
            for (index, door) in self.world.doors.all.iter().enumerate() {
                sources.push(Source::Door(index));
                polled.push(PollFd::new(door.socket.as_fd(), PollFlags::POLLIN));
            }
        }
        for (index, link) in self.links.iter().enumerate() {
            for role in [Role::Client, Role::Server] {
                if let Some((fd, flags)) = link.interest(role) {
                    sources.push(Source::Link(index, role));
                    polled.push(PollFd::new(fd, flags));
                }
            }
        }
        let timeout = due.map(|due| TimeSpec::from_duration(due.saturating_duration_since(Instant::now())));
        match ppoll(&mut polled, timeout, None) {
            Ok(_) => {}
            Err(nix::errno::Errno::EINTR) => return Ok(Vec::new()),
            Err(errno) => return Err(errno.into()),
        }
        let ready =
            sources.into_iter().zip(&polled).filter_map(|(source, fd)| Some((source, readiness(fd)?)));
        Ok(ready.collect())
    }

    /// Takes programs in once they wait: accepting is being inside the socket that they may just be sending to. Returns when
    /// to look again.
    fn answer(&mut self) -> io::Result<Option<Instant>> {
        let Some((since, caller)) = self.knock else { return Ok(None) };
        let now = Instant::now();
        let is_busy = self.world.delivery.is_repeatable() && self.world.is_waiting(caller) == Some(false);
        if is_busy && now.saturating_duration_since(since) < RESTLESS_AFTER {
            return Ok(Some(next_look(since, now)));
        }
        self.knock = None;
        for door in 0..self.world.doors.all.len() {
            while self.links.len() < MOST_LINKS && self.accept(door)? {}
        }
        Ok(None)
    }

    /// Takes a program in and connects it through. `false` where none is waiting.
    fn accept(&mut self, door: usize) -> io::Result<bool> {
        let world = &mut self.world;
        let entered = &world.doors.all[door];
        // Gone again, or no descriptors left just now: nobody to serve.
        let Ok((socket, address)) = entered.socket.accept() else { return Ok(false) };
        let (caller, is_elsewhere) = (entered.caller, entered.server_is_elsewhere());
        let now = Instant::now();
        world.progress(1);
        if world.recorder.connections() >= MOST_CONNECTIONS {
            reset(&socket)?;
            return Ok(true);
        }
        socket.set_nonblocking(true)?;
        let (address, dialled) = (unmapped(address), unmapped(socket.local_addr()?));
        let at = now.saturating_duration_since(world.start);
        let target = entered.target(dialled);
        let number = match caller {
            Role::Client => world.recorder.connection(address, dialled, target, at),
            Role::Server => world.recorder.call_back(target, dialled, address, at),
        };
        let Ok(upstream) = world.doors.connect(door, address, dialled) else {
            // Nobody listens any more. The caller meets what it would have met, one step later.
            world.recorder.unanswered(number, at);
            reset(&socket)?;
            return Ok(true);
        };
        let flows = Direction::BOTH.map(|direction| {
            Flow::new(number, direction, world.delivery, world.seed, world.limits.held_bytes, now)
        });
        // The answer of who was called, with which its bytes begin, has just passed.
        world.read_packets()?;
        let own = Half::new(socket, (address, dialled), false, world.capture(caller));
        let pair = (upstream.program, upstream.ours);
        let other = Half::new(upstream.socket, pair, is_elsewhere, world.capture(caller.other()));
        let connecting = upstream.is_connecting.then(|| caller.other());
        let (client, server) = match caller {
            Role::Client => (own, other),
            Role::Server => (other, own),
        };
        self.links.push(Link::new(number, client, server, connecting, flows));
        Ok(true)
    }

    /// Takes in what was sent and hands over what may be handed over. Returns when to look again.
    fn carry(&mut self) -> io::Result<Option<Instant>> {
        let now = Instant::now();
        let mut due = None;
        self.world.has_packets = false;
        for link in &mut self.links {
            due = earlier(due, link.receive(&mut self.world, now));
            due = earlier(due, link.hand_over(&mut self.world, now)?);
        }
        self.links.retain(|link| !link.is_over());
        Ok(if self.world.has_packets { Some(now) } else { due })
    }

    /// What lies unread before each program, where nothing is left to do that a program could notice.
    fn rest(&mut self) -> io::Result<Option<Vec<Unread>>> {
        let mut unread = Vec::new();
        for link in &self.links {
            match link.rest(&mut self.world)? {
                Some(more) => unread.extend(more),
                None => return Ok(None),
            }
        }
        Ok(Some(unread))
    }

    /// Takes in what is there still, so that it is recorded, and ends.
    fn finish(mut self) -> io::Result<Ended> {
        for link in &mut self.links {
            link.note(Role::Client, Ready::End);
            link.note(Role::Server, Ready::End);
            link.receive(&mut self.world, Instant::now());
        }
        let World { mut packets, recorder, .. } = self.world;
        packets.sort();
        Ok(Ended { conversation: recorder.finish(), packets, links: self.links })
    }
}

/// What `poll` said of a descriptor; `None` for nothing.
fn readiness(fd: &PollFd<'_>) -> Option<Ready> {
    match fd.revents() {
        Some(flags) if flags.is_empty() => None,
        Some(flags) if flags == PollFlags::POLLOUT => Some(Ready::Room),
        Some(flags) if !flags.intersects(PollFlags::POLLHUP | PollFlags::POLLERR) => Some(Ready::Bytes),
        // nix gives `None` for flags that it has no name for: POLLRDHUP.
        _ => Some(Ready::End),
    }
}

/// Breaks a connection off.
fn reset(socket: &TcpStream) -> io::Result<()> {
    setsockopt(socket, sockopt::Linger, &linger { l_onoff: 1, l_linger: 0 })?;
    Ok(())
}
