//! A small language for the tests: run `cargo xtask`, look at what it says and at what it leaves behind.
//!
//! Nothing here sleeps to wait for something that tells of itself, and no test asserts on the clock; the one deadline
//! ends what hangs.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::grader::grader;

/// Ends what hangs. No test depends on it as long as the programs work.
const WATCHDOG: Duration = Duration::from_secs(120);

/// A call of `cargo xtask`, from the project's folder unless told otherwise.
pub struct Call {
    command: Command,
}

/// `cargo xtask` with these arguments, separated by spaces.
pub fn xtask(arguments: &str) -> Call {
    let mut command = grader();
    command.args(arguments.split_whitespace()).current_dir(project());
    command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR").stdin(Stdio::null());
    command.env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR")); // as cargo does it
    Call { command }
}

/// The words as a shell takes them apart: for a command that the grader printed, or a report of its.
pub fn xtask_typed(line: &str) -> Call {
    let words = shell_words::split(line).expect("what the grader prints can be typed");
    let by_cargo = words.strip_prefix(&["cargo".to_owned(), "xtask".to_owned()]);
    let arguments = by_cargo.or_else(|| words.strip_prefix(&["socklab".to_owned()]));
    xtask("").with(arguments.expect("the command is one of the grader's"))
}

/// A Python program of `tests/programs/`, told port and host.
pub fn python(program: &str) -> String {
    format!("python3 xtask/tests/programs/{program} {{port}} {{host}}")
}

/// A Python program of these tests, told port and host.
pub fn own(program: &str) -> String {
    format!("python3 xtask/tests/cli/programs/{program} {{port}} {{host}}")
}

/// The folder of the whole project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the grader has a project").to_owned()
}

impl Call {
    /// Adds arguments as they are.
    pub fn with<S: AsRef<std::ffi::OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// `--server`.
    pub fn server(self, command: &str) -> Self {
        self.with(["--server", command])
    }

    /// `--client`.
    pub fn client(self, command: &str) -> Self {
        self.with(["--client", command])
    }

    /// Calls it from another folder.
    pub fn from(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Escapes reach the output as they would reach a terminal.
    pub fn on_a_terminal(self) -> Self {
        self.env("CLICOLOR_FORCE", "1")
    }

    /// Calls it by way of another program, whose words these are.
    pub fn by_way_of(self, words: &[String]) -> Self {
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).arg(self.command.get_program());
        self.started_by(command)
    }

    /// Calls the grader that is in this file.
    pub fn of_file(self, grader: &Path) -> Self {
        self.started_by(Command::new(grader))
    }

    /// The same call with another command in the place of `xtask`.
    fn started_by(self, mut command: Command) -> Self {
        command.args(self.command.get_args()).stdin(Stdio::null());
        command.current_dir(self.command.get_current_dir().expect("a folder"));
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Self { command }
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Run {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Run::of(self.command.spawn().expect("`xtask` starts").wait_with_output().expect("it ends"))
    }

    /// Runs it to its end, which has to be this exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Run {
        let run = self.run();
        assert_eq!(run.code, Some(code), "\n--- stdout\n{}\n--- stderr\n{}", run.stdout, run.stderr);
        run
    }

    /// Starts it and returns at once.
    pub fn start(mut self) -> Running {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Running { child: Some(self.command.spawn().expect("`xtask` starts")) }
    }

    /// Runs it to its end, which has to be this exit code, and reads its results. Where there is no table, the run said
    /// what is wrong and wrote none.
    #[track_caller]
    pub fn results(self, code: i32) -> (Run, Value) {
        let scratch = tempfile::tempdir().expect("a folder");
        let file = scratch.path().join("results.json");
        let run = self.with(["--json".as_ref(), file.as_os_str()]).ends(code);
        let text = fs::read_to_string(&file).expect("there are results");
        (run, serde_json::from_str(&text).expect("the results are JSON"))
    }
}

