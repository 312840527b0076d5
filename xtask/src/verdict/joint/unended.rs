//! A half that never says that its words are over, or counts them wrongly: where the other one goes on once that is said, in the way in which it ends its own
//! words, both programs were to agree on it, and the first does not keep to it.

use infer::explain::search::SURE;

use super::{Case, Joint, Seen, is_suspected, near, seen, together};
use crate::observation::Observation;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::{End, Played, Sends, StandIn};
use crate::task::Task;
use crate::verdict::outcome::{Doubt, Finding, Outcome, Reason, Unanswered, Verdict};
use crate::verdict::place::excerpt;
use crate::verdict::{Check, blame, reply_of};

/// Has whoever never ends its words answer for each case in which the other half waits for that.
pub(super) fn blame_the_speaker(scenario: &Scenario, cases: &mut [Case<'_>]) {
    let task = scenario.task;
    for role in Role::BOTH {
        let Some(shown) = agreed(scenario, cases, role) else { continue };
        let Some(end) = cases[shown].stand_in.and_then(|by| by.ended_by.as_ref()) else { continue };
        if role == Role::Client {
            // What it answers to other lists is read beside what it answered so.
            let is_list = |by: &StandIn| {
                by.played.role == role && matches!(by.played.sends, Sends::List(_) | Sends::Below)
            };
            let is_beside =
                |case: &Case<'_>| played(case) == played(&cases[shown]) || case.stand_in.is_some_and(is_list);
            let beside: Vec<usize> = (0..cases.len()).filter(|place| is_beside(&cases[*place])).collect();
            read(scenario, cases, &beside);
        }
        let is_all_said = matches!(end, End::Counted(_)) || end.is_rewritten();
        let lacks = |case: &Case<'_>| {
            let lack = unended(task, case.verdict).filter(|lack| lack.role == role);
            case.stand_in.is_none() && lack.is_some_and(|lack| lack.is_awaited || is_all_said)
        };
        // The stand-in played in the place of the first of them.
        let first = cases.iter().position(lacks).unwrap_or(shown);
        let begins = [first, shown].map(|place| beginning(cases[place].observation, role));
        for case in cases.iter_mut().filter(|case| lacks(case)) {
            let speaks = said_by(task, role);
            for finding in &mut case.verdict.findings {
                let is_kept = kept_by(task, role).any(|kept| kept == finding.check)
                    || matches!(finding.check, Check::ClientFinishes | Check::ServerStaysUp);
                if finding.check == speaks {
                    finding.outcome = Outcome::Fail(match end {
                        End::Said(_, seen) => Reason::NeverEnded(Some(escaped(seen))),
                        End::Shut => Reason::NeverEnded(None),
                        End::Counted(more) => Reason::Miscounts(*more),
                        End::Alike(_) | End::Near(_) => Reason::WrittenOtherwise(begins.clone()),
                    });
                    finding.blame = Some(role.into());
                } else if is_kept && (finding.is_failure() || is_suspected(finding)) {
                    finding.outcome = Outcome::Inconclusive(Doubt::Blocked(speaks));
                }
            }
            blame::inherit(&mut case.verdict.findings);
        }
    }
}

/// These bytes as a source may have them between quotes.
fn escaped(bytes: &[u8]) -> String {
    let of_char = |c: char| match c {
        '\0' => "\\0".to_owned(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    str::from_utf8(bytes)
        .map_or_else(|_| bytes.escape_ascii().to_string(), |text| text.chars().map(of_char).collect())
}

/// The case in which a stand-in has shown how the words of this half are to end.
fn agreed(scenario: &Scenario, cases: &mut [Case<'_>], role: Role) -> Option<usize> {
    let is_ended = |case: &Case<'_>| {
        case.stand_in.is_some_and(|by| by.played.role == role && by.is_answered_in_kind(case.observation))
    };
    let ended: Vec<usize> = (0..cases.len()).filter(|place| is_ended(&cases[*place])).collect();
    if role == Role::Client {
        read(scenario, cases, &ended);
    }
    let goes_on = match role {
        Role::Server => Check::ClientFinishes,
        Role::Client => answered_by(scenario.task),
    };
    let is_right = |Case { stand_in, verdict, .. }: &Case<'_>| {
        passes(verdict, goes_on) && stand_in.is_none_or(|by| is_content(scenario.task, by, verdict))
    };
    let is_always_right = |place: &usize| {
        let mut same = cases.iter().filter(|case| played(case) == played(&cases[*place]));
        same.all(|case| is_ended(case) && is_right(case))
    };
    let shown = ended.into_iter().find(is_always_right)?;
    // Who reads an answer until the connection ends knows what ends a list.
    let waits_for_the_end = |case: &Case<'_>| {
        let conversation = case.observation.conversation.as_ref();
        let close = conversation.and_then(|conversation| conversation.connections.last()?.client_close);
        case.stand_in.is_some_and(|by| by.played.role == Role::Server)
            && passes(case.verdict, Check::ClientFinishes)
            && close.is_some_and(|close| close.follows)
    };
    let is_agreed = match cases[shown].stand_in.and_then(|by| by.ended_by.as_ref()) {
        Some(End::Shut) => cases.iter().any(waits_for_the_end),
        Some(End::Near(_)) => near::is_agreed(scenario, cases, shown),
        _ => true,
    };
    is_agreed.then_some(shown)
}

