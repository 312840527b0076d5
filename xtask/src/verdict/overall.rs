//! What only shows over all cases of a scenario: numbers that are not random, answers that are right by no chance.
//!
//! Cases that share a seed count once: programs draw the same numbers again under the next delivery. Cases in which the client
//! draws the very same numbers count once as well: its generator may start from what is the same each time.

use std::collections::BTreeSet;

use super::blame::Blame;
use super::intersect::echo;
use super::outcome::{Doubt, Outcome, Reason, Status};
use super::own_set;
use super::remarks::{self, Remark};
use super::repeats::Repeats;
use super::results::{CaseResult, CheckResult, ScenarioResult};
use super::statistics::Chance;
use crate::check::Check;
use crate::role::Role;
use crate::task::Task;

impl ScenarioResult {
    /// What is worth saying and costs nothing, each once.
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = Vec::new();
        for remark in self.cases.iter().flat_map(|case| &case.verdict.remarks) {
            if !remarks.iter().any(|known| known.repeats(remark)) {
                remarks.push(remark.clone());
            }
        }
        let mut on_draws = remarks::on_draws(self.scenario.task, &self.scenario.numbers, &self.draws());
        if self.always_same_count().is_some() {
            // That costs points, and is said there.
            on_draws.retain(|remark| !matches!(remark, Remark::SameCount { .. }));
        }
        remarks.extend(on_draws);
        remarks.extend(self.varies());
        remarks.extend(self.lists_left_out());
        remarks
    }

    /// Whose doing it is that not everything passed: that of the first check that fails, or of both sides where both have
    /// failing checks of their own. `None` where everything passed.
    pub fn blame(&self) -> Option<Blame> {
        let checks = self.checks();
        let with = |status: Status| {
            let alike = checks.iter().filter(move |check| check.status == status);
            Blame::together(alike.filter_map(|check| check.blame))
        };
        if self.harness_failed() && self.status() != Status::Fail {
            return Some(Blame::Harness);
        }
        match self.status() {
            Status::Pass => None,
            status => Some(with(status).unwrap_or(Blame::Unclear)),
        }
    }

    /// That a program did other things in two runs of a seed.
    fn varies(&self) -> Option<Remark> {
        let Repeats { cases, difference } = self.repeats.as_ref()?;
        let (seed, delivery) = (cases.first()?.seed, cases.first()?.delivery);
        let is_one = |case: &&CaseResult| (case.seed, case.delivery) == (seed, delivery);
        let runs: Vec<&CaseResult> = self.own().filter(is_one).collect();
        let answers = Check::of_case(self.scenario.task).map(|check| {
            let findings = runs.iter().flat_map(|case| &case.verdict.findings);
            let statuses: Vec<Status> = findings
                .filter(|finding| finding.check == check)
                .map(|finding| finding.outcome.status())
                .collect();
            let count = |status: Status| statuses.iter().filter(|found| **found == status).count();
            (check, [count(Status::Pass), count(Status::Fail)])
        });
        Some(Remark::Varies {
            seed,
            delivery,
            difference: difference.clone(),
            runs: runs.len(),
            answers: answers.filter(|(_, counts)| !counts.contains(&0)).collect(),
        })
    }

    /// The lists that the client drew, one a seed.
    fn draws(&self) -> Vec<&[i64]> {
        self.one_a_seed(|case| case.verdict.numbers.client.as_deref())
    }

    /// The server's own sets, one a seed, where it told them to the grader.
    fn asked(&self) -> Vec<&[i64]> {
        self.one_a_seed(|case| case.verdict.numbers.asked.as_deref())
    }

    /// What is known of a case, of the first case of each seed in which it is known.
    fn one_a_seed<'a, T>(&'a self, known: impl Fn(&'a CaseResult) -> Option<T>) -> Vec<T> {
        let mut seeds = BTreeSet::new();
        let cases = self.cases.iter().filter_map(|case| Some((case.seed, known(case)?)));
        cases.filter(|(seed, _)| seeds.insert(*seed)).map(|(_, value)| value).collect()
    }

    /// The answer to a check that its cases one by one could not give: one that overrules theirs.
    pub(super) fn overrule<'a>(&'a self, check: &mut CheckResult<'a>) {
        if (check.check, check.status) == (Check::ReplyIsDeduplicated, Status::Pass) && self.never_repeats() {
            return self.put_to_the_test(check);
        }
        let reason = match (check.check, check.status) {
            (Check::SendsNumbers, Status::Pass) => self.always_same_count(),
            (Check::ReplyIsIntersection, Status::Inconclusive) => self.echoes_the_client(),
            _ => None,
        };
        let own_set = || {
            let is_asked = check.check == Check::ReplyIsIntersection && check.status != Status::Fail;
            is_asked.then(|| own_set::wrong(&self.scenario.numbers, &self.asked())).flatten()
        };
        let outcome = reason.map(Outcome::Fail).or_else(own_set);
        let (Some(outcome), Some(example)) = (outcome, &mut check.example) else { return };
        check.status = outcome.status();
        check.blame = check.check.about().map(Blame::from);
        check.points = self.points_of(check.check, check.status, outcome.is_open());
        example.1 = outcome;
    }

    /// Whether the client draws so that there never is a duplicate to remove.
    fn never_repeats(&self) -> bool {
        let draws = self.draws();
        !draws.is_empty() && remarks::never_repeats(&self.scenario.numbers, &draws)
    }

    /// A server is right by nothing where a client never sends a number twice: what it does with the harness's client counts.
    fn put_to_the_test<'a>(&'a self, check: &mut CheckResult<'a>) {
        let tested = self
            .stand_ins
            .first()
            .and_then(|case| self.stand_in_answer(Role::Client, case.delivery, check.check));
        if let Some((case, finding)) = tested {
            check.example = Some((case, finding.outcome.clone()));
            check.blame = finding.blame;
        } else if let Some((_, outcome)) = &mut check.example {
            *outcome = Outcome::Inconclusive(Doubt::NothingToRemove);
            check.blame = Some(Blame::Client);
        }
        let Some((_, outcome)) = &check.example else { return };
        check.status = outcome.status();
        check.points = self.points_of(check.check, check.status, outcome.is_open());
    }

    /// In task 2 N is to be drawn; in task 3 any will do, the same each time or not.
    fn always_same_count(&self) -> Option<Reason> {
        if self.scenario.task != Task::Dedup {
            return None;
        }
        let (count, cases, chance) = remarks::same_count(&self.scenario.numbers, &self.draws())?;
        let allowed = self.scenario.numbers.count.clone();
        chance.is_excluded().then_some(Reason::AlwaysSameCount { count, cases, allowed, chance })
    }

    /// Each answer alone may be chance; all of them together are not.
    fn echoes_the_client(&self) -> Option<Reason> {
        let draws = *self.scenario.numbers.count.end() as usize;
        let cases = self.one_a_seed(|case| {
            let numbers = &case.verdict.numbers;
            let (client, answer) = numbers.client.as_deref().zip(numbers.answer.as_deref())?;
            case.verdict
                .lacks_servers_numbers()
                .then(|| (client, echo(&self.scenario, client, answer, draws)))
        });
        // The same numbers again are no further case.
        let mut seen = BTreeSet::new();
        let cases: Vec<_> = cases.into_iter().filter(|(client, _)| seen.insert(*client)).collect();
        let chances: Option<Vec<Chance>> = cases.iter().map(|(_, chance)| *chance).collect();
        let chances = chances.filter(|chances| !chances.is_empty())?;
        let chance = Chance::new(chances.iter().map(|chance| chance.value()).product());
        let numbers = crate::oracle::sets::distinct(cases[0].0).len();
        chance.is_excluded().then_some(Reason::EchoesTheClient { numbers, cases: cases.len(), chance })
    }
}
