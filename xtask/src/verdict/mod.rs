//! Verdicts: pure functions of a scenario and an observation. No clock, no I/O, no state.
//!
//! Each check is answered by one function. A check whose question was spoilt by what another check found is
//! inconclusive and says which (`Doubt::Blocked`): only the first thing that went wrong fails, so that a student
//! mends causes and not consequences.

pub mod check;
mod dedup;
mod facts;
mod greet;
mod intersect;
pub mod outcome;
mod programs;
pub mod results;
pub mod statistics;
#[cfg(test)]
mod tests;

use crate::observation::Observation;
use crate::scenario::{Scenario, Task};
use check::Check;
use facts::Facts;
use outcome::{Doubt, Finding, Outcome, Verdict};

/// The numbers that follow from the seed; only the reference programs draw theirs so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// What the client is to send; `None` where the client is not the reference.
    pub client: Option<Vec<i64>>,
    /// The server's own set; `None` where the server is not the reference.
    pub server: Option<Vec<i64>>,
}

/// Answers every check of the scenario's task.
pub fn judge(scenario: &Scenario, seeded: &Seeded, observation: &Observation) -> Verdict {
    let answer: Box<dyn Fn(Check) -> Outcome> = match &observation.trouble {
        Some(trouble) => Box::new(|_| Outcome::Inconclusive(Doubt::Harness(trouble.clone()))),
        None => {
            let facts = Facts::gather(scenario, seeded, observation);
            Box::new(move |check| answer(check, &facts))
        }
    };
    let findings =
        Check::of_case(scenario.task).map(|check| Finding { check, outcome: answer(check) }).collect();
    Verdict { findings }
}

fn answer(check: Check, facts: &Facts<'_>) -> Outcome {
    match check {
        _ if facts.nobody_elsewhere() => Outcome::Inconclusive(Doubt::NobodyElsewhere),
        Check::ServerListens => programs::server_listens(facts),
        _ if !facts.listens() => Outcome::Inconclusive(Doubt::Blocked(Check::ServerListens)),
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
        Check::SurvivesEveryDelivery => Outcome::Inconclusive(Doubt::OneCaseOnly),
    }
}

/// The check that asks whether the server did its part of the task: what the client does afterwards hangs on it.
fn reply_of(task: Task) -> Check {
    match task {
        Task::Greet => Check::ServerGreets,
        Task::Dedup => Check::ReplyIsDeduplicated,
        Task::Intersect => Check::ReplyIsIntersection,
    }
}
