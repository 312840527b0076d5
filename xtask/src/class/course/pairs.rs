//! Which pair of a submission's programs is graded.

use super::Course;
use super::cases::{cases, trial};
use crate::command_line::Pair;
use crate::hand_in::Problem;
use crate::journal::prepared::PreparedPart;
use crate::observation::{End, Observation};
use crate::scenario::lab::Part;
use crate::verdict::outcome::Status;
use crate::words::submission as words;

/// Whether a pair is one program that is both at once: it listened, was met by nobody but itself, and ended well.
fn is_both(pair: &Pair, seen: &Observation) -> bool {
    let Observation { server, listeners, conversation, .. } = seen;
    let is_alone = conversation.as_ref().is_none_or(|conversation| conversation.connections.is_empty());
    let ended_well = server.as_ref().is_some_and(|server| server.end == End::Exited(0));
    pair.server == pair.client && !listeners.is_empty() && is_alone && ended_well
}

impl Course<'_> {
    /// Why a pair cannot be judged, where it is one program that is server and client at once.
    pub(super) fn both_in_one(&self, part: &Part, pair: &Pair) -> Option<Problem> {
        let seen = self.seen.get(cases(part, pair).first()?)?;
        is_both(pair, &seen.observation).then(|| Problem::Machine(words::both_in_one(&pair.server)))
    }

    /// The pair that is graded, and all that could be graded as well: what the instructor chose among all; or else what did
    /// best when it was tried, and of several alike the likeliest.
    pub(super) fn chosen<'p>(
        &self,
        part: &Part,
        prepared: &PreparedPart,
        pairs: &'p [Pair],
    ) -> (&'p Pair, Vec<&'p Pair>) {
        if let Some(pair) = prepared.choice.as_ref().and_then(|choice| choice.among(pairs)) {
            return (pair, pairs.iter().collect());
        }
        let score = |pair: &Pair| self.score(part, prepared, pair);
        let was_tried = |pair: &Pair| pairs.len() > 1 && self.seen.contains_key(&trial(part, pair));
        let scores: Vec<_> = pairs.iter().map(|pair| was_tried(pair).then(|| score(pair))).collect();
        let best = scores.iter().max();
        let mut rivals: Vec<&Pair> = pairs
            .iter()
            .zip(&scores)
            .filter(|(_, score)| Some(*score) == best)
            .map(|(pair, _)| pair)
            .collect();
        if prepared.is_borrowed {
            rivals.truncate(1);
        }
        (rivals.first().expect("there is at least one pair"), rivals)
    }

    /// The ways to tell a pair more that are worth a try: where its programs did not meet without, those for the half that did
    /// not do its part.
    pub(super) fn told<'p>(&self, part: &Part, prepared: &'p PreparedPart, pair: &Pair) -> Vec<&'p Pair> {
        let Some(seen) = self.seen.get(&trial(part, pair)) else { return Vec::new() };
        let Observation { listeners, conversation, trouble, .. } = &seen.observation;
        let met = conversation.as_ref().is_some_and(|conversation| !conversation.connections.is_empty());
        let listens = !listeners.is_empty();
        let is_half = prepared.lacks.is_some();
        if met || trouble.is_some() || (is_half && listens) {
            return Vec::new();
        }
        let is_worth_it = |told: &&Pair| told.is_told(pair) && (told.server == pair.server) == listens;
        prepared.with_arguments.iter().filter(is_worth_it).collect()
    }

    /// What did best of a pair and the ways to tell it more; of several alike the first.
    pub(super) fn best<'p>(
        &self,
        part: &Part,
        prepared: &PreparedPart,
        pair: &'p Pair,
        told: &[&'p Pair],
    ) -> &'p Pair {
        let all = [pair].into_iter().chain(told.iter().copied());
        all.rev().max_by_key(|pair| self.score(part, prepared, pair)).unwrap_or(pair)
    }

    /// How well a pair did when it was tried.
    fn score(&self, part: &Part, prepared: &PreparedPart, pair: &Pair) -> (u32, usize) {
        let mut result = self.result(part, prepared, pair, &[trial(part, pair)]);
        let (seed, delivery) = part.scenario.trial;
        (result.scenario.seeds, result.scenario.deliveries) = (vec![seed], vec![delivery]);
        let passed = result.checks().iter().filter(|check| check.status == Status::Pass).count();
        (result.points().earned, passed)
    }
}
