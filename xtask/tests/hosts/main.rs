//! Hosts, against programs that mean harm.
//!
//! Each test starts programs the way the runner does and looks at the facts, and at what is left on the machine. This
//! binary is its own keeper, as `xtask` is, and an ordinary user's harness enters a user namespace before its first
//! thread: so it has a `main` of its own.

mod bounds;
mod calls;
mod deaths;
mod harm;
mod killed;
mod plain;
mod sandbox;
mod seeds;
mod sends;
mod waits;

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use xtask::host::network::{self, Network};
use xtask::host::{self, Cgroups, Host, Isolation, Launch, Process, doctor};
use xtask::observation::ProgramFacts;
use xtask::role::Role;

/// Name and body of a test.
type Test = (&'static str, fn());

fn main() -> ExitCode {
    host::dispatch();
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|argument| argument == killed::SUPERVISOR) {
        return killed::supervise(&arguments[2]);
    }
    // Where this fails there are no sandboxes to test, which is said below.
    let _ = network::enter_user_namespace();
    match arguments.get(1).map(String::as_str) {
        Some(killed::VICTIM) => killed::be_killed(&arguments[2]),
        Some(killed::STOPPER) => return killed::stop_the_nursery(),
        Some(sandbox::TIDY) => return sandbox::be_tidy(),
        Some(bounds::GROUPS) => return bounds::be_grouped(),
        Some(bounds::NO_GROUPS) => return bounds::be_groupless(),
        _ => {}
    }
    let sandbox = doctor::try_isolation(Isolation::Sandbox);
    if let Err(error) = &sandbox {
        eprintln!("sandboxes are not tested: {error}");
    }
    let trial = |ignored: bool| {
        move |&(name, test): &Test| Trial::test(name, move || pass(test)).with_ignored_flag(ignored)
    };
    let mut trials: Vec<Trial> = plain::TESTS.iter().map(trial(false)).collect();
    trials.extend(
        [
            sandbox::TESTS,
            harm::TESTS,
            bounds::TESTS,
            calls::TESTS,
            deaths::TESTS,
            seeds::TESTS,
            sends::TESTS,
            waits::TESTS,
        ]
        .concat()
        .iter()
        .map(trial(sandbox.is_err())),
    );
    trials.extend(seeds::trials(sandbox.is_err()));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn pass(test: impl FnOnce() + std::panic::UnwindSafe) -> Result<(), Failed> {
    std::panic::catch_unwind(test).map_err(|panic| {
        let text =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        text.unwrap_or("it panicked").into()
    })
}

/// Longer than anything here takes; only a hang meets it.
fn patience() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/hostile")
}

/// Compiles a C program; the folder goes with what is returned.
fn compiled(name: &str) -> (tempfile::TempDir, OsString) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("its mode");
    let program = folder.path().join(name);
    let source = programs().join(format!("{name}.c"));
    let status = Command::new("cc").args(["-O1", "-g", "-o"]).arg(&program).arg(source).status();
    assert!(status.expect("a C compiler").success());
    (folder, program.into())
}

/// Starts a program on a host of its own: with a network, where the isolation has one.
fn start(isolation: Isolation, launch: &Launch) -> Process {
    start_with(isolation, Cgroups::of_this_machine(), launch)
}

/// The same, with these control groups.
fn start_with(isolation: Isolation, cgroups: Cgroups, launch: &Launch) -> Process {
    start_in(&network(isolation), isolation, cgroups, launch)
}

fn network(isolation: Isolation) -> Network {
    match isolation {
        Isolation::None => Network::machine(),
        _ => Network::fresh().expect("a network"),
    }
}

/// The same, in a network in which names are answered as long as it is kept.
fn start_in(network: &Network, isolation: Isolation, cgroups: Cgroups, launch: &Launch) -> Process {
    let host = Host::open(isolation, Role::Server, 0).expect("a host").with_cgroups(cgroups);
    let started = match isolation {
        Isolation::None => host.start(launch),
        _ => network.enter(|| host.start(launch)).expect("to enter the network"),
    };
    started.unwrap_or_else(|error| panic!("{error}"))
}

fn launch(argv: &[&str]) -> Launch {
    Launch::new(argv, programs())
}

fn shell(script: &str) -> Launch {
    launch(&["sh", "-c", script])
}

/// Runs to the program's own end, or to a limit that the host holds it to.
fn run(isolation: Isolation, launch: &Launch) -> ProgramFacts {
    run_with(isolation, &Cgroups::of_this_machine(), launch)
}

/// The same, with these control groups.
fn run_with(isolation: Isolation, cgroups: &Cgroups, launch: &Launch) -> ProgramFacts {
    let network = network(isolation);
    let process = start_in(&network, isolation, cgroups.clone(), launch);
    assert!(process.wait_until(patience()), "{:?} does not end", launch.argv);
    process.stop().expect("facts")
}

fn text(facts: &ProgramFacts) -> String {
    String::from_utf8_lossy(&facts.stdout.kept).into_owned()
}

/// Waits until the program has printed this.
fn wait_for_output(process: &Process, text: &str) {
    let deadline = patience();
    while !String::from_utf8_lossy(&process.last_printed(1000)).contains(text) {
        assert!(Instant::now() < deadline, "never printed {text:?}");
        let has_ended = process.wait_until(Instant::now() + Duration::from_millis(1));
        assert!(
            !has_ended || String::from_utf8_lossy(&process.last_printed(1000)).contains(text),
            "ended before"
        );
    }
}

/// Processes on this machine with `mark` among their arguments.
fn running(mark: &str) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("/proc");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| line.windows(mark.len()).any(|part| part == mark.as_bytes()))
        })
        .collect()
}
