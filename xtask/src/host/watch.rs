//! Watches a running program from a thread of its own: takes its output so that it never blocks, and ends it at its
//! limits even where nobody asks how it is doing.

use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec};

use super::blocked::Thread;
use super::control::{self, Ended, KILL_ALL, LET_GO, Report};
use super::deaths::Dying;
use super::frames::Line;
use super::launch::Limits;
use super::meter::Meter;
use super::sends::HeldAt;
use super::terminal::{self, Read};
use crate::observation::{Limit, Output};

/// What the watcher and the `Process` both see.
#[derive(Debug, Default)]
pub(super) struct Watched {
    state: Mutex<State>,
}

/// The facts so far.
#[derive(Debug, Default, Clone)]
pub(super) struct State {
    pub stdout: Output,
    pub stderr: Output,
    /// The first limit for which the program was ended.
    pub limit: Option<Limit>,
    /// How it ended, once it has.
    pub ended: Option<Ended>,
    /// Where it is held, once it is.
    pub held: Option<HeldAt>,
    /// The last death of one of its processes, where that was asked.
    pub death: Option<Death>,
    /// The folder that it worked in, where it was to be handed back.
    pub folder: Option<Arc<OwnedFd>>,
}

/// How a process of a program died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// The signal that ended it.
    pub signal: i32,
    /// The lines at which it was, the innermost call's first, as far as it has debug information.
    pub lines: Vec<Line>,
}

impl Death {
    /// Whether the signal was for what the process did itself: others are what processes tell each other to end by.
    pub fn is_own_doing(&self) -> bool {
        matches!(
            self.signal,
            libc::SIGILL
                | libc::SIGTRAP
                | libc::SIGABRT
                | libc::SIGBUS
                | libc::SIGFPE
                | libc::SIGSEGV
                | libc::SIGPIPE
                | libc::SIGSYS
        )
    }
}

impl Watched {
    /// The facts so far, held still while they are looked at.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the program is being ended for this limit, unless it is for another.
    pub(super) fn reach(&self, limit: Limit) {
        self.state().limit.get_or_insert(limit);
    }
}

/// The thread's own part.
pub(super) struct Watcher {
    pub watched: Arc<Watched>,
    pub limits: Limits,
    pub meter: Arc<Meter>,
    /// Readable once the keeper has ended, and every process of the program before it.
    pub end: OwnedFd,
    pub socket: Arc<OwnedFd>,
    /// The keeper's process id.
    pub keeper: u32,
    /// Whether the keeper may say where it is held, before it says how it ended.
    pub awaits_hold: bool,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
}

impl Watcher {
    /// Runs until the program has ended.
    pub(super) fn run(self) {
        let Self { watched, limits, meter, end, socket, keeper, awaits_hold, stdout, stderr } = self;
        let mut streams = [Some(stdout), Some(stderr)];
        let (mut awaited, mut report) = (awaits_hold.then_some(&*socket), None);
        let mut buffer = vec![0; 64 << 10];
        let mut next_look = Instant::now() + meter.first_look(&limits);
        loop {
            let (has_ended, has_said) = wait(&end, awaited, &streams, next_look);
            if has_said {
                match control::take_report(&*socket) {
                    Some((Report::Held(at), _)) => {
                        watched.state().held = Some(at);
                        awaited = None;
                    }
                    Some((Report::Dies(dying), _)) => look_at(dying, keeper, &watched, &socket),
                    last => (awaited, report) = (None, last),
                }
            }
            for (index, stream) in streams.iter_mut().enumerate() {
                // Whoever sees that nothing is left to read sees what was read as well.
                let take = |fd: &OwnedFd, buffer: &mut [u8]| {
                    let mut state = watched.state();
                    let read = terminal::read(fd, buffer);
                    let output = if index == 0 { &mut state.stdout } else { &mut state.stderr };
                    let Read::Bytes(length) = read else { return (read, false) };
                    (read, keep(output, &buffer[..length], limits.output_bytes))
                };
                // While it runs, one piece at a time: a flood on one stream must not hide the other, nor the clock.
                match stream.as_ref().map(|fd| drain(fd, &mut buffer, has_ended, take)) {
                    Some(Drained::End) => *stream = None,
                    Some(Drained::Flood) => {
                        watched.reach(Limit::Output);
                        control::send_order(socket.as_fd(), KILL_ALL);
                    }
                    Some(Drained::Some) | None => {}
                }
            }
            if has_ended {
                let report = report.or_else(|| control::take_report(&*socket));
                if let Some((Report::Ended(ended), folder)) = report {
                    let mut state = watched.state();
                    state.ended = Some(ended);
                    state.folder = folder.map(Arc::new);
                } else {
                    meter.tidy();
                }
                return;
            }
            if Instant::now() >= next_look {
                let standing = meter.look(&limits);
                if let Some(limit) = standing.reached {
                    watched.reach(limit);
                    control::send_order(socket.as_fd(), KILL_ALL);
                }
                next_look = Instant::now() + standing.next_look;
            }
        }
    }
}

