//! A class: many submissions, one lab, one journal.
//!
//! - `choices`: what an instructor chose where a submission can be read in more than one way.
//! - `crew`: workers, who take each submission on its `course`; `tries`: with stand-ins. `grader`: their hands; `workshop`: where these work.
//!   `progress`: how far they are; `remaining`: how long they will still take.
//! - `merge`: several journals become one.
//! - `roll`: every submission in turn, judged from the journal. `graded`: one of them, which reports are made from.
//! - `address`: how a person names a submission or a case. `again`: how a student repeats it. `alone`: the hands of one submission by
//!   itself.

pub mod address;
pub mod again;
pub mod alone;
pub mod choices;
pub mod course;
pub mod crew;
pub mod graded;
pub mod grader;
pub mod merge;
pub mod progress;
mod remaining;
pub mod roll;
mod tries;
pub mod workshop;
