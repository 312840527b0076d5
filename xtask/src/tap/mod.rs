//! The tap stands between the two hosts of a case and carries, records and shapes the bytes.
//!
//! A relay with a socket in either network makes the client's connections its own and connects on to the server, from the
//! client's own address and port. Beside it a packet socket on each host's `lo` shows what the relay cannot see: where one
//! `send` ended and the next began, and connections that were refused.
//!
//! The bytes go through a thread of the tap's own, not through packets made up by us: TCP on either side is the kernel's, and
//! so is everything a program can observe of it.

pub mod cutter;

mod capture;
mod door;
mod flow;
mod held_up;
mod link;
mod packets;
mod patience;
mod pcapng;
mod recorder;
mod relay;
mod rest;
mod silence;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::eventfd::{EfdFlags, EventFd};

use crate::conversation::Conversation;
use crate::delivery::Delivery;
use crate::host::network::{Network, NetworkError};
use crate::host::sockets::{Listener, SocketTable};
use crate::observation::Unread;
use crate::processor_time::thread_time;
use crate::role::Role;
use capture::Capture;
use door::Doors;
use link::Link;
pub use packets::Packets;
use recorder::Recorder;
use relay::{Ended, Relay, World};
use rest::Question;

/// How much the tap takes upon itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes kept of each direction of a case, all connections together, and some for each `send`: many times what any task
    /// asks for. Who sends more is to be ended, see [`Progress::floods`].
    pub kept_bytes: usize,
    /// Bytes of packets kept of a case.
    pub packet_bytes: usize,
    /// Bytes held back of each direction of each connection. While so many are, no more are read from the sender.
    pub held_bytes: usize,
    /// How long a reader may read nothing while bytes are held back for it. After that they are held back no more.
    pub ceiling: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            kept_bytes: 1 << 20,
            packet_bytes: 4 << 20,
            held_bytes: 1 << 20,
            ceiling: Duration::from_secs(5),
        }
    }
}

/// What the tap asks about the two programs. Whoever started them can tell.
pub trait Programs: Send + Sync {
    /// Whether a program waits for something to happen: all threads of all its processes are asleep. `None` where this
    /// cannot be told; the tap then goes by the time for which nothing was sent, which a busy machine can stretch.
    fn is_waiting(&self, role: Role) -> Option<bool>;
    /// Whether a program waits for what others do: it waits, and not only for a time to pass. `None` where this cannot be told.
    fn is_listening(&self, role: Role) -> Option<bool>;
    /// Processor time that a program has used so far; `None` where this cannot be told.
    fn cpu_time(&self, role: Role) -> Option<Duration>;
}

/// What a tap is opened with.
#[derive(Clone)]
pub struct TapOptions<'a> {
    /// Where the client's program runs.
    pub client: &'a Network,
    /// Where the server's program runs; the machine's own network for one on another machine.
    pub server: &'a Network,
    /// What the server listens on.
    pub listeners: &'a [Listener],
    /// How bytes are handed over.
    pub delivery: Delivery,
    /// Seed of `split`.
    pub seed: u64,
    /// When the case began: the conversation's times count from here.
    pub start: Instant,
    /// How much the tap takes upon itself.
    pub limits: Limits,
    /// Who knows whether a program waits.
    pub programs: Option<Arc<dyn Programs>>,
}

/// What the conversation has come to so far, for whoever decides that a case is stuck.
#[derive(Debug, Default)]
pub struct Progress {
    events: AtomicU64,
    is_holding: AtomicBool,
    /// Whether somebody wants to know that everything is through, and whether it is.
    is_asked: AtomicBool,
    is_through: AtomicBool,
    processor_micros: AtomicU64,
    delay_micros: AtomicU64,
    /// Whether the client, or the server, sent more than is kept.
    floods: [AtomicBool; 2],
    question: Question,
}

impl Progress {
    /// A number that grows with every byte received or handed over, every connection and every end.
    pub fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    /// Whether the tap holds bytes or an end back just now: this time is not the programs'.
    pub fn is_holding(&self) -> bool {
        self.is_holding.load(Ordering::Relaxed)
    }

    /// Whether a program has sent more than is kept of what it sends.
    pub fn floods(&self, role: Role) -> bool {
        self.floods[usize::from(role == Role::Server)].load(Ordering::Relaxed)
    }

    /// Processor time that the tap's thread has used, once it has ended.
    pub fn processor_time(&self) -> Duration {
        Duration::from_micros(self.processor_micros.load(Ordering::Relaxed))
    }

    /// How long the programs may have waited for the tap because it waited for a processor.
    pub fn delay(&self) -> Duration {
        Duration::from_micros(self.delay_micros.load(Ordering::Relaxed))
    }

    fn set_delay(&self, delay: Duration) {
        self.delay_micros.store(delay.as_micros() as u64, Ordering::Relaxed);
    }

    fn add(&self, events: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
    }

    /// Answers the question with yes.
    fn set_through(&self) {
        self.is_through.store(true, Ordering::Release);
    }

    /// Whether the question was asked.
    fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Acquire)
    }

    fn set_flooding(&self, role: Role) {
        self.floods[usize::from(role == Role::Server)].store(true, Ordering::Relaxed);
    }

    fn set_holding(&self, is_holding: bool) {
        self.is_holding.store(is_holding, Ordering::Relaxed);
    }
}

