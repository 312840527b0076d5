//! `cargo xtask run`: run a server and a client, and judge both.

pub(super) mod judging;

use std::convert::Infallible;
use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use judging::{Shown, Spending, collect};

use super::cases::Cases;
use super::inherited;
use super::interrupt;
use super::isolation::IsolationChoice;
use super::stand_ins::{Observed, Tries};
use super::{USAGE, asked};
use crate::called;
use crate::command_line::Command;
use crate::host::{self, Origin};
use crate::intake;
use crate::plan::{self, Case, Event};
use crate::record::{Saving, What};
use crate::report::{self, Ended, Exit};
use crate::say;
use crate::scenario::{Input, Scenario, parse_timeout};
use crate::stage::{self, Stage, StageOptions};
use crate::stand_in::Need;
use crate::submission::{Program, Server, Submission};
use crate::verdict::results::{LeftOut, ScenarioResult};

/// Options of `cargo xtask run`.
#[derive(Debug, Args)]
pub struct Options {
    /// `task1`, `task2` or `task3`; or scenarios' files, `lab.toml`s, and folders of them
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    /// How to start the server [default: the reference server]
    ///
    /// `{host}`, `{port}` and `{seed}` are filled in where they stand, and given as SOCKLAB_HOST, SOCKLAB_PORT and
    /// SOCKLAB_SEED in the environment.
    #[arg(long, value_name = "CMD", value_parser = Command::of_instructor)]
    server: Option<Command>,

    /// How to start the client [default: the reference client]
    ///
    /// As for `--server`.
    #[arg(long, value_name = "CMD", value_parser = Command::of_instructor)]
    client: Option<Command>,

    /// A server that someone else runs on another machine, instead of starting one [port: 12345]
    ///
    /// Only what the client shows and what crosses the wire can then be judged; the rest is open.
    #[arg(long, value_name = "NAME[:PORT]", conflicts_with = "server", value_parser = elsewhere)]
    host: Option<Server>,

    /// The folder that both programs run in [default: that of the first file which an argument of CMD names]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,

    /// What to feed to the server's standard input, instead of what the scenario says
    ///
    /// `{host}`, `{port}` and `{seed}` are filled in; `\n` is the end of a line.
    #[arg(long, value_name = "TEXT", value_parser = lines)]
    pub(super) server_input: Option<String>,

    /// What to feed to the client's standard input, instead of what the scenario says: `1\n{host}\n{port}\n`
    #[arg(long, value_name = "TEXT", value_parser = lines)]
    pub(super) client_input: Option<String>,

    #[command(flatten)]
    cases: Cases,

    /// How long a case may go without progress, instead of the scenario's: `10s`, `500ms`
    #[arg(long, value_name = "DURATION", value_parser = parse_timeout)]
    timeout: Option<Duration>,

    /// Cases at the same time [default: one a processor, or one where the programs choose their own port]
    #[arg(long, short, value_name = "N", value_parser = super::cases::jobs)]
    jobs: Option<NonZeroUsize>,

    /// How far the programs are kept apart from this machine and from each other
    #[arg(long, value_enum, default_value_t)]
    pub(super) isolation: IsolationChoice,

    /// Write the results as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Save of each case what was observed (JSON) and the packets of both hosts (pcapng, for Wireshark) in this folder
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,

    /// Leave open what one program of a pair spoils for the other, instead of playing it
    ///
    /// Otherwise, where a check cannot be answered because the other program of the pair is broken, the grader plays that
    /// program, in the format in which the two talk to each other, and answers the check with it.
    #[arg(long)]
    no_stand_ins: bool,

    /// Show what the programs printed and how they ended
    #[arg(long, short)]
    verbose: bool,
}

/// Text with the ends of lines written as `\n`.
fn lines(text: &str) -> Result<String, Infallible> {
    Ok(text.replace("\\n", "\n"))
}

/// Reads `name`, `name:port`, `10.0.0.5:4711`, `[::1]:4711` or `::1`.
fn elsewhere(text: &str) -> Result<Server, String> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
        _ => (text, "12345"), // a bare name, or a bare IPv6 address
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match port.parse() {
        Ok(port @ 1..) if !host.is_empty() => Ok(Server::Elsewhere { host: host.to_owned(), port }),
        _ => {
            Err("expected a name or an address and perhaps a port from 1 to 65535, such as `lab-12`, `10.0.0.5:12345`"
                .to_owned())
        }
    }
}

