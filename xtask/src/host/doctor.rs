//! What this machine can do for the isolation of programs, what stands in the way, and the command that removes it.
//! Plain data: a command renders it.

use rustix::net::{AddressFamily, SocketFlags, SocketType};

use super::network::{self, Network};
use super::sockets::SocketTable;
use super::terminal::Terminal;
use super::{
    Cgroups, Host, HostError, Isolation, Launch, Limits, StartError, counter, covers, filter, identity,
    inherited, toolchains,
};
use crate::role::Role;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a few words.
    pub subject: &'static str,
    /// How it stands.
    pub state: State,
    /// What was seen.
    pub detail: String,
    /// What to do about it, mostly a command.
    pub remedy: Option<String>,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// It works, and something is weaker than it could be.
    Weaker,
    /// It is not there, and nobody has to have it.
    Absent,
    /// It is missing, and the sandbox with it.
    Bad,
}

/// All that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The strongest isolation that this machine has.
    pub isolation: Isolation,
    /// In the order in which things depend on each other.
    pub findings: Vec<Finding>,
}

/// Why this isolation cannot be had, tried for real. Enters the user namespace that an ordinary user needs: to be called
/// before there is any thread.
pub fn try_isolation(isolation: Isolation) -> Result<(), HostError> {
    let unavailable = |reason: String| HostError::Unavailable { isolation, reason };
    if isolation > Isolation::None {
        network::enter_user_namespace().map_err(|error| unavailable(error.to_string()))?;
        network::probe().map_err(|error| unavailable(error.to_string()))?;
    }
    if isolation == Isolation::Sandbox {
        start_in_sandbox().map_err(|error| unavailable(error.to_string()))?;
    }
    Ok(())
}

/// The strongest isolation that this machine has, and why not a stronger one. To be called before there is any thread.
pub fn strongest() -> (Isolation, Option<HostError>) {
    match try_isolation(Isolation::Sandbox) {
        Ok(()) => (Isolation::Sandbox, None),
        Err(why) if try_isolation(Isolation::Network).is_ok() => (Isolation::Network, Some(why)),
        Err(why) => (Isolation::None, Some(why)),
    }
}

/// Why the numbers that programs draw do not follow from the seed in this isolation, tried for real.
pub fn try_seeds(isolation: Isolation) -> Result<(), String> {
    if isolation == Isolation::None {
        return Err("programs without isolation are started as anybody would start them".to_owned());
    }
    let start = || {
        let host = Host::open(isolation, Role::Server, 0)?;
        let launch = Launch { shows_folder: false, seed: Some(0), ..Launch::new(["true"], "/tmp") };
        let process = host.start(&launch)?;
        let refused = process.unseeded().map(ToString::to_string);
        process.stop()?;
        Ok::<_, StartError>(refused)
    };
    match start() {
        Ok(None) => Ok(()),
        Ok(Some(refused)) => Err(refused),
        Err(error) => Err(error.to_string()),
    }
}

/// Looks at everything; `promised` is what programs are to have on this machine. To be called before there is any thread.
pub fn examine(promised: &[Limits]) -> Examination {
    let inherited = inherited_limits(promised);
    let user_namespace = network::enter_user_namespace().map_err(|error| error.to_string());
    let fresh = Network::fresh().map_err(|error| error.to_string());
    let sandbox = start_in_sandbox();
    let mut findings = vec![kernel(), inherited, user(user_namespace.as_ref().err())];
    findings.push(match &fresh {
        Ok(_) => good("network of its own", "a fresh network namespace works".to_owned()),
        Err(error) => bad("network of its own", error.clone(), None),
    });
    if let Ok(network) = &fresh {
        findings.extend([capture(network), listeners(network)]);
    }
    findings.push(sandbox_finding(sandbox.as_ref().err()));
    if sandbox.is_ok() {
        findings.extend([separate_users(), system_calls()]);
    }
    let isolation = match (&sandbox, &fresh) {
        (Ok(()), Ok(_)) => Isolation::Sandbox,
        (Err(_), Ok(_)) => Isolation::Network,
        (_, Err(_)) => Isolation::None,
    };
    findings.push(seeds(isolation));
    let cgroups = Cgroups::of_this_machine();
    findings.extend([memory(&cgroups), processor_time(&cgroups)]);
    findings.extend([terminals(), process_tree()]);
    findings.extend(java());
    findings.extend(version_managers());
    Examination { isolation, findings }
}

fn good(subject: &'static str, detail: String) -> Finding {
    Finding { subject, state: State::Good, detail, remedy: None }
}

fn bad(subject: &'static str, detail: String, remedy: Option<&str>) -> Finding {
    Finding { subject, state: State::Bad, detail, remedy: remedy.map(str::to_owned) }
}

