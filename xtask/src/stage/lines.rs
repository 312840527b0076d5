//! Which line of its source a program waits at, or is held at, as its own runtime tells it when it is asked or stopped. What it says then is
//! taken out of its output again: it is an answer to the harness and nothing that the program has printed.

use std::time::Duration;

use nix::sys::signal::Signal;

use crate::bytes::Bytes;
use crate::host::blocked::{Does, Runtime, Thread};
use crate::host::{HostError, Process};
use crate::observation::{Output, ProgramFacts, SourceLine};

/// How long a runtime may work or sleep to tell what its threads are at.
const DUMP: Duration = Duration::from_millis(500);

/// What a program did, and the line at which it waited, or was held.
pub(super) type Stopped = (ProgramFacts, Option<SourceLine>);

/// Stops a program; where it stands still, or is held, with the line at which this thread of it is.
pub(super) fn stop(mut process: Process, thread: Option<&Thread>) -> Result<Stopped, HostError> {
    let (stdout, stderr) = (process.stdout_from(0).len(), process.stderr_from(0).len());
    let Some(thread) = thread else {
        let mut facts = process.stop()?;
        without_answer(&mut facts.stderr, stderr);
        return Ok((facts, None));
    };
    // A signal goes to all processes of the program, and what several say at a time is one muddle.
    let is_alone = process.processes().len() == 1;
    let mut line = None;
    match thread.runtime {
        Runtime::Java if is_alone => ask(&process, || is_whole_dump(&process.stdout_from(stdout))),
        Runtime::Go if is_alone => ask(&process, || false),
        Runtime::Java | Runtime::Go => {}
        Runtime::Other => {
            if let Some(lines) = thread.lines() {
                line = compiled(lines);
                process.was_interrupted();
            }
        }
    }
    let mut facts = process.stop()?;
    if thread.runtime == Runtime::Java {
        let said = cut(&mut facts.stdout, stdout);
        return Ok((facts, java(&String::from_utf8_lossy(&said), thread.id)));
    }
    let said = String::from_utf8_lossy(&cut(&mut facts.stderr, stderr)).into_owned();
    if thread.runtime == Runtime::Go && said.contains(GO_QUIT) {
        return Ok((facts, go(&said, thread.does)));
    }
    let (traceback, rest) = match is_alone {
        true => interrupted(&said),
        false => (None, if said.contains(INTERRUPT) { "" } else { &*said }.to_owned()),
    };
    let (ruby_line, rest) = ruby(&rest);
    facts.stderr.kept.0.extend_from_slice(rest.as_bytes());
    // Python interrupts the first of its threads alone.
    let told = traceback.filter(|_| thread.is_main);
    Ok((facts, line.or(ruby_line).or_else(|| python(told?))))
}

/// Takes the traceback of Python's or Ruby's that answers our interrupt out of what was said from that byte on: the lines of
/// source in it would be read as what the program shows.
fn without_answer(output: &mut Output, from: usize) {
    let said = cut(output, from);
    let text = String::from_utf8_lossy(&said);
    let kept = match (text.contains(INTERRUPT), ruby(&text)) {
        (true, _) => interrupted(&text).1.into_bytes(),
        (false, (_, rest)) if rest.len() < text.len() => rest.into_bytes(),
        (false, _) => said,
    };
    output.kept.0.extend_from_slice(&kept);
}

/// Takes what a program said from that byte on out of its output.
fn cut(output: &mut Output, from: usize) -> Vec<u8> {
    output.kept.0.split_off(from.min(output.kept.len()))
}

