//! A scenario: one task, its limits, seeds, checks and points. Read from TOML (`raw`), checked (`checked`),
//! and what is wrong shown in the file (`diagnostic`). After that no one returns a user's error.

mod always;
mod checked;
pub mod diagnostic;
pub mod lab;
pub mod late;
mod raw;
pub mod shipped;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::check::Check;
use crate::delivery::Delivery;
use crate::host::Limits;
use crate::near::did_you_mean_beside;
use crate::task::Task;
pub use checked::timeout as parse_timeout;
use diagnostic::{Diagnostic, Diagnostics};

/// The version of the scenario format that this grader reads.
pub const FORMAT: i64 = 1;

/// A checked scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Where it was read from, as the user wrote it.
    pub path: PathBuf,
    /// The text of that file.
    pub text: String,
    /// What a person calls it.
    pub title: String,
    /// What the programs are to do.
    pub task: Task,
    /// Seeds of the cases, in order, each once, at least one.
    pub seeds: Vec<u64>,
    /// How the tap hands bytes over; each seed is run under each, in order, at least one.
    pub deliveries: Vec<Delivery>,
    /// The seed and the delivery by which it is told how a submission's programs are started, where there are several ways: the first
    /// of the file's, whatever other cases are asked for, so that everyone who starts them starts the same.
    pub trial: (u64, Delivery),
    /// How long a case may go without progress.
    pub timeout: Duration,
    /// What the client is to send.
    pub numbers: Numbers,
    /// Lists that the server is sent whatever its client draws: each one that a client may send, none twice.
    pub always: Vec<Vec<i64>>,
    /// What counts as right where the hand-out leaves it open.
    pub accept: Accept,
    /// What stands on the programs' standard input.
    pub input: Input,
    /// What a program may use.
    pub limits: Limits,
    /// What all cases of a submission may take, where the scenario says it; see [`Scenario::budget`].
    pub submission: Option<Duration>,
    /// Points by check; a check that is left out is reported and earns nothing.
    pub points: BTreeMap<Check, u32>,
}

/// How many numbers the client sends, and from which range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// N; a range of one where it is fixed.
    pub count: RangeInclusive<u32>,
    /// The values.
    pub value: RangeInclusive<u32>,
}

impl Numbers {
    /// Whether a list has as many numbers as are asked for, all of them in range.
    pub fn ask_for(&self, list: &[i64]) -> bool {
        u32::try_from(list.len()).is_ok_and(|count| self.count.contains(&count)) && self.hold(list)
    }

    /// Whether each of these may be drawn.
    pub fn hold(&self, numbers: &[i64]) -> bool {
        numbers.iter().all(|number| u32::try_from(*number).is_ok_and(|number| self.value.contains(&number)))
    }

    /// The number below the range, which no set holds.
    pub fn below(&self) -> i64 {
        i64::from(*self.value.start()) - 1
    }
}

/// What counts as right where the hand-out leaves it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The accepted readings of "the numbers identified as duplicates", at least one.
    pub duplicates: Vec<Duplicates>,
    /// The order of task 2's final list.
    pub final_order: FinalOrder,
}

/// A reading of "the list of numbers that were identified as duplicates".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// Each occurrence after the first: `[5, 5, 5]` gives `5 5`.
    EachExtra,
    /// Each repeated value once: `[5, 5, 5]` gives `5`.
    Distinct,
    /// A table of values with their numbers of occurrences: `[5, 5, 5]` gives `5: 3`.
    Counts,
}

impl Duplicates {
    /// Every reading with its name in scenarios.
    pub const ALL: [(&'static str, Self); 3] =
        [("each-extra", Self::EachExtra), ("distinct", Self::Distinct), ("counts", Self::Counts)];
}

/// The order that task 2's final list is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinalOrder {
    /// Whatever order.
    Any,
    /// As the values first appear in the client's list.
    FirstSeen,
    /// Ascending as numbers.
    Ascending,
}

impl FinalOrder {
    /// Every order with its name in scenarios.
    pub const ALL: [(&'static str, Self); 3] =
        [("any", Self::Any), ("first-seen", Self::FirstSeen), ("ascending", Self::Ascending)];
}

/// What stands on the programs' standard input: answers to their questions, with `{host}`, `{port}` and `{seed}` in
/// them. `None` is nothing at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// For the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// For the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// Why there is no scenario.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read the scenario `{path}`: {source}{}", did_you_mean_beside(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder cannot be looked into.
    #[error("cannot list `{path}`: {source}")]
    List {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder has no scenarios in it.
    #[error(
        "there is no scenario in `{path}`: name a folder with a `lab.toml` or with scenarios, such as `scenarios`"
    )]
    NoScenarios {
        /// The folder.
        path: PathBuf,
    },
    /// The file is read, and wrong.
    #[error(transparent)]
    Wrong(#[from] Diagnostics),
}

/// The text of a file.
fn read(path: &Path) -> Result<String, LoadError> {
    let bytes = std::fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        Diagnostics::new(path, &text, vec![Diagnostic::no_utf8(place)])
    })?;
    Ok(text)
}

