//! The laws of a dialect: what it prints it parses, and what it parses it prints.

use infer::bits::Asked;
use infer::dialect::Dialect;
use infer::dialect::learn::{Reading, Stream, readings};
use infer::dialect::script::{Part, Said};
use infer::dialect::tokens::Gaps;
use infer::seen::{Case, Turn, printed};
use proptest::prelude::*;

use super::pair::Pair;

const CASES: u64 = 5;

fn streams(cases: &[Case]) -> [(Stream, Vec<Vec<Turn>>); 4] {
    let all = |stream: fn(&Case) -> Vec<Turn>| cases.iter().map(stream).collect();
    [
        (Stream::Wire, all(|case| case.to_server.clone())),
        (Stream::Wire, all(|case| case.to_client.clone())),
        (Stream::Output, all(|case| printed(&case.client.stdout))),
        (Stream::Output, all(|case| printed(&case.server.stdout))),
    ]
}

fn read(stream: Stream, cases: &[Vec<Turn>]) -> Vec<Reading> {
    readings(cases, stream, &[], &[], &Asked::new(25..=100, 1..=100), &mut Gaps::default())
}

/// What a turn says, but for where its sends end, where the dialect does not tell.
fn joined(turns: &[Turn]) -> Vec<Vec<u8>> {
    turns.iter().map(|turn| turn.concat()).collect()
}

fn is_exact(dialect: &Dialect, turns: &[Turn]) -> bool {
    let said = dialect.parse(turns);
    said.and_then(|said| dialect.print(&said)).is_some_and(|printed| joined(&printed) == joined(turns))
}

/// How many streams there were, and how many of them are exactly their shortest reading's dialect, and any dialect's.
fn count(numbers: std::ops::Range<u64>, which: Stream) -> (usize, usize, usize) {
    let (mut all, mut first, mut any) = (0, 0, 0);
    for number in numbers {
        let mut pair = Pair::new(number);
        let cases: Vec<Case> = (1..=CASES).map(|seed| pair.case(seed).0).collect();
        for (stream, cases) in streams(&cases) {
            let most = cases.iter().map(Vec::len).max().unwrap_or(0);
            // A turn that some cases lack, for a list has no number there, is read but not written.
            let is_even = cases.iter().all(|turns| turns.is_empty() || turns.len() == most);
            if stream != which || most == 0 || !is_even {
                continue;
            }
            all += 1;
            let exact = |reading: &Reading| {
                let dialect = reading.dialect();
                dialect.is_some_and(|dialect| {
                    cases.iter().filter(|turns| !turns.is_empty()).all(|turns| is_exact(&dialect, turns))
                })
            };
            let found: Vec<bool> = read(stream, &cases).iter().map(exact).collect();
            first += usize::from(found.first() == Some(&true));
            any += usize::from(found.contains(&true));
        }
    }
    (all, first, any)
}

#[test]
fn what_is_sent_is_printed_again_as_it_was() {
    let (all, first, any) = count(2000..2300, Stream::Wire);
    assert_eq!((first, any), (all, all));
}

#[test]
fn most_of_what_is_shown_is_printed_again_as_it_was() {
    // Two tables one below the other, and times of which a part is a list, are read but not written.
    let (all, first, any) = count(2000..2300, Stream::Output);
    assert!(first * 100 >= all * 95, "{first}, {any} of {all}");
}

/// Other values in the places of a dialect.
fn other(part: &Part, said: &Said, lists: &mut impl Iterator<Item = Vec<i64>>) -> Said {
    match (part, said) {
        (Part::One(_), _) => {
            Said::Columns(vec![lists.next().into_iter().flatten().chain([7]).take(1).collect()])
        }
        (Part::Rows(_), Said::Columns(columns)) => {
            let list = lists.next().unwrap_or_default();
            Said::Columns(
                columns
                    .iter()
                    .enumerate()
                    .map(|(n, _)| list.iter().map(|x| (x + n as i64) % 101).collect())
                    .collect(),
            )
        }
        _ => said.clone(),
    }
}

proptest! {
    #![proptest_config(crate::usual(400))]

    #[test]
    fn what_a_dialect_prints_it_parses(
        number in 2000u64..40_000,
        lists in proptest::collection::vec(proptest::collection::vec(0i64..=100, 0..40), 40),
    ) {
        let mut pair = Pair::new(number);
        let cases: Vec<Case> = (1..=3).map(|seed| pair.case(seed).0).collect();
        for (stream, cases) in streams(&cases) {
            for reading in read(stream, &cases) {
                let Some(dialect) = reading.dialect() else { continue };
                let Some(said) = dialect.parse(&cases[0]) else { continue };
                let places = || dialect.script.parts.iter().filter(|part| !matches!(part, Part::Words(_) | Part::Fill(..)));
                let mut lists = lists.iter().cloned();
                let others: Vec<Said> = places().zip(&said).map(|(part, said)| other(part, said, &mut lists)).collect();
                if let Some(turns) = dialect.print(&others) {
                    prop_assert_eq!(dialect.parse(&turns), Some(others), "{} in {:?}", pair, dialect);
                }
            }
        }
    }
}
