//! `cargo xtask`: nothing to do yet.

fn main() {}
