//! The programs that run, so that all of them can be ended at once, whatever the threads that started them wait for.

use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::control::{self, KILL_ALL};

/// Those of this harness.
static RUNNING: Mutex<Running> = Mutex::new(Running { programs: Vec::new(), is_over: false });

struct Running {
    /// The harness's ends of their keepers' sockets.
    programs: Vec<Weak<OwnedFd>>,
    /// Whether all are to end, also those that are started from here on.
    is_over: bool,
}

/// Takes note of a program, by the socket to its keeper. It ends at once where all are to end.
pub(super) fn note(socket: &Arc<OwnedFd>) {
    let mut running = running();
    running.programs.retain(|program| program.strong_count() > 0);
    running.programs.push(Arc::downgrade(socket));
    if running.is_over {
        control::send_order(socket.as_fd(), KILL_ALL);
    }
}

/// Ends all programs, now and from here on: what is seen of a case after this says nothing about its programs.
pub fn end_all() {
    let mut running = running();
    running.is_over = true;
    for socket in running.programs.iter().filter_map(Weak::upgrade) {
        control::send_order(socket.as_fd(), KILL_ALL);
    }
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
