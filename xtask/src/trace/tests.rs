use std::net::SocketAddr;
use std::time::Duration;

use super::*;
use crate::bytes::Bytes;
use crate::conversation::Segment;
use crate::words::replay;

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 2], port))
}

/// A connection from that port, on which this was said.
fn connection(port: u16, said: &[(Direction, &str)]) -> Connection {
    let segments = said.iter().map(|(direction, text)| Segment::new(*direction, text.as_bytes()));
    let mut connection = Connection::new(address(port), address(12345), address(12345), Duration::ZERO);
    connection.segments = segments.collect();
    connection.client_close =
        Some(Close { kind: CloseKind::Fin, at: Duration::ZERO, follows: false, heard_bytes: 0 });
    connection
}

fn program(stdout: &str, end: End) -> ProgramFacts {
    ProgramFacts {
        command: vec!["program".to_owned()],
        stdout: Output { kept: Bytes::from(stdout.as_bytes()), dropped_bytes: 0 },
        stderr: Output::default(),
        end,
        typed: Vec::new(),
        reached: Vec::new(),
    }
}

const SAID: [(Direction, &str); 3] =
    [(Direction::ToServer, "1 2"), (Direction::ToServer, " 2\n"), (Direction::ToClient, "1 2\n")];

fn observation(port: u16, said: &[(Direction, &str)]) -> Observation {
    Observation {
        server: Some(program(&format!("from ('10.0.0.2', {port})\nserved\n"), End::Stopped)),
        client: Some(program("1 2\n", End::Exited(0))),
        conversation: Some(Conversation {
            connections: vec![connection(port, said)],
            ..Conversation::default()
        }),
        ..Observation::default()
    }
}

fn digest(observation: &Observation) -> Digest {
    Trace::of(observation).expect("the harness did not fail").digest()
}

/// What is said of the first thing in which the second differs.
#[track_caller]
fn said(before: &Observation, after: &Observation) -> String {
    let same = digest(before) == digest(after);
    let found = difference(before, after);
    assert_eq!(same, found.is_none(), "the digest and the difference agree");
    found.map_or(String::new(), |found| replay::difference(&found).join("\n"))
}

/// `hashlib.sha256(b"".join(struct.pack("<Q", len(f)) + f for f in fields)).hexdigest()` in Python, where `fields` are, each
/// third of them the content: "socklab trace 1", "connection 1 client", "whole", "1 2 2\n", ...
#[test]
fn a_digest_is_what_the_readme_says_and_stays_so() {
    let expected = "2dc479170d2becb17c429609d7f85c5085e59ae62cb859cc327bf0c1649d4a01";
    assert_eq!(digest(&observation(40512, &SAID)).to_string(), expected);
    assert_eq!(expected.parse::<Digest>().expect("a digest").to_string(), expected);
    assert!("12".parse::<Digest>().is_err() && expected.replace('a', "x").parse::<Digest>().is_err());
}

#[test]
fn what_timing_alone_changes_changes_nothing() {
    let before = observation(40512, &SAID);
    let mut later = observation(
        51234,
        &[(Direction::ToServer, "1"), (Direction::ToClient, "1 2\n"), (Direction::ToServer, " 2 2\n")],
    );
    let connection = &mut later.conversation.as_mut().expect("a conversation").connections[0];
    connection.opened = Duration::from_secs(1);
    connection.segments[2].heard_bytes = 4;
    connection.segments[2].at = Duration::from_secs(2);
    later.spent.programs = Duration::from_secs(3);
    assert_eq!(said(&before, &later), "");
}

#[test]
fn a_port_is_hidden_only_where_it_stands_alone() {
    let with = |port: u16, text: &str| {
        let mut seen = observation(port, &SAID);
        seen.client = Some(program(text, End::Exited(0)));
        digest(&seen)
    };
    assert_eq!(with(40512, "I am 40512"), with(51234, "I am 51234"));
    assert_ne!(with(40512, "I am 140512"), with(51234, "I am 151234"));
    assert_ne!(with(40512, "I am 40512"), with(51234, "I am 40512"));
}