/// Runs every case, prints the table, writes the reports.
pub fn execute(options: &Options) -> Result<u8> {
    let Some(scenarios) = load(options) else { return Ok(USAGE) };
    look_at_places(options, &scenarios)?;
    inherited::suffices_to_run(&scenarios)?;
    let submission = submission(options);
    if options.server.is_some() || options.client.is_some() {
        hide(options, &scenarios)?;
    }
    // Before any thread: an ordinary user's networks belong to a user namespace, which only a single thread can enter.
    let isolation = options.isolation.choose()?;
    let stage_options = StageOptions {
        input: Input { server: options.server_input.clone(), client: options.client_input.clone() },
        save: options.save.clone().map(|folder| Saving {
            folder,
            what: What::All { again: scenarios.iter().map(|scenario| again(scenario, options)).collect() },
        }),
        files_of: Origin::Instructor,
        ..StageOptions::default()
    };
    let stage = Stage::set(submission, isolation, stage_options)?;
    let jobs = stage.jobs(options.jobs);
    let cases = plan::cases(&scenarios);

    let spending = Spending::default();
    let shown = Shown::new(cases.len(), options.verbose);
    let (sender, events) = mpsc::channel();
    let on_signal = sender.clone();
    interrupt::on_first(move || drop(on_signal.send(Event::Interrupted)))?;
    thread::scope(|scope| {
        let is_wanted = |case: &Case<'_>| !spending.is_over(case);
        plan::work(scope, &cases, jobs, &sender, is_wanted, |case, slot| stage.observe(case, slot))?;
        let mut results = empty_results(&scenarios, stage.submission(), options);
        let quoted = quoted(stage.submission(), options);
        let need = |scenario| Need::new(scenario, stage.submission(), quoted.clone());
        let mut needs: Vec<Need<'_>> = scenarios.iter().map(need).collect();
        let mut seen: Vec<Observed> = scenarios.iter().map(|_| Observed::default()).collect();
        let mut complete =
            collect(&events, &cases, (&mut results, &mut seen), (stage.submission(), &spending), &shown);
        let tries =
            Tries { stage: &stage, sender: &sender, events: &events, spending: &spending, shown: &shown };
        complete = complete && tries.go_further(scope, &scenarios, &mut seen, &mut results)?;
        complete = complete && tries.repeat(scope, &scenarios, &mut seen, &mut results)?;
        for ((result, need), seen) in results.iter_mut().zip(&mut needs).zip(&seen) {
            seen.settle(result);
            seen.tell(need, result);
            shown.together(result);
        }
        if complete && !options.no_stand_ins {
            complete = tries.play(scope, needs, &mut seen, &mut results)?;
        }
        complete = complete && tries.come_second(scope, &scenarios, &seen, &mut results)?;
        shown.finish();
        report(&results, options, if complete { Ended::Whole } else { Ended::Interrupted })?;
        if !complete {
            // Workers still run. Leaving takes them along, and everything that they started.
            interrupt::leave();
        }
        Ok(Exit::of(&results).code())
    })
}

/// Short texts that stand in quotes in the sources of both programs, as far as their commands name them.
fn quoted(submission: &Submission, options: &Options) -> Vec<String> {
    let source = |program: &Program| match program {
        Program::Command(command) => command.source(),
        Program::Reference | Program::StandIn(_) => None,
    };
    let server = match &submission.server {
        Server::Start(program) => source(program),
        Server::Elsewhere { .. } => None,
    };
    let files: Vec<PathBuf> = server.into_iter().chain(source(&submission.client)).collect();
    intake::quoted_in(options.dir.as_deref().unwrap_or(Path::new(".")), &files)
}

/// Whether the folder, the reports and the host that options name are there: a long run is not to end in a report that
/// cannot be written.
fn look_at_places(options: &Options, scenarios: &[Scenario]) -> Result<()> {
    if let Some(folder) = &options.dir {
        fs::read_dir(folder).with_context(|| format!("cannot run programs in `{}`", folder.display()))?;
    }
    asked::are_here(options.dir.as_deref(), [&options.server, &options.client])?;
    for file in [&options.json, &options.junit].into_iter().flatten() {
        File::options().append(true).create(true).open(file).with_context(|| unwritable(file))?;
    }
    if let Some(folder) = &options.save {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        let stems: Vec<_> = scenarios.iter().filter_map(|scenario| scenario.path.file_stem()).collect();
        if let Some(stem) =
            stems.iter().enumerate().find_map(|(i, stem)| stems[..i].contains(stem).then_some(stem))
        {
            bail!(
                "two scenarios are called `{}`, and would save their cases in the same files: run them one at a time",
                stem.display()
            );
        }
    }
    if let Some(Server::Elsewhere { host, port }) = &options.host {
        stage::resolve(host, *port)?;
    }
    Ok(())
}

