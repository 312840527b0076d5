//! A stand-in at work: the grader's own binary, started as a program of a case, with a script on standard input.
//!
//! It has one thread and waits in the kernel whenever it waits: that is how the tap knows that it may hand over more. It
//! says on its standard output what it does, a line each, for people and for `PLAYED`.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use infer::oracle::Given;
use infer::seen::{Case, Sender};
use infer::speech::{self, Drawn, Speech};
use rustix::net::{AddressFamily, SocketType, sockopt};

use super::hearing::{self, FoundList};
use super::saying;
use crate::conversation::{Connection, Direction, Segment};
use crate::host::nudge;
use crate::reading::wire;
use crate::role::Role;
use crate::scenario::Numbers;
use crate::script::{CUT_OFF, Hear, Heard, NEVER, PLAYED, Script, Send, Step};
use crate::verdict::question_of;

/// How long the other side may say nothing before that is all there is. It has a list of a hundred numbers to work on.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a side may be silent that perhaps waits for a first word, or has none to say.
const HESITATION: Duration = Duration::from_secs(2);

/// How long a server may take to add something to its answer, and a client to end once it has its own.
const MORE: Duration = Duration::from_millis(500);
const ENOUGH: Duration = Duration::from_secs(1);

/// More is heard from nobody.
const MOST_BYTES: usize = 256 << 10;

/// Up to so many `send`s are read anew with each; of more only the pauses count.
const MOST_READ: usize = 300;

/// Why the script could not be played to its end.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error("{0}")]
    Other(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Plays the script on standard input. The exit code is not judged.
pub(super) fn run() -> i32 {
    nudge::heed();
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text).map_err(|error| error.to_string());
    let script = read.and_then(|_| serde_json::from_str::<Script>(&text).map_err(|error| error.to_string()));
    let played = match script {
        Ok(script) => match script.role {
            Role::Server => serve(&script),
            Role::Client => call(&script),
        },
        Err(error) => Err(Stop::Other(format!("cannot read the script: {error}"))),
    };
    match played {
        Ok(()) => 0,
        Err(stop) => {
            eprintln!("{stop}");
            1
        }
    }
}

/// Serves one client after the other, as the hand-out's server does, until somebody ends it.
fn serve(script: &Script) -> Result<(), Stop> {
    let told = env_number("SOCKLAB_PORT");
    let port = script.port.or(told).ok_or_else(|| Stop::Other("nobody says which port to use".to_owned()))?;
    // All addresses, for the client may dial any; unless the network is the machine's own.
    let host = match std::env::var("SOCKLAB_HOST").as_deref() {
        Ok("127.0.0.1") => Ipv4Addr::LOCALHOST,
        _ => Ipv4Addr::UNSPECIFIED,
    };
    let listener = TcpListener::bind((host, port))?;
    tell(&format!("listens on port {port}"));
    loop {
        let (stream, _) = listener.accept()?;
        if let Err(stop) = Talk::new(script, stream).play() {
            tell(&format!("gives up: {stop}"));
        }
    }
}

fn call(script: &Script) -> Result<(), Stop> {
    let host = std::env::var("SOCKLAB_HOST").unwrap_or_default();
    let told =
        env_number("SOCKLAB_PORT").and_then(|port| (host.as_str(), port).to_socket_addrs().ok()?.next());
    let mut refused = None;
    for address in [script.dials, told].into_iter().flatten() {
        match dial(address, script.port) {
            Ok(stream) => return Talk::new(script, stream).play(),
            Err(error) => refused = Some(Stop::Other(format!("cannot connect to {address}: {error}"))),
        }
    }
    Err(refused.unwrap_or_else(|| Stop::Other("nobody says where to connect to".to_owned())))
}

fn env_number(name: &str) -> Option<u16> {
    std::env::var(name).ok()?.parse().ok()
}

/// Connects, from a port of its own where the student's client had one: a server may look at it.
fn dial(address: SocketAddr, port: Option<u16>) -> io::Result<TcpStream> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    if let (Some(port), true) = (port, address.is_ipv4()) {
        sockopt::set_socket_reuseaddr(&socket, true)?;
        rustix::net::bind(&socket, &SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))?;
    }
    rustix::net::connect(&socket, &address)?;
    Ok(socket.into())
}

fn tell(line: &str) {
    // Nobody reads it where this fails, and then nobody judges by it either.
    let _ = writeln!(io::stdout(), "{line}");
}

/// What a side that waits can come to know.
enum News {
    Bytes,
    /// Nothing in all that time.
    Silence,
    /// Nothing, and nothing will: the harness knows.
    Standstill,
    End,
}

