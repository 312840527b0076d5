//! What a `recv` returns under each delivery.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;

use xtask::conversation::Direction;
use xtask::delivery::Delivery;

use crate::pair::{
    EIGHT, Pair, SERVER, accept, dial, eight, pieces, receive, receive_until, runs, segments, send,
};

pub fn eight_sends_in_a_row_arrive_as_eight() {
    for run in 0..runs() {
        let (read, conversation) = eight(&Pair::new(Delivery::AsSent));
        let connection = &conversation.connections[0];
        assert_eq!(read, EIGHT, "in run {run} {connection:#?}");
        assert_eq!(segments(connection, Direction::ToServer), EIGHT, "in run {run}");
        assert_eq!(connection.guessed_bytes, 0);
    }
}

/// More than a receiver acknowledges at once by itself: then the sender's kernel would join what waits.
pub fn three_hundred_sends_in_a_row_arrive_as_three_hundred() {
    let sends: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    let (read, (), conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| {
            let mut stream = accept(&listener);
            send(&mut stream, "Thank you for connecting");
            pieces(&mut stream)
        },
        || {
            let mut stream = dial(SERVER);
            assert_eq!(receive(&mut stream), "Thank you for connecting");
            sends.iter().for_each(|text| send(&mut stream, text));
        },
    );
    assert_eq!(read, sends);
    assert_eq!(segments(&conversation.connections[0], Direction::ToServer), sends);
}

pub fn coalesced_sends_arrive_as_one() {
    for run in 0..runs() {
        let (read, conversation) = eight(&Pair::new(Delivery::Coalesced));
        assert_eq!(read, [EIGHT.concat()], "in run {run}");
        assert_eq!(segments(&conversation.connections[0], Direction::ToServer), EIGHT, "in run {run}");
    }
}

pub fn coalesced_goes_by_time_where_nobody_can_tell() {
    let (read, _) = eight(&Pair { tells: false, ..Pair::new(Delivery::Coalesced) });
    assert_eq!(read, [EIGHT.concat()]);
}

pub fn split_sends_arrive_in_the_same_pieces_each_time() {
    let (first, conversation) = eight(&Pair::new(Delivery::Split));
    assert_eq!(first.concat(), EIGHT.concat());
    assert!(first.len() > EIGHT.len(), "nothing was cut: {first:?}");
    assert!(first.iter().all(|piece| piece.len() <= 16), "{first:?}");
    assert_eq!(segments(&conversation.connections[0], Direction::ToServer), EIGHT);
    for run in 0..runs() {
        let (read, _) = eight(&Pair::new(Delivery::Split));
        assert_eq!(read, first, "in run {run}");
    }
    let (other, _) = eight(&Pair { seed: 8, ..Pair::new(Delivery::Split) });
    assert_ne!(other, first, "another seed cuts elsewhere");
}

pub fn bytes_arrive_one_by_one() {
    let (read, _) = eight(&Pair::new(Delivery::ByteByByte));
    let expected: Vec<String> = EIGHT.concat().chars().map(String::from).collect();
    assert_eq!(read, expected);
}

pub fn natural_holds_nothing_back() {
    // The server takes nothing out before everything has come: were anything held back for a reader, it never would.
    let (read, (), conversation, _) = Pair::new(Delivery::Natural).run(
        |listener| {
            let mut stream = accept(&listener);
            let mut all = vec![0; EIGHT.concat().len()];
            while stream.peek(&mut all).expect("bytes arrive") < all.len() {
                std::thread::yield_now();
            }
            receive(&mut stream)
        },
        || {
            let mut stream = dial(SERVER);
            EIGHT.iter().for_each(|text| send(&mut stream, text));
            pieces(&mut stream);
        },
    );
    assert_eq!(read, EIGHT.concat());
    assert_eq!(segments(&conversation.connections[0], Direction::ToServer), EIGHT);
}

pub fn the_server_may_speak_first() {
    for delivery in Delivery::ALL {
        let ((), read, conversation, _) = Pair::new(delivery).run(
            |listener| send(&mut accept(&listener), "Thank you for connecting"),
            || pieces(&mut dial(SERVER)).concat(),
        );
        assert_eq!(read, "Thank you for connecting", "under {delivery}");
        assert_eq!(segments(&conversation.connections[0], Direction::ToClient), ["Thank you for connecting"]);
    }
}

pub fn both_may_speak_first() {
    for (delivery, tells) in
        Delivery::ALL.into_iter().flat_map(|delivery| [(delivery, true), (delivery, false)])
    {
        let (to_server, to_client, ..) = Pair { tells, ..Pair::new(delivery) }.run(
            |listener| {
                let mut stream = accept(&listener);
                send(&mut stream, "hello from the server");
                let read = receive_until(&mut stream, "client");
                send(&mut stream, ", bye");
                read
            },
            || {
                let mut stream = dial(SERVER);
                send(&mut stream, "hello from the client");
                pieces(&mut stream).concat()
            },
        );
        assert_eq!(to_server, "hello from the client", "under {delivery}");
        assert_eq!(to_client, "hello from the server, bye", "under {delivery}");
    }
}

/// Who speaks in turn where the client sends ten numbers, each of which is answered: it waits for each answer, or for none.
fn turns(delivery: Delivery, waits: bool) -> usize {
    let (_, answers, conversation, _) = Pair::new(delivery).run(
        |listener| {
            let mut stream = accept(&listener);
            let mut slot = [0; 4];
            while stream.read_exact(&mut slot).is_ok() {
                stream.write_all(&slot).expect("the client is there");
            }
        },
        || {
            let mut stream = dial(SERVER);
            let mut answers = vec![0; 40];
            let mut answer = answers.chunks_exact_mut(4);
            for number in 10..20 {
                send(&mut stream, &format!("{number}\r\n"));
                if waits {
                    stream.read_exact(answer.next().expect("room")).expect("an answer");
                }
            }
            answer.for_each(|answer| stream.read_exact(answer).expect("an answer"));
            String::from_utf8(answers).expect("text")
        },
    );
    assert_eq!(answers.lines().count(), 10);
    let segments = &conversation.connections[0].segments;
    segments.chunk_by(|one, other| one.direction == other.direction).count()
}

pub fn only_who_waits_ends_the_other_ones_turn() {
    for delivery in Delivery::ALL.into_iter().filter(|delivery| delivery.is_repeatable()) {
        assert_eq!(turns(delivery, true), 20, "each answer is waited for, under {delivery}");
        for _ in 0..5 {
            assert_eq!(turns(delivery, false), 2, "no answer is waited for, under {delivery}");
        }
    }
}

pub fn connections_do_not_wait_for_each_other() {
    for delivery in Delivery::ALL {
        let (read, answers, conversation, _) = Pair::new(delivery).run(
            |listener| {
                let mut first = accept(&listener);
                let mut second = accept(&listener);
                let late = pieces(&mut second).concat();
                send(&mut second, "two");
                drop(second);
                let early = pieces(&mut first).concat();
                send(&mut first, "one");
                [early, late]
            },
            || {
                let mut first = dial(SERVER);
                send(&mut first, "first");
                let mut second = dial(SERVER);
                send(&mut second, "second");
                second.shutdown(Shutdown::Write).expect("still open");
                let two = pieces(&mut second).concat();
                first.shutdown(Shutdown::Write).expect("still open");
                [pieces(&mut first).concat(), two]
            },
        );
        assert_eq!(read, ["first", "second"], "under {delivery}");
        assert_eq!(answers, ["one", "two"], "under {delivery}");
        assert_eq!(conversation.connections.len(), 2);
    }
}
