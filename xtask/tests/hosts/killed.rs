//! Kills harnesses with SIGKILL at random moments, and looks at what is left.
//!
//! The test starts a supervisor, which starts a harness, kills it, and takes over whatever the harness leaves behind:
//! then it sees every such process, whatever it calls itself, and no other test's.

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};
use xtask::host::{Host, Isolation};
use xtask::role::Role;

use super::bounds::groups_of;
use super::{launch, patience, start};

/// The first argument of a supervisor, and of the harness that it kills.
pub const SUPERVISOR: &str = "@supervisor";
pub const VICTIM: &str = "@victim";

/// The first argument of a harness that stops its own nursery.
pub const STOPPER: &str = "@stopper";

/// How often; more with `SOCKLAB_KILLS` in the environment.
const KILLS: u32 = 20;

/// Fails if any harness leaves a process behind.
pub fn at_random_moments(isolation: &str) {
    let supervisor =
        Command::new("/proc/self/exe").args([SUPERVISOR, isolation]).output().expect("a supervisor");
    assert!(supervisor.status.success(), "{}", String::from_utf8_lossy(&supervisor.stderr));
}

/// The supervisor's whole work.
pub fn supervise(isolation: &str) -> ExitCode {
    set_child_subreaper(Some(getpid())).expect("to take over orphans");
    let kills = std::env::var("SOCKLAB_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    for kill in 0..kills {
        let mut command = Command::new("/proc/self/exe");
        // No version manager: asking one takes longer than most of these lives.
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.args([VICTIM, isolation]).stdout(Stdio::null()).stderr(Stdio::null());
        #[expect(
            clippy::zombie_processes,
            reason = "the loop below waits for it, and for all that it leaves"
        )]
        let mut harness = command.spawn().expect("a harness");
        // Not a wait for anything: the moment itself is what is tried. Spread over what a harness does in this time.
        let moment = Duration::from_micros(u64::from(kill * 7919 % 997) * 150);
        std::thread::sleep(moment);
        harness.kill().expect("kill -9");
        let deadline = patience();
        // Whatever the harness leaves comes here. Nothing is told to end: it has to by itself.
        while wait(WaitOptions::NOHANG).is_ok() {
            if Instant::now() > deadline {
                eprintln!("killed after {moment:?}, it left something running");
                return ExitCode::FAILURE;
            }
            std::thread::yield_now();
        }
        let groups = groups_of(harness.id());
        if !groups.is_empty() {
            eprintln!("killed after {moment:?}, it left {groups:?}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// A harness that always has something running: a program that ignores every signal, one that leaves a daemon, and the
/// next one just starting.
pub fn be_killed(isolation: &str) -> ! {
    let isolation = if isolation == "none" { Isolation::None } else { Isolation::Sandbox };
    loop {
        let _ignores = start(isolation, &launch(&["python3", "ignores_signals.py"]));
        let daemon = start(isolation, &launch(&["python3", "daemon.py"]));
        daemon.wait_until(patience());
    }
}

/// Fails if a harness waits for a nursery that somebody has stopped, or cannot go on without it. All harnesses of a process share
/// one, so that this takes a process of its own.
pub fn a_stopped_nursery_is_said_and_replaced() {
    let stopper = Command::new("/proc/self/exe").arg(STOPPER).output().expect("a harness");
    assert!(stopper.status.success(), "{}", String::from_utf8_lossy(&stopper.stderr));
}

/// Stops the nursery, and starts programs.
pub fn stop_the_nursery() -> ExitCode {
    let host = Host::open(Isolation::None, Role::Server, 0).expect("a host");
    let own = getpid().as_raw_nonzero();
    let children = std::fs::read_to_string(format!("/proc/self/task/{own}/children")).expect("children");
    let nursery: i32 = children.trim().parse().expect("one child, the nursery");
    kill_process(Pid::from_raw(nursery).expect("a process"), Signal::STOP).expect("it can be stopped");
    let Err(error) = host.start(&launch(&["true"])) else { panic!("a stopped nursery makes no keepers") };
    assert!(error.to_string().contains("has not answered for 10s"), "{error}");
    assert!(!std::fs::exists(format!("/proc/{nursery}")).expect("an answer"), "it is gone");
    let process = host.start(&launch(&["true"])).expect("another nursery");
    assert!(process.wait_until(patience()));
    ExitCode::SUCCESS
}
