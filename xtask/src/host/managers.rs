//! Version managers (pyenv, rbenv, rustup, ...): what stands behind the shims that they put into `PATH`.
//!
//! A shim takes 100 ms each time to find the real program, and takes the version from files beside the caller. So each is
//! asked about once, before there is a submission on the machine, in the root folder; only those of the grader's own
//! `PATH` are. This is the one place where the harness executes a program of the machine in its own namespaces.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags, Signal};

/// Version managers that put shims into a folder `shims` beside their own `bin`.
const MANAGERS: &[&str] = &["pyenv", "rbenv", "nodenv", "goenv", "jenv", "plenv", "asdf"];

/// What all managers together may take. One takes 50 to 300 ms on an idle machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// No path is longer.
const LONGEST_ANSWER: u64 = 4096;

/// Whether the file, in a folder of `PATH`, stands for another one that its manager knows.
pub(super) fn is_shim(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    folder == Some(OsStr::new("shims")) || is_rustup_proxy(file)
}

/// rustup's proxies are links to it, symbolic or hard, beside it.
fn is_rustup_proxy(file: &Path) -> bool {
    let inode = |file: &Path| fs::metadata(file).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    file.file_name() != Some(OsStr::new("rustup"))
        && inode(file).is_some_and(|own| inode(&file.with_file_name("rustup")) == Some(own))
}

/// Where managers may be installed whose shims are in the folder `shims`: `ROOT/shims`, or `ROOT/plugins/NAME/shims`.
pub(super) fn roots(shims: &Path) -> impl Iterator<Item = &Path> {
    shims.ancestors().skip(1).take(3)
}

/// The manager of a shim.
fn manager(shim: &Path) -> Option<PathBuf> {
    if is_rustup_proxy(shim) {
        return Some(shim.with_file_name("rustup"));
    }
    let managers =
        roots(shim.parent()?).flat_map(|root| MANAGERS.iter().map(|name| root.join("bin").join(name)));
    managers.into_iter().find(|manager| manager.is_file())
}

/// What tells a manager where it is installed, whoever's home is the grader's: else it looks below `HOME`, as a user's own manager is
/// meant to, and finds nothing where the grader has another home than who installed it.
fn at_home(manager: &Path) -> Vec<(OsString, PathBuf)> {
    let Some(root) = manager.parent().and_then(Path::parent) else { return Vec::new() };
    let name = manager.file_name().unwrap_or_default();
    let variable = match name == "asdf" {
        true => "ASDF_DATA_DIR".into(),
        false => [&name.to_ascii_uppercase(), OsStr::new("_ROOT")].into_iter().collect::<OsString>(),
    };
    let home = root.parent().map(|home| ("HOME".into(), home.to_owned()));
    [(variable, root.to_owned())].into_iter().chain(home).collect()
}

/// Asks about all of these shims at the same time. Those that stand for no program now are not in what comes back. The
/// sentences are about managers that did not answer in time, and were killed.
pub(super) fn ask(shims: &[PathBuf]) -> (BTreeMap<PathBuf, PathBuf>, Vec<String>) {
    ask_for(shims, PATIENCE)
}

fn ask_for(shims: &[PathBuf], patience: Duration) -> (BTreeMap<PathBuf, PathBuf>, Vec<String>) {
    let questions: Vec<Question> = shims.iter().filter_map(|shim| Question::put(shim)).collect();
    let deadline = Instant::now() + patience;
    let mut behind = BTreeMap::new();
    let mut notes = Vec::new();
    for question in questions {
        let (shim, manager) = (question.shim.clone(), question.manager.clone());
        match question.answer(deadline) {
            Answer::Program(program) => drop(behind.insert(shim, program)),
            Answer::Nothing => {}
            Answer::Late => notes.push(format!(
                "`{}` did not say in {} s what `{}` stands for: do without it, or mend it and start again",
                manager.display(),
                patience.as_secs(),
                shim.display()
            )),
        }
    }
    (behind, notes)
}

/// A manager that is thinking.
struct Question {
    shim: PathBuf,
    manager: PathBuf,
    process: Child,
    end: OwnedFd,
    /// A file, so that nobody has to read while it is written, and nothing that the manager leaves running holds it open.
    answer: File,
}

enum Answer {
    Program(PathBuf),
    Nothing,
    Late,
}

impl Question {
    fn put(shim: &Path) -> Option<Self> {
        let manager = manager(shim)?;
        let answer = File::from(rustix::fs::memfd_create("answer", rustix::fs::MemfdFlags::CLOEXEC).ok()?);
        let mut command = Command::new(&manager);
        command
            .arg("which")
            .arg(shim.file_name()?)
            .envs(at_home(&manager))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(answer.try_clone().ok()?)
            .stderr(Stdio::null())
            .process_group(0);
        // SAFETY: one system call, which is safe after a fork. Where the harness is killed meanwhile, this ends as well.
        unsafe {
            command.pre_exec(|| Ok(rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?));
        }
        let process = command.spawn().ok()?;
        let pid = Pid::from_child(&process);
        let Ok(end) = rustix::process::pidfd_open(pid, PidfdFlags::empty()) else {
            end_all(process);
            return None;
        };
        Some(Self { shim: shim.to_owned(), manager, process, end, answer })
    }

