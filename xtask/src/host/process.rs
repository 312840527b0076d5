//! A running program.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::blocked::{Sleepers, Thread};
use super::control::{self, KILL_ALL};
use super::ending::{Unexplained, judge};
use super::error::HostError;
use super::idle::Idle;
use super::launch::Limits;
use super::meter::Meter;
use super::nursery::Keeper;
use super::remains::Remains;
use super::spinning::Awake;
use super::watch::{Death, State, Watched};
use super::{machine, tree};
use crate::bytes::Bytes;
use crate::observation::{End, Limit, Output, ProgramFacts, Typed};

/// How long a program that is being stopped may work or sleep after SIGINT. Python prints what it held back and a traceback.
const AFTER_INTERRUPT: Duration = Duration::from_millis(300);

/// How long it may after SIGTERM. Then everything is killed.
const AFTER_TERMINATE: Duration = Duration::from_millis(200);

/// How long it has for either, however busy the machine is.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// How often a program that is asked for something is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// How long the keeper has to kill and reap. Only a process in the middle of a disk's or the kernel's work takes any.
const AFTER_KILL: Duration = Duration::from_secs(5);

/// A program that was started. Dropping it kills it, and everything it started.
#[derive(Debug)]
pub struct Process {
    pub(super) command: Vec<String>,
    pub(super) limits: Limits,
    pub(super) keeper: Keeper,
    /// Where the harness types, and what it typed.
    pub(super) keyboard: Option<OwnedFd>,
    pub(super) typed: Mutex<Vec<Typed>>,
    /// How much of both streams it had printed when something was typed last.
    pub(super) answered: Mutex<[usize; 2]>,
    /// Where it prints, to see whether anything is left to read.
    pub(super) printed: [OwnedFd; 2],
    pub(super) meter: Arc<Meter>,
    /// How many processes the machine had ended for want of memory when this one started.
    pub(super) ended_by_machine: u64,
    /// Whether it has had its SIGINT: a second one would cut off what it says to the first.
    pub(super) is_interrupted: bool,
    pub(super) socket: Arc<OwnedFd>,
    pub(super) watched: Arc<Watched>,
    pub(super) watcher: Option<JoinHandle<()>>,
    pub(super) unseeded: Option<HostError>,
}

/// A view of a running program for other threads. It does not keep the program alive, and stays valid after its end.
#[derive(Debug, Clone)]
pub struct Observer {
    keeper: u32,
    meter: Arc<Meter>,
    watched: Arc<Watched>,
}

impl Observer {
    /// Whether every thread of the program sleeps until something happens: a message, input, another thread, or a time.
    /// True as well once it has ended. Cheap enough to ask each millisecond.
    pub fn is_waiting(&self) -> bool {
        self.watched.state().ended.is_some() || tree::all_wait(self.keeper)
    }

    /// Whether the program waits for what others do, and not only for a time to pass. True as well once it has ended, and where
    /// the machine does not say what a thread waits for.
    pub fn is_listening(&self) -> bool {
        self.watched.state().ended.is_some() || tree::listens(self.keeper)
    }

    /// Whether the first thread of one of its processes sleeps for a time, after which it goes on.
    pub fn sleeps_for_a_time(&self) -> bool {
        self.watched.state().ended.is_none() && tree::sleeps_for_a_time(self.keeper)
    }

    /// The last of its processes that a signal ended, where that was asked ([`super::Launch::hold`]); once it was stopped.
    pub fn death(&self) -> Option<Death> {
        self.watched.state().death.clone()
    }

    /// Processor time that the program and all its processes have used so far, in steps of 10 ms where the kernel keeps no
    /// books; exactly, once it was stopped.
    pub fn cpu_time(&self) -> Duration {
        match self.watched.state().ended {
            Some(ended) => ended.cpu,
            None => self.meter.cpu(),
        }
    }
}

/// Readable once the program and everything it started have ended.
impl AsFd for Process {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.keeper.as_fd()
    }
}

impl Process {
    /// Program and arguments as started.
    pub fn command(&self) -> &[String] {
        &self.command
    }

    /// Why what the program draws does not follow from the seed that it was started with, where this machine refused that.
    pub fn unseeded(&self) -> Option<&HostError> {
        self.unseeded.as_ref()
    }

    /// Whether the program has ended, by itself or at a limit.
    pub fn has_ended(&self) -> bool {
        self.wait_for(Duration::ZERO)
    }

    /// Waits for the end of the program, at most until `deadline`; whether it came.
    pub fn wait_until(&self, deadline: Instant) -> bool {
        self.wait_for(deadline.saturating_duration_since(Instant::now()))
    }