/// The newest thing that is used is `mount_setattr`.
fn kernel() -> Finding {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let mut numbers =
        release.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    match version {
        (0..5, _) | (5, 0..12) => {
            bad("kernel", format!("Linux {release}; the sandbox needs 5.12"), Some("boot a newer kernel"))
        }
        (5, 12..14) if !rustix::process::geteuid().is_root() => Finding {
            subject: "kernel",
            state: State::Weaker,
            detail: format!("Linux {release} counts a program's processes together with all of the user's"),
            remedy: Some("boot Linux 5.14 or newer, or run as root".to_owned()),
        },
        _ => good("kernel", format!("Linux {release}")),
    }
}

fn user(error: Option<&String>) -> Finding {
    match error {
        Some(error) => bad("user namespace", error.clone(), None),
        None if inside_user_namespace() => good("user namespace", "an ordinary user's, entered".to_owned()),
        None => good("user namespace", "root needs none".to_owned()),
    }
}

fn inside_user_namespace() -> bool {
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let numbers: Vec<&str> = map.split_ascii_whitespace().collect();
    numbers != ["0", "0", "4294967295"]
}

fn capture(network: &Network) -> Finding {
    let packets =
        || rustix::net::socket_with(AddressFamily::PACKET, SocketType::DGRAM, SocketFlags::CLOEXEC, None);
    match network.enter(packets) {
        Ok(Ok(_)) => good("packet capture", "a packet socket sees what each `send` was".to_owned()),
        Ok(Err(error)) => bad(
            "packet capture",
            format!("no packet socket: {error}"),
            Some("`modprobe af_packet`; in a container, allow packet sockets in its seccomp profile"),
        ),
        Err(error) => bad("packet capture", error.to_string(), None),
    }
}

fn listeners(network: &Network) -> Finding {
    let listed = SocketTable::open(network).map_err(|error| error.to_string());
    match listed.and_then(|mut table| table.listeners().map_err(|error| error.to_string())) {
        Ok(_) => good("listeners", "the kernel's table of sockets can be read".to_owned()),
        Err(error) => {
            bad("listeners", format!("no sock_diag: {error}"), Some("`modprobe tcp_diag inet_diag`"))
        }
    }
}

fn start_in_sandbox() -> Result<(), StartError> {
    let host = Host::open(Isolation::Sandbox, Role::Server, 0)?;
    let launch = Launch { shows_folder: false, ..Launch::new(["/bin/sh", "-c", ":"], "/tmp") };
    host.start(&launch)?.stop()?;
    Ok(())
}

fn sandbox_finding(error: Option<&StartError>) -> Finding {
    let Some(error) = error else {
        return good("sandbox", "a program ran with files, processes and a user of its own".to_owned());
    };
    let text = error.to_string();
    let remedy = if text.contains("/proc") {
        "the container hides parts of /proc: run it with `--security-opt systempaths=unconfined`"
    } else if text.contains("namespace") {
        "in a container: run it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, or as root \
         with `--cap-add SYS_ADMIN`; elsewhere see the namespaces above"
    } else if text.contains("system calls") {
        "boot a kernel with CONFIG_SECCOMP_FILTER, on x86-64 or 64-bit ARM"
    } else {
        "see the namespaces above; in a container, run it with `--privileged`"
    };
    bad("sandbox", text, Some(remedy))
}

fn separate_users() -> Finding {
    match identity::kernel_id(0, Role::Server) {
        Some(id) => good("separate users", format!("each program is a user of its own to the kernel, from {id} on")),
        None => Finding {
            subject: "separate users",
            state: State::Weaker,
            detail: "every program is your own user to the kernel: namespaces alone keep it from your processes and files"
                .to_owned(),
            remedy: Some("run as root to give each program a user of its own".to_owned()),
        },
    }
}

/// A sandbox without the filter does not start.
fn system_calls() -> Finding {
    let refused = filter::refusals(Cgroups::of_this_machine().bound_memory()).len();
    good(
        "system calls",
        format!("{refused} calls, or uses of them, are refused to a program; all of other architectures"),
    )
}

fn seeds(isolation: Isolation) -> Finding {
    let subject = "seeds";
    let Err(text) = try_seeds(isolation) else {
        return good(subject, "what a program draws follows from the seed of its case".to_owned());
    };
    let remedy = if isolation == Isolation::None {
        "see the network of its own above"
    } else if text.contains("trace") {
        "let processes be traced: `sysctl kernel.yama.ptrace_scope=1`; in a container, run it with `--cap-add SYS_PTRACE`"
    } else if text.contains("system calls") {
        "boot Linux 5.5 or newer; in a container that supervises system calls itself, run it with \
         `--security-opt seccomp=unconfined`"
    } else {
        "in a container, run it with `--security-opt seccomp=unconfined`"
    };
    Finding { subject, state: State::Weaker, detail: text, remedy: Some(remedy.to_owned()) }
}

