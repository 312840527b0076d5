//! Listeners that come later, and those of the client.

use std::net::TcpListener;

use xtask::conversation::Direction;
use xtask::delivery::Delivery;

use crate::pair::{Pair, SERVER, accept, dial, pieces, receive_until, runs, segments, send};

const DELIVERIES: [Delivery; 3] = [Delivery::AsSent, Delivery::Coalesced, Delivery::Split];

pub fn a_listener_that_comes_later_is_reached_each_time() {
    for delivery in DELIVERIES {
        for run in 0..runs() {
            let (read, answer, conversation, _) = Pair::new(delivery).run(
                |listener| {
                    let mut first = accept(&listener);
                    // As with FTP: a port of its own for each client, told on the first connection.
                    let side = TcpListener::bind("0.0.0.0:0").expect("a port is free");
                    send(&mut first, &format!("go to {}\n", side.local_addr().expect("bound").port()));
                    drop(first);
                    let mut second = accept(&side);
                    let read = receive_until(&mut second, "\n");
                    send(&mut second, "thanks\n");
                    read
                },
                || {
                    let told = receive_until(&mut dial(SERVER), "\n");
                    let port = told.trim().rsplit(' ').next().expect("a port").to_owned();
                    let mut stream = dial(&format!("127.0.0.1:{port}"));
                    send(&mut stream, "1 2 3\n");
                    receive_until(&mut stream, "\n")
                },
            );
            assert_eq!((read.as_str(), answer.as_str()), ("1 2 3\n", "thanks\n"), "{delivery:?} {run}");
            let [_, second] = &conversation.connections[..] else { panic!("{conversation:?}") };
            assert_eq!(segments(second, Direction::ToServer), ["1 2 3\n"], "each `send` is seen as one");
            assert_eq!((second.guessed_bytes, &conversation.refused[..]), (0, &[][..]));
        }
    }
}

pub fn the_server_reaches_where_the_client_listens_each_time() {
    for delivery in DELIVERIES {
        for run in 0..runs() {
            let (answers, heard, conversation, _) = Pair::new(delivery).run(
                |listener| {
                    let mut first = accept(&listener);
                    let told = receive_until(&mut first, "\n");
                    let client = first.peer_addr().expect("a client").ip();
                    let mut back = dial(&format!("{client}:{}", told.trim()));
                    send(&mut back, "hello");
                    send(&mut back, " back\n");
                    pieces(&mut back).concat()
                },
                || {
                    let own = TcpListener::bind("0.0.0.0:0").expect("a port is free");
                    let mut stream = dial(SERVER);
                    send(&mut stream, &format!("{}\n", own.local_addr().expect("bound").port()));
                    let mut called = accept(&own);
                    let heard = receive_until(&mut called, "\n");
                    send(&mut called, "here");
                    heard
                },
            );
            assert_eq!((answers.as_str(), heard.as_str()), ("here", "hello back\n"), "{delivery:?} {run}");
            let [first, back] = &conversation.connections[..] else { panic!("{conversation:?}") };
            assert_eq!([first.calls_back, back.calls_back], [false, true]);
            assert_eq!(segments(back, Direction::ToClient), ["hello", " back\n"]);
            assert_eq!(segments(back, Direction::ToServer), ["here"]);
            assert_eq!((back.guessed_bytes, back.is_unanswered), (0, false));
        }
    }
}

pub fn a_client_that_listens_no_more_refuses_the_server() {
    let (error, (), conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| {
            let mut first = accept(&listener);
            let told = receive_until(&mut first, "\n");
            let error = std::net::TcpStream::connect(format!("10.0.0.1:{}", told.trim()));
            error.expect_err("nobody listens there").kind()
        },
        || {
            let mut stream = dial(SERVER);
            send(&mut stream, "4000\n");
            pieces(&mut stream);
        },
    );
    assert_eq!(error, std::io::ErrorKind::ConnectionRefused);
    assert_eq!(conversation.refused, [], "only the client's own errors are noted");
    assert_eq!(conversation.connections.len(), 1);
}
