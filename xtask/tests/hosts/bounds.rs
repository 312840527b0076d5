//! What a program may use of memory and processor time, by whatever means it takes them: held by the kernel where there are
//! control groups, and counted where there are none.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use xtask::host::{Cgroups, HostError, Isolation, Launch, Limits, Process};
use xtask::observation::{End, Limit};

use super::{
    Test, compiled, launch, patience, programs, run, run_with, shell, start, start_with, text,
    wait_for_output,
};

pub const TESTS: &[Test] = &[
    ("bounds::every_kind_of_memory_ends_at_the_limit", every_kind_of_memory_ends_at_the_limit),
    ("bounds::what_is_reserved_and_not_used_is_not_memory", what_is_reserved_and_not_used_is_not_memory),
    ("bounds::what_was_forked_counts_once", what_was_forked_counts_once),
    ("bounds::what_is_had_in_common_counts_once", what_is_had_in_common_counts_once),
    (
        "bounds::children_for_whom_nobody_waits_use_processor_time",
        children_for_whom_nobody_waits_use_processor_time,
    ),
    ("bounds::a_kill_from_outside_is_nobody_s_fault_here", a_kill_from_outside_is_nobody_s_fault_here),
    ("bounds::no_group_is_left", no_group_is_left),
];

const SANDBOX: Isolation = Isolation::Sandbox;

const MOST: u64 = 192 << 20;

/// With this machine's control groups where there are any, and without.
fn both() -> Vec<Cgroups> {
    let mut both = vec![Cgroups::of_this_machine(), Cgroups::none()];
    both.dedup();
    both
}

fn bounded(program: &[&str]) -> Launch {
    let mut launch = Launch::new(program, programs()).by_instructor();
    launch.limits = Limits { memory_bytes: MOST, processes: 200, ..Limits::default() };
    launch
}

fn every_kind_of_memory_ends_at_the_limit() {
    let (_folder, program) = compiled("hogs_memory_by");
    let program = program.to_str().expect("a name");
    for cgroups in both() {
        for kind in [
            "private",
            "shared",
            "memfd",
            "system-v",
            "stream",
            "datagrams",
            "closed",
            "tcp",
            "unaccepted",
            "unaccepted-unix",
            "pipes",
            "processes",
            "leaderless",
            "mappings",
            "watches",
            "locks",
            "netlink",
        ] {
            let facts = run_with(SANDBOX, &cgroups, &bounded(&[program, kind]));
            let printed = text(&facts);
            let last = printed.lines().last().unwrap_or_default();
            if !cgroups.bound_memory() && ["memfd", "system-v"].contains(&kind) {
                assert!(facts.end == End::Exited(3) && last.contains("not implemented"), "{kind}: {facts:?}");
                continue;
            }
            assert_eq!(
                (&facts.end, &facts.reached[..]),
                (&End::Limit(Limit::Memory), &[Limit::Memory][..]),
                "{kind} {cgroups:?}: {last}"
            );
            // Without a group it depends on the machine's load how much it had in the end; and of several processes in one the
            // kernel ends one after the other until the harness looks, so that what they had is more than they had at a time.
            if cgroups.bound_memory() && !["processes", "netlink"].contains(&kind) {
                let taken: u64 = last.parse().expect("MiB");
                assert!(taken << 20 <= MOST / 10 * 11, "{kind}: {taken} MiB");
            }
        }
    }
}

fn what_is_reserved_and_not_used_is_not_memory() {
    let reserve = "import mmap\n\
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000\n\
        reserved = [mmap.mmap(-1, 1 << 40, flags) for _ in range(4)]\n\
        reserved[2][1 << 30] = 1\n\
        import time; time.sleep(0.3)\n\
        print('room enough')\n";
    for cgroups in both() {
        let facts = run_with(SANDBOX, &cgroups, &bounded(&["python3", "-c", reserve]));
        assert_eq!((text(&facts).as_str(), &facts.end), ("room enough\n", &End::Exited(0)), "{facts:?}");
    }
}

fn what_was_forked_counts_once() {
    let fork = "import os, time\n\
        block = bytes(100 << 20)\n\
        block = b'x' * (100 << 20)\n\
        children = []\n\
        for _ in range(10):\n    \
            child = os.fork()\n    \
            if child == 0:\n        \
                time.sleep(0.5); os._exit(0)\n    \
            children.append(child)\n\
        print([os.waitpid(child, 0)[1] for child in children])\n";
    for cgroups in both() {
        let mut launch = bounded(&["python3", "-c", fork]);
        launch.limits.memory_bytes = 300 << 20;
        let facts = run_with(SANDBOX, &cgroups, &launch);
        let expected = format!("{:?}\n", [0; 10]);
        assert_eq!((text(&facts), &facts.end), (expected, &End::Exited(0)), "{facts:?}");
    }
}

