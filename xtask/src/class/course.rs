//! The way of one submission through a lab, in rounds: first every server with every client, where there are several; then
//! all cases with the pair that did best; then, where one program spoils the answers about the other, stand-ins. What the next round is follows from what was seen so far and from nothing else, so
//! that a run which goes on after an interruption takes the same way, and so that reports can tell it from the journal.

use std::collections::BTreeMap;
use std::path::Path;

use super::graded::{Graded, GradedPart, Judged, PartOutcome, Question};
use super::prepared::{Prepared, PreparedPart, Programs};
use crate::intake::Student;
use crate::journal::{CaseId, Pair};
use crate::observation::Observation;
use crate::plan::Case;
use crate::scenario::lab::{Lab, Part};
use crate::scenario::{Input, Scenario};
use crate::stand_in::{Need, StandIn};
use crate::submission::{Command, Program, Server, Submission};
use crate::verdict::outcome::Status;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::verdict::{Seeded, judge};
use crate::words::submission as words;

/// A submission on its way.
#[derive(Debug)]
pub struct Course<'l> {
    lab: &'l Lab,
    prepared: Prepared,
    seen: BTreeMap<CaseId, Observation>,
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
}

impl<'l> Course<'l> {
    /// A submission with what is known of it already.
    pub fn new(lab: &'l Lab, prepared: Prepared, seen: BTreeMap<CaseId, Observation>) -> Self {
        Self { lab, prepared, seen }
    }

    /// What was found in it.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The cases of the next round; none where all is done.
    pub fn wanted(&self) -> Vec<Wanted<'l>> {
        self.parts().flat_map(|(part, prepared)| self.wanted_of(part, prepared)).collect()
    }

    /// Takes what was seen of a case.
    pub fn observed(&mut self, id: CaseId, observation: Observation) {
        self.seen.insert(id, observation);
    }

    /// Everything that follows from what was seen. A part that still wants cases is unfinished.
    pub fn graded(mut self, student: Student) -> Graded<'l> {
        let lab = self.lab;
        let prepared = std::mem::take(&mut self.prepared.parts);
        let parts = lab.parts.iter().zip(prepared).map(|(part, prepared)| self.graded_part(part, &prepared));
        Graded { student, parts: parts.collect(), lab }
    }

    fn parts(&self) -> impl Iterator<Item = (&'l Part, &PreparedPart)> {
        self.lab.parts.iter().zip(&self.prepared.parts)
    }

    fn wanted_of(&self, part: &'l Part, prepared: &PreparedPart) -> Vec<Wanted<'l>> {
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
            missing = self.missing(cases(part, pair));
            if missing.is_empty() {
                let next = self.played(part, pair).next;
                return next
                    .map(|next| wanted(with_stand_in(part, pair, &next), Some(next)))
                    .into_iter()
                    .collect();
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
            let result = self.result(part, pair, vec![trial(part, pair)]);
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

    fn graded_part(&mut self, part: &'l Part, prepared: &PreparedPart) -> GradedPart {
        let mut notes = prepared.notes.clone();
        let pairs = match &prepared.programs {
            Programs::Pairs(pairs) => pairs,
            Programs::None(problem) => {
                return GradedPart { notes, outcome: PartOutcome::NotRun(problem.clone()) };
            }
        };
        let (pair, rivals) = self.chosen(part, prepared, pairs);
        if !self.missing(trials(part, prepared, pairs)).is_empty()
            || !self.missing(cases(part, pair)).is_empty()
        {
            return GradedPart { notes, outcome: PartOutcome::Unfinished };
        }
        let Played { result, ids, next } = self.played(part, pair);
        if next.is_some() {
            return GradedPart { notes, outcome: PartOutcome::Unfinished };
        }
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
        let mut take = |ids: Vec<CaseId>| ids.iter().filter_map(|id| self.seen.remove(id)).collect();
        let (observations, stand_ins) = (take(cases(part, pair)), take(ids));
        let judged = Judged {
            pair: pair.clone(),
            lacks: prepared.lacks.clone(),
            question,
            result,
            observations,
            stand_ins,
        };
        GradedPart { notes, outcome: PartOutcome::Judged(Box::new(judged)) }
    }

    /// What the cases of a pair amount to, those with stand-ins too, and which of these comes next.
    fn played(&self, part: &'l Part, pair: &Pair) -> Played {
        let scenario = &part.scenario;
        let program = |command: &Command| Program::Command(command.clone());
        let submission =
            Submission { server: Server::Start(program(&pair.server)), client: program(&pair.client) };
        let mut result = self.result(part, pair, cases(part, pair));
        let mut need = Need::new(scenario, &submission);
        for (id, judged) in cases(part, pair).iter().zip(&result.cases) {
            let case = Case::alone(scenario, id.seed, id.delivery);
            if let Some(observation) = self.seen.get(id) {
                need.see(&case, &judged.verdict, observation);
            }
        }
        let mut ids = Vec::new();
        let mut next = need.next();
        while let Some(stand_in) = &next {
            let id = with_stand_in(part, pair, stand_in);
            let Some(observation) = self.seen.get(&id) else { break };
            result.stand_ins.push(need.judge(stand_in, Seeded::default(), observation));
            ids.push(id);
            next = need.next();
        }
        Played { result, ids, next }
    }

    /// What these cases amount to.
    fn result(&self, part: &Part, pair: &Pair, ids: Vec<CaseId>) -> ScenarioResult {
        let judged = |id: CaseId| {
            let observation = self.seen.get(&id)?;
            let verdict = judge(&part.scenario, &Seeded::default(), observation);
            Some(CaseResult { seed: id.seed, delivery: id.delivery, stand_in: None, verdict })
        };
        let [server, client] = pair.words();
        ScenarioResult {
            scenario: part.scenario.clone(),
            server,
            client,
            again: again(part, pair),
            cases: ids.into_iter().filter_map(judged).collect(),
            stand_ins: Vec::new(),
        }
    }
}

/// How far a pair is.
struct Played {
    result: ScenarioResult,
    /// The cases with stand-ins that were run.
    ids: Vec<CaseId>,
    /// The one to be run next.
    next: Option<StandIn>,
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
