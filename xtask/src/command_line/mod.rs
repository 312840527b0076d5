//! How programs are started: the command that a person types, and what a case fills in.

mod command;
mod pair;
mod seat;

pub use command::{Command, assignment};
pub use pair::Pair;
pub use seat::{Fill, Seat};
