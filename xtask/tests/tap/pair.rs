//! Two programs, a tap between them, and the few things that programs of this lab do.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use xtask::conversation::{Connection, Conversation, Direction};
use xtask::delivery::Delivery;
use xtask::host::network::Network;
use xtask::host::sockets::SocketTable;
use xtask::role::Role;
use xtask::tap::{Limits, Packets, Programs, Tap, TapOptions};

/// Where the servers of these tests listen, unless they say otherwise.
pub const SERVER: &str = "10.0.0.2:12345";

/// How often a delivery has to come out the same.
pub fn runs() -> usize {
    std::env::var("TAP_RUNS").map_or(50, |text| text.parse().expect("TAP_RUNS is a number"))
}

/// What the tap between two hosts is to do.
pub struct Pair {
    pub delivery: Delivery,
    pub seed: u64,
    pub limits: Limits,
    /// Where the server listens.
    pub listen: &'static str,
    /// Whether the tap is told when a program waits.
    pub tells: bool,
}

impl Pair {
    pub fn new(delivery: Delivery) -> Self {
        Self { delivery, seed: 7, limits: Limits::default(), listen: SERVER, tells: true }
    }

    /// Runs a server and a client to their ends, and returns what they returned and what the tap saw.
    pub fn run<S: Send, C: Send>(
        &self,
        server: impl FnOnce(TcpListener) -> S + Send,
        client: impl FnOnce() -> C + Send,
    ) -> (S, C, Conversation, Packets) {
        self.run_watched(server, client, |_| ())
    }

    /// The same with somebody who looks at the tap meanwhile.
    pub fn run_watched<S: Send, C: Send>(
        &self,
        server: impl FnOnce(TcpListener) -> S + Send,
        client: impl FnOnce() -> C + Send,
        watch: impl FnOnce(&Tap),
    ) -> (S, C, Conversation, Packets) {
        let start = Instant::now();
        let client_network = Network::fresh().expect("a network for the client");
        let server_network = Network::fresh().expect("a network for the server");
        let mut table = SocketTable::open(&server_network).expect("a table of sockets");
        let threads = Arc::new(Threads::default());
        thread::scope(|scope| {
            let (tell, told) = mpsc::channel();
            let threads_ref = &threads;
            let server = inside(scope, &server_network, move || {
                threads_ref.note(Role::Server);
                let listener = TcpListener::bind(self.listen).expect("the address is free");
                tell.send(()).expect("the test waits");
                server(listener)
            });
            told.recv().expect("the server listens");
            let listeners = table.listeners().expect("the table can be read");
            let tap = Tap::open(TapOptions {
                client: &client_network,
                server: &server_network,
                listeners: &listeners,
                delivery: self.delivery,
                seed: self.seed,
                start,
                limits: self.limits,
                programs: self.tells.then(|| Arc::clone(&threads) as Arc<dyn Programs>),
            })
            .expect("a tap");
            let client = inside(scope, &client_network, move || {
                threads_ref.note(Role::Client);
                client()
            });
            watch(&tap);
            let client = client.join().expect("the client ends well");
            let server = server.join().expect("the server ends well");
            let (conversation, packets) = tap.finish().expect("a conversation");
            (server, client, conversation, packets)
        })
    }
}

/// A program: a thread in a network.
fn inside<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    network: &'scope Network,
    program: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    scope.spawn(move || network.enter(program).expect("the network can be entered"))
}

/// The threads that play the two parts, by the kernel's number.
#[derive(Default)]
struct Threads([AtomicI32; 2]);

impl Threads {
    fn note(&self, role: Role) {
        self.0[role as usize].store(nix::unistd::gettid().as_raw(), Ordering::Relaxed);
    }
}

impl Programs for Threads {
    fn is_waiting(&self, role: Role) -> Option<bool> {
        let thread = self.0[role as usize].load(Ordering::Relaxed);
        // One that has ended says nothing more.
        let stat = fs::read_to_string(format!("/proc/self/task/{thread}/stat")).unwrap_or_default();
        Some(stat.rsplit(") ").next().is_none_or(|rest| rest.is_empty() || rest.starts_with('S')))
    }

    fn is_listening(&self, role: Role) -> Option<bool> {
        self.is_waiting(role)
    }

    fn cpu_time(&self, role: Role) -> Option<Duration> {
        let thread = self.0[role as usize].load(Ordering::Relaxed);
        let used = fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
        used.split(' ').next()?.parse().map(Duration::from_nanos).ok()
    }
}

/// What every `recv(1024)` returned, up to the end; the kind of error where that was none in order.
pub fn pieces(stream: &mut TcpStream) -> Vec<String> {
    let mut pieces = Vec::new();
    loop {
        let mut buffer = [0; 1024];
        match stream.read(&mut buffer) {
            Ok(0) => return pieces,
            Ok(length) => pieces.push(String::from_utf8_lossy(&buffer[..length]).into_owned()),
            Err(error) => {
                pieces.push(format!("{:?}", error.kind()));
                return pieces;
            }
        }
    }
}

/// One `recv(1024)`.
pub fn receive(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer).expect("bytes arrive");
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

/// Receives until the text ends like this.
pub fn receive_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(end) {
        let more = receive(stream);
        assert!(!more.is_empty(), "it ended after `{text}`");
        text += &more;
    }
    text
}

/// The next client.
pub fn accept(listener: &TcpListener) -> TcpStream {
    listener.accept().expect("a client comes").0
}

/// A connection to the server.
pub fn dial(address: &str) -> TcpStream {
    TcpStream::connect(address).expect("the server is reached")
}

/// One `send`.
pub fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).expect("the peer reads");
}

/// What was sent one way, segment by segment.
pub fn segments(connection: &Connection, direction: Direction) -> Vec<String> {
    let mine = connection.segments.iter().filter(|segment| segment.direction == direction);
    mine.map(|segment| String::from_utf8_lossy(&segment.bytes).into_owned()).collect()
}

/// Eight short sends.
pub const EIGHT: [&str; 8] =
    ["It was nice talking to you", "[92, 49, ", "63, 12", ", 12, 90]", "1", "22", "a list", "done"];

/// A client that sends eight times in a row and a server that tells what each `recv` returned.
pub fn eight(pair: &Pair) -> (Vec<String>, Conversation) {
    let (read, (), conversation, _) = pair.run(
        |listener| {
            let mut stream = accept(&listener);
            let read = pieces(&mut stream);
            send(&mut stream, "thanks");
            read
        },
        || {
            let mut stream = dial(SERVER);
            EIGHT.iter().for_each(|text| send(&mut stream, text));
            stream.shutdown(std::net::Shutdown::Write).expect("still open");
            assert_eq!(receive_until(&mut stream, "thanks"), "thanks");
        },
    );
    (read, conversation)
}
