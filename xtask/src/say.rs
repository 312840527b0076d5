//! What the grader says: results on standard output; notes, and how far it is, on standard error. `--quiet` wants only results.
//!
//! What cannot be written does not end a command: its files are written all the same, and [`written`] says it in the end.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};
use indicatif::ProgressDrawTarget;

use crate::printable::printable;

static QUIET: AtomicBool = AtomicBool::new(false);

/// The first failure of standard output.
static UNWRITTEN: Mutex<Option<io::Error>> = Mutex::new(None);

/// From now on only results are shown, and what is wrong.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether only results are wanted, and what is wrong.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Prints a result as it is.
pub fn result(text: impl Display) {
    let failure = write!(anstream::stdout(), "{text}").err();
    let mut unwritten = UNWRITTEN.lock().expect("nobody panics while writing it down");
    *unwritten = unwritten.take().or(failure);
}

/// Prints a result and ends its line.
pub fn line(text: impl Display) {
    result(format_args!("{text}\n"));
}

/// Says on standard error what is wrong. Where that cannot be written, there is nobody to be told.
pub fn error(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Whether all results were printed: an error says why not. Who has closed the pipe has read enough.
pub fn written() -> Result<()> {
    let unwritten = UNWRITTEN.lock().expect("nobody panics while writing it down").take();
    let failure = unwritten.or_else(|| io::stdout().flush().err());
    match failure.filter(|failure| failure.kind() != ErrorKind::BrokenPipe) {
        Some(failure) => {
            Err(failure).context("cannot write to standard output, so that not all of it is there")
        }
        None => Ok(()),
    }
}

/// Something worth knowing that nobody has to mend.
pub fn note(text: &str) {
    if !is_quiet() {
        error(format_args!("note: {}", printable(text)));
    }
}

/// Where a bar is drawn that shows how far the grader is: nowhere where standard error is no terminal.
pub fn progress() -> ProgressDrawTarget {
    if is_quiet() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}
