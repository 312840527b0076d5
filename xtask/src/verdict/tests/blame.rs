//! Whose doing it is, by what crossed the wire and in which order.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::*;
use crate::conversation::{Close, CloseKind};
use crate::observation::{Awaited, Standstill, Unread, Wait};
use crate::verdict::outcome::{Hang, Unanswered};
use Blame::{Client, Server, Unclear};
use Direction::{ToClient, ToServer};

const WAITS: End = End::Limit(Limit::WallTime(Duration::from_secs(5)));

/// A case of one connection; how the programs ended, what they sent, and who closed in which order.
fn case(server: End, client: End, sends: &[(Direction, &str)], closes: &[Direction]) -> Observation {
    let mut conversation = wire(sends);
    for (at, direction) in closes.iter().enumerate() {
        let at = Duration::from_millis(at as u64 + 1);
        let close =
            Close { kind: CloseKind::Fin, at, follows: at > Duration::from_millis(1), heard_bytes: 0 };
        let connection = &mut conversation.connections[0];
        match direction {
            ToServer => connection.client_close = Some(close),
            ToClient => connection.server_close = Some(close),
        }
    }
    let printed = "final list: 5 7 9\nduplicates: 7\n";
    Observation {
        server: Some(program("", server)),
        client: Some(program(printed, client)),
        conversation: Some(conversation),
        ..right()
    }
}

/// The checks that fail, each with its blame, and the blame of all that is blocked.
fn blames(scenario: &Scenario, observation: &Observation) -> (Vec<(Check, Blame)>, Vec<Blame>) {
    let verdict = judge(scenario, &Seeded::default(), observation);
    let with = |status: Status| {
        let alike = verdict.findings.iter().filter(move |finding| finding.outcome.status() == status);
        alike.map(|finding| (finding.check, finding.blame.expect("what is not a pass is someone's doing")))
    };
    let passes = verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Pass);
    assert!(passes.into_iter().all(|finding| finding.blame.is_none()));
    let mut inherited: Vec<Blame> = with(Status::Inconclusive).map(|(_, blame)| blame).collect();
    inherited.dedup();
    (with(Status::Fail).collect(), inherited)
}

