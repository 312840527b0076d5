//! How many pairs are judged rightly.

use std::collections::BTreeMap;
use std::ops::Range;

use infer::bits::{Asked, Bits};
use infer::explain::search::{Judgement, Status, infer};
use infer::judge::Check;
use infer::seen::{Accepts, Case, Question, Task};

use super::pair::Pair;
use super::thorough;

/// What the scenarios of the lab ask for.
pub fn question(task: Task) -> Question {
    let amounts = if task == Task::Dedup { 25..=100 } else { 25..=25 };
    Question { task, asked: Asked::new(amounts, 1..=100), accepts: Accepts::ALL }
}

/// How a pair was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Exactly the checks that have to fail do.
    Right,
    /// Nothing was said.
    Open,
    /// It should pass, and fails.
    FalseFail,
    /// It should fail, and passes.
    FalsePass,
    /// It fails for another reason.
    WrongCheck,
}

/// Figures of many pairs.
#[derive(Debug, Default)]
pub struct Tally {
    outcomes: BTreeMap<Outcome, usize>,
    named: usize,
    unnamed: usize,
    /// By whole bits of the margin: pairs, and those of them that are not right.
    margins: BTreeMap<i64, (usize, usize)>,
}

impl Tally {
    /// Of the pairs of these numbers, looked at with so many seeds.
    pub fn of(numbers: Range<u64>, seeds: u64) -> Self {
        let mut tally = Self::default();
        for number in numbers {
            let mut pair = Pair::new(number);
            let cases: Vec<(Case, bool)> = (1..=seeds).map(|seed| pair.case(seed)).collect();
            let (expected, mistake) = pair.expected(cases.iter().any(|(_, shows)| *shows));
            let cases: Vec<Case> = cases.into_iter().map(|(case, _)| case).collect();
            tally.add(&pair, &expected, mistake, &infer(&question(pair.task), &cases));
        }
        tally
    }

    fn add(&mut self, pair: &Pair, expected: &[&str], mistake: Option<&str>, judgement: &Judgement) {
        let fails: Vec<&str> = judgement.verdict.fails.iter().copied().map(Check::name).collect();
        let is_right = fails == expected && judgement.verdict.unknown.is_none();
        let outcome = match (judgement.status(), is_right) {
            (Status::Open, _) => Outcome::Open,
            (_, true) => Outcome::Right,
            (Status::Fail, false) if expected.is_empty() => Outcome::FalseFail,
            (Status::Pass, false) => Outcome::FalsePass,
            (Status::Fail, false) => Outcome::WrongCheck,
        };
        *self.outcomes.entry(outcome).or_default() += 1;
        let is_named = mistake.is_none_or(|mistake| judgement.verdict.mistakes.contains(&mistake));
        if outcome == Outcome::Right && mistake.is_some() {
            *(if is_named { &mut self.named } else { &mut self.unnamed }) += 1;
        }
        if judgement.verdict.unknown.is_none() {
            let (all, wrong) = self.margins.entry(judgement.margin.min(Bits::of(99)).whole()).or_default();
            *all += 1;
            *wrong += usize::from(!is_right);
        }
        if outcome != Outcome::Right || !is_named && std::env::var("INFER_SHOW").is_ok() {
            let (verdict, rival) = (&judgement.verdict, judgement.rival.as_ref().map(|rival| &rival.fails));
            let got = (&fails, &verdict.mistakes, verdict.unknown);
            println!(
                "{outcome:?} | {pair} | {expected:?} {mistake:?} | {got:?} {} {rival:?}",
                judgement.margin
            );
            if std::env::var("INFER_SHOW").is_ok_and(|how| how == "all") {
                for (title, streams) in [("", &judgement.readings), ("rival ", &judgement.rival_readings)] {
                    for stream in streams {
                        println!("    {title}{:?}: {}", stream.channel, stream.layer);
                        for list in &stream.lists {
                            println!("        {} -- {}", list.how, list.what);
                        }
                    }
                }
            }
        }
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// All pairs.
    pub fn pairs(&self) -> usize {
        self.outcomes.values().sum()
    }

    /// Those that were judged, and wrongly.
    pub fn wrong(&self) -> usize {
        self.pairs() - self.count(Outcome::Right) - self.count(Outcome::Open)
    }

    /// Those that were not judged.
    pub fn open(&self) -> usize {
        self.count(Outcome::Open)
    }

    /// Mistakes that were named, and all that should have been.
    pub fn named(&self) -> (usize, usize) {
        (self.named, self.named + self.unnamed)
    }

    /// Of the verdicts with at least so many bits: how many there are, and how many are wrong.
    pub fn beyond(&self, bits: i64) -> (usize, usize) {
        let those = self.margins.range(bits..).map(|(_, counts)| *counts);
        those.fold((0, 0), |sum, (all, wrong)| (sum.0 + all, sum.1 + wrong))
    }
}

/// A range of pairs from the environment, or those that nothing was tuned on.
fn numbers() -> Range<u64> {
    let Ok(text) = std::env::var("INFER_PAIRS") else {
        return 20_000..20_000 + u64::from(thorough::share_of(1000));
    };
    let (first, last) = text.split_once("..").expect("`INFER_PAIRS` is a range, `2000..8000`");
    first.parse().expect("a number")..last.parse().expect("a number")
}

/// How many seeds, from the environment, or as usual.
pub fn seeds(usual: u64) -> u64 {
    std::env::var("INFER_SEEDS").map_or(usual, |text| text.parse().expect("`INFER_SEEDS` is a number"))
}

fn show(tally: &Tally, seeds: u64) {
    let (named, all) = tally.named();
    println!(
        "seeds {seeds}: pairs {}, wrong {} {:?}, open {}, named {named} of {all}",
        tally.pairs(),
        tally.wrong(),
        tally.outcomes,
        tally.open(),
    );
    println!("margins {:?}", tally.margins.iter().filter(|(_, (_, wrong))| *wrong > 0).collect::<Vec<_>>());
}

/// Of the verdicts with a margin of so many bits, at most 2 to the power of minus that many are wrong, within the error of counting:
/// three standard deviations, and one for the first.
fn is_calibrated(tally: &Tally, bits: i64) -> bool {
    let (all, wrong) = tally.beyond(bits);
    let expected = all as f64 / f64::from(1u32 << bits);
    wrong as f64 <= expected + 3.0 * expected.sqrt() + 1.0
}

/// The floors are what was reached when they were set; a change may raise them. Nothing was tuned on these pairs.
#[test]
fn with_five_seeds_hardly_a_pair_is_misjudged() {
    let tally = Tally::of(numbers(), seeds(5));
    show(&tally, seeds(5));
    let (pairs, (named, all)) = (tally.pairs(), tally.named());
    assert!(tally.wrong() * 1000 <= pairs && tally.open() * 1000 <= pairs * 10);
    assert!(named * 100 >= all * 95, "{named} of {all}");
    assert!((1..=20).all(|bits| is_calibrated(&tally, bits)));
}

#[test]
fn with_one_seed_few_pairs_are_misjudged() {
    let tally = Tally::of(numbers(), 1);
    show(&tally, 1);
    let (pairs, (named, all)) = (tally.pairs(), tally.named());
    assert!(tally.wrong() * 1000 <= pairs * 10 && tally.open() * 1000 <= pairs * 40);
    assert!(named * 100 >= all * 95, "{named} of {all}");
    assert!((1..=6).all(|bits| is_calibrated(&tally, bits)));
}
