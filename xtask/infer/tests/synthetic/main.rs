//! Pairs that never ran, judged.

mod laws;
mod measure;
mod pair;
mod prints;
mod random;
mod wires;
