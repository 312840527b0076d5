//! What a part of the lab comes to once nothing more is to be run.

use std::collections::BTreeMap;

use super::cases::{case_result, cases, is_further, trials};
use super::together::{Together, settle};
use super::{Course, Seen};
use crate::class::again;
use crate::class::graded::{GradedPart, Judged, PartOutcome, Question};
use crate::class::prepared::{PreparedPart, Programs};
use crate::class::tries::with_stand_in;
use crate::journal::{CaseId, Pair};
use crate::plan;
use crate::scenario::lab::Part;
use crate::stand_in::StandIn;
use crate::verdict::repeats::Repeats;
use crate::verdict::results::{LeftOut, ScenarioResult};
use crate::verdict::{Seeded, judge};
use crate::words::submission as words;

impl Course<'_> {
    pub(super) fn graded_part(&mut self, place: usize) -> GradedPart {
        let is_unfinished = !self.wanted_of(place).is_empty();
        let part = &self.lab.parts[place];
        let prepared = self.prepared.parts[place].clone();
        let mut notes = prepared.notes.clone();
        let pairs = match &prepared.programs {
            Programs::Pairs(pairs) => pairs,
            Programs::None(problem) => {
                return GradedPart { corrected: None, notes, outcome: PartOutcome::NotRun(problem.clone()) };
            }
        };
        if is_unfinished {
            return GradedPart { corrected: None, notes, outcome: PartOutcome::Unfinished };
        }
        let (pair, rivals) = self.chosen(part, &prepared, pairs);
        let told = self.told(part, &prepared, pair);
        let plain = pair;
        let pair = self.best(part, &prepared, plain, &told);
        if let Some(problem) = self.both_in_one(part, pair) {
            return GradedPart { corrected: None, notes, outcome: PartOutcome::NotRun(problem) };
        }
        let due = self.due.remove(&place).unwrap_or_default();
        let all = cases(part, pair);
        let mut own: Vec<CaseId> = all.iter().filter(|id| due.contains(id)).cloned().collect();
        let left_out = all.len() - own.len();
        own.extend(due.iter().filter(|id| id.pair == *pair && is_further(part, id)).cloned());
        let repeats: Vec<CaseId> =
            due.iter().filter(|id| id.repeat > 0 && id.pair == *pair).cloned().collect();
        let tried = trials(part, &prepared, pairs).iter().filter(|id| due.contains(id)).count();
        let is_chosen = prepared.choice.is_some();
        let question = (rivals.len() > 1).then(|| Question {
            pairs: rivals.iter().copied().cloned().collect(),
            tried: tried.max(rivals.len()),
            choice: prepared.choice.clone(),
        });
        if pairs.len() > 1 {
            notes.push(match rivals.len() {
                _ if is_chosen => words::pair_of_the_instructor(&pair.words()),
                1 => words::best_pair(pairs.len(), tried, &pair.words()),
                alike => words::likeliest_pair(pairs.len(), tried, alike, &pair.words()),
            });
        }
        match (&prepared.hint, pair == plain) {
            (_, false) => notes.push(words::told(&pair.words())),
            (Some(hint), true) if !told.is_empty() => notes.push(hint.clone()),
            _ => {}
        }
        let tries = self.tries.remove(&place);
        let (played, roles, sets) =
            tries.map(|tries| (tries.played, tries.cut_short, tries.need.sets().clone())).unwrap_or_default();
        own.extend(repeats.iter().cloned());
        self.judge_with(&sets, part, &own);
        let with: BTreeMap<CaseId, &StandIn> =
            played.iter().map(|stand_in| (with_stand_in(part, pair, stand_in), stand_in)).collect();
        let known = self.joint.remove(&place);
        let joint = settle(&mut self.seen, part, Together { own: &own, with, sets: sets.clone(), known });
        own.retain(|id| id.repeat == 0);
        let mut result = self.result(part, &prepared, pair, &own);
        result.joint = joint;
        result.repeats = self.repeated(&repeats);
        result.left_out = LeftOut { cases: left_out, roles };
        let further = result.further_seeds();
        notes.extend((!further.is_empty()).then(|| words::further(&further)));
        notes.extend(result.left_out.is_any().then(|| words::left_out(&result)));
        let mut take =
            |ids: &[CaseId]| -> Vec<Seen> { ids.iter().filter_map(|id| self.seen.remove(id)).collect() };
        let own = take(&own);
        // Those in which programs did the same again tell nothing new.
        let repeats = if result.repeats.is_some() { take(&repeats) } else { Vec::new() };
        let stand_ins =
            take(&played.iter().map(|stand_in| with_stand_in(part, pair, stand_in)).collect::<Vec<_>>());
        let case = |(stand_in, seen): (&StandIn, &Seen)| stand_in.result(seen.verdict.clone());
        result.stand_ins = played.iter().zip(&stand_ins).map(case).collect();
        let observations = |seen: Vec<Seen>| seen.into_iter().map(|seen| seen.observation).collect();
        let judged = Judged {
            pair: pair.clone(),
            lacks: prepared.lacks.as_ref().map(words::not_run),
            question,
            result,
            observations: observations(own),
            repeats: observations(repeats),
            stand_ins: observations(stand_ins),
            played,
            sets,
        };
        GradedPart { corrected: None, notes, outcome: PartOutcome::Judged(Box::new(judged)) }
    }

    /// What these further runs of a case amount to.
    fn repeated(&self, ids: &[CaseId]) -> Option<Repeats> {
        let seen = |id: &CaseId| self.seen.get(id);
        let first = seen(&CaseId { repeat: 0, ..ids.first()?.clone() })?;
        let runs = ids.iter().filter_map(|id| {
            let Seen { observation, verdict } = seen(id)?;
            Some((case_result(id, verdict), observation))
        });
        Repeats::of(&first.observation, runs)
    }

    /// Judges those of these cases again in which the server's own set was not known, and is now: by seed.
    fn judge_with(&mut self, sets: &BTreeMap<u64, Vec<i64>>, part: &Part, ids: &[CaseId]) {
        for id in ids {
            let Some(asked) = sets.get(&id.seed) else { continue };
            let seeded = Seeded { asked: Some(asked.clone()), ..Seeded::default() };
            if let Some(seen) = self.seen.get_mut(id) {
                seen.verdict = plan::judged(&seen.observation, |seen| judge(&part.scenario, &seeded, seen));
            }
        }
    }

    /// What these cases amount to.
    pub(super) fn result(
        &self,
        part: &Part,
        prepared: &PreparedPart,
        pair: &Pair,
        ids: &[CaseId],
    ) -> ScenarioResult {
        let judged = |id: &CaseId| Some(case_result(id, &self.seen.get(id)?.verdict));
        let [server, client] = pair.words();
        ScenarioResult {
            scenario: part.scenario.clone(),
            server,
            client,
            again: again::by_student(part, prepared, pair),
            cases: ids.iter().filter_map(judged).collect(),
            repeats: None,
            stand_ins: Vec::new(),
            left_out: LeftOut::default(),
            joint: None,
            corrections: BTreeMap::new(),
        }
    }
}
