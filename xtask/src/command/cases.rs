//! Which cases of a scenario are run: options that `run` and `try` have in common.

use std::num::NonZeroUsize;

use clap::Args;

use crate::delivery::Delivery;
use crate::range::parse_seeds;
use crate::scenario::Scenario;

/// Seeds and deliveries, where others are wanted than the scenario's.
#[derive(Debug, Args)]
pub struct Cases {
    /// Run this seed instead of the scenario's; can be given more than once
    #[arg(long, value_name = "N", value_parser = seed)]
    seed: Vec<u64>,

    /// Run these seeds instead of the scenario's: `1..1000` or `1..5,14,159`
    #[arg(long, value_name = "A..B", conflicts_with = "seed", value_parser = seeds)]
    seeds: Option<Seeds>,

    /// How bytes are handed over, instead of the scenario's; can be given more than once
    #[arg(long, value_name = "NAME", value_enum)]
    delivery: Vec<Delivery>,
}

/// Seeds of one option, which clap would else take for several values.
#[derive(Debug, Clone)]
struct Seeds(Vec<u64>);

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

/// Reads how many cases run at the same time.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a whole number from 1 on".to_owned())
}

fn seeds(text: &str) -> Result<Seeds, String> {
    parse_seeds(text).map(Seeds)
}

impl Cases {
    /// Has the scenario ask for these cases.
    pub fn choose(&self, scenario: &mut Scenario) {
        if let Some(Seeds(seeds)) = &self.seeds {
            scenario.seeds.clone_from(seeds);
        } else if !self.seed.is_empty() {
            scenario.seeds = each_once(&self.seed);
        }
        if !self.delivery.is_empty() {
            scenario.deliveries = each_once(&self.delivery);
        }
    }
}

/// The values in the order given, each once.
fn each_once<T: Copy + PartialEq>(values: &[T]) -> Vec<T> {
    let is_first = |(at, value): &(usize, &T)| !values[..*at].contains(value);
    values.iter().enumerate().filter(is_first).map(|(_, value)| *value).collect()
}
