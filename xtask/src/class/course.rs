//! The way of one submission through a lab, in rounds: first every server with every client, where there are several; then
//! all cases with the pair that did best; then, where one program spoils the answers about the other, stand-ins. What the next round is follows from what was seen so far and from nothing else, so
//! that a run which goes on after an interruption takes the same way, and so that reports can tell it from the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::again;
use super::graded::{Graded, GradedPart, Judged, PartOutcome, Question};
use super::prepared::{Prepared, PreparedPart, Programs};
use super::ruling::Ruling;
use super::tries::{Tries, with_stand_in};
use crate::intake::Student;
use crate::journal::{CaseId, Pair};
use crate::observation::Observation;
use crate::plan::{self, Case};
use crate::scenario::lab::{Lab, Part};
use crate::scenario::{Input, Scenario};
use crate::stand_in::StandIn;
use crate::tap::delivery::Delivery;
use crate::verdict::further;
use crate::verdict::joint::{self, Joint};
use crate::verdict::outcome::{Status, Verdict};
use crate::verdict::repeats::{self, Repeats, Run};
use crate::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use crate::verdict::{Seeded, judge};
use crate::words::submission as words;

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
            ..Case::alone(self.scenario, self.id.seed, self.id.delivery)
        }
    }

    /// Judges what was seen of the case.
    pub fn judge(&self, observation: &Observation) -> Verdict {
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
        id.stand_in.is_some() || due.flatten().any(|due| due == *id)
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
                let own: Vec<CaseId> = due.iter().filter(|id| id.pair == *pair).cloned().collect();
                let tries = self.tries.entry(place);
                let tries = tries.or_insert_with(|| {
                    let known = self.joint.remove(&place);
                    let together = Together { own: &own, known, ..Together::default() };
                    self.joint.extend(settle(&mut self.seen, part, together).map(|joint| (place, joint)));
                    Tries::begin(part, pair, &own, &mut self.seen)
                });
                let next = tries.go_on(part, pair, &mut self.seen);
                self.due.insert(place, due);
                return next.map(|(id, next)| wanted(id, Some(next))).into_iter().collect();
            }
        }
        self.due.insert(place, due);
        missing.into_iter().map(|id| wanted(id, None)).collect()
    }

    /// The cases with more seeds than the scenario's, where those of the pair, which are `due` and were seen, leave open how it is read.
    /// How these were read together as well.
    fn further(&self, place: usize, pair: &Pair, due: &[CaseId]) -> (Vec<CaseId>, Option<Joint>) {
        let part = &self.lab.parts[place];
        let is_further = |id: &&CaseId| id.pair == *pair && is_further(part, id);
        let so_far = self.due.get(&place).into_iter().flatten().filter(is_further);
        let so_far: Vec<CaseId> = so_far.cloned().collect();
        if !so_far.is_empty() || self.tries.contains_key(&place) {
            return (so_far, None);
        }
        let own = due.iter().filter(|id| id.pair == *pair);
        let (ids, seen): (Vec<&CaseId>, Vec<&Seen>) =
            own.filter_map(|id| Some((id, self.seen.get(id)?))).unzip();
        let found = ids.iter().zip(&seen).map(|(id, seen)| case_result(id, &seen.verdict));
        let mut found: Vec<CaseResult> = found.collect();
        let cases = found.iter_mut().zip(seen).map(|(case, seen)| joint::Case {
            delivery: case.delivery,
            seeded: Seeded::default(),
            stand_in: None,
            observation: &seen.observation,
            verdict: &mut case.verdict,
        });
        let known = self.joint.get(&place).cloned();
        let joint = plan::settled(&part.scenario, &mut cases.collect::<Vec<_>>(), known);
        let seeds = further::seeds(&part.scenario, &found, joint.as_ref()).into_iter();
        let case = |seed| CaseId { seed, delivery: Delivery::AsSent, ..trial(part, pair) };
        (seeds.map(case).collect(), joint)
    }

    /// The further runs of a case of the pair, whose own cases are among those that are `due` and were seen: those so far, and perhaps
    /// one more. What stand-ins do comes after them.
    fn repeats(&self, place: usize, pair: &Pair, due: &[CaseId]) -> Vec<CaseId> {
        let is_repeat = |id: &&CaseId| id.repeat > 0 && id.pair == *pair;
        let so_far = self.due.get(&place).into_iter().flatten().filter(is_repeat);
        let mut repeats: Vec<CaseId> = so_far.cloned().collect();
        if !self.tries.contains_key(&place) && self.missing(&repeats).is_empty() {
            let own: Vec<&CaseId> = due.iter().filter(|id| id.pair == *pair).collect();
            let run = |id: &CaseId| Some(Run::new(id.seed, id.delivery, &self.seen.get(id)?.verdict));
            let cases: Vec<Run> = own.iter().filter_map(|id| run(id)).collect();
            let runs: Vec<Run> = repeats.iter().filter_map(run).collect();
            let next = repeats::next(&cases, &runs).map(|next| own[next].clone());
            repeats.extend(next.map(|id| CaseId { repeat: runs.len() + 1, ..id }));
        }
        repeats
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

    /// The pair that is graded, and all that could be graded as well: what the instructor chose among all; or else what did
    /// best when it was tried, and of several alike the likeliest.
    fn chosen<'p>(
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
        let rivals: Vec<&Pair> = pairs
            .iter()
            .zip(&scores)
            .filter(|(_, score)| Some(*score) == best)
            .map(|(pair, _)| pair)
            .collect();
        (rivals.first().expect("there is at least one pair"), rivals)
    }

    /// The ways to tell a pair more that are worth a try: where its programs did not meet without, those for the half that did
    /// not do its part.
    fn told<'p>(&self, part: &Part, prepared: &'p PreparedPart, pair: &Pair) -> Vec<&'p Pair> {
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
    fn best<'p>(&self, part: &Part, prepared: &PreparedPart, pair: &'p Pair, told: &[&'p Pair]) -> &'p Pair {
        let all = [pair].into_iter().chain(told.iter().copied());
        all.rev().max_by_key(|pair| self.score(part, prepared, pair)).unwrap_or(pair)
    }

    /// How well a pair did when it was tried.
    fn score(&self, part: &Part, prepared: &PreparedPart, pair: &Pair) -> (u32, usize) {
        let result = self.result(part, prepared, pair, &[trial(part, pair)]);
        let passed = result.checks().iter().filter(|check| check.status == Status::Pass).count();
        (result.points().earned, passed)
    }

    fn graded_part(&mut self, place: usize) -> GradedPart {
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
    fn result(&self, part: &Part, prepared: &PreparedPart, pair: &Pair, ids: &[CaseId]) -> ScenarioResult {
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

/// What is judged together.
#[derive(Default)]
struct Together<'t> {
    /// Cases of the pair itself.
    own: &'t [CaseId],
    /// Those with stand-ins, beside them.
    with: BTreeMap<CaseId, &'t StandIn>,
    /// The server's own sets, by seed, where it told them to the grader.
    sets: BTreeMap<u64, Vec<i64>>,
    /// How the pair's own were read before.
    known: Option<Joint>,
}

fn settle(seen: &mut BTreeMap<CaseId, Seen>, part: &Part, together: Together<'_>) -> Option<Joint> {
    let Together { own, with, sets, known } = together;
    let of_pair = seen.iter_mut().filter(|(id, _)| own.contains(id) || with.contains_key(id));
    let cases = of_pair.map(|(id, seen)| joint::Case {
        delivery: id.delivery,
        seeded: Seeded {
            asked: sets.get(&id.seed).filter(|_| id.stand_in.is_none()).cloned(),
            ..Seeded::default()
        },
        stand_in: with.get(id).copied(),
        observation: &seen.observation,
        verdict: &mut seen.verdict,
    });
    plan::settled(&part.scenario, &mut cases.collect::<Vec<_>>(), known)
}

/// What was found in a case of a pair itself.
fn case_result(id: &CaseId, verdict: &Verdict) -> CaseResult {
    CaseResult { seed: id.seed, delivery: id.delivery, stand_in: None, verdict: verdict.clone() }
}

/// Whether it is a case with a further seed.
fn is_further(part: &Part, id: &CaseId) -> bool {
    id.repeat == 0 && id.stand_in.is_none() && !part.scenario.seeds.contains(&id.seed)
}

/// The case in which a pair shows whether it is one.
fn trial(part: &Part, pair: &Pair) -> CaseId {
    cases(part, pair).into_iter().next().expect("a scenario has at least one seed and one delivery")
}

/// The cases in which it is told which pair is one, where that is neither clear nor chosen.
fn trials(part: &Part, prepared: &PreparedPart, pairs: &[Pair]) -> Vec<CaseId> {
    let is_clear = prepared.with_arguments.is_empty() && (pairs.len() == 1 || prepared.choice.is_some());
    pairs.iter().filter(|_| !is_clear).map(|pair| trial(part, pair)).collect()
}

/// These cases and further ones, each once.
fn with(mut ids: Vec<CaseId>, further: impl IntoIterator<Item = CaseId>) -> Vec<CaseId> {
    let further: Vec<CaseId> = further.into_iter().filter(|id| !ids.contains(id)).collect();
    ids.extend(further);
    ids
}

/// All cases of a scenario, in the order of the plan.
fn cases(part: &Part, pair: &Pair) -> Vec<CaseId> {
    let Scenario { seeds, deliveries, .. } = &part.scenario;
    let each = seeds.iter().flat_map(|seed| deliveries.iter().map(|delivery| (*seed, *delivery)));
    each.map(|(seed, delivery)| CaseId {
        scenario: part.name(),
        seed,
        delivery,
        pair: pair.clone(),
        stand_in: None,
        repeat: 0,
    })
    .collect()
}
