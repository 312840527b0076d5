//! One case from its start to its end: two hosts, the server, the tap, the client, and what they did. No judgement.

mod answers;
mod hosts;
mod lines;
mod patience;
mod standstill;
mod typist;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use hosts::Hosts;
use lines::Stopped;
use patience::{Patience, settle};
use standstill::{Seen, Standstills};
use typist::Typist;

use crate::fault;
use crate::host::idle::Idle;
use crate::host::process::Observer;
use crate::host::sockets::{Listener, SocketTable, has_local_listener};
use crate::host::{self, network};
use crate::host::{Isolation, Launch, Limits, Origin, Process, SUBMISSION, StartError};
use crate::lack::{self, Lack};
use crate::observation::{End, Limit, Observation, Output, ProgramFacts, Role, SourceLine, Spent, Typed};
use crate::plan::Case;
use crate::processor_time::thread_time;
use crate::record::Saving;
use crate::scenario::Input;
use crate::submission::{Fill, Program, Seat, Server, Submission};
use crate::tap::{self, Packets, Programs, Tap, TapOptions};
use crate::words::lack::lack as lack_words;

/// How often something is looked at that the kernel does not tell of by itself.
const LOOK: Duration = Duration::from_millis(1);

/// Processor time that a server which listens already may spend on opening more listeners before its client is started.
const OPENS_FOR: Duration = Duration::from_millis(50);

/// The hand-out's port.
pub const PORT: u16 = 12345;

/// All that the cases of a run have in common.
#[derive(Debug)]
pub struct Stage {
    submission: Submission,
    isolation: Isolation,
    options: StageOptions,
    /// The folder that the grader was called in.
    here: PathBuf,
    /// Where a server elsewhere is.
    upstream: Option<SocketAddr>,
}

/// What the user may choose about all cases of a run.
#[derive(Debug, Clone, Default)]
pub struct StageOptions {
    /// What is fed to the programs, instead of what the scenario says.
    pub input: Input,
    /// Where each case's observation and packets are saved.
    pub save: Option<Saving>,
    /// The folder whose files the programs see, where it is more than the one that they run in.
    pub root: Option<PathBuf>,
    /// Whose the programs' files are.
    pub files_of: Origin,
    /// Whether programs draw by chance, whatever the seed of their case: for who compares.
    pub by_chance: bool,
}

impl Stage {
    /// Looks at what all cases need before the first starts.
    pub fn set(submission: Submission, isolation: Isolation, options: StageOptions) -> Result<Self> {
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let upstream = match &submission.server {
            Server::Start(_) => None,
            Server::Elsewhere { host, port } => Some(resolve(host, *port)?),
        };
        Ok(Self { submission, isolation, options, here, upstream })
    }

    /// What is run.
    pub fn submission(&self) -> &Submission {
        &self.submission
    }

    /// How many cases may run at a time: where all share the machine's network, only programs that can be told
    /// their port do not get into each other's way.
    pub fn jobs(&self, asked: Option<NonZeroUsize>) -> NonZeroUsize {
        let server_shares = match &self.submission.server {
            Server::Start(program) => program.takes_port(),
            Server::Elsewhere { .. } => true,
        };
        let alone =
            self.isolation == Isolation::None && !(server_shares && self.submission.client.takes_port());
        let processors = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        if alone { NonZeroUsize::MIN } else { asked.unwrap_or(processors) }
    }

    /// Runs one case. The harness's own failure is part of what is observed.
    pub fn observe(&self, case: &Case<'_>, slot: usize) -> Observation {
        let before = thread_time();
        let mut observation = Observation::default();
        let result = self.try_observe(case, slot, &mut observation);
        for role in Role::BOTH {
            let Some((facts, seat)) = observation.program(role).zip(self.seat(case, role)) else { continue };
            let (lack, line) = (self.lack(&seat, facts), self.line_of_fall(&seat, facts));
            observation.lacks.extend(lack.map(|lack| (role, lack_words(&lack))));
            observation.fell_at.extend(line.map(|line| (role, line)));
        }
        let result = result.and_then(|packets| match &self.options.save {
            Some(saving) => saving
                .write(case, &observation, &packets)
                .with_context(|| format!("cannot save the case in `{}`", saving.folder.display())),
            None => Ok(()),
        });
        if let Err(error) = result {
            observation.trouble = Some(format!("{error:#}"));
        }
        observation.spent.grader += thread_time().saturating_sub(before);
        observation
    }

