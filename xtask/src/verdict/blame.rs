//! Whose doing it is that something is not right: by what crossed the wire and in which order, not by which check it was
//! that noticed.

use serde::Serialize;

use super::answer;
use super::facts::Facts;
use super::outcome::{Doubt, Finding, Outcome, Reason, Status};
use crate::check::Check;
use crate::conversation::Direction;
use crate::observation::Limit;
use crate::role::Role;
use crate::task::Task;

/// Who has to mend what is not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "blame"))]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The server.
    Server,
    /// The client.
    Client,
    /// Either has something of its own to mend.
    Both,
    /// What was seen does not say.
    Unclear,
    /// The grader itself.
    Harness,
}

impl Blame {
    /// Its name in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Both => "both",
            Self::Unclear => "unclear",
            Self::Harness => "harness",
        }
    }

    /// What the blames of several root causes come to; `None` where there are none.
    pub fn together(blames: impl IntoIterator<Item = Self>) -> Option<Self> {
        blames.into_iter().reduce(|first, next| match (first, next) {
            (Self::Both, _) | (_, Self::Both) => Self::Both,
            (Self::Server, Self::Client) | (Self::Client, Self::Server) => Self::Both,
            (Self::Unclear | Self::Harness, Self::Server | Self::Client) => next,
            _ => first,
        })
    }
}

impl From<Role> for Blame {
    fn from(role: Role) -> Self {
        match role {
            Role::Server => Self::Server,
            Role::Client => Self::Client,
        }
    }
}

/// The blame for an answer by itself; `None` for a pass. That of a blocked check is its cause's: see [`inherit`].
pub(super) fn of(check: Check, outcome: &Outcome, facts: &Facts<'_>) -> Option<Blame> {
    match outcome {
        Outcome::Pass => None,
        Outcome::Inconclusive(Doubt::Harness(_) | Doubt::Lacks(..)) => Some(Blame::Harness),
        Outcome::Inconclusive(_) => Some(Blame::Unclear),
        Outcome::Fail(reason) => Some(of_failure(check, reason, facts)),
    }
}

fn of_failure(check: Check, reason: &Reason, facts: &Facts<'_>) -> Blame {
    let own = check.about().map_or(Blame::Unclear, Blame::from);
    match (check, reason) {
        // A server that falls over what no client may send was not the first to go wrong.
        (Check::ServerStaysUp, Reason::Crashed(_) | Reason::Limit(_)) if client_went_first(facts) => {
            Blame::Client
        }
        // Who does not read what was sent has its own next step to take.
        (_, Reason::Standstill(_)) if facts.unread_bytes(Direction::ToServer) > 0 => Blame::Server,
        (_, Reason::Standstill(_)) if facts.unread_bytes(Direction::ToClient) > 0 => Blame::Client,
        (Check::ClientFinishes, Reason::Limit(Limit::WallTime(_)) | Reason::Standstill(_))
            if each_waits_for_the_other(facts) =>
        {
            Blame::Unclear
        }
        // No other machine can reach such a server, whatever its client dials.
        (_, Reason::OnlyOnLoopback { .. }) => Blame::Server,
        // A client that is hung up on before a word was said has nothing to go by.
        (Check::ClientFinishes | Check::SendsNumbers | Check::ClientAcknowledges, _)
            if facts.server_hung_up_first() =>
        {
            Blame::Server
        }
        _ => own,
    }
}

/// Whether what the client sent was not what the task asks for, before the server had to answer it.
fn client_went_first(facts: &Facts<'_>) -> bool {
    let asks_for = match facts.scenario.task {
        Task::Greet => Check::ClientAcknowledges,
        Task::Dedup | Task::Intersect => Check::SendsNumbers,
    };
    !facts.server_hung_up_first() && answer(asks_for, facts).outcome.status() == Status::Fail
}

/// Whether the client waits for something which the task does not ask of the server, and the server for the client: each
/// is right if the other were.
fn each_waits_for_the_other(facts: &Facts<'_>) -> bool {
    facts.connected() && !facts.server_hung_up_first() && facts.server_runs() && !facts.is_answered()
}

/// Gives every blocked finding the blame of what blocks it.
pub(super) fn inherit(findings: &mut [Finding]) {
    for at in 0..findings.len() {
        let mut cause = at;
        // A chain of causes is no longer than there are checks.
        for _ in 0..findings.len() {
            let Outcome::Inconclusive(Doubt::Blocked(by)) = findings[cause].outcome else { break };
            match findings.iter().position(|finding| finding.check == by) {
                Some(next) => cause = next,
                None => break,
            }
        }
        if cause != at {
            findings[at].blame = findings[cause].blame;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_root_causes_are_both_sides_only_where_both_sides_have_one() {
        use Blame::{Both, Client, Harness, Server, Unclear};
        for (blames, expected) in [
            (&[][..], None),
            (&[Server], Some(Server)),
            (&[Client, Client], Some(Client)),
            (&[Client, Server], Some(Both)),
            (&[Server, Unclear, Client], Some(Both)),
            (&[Unclear, Client], Some(Client)),
            (&[Harness, Unclear], Some(Harness)),
            (&[Both, Server], Some(Both)),
        ] {
            assert_eq!(Blame::together(blames.iter().copied()), expected, "{blames:?}");
        }
    }

    #[test]
    fn the_word_is_the_one_in_json() {
        for blame in [Blame::Server, Blame::Client, Blame::Both, Blame::Unclear, Blame::Harness] {
            let json = serde_json::to_string(&blame).expect("a word");
            assert_eq!(json, format!("\"{}\"", blame.word()));
        }
    }
}
