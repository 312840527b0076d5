//! Compiling what was handed in: in the sandbox, once, with limits of its own.
//!
//! A build is a student's program like any other: a Makefile runs what it likes. It runs in a copy of the folder, without
//! a network, and only when all of it has ended its folder is copied out again: regular files, so many and so large.
//! What a compiler says is the student's feedback, its first lines and harmless.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::left;
use super::programs::{Candidate, Programs};
use super::stop::Stop;
use super::unpack::Submission;
use crate::hand_in::{BuildFailure, Problem};
use crate::host::network::Network;
use crate::host::{Host, Isolation, Launch, Limits, RemainsError, StartError};
use crate::lack::{self, Lack};
use crate::observation::{End, Limit, ProgramFacts};
use crate::printable::printable;
use crate::role::Role;
use crate::words::download::refusal;
use crate::words::intake as words;
use crate::words::lack::lack as lack_words;

/// What a build may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// As for any program.
    pub limits: Limits,
    /// How long it may do nothing at all: no processor time, no output.
    pub idle: Duration,
}

impl Default for Allowance {
    fn default() -> Self {
        let limits = Limits {
            cpu: Duration::from_secs(60),
            processes: 256,
            memory_bytes: 1 << 30,
            file_bytes: 128 << 20,
            space_bytes: 256 << 20,
            output_bytes: 64 << 10,
            open_files: 1024,
        };
        Self { limits, idle: Duration::from_secs(20) }
    }
}

/// How long it may take in any case.
const LONGEST: Duration = Duration::from_secs(600);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// How much of a folder is kept when it was built. It has to fit into the space of a program.
const MOST_BYTES: u64 = 56 << 20;

/// The same, in files.
const MOST_FILES: u64 = 4000;

/// Lines of a compiler's output that are kept: the first ones say what the others follow from.
const MOST_LINES: usize = 20;

/// Characters of a line.
const LONGEST_LINE: usize = 200;

/// A step before programs can be started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// The command, from `dir`.
    pub command: Vec<String>,
    /// The folder that it runs in, below the submission's.
    pub dir: PathBuf,
    /// What has to be there then, below `dir`.
    pub makes: Vec<PathBuf>,
    /// The file that it is for.
    pub for_file: PathBuf,
    /// What makes it, where the command leaves no program of that file under whatever name: none, where it has to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<String>,
}

impl Build {
    /// Whether the same is done.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let done = |build: &Self| (build.command.clone(), build.dir.clone(), build.otherwise.clone());
        done(self) == done(other)
    }
}

/// What came of all builds of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// The folder from which the programs are started.
    pub folder: PathBuf,
    /// Each build, as in `Programs::builds`.
    pub steps: Vec<Step>,
}

/// What came of one build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The build.
    pub build: Build,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a build ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It made what it was to make.
    Made,
    /// It did not.
    Failed(BuildFailure),
}

impl Built {
    /// Whether what a candidate needs was made.
    pub fn has(&self, candidate: &Candidate) -> bool {
        let step = candidate.build.and_then(|build| self.steps.get(build));
        candidate.build.is_none() || step.is_some_and(|step| step.outcome == Outcome::Made)
    }
}

/// Runs all builds of `programs`, whose sources are in `folder`, on the hosts of `slot`. The folder that comes of it
/// becomes `into`, which must not exist: it is there when everything is done, and not before. `folder` stays as it is, and is
/// itself the result where nothing has to be built. An error is the harness's own.
pub fn build(
    programs: &Programs,
    folder: &Path,
    into: &Path,
    isolation: Isolation,
    slot: u32,
    allowance: &Allowance,
) -> Result<Built> {
    if programs.builds.is_empty() {
        return Ok(Built { folder: folder.to_owned(), steps: Vec::new() });
    }
    let parent = into.parent().context("a folder to build into has a folder above it")?;
    let name = into.file_name().context("a folder to build into has a name")?.to_string_lossy();
    let [work, fresh] = ["work", "fresh"].map(|what| parent.join(format!(".{name}.{what}")));
    for left in [&work, &fresh] {
        // Of a build that was killed.
        if left.exists() {
            fs::remove_dir_all(left).with_context(|| format!("cannot remove `{}`", left.display()))?;
        }
    }
    let result = build_in(programs, folder, &work, &fresh, isolation, slot, allowance);
    if result.is_err() {
        let _ = fs::remove_dir_all(&work);
        let _ = fs::remove_dir_all(&fresh);
    }
    let steps = result?;
    fs::rename(&work, into).with_context(|| format!("cannot make `{}`", into.display()))?;
    Ok(Built { folder: into.to_owned(), steps })
}

fn build_in(
    programs: &Programs,
    folder: &Path,
    work: &Path,
    fresh: &Path,
    isolation: Isolation,
    slot: u32,
    allowance: &Allowance,
) -> Result<Vec<Step>> {
    fs::create_dir(work).context("cannot make a folder to build in")?;
    let mut copy = Submission::new(work);
    copy.add_folder(folder).map_err(|stop| match stop {
        Stop::Refused(why) => anyhow::anyhow!("{}", refusal(&why)),
        Stop::Machine(error) => error.into(),
    })?;
    let host = Host::open(isolation, Role::Server, slot)?;
    let network = match isolation {
        Isolation::None => Network::machine(),
        Isolation::Network | Isolation::Sandbox => Network::fresh()?,
    };
    let mut steps = Vec::new();
    for build in &programs.builds {
        let run = |build: &Build| {
            step(&host, &network, build, work, fresh, allowance)
                .with_context(|| format!("cannot run `{}`", printable(&shell_words::join(&build.command))))
        };
        let outcome = match &build.otherwise[..] {
            [] => run(build)?,
            otherwise => {
                let made = run(&Build { makes: Vec::new(), ..build.clone() })?;
                match left::take(folder, work, build)? && made == Outcome::Made {
                    true => Outcome::Made,
                    false => run(&Build { command: otherwise.to_vec(), ..build.clone() })?,
                }
            }
        };
        steps.push(Step { build: build.clone(), outcome });
    }
    Ok(steps)
}

