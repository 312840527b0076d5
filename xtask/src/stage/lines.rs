//! Which line of its source a program waits at, as its own runtime tells it when it is asked or stopped. What it says then is
//! taken out of its output again: it is an answer to the harness and nothing that the program has printed.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::bytes::Bytes;
use crate::host::blocked::Waiting;
use crate::host::{HostError, Process};
use crate::observation::{Output, ProgramFacts, SourceLine};

/// How long Java may take to tell what its threads are at.
const DUMP: Duration = Duration::from_millis(500);

/// What a program did, and the line at which it waited.
pub(super) type Stopped = (ProgramFacts, Option<SourceLine>);

/// Stops a program; where it stands still, and its threads wait for these, with the line at which it waits.
pub(super) fn stop(process: Process, waits: Option<&[Waiting]>) -> Result<Stopped, HostError> {
    let (stdout, stderr) = (process.stdout_from(0).len(), process.stderr_from(0).len());
    let Some(waiting) = waits.and_then(<[_]>::first) else {
        let mut facts = process.stop()?;
        without_answer(&mut facts.stderr, stderr);
        return Ok((facts, None));
    };
    // A signal goes to all processes of the program, and what several say at a time is one muddle.
    let is_alone = process.processes().len() == 1;
    if waiting.is_java && is_alone {
        ask_java(&process, stdout);
    }
    let mut facts = process.stop()?;
    let line = if waiting.is_java {
        let said = cut(&mut facts.stdout, stdout);
        java(&String::from_utf8_lossy(&said), waiting.thread)
    } else {
        let said = String::from_utf8_lossy(&cut(&mut facts.stderr, stderr)).into_owned();
        let (traceback, rest) = match is_alone {
            true => interrupted(&said),
            false => (None, if said.contains(INTERRUPT) { "" } else { &*said }.to_owned()),
        };
        facts.stderr.kept.0.extend_from_slice(rest.as_bytes());
        // Python interrupts the first of its threads alone.
        traceback.filter(|_| waiting.is_main).and_then(python)
    };
    Ok((facts, line))
}

/// Takes the traceback of Python's that answers our interrupt out of what was said from that byte on: the lines of source in
/// it would be read as what the program shows.
fn without_answer(output: &mut Output, from: usize) {
    let said = cut(output, from);
    let text = String::from_utf8_lossy(&said);
    let kept = if text.contains(INTERRUPT) { interrupted(&text).1.into_bytes() } else { said };
    output.kept.0.extend_from_slice(&kept);
}

/// Takes what a program said from that byte on out of its output.
fn cut(output: &mut Output, from: usize) -> Vec<u8> {
    output.kept.0.split_off(from.min(output.kept.len()))
}

/// Has Java tell what its threads are at.
fn ask_java(process: &Process, stdout: usize) {
    process.signal(Signal::SIGQUIT as u8);
    let deadline = Instant::now() + DUMP;
    let is_told = || is_whole_dump(&process.stdout_from(stdout));
    while !is_told() && !process.wait_until(Instant::now() + super::LOOK) && Instant::now() < deadline {}
}

fn is_whole_dump(dump: &Bytes) -> bool {
    let text = String::from_utf8_lossy(dump);
    text.contains("\nHeap\n") && text.ends_with("\n\n")
}

/// The last words of a Python program that was interrupted.
const INTERRUPT: &str = "\nKeyboardInterrupt\n";

/// How each traceback begins.
const TRACEBACK: &str = "Traceback (most recent call last):\n";

/// A traceback that ends so, and what is left of a program's last words without it. An event loop that is interrupted ends its
/// tasks one after the other, and tells of each: which of them waited is not to be seen then.
fn interrupted(said: &str) -> (Option<&str>, String) {
    let begin = said.find(TRACEBACK);
    if let Some(begin) = begin.filter(|_| said.contains(INTERRUPT) && said.matches(TRACEBACK).count() > 1) {
        return (None, said[..begin].to_owned());
    }
    let found =
        begin.and_then(|begin| Some((begin, begin + said[begin..].find(INTERRUPT)? + INTERRUPT.len())));
    match found {
        Some((begin, end)) => (Some(&said[begin..end]), [&said[..begin], &said[end..]].concat()),
        None => (None, said.to_owned()),
    }
}

/// The last line of a traceback that is not in Python's own library.
fn python(traceback: &str) -> Option<SourceLine> {
    let lines: Vec<&str> = traceback.lines().collect();
    let frame = |at: usize| {
        let (path, rest) = lines[at].strip_prefix("  File \"")?.split_once("\", line ")?;
        let is_library = path.starts_with('<') || path.contains("/lib/python");
        let line = rest.split(',').next()?.parse().ok().filter(|_| !is_library)?;
        let text = lines.get(at + 1).and_then(|text| text.strip_prefix("    "));
        let meant = || marked(text?, lines.get(at + 2)?.strip_prefix("    ")?);
        let text = meant().or_else(|| text.map(|text| text.trim().to_owned()));
        Some(SourceLine { file: file_name(path).to_owned(), line, text })
    };
    (0..lines.len()).rev().find_map(frame)
}

