//! Many verdicts become one result: by check over all cases of a scenario, with points.

mod again;
mod survival;

use std::collections::{BTreeMap, BTreeSet};

pub use self::survival::first_worst;
use super::blame::Blame;
use super::joint::Joint;
use super::outcome::{Doubt, Finding, Outcome, Status, Verdict};
use super::repeats::Repeats;
use super::sent::Sent;
use super::spoilt_by_other;
use crate::check::Check;
use crate::delivery::Delivery;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::Played;

/// All cases of one submission under one scenario.
#[derive(Debug, Clone)]
pub struct ScenarioResult {
    /// The scenario.
    pub scenario: Scenario,
    /// How the server was started.
    pub server: String,
    /// How the client was started.
    pub client: String,
    /// The command that repeats it, without seeds and deliveries.
    pub again: String,
    /// One a case, in the order of the plan; then those with further seeds.
    pub cases: Vec<CaseResult>,
    /// Further runs of one of these, where its programs do other things by the same seed.
    pub repeats: Option<Repeats>,
    /// Cases in which the harness played one half, in the order in which they were tried.
    pub stand_ins: Vec<CaseResult>,
    /// What was not run, because the budget was spent. It counts as what was run under the same delivery.
    pub left_out: LeftOut,
    /// How its cases were read together, where there are lists to read.
    pub joint: Option<Joint>,
    /// What an instructor knows better: it counts in place of what was found, of each check by itself.
    pub corrections: BTreeMap<Check, Correction>,
    /// At which lines programs sent what is wrong, as far as that was learnt.
    pub sent_at: Vec<Sent>,
    /// One of its cases once more, with a client that came second, where the server gets wrong only then what it is to do.
    pub second: Option<CaseResult>,
}

/// That an instructor corrects a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whether it passes.
    pub passes: bool,
    /// Why.
    pub reason: String,
}

/// What a budget left out of the cases of a submission under one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many cases of the pair itself.
    pub cases: usize,
    /// The halves that the harness would have played once more.
    pub roles: BTreeSet<Role>,
}

impl LeftOut {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

/// One case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// Its seed.
    pub seed: u64,
    /// How bytes were handed over.
    pub delivery: Delivery,
    /// Which half the harness played, if any: then only checks about the other half are answered.
    pub stand_in: Option<Played>,
    /// Whether its client came second, to a server that had served another one before.
    pub second: bool,
    /// What was found.
    pub verdict: Verdict,
}

/// One check over all cases.
#[derive(Debug, Clone)]
pub struct CheckResult<'a> {
    /// The check.
    pub check: Check,
    /// Fail where any case fails, else open where any is, else pass.
    pub status: Status,
    /// How many cases have that status, of those that count.
    pub cases: (usize, usize),
    /// The first case of that status, and its answer.
    pub example: Option<(&'a CaseResult, Outcome)>,
    /// Whose doing it is, in that case; `None` where the check passed.
    pub blame: Option<Blame>,
    /// Points, where the scenario gives any.
    pub points: Option<Points>,
    /// Why an instructor says so, where that is who says it.
    pub corrected: Option<&'a str>,
}

/// Points: what was earned and what is open for want of an answer, of what there was to earn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "points"))]
pub struct Points {
    /// Earned.
    pub earned: u32,
    /// Neither earned nor lost: no answer could be had, and not for a fault of the programs.
    pub open: u32,
    /// The most there was to earn.
    pub possible: u32,
}

impl CheckResult<'_> {
    /// The check that has to pass before this one can be answered.
    fn waits_for(&self) -> Option<Check> {
        match &self.example {
            Some((_, Outcome::Inconclusive(Doubt::Blocked(by)))) => Some(*by),
            _ => None,
        }
    }

    /// The half that the harness played to have this answer, where there was none otherwise.
    pub fn stand_in(&self) -> Option<Played> {
        self.example.as_ref().and_then(|(case, _)| case.stand_in)
    }
}

