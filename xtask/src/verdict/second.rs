//! A server that serves one client after another: one case of a pair is run once more, with a client that comes second. Its programs do
//! the same by the same seed, so what the server gets wrong there alone comes of the client before.
//!
//! It is judged among the pair's cases in the place of the one that it repeats, as that would be: so a list that is hard to read
//! is read as it is elsewhere. Only a server is ever blamed by it, and only for what it does rightly in every other case.

use super::blame::Blame;
use super::joint;
use super::outcome::{Doubt, Finding, Outcome, Reason, Status, Verdict};
use super::results::{CaseResult, CheckResult, ScenarioResult};
use super::{Seeded, judge};
use crate::check::Check;
use crate::conversation::Direction;
use crate::observation::Observation;
use crate::role::Role;
use crate::scenario::Scenario;

/// One of a pair's own cases, as it was judged, with what follows from its seed and what was observed.
pub type Own<'o> = (CaseResult, Seeded, &'o Observation);

impl ScenarioResult {
    /// The place of the case that is run once more with a client that comes second: the first in which the server is right, of the
    /// delivery that counts, where it is right in all. `None` where programs do other things by the same seed.
    pub fn to_come_second(&self) -> Option<usize> {
        if self.repeats.is_some() || self.left_out.is_any() {
            return None;
        }
        let is_right =
            |found: &CheckResult<'_>| !is_the_server_s(found.check) || found.status == Status::Pass;
        let best = self.best_delivery();
        let is_it = |case: &CaseResult| {
            let mut findings = case.verdict.findings.iter();
            case.delivery == best
                && findings.all(|found| !is_the_server_s(found.check) || found.outcome == Outcome::Pass)
        };
        self.checks().iter().all(is_right).then(|| self.cases.iter().position(is_it)).flatten()
    }

    /// Has those checks fail that the server fails with a client that comes second.
    pub(super) fn fail_with_second<'a>(&'a self, checks: &mut [CheckResult<'a>]) {
        let Some(second) = &self.second else { return };
        for finding in &second.verdict.findings {
            let Some(found) = checks.iter_mut().find(|found| found.check == finding.check) else { continue };
            let (status, cases) = (finding.outcome.status(), (1, found.cases.1 + 1));
            let points = self.points_of(found.check, status, false);
            let example = Some((second, finding.outcome.clone()));
            *found = CheckResult { status, cases, example, blame: finding.blame, points, ..found.clone() };
        }
    }
}

/// What a server gets wrong in one of these cases, at `place`, only where its client comes `second`: what was seen then. `None` where that
/// is nothing, or cannot be told.
pub fn second<'o>(
    scenario: &Scenario,
    mut own: Vec<Own<'o>>,
    place: usize,
    second: &'o Observation,
) -> Option<CaseResult> {
    let (first, _, seen) = own.get(place)?.clone();
    if second.trouble.is_some() || second.client.is_none() || !sends_the_same(seen, second) {
        return None;
    }
    let passed = |check: Check| {
        let before = first.verdict.findings.iter().find(|before| before.check == check);
        is_the_server_s(check) && before.is_some_and(|before| before.outcome == Outcome::Pass)
    };
    let is_new = |finding: &Finding| {
        finding.is_failure() && finding.blame == Some(Blame::Server) && passed(finding.check)
    };
    // Its own set may be another for each client.
    let seeded = Seeded { client: own[place].1.client.clone(), ..Seeded::default() };
    let alone = judge(scenario, &seeded, second);
    if !alone.findings.iter().any(is_new) {
        return None;
    }
    own[place] = (CaseResult { second: true, verdict: alone, ..first.clone() }, seeded, second);
    let cases = own.iter_mut().map(|(case, seeded, observation)| joint::Case {
        delivery: case.delivery,
        seeded: seeded.clone(),
        stand_in: None,
        observation,
        verdict: &mut case.verdict,
    });
    joint::settle(scenario, &mut cases.collect::<Vec<_>>(), None);
    let CaseResult { verdict: Verdict { mut findings, digest, .. }, .. } = own.swap_remove(place).0;
    let failing: Vec<Check> =
        findings.iter().filter(|found| is_new(found)).map(|found| found.check).collect();
    findings.retain(|finding| match &finding.outcome {
        Outcome::Inconclusive(Doubt::Blocked(by)) => failing.contains(by) && passed(finding.check),
        _ => is_new(finding),
    });
    for finding in &mut findings {
        if let Outcome::Fail(reason) = &mut finding.outcome {
            *reason = Reason::OnlySecond(Box::new(reason.clone()));
        }
    }
    let verdict = Verdict { findings, digest, ..Verdict::default() };
    (!verdict.findings.is_empty()).then_some(CaseResult { second: true, verdict, ..first })
}

fn is_the_server_s(check: Check) -> bool {
    check.about() == Some(Role::Server)
}

/// Whether the client said the same both times, as far as it came.
fn sends_the_same(first: &Observation, second: &Observation) -> bool {
    let sent = |seen: &Observation| -> Vec<u8> {
        let connections = seen.conversation.iter().flat_map(|conversation| &conversation.connections);
        connections.flat_map(|connection| connection.sent(Direction::ToServer)).collect()
    };
    let (first, second) = (sent(first), sent(second));
    first.iter().zip(&second).all(|(first, second)| first == second)
}