/// One connection, as the script has it.
struct Talk<'s> {
    script: &'s Script,
    stream: TcpStream,
    numbers: Numbers,
    /// What was heard so far: one segment for each `recv`.
    heard: Connection,
    bytes: usize,
    /// The student's list, and how it was written.
    list: Vec<i64>,
    form: Option<Speech>,
    has_answered: bool,
}

impl<'s> Talk<'s> {
    fn new(script: &'s Script, stream: TcpStream) -> Self {
        let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        Self {
            script,
            stream,
            numbers: Numbers { count: script.count.clone(), value: script.value.clone() },
            heard: Connection::new(nowhere, nowhere, nowhere, Duration::ZERO),
            bytes: 0,
            list: Vec::new(),
            form: None,
            has_answered: false,
        }
    }

    fn play(mut self) -> Result<(), Stop> {
        for step in &self.script.steps {
            match step {
                Step::Say(message) => self.say(message)?,
                Step::SayIfHeard(message) => {
                    if self.bytes > 0 {
                        self.say(message)?;
                    }
                }
                Step::Hear(hear) => self.hear(hear)?,
                Step::Converse(speech) => self.converse(speech)?,
                Step::Shut => self.stream.shutdown(Shutdown::Write)?,
                Step::Acknowledge(message, end_mark) => self.acknowledge(message, end_mark.as_deref())?,
                Step::End(more) => {
                    tell(PLAYED);
                    self.end(more)?;
                }
            }
        }
        Ok(())
    }