/// Has no program see what it is judged by, and what becomes of it.
pub(super) fn hide(options: &Options, scenarios: &[Scenario]) -> Result<()> {
    for note in host::look_for_toolchains() {
        say::note(note);
    }
    let scenarios = scenarios.iter().map(|scenario| &scenario.path).filter(|file| file.exists());
    for file in scenarios.chain(&options.json).chain(&options.junit) {
        host::hide("a scenario or a report", file)?;
    }
    if let Some(folder) = &options.save {
        host::hide("the folder of `--save`", folder)?;
    }
    Ok(())
}

/// Reads the scenarios and says what is wrong with them; `None` where anything is.
pub(super) fn load(options: &Options) -> Option<Vec<Scenario>> {
    let mut scenarios = asked::scenarios(options.scenarios.iter().map(PathBuf::as_path))?;
    for scenario in &mut scenarios {
        options.cases.choose(scenario);
        scenario.timeout = options.timeout.unwrap_or(scenario.timeout);
    }
    Some(scenarios)
}

pub(super) fn submission(options: &Options) -> Submission {
    let program = |given: &Option<Command>| match (given, &options.dir) {
        (Some(command), Some(folder)) => Program::Command(command.clone().in_folder(folder)),
        (Some(command), None) => Program::Command(command.clone()),
        (None, _) => Program::Reference,
    };
    let server = match &options.host {
        Some(elsewhere) => elsewhere.clone(),
        None => Server::Start(program(&options.server)),
    };
    Submission { server, client: program(&options.client) }
}

fn empty_results(scenarios: &[Scenario], submission: &Submission, options: &Options) -> Vec<ScenarioResult> {
    let result = |scenario: &Scenario| ScenarioResult {
        scenario: scenario.clone(),
        server: submission.server.label(),
        client: submission.client.label(),
        again: again(scenario, options),
        cases: Vec::new(),
        repeats: None,
        stand_ins: Vec::new(),
        left_out: LeftOut::default(),
        joint: None,
        corrections: std::collections::BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
    };
    scenarios.iter().map(result).collect()
}

/// The table on the terminal, and the files that were asked for.
fn report(results: &[ScenarioResult], options: &Options, ended: Ended) -> Result<()> {
    say::result(report::terminal::render(results, ended));
    if let Some(file) = &options.json {
        fs::write(file, report::json::render(results, ended)).with_context(|| unwritable(file))?;
    }
    if let Some(file) = &options.junit {
        let text = report::junit::render(results).context("cannot put the results into XML")?;
        fs::write(file, text).with_context(|| unwritable(file))?;
    }
    Ok(())
}

fn unwritable(file: &Path) -> String {
    format!("cannot write the report `{}`", file.display())
}

/// The command that runs this scenario again, without seeds and deliveries.
fn again(scenario: &Scenario, options: &Options) -> String {
    let mut words = vec!["run".to_owned(), asked::again(scenario)];
    let mut option = |name: &str, value: Option<String>| {
        words.extend(value.into_iter().flat_map(|value| [format!("--{name}"), value]));
    };
    option("server", options.server.as_ref().map(ToString::to_string));
    option("host", options.host.as_ref().map(Server::label));
    option("client", options.client.as_ref().map(ToString::to_string));
    option("dir", options.dir.as_ref().map(|folder| folder.display().to_string()));
    option("isolation", (options.isolation != IsolationChoice::Auto).then(|| options.isolation.to_string()));
    let quoted = |text: &String| text.replace('\n', "\\n");
    option("server-input", options.server_input.as_ref().map(quoted));
    option("client-input", options.client_input.as_ref().map(quoted));
    option("timeout", options.timeout.map(|timeout| humantime::format_duration(timeout).to_string()));
    if options.no_stand_ins {
        words.push("--no-stand-ins".to_owned());
    }
    format!("{} {}", called::name(), shell_words::join(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_a_name_or_an_address_and_perhaps_a_port() {
        for (text, host, port) in [
            ("lab-12", "lab-12", 12345),
            ("lab-12:4711", "lab-12", 4711),
            ("10.0.0.5:1", "10.0.0.5", 1),
            ("::1", "::1", 12345),
            ("[::1]:4711", "::1", 4711),
            ("[fe80::1]", "fe80::1", 12345),
        ] {
            assert_eq!(elsewhere(text), Ok(Server::Elsewhere { host: host.into(), port }), "{text}");
        }
        for text in ["", ":4711", "lab-12:", "lab-12:0", "lab-12:99999", "lab-12:port"] {
            assert!(elsewhere(text).is_err(), "{text}");
        }
    }
}