    /// Where the program that plays a role in a case is started; `None` of a server elsewhere.
    fn seat(&self, case: &Case<'_>, role: Role) -> Option<Seat> {
        let submission = self.submission_of(case);
        let program = match (role, &submission.server) {
            (Role::Server, Server::Start(program)) => program,
            (Role::Server, Server::Elsewhere { .. }) => return None,
            (Role::Client, _) => &submission.client,
        };
        Some(program.seat(role, case.scenario, &self.here))
    }

    /// What this machine lacks for a program, if it ended for want of it.
    fn lack(&self, seat: &Seat, facts: &ProgramFacts) -> Option<Lack> {
        let root = self.options.root.as_deref().unwrap_or(&seat.folder);
        let interpreter = facts.command.first().map_or("", String::as_str);
        let holds = |name: &str| lack::holds(root, name);
        Lack::of_program(facts, &holds, host::python_version(interpreter))
    }

    /// At which line of its source a program of the submission fell over, where it says so.
    fn line_of_fall(&self, seat: &Seat, facts: &ProgramFacts) -> Option<SourceLine> {
        let fell =
            matches!(facts.end, End::Killed(_)) || matches!(facts.end, End::Exited(status) if status != 0);
        let fault = fell.then(|| fault::read(&String::from_utf8_lossy(&facts.stderr.kept))).flatten()?;
        let root = self.options.root.as_ref().filter(|root| seat.folder.starts_with(root));
        let root = root.unwrap_or(&seat.folder);
        let inside = seat.folder.strip_prefix(root).ok().filter(|_| seat.holds_files)?;
        fault.own_line(root, inside, Path::new(SUBMISSION))
    }

    /// Fills in `seen` as far as it gets, and returns the packets of the conversation.
    fn try_observe(&self, case: &Case<'_>, slot: usize, seen: &mut Observation) -> Result<Packets> {
        let start = Instant::now();
        let submission = self.submission_of(case);
        let hosts = Hosts::open(self.isolation, u32::try_from(slot)?, &submission.server)?;

        let (server, listeners) = match (&submission.server, self.upstream) {
            (Server::Start(program), _) => match self.start_server(&hosts, case, program, seen)? {
                Listening::Yes(server, listeners) => (Some(server), listeners),
                Listening::No(facts) => {
                    seen.server = Some(facts);
                    return Ok(Packets::default());
                }
            },
            (Server::Elsewhere { .. }, upstream) => {
                let address = upstream.context("the server elsewhere has no address")?;
                (None, vec![Listener::elsewhere(address)])
            }
        };
        if server.is_some() {
            seen.listeners = listeners.iter().map(|listener| listener.address).collect();
        }

        let programs = Arc::new(Watched::default());
        programs.watch(Role::Server, server.as_ref());
        let tap = Tap::open(TapOptions {
            client: &hosts.client_network,
            server: &hosts.server_network,
            listeners: &listeners,
            delivery: case.delivery,
            seed: case.seed,
            start,
            limits: tap::Limits::default(),
            programs: Some(programs.clone()),
        })?;
        let door = *tap.addresses().first().context("the tap has no door")?;
        let (client, attended) = match self.start_client(&hosts, case, &submission.client, door)? {
            Ok(client) => {
                programs.watch(Role::Client, Some(&client));
                let takes_port = matches!(&submission.server, Server::Start(program) if program.takes_port());
                let address = server_address(&hosts, takes_port);
                let attended = self.attend(case, (server.as_ref(), address), (&client, door), &tap, start)?;
                (Ok(client), attended)
            }
            Err(not_started) => (Err(not_started), Attended::default()),
        };
        let Attended { still, idle, least_idle } = attended;
        // The conversation ends here: what the programs say when they are stopped is none of it. Where they stand still, each
        // is found as it stands only if the other's end does not reach it.
        let progress = tap.progress();
        let (conversation, packets, connections) = tap.finish_with_open_connections()?;
        let connections = still.is_some().then_some(connections);
        seen.spent.grader += progress.processor_time();
        seen.spent.idle += match least_idle.is_zero() {
            // While the tap was held up, the programs may have waited for nothing else.
            true => idle.saturating_sub(progress.delay()),
            false => idle.max(least_idle),
        };
        let (server, client) = stop(server, client, still.as_ref())?;
        drop(connections);
        seen.spent.programs += programs.cpu_time();
        let ((server, server_line), (client, client_line)) = (server.unzip(), client);
        seen.standstill = still.map(|still| still.told(&conversation, [server_line.flatten(), client_line]));
        (seen.server, seen.client) = (server, Some(client));
        let bypassed = conversation.connections.is_empty()
            && self.isolation == Isolation::None
            && !submission.client.takes_port();
        seen.conversation = (!bypassed).then_some(conversation);
        Ok(packets)
    }

