//! Which known mistakes a submission is said to have made: one answer for every report that names or counts them.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{Outcome, Reason, Status};
use super::results::{CaseResult, ScenarioResult};
use crate::check::Check;

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
        let explaining = |check| most(self.wrong_answers(check).into_iter());
        Check::of_case(self.scenario.task).flat_map(explaining).collect()
    }

    /// Of the mistakes that explain the wrong list of a case, those that explain most of all that fail the check: by chance one case
    /// may look like several.
    pub(crate) fn likeliest(&self, check: Check, outcome: &mut Outcome) {
        let Outcome::Fail(Reason::WrongList(wrong)) = outcome else { return };
        let all: Vec<&[&'static str]> = self.all().flat_map(|case| wrong_lists(case, check)).collect();
        let likeliest = most(all.into_iter());
        if wrong.mistakes.iter().any(|name| likeliest.contains(name)) {
            wrong.mistakes.retain(|name| likeliest.contains(name));
        }
    }

    /// What explains each wrong answer to a check: those of the pair's own cases; where these have none and the check fails all
    /// the same, those that came with a stand-in.
    fn wrong_answers(&self, check: Check) -> Vec<&[&'static str]> {
        let own: Vec<&[&'static str]> = self.own().flat_map(|case| wrong_lists(case, check)).collect();
        let is_stood_in = || {
            let found = self.checks().into_iter().find(|found| found.check == check);
            found.is_some_and(|found| found.status == Status::Fail && found.stand_in().is_some())
        };
        match own.is_empty() && is_stood_in() {
            true => self.stand_ins.iter().flat_map(|case| wrong_lists(case, check)).collect(),
            false => own,
        }
    }
}

/// The mistakes that explain most of these wrong answers.
fn most<'a>(wrong_answers: impl Iterator<Item = &'a [&'static str]>) -> BTreeSet<&'static str> {
    let mut explained: BTreeMap<&'static str, usize> = BTreeMap::new();
    for name in wrong_answers.flatten() {
        *explained.entry(name).or_default() += 1;
    }
    let most = explained.values().max().copied();
    explained.into_iter().filter(|(_, count)| Some(*count) == most).map(|(name, _)| name).collect()
}

/// What explains the wrong list that this check found in a case.
fn wrong_lists(case: &CaseResult, check: Check) -> impl Iterator<Item = &[&'static str]> {
    let of_check = case.verdict.findings.iter().filter(move |finding| finding.check == check);
    of_check.filter_map(|finding| match &finding.outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => Some(wrong.mistakes.as_slice()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::oracle::sets::{Difference, Order};
    use crate::role::Role;
    use crate::scenario::Scenario;
    use crate::script::{Played, Sends};
    use crate::verdict::outcome::{Doubt, Finding, Verdict, WrongList};
    use crate::verdict::place::Place;
    use crate::verdict::results::LeftOut;

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
        CaseResult { seed, delivery: Delivery::AsSent, stand_in, second: false, verdict }
    }

    fn result(cases: Vec<CaseResult>, stand_ins: Vec<CaseResult>) -> ScenarioResult {
        let text = "format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '1..3'\ndeliveries = ['as-sent']\n";
        let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
        let text = String::new;
        ScenarioResult {
            scenario,
            server: text(),
            client: text(),
            again: text(),
            cases,
            repeats: None,
            stand_ins,
            left_out: LeftOut::default(),
            joint: None,
            corrections: BTreeMap::new(),
            sent_at: Vec::new(),
            second: None,
        }
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
        let played = |script| Some(Played { role: Role::Server, script, sends: Sends::Drawn });
        let with = |script, outcome| case(1, played(script), &[(shows, outcome)]);
        let found = wrong(&["stops-one-short"]);
        assert_eq!(said(&result(vec![own.clone()], vec![with(1, found.clone())])), ["stops-one-short"]);
        let other_script = vec![with(1, found), with(2, Outcome::Pass)];
        assert_eq!(said(&result(vec![own], other_script)), [""; 0]);
    }

    #[test]
    fn a_case_is_shown_with_the_mistakes_that_explain_the_others_as_well() {
        let (last, largest) = ("loses-the-last-number", "loses-the-largest-number");
        let shown = |first: &[&'static str], second: &[&'static str]| {
            let cases = [first, second].into_iter().zip(1..);
            let cases =
                cases.map(|(names, seed)| case(seed, None, &[(Check::ReplyIsDeduplicated, wrong(names))]));
            let result = result(cases.collect(), Vec::new());
            let mut checks = result.checks().into_iter();
            let example =
                checks.find(|found| found.check == Check::ReplyIsDeduplicated).expect("it is asked").example;
            match example {
                Some((case, Outcome::Fail(Reason::WrongList(wrong)))) => (case.seed, wrong.mistakes),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(shown(&[last, largest], &[last]), (1, vec![last]));
        assert_eq!(shown(&[last, largest], &[last, largest]), (1, vec![last, largest]));
        assert_eq!(shown(&[largest], &[last]), (1, vec![largest]), "either is possible");
        assert_eq!(shown(&[], &[last]), (1, vec![]));
    }
}
