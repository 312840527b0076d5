//! Whether what works under one delivery works under the others.

use super::{CaseResult, CheckResult, ScenarioResult};
use crate::check::Check;
use crate::delivery::Delivery;
use crate::verdict::blame::Blame;
use crate::verdict::outcome::{Doubt, OnlyUnder, Outcome, Reason, Status};
use crate::verdict::seams::Seam;

impl ScenarioResult {
    /// Whether what works under the best delivery works under all others that the check asks about.
    pub(super) fn survival<'a>(
        &'a self,
        survival: Check,
        best: Delivery,
        checks: &[CheckResult<'a>],
    ) -> CheckResult<'a> {
        let others = self.scenario.deliveries.iter().filter(|delivery| **delivery != best);
        let others = others.filter(|delivery| self.scenario.survival_under(**delivery) == survival);
        let checks: Vec<&CheckResult<'a>> =
            checks.iter().filter(|check| self.has_to_survive(check)).collect();
        let passes =
            |check: Check| checks.iter().any(|best| best.check == check && best.status == Status::Pass);
        // What cannot be told where the programs do best is no failure of theirs elsewhere either.
        let unmet = |delivery: &Delivery| {
            let of_case = Check::of_case(self.scenario.task).filter(|check| passes(*check));
            let answers = of_case.map(|check| self.check(check, *delivery));
            let answers = answers.filter(|check| self.has_to_survive(check));
            first_worst(answers.map(|check| self.with_the_same_numbers(check, best)))
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
                let worst = first_worst(open.into_iter().chain(others.clone().filter_map(unmet)));
                worst.and_then(|check| self.only_under(best, check))
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

    /// Whether a check is asked about other deliveries: which port it is makes no difference to them, nor does what the scenario
    /// only reports.
    fn has_to_survive(&self, check: &CheckResult<'_>) -> bool {
        let is_port = matches!(&check.example, Some((_, Outcome::Fail(Reason::OtherPort { .. }))));
        let is_only_reported = !check.check.is_about_a_program_as_such()
            && check.points.is_none()
            && !self.scenario.points.is_empty();
        !is_port && !is_only_reported
    }

    /// What to say of a check that goes wrong under another delivery than the best, and whose doing it is.
    fn only_under<'a>(
        &'a self,
        best: Delivery,
        check: CheckResult<'a>,
    ) -> Option<(&'a CaseResult, Outcome, Option<Blame>)> {
        let blame = check.blame;
        let (case, outcome) = check.example?;
        let Outcome::Fail(reason) = outcome else { return Some((case, outcome, blame)) };
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
        Some((case, Outcome::Fail(Reason::OnlyUnder(Box::new(only))), blame))
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
}

impl CaseResult {
    /// What the delivery joined or cut on the way to the program that is to blame, or else on the way to the other.
    fn seam(&self, blame: Option<Blame>) -> Option<Seam> {
        let seams = || self.verdict.passages.iter().filter_map(|p| p.under(self.delivery, self.seed));
        let reads = |seam: &Seam| Some(Blame::from(seam.direction().reader())) == blame;
        seams().find(reads).or_else(|| seams().find(|seam| matches!(seam, Seam::Joined { .. })))
    }
}

/// Whether a check fails by the numbers that were drawn: which they are, and how many, has nothing to do with deliveries.
fn is_of_the_draw(check: &CheckResult<'_>) -> bool {
    let Some((_, Outcome::Fail(reason))) = &check.example else { return false };
    matches!(reason, Reason::WrongCount { .. } | Reason::AlwaysSameCount { .. } | Reason::OutOfRange { .. })
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
