//! What an answer rests on, words that name something else, and what a delivery joined or cut.

use super::*;
use crate::role::Role;
use crate::verdict::place::{Exhibit, Item, Place, Stream};
use crate::verdict::remarks::{Remark, Shown};
use crate::verdict::seams::Seam;
use Direction::{ToClient, ToServer};

fn printed(text: &str) -> Observation {
    Observation { client: Some(program(text, End::Exited(0))), ..right() }
}

fn evidence(scenario: &Scenario, observation: &Observation, check: Check) -> Vec<Exhibit> {
    let verdict = judge(scenario, &Seeded::default(), observation);
    verdict.findings.into_iter().find(|finding| finding.check == check).expect("it is asked").evidence
}

fn line(line: usize) -> Place {
    Place::Line { role: Role::Client, stream: Stream::Out, line }
}

#[test]
fn every_verdict_says_where_each_list_was_read_a_pass_as_well() {
    let sends =
        [(ToClient, "Welcome"), (ToServer, "Thanks. "), (ToServer, "[5, 7, 7, 9]"), (ToClient, "[5, 7, 9]")];
    let observation = Observation { conversation: Some(wire(&sends)), ..right() };
    let message = |direction, number, bytes| Place::Message { direction, number, bytes };
    let exhibit =
        |what, place, excerpt: &str, count| Exhibit { what, place, excerpt: excerpt.to_owned(), count };
    let sent = exhibit(Item::ClientNumbers, message(ToServer, 2, 8..20), "[5, 7, 7, 9]", Some(4));
    let answer = exhibit(Item::Answer, message(ToClient, 2, 7..16), "[5, 7, 9]", Some(3));
    let of = |check| evidence(&dedup(), &observation, check);
    assert_eq!(of(Check::SendsNumbers), std::slice::from_ref(&sent));
    assert_eq!(of(Check::ReplyIsDeduplicated), [sent.clone(), answer]);
    let shown = exhibit(Item::Shown, line(1), "final list: 5 7 9", Some(3));
    assert_eq!(of(Check::ShowsFinalList), [sent.clone(), shown]);
    let shown = exhibit(Item::Shown, line(2), "duplicates: 7", Some(1));
    assert_eq!(of(Check::ShowsDuplicates), [sent, shown]);
    let greet = scenario("task = 'greet'");
    let greeted = Observation {
        server: Some(program("ready\ngot Thanks.\n", End::Stopped)),
        client: Some(program("\n- Welcome!\n", End::Exited(0))),
        ..observation
    };
    let greeting = exhibit(Item::Greeting, message(ToClient, 1, 0..7), "Welcome", None);
    let shown = exhibit(Item::Shown, line(2), "Welcome!", None);
    assert_eq!(evidence(&greet, &greeted, Check::ClientShowsGreeting), [shown, greeting]);
}

