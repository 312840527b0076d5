//! The interrupt signal, where cases that are running come to their end first.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};

use super::INTERRUPTED;
use crate::say;

/// Takes the signal over: what it sets once the user wants to stop. The second time it is meant at once; programs end with the
/// grader.
pub fn take() -> Result<&'static AtomicBool> {
    static STOP: AtomicBool = AtomicBool::new(false);
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        say::error(format_args!("\nending: the cases that are running come to their end first"));
    })
    .context("cannot take over the interrupt signal")?;
    Ok(&STOP)
}
