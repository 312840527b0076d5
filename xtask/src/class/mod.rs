//! A class: many submissions, one lab, one journal.
//!
//! - `student`: who handed something in. `prepared`: what was found in it. `digest`: which hand-in it is.
//! - `crew`: workers, who take each submission on its `course`. `progress`: how far they are.
//! - `roll`: every submission in turn, judged from the journal. `graded`: one of them, which reports are made from.
//! - `address`: how a person names a submission or a case.

pub mod address;
pub mod course;
pub mod crew;
pub mod digest;
pub mod graded;
pub mod prepared;
pub mod progress;
pub mod roll;
pub mod student;
