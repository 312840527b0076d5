//! Which addresses the programs see, and which the tap does.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd as _;
use std::thread;
use std::time::Instant;

use nix::sys::socket::{AddressFamily, SockFlag, SockType, SockaddrStorage, bind, connect, socket};
use xtask::conversation::Direction;
use xtask::delivery::Delivery;
use xtask::host::network::Network;
use xtask::host::sockets::{Listener, SocketTable};
use xtask::tap::{Limits, Tap, TapOptions};

use crate::pair::{EIGHT, Pair, SERVER, accept, dial, pieces, segments, send};

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

pub fn a_refused_address_is_noted() {
    let (_, error, conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| pieces(&mut accept(&listener)),
        || {
            let error = TcpStream::connect("10.0.0.9:9999").expect_err("nothing listens there");
            drop(dial(SERVER));
            error.kind()
        },
    );
    assert_eq!(error, ErrorKind::ConnectionRefused);
    assert_eq!(conversation.refused, [address("10.0.0.9:9999")]);
    assert_eq!(conversation.connections.len(), 1);
}

pub fn udp_is_noted() {
    let ((), (), conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| {
            pieces(&mut accept(&listener));
        },
        || {
            let socket = UdpSocket::bind("0.0.0.0:0").expect("free");
            socket.send_to(b"hello", "10.0.0.2:5005").expect("it goes out");
            drop(dial(SERVER));
        },
    );
    let datagram = conversation.datagrams.first().expect("it was seen");
    assert_eq!((datagram.direction, datagram.length), (Direction::ToServer, 5));
    assert_eq!(datagram.to, address("10.0.0.2:5005"));

    let network = Network::fresh().expect("a network");
    // On a thread of its own: an ordinary user's does not come back to the machine's network.
    let bind = || network.enter(|| UdpSocket::bind("0.0.0.0:5005")).expect("entered").expect("free");
    let bound = thread::scope(|scope| scope.spawn(bind).join()).expect("it binds");
    let mut table = SocketTable::open(&network).expect("a table");
    let listeners = table.udp_listeners().expect("it can be read");
    assert_eq!(listeners.len(), 1);
    assert_eq!(listeners[0].address, bound.local_addr().expect("bound"));
}

pub fn ipv6_is_carried() {
    for (listen, dialled) in [
        ("[::]:12345", "[::1]:12345"),
        ("[::1]:12345", "[::1]:12345"),
        ("[::]:12345", "[fd00::77]:12345"),
        ("[::]:12345", "10.0.0.2:12345"),
    ] {
        let (read, (), conversation, _) = Pair { listen, ..Pair::new(Delivery::AsSent) }.run(
            |listener| pieces(&mut accept(&listener)),
            || {
                let mut stream = dial(dialled);
                EIGHT.iter().for_each(|text| send(&mut stream, text));
            },
        );
        assert_eq!(read, EIGHT, "from {dialled} to {listen}");
        let connection = &conversation.connections[0];
        assert_eq!(segments(connection, Direction::ToServer), EIGHT);
        assert_eq!(connection.dialled, address(dialled));
    }
}

pub fn ports_and_addresses_are_the_programs_own() {
    for (dialled, seen) in [("10.59.122.36:12345", "10.0.0.2:32451"), (SERVER, "10.0.0.1:32451")] {
        let (peer, (own, other), conversation, _) = Pair::new(Delivery::AsSent).run(
            |listener| {
                let (mut stream, peer) = listener.accept().expect("a client comes");
                pieces(&mut stream);
                peer
            },
            || {
                let stream = from_port_32451(dialled);
                (stream.local_addr().expect("bound"), stream.peer_addr().expect("connected"))
            },
        );
        assert_eq!((own, other), (address("10.0.0.2:32451"), address(dialled)));
        assert_eq!(peer, address(seen));
        let connection = &conversation.connections[0];
        assert_eq!((connection.client, connection.dialled, connection.server), (own, other, address(SERVER)));
    }
}

/// Connects as the hand-out's client does, from a port of its own.
fn from_port_32451(dialled: &str) -> TcpStream {
    let socket =
        socket(AddressFamily::Inet, SockType::Stream, SockFlag::SOCK_CLOEXEC, None).expect("a socket");
    let own = SocketAddr::from((Ipv4Addr::new(10, 0, 0, 2), 32451));
    bind(socket.as_raw_fd(), &SockaddrStorage::from(own)).expect("the port is free");
    connect(socket.as_raw_fd(), &SockaddrStorage::from(address(dialled))).expect("the server is reached");
    TcpStream::from(socket)
}

/// A server in the machine's own network, and how the tap finds it.
fn in_the_open() -> (TcpListener, Listener) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let bound = listener.local_addr().expect("bound");
    let mut table = SocketTable::open(&Network::machine()).expect("a table");
    let own = table.listeners_of(&[std::process::id()]).expect("it can be read");
    let found = own.into_iter().find(|listener| listener.address == bound).expect("it is in the table");
    (listener, found)
}

fn tap_to(client: &Network, listener: Listener, delivery: Delivery) -> Tap {
    Tap::open(TapOptions {
        client,
        server: &Network::machine(),
        listeners: &[listener],
        delivery,
        seed: 0,
        start: Instant::now(),
        limits: Limits::default(),
        programs: None,
    })
    .expect("a tap")
}

pub fn without_namespaces_a_relay_remains() {
    let (server, listener) = in_the_open();
    let tap = tap_to(&Network::machine(), listener, Delivery::Natural);
    let server = thread::spawn(move || pieces(&mut accept(&server)).concat());
    send(&mut TcpStream::connect(tap.addresses()[0]).expect("the tap listens"), "hello");
    assert_eq!(server.join().expect("it ends"), "hello");
    let (conversation, packets) = tap.finish().expect("a conversation");
    let connection = &conversation.connections[0];
    assert_eq!(connection.sent(Direction::ToServer), b"hello");
    assert_eq!(connection.guessed_bytes, 5);
    assert!(packets.is_empty());
}

/// The client has a network of its own; the server is on another machine, for all that anybody here knows.
pub fn a_server_elsewhere_is_reached() {
    for delivery in Delivery::ALL {
        let (server, listener) = in_the_open();
        let network = Network::fresh().expect("a network");
        let tap = tap_to(&network, Listener::elsewhere(listener.address), delivery);
        let server = thread::spawn(move || {
            let mut stream = accept(&server);
            let read = pieces(&mut stream).concat();
            send(&mut stream, "answer");
            read
        });
        let dialled = SocketAddr::from(([130, 91, 6, 16], listener.address.port()));
        let client = thread::spawn(move || {
            let program = || {
                let mut stream = dial(&dialled.to_string());
                EIGHT.iter().for_each(|text| send(&mut stream, text));
                stream.shutdown(Shutdown::Write).expect("still open");
                pieces(&mut stream).concat()
            };
            network.enter(program).expect("entered")
        });
        assert_eq!(client.join().expect("it ends"), "answer", "under {delivery}");
        assert_eq!(server.join().expect("it ends"), EIGHT.concat(), "under {delivery}");
        let (conversation, _) = tap.finish().expect("a conversation");
        let connection = &conversation.connections[0];
        assert_eq!(segments(connection, Direction::ToServer), EIGHT, "under {delivery}");
        assert_eq!((connection.dialled, connection.server), (dialled, listener.address));
    }
}
