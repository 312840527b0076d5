//! All cases of a pair together: a program writes, prints and errs in the same way in each of them, so how it does is inferred once.
//!
//! The rule, by measurement: where the joint reading is sure, it decides; a failure is one that some case shows by itself as well. Where
//! the two differ and neither is sure, the check is open. Beside the cases that are read together, a right list is right by whichever
//! of the two it is read, for a list of the lab is read rightly by no chance.

mod near;
mod one;
mod read;
mod sure;
mod unended;
mod unread;

use std::collections::BTreeMap;

use infer::explain::search::infer;
use infer::seen::{Printed, Question};

pub(super) use self::one::alone;
pub(crate) use self::one::answer;
pub(super) use self::read::Read;
pub use self::sure::Joint;
pub(crate) use self::unended::{Unended, is_content, kept_by, unended};
use super::outcome::{Doubt, Finding, Outcome, Reason, TwoReadings, Verdict};
use super::{Check, Seeded, judge_as_read, seen};
use crate::delivery::Delivery;
use crate::observation::{End, Observation};
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::StandIn;

/// More cases are not read together.
const MOST_CASES: usize = 20;

/// A case, judged by itself.
#[derive(Debug)]
pub struct Case<'a> {
    /// How bytes were handed over.
    pub delivery: Delivery,
    /// What follows from its seed.
    pub seeded: Seeded,
    /// Who played one of the programs in its place.
    pub stand_in: Option<&'a StandIn>,
    /// What was seen of it.
    pub observation: &'a Observation,
    /// What was found in it.
    pub verdict: &'a mut Verdict,
}

