//! Grader.
fn main() {}
