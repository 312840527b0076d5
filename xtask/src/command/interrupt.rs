//! The interrupt signal: what runs is broken off, and what had ended before is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::INTERRUPTED;
use crate::host;

/// How long it may take to break off what runs. Programs end in an instant; whoever waits for longer waits for what does not come.
const MOMENT: Duration = Duration::from_secs(10);

/// What the user's wish to stop does.
pub struct Interrupt {
    stop: AtomicBool,
    is_broken_off: Mutex<bool>,
    broken_off: Condvar,
}

static INTERRUPT: Interrupt =
    Interrupt { stop: AtomicBool::new(false), is_broken_off: Mutex::new(false), broken_off: Condvar::new() };

/// Takes the signal over: what the first does. A second is meant at once.
pub fn on_first(first: impl Fn() + Send + 'static) -> Result<()> {
    let is_second = AtomicBool::new(false);
    let stop = move || if is_second.swap(true, Ordering::Relaxed) { leave() } else { first() };
    ctrlc::set_handler(stop).context("cannot take over the interrupt signal")
}

/// The same: the first ends all programs, and sets what workers look at.
pub fn take() -> Result<&'static Interrupt> {
    on_first(|| {
        INTERRUPT.stop.store(true, Ordering::Relaxed);
        host::end_all();
        let watchdog = thread::Builder::new().name("interrupt".to_owned());
        if watchdog.spawn(|| INTERRUPT.leave_unless_broken_off()).is_err() {
            leave();
        }
    })?;
    Ok(&INTERRUPT)
}

/// Leaves at once. Programs end with the grader.
pub fn leave() -> ! {
    std::process::exit(i32::from(INTERRUPTED))
}

impl Interrupt {
    /// What is set once the user wants to stop.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// Whether the user wants to stop.
    pub fn is_wanted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// No case runs any more: from here on it only takes what writing takes.
    pub fn cases_are_over(&self) {
        *self.is_broken_off.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.broken_off.notify_all();
    }

    fn leave_unless_broken_off(&self) {
        let is_over = self.is_broken_off.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.broken_off.wait_timeout_while(is_over, MOMENT, |is_over| !*is_over);
        let (is_over, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if !*is_over {
            leave();
        }
    }
}