    /// Waits until the client has ended and the server has dealt with what it left, or until nothing happens any more.
    fn attend(
        &self,
        case: &Case<'_>,
        (server, server_address): (Option<&Process>, SocketAddr),
        (client, door): (&Process, SocketAddr),
        tap: &Tap,
        start: Instant,
    ) -> Result<Attended> {
        let timeout = case.scenario.timeout;
        // Others can reach what is in the machine's own network, and a server elsewhere can do as it likes.
        let is_closed = server.is_some() && self.isolation != Isolation::None;
        let programs: Vec<_> =
            server.map(|server| (Role::Server, server)).into_iter().chain([(Role::Client, client)]).collect();
        let stand_in = case.stand_in.map(|stand_in| stand_in.played.role);
        let mut standstills =
            is_closed.then(|| Standstills::new(programs.clone(), Some(tap), stand_in, timeout, start));
        let mut idle = Idle::default();
        let answer = |role, address| {
            move |printed: &str, before: &[Typed]| answers::line(role, case, address, printed, before)
        };
        let of_client = answer(Role::Client, self.client_address(door));
        let of_server = answer(Role::Server, server_address);
        let mut typists = vec![(Role::Client, Typist::new(client, &of_client, timeout, start))];
        typists.extend(server.map(|server| (Role::Server, Typist::new(server, &of_server, timeout, start))));
        let course = watch(case, client, server, tap, &mut idle, standstills.as_mut(), &mut typists)?;
        let idle = idle.total();
        let (limit, still, least_idle) = match course {
            Course::ClientEnded => {
                if let Some(server) = server {
                    settle(server, tap)?;
                }
                return Ok(Attended { idle, ..Attended::default() });
            }
            Course::OutOfTime => (Limit::WallTime(timeout), None, timeout),
            Course::Standstill(seen) => (Limit::Standstill, Some(seen), Duration::ZERO),
        };
        // From here on nothing that happens to the programs is their own doing.
        programs.iter().for_each(|(_, process)| process.reach(limit));
        Ok(Attended { still, idle, least_idle })
    }

    /// The programs of this case: those of the submission, or a stand-in in the place of one of them.
    fn submission_of(&self, case: &Case<'_>) -> Submission {
        let mut submission = self.submission.clone();
        if let Some(stand_in) = case.stand_in {
            let mut script = Box::new(stand_in.script.clone());
            if self.isolation == Isolation::None {
                // On the machine's own network ports are the harness's to give, other ones in each case.
                (script.port, script.dials) = (None, None);
            }
            match stand_in.played.role {
                Role::Server => submission.server = Server::Start(Program::StandIn(script)),
                Role::Client => submission.client = Program::StandIn(script),
            }
        }
        submission
    }

