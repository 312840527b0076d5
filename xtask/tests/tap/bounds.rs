//! Programs that do too much or too little.

use std::io::{Read as _, Write as _};
use std::net::UdpSocket;
use std::os::fd::AsFd as _;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use xtask::conversation::Direction;
use xtask::delivery::Delivery;
use xtask::tap::Limits;

use crate::pair::{EIGHT, Pair, SERVER, accept, dial, pieces, segments, send};

pub fn a_peer_that_never_reads_is_waited_for_no_longer_than_the_ceiling() {
    let limits = Limits { ceiling: Duration::from_millis(50), ..Limits::default() };
    for delivery in Delivery::ALL {
        let (read, (), conversation, _) = Pair { limits, ..Pair::new(delivery) }.run(
            |listener| {
                let mut stream = accept(&listener);
                // All of it, the end included, comes to a server that takes nothing out.
                let mut end = [PollFd::new(stream.as_fd(), PollFlags::from_bits_retain(libc::POLLRDHUP))];
                poll(&mut end, PollTimeout::NONE).expect("the end comes");
                pieces(&mut stream).concat()
            },
            || {
                let mut stream = dial(SERVER);
                EIGHT.iter().for_each(|text| send(&mut stream, text));
            },
        );
        assert_eq!(read, EIGHT.concat(), "under {delivery}");
        assert_eq!(segments(&conversation.connections[0], Direction::ToServer), EIGHT);
    }
}

pub fn a_flood_is_counted_and_not_kept() {
    const FLOOD: usize = 32 << 20;
    let limits =
        Limits { kept_bytes: 1 << 16, packet_bytes: 1 << 16, held_bytes: 1 << 18, ..Limits::default() };
    for delivery in [Delivery::AsSent, Delivery::Coalesced, Delivery::Natural] {
        let (read, (), conversation, packets) = Pair { limits, ..Pair::new(delivery) }.run(
            |listener| {
                let mut stream = accept(&listener);
                let mut buffer = vec![0; 1 << 16];
                let mut total = 0;
                loop {
                    match stream.read(&mut buffer).expect("bytes arrive") {
                        0 => return total,
                        length => total += length,
                    }
                }
            },
            || dial(SERVER).write_all(&vec![b'x'; FLOOD]).expect("the server reads"),
        );
        assert_eq!(read, FLOOD, "under {delivery}");
        let connection = &conversation.connections[0];
        let kept = connection.sent(Direction::ToServer).len();
        assert!(kept <= limits.kept_bytes, "{kept} bytes kept");
        assert_eq!(kept as u64 + connection.dropped_bytes, FLOOD as u64);
        assert!(packets.dropped() > 0);
    }
}

pub fn a_large_send_is_a_few_segments() {
    let large = "0123456789".repeat(20_000);
    for delivery in [Delivery::AsSent, Delivery::Coalesced, Delivery::Natural] {
        let (read, (), conversation, _) = Pair::new(delivery)
            .run(|listener| pieces(&mut accept(&listener)).concat(), || send(&mut dial(SERVER), &large));
        assert_eq!(read, large, "under {delivery}");
        let connection = &conversation.connections[0];
        // Now and then the kernel itself marks an end after half a window.
        assert!(connection.segments.len() <= 8, "{} segments under {delivery}", connection.segments.len());
        assert_eq!(connection.guessed_bytes, 0);
    }
}

pub fn more_connections_than_are_kept_open_are_served_in_turn() {
    let (read, (), conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| (0..100).map(|_| pieces(&mut accept(&listener)).concat()).collect::<Vec<_>>(),
        || {
            let mut streams: Vec<_> = (0..100).map(|_| dial(SERVER)).collect();
            for (number, stream) in streams.drain(..).enumerate() {
                send(&mut { stream }, &number.to_string());
            }
        },
    );
    let expected: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    assert_eq!(read, expected);
    assert_eq!(conversation.connections.len(), 100);
}

pub fn a_flood_of_connections_is_cut_off() {
    const SERVED: usize = 1000;
    let (read, (), conversation, _) = Pair::new(Delivery::AsSent).run(
        |listener| (0..SERVED).map(|_| pieces(&mut accept(&listener)).len()).sum::<usize>(),
        || {
            for number in 0..SERVED + 100 {
                let mut stream = dial(SERVER);
                if number < SERVED {
                    send(&mut stream, "x");
                } else {
                    assert_eq!(pieces(&mut stream), ["ConnectionReset"]);
                }
            }
        },
    );
    assert_eq!(read, SERVED);
    assert_eq!(conversation.connections.len(), SERVED);
}

pub fn a_flood_of_datagrams_stops_nobody() {
    let (read, (), conversation, packets) = Pair::new(Delivery::AsSent).run(
        |listener| pieces(&mut accept(&listener)).concat(),
        || {
            let mut stream = dial(SERVER);
            let socket = UdpSocket::bind("0.0.0.0:0").expect("free");
            for number in 0..20_000 {
                // Refused, and said so on the next one.
                let _ = socket.send_to(&[b'x'; 1000], "10.0.0.2:5005");
                if number % 1000 == 0 {
                    send(&mut stream, "x");
                }
            }
        },
    );
    assert_eq!(read.len(), 20);
    assert_eq!(conversation.datagrams.len(), 100);
    assert!(packets.dropped() > 0);
}
