//! `cargo xtask`, end to end: every option, exit code and report, over the lab's own pair and small programs.

mod again;
mod anywhere;
mod budget;
mod check;
mod class;
mod exit_codes;
mod export;
#[path = "../shared/grader.rs"]
mod grader;
mod harness;
mod hostile;
mod interrupted;
#[path = "../shared/journal.rs"]
mod journal;
mod lacking;
mod leftovers;
mod lists;
mod options;
mod play;
mod printed;
mod replay;
mod reports;
mod sent;
mod slips;
mod stand_ins;
#[path = "../shared/thorough.rs"]
#[expect(dead_code, reason = "nothing here is drawn by chance")]
mod thorough;
mod trying;
mod what_runs;
