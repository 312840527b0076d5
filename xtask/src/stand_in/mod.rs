//! Stand-ins: the harness plays one role, in the student's own wire format, to grade the other half alone.
//!
//! Where a server's checks cannot be answered because the client is broken, or a client's because of its server, the case
//! is run once more with a program of the harness in the place of the broken half. It runs like any other program: in a
//! sandbox, behind the tap, observed and judged by the same code. No generic peer could drive the student's half, so it
//! plays the recorded session of the student's own other half (greeting, acknowledgement, flags, order, form of the list)
//! with other numbers in it; what was not recorded is tried, the likeliest first.
//!
//! - `need`: which half needs one, what to try next, and what the tries amount to; `wanted`: one half of these. Pure; what a caller deals
//!   with. What a case with one says is the verdict's.
//! - `sends`: which numbers a client's stand-in sends; also lists that the scenario names, and those with which a server is
//!   asked for its own set. `questions`: what is asked, and when the answers are believed.
//! - `ends`: how words may be ended that the other half waits for the end of, or be written as it writes its own.
//! - `foreign`: the reference in the place of a half that is missing, and its own protocol.
//! - `session`: what was recorded, turn by turn, with what `infer` learnt of how it was written. `candidates`: what to try; `spread`: where each number
//!   is waited for.
//! - `play`: the program; what it plays is a script, plain data of a room below. `saying`: its bytes; `hearing`: whether what it waits for is there.
//!
//! A stand-in answers only checks about the student's half. What passes with it passes: the half did its part. What fails
//! with it fails only where the session was recorded whole, with both programs content; a guess costs no points.

use crate::host;

mod candidates;
mod ends;
mod foreign;
mod hearing;
mod need;
mod play;
mod questions;
mod saying;
mod sends;
mod session;
mod spread;
#[cfg(test)]
mod tests;
mod wanted;

pub use foreign::forgiven;
pub use need::{MOST_SCRIPTS, MOST_SEEDS, Need};

/// Becomes a stand-in, if the harness started this process as one; otherwise returns at once. A variable tells which nobody
/// else's program is started with: words can be written by anybody.
pub fn dispatch() {
    if std::env::var_os(host::OWN).is_some() {
        std::process::exit(play::run());
    }
}
