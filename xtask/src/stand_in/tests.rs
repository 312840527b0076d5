//! Scripts learned from conversations that are written down by hand, in every common format: what was recorded is said
//! again with other numbers in it. No program runs.

use std::net::SocketAddr;
use std::time::Duration;

use infer::speech::{Drawn, Speech};
use proptest::prelude::*;

use super::candidates::{Draft, Known, drafts};
use super::need::{MOST_SCRIPTS, Need};
use super::saying;
use super::session::{self, Recorded, Session};
use crate::bytes::Bytes;
use crate::check::Check;
use crate::command_line::Command;
use crate::conversation::{Connection, Conversation, Direction, Segment};
use crate::delivery::Delivery;
use crate::observation::{End, Observation, Output, ProgramFacts};
use crate::oracle::{self, sets};
use crate::plan::Case;
use crate::reading::{literal::Literal, pickle};
use crate::role::Role;
use crate::scenario::{Numbers, Scenario};
use crate::script::{Heard, Played, Send, Sends, StandIn, Step};
use crate::submission::{Program, Server, Submission};
use crate::task::Task;
use crate::thorough;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use crate::verdict::{Seeded, judge, question_of};

use Direction::{ToClient, ToServer};

/// The list of every recorded client here, and the list that is to take its place.
const LIST: [i64; 5] = [12, 40, 12, 7, 100];
const OTHER: [i64; 7] = [5, 9, 5, 31, 5, 9, 88];

fn scenario(task: &str) -> Scenario {
    let text =
        format!("format = 1\ntitle = 't'\ntask = '{task}'\nseeds = '1..2'\n[numbers]\ncount = '5..9'\n");
    Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario")
}

fn conversation(sends: &[(Direction, &[u8])]) -> Conversation {
    let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
    let segments = sends.iter().map(|(direction, bytes)| Segment::new(*direction, *bytes));
    let (client, server) = (address("10.0.0.2:32451"), address("10.0.0.2:12345"));
    let segments = segments.collect();
    let connection = Connection { segments, ..Connection::new(client, server, server, Duration::ZERO) };
    Conversation { connections: vec![connection], ..Conversation::default() }
}

fn session(sends: &[(Direction, &[u8])]) -> Session {
    let scenario = scenario("dedup");
    learnt(&[recorded(sends, true)], &scenario.numbers)
}

/// A case in which this was said.
fn recorded(sends: &[(Direction, &[u8])], ended_well: bool) -> Recorded {
    Recorded::alone(Session::of(&conversation(sends)).expect("somebody speaks"), ended_well)
}

/// What is learnt of cases.
fn learnt(cases: &[Recorded], numbers: &Numbers) -> Session {
    let question = question_of(Task::Dedup, numbers);
    session::learn(cases, question.as_ref()).expect("a session").0
}

/// How the client says its list.
fn request(session: &Session) -> Vec<Send> {
    let (_, turn) = session.list.as_ref().expect("the client sends a list");
    session.said(*turn)
}

fn drawn(list: &[i64]) -> Drawn<'_> {
    Drawn { client: list, server: list, ascending: false }
}

/// What a message says, with the other list in it.
fn said(message: &[Send]) -> Vec<Vec<u8>> {
    saying::sends(message, &drawn(&OTHER), saying::Heard::default()).expect("it can be said")
}

fn text(sends: &[Vec<u8>]) -> Vec<String> {
    sends.iter().map(|send| send.escape_ascii().to_string()).collect()
}

#[test]
fn a_length_in_a_send_of_its_own_is_one_though_most_lists_are_as_long() {
    let lists: [&[u8]; 5] = [
        b"[12,40,12,7,100]",
        b"[31,24,9,48,18]",
        b"[27,31,96,8,100]",
        b"[37,30,100,64,8]",
        b"[81,40,43,100,9]",
    ];
    let case = |list: &&[u8]| {
        let length = (list.len() as u32).to_be_bytes();
        recorded(&[(ToServer, &length), (ToServer, list)], true)
    };
    let cases: Vec<Recorded> = lists.iter().map(case).collect();
    let session = learnt(&cases, &scenario("dedup").numbers);
    assert_eq!(text(&said(&request(&session))).concat(), r"\x00\x00\x00\x11[5,9,5,31,5,9,88]");
}