/// The part of a line that the marks under it point at.
fn marked(line: &str, marks: &str) -> Option<String> {
    let is_mark = |c: char| c == '^' || c == '~';
    if !marks.chars().all(|c| c == ' ' || is_mark(c)) {
        return None;
    }
    let (first, last) = (marks.chars().position(is_mark)?, marks.chars().count());
    let part: String = line.chars().take(last).skip(first).collect();
    Some(part).filter(|part| !part.is_empty())
}

/// The topmost line of a thread in Java's dump that is not in Java's own library.
fn java(dump: &str, thread: u32) -> Option<SourceLine> {
    let ids = [format!(" nid=0x{thread:x} "), format!(" nid={thread} ")];
    let is_it = |line: &&str| line.starts_with('"') && ids.iter().any(|id| line.contains(id));
    let mut lines = dump.lines().skip_while(|line| !is_it(line)).skip(1).take_while(|line| !line.is_empty());
    lines.find_map(|line| {
        let (method, place) = line.strip_prefix("\tat ")?.strip_suffix(')')?.split_once('(')?;
        let own = ["java.", "javax.", "jdk.", "sun.", "com.sun."];
        let is_library = place.contains('/') || own.iter().any(|package| method.starts_with(package));
        let (file, line) = place.split_once(':').filter(|_| !is_library)?;
        Some(SourceLine { file: file.to_owned(), line: line.parse().ok()?, text: None })
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "Traceback (most recent call last):\n  File \"/home/student/client.py\", line 10, in <module>\n    \
                       got = eval(s.recv(1024).decode())\n               ^^^^^^^^^^^^\nKeyboardInterrupt\n";

    fn line(file: &str, line: u32, text: &str) -> Option<SourceLine> {
        Some(SourceLine { file: file.to_owned(), line, text: Some(text.to_owned()) })
    }

    #[test]
    fn a_traceback_tells_the_line_and_the_part_of_it_that_is_marked() {
        assert_eq!(python(NEW), line("client.py", 10, "s.recv(1024)"));
        let old = NEW.replace("               ^^^^^^^^^^^^\n", "");
        assert_eq!(python(&old), line("client.py", 10, "got = eval(s.recv(1024).decode())"));
    }

    #[test]
    fn what_answers_an_interrupt_is_not_what_the_program_shows() {
        let after = |said: &[u8]| {
            let mut output = Output { kept: Bytes([b"mine\n", said].concat()), dropped_bytes: 0 };
            without_answer(&mut output, 5);
            output.kept.0
        };
        assert_eq!(after(NEW.as_bytes()), b"mine\n");
        assert_eq!(after(b"bye \xff\n"), b"mine\nbye \xff\n");
        let own = b"Traceback (most recent call last):\n  ...\nValueError: mine\n";
        assert_eq!(after(own), [&b"mine\n"[..], own].concat());
    }

    #[test]
    fn several_tracebacks_of_one_interrupt_tell_no_line_and_are_none_of_the_program_s_words() {
        let said = format!(
            "bye\n{NEW}\nDuring handling of the above exception, another exception occurred:\n\n{NEW}"
        );
        assert_eq!(interrupted(&said), (None, "bye\n".to_owned()));
        let own = format!("{}ValueError: mine\n", TRACEBACK.repeat(2));
        assert_eq!(interrupted(&own), (None, own.clone()));
    }

    #[test]
    fn frames_of_the_library_are_not_the_students() {
        let traceback = NEW.replace(
            "KeyboardInterrupt\n",
            "  File \"/usr/lib/python3.11/socket.py\", line 706, in readinto\n    return self._sock.recv_into(b)\n\
             KeyboardInterrupt\n",
        );
        assert_eq!(python(&traceback), line("client.py", 10, "s.recv(1024)"));
    }

    #[test]
    fn only_the_interrupt_is_taken_out_of_what_a_program_said() {
        let said = format!("before\n{NEW}after\n");
        assert_eq!(interrupted(&said), (Some(NEW), "before\nafter\n".to_owned()));
        let own = "Traceback (most recent call last):\nValueError: 1\n";
        assert_eq!(interrupted(own), (None, own.to_owned()));
    }

    #[test]
    fn a_dump_of_java_tells_the_line_of_the_thread_that_waits() {
        let dump = "2026-11-29 20:50:59\nFull thread dump OpenJDK:\n\n\"Finalizer\" #3 tid=0x1 nid=0x4 in Object.wait()\n\
                    \tat java.lang.Object.wait(java.base@17.0.15/Native Method)\n\n\"main\" #1 prio=5 tid=0x2 nid=0x3 runnable\n   \
                    java.lang.Thread.State: RUNNABLE\n\tat sun.nio.ch.Net.accept(java.base@17.0.15/Native Method)\n\
                    \tat java.net.ServerSocket.accept(ServerSocket.java:532)\n\tat Server.main(Server.java:7)\n\nHeap\n\n";
        let found = Some(SourceLine { file: "Server.java".to_owned(), line: 7, text: None });
        assert_eq!(java(dump, 3), found);
        assert_eq!(java(&dump.replace("nid=0x3", "nid=3"), 3), found);
        assert_eq!(java(dump, 4), None);
        assert!(is_whole_dump(&dump.as_bytes().into()));
    }
}
