//! What the grader says besides its results, on standard error: notes, and how far it is. `--quiet` wants neither.

use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressDrawTarget;

use crate::printable::printable;

static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on only results are shown, and what is wrong.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether only results are wanted, and what is wrong.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Something worth knowing that nobody has to mend.
pub fn note(text: &str) {
    if !is_quiet() {
        anstream::eprintln!("note: {}", printable(text));
    }
}

/// Where a bar is drawn that shows how far the grader is: nowhere where standard error is no terminal.
pub fn progress() -> ProgressDrawTarget {
    if is_quiet() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}
