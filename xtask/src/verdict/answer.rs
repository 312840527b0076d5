//! An answer in the making: with what it rests on, and whose doing it is where that is known.

use super::blame::Blame;
use super::lists::Found;
use super::outcome::{Doubt, Outcome, Reason};
use super::place::{Exhibit, Item};
use crate::check::Check;

/// What a check answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub outcome: Outcome,
    /// What it rests on, in the order in which it was looked at.
    pub evidence: Vec<Exhibit>,
    /// Whose doing it is, where the check itself has seen it.
    pub blame: Option<Blame>,
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, evidence: Vec::new(), blame: None }
    }
}

impl Answer {
    pub fn pass() -> Self {
        Outcome::Pass.into()
    }

    pub fn fail(reason: Reason) -> Self {
        Outcome::Fail(reason).into()
    }

    pub fn open(doubt: Doubt) -> Self {
        Outcome::Inconclusive(doubt).into()
    }

    pub fn blocked(by: Check) -> Self {
        Self::open(Doubt::Blocked(by))
    }

    /// Adds a list that the answer rests on, before what stands there already where that builds on it.
    pub fn resting_on(mut self, what: Item, list: &Found) -> Self {
        self.evidence.push(list.exhibit(what));
        self
    }

    /// The same, of a list that may not be known.
    pub fn resting_on_any(self, what: Item, list: Option<&Found>) -> Self {
        match list {
            Some(list) => self.resting_on(what, list),
            None => self,
        }
    }

    pub fn showing(mut self, exhibit: Option<Exhibit>) -> Self {
        self.evidence.extend(exhibit);
        self
    }

    pub fn blamed(mut self, blame: Blame) -> Self {
        self.blame = Some(blame);
        self
    }

    pub fn is_pass(&self) -> bool {
        self.outcome == Outcome::Pass
    }

    pub fn is_fail(&self) -> bool {
        matches!(self.outcome, Outcome::Fail(_))
    }
}
