//! Pairs that never ran, judged.

mod chance;
mod hostile;
mod laws;
mod measure;
mod pair;
mod prints;
mod random;
mod wires;
