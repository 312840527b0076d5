//! Verdicts: pure functions of a scenario and an observation. No clock, no I/O, no state.

pub mod check;
