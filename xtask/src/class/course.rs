//! The way of one submission through a lab, in rounds: first every server with every client, where there are several; then
//! all cases with the pair that did best; then, where one program spoils the answers about the other, stand-ins. What the next round is follows from what was seen so far and from nothing else, so
//! that a run which goes on after an interruption takes the same way, and so that reports can tell it from the journal.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::graded::{Graded, GradedPart, Judged, PartOutcome, Question};
use super::prepared::{Prepared, PreparedPart, Programs};
use crate::intake::Student;
use crate::journal::{CaseId, Pair};
use crate::observation::Observation;
use crate::plan::{self, Case, PANIC};
use crate::scenario::lab::{Lab, Part};
use crate::scenario::{Input, Scenario};
use crate::stand_in::{Need, StandIn};
use crate::submission::{Command, Program, Server, Submission};
use crate::verdict::outcome::{Status, Verdict};
use crate::verdict::results::{CaseResult, ScenarioResult};
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
    /// How far the stand-ins are, of each part of the lab for which they have begun.
    tries: BTreeMap<usize, Tries<'l>>,
}

/// A case that was run, and judged: once, for that can take as long as running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    observation: Observation,
    verdict: Verdict,
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
        let seeded = Seeded::default();
        match &self.stand_in {
            Some(stand_in) => stand_in.verdict(self.scenario, seeded, observation),
            None => judge(self.scenario, &seeded, observation),
        }
    }
}

impl Seen {
    /// What was seen of a case, judged.
    pub fn judged(observation: Observation, judge: impl Fn(&Observation) -> Verdict) -> Self {
        let verdict = plan::judged(&observation, judge);
        Self { observation, verdict }
    }
}

impl<'l> Course<'l> {
    /// A submission with what is known of it already.
    pub fn new(lab: &'l Lab, prepared: Prepared, known: BTreeMap<CaseId, Observation>) -> Self {
        Self { lab, prepared, known, seen: BTreeMap::new(), tries: BTreeMap::new() }
    }

