//! What to start: a program, its surroundings, its limits. Plain data.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::provided::provided;
use crate::observation::Moment;

/// Who said something, and so how far it is taken at its word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Whoever calls the grader: on the command line, or in `lab.toml`. May name any file of the machine.
    Instructor,
    /// Whoever handed in, or convention about what was handed in. Names files of the submission, and what the machine has for
    /// everybody.
    #[default]
    Student,
}

/// What is executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executable {
    /// The harness's own program, told so by the variable [`OWN`]; the first word of the command says what it becomes.
    Own,
    /// What the first word of the command names, by the word of whoever gave the command.
    Named(Origin),
}

/// How to start one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// What is executed.
    pub executable: Executable,
    /// The program and its arguments. A name without `/` is looked for among the machine's toolchains; a relative path is
    /// relative to `dir`.
    pub argv: Vec<OsString>,
    /// Variables that are added to the program's environment, or replace what stands there. Nothing of the
    /// harness's own environment is handed on.
    pub env: Vec<(OsString, OsString)>,
    /// The folder with everything that belongs to the program: `dir`, or one that holds it. In a sandbox it is copied. A
    /// program sees the copy of its own folder at the same path, and that of a student's at [`SUBMISSION`].
    pub root: PathBuf,
    /// The program's working folder.
    pub dir: PathBuf,
    /// Whose the files in `root` are: first lines of scripts are the word of whoever wrote them.
    pub files_of: Origin,
    /// Whether what is in `root` belongs to the program. Where not, a sandbox shows an empty folder instead.
    pub shows_folder: bool,
    /// Whether what a sandbox has in `root` at the end is handed back: see [`super::Remains`]. Elsewhere the program works
    /// in `dir` itself.
    pub hands_back: bool,
    /// What stands on standard input, followed by its end. `None` is `/dev/null`.
    pub stdin: Option<Vec<u8>>,
    /// Whether standard input is a terminal instead, at which the harness can type ([`super::Process::type_in`]).
    pub keyboard: bool,
    /// Further files and folders that a sandbox shows at the same path, read-only. Without a sandbox the program
    /// sees them anyway.
    pub shows: Vec<PathBuf>,
    /// What the program may use.
    pub limits: Limits,
    /// The seed from which all follows that the program takes from the kernel by chance, and the time of day. `None`: it
    /// follows from nothing.
    pub seed: Option<u64>,
    /// Where it is held: in the call that sends a byte ([`super::Process::held`]), or on its way to its death, where it is looked at for
    /// a moment ([`super::process::Observer::death`]). Only one that has a seed can be.
    pub hold: Option<Moment>,
}

impl Launch {
    /// Starts `argv` in `dir`, both a student's, with the default limits, no input and no variables of its own.
    pub fn new<S: Into<OsString>>(argv: impl IntoIterator<Item = S>, dir: impl Into<PathBuf>) -> Self {
        let dir = dir.into();
        Self {
            executable: Executable::Named(Origin::Student),
            argv: argv.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            root: dir.clone(),
            dir,
            files_of: Origin::Student,
            shows_folder: true,
            hands_back: false,
            stdin: None,
            keyboard: false,
            shows: Vec::new(),
            limits: Limits::default(),
            seed: None,
            hold: None,
        }
    }

    /// The same, with everything below `root` for the program to see.
    #[must_use]
    pub fn within(self, root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), ..self }
    }

    /// The same, with command and folder the instructor's own.
    #[must_use]
    pub fn by_instructor(self) -> Self {
        Self { executable: Executable::Named(Origin::Instructor), files_of: Origin::Instructor, ..self }
    }

    /// The program's whole environment: the same on every machine, so that a program behaves the same. `home` is where it sees
    /// its working folder; `first_in_path` stands before the system's folders in `PATH`.
    pub(super) fn environment(
        &self,
        home: &Path,
        first_in_path: Option<&OsStr>,
    ) -> Vec<(OsString, OsString)> {
        let mut path = OsString::new();
        if let Some(first) = first_in_path {
            path.push(first);
            path.push(":");
        }
        path.push(SYSTEM_PATH);
        let mut env: Vec<(OsString, OsString)> = vec![("PATH".into(), path)];
        env.extend(SAME_FOR_ALL.iter().map(|&(name, value)| (name.into(), value.into())));
        env.push(("HOME".into(), home.into()));
        let of_lab = provided().env.iter().map(|(name, value)| (name.into(), value.into()));
        for (name, value) in of_lab.chain(self.env.iter().cloned()).collect::<Vec<_>>() {
            match env.iter_mut().find(|(known, _)| *known == name) {
                Some(entry) => entry.1 = value,
                None => env.push((name, value)),
            }
        }
        env.retain(|(name, _)| name != OWN);
        if self.executable == Executable::Own {
            env.push((OWN.into(), "1".into()));
        }
        env
    }
}