/// Looks at a process that is held before its death, and lets it die then. That takes a while, in which the others are to be watched:
/// so it is done elsewhere.
fn look_at(dying: Dying, keeper: u32, watched: &Arc<Watched>, socket: &Arc<OwnedFd>) {
    let (seen_by, order_to) = (Arc::clone(watched), Arc::clone(socket));
    let look = move || {
        let signal = dying.signal;
        let lines = Thread::lines_of_dying(keeper, dying).unwrap_or_default();
        seen_by.state().death = Some(Death { signal, lines });
        control::send_order(order_to.as_fd(), LET_GO);
    };
    if std::thread::Builder::new().name("death".to_owned()).spawn(look).is_err() {
        control::send_order(socket.as_fd(), LET_GO);
    }
}

/// Waits until there is something to do: whether the program has ended, and whether the keeper whose word is awaited has said
/// something.
fn wait(
    end: &OwnedFd,
    awaited: Option<&OwnedFd>,
    streams: &[Option<OwnedFd>],
    until: Instant,
) -> (bool, bool) {
    let mut fds = vec![PollFd::new(end, PollFlags::IN)];
    fds.extend(awaited.map(|socket| PollFd::new(socket, PollFlags::IN)));
    fds.extend(streams.iter().flatten().map(|fd| PollFd::new(fd, PollFlags::IN)));
    let left = until.saturating_duration_since(Instant::now());
    let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
    let _ = rustix::event::poll(&mut fds, Some(&timeout));
    (!fds[0].revents().is_empty(), awaited.is_some() && !fds[1].revents().is_empty())
}

enum Drained {
    Some,
    End,
    Flood,
}

fn drain(
    fd: &OwnedFd,
    buffer: &mut [u8],
    to_the_end: bool,
    take: impl Fn(&OwnedFd, &mut [u8]) -> (Read, bool),
) -> Drained {
    loop {
        match take(fd, buffer) {
            (Read::Bytes(_), true) => return Drained::Flood,
            (Read::Bytes(_), false) if to_the_end => {}
            (Read::Bytes(_) | Read::Nothing, _) => return Drained::Some,
            (Read::End, _) => return Drained::End,
        }
    }
}

/// Keeps what there is room for and counts the rest; true once that is a flood.
fn keep(output: &mut Output, bytes: &[u8], most: usize) -> bool {
    let room = most.saturating_sub(output.kept.len()).min(bytes.len());
    output.kept.0.extend_from_slice(&bytes[..room]);
    output.dropped_bytes += (bytes.len() - room) as u64;
    output.dropped_bytes > (most as u64).saturating_mul(Limits::OUTPUT_PATIENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_kept_up_to_the_limit_and_counted_beyond() {
        let mut output = Output::default();
        assert!(!keep(&mut output, b"12345", 8));
        assert!(!keep(&mut output, b"6789", 8));
        assert_eq!((&output.kept[..], output.dropped_bytes), (&b"12345678"[..], 1));
        assert!(keep(&mut output, &[0; 200], 8));
    }
}
