//! Many verdicts become one result: by check over all cases of a scenario, with points.

use std::collections::{BTreeMap, BTreeSet};

use super::blame::Blame;
use super::check::Check;
use super::joint::Joint;
use super::outcome::{Doubt, Finding, OnlyUnder, Outcome, Reason, Status, Verdict};
use super::repeats::Repeats;
use super::seams::Seam;
use crate::observation::Role;
use crate::range::show_seeds;
use crate::scenario::Scenario;
use crate::stand_in::{Played, spoilt_by_other};
use crate::tap::delivery::Delivery;

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

    /// These, then those with stand-ins.
    pub fn all(&self) -> impl Iterator<Item = &CaseResult> {
        self.own().chain(&self.stand_ins)
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

    /// Whether what works under the best delivery works under all others that the check asks about.
    fn survival<'a>(
        &'a self,
        survival: Check,
        best: Delivery,
        checks: &[CheckResult<'a>],
    ) -> CheckResult<'a> {
        let others = self.scenario.deliveries.iter().filter(|delivery| **delivery != best);
        let others = others.filter(|delivery| self.scenario.survival_under(**delivery) == survival);
        // Which port it is makes no difference to deliveries; nor does what the scenario only reports.
        let counts = |check: &CheckResult<'_>| {
            let is_port = matches!(&check.example, Some((_, Outcome::Fail(Reason::OtherPort { .. }))));
            let is_only_reported = !check.check.is_about_a_program_as_such()
                && check.points.is_none()
                && !self.scenario.points.is_empty();
            !is_port && !is_only_reported
        };
        let checks: Vec<&CheckResult<'a>> = checks.iter().filter(|check| counts(check)).collect();
        let passes =
            |check: Check| checks.iter().any(|best| best.check == check && best.status == Status::Pass);
        // What cannot be told where the programs do best is no failure of theirs elsewhere either.
        let unmet = |delivery: &Delivery| {
            let of_case = Check::of_case(self.scenario.task).filter(|check| passes(*check));
            let answers = of_case.map(|check| self.check(check, *delivery)).filter(counts);
            first_worst(answers.map(|check| self.with_the_same_numbers(check, best)))
        };
        // Which numbers were drawn, and how many, has nothing to do with how they are delivered.
        let is_of_the_draw = |check: &CheckResult<'_>| {
            let Some((_, Outcome::Fail(reason))) = &check.example else { return false };
            matches!(
                reason,
                Reason::WrongCount { .. } | Reason::AlwaysSameCount { .. } | Reason::OutOfRange { .. }
            )
        };
        let delivered = checks.iter().copied().filter(|check| !is_of_the_draw(check));
        let to_mend = delivered.clone().find(|check| check.status == Status::Fail).or_else(|| {
            let is_blocked = |outcome: &Outcome| matches!(outcome, Outcome::Inconclusive(Doubt::Blocked(_)));
            delivered
                .clone()
                .find(|check| check.example.as_ref().is_some_and(|(_, outcome)| is_blocked(outcome)))
        });
        let example = match to_mend {
            Some(unmet) => {
                let doubt = Outcome::Inconclusive(Doubt::Blocked(unmet.check));
                unmet.example.as_ref().map(|(case, _)| (*case, doubt, unmet.blame))
            }
            None => {
                // What is open under the best delivery is open here, unless what passes there fails under another.
                let open = delivered.clone().find(|check| check.status != Status::Pass).cloned();
                first_worst(open.into_iter().chain(others.clone().filter_map(unmet))).and_then(|check| {
                    let blame = check.blame;
                    let (case, outcome) = check.example?;
                    Some(match outcome {
                        Outcome::Fail(reason) => {
                            let seam = case.seam(blame);
                            let blame = match &seam {
                                Some(seam) => reader_of(seam, blame),
                                // Something was cut, and who read it so that both lost their way is not known.
                                None if case.delivery == Delivery::Split => Some(Blame::Unclear),
                                None => blame,
                            };
                            let (fails, check) = (case.delivery, check.check);
                            let twin = self.twin(case, best).and_then(drawn);
                            let same_numbers = twin.is_some() && drawn(case) == twin;
                            let only = OnlyUnder { works: best, fails, check, reason, seam, same_numbers };
                            (case, Outcome::Fail(Reason::OnlyUnder(Box::new(only))), blame)
                        }
                        doubt => (case, doubt, blame),
                    })
                })
            }
        };
        let all_passed = delivered.clone().all(|check| check.status == Status::Pass)
            && others.clone().all(|delivery| unmet(delivery).is_none());
        let (status, is_open) = match &example {
            Some((_, outcome, _)) => (outcome.status(), outcome.is_open()),
            None if all_passed => (Status::Pass, false),
            None => (Status::Inconclusive, true), // an interrupted run
        };
        let blame = example.as_ref().and_then(|(_, _, blame)| *blame);
        let example = example.map(|(case, outcome, _)| (case, outcome));
        let points = self.points_of(survival, status, is_open);
        CheckResult { check: survival, status, cases: (1, 1), example, blame, points, corrected: None }
    }

    /// The case of the same seed under another delivery.
    fn twin(&self, of: &CaseResult, delivery: Delivery) -> Option<&CaseResult> {
        self.cases.iter().find(|case| case.delivery == delivery && case.seed == of.seed)
    }

    /// A failure under another delivery than the best, in a case that met the numbers that went well there. Where a seed does
    /// not decide what programs draw, they may draw others each time; then it cannot be told whether numbers or delivery do it.
    fn with_the_same_numbers<'a>(&'a self, mut check: CheckResult<'a>, best: Delivery) -> CheckResult<'a> {
        let Some((example, Outcome::Fail(_))) = &check.example else { return check };
        let delivery = example.delivery;
        let drew_others = |case: &CaseResult| {
            self.twin(case, best).is_some_and(|twin| are_others(drawn(case), drawn(twin)))
        };
        if !drew_others(example) {
            return check;
        }
        let cases = self.cases.iter().filter(|case| case.delivery == delivery && !drew_others(case));
        let mut failures = cases.filter_map(|case| {
            let mut findings = case.verdict.findings.iter();
            let finding = findings.find(|finding| finding.check == check.check && finding.is_failure())?;
            Some((case, finding))
        });
        match failures.next() {
            Some((case, finding)) => {
                check.example = Some((case, finding.outcome.clone()));
                check.blame = finding.blame;
            }
            None => {
                check.example =
                    Some((example, Outcome::Inconclusive(Doubt::OtherNumbers(check.check, delivery))));
                check.status = Status::Inconclusive;
                check.blame = Some(Blame::Unclear);
            }
        }
        check
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

    /// The command that shows an answer again: the case that it was found in, that and its twin where it is about both, or
    /// all where it takes all to see it.
    pub fn again_to_see(&self, outcome: &Outcome, case: &CaseResult) -> String {
        let draws = |case: &CaseResult| case.stand_in.is_some_and(|played| played.sends.is_drawn());
        match outcome {
            // Lists of the scenario and questions to a server come with each case; other stand-ins follow from all of them.
            Outcome::Fail(Reason::OnlyUnder(only)) if !self.stand_ins.iter().any(draws) => {
                self.again_with(&[case.seed], &[only.works, only.fails])
            }
            Outcome::Fail(Reason::OnlyUnder(_)) => self.again_all(),
            _ if outcome.is_about_all_cases() => self.again_all(),
            _ => self.again(case),
        }
    }

    /// The command that repeats one case. What a stand-in says follows from the cases before it: it takes all of them.
    pub fn again(&self, case: &CaseResult) -> String {
        match case.stand_in {
            None => self.again_with(&[case.seed], &[case.delivery]),
            Some(_) => self.again_all(),
        }
    }

    /// The command that repeats all cases: with seeds and deliveries where others were run than the scenario's.
    pub fn again_all(&self) -> String {
        let Scenario { path, text, seeds, deliveries, .. } = &self.scenario;
        let of_file = Scenario::parse(path, text).ok();
        let chosen = |is_same: fn(&Scenario, &Scenario) -> bool| {
            of_file.as_ref().is_none_or(|of_file| !is_same(of_file, &self.scenario))
        };
        let seeds = if chosen(|one, other| one.seeds == other.seeds) { &seeds[..] } else { &[] };
        let deliveries =
            if chosen(|one, other| one.deliveries == other.deliveries) { &deliveries[..] } else { &[] };
        self.again_with(seeds, deliveries)
    }

    /// The command with these seeds and deliveries; with the scenario's where there are none.
    fn again_with(&self, seeds: &[u64], deliveries: &[Delivery]) -> String {
        let mut command = self.again.clone();
        match seeds {
            [] => {}
            [seed] => command += &format!(" --seed {seed}"),
            seeds => command += &format!(" --seeds {}", show_seeds(seeds)),
        }
        for delivery in deliveries {
            command += &format!(" --delivery {delivery}");
        }
        command
    }
}

