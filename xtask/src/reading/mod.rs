//! Turning bytes and printed text into numbers, with the place they were read from.
//!
//! Nothing here judges. Where bytes can be read in several ways, all of them are given, the most plausible first.
//! Whatever the bytes, reading them neither fails nor panics, takes linear time and bounded memory, and runs nothing:
//! students' bytes are hostile.

pub mod binary;
pub mod literal;
pub mod pickle;
pub mod text;
pub mod value;
pub mod wire;

mod counted;
mod java;
mod members;
mod scan;

#[cfg(test)]
mod hostile;
