//! What a part comes to once nothing is left to be judged.

use std::collections::BTreeMap;

use super::cases::{case_result, cases, is_further, trials};
use super::together::{Together, settle};
use super::{Course, Seen};
use crate::class::again;
use crate::class::graded::Question;
use crate::class::tries::with_stand_in;
use crate::command_line::Pair;
use crate::hand_in::Problem;
use crate::journal::CaseId;
use crate::journal::prepared::{PreparedPart, Programs};
use crate::plan;
use crate::scenario::lab::Part;
use crate::script::StandIn;
use crate::verdict::repeats::Repeats;
use crate::verdict::results::{LeftOut, ScenarioResult};
use crate::verdict::{Seeded, judge};
use crate::words::submission as words;

/// What a part comes to, but for what was observed.
#[derive(Debug)]
pub(super) struct Settled {
    /// The pair that is graded.
    pub pair: Pair,
    /// Its own cases, each run once, and the further runs of one of them.
    pub own: Vec<CaseId>,
    pub repeats: Vec<CaseId>,
    /// Those who played one of its halves, in their order.
    pub played: Vec<StandIn>,
    /// The server's own sets, by seed, where it told them to the grader.
    pub sets: BTreeMap<u64, Vec<i64>>,
    pub question: Option<Question>,
    pub notes: Vec<String>,
    /// Why nothing of it counts.
    pub problem: Option<Problem>,
    pub result: ScenarioResult,
}

impl Course<'_> {
    /// Settles a part all of whose cases were seen.
    pub(super) fn settle(&mut self, place: usize) {
        let part = &self.lab.parts[place];
        let prepared = self.prepared.parts[place].clone();
        let Programs::Pairs(pairs) = &prepared.programs else { return };
        let (plain, rivals) = self.chosen(part, &prepared, pairs);
        let told = self.told(part, &prepared, plain);
        let pair = self.best(part, &prepared, plain, &told).clone();
        let due = self.due.remove(&place).unwrap_or_default();
        let all = cases(part, &pair);
        let mut own: Vec<CaseId> = all.iter().filter(|id| due.contains(id)).cloned().collect();
        let left_out = all.len() - own.len();
        own.extend(due.iter().filter(|id| is_further(part, &pair, id)).cloned());
        let repeats: Vec<CaseId> =
            due.iter().filter(|id| id.repeat > 0 && id.pair == pair).cloned().collect();
        let tried = trials(part, &prepared, pairs).iter().filter(|id| due.contains(id)).count();
        let question = (rivals.len() > 1).then(|| Question {
            pairs: rivals.iter().copied().cloned().collect(),
            tried: tried.max(rivals.len()),
            choice: prepared.choice.clone(),
        });
        let mut notes = Vec::new();
        if pairs.len() > 1 {
            notes.push(how_chosen(&prepared, &pair, [pairs.len(), tried, rivals.len()]));
        }
        match (&prepared.hint, pair == *plain) {
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
            played.iter().map(|stand_in| (with_stand_in(part, &pair, stand_in), stand_in)).collect();
        let known = self.joint.remove(&place);
        let joint = settle(&mut self.seen, part, Together { own: &own, with, sets: sets.clone(), known });
        own.retain(|id| id.repeat == 0);
        let mut result = self.result(part, &prepared, &pair, &own);
        result.joint = joint;
        result.repeats = self.repeated(&repeats);
        result.left_out = LeftOut { cases: left_out, roles };
        let further = result.further_seeds();
        notes.extend((!further.is_empty()).then(|| words::further(&further)));
        notes.extend(result.left_out.is_any().then(|| words::left_out(&result)));
        let stand_in = |stand_in: &StandIn| {
            let seen = self.seen.get(&with_stand_in(part, &pair, stand_in))?;
            Some(stand_in.result(seen.verdict.clone()))
        };
        result.stand_ins = played.iter().filter_map(stand_in).collect();
        let problem = self.both_in_one(part, &pair);
        let settled = Settled { pair, own, repeats, played, sets, question, notes, problem, result };
        self.settled.insert(place, settled);
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
            sent_at: Vec::new(),
            second: None,
        }
    }
}

/// How a pair was chosen of so many, of which so many were tried and so many did equally well.
fn how_chosen(prepared: &PreparedPart, pair: &Pair, [all, tried, alike]: [usize; 3]) -> String {
    match alike {
        _ if prepared.choice.is_some() => words::pair_of_the_instructor(&pair.words()),
        1 => words::best_pair(all, tried, &pair.words()),
        alike => words::likeliest_pair(all, tried, alike, &pair.words()),
    }
}