fn terminals() -> Finding {
    match Terminal::open() {
        Ok(terminal) if rustix::termios::isatty(&terminal.writer) => {
            good("terminals", "what a program prints is kept however it ends".to_owned())
        }
        _ => Finding {
            subject: "terminals",
            state: State::Weaker,
            detail: "no pseudo-terminal: a killed program loses what it had not flushed".to_owned(),
            remedy: Some("mount a devpts on /dev/pts".to_owned()),
        },
    }
}

/// Every kernel of the large distributions has it; without, waiting programs and the limits of many processes together
/// are not seen.
fn process_tree() -> Finding {
    let own = std::process::id();
    let file = format!("/proc/{own}/task/{own}/children");
    match std::fs::read_to_string(&file) {
        Ok(_) => good("process tree", "a program's processes can be listed".to_owned()),
        Err(error) => bad(
            "process tree",
            format!("cannot read `{file}`: {error}"),
            Some("boot a kernel with CONFIG_PROC_CHILDREN"),
        ),
    }
}

/// What the grader itself may use, beside what every program is promised.
fn inherited_limits(promised: &[Limits]) -> Finding {
    let shortfalls = inherited::raise(&[], promised);
    match shortfalls.first() {
        None => good("inherited limits", "programs get what scenarios promise them".to_owned()),
        Some(_) => {
            let sentences: Vec<String> = shortfalls.iter().map(ToString::to_string).collect();
            bad("inherited limits", sentences.join("; "), None)
        }
    }
}

/// What to do for control groups of one's own.
const DELEGATE: &str = "with cgroup v2, start the grader by `systemd-run --user --scope -p Delegate=yes`, else as root; in a container, mount \
                        /sys/fs/cgroup writable";

fn memory(cgroups: &Cgroups) -> Finding {
    match &cgroups.memory {
        Some(group) => good(
            "memory",
            format!("the kernel holds each program to its memory: a {} below `{}`", group.version, group.folder.display()),
        ),
        None => Finding {
            subject: "memory",
            state: State::Weaker,
            detail: "no memory cgroup can be made here: the grader counts what programs use, and ends them a moment later; \
                     memfd and System V memory are refused to them"
                .to_owned(),
            remedy: Some(DELEGATE.to_owned()),
        },
    }
}

fn processor_time(cgroups: &Cgroups) -> Finding {
    if let Some(group) = &cgroups.time {
        let place = group.folder.display();
        return good(
            "processor time",
            format!("all of a program's is counted: a {} below `{place}`", group.version),
        );
    }
    match counter::open() {
        Ok(_) => good("processor time", "all of a program's is counted: by an event counter".to_owned()),
        Err(error) => Finding {
            subject: "processor time",
            state: State::Weaker,
            detail: format!(
                "that of processes for which nobody waits is not counted: no cgroup, and no event counter ({error})"
            ),
            remedy: Some(format!("{DELEGATE}; or `sysctl kernel.perf_event_paranoid=2`")),
        },
    }
}

/// Of those that are there, what stands in the way of seeds.
fn java() -> Option<Finding> {
    let file = toolchains::of_machine().find("java".as_ref()).filter(|file| !covers::is_seeded_java(file))?;
    Some(Finding {
        subject: "java",
        state: State::Weaker,
        detail: format!("{}; but what `Random` draws there does not follow from the seed", file.display()),
        remedy: Some("have it make its archive of classes, once: `java -Xshare:dump`".to_owned()),
    })
}

/// Which of these programs, that submissions need, this machine has.
pub fn toolchains_of<'n>(names: impl IntoIterator<Item = &'n str>) -> Finding {
    let (here, lacking): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| toolchains::has_program(name));
    let lacks =
        if lacking.is_empty() { String::new() } else { format!("; not here: {}", lacking.join(", ")) };
    Finding {
        subject: "programs of students",
        state: if lacking.is_empty() { State::Good } else { State::Weaker },
        detail: format!("here: {}{lacks}", here.join(", ")),
        remedy: (!lacking.is_empty()).then(|| {
            "install those in whose languages programs are handed in; what needs one that is not here stays open".to_owned()
        }),
    }
}

/// What stands in the way of those that are there.
fn version_managers() -> impl Iterator<Item = Finding> {
    toolchains::look_for_toolchains().iter().map(|note| Finding {
        subject: "version manager",
        state: State::Weaker,
        detail: note.clone(),
        remedy: None,
    })
}
