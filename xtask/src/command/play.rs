//! `cargo xtask play`: one half of a recorded conversation is played against a program, where the program that played it then is
//! not at hand.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use super::inherited;
use super::isolation::IsolationChoice;
use super::{asked, open_for_damage, say_damages};
use crate::class::address::{Address, Misnamed};
use crate::command_line::Command;
use crate::host::{self, Origin};
use crate::journal::ledger::Ledger;
use crate::observation::Observation;
use crate::plan::Case;
use crate::printable::printable;
use crate::recording::departure::departure;
use crate::recording::{Recorded, packets};
use crate::report::{Exit, transcript};
use crate::role::Role;
use crate::say;
use crate::scenario::{Scenario, parse_timeout};
use crate::script::StandIn;
use crate::stage::{Stage, StageOptions};
use crate::submission::{Program, Server, Submission};
use crate::words::play as words;

/// Larger files hold more than any lab's conversation.
const MOST_BYTES: u64 = 256 << 20;

/// Options of `cargo xtask play`.
#[derive(Debug, Args)]
pub struct Options {
    /// The recording: a case of a class (`results/alice/task2-seed7`), a file that `run --save` wrote (`.json` or `.pcapng`), or
    /// packets that Wireshark saved (`.pcapng` or `.pcap`)
    #[arg(value_name = "CASE")]
    recording: PathBuf,

    /// The server that the recorded client is played against; `{host}`, `{port}` and `{seed}` are filled in
    #[arg(long, value_name = "CMD", value_parser = Command::of_instructor, required_unless_present = "client", conflicts_with = "client")]
    server: Option<Command>,

    /// The client that the recorded server is played against
    #[arg(long, value_name = "CMD", value_parser = Command::of_instructor)]
    client: Option<Command>,

    /// The folder that the program runs in [default: that of the first file which an argument of CMD names]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,

    /// Which connection of the recording, from 1 [default: the one on which most was said]
    #[arg(long, value_name = "N")]
    connection: Option<usize>,

    /// The seed that the program's random numbers follow from [default: the recording's, or 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// How long the program may go without progress
    #[arg(long, value_name = "DURATION", value_parser = parse_timeout, default_value = "10s")]
    timeout: Duration,

    /// How far the program is kept apart from this machine
    #[arg(long, value_enum, default_value_t)]
    isolation: IsolationChoice,
}

/// What was found under the name of a recording.
struct Found {
    connections: Vec<Recorded>,
    /// The seed that its name says, or its case has.
    seed: Option<u64>,
}

/// Plays the other half, shows what happened, and says where the program departs from the recording.
pub fn execute(options: &Options) -> Result<u8> {
    let Found { connections, seed } = find(&options.recording)?;
    asked::are_here(options.dir.as_deref(), [&options.server, &options.client])?;
    let (number, recorded) = choose(&connections, options.connection)?;
    if connections.len() > 1 {
        say::note(&words::chosen(number, connections.len(), recorded));
    }
    if recorded.has_gaps {
        say::note(words::GAPS);
    }
    let (role, command) = match (&options.server, &options.client) {
        (Some(server), _) => (Role::Server, server),
        (None, Some(client)) => (Role::Client, client),
        (None, None) => bail!("name a program: `--server` or `--client`"),
    };
    let seed = options.seed.or(seed).unwrap_or(1);
    let observation = play(options, recorded, role, command, seed)?;
    if let Some(trouble) = &observation.trouble {
        bail!("{}", printable(trouble));
    }
    match departure(recorded, role, &observation) {
        None => {
            say::line(words::same(role));
            Ok(Exit::Passed.code())
        }
        Some(departure) => {
            say::line(printable(&words::departs(role, &departure)));
            Ok(Exit::Failed.code())
        }
    }
}

