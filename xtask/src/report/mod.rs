//! Reports: one file a format, each a function from results to text. Nothing is judged here.

pub mod class;
pub mod json;
pub mod junit;
pub mod terminal;
pub mod transcript;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::verdict::outcome::Status;
use crate::verdict::results::ScenarioResult;

/// How a run ended, for the process that asked: the exit codes of `cargo xtask run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Every check of every case passed.
    Passed,
    /// A check failed.
    Failed,
    /// No check failed, and some could not be answered.
    Inconclusive,
    /// The harness itself failed in some case: what the other cases say still holds.
    Harness,
}

impl Exit {
    /// What the results amount to.
    pub fn of(results: &[ScenarioResult]) -> Self {
        if results.iter().any(ScenarioResult::harness_failed) {
            return Self::Harness;
        }
        match results.iter().map(ScenarioResult::status).max() {
            Some(Status::Pass) => Self::Passed,
            Some(Status::Fail) => Self::Failed,
            Some(Status::Inconclusive) | None => Self::Inconclusive,
        }
    }

    /// The exit code. 2 is for usage and scenario errors, 130 for an interrupted run.
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Inconclusive => 3,
            Self::Harness => 4,
        }
    }
}

/// Breaks text at spaces into lines of `width` columns. A word that is too long for a line keeps one of its own, and none is
/// ever broken: it may be bytes that somebody counts.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}
