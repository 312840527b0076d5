//! What clients do to a server that is reachable by anyone. It goes on.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use crate::harness::{Server, read_to_end, send};

/// Sends these bytes, says that nothing more will come, and returns what the server answered.
fn say(stream: &TcpStream, bytes: &[u8]) -> String {
    send(stream, bytes);
    stream.shutdown(Shutdown::Write).unwrap();
    read_to_end(stream)
}

fn leaves_at_once(_: &TcpStream) {}

fn sends_binary_garbage(stream: &TcpStream) {
    assert_eq!(say(stream, b"\x00\xff\xfe\n"), "error: a message is UTF-8 text\n");
}

fn sends_words(stream: &TcpStream) {
    let reply = say(stream, b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(reply, "error: `GET` is not a whole number from 0 to 4294967295\n");
}

fn sends_stray_spaces(stream: &TcpStream) {
    let reply = say(stream, b"1  2\n");
    assert_eq!(
        reply,
        "error: numbers are separated by one space, with none before the first or after the last\n"
    );
}

fn sends_half_a_message(stream: &TcpStream) {
    assert_eq!(say(stream, b"12 7"), "");
}

/// The answer must arrive although the server has not read all of the flood.
fn floods_without_a_newline(stream: &TcpStream) {
    let reply = say(stream, &b"7".repeat(300_000));
    assert_eq!(reply, "error: a message has at most 65536 bytes, the newline at its end included\n");
}

/// More than the server reads even to be polite. What the client gets to see of it is of no interest.
fn floods_for_ever(mut stream: &TcpStream) {
    while stream.write_all(&[b'7'; 65536]).is_ok() {}
}

fn resets_the_connection(stream: &TcpStream) {
    send(stream, b"12 7");
    // Closing with a linger time of zero throws the connection away instead of ending it.
    SockRef::from(stream).set_linger(Some(Duration::ZERO)).unwrap();
}

fn says_nothing(stream: &TcpStream) {
    assert_eq!(read_to_end(stream), "");
}

/// Each byte comes in time, the message never does.
fn dribbles(mut stream: &TcpStream) {
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    while stream.write_all(b"7").is_ok() {
        // Either nothing comes for a while, or the server has closed.
        if matches!(stream.read(&mut [0]), Ok(0)) {
            return;
        }
    }
}

/// How a client misbehaves, and what the server says about it.
type Case = (fn(&TcpStream), &'static str);

const CASES: [Case; 10] = [
    (leaves_at_once, "the client closed the connection too early: look at what it printed"),
    (sends_binary_garbage, "the client sent a malformed message: a message is UTF-8 text"),
    (sends_words, "the client sent a malformed message: `GET` is not a whole number from 0 to 4294967295"),
    (
        sends_stray_spaces,
        "the client sent a malformed message: \
         numbers are separated by one space, with none before the first or after the last",
    ),
    (
        sends_half_a_message,
        "the client closed the connection too early, \
         4 bytes into a message that lacks the newline at its end: look at what it printed",
    ),
    (
        floods_without_a_newline,
        "the client sent a malformed message: a message has at most 65536 bytes, the newline at its end included",
    ),
    (
        floods_for_ever,
        "the client sent a malformed message: a message has at most 65536 bytes, the newline at its end included",
    ),
    (
        resets_the_connection,
        "the client closed the connection too early, \
         4 bytes into a message that lacks the newline at its end: look at what it printed",
    ),
    (
        says_nothing,
        "the client did not finish the conversation within 2s: \
         see what it waits for, or allow more with `--timeout`",
    ),
    (
        dribbles,
        "the client did not finish the conversation within 2s: \
         see what it waits for, or allow more with `--timeout`",
    ),
];

#[test]
fn the_server_survives_every_misbehaviour_and_reports_each_in_one_line() {
    let server = Server::start("dedup --timeout 2s");
    let mut expected = Vec::new();
    for (misbehave, sentence) in CASES {
        let stream = server.connect();
        expected.push(format!("server: {}: {sentence}", stream.local_addr().unwrap()));
        misbehave(&stream);
        drop(stream);
        server.client("dedup").succeeds();
    }
    let run = server.stop().exits(0);
    let mut complaints: Vec<&str> = run.complaints().collect();
    // Conversations end in an order of their own.
    complaints.sort_unstable();
    expected.sort_unstable();
    assert_eq!(complaints.len(), expected.len(), "{run:?}");
    for (complaint, expected) in complaints.iter().zip(&expected) {
        // A reset may destroy what was sent before it.
        let untimely =
            |line: &str| line.replace(", 4 bytes into a message that lacks the newline at its end", "");
        assert_eq!(untimely(complaint), untimely(expected));
    }
}

#[test]
fn a_client_that_misbehaves_does_not_keep_others_waiting() {
    let server = Server::start("greet --timeout 1h");
    let silent: Vec<TcpStream> = (0..10).map(|_| server.connect()).collect();
    server.client("greet").succeeds();
    drop(silent);
}