/// By `vfork`, of which subprocesses are made.
fn what_is_had_in_common_counts_once() {
    let (_folder, program) = compiled("hogs_memory_by");
    for cgroups in both() {
        let facts = run_with(SANDBOX, &cgroups, &bounded(&[program.to_str().expect("a name"), "in-common"]));
        assert_eq!((text(&facts).as_str(), &facts.end), ("in common\n", &End::Exited(0)), "{facts:?}");
    }
}

fn children_for_whom_nobody_waits_use_processor_time() {
    let (_folder, program) = compiled("burns_out_of_sight");
    let mut launch = Launch::new([program], programs()).by_instructor();
    launch.limits.cpu = Duration::from_millis(1500);
    launch.limits.processes = 1000;
    for cgroups in both() {
        let process = start_with(SANDBOX, cgroups.clone(), &launch);
        if !process.counts_all_processor_time() {
            continue;
        }
        assert!(process.wait_until(patience()), "it burns for ever");
        let observer = process.observer();
        let facts = process.stop().expect("facts");
        let used = observer.cpu_time();
        assert_eq!(
            (&facts.end, &facts.reached[..]),
            (&End::Limit(Limit::CpuTime), &[Limit::CpuTime][..]),
            "{facts:?}"
        );
        assert!(used >= launch.limits.cpu, "{used:?}");
    }
}

fn a_kill_from_outside_is_nobody_s_fault_here() {
    for isolation in [Isolation::None, SANDBOX] {
        let process = start(isolation, &shell("echo ready; exec sleep 1000"));
        wait_for_output(&process, "ready");
        let program = process.processes()[0];
        let pid = i32::try_from(program).ok().and_then(Pid::from_raw).expect("its id");
        rustix::process::kill_process(pid, Signal::KILL).expect("its end");
        assert!(process.wait_until(patience()));
        let error = process.stop().expect_err("nobody's doing");
        assert!(matches!(error, HostError::EndedFromOutside { .. }), "{error}");
    }
    // Other signals are a program's own doing.
    assert_eq!(run(SANDBOX, &shell("kill -ABRT $$")).end, End::Killed(6));
}

/// Folders of groups that the harness with this process id made and that are still there.
pub fn groups_of(harness: u32) -> Vec<PathBuf> {
    let own = format!("socklab-{harness}-");
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            match entry.file_name().to_string_lossy().starts_with(&own) {
                true => found.push(entry.path()),
                false => folders.push(entry.path()),
            }
        }
    }
    found
}

fn no_group_is_left() {
    let output = Command::new("/proc/self/exe").arg(GROUPS).output().expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The first argument of a process that has groups made and looks what is left of them, and of one that has none made.
pub const GROUPS: &str = "@groups";
pub const NO_GROUPS: &str = "@no-groups";

/// Has programs end in every way, and their keepers killed.
pub fn be_grouped() -> ExitCode {
    let own = std::process::id();
    let daemon = start(SANDBOX, &launch(&["python3", "daemon.py"]));
    let groups = groups_of(own);
    assert_eq!(groups.is_empty(), Cgroups::of_this_machine() == Cgroups::none());
    daemon.wait_until(patience());
    daemon.stop().expect("facts");
    let keeper_lost = start(SANDBOX, &launch(&["python3", "ignores_signals.py"]));
    wait_for_output(&keeper_lost, "ready");
    rustix::process::kill_process(keeper_of(&keeper_lost), Signal::KILL).expect("its end");
    assert!(keeper_lost.wait_until(patience()));
    assert!(keeper_lost.stop().is_err());
    drop(start(SANDBOX, &launch(&["./spins.sh"])));
    assert_eq!(groups_of(own), Vec::<PathBuf>::new());

    // What a harness leaves that was killed together with its keepers: the next one removes it, and what is another's stays.
    let namespace = fs::metadata("/proc/self/ns/pid").expect("a namespace").ino();
    let [lost, kept] = [namespace, namespace + 1].map(|namespace| format!("socklab-{own}-1-{namespace}-17"));
    for group in &groups {
        fs::create_dir(group.with_file_name(&lost)).expect("a group");
        fs::create_dir(group.with_file_name(&kept)).expect("a group");
    }
    let status = Command::new("/proc/self/exe").arg(NO_GROUPS).status().expect("a process");
    assert!(status.success());
    for group in &groups {
        assert!(!group.with_file_name(&lost).exists());
        fs::remove_dir(group.with_file_name(&kept)).expect("it is there");
    }
    ExitCode::SUCCESS
}

/// Looks for a place for groups, and removes what is left there.
pub fn be_groupless() -> ExitCode {
    Cgroups::of_this_machine();
    ExitCode::SUCCESS
}

/// The process that started this program.
fn keeper_of(process: &Process) -> Pid {
    let program = process.processes()[0];
    let status = fs::read_to_string(format!("/proc/{program}/status")).expect("its status");
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok());
    parent.and_then(Pid::from_raw).expect("a parent")
}
