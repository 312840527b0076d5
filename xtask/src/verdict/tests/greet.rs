//! Task 1: who spoke first, and whether the other answered.

use super::*;
use Direction::{ToClient, ToServer};

/// What did not pass where these were sent, each by who had heard so many bytes before.
fn judged(sends: &[(Direction, &str, u64)]) -> Vec<(Check, Outcome)> {
    let words: Vec<(Direction, &str)> = sends.iter().map(|(way, text, _)| (*way, *text)).collect();
    let mut conversation = wire(&words);
    for (segment, (_, _, heard)) in conversation.connections[0].segments.iter_mut().zip(sends) {
        segment.heard_bytes = *heard;
    }
    let said = |way: Direction| -> String {
        words.iter().filter(|(direction, _)| *direction == way).map(|(_, text)| format!("{text}\n")).collect()
    };
    let observation = Observation {
        server: Some(program(&said(ToServer), End::Stopped)),
        client: Some(program(&said(ToClient), End::Exited(0))),
        conversation: Some(conversation),
        ..right()
    };
    unmet(&scenario("task = 'greet'\n"), &observation)
}

#[test]
fn an_acknowledgement_answers_the_greeting_and_a_greeting_is_no_echo() {
    let fails = |check, reason| (check, Outcome::Fail(reason));
    let waits = [Check::ClientAcknowledges, Check::ServerShowsAcknowledgement];
    let not_answered = [
        fails(Check::ClientAcknowledges, Reason::NothingAnswered),
        (Check::ServerShowsAcknowledgement, blocked(Check::ClientAcknowledges)),
    ];
    for (sends, expected) in [
        (&[(ToClient, "welcome", 0), (ToServer, "thanks", 7)][..], &[][..]),
        // The client first, whether the server waits for it or not: what it says then is no answer, unless it answers.
        (&[(ToServer, "nice talking to you", 0), (ToClient, "welcome", 0)], &not_answered),
        (&[(ToServer, "hello", 0), (ToClient, "welcome", 5)], &not_answered),
        (&[(ToServer, "hello", 0), (ToClient, "welcome", 5), (ToServer, "[1, 2]", 7)], &not_answered),
        (&[(ToServer, "hello", 0), (ToClient, "welcome", 5), (ToServer, "thanks", 7)], &[]),
        // Letter by letter.
        (&[(ToClient, "welcome", 0), (ToServer, "o", 7), (ToServer, "k", 7)], &[]),
        // One word two programs may have in common.
        (&[(ToServer, "hello", 0), (ToClient, "hello", 5), (ToServer, "thanks", 5)], &[]),
    ] {
        assert_eq!(judged(sends), expected, "{sends:?}");
    }
    let echo = judged(&[(ToServer, "hello you\n", 0), (ToClient, "hello you\n", 10)]);
    assert_eq!(echo[0], fails(Check::ServerGreets, Reason::Echo("hello you".to_owned())));
    assert!(waits.into_iter().all(|check| echo.iter().any(|(other, _)| *other == check)), "{echo:?}");
}

#[test]
fn bytes_that_are_no_text_are_no_words() {
    let unmet = judged(&[(ToClient, "\0\0", 0), (ToServer, "\0\0", 2)]);
    let failing: Vec<Check> = unmet
        .iter()
        .filter(|(_, outcome)| outcome.status() == Status::Fail)
        .map(|(check, _)| *check)
        .collect();
    assert_eq!(failing, [Check::ServerGreets, Check::ClientAcknowledges]);
}