/// Runs the program with the other half of the recording, and prints what both did.
fn play(
    options: &Options,
    recorded: &Recorded,
    role: Role,
    command: &Command,
    seed: u64,
) -> Result<Observation> {
    let scenario = scenario(options.timeout);
    inherited::suffices_to_run([&scenario])?;
    for note in host::look_for_toolchains() {
        say::note(note);
    }
    host::hide("the recording", &options.recording)?;
    let isolation = options.isolation.choose()?;
    let command = match &options.dir {
        Some(folder) => command.clone().in_folder(folder),
        None => command.clone(),
    };
    let played = match role {
        Role::Server => Role::Client,
        Role::Client => Role::Server,
    };
    let script = recorded.script(played, options.timeout);
    let ours = Program::StandIn(Box::new(script.clone()));
    let theirs = Program::Command(command);
    let submission = match role {
        Role::Server => Submission { server: Server::Start(theirs), client: ours },
        Role::Client => Submission { server: Server::Start(ours), client: theirs },
    };
    let stand_in = StandIn::of_recording(seed, script);
    let case = Case::with_stand_in(0, &scenario, &stand_in);
    let stage_options = StageOptions { files_of: Origin::Instructor, ..StageOptions::default() };
    let observation = Stage::set(submission, isolation, stage_options)?.observe(&case, 0);
    say::result(transcript::render(&case, &observation));
    Ok(observation)
}

/// No scenario stands behind a recording: nothing is judged, and the program may use what programs usually may.
fn scenario(timeout: Duration) -> Scenario {
    let text = "format = 1\ntitle = 'a recorded conversation'\ntask = 'greet'\n";
    let scenario = Scenario::parse("recording".as_ref(), text).expect("this scenario is right");
    Scenario { timeout, ..scenario }
}

fn find(path: &Path) -> Result<Found> {
    if path.is_file() {
        let found = read(path);
        return found.map_err(|why| Misnamed(format!("cannot play `{}`: {why}", path.display())).into());
    }
    let address = Address::parse(path)
        .map_err(|_| Misnamed(format!("`{}` is neither a file nor a case of a class", path.display())))?;
    if address.case.is_none() {
        return Err(Misnamed::lacks_case(path).into());
    }
    let ledger = Ledger::open(&address.results)?;
    say_damages(&ledger, &open_for_damage())?;
    let graded = address.graded(&ledger)?;
    let place = address.find(&graded)?;
    Ok(Found { connections: of_observation(place.observation), seed: Some(place.case.seed) })
}

/// A file of packets, or what was observed of a case. The error is why it is neither.
fn read(path: &Path) -> Result<Found, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    file.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(format!("it is larger than {most} MiB: save only the packets of one conversation"));
    }
    let seed = path.file_stem().and_then(|stem| seed_in(&stem.to_string_lossy()));
    if bytes.trim_ascii_start().starts_with(b"{") {
        let observation: Observation = serde_json::from_slice(&bytes)
            .map_err(|error| format!("this is no case that `run --save` wrote: {error}"))?;
        return Ok(Found { connections: of_observation(&observation), seed });
    }
    let (connections, is_cut) = packets::connections(&bytes).map_err(|error| error.to_string())?;
    if is_cut {
        say::note(words::CUT);
    }
    Ok(Found { connections, seed })
}

/// The seed in the name of a case: `task2-seed7-as-sent`.
fn seed_in(name: &str) -> Option<u64> {
    let (_, behind) = name.rsplit_once("-seed")?;
    behind.split('-').next()?.parse().ok()
}

fn of_observation(observation: &Observation) -> Vec<Recorded> {
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    connections.map(Recorded::of_connection).filter(|recorded| !recorded.is_empty()).collect()
}

/// The connection to play, with its number.
fn choose(connections: &[Recorded], asked: Option<usize>) -> Result<(usize, &Recorded)> {
    let number = match asked {
        Some(asked) => asked,
        // Of several alike the first.
        None => (1..=connections.len()).rev().max_by_key(|number| connections[number - 1].len()).unwrap_or(1),
    };
    let chosen = connections.get(number.wrapping_sub(1)).map(|recorded| (number, recorded));
    let why = match asked {
        Some(asked) if !connections.is_empty() => words::no_connection(asked, connections.len()),
        _ => words::SILENT.to_owned(),
    };
    Ok(chosen.ok_or(Misnamed(why))?)
}