    fn answer(self, deadline: Instant) -> Answer {
        let Self { process, end, mut answer, .. } = self;
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos().into() };
        let mut fds = [PollFd::new(&end, PollFlags::IN)];
        let has_ended = rustix::io::retry_on_intr(|| rustix::event::poll(&mut fds, Some(&left)));
        let Some(true) = end_all(process).map(|status| status.success()) else {
            return if has_ended == Ok(0) { Answer::Late } else { Answer::Nothing };
        };
        let mut text = Vec::new();
        let read = answer.rewind().and_then(|()| answer.take(LONGEST_ANSWER).read_to_end(&mut text));
        let path = PathBuf::from(OsStr::from_bytes(text.trim_ascii()));
        match read {
            Ok(_) if path.is_absolute() && path.is_file() && !is_shim(&path) => Answer::Program(path),
            _ => Answer::Nothing,
        }
    }
}

/// Ends what is left of a manager, and everything that it started.
fn end_all(mut process: Child) -> Option<std::process::ExitStatus> {
    // Before it is waited for its number is nobody else's.
    let _ = rustix::process::kill_process_group(Pid::from_child(&process), Signal::KILL);
    process.wait().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A folder `shims` with a program `python3`, and a manager beside it.
    fn managed(manager: &str, script: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, text) in [("shims/python3", "#!/bin/sh\n"), (&*format!("bin/{manager}"), script)] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, text).expect("a file");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
        }
        let shim = folder.path().join("shims/python3");
        (folder, shim)
    }

    #[test]
    fn every_manager_says_what_stands_behind_its_shims() {
        for name in MANAGERS {
            let (_folder, shim) =
                managed(name, "#!/bin/sh\ntest \"$1 $2\" = 'which python3' && pwd >&2 && echo /bin/sh\n");
            let (behind, notes) = ask(std::slice::from_ref(&shim));
            assert_eq!(behind.get(&shim), Some(&PathBuf::from("/bin/sh")), "{name}");
            assert_eq!(notes, [""; 0]);
        }
    }

    #[test]
    fn a_manager_is_asked_where_it_is_installed_whoever_s_home_is_the_grader_s() {
        let (folder, shim) = managed(
            "pyenv",
            "#!/bin/sh\ntest -x \"$PYENV_ROOT/bin/pyenv\" && \
             test \"$HOME/$(basename $PYENV_ROOT)\" = \"$PYENV_ROOT\" && echo /bin/sh\n",
        );
        let (behind, _) = ask(std::slice::from_ref(&shim));
        assert_eq!(behind.get(&shim), Some(&PathBuf::from("/bin/sh")));
        let variables = at_home(&folder.path().join(".cargo/bin/rustup"));
        assert!(variables.contains(&("HOME".into(), folder.path().to_owned())), "{variables:?}");
    }

    #[test]
    fn a_manager_that_fails_or_says_nonsense_has_nothing() {
        for script in ["exit 1", "echo sh", "echo /no/such/file", "echo /bin/sh; exit 1", "true"] {
            let (_folder, shim) = managed("asdf", &format!("#!/bin/sh\n{script}\n"));
            assert_eq!(ask(&[shim]), (BTreeMap::new(), Vec::new()), "{script}");
        }
    }

    #[test]
    fn a_manager_that_never_answers_is_ended_and_named() {
        let script = "#!/bin/sh\nsleep 3600 &\necho $! > $(dirname $0)/pid\nsleep 3600\n";
        let (folder, shim) = managed("pyenv", script);
        let (behind, notes) = ask_for(&[shim], Duration::from_millis(500));
        assert_eq!(behind, BTreeMap::new());
        let [note] = &notes[..] else { panic!("{notes:?}") };
        assert!(note.contains("bin/pyenv` did not say"), "{note}");
        // What it started ends as well; where it was too slow to start anything there is nothing to wait for.
        let started = fs::read_to_string(folder.path().join("bin/pid")).unwrap_or_default();
        let started = started.trim().parse().ok().and_then(Pid::from_raw);
        if let Some(Ok(end)) = started.map(|pid| rustix::process::pidfd_open(pid, PidfdFlags::empty())) {
            let watchdog = Timespec { tv_sec: 60, tv_nsec: 0 };
            let ended = rustix::event::poll(&mut [PollFd::new(&end, PollFlags::IN)], Some(&watchdog));
            assert_eq!(ended, Ok(1), "it runs on");
        }
    }
}
