//! The client alone: how it connects, and how it fails.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};

use predicates::str::{contains, starts_with};
use socket2::{Domain, Socket, Type};

use crate::harness::{Server, client, fake_server, read_line, read_to_end, send};

/// A port that is taken, but where nobody listens yet.
fn silent_port() -> (Socket, u16) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    (socket, port)
}

#[test]
fn it_connects_from_the_port_it_is_given_time_and_again() {
    // The hand-out's own number. It lies below the ports that systems give away by themselves.
    let server = Server::start("greet");
    for _ in 0..3 {
        let run = server.client("greet --client-port 32451").succeeds();
        assert_eq!(run.value("own address"), "127.0.0.1:32451");
    }
}

#[test]
fn it_waits_for_a_server_that_starts_late() {
    let (socket, port) = silent_port();
    let mut child = Command::new(env!("CARGO_BIN_EXE_client"))
        .args(["dedup", "--connect-timeout", "1m", "--timeout", "1m", "--port", &port.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap(); // the seed: the client has started and will connect
    socket.listen(1).unwrap();
    let (stream, _) = TcpListener::from(socket).accept().unwrap();
    let list = read_line(&stream);
    assert!(!list.is_empty());
    drop(stream);
    assert_eq!(child.wait().unwrap().code(), Some(8));
}

#[test]
fn refused_is_3() {
    let (_socket, port) = silent_port();
    client(&format!("greet --connect-timeout 200ms --port {port}")).fails(
        3,
        &format!(
            "client: `127.0.0.1:{port}` refused the connection: \
             start the server first, or check `--host` and `--port`"
        ),
    );
}

#[test]
fn it_does_not_take_itself_for_the_server() {
    client("greet --port 32452 --client-port 32452 --connect-timeout 200ms").fails(
        3,
        "client: `127.0.0.1:32452` refused the connection: \
         start the server first, or check `--host` and `--port`",
    );
}

#[test]
fn an_unknown_name_is_4() {
    client("greet --host something.invalid").fails(
        4,
        "client: `something.invalid` has no address: check the spelling, or give the IP address itself",
    );
}

#[test]
fn a_client_port_in_use_is_5() {
    let server = Server::start("greet");
    let taken = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    server.client(&format!("greet --client-port {port}")).fails(
        5,
        &format!(
            "client: cannot use the address `port {port}`: \
             it is in use; end the program that has it, or choose another port"
        ),
    );
}

#[test]
fn a_silent_server_is_6() {
    let silent = fake_server(|stream| drop(read_to_end(&stream)));
    client(&format!("greet --timeout 200ms {silent}")).fails(
        6,
        "client: the server did not finish the conversation within 200ms: \
         see what it waits for, or allow more with `--timeout`",
    );
}

#[test]
fn a_malformed_reply_is_7() {
    let cases: [(&str, &[u8], &str); 6] = [
        (
            "dedup",
            b"[1, 2]\n",
            "the server sent a malformed message: \
          `[1,` is not a whole number from 0 to 4294967295",
        ),
        ("dedup", b"\xff\n", "the server sent a malformed message: a message is UTF-8 text"),
        ("dedup", b"5 5\n", "the server's reply is wrong: 5 is in it more than once"),
        ("intersect", b"5 6\n", "the server's reply is wrong: 6 is in it, but was not sent"),
        ("intersect", b"error: no\x1b[2J\n", "the server answered with an error: no\\u{1b}[2J"),
        ("intersect", b"5\nmore\n", "the server's reply is wrong: `more` came after the last message"),
    ];
    for (task, reply, sentence) in cases {
        let server = fake_server(move |stream| {
            assert_eq!(read_line(&stream), "5 5");
            send(&stream, reply);
        });
        client(&format!("{task} --count 2 --min 5 --max 5 {server}"))
            .fails(7, &format!("client: {sentence}"));
    }
}

#[test]
fn a_reply_without_end_is_7() {
    let server = fake_server(|stream| {
        send(&stream, &b"7".repeat(64 * 1024));
        read_to_end(&stream);
    });
    client(&format!("greet {server}")).fails(
        7,
        "client: the server sent a malformed message: \
         a message has at most 65536 bytes, the newline at its end included",
    );
}

#[test]
fn a_server_that_closes_early_is_8() {
    let server = fake_server(|stream| drop(read_line(&stream)));
    client(&format!("dedup {server}"))
        .fails(8, "client: the server closed the connection too early: look at what it printed");
}

#[test]
fn a_greeting_without_its_newline_is_8() {
    // What the server of the hand-out does.
    let server = fake_server(|stream| send(&stream, b"Thank you for connecting"));
    client(&format!("greet {server}")).fails(
        8,
        "client: the server closed the connection too early, \
         24 bytes into a message that lacks the newline at its end: look at what it printed",
    );
}

#[test]
fn it_shows_a_greeting_without_obeying_it() {
    let server = fake_server(|stream| {
        send(&stream, "\x1b]0;title\x07grüße\n".as_bytes());
        assert_eq!(read_line(&stream), "It was nice talking to you");
    });
    let run = client(&format!("greet {server}")).succeeds();
    assert_eq!(run.value("received"), "\\u{1b}]0;title\\u{7}grüße");
}

#[test]
fn it_reads_a_reply_that_comes_byte_by_byte() {
    let server = fake_server(|stream| {
        stream.set_nodelay(true).unwrap();
        read_line(&stream).bytes().chain([b'\n']).for_each(|byte| send(&stream, &[byte]));
    });
    client(&format!("dedup --count 1 {server}")).succeeds();
}

#[test]
fn a_command_line_that_makes_no_sense_is_2() {
    let cases = [
        ("dedup --min 5 --max 4", "error: `--min 5` is more than `--max 4`"),
        (
            "dedup --count 0",
            "error: invalid value '0' for '--count <N|LOW..HIGH>': there must be at least 1 number",
        ),
        (
            "dedup --count 9..2",
            "error: invalid value '9..2' for '--count <N|LOW..HIGH>': the range starts at 9, above its end 2",
        ),
        (
            "dedup --count 99999",
            "error: `--count` may be at most 16384 with `--max 100`: a message has at most 65536 bytes",
        ),
        ("greet --seed 7", "error: unexpected argument '--seed' found"),
    ];
    for (arguments, sentence) in cases {
        client(arguments).exits(2).complains(starts_with(format!("{sentence}\n")));
    }
}

#[test]
fn help_lists_the_exit_codes() {
    for arguments in ["--help", "greet --help", "dedup --help", "intersect --help"] {
        client(arguments).succeeds().prints(contains("  3  connection refused\n"));
    }
}

#[test]
fn a_closed_pipe_is_no_reason_to_panic() {
    let server = Server::start("greet");
    let mut child = Command::new(env!("CARGO_BIN_EXE_client"))
        .args(["greet", "--port", &server.address.port().to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_1() {
    use assert_cmd::assert::OutputAssertExt as _;

    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_client")).arg("dedup").stdout(full).output().unwrap();
    output.assert().code(1).stderr(starts_with("client: cannot write to standard output: "));
}
