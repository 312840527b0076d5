//! Hosts: the isolated world of one program of a case. Its own network is `network`; its files, processes, identity and
//! limits are here.
//!
//! A program never runs alone. Beside it there is a keeper (`keeper`), a process which starts it, reaps it, and ends with
//! the harness; and a thread of the harness (`watch`), which takes its output and knows its limits.
//!
//! - `launch`: what to start. `process`: what was started. `running`: all of these. `error`: why not.
//! - `managers`, `toolchains`: what this machine has to run programs with, found once. `executable`: which file a command
//!   names, who may name it, and what it needs. `terminal`: where it prints.
//! - `nursery`: where keepers come from. `control`, `keeper`, `program`: the messages to a keeper, the keeper, its child
//!   before it is the program.
//! - `surroundings`, `room`, `layer`, `copy`, `identity`: private files and a user of its own, in a sandbox. `hidden`: what none
//!   of them shows. `remains`: what is in its folder at the end.
//! - `filter`, `bpf`: which system calls a program may not make and which are answered, and the kernel's language for it.
//! - `supervisor`, `alarms`, `startup`, `devices`, `entropy`: who answers, who has a timer, what the kernel draws for a new
//!   program, `/dev/urandom`, and what all of it follows from. `covers`, `own_code`, `patches`: runtimes that take seeds from
//!   elsewhere.
//! - `doctor`: what this machine can do of all this.
//! - `tree`, `watch`, `meter`: what a running program does and uses, and its limits. `cgroup`, `counter`: the kernel's books
//!   of it; `memory`, `buffers`: what is counted where there are none. `machine`, `inherited`: what the machine has, and what the harness itself was granted.
//! - `blocked`: what each thread of a sleeping program waits for, and `frames` where in its source. `spinning`: whether one that is
//!   awake does nothing but read what has ended. `traced`: a thread that is held, for a look at it. `nudge`: how a stand-in is
//!   told that it need not wait.
//! - `network`, `sockets`, `netlink`: its network, and what the kernel knows about the sockets in it.
//!
//! This is the only folder with `unsafe` in it.

#![expect(
    unsafe_code,
    reason = "namespaces, mounts, forks and limits have no safe form; nothing else in the project may"
)]

pub mod blocked;
pub mod cgroup;
pub mod counter;
pub mod doctor;
pub mod error;
pub mod idle;
pub mod inherited;
pub mod launch;
pub mod network;
pub mod nudge;
pub mod process;
pub mod sockets;

mod addresses;
mod alarms;
mod bpf;
mod buffers;
mod control;
mod copy;
mod covers;
mod deaths;
mod devices;
mod ending;
mod entropy;
mod executable;
pub mod filter;
mod frames;
mod growth;
mod hidden;
mod identity;
mod interface;
mod isolation;
mod keeper;
mod kept;
mod layer;
mod machine;
mod managers;
mod memory;
mod meter;
pub(crate) mod names;
mod netlink;
mod nursery;
mod own_code;
pub mod packets;
mod patches;
mod paused;
mod program;
mod provided;
mod remains;
mod room;
mod running;
mod sends;
mod shown;
mod spinning;
mod startup;
mod supervisor;
mod surroundings;
mod syscall;
mod terminal;
mod toolchains;
mod traced;
mod tree;
pub mod watch;

use std::os::fd::{AsFd as _, OwnedFd};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType};

pub use cgroup::Cgroups;
pub use error::{HostError, StartError};
pub use hidden::{HideError, hide};
pub use isolation::Isolation;
pub use launch::{Executable, Launch, Limits, OWN, Origin, SUBMISSION};
pub use process::Process;
pub use provided::Provided;
pub use remains::{Remains, RemainsError};
pub use running::end_all;
pub use spinning::Awake;
pub use toolchains::{has_program, look_for_toolchains, python_version};

use buffers::Buffers;
use control::{Report, Room, Spec};
use covers::Covers;
use entropy::Entropy;
use error::Attempt as _;
use executable::Folder;
use meter::Meter;
use nursery::Cradle;
use terminal::Terminal;