    fn drawn(&self) -> Drawn<'_> {
        let (client, server) = match self.script.role {
            Role::Client => (&self.script.numbers, &self.list),
            Role::Server => (&self.list, &self.script.numbers),
        };
        Drawn { client, server, ascending: self.script.ascending }
    }

    fn say(&mut self, message: &[Send]) -> Result<(), Stop> {
        let last = self.heard.segments.last().map_or(&[][..], |segment| &*segment.bytes);
        let heard = saying::Heard { list: self.form.as_ref(), last };
        let sends = saying::sends(message, &self.drawn(), heard).map_err(Stop::Other)?;
        self.write(&sends)?;
        self.has_answered |= message.iter().any(Send::has_lists);
        Ok(())
    }

    fn write(&self, sends: &[Vec<u8>]) -> Result<(), Stop> {
        for send in sends {
            match (&self.stream).write_all(send) {
                Ok(()) => tell(&format!("says {} bytes", send.len())),
                // It has its answer, and no patience for the rest.
                Err(_) if self.has_answered => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn converse(&mut self, speech: &Speech) -> Result<(), Stop> {
        let turns = speech.say_all(&self.drawn());
        let turns =
            turns.ok_or_else(|| Stop::Other("these numbers cannot be said in these turns".to_owned()))?;
        for (at, turn) in turns.iter().enumerate() {
            if at > 0 {
                match self.news(PATIENCE)? {
                    News::Bytes => {}
                    News::Silence | News::Standstill => return Err(Stop::Other(NEVER.to_owned())),
                    News::End => return Err(Stop::Other(CUT_OFF.to_owned())),
                }
            }
            self.write(turn)?;
        }
        self.has_answered = true;
        Ok(())
    }

    fn hear(&mut self, hear: &Hear) -> Result<(), Stop> {
        let before = self.heard.segments.len();
        let mut otherwise = hear.otherwise.iter();
        loop {
            let sends = self.heard.segments.len() - before;
            let found = self.found(hear, before, sends <= MOST_READ);
            if let Some(is_closed) = found
                && (hear.sends.is_some_and(|most| sends >= most)
                    || (hear.sends.is_none() && is_closed)
                    || sends == 0)
            {
                return self.take_in(before);
            }
            let patience = match found {
                Some(_) => Duration::from_millis(hear.pause_ms),
                // Whoever was recorded waited for it however long it took.
                None if matches!(hear.what, Heard::Bytes(_)) => Duration::from_millis(hear.pause_ms),
                None if !hear.otherwise.is_empty() || hear.may_be_nothing => HESITATION,
                None => PATIENCE,
            };
            match self.news(patience)? {
                News::Bytes => {}
                News::Silence | News::Standstill | News::End if self.found(hear, before, true).is_some() => {
                    return self.take_in(before);
                }
                news @ (News::Silence | News::Standstill) => match otherwise.next() {
                    Some(message) => self.say(message)?,
                    None if hear.may_be_nothing => return Ok(()),
                    None if matches!(news, News::Standstill) => return Err(Stop::Other(NEVER.to_owned())),
                    None => return Err(Stop::Other("waits for a message that does not come".to_owned())),
                },
                News::End => return Err(Stop::Other(CUT_OFF.to_owned())),
            }
        }
    }

    fn acknowledge(&mut self, message: &[Send], end_mark: Option<&[u8]>) -> Result<(), Stop> {
        let before = self.heard.segments.len();
        loop {
            match self.news(HESITATION)? {
                News::Bytes => {
                    let last = self.heard.segments.last().map(|segment| &*segment.bytes);
                    if last.is_some() && last == end_mark {
                        return self.take_in(before);
                    }
                    self.say(message)?;
                }
                News::Silence | News::Standstill if end_mark.is_none() => return self.take_in(before),
                // A server that has answered closes the connection.
                News::End if self.script.role == Role::Client => return Ok(()),
                News::Silence | News::Standstill => {
                    return Err(Stop::Other("waits for the end of a list".to_owned()));
                }
                News::End => return Err(Stop::Other(CUT_OFF.to_owned())),
            }
        }
    }

    /// Whether what is waited for is there from this segment on, and if so, whether it says itself where it ends.
    fn found(&self, hear: &Hear, from: usize, may_read: bool) -> Option<bool> {
        let is_new = self.heard.segments.len() > from;
        match hear.what {
            Heard::Words => is_new.then_some(false),
            Heard::Bytes(count) => (self.bytes >= count).then_some(true),
            Heard::List | Heard::Answer if !may_read => None,
            Heard::List => self.list_heard().map(|list| list.is_closed),
            Heard::Answer => {
                let fits = |form: &&Speech| is_new && form.fits(&self.turn(from));
                let read = hearing::answer(&wire::read(&self.heard, self.direction()));
                read.or_else(|| hear.form.as_ref().filter(fits).map(|_| false))
            }
        }
    }

    fn list_heard(&self) -> Option<FoundList> {
        hearing::list(&wire::read(&self.heard, self.direction()), &self.numbers)
    }

    /// Notes the list that was heard from this segment on, and how it was written.
    fn take_in(&mut self, from: usize) -> Result<(), Stop> {
        if self.script.role == Role::Client {
            return Ok(());
        }
        let turn = self.turn(from);
        let learnt = self.script.request.as_ref();
        let learnt = learnt.and_then(|request| Some((request.hear(&turn)?, request.clone())));
        let (list, form) = match learnt {
            Some((list, request)) => (list, Some(request)),
            None => match self.list_heard() {
                Some(found) => (found.values.clone(), self.form_heard(found.values)),
                None => return Ok(()),
            },
        };
        if self.list != list {
            tell(&format!("has heard a list of {} numbers", list.len()));
            (self.list, self.form) = (list, form);
        }
        Ok(())
    }

    /// What was heard from this segment on.
    fn turn(&self, from: usize) -> Vec<Vec<u8>> {
        self.heard.segments[from..].iter().map(|segment| segment.bytes.to_vec()).collect()
    }

    /// How this list was written.
    fn form_heard(&self, list: Vec<i64>) -> Option<Speech> {
        let question = question_of(self.script.task, &self.numbers)?;
        let sends = self.heard.segments.iter().map(|segment| (Sender::Client, segment.bytes.to_vec()));
        let case = Case::default().converse(sends);
        let given = Given { client: list, ..Given::default() };
        let client = speech::learn(&question, &[case], &[given]).client?;
        client.turns?.pop()
    }

    /// The way that what is heard goes.
    fn direction(&self) -> Direction {
        match self.script.role {
            Role::Server => Direction::ToServer,
            Role::Client => Direction::ToClient,
        }
    }

    /// Waits for the other side, and where it waits as well, for something more to say. Whoever has nothing more to say
    /// closes the connection.
    fn end(&mut self, more: &[Vec<Send>]) -> Result<(), Stop> {
        let mut more = more.iter();
        let patience = match self.script.role {
            Role::Server => ENOUGH,
            Role::Client => MORE,
        };
        loop {
            match self.news(patience)? {
                News::Bytes => {}
                News::End => return Ok(()),
                News::Silence | News::Standstill => match more.next() {
                    Some(message) => self.say(message)?,
                    None => return Ok(()),
                },
            }
        }
    }

    fn news(&mut self, patience: Duration) -> Result<News, Stop> {
        self.stream.set_read_timeout(Some(patience))?;
        let mut scratch = vec![0; 64 << 10];
        match self.stream.read(&mut scratch) {
            Ok(0) => Ok(News::End),
            Ok(length) => {
                tell(&format!("hears {length} bytes"));
                self.bytes += length;
                if self.bytes > MOST_BYTES {
                    return Err(Stop::Other("hears more than any list needs".to_owned()));
                }
                self.heard.segments.push(Segment::new(self.direction(), &scratch[..length]));
                Ok(News::Bytes)
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(News::Silence)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(News::Standstill),
            // A reset ends it as well.
            Err(_) => Ok(News::End),
        }
    }
}
