//! The way of one submission through a lab, in rounds: first every server with every client, where there are several; then
//! all cases with the pair that did best. What the next round is follows from what was seen so far and from nothing else, so
//! that a run which goes on after an interruption takes the same way, and so that reports can tell it from the journal.

use std::collections::BTreeMap;
use std::path::Path;

use super::graded::{Graded, GradedPart, Judged, PartOutcome};
use super::prepared::{Prepared, PreparedPart, Programs};
use crate::intake::Student;
use crate::journal::{CaseId, Pair};
use crate::observation::Observation;
use crate::scenario::lab::{Lab, Part};
use crate::scenario::{Input, Scenario};
use crate::submission::Command;
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
        let parts = lab.parts.iter().zip(prepared).map(|(part, prepared)| self.graded_part(part, prepared));
        Graded { student, parts: parts.collect(), lab }
    }

    fn parts(&self) -> impl Iterator<Item = (&'l Part, &PreparedPart)> {
        self.lab.parts.iter().zip(&self.prepared.parts)
    }

    fn wanted_of(&self, part: &'l Part, prepared: &PreparedPart) -> Vec<Wanted<'l>> {
        let Programs::Pairs(pairs) = &prepared.programs else { return Vec::new() };
        let trials: Vec<CaseId> = match pairs.as_slice() {
            [_] => Vec::new(),
            pairs => pairs.iter().map(|pair| trial(part, pair)).collect(),
        };
        let missing = |ids: Vec<CaseId>| -> Vec<CaseId> {
            ids.into_iter().filter(|id| !self.seen.contains_key(id)).collect()
        };
        let mut wanted = missing(trials);
        if wanted.is_empty() {
            wanted = missing(cases(part, self.chosen(part, pairs)));
        }
        let wanted = wanted.into_iter();
        wanted.map(|id| Wanted { scenario: &part.scenario, input: prepared.input.clone(), id }).collect()
    }

    /// The pair that did best when it was tried; of several alike the likeliest.
    fn chosen<'p>(&self, part: &Part, pairs: &'p [Pair]) -> &'p Pair {
        let score = |pair: &&Pair| {
            let result = self.result(part, pair, vec![trial(part, pair)]);
            let passed = result.checks().iter().filter(|check| check.status == Status::Pass).count();
            (result.points().earned, passed)
        };
        match pairs {
            [only] => only,
            pairs => pairs.iter().rev().max_by_key(score).expect("there is at least one pair"),
        }
    }

    fn graded_part(&mut self, part: &'l Part, prepared: PreparedPart) -> GradedPart {
        let is_finished = self.wanted_of(part, &prepared).is_empty();
        let mut notes = prepared.notes;
        let outcome = match prepared.programs {
            Programs::None(problem) => PartOutcome::NotRun(problem),
            Programs::Pairs(_) if !is_finished => PartOutcome::Unfinished,
            Programs::Pairs(pairs) => {
                let pair = self.chosen(part, &pairs);
                if pairs.len() > 1 {
                    notes.push(words::chosen_pair(
                        pairs.len(),
                        &located(&pair.server),
                        &located(&pair.client),
                    ));
                }
                let result = self.result(part, pair, cases(part, pair));
                let observations = cases(part, pair).iter().filter_map(|id| self.seen.remove(id)).collect();
                PartOutcome::Judged(Box::new(Judged { pair: pair.clone(), result, observations }))
            }
        };
        GradedPart { notes, outcome }
    }

    /// What these cases amount to.
    fn result(&self, part: &Part, pair: &Pair, ids: Vec<CaseId>) -> ScenarioResult {
        let judged = |id: CaseId| {
            let observation = self.seen.get(&id)?;
            let verdict = judge(&part.scenario, &Seeded::default(), observation);
            Some(CaseResult { seed: id.seed, delivery: id.delivery, verdict })
        };
        ScenarioResult {
            scenario: part.scenario.clone(),
            server: located(&pair.server),
            client: located(&pair.client),
            again: again(part, pair),
            cases: ids.into_iter().filter_map(judged).collect(),
        }
    }
}

/// The case in which a pair shows whether it is one.
fn trial(part: &Part, pair: &Pair) -> CaseId {
    cases(part, pair).into_iter().next().expect("a scenario has at least one seed and one delivery")
}

/// All cases of a scenario, in the order of the plan.
fn cases(part: &Part, pair: &Pair) -> Vec<CaseId> {
    let Scenario { seeds, deliveries, .. } = &part.scenario;
    let each = seeds.iter().flat_map(|seed| deliveries.iter().map(|delivery| (*seed, *delivery)));
    each.map(|(seed, delivery)| CaseId { scenario: part.name(), seed, delivery, pair: pair.clone() })
        .collect()
}

/// A command and the folder that it runs in, as a person reads it.
fn located(command: &Command) -> String {
    match command.folder().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => format!("{command} (in {})", folder.display()),
        None => command.to_string(),
    }
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