#[test]
fn a_client_s_list_is_said_again_with_other_numbers_in_every_format() {
    let cases: &[(&[&[u8]], &[&str])] = &[
        (&[b"[12, 40, 12, 7, 100]"], &["[5, 9, 5, 31, 5, 9, 88]"]),
        (&[b"[12,40,12,7,100]"], &["[5,9,5,31,5,9,88]"]),
        (&[b"(12, 40, 12, 7, 100)"], &["(5, 9, 5, 31, 5, 9, 88)"]),
        (&[b"['12', '40', '12', '7', '100']"], &[r"[\'5\', \'9\', \'5\', \'31\', \'5\', \'9\', \'88\']"]),
        (&[b"12,40,12,7,100"], &["5,9,5,31,5,9,88"]),
        (&[b"12 40 12 7 100\n"], &[r"5 9 5 31 5 9 88\n"]),
        (&[b"12;40;12;7;100;end"], &["5;9;5;31;5;9;88;end"]),
        (&[b"12\n40\n12\n7\n100\nend\n"], &[r"5\n9\n5\n31\n5\n9\n88\nend\n"]),
        (&[b"{\"numbers\": [12, 40, 12, 7, 100]}"], &[r#"{\"numbers\": [5, 9, 5, 31, 5, 9, 88]}"#]),
        (&[b"D[12, 40, 12, 7, 100]"], &["D[5, 9, 5, 31, 5, 9, 88]"]),
        // A count, a flag, a length before it, in the same `send` or in one of its own.
        (&[b"5", b"[12, 40, 12, 7, 100]"], &["7", "[5, 9, 5, 31, 5, 9, 88]"]),
        (&[b"dedup", b"[12, 40, 12, 7, 100]"], &["dedup", "[5, 9, 5, 31, 5, 9, 88]"]),
        (&[b"20", b"[12, 40, 12, 7, 100]"], &["23", "[5, 9, 5, 31, 5, 9, 88]"]),
        (&[b"20        [12, 40, 12, 7, 100]"], &["23        [5, 9, 5, 31, 5, 9, 88]"]),
        (&[b"0020[12, 40, 12, 7, 100]"], &["0023[5, 9, 5, 31, 5, 9, 88]"]),
        // One number a `send`.
        (
            &[b"12\n", b"40\n", b"12\n", b"7\n", b"100\n", b"done\n"],
            &[r"5\n", r"9\n", r"5\n", r"31\n", r"5\n", r"9\n", r"88\n", r"done\n"],
        ),
        // Bytes of fixed width, by themselves, with a count, with a length.
        (&[b"\x0c\0\x28\0\x0c\0\x07\0\x64\0"], &[r"\x05\x00\t\x00\x05\x00\x1f\x00\x05\x00\t\x00X\x00"]),
        (
            &[b"\0\0\0\x05\0\0\0\x0c\0\0\0\x28\0\0\0\x0c\0\0\0\x07\0\0\0\x64"],
            &[
                r"\x00\x00\x00\x07\x00\x00\x00\x05\x00\x00\x00\t\x00\x00\x00\x05\x00\x00\x00\x1f\x00\x00\x00\x05\x00\x00\x00\t\x00\x00\x00X",
            ],
        ),
        // A list in two `send`s becomes one.
        (&[b"[12, 40, 1", b"2, 7, 100]"], &["[5, 9, 5, 31, 5, 9, 88]"]),
    ];
    for (sends, expected) in cases {
        let recorded: Vec<(Direction, &[u8])> = sends.iter().map(|send| (ToServer, *send)).collect();
        let session = session(&recorded);
        let shown: Vec<String> = sends.iter().map(|send| send.escape_ascii().to_string()).collect();
        assert_eq!(session.list.as_ref().map(|(list, _)| &list[..]), Some(&LIST[..]), "{shown:?}");
        assert_eq!(text(&said(&request(&session))), *expected, "{shown:?}");
    }
}

#[test]
fn the_same_numbers_give_the_bytes_that_were_recorded() {
    for send in [&b"numbers: [12, 40, 12, 7, 100]\r\n"[..], b"5 12 40 12 7 100", b"\x0c\x28\x0c\x07\x64"] {
        let recorded = session(&[(ToServer, send)]);
        let again = saying::sends(&request(&recorded), &drawn(&LIST), saying::Heard::default());
        assert_eq!(again, Ok(vec![send.to_vec()]));
        let heard = recorded.request().and_then(|request| request.hear(&vec![send.to_vec()]));
        assert_eq!(heard.as_deref(), Some(&LIST[..]));
    }
}

/// A pickle's value as Python shows it.
fn unpickled(bytes: &[u8]) -> String {
    fn show(literal: &Literal, bytes: &[u8]) -> String {
        let items = |items: &[Literal]| items.iter().map(|i| show(i, bytes)).collect::<Vec<_>>().join(", ");
        match literal {
            Literal::Int(n) => n.to_string(),
            Literal::Str(place) => format!("'{}'", String::from_utf8_lossy(&bytes[place.clone()])),
            Literal::Seq(seq) => format!("{}{}", char::from(seq.open), items(&seq.items)),
            Literal::Map(entries) => {
                let entry = |(k, v): &(Literal, Literal)| format!("{}: {}", show(k, bytes), show(v, bytes));
                format!("{{{}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            other => format!("{other:?}"),
        }
    }
    let pickle = pickle::decode(bytes, 0, &mut pickle::Budget(10_000)).expect("a pickle");
    show(&pickle.parsed.literal, bytes)
}

#[test]
fn pickles_keep_their_shape_whatever_their_protocol() {
    for (pickle, expected) in [
        // [12, 40, 12, 7, 100] in protocols 0, 3 and 4, and the same in a dictionary.
        (&b"(lp0\nI12\naI40\naI12\naI7\naI100\na."[..], "[5, 9, 5, 31, 5, 9, 88"),
        (b"\x80\x03]q\x00(K\x0cK(K\x0cK\x07Kde.", "[5, 9, 5, 31, 5, 9, 88"),
        (
            b"\x80\x04\x95\x0f\0\0\0\0\0\0\0]\x94(K\x0cK(K\x0cK\x07Kde.",
            "[5, 9, 5, 31, 5, 9, 88",
        ),
        (
            b"\x80\x03}q\x00(X\x01\x00\x00\x00nq\x01K\x05X\x04\x00\x00\x00listq\x02]q\x03(K\x0cK(K\x0cK\x07Kdeu.",
            "{'n': 7, 'list': [5, 9, 5, 31, 5, 9, 88",
        ),
    ] {
        let sends = said(&request(&session(&[(ToServer, pickle)])));
        assert_eq!(sends.len(), 1);
        assert_eq!(unpickled(&sends[0]), expected);
    }
    // Four bytes of length before it.
    let framed = [&[0, 0, 0, 18][..], b"\x80\x03]q\x00(K\x0cK(K\x0cK\x07Kde."].concat();
    let sends = said(&request(&session(&[(ToServer, &framed)])));
    assert_eq!(sends[0][..4], u32::try_from(sends[0].len() - 4).expect("short").to_be_bytes());
    assert_eq!(unpickled(&sends[0][4..]), "[5, 9, 5, 31, 5, 9, 88");
}

#[test]
fn an_answer_is_given_again_right_whatever_was_wrong_with_it() {
    for (answers, expected) in [
        (&["[12, 40, 7, 100]"][..], &["[5, 9, 31, 88]"][..]),
        (&["[40, 7, 100]"], &["[5, 9, 31, 88]"]),
        (&["[12, 40, 12, 7, 100]"], &["[5, 9, 31, 88]"]),
        (&["Result: 40 7 100\n"], &[r"Result: 5 9 31 88\n"]),
        (&["[12, 40, 7, 100][12]"], &["[5, 9, 31, 88][5, 5, 9]"]),
        (&["[40, 7, 100]", "[12]"], &["[5, 9, 31, 88]", "[5, 5, 9]"]),
        (&["[7, 12, 40, 100]", "{12: 2, 40: 1, 7: 1}"], &["[5, 9, 31, 88]", "{5: 3, 9: 2}"]),
        (
            &[r#"{"unique": [12, 40, 7, 100], "duplicates": [12]}"#],
            &[r#"{\"unique\": [5, 9, 31, 88], \"duplicates\": [5, 5, 9]}"#],
        ),
    ] {
        let mut sends: Vec<(Direction, &[u8])> = vec![(ToServer, b"[12, 40, 12, 7, 100]")];
        sends.extend(answers.iter().map(|answer| (ToClient, answer.as_bytes())));
        let session = session(&sends);
        assert!(session.is_answered(), "{answers:?}");
        assert_eq!(text(&said(&session.said(1))), expected, "{answers:?}");
    }
}

#[test]
fn two_lists_in_two_sends_are_two_lists() {
    let numbers = Numbers { count: 25..=100, value: 1..=100 };
    let written = |list: &[i64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let cases = (1..=5).map(|seed| {
        let list = oracle::seed::numbers(Role::Client, seed, 25..=100, 1..=100);
        let repeated = sets::repeated(&list);
        let once: Vec<i64> = list.iter().filter(|number| !repeated.contains(number)).copied().collect();
        let said = [&list, &once, &repeated].map(|list| written(list));
        let [list, once, repeated] = said.each_ref().map(String::as_bytes);
        recorded(&[(ToServer, list), (ToClient, once), (ToClient, repeated)], true)
    });
    let session = learnt(&cases.collect::<Vec<_>>(), &numbers);
    assert_eq!(text(&said(&session.said(1))), ["5,9,31,88", "5,9"], "it kept those that were not repeated");
}

#[test]
fn a_guess_is_written_like_the_list_that_was_heard_without_its_words() {
    let cases: [(&[&[u8]], &[&str]); 5] = [
        (&[b"numbers: [12, 40, 12, 7, 100]\n"], &[r"[5, 9, 31, 88]\n"]),
        (&[b"{\"n\": 5, \"list\": [12, 40, 12, 7, 100], \"end\": 1}"], &["[5, 9, 31, 88]"]),
        (&[b"5", b"[12, 40, 12, 7, 100]"], &["4", "[5, 9, 31, 88]"]),
        (&[b"12\n40\n12\n7\n100\nend\n"], &[r"5\n9\n31\n88\nend\n"]),
        (&[b"12 40 12 7 100\n"], &[r"5 9 31 88\n"]),
    ];
    for (sent, expected) in cases {
        let sends: Vec<(Direction, &[u8])> = sent.iter().map(|send| (ToServer, *send)).collect();
        let core = session(&sends).request().and_then(|request| request.core(infer::speech::What::Final));
        let said = core.and_then(|core: Speech| core.say(&drawn(&OTHER)));
        assert_eq!(said.map(|said| text(&said)), Some(expected.iter().map(|e| (*e).to_owned()).collect()));
    }
}

fn only(drafts: &[Draft]) -> &Draft {
    drafts.first().expect("a draft")
}

#[test]
fn a_recorded_session_is_played_in_its_order_by_either_side() {
    let session = session(&[
        (ToClient, b"Welcome"),
        (ToServer, b"Nice to meet you"),
        (ToServer, b"[12, 40, 12, 7, 100]"),
        (ToClient, b"[40, 7, 100]"),
    ]);
    let known = Known { session: Some(session), ended_well: true, ..Known::default() };

    let server = drafts(Role::Server, Task::Dedup, &known);
    let [Step::Say(greeting), Step::Hear(list), Step::Say(answer), Step::End(more)] =
        &only(&server).steps[..]
    else {
        panic!("{server:?}")
    };
    assert_eq!(greeting[..], [Send::bytes("Welcome")]);
    assert_eq!((list.what, list.sends), (Heard::List, Some(2)));
    assert_eq!(text(&said(answer)), ["[5, 9, 31, 88]"]);
    assert!(more.is_empty() && only(&server).is_recorded);
    assert!(!server[1..].iter().any(|draft| draft.is_recorded), "the rest are guesses");

    let client = drafts(Role::Client, Task::Dedup, &known);
    let [Step::Hear(greeting), Step::Say(message), Step::Hear(answer), Step::End(_)] =
        &only(&client).steps[..]
    else {
        panic!("{client:?}")
    };
    assert_eq!((greeting.what, greeting.sends), (Heard::Words, Some(1)));
    assert_eq!(text(&said(message)), ["Nice to meet you", "[5, 9, 5, 31, 5, 9, 88]"]);
    assert_eq!(answer.what, Heard::Answer);
    assert_eq!((only(&client).port, client.len()), (Some(32451), 1), "from the client's own port");
}

#[test]
fn what_one_side_left_unfinished_is_no_evidence() {
    let turns: [(Direction, &[u8]); 2] = [(ToServer, b"[12, 40, 12, 7, 100]"), (ToClient, b"[40, 7, 100]")];
    let known = Known { session: Some(session(&turns)), ended_well: false, ..Known::default() };
    assert!(!only(&drafts(Role::Server, Task::Dedup, &known)).is_recorded);
}

#[test]
fn what_may_be_the_length_of_a_wrong_answer_is_first_taken_for_it() {
    let turns: [(Direction, &[u8]); 2] =
        [(ToServer, b"\x0c\x28\x0c\x07\x64\0"), (ToClient, b"\x03\x28\x07\x64")];
    let known = Known { session: Some(session(&turns)), ended_well: true, ..Known::default() };
    let drafts = drafts(Role::Server, Task::Dedup, &known);
    let answers = drafts.iter().filter_map(|draft| match &draft.steps[..] {
        [Step::Hear(_), Step::Say(answer), Step::End(_)] => Some(said(answer)[0].escape_ascii().to_string()),
        _ => None,
    });
    assert_eq!(answers.take(2).collect::<Vec<_>>(), [r"\x04\x05\t\x1fX", r"\x05\t\x1fX"]);
    assert!(
        !drafts.iter().any(|draft| draft.is_recorded),
        "a client that cannot read either need not be wrong"
    );
}

/// A list whose every number is waited for, and what comes after the last.
fn acknowledged(after: &[(Direction, &'static [u8])]) -> Known {
    let turns = [(ToServer, &b"12"[..]), (ToClient, b"ok"), (ToServer, b"40"), (ToClient, b"ok")];
    let turns = [&turns[..], &turns, &[(ToServer, b"7"), (ToClient, b"ok")], after].concat();
    Known { session: Some(session(&turns)), ended_well: true, ..Known::default() }
}

#[test]
fn each_number_is_acknowledged_until_the_list_has_ended() {
    let acknowledgement = vec![Send::bytes("ok")];
    for (after, end_mark) in [
        (&[(ToServer, &b"done"[..]), (ToClient, b"40 7")][..], Some(Bytes::from(&b"done"[..]))),
        // The client knows how many numbers it sent, and waits.
        (&[(ToClient, b"40 7")], None),
    ] {
        let drafts = drafts(Role::Server, Task::Dedup, &acknowledged(after));
        let [Step::Acknowledge(message, mark), Step::Say(answer), Step::End(_)] = &only(&drafts).steps[..]
        else {
            panic!("{drafts:?}")
        };
        assert_eq!((message, mark), (&acknowledgement, &end_mark));
        assert_eq!(text(&said(answer)), ["5 9 31 88"]);
        assert!(drafts.len() == 1 && !only(&drafts).is_recorded);
    }
}

#[test]
fn a_list_whose_every_number_is_waited_for_is_said_number_by_number() {
    let answered = acknowledged(&[(ToServer, b"done"), (ToClient, b"40 7")]);
    let drafts_of_client = drafts(Role::Client, Task::Dedup, &answered);
    let [Step::Converse(_), Step::Hear(last), Step::Say(mark), Step::Hear(answer), Step::End(_)] =
        &only(&drafts_of_client).steps[..]
    else {
        panic!("{drafts_of_client:?}")
    };
    assert_eq!(
        (last.what, text(&said(mark)), answer.what),
        (Heard::Words, vec!["done".to_owned()], Heard::Words)
    );
    let unanswered = acknowledged(&[(ToServer, b"done")]);
    assert_eq!(drafts(Role::Server, Task::Dedup, &unanswered), []);
}

#[test]
fn what_a_server_waits_for_between_two_parts_of_its_answer_is_said() {
    let turns = [
        (ToServer, &b"12 40 12 7 40"[..]),
        (ToClient, b"12 40 7"),
        (ToServer, b"more"),
        (ToClient, b"12 40"),
    ];
    let known = Known { session: Some(session(&turns)), ended_well: true, ..Known::default() };
    let drafts = drafts(Role::Client, Task::Dedup, &known);
    let [Step::Say(_), Step::Hear(first), Step::Say(more), Step::Hear(second), Step::End(_)] =
        &only(&drafts).steps[..]
    else {
        panic!("{drafts:?}")
    };
    assert_eq!((first.what, second.what), (Heard::Words, Heard::Answer));
    assert_eq!(more, &[Send::bytes("more")]);
    // There may be no second list: nothing was sent twice.
    assert!(second.may_be_nothing && !first.may_be_nothing);
}

#[test]
fn an_unfinished_list_is_not_said_before_the_whole_one() {
    let known = Known {
        session: Some(learnt(
            &[recorded(&[(ToClient, b"Welcome"), (ToServer, b"[12, 40, 1")], false)],
            &scenario("dedup").numbers,
        )),
        ..Known::default()
    };
    let drafts = drafts(Role::Client, Task::Dedup, &known);
    assert!(!drafts.is_empty());
    for draft in &drafts {
        assert!(!format!("{draft:?}").contains("[12, 40, 1"), "{draft:?}");
    }
}

/// What a client says that knows nothing, and what it says where that is not answered.
fn says_and_waits(draft: &Draft) -> (Vec<u8>, Vec<Vec<u8>>) {
    let [.., Step::Say(message), Step::Hear(answer), Step::End(_)] = &draft.steps[..] else {
        panic!("{draft:?}")
    };
    (said(message).concat(), answer.otherwise.iter().map(|message| said(message).concat()).collect())
}

#[test]
fn a_server_that_reads_lines_is_told_where_the_list_ends() {
    let drafts = drafts(Role::Client, Task::Dedup, &Known { greets: Some(false), ..Known::default() });
    let drafts: Vec<_> = drafts.iter().take(MOST_SCRIPTS).map(says_and_waits).collect();
    for text in ["[5, 9, 5, 31, 5, 9, 88]", "5,9,5,31,5,9,88", "5 9 5 31 5 9 88"] {
        assert!(drafts.contains(&(text.into(), vec![b"\n".to_vec()])), "{drafts:?}");
    }
    let binary = |said: &[u8]| said.contains(&0);
    assert!(drafts.iter().all(|(said, more)| !binary(said) || more.is_empty()), "there is no line to end");
}

#[test]
fn nothing_is_tried_twice_where_nobody_greets() {
    let known = |greets| Known { greets, ..Known::default() };
    let tried = drafts(Role::Client, Task::Dedup, &known(None)).swap_remove(0);
    for (greets, again) in [(Some(false), 0), (Some(true), 1)] {
        let drafts = drafts(Role::Client, Task::Dedup, &known(greets));
        let new: Vec<_> = drafts.iter().filter(|draft| !draft.is_like(&tried, greets)).collect();
        assert_eq!(new.iter().filter(|draft| says_and_waits(draft).0.starts_with(b"[")).count(), again);
        assert_eq!(new.len(), drafts.len() - 1);
    }
}

#[test]
fn bare_numbers_are_answered_in_their_own_layout_with_and_without_a_count() {
    let request: Vec<u8> = LIST.iter().flat_map(|number| (*number as u32).to_be_bytes()).collect();
    // The server answered with the count of an empty list.
    for sends in [&[(ToServer, &request[..])][..], &[(ToServer, &request), (ToClient, &[0; 4])]] {
        let known = Known { session: Some(session(sends)), ended_well: true, ..Known::default() };
        let drafts = drafts(Role::Server, Task::Dedup, &known);
        let answers = drafts.iter().filter_map(|draft| match &draft.steps[..] {
            [Step::Hear(_), Step::Say(answer), Step::End(_)] => Some(said(answer).concat()),
            _ => None,
        });
        let bare: Vec<u8> = [5u32, 9, 31, 88].iter().flat_map(|number| number.to_be_bytes()).collect();
        let counted = [&4u32.to_be_bytes()[..], &bare].concat();
        let mut answers: Vec<_> = answers.collect();
        answers.dedup();
        assert_eq!(answers[..2], [bare, counted]);
    }
}

/// Whatever students send, a script is made of it, or none, in the harness itself: nothing may end that.
fn learns_from(sends: &[(Direction, &[u8])]) {
    let known = Known { session: Some(session(sends)), ..Known::default() };
    for role in [Role::Server, Role::Client] {
        for task in Task::ALL {
            for draft in drafts(role, task, &known) {
                let says = draft.steps.iter().filter_map(|step| match step {
                    Step::Say(message) => Some(message),
                    _ => None,
                });
                // It may be impossible to say it; it may not be the end.
                says.for_each(|message| {
                    drop(saying::sends(message, &drawn(&OTHER), saying::Heard::default()));
                });
            }
        }
    }
}

#[test]
fn thousands_of_values_in_one_send_are_no_end() {
    for bytes in [
        b"I12\n.".repeat(10_000),
        b"]q\0(K\x0cK(e.".repeat(4_000),
        [b"\x80\x03".to_vec(), b"(".repeat(30_000), b"l".repeat(30_000), b".".to_vec()].concat(),
        b"\x0c\x0c\x01\xff".repeat(3_000),
        b"[".repeat(60_000),
        b"[]".repeat(6_000),
        b"1:1,".repeat(15_000),
        b"[12, 40, 12, 7, 100]".repeat(3_000),
    ] {
        learns_from(&[(ToServer, &bytes)]);
        learns_from(&[(ToServer, b"[12, 40, 12, 7, 100]"), (ToClient, &bytes)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(thorough::share_of(ProptestConfig::default().cases)))]

    #[test]
    fn any_bytes_make_scripts_or_none(sends in proptest::collection::vec(
        (any::<bool>(), proptest::collection::vec(any::<u8>(), 0..60)), 0..8,
    )) {
        let direction = |to_server| if to_server { ToServer } else { ToClient };
        let sends: Vec<(Direction, &[u8])> =
            sends.iter().map(|(to_server, bytes)| (direction(*to_server), &bytes[..])).collect();
        learns_from(&sends);
        let list: Vec<(Direction, &[u8])> =
            [(ToServer, &b"[12, 40, 12, 7, 100]"[..])].into_iter().chain(sends).collect();
        learns_from(&list);
    }

    #[test]
    fn any_text_of_numbers_makes_scripts_or_none(texts in proptest::collection::vec(
        (any::<bool>(), "[0-9\\[\\](){},:; '\\-\n.a]{0,40}"), 0..6,
    )) {
        let direction = |to_server| if to_server { ToServer } else { ToClient };
        let sends: Vec<(Direction, &[u8])> =
            texts.iter().map(|(to_server, text)| (direction(*to_server), text.as_bytes())).collect();
        learns_from(&sends);
    }
}

// Which half needs one, and what comes of it.

fn program(stdout: &str, end: End) -> ProgramFacts {
    let kept = Bytes::from(stdout.as_bytes());
    ProgramFacts {
        command: vec!["program".to_owned()],
        stdout: Output { kept, dropped_bytes: 0 },
        stderr: Output::default(),
        end,
        typed: Vec::new(),
        reached: Vec::new(),
    }
}

fn observed(client: ProgramFacts, server: ProgramFacts, sends: &[(Direction, &[u8])]) -> Observation {
    Observation {
        server: Some(server),
        client: Some(client),
        port: Some(12345),
        listeners: vec!["10.0.0.2:12345".parse().expect("an address")],
        conversation: Some(conversation(sends)),
        ..Observation::default()
    }
}

/// The client falls over after the greeting.
fn broken_client() -> Observation {
    observed(program("", End::Exited(1)), program("", End::Stopped), &[(ToClient, b"Welcome")])
}

fn submission() -> Submission {
    let program = |text: &str| Program::Command(Command::of_student(text).expect("a command"));
    Submission { server: Server::Start(program("server")), client: program("client") }
}

fn case<'s>(scenario: &'s Scenario, seed: u64) -> Case<'s> {
    Case::alone(scenario, seed, Delivery::AsSent)
}

/// Both seeds of a pair whose client is broken.
fn need<'s>(scenario: &'s Scenario, results: &mut ScenarioResult) -> Need<'s> {
    let mut need = Need::new(scenario, &submission(), Vec::new());
    for seed in [1, 2] {
        let observation = broken_client();
        let verdict = judge(scenario, &Seeded::default(), &observation);
        need.see(&case(scenario, seed), &verdict, &observation);
        results.cases.push(CaseResult {
            seed,
            delivery: Delivery::AsSent,
            stand_in: None,
            second: false,
            verdict,
        });
    }
    need
}

fn results(scenario: &Scenario) -> ScenarioResult {
    ScenarioResult {
        scenario: scenario.clone(),
        server: "s".to_owned(),
        client: "c".to_owned(),
        again: String::new(),
        cases: Vec::new(),
        repeats: None,
        stand_ins: Vec::new(),
        left_out: LeftOut::default(),
        joint: None,
        corrections: std::collections::BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
    }
}

/// What comes of a stand-in client: the answer of the server, and what the stand-in says of itself.
fn played(stand_in: &StandIn, answer: &str, is_played: bool) -> Observation {
    let list = format!("{:?}", stand_in.script.numbers);
    let log = if is_played { "says 9 bytes\nthe exchange is complete\n" } else { "says 9 bytes\n" };
    let sends = [(ToClient, &b"Welcome"[..]), (ToServer, list.as_bytes()), (ToClient, answer.as_bytes())];
    observed(program(log, End::Exited(0)), program("", End::Stopped), &sends)
}

fn status(results: &ScenarioResult, check: Check) -> Status {
    results.checks().into_iter().find(|result| result.check == check).expect("a check").status
}

#[test]
fn a_server_passes_with_the_script_that_holds_for_every_seed() {
    let scenario = scenario("dedup");
    let mut results = results(&scenario);
    let mut need = need(&scenario, &mut results);
    let mut seeds = Vec::new();
    while let Some(stand_in) = need.next() {
        // The second script is the one.
        let numbers = sets::distinct(&stand_in.script.numbers);
        assert!(numbers.len() < stand_in.script.numbers.len(), "something is to be removed");
        let answer = if stand_in.played.script == 2 { format!("{numbers:?}") } else { "what?".to_owned() };
        let observation = played(&stand_in, &answer, stand_in.played.script == 2);
        seeds.push((stand_in.played, stand_in.seed));
        let result = need.judge(&stand_in, Seeded::default(), &observation);
        results.stand_ins.push(result);
    }
    let first = |script| Played { role: Role::Client, script, sends: Sends::Drawn };
    assert_eq!(seeds, [(first(1), 1), (first(2), 1), (first(2), 2)]);
    assert_eq!(status(&results, Check::ReplyIsDeduplicated), Status::Pass);
    assert_eq!(status(&results, Check::ClientFinishes), Status::Fail, "the client earns nothing by it");
    assert_eq!(status(&results, Check::ShowsFinalList), Status::Inconclusive);
}

#[test]
fn a_guess_that_fails_costs_nothing_and_tries_end() {
    let scenario = scenario("dedup");
    let mut results = results(&scenario);
    let mut need = need(&scenario, &mut results);
    let mut tries = 0;
    while let Some(stand_in) = need.next() {
        let observation = played(&stand_in, "[1, 2, 3, 4]", true);
        let result = need.judge(&stand_in, Seeded::default(), &observation);
        let outcome = result.verdict.findings.iter().find(|found| found.check == Check::ReplyIsDeduplicated);
        let outcome = outcome.map(|found| found.outcome.clone());
        assert_eq!(outcome, Some(Outcome::Inconclusive(Doubt::StandInGuessed(Role::Client))));
        results.stand_ins.push(result);
        tries += 1;
    }
    assert_eq!(tries, MOST_SCRIPTS);
    assert_eq!(status(&results, Check::ReplyIsDeduplicated), Status::Inconclusive);
}

#[test]
fn an_answer_to_a_guess_is_in_order_only_where_it_is_right() {
    let scenario = scenario("intersect");
    let need = need(&scenario, &mut results(&scenario));
    let stand_in = need.next().expect("a try");
    let (sent, others): (Vec<i64>, Vec<i64>) =
        (1..=100).partition(|number| stand_in.script.numbers.contains(number));
    let common = &sent[..2];
    let own = [common, &others[..3]].concat();
    for (servers, answer, is_pass) in [
        (&own[..], common, true),
        (&own, &common[..1], false),
        (&own, &[], false),
        (&others[..5], &[], false),
    ] {
        let mut observation = played(&stand_in, &format!("{answer:?}"), true);
        observation.server = Some(program(&format!("Server list: {servers:?}\n"), End::Stopped));
        let result = need.clone().judge(&stand_in, Seeded::default(), &observation);
        let is_sorted = result.verdict.findings.iter().find(|found| found.check == Check::ReplyIsSorted);
        let outcome = is_sorted.map(|found| found.outcome.clone());
        assert_eq!(outcome == Some(Outcome::Pass), is_pass, "{servers:?} {answer:?} {outcome:?}");
    }
}

#[test]
fn what_a_server_says_before_the_exchange_is_complete_is_no_pass() {
    let scenario = scenario("dedup");
    let mut results = results(&scenario);
    let mut need = need(&scenario, &mut results);
    let stand_in = need.next().expect("a try");
    let numbers = sets::distinct(&stand_in.script.numbers);
    let observation = played(&stand_in, &format!("{numbers:?}"), false);
    let result = need.judge(&stand_in, Seeded::default(), &observation);
    let unheard = Outcome::Inconclusive(Doubt::StandIn(Role::Client));
    assert!(result.verdict.findings.iter().all(|found| found.outcome == unheard));
    assert!(
        result.verdict.findings.iter().all(|found| found.check.about() == Some(Role::Server)),
        "nothing is said about the half that the harness played"
    );
}

#[test]
fn a_client_that_never_draws_a_number_twice_has_its_server_put_to_the_test() {
    let mut scenario = scenario("dedup");
    scenario.numbers.count = 60..=60;
    let mut results = results(&scenario);
    let mut need = Need::new(&scenario, &submission(), Vec::new());
    let list: Vec<i64> = (1..=60).map(|number| number * 37 % 61).collect();
    let text = format!("{list:?}");
    let sends: [(Direction, &[u8]); 2] = [(ToServer, text.as_bytes()), (ToClient, text.as_bytes())];
    let shown = program(&format!("final {text}\nduplicates []\n"), End::Exited(0));
    let observation = observed(shown, program("", End::Stopped), &sends);
    let verdict = judge(&scenario, &Seeded::default(), &observation);
    need.see(&case(&scenario, 1), &verdict, &observation);
    results.cases.push(CaseResult {
        seed: 1,
        delivery: Delivery::AsSent,
        stand_in: None,
        second: false,
        verdict,
    });
    let stand_in = need.next().expect("a client that repeats a number");
    assert_eq!(stand_in.played.role, Role::Client);
    // The server sends back what came.
    let echo = format!("{:?}", stand_in.script.numbers);
    let result = need.judge(&stand_in, Seeded::default(), &played(&stand_in, &echo, true));
    results.stand_ins.push(result);
    assert_eq!(status(&results, Check::ReplyIsDeduplicated), Status::Fail);
}

#[test]
fn a_right_pair_needs_nobody_and_a_server_elsewhere_no_client() {
    let scenario = scenario("dedup");
    let elsewhere = Server::Elsewhere { host: "lab-12".to_owned(), port: 12345 };
    let mut need = Need::new(&scenario, &Submission { server: elsewhere, ..submission() }, Vec::new());
    let observation = broken_client();
    need.see(&case(&scenario, 1), &judge(&scenario, &Seeded::default(), &observation), &observation);
    assert_eq!(need.next(), None);

    let mut need = Need::new(&scenario, &submission(), Vec::new());
    let shown = program("final 12 40 7 100\nduplicates 12\n", End::Exited(0));
    let sends: [(Direction, &[u8]); 2] =
        [(ToServer, b"[12, 40, 12, 7, 100]"), (ToClient, b"[12, 40, 7, 100]")];
    let observation = observed(shown, program("", End::Stopped), &sends);
    need.see(&case(&scenario, 1), &judge(&scenario, &Seeded::default(), &observation), &observation);
    assert_eq!(need.next(), None);
}
