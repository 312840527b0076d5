//! The server: listen, and serve many clients at once.
//!
//! ```text
//!   accepting thread ──Arrived──╮
//!   one thread a client ──Ended─┼──> events ──> the loop in `run`
//!   signal handler ──Stop───────╯
//! ```
//!
//! Three kinds of things can happen next, and the server must not wait for one of them while another happens. So each is
//! waited for by a thread of its own that does nothing else, and all of them report to the same channel. The loop that
//! reads the channel does all the deciding, alone, and needs no locks.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::connect::resolve;
use crate::conversation::Conversation;
use crate::error::{Error, Exit, is_address_unavailable};
use crate::message::format_numbers;
use crate::options::{Listen, ServerOptions};
use crate::output::{Output, complain};
use crate::role::Role;
use crate::task::{self, Task};

/// How many clients are served at the same time. Each costs a thread, so there must be a limit, and further clients wait
/// their turn: the system completes their connections and keeps them in the listener's queue, the *backlog*.
const MOST_CLIENTS: usize = 64;

/// How long running conversations may still take when the server is told to end.
const GRACE: Duration = Duration::from_secs(2);

/// What can happen to a server.
enum Event {
    /// A client has connected.
    Arrived(TcpStream, SocketAddr),
    /// The conversation with a client is over.
    Ended(SocketAddr, Result<(), Error>),
    /// A client could not be accepted, for a reason that is not its own.
    AcceptFailed(io::Error),
    /// The user wants us to end.
    Stop,
}

/// What every conversation needs to know, shared by their threads.
struct Job {
    /// Which task to serve.
    task: Task,
    /// The server's numbers. They are drawn once, so every client meets the same, whatever the order of arrival.
    own_numbers: Vec<u32>,
    /// How long a conversation may take.
    timeout: Duration,
}

/// Serves clients until the user wants it to end, or the first one has been served where only one is wanted.
///
/// A client that misbehaves ends its own conversation and nothing else. It is reported on standard error.
///
/// # Errors
///
/// When the server cannot start, or cannot accept clients any more.
pub fn run(options: &ServerOptions) -> Result<Exit, Error> {
    let (sender, events) = mpsc::channel();
    stop_on_signals(sender.clone())?;
    let listener = listen(&options.listen)?;
    let job = Arc::new(announce(&listener, options)?);

    let (places, free_places) = mpsc::channel();
    let mut server = Server { job, sender: sender.clone(), places: Some(places), running: 0 };
    if options.listen.once {
        server.free_a_place();
        server.places = None; // no place will ever be free again
    } else {
        (0..MOST_CLIENTS).for_each(|_| server.free_a_place());
    }
    spawn("accept", move || accept(&listener, &free_places, &sender))?;

    while let Ok(event) = events.recv() {
        match event {
            Event::Arrived(stream, client) => server.start_conversation(stream, client),
            Event::Ended(client, result) => {
                let exit = server.end_conversation(client, &result);
                if options.listen.once {
                    return Ok(exit);
                }
                server.free_a_place();
            }
            // Most likely the system has no more sockets to give. The place is not set free again, so that the server
            // makes do with as many as there are sockets for.
            Event::AcceptFailed(error) if server.running > 0 => {
                complain(&format!("server: cannot accept another client for now: {error}"));
            }
            Event::AcceptFailed(source) => return Err(Error::Io { doing: "accept clients", source }),
            Event::Stop => break,
        }
    }
    server.let_conversations_end(&events);
    Ok(Exit::Ok)
}

/// Makes the user's wish to end an event. Ctrl-C sends the signal SIGINT, `kill` and a system that shuts down send
/// SIGTERM. Either would end the program on the spot, in the middle of its conversations.
fn stop_on_signals(events: Sender<Event>) -> Result<(), Error> {
    ctrlc::set_handler(move || {
        let _ = events.send(Event::Stop); // nobody receives it any more when the server is ending anyway
    })
    .map_err(|error| Error::Io { doing: "listen to signals", source: io::Error::other(error) })
}

