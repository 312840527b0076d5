//! The grader's inference: what the programs of a pair said, in all cases together, and what it means.
//!
//! A verdict is the shortest explanation of everything that was seen. A program writes, prints and errs in the same way in each of
//! its cases, so what is inferred is inferred once: a [`dialect`] for each stream, the lists that were drawn, and for every other
//! list the function that gives it. Names are paid once, exceptions case by case, in [`bits`].
//!
//! Nothing here does any I/O; what is read is hostile, and everything is bounded.

pub mod bits;
pub mod dialect;
pub mod explain;
pub mod judge;
pub mod oracle;
pub mod seen;
pub mod speech;
mod words;
