//! Failures of other deliveries than the best that are no matter of delivery.
//!
//! A program that draws its own numbers draws others in each case, so one that is wrong for some numbers only fails in
//! some cases, wherever these fall. To say that TCP is a stream would be wrong there, and to let the check pass as well.
//! What tells it: other numbers than those that went well under the best delivery, and an answer that no cut and no join
//! can make, or nothing that could have been joined.

use super::check::Check;
use super::outcome::{Finding, Outcome, Reason};
use super::results::{CaseResult, ScenarioResult};
use crate::tap::delivery::Delivery;

/// Mistakes whose answer is not what comes of a message that was read in part, in pieces, or with another.
const MADE_BY_NO_DELIVERY: [&str; 16] = [
    "drops-every-copy",
    "every-occurrence",
    "every-pair",
    "the-values-that-occur-once",
    "union",
    "both-lists-joined",
    "difference",
    "difference-the-other-way",
    "everything-but-the-intersection",
    "keeps-repeats-in-both",
    "sorted-as-text",
    "descending",
    "unsorted-in-the-clients-order",
    "unsorted-in-the-servers-order",
    "loses-the-smallest-number",
    "loses-the-largest-number",
];

impl ScenarioResult {
    /// The cases of other deliveries in which a check that passes under the best one fails, and not for the delivery.
    pub(super) fn fails_whatever_the_delivery(
        &self,
        check: Check,
        best: Delivery,
    ) -> Vec<(&CaseResult, &Finding)> {
        let others = self.cases.iter().filter(|case| case.delivery != best);
        let repeatable = others.filter(|case| case.delivery != Delivery::Natural);
        let failed = repeatable.filter_map(|case| {
            let finding = case.verdict.findings.iter().find(|finding| finding.check == check)?;
            finding.is_failure().then_some((case, finding))
        });
        let twin =
            |of: &CaseResult| self.cases.iter().find(|case| case.delivery == best && case.seed == of.seed);
        failed
            .filter(|(case, finding)| {
                twin(case).is_some_and(|twin| {
                    drew_others(case, twin) && (says_so(case, finding) || are_alike(case, twin))
                })
            })
            .collect()
    }
}

/// Whether the client drew other numbers than in the second case, where they are known.
fn drew_others(one: &CaseResult, other: &CaseResult) -> bool {
    let drawn = |case: &CaseResult| case.verdict.numbers.drawn.clone();
    drawn(one).zip(drawn(other)).is_some_and(|(one, other)| one != other)
}

/// Whether the answer itself is none that a delivery makes.
fn says_so(case: &CaseResult, finding: &Finding) -> bool {
    match &finding.outcome {
        Outcome::Fail(Reason::OutOfRange { .. }) => true,
        // A client that was held up may have sent less than it meant to; one whose list was answered as it stands was not.
        Outcome::Fail(Reason::WrongCount { .. }) => {
            let mut findings = case.verdict.findings.iter();
            let replies = [Check::ReplyIsDeduplicated, Check::ReplyIsSorted];
            findings.any(|other| replies.contains(&other.check) && other.outcome == Outcome::Pass)
        }
        Outcome::Fail(Reason::WrongList(wrong)) => {
            let is_own = |name: &&str| MADE_BY_NO_DELIVERY.contains(name);
            // Who answers each piece by itself repeats what stands in two; repeats of both lists are seldom just these.
            let may_be =
                |name: &&str| matches!(*name, "keeps-the-clients-repeats" | "keeps-the-servers-repeats");
            wrong.mistakes.iter().any(is_own)
                && wrong.mistakes.iter().all(|name| is_own(name) || may_be(name))
        }
        _ => false,
    }
}

/// Whether both cases went over the wire in one way: both deliveries hand over each `send` whole, and neither side sent twice
/// without an answer in between.
fn are_alike(one: &CaseResult, other: &CaseResult) -> bool {
    let hands_over_whole =
        |case: &CaseResult| matches!(case.delivery, Delivery::AsSent | Delivery::Coalesced);
    let joins_nothing = |case: &CaseResult| {
        let passages = &case.verdict.passages;
        passages.len() == 2 && passages.iter().all(|passage| passage.pair.is_none())
    };
    [one, other].into_iter().all(|case| hands_over_whole(case) && joins_nothing(case))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::mistakes::MISTAKES;
    use crate::oracle::sets::{Difference, Order};
    use crate::scenario::Scenario;
    use crate::verdict::outcome::{Numbers, Status, Verdict, WrongList};
    use crate::verdict::place::Place;
    use crate::verdict::results::LeftOut;

    fn wrong(mistake: &'static str) -> Outcome {
        Outcome::Fail(Reason::WrongList(Box::new(WrongList {
            expected: vec![1, 2],
            got: vec![1],
            difference: Difference::of_sets(&[1, 2], &[1], Order::Any),
            mistakes: vec![mistake],
            place: Place::Seed,
            excerpt: String::new(),
        })))
    }

    /// What `shows-duplicates` comes to where it passes as sent, and is answered so where sends are cut.
    fn told(drawn: [&[i64]; 2], outcome: Outcome) -> Status {
        let text =
            "format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '1'\ndeliveries = ['as-sent', 'split']\n";
        let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
        let case = |delivery, drawn: &[i64], outcome: Outcome| {
            let numbers = Numbers { drawn: Some(drawn.to_vec()), ..Numbers::default() };
            let findings = Check::of_case(scenario.task).map(|check| Finding {
                check,
                outcome: if check == Check::ShowsDuplicates { outcome.clone() } else { Outcome::Pass },
                blame: None,
                evidence: Vec::new(),
            });
            let verdict = Verdict { findings: findings.collect(), numbers, ..Verdict::default() };
            CaseResult { seed: 1, delivery, stand_in: None, verdict }
        };
        let cases =
            vec![case(Delivery::AsSent, drawn[0], Outcome::Pass), case(Delivery::Split, drawn[1], outcome)];
        let (server, client, again) = (String::new(), String::new(), String::new());
        let stand_ins = Vec::new();
        let result = ScenarioResult {
            scenario: scenario.clone(),
            server,
            client,
            again,
            cases,
            stand_ins,
            left_out: LeftOut::default(),
        };
        let checks = result.checks();
        checks.iter().find(|check| check.check == Check::ShowsDuplicates).expect("a check").status
    }

    #[test]
    fn what_is_wrong_for_some_numbers_only_is_wrong_and_no_matter_of_delivery() {
        let (one, other) = (&[1, 2, 1][..], &[3, 4, 3][..]);
        assert_eq!(told([one, other], wrong("loses-the-largest-number")), Status::Fail);
        assert_eq!(
            told([one, other], Outcome::Fail(Reason::OutOfRange { got: vec![0], allowed: 1..=100 })),
            Status::Fail
        );
    }

    #[test]
    fn what_a_cut_may_have_made_is_left_to_the_deliveries() {
        let (one, other) = (&[1, 2, 1][..], &[3, 4, 3][..]);
        assert_eq!(told([one, other], wrong("loses-the-last-number")), Status::Pass);
        assert_eq!(told([one, other], Outcome::Fail(Reason::NotShown(vec![3]))), Status::Pass);
        assert_eq!(told([one, one], wrong("loses-the-largest-number")), Status::Pass, "the same numbers");
    }

    #[test]
    fn what_no_delivery_makes_are_known_mistakes() {
        for name in MADE_BY_NO_DELIVERY {
            assert!(MISTAKES.iter().any(|mistake| mistake.name == name), "{name}");
        }
    }
}
