//! Many cases leave no process, no socket and no file behind.

use std::fs;

use crate::harness::{contents, has, marker, own, processes, temp_folder, wait_until, xtask};

/// Forty cases, in a temp folder of their own.
fn forty_cases(isolation: &str, server: &str, marker: &str) {
    let temp = temp_folder();
    let client = format!("{} {marker}", own("shows_too_little_client.py"));
    let run = xtask("run scenarios/task2.toml --seeds 1..20 --delivery as-sent --delivery coalesced");
    let run = run.with(["--isolation", isolation]).server(server).client(&client).env("TMPDIR", temp.path());
    let (run, results) = run.results(1);
    assert_eq!(crate::harness::cases(&results).len(), 40, "{}", run.stdout);
    assert_eq!(run.row("reply-is-deduplicated").0, "pass", "{}", run.stdout);
    assert_eq!(contents(temp.path()), [""; 0], "files are left");
    wait_until("no process is left", || processes(marker).is_empty());
}

#[test]
fn forty_cases_in_sandboxes_leave_nothing_behind() {
    if has("sandbox") {
        let marker = marker();
        let mounts = || fs::read_to_string("/proc/self/mountinfo").expect("a table of mounts");
        let (before, server) = (mounts(), format!("{} {marker}", own("shows_server.py")));
        forty_cases("sandbox", &server, &marker);
        assert_eq!(mounts(), before, "mounts are left");
    }
}

#[test]
fn forty_cases_on_the_machine_s_own_network_leave_nothing_behind() {
    // Where the server listens is this test's alone, so that its sockets are known among all of the machine's.
    let (marker, address) = (marker(), [127, 91, 7, 3]);
    let host = address.map(|byte: u8| byte.to_string()).join(".");
    let server = format!("python3 xtask/tests/cli/programs/shows_server.py {{port}} {host} {marker}");
    forty_cases("none", &server, &marker);
    let in_table = format!("{:08X}:", u32::from_ne_bytes(address));
    let table = fs::read_to_string("/proc/net/tcp").expect("a table of sockets");
    const TIME_WAIT: &str = "06";
    let open = table.lines().filter(|line| {
        line.contains(&in_table) && line.split_whitespace().nth(3).is_some_and(|state| state != TIME_WAIT)
    });
    assert_eq!(open.collect::<Vec<_>>(), [""; 0], "sockets are left");
}
