//! Following a document in a folder that looks like the lab's clone: files are written, commands typed, and what comes out is compared.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::document::{Block, Document, project};
use crate::grader;
use crate::transcript::{Step, steps};

/// Ends what hangs. No test depends on it as long as the programs work.
const WATCHDOG: Duration = Duration::from_secs(120);

/// Somebody who follows documents.
pub struct Walk {
    scratch: TempDir,
    /// What was typed, and what came out.
    seen: Vec<(String, String)>,
    /// The lab's server, in its terminal.
    server: Option<Server>,
    /// What is not as it says.
    wrong: Vec<String>,
    /// Folders with which nothing is done, for want of a language.
    left_out: Vec<String>,
    /// What is done to the folder after each command.
    pub after: fn(&Path),
}

/// A server that goes on until the next one is started.
struct Server {
    step: Step,
    child: Child,
    lines: Receiver<String>,
    said: String,
}

impl Walk {
    /// In a folder that has of the clone what documents name.
    pub fn begin() -> Self {
        let walk = Self {
            scratch: tempfile::tempdir().expect("a folder"),
            seen: Vec::new(),
            server: None,
            wrong: Vec::new(),
            left_out: Vec::new(),
            after: |_| {},
        };
        fs::create_dir_all(walk.folder()).expect("a folder");
        for name in ["scenarios", "xtask"] {
            symlink(project().join(name), walk.folder().join(name)).expect("a link");
        }
        fs::create_dir_all(walk.bin()).expect("a folder");
        symlink(env!("CARGO_BIN_EXE_socklab"), walk.bin().join("socklab")).expect("a link");
        // The lab's own programs are in the grader; here they meet at a port that is free.
        let port = walk.port();
        let meets = [("server", "--port 0".to_owned()), ("client", format!("--port \"$(cat {port:?})\""))];
        for (name, end) in meets {
            let own = format!("{}=1 exec -a {name} {:?}", xtask::host::OWN, env!("CARGO_BIN_EXE_socklab"));
            let script = format!("if [[ \"$*\" == *--port* ]]; then {own} \"$@\"; fi\n{own} \"$@\" {end}");
            walk.write_program(name, &script);
        }
        walk.write_program("sudo", "exit 0"); // nothing of the machine is changed
        walk
    }

    /// Where commands are typed.
    pub fn folder(&self) -> PathBuf {
        self.scratch.path().join("clone")
    }

    fn bin(&self) -> PathBuf {
        self.scratch.path().join("bin")
    }

    /// `PATH`, with the programs of documents first.
    pub fn path(&self) -> String {
        format!("{}:{}", self.bin().display(), grader::path().to_str().expect("text"))
    }

    fn write_program(&self, name: &str, script: &str) {
        let file = self.bin().join(name);
        fs::write(&file, format!("#!/bin/bash\n{script}\n")).expect("a script");
        fs::set_permissions(&file, Permissions::from_mode(0o755)).expect("it can be started");
    }

    fn port(&self) -> PathBuf {
        self.scratch.path().join("port")
    }

    /// Whether this machine has what that folder's programs need. Where not, says so and does nothing with that folder; `CI` wants all.
    pub fn has_or_leaves_out(&mut self, program: &str, folder: &str) -> bool {
        let path = std::env::var_os("PATH").expect("a path");
        let is_here = std::env::split_paths(&path).any(|place| place.join(program).is_file());
        if !is_here {
            assert!(std::env::var_os("CI").is_none(), "`{program}` is not installed");
            eprintln!("not tested here, for want of `{program}`: what stands about `{folder}`");
            self.left_out.push(folder.to_owned());
        }
        is_here
    }

    /// Puts a pair for task 2 there, as somebody hands it in.
    pub fn hand_in(&self, name: &str, server: &str, client: &str) {
        let folder = self.folder().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (file, program) in [("server.py", server), ("client.py", client)] {
            let program = project().join("xtask/tests/programs/dedup").join(program);
            fs::copy(program, folder.join(file)).expect("a copy");
        }
    }

    /// What came out, each time that a command began with these words.
    pub fn seen_of(&self, words: &str) -> Vec<&str> {
        let seen = self.seen.iter().filter(|(command, _)| command.starts_with(words));
        seen.map(|(_, output)| output.as_str()).collect()
    }

