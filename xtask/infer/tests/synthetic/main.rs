//! Pairs that never ran, judged.

mod chance;
mod forms;
mod hostile;
mod laws;
mod measure;
mod pair;
mod prints;
mod random;
mod shown;
#[path = "../../../tests/shared/thorough.rs"]
mod thorough;
mod wild;
mod wires;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// So many cases, the same every time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` draw others.
fn usual(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let is_asked_for = asked.rng_seed != RngSeed::Random;
    ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases },
        rng_seed: if is_asked_for { asked.rng_seed } else { RngSeed::Fixed(1) },
        failure_persistence: None,
        ..asked
    }
}
