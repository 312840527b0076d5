//! A small language for the tests: start a server, run a client against it, look at what they printed.
//!
//! Nothing here sleeps. A server is ready when it says where it listens, and what a test starts is ended with it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use assert_cmd::assert::{Assert, OutputAssertExt as _};
use predicates::Predicate;
use predicates::str::diff;

/// Ends what hangs. No test depends on it as long as the programs work.
const WATCHDOG: Duration = Duration::from_secs(120);

/// A running server. It is killed when the test is over, however that ends.
pub struct Server {
    child: Child,
    /// What it prints after `listening on ...`, line by line.
    lines: Receiver<String>,
    /// What it printed before that line.
    pub announced: Vec<String>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts a server at a port that the system chooses, and waits until it listens.
    pub fn start(arguments: &str) -> Self {
        let (mut server, stdout) = Self::spawn(arguments);
        let (sender, lines) = mpsc::channel();
        // A thread reads on, for a server whose output nobody reads gets stuck once the pipe is full.
        thread::spawn(move || stdout.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        server.lines = lines;
        server
    }

    /// Starts a server, and closes the pipe that it prints into as soon as it listens.
    #[cfg(unix)]
    pub fn start_unheard(arguments: &str) -> Self {
        Self::spawn(arguments).0
    }

    fn spawn(arguments: &str) -> (Self, Lines<BufReader<ChildStdout>>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command.args(arguments.split_whitespace()).args(["--port", "0"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = Self {
            child: command.spawn().expect("the server starts"),
            lines: mpsc::channel().1,
            announced: Vec::new(),
            address: SocketAddr::from(([0; 4], 0)),
        };
        let mut stdout = BufReader::new(server.child.stdout.take().expect("stdout is piped")).lines();
        loop {
            let line = stdout.next().expect("the server listens").expect("it prints text");
            if let Some(address) = line.strip_prefix("listening on ") {
                server.address = address.parse().expect("the server prints its address");
                return (server, stdout);
            }
            server.announced.push(line);
        }
    }

    /// Runs a client against this server until it ends.
    pub fn client(&self, arguments: &str) -> Run {
        let (host, port) = (self.address.ip(), self.address.port());
        client(&format!("{arguments} --host {host} --port {port}"))
    }

    /// Connects without the client, to misbehave.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server accepts");
        stream.set_read_timeout(Some(WATCHDOG)).expect("a socket takes a timeout");
        stream
    }

    /// Waits for the next line that the server prints.
    pub fn next_line(&self) -> String {
        self.lines.recv_timeout(WATCHDOG).expect("the server prints another line")
    }

    /// Sends a signal: `INT` or `TERM`.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("sh runs").success());
    }

    /// Waits until the server ends by itself, and collects what it printed since it listened.
    pub fn wait(mut self) -> Run {
        let stdout: String = self.lines.iter().map(|line| line + "\n").collect();
        let mut stderr = Vec::new();
        self.child
            .stderr
            .as_mut()
            .expect("stderr is piped")
            .read_to_end(&mut stderr)
            .expect("it can be read");
        let status = self.child.wait().expect("it can be waited for");
        Run(Output { status, stdout: stdout.into_bytes(), stderr }.assert())
    }

    /// Ends the server the way a user does, and collects what it printed since it listened.
    #[cfg(unix)]
    pub fn stop(self) -> Run {
        self.signal("TERM");
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that has ended.
#[derive(Debug)]
pub struct Run(Assert);

impl Run {
    /// Checks the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        Self(self.0.code(code))
    }

    /// Checks that all went well.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        Self(self.0.success().stderr(""))
    }

    /// Checks the exit code, and that standard error is exactly this one line.
    #[track_caller]
    pub fn fails(self, code: i32, sentence: &str) -> Self {
        self.exits(code).complains(diff(format!("{sentence}\n")))
    }

    /// Checks what it printed.
    #[track_caller]
    pub fn prints(self, what: impl Predicate<str>) -> Self {
        Self(self.0.stdout(what))
    }

    /// Checks what it complained about.
    #[track_caller]
    pub fn complains(self, what: impl Predicate<str>) -> Self {
        Self(self.0.stderr(what))
    }

    /// The lines that it printed.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        text(&self.0.get_output().stdout).lines()
    }

    /// The lines in which it complained.
    #[cfg(unix)]
    pub fn complaints(&self) -> impl Iterator<Item = &str> {
        text(&self.0.get_output().stderr).lines()
    }

    /// The value of a `key: value` line.
    #[track_caller]
    pub fn value(&self, key: &str) -> &str {
        let value = self.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        value.unwrap_or_else(|| panic!("no `{key}` in {}", self.0))
    }

    /// The list of numbers in a `key: value` line.
    #[track_caller]
    pub fn numbers(&self, key: &str) -> Vec<u32> {
        numbers(self.value(key))
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it prints text")
}

/// Reads a list of numbers.
pub fn numbers(list: &str) -> Vec<u32> {
    list.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

/// Runs a client until it ends.
pub fn client(arguments: &str) -> Run {
    run(env!("CARGO_BIN_EXE_client"), arguments)
}

/// Runs a server that is expected to end by itself.
pub fn server(arguments: &str) -> Run {
    run(env!("CARGO_BIN_EXE_server"), arguments)
}

fn run(program: &str, arguments: &str) -> Run {
    let mut command = assert_cmd::Command::new(program);
    Run(command.args(arguments.split_whitespace()).timeout(WATCHDOG).assert())
}

/// Serves one client in a way that our own server never would. Returns the options that lead the client there.
pub fn fake_server(serve: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("the client connects");
        serve(stream);
    });
    format!("--port {port}")
}

/// Reads a line, without its newline.
pub fn read_line(stream: &TcpStream) -> String {
    let mut line = Vec::new();
    let mut byte = [0];
    while (&*stream).read(&mut byte).expect("the other side sends a line") == 1 && byte != *b"\n" {
        line.extend(byte);
    }
    String::from_utf8(line).expect("a line of text")
}

/// Reads all that comes until the other side closes.
pub fn read_to_end(mut stream: &TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("the other side closes without a reset");
    text
}

/// Sends bytes as they are.
pub fn send(mut stream: &TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).expect("the other side takes them");
}
