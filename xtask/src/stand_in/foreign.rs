//! The reference in the place of a half that is missing. It speaks a protocol of its own, which nobody else has to know: where it and
//! the student's program did not understand each other, nothing is said of either, and a stand-in tries other formats.

use crate::observation::{Awaited, End, Observation};
use crate::role::Role;
use crate::verdict::blame::Blame;
use crate::verdict::outcome::{Doubt, Finding, Outcome, Verdict};
use crate::verdict::place::Item;

/// What is found in a case in which the program of that role is the reference's and the other is not.
pub fn forgiven(reference: Role, verdict: Verdict, observation: &Observation) -> Verdict {
    let met =
        observation.conversation.as_ref().is_some_and(|conversation| !conversation.connections.is_empty());
    let is_harness_failure = verdict.findings.iter().any(Finding::is_harness_failure);
    if !met
        || is_harness_failure
        || is_content(reference, observation)
        || verdict.findings.iter().any(is_readable)
    {
        return verdict;
    }
    let findings = verdict.findings.into_iter().map(|finding| match finding.outcome {
        Outcome::Pass => finding,
        _ => Finding {
            check: finding.check,
            outcome: Outcome::Inconclusive(Doubt::StandIn(reference)),
            blame: Some(Blame::Unclear),
            evidence: Vec::new(),
        },
    });
    Verdict { findings: findings.collect(), ..verdict }
}

/// Whether the reference has nothing to complain about, and waits for no more of a conversation.
fn is_content(reference: Role, observation: &Observation) -> bool {
    match reference {
        Role::Client => matches!(observation.client.as_ref().map(|facts| &facts.end), Some(End::Exited(0))),
        Role::Server => {
            let waits = observation.standstill.as_ref().and_then(|standstill| standstill.wait(Role::Server));
            !waits.is_some_and(|wait| matches!(wait.on, Awaited::Message { .. } | Awaited::Room { .. }))
                && observation.server.as_ref().is_some_and(|facts| facts.stderr.kept.is_empty())
        }
    }
}

/// A wrong answer that could be read was meant for who asked.
fn is_readable(finding: &Finding) -> bool {
    let is_answer = finding
        .evidence
        .iter()
        .any(|exhibit| exhibit.what == Item::Answer && exhibit.count.is_some_and(|count| count > 0));
    finding.is_failure() && is_answer
}