/// What the client of a case drew, as far as it is known.
fn drawn(case: &CaseResult) -> Option<&[i64]> {
    case.verdict.numbers.drawn.as_deref()
}

/// Whether these are two draws, and not a list and a part of it.
fn are_others(one: Option<&[i64]>, other: Option<&[i64]>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let (shorter, longer) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !shorter.is_empty() && !longer.windows(shorter.len()).any(|part| part == shorter)
}

/// The first of the checks with the worst status; `None` where all passed.
pub fn first_worst<'a>(checks: impl Iterator<Item = CheckResult<'a>>) -> Option<CheckResult<'a>> {
    let unmet = checks.filter(|check| check.status != Status::Pass);
    unmet.reduce(|first, check| if check.status > first.status { check } else { first })
}

/// Who has to mend what goes wrong where sends are joined: the one that takes what one `recv` returns for one message. Where
/// a send is cut, the one that the check blames.
fn reader_of(seam: &Seam, blame: Option<Blame>) -> Option<Blame> {
    match seam {
        Seam::Joined { direction, .. } => Some(direction.reader().into()),
        Seam::Cut { .. } => blame,
    }
}

impl CaseResult {
    /// What the delivery joined or cut on the way to the program that is to blame, or else on the way to the other.
    fn seam(&self, blame: Option<Blame>) -> Option<Seam> {
        let seams = || self.verdict.passages.iter().filter_map(|p| p.under(self.delivery, self.seed));
        let reads = |seam: &Seam| Some(Blame::from(seam.direction().reader())) == blame;
        seams().find(reads).or_else(|| seams().find(|seam| matches!(seam, Seam::Joined { .. })))
    }

    /// The worst answer of the case.
    pub fn status(&self) -> Status {
        let statuses = self.verdict.findings.iter().map(|finding| finding.outcome.status());
        statuses.max().unwrap_or(Status::Inconclusive)
    }
}
