//! Programs that mean harm: whatever they say, the judge ends, and soon.

use infer::explain::search::{Status, infer};
use infer::judge::Unknown;
use infer::seen::{Case, MOST_BYTES, Printed, Sender, Task};
use proptest::prelude::*;

use super::measure::question;
use super::pair::Pair;
use super::wires::wire;

fn case(request: Vec<u8>, reply: Vec<u8>, shown: Vec<u8>) -> Case {
    let case = Case { client: Printed { stdout: shown, stderr: Vec::new() }, ..Case::default() };
    case.converse([(Sender::Client, request), (Sender::Server, reply)])
}

/// The same text over and over, as much as is looked at.
fn much(text: &str) -> Vec<u8> {
    text.bytes().cycle().take(MOST_BYTES).collect()
}

#[test]
fn text_that_is_made_to_take_long_is_judged() {
    let loops: String = (0..9000).map(|n| format!("a{} {n}\n", "b".repeat(n % 7))).collect();
    let rows: String = (0..4000).map(|n| format!("{n} {}\n", n % 13)).collect();
    let texts = [
        "1 ",
        "1,2;3|",
        "b'1",
        "b\"5\" ",
        "x 1\ny 2\n",
        "[[[[[1]]]]]",
        "-",
        "\0",
        "99999999999999999999",
        "1\n1 1\n",
        &loops,
        &rows,
    ];
    for text in texts {
        for task in [Task::Dedup, Task::Intersect] {
            let cases: Vec<Case> = (0..2).map(|_| case(much(text), much(text), much(text))).collect();
            let judgement = infer(&question(task), &cases);
            assert!(judgement.status() != Status::Pass, "{text:?}");
        }
    }
}

#[test]
fn more_than_is_looked_at_is_open_and_no_failure() {
    let numbers: Vec<i64> = (1..=40).collect();
    let request = wire("blanks")(&numbers).concat();
    let long = [request.clone(), vec![b' '; MOST_BYTES]].concat();
    let judgement = infer(&question(Task::Dedup), &[case(request.clone(), request, long)]);
    assert_eq!((judgement.status(), judgement.verdict.unknown), (Status::Open, Some(Unknown::TooMuch)));
}

#[test]
fn bytes_that_nobody_can_read_are_open_and_no_list() {
    let r = &mut super::random::Random::new(7);
    let mut bytes = |n: usize| -> Vec<u8> { (0..n).map(|_| r.between(0, 255) as u8).collect() };
    let cases: Vec<Case> = (0..3).map(|_| case(bytes(200), bytes(120), b"done\n".to_vec())).collect();
    let judgement = infer(&question(Task::Dedup), &cases);
    assert_eq!((judgement.status(), judgement.verdict.unknown), (Status::Open, Some(Unknown::Numbers)));
}

#[test]
fn nothing_earns_nothing() {
    let nothing = [Case::default(), Case::default()];
    assert_eq!(infer(&question(Task::Dedup), &nothing).status(), Status::Fail);
    for request in ["", "hello", "5", "\0\0"] {
        let cases =
            [case(request.into(), "ok".into(), "ok".into()), case(request.into(), "ok".into(), "ok".into())];
        assert_ne!(infer(&question(Task::Dedup), &cases).status(), Status::Pass, "{request:?}");
    }
}

proptest! {
    #![proptest_config(crate::usual(200))]

    /// Random bytes, and what pairs really say with random bytes in it.
    #[test]
    fn no_bytes_are_too_strange(
        number in 2000u64..9000,
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        at in any::<proptest::sample::Index>(),
        stream in 0..4,
    ) {
        let mut pair = Pair::new(number);
        let mut cases: Vec<Case> = (1..=2).map(|seed| pair.case(seed).0).collect();
        let place = match stream {
            0 => &mut cases[0].to_server[0][0],
            1 => cases[0].to_client.iter_mut().flatten().next().expect("something was answered"),
            2 => &mut cases[0].client.stdout,
            _ => &mut cases[0].server.stdout,
        };
        let at = at.index(place.len() + 1);
        place.splice(at..at, bytes);
        infer(&question(pair.task), &cases);
    }
}
