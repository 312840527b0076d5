//! What is run of a pair beyond the scenario's cases: more seeds, and a case once more.

use std::collections::BTreeMap;

use super::cases::{case, case_result, is_further, is_own};
use super::together::{Together, settle};
use super::{Course, Seen};
use crate::command_line::Pair;
use crate::delivery::Delivery;
use crate::journal::CaseId;
use crate::verdict::further;
use crate::verdict::joint::Joint;
use crate::verdict::repeats::{self, Run};
use crate::verdict::results::CaseResult;

impl Course<'_> {
    /// The cases with more seeds than the scenario's, where those of the pair, which are `due` and were seen, leave open how it is read.
    /// How these were read together as well.
    pub(super) fn further(&self, place: usize, pair: &Pair, due: &[CaseId]) -> (Vec<CaseId>, Option<Joint>) {
        let part = &self.lab.parts[place];
        let is_further = |id: &&CaseId| is_further(part, pair, id);
        let so_far = self.due.get(&place).into_iter().flatten().filter(is_further);
        let so_far: Vec<CaseId> = so_far.cloned().collect();
        if !so_far.is_empty() || self.tries.contains_key(&place) {
            return (so_far, None);
        }
        let is_own = |id: &&CaseId| is_own(part, pair, id) && id.delivery == Delivery::AsSent;
        let own: Vec<CaseId> = due.iter().filter(is_own).cloned().collect();
        let known = self.joint.get(&place).cloned();
        // What is found now is only looked at: the cases are judged together once no more of them are to come.
        let mut seen: BTreeMap<CaseId, Seen> =
            own.iter().filter_map(|id| Some((id.clone(), self.seen.get(id)?.clone()))).collect();
        let joint = settle(&mut seen, part, Together { own: &own, known, ..Together::default() });
        let found: Vec<CaseResult> = seen.iter().map(|(id, seen)| case_result(id, &seen.verdict)).collect();
        let seeds = further::seeds(&part.scenario, &found, joint.as_ref()).into_iter();
        let case = |seed| case(part, pair, seed, Delivery::AsSent);
        (seeds.map(case).collect(), joint)
    }

    /// The further runs of a case of the pair, whose own cases are among those that are `due` and were seen: those so far, and perhaps
    /// one more. What stand-ins do comes after them.
    pub(super) fn repeats(&self, place: usize, pair: &Pair, due: &[CaseId]) -> Vec<CaseId> {
        let is_repeat = |id: &&CaseId| id.repeat > 0 && id.pair == *pair;
        let so_far = self.due.get(&place).into_iter().flatten().filter(is_repeat);
        let mut repeats: Vec<CaseId> = so_far.cloned().collect();
        if !self.tries.contains_key(&place) && self.missing(&repeats).is_empty() {
            let part = &self.lab.parts[place];
            let own: Vec<&CaseId> = due.iter().filter(|id| is_own(part, pair, id)).collect();
            let run = |id: &CaseId| Some(Run::new(id.seed, id.delivery, &self.seen.get(id)?.verdict));
            let cases: Vec<Run> = own.iter().filter_map(|id| run(id)).collect();
            let runs: Vec<Run> = repeats.iter().filter_map(run).collect();
            let next = repeats::next(&cases, &runs).map(|next| own[next].clone());
            repeats.extend(next.map(|id| CaseId { repeat: runs.len() + 1, ..id }));
        }
        repeats
    }
}
