//! Which known mistakes a submission is said to have made: one answer for every report that counts them.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Check;
use super::outcome::{Outcome, Reason, Status};
use super::results::{CaseResult, ScenarioResult};

/// The mistakes that explain what these results say is wrong: of each failing check those which explain most of its wrong
/// answers. Where several explain equally many, each is possible, and all are said.
///
/// A mistake that explains fewer is what chance made it look like in a case: lists without a last number are also lists
/// without their largest, now and then.
pub fn mistakes<'r>(results: impl IntoIterator<Item = &'r ScenarioResult>) -> BTreeSet<&'static str> {
    results.into_iter().flat_map(ScenarioResult::mistakes).collect()
}

impl ScenarioResult {
    fn mistakes(&self) -> BTreeSet<&'static str> {
        let mut all = BTreeSet::new();
        for check in Check::of_case(self.scenario.task) {
            let mut explained: BTreeMap<&'static str, usize> = BTreeMap::new();
            for name in self.wrong_answers(check).flatten() {
                *explained.entry(name).or_default() += 1;
            }
            let most = explained.values().max().copied();
            all.extend(explained.into_iter().filter(|(_, count)| Some(*count) == most).map(|(name, _)| name));
        }
        all
    }

    /// What explains each wrong answer to a check: those of the pair's own cases; where these have none and the check fails all
    /// the same, those that came with a stand-in.
    fn wrong_answers(&self, check: Check) -> impl Iterator<Item = &[&'static str]> {
        let of = move |cases| wrong_lists(cases, check);
        let own: Vec<&[&'static str]> = of(&self.cases);
        let is_stood_in = || {
            let found = self.checks().into_iter().find(|found| found.check == check);
            found.is_some_and(|found| found.status == Status::Fail && found.stand_in().is_some())
        };
        match own.is_empty() && is_stood_in() {
            true => of(&self.stand_ins),
            false => own,
        }
        .into_iter()
    }
}

/// What explains each wrong list that this check found.
fn wrong_lists(cases: &[CaseResult], check: Check) -> Vec<&[&'static str]> {
    let findings = cases.iter().flat_map(|case| &case.verdict.findings);
    let of_check = findings.filter(|finding| finding.check == check);
    let wrong = of_check.filter_map(|finding| match &finding.outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => Some(wrong.mistakes.as_slice()),
        _ => None,
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Role;
    use crate::oracle::sets::{Difference, Order};
    use crate::scenario::Scenario;
    use crate::stand_in::Played;
    use crate::tap::delivery::Delivery;
    use crate::verdict::outcome::{Doubt, Finding, Verdict, WrongList};
    use crate::verdict::place::Place;

    fn wrong(mistakes: &[&'static str]) -> Outcome {
        Outcome::Fail(Reason::WrongList(Box::new(WrongList {
            expected: vec![1, 2],
            got: vec![1],
            difference: Difference::of_sets(&[1, 2], &[1], Order::Any),
            mistakes: mistakes.to_vec(),
            place: Place::Seed,
            excerpt: String::new(),
        })))
    }

    /// A case in which these checks have these answers.
    fn case(seed: u64, stand_in: Option<Played>, findings: &[(Check, Outcome)]) -> CaseResult {
        let finding = |(check, outcome): &(Check, Outcome)| Finding {
            check: *check,
            outcome: outcome.clone(),
            blame: None,
            evidence: Vec::new(),
        };
        let verdict = Verdict { findings: findings.iter().map(finding).collect(), ..Verdict::default() };
        CaseResult { seed, delivery: Delivery::AsSent, stand_in, verdict }
    }

    fn result(cases: Vec<CaseResult>, stand_ins: Vec<CaseResult>) -> ScenarioResult {
        let text = "format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '1..3'\ndeliveries = ['as-sent']\n";
        let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
        let text = String::new;
        ScenarioResult { scenario, server: text(), client: text(), again: text(), cases, stand_ins }
    }

    fn said(result: &ScenarioResult) -> Vec<&'static str> {
        mistakes([result]).into_iter().collect()
    }

    #[test]
    fn of_each_check_the_mistakes_are_said_that_explain_most_of_its_wrong_answers() {
        use Check::{ReplyIsDeduplicated, ShowsDuplicates};
        let last = "loses-the-last-number";
        let largest = "loses-the-largest-number";
        for (answers, expected) in [
            (&[][..], &[][..]),
            (&[(ReplyIsDeduplicated, wrong(&[]))], &[]),
            (&[(ReplyIsDeduplicated, Outcome::Pass)], &[]),
            (
                &[(ReplyIsDeduplicated, wrong(&[last, largest])), (ReplyIsDeduplicated, wrong(&[last]))],
                &[last],
            ),
            (
                &[
                    (ReplyIsDeduplicated, wrong(&[last, largest])),
                    (ReplyIsDeduplicated, wrong(&[largest, last])),
                ],
                &[largest, last],
            ),
            (
                &[(ReplyIsDeduplicated, wrong(&[largest])), (ReplyIsDeduplicated, wrong(&[last]))],
                &[largest, last],
            ),
            (&[(ReplyIsDeduplicated, wrong(&[last])), (ReplyIsDeduplicated, wrong(&[]))], &[last]),
            (
                &[(ReplyIsDeduplicated, wrong(&[last])), (ShowsDuplicates, wrong(&["stops-one-short"]))],
                &[last, "stops-one-short"],
            ),
        ] {
            let cases =
                answers.iter().zip(1..).map(|(answer, seed)| case(seed, None, std::slice::from_ref(answer)));
            assert_eq!(said(&result(cases.collect(), Vec::new())), expected, "{answers:?}");
        }
    }

    #[test]
    fn what_a_stand_in_found_is_said_only_where_it_is_the_answer() {
        let (server, shows) = (Check::ServerListens, Check::ShowsDuplicates);
        let crash = Outcome::Fail(Reason::NeverListened);
        let open = Outcome::Inconclusive(Doubt::Blocked(server));
        let own = case(1, None, &[(server, crash), (shows, open)]);
        let played = |script| Some(Played { role: Role::Server, script });
        let with = |script, outcome| case(1, played(script), &[(shows, outcome)]);
        let found = wrong(&["stops-one-short"]);
        assert_eq!(said(&result(vec![own.clone()], vec![with(1, found.clone())])), ["stops-one-short"]);
        let other_script = vec![with(1, found), with(2, Outcome::Pass)];
        assert_eq!(said(&result(vec![own], other_script)), [""; 0]);
    }
}
