//! A role that a stand-in has to play: what is to be answered about the other half, what was tried, and what that showed.

use std::collections::BTreeSet;

use super::candidates::{Draft, Known};
use super::session::{self, Recorded, Session};
use crate::check::Check;
use crate::conversation::Direction;
use crate::observation::Observation;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::verdict::outcome::{Outcome, Verdict};
use crate::verdict::question_of;

/// One role that a stand-in has to play.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub role: Role,
    /// What is to be answered about the other half.
    pub checks: BTreeSet<Check>,
    pub seeds: Vec<u64>,
    /// What was found out by trying.
    pub learned: Learned,
    pub tried: Vec<Tried>,
    /// Whether it is tried for nothing but what may end the words of its half, or count them.
    pub only_ends: bool,
    /// Whether nothing more is to be tried.
    pub is_given_up: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Learned {
    pub session: Option<Session>,
    pub known: Known,
}

/// A script that was played, and what was found each time.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub draft: Draft,
    pub verdicts: Vec<Verdict>,
    /// Whether the server spoke each time when the list was ended so, and ended its answer in the same way.
    pub is_answered: bool,
}

impl Wanted {
    /// Whether the check is answered for good.
    pub fn is_settled(&self, check: Check) -> bool {
        self.tried.iter().any(|tried| {
            let fails = tried.outcomes(check).any(|outcome| matches!(outcome, Outcome::Fail(_)));
            fails && tried.draft.ended_by.is_none()
                || (tried.verdicts.len() >= self.seeds.len() && tried.holds(check))
        })
    }
}

impl Tried {
    pub fn outcomes(&self, check: Check) -> impl Iterator<Item = &Outcome> {
        let findings = self.verdicts.iter().flat_map(|verdict| &verdict.findings);
        findings.filter(move |finding| finding.check == check).map(|finding| &finding.outcome)
    }

    /// Whether the check passed each time, or may once these cases are read together.
    pub fn holds(&self, check: Check) -> bool {
        // An end that is not the one which is waited for shows nothing.
        match self.draft.ended_by {
            Some(_) => self.is_answered,
            None => {
                self.outcomes(check).count() == self.verdicts.len()
                    && self.outcomes(check).all(|outcome| *outcome == Outcome::Pass)
            }
        }
    }
}

impl Learned {
    /// What a try showed of the student's half, whatever the stand-in did.
    pub fn learn(&mut self, role: Role, scenario: &Scenario, observation: &Observation) {
        let Some(conversation) = &observation.conversation else { return };
        let student = match role {
            Role::Server => Role::Client,
            Role::Client => Role::Server,
        };
        let complaint = observation.program(student).map(|facts| String::from_utf8_lossy(&facts.stderr.kept));
        self.known.wants_pickle |= complaint.is_some_and(|text| text.to_lowercase().contains("pickl"));
        match role {
            Role::Server => {
                if conversation.connections.is_empty() {
                    self.known.refused = conversation.refused.first().copied();
                }
                if self.session.is_none() {
                    let question = question_of(scenario.task, &scenario.numbers);
                    let recorded = Recorded::of(observation);
                    let learnt = session::learn(recorded.as_slice(), question.as_ref());
                    self.session = learnt.and_then(|(session, _)| session.up_to_list());
                }
            }
            Role::Client => {
                let first =
                    conversation.connections.first().and_then(|connection| connection.segments.first());
                self.known.greets = first.map(|segment| segment.direction == Direction::ToClient);
            }
        }
    }

    /// All that is known, where this is.
    pub fn over(&self, known: &Known) -> Known {
        let mut known = known.clone();
        let has_list = known.session.as_ref().is_some_and(|session| session.list.is_some());
        if let Some(session) = self.session.as_ref().filter(|_| !has_list) {
            (known.session, known.ended_well) = (Some(session.clone()), false);
        }
        known.refused = self.known.refused.or(known.refused);
        known.greets = self.known.greets;
        known.wants_pickle = self.known.wants_pickle;
        known
    }
}
