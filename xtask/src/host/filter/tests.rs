use super::rows::{INET, INET6, NETLINK, UNIX};
use super::*;

fn compiled(memory_is_bounded: bool) -> Vec<libc::sock_filter> {
    Wanted { refuses: true, memory_is_bounded, asks: true, holds: false }.filter().expect("a filter")
}

fn answer(filter: &[libc::sock_filter], number: libc::c_long, arguments: [u32; 6]) -> Option<Action> {
    // The second instruction asks for this machine's architecture.
    bpf::tests::run(filter, filter[1].k, number as u32, arguments)
}

#[test]
fn every_row_refuses_what_it_says() {
    for bounded in [false, true] {
        let filter = compiled(bounded);
        for Refused { name, number, arguments, errno, .. } in refusals(bounded) {
            assert_eq!(answer(&filter, number, arguments), Some(Action::Refuse(errno)), "{name}");
        }
    }
}

#[test]
fn every_row_has_its_reason_and_no_call_stands_twice_for_the_same_arguments() {
    let mut seen = Vec::new();
    for row in ROWS.iter().chain(SENDS) {
        assert!(row.why.len() > 15, "{row:?}");
        for (name, number) in row.calls {
            assert!(!seen.contains(&(*number, row.when)), "{name} stands twice");
            seen.push((*number, row.when));
        }
    }
}

#[test]
fn memory_that_nobody_counts_is_to_be_had_only_where_a_cgroup_counts_it() {
    for number in [libc::SYS_memfd_create, libc::SYS_shmget] {
        assert_eq!(answer(&compiled(false), number, [0; 6]), Some(Action::Refuse(libc::ENOSYS)));
        assert_eq!(answer(&compiled(true), number, [0; 6]), None);
    }
}

#[test]
fn only_what_tells_the_time_of_day_or_waits_for_one_is_asked_for() {
    let filter = compiled(false);
    const WAIT: u32 = (libc::FUTEX_WAIT_BITSET | libc::FUTEX_CLOCK_REALTIME) as u32;
    let private = WAIT | libc::FUTEX_PRIVATE_FLAG as u32;
    for (number, arguments, asked) in [
        (libc::SYS_clock_gettime, [libc::CLOCK_REALTIME as u32, 1, 0, 0, 0, 0], true),
        (libc::SYS_clock_gettime, [libc::CLOCK_MONOTONIC as u32, 1, 0, 0, 0, 0], false),
        (libc::SYS_futex, [8, WAIT, 0, 16, 0, 0], true),
        (libc::SYS_futex, [8, private, 0, 16, 0, 0], true),
        (libc::SYS_futex, [8, private, 0, 0, 0, 0], false),
        (libc::SYS_futex, [8, libc::FUTEX_WAIT_BITSET as u32, 0, 16, 0, 0], false),
        (libc::SYS_clock_nanosleep, [0, 0, 16, 0, 0, 0], false),
        (libc::SYS_clock_nanosleep, [0, 1, 16, 0, 0, 0], true),
    ] {
        let answer = answer(&filter, number, arguments);
        assert_eq!(answer, asked.then_some(Action::Ask), "{number} {arguments:?}");
    }
    let silent = Wanted { refuses: true, memory_is_bounded: false, asks: false, holds: false }
        .filter()
        .expect("a filter");
    assert_eq!(answer(&silent, libc::SYS_getrandom, [0; 6]), None, "nobody there to ask");
}

#[test]
fn what_sends_is_asked_for_only_where_a_program_is_to_be_held_and_never_the_filter_s_own_way() {
    let wanted = Wanted { refuses: true, memory_is_bounded: false, asks: true, holds: true };
    let filter = wanted.filter().expect("a filter");
    for row in SENDS {
        for (name, number) in row.calls {
            assert_eq!(answer(&filter, *number, [3, 0, 8, 0, 0, 0]), Some(Action::Ask), "{name}");
            assert_eq!(answer(&compiled(false), *number, [3, 0, 8, 0, 0, 0]), None, "{name}");
        }
    }
    let with_descriptor = [3, 0, crate::host::control::WITH_DESCRIPTOR.bits(), 0, 0, 0];
    assert_eq!(answer(&filter, libc::SYS_sendmsg, with_descriptor), None);
}

#[test]
fn what_honest_programs_ask_is_allowed() {
    let filter = compiled(false);
    let allowed: &[(libc::c_long, [u32; 6])] = &[
        (libc::SYS_socket, [INET, libc::SOCK_STREAM as u32, 0, 0, 0, 0]),
        (libc::SYS_socket, [INET6, libc::SOCK_DGRAM as u32, libc::IPPROTO_UDP as u32, 0, 0, 0]),
        (libc::SYS_socket, [UNIX, libc::SOCK_STREAM as u32, 0, 0, 0, 0]),
        (libc::SYS_socket, [NETLINK, libc::SOCK_RAW as u32, 0, 0, 0, 0]),
        (libc::SYS_socketpair, [UNIX, libc::SOCK_STREAM as u32, 0, 0, 0, 0]),
        // `fork`, and a thread.
        (libc::SYS_clone, [0x0120_0011, 0, 0, 0, 0, 0]),
        (libc::SYS_clone, [0x003d_0f00, 0, 0, 0, 0, 0]),
        // A process that shares its descriptors, and another that has its own.
        (libc::SYS_clone, [libc::CLONE_FILES as u32, 0, 0, 0, 0, 0]),
        (libc::SYS_unshare, [libc::CLONE_FS as u32, 0, 0, 0, 0, 0]),
        (libc::SYS_close_range, [3, !0, libc::CLOSE_RANGE_CLOEXEC, 0, 0, 0]),
        (libc::SYS_setsockopt, [3, libc::SOL_SOCKET as u32, libc::SO_REUSEADDR as u32, 0, 0, 0]),
        (libc::SYS_setsockopt, [3, libc::IPPROTO_TCP as u32, libc::SO_ATTACH_FILTER as u32, 0, 0, 0]),
        (libc::SYS_prlimit64, [0, 7, 0, 0, 0, 0]),
        (libc::SYS_ioctl, [1, libc::TIOCGWINSZ as u32, 0, 0, 0, 0]),
        (libc::SYS_fcntl, [3, libc::F_SETFL as u32, 0, 0, 0, 0]),
        // Java locks a file of its own, and complains on standard output where it cannot.
        (libc::SYS_flock, [3, libc::LOCK_EX as u32, 0, 0, 0, 0]),
        (libc::SYS_mknodat, [0, 0, libc::S_IFIFO | 0o644, 0, 0, 0]),
        (libc::SYS_ptrace, [libc::PTRACE_ATTACH, 0, 0, 0, 0, 0]),
    ];
    for (number, arguments) in allowed {
        assert_eq!(answer(&filter, *number, *arguments), None, "{number} {arguments:?}");
    }
}
