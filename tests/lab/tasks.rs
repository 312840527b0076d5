//! Each task, with a real pair of programs.

use std::collections::BTreeSet;
use std::net::TcpListener;

use predicates::str::{diff, ends_with};

use crate::harness::{Server, numbers};

#[test]
fn task_1_greets_and_acknowledges() {
    let server = Server::start("greet");
    let client = server.client("greet").succeeds();
    let own = client.value("own address").to_owned();
    client.prints(diff(
        format!(
            "server: {}\nown address: {own}\nreceived: Thank you for connecting\nsent: It was nice talking to you\n",
            server.address
        ),
    ));
    assert_eq!(server.next_line(), format!("{own} sent: Thank you for connecting"));
    assert_eq!(server.next_line(), format!("{own} received: It was nice talking to you"));
}

#[test]
fn task_2_shows_the_list_without_duplicates_and_the_duplicates() {
    let server = Server::start("dedup");
    let client = server.client("dedup --seed 7 --count 12").succeeds();
    let own = client.value("own address").to_owned();
    client.prints(diff(format!(
        "seed: 7\n\
             numbers: 11 92 49 63 12 12 90 39 90 48 47 17\n\
             server: {}\n\
             own address: {own}\n\
             final list: 11 92 49 63 12 90 39 48 47 17\n\
             duplicates: 12 90\n",
        server.address
    )));
    assert_eq!(server.next_line(), format!("{own} received: 11 92 49 63 12 12 90 39 90 48 47 17"));
    assert_eq!(server.next_line(), format!("{own} sent: 11 92 49 63 12 90 39 48 47 17"));
}

#[test]
fn task_2_sends_25_to_100_numbers_from_1_to_100_by_default() {
    let server = Server::start("dedup");
    for seed in 0..20 {
        let numbers = server.client(&format!("dedup --seed {seed}")).succeeds().numbers("numbers");
        assert!((25..=100).contains(&numbers.len()), "seed {seed}");
        assert!(numbers.iter().all(|number| (1..=100).contains(number)), "seed {seed}");
    }
}

#[test]
fn task_2_without_duplicates_shows_an_empty_value() {
    let server = Server::start("dedup");
    let client = server.client("dedup --count 1 --min 5 --max 5").succeeds();
    client.prints(ends_with("final list: 5\nduplicates: \n"));
}

#[test]
fn task_3_shows_the_common_numbers_sorted() {
    let server = Server::start("intersect --seed 7");
    let client = server.client("intersect --seed 7").succeeds();
    assert_eq!(client.value("common numbers"), "9 35 39 48 63");

    assert_eq!(server.announced[0], "seed: 7");
    let own: BTreeSet<u32> =
        numbers(server.announced[1].strip_prefix("numbers: ").unwrap()).into_iter().collect();
    let sent: BTreeSet<u32> = client.numbers("numbers").into_iter().collect();
    assert_eq!(client.numbers("common numbers"), own.intersection(&sent).copied().collect::<Vec<_>>());
}

#[test]
fn task_3_without_common_numbers_shows_an_empty_value() {
    let server = Server::start("intersect --min 1 --max 50");
    let client = server.client("intersect --min 51 --max 100").succeeds();
    client.prints(ends_with("common numbers: \n"));
}

#[test]
fn a_run_can_be_repeated_with_the_seed_that_it_printed() {
    let server = Server::start("intersect");
    let first = server.client("intersect").succeeds();
    let again = server.client(&format!("intersect --seed {}", first.value("seed"))).succeeds();
    assert_eq!(again.value("numbers"), first.value("numbers"));
    assert_eq!(again.value("common numbers"), first.value("common numbers"));

    let own_seed = server.announced[0].strip_prefix("seed: ").unwrap();
    let other = Server::start(&format!("intersect --seed {own_seed}"));
    assert_eq!(other.announced[1], server.announced[1]);
}

#[test]
fn the_largest_list_makes_the_journey() {
    let server = Server::start("dedup");
    let client = server.client("dedup --count 5957 --min 4000000000 --max 4294967295").succeeds();
    assert_eq!(client.numbers("numbers").len(), 5957);
}

#[test]
fn the_programs_meet_over_ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    let server = Server::start("greet --host ::1");
    let client = server.client("greet").succeeds();
    assert!(client.value("server").starts_with("[::1]:"), "{client:?}");
}

#[test]
fn the_programs_meet_by_name() {
    let server = Server::start("greet --host localhost");
    let port = server.address.port();
    crate::harness::client(&format!("greet --host localhost --port {port}")).succeeds();
}