#[test]
fn the_first_byte_that_differs_is_told_with_its_message() {
    let before = observation(40512, &SAID);
    let mut sent = SAID;
    sent[1].1 = " 3\n";
    assert_eq!(
        said(&before, &observation(40512, &sent)),
        "the first byte that differs is byte 2 of message 2 of the client\nbefore  1 2 \u{bb}2\\n\nnow     1 2 \u{bb}3\\n"
    );
    let mut short = SAID;
    short[2].1 = "1 2";
    assert_eq!(
        said(&before, &observation(40512, &short)),
        "the first byte that differs is byte 4 of message 1 of the server\nbefore  1 2\u{bb}\\n\nnow     1 2\u{bb}(the end)"
    );
    let longer = [&SAID[..], &[(Direction::ToClient, "bye")]].concat();
    let more = said(&before, &observation(40512, &longer));
    assert!(more.starts_with("the first byte that differs is byte 1 of message 2 of the server\n"), "{more}");
}

#[test]
fn of_two_directions_the_one_that_differs_first_in_the_conversation_is_told() {
    let greeted = |greeting, answer| {
        observation(40512, &[(Direction::ToClient, greeting), (Direction::ToServer, answer)])
    };
    let told = said(&greeted("hello", "thanks"), &greeted("hullo", "thinks"));
    assert!(told.starts_with("the first byte that differs is byte 2 of message 1 of the server"), "{told}");
    let asked =
        |ask, answer| observation(40512, &[(Direction::ToServer, ask), (Direction::ToClient, answer)]);
    let told = said(&asked("1 2", "1 2"), &asked("1 3", "1 3"));
    assert!(told.starts_with("the first byte that differs is byte 3 of message 1 of the client"), "{told}");
}

#[test]
fn outputs_ends_and_what_is_missing_are_told_as_well() {
    let before = observation(40512, &SAID);
    let changed = |change: &dyn Fn(&mut Observation)| {
        let mut after = before.clone();
        change(&mut after);
        said(&before, &after)
    };
    let told =
        changed(&|seen| seen.server = Some(program("from ('10.0.0.2', 40512)\nSERVED\n", End::Stopped)));
    assert!(
        told.starts_with("the first byte that differs is byte 26 of the server's output, in line 2\n"),
        "{told}"
    );
    let told = changed(&|seen| seen.client.as_mut().expect("a client").stderr.kept = Bytes::from(&b"oh"[..]));
    assert!(told.starts_with("the first byte that differs is byte 1 of the client's error output"), "{told}");
    let told = changed(&|seen| seen.client.as_mut().expect("a client").end = End::Exited(1));
    assert_eq!(told, "how the client ended differs first: `exit 0` before, `exit 1` now");
    let told = changed(&|seen| seen.server.as_mut().expect("a server").stdout.dropped_bytes = 1);
    assert_eq!(told, "the server's output was more than is kept now, and not before");
    let told = changed(&|seen| {
        seen.conversation.as_mut().expect("a conversation").connections[0].client_close = None;
    });
    assert_eq!(told, "the end of what the client sent differs first: `fin` before, `open` now");
    let told = changed(&|seen| {
        seen.conversation.as_mut().expect("a conversation").connections.push(connection(40513, &[]));
    });
    assert_eq!(told, "what the client sent on connection 2 was there now, and not before");
    let told = changed(&|seen| seen.client = None);
    assert_eq!(told, "the client's output was there before, and not now");
    let told = changed(&|seen| seen.server = None);
    assert_eq!(told, "the server's output was there before, and not now");
}

#[test]
fn a_case_in_which_the_harness_failed_has_no_trace() {
    assert_eq!(Trace::of(&Observation::troubled("trouble")), None);
}
