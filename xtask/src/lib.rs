//! The grader of socklab.

pub mod bytes;
pub mod observation;
pub mod range;
pub mod scenario;
pub mod seconds;
pub mod tap;
pub mod verdict;
