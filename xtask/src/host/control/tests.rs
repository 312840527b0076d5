use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::time::Duration;

use super::*;
use crate::host::cgroup::{Cgroups, Group, Shortage, Version};
use crate::host::covers::Covers;
use crate::host::deaths::Dying;
use crate::host::entropy::Entropy;
use crate::host::frames::Registers;
use crate::host::launch::Limits;
use crate::host::sends::HeldAt;
use crate::observation::Moment;

#[test]
fn what_is_packed_comes_back() {
    let spec = Spec {
        program: "/usr/bin/python3".into(),
        argv: vec!["python3".into(), OsString::from_vec(vec![0xff, b' '])],
        env: vec![("A".into(), "".into())],
        dir: "/home/student".into(),
        limits: Limits::default(),
        room: Some(Room {
            hostname: "lab".into(),
            kernel_id: Some(60_001),
            home: "/home".into(),
            copied: Some("/var/alice".into()),
            hands_back: true,
            shows: vec!["/usr".into()],
            covers: vec!["/usr/share/course".into()],
            links: vec![("/bin".into(), "usr/bin".into())],
            files: vec![("/etc/hosts".into(), "127.0.0.1 localhost\n".into())],
        }),
        groups: Cgroups {
            memory: Some(Group { folder: "/sys/fs/cgroup/memory/x".into(), version: Version::V1 }),
            time: Some(Group { folder: "/sys/fs/cgroup/unified/x".into(), version: Version::V2 }),
        },
        entropy: Some(Entropy::of(7, crate::role::Role::Client)),
        hold: Some(Moment::Byte(99)),
        covers: Covers { tree: "/tmp/copies".into(), files: vec!["/usr/lib/a.so".into()] },
    };
    assert_eq!(Spec::unpack(&spec.pack()), Some(spec.clone()));
    let dies = Spec { hold: Some(Moment::Death), ..spec.clone() };
    assert_eq!(Spec::unpack(&dies.pack()), Some(dies));
    let packed = spec.pack();
    for cut in [0, 1, 8, packed.len() - 1] {
        assert_eq!(Spec::unpack(&packed[..cut]), None, "cut after {cut} bytes");
    }
    for report in [
        Report::Started { unseeded: None },
        Report::Started { unseeded: Some(("install a filter".into(), 22)) },
        Report::Trouble { step: "mount /proc".into(), errno: 1 },
        Report::NotExecuted { errno: 2 },
        Report::TooLarge { what: "more than 4096 files".into() },
        Report::Held(HeldAt { thread: 4, before: 1 << 33 }),
        Report::Dies(Dying {
            thread: 4,
            signal: libc::SIGSEGV,
            registers: Registers { place: 7, values: [(6, 1 << 47), (16, 0)].into() },
        }),
        Report::Ended(Ended {
            status: -1,
            signalled: true,
            space_full: false,
            cpu: Duration::from_nanos(17),
            peak_memory_bytes: 1 << 40,
            shortage: Shortage { own: false, of_machine: true },
        }),
    ] {
        assert_eq!(Report::unpack(&report.pack()), Some(report));
    }
}