impl ScenarioResult {
    /// Every check over all cases. A check earns all of its points, or none: it has to hold for every seed, under the
    /// delivery that suits the programs best. That they hold under the others are checks of their own.
    pub fn checks(&self) -> Vec<CheckResult<'_>> {
        let best = self.best_delivery();
        let mut checks: Vec<_> =
            Check::of_case(self.scenario.task).map(|check| self.check(check, best)).collect();
        let survival = [Check::SurvivesMerging, Check::SurvivesCutting].into_iter();
        let asked = survival.filter(|check| self.scenario.compares_deliveries(*check));
        let survival: Vec<_> = asked.map(|check| self.survival(check, best, &checks)).collect();
        checks.extend(survival);
        self.fail_with_second(&mut checks);
        self.name_what_fails(&mut checks);
        checks.iter_mut().for_each(|check| self.correct(check));
        checks
    }

    /// The seeds beyond the scenario's with which it was run, to be sure how the pair is read.
    pub fn further_seeds(&self) -> Vec<u64> {
        let seeds = self.cases.iter().map(|case| case.seed);
        seeds.filter(|seed| !self.scenario.seeds.contains(seed)).collect()
    }

    /// The cases of the pair itself: those of the plan, then the further runs of one of them.
    pub fn own(&self) -> impl Iterator<Item = &CaseResult> {
        self.cases.iter().chain(self.repeats.iter().flat_map(|repeats| &repeats.cases))
    }

    /// These, then those with stand-ins, then that with a client that came second.
    pub fn all(&self) -> impl Iterator<Item = &CaseResult> {
        self.own().chain(&self.stand_ins).chain(&self.second)
    }

    fn correct<'a>(&'a self, check: &mut CheckResult<'a>) {
        let Some(Correction { passes, reason }) = self.corrections.get(&check.check) else { return };
        check.status = if *passes { Status::Pass } else { Status::Fail };
        check.points = self.points_of(check.check, check.status, false);
        (check.example, check.blame, check.corrected) = (None, None, Some(reason.as_str()));
    }

    /// Has each check that waits for another name the one that fails, which is to be mended first. Where what it waits for is
    /// open itself, so is it.
    fn name_what_fails(&self, checks: &mut [CheckResult<'_>]) {
        let first = checks.iter().find(|check| check.status == Status::Fail).map(|check| check.check);
        for at in 0..checks.len() {
            let mut cause = at;
            // A chain of causes is no longer than there are checks.
            for _ in 0..checks.len() {
                let Some(by) = checks[cause].waits_for() else { break };
                match checks.iter().position(|check| check.check == by) {
                    Some(next) => cause = next,
                    None => break,
                }
            }
            let doubt = match (&checks[cause].example, checks[cause].status) {
                _ if cause == at => continue,
                (_, Status::Fail) => Doubt::Blocked(checks[cause].check),
                (Some((_, Outcome::Inconclusive(doubt))), _) => doubt.clone(),
                // It passes over all cases and stood in the way in one: what fails comes first.
                _ => match first {
                    Some(first) => Doubt::Blocked(first),
                    None => continue,
                },
            };
            let outcome = Outcome::Inconclusive(doubt);
            if outcome.is_open() {
                checks[at].points = self.points_of(checks[at].check, Status::Inconclusive, true);
            }
            if let Some((_, known)) = &mut checks[at].example {
                *known = outcome;
            }
        }
    }

    /// The delivery under which most points are earned; of several `as-sent`, the kindest there is, or else the one that the
    /// scenario names first. Where nothing earns points, more checks that pass are better.
    pub fn best_delivery(&self) -> Delivery {
        let earned = |delivery: Delivery| -> u32 {
            let checks = Check::of_case(self.scenario.task).map(|check| self.check(check, delivery));
            if self.scenario.points.is_empty() {
                return checks.map(|check| u32::from(check.status == Status::Pass)).sum();
            }
            checks.filter_map(|check| check.points).map(|points| points.earned).sum()
        };
        let deliveries = self.scenario.deliveries.iter().rev().copied();
        let best = deliveries.max_by_key(|delivery| (earned(*delivery), *delivery == Delivery::AsSent));
        best.unwrap_or(Delivery::AsSent)
    }

    fn check(&self, check: Check, delivery: Delivery) -> CheckResult<'_> {
        let own = || {
            let cases = self.own().filter(|case| case.delivery == delivery);
            let answers =
                cases.flat_map(|case| case.verdict.findings.iter().map(move |finding| (case, finding)));
            answers
                .filter(|(_, finding)| finding.check == check)
                .map(|(case, finding)| self.with_stand_ins(case, finding))
        };
        let was_never_asked = own().next().is_none(); // an interrupted run
        let own = || own().chain(self.with_lists(check).filter(|_| !was_never_asked));
        let status = own().map(|(_, finding)| finding.outcome.status()).max().unwrap_or(Status::Inconclusive);
        let alike = || own().filter(|(_, finding)| finding.outcome.status() == status);
        let is_open = was_never_asked || own().any(|(_, finding)| finding.outcome.is_open());
        let mut result = CheckResult {
            check,
            status,
            cases: (alike().count(), own().count()),
            example: alike().next().map(|(case, finding)| (case, finding.outcome.clone())),
            blame: alike().next().and_then(|(_, finding)| finding.blame),
            points: self.points_of(check, status, is_open),
            corrected: None,
        };
        self.overrule(&mut result);
        if let Some((_, outcome)) = &mut result.example {
            self.likeliest(check, outcome);
        }
        result
    }

    /// The answer of a case; where the other half of the pair left none to be had, that of the cases in which the harness
    /// played that half, if these have one.
    fn with_stand_ins<'a>(
        &'a self,
        case: &'a CaseResult,
        finding: &'a Finding,
    ) -> (&'a CaseResult, &'a Finding) {
        let role = spoilt_by_other(&case.verdict, finding.check);
        let answer = role.and_then(|role| self.stand_in_answer(role, case.delivery, finding.check));
        answer.unwrap_or((case, finding))
    }

    /// What cases with the harness in that role say: a pass where one script passes each time it was played, or else a
    /// failure with the recorded session, or else that even so it cannot be told.
    pub(super) fn stand_in_answer(
        &self,
        role: Role,
        delivery: Delivery,
        check: Check,
    ) -> Option<(&CaseResult, &Finding)> {
        let answers: Vec<(usize, &CaseResult, &Finding)> = self
            .stand_ins
            .iter()
            .filter(|case| case.delivery == delivery)
            .filter_map(|case| {
                let played = case.stand_in.filter(|played| played.role == role && played.sends.is_drawn())?;
                Some((played.script, case))
            })
            .flat_map(|(script, case)| case.verdict.findings.iter().map(move |found| (script, case, found)))
            .filter(|(_, _, finding)| finding.check == check)
            .collect();
        let is_open = |outcome: &Outcome| {
            let is_own = |doubt: &Doubt| matches!(doubt, Doubt::StandIn(_) | Doubt::StandInGuessed(_));
            outcome.is_open() && !matches!(outcome, Outcome::Inconclusive(doubt) if is_own(doubt))
        };
        let found = answers
            .chunk_by(|one, other| one.0 == other.0)
            .find(|script| script.iter().all(|(_, _, finding)| finding.outcome == Outcome::Pass))
            .and_then(|script| script.first())
            .or_else(|| answers.iter().find(|(_, _, finding)| finding.is_failure()))
            .or_else(|| answers.iter().find(|(_, _, finding)| is_open(&finding.outcome)));
        found.map(|(_, case, finding)| (*case, *finding))
    }

    pub(super) fn points_of(&self, check: Check, status: Status, is_open: bool) -> Option<Points> {
        self.scenario.points.get(&check).map(|&possible| Points {
            earned: if status == Status::Pass { possible } else { 0 },
            open: if status == Status::Inconclusive && is_open { possible } else { 0 },
            possible,
        })
    }

    /// The sum over all checks.
    pub fn points(&self) -> Points {
        self.checks().into_iter().filter_map(|check| check.points).fold(Points::default(), |sum, points| {
            Points {
                earned: sum.earned + points.earned,
                open: sum.open + points.open,
                possible: sum.possible + points.possible,
            }
        })
    }

    /// The worst answer of all.
    pub fn status(&self) -> Status {
        self.checks().iter().map(|check| check.status).max().unwrap_or(Status::Inconclusive)
    }

    /// Whether the harness itself failed in any case.
    pub fn harness_failed(&self) -> bool {
        let mut findings = self.all().flat_map(|case| &case.verdict.findings);
        findings.any(Finding::is_harness_failure)
    }
}

impl CaseResult {
    /// The worst answer of the case.
    pub fn status(&self) -> Status {
        let statuses = self.verdict.findings.iter().map(|finding| finding.outcome.status());
        statuses.max().unwrap_or(Status::Inconclusive)
    }
}
