//! What a case with a stand-in says of the other half: it answers only checks about the student's. What passes with it passes: the
//! half did its part. What fails with it fails only where the session was recorded whole, with both programs content; a guess costs
//! no points.

use super::blame::Blame;
use super::outcome::{Doubt, Finding, Numbers, Outcome, Verdict};
use super::place::{Exhibit, Item};
use super::results::CaseResult;
use super::{Seeded, judge};
use crate::check::Check;
use crate::conversation::{Close, Direction};
use crate::observation::{Observation, Output, ProgramFacts};
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::{CUT_OFF, End, NEVER, PLAYED, Sends, StandIn};
use crate::task::Task;

impl StandIn {
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
            (Role::Client, End::Alike(_) | End::Near(_)) => {
                has_all && (answers || ends_itself(last.server_close))
            }
            (Role::Server, End::Alike(_) | End::Near(_)) => has_all,
            (Role::Server, End::Counted(_)) => ends_itself(last.client_close),
            (Role::Server, End::Said(_, seen)) => to_server.ends_with(seen) && ends_itself(last.client_close),
            (Role::Server, End::Shut) => false,
        }
    }

    /// The case that it played in, with what was found there.
    pub fn result(&self, verdict: Verdict) -> CaseResult {
        let Self { seed, delivery, played, .. } = *self;
        CaseResult { seed, delivery, stand_in: Some(played), second: false, verdict }
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
        // What it plays may lack what a right program says: nothing but what was recorded.
        let is_own = |finding: &Finding| match role {
            Role::Server => finding.blame == Some(Blame::Server),
            Role::Client => finding.blame == Some(Blame::Client),
        };
        let Verdict { findings: all, numbers, digest, .. } = verdict;
        // What it answered to a stand-in is told from what it answered to the student's client by the case.
        let answer = numbers.answer.filter(|_| played && self.is_recorded);
        let findings = all.iter().filter(|finding| is_about_student(finding.check)).cloned();
        let findings = findings.map(|finding| match &finding.outcome {
            Outcome::Inconclusive(Doubt::Harness(_) | Doubt::Lacks(..)) => finding,
            Outcome::Inconclusive(Doubt::Blocked(cause)) if may_fail && is_about_student(*cause) => finding,
            Outcome::Fail(_) if may_fail && !is_own(&finding) => finding,
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