    /// Does what it says, from its first line to its last.
    pub fn follow(&mut self, document: &Document) {
        let mut updated = document.text.clone();
        let mut moved = 0_isize;
        let mut count = 0;
        for block in &document.blocks {
            if let Some(name) = &block.name {
                let file = self.folder().join(name);
                fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                fs::write(file, &block.text).expect("a file");
            } else if block.language == "console" {
                count += 1;
                if let Some(better) = self.do_block(block) {
                    let at = |place: usize| place.checked_add_signed(moved).expect("inside of it");
                    updated.replace_range(at(block.place.start)..at(block.place.end), &better);
                    let [old, new] = [block.place.len(), better.len()].map(usize::cast_signed);
                    moved += new - old;
                }
            }
        }
        self.end_server();
        assert!(count > 0, "{} has no transcript", document.path);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(project().join(&document.path), updated).expect("it can be written");
        } else {
            assert!(self.wrong.is_empty(), "{}:\n{}", document.path, self.wrong.join("\n"));
        }
    }

    /// What the block should be, where it says something else.
    fn do_block(&mut self, block: &Block) -> Option<String> {
        let mut better = "```console\n".to_owned();
        let mut is_other = false;
        let mut status = 0;
        for step in steps(&block.text) {
            if step.command.starts_with("server ") {
                self.start(step);
                return None;
            }
            if step.command.split(' ').any(|word| self.left_out.iter().any(|folder| folder == word)) {
                return None;
            }
            let output;
            (output, status) = self.do_step(&step, status);
            let is_right = step.is_shown_by(&output);
            if !is_right {
                self.wrong.push(format!(
                    "$ {}\n{output}\n--- it says\n{}\n",
                    step.command,
                    step.expected.join("\n")
                ));
            }
            is_other |= !is_right;
            let said = output.trim_end().to_owned() + "\n";
            let told: String = step.expected.iter().map(|line| format!("{line}\n")).collect();
            write!(better, "$ {}\n{}", step.command, if is_right { told } else { said }).expect("memory");
        }
        is_other.then(|| better + "```")
    }

    fn do_step(&mut self, step: &Step, status: i32) -> (String, i32) {
        let mut shell = Command::new("bash");
        // `$?` is that of the line before.
        shell
            .args(["-c", &format!("exec 2>&1; (exit {status}); {}", step.command)])
            .current_dir(self.folder());
        shell.env("PATH", self.path());
        for name in ["CARGO_MANIFEST_DIR", "CARGO", "CLICOLOR_FORCE"] {
            shell.env_remove(name);
        }
        let output = shell.stdin(Stdio::null()).output().expect("bash runs");
        let said = String::from_utf8(output.stdout).expect("text");
        let status = output.status.code().unwrap_or(i32::MAX);
        let is_well = if step.expected.is_empty() { [0, 1, 3].contains(&status) } else { status < 126 };
        if !is_well || (status == 4 && said.contains("a bug")) {
            self.wrong.push(format!("$ {}\nended with {status}: {said}", step.command));
        }
        (self.after)(&self.folder());
        self.seen.push((step.command.clone(), said.clone()));
        (said, status)
    }

    fn start(&mut self, step: Step) {
        self.end_server();
        let words = shell_words::split(&step.command).expect("words");
        let mut command = Command::new(self.bin().join(&words[0]));
        let mut child =
            command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut server = Server { step, child, lines, said: String::new() };
        while !server.said.contains("listening on ") {
            let line = server.lines.recv_timeout(WATCHDOG).expect("it listens");
            server.said += &format!("{line}\n");
        }
        let port = server.said.trim_end().rsplit(':').next().expect("a port");
        fs::write(self.port(), port).expect("a file");
        self.server = Some(server);
    }

    fn end_server(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let id = server.child.id();
        assert!(Command::new("kill").args(["-TERM", &id.to_string()]).status().expect("kill runs").success());
        for line in &server.lines {
            server.said += &format!("{line}\n");
        }
        server.child.wait().expect("it ends");
        if !server.step.is_shown_by(&server.said) {
            self.wrong.push(format!("$ {}\n{}", server.step.command, server.said));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a file of the folder that a document was followed in.
pub fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