impl Scenario {
    /// Reads and checks a scenario file. The error shows everything that is wrong with it.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        Ok(Self::parse(path, &read(path)?)?)
    }

    /// Checks the text of a scenario file; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        checked::scenario(path, text).map_err(|found| Diagnostics::new(path, text, found))
    }

    /// What the cases of a submission may take together: processor time of its programs and of the grader for them, and time in
    /// which nothing happened (see [`Spent`](crate::observation::Spent)); and as much again those in which the grader plays
    /// the server, and those in which it plays the client. What is left then is not run.
    ///
    /// Where the scenario does not say it, it is far from what right programs take, a second a case for Java's, and leaves
    /// room for some that hang: a minute, six timeouts, or four seconds a case, whichever is most.
    pub fn budget(&self) -> Duration {
        const LEAST: Duration = Duration::from_secs(60);
        const TIMEOUTS: u32 = 6;
        const EACH_CASE: Duration = Duration::from_secs(4);
        let cases = u32::try_from(self.seeds.len() * self.deliveries.len()).unwrap_or(u32::MAX);
        self.submission.unwrap_or_else(|| {
            LEAST.max(self.timeout.saturating_mul(TIMEOUTS)).max(EACH_CASE.saturating_mul(cases))
        })
    }

    /// Whether the check is one about several deliveries of which this scenario has some to compare.
    pub fn compares_deliveries(&self, check: Check) -> bool {
        check.compares_deliveries()
            && self.deliveries.len() > 1
            && self.deliveries.iter().any(|delivery| self.survival_under(*delivery) == check)
    }

    /// The check that asks whether what works under another delivery works under this one. One at which no send is cut or
    /// merged is compared with what is merged, where there is any.
    pub fn survival_under(&self, delivery: Delivery) -> Check {
        let merges = |delivery: &Delivery| !delivery.cuts() && *delivery != Delivery::AsSent;
        match delivery.cuts() || delivery == Delivery::AsSent && !self.deliveries.iter().any(merges) {
            true => Check::SurvivesCutting,
            false => Check::SurvivesMerging,
        }
    }

    /// The checks that are answered, in the order in which reports show them.
    pub fn checks(&self) -> impl Iterator<Item = Check> {
        Check::of(self.task).filter(|check| !check.compares_deliveries() || self.compares_deliveries(*check))
    }

    /// The file's name, as reports call the scenario.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget of a scenario with these lines.
    fn budget(lines: &str) -> u64 {
        let text = format!("format = 1\ntitle = 't'\ntask = 'dedup'\n{lines}\n");
        Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario").budget().as_secs()
    }

    #[test]
    fn deliveries_that_merge_and_deliveries_that_cut_are_asked_about_by_themselves() {
        const MERGING: Check = Check::SurvivesMerging;
        const CUTTING: Check = Check::SurvivesCutting;
        for (deliveries, expected) in [
            ("'as-sent'", &[][..]),
            ("'split'", &[]),
            ("'as-sent', 'coalesced'", &[MERGING]),
            ("'as-sent', 'natural'", &[MERGING]),
            ("'as-sent', 'split'", &[CUTTING]),
            ("'split', 'byte-by-byte'", &[CUTTING]),
            ("'coalesced', 'split'", &[MERGING, CUTTING]),
            ("'as-sent', 'coalesced', 'split'", &[MERGING, CUTTING]),
        ] {
            let text = format!("format = 1\ntitle = 't'\ntask = 'greet'\ndeliveries = [{deliveries}]\n");
            let scenario = Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario");
            let asked: Vec<Check> = scenario.checks().filter(|check| check.compares_deliveries()).collect();
            assert_eq!(asked, expected, "{deliveries}");
        }
    }

    #[test]
    fn the_budget_grows_with_the_cases_and_the_timeout_unless_it_is_said() {
        assert_eq!(budget(""), 60);
        assert_eq!(budget("seeds = '1..5'\ndeliveries = ['as-sent', 'coalesced', 'split']"), 60);
        assert_eq!(budget("seeds = '1..100'"), 400);
        assert_eq!(budget("timeout = '1m'"), 360);
        assert_eq!(budget("seeds = '1..100'\n[limits]\nsubmission = '2m'"), 120);
    }
}
