//! What a client shows: on which of its outputs, on which lines, and under which words.

use super::*;
use crate::role::Role;
use crate::verdict::outcome::{Miscounted, WrongList};
use crate::verdict::place::{Place, Stream};
use crate::verdict::remarks::Remark;
use Direction::{ToClient, ToServer};

const NUMBERS: &str = "[12, 7, 40, 12, 3, 88, 7, 12]";
const FINAL: &str = "[12, 7, 40, 3, 88]";

/// A client that sends these numbers, gets the right answer, and prints that.
fn shown(printed: &str) -> Observation {
    let sends = [(ToServer, NUMBERS), (ToClient, FINAL)];
    Observation {
        client: Some(program(printed, End::Exited(0))),
        conversation: Some(wire(&sends)),
        ..right()
    }
}

fn statuses(observation: &Observation) -> [Status; 2] {
    let outcomes = outcomes(&dedup(), observation);
    [Check::ShowsFinalList, Check::ShowsDuplicates].map(|wanted| {
        let found = outcomes.iter().find(|(check, _)| *check == wanted);
        found.expect("a check of the task").1.status()
    })
}

/// The list that is said to be wrong, and its line.
fn wrong(observation: &Observation, wanted: Check) -> (Vec<i64>, usize) {
    let outcomes = outcomes(&dedup(), observation);
    match outcomes.into_iter().find(|(check, _)| *check == wanted) {
        Some((_, Outcome::Fail(Reason::WrongList(wrong)))) => match *wrong {
            WrongList { got, place: Place::Line { line, .. }, .. } => (got, line),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

const RIGHT: [Status; 2] = [Status::Pass, Status::Pass];

#[test]
fn what_stands_on_standard_error_is_shown_as_well() {
    let mut observation = shown("");
    let client = observation.client.as_mut().expect("a client");
    client.stderr.kept =
        Bytes::from(format!("INFO:root:Final list: {FINAL}\nINFO:root:Duplicates: [12, 7]\n").as_bytes());
    assert_eq!(statuses(&observation), RIGHT);
    let verdict = judge(&dedup(), &Seeded::default(), &observation);
    let place = Place::Line { role: Role::Client, stream: Stream::Err, line: 1 };
    let rests = |finding: &Finding| finding.evidence.iter().any(|exhibit| exhibit.place == place);
    assert!(verdict.findings.iter().any(|finding| finding.check == Check::ShowsFinalList && rests(finding)));
}

#[test]
fn what_a_program_quotes_in_its_complaint_is_not_shown() {
    let mut observation = shown("");
    let client = observation.client.as_mut().expect("a client");
    client.end = End::Exited(1);
    client.stderr.kept =
        Bytes::from(format!("ValueError: invalid literal for int(): '{FINAL}'\n").as_bytes());
    assert_eq!(statuses(&observation), [Status::Inconclusive, Status::Inconclusive]);
}

#[test]
fn bytes_that_the_client_reads_as_it_writes_its_own_are_in_that_order_whoever_else_could_read_them() {
    let big = |numbers: &[u32]| -> Vec<u8> { numbers.iter().flat_map(|n| n.to_be_bytes()).collect() };
    let little = |numbers: &[u32]| -> Vec<u8> { numbers.iter().flat_map(|n| n.to_le_bytes()).collect() };
    let answer = [12, 7, 40, 3, 88];
    let swapped = answer.map(u32::swap_bytes);
    let reply = |bytes: Vec<u8>, shown: &[u32]| {
        let mut conversation = wire(&[(ToServer, ""), (ToClient, "")]);
        let segments = &mut conversation.connections[0].segments;
        segments[0].bytes = Bytes::from(&*big(&[12, 7, 40, 12, 3, 88, 7]));
        segments[1].bytes = Bytes::from(&*bytes);
        let printed =
            format!("Numbers: [12, 7, 40, 12, 3, 88, 7]\nFinal list: {shown:?}\nDuplicates: [12, 7]\n");
        let client = Some(program(&printed, End::Exited(0)));
        let observation = Observation { conversation: Some(conversation), client, ..right() };
        let unmet = unmet(&dedup(), &observation).into_iter();
        unmet
            .filter(|(_, outcome)| outcome.status() == Status::Fail)
            .map(|(check, _)| check)
            .collect::<Vec<_>>()
    };
    assert_eq!(reply(big(&answer), &answer), []);
    assert_eq!(reply(little(&answer), &answer), [], "another order that the client knows of");
    assert_eq!(reply(little(&answer), &swapped), [Check::ReplyIsDeduplicated]);
    assert_eq!(reply(big(&answer), &swapped), [Check::ShowsFinalList]);
}

#[test]
fn numbers_on_lines_that_say_the_same_are_a_list_wherever_these_lines_are() {
    for loop_prints in [
        "Adding 12\nAdding 7\nAdding 40\nDuplicate: 12\nAdding 3\nAdding 88\nDuplicate: 7\nDuplicate: 12\n",
        "12 is new\n7 is new\n40 is new\n12 was seen before, at 0\n3 is new\n88 is new\n7 was seen before, at 1\n12 was seen before, at 0\n",
        "Final:\n[12, 7]\n[40, 3]\n[88]\nNumber 12 is repeated at [3, 7]\nNumber 7 is repeated at [6]\n",
    ] {
        assert_eq!(statuses(&shown(loop_prints)), RIGHT, "{loop_prints}");
    }
    // Two lists with no words between them are two.
    let halves = "[12, 7, 40]\n[3, 88]\nDuplicates: [12, 7]\n";
    assert_eq!(statuses(&shown(halves))[0], Status::Fail);
    let one_lost = "Adding 12\nAdding 7\nDuplicate: 12\nAdding 3\nAdding 88\nDuplicate: 7\n";
    assert_eq!(statuses(&shown(one_lost))[0], Status::Fail);
}

#[test]
fn a_wrong_list_under_words_that_say_what_it_is_is_wrong_though_the_right_one_stands_elsewhere() {
    let cut = format!("Received: {FINAL}\nFinal list: [12, 7, 40, 3]\nDuplicates: [12, 7]\n");
    assert_eq!(statuses(&shown(&cut)), [Status::Fail, Status::Pass]);
    assert_eq!(wrong(&shown(&cut), Check::ShowsFinalList), (vec![12, 7, 40, 3], 2));
    for right in [
        // As it grows, and under words that are wrong about both.
        format!(
            "Final list: [12, 7, 40]\nFinal list: [12, 7, 40, 3]\nFinal list: {FINAL}\nDuplicates: [12, 7]\n"
        ),
        format!("Duplicates: {FINAL}\nFinal list: [12, 7]\n"),
        format!("Deduplicated list: {NUMBERS}\nanswer: {FINAL}\nDuplicates: [12, 7]\n"),
    ] {
        assert_eq!(statuses(&shown(&right)), RIGHT, "{right}");
    }
}

#[test]
fn what_is_said_to_be_wrong_stands_under_the_words_for_it_and_answers_nothing_else() {
    let final_list = |printed: String| wrong(&shown(&printed), Check::ShowsFinalList);
    let sent = vec![12, 7, 40, 12, 3, 88, 7, 12];
    assert_eq!(final_list(format!("Final list: {NUMBERS}\nDuplicates: [12, 7]\n")), (sent, 1));
    assert_eq!(final_list("Final list: [120, 70]\nDuplicates: [12, 7]\n".to_owned()), (vec![120, 70], 1));
    let duplicates =
        |printed: &str| wrong(&shown(&format!("Final list: {FINAL}\n{printed}")), Check::ShowsDuplicates);
    assert_eq!(duplicates("Duplicates: []\n"), (vec![], 2));
    // The right duplicates are no wrong final list, nor is what is said to be the list before.
    for printed in
        ["Duplicates: [12, 7]\n".to_owned(), format!("Numbers sent: {NUMBERS}\nDuplicates: [12, 7]\n")]
    {
        let outcomes = outcomes(&dedup(), &shown(&printed));
        let found = outcomes.iter().find(|(check, _)| *check == Check::ShowsFinalList);
        assert!(matches!(found, Some((_, Outcome::Fail(Reason::NotShown(_))))), "{printed}: {found:?}");
    }
}

#[test]
fn a_table_that_miscounts_is_wrong_in_brackets_and_in_words() {
    for (table, line) in [
        ("{12: 4, 7: 2}\n", 1),
        ("12 occurs 4 times\n7 occurs 2 times\n", 2),
        ("12 occurs 3 times\n7 occurs 7 times\n", 2),
    ] {
        let observation = shown(&format!("{FINAL}\n{table}"));
        let outcomes = outcomes(&dedup(), &observation);
        let found = outcomes.iter().find(|(check, _)| *check == Check::ShowsDuplicates);
        match found {
            Some((_, Outcome::Fail(Reason::Miscounted(wrong)))) => {
                let Miscounted { value, got, is, place, .. } = &**wrong;
                assert_eq!(
                    *place,
                    Place::Line { role: Role::Client, stream: Stream::Out, line: line.max(2) }
                );
                assert_ne!(Some(*got), *is, "{value}");
            }
            other => panic!("{table}: {other:?}"),
        }
    }
    for table in
        ["{12: 3, 7: 2}\n", "{12: 2, 7: 1}\n", "12 occurs 3 times\n7 occurs 2 times\n", "12 at 0\n7 at 1\n"]
    {
        assert_eq!(statuses(&shown(&format!("{FINAL}\n{table}"))), RIGHT, "{table}");
    }
}

#[test]
fn every_other_number_of_a_list_that_was_read_is_no_list_that_was_not() {
    let sends = [(ToServer, "[21, 7, 21, 40, 21, 7, 21]"), (ToClient, "[21, 7, 40]")];
    let printed = "Final list: 21 7 40\nDuplicates: 7 21 21 21 21 21 21\n";
    let client = Some(program(printed, End::Exited(0)));
    let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
    assert_eq!(statuses(&observation), [Status::Pass, Status::Fail]);
}

#[test]
fn a_first_number_that_is_by_chance_a_count_is_a_number_where_the_answer_has_it() {
    // 29 numbers behind the first, and what could be a checksum; the answer behind its count.
    let sent = [
        29, 17, 23, 88, 79, 70, 51, 6, 24, 47, 2, 25, 83, 37, 55, 86, 78, 100, 6, 55, 48, 13, 100, 39, 56,
        46, 64, 61, 33, 37, 48,
    ];
    let mut answer = crate::oracle::sets::distinct(&sent);
    answer.sort_unstable();
    let bytes = |numbers: &[i64]| numbers.iter().map(|n| *n as u8).collect::<Vec<u8>>();
    let mut conversation = wire(&[(ToServer, ""), (ToClient, "")]);
    let segments = &mut conversation.connections[0].segments;
    segments[0].bytes = Bytes::from(&*bytes(&[&sent[..], &[0]].concat()));
    segments[1].bytes = Bytes::from(&*bytes(&[&[answer.len() as i64], &answer[..]].concat()));
    let printed = format!("final list {answer:?}\nduplicates [6, 55, 100, 37]\n");
    let client = Some(program(&printed, End::Exited(0)));
    let observation = Observation { conversation: Some(conversation), client, ..right() };
    let scenario = scenario("task = 'dedup'\n");
    let unmet: Vec<Check> = unmet(&scenario, &observation).into_iter().map(|(check, _)| check).collect();
    assert_eq!(unmet, [Check::ShowsDuplicates]);
}

#[test]
fn in_task_3_a_sorted_list_under_the_words_for_it_counts_whatever_follows() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '4'\n");
    let seeded = Seeded { server: Some(vec![9, 2, 30, 77]), ..Seeded::default() };
    let status = |printed: &str| {
        let sends = [(ToServer, "[30, 2, 9, 50]"), (ToClient, "[2, 9, 30]")];
        let client = Some(program(printed, End::Exited(0)));
        let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
        let verdict = judge(&scenario, &seeded, &observation);
        let found = verdict.findings.into_iter().find(|finding| finding.check == Check::ShowsIntersection);
        found.expect("it is asked").outcome.status()
    };
    assert_eq!(status("Common numbers: [2, 9, 30]\nas a set: {9, 2, 30}\n"), Status::Pass);
    assert_eq!(status("Common numbers: [2, 9, 30]\nlargest first: [30, 9, 2]\n"), Status::Pass);
    assert_eq!(status("Received [2, 9, 30]\nCommon numbers: [2, 9]\n"), Status::Fail);
}

#[test]
fn a_port_that_both_have_written_into_them_is_remarked_on_and_one_that_was_said_is_not_ignored() {
    let mut observation = right();
    observation.listeners = vec![address("10.0.0.2:5000")];
    for connection in &mut observation.conversation.as_mut().expect("a wire").connections {
        (connection.dialled, connection.server) = (address("10.0.0.2:5000"), address("10.0.0.2:5000"));
    }
    assert_eq!(unmet(&dedup(), &observation), []);
    let remarks = |observation: &Observation| judge(&dedup(), &Seeded::default(), observation).remarks;
    assert_eq!(remarks(&observation), [Remark::OtherPort { port: 5000, asked: 12345 }]);
    let fails = [(Check::ServerListens, Outcome::Fail(Reason::OtherPort { got: vec![5000], asked: 12345 }))];
    let mut told = observation.clone();
    told.server.as_mut().expect("a server").command.push("12345".to_owned());
    assert_eq!((unmet(&dedup(), &told), remarks(&told)), (fails.to_vec(), vec![]));
    for connection in &mut observation.conversation.as_mut().expect("a wire").connections {
        connection.dialled = address("10.0.0.2:12345");
    }
    assert_eq!((unmet(&dedup(), &observation), remarks(&observation)), (fails.to_vec(), vec![]));
}

#[test]
fn an_end_mark_is_no_number_though_nobody_prints_the_list_and_the_answer_ends_in_it_too() {
    let text = |list: &str| list.split_whitespace().map(|n| format!("{n}\n")).collect::<String>();
    for mark in ["-1", "0", "10001"] {
        let sends = [text(&format!("12 7 40 12 3 {mark}")), text(&format!("12 7 40 3 {mark}"))];
        let sends = [(ToServer, sends[0].as_str()), (ToClient, sends[1].as_str())];
        let client = Some(program("final list: 12 7 40 3\nduplicates: 12\n", End::Exited(0)));
        let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
        assert_eq!(unmet(&dedup(), &observation), [], "{mark}");
    }
}

#[test]
fn the_values_of_a_table_are_an_answer_that_a_client_can_show() {
    let sends = [(ToServer, NUMBERS), (ToClient, "{12: 3, 7: 2, 40: 1, 3: 1, 88: 1}")];
    let client = Some(program(&format!("final list {FINAL}\nduplicates [12, 7]\n"), End::Exited(0)));
    let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
    assert_eq!(unmet(&dedup(), &observation), []);
}

#[test]
fn numbers_that_the_client_never_sent_are_named_where_the_servers_are_unknown() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '4'\n");
    let sends = [(ToServer, "[30, 2, 9, 50]"), (ToClient, "[2, 9, 61]")];
    let client = Some(program("common: [2, 9, 61]\n", End::Exited(0)));
    let observation = Observation { conversation: Some(wire(&sends)), client, ..right() };
    match &unmet(&scenario, &observation)[0] {
        (Check::ReplyIsIntersection, Outcome::Fail(Reason::NeverSent { numbers, .. })) => {
            assert_eq!(numbers, &[61]);
        }
        other => panic!("{other:?}"),
    }
}
