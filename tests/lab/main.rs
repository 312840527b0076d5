//! The lab's two programs, end to end: what they print, how they end, what they survive.

mod client;
mod harness;
#[cfg(unix)]
mod misbehaviour;
mod server;
mod tasks;
