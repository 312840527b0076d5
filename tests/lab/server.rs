//! The server alone: many clients, and how it ends.

use std::net::{TcpListener, TcpStream};

use predicates::str::contains;
#[cfg(unix)]
use predicates::str::ends_with;

use crate::harness::{Server, read_line, read_to_end, send, server};

#[test]
fn many_clients_are_served_at_once() {
    let server = Server::start("intersect --seed 7 --timeout 1m");
    // None of them ends before all of them have begun, and there are more than the server talks to at once.
    let clients: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    for client in &clients {
        send(client, b"66 63 4 1\n");
    }
    for client in &clients {
        assert_eq!(read_line(client), "4 63 66");
    }
}

#[test]
fn a_client_without_a_place_is_served_when_one_is_free() {
    let server = Server::start("greet --timeout 1h");
    let mut clients: Vec<TcpStream> = (0..65).map(|_| server.connect()).collect();
    for client in &clients[..64] {
        assert_eq!(read_line(client), "Thank you for connecting");
    }
    drop(clients.remove(0));
    assert_eq!(read_line(&clients[63]), "Thank you for connecting");
}

#[test]
fn lines_about_one_client_start_with_its_address() {
    let server = Server::start("dedup");
    let clients = [server.connect(), server.connect()];
    // The second connected speaks first.
    for client in [&clients[1], &clients[0]] {
        let address = client.local_addr().unwrap();
        send(client, b"3 3\n");
        assert_eq!(server.next_line(), format!("{address} received: 3 3"));
        assert_eq!(server.next_line(), format!("{address} sent: 3"));
    }
}

#[test]
fn a_message_may_come_byte_by_byte() {
    let server = Server::start("dedup --timeout 1m");
    let client = server.connect();
    client.set_nodelay(true).unwrap();
    for byte in b"12 7 12\n" {
        send(&client, &[*byte]);
    }
    assert_eq!(read_line(&client), "12 7");
}

#[test]
fn the_server_closes_first() {
    let server = Server::start("dedup");
    let client = server.connect();
    send(&client, b"1 1\n");
    assert_eq!(read_to_end(&client), "1\n");
}

#[test]
fn what_a_client_says_is_shown_without_obeying_it() {
    let server = Server::start("greet");
    let client = server.connect();
    send(&client, b"\x1b[2Jhello\n");
    server.next_line();
    let line = server.next_line();
    assert!(line.ends_with(" received: \\u{1b}[2Jhello"), "{line}");
}

#[test]
fn once_is_once() {
    let server = Server::start("greet --once");
    let address = server.address;
    server.client("greet").succeeds();
    assert_eq!(server.wait().succeeds().lines().count(), 2);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn once_ends_with_the_exit_code_of_the_conversation() {
    let server = Server::start("dedup --once");
    let client = server.connect();
    let address = client.local_addr().unwrap();
    send(&client, b"x\n");
    read_to_end(&client);
    drop(client);
    server.wait().fails(
        7,
        &format!(
            "server: {address}: the client sent a malformed message: \
             `x` is not a whole number from 0 to 4294967295"
        ),
    );
}

#[test]
#[cfg(unix)]
fn a_signal_ends_it_with_0() {
    for signal in ["INT", "TERM"] {
        let server = Server::start("greet");
        server.signal(signal);
        server.wait().succeeds();
    }
}

#[test]
#[cfg(unix)]
fn a_running_conversation_may_end_after_the_signal() {
    let server = Server::start("greet");
    let client = server.connect();
    read_line(&client);
    server.signal("TERM");
    send(&client, b"bye\n");
    assert_eq!(read_to_end(&client), "");
    drop(client);
    server.wait().succeeds().prints(ends_with(" received: bye\n"));
}

#[test]
#[cfg(unix)]
fn a_silent_client_cannot_keep_it_from_ending() {
    let server = Server::start("greet --timeout 1h");
    let client = server.connect();
    read_line(&client);
    server.signal("INT");
    server.wait().exits(0);
    drop(client);
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_reason_to_end() {
    let server = Server::start_unheard("greet");
    for _ in 0..3 {
        server.client("greet").succeeds();
    }
    server.stop().succeeds();
}

#[test]
fn a_port_in_use_is_5() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    server(&format!("greet --port {}", address.port())).fails(
        5,
        &format!(
            "server: cannot use the address `{address}`: \
             it is in use; end the program that has it, or choose another port"
        ),
    );
}

#[test]
fn an_unknown_name_is_4() {
    server("greet --host something.invalid").fails(
        4,
        "server: `something.invalid` has no address: check the spelling, or give the IP address itself",
    );
}

#[test]
fn a_command_line_that_makes_no_sense_is_2() {
    for arguments in ["", "dance", "dedup --seed 7", "greet --timeout 0s", "intersect --min 2 --max 1"] {
        server(arguments).exits(2);
    }
}

#[test]
fn help_lists_the_exit_codes() {
    for arguments in ["--help", "greet --help", "dedup --help", "intersect --help"] {
        server(arguments).succeeds().prints(contains("  3  connection refused\n"));
    }
}