    /// What was found in it.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The cases of the next round; none where all is done. What is known already is judged here.
    pub fn wanted(&mut self) -> Vec<Wanted<'l>> {
        (0..self.lab.parts.len()).flat_map(|place| self.wanted_of(place)).collect()
    }

    /// Takes what was seen of a case.
    pub fn saw(&mut self, id: CaseId, seen: Seen) {
        self.seen.insert(id, seen);
    }

    /// Everything that follows from what was seen. A part that still wants cases is unfinished.
    pub fn graded(mut self, student: Student) -> Graded<'l> {
        let lab = self.lab;
        let parts = (0..lab.parts.len()).map(|place| self.graded_part(place));
        Graded { student, parts: parts.collect(), lab }
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
        let mut missing = self.missing(trials(part, prepared, pairs));
        if missing.is_empty() {
            let (pair, _) = self.chosen(part, prepared, pairs);
            let cases = cases(part, pair);
            missing = self.missing(cases.clone());
            if missing.is_empty() {
                let tries = self.tries.entry(place);
                let tries = tries.or_insert_with(|| Tries::begin(part, pair, &cases, &mut self.seen));
                let next = tries.go_on(part, pair, &mut self.seen);
                return next.map(|(id, next)| wanted(id, Some(next))).into_iter().collect();
            }
        }
        missing.into_iter().map(|id| wanted(id, None)).collect()
    }

    fn missing(&self, ids: Vec<CaseId>) -> Vec<CaseId> {
        ids.into_iter().filter(|id| !self.seen.contains_key(id)).collect()
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
        let score = |pair: &Pair| {
            let result = self.result(part, pair, &[trial(part, pair)]);
            let passed = result.checks().iter().filter(|check| check.status == Status::Pass).count();
            (result.points().earned, passed)
        };
        let scores: Vec<_> = pairs.iter().map(|pair| (pairs.len() > 1).then(|| score(pair))).collect();
        let best = scores.iter().max();
        let rivals: Vec<&Pair> = pairs
            .iter()
            .zip(&scores)
            .filter(|(_, score)| Some(*score) == best)
            .map(|(pair, _)| pair)
            .collect();
        (rivals.first().expect("there is at least one pair"), rivals)
    }

    fn graded_part(&mut self, place: usize) -> GradedPart {
        let is_unfinished = !self.wanted_of(place).is_empty();
        let part = &self.lab.parts[place];
        let prepared = self.prepared.parts[place].clone();
        let mut notes = prepared.notes.clone();
        let pairs = match &prepared.programs {
            Programs::Pairs(pairs) => pairs,
            Programs::None(problem) => {
                return GradedPart { notes, outcome: PartOutcome::NotRun(problem.clone()) };
            }
        };
        if is_unfinished {
            return GradedPart { notes, outcome: PartOutcome::Unfinished };
        }
        let (pair, rivals) = self.chosen(part, &prepared, pairs);
        let is_chosen = prepared.choice.is_some();
        let question = (rivals.len() > 1).then(|| Question {
            pairs: rivals.iter().copied().cloned().collect(),
            tried: pairs.len(),
            choice: prepared.choice.clone(),
        });
        if pairs.len() > 1 {
            notes.push(match rivals.len() {
                _ if is_chosen => words::pair_of_the_instructor(&pair.words()),
                1 => words::best_pair(pairs.len(), &pair.words()),
                alike => words::likeliest_pair(pairs.len(), alike, &pair.words()),
            });
        }
        let mut result = self.result(part, pair, &cases(part, pair));
        let played = self.tries.remove(&place).map(|tries| tries.played).unwrap_or_default();
        let mut take =
            |ids: &[CaseId]| -> Vec<Seen> { ids.iter().filter_map(|id| self.seen.remove(id)).collect() };
        let own = take(&cases(part, pair));
        let stand_ins =
            take(&played.iter().map(|stand_in| with_stand_in(part, pair, stand_in)).collect::<Vec<_>>());
        let case = |(stand_in, seen): (&StandIn, &Seen)| stand_in.result(seen.verdict.clone());
        result.stand_ins = played.iter().zip(&stand_ins).map(case).collect();
        let observations = |seen: Vec<Seen>| seen.into_iter().map(|seen| seen.observation).collect();
        let judged = Judged {
            pair: pair.clone(),
            lacks: prepared.lacks.clone(),
            question,
            result,
            observations: observations(own),
            stand_ins: observations(stand_ins),
        };
        GradedPart { notes, outcome: PartOutcome::Judged(Box::new(judged)) }
    }

    /// What these cases amount to.
    fn result(&self, part: &Part, pair: &Pair, ids: &[CaseId]) -> ScenarioResult {
        let judged = |id: &CaseId| {
            let verdict = self.seen.get(id)?.verdict.clone();
            Some(CaseResult { seed: id.seed, delivery: id.delivery, stand_in: None, verdict })
        };
        let [server, client] = pair.words();
        ScenarioResult {
            scenario: part.scenario.clone(),
            server,
            client,
            again: again(part, pair),
            cases: ids.iter().filter_map(judged).collect(),
            stand_ins: Vec::new(),
        }
    }
}

/// How far a pair is with stand-ins.
#[derive(Debug)]
struct Tries<'l> {
    need: Need<'l>,
    /// Those that were played, in their order.
    played: Vec<StandIn>,
    /// The one to be played next.
    next: Option<StandIn>,
}

impl<'l> Tries<'l> {
    /// Begins behind the cases of the pair itself.
    fn begin(part: &'l Part, pair: &Pair, cases: &[CaseId], seen: &mut BTreeMap<CaseId, Seen>) -> Self {
        let program = |command: &Command| Program::Command(command.clone());
        let submission =
            Submission { server: Server::Start(program(&pair.server)), client: program(&pair.client) };
        let need = Need::new(&part.scenario, &submission);
        let mut tries = Self { need, played: Vec::new(), next: None };
        for id in cases {
            let Some(seen) = seen.get_mut(id) else { continue };
            let case = Case::alone(&part.scenario, id.seed, id.delivery);
            if !tries.learn(|need| need.see(&case, &seen.verdict, &seen.observation)) {
                seen.verdict = trouble(&part.scenario);
            }
        }
        tries
    }

