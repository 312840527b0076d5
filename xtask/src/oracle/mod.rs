//! What should have happened: from the seed, or from the numbers on the wire.
//!
//! Everything here is a pure function of numbers, and shares no code with the lab in `src/`: an oracle that runs the
//! code it judges would agree with its bugs.

pub mod mistakes;
pub mod seed;
pub mod sets;
