//! A program of the harness in the place of one half of a pair, and what a case with it says of the other half.

use serde::{Deserialize, Serialize};

use super::ends::End;
use super::play::{CUT_OFF, NEVER, PLAYED};
use super::script::Script;
use super::sends::Sends;
use crate::observation::{Observation, Output, ProgramFacts, Role};
use crate::scenario::{Scenario, Task};
use crate::tap::conversation::{Close, Direction};
use crate::tap::delivery::Delivery;
use crate::verdict::blame::Blame;
use crate::verdict::check::Check;
use crate::verdict::outcome::{Doubt, Finding, Numbers, Outcome, Verdict};
use crate::verdict::place::{Exhibit, Item};
use crate::verdict::results::CaseResult;
use crate::verdict::{Seeded, judge};

/// A program of the harness in the place of one half of a pair, for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Which half it plays, and which of the scripts.
    pub played: Played,
    /// The case's seed.
    pub seed: u64,
    /// The case's delivery.
    pub delivery: Delivery,
    /// What it plays.
    pub script: Script,
    /// Whether everything in the script was recorded.
    pub(super) is_recorded: bool,
    /// What ends what it says, and the half that it plays never said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<End>,
    /// The server's own set, where it was asked for it.
    pub(super) asked: Option<Vec<i64>>,
}

/// Which half a stand-in played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Played {
    /// The role.
    pub role: Role,
    /// The number of the script, from 1.
    pub script: usize,
    /// Which numbers it sends.
    #[serde(default, skip_serializing_if = "Sends::is_drawn")]
    pub sends: Sends,
}

impl StandIn {
    /// One that plays what was recorded, byte by byte, in the place of one half of a pair.
    pub fn of_recording(seed: u64, script: Script) -> Self {
        let played = Played { role: script.role, script: 1, sends: Sends::Drawn };
        Self {
            played,
            seed,
            delivery: Delivery::AsSent,
            script,
            is_recorded: true,
            ended_by: None,
            asked: None,
        }
    }

    /// Whether it ended what it says in a way in which the other half ends what it says itself.
    pub fn is_answered_in_kind(&self, observation: &Observation) -> bool {
        let Some(end) = &self.ended_by else { return false };
        let conversation = observation.conversation.as_ref();
        let Some(last) = conversation.and_then(|conversation| conversation.connections.last()) else {
            return false;
        };
        let [to_server, to_client] =
            [Direction::ToServer, Direction::ToClient].map(|direction| last.sent(direction));
        // Who only goes on because the connection ends has not heard the end of the words.
        let ends_itself = |close: Option<Close>| close.is_some_and(|close| !close.follows);
        let answers = last.segments.iter().any(|segment| {
            segment.direction == Direction::ToClient && segment.heard_bytes == to_server.len() as u64
        });
        let has_all = last.client_close.is_none_or(|close| close.heard_bytes == to_client.len() as u64);
        match (self.played.role, end) {
            (Role::Client, End::Said(_, seen)) => {
                to_client.ends_with(seen) && has_all && (answers || ends_itself(last.server_close))
            }
            (Role::Client, End::Shut) => !to_client.is_empty() && last.server_close.is_some(),
            (Role::Client, End::Counted(_)) => has_all && answers,
            (Role::Server, End::Counted(_)) => ends_itself(last.client_close),
            (Role::Server, End::Said(_, seen)) => to_server.ends_with(seen) && ends_itself(last.client_close),
            (Role::Server, End::Shut) => false,
        }
    }

    /// The case that it played in, with what was found there.
    pub fn result(&self, verdict: Verdict) -> CaseResult {
        let Self { seed, delivery, played, .. } = *self;
        CaseResult { seed, delivery, stand_in: Some(played), verdict }
    }

    /// What is found in a case in which a stand-in may play, and what then is found about the student's half.
    pub fn judged(by: Option<&Self>, scenario: &Scenario, seeded: Seeded, seen: &Observation) -> Verdict {
        match by {
            Some(stand_in) => stand_in.verdict(scenario, seeded, seen),
            None => judge(scenario, &seeded, seen),
        }
    }