/// Runs one build in `work`, and puts what came of it there.
fn step(
    host: &Host,
    network: &Network,
    build: &Build,
    work: &Path,
    fresh: &Path,
    allowance: &Allowance,
) -> Result<Outcome> {
    let dir = work.join(&build.dir);
    let mut launch = Launch::new(build.command.iter(), &dir).within(work);
    launch.hands_back = true;
    launch.limits = allowance.limits;
    launch.env = ENVIRONMENT.iter().map(|&(name, value)| (name.into(), value.into())).collect();
    let failed = |why: Problem, facts: Option<&ProgramFacts>| {
        Outcome::Failed(BuildFailure {
            command: printable(&shell_words::join(&build.command)),
            why,
            output: facts.map(first_lines).unwrap_or_default(),
        })
    };
    let process = match network.visit(|| host.start(&launch))? {
        Ok(process) => process,
        Err(StartError::Trouble(error)) => return Err(error.into()),
        Err(
            error @ (StartError::FolderTooLarge { .. }
            | StartError::NotForIt { .. }
            | StartError::InterpreterNotForIt { .. }),
        ) => {
            return Ok(failed(Problem::Student(error.to_string()), None));
        }
        // A compiler that is not there is the machine's lack; a student's own build script is the student's.
        Err(error) if build.command[0].contains('/') => {
            return Ok(failed(Problem::Student(error.to_string()), None));
        }
        Err(_) => return Ok(failed(Problem::Machine(lack_words(&Lack::program(&build.command[0]))), None)),
    };
    let (start, mut changed, mut last) = (Instant::now(), Instant::now(), None);
    while !process.wait_until(Instant::now() + LOOK) {
        let now = Instant::now();
        let seen = Some(process.steps());
        if last != seen {
            (last, changed) = (seen, now);
        }
        let patience = [(changed, allowance.idle), (start, LONGEST)];
        if let Some((_, time)) = patience.into_iter().find(|(since, time)| now - *since >= *time) {
            process.reach(Limit::WallTime(time));
            break;
        }
    }
    let (facts, remains) = process.stop_and_keep()?;
    if facts.end != End::Exited(0) {
        let said: Vec<u8> = [&facts.stderr.kept[..], b"\n", &facts.stdout.kept[..]].concat();
        let holds = |name: &str| lack::holds(work, name);
        if let Some(lack) = Lack::of_build(&String::from_utf8_lossy(&said), &holds) {
            return Ok(failed(Problem::Machine(lack_words(&lack)), Some(&facts)));
        }
        let why = words::build_ended(&facts.end, &facts.reached);
        // A compiler crashes for no program: it is broken, or this machine has not what it needs itself.
        let of_machine = matches!(facts.end, End::Killed(_)) && !build.command[0].contains('/');
        return Ok(failed(
            if of_machine { Problem::Machine(why) } else { Problem::Student(why) },
            Some(&facts),
        ));
    }
    if let Some(remains) = remains {
        fs::create_dir(fresh)?;
        match remains.copy_to(fresh, MOST_BYTES, MOST_FILES) {
            Ok(()) => {}
            Err(RemainsError::Io(error)) => return Err(error).context("cannot copy what was built"),
            Err(error @ RemainsError::TooLarge(_)) => {
                fs::remove_dir_all(fresh)?;
                return Ok(failed(Problem::Student(error.to_string()), Some(&facts)));
            }
        }
        fs::remove_dir_all(work)?;
        fs::rename(fresh, work)?;
    }
    let missing = build.makes.iter().find(|made| !is_regular(&dir.join(made)));
    Ok(match missing {
        Some(made) => failed(Problem::Student(words::made_nothing(made)), Some(&facts)),
        None => Outcome::Made,
    })
}

/// What compilers would else look for, or write, in the student's folder or outside of the sandbox; and that they tell lines, so that
/// it can be said at which one a program waits.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("HOME", "/tmp"),
    ("CARGO_HOME", "/tmp/cargo"),
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"),
    ("CFLAGS", "-g"),
    ("CXXFLAGS", "-g"),
    ("CARGO_TERM_COLOR", "never"),
    ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
    ("DOTNET_NOLOGO", "1"),
    ("GOCACHE", "/tmp/go-cache"),
    ("GOPATH", "/tmp/go"),
    ("GOPROXY", "off"),
    ("GOTOOLCHAIN", "local"),
    ("GOFLAGS", "-mod=mod"),
];

fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// The first lines of what was printed, errors before the rest.
fn first_lines(facts: &ProgramFacts) -> String {
    let mut lines = Vec::new();
    let mut left_out = facts.stdout.dropped_bytes + facts.stderr.dropped_bytes > 0;
    for output in [&facts.stderr, &facts.stdout] {
        for line in String::from_utf8_lossy(&output.kept).lines() {
            if line.trim().is_empty() {
                continue;
            }
            if lines.len() == MOST_LINES {
                left_out = true;
                break;
            }
            let shown: String = line.trim_end().replace('\t', "    ").chars().take(LONGEST_LINE).collect();
            lines.push(printable(&shown));
        }
    }
    if left_out {
        lines.push(words::more_output());
    }
    lines.join("\n")
}
