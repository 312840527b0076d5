//! Coincidences, made on purpose: what one case alone cannot tell, several do.

use infer::bits::Asked;
use infer::explain::search::{Judgement, Status, infer};
use infer::judge::Check;
use infer::oracle::{distinct, extra_occurrences};
use infer::seen::{Accepts, Case, Printed, Question, Sender, Task};

use super::measure::seeds;
use super::random::Random;
use super::wires::{json, wire};

/// What a server makes of a list.
type Server = fn(&[i64]) -> Vec<i64>;

/// What a list has by chance.
const CHANCES: [&str; 10] = [
    "first is n",
    "first is n - 1",
    "first is n - 2",
    "first is n - 4",
    "last is a mark",
    "is its own count",
    "below 48",
    "ends with its last",
    "starts twice",
    "nothing",
];

fn drawn(chance: &str, r: &mut Random, low: i64, high: i64) -> Vec<i64> {
    let n = r.between(25, 100);
    let mut list: Vec<i64> = (0..n).map(|_| r.between(low, high)).collect();
    let first = match chance {
        "first is n" => Some(n),
        "first is n - 1" => Some(n - 1),
        "first is n - 2" => Some(n - 2),
        "first is n - 4" => Some(n - 4),
        _ => None,
    };
    if let Some(first) = first.filter(|first| (low..=high).contains(first)) {
        list[0] = first;
    }
    let last = list.len() - 1;
    match chance {
        "last is a mark" => list[last] = high,
        "is its own count" if (low..=high).contains(&(n - 1)) => (list[0], list[last]) = (n - 1, n - 1),
        "below 48" => list.iter_mut().for_each(|x| *x = low + (*x - low) % 47),
        "ends with its last" => list[last] = list[last - 1],
        "starts twice" => list[1] = list[0],
        _ => {}
    }
    list
}

/// A pair in a format, whose server does this to what came, with a list a case that has something by chance: every third case.
fn judged(format: &str, chance: &str, seed: u64, values: (i64, i64), server: Server) -> (Judgement, bool) {
    let r = &mut Random::new(seed);
    let (mut cases, mut is_wrong) = (Vec::new(), false);
    for n in 0..5 {
        let list = drawn(if n % 3 == 0 { chance } else { "nothing" }, r, values.0, values.1);
        let answer = server(&list);
        let sorted = |mut xs: Vec<i64>| {
            xs.sort_unstable();
            xs
        };
        is_wrong |= sorted(answer.clone()) != sorted(distinct(&list));
        let shown =
            format!("Final list: {}\nDuplicates: {}\n", json(&answer), json(&extra_occurrences(&list)));
        let case = Case { client: Printed { stdout: shown.into(), stderr: Vec::new() }, ..Case::default() };
        let sends = |sender, xs: &[i64]| {
            wire(format)(xs).into_iter().map(move |send| (sender, send)).collect::<Vec<_>>()
        };
        cases.push(case.converse([sends(Sender::Client, &list), sends(Sender::Server, &answer)].concat()));
    }
    let asked = Asked::new(25..=100, values.0..=values.1);
    (infer(&Question { task: Task::Dedup, asked, accepts: Accepts::ALL }, &cases), is_wrong)
}

const FORMATS: [&str; 12] = [
    "count-i32-big",
    "i32-big",
    "i64-little",
    "blanks",
    "count-blank",
    "count-lines",
    "lines",
    "repr",
    "pickle",
    "end-minus-1",
    "framed-text",
    "i16-big",
];

fn each(values: (i64, i64), seeds: u64, mut judge: impl FnMut(&str, &str, Judgement, bool)) {
    const SERVERS: [(&str, Server); 3] = [
        ("right", distinct),
        ("stops one short", |xs| distinct(&xs[..xs.len() - 1])),
        ("starts at the second", |xs| distinct(&xs[1..])),
    ];
    for format in FORMATS {
        for chance in CHANCES {
            for (name, server) in SERVERS {
                for seed in 0..seeds {
                    let (judgement, is_wrong) = judged(format, chance, seed, values, server);
                    judge(&format!("{format}, {chance}, seed {seed}"), name, judgement, is_wrong);
                }
            }
        }
    }
}

/// No verdict is false, and at most so many in a hundred are open.
fn check(values: (i64, i64), seeds: u64, most_open: usize) {
    let (mut all, mut open) = (0, 0);
    each(values, seeds, |what, server, judgement, is_wrong| {
        all += 1;
        let expected: &[Check] = if is_wrong { &[Check::ReplyIsDeduplicated] } else { &[] };
        match judgement.status() {
            Status::Open => open += 1,
            _ => assert_eq!(
                judgement.verdict.fails, expected,
                "{what}, {server}: {} {:?}",
                judgement.margin, judgement.rival
            ),
        }
    });
    println!("{all} pairs, values {values:?}: {open} open");
    assert!(open * 100 <= all * most_open, "{open} of {all} are open");
}

#[test]
fn chance_fools_nobody() {
    check((1, 100), seeds(2), 1);
}

#[test]
fn other_ranges_than_1_to_100_are_read_as_well() {
    check((900, 1000), seeds(1), 1);
    // Few values: much is like much else.
    check((0, 9), seeds(1), 10);
    check((-50, 50), seeds(1), 3);
}
