//! A client that never says that its list is over: where its server answers rightly once that is said, in the way in which the server
//! ends its own answer, both programs were to agree on it and the client does not keep to it.

use infer::explain::search::SURE;

use super::{Case, Joint, Seen, seen, together};
use crate::scenario::Scenario;
use crate::verdict::blame::{self, Blame};
use crate::verdict::outcome::{Doubt, Finding, Outcome, Reason, Unanswered, Verdict};
use crate::verdict::place::excerpt;
use crate::verdict::{Check, reply_of};

/// Has the client answer for each case in which the server waits for the end of its list.
pub(super) fn blame_the_client(scenario: &Scenario, cases: &mut [Case<'_>]) {
    let is_ended = |case: &Case<'_>| case.stand_in.is_some_and(|by| by.is_answered_in_kind(case.observation));
    let ended: Vec<usize> = (0..cases.len()).filter(|place| is_ended(&cases[*place])).collect();
    read(scenario, cases, &ended);
    let reply = reply_of(scenario.task);
    let passes = |finding: &Finding| finding.check == reply && finding.outcome == Outcome::Pass;
    let is_right = |place: &&usize| cases[**place].verdict.findings.iter().any(passes);
    let agreed = ended.iter().find(is_right).and_then(|place| cases[*place].stand_in?.ended_by.clone());
    let Some(end) = agreed else { return };
    for case in cases.iter_mut().filter(|case| case.stand_in.is_none()) {
        if !is_awaited(case.verdict, reply) {
            continue;
        }
        for finding in &mut case.verdict.findings {
            if finding.check == reply {
                finding.outcome = Outcome::Inconclusive(Doubt::Blocked(Check::SendsNumbers));
            } else if finding.check == Check::SendsNumbers {
                finding.outcome = Outcome::Fail(Reason::NeverEnded(excerpt(&end)));
                finding.blame = Some(Blame::Client);
            }
        }
        blame::inherit(&mut case.verdict.findings);
    }
}

/// Whether the server read this client's list, and then waited for more of it: `reply` is the check of its answer.
pub(crate) fn is_awaited(verdict: &Verdict, reply: Check) -> bool {
    let waits = |finding: &Finding| match &finding.outcome {
        Outcome::Fail(Reason::NothingSent) => true,
        Outcome::Fail(Reason::Standstill(hang)) => matches!(hang.unanswered, Some(Unanswered::Read(_))),
        _ => false,
    };
    verdict.numbers.drawn.is_some()
        && verdict.findings.iter().any(|finding| finding.check == reply && waits(finding))
}

/// Judges these cases once more as they are read together, where the server's answers are right by that.
fn read(scenario: &Scenario, cases: &mut [Case<'_>], places: &[usize]) {
    let Some(question) = seen::question(scenario) else { return };
    let of_case = |place: &usize| Some((*place, cases[*place].seen()?));
    let seen: Seen = places.iter().filter_map(of_case).collect();
    let places: Vec<usize> = seen.keys().copied().collect();
    if places.is_empty() {
        return;
    }
    let joint = Joint::of(&question, &together(&seen, &places));
    // The grader's client shows nothing.
    let is_sure = joint.judgement.margin >= SURE && joint.is_told(scenario);
    if is_sure && !joint.fails(reply_of(scenario.task)) {
        joint.reads(&places, &seen).for_each(|(place, read)| cases[place].settle(scenario, &read));
    }
}