use crate::role::Role;

/// Becomes what this process was started as, if the harness started it for itself; otherwise returns at once. To be
/// called first thing in `main`, before there is any thread: the harness starts its own binary once more to make
/// processes from.
pub fn dispatch() {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == nursery::ARGUMENT) {
        std::process::exit(nursery::run());
    }
}

/// Where the programs of one role in one slot run.
#[derive(Debug, Clone)]
pub struct Host {
    isolation: Isolation,
    role: Role,
    slot: u32,
    kernel_id: Option<u32>,
    cgroups: Cgroups,
}

impl Host {
    /// A host for the program of `role`. `slot` numbers the cases that run at one time: no two of them share a slot.
    /// An ordinary user's harness has entered its user namespace before, and no fresh network yet.
    pub fn open(isolation: Isolation, role: Role, slot: u32) -> Result<Self, HostError> {
        if isolation == Isolation::Sandbox
            && identity::is_root_outside()
            && identity::kernel_id(slot, role).is_none()
        {
            let reason = "root that may not change its user would have to run programs as root; run as root with all \
                          capabilities, or as an ordinary user";
            return Err(HostError::Unavailable { isolation, reason: reason.to_owned() });
        }
        let cgroups = Cgroups::of_this_machine();
        nursery::open()?;
        let kernel_id = (isolation == Isolation::Sandbox).then(|| identity::kernel_id(slot, role)).flatten();
        Ok(Self { isolation, role, slot, kernel_id, cgroups })
    }

    /// The same host with these control groups instead of the machine's.
    pub fn with_cgroups(self, cgroups: Cgroups) -> Self {
        Self { cgroups, ..self }
    }