/// Brings what was found in each case in line with what all of them say. How they were read; `None` where there is nothing to read.
///
/// The pair's own cases in which each send came by itself, and both programs to a good end, say how the pair writes; what others fail
/// is read beside these. `known` is what these, in this order, said before: they are not read again.
pub fn settle(scenario: &Scenario, cases: &mut [Case<'_>], known: Option<Joint>) -> Option<Joint> {
    let joint = read_together(scenario, cases, known);
    if let Some(unread) = joint.as_ref().and_then(Joint::unread) {
        unread::leave_open(unread, cases);
    }
    unread::believe_the_client(cases);
    unread::believe_the_display(scenario, cases);
    unended::blame_the_speaker(scenario, cases);
    joint
}

fn read_together(scenario: &Scenario, cases: &mut [Case<'_>], known: Option<Joint>) -> Option<Joint> {
    let question = seen::question(scenario)?;
    let read = cases.iter().map(Case::seen);
    let seen: Seen = read.enumerate().filter_map(|(place, case)| Some((place, case?))).collect();
    let own = || cases.iter().filter(|case| case.stand_in.is_none()).map(|case| case.delivery);
    let delivery = own().find(|delivery| *delivery == Delivery::AsSent).or_else(|| own().next())?;
    let is_first = |place: &&usize| {
        let case = &cases[**place];
        case.stand_in.is_none() && case.delivery == delivery && is_whole(case)
    };
    let first: Vec<usize> = seen.keys().filter(is_first).take(MOST_CASES).copied().collect();
    if first.is_empty() {
        return None;
    }
    let read = || Joint::of(&question, &together(&seen, &first));
    let joint = known.filter(|known| known.cases == first.len()).unwrap_or_else(read);
    if !joint.is_sure(scenario) {
        if joint.tells_the_client_s(scenario) {
            joint.reads(&first, &seen).for_each(|(place, read)| cases[place].agree(scenario, &read));
        }
        if joint.answers_what_is_sent() {
            joint.reads(&first, &seen).for_each(|(place, read)| cases[place].doubt(scenario, &read));
        }
        return Some(joint);
    }
    decide(scenario, cases, &joint, &first, &seen);
    settle_others(scenario, cases, &joint, &first, &seen, &question);
    if cases.iter().any(|case| case.stand_in.is_some() && case.verdict.failing().next().is_some()) {
        let misread = first.iter().flat_map(|place| cases[*place].misread(scenario)).collect::<Vec<_>>();
        unread::distrust(&misread, cases);
    }
    Some(joint)
}

/// What was seen of a case, if that can be read. What a stand-in prints says nothing of lists.
fn seen_beside(stand_in: Option<&StandIn>, observation: &Observation) -> Option<infer::seen::Case> {
    let mut seen = seen::case(observation)?;
    match stand_in.map(|stand_in| stand_in.played.role) {
        Some(Role::Client) => seen.client = Printed::default(),
        Some(Role::Server) => seen.server = Printed::default(),
        None => {}
    }
    Some(seen)
}

/// What is seen of each case that can be read, by its place.
type Seen = BTreeMap<usize, infer::seen::Case>;

/// These cases, in their order.
fn together(seen: &Seen, places: &[usize]) -> Vec<infer::seen::Case> {
    places.iter().map(|place| seen[place].clone()).collect()
}

/// Judges the cases that were read together once more by what they say together, where that is sure.
fn decide(scenario: &Scenario, cases: &mut [Case<'_>], joint: &Joint, first: &[usize], seen: &Seen) {
    let again: Vec<Verdict> =
        joint.reads(first, seen).map(|(place, read)| cases[place].read_as(scenario, &read)).collect();
    // A failure that no case shows, as all of them are read, is not understood; nor is one of what each by itself calls right.
    let alone = first.iter().flat_map(|place| &cases[*place].verdict.findings);
    let is_shown = |finding: &&Finding| finding.outcome != Outcome::Pass && !is_suspected(finding);
    let shown: Vec<Check> = alone.filter(is_shown).map(|finding| finding.check).collect();
    let found: Vec<Check> = again.iter().flat_map(Verdict::failing).collect();
    let told: Vec<Check> = shown.into_iter().filter(|check| joint.fails(*check)).collect();
    let is_whole = joint.failing().all(|check| found.contains(&check));
    for ((place, read), again) in joint.reads(first, seen).zip(again) {
        match is_whole {
            true => cases[place].decide(scenario, again, read, joint, &told),
            false => cases[place].settle(scenario, &Read { is_all: false, ..read }),
        }
    }
}

/// Judges the other cases once more as they are read beside the first. What a server makes of a part of a list does not say how it
/// writes elsewhere: each delivery is read by itself, and so are stand-ins.
fn settle_others(
    scenario: &Scenario,
    cases: &mut [Case<'_>],
    joint: &Joint,
    first: &[usize],
    seen: &Seen,
    question: &Question,
) {
    // What is right by itself needs no second look.
    let is_other = |place: &usize| !first.contains(place) && !cases[*place].is_right();
    let others: Vec<usize> = seen.keys().copied().filter(is_other).collect();
    let kind = |place: usize| {
        let played = cases[place].stand_in.map(|stand_in| (stand_in.played.role, stand_in.played.script));
        (cases[place].delivery, played)
    };
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    for place in others {
        match kinds.iter_mut().find(|some| kind(some[0]) == kind(place)) {
            Some(some) => some.push(place),
            None => kinds.push(vec![place]),
        }
    }
    for some in kinds.iter().flat_map(|some| some.chunks(MOST_CASES)) {
        let all = [first, some].concat();
        let judgement = infer(question, &together(seen, &all));
        if judgement.given.get(..first.len()) != Some(&joint.judgement.given[..]) {
            continue;
        }
        for (nth, place) in all.iter().enumerate().skip(first.len()) {
            cases[*place].settle(scenario, &Read::of(&judgement, nth, &seen[place]));
        }
    }
}

/// Whether both programs came to their end in good order.
fn is_whole(case: &Case<'_>) -> bool {
    let stays_up = case.verdict.findings.iter().find(|finding| finding.check == Check::ServerStaysUp);
    let ended = case.observation.client.as_ref().is_some_and(|client| client.end == End::Exited(0));
    ended && stays_up.is_some_and(|finding| !finding.is_failure())
}

/// Whether what a check asks about is wrong only as all cases are read.
fn is_suspected(finding: &Finding) -> bool {
    matches!(&finding.outcome, Outcome::Inconclusive(Doubt::TwoReadings(readings)) if readings.together.is_some())
}

/// Whether a case by itself says what it says as all are read: of a wrong list, also which list that is.
fn is_same(alone: &Outcome, again: &Outcome) -> bool {
    match (alone, again) {
        (Outcome::Fail(Reason::WrongList(alone)), Outcome::Fail(Reason::WrongList(again))) => {
            alone.got == again.got
        }
        (Outcome::Fail(_), Outcome::Fail(Reason::WrongList(_))) => false,
        _ => alone.status() == again.status(),
    }
}

impl Case<'_> {
    /// What was seen of it, if that can be read.
    fn seen(&self) -> Option<infer::seen::Case> {
        seen_beside(self.stand_in, self.observation)
    }

    /// Whether every list is right, that which was drawn among them.
    fn is_right(&self) -> bool {
        let is_about_lists = |check: Check| check.compares_lists() || check == Check::SendsNumbers;
        let mut findings = self.verdict.findings.iter().filter(|finding| is_about_lists(finding.check));
        findings.all(|finding| finding.outcome == Outcome::Pass)
    }

    /// What is found in the case with the lists of all cases, and no others.
    fn read_as(&self, scenario: &Scenario, read: &Read) -> Verdict {
        let mut again = judge_as_read(scenario, &self.seeded, self.observation, Some(read));
        // What stands round a list is no list.
        again.numbers.has_below_round = self.verdict.numbers.has_below_round;
        again
    }

    /// What fails in the case only where it is read by itself.
    fn misread(&self, scenario: &Scenario) -> Vec<Check> {
        let alone = judge_as_read(scenario, &self.seeded, self.observation, None);
        alone.failing().filter(|check| !self.verdict.failing().any(|fails| fails == *check)).collect()
    }

    /// Takes what was found `again`, as all cases are read. `told` are the checks that fail in all cases together, and do not pass in some
    /// case by itself: what fails in all together, and passes in each by itself, is open.
    fn decide(&mut self, scenario: &Scenario, again: Verdict, read: Read, joint: &Joint, told: &[Check]) {
        if self.is_reference() || joint.judgement.verdict.fails.is_empty() && self.is_right() {
            return;
        }
        let alone = |check: Check| self.verdict.findings.iter().find(|finding| finding.check == check);
        let lists = || again.findings.iter().filter(|finding| finding.check.compares_lists());
        let is_new = |finding: &&Finding| alone(finding.check).is_none_or(|alone| !alone.is_failure());
        let wrong: Vec<&Finding> = lists().filter(|finding| finding.is_failure()).filter(is_new).collect();
        if wrong.iter().all(|finding| told.contains(&finding.check)) {
            let is_same = |finding: &Finding| {
                alone(finding.check).is_some_and(|alone| is_same(&alone.outcome, &finding.outcome))
            };
            if !lists().all(is_same) || self.verdict.numbers.drawn != again.numbers.drawn {
                *self.verdict = again;
            }
            return;
        }
        let doubts = wrong.into_iter().filter(|finding| joint.fails(finding.check));
        let doubts: Vec<Finding> = doubts.cloned().collect();
        self.read_beside(scenario, &Read { is_all: false, ..read });
        for Finding { check, outcome, .. } in doubts {
            let Outcome::Fail(reason) = outcome else { continue };
            self.open(check, &TwoReadings { alone: None, together: Some(reason) });
            // What hangs on it as all cases are read is no surer.
            let blocked = Outcome::Inconclusive(Doubt::Blocked(check));
            let hangs = |alone: &Finding| {
                again.findings.iter().any(|other| other.check == alone.check && other.outcome == blocked)
            };
            let alone = self.verdict.findings.iter_mut().filter(|alone| alone.is_failure() && hangs(alone));
            alone.for_each(|finding| finding.open(Doubt::Blocked(check)));
        }
    }

    /// Leaves open what is wrong in the case by itself, where all cases are read best so that every list is right, and not surely.
    fn doubt(&mut self, scenario: &Scenario, read: &Read) {
        if self.is_reference() || self.is_right() {
            return;
        }
        let again = self.read_as(scenario, read);
        for right in again.findings.iter().filter(|finding| finding.check.compares_lists()) {
            let alone = self.verdict.findings.iter().find(|finding| finding.check == right.check);
            if let (Outcome::Pass, Some(Outcome::Fail(reason))) =
                (&right.outcome, alone.map(|finding| finding.outcome.clone()))
            {
                self.open(right.check, &TwoReadings { alone: Some(reason), together: None });
            }
        }
    }

    /// Lets only fail what does so by itself and as all cases are read, where these do not tell what is right.
    fn agree(&mut self, scenario: &Scenario, read: &Read) {
        if self.is_reference() || self.is_right() {
            return;
        }
        let again = self.read_as(scenario, read);
        let alone = std::mem::replace(self.verdict, again);
        for finding in self.verdict.findings.iter_mut().filter(|finding| finding.is_failure()) {
            let before = alone.findings.iter().find(|before| before.check == finding.check);
            if let (Outcome::Fail(reason), false) =
                (&finding.outcome, before.is_some_and(Finding::is_failure))
            {
                let together = Some(reason.clone());
                finding.open(Doubt::TwoReadings(Box::new(TwoReadings { alone: None, together })));
            }
        }
    }

    fn open(&mut self, check: Check, readings: &TwoReadings) {
        for finding in self.verdict.findings.iter_mut().filter(|finding| finding.check == check) {
            finding.open(Doubt::TwoReadings(Box::new(readings.clone())));
        }
    }

    /// Whether the reference plays one of the programs: its own numbers are known, and what it cannot read is no fault.
    fn is_reference(&self) -> bool {
        (self.seeded.client.is_some() || self.seeded.server.is_some()) && self.stand_in.is_none()
    }

    /// Judges the case once more, as it is read with the others, where a list is wrong that was read by itself.
    fn settle(&mut self, scenario: &Scenario, read: &Read) {
        if !self.is_right() && !self.is_reference() {
            self.read_beside(scenario, read);
        }
    }

    /// Judges the case once more, as it is read with the others: what is right by that passes.
    fn read_beside(&mut self, scenario: &Scenario, read: &Read) {
        let again = match self.stand_in {
            None => judge_as_read(scenario, &self.seeded, self.observation, Some(read)),
            Some(stand_in) => {
                let seeded = stand_in.seeded(self.seeded.clone());
                let verdict = judge_as_read(scenario, &seeded, self.observation, Some(read));
                stand_in.about_the_student(verdict, self.observation)
            }
        };
        let drawn = read.client.as_ref().map(|drawn| &drawn.values);
        if self.stand_in.is_none() && self.verdict.numbers.drawn.as_ref() != drawn {
            *self.verdict = again;
            return;
        }
        let passes = |check: Check| {
            again.findings.iter().any(|other| other.check == check && other.outcome == Outcome::Pass)
        };
        for finding in self.verdict.findings.iter_mut().filter(|finding| finding.outcome != Outcome::Pass) {
            let is_freed = matches!(finding.outcome, Outcome::Inconclusive(Doubt::Blocked(by)) if passes(by));
            let mut others = again.findings.iter().filter(|other| other.check == finding.check);
            if let Some(other) = others.next().filter(|_| is_freed || passes(finding.check)) {
                *finding = other.clone();
            }
        }
    }
}
