//! The grader of socklab.

pub mod bytes;
pub mod observation;
pub mod seconds;
pub mod tap;
