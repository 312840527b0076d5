//! The way of one submission through a lab, in rounds: first every server with every client, where there are several; then
//! all cases with the pair that did best; then, where one program spoils the answers about the other, stand-ins. What the next round is follows from what was seen so far and from nothing else, so
//! that a run which goes on after an interruption takes the same way, and so that reports can tell it from the journal.

mod cases;
#[cfg(test)]
mod fixtures;
mod further;
mod held;
mod pairs;
mod part;
mod second;
mod settled;
mod together;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use cases::{cases, is_own, trial, trials, with};
use settled::Settled;
use together::{Together, settle};

use super::graded::{Graded, GradedPart};
use super::tries::Tries;
use crate::hand_in::Student;
use crate::journal::CaseId;
use crate::journal::prepared::{Prepared, Programs};
use crate::journal::ruling::Ruling;
use crate::observation::Observation;
use crate::plan::{self, Case};
use crate::scenario::lab::{Lab, Part};
use crate::scenario::{Input, Scenario};
use crate::script::StandIn;
use crate::verdict::Seeded;
use crate::verdict::joint::Joint;
use crate::verdict::outcome::Verdict;

/// A submission on its way.
#[derive(Debug)]
pub struct Course<'l> {
    lab: &'l Lab,
    prepared: Prepared,
    /// What is known from an earlier run, and nobody has asked for yet.
    known: BTreeMap<CaseId, Observation>,
    seen: BTreeMap<CaseId, Seen>,
    /// The cases of the pairs themselves that are run, trials first, of each part of the lab: as far as it is known what they
    /// take.
    due: BTreeMap<usize, Vec<CaseId>>,
    /// The parts of the lab whose trials were judged.
    tried: BTreeSet<usize>,
    /// How the cases of the pair that is graded were read together, of each part of the lab whose cases were all seen.
    joint: BTreeMap<usize, Joint>,
    /// How far the stand-ins are, of each part of the lab for which they have begun.
    tries: BTreeMap<usize, Tries<'l>>,
    /// What each part of the lab comes to in which nothing is left to be judged.
    settled: BTreeMap<usize, Settled>,
}

/// A case that was run, and judged: once, for that can take as long as running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub(super) observation: Observation,
    pub(super) verdict: Verdict,
}

/// A case to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'l> {
    /// What is asked.
    pub scenario: &'l Scenario,
    /// What the programs are fed, where the submission says it.
    pub input: Input,
    /// Which case.
    pub id: CaseId,
    /// Who plays one of the programs in its place.
    pub stand_in: Option<StandIn>,
}

impl Wanted<'_> {
    /// The case as a stage knows it.
    pub fn case(&self) -> Case<'_> {
        Case {
            stand_in: self.stand_in.as_ref(),
            hold: self.id.hold,
            second: self.id.second,
            ..Case::alone(self.scenario, self.id.seed, self.id.delivery)
        }
    }

    /// Judges what was seen of the case. One in which a program is held says nothing about it, and one whose client comes second only beside
    /// the others.
    pub fn judge(&self, observation: &Observation) -> Verdict {
        if self.id.hold.is_some() || self.id.second {
            return Verdict::default();
        }
        StandIn::judged(self.stand_in.as_ref(), self.scenario, Seeded::default(), observation)
    }
}

impl Seen {
    /// What was seen of a case, judged.
    pub fn judged(observation: Observation, judge: impl Fn(&Observation) -> Verdict) -> Self {
        let verdict = plan::judged(&observation, judge);
        Self { observation, verdict }
    }

    /// What the case took. What the harness failed in is not the submission's.
    pub(super) fn spent(&self) -> Duration {
        spent(&self.observation)
    }
}

fn spent(observation: &Observation) -> Duration {
    match observation.trouble {
        None => observation.spent.total(),
        Some(_) => Duration::ZERO,
    }
}

impl<'l> Course<'l> {
    /// A submission with what is known of it already.
    pub fn new(lab: &'l Lab, prepared: Prepared, known: BTreeMap<CaseId, Observation>) -> Self {
        Self {
            lab,
            prepared,
            known,
            seen: BTreeMap::new(),
            due: BTreeMap::new(),
            tried: BTreeSet::new(),
            joint: BTreeMap::new(),
            tries: BTreeMap::new(),
            settled: BTreeMap::new(),
        }
    }

    /// What was seen of its cases.
    pub fn into_seen(self) -> BTreeMap<CaseId, Observation> {
        let mut all = self.known;
        all.extend(self.seen.into_iter().map(|(id, seen)| (id, seen.observation)));
        all
    }

