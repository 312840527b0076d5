//! What a part of the lab comes to once nothing more is to be run.

use super::Course;
use super::settled::Settled;
use crate::class::graded::{GradedPart, Judged, PartOutcome};
use crate::class::tries::with_stand_in;
use crate::journal::CaseId;
use crate::journal::prepared::Programs;
use crate::observation::Observation;
use crate::words::submission as words;

impl Course<'_> {
    pub(super) fn graded_part(&mut self, place: usize) -> GradedPart {
        // The part is settled where no more than that is missing which nothing is judged by.
        self.wanted_of(place);
        let part = &self.lab.parts[place];
        let prepared = self.prepared.parts[place].clone();
        let mut notes = prepared.notes.clone();
        if let Programs::None(problem) = &prepared.programs {
            return GradedPart { corrected: None, notes, outcome: PartOutcome::NotRun(problem.clone()) };
        }
        let Some(settled) = self.settled.get_mut(&place) else {
            return GradedPart { corrected: None, notes, outcome: PartOutcome::Unfinished };
        };
        notes.append(&mut settled.notes);
        if let Some(problem) = settled.problem.take() {
            return GradedPart { corrected: None, notes, outcome: PartOutcome::NotRun(problem) };
        }
        let (learnt, second) = (self.learnt(place), self.second(place));
        let settled = self.settled.remove(&place).expect("it was there");
        let Settled { pair, own, repeats, played, sets, question, mut result, .. } = settled;
        result.learn(learnt);
        let (second, second_seen) = second.unzip();
        result.second = second;
        let mut take = |ids: &[CaseId]| -> Vec<Observation> {
            ids.iter().filter_map(|id| self.seen.remove(id)).map(|seen| seen.observation).collect()
        };
        let own = take(&own);
        // Those in which programs did the same again tell nothing new.
        let repeats = if result.repeats.is_some() { take(&repeats) } else { Vec::new() };
        let stand_ins =
            take(&played.iter().map(|stand_in| with_stand_in(part, &pair, stand_in)).collect::<Vec<_>>());
        let judged = Judged {
            pair,
            lacks: prepared.lacks.as_ref().map(words::not_run),
            question,
            result,
            observations: own,
            repeats,
            stand_ins,
            second: second_seen,
            played,
            sets,
        };
        GradedPart { corrected: None, notes, outcome: PartOutcome::Judged(Box::new(judged)) }
    }
}
