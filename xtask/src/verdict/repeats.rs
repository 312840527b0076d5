//! Programs that do other things in two runs of one seed: which case is run again to find them, and how often.
//!
//! A delivery changes what `recv` returns, and never what a program draws. So the cases of one seed, which are run anyway, say where
//! to look: where all of them did the same, nothing is run again. Else the one that did not do as the others did is, once: a program
//! that depends on how it is delivered does the same again. Only where it does not, there are more runs, and each counts as a case.

use super::outcome::{Status, Verdict};
use super::results::CaseResult;
use crate::delivery::Delivery;
use crate::observation::Observation;
use crate::trace::{Difference, Digest, difference};

/// How often a case is run again, at most.
pub const MOST: usize = 5;

/// The further runs of a case whose programs do other things by the same seed.
#[derive(Debug, Clone)]
pub struct Repeats {
    /// What was found in them, in their order; seed and delivery are those of the case.
    pub cases: Vec<CaseResult>,
    /// The first thing in which one of them differs from the first run.
    pub difference: Difference,
}

impl Repeats {
    /// What is made of the runs of a case behind the `first`: nothing where all of them did the same as that.
    pub fn of<'o>(
        first: &Observation,
        runs: impl IntoIterator<Item = (CaseResult, &'o Observation)>,
    ) -> Option<Self> {
        let (cases, seen): (Vec<CaseResult>, Vec<&Observation>) = runs.into_iter().unzip();
        let difference = seen.into_iter().find_map(|run| difference(first, run))?;
        Some(Self { cases, difference })
    }
}

/// What is asked of a run of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    seed: u64,
    delivery: Delivery,
    digest: Option<Digest>,
    answers: Vec<Status>,
}

impl Run {
    /// A run in which this was found.
    pub fn new(seed: u64, delivery: Delivery, verdict: &Verdict) -> Self {
        let answers = verdict.findings.iter().map(|finding| finding.outcome.status()).collect();
        Self { seed, delivery, digest: verdict.digest, answers }
    }
}

/// The place of the case that is to be run again; `repeats` are what came of those runs so far.
pub fn next(cases: &[Run], repeats: &[Run]) -> Option<usize> {
    let Some(last) = repeats.last() else { return suspect(cases) };
    let is_it = |case: &Run| (case.seed, case.delivery) == (last.seed, last.delivery);
    let place = cases.iter().position(is_it)?;
    let differs = |run: &Run| run.digest.is_some() && run.digest != cases[place].digest;
    (repeats.len() < MOST && repeats.iter().any(differs)).then_some(place)
}

/// The case whose programs did not do as in the others of its seed, of several one under the delivery under which that is the
/// rarest: what a delivery brings about it does with each seed. Where there is nothing to compare with, one in which a check fails
/// that passes in another.
fn suspect(cases: &[Run]) -> Option<usize> {
    let odd: Vec<usize> = (0..cases.len()).filter(|place| is_odd(cases, *place)).collect();
    let under =
        |place: &usize| odd.iter().filter(|other| cases[**other].delivery == cases[*place].delivery).count();
    odd.iter().min_by_key(|place| under(place)).copied().or_else(|| fails_at_times(cases))
}

fn is_odd(cases: &[Run], place: usize) -> bool {
    let of_seed = || cases.iter().filter(|case| case.seed == cases[place].seed);
    let alike = |case: &&Run| of_seed().filter(|other| other.digest == case.digest).count();
    // Of several alike the first.
    let usual = of_seed().rev().filter(|case| case.digest.is_some()).max_by_key(alike);
    cases[place].digest.is_some() && usual.is_some_and(|usual| usual.digest != cases[place].digest)
}

fn fails_at_times(cases: &[Run]) -> Option<usize> {
    let is_alone = |case: &Run| cases.iter().filter(|other| other.seed == case.seed).count() == 1;
    let passes = |check: usize| cases.iter().any(|case| case.answers.get(check) == Some(&Status::Pass));
    cases.iter().position(|case| {
        let mut answers = case.answers.iter().enumerate();
        is_alone(case) && answers.any(|(check, answer)| *answer == Status::Fail && passes(check))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Delivery::{AsSent, Coalesced, Split};

    fn run(seed: u64, delivery: Delivery, did: &str) -> Run {
        Run { seed, delivery, digest: Some(Digest::of([did.as_bytes().to_vec()])), answers: Vec::new() }
    }

    /// Two seeds under three deliveries, in which this was done.
    fn six(did: [&str; 6]) -> Vec<Run> {
        let of = [1, 2].into_iter().flat_map(|seed| [AsSent, Coalesced, Split].map(|by| (seed, by)));
        of.zip(did).map(|((seed, by), did)| run(seed, by, did)).collect()
    }

    #[test]
    fn what_does_the_same_under_each_delivery_is_not_run_again() {
        assert_eq!(next(&six(["a", "a", "a", "b", "b", "b"]), &[]), None);
        assert_eq!(next(&[run(1, AsSent, "a"), run(2, AsSent, "b")], &[]), None);
        assert_eq!(next(&[], &[]), None);
    }

    #[test]
    fn the_case_that_did_not_do_as_its_seed_does_is_run_again() {
        assert_eq!(next(&six(["x", "a", "a", "b", "b", "b"]), &[]), Some(0));
        // What a delivery brings about stands back behind what it does not explain.
        assert_eq!(next(&six(["a", "a", "c", "b", "x", "c"]), &[]), Some(4));
        assert_eq!(next(&six(["a", "a", "c", "b", "b", "c"]), &[]), Some(2));
        let mut untold = six(["a", "a", "a", "b", "b", "b"]);
        untold[1].digest = None;
        assert_eq!(next(&untold, &[]), None);
    }

    #[test]
    fn where_there_is_one_delivery_a_check_that_fails_at_times_is_asked_again() {
        let mut cases = [run(1, AsSent, "a"), run(2, AsSent, "b"), run(3, AsSent, "c")];
        for (case, answer) in cases.iter_mut().zip([Status::Pass, Status::Fail, Status::Fail]) {
            case.answers = vec![Status::Fail, answer];
        }
        assert_eq!(next(&cases, &[]), Some(1));
        assert_eq!(next(&cases[1..], &[]), None);
    }

    #[test]
    fn it_is_run_once_where_it_does_the_same_again_and_else_so_often() {
        let cases = six(["a", "a", "c", "b", "b", "b"]);
        assert_eq!(next(&cases, &[run(1, Split, "c")]), None);
        let mut repeats = vec![run(1, Split, "a")];
        while next(&cases, &repeats) == Some(2) {
            repeats.push(run(1, Split, "c"));
        }
        assert_eq!(repeats.len(), MOST);
        let mut failed = run(1, Split, "a");
        failed.digest = None;
        assert_eq!(next(&cases, &[failed]), None);
    }
}
