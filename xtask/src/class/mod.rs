//! A class: many submissions, one lab, one journal.
//!
//! - `prepared`: what was found in a submission. `digest`: which hand-in it is. `choices`: what an instructor chose where it
//!   can be read in more than one way.
//! - `crew`: workers, who take each submission on its `course`; `tries`: with stand-ins. `grader`: their hands; `workshop`: where these work.
//!   `progress`: how far they are; `remaining`: how long they will still take.
//! - `roll`: every submission in turn, judged from the journal. `graded`: one of them, which reports are made from.
//! - `address`: how a person names a submission or a case. `again`: how a student repeats it. `alone`: the hands of one submission by
//!   itself.

pub mod address;
pub mod again;
pub mod alone;
pub mod choices;
pub mod course;
pub mod crew;
pub mod digest;
pub mod graded;
pub mod grader;
pub mod prepared;
pub mod progress;
mod remaining;
pub mod roll;
pub mod ruling;
mod tries;
pub mod workshop;