/// Has a runtime tell what its threads are at, and waits until it has, or has ended.
fn ask(process: &Process, is_told: impl Fn() -> bool) {
    process.signal(Signal::SIGQUIT as u8);
    process.wait_for_answer(DUMP, is_told);
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

/// How Ruby names the interrupt, where it prints to a terminal; before it stands the innermost place, and behind it the others.
const RUBY_INTERRUPT: &str = "': \x1b[1;4mInterrupt\x1b[m\n";

/// The innermost line of a Ruby program's own at which it was interrupted, and what is left of its last words without that.
fn ruby(said: &str) -> (Option<SourceLine>, String) {
    let Some(at) = said.find(RUBY_INTERRUPT) else { return (None, said.to_owned()) };
    let begin = said[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut end = at + RUBY_INTERRUPT.len();
    let from = said[end..].split_inclusive('\n').take_while(|line| line.starts_with("\tfrom "));
    end += from.map(str::len).sum::<usize>();
    let own = |place: &str| {
        let (path, rest) = place.strip_prefix("\tfrom ").unwrap_or(place).split_once(".rb:")?;
        let line = rest.split(':').next()?.parse().ok().filter(|_| !path.contains("/ruby/"))?;
        Some(SourceLine { file: format!("{}.rb", file_name(path)), line, text: None })
    };
    (said[begin..end].lines().find_map(own), [&said[..begin], &said[end..]].concat())
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

/// How Go begins to tell what its threads are at, and ends.
const GO_QUIT: &str = "SIGQUIT: quit\n";

/// The topmost line of the student's own in Go's dump, of a goroutine that does this. Of those that wait for the network: rather for
/// what a client says than for a client.
fn go(dump: &str, does: Does) -> Option<SourceLine> {
    let is_it = |part: &&str| match does {
        Does::Sleeps | Does::Spins => part.contains(" [IO wait"),
        Does::Sends => {
            part.contains("internal/poll.(*FD).Write") || part.contains("internal/poll.(*FD).SendFile")
        }
    };
    let those = dump.split("\n\n").filter(|part| part.starts_with("goroutine ")).filter(is_it);
    let own = |part: &str| {
        let lines: Vec<&str> = part.lines().collect();
        let call = lines.iter().position(|line| line.starts_with("main."))?;
        let (path, line) = lines.get(call + 1)?.trim().split(" +0x").next()?.rsplit_once(':')?;
        let line = SourceLine { file: file_name(path).to_owned(), line: line.parse().ok()?, text: None };
        Some((part.contains(").Accept("), line))
    };
    those.filter_map(own).min_by_key(|(accepts, _)| *accepts).map(|(_, line)| line)
}

/// The innermost line that is not in a language's own library.
fn compiled(lines: Vec<(String, u32)>) -> Option<SourceLine> {
    // Rust's is compiled there.
    let is_library = |path: &str| path.starts_with("/rustc/") || path.contains("/include/c++/");
    let (path, line) = lines.into_iter().find(|(path, _)| !is_library(path))?;
    Some(SourceLine { file: file_name(&path).to_owned(), line, text: None })
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
    fn what_ruby_says_to_an_interrupt_tells_the_line_and_is_none_of_the_program_s_words() {
        let answer = "/usr/lib/ruby/3.1.0/socket.rb:9:in `wait': \x1b[1;4mInterrupt\x1b[m\n\tfrom server.rb:6:in `accept'\n\
                      \tfrom server.rb:9:in `<main>'\n";
        let found = Some(SourceLine { file: "server.rb".to_owned(), line: 6, text: None });
        assert_eq!(ruby(&format!("mine\n{answer}mine too\n")), (found, "mine\nmine too\n".to_owned()));
        let own = "server.rb:3:in `<main>': Interrupt (RuntimeError)\n";
        assert_eq!(ruby(own), (None, own.to_owned()));
    }

    #[test]
    fn a_dump_of_go_tells_the_line_of_the_goroutine_that_waits() {
        let dump = "SIGQUIT: quit\nPC=0x46a741 m=0 sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex(0x1)\n\t/go/src/runtime/s.s:560 +0x21\n\n\
                    goroutine 1 [IO wait]:\nnet.(*TCPListener).Accept(0xc000)\n\t/go/src/net/tcpsock.go:281 +0x3d\nmain.main()\n\
                    \t/submission/server.go:12 +0x1ad\n\ngoroutine 18 [IO wait, 1 minutes]:\nnet.(*conn).Read(0xc0)\n\t/go/src/net/net.go:183 +0x45\n\
                    main.serve({0x1})\n\t/submission/server.go:30 +0x85\ncreated by main.main\n\t/submission/server.go:14 +0x2\n\nrax 0xca\n";
        let found = |line| Some(SourceLine { file: "server.go".to_owned(), line, text: None });
        assert_eq!(go(dump, Does::Sleeps), found(30));
        assert_eq!(
            go(&dump.replace("goroutine 18 [IO wait", "goroutine 18 [select"), Does::Sleeps),
            found(12)
        );
        assert_eq!(go("SIGQUIT: quit\n\ngoroutine 0 [idle]:\n", Does::Sleeps), None);
    }

    #[test]
    fn the_line_of_a_compiled_program_is_the_first_outside_of_its_language_s_library() {
        let lines = [("/rustc/59/library/std/src/net/tcp.rs", 9), ("src/main.rs", 7), ("src/main.rs", 40)];
        let found = compiled(lines.map(|(path, line)| (path.to_owned(), line)).into());
        assert_eq!(found, Some(SourceLine { file: "main.rs".to_owned(), line: 7, text: None }));
        assert_eq!(compiled(Vec::new()), None);
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