/// Where a program sees a student's folder: the same for all of them, so that nothing that it prints tells where its files
/// lie on the machine.
pub const SUBMISSION: &str = "/submission";

/// The variable that makes this program a stand-in or one of the reference pair. No other program is started with it, whatever its command says.
pub const OWN: &str = "SOCKLAB_AS_OWN";

/// Where every program looks for others.
pub(super) const SYSTEM_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What makes programs print at once, in plain text, and alike from run to run.
const SAME_FOR_ALL: &[(&str, &str)] = &[
    ("PYTHONUNBUFFERED", "1"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONIOENCODING", "utf-8"),
    // Without the processor's random instructions, RDRAND and RDSEED: OPENSSL_ia32cap(3).
    ("OPENSSL_ia32cap", "~0x4000000000000000:~0x40000"),
    ("TERM", "dumb"),
    ("NO_COLOR", "1"),
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("TZ", "UTC"),
    ("TMPDIR", "/tmp"),
    ("USER", "student"),
    ("LOGNAME", "student"),
];

/// What a program may use. The wall clock is not among them: only the runner knows which time is the program's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Processor time of all its processes together.
    pub cpu: Duration,
    /// Processes and threads at one time.
    pub processes: u64,
    /// Bytes of memory of all its processes together. With a memory cgroup the kernel holds it to that, and counts what it
    /// keeps for the program and the files that the program writes into memory; without one the watcher ends it. Not
    /// address space, which Java, Node, Go and AddressSanitizer reserve by the gigabyte.
    pub memory_bytes: u64,
    /// Size of one file that it writes.
    pub file_bytes: u64,
    /// Space in `/tmp` and the working folder together. Only a sandbox can hold it to this.
    pub space_bytes: u64,
    /// Bytes that are kept of standard output, and again of standard error. The rest is counted and dropped; far more
    /// than this ends the program.
    pub output_bytes: usize,
    /// Open files of each process.
    pub open_files: u64,
}

impl Limits {
    /// How many times `output_bytes` a program may print before it is ended.
    pub const OUTPUT_PATIENCE: u64 = 16;

    /// Processor time in whole seconds, as the kernel counts it for one process: never less.
    pub(super) fn cpu_seconds(&self) -> u64 {
        self.cpu.as_secs() + u64::from(self.cpu.subsec_nanos() > 0)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu: Duration::from_secs(10),
            processes: 128,
            memory_bytes: 1 << 30,
            file_bytes: 64 << 20,
            space_bytes: 64 << 20,
            output_bytes: 256 << 10,
            open_files: 512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(env: &'a [(OsString, OsString)], name: &str) -> Vec<&'a str> {
        env.iter().filter(|(n, _)| n == name).filter_map(|(_, v)| v.to_str()).collect()
    }

    #[test]
    fn own_variables_win_and_stand_once() {
        let mut launch = Launch::new(["server"], "/somewhere");
        launch.env = vec![("TERM".into(), "xterm".into()), ("SOCKLAB_SEED".into(), "7".into())];
        let env = launch.environment(Path::new("/somewhere"), Some(OsStr::new("/opt/python/bin")));
        assert_eq!(value(&env, "TERM"), ["xterm"]);
        assert_eq!(value(&env, "SOCKLAB_SEED"), ["7"]);
        assert_eq!(value(&env, "HOME"), ["/somewhere"]);
        assert_eq!(value(&env, "PATH"), [format!("/opt/python/bin:{SYSTEM_PATH}")]);
    }

    #[test]
    fn only_the_harness_s_own_program_is_told_to_be_a_stand_in() {
        let mut launch = Launch::new(["server"], "/somewhere");
        launch.env = vec![(OWN.into(), "1".into())];
        assert_eq!(value(&launch.environment(&launch.dir, None), OWN), [""; 0]);
        launch.executable = Executable::Own;
        assert_eq!(value(&launch.environment(&launch.dir, None), OWN), ["1"]);
    }
}