    /// Starts the server and waits until the kernel lists a listener of it: never by connecting, which would take a
    /// one-shot server's only `accept`.
    fn start_server(
        &self,
        hosts: &Hosts,
        case: &Case<'_>,
        program: &Program,
        seen: &mut Observation,
    ) -> Result<Listening> {
        let address = server_address(hosts, program.takes_port());
        seen.port = Some(address.port());
        let launch = self.launch(Role::Server, case, program, address);
        let server = match hosts.server_network.enter(|| hosts.server.start(&launch))? {
            Ok(server) => server,
            Err(error) => return Ok(Listening::No(not_started(program, &launch, error)?)),
        };
        let mut sockets = SocketTable::open(&hosts.server_network)?;
        let mut patience = Patience::new(case.scenario.timeout);
        let mut idle = Idle::default();
        let (mut since, mut found) = (None, Vec::new());
        let programs = vec![(Role::Server, &server)];
        let mut standstills = Standstills::new(programs, None, None, case.scenario.timeout, Instant::now());
        let answer =
            |printed: &str, before: &[Typed]| answers::line(Role::Server, case, address, printed, before);
        let mut typist = Typist::new(&server, &answer, case.scenario.timeout, Instant::now());
        loop {
            typist.look();
            // Before the listeners: one that waits for clients stands still as well.
            let still = if self.isolation == Isolation::None { None } else { standstills.look() };
            let mut listening = || match self.isolation {
                Isolation::None => sockets.listeners_of(&server.processes()),
                Isolation::Network | Isolation::Sandbox => sockets.listeners(),
            };
            let mut listeners = listening()?;
            if !listeners.is_empty() {
                // It may open several, and the client dial any of them: they are all there once it waits for somebody.
                let since = *since.get_or_insert_with(|| (Instant::now(), server.cpu_time()));
                if server.observer().is_listening() || has_had_time(&server, since) {
                    listeners = listening()?;
                    listeners.sort_by_key(|listener| listener.address.port() != address.port());
                    return Ok(Listening::Yes(server, listeners));
                }
                found = listeners;
            }
            if server.wait_until(Instant::now() + LOOK) {
                if !found.is_empty() {
                    return Ok(Listening::Yes(server, found));
                }
                return Ok(Listening::No(stopped(server, None, &mut seen.spent)?));
            }
            idle.look(Instant::now(), || server.is_waiting());
            seen.spent.idle = idle.total();
            let is_still = still.is_some_and(|still| !typist.is_asked(still.waits(Role::Server)));
            if is_still || patience.is_out(|| server.steps()) {
                if !found.is_empty() {
                    return Ok(Listening::Yes(server, found));
                }
                let timeout = case.scenario.timeout;
                let (limit, least_idle) = match is_still {
                    true => (Limit::Standstill, Duration::ZERO),
                    false => (Limit::WallTime(timeout), timeout),
                };
                patience.was_fair(&[&server])?;
                seen.spent.idle = idle.total().max(least_idle);
                if self.isolation != Isolation::None {
                    let sockets = sockets.udp_listeners()?;
                    seen.datagram_sockets = sockets.iter().map(|socket| socket.address).collect();
                    seen.listens_on_file = hosts.server_network.visit(has_local_listener)??;
                }
                return Ok(Listening::No(stopped(server, Some(limit), &mut seen.spent)?));
            }
        }
    }

    fn start_client(
        &self,
        hosts: &Hosts,
        case: &Case<'_>,
        program: &Program,
        door: SocketAddr,
    ) -> Result<Result<Process, ProgramFacts>> {
        let launch = self.launch(Role::Client, case, program, self.client_address(door));
        // A visit, for the tap needs this thread in the machine's network where the server is elsewhere.
        match hosts.client_network.visit(|| hosts.client.start(&launch))? {
            Ok(client) => Ok(Ok(client)),
            Err(error) => not_started(program, &launch, error).map(Err),
        }
    }

    /// Where the client finds that door of the tap.
    fn client_address(&self, door: SocketAddr) -> SocketAddr {
        let host = match (self.isolation, door.ip()) {
            // The server is bound to loopback alone: who asks where it is hears that.
            (_, ip) if ip.is_loopback() => ip,
            (Isolation::Network | Isolation::Sandbox, IpAddr::V4(_)) => network::HOST_ADDRESS.into(),
            (Isolation::Network | Isolation::Sandbox, IpAddr::V6(_)) => Ipv6Addr::LOCALHOST.into(),
            (Isolation::None, ip) => ip,
        };
        (host, door.port()).into()
    }

    fn launch(&self, role: Role, case: &Case<'_>, program: &Program, address: SocketAddr) -> Launch {
        let host = address.ip().to_string();
        let fill = Fill { host: &host, port: address.port(), seed: case.seed };
        let seat = program.seat(role, case.scenario, &self.here);
        let mut launch = Launch::new(seat.command_line(&fill), &seat.folder);
        launch.executable = seat.executable.clone();
        launch.shows_folder = seat.holds_files;
        if let Some(root) =
            self.options.root.as_ref().filter(|root| seat.holds_files && seat.folder.starts_with(root))
        {
            launch = launch.within(root);
        }
        launch.files_of = self.options.files_of;
        launch.env = fill.env(case.scenario.task).map(|(name, value)| (name.into(), value.into())).to_vec();
        launch.env.extend(seat.variables(&fill));
        let input = match role {
            Role::Server => self.options.input.server.as_ref().or(case.scenario.input.server.as_ref()),
            Role::Client => self.options.input.client.as_ref().or(case.scenario.input.client.as_ref()),
        };
        launch.stdin = program.own_input().or_else(|| input.map(|text| fill.word(text).into_bytes()));
        launch.keyboard = launch.stdin.is_none() && matches!(program, Program::Command(_));
        launch.limits = match program {
            // What a scenario grants students is not for the harness's own.
            Program::StandIn(_) => Limits::default(),
            Program::Reference | Program::Command(_) => case.scenario.limits,
        };
        launch.seed = (!self.options.by_chance).then_some(case.seed);
        launch
    }
}

