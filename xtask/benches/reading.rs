//! What reading and judging cost, by size: `cargo bench --package xtask --bench reading`.
//!
//! Each kind of output and of message in sizes from 1 KiB to 1 MiB, with the time per byte, and at the largest size the
//! most memory that was in use beyond what was before. Linear means that the time per byte stays what it is while the size
//! grows. It prints and judges nothing: a benchmark is no test.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::time::{Duration, Instant};

use xtask::bytes::Bytes;
use xtask::conversation::{Connection, Conversation, Direction, Segment};
use xtask::observation::{End, Observation, Output, ProgramFacts};
use xtask::reading::{text, wire};
use xtask::scenario::Scenario;
use xtask::task::Task;
use xtask::verdict::{Seeded, judge};

const KIBIBYTES: [usize; 6] = [1, 4, 16, 64, 256, 1024];

/// What programs print and send, and what none should: a name, what comes first, and the bytes to repeat.
const KINDS: [(&str, &[u8], &[u8]); 17] = [
    ("lists in brackets", b"", b"Final list: [1, 20, 300, 4]\n"),
    ("one long list", b"", b"12, "),
    ("one number a sign", b"", b"7) "),
    ("one number a line", b"", b"12\n"),
    ("tables of counts", b"", b"12 (x2), 40 (x3)\n"),
    ("words", b"", b"Thank you for connecting "),
    ("nested brackets", b"", b"[[1],"),
    ("opening brackets", b"", b"["),
    ("quotes", b"", b"['[',"),
    ("escapes", b"", b"\x1b["),
    ("pickles", b"", b"\x80\x03]q\x00(K\x01K\x02e."),
    ("a list that holds itself", b"\x80\x02]q\x00(", b"K\x05h\x00"),
    ("starts of pickles", b"", b"\x80\x04]"),
    (
        "Java objects",
        b"",
        b"\xac\xed\x00\x05ur\x00\x02[IM\xba`&v\xea\xb2\xa5\x02\x00\x00xp\x00\x00\x00\x02\0\0\0\x07\0\0\0\x09",
    ),
    ("starts of Java objects", b"", b"\xac\xed\x00\x05sr\x00\x01A"),
    ("big-endian integers", b"", b"\0\0\0\x0c\0\0\0\x07"),
    ("lists behind their counts", b"", b"\x02\x07\x09"),
];

/// What becomes of the bytes.
#[derive(Clone, Copy)]
enum Way {
    /// They are printed.
    Printed,
    /// They are sent in pieces of this size.
    Sent(usize),
    /// They are sent and printed by both sides, and all is judged.
    Judged(Task),
}

const WAYS: [(&str, Way); 5] = [
    ("printed", Way::Printed),
    ("sent at once", Way::Sent(usize::MAX)),
    ("sent by 7", Way::Sent(7)),
    ("judged, task 2", Way::Judged(Task::Dedup)),
    ("judged, task 3", Way::Judged(Task::Intersect)),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, kind, way] = &arguments[..]
        && flag == "--memory"
        && let (Ok(kind), Ok(way)) = (kind.parse::<usize>(), way.parse::<usize>())
    {
        return println!("{}", memory(&bytes(kind, KIBIBYTES[KIBIBYTES.len() - 1]), WAYS[way].1));
    }
    println!("ns a byte at {KIBIBYTES:?} KiB, the last over the first, and MiB of memory at the last");
    for kind in 0..KINDS.len() {
        for way in 0..WAYS.len() {
            row(kind, way);
        }
    }
}

fn bytes(kind: usize, kibibytes: usize) -> Vec<u8> {
    let (_, first, piece) = KINDS[kind];
    [first, &piece.repeat((kibibytes * 1024 - first.len()) / piece.len())].concat()
}

fn read(bytes: &[u8], way: Way) {
    match way {
        Way::Printed => drop(text::lists(bytes)),
        Way::Sent(size) => drop(wire::read(&connection(bytes, size), Direction::ToServer)),
        Way::Judged(task) => {
            let text = format!("format = 1\ntitle = 'a size'\ntask = '{}'\n", task.name());
            let scenario = Scenario::parse("reading.toml".as_ref(), &text).expect("a right scenario");
            drop(judge(&scenario, &Seeded::default(), &observation(bytes)));
        }
    }
}

fn row(kind: usize, way: usize) {
    let mut line = format!("{:24} {:14}", KINDS[kind].0, WAYS[way].0);
    let mut times = Vec::new();
    for kibibytes in KIBIBYTES {
        let bytes = bytes(kind, kibibytes);
        let time = best(&|| read(&bytes, WAYS[way].1)).as_nanos() as f64 / bytes.len() as f64;
        line += &format!(" {time:7.1}");
        times.push(time);
    }
    // In a process of its own: freed memory stays with a process.
    let own = std::env::current_exe().expect("this program has a path");
    let asked = Command::new(own).args(["--memory", &kind.to_string(), &way.to_string()]).output();
    let memory = String::from_utf8(asked.expect("it starts").stdout).expect("a number");
    println!("{line}  {:6.2}  {:>4} MiB", times[times.len() - 1] / times[0], memory.trim());
}

/// How many MiB more than before are in use at one time while these bytes are read.
fn memory(bytes: &[u8], way: Way) -> u64 {
    let kibibytes = |name: &str| -> u64 {
        let status = fs::read_to_string("/proc/self/status").expect("/proc/self/status can be read");
        let line = status.lines().find(|line| line.starts_with(name)).expect("it says what is in use");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    };
    let before = kibibytes("VmRSS");
    read(bytes, way);
    kibibytes("VmHWM").saturating_sub(before) / 1024
}

/// The shortest of several runs: what else the machine does only adds.
fn best(run: &dyn Fn()) -> Duration {
    let timed = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| timed()).min().unwrap_or_default()
}

/// A connection on which the client sent these bytes in pieces of this size.
fn connection(bytes: &[u8], piece: usize) -> Connection {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 12345));
    let segments =
        bytes.chunks(piece.min(bytes.len())).map(|bytes| segment(Direction::ToServer, bytes)).collect();
    Connection { segments, ..Connection::new(address, address, address, Duration::ZERO) }
}

fn segment(direction: Direction, bytes: &[u8]) -> Segment {
    Segment::new(direction, bytes)
}

/// A case in which both programs sent and printed these bytes.
fn observation(bytes: &[u8]) -> Observation {
    let mut connection = connection(bytes, usize::MAX);
    connection.segments.push(segment(Direction::ToClient, bytes));
    let program = ProgramFacts {
        command: Vec::new(),
        stdout: Output { kept: Bytes::from(bytes), dropped_bytes: 0 },
        stderr: Output::default(),
        end: End::Exited(0),
        typed: Vec::new(),
        reached: Vec::new(),
    };
    Observation {
        server: Some(program.clone()),
        client: Some(program),
        port: Some(connection.server.port()),
        listeners: vec![connection.server],
        conversation: Some(Conversation { connections: vec![connection], ..Conversation::default() }),
        ..Observation::default()
    }
}