/// Who played which half in a case.
pub(super) fn played(case: &Case<'_>) -> Option<Played> {
    case.stand_in.map(|by| by.played)
}

/// How what this half says begins in a case.
fn beginning(observation: &Observation, role: Role) -> String {
    let connection = observation.conversation.as_ref().and_then(|all| all.connections.last());
    let segments = connection.map(|last| &last.segments[..]).unwrap_or_default().iter();
    let said = segments.filter(|segment| segment.direction.sender() == role);
    excerpt(&said.flat_map(|segment| segment.bytes.iter().copied()).collect::<Vec<u8>>())
}

/// Whether the other half is right in all that it was kept from, where it is written to as it writes itself: who only reads on need not
/// have read rightly. Of every other end it is enough that it goes on.
pub(crate) fn is_content(task: Task, by: &StandIn, verdict: &Verdict) -> bool {
    !by.ended_by.as_ref().is_some_and(End::is_rewritten)
        || kept_by(task, by.played.role).all(|kept| passes(verdict, kept))
}

pub(super) fn passes(verdict: &Verdict, check: Check) -> bool {
    verdict.findings.iter().any(|finding| finding.check == check && finding.outcome == Outcome::Pass)
}

/// The check about what a half says.
fn said_by(task: Task, role: Role) -> Check {
    match (role, task) {
        (Role::Server, _) => reply_of(task),
        (Role::Client, Task::Greet) => Check::ClientAcknowledges,
        (Role::Client, Task::Dedup | Task::Intersect) => Check::SendsNumbers,
    }
}

/// The check about what the server does once the client's words are over.
fn answered_by(task: Task) -> Check {
    match task {
        Task::Greet => Check::ServerShowsAcknowledgement,
        Task::Dedup | Task::Intersect => reply_of(task),
    }
}

/// The checks which the other half is kept from, where this one never ends its words.
pub(crate) fn kept_by(task: Task, role: Role) -> impl Iterator<Item = Check> {
    let is_kept = move |check: &Check| match role {
        Role::Client => *check == answered_by(task),
        Role::Server => check.about() == Some(Role::Client) && *check != Check::SendsNumbers,
    };
    Check::of(task).filter(is_kept)
}

/// A half whose words may lack their end, or be counted wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unended {
    /// Which one.
    pub role: Role,
    /// Whether the other half read them, and then waited for more of them; else it only made something wrong of them.
    pub is_awaited: bool,
}

/// The half whose words may lack their end, or be counted wrongly.
pub(crate) fn unended(task: Task, verdict: &Verdict) -> Option<Unended> {
    let fails = |check: Check| verdict.failing().any(|fails| fails == check);
    let hangs = |finding: &Finding| {
        finding.check == Check::ClientFinishes
            && matches!(finding.outcome, Outcome::Fail(Reason::Standstill(_)))
    };
    let is_server_s = match task {
        Task::Greet => verdict.findings.iter().any(hangs) && !passes(verdict, Check::ClientAcknowledges),
        Task::Dedup | Task::Intersect => fails(Check::ClientFinishes),
    };
    let is_client_s = match task {
        Task::Greet => {
            verdict.findings.iter().any(hangs)
                && passes(verdict, Check::ClientAcknowledges)
                && fails(Check::ServerShowsAcknowledgement)
        }
        Task::Dedup | Task::Intersect => is_awaited(verdict, reply_of(task)),
    };
    // What only all cases together call wrong is suspected as well.
    let is_suspected = |finding: &Finding| finding.check == reply_of(task) && is_suspected(finding);
    let is_wrong = match task {
        Task::Greet => fails(Check::ServerShowsAcknowledgement),
        Task::Dedup | Task::Intersect => {
            fails(reply_of(task)) || fails(Check::ServerStaysUp) || verdict.findings.iter().any(is_suspected)
        }
    };
    let may_be_right = |finding: &Finding| {
        finding.check == reply_of(task) && (finding.outcome == Outcome::Pass || finding.outcome.is_open())
    };
    let is_misread = verdict.findings.iter().any(may_be_right) && kept_by(task, Role::Server).any(fails);
    let of = |role, is_awaited| Some(Unended { role, is_awaited });
    match (is_client_s, is_server_s && passes(verdict, reply_of(task))) {
        (true, _) => of(Role::Client, true),
        (_, true) => of(Role::Server, true),
        _ if is_wrong => of(Role::Client, false),
        _ if is_misread => of(Role::Server, false),
        _ => None,
    }
}

/// Whether the server read this client's list, and then waited for more of it: `reply` is the check of its answer.
fn is_awaited(verdict: &Verdict, reply: Check) -> bool {
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