    /// What other threads may know of the program while it runs.
    pub fn observer(&self) -> Observer {
        Observer {
            keeper: self.keeper.id(),
            meter: Arc::clone(&self.meter),
            watched: Arc::clone(&self.watched),
        }
    }

    /// Whether every thread of the program sleeps until something happens; as `Observer::is_waiting`.
    pub fn is_waiting(&self) -> bool {
        self.observer().is_waiting()
    }

    /// All its threads, where each is asleep in a call; none once it has ended. `None` where one is awake, or where this
    /// cannot be told.
    pub fn sleepers(&self) -> Option<Sleepers> {
        self.sleepers_beside(None)
    }

    /// The same where one is awake, if it does nothing but read a connection that has ended.
    pub fn sleepers_beside(&self, awake: Option<Awake>) -> Option<Sleepers> {
        if self.has_ended() { Some(Sleepers::none()) } else { Sleepers::of(self.keeper.id(), awake) }
    }

    /// The thread that is held where it sends the byte that it was to be held at, and how much it had sent before; once it is.
    pub fn held(&self) -> Option<(Thread, u64)> {
        let held = self.watched.state().held?;
        Some((Thread::held(self.keeper.id(), held.thread)?, held.before))
    }

    /// The only thread of it that is awake.
    pub fn awake(&self) -> Option<Awake> {
        Awake::of(self.keeper.id())
    }

    /// The process ids, as the machine counts them, of the program and of all that it started.
    pub fn processes(&self) -> Vec<u32> {
        tree::descendants(self.keeper.id())
    }

    /// Processor time that the program and all its processes have used so far; as `Observer::cpu_time`.
    pub fn cpu_time(&self) -> Duration {
        self.observer().cpu_time()
    }

    /// Whether that is all of it, also what children use for which nobody waits.
    pub fn counts_all_processor_time(&self) -> bool {
        self.meter.counts_all_time()
    }

    /// How many bytes it has printed so far on standard output and standard error together.
    pub fn printed_bytes(&self) -> u64 {
        let state = self.watched.state();
        let length = |output: &Output| output.kept.len() as u64 + output.dropped_bytes;
        length(&state.stdout) + length(&state.stderr)
    }

    /// What it has done so far, to be told from what it will have done: processor time in steps of 10 ms, and bytes printed. A
    /// program that does nothing but wake up and fall asleep again, as in a loop round `sleep`, gets on by neither.
    pub fn steps(&self) -> (u128, u64) {
        const STEP_MS: u128 = 10;
        (self.cpu_time().as_millis() / STEP_MS, self.printed_bytes())
    }

    /// The last bytes of standard output so far, at most `most`: a prompt that waits for an answer stands there.
    pub fn last_printed(&self, most: usize) -> Vec<u8> {
        let state = self.watched.state();
        let kept = &state.stdout.kept;
        kept[kept.len().saturating_sub(most)..].to_vec()
    }

    /// What is kept of standard output so far, from that byte on.
    pub fn stdout_from(&self, start: usize) -> Bytes {
        self.watched.state().stdout.kept.get(start..).unwrap_or_default().into()
    }

    /// The same of standard error.
    pub fn stderr_from(&self, start: usize) -> Bytes {
        self.watched.state().stderr.kept.get(start..).unwrap_or_default().into()
    }

    /// Whether everything that it has printed so far has been read.
    pub fn has_nothing_unread(&self) -> bool {
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        let mut fds = [0, 1].map(|at| PollFd::new(&self.printed[at], PollFlags::IN));
        let is_left = rustix::event::poll(&mut fds, Some(&at_once)).map_or(true, |ready| ready > 0);
        // What was taken from there is in the books once they can be looked at.
        drop(self.watched.state());
        !is_left
    }

    /// Whether somebody can type at its standard input.
    pub fn has_keyboard(&self) -> bool {
        self.keyboard.is_some()
    }

