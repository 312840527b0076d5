//! Where in its source a program sent what a check finds wrong, or died. It says more of a failure that stands, and decides nothing.
//!
//! It is found by running the case once more and holding the program in the call that sends the first byte of it, or before the signal
//! that ends it ([`crate::observation::Hold`]). By the same seed the same is done; where it was not, nothing is said.

use super::outcome::{Ending, Outcome, Reason, Status};
use super::place::Place;
use super::programs;
use super::results::{CaseResult, ScenarioResult};
use crate::check::Check;
use crate::conversation::Direction;
use crate::delivery::Delivery;
use crate::observation::{Hold, Moment, Observation, SourceLine};
use crate::role::Role;
use crate::script::Played;

/// The line that sent something in a case, or at which a program died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which case: its seed, its delivery, and who played one half of it.
    pub case: (u64, Delivery, Option<Played>),
    /// What was done there.
    pub hold: Hold,
    /// The line.
    pub line: SourceLine,
    /// How a process of the program's ended there, where the program itself went on.
    pub lost: Option<Ending>,
}

impl Sent {
    /// What was learnt of a case that was run once `again`. `None` where no line is known, or the two runs differ before it.
    pub fn learnt(case: &CaseResult, hold: Hold, first: &Observation, again: &Observation) -> Option<Self> {
        let mut lost = None;
        let (line, before) = match (hold.at, again.fell_at.get(&hold.role), &again.lost) {
            (Moment::Byte(_), ..) => again.sent_at.as_ref().map(|at| (&at.line, Some(at.before)))?,
            (Moment::Death, Some(line), _) => (line, None),
            (Moment::Death, None, child) => {
                let child = child.as_ref()?;
                lost = Some(programs::lost(child, first.program(hold.role)?));
                (&child.line, None)
            }
        };
        let end = |seen: &Observation| seen.program(hold.role).map(|program| program.end.clone());
        let sent = |seen: &Observation, direction| -> Vec<u8> {
            let connections = seen.conversation.iter().flat_map(|conversation| &conversation.connections);
            connections.flat_map(|connection| connection.sent(direction)).collect()
        };
        let is_same = Direction::BOTH.into_iter().all(|direction| {
            let (first, again) = (sent(first, direction), sent(again, direction));
            let is_whole =
                direction.sender() != hold.role || before.is_none_or(|sent| again.len() as u64 == sent);
            is_whole && again.iter().zip(&first).all(|(again, first)| again == first)
        });
        let ends_alike = hold.at != Moment::Death || end(first) == end(again);
        (is_same && ends_alike).then(|| Self { case: name(case), hold, line: line.clone(), lost })
    }
}

fn name(case: &CaseResult) -> (u64, Delivery, Option<Played>) {
    (case.seed, case.delivery, case.stand_in)
}

impl ScenarioResult {
    /// What is to be run once more to learn where it was sent, or where a program died: the first case of each check that fails by that.
    /// Nothing where programs do other things by the same seed.
    pub fn to_be_held(&self) -> Vec<(&CaseResult, Hold)> {
        let mut wanted: Vec<(&CaseResult, Hold)> = Vec::new();
        if self.repeats.is_some() {
            return wanted;
        }
        for check in self.checks().into_iter().filter(|check| check.status == Status::Fail) {
            let Some((case, outcome)) = check.example else { continue };
            let hold = sent(case, check.check, &outcome).or_else(|| death(check.check, &outcome));
            let Some(hold) = hold else { continue };
            if !wanted.iter().any(|(other, known)| name(other) == name(case) && *known == hold) {
                wanted.push((case, hold));
            }
        }
        wanted
    }

    /// Takes note of what was learnt of its cases.
    pub fn learn(&mut self, learnt: Vec<Sent>) {
        for Sent { case, hold, line, lost } in learnt.iter().filter(|learnt| learnt.hold.at == Moment::Death)
        {
            let all = self.cases.iter_mut().chain(&mut self.stand_ins);
            let own = all.filter(|other| name(other) == *case);
            let findings = own.flat_map(|case| &mut case.verdict.findings);
            for finding in findings.filter(|finding| finding.check.about() == Some(hold.role)) {
                match (&mut finding.outcome, lost) {
                    (Outcome::Fail(Reason::Crashed(end) | Reason::EndedBeforeListening(end)), None) => {
                        end.at.get_or_insert_with(|| Box::new(line.clone()));
                    }
                    (Outcome::Fail(reason @ Reason::NothingSent), Some(end)) => {
                        *reason = Reason::Lost(end.clone());
                    }
                    _ => {}
                }
            }
        }
        self.sent_at = learnt;
    }

    /// The line that sent what a check finds wrong in a case, where that was learnt.
    pub fn sent_at(&self, case: &CaseResult, check: Check, outcome: &Outcome) -> Option<&SourceLine> {
        let hold = sent(case, check, outcome).filter(|_| !self.sent_at.is_empty())?;
        let found = self.sent_at.iter().find(|sent| sent.case == name(case) && sent.hold == hold)?;
        Some(&found.line)
    }
}

/// The death of a program of which a check complains, where nobody knows its line yet; or of whoever it started to speak, where nobody
/// speaks.
fn death(check: Check, outcome: &Outcome) -> Option<Hold> {
    let (check, reason) = failure(check, outcome)?;
    match reason {
        Reason::Crashed(end) | Reason::EndedBeforeListening(end)
            if end.signal.is_some() && end.at.is_none() =>
        {
            Some(Hold { role: check.about()?, at: Moment::Death })
        }
        Reason::NothingSent => Some(Hold { role: check.about()?, at: Moment::Death }),
        _ => None,
    }
}

/// What fails, and why: where it does only under one delivery, what does there.
fn failure(check: Check, outcome: &Outcome) -> Option<(Check, &Reason)> {
    match outcome {
        Outcome::Fail(Reason::OnlyUnder(only)) => Some((only.check, &only.reason)),
        Outcome::Fail(reason) => Some((check, reason)),
        _ => None,
    }
}

/// The first byte of what a check finds wrong, where that is something that a program sent.
fn sent(case: &CaseResult, check: Check, outcome: &Outcome) -> Option<Hold> {
    let (check, reason) = failure(check, outcome)?;
    let of_message = |place: &Place| match place {
        Place::Message { direction, bytes, .. } => {
            Some(Hold { role: direction.sender(), at: Moment::Byte(bytes.start as u64) })
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
