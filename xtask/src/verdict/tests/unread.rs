//! Numbers in a form that nobody here can read, and sentences, which are none.

use super::*;

/// The client's numbers; 7, 12 and 3 come twice.
const NUMBERS: [u32; 15] = [7, 12, 40, 3, 88, 7, 61, 12, 19, 3, 55, 90, 2, 34, 76];
const DISTINCT: [u32; 12] = [7, 12, 40, 3, 88, 61, 19, 55, 90, 2, 34, 76];

/// Numbers as letters of some alphabet, one each.
fn letters(numbers: &[u32]) -> String {
    numbers.iter().filter_map(|n| char::from_u32(0x4e00 + n)).collect()
}

/// Numbers as Roman ones.
fn roman(numbers: &[u32]) -> String {
    let digits =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let word = |n: &u32| {
        let (mut rest, mut word) = (*n, String::new());
        for (value, digit) in digits {
            while rest >= value {
                word += digit;
                rest -= value;
            }
        }
        word
    };
    numbers.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// What sends-numbers and reply-is-deduplicated come to, where the client sends this, the server answers that, and the
/// client shows what is right.
fn judged(request: &str, reply: &str) -> [Outcome; 2] {
    let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '12..20'\n");
    let printed = format!("Sent: {NUMBERS:?}\nFinal: {DISTINCT:?}\nDuplicates: [7, 12, 3]\n");
    let observation = Observation {
        client: Some(program(&printed, End::Exited(0))),
        conversation: Some(wire(&[(Direction::ToServer, request), (Direction::ToClient, reply)])),
        ..right()
    };
    let outcomes = outcomes(&scenario, &observation);
    [Check::SendsNumbers, Check::ReplyIsDeduplicated].map(|wanted| {
        let found = outcomes.iter().find(|(check, _)| *check == wanted);
        found.map(|(_, outcome)| outcome.clone()).expect("a check of the task")
    })
}

#[test]
fn numbers_that_nobody_can_read_prove_nothing_against_who_shows_them_right() {
    let read = format!("{NUMBERS:?}");
    for write in [letters, roman] {
        let both = judged(&write(&NUMBERS), &write(&DISTINCT));
        assert_eq!(both, [open(Doubt::NumbersUnknown), open(Doubt::NumbersUnknown)]);
        assert_eq!(judged(&read, &write(&DISTINCT)), [Outcome::Pass, open(Doubt::AnswerUnknown)]);
    }
}

/// An answer that lacks the distinct numbers.
const EMPTY: &str = "<answer><unique></unique><duplicates><number>7</number></duplicates></answer>";

#[test]
fn sentences_and_wrong_lists_are_read() {
    let read = format!("{NUMBERS:?}");
    let statuses = |request: &str, reply: &str| judged(request, reply).map(|outcome| outcome.status());
    for reply in [
        "I have removed them all for you, have a nice day",
        "[7, 12, 40]",
        "ok",
        &read,
        EMPTY,
        "unique=;twice=7;",
    ] {
        assert_eq!(statuses(&read, reply), [Status::Pass, Status::Fail], "{reply}");
    }
    for request in ["hello, I am the client and these are my numbers", "", "<bound method of a list>"] {
        assert_eq!(statuses(request, "ok")[0], Status::Fail, "{request}");
    }
}

/// What shows-final-list and shows-duplicates come to, where the client prints that.
fn shown(printed: &str) -> [Outcome; 2] {
    let scenario = scenario("task = 'dedup'\n[numbers]\ncount = '12..20'\n");
    let (sent, answer) = (format!("{NUMBERS:?}"), format!("{DISTINCT:?}"));
    let observation = Observation {
        client: Some(program(printed, End::Exited(0))),
        conversation: Some(wire(&[(Direction::ToServer, &sent), (Direction::ToClient, &answer)])),
        ..right()
    };
    let outcomes = outcomes(&scenario, &observation);
    [Check::ShowsFinalList, Check::ShowsDuplicates].map(|wanted| {
        let found = outcomes.iter().find(|(check, _)| *check == wanted);
        found.map(|(_, outcome)| outcome.clone()).expect("a check of the task")
    })
}

#[test]
fn right_numbers_with_all_sorts_of_words_between_them_are_no_wrong_display() {
    let words = ["is kept", "stays", "(first seen)", "remains!", "too"];
    let kept = |numbers: &[u32]| -> String {
        numbers.iter().enumerate().map(|(i, n)| format!("{n} {}\n", words[i % words.len()])).collect()
    };
    let unread = shown(&format!("{}Duplicates: [7, 12, 3]\n", kept(&DISTINCT)));
    assert_eq!(unread, [open(Doubt::DisplayUnknown), Outcome::Pass]);
    for wrong in [&DISTINCT[1..], &NUMBERS[..]] {
        let [display, _] = shown(&format!("{}Duplicates: [7, 12, 3]\n", kept(wrong)));
        assert_eq!(display.status(), Status::Fail, "{wrong:?}");
    }
    // What is left of a list that was read is another list.
    let [display, _] =
        shown(&format!("Final: {:?}\nDuplicates: [7, 12, 3]\n", [&DISTINCT[..], &[7]].concat()));
    assert_eq!(display.status(), Status::Fail);
}

#[test]
fn bytes_that_could_be_something_else_prove_nothing_against_who_shows_them_right() {
    let read = format!("{NUMBERS:?}");
    let sealed = |numbers: &[u32]| -> String {
        numbers.iter().filter_map(|n| char::from_u32(0x80 + n)).chain("\u{1}\u{2}".chars()).collect()
    };
    assert_eq!(judged(&read, &sealed(&DISTINCT)), [Outcome::Pass, open(Doubt::AnswerUnknown)]);
    assert_eq!(judged(&sealed(&NUMBERS), "ok")[0], open(Doubt::NumbersUnknown));
}

/// What the answer of task 3 and the display of it come to, where the server prints that, answers so, and the client shows that.
fn common(own: &str, reply: &str, shown: &str) -> [Status; 2] {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '6'\n");
    let observation = Observation {
        client: Some(program(shown, End::Exited(0))),
        server: Some(program(own, End::Stopped)),
        conversation: Some(wire(&[
            (Direction::ToServer, "12 76 40 99 88 100\n"),
            (Direction::ToClient, reply),
        ])),
        ..right()
    };
    let outcomes = outcomes(&scenario, &observation);
    [Check::ReplyIsIntersection, Check::ShowsIntersection].map(|wanted| {
        let found = outcomes.iter().find(|(check, _)| *check == wanted);
        found.map(|(_, outcome)| outcome.status()).expect("a check of the task")
    })
}

#[test]
fn a_client_has_the_common_numbers_from_nowhere_but_the_server() {
    let (own, right) = ("mine: 2 76 99 61 100 5\n", "common: 76 99 100\n");
    assert_eq!(common(own, " 3 76 99100", right), [Status::Inconclusive, Status::Pass]);
    // What the client shows is what it was told, or what it has itself.
    for (reply, shown) in [
        (" 3 76 99100", "common: 76 99100\n"),
        ("76 99", right),
        ("2 61 5 99100", "sent: 12 76 40 99 88 100\n"),
    ] {
        assert_eq!(common(own, reply, shown)[0], Status::Fail, "{reply} {shown}");
    }
    // Nor has it those of a server that does not print its own.
    assert_eq!(common("", "76 99 227", right), [Status::Inconclusive; 2]);
    assert_eq!(common("", "76 99 227", "common: 76 99 227\n")[0], Status::Fail);
}
