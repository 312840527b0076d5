//! A class: many submissions, one lab, one journal.
//!
//! - `student`: who handed something in. `graded`: a submission with all that was found of it; what reports are made from.

pub mod course;
pub mod crew;
pub mod graded;
pub mod prepared;
pub mod student;