    /// Starts a program. It has been accepted by the kernel when this returns. In an isolation with a network of its
    /// own this is called from a thread that is inside that network: the program inherits it.
    pub fn start(&self, launch: &Launch) -> Result<Process, StartError> {
        let command: Vec<String> =
            launch.argv.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let program = command.first().cloned().unwrap_or_default();
        let spec = self.spec(launch)?;
        let ended_by_machine = machine::processes_ended_for_memory();
        let stdin = launch.stdin.as_deref().map(input).transpose().attempt("prepare standard input")?;
        let keyboard = launch.keyboard.then(Terminal::open_keyboard).transpose();
        let (keyboard, stdin) = match keyboard.attempt("open a keyboard")? {
            Some(Terminal { reader, writer }) => (Some(reader), Some(writer)),
            None => (None, stdin),
        };
        if let Some(stdin) = stdin.as_ref().filter(|_| keyboard.is_some()) {
            copy::give_to(stdin, self.kernel_id).attempt("give the program its keyboard")?;
        }
        let stdout = Terminal::open().attempt("open a terminal")?;
        let stderr = Terminal::open().attempt("open a terminal")?;
        for terminal in [&stdout, &stderr] {
            // So that the program can open `/dev/stdout` once more.
            copy::give_to(&terminal.writer, self.kernel_id).attempt("give the program its terminal")?;
        }
        let (socket, keepers) =
            rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
                .attempt("make a socket")?;
        let network = rustix::fs::open("/proc/thread-self/ns/net", OFlags::CLOEXEC, Mode::empty())
            .attempt("see the current network")?;
        let keeper = nursery::new_keeper(&Cradle {
            socket: keepers.as_fd(),
            stdout: stdout.writer.as_fd(),
            stderr: stderr.writer.as_fd(),
            network: network.as_fd(),
            own_pid_namespace: self.isolation == Isolation::Sandbox,
        })?;
        // From here on only the program has them open, and their ends can be seen.
        drop((keepers, stdout.writer, stderr.writer, network));
        control::send_spec(socket.as_fd(), &spec, stdin.as_ref().map(|fd| fd.as_fd())).map_err(|error| {
            match error.raw_os_error() {
                Some(libc::E2BIG | libc::EMSGSIZE) => StartError::TooLong { program: program.clone() },
                _ => HostError::Step { step: "tell the keeper what to start".into(), cause: error }.into(),
            }
        })?;
        drop(stdin);
        let printed = [&stdout.reader, &stderr.reader]
            .map(|stream| rustix::io::fcntl_dupfd_cloexec(stream, 3).attempt("watch what is printed"));
        let [out, err] = printed;
        // Where this fails the socket ends here, and with it the keeper.
        let (counter, unseeded) = wait_until_started(&socket, &program, launch)?;
        let buffers = match self.isolation {
            // The machine's own network is full of others' sockets.
            Isolation::None => None,
            Isolation::Network | Isolation::Sandbox if self.cgroups.bound_memory() => None,
            Isolation::Network | Isolation::Sandbox => {
                Some(Buffers::open().attempt("see what the program's sockets hold")?)
            }
        };
        let meter = Arc::new(Meter::new(
            keeper.id(),
            spec.groups,
            counter,
            self.isolation == Isolation::None,
            buffers,
        ));
        let socket = Arc::new(socket);
        running::note(&socket);
        let watched = Arc::new(watch::Watched::default());
        let mut process = Process {
            command,
            limits: launch.limits,
            keeper,
            keyboard,
            typed: Mutex::default(),
            answered: Mutex::default(),
            printed: [out?, err?],
            meter: Arc::clone(&meter),
            ended_by_machine,
            is_interrupted: false,
            socket: Arc::clone(&socket),
            watched: Arc::clone(&watched),
            watcher: None,
            unseeded,
        };
        let watcher = watch::Watcher {
            watched,
            limits: launch.limits,
            meter,
            end: rustix::io::fcntl_dupfd_cloexec(&process.keeper, 3).attempt("watch the keeper")?,
            socket,
            keeper: process.keeper.id(),
            awaits_hold: spec.hold.is_some(),
            stdout: stdout.reader,
            stderr: stderr.reader,
        };
        let name = format!("{} {}", self.role.word(), self.slot);
        let thread = std::thread::Builder::new().name(name).stack_size(256 << 10).spawn(|| watcher.run());
        process.watcher = Some(thread.attempt("start a thread")?);
        Ok(process)
    }

    /// What the keeper has to know.
    fn spec(&self, launch: &Launch) -> Result<Spec, StartError> {
        let no_folder = || StartError::NoFolder { dir: launch.dir.clone() };
        let [source, dir] = [&launch.root, &launch.dir].map(std::fs::canonicalize);
        let (source, dir) = (source.map_err(|_| no_folder())?, dir.map_err(|_| no_folder())?);
        let inside = dir.strip_prefix(&source).map_err(|_| no_folder())?.to_owned();
        // A program without files of its own works in a folder of the room's own, wherever the harness was called.
        let is_elsewhere = launch.files_of == Origin::Student || !launch.shows_folder;
        let seen = match self.isolation {
            Isolation::Sandbox if is_elsewhere => SUBMISSION.into(),
            _ => source.clone(),
        };
        let folder = Folder { source, seen, inside, is_shown: launch.shows_folder };
        if launch.argv.first().is_none_or(|name| name.is_empty()) {
            return Err(StartError::NotFound { program: String::new() });
        }
        let resolved = executable::resolve(launch, &folder)?;
        let env = launch.environment(&folder.working(), resolved.path_variable().as_deref());
        let argv = resolved.arguments(&launch.argv);
        let room = self.room(&folder, launch, resolved.needs);
        let entropy = self.entropy(launch);
        let is_seen = |path: &std::path::Path| {
            room.as_ref().is_none_or(|room| room.shows.iter().any(|shown| path.starts_with(shown)))
        };
        Ok(Spec {
            argv,
            program: resolved.file,
            env,
            covers: entropy.map_or_else(Covers::default, |_| covers::covers().only(is_seen)),
            room,
            dir: folder.working(),
            limits: launch.limits,
            groups: self.cgroups.fresh(),
            hold: launch.hold.filter(|_| entropy.is_some()),
            entropy,
        })
    }

