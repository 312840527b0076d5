//! Verdicts: pure functions of a scenario and an observation. No clock, no I/O, no state.
//!
//! Each check is answered by one function. A check whose question was spoilt by what another check found is
//! open and says which (`Doubt::Blocked`): only the first thing that went wrong fails, so that a student
//! mends causes and not consequences.

mod always;
mod answer;
mod beside;
pub mod blame;
mod chosen;
mod compare;
mod dedup;
pub mod explained;
mod facts;
pub mod further;
mod greet;
mod intersect;
pub mod joint;
mod labels;
mod lists;
mod many;
pub mod outcome;
mod overall;
mod own_set;
mod parts;
pub mod place;
mod programs;
pub mod remarks;
pub mod repeats;
pub mod results;
mod said;
pub mod seams;
pub mod second;
mod seen;
pub mod sent;
mod spoilt;
pub mod statistics;
#[cfg(test)]
mod tests;
mod unread;

use crate::check::Check;
use crate::observation::Observation;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::task::Task;
use crate::trace::Trace;
use answer::Answer;
use blame::Blame;
use facts::Facts;
use joint::Read;
use outcome::{Doubt, Finding, Numbers, Outcome, Verdict};
use remarks::Remark;
pub(crate) use seen::{printed, question_of};
pub(crate) use spoilt::spoilt_by_other;

/// The numbers that follow from the seed; only the reference programs draw theirs so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// What the client is to send; `None` where the client is not the reference.
    pub client: Option<Vec<i64>>,
    /// The server's own set; `None` where the server is not the reference.
    pub server: Option<Vec<i64>>,
    /// The server's own set, as it answered the grader in another case of the same seed.
    pub asked: Option<Vec<i64>>,
}

/// Answers every check of the scenario's task, of a case by itself.
pub fn judge(scenario: &Scenario, seeded: &Seeded, observation: &Observation) -> Verdict {
    judge_as_read(scenario, seeded, observation, None)
}

/// The same, with what all cases of the pair together say of this one.
fn judge_as_read(
    scenario: &Scenario,
    seeded: &Seeded,
    observation: &Observation,
    read: Option<&Read>,
) -> Verdict {
    if let Some(doubt) = observation.trouble.clone().map(Doubt::Harness) {
        let outcome = Outcome::Inconclusive(doubt);
        let blame = Some(Blame::Harness);
        let finding = |check| Finding { check, outcome: outcome.clone(), blame, evidence: Vec::new() };
        return Verdict {
            findings: Check::of_case(scenario.task).map(finding).collect(),
            ..Verdict::default()
        };
    }
    let facts = Facts::gather(scenario, seeded, observation, read);
    let finding = |check| {
        let Answer { outcome, evidence, blame } = answer(check, &facts);
        let blame = blame.or_else(|| blame::of(check, &outcome, &facts));
        Finding { check, outcome, blame, evidence }
    };
    let mut findings: Vec<Finding> = Check::of_case(scenario.task).map(finding).collect();
    blame::inherit(&mut findings);
    // Where a list is wrong, the words over it are the least of it.
    let lists_are_right =
        !findings.iter().any(|finding| finding.check.compares_lists() && finding.is_failure());
    let port = facts.agreed_port().zip(observation.port);
    let mut remarks = Vec::from_iter(port.map(|(port, asked)| Remark::OtherPort { port, asked }));
    let programs = [(Role::Server, &observation.server), (Role::Client, &observation.client)];
    let typed = programs.into_iter().filter_map(|(role, facts)| {
        let dialogue = facts.as_ref().filter(|facts| !facts.typed.is_empty())?.typed.clone();
        Some(Remark::Typed { role, dialogue })
    });
    remarks.extend(typed);
    if lists_are_right {
        remarks.extend(labels::mislabelled(&facts));
    }
    Verdict {
        findings,
        remarks,
        numbers: numbers(&facts),
        passages: seams::passages(&facts),
        digest: Trace::of(observation).map(|trace| trace.digest()),
    }
}

/// The numbers that cases are judged by together: only of a client that sent what the task asks for.
fn numbers(facts: &Facts<'_>) -> Numbers {
    let is_right = facts.scenario.task != Task::Greet && programs::sends_numbers(facts).is_pass();
    let client = facts.client_numbers.as_ref().filter(|found| is_right && found.is_certain());
    let own = facts.server_numbers.as_ref().filter(|own| own.place == place::Place::Asked);
    let meant = intersect::last_meant(facts).filter(|_| facts.scenario.task == Task::Intersect);
    Numbers {
        client: client.map(|found| found.values.clone()),
        drawn: facts.client_numbers.as_ref().map(|found| found.values.clone()),
        answer: meant.filter(|_| facts.server_numbers.is_none()).map(|found| found.values.clone()),
        asked: own.map(|found| found.values.clone()),
        has_below_round: meant.is_some_and(|reply| facts.has_below_round(reply)),
    }
}

fn answer(check: Check, facts: &Facts<'_>) -> Answer {
    match check {
        _ if facts.nobody_elsewhere() => Answer::open(Doubt::NobodyElsewhere),
        Check::ServerListens if !facts.observation.lacks.contains_key(&Role::Server) => {
            programs::server_listens(facts)
        }
        _ if let Some((role, lack)) = facts.observation.lacks.first_key_value() => {
            Answer::open(Doubt::Lacks(*role, lack.clone()))
        }
        Check::ServerListens => programs::server_listens(facts),
        _ if !facts.listens() => Answer::blocked(Check::ServerListens),
        Check::ServerStaysUp => programs::server_stays_up(facts),
        Check::ClientFinishes => programs::client_finishes(facts),
        Check::SendsNumbers => programs::sends_numbers(facts),
        Check::ServerGreets => greet::server_greets(facts),
        Check::ClientAcknowledges => greet::client_acknowledges(facts),
        Check::ClientShowsGreeting => greet::client_shows_greeting(facts),
        Check::ServerShowsAcknowledgement => greet::server_shows_acknowledgement(facts),
        Check::ReplyIsDeduplicated => dedup::reply_is_deduplicated(facts),
        Check::ShowsFinalList => dedup::shows_final_list(facts),
        Check::ShowsDuplicates => dedup::shows_duplicates(facts),
        Check::ReplyIsIntersection => intersect::reply_is_intersection(facts),
        Check::ReplyIsSorted => intersect::reply_is_sorted(facts),
        Check::ShowsIntersection => intersect::shows_intersection(facts),
        Check::SurvivesMerging | Check::SurvivesCutting => Answer::open(Doubt::OneCaseOnly),
    }
}

/// The check that asks whether the server did its part of the task: what the client does afterwards hangs on it.
pub(crate) fn reply_of(task: Task) -> Check {
    match task {
        Task::Greet => Check::ServerGreets,
        Task::Dedup => Check::ReplyIsDeduplicated,
        Task::Intersect => Check::ReplyIsIntersection,
    }
}