    /// The next one that was not seen yet, with the name of its case.
    fn go_on(
        &mut self,
        part: &Part,
        pair: &Pair,
        seen: &mut BTreeMap<CaseId, Seen>,
    ) -> Option<(CaseId, StandIn)> {
        while let Some(stand_in) = self.next.clone() {
            let id = with_stand_in(part, pair, &stand_in);
            let Some(seen) = seen.get_mut(&id) else { return Some((id, stand_in)) };
            if !self.learn(|need| need.tried(&stand_in, &seen.verdict, &seen.observation)) {
                seen.verdict = trouble(&part.scenario);
                let nothing = Observation::troubled(PANIC);
                if !self.learn(|need| need.tried(&stand_in, &seen.verdict, &nothing)) {
                    self.next = None;
                }
            }
            self.played.push(stand_in);
        }
        None
    }

    /// Takes note of a case; not where that panics, which is the case's trouble and not the run's.
    fn learn(&mut self, see: impl Fn(&mut Need<'l>)) -> bool {
        let learned = catch_unwind(AssertUnwindSafe(|| {
            let mut need = self.need.clone();
            see(&mut need);
            let next = need.next();
            (need, next)
        }));
        learned.map(|(need, next)| (self.need, self.next) = (need, next)).is_ok()
    }
}

/// What is found where a bug in the grader kept it from looking.
fn trouble(scenario: &Scenario) -> Verdict {
    judge(scenario, &Seeded::default(), &Observation::troubled(PANIC))
}

/// The case in which this stand-in plays one of the two.
fn with_stand_in(part: &Part, pair: &Pair, stand_in: &StandIn) -> CaseId {
    CaseId {
        scenario: part.name(),
        seed: stand_in.seed,
        delivery: stand_in.delivery,
        pair: pair.clone(),
        stand_in: Some(stand_in.played),
    }
}

/// The case in which a pair shows whether it is one.
fn trial(part: &Part, pair: &Pair) -> CaseId {
    cases(part, pair).into_iter().next().expect("a scenario has at least one seed and one delivery")
}

/// The cases in which it is told which pair is one, where that is neither clear nor chosen.
fn trials(part: &Part, prepared: &PreparedPart, pairs: &[Pair]) -> Vec<CaseId> {
    let is_clear = pairs.len() == 1 || prepared.choice.is_some();
    pairs.iter().filter(|_| !is_clear).map(|pair| trial(part, pair)).collect()
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
    })
    .collect()
}

/// The command with which a student repeats the cases, in the folder that was handed in.
fn again(part: &Part, pair: &Pair) -> String {
    let scenario = part.scenario.path.display().to_string();
    let folder = |command: &Command| command.folder().map(Path::to_owned).unwrap_or_default();
    let (server, client) = (folder(&pair.server), folder(&pair.client));
    let mut words: Vec<String> = ["cargo", "xtask", "run", &scenario].map(str::to_owned).to_vec();
    let mut option = |name: &str, value: String| words.extend([format!("--{name}"), value]);
    if server == client {
        option("server", pair.server.to_string());
        option("client", pair.client.to_string());
        option(
            "dir",
            if server.as_os_str().is_empty() { ".".to_owned() } else { server.display().to_string() },
        );
    } else {
        // `--dir` is for both.
        let from = |folder: &Path, command: &Command| {
            shell_words::join([
                "sh",
                "-c",
                &format!("cd {} && exec {command}", shell_words::quote(&folder.display().to_string())),
            ])
        };
        option("server", from(&server, &pair.server));
        option("client", from(&client, &pair.client));
        option("dir", ".".to_owned());
    }
    shell_words::join(words)
}