    /// What the program gets for the kernel's random numbers. Without isolation it is started as anybody would.
    fn entropy(&self, launch: &Launch) -> Option<Entropy> {
        let seed = launch.seed.filter(|_| self.isolation != Isolation::None);
        seed.map(|seed| Entropy::of(seed, self.role))
    }

    /// What the program sees, where that is not the machine itself.
    fn room(&self, folder: &Folder, launch: &Launch, needs: Vec<PathBuf>) -> Option<Room> {
        let shows = launch.shows.iter().filter_map(|path| std::fs::canonicalize(path).ok());
        let needs = needs.into_iter().chain(shows);
        (self.isolation == Isolation::Sandbox)
            .then(|| surroundings::room(self.kernel_id, launch, folder, needs.collect()))
    }
}

/// How long a keeper may take. It has to copy a submission at most.
const SETTING_UP: Duration = Duration::from_secs(60);

/// The counter of the program's processor time, where it needs one and the kernel gives it; and why the program's numbers do
/// not follow from its seed, where they should.
fn wait_until_started(
    socket: &OwnedFd,
    program: &str,
    launch: &Launch,
) -> Result<(Option<OwnedFd>, Option<HostError>), StartError> {
    let timeout = Timespec { tv_sec: SETTING_UP.as_secs() as i64, tv_nsec: 0 };
    let mut fds = [PollFd::new(socket, PollFlags::IN)];
    rustix::io::retry_on_intr(|| rustix::event::poll(&mut fds, Some(&timeout)))
        .attempt("wait for the keeper")?;
    let (report, counter) = control::take_report(socket).ok_or(HostError::KeeperLost)?;
    match report {
        Report::Started { unseeded } => {
            let unseeded = unseeded.map(|(step, errno)| HostError::Step {
                step,
                cause: std::io::Error::from_raw_os_error(errno),
            });
            Ok((counter, unseeded))
        }
        Report::NotExecuted { errno } => Err(not_executed(program, errno)),
        Report::TooLarge { what } => {
            Err(StartError::FolderTooLarge { space_bytes: launch.limits.space_bytes, what })
        }
        Report::Trouble { step, errno } => {
            Err(HostError::Step { step, cause: std::io::Error::from_raw_os_error(errno) }.into())
        }
        Report::Held(_) | Report::Dies(_) | Report::Ended(_) => Err(HostError::KeeperLost.into()),
    }
}

fn not_executed(program: &str, errno: i32) -> StartError {
    let program = program.to_owned();
    match errno {
        // The file was there when it was looked for: what is missing is what has to load it.
        libc::ENOENT => StartError::BadInterpreter { program, interpreter: "its loader".into() },
        libc::EACCES | libc::EPERM => StartError::NotExecutable { program },
        libc::ENOEXEC => StartError::WrongFormat { program },
        libc::E2BIG => StartError::TooLong { program },
        _ => {
            let source = std::io::Error::from_raw_os_error(errno);
            HostError::Step { step: format!("execute `{program}`"), cause: source }.into()
        }
    }
}

/// A descriptor to read `bytes` from, and then their end.
fn input(bytes: &[u8]) -> std::io::Result<OwnedFd> {
    /// What a pipe holds without anybody reading.
    const PIPE_BYTES: usize = 64 << 10;
    if bytes.len() <= PIPE_BYTES {
        let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let mut left = bytes;
        while !left.is_empty() {
            left = &left[rustix::io::write(&writer, left)?..];
        }
        return Ok(reader);
    }
    let file = rustix::fs::memfd_create("stdin", rustix::fs::MemfdFlags::CLOEXEC)?;
    let mut left = bytes;
    while !left.is_empty() {
        left = &left[rustix::io::write(&file, left)?..];
    }
    rustix::fs::seek(&file, rustix::fs::SeekFrom::Start(0))?;
    Ok(file)
}
