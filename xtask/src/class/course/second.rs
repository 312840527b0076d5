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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::class::course::fixtures::{prepared, run_out};
    use crate::class::graded::Graded;
    use crate::delivery::Delivery;
    use crate::journal::ruling::Ruling;
    use crate::report::class::fixtures;
    use crate::scenario::lab::Lab;

    type All = BTreeMap<CaseId, Observation>;

    /// Everything that is run of a pair, of which this is known already, that does this.
    fn run(lab: &Lab, known: All, observe: impl Fn(&Wanted<'_>) -> Observation) -> (All, Graded<'_>) {
        let mut course = Course::new(lab, prepared(lab), known);
        let all = run_out(&mut course, observe);
        (all, course.graded(fixtures::student("x", ""), &Ruling::default()))
    }

    fn right(wanted: &Wanted<'_>) -> Observation {
        fixtures::right(wanted.scenario)
    }

    fn wrong_as_second(wanted: &Wanted<'_>) -> Observation {
        match wanted.id.second {
            true => fixtures::wrong_answer(wanted.scenario, wanted.id.seed, wanted.id.delivery),
            false => right(wanted),
        }
    }

    fn points(graded: &Graded<'_>) -> u32 {
        graded.grade().earned_hundredths
    }

    fn seconds(all: &All) -> Vec<&CaseId> {
        all.keys().filter(|id| id.second).collect()
    }

    #[test]
    fn a_right_pair_is_run_with_a_second_client_once_and_a_wrong_one_never() {
        let lab = fixtures::lab();
        let (all, _) = run(&lab, All::new(), right);
        let of = seconds(&all);
        assert!(!of.is_empty() && of.len() <= lab.parts.len(), "{of:?}");
        assert!(of.iter().all(|id| (id.seed, id.delivery) == (1, Delivery::AsSent)), "{of:?}");
        let crashes = |wanted: &Wanted<'_>| match &wanted.stand_in {
            Some(_) => Observation::default(),
            None => fixtures::crashes(wanted.scenario, wanted.id.seed, wanted.id.delivery),
        };
        let (all, _) = run(&lab, All::new(), crashes);
        assert_eq!(seconds(&all), Vec::<&CaseId>::new());
    }

    #[test]
    fn what_the_second_client_shows_costs_points_and_is_shown_with_its_conversation() {
        let lab = fixtures::lab();
        let (all, kept) = run(&lab, All::new(), wrong_as_second);
        let (_, whole) = run(&lab, All::new(), right);
        assert!(points(&kept) < points(&whole));
        let shown = kept.parts.iter().filter_map(|part| part.judged()).find(|judged| judged.second.is_some());
        let judged = shown.expect("a part shows it");
        let (case, seen, _) = judged.cases().find(|(case, ..)| case.second).expect("it is one of the cases");
        assert!(case.verdict.failing().next().is_some() && Some(seen) == judged.second.as_ref());
        // The same by its journal, and nothing is lost without that case.
        let nothing = |wanted: &Wanted<'_>| panic!("{:?} is known", wanted.id);
        assert_eq!(points(&run(&lab, all.clone(), nothing).1), points(&kept));
        let unseen = |wanted: &Wanted<'_>| match wanted.id.second {
            true => Observation::default(),
            false => right(wanted),
        };
        assert_eq!(points(&run(&lab, All::new(), unseen).1), points(&whole));
    }
}
