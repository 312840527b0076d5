//! How a connection ends, on the other side of the tap.

use std::io::Write as _;
use std::net::Shutdown;

use xtask::tap::conversation::CloseKind;
use xtask::tap::delivery::Delivery;

use crate::pair::{Pair, SERVER, accept, dial, pieces, receive, send};

pub fn a_half_close_is_carried_across() {
    for delivery in Delivery::ALL {
        let (read, answer, conversation, _) = Pair::new(delivery).run(
            |listener| {
                let mut stream = accept(&listener);
                let read = pieces(&mut stream).concat();
                send(&mut stream, "after your end");
                read
            },
            || {
                let mut stream = dial(SERVER);
                send(&mut stream, "before my end");
                stream.shutdown(Shutdown::Write).expect("still open");
                pieces(&mut stream).concat()
            },
        );
        assert_eq!((read.as_str(), answer.as_str()), ("before my end", "after your end"), "under {delivery}");
        let connection = &conversation.connections[0];
        let kinds =
            [connection.client_close, connection.server_close].map(|close| close.map(|close| close.kind));
        assert_eq!(kinds, [Some(CloseKind::Fin); 2], "under {delivery}");
    }
}

/// A server that answers and closes with the client's acknowledgement unread: its kernel sends a reset right behind the answer.
pub fn a_reset_comes_after_the_bytes_before_it() {
    for delivery in Delivery::ALL {
        let ((), read, conversation, _) = Pair::new(delivery).run(
            |listener| {
                let mut stream = accept(&listener);
                send(&mut stream, "the answer");
                stream.peek(&mut [0; 1]).expect("an acknowledgement arrives");
            },
            || {
                let mut stream = dial(SERVER);
                send(&mut stream, "It was nice talking to you");
                pieces(&mut stream)
            },
        );
        let (last, before) = read.split_last().expect("an end");
        assert_eq!(
            (before.concat().as_str(), last.as_str()),
            ("the answer", "ConnectionReset"),
            "under {delivery}"
        );
        let close = conversation.connections[0].server_close.expect("it closed");
        assert_eq!(close.kind, CloseKind::Reset, "under {delivery}");
    }
}

pub fn a_client_that_breaks_off_is_a_reset_for_the_server() {
    for delivery in Delivery::ALL {
        let (read, (), conversation, _) = Pair::new(delivery).run(
            |listener| {
                let mut stream = accept(&listener);
                send(&mut stream, "nobody reads this");
                pieces(&mut stream)
            },
            || {
                let mut stream = dial(SERVER);
                stream.write_all(b"[1, 2").expect("room");
                stream.peek(&mut [0; 1]).expect("something arrives");
            },
        );
        let (last, before) = read.split_last().expect("an end");
        assert_eq!(
            (before.concat().as_str(), last.as_str()),
            ("[1, 2", "ConnectionReset"),
            "under {delivery}"
        );
        let close = conversation.connections[0].client_close.expect("it closed");
        assert_eq!(close.kind, CloseKind::Reset, "under {delivery}");
    }
}

pub fn a_server_that_stopped_listening_resets_the_client() {
    let ((), read, conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| {
            let mut first = accept(&listener);
            drop(listener);
            send(&mut first, "alone");
            pieces(&mut first);
        },
        || {
            let mut first = dial(SERVER);
            assert_eq!(receive(&mut first), "alone");
            pieces(&mut dial(SERVER))
        },
    );
    assert_eq!(read, ["ConnectionReset"]);
    assert_eq!(conversation.connections.len(), 2);
}
