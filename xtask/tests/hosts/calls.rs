//! What a sandbox refuses to do for a program, asked of the kernel.

use std::fmt::Write as _;

use xtask::host::filter::{self, Refused};
use xtask::host::{Cgroups, Isolation, Launch};
use xtask::observation::End;

use super::{Test, compiled, programs, run, run_with, shell, start, text, wait_for_output};

pub const TESTS: &[Test] = &[
    ("calls::every_row_of_the_filter_is_refused", every_row_of_the_filter_is_refused),
    ("calls::calls_of_other_architectures_are_refused", calls_of_other_architectures_are_refused),
    ("calls::a_session_has_no_keys_of_others", a_session_has_no_keys_of_others),
    (
        "calls::a_lock_on_a_file_of_the_machine_is_seen_by_nobody_else",
        a_lock_on_a_file_of_the_machine_is_seen_by_nobody_else,
    ),
    ("calls::what_is_mounted_in_a_shown_folder_is_shown", what_is_mounted_in_a_shown_folder_is_shown),
    ("calls::nothing_that_was_open_reaches_a_program", nothing_that_was_open_reaches_a_program),
    ("calls::a_device_is_written_to_and_not_changed", a_device_is_written_to_and_not_changed),
    ("calls::what_all_programs_share_is_not_one_s_to_use_up", what_all_programs_share_is_not_one_s_to_use_up),
];

const SANDBOX: Isolation = Isolation::Sandbox;

/// Makes each call that stands on a line of standard input as its number and arguments, and prints the error.
const CALLER: &str = "import ctypes, sys\n\
    libc = ctypes.CDLL(None, use_errno=True)\n\
    for line in sys.stdin:\n    \
        answer = libc.syscall(*(ctypes.c_long(int(word)) for word in line.split()))\n    \
        print(ctypes.get_errno() if answer == -1 else 0)\n";

fn every_row_of_the_filter_is_refused() {
    for cgroups in [Cgroups::of_this_machine(), Cgroups::none()] {
        each_is_refused(&cgroups);
    }
}

fn each_is_refused(cgroups: &Cgroups) {
    let refusals = filter::refusals(cgroups.bound_memory());
    let mut lines = String::new();
    for Refused { number, arguments, .. } in &refusals {
        let words: Vec<String> = arguments.iter().map(u32::to_string).collect();
        writeln!(lines, "{number} {}", words.join(" ")).expect("a line");
    }
    let mut launch = Launch::new(["python3", "-c", CALLER], programs());
    launch.stdin = Some(lines.into_bytes());
    let facts = run_with(SANDBOX, cgroups, &launch);
    let answers: Vec<i32> = text(&facts).lines().map(|line| line.parse().expect("a number")).collect();
    assert_eq!(answers.len(), refusals.len(), "{facts:?}");
    for (refused, answer) in refusals.iter().zip(answers) {
        assert_eq!(answer, refused.errno, "{refused:?}");
    }
}

#[cfg(target_arch = "x86_64")]
fn calls_of_other_architectures_are_refused() {
    let (folder, program) = compiled("foreign_calls");
    let facts = run(SANDBOX, &Launch::new([program], folder.path()).by_instructor());
    assert_eq!((text(&facts).as_str(), &facts.end), ("38 38\n", &End::Exited(0)), "{facts:?}");
}

#[cfg(not(target_arch = "x86_64"))]
fn calls_of_other_architectures_are_refused() {}

/// `/proc/keys` shows what a process may see of keys: keyrings of the same user's sessions, and whatever they hold. A key of
/// the session in which the harness was started would be among them.
fn a_session_has_no_keys_of_others() {
    let add = "import ctypes\nlibc = ctypes.CDLL(None)\n\
        print(libc.syscall(248, b'user', b'socklab-left-behind', b'x', 1, -3) > 0)";
    let keys = "cat /proc/keys";
    let left = run(SANDBOX, &Launch::new(["python3", "-c", add], programs()));
    assert_eq!(text(&left), "False\n", "{left:?}");
    let seen = run(SANDBOX, &Launch::new(["sh", "-c", keys], programs()));
    assert!(seen.end == End::Exited(0) && text(&seen).lines().all(|key| key.contains("keyring")), "{seen:?}");
}

fn a_lock_on_a_file_of_the_machine_is_seen_by_nobody_else() {
    let machine = "import ctypes, fcntl, os, signal\n\
        files = ['/usr/bin/env', '/etc/ld.so.cache', '/dev/null', '/dev/zero', '/dev/full']\n\
        ctypes.CDLL('libstdc++.so.6')\n\
        library = next(line.split()[-1] for line in open('/proc/self/maps') if 'libstdc++' in line)\n";
    // Only root of the machine may make devices.
    let map = std::fs::read_to_string("/proc/self/uid_map").expect("the users of this namespace");
    let own_devices = if map.trim_end().ends_with("4294967295") { "" } else { "files = files[:2]\n" };
    let lock = "for path in files + [library]:\n    \
            file = os.open(path, os.O_RDONLY)\n    \
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n    \
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)\n\
        print('locked')\n";
    let program = format!("{machine}{own_devices}{lock}");
    let seeded =
        |script: String| Launch { seed: Some(1), ..Launch::new(["python3", "-c", &script], programs()) };
    let first = start(SANDBOX, &seeded(format!("{program}signal.pause()")));
    wait_for_output(&first, "locked");
    let second = run(SANDBOX, &seeded(program));
    assert_eq!((text(&second).as_str(), &second.end), ("locked\n", &End::Exited(0)), "{second:?}");
    first.stop().expect("facts");
}

/// The control groups are mounted in a folder of `/sys`.
fn what_is_mounted_in_a_shown_folder_is_shown() {
    let shown = Launch { shows: vec!["/sys/fs".into()], ..shell("ls /sys/fs/cgroup | wc -l") };
    let here = std::fs::read_dir("/sys/fs/cgroup").map_or(0, Iterator::count);
    assert_eq!(text(&run(SANDBOX, &shown)), format!("{here}\n"));
}

fn nothing_that_was_open_reaches_a_program() {
    let script = "import os\nprint(sorted(int(fd) for fd in os.listdir('/proc/self/fd')))";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    // The last is the listing's own.
    assert_eq!(text(&facts), "[0, 1, 2, 3]\n", "{facts:?}");
}

fn a_device_is_written_to_and_not_changed() {
    let script = "echo x > /dev/null && head -c 1 /dev/zero | wc -c; touch /dev/null 2>/dev/zero; echo $?";
    let facts = run(SANDBOX, &shell(script));
    assert_eq!(text(&facts), "1\n1\n", "{facts:?}");
}

/// Each pending signal and each byte of a message queue counts for whoever started the harness as well.
fn what_all_programs_share_is_not_one_s_to_use_up() {
    let script = "import ctypes, signal\nlibc = ctypes.CDLL(None)\n\
        signal.pthread_sigmask(signal.SIG_BLOCK, [40])\n\
        print(sum(libc.sigqueue(libc.getpid(), 40, 0) == 0 for _ in range(5000)) <= 1024)";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    assert_eq!(text(&facts), "True\n", "{facts:?}");
}
