//! The grader of socklab: launches any server and client, listens between them, and judges.
//!
//! ARCHITECTURE.md says how the modules hang together. Data flows one way: scenario and submission -> plan -> hosts and
//! tap -> observation -> reading -> oracle -> verdict -> report.

#![cfg(target_os = "linux")]

pub mod bytes;
pub mod called;
pub mod case_name;
pub mod check;
pub mod class;
pub mod command;
pub mod command_line;
pub mod conversation;
pub mod delivery;
pub mod digest;
pub mod fault;
pub mod grade;
pub mod hand_in;
pub mod host;
pub mod intake;
pub mod journal;
pub mod lack;
pub mod near;
pub mod observation;
pub mod oracle;
pub mod plan;
pub mod printable;
pub mod processor_time;
pub mod range;
pub mod reading;
pub mod record;
pub mod recording;
pub mod reference;
pub mod report;
pub mod role;
#[cfg(test)]
mod rooms;
pub mod say;
pub mod scenario;
#[cfg(test)]
mod schema;
pub mod script;
pub mod seconds;
pub mod sheet;
pub mod spanned;
pub mod stage;
pub mod stand_in;
pub mod submission;
pub mod tap;
pub mod task;
#[cfg(test)]
#[path = "../tests/shared/thorough.rs"]
mod thorough;
pub mod trace;
pub mod verdict;
pub mod whole_file;
pub mod words;
