//! Where in its source a program sent what a check finds wrong. It says more of a failure that stands, and decides nothing.
//!
//! It is found by running the case once more and holding the program in the call that sends the first byte of it
//! ([`crate::observation::Hold`]). By the same seed the same is sent; where it was not, nothing is said.

use super::outcome::{Outcome, Reason, Status};
use super::place::Place;
use super::results::{CaseResult, ScenarioResult};
use crate::check::Check;
use crate::conversation::Direction;
use crate::delivery::Delivery;
use crate::observation::{Hold, Observation, SourceLine};
use crate::role::Role;
use crate::script::Played;

/// The line that sent something in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which case: its seed, its delivery, and who played one half of it.
    pub case: (u64, Delivery, Option<Played>),
    /// What was sent there.
    pub hold: Hold,
    /// The line.
    pub line: SourceLine,
}

impl Sent {
    /// What was learnt of a case that was run once `again`. `None` where no line is known, or the two runs differ before it.
    pub fn learnt(case: &CaseResult, hold: Hold, first: &Observation, again: &Observation) -> Option<Self> {
        let at = again.sent_at.as_ref()?;
        let sent = |seen: &Observation, direction| -> Vec<u8> {
            let connections = seen.conversation.iter().flat_map(|conversation| &conversation.connections);
            connections.flat_map(|connection| connection.sent(direction)).collect()
        };
        let is_same = Direction::BOTH.into_iter().all(|direction| {
            let (first, again) = (sent(first, direction), sent(again, direction));
            let is_whole = direction.sender() != hold.role || again.len() as u64 == at.before;
            is_whole && again.iter().zip(&first).all(|(again, first)| again == first)
        });
        is_same.then(|| Self { case: name(case), hold, line: at.line.clone() })
    }
}

fn name(case: &CaseResult) -> (u64, Delivery, Option<Played>) {
    (case.seed, case.delivery, case.stand_in)
}

impl ScenarioResult {
    /// What is to be run once more to learn where it was sent: the first case of each check that fails by what a program sent.
    /// Nothing where programs do other things by the same seed.
    pub fn to_be_held(&self) -> Vec<(&CaseResult, Hold)> {
        let mut wanted: Vec<(&CaseResult, Hold)> = Vec::new();
        if self.repeats.is_some() {
            return wanted;
        }
        for check in self.checks().into_iter().filter(|check| check.status == Status::Fail) {
            let Some((case, outcome)) = check.example else { continue };
            let Some(hold) = sent(case, check.check, &outcome) else { continue };
            if !wanted.iter().any(|(other, known)| name(other) == name(case) && *known == hold) {
                wanted.push((case, hold));
            }
        }
        wanted
    }

    /// The line that sent what a check finds wrong in a case, where that was learnt.
    pub fn sent_at(&self, case: &CaseResult, check: Check, outcome: &Outcome) -> Option<&SourceLine> {
        let hold = sent(case, check, outcome).filter(|_| !self.sent_at.is_empty())?;
        let found = self.sent_at.iter().find(|sent| sent.case == name(case) && sent.hold == hold)?;
        Some(&found.line)
    }
}

/// The first byte of what a check finds wrong, where that is something that a program sent.
fn sent(case: &CaseResult, check: Check, outcome: &Outcome) -> Option<Hold> {
    let Outcome::Fail(reason) = outcome else { return None };
    let (check, reason) = match reason {
        Reason::OnlyUnder(only) => (only.check, &only.reason),
        reason => (check, reason),
    };
    let of_message = |place: &Place| match place {
        Place::Message { direction, bytes, .. } => {
            Some(Hold { role: direction.sender(), byte: bytes.start as u64 })
        }
        _ => None,
    };
    let said_by = |role: Role| {
        let findings = case.verdict.findings.iter().filter(|finding| finding.check == check);
        let mut places = findings.flat_map(|finding| &finding.evidence).filter_map(|e| of_message(&e.place));
        places.find(|hold| hold.role == role)
    };
    match reason {
        Reason::WrongList(wrong) => of_message(&wrong.place),
        Reason::NeverSent { place, .. } => of_message(place),
        Reason::Miscounted(wrong) => of_message(&wrong.place),
        Reason::NoWords(_)
        | Reason::Echo(_)
        | Reason::NoList(_)
        | Reason::WrongCount { .. }
        | Reason::OutOfRange { .. }
        | Reason::NeverEnded(_)
        | Reason::Miscounts(_)
        | Reason::WrittenOtherwise(_)
        | Reason::EchoesTheClient { .. } => said_by(check.about()?),
        _ => None,
    }
}