#[test]
fn a_wrong_list_is_shown_as_it_stands_there() {
    let observation = printed("final list: 5 7 9\nrepeats \u{1b}[1m[9]\u{1b}[0m\n");
    let outcomes = outcomes(&dedup(), &observation);
    match outcomes.into_iter().find(|(check, _)| *check == Check::ShowsDuplicates) {
        Some((_, Outcome::Fail(Reason::WrongList(wrong)))) => {
            assert_eq!((wrong.expected, wrong.got), (vec![7], vec![9]));
            assert_eq!((wrong.place, wrong.excerpt.as_str()), (line(2), "repeats \\x1b[1m[..."));
        }
        other => panic!("{other:?}"),
    }
    let sends = [(ToServer, "[5, 7, 7, 9]"), (ToClient, "[5, 7, 7, 9]")];
    let observation = Observation { conversation: Some(wire(&sends)), ..right() };
    match &unmet(&dedup(), &observation)[0] {
        (Check::ReplyIsDeduplicated, Outcome::Fail(Reason::WrongList(wrong))) => {
            assert_eq!(wrong.place, Place::Message { direction: ToClient, number: 1, bytes: 0..12 });
            assert_eq!(wrong.excerpt, "[5, 7, 7, 9]");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_right_list_among_every_other_that_might_be_earns_nothing() {
    let sent: Vec<i64> = (1..=9).chain([3, 4]).collect();
    let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '3..20'\n");
    let right: Vec<i64> = (1..=9).collect();
    let sends = [(ToServer, format!("{sent:?}")), (ToClient, format!("{right:?}"))];
    let sends: Vec<(Direction, &str)> = sends.iter().map(|(way, text)| (*way, text.as_str())).collect();
    let shows = |lines: &[Vec<i64>]| {
        let lines: Vec<String> = lines.iter().map(|list| format!("{list:?}\n")).collect();
        let text = format!("{}{right:?}\nduplicates [3, 4]\n", lines.concat());
        unmet(&scenario, &Observation { conversation: Some(wire(&sends)), ..printed(&text) })
    };
    let without = |at: usize| [&right[..at], &right[at + 1..]].concat();
    let every: Vec<Vec<i64>> = (0..9).map(without).collect();
    match &shows(&every)[..] {
        [(Check::ShowsFinalList, Outcome::Fail(Reason::ManyAnswers { lists: 9, examples }))] => {
            assert_eq!(examples.iter().map(|e| e.place.clone()).collect::<Vec<_>>(), [line(1), line(2)]);
        }
        other => panic!("{other:?}"),
    }
    // Its working: the list as it grows, and as its repeats are removed one by one.
    let growing: Vec<Vec<i64>> = (1..9).map(|length| right[..length].to_vec()).collect();
    assert_eq!(shows(&growing), []);
    assert_eq!(shows(&[sent.clone(), sent[..10].to_vec()]), []);
}

#[test]
fn how_many_numbers_an_answer_has_is_not_the_answer() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '4'\n");
    let answer = |sent: &str| {
        let sends = [(ToServer, sent), (ToClient, "{\"common\":[2,9,30],\"size\":3}")];
        let observation = Observation { conversation: Some(wire(&sends)), ..printed("") };
        judge(&scenario, &Seeded::default(), &observation).numbers.answer
    };
    assert_eq!(answer("{\"numbers\":[30,2,9,50]}"), Some(vec![2, 9, 30]));
    assert_eq!(answer("{\"numbers\":[30,2,9,3]}"), Some(vec![2, 9, 30]), "which the client drew as well");
}

#[test]
fn the_last_of_two_orders_counts_sent_or_shown() {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '4'\n");
    let seeded = Seeded { server: Some(vec![9, 2, 30, 77]), ..Seeded::default() };
    let failing = |replies: [&str; 2], shown: &str| {
        let sends =
            [(ToServer, "[30, 2, 9, 50]"), (ToClient, replies[0]), (ToServer, "?"), (ToClient, replies[1])];
        let observation = Observation { conversation: Some(wire(&sends)), ..printed(shown) };
        let verdict = judge(&scenario, &seeded, &observation);
        let findings = verdict.findings.into_iter();
        findings.filter(|f| f.outcome.status() == Status::Fail).map(|f| f.check).collect::<Vec<_>>()
    };
    let (sorted, unsorted) = ("[2, 9, 30]", "[30, 2, 9]");
    let lines = |one: &str, other: &str| format!("sent [30, 2, 9, 50]\ncommon {one}\nsorted {other}\n");
    assert_eq!(failing([unsorted, sorted], &lines(unsorted, sorted)), []);
    assert_eq!(failing([sorted, unsorted], &lines(unsorted, sorted)), [Check::ReplyIsSorted]);
    assert_eq!(failing([unsorted, sorted], &lines(sorted, unsorted)), [Check::ShowsIntersection]);
    assert_eq!(failing([sorted, sorted], &lines(unsorted, unsorted)), [Check::ShowsIntersection]);
    // What the client sent is no answer, though all of it be common and shown last.
    let sends = [(ToServer, "[30, 2, 9, 77]"), (ToClient, "[2, 9, 30, 77]")];
    let shown = "[2, 9, 30, 77]\nfound in my list [30, 2, 9, 77]\n";
    let observation = Observation { conversation: Some(wire(&sends)), ..printed(shown) };
    let verdict = judge(&scenario, &seeded, &observation);
    assert!(verdict.findings.iter().all(|finding| finding.outcome == Outcome::Pass), "{verdict:?}");
}

#[test]
fn two_right_lists_each_under_the_other_s_words_are_both_wrong() {
    let sends = [(ToServer, "[5, 7, 7, 9, 1, 1, 2, 2]"), (ToClient, "[5, 7, 9, 1, 2]")];
    let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '3..9'\n");
    let text = "repeated values: 5 7 9 1 2\nunique values: 7 1 2\n";
    let observation = Observation { conversation: Some(wire(&sends)), ..printed(text) };
    let (final_list, duplicates) = ("repeated values".to_owned(), "unique values".to_owned());
    let swapped = Outcome::Fail(Reason::Swapped { final_list, duplicates });
    let expected = [Check::ShowsFinalList, Check::ShowsDuplicates].map(|check| (check, swapped.clone()));
    assert_eq!(unmet(&scenario, &observation), expected);
    // Whoever gave them these names first is to mend them.
    let blame = |answer: &str| {
        let sends = [sends[0], (ToClient, answer)];
        let observation = Observation { conversation: Some(wire(&sends)), ..observation.clone() };
        let findings = judge(&scenario, &Seeded::default(), &observation).findings;
        findings.iter().filter(|finding| finding.is_failure()).map(|f| f.blame).collect::<Vec<_>>()
    };
    let by_server = r#"{"duplicates": [5, 7, 9, 1, 2], "unique": [7, 1, 2]}"#;
    let by_client = r#"{"unique": [5, 7, 9, 1, 2], "duplicates": [7, 1, 2]}"#;
    assert_eq!(blame(by_server), [Some(Blame::Server); 2]);
    assert_eq!(blame(by_client), [Some(Blame::Client); 2]);
    // The right list under no such words, or under its own as well: nobody is told anything wrong.
    for also in ["duplicates: 7 1 2", "repeated values: 7 1 2"] {
        let printed = printed(&format!("{text}{also}\n"));
        let observation = Observation { conversation: Some(wire(&sends)), ..printed };
        assert_eq!(unmet(&scenario, &observation), [], "{also}");
    }
}

#[test]
fn a_right_list_under_words_that_name_another_is_remarked_on_and_passes() {
    let sends = [(ToServer, "[5, 7, 7, 9, 1, 1, 2, 2]"), (ToClient, "[5, 7, 9, 1, 2]")];
    let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '3..9'\n");
    let remarks = |text: &str| {
        let observation = Observation { conversation: Some(wire(&sends)), ..printed(text) };
        assert_eq!(unmet(&scenario, &observation), [], "{text}");
        judge(&scenario, &Seeded::default(), &observation).remarks
    };
    let mislabelled =
        |what, label: &str, at| Remark::Mislabelled { what, label: label.to_owned(), place: line(at) };
    let (last, twice) = ("5 7 9 1 2", "7 1 2");
    assert_eq!(
        remarks(&format!("repeated values: {last}\nfiltered: {twice}\n")),
        [mislabelled(Shown::FinalList, "repeated values", 1)]
    );
    assert_eq!(
        remarks(&format!("result: {last}\nunique values: {twice}\n")),
        [mislabelled(Shown::Duplicates, "unique values", 2)]
    );
    assert_eq!(
        remarks(&format!("Deduplicated List: 5 7 7 9 1 1 2 2\nresult: {last}\nduplicates: {twice}\n")),
        [mislabelled(Shown::OwnList, "Deduplicated List", 1)]
    );
    // Where the list itself is wrong there is more to say than that.
    let wrong = "final list: 5 7 7 9 1 1 2 2\nduplicates: 7 1 2\n";
    let observation = Observation { conversation: Some(wire(&sends)), ..printed(wrong) };
    assert_eq!(judge(&scenario, &Seeded::default(), &observation).remarks, []);
    for fair in [
        format!("final list: {last}\nduplicates: {twice}\n"),
        format!("{last}\n{twice}\n"),
        format!("after removing duplicates: {last}\nremoved duplicates: {twice}\n"),
        format!("repeated values: {last}\nreply: {last}\nrepeats: {twice}\n"),
    ] {
        assert_eq!(remarks(&fair), [], "{fair}");
    }
}

#[test]
fn two_sends_with_no_answer_between_are_what_is_read_as_one() {
    let sends = [
        (ToClient, "Welcome"),
        (ToServer, "It was nice talking to you"),
        (ToServer, "[5, 7, 7, 9]"),
        (ToClient, "[5, 7, 9]"),
    ];
    let mut observation = Observation { conversation: Some(wire(&sends)), ..right() };
    let passages = |observation: &Observation| judge(&dedup(), &Seeded::default(), observation).passages;
    let [to_server, to_client] = &passages(&observation)[..] else { panic!("one a direction") };
    let joined = Seam::Joined {
        direction: ToServer,
        sends: ["It was nice talking to you".to_owned(), "[5, 7, 7, 9]".to_owned()],
    };
    assert_eq!(to_server.under(Delivery::Coalesced, 7), Some(joined));
    assert_eq!(to_client.under(Delivery::Coalesced, 7), None, "each was answered");
    assert_eq!(to_server.under(Delivery::AsSent, 7), None);
    match to_server.under(Delivery::Split, 7) {
        Some(Seam::Cut { direction: ToServer, after_bytes, before, behind }) => {
            assert!((1..12).contains(&after_bytes), "the list is cut, not the acknowledgement");
            assert_eq!(format!("{before}{behind}").replace(' ', ""), "[5,7,7,9]");
        }
        other => panic!("{other:?}"),
    }
    // Where the boundaries of sends were not seen nothing is said about them.
    observation.conversation.as_mut().expect("a wire").connections[0].guessed_bytes = 1;
    assert_eq!(passages(&observation), []);
}

#[test]
fn a_count_that_is_the_number_which_the_answer_lost_makes_no_right_answer() {
    let ints = |values: &[u8]| -> String {
        values.iter().flat_map(|value| ['\0', '\0', '\0', char::from(*value)]).collect()
    };
    // Five numbers, 5 among them; the answer lost 3, and says that 3 numbers follow.
    let request = ints(&[5, 7, 4, 7, 5, 3]);
    let judged = |reply: &[u8], text: &str| {
        let sends = [(ToServer, request.as_str()), (ToClient, &ints(reply))];
        let observation = Observation { conversation: Some(wire(&sends)), ..printed(text) };
        let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '3..9'\n");
        unmet(&scenario, &observation).into_iter().map(|(check, _)| check).collect::<Vec<_>>()
    };
    let lost = judged(&[3, 7, 4, 5], "before: [7, 4, 7, 5, 3]\nafter: [7, 4, 5]\nduplicates: [7]\n");
    assert_eq!(lost.first(), Some(&Check::ReplyIsDeduplicated), "{lost:?}");
    let right_there =
        judged(&[3, 7, 4, 5], "before: [7, 4, 7, 5, 3]\nafter: [7, 4, 5, 3]\nduplicates: [7]\n");
    assert_eq!(right_there.first(), Some(&Check::ReplyIsDeduplicated), "{right_there:?}");
    // The count looks like a first number sent twice, which is what the client shows.
    let twice =
        judged(&[4, 4, 7, 5, 3], "before: [7, 4, 7, 5, 3]\nafter: [4, 4, 7, 5, 3]\nduplicates: [7]\n");
    assert_eq!(twice, [Check::ShowsFinalList]);
    let right = judged(&[4, 7, 4, 5, 3], "before: [7, 4, 7, 5, 3]\nafter: [7, 4, 5, 3]\nduplicates: [7]\n");
    assert_eq!(right, []);
    let padded = judged(
        &[3, 7, 4, 5, 0, 0, 0, 0, 0],
        "before: [7, 4, 7, 5, 3]\nafter: [7, 4, 5, 3]\nduplicates: [7]\n",
    );
    assert_eq!(padded.first(), Some(&Check::ReplyIsDeduplicated), "{padded:?}");
    // A buffer of fixed size each way, of which the server reads one number too many: its count, 5, is one of the numbers.
    let sends = [
        (ToServer, ints(&[5, 7, 4, 7, 5, 3, 0, 0, 0, 0])),
        (ToClient, ints(&[5, 7, 4, 5, 3, 0, 0, 0, 0, 0])),
    ];
    let sends = sends.each_ref().map(|(direction, bytes)| (*direction, bytes.as_str()));
    let observation = Observation {
        conversation: Some(wire(&sends)),
        ..printed("after: [7, 4, 5, 3, 0]\nduplicates: [7]\n")
    };
    let one_too_far = unmet(&scenario("task = 'dedup'\n[numbers]\ncount = '3..9'\n"), &observation);
    assert_eq!(
        one_too_far.first().map(|(check, _)| *check),
        Some(Check::ReplyIsDeduplicated),
        "{one_too_far:?}"
    );
}
