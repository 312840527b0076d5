//! What one flow of a connection can see of the world.

use std::io;
use std::os::fd::AsFd as _;
use std::time::Duration;

use nix::libc::POLLRDHUP;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::Half;
use crate::conversation::Direction;
use crate::host::sockets::TcpSocket;
use crate::role::Role;
use crate::tap::flow::{Flow, Surroundings};
use crate::tap::relay::World;

/// What one flow can see of the world.
pub(super) struct Around<'a> {
    pub direction: Direction,
    /// The other direction of the connection.
    pub back: &'a Flow,
    pub source: &'a Half,
    pub target: &'a Half,
    pub world: &'a mut World,
}

impl Surroundings for Around<'_> {
    fn reader(&mut self) -> io::Result<Option<TcpSocket>> {
        let Half { program, ours, is_elsewhere, .. } = *self.target;
        if !is_elsewhere {
            return self.world.socket(self.direction.reader(), program, ours);
        }
        // What is acknowledged has arrived; whether it was read nobody here can know.
        let own = self.world.socket(self.direction.reader(), ours, program)?;
        Ok(own.map(|own| TcpSocket {
            unread_bytes: own.unacknowledged_bytes,
            arrived_bytes: if own.unacknowledged_bytes == 0 { u64::MAX } else { 0 },
            unacknowledged_bytes: 0,
            unsent_bytes: 0,
        }))
    }

    fn sender(&mut self) -> io::Result<Option<TcpSocket>> {
        let Half { program, ours, is_elsewhere, .. } = *self.source;
        if is_elsewhere { Ok(None) } else { self.world.socket(self.direction.sender(), program, ours) }
    }

    fn is_listening(&mut self, role: Role) -> Option<bool> {
        self.world.is_listening(role)
    }

    fn cpu_time(&mut self, role: Role) -> Option<Duration> {
        self.world.cpu_time(role)
    }

    fn look_out(&mut self) -> io::Result<()> {
        self.world.look_out(self.direction.sender())
    }

    fn reader_is_heard(&mut self) -> io::Result<bool> {
        let Half { program, ours, is_captured, .. } = *self.target;
        // What is not taken in now will not be, or not before this is handed over.
        if !self.back.wants() {
            return Ok(true);
        }
        // Not here yet. Packets are seen as they leave, and their acknowledgements take a while.
        let is_on_its_way = |socket: TcpSocket| {
            (if is_captured { socket.unsent_bytes } else { socket.unacknowledged_bytes }) > 0
        };
        if self.reader()?.is_some_and(is_on_its_way) {
            return Ok(false);
        }
        // Here, and not taken in: its end, or bytes that no packets show.
        let mut flags = PollFlags::from_bits_retain(POLLRDHUP);
        flags.set(PollFlags::POLLIN, !is_captured);
        if poll(&mut [PollFd::new(self.target.socket.as_fd(), flags)], PollTimeout::ZERO) != Ok(0) {
            return Ok(false);
        }
        self.world.read_packets()?;
        let capture = match self.direction.reader() {
            Role::Client => &self.world.client_capture,
            Role::Server => &self.world.server_capture,
        };
        let taken = self.back.received_bytes();
        Ok(!capture.as_ref().is_some_and(|capture| capture.reaches_beyond(program, ours, taken)))
    }

    fn ceiling(&self) -> Duration {
        self.world.limits.ceiling
    }
}
