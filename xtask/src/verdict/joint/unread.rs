//! What nobody can read is open: neither a student's fault nor a pass.

use super::{Case, is_whole};
use crate::oracle::mistakes::MISTAKES;
use crate::reading::text;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::verdict::Check;
use crate::verdict::outcome::{Doubt, Finding, Outcome, Reason, WrongList};

/// What nobody can read of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// What the client sent: in no reading of it is a list that may have been drawn, whatever a case by itself says of one.
    NoList,
    /// What the client sent: every reading of it says more than its bytes do.
    Numbers,
    /// The same of what the server answered.
    Answer,
}

/// Leaves open what fails by a list that was read where all cases together say that there is none to be read.
pub(super) fn leave_open(unread: Unread, cases: &mut [Case<'_>]) {
    for case in cases {
        let played = case.stand_in.map(|stand_in| stand_in.played.role);
        // What the grader's server answers can be read.
        if unread == Unread::Answer && played == Some(Role::Server) {
            continue;
        }
        for finding in case.verdict.findings.iter_mut().filter(|finding| finding.is_failure()) {
            let doubt = match unread {
                Unread::Answer if is_answer(finding.check) => Doubt::AnswerUnknown,
                Unread::Numbers if finding.check == Check::SendsNumbers => Doubt::NumbersUnknown,
                Unread::Numbers | Unread::NoList if finding.check.compares_lists() => Doubt::NumbersUnknown,
                _ => continue,
            };
            finding.open(doubt);
        }
    }
}

/// Leaves open what the server answers where no mistake explains it, and the client makes the right list of it in each case:
/// then it is likelier that the answer is not understood here than that a client computes for itself what it was to be told.
pub(super) fn believe_the_client(cases: &mut [Case<'_>]) {
    let is_own = |case: &&Case<'_>| case.stand_in.is_none() && is_whole(case);
    let Some(delivery) = cases.iter().find(is_own).map(|case| case.delivery) else { return };
    let own: Vec<&[Finding]> = cases
        .iter()
        .filter(|case| is_own(case) && case.delivery == delivery)
        .map(|case| &case.verdict.findings[..])
        .collect();
    let is_shown = |findings: &&[Finding]| {
        let shows = [Check::ShowsFinalList, Check::ShowsDuplicates, Check::ShowsIntersection];
        let mut shown = findings.iter().filter(|finding| shows.contains(&finding.check));
        // What is found of the repeated numbers may hang on the answer.
        let is_spoilt = |finding: &Finding| {
            let by_answer =
                matches!(finding.outcome, Outcome::Inconclusive(Doubt::Blocked(by)) if is_answer(by));
            finding.check == Check::ShowsDuplicates && by_answer
        };
        shown.all(|finding| finding.outcome == Outcome::Pass || is_spoilt(finding))
    };
    let answers: Vec<&WrongList> =
        own.iter().filter_map(|findings| findings.iter().find_map(wrong)).collect();
    let is_cut = |name: &&str| MISTAKES.iter().any(|mistake| mistake.name == *name && mistake.is_cut());
    let is_named = |name: &&str| !is_cut(name) && answers.iter().all(|wrong| wrong.mistakes.contains(name));
    let Some(first) = answers.first() else { return };
    if answers.len() < own.len() || !own.iter().all(is_shown) || first.mistakes.iter().any(is_named) {
        return;
    }
    for finding in cases.iter_mut().flat_map(|case| &mut case.verdict.findings) {
        if wrong(finding).is_some() {
            finding.open(Doubt::AnswerUnknown);
        }
    }
}

/// Leaves open what hangs on the client's list where in most cases nobody can read it: it is not known, or too short or too long and of
/// numbers that the client does not show, though it shows a list such as is asked for. Chance has some list read in the others.
pub(super) fn believe_the_display(scenario: &Scenario, cases: &mut [Case<'_>]) {
    let own = || cases.iter().filter(|case| case.stand_in.is_none() && is_whole(case));
    let is_unread = |case: &&Case<'_>| {
        let sends = case.verdict.findings.iter().find(|finding| finding.check == Check::SendsNumbers);
        match sends.map(|finding| &finding.outcome) {
            Some(Outcome::Inconclusive(Doubt::NumbersUnknown)) => true,
            Some(Outcome::Fail(Reason::WrongCount { .. })) => shows_others(scenario, case),
            _ => false,
        }
    };
    let (unread, all) = (own().filter(is_unread).count(), own().count());
    if all > 0 && unread * 2 > all {
        leave_open(Unread::Numbers, cases);
    }
}

/// Whether the client shows a list such as is asked for, without some number that it is read to have sent.
fn shows_others(scenario: &Scenario, case: &Case<'_>) -> bool {
    let Some((client, sent)) = case.observation.client.as_ref().zip(case.verdict.numbers.drawn.as_ref())
    else {
        return false;
    };
    let shown: Vec<Vec<i64>> = text::lists(&client.stdout.kept).into_iter().map(|list| list.values).collect();
    let is_shown = |number: &i64| shown.iter().any(|list| list.contains(number));
    shown.iter().any(|list| scenario.numbers.ask_for(list)) && !sent.iter().all(is_shown)
}

/// Leaves open what fails with a stand-in by a list that a case by itself reads, where such a reading was wrong in the pair's own cases.
pub(super) fn distrust(misread: &[Check], cases: &mut [Case<'_>]) {
    let stood_in = cases.iter_mut().filter(|case| case.stand_in.is_some());
    for finding in stood_in.flat_map(|case| &mut case.verdict.findings) {
        let is_list = matches!(finding.outcome, Outcome::Fail(Reason::WrongList(_)));
        if is_list && misread.contains(&finding.check) {
            finding.open(if is_answer(finding.check) { Doubt::AnswerUnknown } else { Doubt::DisplayUnknown });
        }
    }
}

/// A wrong list that a server answered with.
fn wrong(finding: &Finding) -> Option<&WrongList> {
    let Outcome::Fail(Reason::WrongList(wrong)) = &finding.outcome else { return None };
    is_answer(finding.check).then_some(wrong)
}

fn is_answer(check: Check) -> bool {
    matches!(check, Check::ReplyIsDeduplicated | Check::ReplyIsIntersection | Check::ReplyIsSorted)
}
