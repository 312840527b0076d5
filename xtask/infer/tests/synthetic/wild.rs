//! Pairs in forms that no generator draws: right ones and wrong ones, each with several seeds.

use infer::bits::Asked;
use infer::explain::search::{Judgement, Status, infer};
use infer::judge::Check;
use infer::oracle::{distinct, extra_occurrences, intersection, repeated};
use infer::seen::{Accepts, Case, Printed, Question, Task};

use super::forms::{DOUBLES, Form, SMALL_NUMBERS, TALKS, WRITES};
use super::random::Random;
use super::shown::{SHOWS, SHOWS_TIMES, Show};
use super::thorough;
use super::wires::json;

/// What the programs of a pair do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Right,
    /// The server leaves out the last number.
    StopsShort,
    /// The server sends what came.
    KeepsRepeats,
    /// The client shows what it sent as the final list.
    ShowsOwn,
    /// The client shows the final list as the duplicates.
    ShowsFinalTwice,
    /// The client sends too few.
    SendsFew,
}

const ALL: [(Does, &[Check]); 6] = [
    (Does::Right, &[]),
    (Does::StopsShort, &[Check::ReplyIsDeduplicated]),
    (Does::KeepsRepeats, &[Check::ReplyIsDeduplicated]),
    (Does::ShowsOwn, &[Check::ShowsFinalList]),
    (Does::ShowsFinalTwice, &[Check::ShowsDuplicates]),
    (Does::SendsFew, &[Check::SendsNumbers]),
];

fn printed(text: String) -> Printed {
    Printed { stdout: text.into(), stderr: Vec::new() }
}

fn dedup(form: Form, show: Show, does: Does, seed: u64, values: (i64, i64), is_double: bool) -> Judgement {
    let r = &mut Random::new(seed);
    let mut case = || {
        let n = if does == Does::SendsFew { r.between(8, 20) } else { r.between(25, 100) };
        let list: Vec<i64> = (0..n).map(|_| r.between(values.0, values.1)).collect();
        let answer = match does {
            Does::StopsShort => distinct(&list[..list.len() - 1]),
            Does::KeepsRepeats => list.clone(),
            _ => distinct(&list),
        };
        let more = if is_double { repeated(&list) } else { extra_occurrences(&list) };
        let shown = if does == Does::ShowsOwn { &list } else { &answer };
        let duplicates = if does == Does::ShowsFinalTwice { &answer } else { &more };
        let case = Case {
            client: printed(show(&list, shown, duplicates)),
            server: printed("listening\n".to_owned()),
            ..Case::default()
        };
        let reply = if is_double { vec![answer.clone(), more.clone()] } else { vec![answer.clone()] };
        case.converse(form(&list, &reply))
    };
    let cases: Vec<Case> = (0..5).map(|_| case()).collect();
    let asked = Asked::new(25..=100, values.0..=values.1);
    infer(&Question { task: Task::Dedup, asked, accepts: Accepts::ALL }, &cases)
}

fn common(form: Form, is_sorted: bool, seed: u64) -> Judgement {
    let r = &mut Random::new(seed);
    let mut case = || {
        let mut list = || (0..25).map(|_| r.between(1, 100)).collect::<Vec<i64>>();
        let (client, server) = (list(), list());
        let mut answer = intersection(&client, &server);
        if !is_sorted {
            answer.reverse();
        }
        let case = Case {
            client: printed(format!("Mine: {}\nCommon: {}\n", json(&client), json(&answer))),
            server: printed(format!("Mine: {}\n", json(&server))),
            ..Case::default()
        };
        case.converse(form(&client, &[answer]))
    };
    let cases: Vec<Case> = (0..5).map(|_| case()).collect();
    let asked = Asked::new(25..=25, 1..=100);
    infer(&Question { task: Task::Intersect, asked, accepts: Accepts::ALL }, &cases)
}

/// What is not as it should be, a line each.
#[derive(Default)]
struct Found {
    all: usize,
    lines: Vec<String>,
}

impl Found {
    fn add(&mut self, what: &str, judgement: &Judgement, expected: &[Check]) {
        self.all += 1;
        let verdict = &judgement.verdict;
        if judgement.status() == Status::Open || verdict.fails != expected {
            let margin = judgement.margin.whole().min(999);
            let got = (judgement.status(), &verdict.fails, verdict.unknown, &judgement.layers);
            self.lines.push(format!("{what}: {got:?}, {margin} bits; wanted {expected:?}"));
            if std::env::var("INFER_SHOW").is_ok_and(|how| how == "all") {
                self.lines.push(format!("{:#?}", judgement.readings));
            }
        }
    }

    /// At most so many, those that are named here.
    fn check(&self) {
        for line in &self.lines {
            println!("{line}");
        }
        println!("{} of {} otherwise", self.lines.len(), self.all);
        assert!(self.lines.is_empty());
    }
}

/// The ranges from which the lists of a pair are drawn: one of two, now this and now that, or both.
fn ranges(number: usize) -> &'static [(i64, i64)] {
    const BOTH: [(i64, i64); 2] = [(1, 100), (900, 1000)];
    let which = (number + number / 7) % 2;
    if thorough::is_asked() { &BOTH } else { &BOTH[which..=which] }
}

const LABELS: Show = |_, f, d| format!("Final list: {}\nDuplicates: {}\n", json(f), json(d));

#[test]
fn lists_are_read_however_they_are_sent() {
    let mut found = Found::default();
    for (is_double, forms) in [(false, WRITES), (false, TALKS), (true, DOUBLES)] {
        for (name, form) in forms {
            for (does, expected) in ALL {
                for values in ranges(found.all) {
                    if SMALL_NUMBERS.contains(name) && values.1 > 100 {
                        continue;
                    }
                    let judgement = dedup(*form, LABELS, does, 1, *values, is_double);
                    found.add(&format!("{name}, {does:?}, {values:?}"), &judgement, expected);
                }
            }
            if !is_double {
                let judgement = common(*form, true, 2);
                found.add(&format!("{name}, common"), &judgement, &[]);
                let judgement = common(*form, false, 3);
                found.add(&format!("{name}, common descending"), &judgement, &[Check::ReplyIsSorted]);
            }
        }
    }
    found.check();
}

#[test]
fn lists_are_read_however_they_are_shown() {
    let mut found = Found::default();
    let form = WRITES.iter().find(|(name, _)| *name == "json lines").expect("a form").1;
    for (name, show) in SHOWS {
        for (does, expected) in ALL {
            // A table of how often each number is there is right whatever is asked of it.
            if does == Does::ShowsFinalTwice && SHOWS_TIMES.contains(name) {
                continue;
            }
            for values in ranges(found.all) {
                let judgement = dedup(form, *show, does, 1, *values, false);
                found.add(&format!("{name}, {does:?}, {values:?}"), &judgement, expected);
            }
        }
    }
    found.check();
}
