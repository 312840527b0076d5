//! What a server did with the lists that its scenario names: they are sent to it by the grader, whatever its client draws.
//!
//! What fails with one of them fails, under every delivery: it is the numbers that did it. But only where the same words with
//! other numbers in them were answered rightly, so that it is not the words. What could not be sent costs nothing.
//!
//! And what it did with a number that no set holds, where it was asked for its own.

use super::outcome::{Finding, Outcome, Reason, Status};
use super::remarks::Remark;
use super::reply_of;
use super::results::{CaseResult, ScenarioResult};
use crate::check::Check;
use crate::script::Sends;

impl ScenarioResult {
    /// The answers to a check about the server in the cases with the scenario's lists, as far as they count.
    pub(super) fn with_lists(&self, check: Check) -> impl Iterator<Item = (&CaseResult, &Finding)> {
        let found = self.stand_ins.iter().filter_map(move |case| Some((case, answer(case, check)?)));
        found.filter(|(case, finding)| match &finding.outcome {
            Outcome::Pass => list_of(case).is_some(),
            Outcome::Fail(_) if list_of(case).is_some() => self.is_understood(case),
            Outcome::Fail(_) => self.tells_what_no_set_holds(case, finding),
            Outcome::Inconclusive(_) => false,
        })
    }

    /// Whether the server, sent a number that no set holds, answers with that as well as with what it told before: it tells what it does
    /// not have, or all that it gets. Not where that number stands in each answer, round the list.
    fn tells_what_no_set_holds(&self, case: &CaseResult, finding: &Finding) -> bool {
        let Outcome::Fail(Reason::WrongList(wrong)) = &finding.outcome else { return false };
        let below = self.scenario.numbers.below();
        case.stand_in.is_some_and(|played| played.sends == Sends::Below)
            && finding.check == reply_of(self.scenario.task)
            && wrong.expected.iter().chain([&below]).all(|number| wrong.got.contains(number))
            && !self.own().any(|own| own.verdict.numbers.has_below_round)
    }

    /// Whether the server answered rightly to the same words with other numbers in them.
    fn is_understood(&self, case: &CaseResult) -> bool {
        let script = |case: &CaseResult| case.stand_in.map(|played| (played.role, played.script));
        let mut others =
            self.stand_ins.iter().filter(|other| list_of(other).is_some() && script(other) == script(case));
        others.any(|other| {
            let reply = answer(other, reply_of(self.scenario.task));
            reply.is_some_and(|reply| reply.outcome == Outcome::Pass)
        })
    }

    /// That the server's grade rests on what its client drew, where lists of the scenario should have been sent as well.
    pub(super) fn lists_left_out(&self) -> Option<Remark> {
        let reply = reply_of(self.scenario.task);
        let all = 1..=self.scenario.always.len();
        let is_told = |number: &usize| {
            let mut told = self.with_lists(reply);
            told.any(|(case, _)| list_of(case) == Some(*number))
        };
        let lists: Vec<usize> = all.filter(|number| !is_told(number)).collect();
        let is_right =
            || self.checks().iter().any(|found| found.check == reply && found.status == Status::Pass);
        (!lists.is_empty() && !self.cases.is_empty() && is_right()).then_some(Remark::ListsLeftOut { lists })
    }
}

/// The number of the scenario's list that was sent in that case.
fn list_of(case: &CaseResult) -> Option<usize> {
    match case.stand_in?.sends {
        Sends::List(number) => Some(number),
        Sends::Drawn | Sends::Range | Sends::Part(_) | Sends::Below => None,
    }
}

fn answer(case: &CaseResult, check: Check) -> Option<&Finding> {
    case.verdict.findings.iter().find(|finding| finding.check == check)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::role::Role;
    use crate::scenario::Scenario;
    use crate::script::Played;
    use crate::verdict::outcome::{Doubt, Reason, Verdict};
    use crate::verdict::results::LeftOut;

    fn case(delivery: Delivery, sends: Option<Sends>, outcome: Outcome) -> CaseResult {
        let stand_in = sends.map(|sends| Played { role: Role::Client, script: 1, sends });
        let check = Check::ReplyIsDeduplicated;
        let finding = Finding { check, outcome, blame: None, evidence: Vec::new() };
        CaseResult {
            seed: 1,
            delivery,
            stand_in,
            second: false,
            verdict: Verdict { findings: vec![finding], ..Verdict::default() },
        }
    }

    /// The answer to the check of a right pair with these answers to the lists, and the lists that are left out.
    fn found(lists: &[Outcome]) -> (Status, u32, Vec<usize>) {
        let text = "format = 1\ntitle = 't'\ntask = 'dedup'\ndeliveries = ['as-sent', 'coalesced']\n\
                    [numbers]\ncount = '2'\nalways = [[1, 1], [1, 2]]\n[points]\nreply-is-deduplicated = 5\n";
        let both = [Delivery::AsSent, Delivery::Coalesced];
        let sent = lists.iter().zip(1..);
        let sent =
            sent.map(|(outcome, number)| case(Delivery::AsSent, Some(Sends::List(number)), outcome.clone()));
        let result = ScenarioResult {
            scenario: Scenario::parse("t.toml".as_ref(), text).expect("a right scenario"),
            server: String::new(),
            client: String::new(),
            again: String::new(),
            cases: both.map(|delivery| case(delivery, None, Outcome::Pass)).to_vec(),
            repeats: None,
            stand_ins: sent.collect(),
            left_out: LeftOut::default(),
            joint: None,
            corrections: std::collections::BTreeMap::new(),
            sent_at: Vec::new(),
            second: None,
        };
        let checks = result.checks();
        let reply =
            checks.iter().find(|found| found.check == Check::ReplyIsDeduplicated).expect("it is asked");
        let left_out = result.remarks().into_iter().find_map(|remark| match remark {
            Remark::ListsLeftOut { lists } => Some(lists),
            _ => None,
        });
        let earned = reply.points.map_or(0, |points| points.earned);
        (reply.status, earned, left_out.unwrap_or_default())
    }

    #[test]
    fn a_list_counts_where_the_server_understood_another() {
        let fail = || Outcome::Fail(Reason::NothingSent);
        let open = || Outcome::Inconclusive(Doubt::StandIn(Role::Client));
        assert_eq!(found(&[Outcome::Pass, Outcome::Pass]), (Status::Pass, 5, vec![]));
        assert_eq!(found(&[Outcome::Pass, fail()]), (Status::Fail, 0, vec![]), "whatever the delivery");
        assert_eq!(found(&[fail(), fail()]), (Status::Pass, 5, vec![1, 2]), "it may be the words");
        assert_eq!(found(&[fail(), open()]), (Status::Pass, 5, vec![1, 2]));
        assert_eq!(found(&[Outcome::Pass, open()]), (Status::Pass, 5, vec![2]));
        assert_eq!(found(&[]), (Status::Pass, 5, vec![1, 2]));
    }
}
