//! How a connection ends, on the other side of the tap.

use std::io::Write as _;
use std::net::Shutdown;
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use xtask::conversation::{CloseKind, Direction};
use xtask::delivery::Delivery;
use xtask::observation::Unread;
use xtask::processor_time::thread_time;

use crate::pair::{EIGHT, Pair, SERVER, accept, dial, pieces, receive, receive_until, send};

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

/// A server that ends with what the tap still holds for it: the client ends by itself what it was told the end of, and is broken off only
/// if it waits for more.
pub fn what_is_held_for_a_server_that_is_gone_breaks_nobody_off_who_has_not_waited_since() {
    /// Much longer than the tap takes to notice, and much less than a program may be at something else.
    const BUSY: Duration = Duration::from_millis(20);
    for waits in [false, true] {
        let ((), read, conversation, _) = Pair::new(Delivery::AsSent).run(
            |listener| drop(receive(&mut accept(&listener))),
            || {
                let mut stream = dial(SERVER);
                for part in ["1 ", "2 ", "3 ", "4 "] {
                    send(&mut stream, part);
                }
                let read = pieces(&mut stream);
                let start = thread_time();
                while thread_time() - start < BUSY {}
                if waits {
                    // Until it is broken off.
                    let mut polled = [PollFd::new(stream.as_fd(), PollFlags::empty())];
                    poll(&mut polled, PollTimeout::NONE).expect("an event");
                }
                read
            },
        );
        assert!(read.is_empty(), "an end in order: {read:?}");
        let kind = conversation.connections[0].client_close.map(|close| close.kind);
        assert_eq!(kind, (!waits).then_some(CloseKind::Fin), "{waits}");
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

/// How often the tap is asked.
const LOOK: Duration = Duration::from_millis(1);

/// A server that waits for another client, and leaves what came unread.
pub fn what_a_sleeping_reader_leaves_unread_is_at_rest() {
    for delivery in Delivery::ALL {
        let (tell, told) = mpsc::channel::<()>();
        let (read, (), _, _) = Pair::new(delivery).run_watched(
            move |listener| {
                let mut stream = accept(&listener);
                // No other client comes: it sleeps until somebody has looked.
                let _ = told.recv();
                pieces(&mut stream).concat()
            },
            || {
                let mut stream = dial(SERVER);
                EIGHT.iter().for_each(|text| send(&mut stream, text));
            },
            |tap| {
                let length = EIGHT.concat().len() as u64;
                let expected = Unread { connection: 0, direction: Direction::ToServer, bytes: length };
                while tap.rest().is_none_or(|unread| unread != [expected]) {
                    thread::sleep(LOOK);
                }
                drop(tell);
            },
        );
        assert_eq!(read, EIGHT.concat(), "under {delivery}");
    }
}

/// A server that reads at once, and a client that never waits behind its last word: what it said is taken in all the same.
pub fn what_a_client_has_said_that_never_waits_is_at_rest() {
    let is_seen = AtomicBool::new(false);
    Pair::new(Delivery::AsSent).run_watched(
        |listener| drop(pieces(&mut accept(&listener))),
        || {
            let mut stream = dial(SERVER);
            EIGHT.iter().for_each(|text| send(&mut stream, text));
            while !is_seen.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        },
        |tap| {
            // Each byte is received and handed over, and the client comes in.
            let is_done = || tap.progress().events() > 2 * EIGHT.concat().len() as u64;
            while !is_done() || tap.rest() != Some(Vec::new()) {
                thread::sleep(LOOK);
            }
            is_seen.store(true, Ordering::Relaxed);
        },
    );
}

/// A server that reads at once, and a client that waits for what does not come.
pub fn what_is_read_is_at_rest_with_nothing_unread() {
    for delivery in Delivery::ALL {
        let (tell, told) = mpsc::channel::<()>();
        Pair::new(delivery).run_watched(
            |listener| {
                let mut stream = accept(&listener);
                assert_eq!(receive_until(&mut stream, "done"), EIGHT.concat(), "under {delivery}");
                send(&mut stream, "thanks");
                assert_eq!(pieces(&mut stream), [""; 0], "under {delivery}");
            },
            move || {
                let mut stream = dial(SERVER);
                EIGHT.iter().for_each(|text| send(&mut stream, text));
                receive_until(&mut stream, "thanks");
                let _ = told.recv();
            },
            |tap| {
                let length = EIGHT.concat().len() + "thanks".len();
                // Each byte is received and handed over, and the client comes in.
                let is_done = || tap.progress().events() > 2 * length as u64;
                while !is_done() || tap.rest() != Some(Vec::new()) {
                    thread::sleep(LOOK);
                }
                drop(tell);
            },
        );
    }
}