#[test]
fn who_deviates_first_on_the_wire_is_to_blame() {
    use Check::{ClientFinishes, ReplyIsDeduplicated, SendsNumbers, ServerStaysUp, ShowsDuplicates};
    let list = (ToServer, "[5, 7, 7, 9]");
    let answer = (ToClient, "[5, 7, 9]");
    let greeting = (ToClient, "Thank you for connecting");
    let acknowledgement = (ToServer, "It was nice talking to you");
    let crash = || End::Exited(1);
    let cases = [
        (
            "the server crashes on a right list",
            crash(),
            crash(),
            &[list][..],
            &[ToClient, ToServer][..],
            (ServerStaysUp, Server),
        ),
        (
            "the server crashes before a word, and the client with it",
            crash(),
            crash(),
            &[],
            &[ToClient, ToServer],
            (ServerStaysUp, Server),
        ),
        (
            "the server crashes after its greeting, and the client shrugs",
            crash(),
            End::Exited(0),
            &[greeting],
            &[ToClient, ToServer],
            (ServerStaysUp, Server),
        ),
        (
            "the client leaves without a word, and the server crashes",
            crash(),
            End::Exited(0),
            &[greeting],
            &[ToServer, ToClient],
            (SendsNumbers, Client),
        ),
        (
            "the client crashes without a word, and the server with it",
            crash(),
            crash(),
            &[greeting],
            &[ToServer, ToClient],
            (ClientFinishes, Client),
        ),
        (
            "the client acknowledges and crashes, and the server with it for want of a list",
            crash(),
            crash(),
            &[greeting, acknowledgement],
            &[ToServer, ToClient],
            (ClientFinishes, Client),
        ),
        (
            "the client acknowledges and leaves, and the server crashes for want of a list",
            crash(),
            End::Exited(0),
            &[greeting, acknowledgement],
            &[ToServer, ToClient],
            (SendsNumbers, Client),
        ),
        (
            "the server crashes on the acknowledgement, and the client with it",
            crash(),
            crash(),
            &[greeting, acknowledgement],
            &[ToClient, ToServer],
            (ServerStaysUp, Server),
        ),
        (
            "the client crashes behind its list, and the server has all it needs and crashes",
            crash(),
            crash(),
            &[greeting, acknowledgement, list],
            &[ToServer, ToClient],
            (ServerStaysUp, Server),
        ),
        (
            "the client sends no list, and the server crashes on it",
            crash(),
            End::Exited(0),
            &[(ToServer, "hello")],
            &[ToClient, ToServer],
            (SendsNumbers, Client),
        ),
        (
            "the client sends a list that no client may send, and the server answers wrongly",
            End::Stopped,
            End::Exited(0),
            &[list, (ToClient, "[5, 7]")],
            &[],
            (ReplyIsDeduplicated, Server),
        ),
        ("each waits for the other to speak", End::Stopped, WAITS, &[], &[], (ClientFinishes, Unclear)),
        (
            "the client waits for a second answer",
            End::Stopped,
            WAITS,
            &[list, answer],
            &[],
            (ClientFinishes, Client),
        ),
        (
            "the server hangs up before a word, and the client crashes on that",
            End::Stopped,
            crash(),
            &[],
            &[ToClient, ToServer],
            (ClientFinishes, Server),
        ),
        ("the server never answers", End::Stopped, WAITS, &[list], &[], (ReplyIsDeduplicated, Server)),
        (
            "the server sends wrong duplicates, and the client shows them",
            End::Stopped,
            End::Exited(0),
            &[list, answer, (ToServer, "and?"), (ToClient, "[9, 5]")],
            &[],
            (ShowsDuplicates, Server),
        ),
        (
            "the client shows wrong duplicates of its own",
            End::Stopped,
            End::Exited(0),
            &[list, answer],
            &[],
            (ShowsDuplicates, Client),
        ),
    ];
    for (what, server, client, sends, closes, expected) in cases {
        let mut observation = case(server, client, sends, closes);
        if expected.0 == ShowsDuplicates {
            let printed = "final list: 5 7 9\nduplicates: [9, 5]\n";
            observation.client = Some(program(printed, End::Exited(0)));
        }
        let (failing, inherited) = blames(&dedup(), &observation);
        assert_eq!(failing, [expected], "{what}");
        assert!(inherited.iter().all(|blame| *blame == expected.1), "{what}: {inherited:?}");
    }
}

#[test]
fn a_client_that_waits_behind_the_answer_is_told_that_the_connection_is_open() {
    let (list, answer) = ((ToServer, "[5, 7, 7, 9]"), (ToClient, "[5, 7, 9]"));
    let timeout = Duration::from_secs(5);
    let waits = Reason::WaitsForMore(timeout);
    let runs = Reason::Limit(Limit::WallTime(timeout));
    for (what, sends, closes, expected) in [
        ("the server keeps it open", &[list, answer][..], &[][..], waits),
        ("the server has closed it", &[list, answer], &[ToClient], runs.clone()),
        ("the client asks for more", &[list, answer, (ToServer, "and?")], &[], runs),
    ] {
        let verdict = judge(&dedup(), &Seeded::default(), &case(End::Stopped, WAITS, sends, closes));
        let finding = verdict.findings.iter().find(|finding| finding.check == Check::ClientFinishes);
        let finding = finding.expect("the check is asked");
        assert_eq!((&finding.outcome, finding.blame), (&Outcome::Fail(expected), Some(Client)), "{what}");
    }
}

/// The same case where it is certain that both wait: the server for that, and with so many bytes unread before it.
fn still(sends: &[(Direction, &str)], server: Awaited, unread: u64) -> Observation {
    let still = || End::Limit(Limit::Standstill);
    let wait = |call: &str, on| Some(Wait { call: call.to_owned(), on, line: None });
    let unread = Unread { connection: 0, direction: ToServer, bytes: unread };
    Observation {
        standstill: Some(Standstill {
            since: Duration::from_secs(1),
            server: wait("?", server),
            client: wait("recv", Awaited::Message { own: ADDRESS, other: ADDRESS }),
            unread: Vec::from_iter((unread.bytes > 0).then_some(unread)),
        }),
        ..case(still(), still(), sends, &[])
    }
}

