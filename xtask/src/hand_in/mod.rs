//! What was handed in, as data: who did, when, and why something of it is not taken. `intake` finds it out.

mod download;
pub(crate) mod moment;
mod problem;
mod refusal;
mod student;

pub use download::{Naming, Reading, Stranger};
pub use moment::{HandedIn, Moment, Source};
pub use problem::{BuildFailure, Problem};
pub use refusal::Refusal;
pub use student::{Partner, Student};