    /// What was found about the student's half. `seeded` is what the programs of the pair draw from the seed.
    pub fn verdict(&self, scenario: &Scenario, seeded: Seeded, observation: &Observation) -> Verdict {
        self.about_the_student(judge(scenario, &self.seeded(seeded), observation), observation)
    }

    /// What the programs of the case draw, of which it plays one.
    pub(crate) fn seeded(&self, seeded: Seeded) -> Seeded {
        let numbers = (self.script.task != Task::Greet).then(|| self.script.numbers.clone());
        match self.played.role {
            Role::Client => Seeded { client: numbers, asked: self.asked.clone(), ..seeded },
            Role::Server if self.script.task == Task::Intersect => Seeded { server: numbers, ..seeded },
            Role::Server => Seeded { server: None, ..seeded },
        }
    }

    /// What a verdict about both programs says of the student's half.
    pub(crate) fn about_the_student(&self, verdict: Verdict, observation: &Observation) -> Verdict {
        let role = self.played.role;
        let says = |output: fn(&ProgramFacts) -> &Output, lines: &[&str]| {
            observation.program(role).is_some_and(|facts| {
                String::from_utf8_lossy(&output(facts).kept).lines().any(|line| lines.contains(&line))
            })
        };
        let played = says(|facts| &facts.stdout, &[PLAYED]);
        // Where the exchange breaks off, the stand-in may have been impatient; not where the other side ended it, or waits, too.
        let is_let_down = !self.played.sends.is_drawn() && says(|facts| &facts.stderr, &[CUT_OFF, NEVER]);
        let may_fail = self.is_recorded && (played || is_let_down);
        let is_about_student = |check: Check| check.about().is_some_and(|about| about != role);
        let Verdict { findings: all, numbers, digest, .. } = verdict;
        // What it answered to a stand-in is told from what it answered to the student's client by the case.
        let answer = numbers.answer.filter(|_| played && self.is_recorded);
        let findings = all.iter().filter(|finding| is_about_student(finding.check)).cloned();
        let findings = findings.map(|finding| match &finding.outcome {
            Outcome::Inconclusive(Doubt::Harness(_) | Doubt::Lacks(..)) => finding,
            Outcome::Inconclusive(Doubt::Blocked(cause)) if may_fail && is_about_student(*cause) => finding,
            Outcome::Fail(_) if may_fail => finding,
            Outcome::Pass | Outcome::Inconclusive(Doubt::ServerNumbersUnknown)
                if played && (self.is_recorded || tells(&finding, &all)) =>
            {
                finding
            }
            // A script that does not fit proves nothing.
            _ => Finding {
                check: finding.check,
                outcome: Outcome::Inconclusive(match played {
                    true => Doubt::StandInGuessed(role),
                    false => Doubt::StandIn(role),
                }),
                blame: Some(Blame::Unclear),
                evidence: Vec::new(),
            },
        });
        // A question is no test: no list of so many numbers was promised.
        let is_question = matches!(self.played.sends, Sends::Range | Sends::Part(_));
        let findings = findings
            .filter(|found| !is_question || found.outcome == Outcome::Pass || found.is_harness_failure());
        let numbers = Numbers { answer, ..Numbers::default() };
        Verdict { findings: findings.collect(), numbers, digest, ..Verdict::default() }
    }
}

/// Whether this tells anything where the script is a guess: a server that could not read its list may answer with nothing,
/// or with anything that happens to be sorted.
fn tells(finding: &Finding, all: &[Finding]) -> bool {
    let is_right = |finding: &Finding| {
        finding.check == Check::ReplyIsIntersection
            && matches!(finding.outcome, Outcome::Pass | Outcome::Inconclusive(Doubt::ServerNumbersUnknown))
    };
    let has_numbers =
        |exhibit: &Exhibit| exhibit.what == Item::Answer && exhibit.count.is_some_and(|count| count > 0);
    match finding.check {
        Check::ReplyIsIntersection | Check::ReplyIsSorted => {
            all.iter().any(is_right) && finding.evidence.iter().any(has_numbers)
        }
        _ => true,
    }
}
