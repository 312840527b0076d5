//! The list: calls, for which arguments, what becomes of them, and why.

use super::super::bpf::{Action, Test};

/// Calls of which one thing becomes, for one reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Names and numbers of the calls.
    pub calls: &'static [(&'static str, libc::c_long)],
    /// For which arguments; empty: for all.
    pub when: &'static [Test],
    /// What becomes of it.
    pub action: Action,
    /// What a program could do with it, or why it is answered.
    pub why: &'static str,
    /// Whether it is refused only where nothing else bounds a program's memory.
    pub bounds_memory: bool,
}

/// The calls of these names; those that only x86 has are left out elsewhere.
macro_rules! calls {
    ($($name:ident),* $(; x86: $($x86:ident),*)?) => {
        &[
            $((stringify!($name), libc::$name),)*
            $($(#[cfg(target_arch = "x86_64")] (stringify!($x86), libc::$x86),)*)?
        ]
    };
}

const fn refused(calls: &'static [(&'static str, libc::c_long)], errno: i32, why: &'static str) -> Row {
    Row { calls, when: &[], action: Action::Refuse(errno), why, bounds_memory: false }
}

const fn refused_when(
    calls: &'static [(&'static str, libc::c_long)],
    when: &'static [Test],
    errno: i32,
    why: &'static str,
) -> Row {
    Row { calls, when, action: Action::Refuse(errno), why, bounds_memory: false }
}

const fn unbounded(calls: &'static [(&'static str, libc::c_long)], errno: i32, why: &'static str) -> Row {
    Row { calls, when: &[], action: Action::Refuse(errno), why, bounds_memory: true }
}

pub(super) const fn asked(
    calls: &'static [(&'static str, libc::c_long)],
    when: &'static [Test],
    why: &'static str,
) -> Row {
    Row { calls, when, action: Action::Ask, why, bounds_memory: false }
}

/// Flags of `clone` and `unshare` that make namespaces.
const NAMESPACES: u32 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET) as u32;

/// Flags of `clone`: a thread; with the descriptors of who makes it.
const THREAD: u32 = libc::CLONE_THREAD as u32;
const FILES: u32 = libc::CLONE_FILES as u32;

/// Options of a socket by which it gets a program for the kernel.
const SOCKET_FILTERS: [u32; 4] = [
    libc::SO_ATTACH_FILTER as u32,
    libc::SO_ATTACH_BPF as u32,
    libc::SO_ATTACH_REUSEPORT_CBPF as u32,
    libc::SO_ATTACH_REUSEPORT_EBPF as u32,
];

/// `CLONE_NEWTIME`, which `clone` takes for a signal's number and `unshare` does not.
const NEW_TIME: u32 = 0x80;

pub(super) const UNIX: u32 = libc::AF_UNIX as u32;
pub(super) const INET: u32 = libc::AF_INET as u32;
pub(super) const INET6: u32 = libc::AF_INET6 as u32;
pub(super) const NETLINK: u32 = libc::AF_NETLINK as u32;

const TIOCSTI: u32 = libc::TIOCSTI as u32;
const TIOCLINUX: u32 = libc::TIOCLINUX as u32;
const TIOCCONS: u32 = libc::TIOCCONS as u32;
/// Not in `libc`: asm-generic/ioctls.h.
const TIOCSETD: u32 = 0x5423;

/// Calls newer than the C library's table; the same number on every architecture.
const CACHESTAT: libc::c_long = 451;
const STATMOUNT: libc::c_long = 457;
const LISTMOUNT: libc::c_long = 458;
const OPEN_TREE_ATTR: libc::c_long = 467;
const LISTNS: libc::c_long = 470;

/// The clocks that tell the time of day.
const DAYTIME: Test =
    Test::Is(0, &[libc::CLOCK_REALTIME as u32, libc::CLOCK_REALTIME_COARSE as u32, libc::CLOCK_TAI as u32]);