const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 12345);

#[test]
fn who_waits_for_good_is_told_what_both_wait_for() {
    use Check::{ClientFinishes, ReplyIsDeduplicated};
    let (list, answer) = ((ToServer, "[5, 7, 7, 9]"), (ToClient, "[5, 7, 9]"));
    let greeting = (ToClient, "Thank you for connecting");
    let accepts = Awaited::Client { listener: ADDRESS };
    let reads = Awaited::Message { own: ADDRESS, other: ADDRESS };
    for (what, sends, server, unread, expected, unanswered) in [
        ("nobody begins", &[][..], reads, 0, (ClientFinishes, Unclear), None),
        ("each waits behind the greeting", &[greeting], reads, 0, (ClientFinishes, Unclear), None),
        (
            "the server goes back to accept",
            &[greeting, list],
            accepts,
            0,
            (ReplyIsDeduplicated, Server),
            Some(Unanswered::Read(4)),
        ),
        (
            "the server waits for another client before it reads",
            &[greeting, list],
            accepts,
            12,
            (ReplyIsDeduplicated, Server),
            Some(Unanswered::Unread(12)),
        ),
        ("the client waits behind the answer", &[list, answer], accepts, 0, (ClientFinishes, Client), None),
    ] {
        let observation = still(sends, server, unread);
        assert_eq!(blames(&dedup(), &observation).0, [expected], "{what}");
        let verdict = judge(&dedup(), &Seeded::default(), &observation);
        let finding = verdict.findings.into_iter().find(|finding| finding.check == expected.0);
        let standstill = observation.standstill.expect("set above");
        let hang = Reason::Standstill(Box::new(Hang { standstill, unanswered }));
        assert_eq!(finding.map(|finding| finding.outcome), Some(Outcome::Fail(hang)), "{what}");
    }
}

#[test]
fn a_server_that_falls_over_numbers_out_of_range_was_not_the_first_to_go_wrong() {
    let sends = [(ToServer, "[5, 7, 7, 101]")];
    let observation = case(End::Killed(11), End::Exited(1), &sends, &[ToClient, ToServer]);
    let (failing, _) = blames(&dedup(), &observation);
    assert_eq!(failing, [(Check::ServerStaysUp, Client), (Check::SendsNumbers, Client)]);
}

#[test]
fn in_task_1_the_server_speaks_first() {
    let greet = scenario("task = 'greet'");
    let observation = case(End::Stopped, WAITS, &[], &[]);
    assert_eq!(blames(&greet, &observation), (vec![(Check::ServerGreets, Server)], vec![Server]));
    let observation = case(End::Exited(1), End::Exited(0), &[(ToClient, "hi")], &[ToServer, ToClient]);
    let observation = Observation { client: Some(program("hi", End::Exited(0))), ..observation };
    assert_eq!(blames(&greet, &observation), (vec![(Check::ClientAcknowledges, Client)], vec![Client]));
}

#[test]
fn what_cannot_be_told_is_unclear_and_the_harness_s_trouble_its_own() {
    let elsewhere = Observation { server: None, listeners: Vec::new(), port: None, ..right() };
    assert_eq!(blames(&dedup(), &elsewhere), (Vec::new(), vec![Unclear]));
    let trouble = Observation { trouble: Some("no network".to_owned()), ..right() };
    assert_eq!(blames(&dedup(), &trouble), (Vec::new(), vec![Blame::Harness]));
}

#[test]
fn a_result_is_blamed_on_both_only_where_both_have_failing_checks() {
    let blame = |cases| results(POINTS, &[Delivery::AsSent], 1, cases).blame();
    assert_eq!(blame("ppppppp"), None);
    assert_eq!(blame("ppfpppp"), Some(Server));
    assert_eq!(blame("pppfppp"), Some(Client));
    assert_eq!(blame("ppffppp"), Some(Blame::Both));
    assert_eq!(results(POINTS, &TWO, 1, "ppppppp pppfppp").blame(), Some(Client), "only under one delivery");
    assert_eq!(results(POINTS, &TWO, 1, "").blame(), Some(Unclear), "an interrupted run");
}
