//! The case of a part that is run once more with a client that comes second, to a server that has served another one.

use super::settled::Settled;
use super::{Course, Wanted};
use crate::journal::CaseId;
use crate::observation::Observation;
use crate::plan;
use crate::verdict::Seeded;
use crate::verdict::results::CaseResult;

impl<'l> Course<'l> {
    /// It, where it was not seen yet.
    pub(super) fn to_come_second(&self, place: usize) -> Option<Wanted<'l>> {
        let part = &self.lab.parts[place];
        let (_, id) = self.second_of(place)?;
        let input = self.prepared.parts[place].input.clone();
        let wanted = Wanted { scenario: &part.scenario, input, id, stand_in: None };
        (!self.seen.contains_key(&wanted.id)).then_some(wanted)
    }

    /// What it shows of the server, with what was seen.
    pub(super) fn second(&self, place: usize) -> Option<(CaseResult, Observation)> {
        let (at, id) = self.second_of(place)?;
        let Settled { own, sets, result, .. } = self.settled.get(&place)?;
        let seen = &self.seen.get(&id)?.observation;
        let cases = result.cases.iter().zip(own).map(|(case, id)| {
            let seeded = Seeded { asked: sets.get(&case.seed).cloned(), ..Seeded::default() };
            Some((case.clone(), seeded, &self.seen.get(id)?.observation))
        });
        let found = plan::second(&result.scenario, cases.collect::<Option<_>>()?, at, seen)?;
        Some((found, seen.clone()))
    }

    /// Which case it repeats, by its place, and what it is called; none where nothing of the part counts.
    fn second_of(&self, place: usize) -> Option<(usize, CaseId)> {
        let settled = self.settled.get(&place).filter(|settled| settled.problem.is_none())?;
        let at = settled.result.to_come_second()?;
        Some((at, CaseId { second: true, ..settled.own.get(at)?.clone() }))
    }
}
