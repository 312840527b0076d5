//! The tap between two programs, each in a network of its own.
//!
//! The programs are threads of the test that run in the two networks: what they send and when they read is then written
//! beside what is expected. Needs namespaces; where they cannot be had every test counts as ignored, and it is said why.

mod addresses;
mod bounds;
mod deliveries;
mod ends;
mod listeners;
mod pair;
mod wireshark;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use xtask::host::network;

/// Lists tests by path, to be named by it.
macro_rules! tests {
    ($($module:ident::$test:ident,)*) => {
        [$((concat!(stringify!($module), "::", stringify!($test)), $module::$test as fn())),*]
    };
}

fn main() -> ExitCode {
    // Before any thread: a process with several cannot enter a user namespace.
    let able = network::enter_user_namespace().and_then(|()| network::probe());
    if let Err(error) = &able {
        eprintln!("skipped, all of it: {error}");
    }
    let tests = tests![
        deliveries::eight_sends_in_a_row_arrive_as_eight,
        deliveries::three_hundred_sends_in_a_row_arrive_as_three_hundred,
        deliveries::coalesced_sends_arrive_as_one,
        deliveries::coalesced_goes_by_time_where_nobody_can_tell,
        deliveries::split_sends_arrive_in_the_same_pieces_each_time,
        deliveries::bytes_arrive_one_by_one,
        deliveries::natural_holds_nothing_back,
        deliveries::the_server_may_speak_first,
        deliveries::both_may_speak_first,
        deliveries::only_who_waits_ends_the_other_ones_turn,
        deliveries::connections_do_not_wait_for_each_other,
        ends::a_half_close_is_carried_across,
        ends::what_a_sleeping_reader_leaves_unread_is_at_rest,
        ends::what_is_read_is_at_rest_with_nothing_unread,
        ends::what_a_client_has_said_that_never_waits_is_at_rest,
        ends::a_reset_comes_after_the_bytes_before_it,
        ends::what_is_held_for_a_server_that_is_gone_breaks_nobody_off_who_has_not_waited_since,
        ends::a_client_that_breaks_off_is_a_reset_for_the_server,
        ends::a_server_that_stopped_listening_resets_the_client,
        bounds::a_peer_that_never_reads_is_waited_for_no_longer_than_the_ceiling,
        bounds::a_flood_is_counted_and_not_kept,
        bounds::a_large_send_is_a_few_segments,
        bounds::more_connections_than_are_kept_open_are_served_in_turn,
        bounds::a_flood_of_connections_is_cut_off,
        bounds::a_flood_of_datagrams_stops_nobody,
        addresses::a_refused_address_is_noted,
        addresses::udp_is_noted,
        addresses::ipv6_is_carried,
        addresses::ports_and_addresses_are_the_programs_own,
        addresses::without_namespaces_a_relay_remains,
        addresses::a_server_elsewhere_is_reached,
        listeners::a_listener_that_comes_later_is_reached_each_time,
        listeners::the_server_reaches_where_the_client_listens_each_time,
        listeners::a_client_that_listens_no_more_refuses_the_server,
        wireshark::tshark_has_no_complaint,
    ];
    let trials = tests.into_iter().map(|(name, test)| {
        let trial = Trial::test(name, move || {
            test();
            Ok(())
        });
        trial.with_ignored_flag(able.is_err())
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