    /// Types a line at its standard input, as an answer to what it has printed until then: so much of both streams.
    pub fn type_in(&self, line: Typed, answered: [usize; 2]) {
        if let Some(keyboard) = &self.keyboard {
            *self.answered.lock().unwrap_or_else(PoisonError::into_inner) = answered;
            // A terminal takes some thousand bytes, and one that takes no more has no reader.
            let _ = rustix::io::write(keyboard, format!("{}\n", line.text).as_bytes());
            self.typed.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    }

    /// How much of both streams it had printed when something was typed last.
    pub fn answered(&self) -> [usize; 2] {
        *self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was typed so far.
    pub fn typed(&self) -> Vec<Typed> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends its standard input, as Ctrl-D does.
    pub fn hang_up(&self) {
        const END_OF_FILE: u8 = 4;
        if let Some(keyboard) = &self.keyboard {
            let _ = rustix::io::write(keyboard, &[END_OF_FILE]);
        }
    }

    /// Sends a signal to the program and what it started. That it has ended is no error.
    pub fn signal(&self, signal: u8) {
        control::send_order(self.socket.as_fd(), signal);
    }

    /// Notes that the program reached a limit which the caller watches, unless it has ended. However it ends after this,
    /// that is why: what happens to it from now on is not its own doing.
    pub fn reach(&self, limit: Limit) {
        if !self.has_ended() {
            self.watched.reach(limit);
        }
    }

    /// Kills the program if it still runs, because it reached a limit that the caller watches, and does not wait for its end.
    pub fn kill_at(&self, limit: Limit) {
        self.reach(limit);
        control::send_order(self.socket.as_fd(), KILL_ALL);
    }

    /// Takes note that somebody has sent it SIGINT already.
    pub fn was_interrupted(&mut self) {
        self.is_interrupted = true;
    }

    /// Stops the program if it still runs, because its work is over: SIGINT, then SIGTERM, then SIGKILL. Ends what it
    /// left running in any case.
    pub fn stop(self) -> Result<ProgramFacts, HostError> {
        self.stop_and_keep().map(|(facts, _)| facts)
    }

    /// The same, and what is in its folder then, where it was launched to be handed back.
    pub fn stop_and_keep(mut self) -> Result<(ProgramFacts, Option<Remains>), HostError> {
        let forced = self.wind_down(true);
        self.reap()?;
        // How it ended stays known to observers.
        let (ended, death) = {
            let state = self.watched.state();
            (state.ended, state.death.clone())
        };
        let left = State { ended, death, ..State::default() };
        let State { stdout, stderr, limit, folder, .. } = std::mem::replace(&mut *self.watched.state(), left);
        let command = std::mem::take(&mut self.command);
        let (end, reached) = match (ended, limit) {
            (Some(ended), limit) => {
                judge(&ended, limit, &self.limits).map_err(|Unexplained| HostError::EndedFromOutside {
                    by_machine: machine::processes_ended_for_memory().saturating_sub(self.ended_by_machine),
                })?
            }
            (None, Some(limit)) => (End::Limit(limit), vec![limit]),
            (None, None) if forced => (End::Stopped, vec![]),
            (None, None) => return Err(HostError::KeeperLost),
        };
        let typed = self.typed();
        Ok((ProgramFacts { command, stdout, stderr, typed, end, reached }, folder.map(Remains::new)))
    }

    /// Ends the program; true where the keeper itself had to be killed.
    fn wind_down(&mut self, gently: bool) -> bool {
        if gently {
            for (signal, patience) in [(libc::SIGINT, AFTER_INTERRUPT), (libc::SIGTERM, AFTER_TERMINATE)] {
                if self.has_ended() {
                    return false;
                }
                if signal != libc::SIGINT || !self.is_interrupted {
                    control::send_order(self.socket.as_fd(), signal as u8);
                }
                if self.wait_for_answer(patience, || false) {
                    return false;
                }
            }
        }
        control::send_order(self.socket.as_fd(), KILL_ALL);
        if self.wait_for(AFTER_KILL) {
            return false;
        }
        self.keeper.kill();
        self.wait_for(AFTER_KILL);
        true
    }

    /// Waits for the watcher of a program that has ended. One that does not end is left to its watcher: nobody can tell when it will.
    fn reap(&mut self) -> Result<(), HostError> {
        let watcher = self.watcher.take();
        if !self.has_ended() {
            return Err(HostError::Unending);
        }
        watcher.into_iter().for_each(|watcher| drop(watcher.join()));
        Ok(())
    }

    /// Waits until the program has ended, or has done what was asked of it: whether it has. It may work or sleep for so long;
    /// the time in which it is ready to run and does not get a processor is not its own.
    pub fn wait_for_answer(&self, patience: Duration, has_answered: impl Fn() -> bool) -> bool {
        let deadline = Instant::now() + LONGEST_FAREWELL;
        let before = self.cpu_time();
        let mut idle = Idle::default();
        while !self.wait_for(LOOK) {
            if has_answered() {
                return true;
            }
            idle.look(Instant::now(), || self.is_waiting());
            let own = idle.total() + self.cpu_time().saturating_sub(before);
            if own >= patience || Instant::now() >= deadline {
                return false;
            }
        }
        true
    }

    fn wait_for(&self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
            match rustix::event::poll(&mut [PollFd::new(&self.keeper, PollFlags::IN)], Some(&timeout)) {
                Ok(ready) => return ready > 0,
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return false,
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.watcher.is_some() {
            self.wind_down(false);
            let _ = self.reap();
        }
    }
}
