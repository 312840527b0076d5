//! What the pairs of programs do not bring about: wires unseen, servers elsewhere, the harness's own failure, and points
//! over many cases. An observation is written down as the test wants it; nothing runs.

mod blame;
mod chance;
mod common;
mod evidence;
mod first;
mod further;
mod greet;
mod joint;
mod nothing;
mod overall;
mod points;
mod same_numbers;
mod second;
mod shown;
mod unread;
mod varies;

use std::net::SocketAddr;
use std::time::Duration;

use super::blame::Blame;
use super::outcome::{Doubt, Finding, Outcome, Reason, Status, Verdict};
use super::results::{CaseResult, LeftOut, ScenarioResult};
use super::{Seeded, judge};
use crate::bytes::Bytes;
use crate::check::Check;
use crate::conversation::{Connection, Conversation, Direction, Segment};
use crate::delivery::Delivery;
use crate::observation::{End, Limit, Observation, Output, ProgramFacts};
use crate::role::Role;
use crate::scenario::Scenario;

fn scenario(text: &str) -> Scenario {
    let text = format!("format = 1\ntitle = 't'\n{text}");
    Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario")
}

fn dedup() -> Scenario {
    scenario("task = 'dedup'\n[numbers]\ncount = '3..9'\n")
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

fn program(stdout: &str, end: End) -> ProgramFacts {
    let printed = Output { kept: Bytes::from(stdout.as_bytes()), dropped_bytes: 0 };
    ProgramFacts {
        command: vec!["program".to_owned()],
        stdout: printed,
        stderr: Output::default(),
        end,
        typed: Vec::new(),
        reached: Vec::new(),
    }
}

/// One connection with these sends.
fn wire(sends: &[(Direction, &str)]) -> Conversation {
    let segment = |(direction, text): &(Direction, &str)| Segment::new(*direction, text.as_bytes());
    let (client, server) = (address("10.0.0.2:32451"), address("10.0.0.2:12345"));
    let segments = sends.iter().map(segment).collect();
    let connection = Connection { segments, ..Connection::new(client, server, server, Duration::ZERO) };
    Conversation { connections: vec![connection], ..Conversation::default() }
}

/// A right deduplication; each test spoils what it is about.
fn right() -> Observation {
    Observation {
        server: Some(program("", End::Stopped)),
        client: Some(program("final list: 5 7 9\nduplicates: 7\n", End::Exited(0))),
        port: Some(12345),
        listeners: vec![address("10.0.0.2:12345")],
        conversation: Some(wire(&[
            (Direction::ToServer, "[5, 7, 7, 9]"),
            (Direction::ToClient, "[5, 7, 9]"),
        ])),
        ..Observation::default()
    }
}

fn outcomes(scenario: &Scenario, observation: &Observation) -> Vec<(Check, Outcome)> {
    let verdict = judge(scenario, &Seeded::default(), observation);
    verdict.findings.into_iter().map(|finding| (finding.check, finding.outcome)).collect()
}

/// What did not pass.
fn unmet(scenario: &Scenario, observation: &Observation) -> Vec<(Check, Outcome)> {
    let mut outcomes = outcomes(scenario, observation);
    outcomes.retain(|(_, outcome)| *outcome != Outcome::Pass);
    outcomes
}

fn open(doubt: Doubt) -> Outcome {
    Outcome::Inconclusive(doubt)
}

fn blocked(check: Check) -> Outcome {
    open(Doubt::Blocked(check))
}

/// The cases of one scenario: a letter a check and case, cases separated by spaces, checks in the task's order. `p` passes,
/// `f` fails, `b` is blocked, `e` is elsewhere, `h` is the harness's failure.
fn results(points: &str, deliveries: &[Delivery], seeds: u64, cases: &str) -> ScenarioResult {
    let names: Vec<String> = deliveries.iter().map(|delivery| format!("'{delivery}'")).collect();
    let text = format!("task = 'greet'\ndeliveries = [{}]\n[points]\n{points}", names.join(", "));
    let mut scenario = scenario(&text);
    scenario.seeds = (1..=seeds).collect();
    let outcome = |letter: char| match letter {
        'p' => Outcome::Pass,
        'f' => Outcome::Fail(Reason::NothingSent),
        'b' => blocked(Check::ServerListens),
        'e' => open(Doubt::ServerElsewhere),
        'h' => open(Doubt::Harness("trouble".to_owned())),
        other => panic!("no outcome is called {other}"),
    };
    let plan = (1..=seeds).flat_map(|seed| deliveries.iter().map(move |delivery| (seed, *delivery)));
    let cases = plan.zip(cases.split_whitespace()).map(|((seed, delivery), letters)| {
        let all = Check::of_case(scenario.task);
        let findings = all.zip(letters.chars()).map(|(check, letter)| finding(check, outcome(letter)));
        let findings = findings.collect();
        CaseResult {
            seed,
            delivery,
            stand_in: None,
            second: false,
            verdict: Verdict { findings, ..Verdict::default() },
        }
    });
    let cases = cases.collect();
    result_of(scenario, cases)
}

/// What these cases of a scenario come to.
fn result_of(scenario: Scenario, cases: Vec<CaseResult>) -> ScenarioResult {
    let again = "cargo xtask run t.toml".to_owned();
    ScenarioResult {
        server: "s".into(),
        client: "c".into(),
        again,
        cases,
        repeats: None,
        stand_ins: Vec::new(),
        left_out: LeftOut::default(),
        joint: None,
        corrections: std::collections::BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
        scenario,
    }
}

fn finding(check: Check, outcome: Outcome) -> Finding {
    let blame = check.about().map(Blame::from).filter(|_| outcome.status() == Status::Fail);
    Finding { check, outcome, blame, evidence: Vec::new() }
}

const POINTS: &str = "server-greets = 10\nclient-acknowledges = 20\nsurvives-merging = 5\n";
const TWO: [Delivery; 2] = [Delivery::AsSent, Delivery::Coalesced];

#[test]
fn what_is_right_passes_every_check() {
    assert_eq!(unmet(&dedup(), &right()), []);
}

#[test]
fn lists_behind_hundreds_of_lines_of_one_number_each_are_found() {
    let mut observation = right();
    let debugging: String = (0..500).map(|n| format!("sent {n} and heard {n}\n")).collect();
    let printed = format!("{debugging}final list: 5 7 9\nduplicates: 7\n");
    observation.client = Some(program(&printed, End::Exited(0)));
    assert_eq!(unmet(&dedup(), &observation), []);
}

#[test]
fn the_longest_list_allowed_may_have_its_length_before_it_without_an_answer_to_tell() {
    let numbers: String =
        [9, 5, 7, 7, 9, 1, 2, 3, 4, 6].map(|n: u8| format!("\0\0\0{}", char::from(n))).concat();
    for sent in ["9,5,7,7,9,1,2,3,4,6", &numbers] {
        let mut observation = right();
        observation.conversation = Some(wire(&[(Direction::ToServer, sent)]));
        let sends =
            outcomes(&dedup(), &observation).into_iter().find(|(check, _)| *check == Check::SendsNumbers);
        assert_eq!(sends, Some((Check::SendsNumbers, Outcome::Pass)), "{sent:?}");
    }
}

#[test]
fn what_the_machine_lacks_leaves_every_check_open_and_is_nobody_s_fault() {
    for (role, mut observation) in
        [(Role::Server, right()), (Role::Client, right()), (Role::Server, Observation::default())]
    {
        observation.lacks = [(role, "no numpy".to_owned())].into();
        let verdict = judge(&dedup(), &Seeded::default(), &observation);
        assert!(!verdict.findings.is_empty());
        for finding in verdict.findings {
            // Whether the other half listens hangs on nobody else.
            if (role, finding.check) == (Role::Client, Check::ServerListens) {
                assert_eq!(finding.outcome, Outcome::Pass);
                continue;
            }
            let lacks = Doubt::Lacks(role, "no numpy".to_owned());
            assert_eq!(finding.outcome, open(lacks), "{}", finding.check.name());
            assert_eq!(finding.blame, Some(Blame::Harness));
            let spoilt = finding.check.about().filter(|about| *about != role).map(|_| role);
            assert_eq!(
                super::spoilt_by_other(&judge(&dedup(), &Seeded::default(), &observation), finding.check),
                spoilt
            );
        }
    }
}

#[test]
fn the_harness_s_own_trouble_leaves_every_check_open_whatever_else_was_seen() {
    for mut observation in [right(), Observation::default()] {
        observation.trouble = Some("no network".to_owned());
        for (check, outcome) in outcomes(&dedup(), &observation) {
            assert_eq!(outcome, open(Doubt::Harness("no network".to_owned())), "{}", check.name());
            assert!(outcome.is_open(), "it costs no points");
        }
    }
}

#[test]
fn without_a_wire_only_what_the_programs_show_is_judged() {
    let unseen = || Observation { conversation: None, ..right() };
    let wire =
        [Check::SendsNumbers, Check::ReplyIsDeduplicated].map(|check| (check, open(Doubt::WireUnseen)));
    let all = |outcomes: &[(Check, Outcome)]| [&wire, outcomes].concat();
    let shows = |text: &str| Observation { client: Some(program(text, End::Exited(0))), ..unseen() };
    let displays = [Check::ShowsFinalList, Check::ShowsDuplicates];
    // The client's own list stands in its output.
    let right = shows("sent: 5 7 7 9\nfinal list: 5 7 9\nduplicates: 7\n");
    assert_eq!(unmet(&dedup(), &right), wire);
    // A wrong display may be the server's fault.
    let wrong = shows("sent: 5 7 7 9\nfinal list: 5 9\nduplicates: 5\n");
    assert_eq!(unmet(&dedup(), &wrong), all(&displays.map(|check| (check, open(Doubt::WireUnseen)))));
    // Where the numbers are unknown nothing can be said.
    assert_eq!(
        unmet(&dedup(), &shows("done\n")),
        all(&displays.map(|check| (check, open(Doubt::WireUnseen))))
    );
}

#[test]
fn of_a_server_elsewhere_only_what_it_sends_is_judged() {
    let elsewhere = Observation { server: None, listeners: Vec::new(), port: None, ..right() };
    let unknown =
        [Check::ServerListens, Check::ServerStaysUp].map(|check| (check, open(Doubt::ServerElsewhere)));
    assert_eq!(unmet(&dedup(), &elsewhere), unknown);
    let wrong_reply = wire(&[(Direction::ToServer, "[5, 7, 7, 9]"), (Direction::ToClient, "[5, 7, 7, 9]")]);
    let wrong = Observation { conversation: Some(wrong_reply), ..elsewhere.clone() };
    let failing = |observation: &Observation| {
        let unmet = unmet(&dedup(), observation).into_iter();
        unmet
            .filter(|(_, outcome)| outcome.status() == Status::Fail)
            .map(|(check, _)| check)
            .collect::<Vec<_>>()
    };
    assert_eq!(failing(&wrong), [Check::ReplyIsDeduplicated]);
    let greet = scenario("task = 'greet'");
    let mut greeting = wire(&[(Direction::ToClient, "hello"), (Direction::ToServer, "thanks")]);
    greeting.connections[0].segments[1].heard_bytes = 5;
    let client = Some(program("hello", End::Exited(0)));
    let greeted = Observation { conversation: Some(greeting), client, ..elsewhere };
    let shown = (Check::ServerShowsAcknowledgement, open(Doubt::ServerElsewhere));
    assert_eq!(unmet(&greet, &greeted), [&unknown[..], &[shown]].concat());
}

#[test]
fn a_list_sent_back_as_single_bytes_does_not_pass_for_one_of_wider_numbers() {
    let sent = "\u{5}\u{7}\u{7}\u{9}\u{1}\u{3}";
    let conversation = Some(wire(&[(Direction::ToServer, sent), (Direction::ToClient, sent)]));
    let client = Some(program("final list: 5 7 9 1 3\nduplicates: 7\n", End::Exited(0)));
    let observation = Observation { conversation, client, ..right() };
    let mut failing = unmet(&dedup(), &observation);
    failing.retain(|(_, outcome)| outcome.status() == Status::Fail);
    let failing: Vec<Check> = failing.into_iter().map(|(check, _)| check).collect();
    assert_eq!(failing, [Check::ReplyIsDeduplicated]);
}

#[test]
fn a_wrong_list_that_holds_the_count_once_more_does_not_make_the_count_a_number() {
    let replied = "\0\0\0\u{3}\0\0\0\u{5}\0\0\0\u{7}\0\0\0\u{3}";
    let sent = "\0\0\0\u{4}\0\0\0\u{5}\0\0\0\u{5}\0\0\0\u{7}\0\0\0\u{3}";
    let conversation = Some(wire(&[(Direction::ToServer, sent), (Direction::ToClient, replied)]));
    let client = Some(program("after: [5, 3, 7, 3]\nduplicates: [5]\n", End::Exited(0)));
    let observation = Observation { conversation, client, ..right() };
    let mut failing = unmet(&dedup(), &observation);
    failing.retain(|(_, outcome)| outcome.status() == Status::Fail);
    let failing: Vec<Check> = failing.into_iter().map(|(check, _)| check).collect();
    assert_eq!(failing, [Check::ShowsFinalList]);
}

#[test]
fn each_of_several_lists_is_answered_on_its_own_connection() {
    let exchange =
        |sent, answer| wire(&[(Direction::ToServer, sent), (Direction::ToClient, answer)]).connections;
    let connections = [exchange("[5, 7, 9, 11]", "[5, 9]"), exchange("[20, 30, 40]", "[30]")].concat();
    let shown = "mine: [5, 7, 9, 11]\ncommon: [5, 9]\nmine: [20, 30, 40]\ncommon: [30]\n";
    let observation = Observation {
        conversation: Some(Conversation { connections, ..Conversation::default() }),
        client: Some(program(shown, End::Exited(0))),
        ..right()
    };
    let intersect = scenario("task = 'intersect'\n[numbers]\ncount = '3..9'\n");
    let unknown = (Check::ReplyIsIntersection, open(Doubt::ServerNumbersUnknown));
    assert_eq!(unmet(&intersect, &observation), [unknown]);
}