/// A call that has ended.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the grader prints text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The row of a check in the first table: `FAIL`, `0/10`.
    #[track_caller]
    pub fn row(&self, check: &str) -> (String, String) {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut rows = self.stdout.lines().map(words).filter(|words| words.len() >= 3 && words[1] == check);
        let row = rows.next().unwrap_or_else(|| panic!("no row `{check}` in\n{}", self.stdout));
        (row[0].clone(), row[2].clone())
    }

    /// The command that the table ends with.
    #[track_caller]
    pub fn again(&self) -> &str {
        let mut commands = self.stdout.lines().filter_map(|line| line.trim().strip_prefix("again: "));
        commands.next_back().unwrap_or_else(|| panic!("no command to run again in\n{}", self.stdout))
    }
}

/// The status of a check in the results of the first scenario.
#[track_caller]
pub fn status<'v>(results: &'v Value, check: &str) -> &'v str {
    let checks = results["runs"][0]["checks"].as_array().expect("a list of checks");
    let found = checks.iter().find(|entry| entry["check"] == check);
    found.and_then(|entry| entry["status"].as_str()).unwrap_or_else(|| panic!("no check `{check}`"))
}

/// Seeds and deliveries of the cases of the first scenario, in order.
pub fn cases(results: &Value) -> Vec<(u64, &str)> {
    let cases = results["runs"][0]["cases"].as_array().expect("a list of cases");
    cases
        .iter()
        .filter(|case| case["stand_in"].is_null())
        .map(|case| (case["seed"].as_u64().expect("a seed"), case["delivery"].as_str().expect("a delivery")))
        .collect()
}

/// A call that goes on. It is killed when the test is over, however that ends.
pub struct Running {
    child: Option<Child>,
}

impl Running {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("it goes on").id()
    }

    /// Sends it a signal: `INT`, `TERM`, `KILL`.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("sh runs").success());
    }

    /// Waits for its end.
    pub fn end(mut self) -> Run {
        let child = self.child.take().expect("it goes on");
        Run::of(child.wait_with_output().expect("it ends"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A word that no other process of this machine has in its command line.
pub fn marker() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("socklab-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Command lines of the processes, in whatever sandbox, with that word in them; the grader's own are left out.
pub fn processes(marker: &str) -> Vec<String> {
    ids_and_lines(marker).into_iter().map(|(_, line)| line).collect()
}

/// The same, with their process ids before them.
pub fn ids_and_lines(marker: &str) -> Vec<(i32, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("there is /proc").flatten() {
        let Ok(line) = fs::read(entry.path().join("cmdline")) else { continue };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(id) = id.filter(|_| line.contains(marker) && !line.contains(" run ")) {
            found.push((id, line));
        }
    }
    found
}

/// Looks until it holds: for what the kernel knows and does not tell of.
#[track_caller]
pub fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + WATCHDOG;
    while !holds() {
        assert!(Instant::now() < deadline, "in vain waited until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The lab's own server, run by the test itself as someone else's would be. It is killed with the test.
pub struct Elsewhere {
    child: Child,
    /// `127.0.0.1:4711`
    pub address: String,
}

impl Elsewhere {
    /// Starts the server of that task, and waits until it says where it listens.
    pub fn serve(task: &str) -> Self {
        Self::serve_at(task, "127.0.0.1")
    }

    /// The same at another address of this machine.
    pub fn serve_at(task: &str, host: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_socklab"))
            .arg0("server")
            .env(xtask::host::OWN, "1")
            .args([task, "--host", host, "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // A thread reads on, for a server whose output nobody reads gets stuck once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("the server says where it listens") }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A temp folder of the test's own: what is left in it is what the grader left behind.
pub fn temp_folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Everything in a folder.
pub fn contents(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be listed").flatten();
    entries.map(|entry| entry.path().display().to_string()).collect()
}

/// Whether this machine has that isolation. Where not, says so.
pub fn has(isolation: &str) -> bool {
    let run =
        xtask("run scenarios/task1.toml --seed 1 --delivery as-sent --isolation").with([isolation]).run();
    let refused = run.code == Some(2);
    if refused {
        eprintln!("not tested here, for want of `--isolation {isolation}`: {}", run.stderr);
    }
    !refused
}
