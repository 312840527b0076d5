//! `cargo xtask`: nothing to do yet but to be a keeper.

fn main() {
    xtask::host::dispatch();
}