    /// What was found in it.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The cases of the next round; none where all is done. What is known already is judged here.
    pub fn wanted(&mut self) -> Vec<Wanted<'l>> {
        (0..self.lab.parts.len()).flat_map(|place| self.wanted_of(place)).collect()
    }

    /// Whether a case that was wanted still is: not where others before it have spent the budget meanwhile.
    pub fn wants(&self, id: &CaseId) -> bool {
        let parts = self.lab.parts.iter().zip(0..).filter(|(part, _)| part.name() == id.scenario);
        let due = parts.filter_map(|(part, place)| Some(self.within(part, self.due.get(&place)?.clone())));
        id.stand_in.is_some() || id.hold.is_some() || id.second || due.flatten().any(|due| due == *id)
    }

    /// Takes what was seen of a case.
    pub fn saw(&mut self, id: CaseId, seen: Seen) {
        self.seen.insert(id, seen);
    }

    /// Everything that follows from what was seen. A part that still wants cases is unfinished.
    pub fn graded(mut self, student: Student, ruling: &Ruling) -> Graded<'l> {
        let lab = self.lab;
        let parts = (0..lab.parts.len()).map(|place| self.graded_part(place));
        let mut parts: Vec<GradedPart> = parts.collect();
        for correction in &ruling.corrections {
            let parts = lab.parts.iter().zip(&mut parts);
            for (part, graded) in parts.filter(|(part, _)| part.name() == correction.scenario) {
                graded.correct(part, correction);
            }
        }
        let Ruling { lateness, corrections } = ruling.clone();
        Graded { student, lab, parts, lateness, corrections }
    }

    fn wanted_of(&mut self, place: usize) -> Vec<Wanted<'l>> {
        loop {
            let (known, missing): (Vec<_>, Vec<_>) =
                self.next_of(place).into_iter().partition(|wanted| self.known.contains_key(&wanted.id));
            if known.is_empty() {
                return missing;
            }
            for wanted in known {
                let Some(observation) = self.known.remove(&wanted.id) else { continue };
                let seen = Seen::judged(observation, |observation| wanted.judge(observation));
                self.seen.insert(wanted.id, seen);
            }
        }
    }

    /// The cases that follow from those that were seen.
    fn next_of(&mut self, place: usize) -> Vec<Wanted<'l>> {
        if self.settled.contains_key(&place) {
            return self.afterwards(place);
        }
        let part = &self.lab.parts[place];
        let prepared = &self.prepared.parts[place];
        let Programs::Pairs(pairs) = &prepared.programs else { return Vec::new() };
        let wanted = |id: CaseId, stand_in| Wanted {
            scenario: &part.scenario,
            input: prepared.input.clone(),
            id,
            stand_in,
        };
        let mut due = self.within(part, trials(part, prepared, pairs));
        let mut missing = self.missing(&due);
        if missing.is_empty() {
            if self.tried.insert(place) {
                for id in &due {
                    let own = std::slice::from_ref(id);
                    settle(&mut self.seen, part, Together { own, ..Together::default() });
                }
            }
            let (pair, _) = self.chosen(part, prepared, pairs);
            let told = self.told(part, prepared, pair);
            due = self.within(part, with(due, told.iter().map(|pair| trial(part, pair))));
            missing = self.missing(&due);
            let pair = self.best(part, prepared, pair, &told);
            if missing.is_empty() {
                due = self.within(part, with(due, cases(part, pair)));
                missing = self.missing(&due);
            }
            if missing.is_empty() {
                let (further, joint) = self.further(place, pair, &due);
                self.joint.extend(joint.map(|joint| (place, joint)));
                due = self.within(part, with(due, further));
                missing = self.missing(&due);
            }
            if missing.is_empty() {
                let repeats = self.repeats(place, pair, &due);
                due = self.within(part, with(due, repeats));
                missing = self.missing(&due);
            }
            if missing.is_empty() {
                let own: Vec<CaseId> = due.iter().filter(|id| is_own(part, pair, id)).cloned().collect();
                let tries = self.tries.entry(place);
                let tries = tries.or_insert_with(|| {
                    let known = self.joint.remove(&place);
                    let together = Together { own: &own, known, ..Together::default() };
                    self.joint.extend(settle(&mut self.seen, part, together).map(|joint| (place, joint)));
                    Tries::begin(part, pair, &prepared.quoted, &own, &mut self.seen)
                });
                let next = tries.go_on(part, pair, &mut self.seen);
                self.due.insert(place, due);
                if let Some((id, next)) = next {
                    return vec![wanted(id, Some(next))];
                }
                self.settle(place);
                return self.afterwards(place);
            }
        }
        self.due.insert(place, due);
        missing.into_iter().map(|id| wanted(id, None)).collect()
    }

    /// What is run of a part in which nothing more is asked of the pair by itself.
    fn afterwards(&self, place: usize) -> Vec<Wanted<'l>> {
        self.to_come_second(place).into_iter().chain(self.to_be_held(place)).collect()
    }

    /// The first of these cases, up to the one with which the budget is spent. What a case takes that was not seen yet is
    /// not known: it may be one less then, and never one more.
    fn within(&self, part: &Part, ids: Vec<CaseId>) -> Vec<CaseId> {
        let budget = part.scenario.budget();
        let taken = |id: &CaseId| {
            let seen = self.seen.get(id).map(Seen::spent);
            seen.or_else(|| self.known.get(id).map(spent)).unwrap_or_default()
        };
        let mut so_far = Duration::ZERO;
        let is_left = |id: &CaseId| {
            let is_left = so_far < budget;
            so_far += taken(id);
            is_left
        };
        ids.into_iter().take_while(is_left).collect()
    }

    fn missing(&self, ids: &[CaseId]) -> Vec<CaseId> {
        ids.iter().filter(|id| !self.seen.contains_key(id)).cloned().collect()
    }
}
