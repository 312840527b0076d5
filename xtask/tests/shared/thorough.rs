//! How much is tried by tests that could try anything without an end: a share of it, and all with `THOROUGH=1`, as `.ci/run` says.

use std::env;

/// Whether tests are to try all of it: those of properties also where proptest is told how many cases to draw.
pub fn is_asked() -> bool {
    ["THOROUGH", "PROPTEST_CASES"].iter().any(|name| env::var_os(name).is_some())
}

/// How many of so many cases are tried.
pub fn share_of(all: u32) -> u32 {
    if is_asked() { all } else { all / 4 }
}