/// `futex` with this operation, private or not, and with a timeout.
const fn futex_until(operation: i32) -> [Test; 2] {
    [Test::Masked(1, !libc::FUTEX_PRIVATE_FLAG as u32, operation as u32), Test::IsNot(3, &[0])]
}

/// All that is refused or answered.
pub(super) const ROWS: &[Row] = &[
    refused(
        calls![SYS_add_key, SYS_request_key, SYS_keyctl],
        libc::ENOSYS,
        "keys outlive a program: one student's could leave them for the next's, and read the grader's own",
    ),
    refused(
        calls![SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register],
        libc::ENOSYS,
        "does what other calls do, past this filter; the kernel's largest source of holes",
    ),
    refused_when(
        calls![SYS_socket],
        &[Test::IsNot(0, &[UNIX, INET, INET6, NETLINK])],
        libc::EAFNOSUPPORT,
        "families such as vsock, Bluetooth or AF_ALG know no network namespace, or nobody's program needs them",
    ),
    refused_when(
        calls![SYS_socketpair],
        &[Test::IsNot(0, &[UNIX])],
        libc::EAFNOSUPPORT,
        "no other family has pairs but TIPC, which nobody needs",
    ),
    refused_when(
        calls![SYS_socket],
        &[Test::Is(0, &[NETLINK]), Test::IsNot(2, &[0])],
        libc::EPROTONOSUPPORT,
        "of netlink only the kind by which a library lists addresses: others reach parts of the kernel that no student asks",
    ),
    refused_when(
        calls![SYS_socket],
        &[
            Test::Is(0, &[INET, INET6]),
            Test::IsNot(
                2,
                &[
                    0,
                    libc::IPPROTO_ICMP as u32,
                    libc::IPPROTO_TCP as u32,
                    libc::IPPROTO_UDP as u32,
                    libc::IPPROTO_ICMPV6 as u32,
                ],
            ),
        ],
        libc::EPROTONOSUPPORT,
        "MPTCP, SCTP, DCCP, UDP-Lite: the tap carries TCP, and each is a large part of the kernel",
    ),
    refused(
        calls![SYS_inotify_init1, SYS_fanotify_init; x86: SYS_inotify_init],
        libc::ENOSYS,
        "tells which files other programs open, where they are shared",
    ),
    refused_when(
        calls![SYS_fcntl],
        &[Test::Is(1, &[libc::F_SETLEASE as u32, libc::F_NOTIFY as u32])],
        libc::EPERM,
        "tells which files other programs open, where they are shared",
    ),
    unbounded(
        calls![SYS_memfd_create, SYS_memfd_secret],
        libc::ENOSYS,
        "memory that belongs to no process: without a cgroup nobody counts it",
    ),
    unbounded(
        calls![SYS_shmget, SYS_shmat, SYS_semget, SYS_msgget],
        libc::ENOSYS,
        "memory that outlives the process which made it: without a cgroup nobody counts it",
    ),
    unbounded(
        calls![SYS_landlock_create_ruleset],
        libc::ENOSYS,
        "rules without number: without a cgroup nobody counts their memory",
    ),
    refused_when(
        calls![SYS_setsockopt],
        &[Test::Is(1, &[libc::SOL_SOCKET as u32]), Test::Is(2, &SOCKET_FILTERS)],
        libc::EPERM,
        "programs for the kernel, kept with a socket: memory that nobody counts, and a way to what has had holes",
    ),
    refused(
        calls![SYS_io_setup],
        libc::ENOSYS,
        "the machine has one number of such requests for all programs: one that takes them all leaves none to others",
    ),
    refused(
        calls![SYS_userfaultfd],
        libc::ENOSYS,
        "holds the kernel still in the middle of a call; good for nothing here but to win races in it",
    ),
    refused_when(
        calls![SYS_clone],
        &[Test::HasAny(0, NAMESPACES)],
        libc::EPERM,
        "in a namespace of its own a program is root, to more of the kernel than to anything else",
    ),
    refused_when(
        calls![SYS_unshare],
        &[Test::HasAny(0, NAMESPACES | NEW_TIME)],
        libc::EPERM,
        "in a namespace of its own a program is root, to more of the kernel than to anything else",
    ),
    refused_when(
        calls![SYS_clone],
        &[Test::Masked(0, THREAD | FILES, THREAD)],
        libc::EPERM,
        "a thread with descriptors of its own: what it holds open is not seen in its process",
    ),
    refused_when(
        calls![SYS_unshare],
        &[Test::HasAny(0, FILES)],
        libc::EPERM,
        "a thread with descriptors of its own: what it holds open is not seen in its process",
    ),
    refused_when(
        calls![SYS_close_range],
        &[Test::HasAny(2, libc::CLOSE_RANGE_UNSHARE)],
        libc::EPERM,
        "a thread with descriptors of its own: what it holds open is not seen in its process",
    ),
    refused(
        calls![SYS_clone3],
        libc::ENOSYS,
        "its flags stand in memory, where no filter sees them; libraries fall back to `clone`",
    ),
    refused(calls![SYS_setns], libc::EPERM, "leads into another namespace"),
    refused(
        calls![
            SYS_mount,
            SYS_umount2,
            SYS_pivot_root,
            SYS_chroot,
            SYS_open_tree,
            SYS_move_mount,
            SYS_fsopen,
            SYS_fsconfig,
            SYS_fsmount,
            SYS_fspick,
            SYS_mount_setattr
        ],
        libc::EPERM,
        "changes what files there are",
    ),
    refused(
        &[
            ("statmount", STATMOUNT),
            ("listmount", LISTMOUNT),
            ("open_tree_attr", OPEN_TREE_ATTR),
            ("listns", LISTNS),
        ],
        libc::ENOSYS,
        "tells of the machine's mounts and namespaces",
    ),
    refused(
        calls![SYS_name_to_handle_at, SYS_open_by_handle_at],
        libc::EPERM,
        "names files past the folders that lead to them",
    ),
    refused_when(
        calls![SYS_mknodat],
        &[Test::Masked(2, libc::S_IFMT, libc::S_IFCHR)],
        libc::EPERM,
        "a device; a pipe or a plain file may be made",
    ),
    refused_when(
        calls![SYS_mknodat],
        &[Test::Masked(2, libc::S_IFMT, libc::S_IFBLK)],
        libc::EPERM,
        "a device; a pipe or a plain file may be made",
    ),
    #[cfg(target_arch = "x86_64")]
    refused_when(
        calls![SYS_mknod],
        &[Test::Masked(1, libc::S_IFMT, libc::S_IFCHR)],
        libc::EPERM,
        "a device; a pipe or a plain file may be made",
    ),
    #[cfg(target_arch = "x86_64")]
    refused_when(
        calls![SYS_mknod],
        &[Test::Masked(1, libc::S_IFMT, libc::S_IFBLK)],
        libc::EPERM,
        "a device; a pipe or a plain file may be made",
    ),
    refused(
        calls![SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_kcmp, SYS_process_madvise],
        libc::EPERM,
        "reaches into another process; the keeper is one, of the same user where the grader is no root",
    ),
    refused_when(
        calls![SYS_ptrace],
        &[Test::IsNot(
            0,
            // What the leak detector of compilers asks of its own process at the end.
            &[
                libc::PTRACE_ATTACH,
                libc::PTRACE_DETACH,
                libc::PTRACE_CONT,
                libc::PTRACE_GETREGSET,
                #[cfg(target_arch = "x86_64")]
                PTRACE_GETREGS,
            ],
        )],
        libc::EPERM,
        "changes what another process does",
    ),
    refused_when(
        calls![SYS_prlimit64],
        &[Test::IsNot(0, &[0])],
        libc::EPERM,
        "changes the limits of another process; the keeper is one, of the same user where the grader is no root",
    ),
    refused(
        calls![SYS_bpf, SYS_perf_event_open],
        libc::EPERM,
        "watches or changes the kernel at work; full of holes",
    ),
    refused(
        calls![
            SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot, SYS_swapon,
            SYS_swapoff, SYS_acct, SYS_quotactl, SYS_quotactl_fd, SYS_syslog, SYS_vhangup, SYS_sethostname,
            SYS_setdomainname, SYS_lookup_dcookie; x86: SYS_kexec_file_load, SYS_iopl, SYS_ioperm
        ],
        libc::EPERM,
        "is for the machine's administrator",
    ),
    refused(
        calls![SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime],
        libc::EPERM,
        "sets the machine's clock",
    ),
    refused_when(
        calls![SYS_ioctl],
        &[Test::Is(1, &[TIOCSTI, TIOCLINUX, TIOCSETD, TIOCCONS])],
        libc::EPERM,
        "types into terminals, or changes what they are",
    ),
    refused(
        calls![SYS_vmsplice, SYS_mbind, SYS_migrate_pages, SYS_move_pages],
        libc::EPERM,
        "moves pages of memory about; tells where they lie, and has had holes",
    ),
    refused(
        calls![SYS_remap_file_pages, SYS_nfsservctl; x86: SYS_uselib, SYS__sysctl, SYS_modify_ldt],
        libc::ENOSYS,
        "is of another age, and no program of today makes it",
    ),
    refused(
        &[("cachestat", CACHESTAT)],
        libc::ENOSYS,
        "tells which files other programs have read, where they are shared",
    ),
    asked(calls![SYS_getrandom], &[], "the numbers follow from the case's seed"),
    asked(calls![SYS_gettimeofday; x86: SYS_time], &[], "the time of day follows from the case's seed"),
    asked(calls![SYS_clock_gettime], &[DAYTIME], "the time of day follows from the case's seed"),
    asked(
        calls![SYS_futex],
        &futex_until(libc::FUTEX_WAIT_BITSET | libc::FUTEX_CLOCK_REALTIME),
        "waits until a time of day, which the kernel knows as another",
    ),
    asked(
        calls![SYS_futex],
        &futex_until(libc::FUTEX_WAIT_REQUEUE_PI | libc::FUTEX_CLOCK_REALTIME),
        "waits until a time of day, which the kernel knows as another",
    ),
    asked(
        calls![SYS_futex],
        &futex_until(libc::FUTEX_LOCK_PI),
        "waits until a time of day, which the kernel knows as another",
    ),
    asked(
        calls![SYS_clock_nanosleep],
        &[DAYTIME, Test::HasAny(1, libc::TIMER_ABSTIME as u32)],
        "waits until a time of day, which the kernel knows as another",
    ),
    asked(
        calls![SYS_timerfd_settime],
        &[Test::HasAny(1, libc::TIMER_ABSTIME as u32)],
        "waits until a time of day, which the kernel knows as another",
    ),
    asked(
        calls![SYS_mq_timedsend, SYS_mq_timedreceive],
        &[Test::IsNot(4, &[0])],
        "waits until a time of day, which the kernel knows as another",
    ),
    #[cfg(target_arch = "x86_64")]
    asked(calls![SYS_alarm], &[], "the kernel tells nobody else that such a timer runs"),
    asked(
        calls![SYS_timer_settime, SYS_timer_delete],
        &[],
        "the kernel tells nobody else that such a timer runs; it may wait until a time of day",
    ),
    asked(
        calls![SYS_setitimer],
        &[Test::Is(0, &[libc::ITIMER_REAL as u32])],
        "the kernel tells nobody else that such a timer runs",
    ),
    asked(calls![SYS_execve, SYS_execveat], &[], "what the kernel draws for a new program is drawn anew"),
];

/// linux/ptrace.h of x86; `libc` has it for some C libraries only.
#[cfg(target_arch = "x86_64")]
const PTRACE_GETREGS: u32 = 12;