/// Why there is no tap, or no conversation.
#[derive(Debug, thiserror::Error)]
pub enum TapError {
    /// A network could not be used as it must.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The system refused something that it has no reason to refuse.
    #[error("the tap broke down")]
    Io(#[from] io::Error),
}

/// Connections that programs have with a tap that has ended. While this is kept they stay as they are.
#[derive(Debug)]
pub struct OpenConnections {
    _links: Vec<Link>,
}

/// The tap of one case.
#[derive(Debug)]
pub struct Tap {
    addresses: Vec<SocketAddr>,
    progress: Arc<Progress>,
    stop: Arc<EventFd>,
    wake: Arc<EventFd>,
    thread: Option<JoinHandle<io::Result<Ended>>>,
}

impl Tap {
    /// Opens the tap: after this a client that dials the server reaches it through the tap.
    ///
    /// Call it when the server listens, so that a client never connects to a server that is not there yet. Where
    /// `server` is the machine's own network the calling thread must be in it.
    pub fn open(options: TapOptions<'_>) -> Result<Self, TapError> {
        let TapOptions { client, server, listeners, delivery, seed, start, limits, programs } = options;
        // Packets first: nothing may pass unseen.
        let capture =
            |host, network: &Network| network.is_fresh().then(|| Capture::open(host, network)).transpose();
        let client_capture = capture(Role::Client, client)?;
        let server_capture = capture(Role::Server, server)?;
        let doors = Doors::open(client, server, listeners)?;
        let addresses = doors.all.iter().map(|door| door.socket.local_addr()).collect::<io::Result<_>>()?;
        let progress = Arc::new(Progress::default());
        let stop = Arc::new(EventFd::from_flags(EfdFlags::EFD_CLOEXEC).map_err(io::Error::from)?);
        let mut world = World {
            doors,
            start,
            limits,
            delivery,
            seed,
            client_table: SocketTable::open(client)?,
            server_table: SocketTable::open(server)?,
            client_capture,
            server_capture,
            packets: Packets::new(limits.packet_bytes, start.elapsed()),
            recorder: Recorder::new(limits.kept_bytes),
            programs,
            progress: Arc::clone(&progress),
            has_packets: false,
            scratch: vec![0; 64 * 1024],
        };
        world.tell_ports();
        let wake = Arc::new(EventFd::from_flags(EfdFlags::EFD_CLOEXEC).map_err(io::Error::from)?);
        let relay = Relay {
            world,
            stop: Arc::clone(&stop),
            wake: Arc::clone(&wake),
            links: Vec::new(),
            knock: None,
            look_out: Instant::now(),
        };
        // The relay's thread lives in the server's network, where it connects to the server. Whether it got there is known
        // before anybody relies on it.
        let server = server.try_clone()?;
        let (tell, told) = mpsc::channel();
        let thread = thread::Builder::new().name("tap".to_owned()).spawn(move || {
            let settled = server.settle();
            let is_there = settled.is_ok();
            // Nobody listens only where `open` has given up.
            let _ = tell.send(settled);
            let progress = Arc::clone(&relay.world.progress);
            let result = if is_there { relay.run() } else { Ok(Default::default()) };
            progress.processor_micros.store(thread_time().as_micros() as u64, Ordering::Relaxed);
            result
        })?;
        told.recv().map_err(|_| io::Error::other("the tap's thread is gone"))??;
        Ok(Self { addresses, progress, stop, wake, thread: Some(thread) })
    }

    /// Where clients come in, one address for each port and address family that the server listens on. In a fresh network these
    /// are wildcards on the server's own ports.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// A view of how the conversation goes, for other threads.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// Whether all that the client's program left behind is through: every connection of its has ended on its side, and
    /// everything before that was handed to the server. To be asked once the program has ended, again and again: the
    /// relay's thread answers when it has looked at every socket since the question was first asked.
    pub fn is_client_through(&self) -> bool {
        self.progress.is_asked.store(true, Ordering::Release);
        // The relay looks again at everything; it is awake already where this fails.
        let _ = self.wake.write(1);
        self.progress.is_through.load(Ordering::Acquire)
    }

    /// What lies unread before each program, where nothing that the tap has yet to do could wake a program that sleeps:
    /// every byte and every end has arrived, or waits behind bytes that its reader does not read. `None` where that is not
    /// so. Of two programs that sleep from before one answer until after the next, neither will be woken by the other.
    pub fn rest(&self) -> Option<Vec<Unread>> {
        self.progress.question.ask(|| {
            // The relay is awake already where this fails.
            let _ = self.wake.write(1);
        })
    }

    /// Ends the tap, and every connection through it, and returns what it saw.
    pub fn finish(self) -> Result<(Conversation, Packets), TapError> {
        self.finish_with_open_connections().map(|(conversation, packets, _)| (conversation, packets))
    }

    /// The same, but connections end only with the last part of what is returned.
    pub fn finish_with_open_connections(
        mut self,
    ) -> Result<(Conversation, Packets, OpenConnections), TapError> {
        let thread = self.end().expect("ended only here and on drop");
        match thread.join() {
            Ok(result) => {
                let Ended { conversation, packets, links } = result?;
                Ok((conversation, packets, OpenConnections { _links: links }))
            }
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    fn end(&mut self) -> Option<JoinHandle<io::Result<Ended>>> {
        let thread = self.thread.take()?;
        // It fails only where the counter is full, and then the thread is awake already.
        let _ = self.stop.write(1);
        Some(thread)
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        if let Some(thread) = self.end() {
            let _ = thread.join();
        }
    }
}
