//! One case from its start to its end: two hosts, the server, the tap, the client, and what they did. No judgement.

mod another;
mod answers;
mod attendance;
mod hosts;
mod lines;
mod listening;
mod patience;
mod standstill;
mod typist;
mod watched;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use attendance::{Attended, Held};
use hosts::Hosts;
use lines::Stopped;
use listening::Listening;
use watched::Watched;

use crate::command_line::{Fill, Seat};
use crate::fault::{self, Fault};
use crate::host::blocked::Thread;
use crate::host::sockets::Listener;
use crate::host::watch::Death;
use crate::host::{self, Isolation, Launch, Limits, Origin, Process, SUBMISSION, StartError, network};
use crate::lack::{self, Lack};
use crate::observation::{End, Lost, Observation, Output, ProgramFacts, SentAt, SourceLine};
use crate::plan::Case;
use crate::processor_time::thread_time;
use crate::record::Saving;
use crate::role::Role;
use crate::scenario::Input;
use crate::submission::{Program, Server, Submission};
use crate::tap::{self, Packets, Tap, TapOptions};
use crate::words::lack::lack as lack_words;

/// How often something is looked at that the kernel does not tell of by itself.
const LOOK: Duration = Duration::from_millis(1);

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
        if self.isolation == Isolation::None && (case.hold.is_some() || case.second) {
            // Nobody answers its calls there, and what one client left in the network is there for the next.
            return observation;
        }
        let programs = Arc::new(Watched::default());
        let result = self.try_observe(case, slot, &programs, &mut observation);
        for role in Role::BOTH {
            let Some((facts, seat)) = observation.program(role).zip(self.seat(case, role)) else { continue };
            let death = programs.death(role);
            let (lack, lost) = (self.lack(&seat, facts), self.lost(&seat, facts, death.clone()));
            let line = self.line_of_fall(&seat, facts, death);
            observation.lacks.extend(lack.map(|lack| (role, lack_words(&lack))));
            observation.lost = observation.lost.take().or(lost);
            observation.fell_at.extend(line.map(|line| (role, line)));
        }
        let result = result.and_then(|packets| match &self.options.save {
            // What stands there is the case itself.
            Some(_) if case.hold.is_some() => Ok(()),
            Some(_) if case.second && observation.client.is_none() => Ok(()),
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

    /// At which line of its source a program of the submission fell over, where it says so or was seen to die.
    fn line_of_fall(&self, seat: &Seat, facts: &ProgramFacts, death: Option<Death>) -> Option<SourceLine> {
        if !matches!(facts.end, End::Killed(_)) && !matches!(facts.end, End::Exited(1..)) {
            return None;
        }
        let said = || self.own_line(seat, &fault::read(&String::from_utf8_lossy(&facts.stderr.kept))?);
        let seen = || {
            let death = death.filter(|death| facts.end.signal() == Some(death.signal))?;
            self.own_line(seat, &Fault { message: String::new(), places: death.lines })
        };
        said().or_else(seen)
    }

    /// How a process of a program died that went on itself, and at which line of the submission's own.
    fn lost(&self, seat: &Seat, facts: &ProgramFacts, death: Option<Death>) -> Option<Lost> {
        let death = death.filter(|death| death.is_own_doing() && facts.end.signal() != Some(death.signal))?;
        let fault = Fault { message: String::new(), places: death.lines };
        Some(Lost { signal: death.signal, line: self.own_line(seat, &fault)? })
    }

    /// The line of the submission's own that is named there, with what stands in it.
    fn own_line(&self, seat: &Seat, fault: &Fault) -> Option<SourceLine> {
        let root = self.options.root.as_ref().filter(|root| seat.folder.starts_with(root));
        let root = root.unwrap_or(&seat.folder);
        let inside = seat.folder.strip_prefix(root).ok().filter(|_| seat.holds_files)?;
        fault.own_line(root, inside, Path::new(SUBMISSION))
    }

    /// A line at which a program was, by its file's path in the submission, and with what stands in it where nobody has told.
    fn found(&self, case: &Case<'_>, role: Role, line: SourceLine) -> SourceLine {
        let own = self.seat(case, role).and_then(|seat| self.own_line(&seat, &Fault::at(&line)));
        let own = own.map(|own| SourceLine { text: line.text.clone().or(own.text), ..own });
        own.unwrap_or(line)
    }

    /// Fills in `seen` as far as it gets, and returns the packets of the conversation.
    fn try_observe(
        &self,
        case: &Case<'_>,
        slot: usize,
        programs: &Arc<Watched>,
        seen: &mut Observation,
    ) -> Result<Packets> {
        let start = Instant::now();
        let submission = self.submission_of(case);
        let mut hosts = Hosts::open(self.isolation, u32::try_from(slot)?, &submission.server)?;

        let (server, listeners) = match (&submission.server, self.upstream) {
            (Server::Start(program), _) => match self.start_server(&hosts, case, program, programs, seen)? {
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
        let takes_port = matches!(&submission.server, Server::Start(program) if program.takes_port());
        let address = server_address(&hosts, takes_port);
        let (start, for_another) = match (case.second, &server) {
            (false, _) => (start, None),
            (true, None) => return Ok(Packets::default()),
            (true, Some(server)) => {
                let served =
                    self.serve_another(&mut hosts, case, (server, address), &listeners, &mut seen.spent)?;
                let Some(for_another) = served else {
                    *seen = Observation { spent: seen.spent, ..Observation::default() };
                    return Ok(Packets::default());
                };
                (Instant::now(), Some(for_another))
            }
        };

        let tap = Tap::open(TapOptions {
            client: &hosts.client_network,
            server: &hosts.server_network,
            listeners: &listeners,
            delivery: case.delivery,
            seed: case.seed,
            start,
            limits: tap::Limits::default(),
            programs: Some(Arc::<Watched>::clone(programs)),
        })?;
        let door = *tap.addresses().first().context("the tap has no door")?;
        let (client, attended) = match self.start_client(&hosts, case, &submission.client, door)? {
            Ok(client) => {
                programs.watch(Role::Client, Some(&client));
                let attended = self.attend(case, (server.as_ref(), address), (&client, door), &tap, start)?;
                (Ok(client), attended)
            }
            Err(not_started) => (Err(not_started), Attended::default()),
        };
        let Attended { still, held, idle, least_idle } = attended;
        // The conversation ends here: what the programs say when they are stopped is none of it. Where they stand still, each
        // is found as it stands only if the other's end does not reach it.
        let progress = tap.progress();
        let (conversation, packets, connections) = tap.finish_with_open_connections()?;
        let connections = (still.is_some() || held.is_some()).then_some(connections);
        seen.spent.grader += progress.processor_time();
        seen.spent.idle += match least_idle.is_zero() {
            // While the tap was held up, the programs may have waited for nothing else.
            true => idle.saturating_sub(progress.delay()),
            false => idle.max(least_idle),
        };
        let thread = |role| match &held {
            Some(held) => Some(&held.thread).filter(|_| held.role == role),
            None => still.as_ref().and_then(|still| still.thread(role)),
        };
        let printed = server.as_ref().map_or([0; 2], another::printed);
        let (mut server, client) = stop(server, client, thread)?;
        if let Some((for_another, (server, _))) = for_another.zip(server.as_mut())
            && !for_another.take_out(server, printed)
        {
            *seen = Observation { spent: seen.spent, ..Observation::default() };
            return Ok(packets);
        }
        drop(connections);
        seen.spent.programs += programs.cpu_time();
        let ((server, server_line), (client, client_line)) = (server.unzip(), client);
        let server_line = server_line.flatten().map(|line| self.found(case, Role::Server, line));
        let client_line = client_line.map(|line| self.found(case, Role::Client, line));
        let lines = [server_line, client_line];
        match held {
            Some(Held { role, before, .. }) => {
                let [server, client] = lines;
                let line = if role == Role::Server { server } else { client };
                seen.sent_at = line.map(|line| SentAt { before, line });
            }
            None => seen.standstill = still.map(|still| still.told(lines)),
        }
        (seen.server, seen.client) = (server, Some(client));
        let bypassed = conversation.connections.is_empty()
            && self.isolation == Isolation::None
            && !submission.client.takes_port();
        seen.conversation = (!bypassed).then_some(conversation);
        Ok(packets)
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
        launch.hold = case.hold.filter(|hold| hold.role == role).map(|hold| hold.at);
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

/// Stops both programs, those that still run. Each comes with the line at which its thread was, where one is to be looked at.
fn stop<'t>(
    server: Option<Process>,
    client: Result<Process, ProgramFacts>,
    thread: impl Fn(Role) -> Option<&'t Thread>,
) -> Result<(Option<Stopped>, Stopped)> {
    let server = server.map(|server| lines::stop(server, thread(Role::Server))).transpose()?;
    let client = match client {
        Ok(client) => lines::stop(client, thread(Role::Client))?,
        Err(not_started) => (not_started, None),
    };
    Ok((server, client))
}

/// The address of a server elsewhere.
pub fn resolve(host: &str, port: u16) -> Result<SocketAddr> {
    let mut addresses = (host, port).to_socket_addrs().with_context(|| {
        format!("cannot find the address of `{host}`: check the name given with `--host`")
    })?;
    addresses.next().with_context(|| format!("`{host}` has no address"))
}