/// Where a server is to listen, which can be told its port or not.
fn server_address(hosts: &Hosts, takes_port: bool) -> SocketAddr {
    match &hosts.port {
        Some(port) if takes_port => (Ipv4Addr::LOCALHOST, port.number).into(),
        Some(_) => (Ipv4Addr::LOCALHOST, PORT).into(),
        None => (network::HOST_ADDRESS, PORT).into(),
    }
}

/// Whether a server that has listened since then, with so much processor time used, has had the time to do what it does before
/// it waits for a client. Some never wait: they ask again and again.
fn has_had_time(server: &Process, (since, cpu): (Instant, Duration)) -> bool {
    server.cpu_time().saturating_sub(cpu) >= OPENS_FOR || since.elapsed() >= OPENS_FOR * 20
}

/// Stops a program, at a limit or because its work is over, and adds up what it took.
fn stopped(process: Process, limit: Option<Limit>, spent: &mut Spent) -> Result<ProgramFacts> {
    let observer = process.observer();
    limit.into_iter().for_each(|limit| process.reach(limit));
    let (facts, _) = lines::stop(process, None)?;
    spent.programs += observer.cpu_time();
    Ok(facts)
}

/// A server that was started.
enum Listening {
    Yes(Process, Vec<Listener>),
    /// It does not listen, and is ended.
    No(ProgramFacts),
}

/// A program that could not be started is a fact; a harness that could not start it is an error.
fn not_started(program: &Program, launch: &Launch, error: StartError) -> Result<ProgramFacts> {
    match error {
        StartError::Trouble(error) => Err(error.into()),
        // That is the grader's own failure and nobody's points.
        error if !matches!(program, Program::Command(_)) => {
            Err(error).with_context(|| format!("{} cannot be started", program.label()))
        }
        error => Ok(ProgramFacts {
            command: launch.argv.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
            stdout: Output::default(),
            stderr: Output::default(),
            end: End::NotStarted(error.to_string()),
            typed: Vec::new(),
            reached: Vec::new(),
        }),
    }
}

/// Stops both programs, those that still run. Each comes with the line at which it waited, where both stood still.
fn stop(
    server: Option<Process>,
    client: Result<Process, ProgramFacts>,
    still: Option<&Seen>,
) -> Result<(Option<Stopped>, Stopped)> {
    let waits = |role| still.map(|still| still.waits(role));
    let server = server.map(|server| lines::stop(server, waits(Role::Server))).transpose()?;
    let client = match client {
        Ok(client) => lines::stop(client, waits(Role::Client))?,
        Err(not_started) => (not_started, None),
    };
    Ok((server, client))
}

/// What came of a case once its client was started.
#[derive(Default)]
struct Attended {
    /// What the programs wait for, where it is certain that nothing more will happen.
    still: Option<Seen>,
    /// How long the programs slept, and how long they did so at least.
    idle: Duration,
    least_idle: Duration,
}

/// How a case went on until its client was done, or nobody did anything any more.
enum Course {
    ClientEnded,
    /// Nothing happened for as long as the scenario allows: no byte on the wire, no processor time, no output.
    OutOfTime,
    /// Nothing can happen any more.
    Standstill(Seen),
}

