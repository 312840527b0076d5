//! Pairs that never ran, judged.

mod laws;
mod pair;
mod prints;
mod random;
mod wires;