/// Binds a socket to the address and starts to listen: from now on the system completes connections for us.
///
/// The standard library sets `SO_REUSEADDR` where that is the custom. Without it, a server that was ended could not be
/// started again for a minute, until the system has forgotten its last connections.
fn listen(options: &Listen) -> Result<TcpListener, Error> {
    let addresses = resolve(&options.host, options.port)?;
    TcpListener::bind(&addresses[..]).map_err(|source| {
        if is_address_unavailable(&source) {
            Error::AddressUnavailable { address: addresses[0].to_string(), source }
        } else {
            Error::Io { doing: "listen", source }
        }
    })
}

/// Tells where the server listens and what it will serve.
fn announce(listener: &TcpListener, options: &ServerOptions) -> Result<Job, Error> {
    let output = Output::default();
    // Not the address we asked for: with port 0 the system has chosen one.
    let address =
        listener.local_addr().map_err(|source| Error::Io { doing: "look at the own address", source })?;
    let mut own_numbers = Vec::new();
    if let Some(recipe) = &options.recipe {
        own_numbers = recipe.draw(Role::Server);
        output.line("seed", &recipe.seed.to_string())?;
        output.line("numbers", &format_numbers(&own_numbers))?;
    }
    output.sentence(&format!("listening on {address}"))?;
    Ok(Job { task: options.task, own_numbers, timeout: options.listen.timeout })
}

/// Waits for clients, one after the other, as long as there are places for them.
///
/// The places come through a channel, like numbered tokens at a cloakroom: no token, no entry. When there will be no
/// more tokens this returns, and the listener is closed.
fn accept(listener: &TcpListener, free_places: &Receiver<()>, events: &Sender<Event>) {
    for () in free_places {
        let event = loop {
            match listener.accept() {
                Ok((stream, client)) => break Event::Arrived(stream, client),
                Err(error) if is_about_one_client(&error) => {}
                Err(error) => break Event::AcceptFailed(error),
            }
        };
        if events.send(event).is_err() {
            return; // the server has ended
        }
    }
}

/// Whether accepting failed because of the client or the network, so that the next client may have better luck.
fn is_about_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted
            | ErrorKind::NetworkDown
            | ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
    )
}

/// Starts a thread. Unlike `thread::spawn`, it does not panic when the system has no more threads to give.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map(drop).map_err(|source| Error::Io { doing: "start a thread", source })
}

/// What the loop in [`run`] keeps account of.
struct Server {
    /// What to do with each client.
    job: Arc<Job>,
    /// For the threads of the conversations, to report their end.
    sender: Sender<Event>,
    /// Where free places are announced to the accepting thread. `None` when there will be no more.
    places: Option<Sender<()>>,
    /// How many conversations are running.
    running: usize,
}

impl Server {
    /// Lets one more client in.
    fn free_a_place(&self) {
        if let Some(places) = &self.places {
            let _ = places.send(()); // the accepting thread may have ended
        }
    }

    /// Talks with a client, on a thread of its own.
    fn start_conversation(&mut self, stream: TcpStream, client: SocketAddr) {
        self.running += 1;
        let (job, sender) = (Arc::clone(&self.job), self.sender.clone());
        let started = spawn("conversation", move || {
            let conversation = Conversation::new(stream, Role::Client, job.timeout);
            let result = task::serve(job.task, &job.own_numbers, conversation, &Output::about(client));
            let _ = sender.send(Event::Ended(client, result)); // nobody asks any more when the server is ending
        });
        if started.is_err() {
            let _ = self.sender.send(Event::Ended(client, started));
        }
    }

    /// Takes note that a conversation is over, and says what went wrong, if anything did.
    fn end_conversation(&mut self, client: SocketAddr, result: &Result<(), Error>) -> Exit {
        self.running -= 1;
        match result {
            Ok(()) => Exit::Ok,
            Err(error) => {
                complain(&format!("server: {client}: {error}"));
                error.exit()
            }
        }
    }

    /// Gives running conversations a short time to end. Clients that arrive now are turned away. What is still running
    /// after that, like the thread that waits for clients, ends with the program.
    fn let_conversations_end(&mut self, events: &Receiver<Event>) {
        let deadline = Instant::now() + GRACE;
        while self.running > 0 {
            match events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended(client, result)) => {
                    self.end_conversation(client, &result);
                }
                Ok(Event::Arrived(stream, _)) => drop(stream),
                Ok(Event::AcceptFailed(_)) => {}
                Ok(Event::Stop) | Err(_) => return, // the user has lost patience, or the time is over
            }
        }
    }
}