/// Waits for the client's end. `idle` learns how long the programs slept.
fn watch(
    case: &Case<'_>,
    client: &Process,
    server: Option<&Process>,
    tap: &Tap,
    idle: &mut Idle,
    mut standstills: Option<&mut Standstills<'_>>,
    typists: &mut [(Role, Typist<'_>)],
) -> Result<Course> {
    let progress = tap.progress();
    let processes: Vec<&Process> = [Some(client), server].into_iter().flatten().collect();
    let mut patience = Patience::new(case.scenario.timeout);
    // What a stand-in tries may prove nothing: it gets no longer than all that is tried with it.
    let most_idle = case.stand_in.map_or(Duration::MAX, |_| case.scenario.budget());
    let mut quiet = Quiet::default();
    loop {
        let has_ended = client.wait_until(Instant::now() + 10 * LOOK);
        idle.look(Instant::now(), || processes.iter().all(|process| process.is_waiting()));
        if has_ended {
            return Ok(Course::ClientEnded);
        }
        for (role, process) in [(Role::Client, Some(client)), (Role::Server, server)] {
            if progress.floods(role) {
                process.into_iter().for_each(|process| process.kill_at(Limit::Sent));
            }
        }
        typists.iter_mut().for_each(|(_, typist)| {
            typist.look();
        });
        let still = standstills.as_mut().and_then(|standstills| standstills.look());
        let is_asked = |seen: &Seen| typists.iter().any(|(role, typist)| typist.is_asked(seen.waits(*role)));
        if let Some(seen) = still.filter(|seen| !is_asked(seen)) {
            // One that has ended since it was asked above wakes nobody either, and that is no standstill.
            return Ok(if client.has_ended() { Course::ClientEnded } else { Course::Standstill(seen) });
        }
        // While the tap holds something back, the time is not the programs'.
        let held = || progress.is_holding().then(Instant::now);
        let is_out =
            patience.is_out(|| (progress.events(), held(), client.steps(), server.map(Process::steps)));
        // One that looks again and again whether something has come gets on by its own processor time, and by nothing else.
        let printed = processes.iter().map(|process| process.printed_bytes()).sum();
        let slept = quiet.slept((progress.events(), held(), printed), idle.total());
        if is_out || slept >= case.scenario.timeout || idle.total() >= most_idle {
            return patience.was_fair(&processes).map(|()| Course::OutOfTime);
        }
    }
}

/// Since when nothing was sent, handed over or printed: by what had been until then, and how long the programs had slept.
#[derive(Default)]
struct Quiet {
    last: Option<(u64, Option<Instant>, u64)>,
    slept: Duration,
}

impl Quiet {
    /// How long the programs have slept since then, of all that they slept so far.
    fn slept(&mut self, seen: (u64, Option<Instant>, u64), so_far: Duration) -> Duration {
        if self.last != Some(seen) {
            (self.last, self.slept) = (Some(seen), so_far);
        }
        so_far - self.slept
    }
}

/// What the tap asks about the programs.
#[derive(Default)]
struct Watched {
    server: OnceLock<Observer>,
    client: OnceLock<Observer>,
}

impl Watched {
    fn watch(&self, role: Role, process: Option<&Process>) {
        let place = match role {
            Role::Server => &self.server,
            Role::Client => &self.client,
        };
        // Each role is started once a case.
        let _ = process.map(|process| place.set(process.observer()));
    }

    /// Processor time of both.
    fn cpu_time(&self) -> Duration {
        [&self.server, &self.client].into_iter().filter_map(OnceLock::get).map(Observer::cpu_time).sum()
    }
}

impl Programs for Watched {
    fn is_waiting(&self, role: Role) -> Option<bool> {
        match role {
            Role::Server => self.server.get().map(Observer::is_waiting),
            // One that is only just being started waits for nothing.
            Role::Client => Some(self.client.get().is_some_and(Observer::is_waiting)),
        }
    }

    fn is_listening(&self, role: Role) -> Option<bool> {
        match role {
            Role::Server => self.server.get().map(Observer::is_listening),
            Role::Client => Some(self.client.get().is_some_and(Observer::is_listening)),
        }
    }

    fn cpu_time(&self, role: Role) -> Option<Duration> {
        match role {
            Role::Server => self.server.get().map(Observer::cpu_time),
            Role::Client => self.client.get().map(Observer::cpu_time),
        }
    }
}

/// The address of a server elsewhere.
pub fn resolve(host: &str, port: u16) -> Result<SocketAddr> {
    let mut addresses = (host, port).to_socket_addrs().with_context(|| {
        format!("cannot find the address of `{host}`: check the name given with `--host`")
    })?;
    addresses.next().with_context(|| format!("`{host}` has no address"))
}
