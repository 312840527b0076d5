//! Reports: one file a format, each a function from results to text. Nothing is judged here.

pub mod class;
pub mod json;
pub mod junit;
pub mod terminal;
pub mod transcript;
pub mod width;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::class::graded::{Graded, GradedPart};
use crate::verdict::outcome::Status;
use crate::verdict::results::ScenarioResult;

/// How a run ended, for the process that asked: the exit codes of `cargo xtask run` and `try`.
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
        results.iter().map(ScenarioResult::status).max().map_or(Self::Inconclusive, Self::of_status)
    }

    /// What one submission amounts to.
    pub fn of_submission(graded: &Graded<'_>) -> Self {
        let mut judged = graded.parts.iter().filter_map(GradedPart::judged);
        match judged.any(|judged| judged.result.harness_failed()) {
            true => Self::Harness,
            false => Self::of_status(graded.status()),
        }
    }

    fn of_status(worst: Status) -> Self {
        match worst {
            Status::Pass => Self::Passed,
            Status::Fail => Self::Failed,
            Status::Inconclusive => Self::Inconclusive,
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

/// Whether all cases of a run were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// They were.
    Whole,
    /// The user wanted to stop before: what the cases that had ended come to is no score.
    Interrupted,
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
