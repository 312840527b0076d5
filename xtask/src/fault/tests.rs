//! What programs of each language said here when they fell over, and what is read of it.

use super::*;

/// What was said, the message, and where.
const TOLD: &[(&str, &str, &str)] = &[
    (
        include_str!("told/python.txt"),
        "json.decoder.JSONDecodeError: Extra data: line 1 column 7 (char 6)",
        "server.py:3",
    ),
    (include_str!("told/python-cause.txt"), "ValueError: no list", "exitmsg.py:6"),
    (include_str!("told/python-syntax.txt"), "SyntaxError: invalid syntax", "syn.py:1"),
    (
        include_str!("told/java.txt"),
        "java.lang.ArrayIndexOutOfBoundsException: Index 0 out of bounds for length 0",
        "Args.java:3",
    ),
    (include_str!("told/java-cause.txt"), "java.lang.RuntimeException: bad list", "Server.java:7"),
    (include_str!("told/java-printed.txt"), "java.net.ConnectException: Connection refused", "Trace.java:3"),
    (include_str!("told/c-address.txt"), "AddressSanitizer: heap-buffer-overflow", "server.c:5"),
    (
        include_str!("told/c-undefined.txt"),
        "signed integer overflow: 2147483647 + 2 cannot be represented in type 'int'",
        "server.c:11",
    ),
    (include_str!("told/c-assert.txt"), "Assertion `argc == 2' failed.", "as.c:2"),
    (
        include_str!("told/go.txt"),
        "panic: runtime error: index out of range [5] with length 3",
        "server.go:6",
    ),
    (include_str!("told/go-deadlock.txt"), "fatal error: all goroutines are asleep - deadlock!", "dead.go:5"),
    (include_str!("told/go-log.txt"), "dial tcp 127.0.0.1:1: connect: connection refused", ""),
    (include_str!("told/rust.txt"), "index out of bounds: the len is 1 but the index is 1", "server.rs:2"),
    (
        include_str!("told/rust-unwrap.txt"),
        "called `Result::unwrap()` on an `Err` value: Os { code: 111, kind: ConnectionRefused, message: \"Connection refused\" }",
        "unwrap.rs:3",
    ),
    (
        include_str!("told/rust-error.txt"),
        "Os { code: 111, kind: ConnectionRefused, message: \"Connection refused\" }",
        "",
    ),
    (
        include_str!("told/node.txt"),
        "SyntaxError: Unexpected non-whitespace character after JSON at position 6",
        "server.js:1",
    ),
    (include_str!("told/node-own.txt"), "ReferenceError: prot is not defined", "ref.js:2"),
    (include_str!("told/node-terminal.txt"), "ReferenceError: prot is not defined", "ref.js:2"),
    (include_str!("told/node-syntax.txt"), "SyntaxError: Unexpected token ';'", "syn.js:1"),
    (include_str!("told/node-event.txt"), "Error: connect ECONNREFUSED 127.0.0.1:1", ""),
    (include_str!("told/perl.txt"), "no number at 3", "server.pl:4"),
    (include_str!("told/ruby.txt"), "index 5 outside of array bounds: -2...2 (IndexError)", "server.rb:2"),
    (
        include_str!("told/ruby-terminal.txt"),
        "index 5 outside of array bounds: -2...2 (IndexError)",
        "server.rb:2",
    ),
    (include_str!("told/php.txt"), "DivisionByZeroError: Division by zero", "server.php:3"),
];

/// A submission that holds these files, each with lines that say their number.
fn submission(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let lines: String = (1..=20).map(|line| format!("  line {line} of it\n")).collect();
        fs::write(path, lines).expect("a file");
    }
    folder
}

fn own_line(fault: &Fault, root: &Path) -> Option<SourceLine> {
    fault.own_line(root, Path::new(""), Path::new("/submission"))
}

#[test]
fn message_and_the_student_s_own_line_are_read_in_every_language() {
    let files: Vec<&str> = TOLD.iter().filter_map(|(_, _, place)| Some(place.split_once(':')?.0)).collect();
    let folder = submission(&files);
    for (told, message, place) in TOLD {
        let fault = read(told).unwrap_or_else(|| panic!("{told}"));
        assert_eq!(fault.message, *message, "{told}");
        let line = own_line(&fault, folder.path());
        let found = line.as_ref().map_or(String::new(), |line| format!("{}:{}", line.file, line.line));
        assert_eq!(found, *place, "{fault:#?}");
        if let Some(line) = line {
            assert_eq!(line.text, Some(format!("line {} of it", line.line)));
        }
    }
}

#[test]
fn what_no_runtime_says_is_no_fault() {
    for said in
        ["", "could not connect\n", "Segmentation fault\n", "12:30 server starts\n", "File at line 3\n"]
    {
        assert_eq!(read(said), None, "{said}");
    }
}

#[test]
fn what_was_said_last_is_what_it_ended_of() {
    let caught = include_str!("told/java-printed.txt");
    let told = format!("{caught}still running\n{}", include_str!("told/java.txt"));
    let fault = read(&told).expect("a fault");
    assert!(fault.message.contains("Index 0"), "{fault:?}");
    assert_eq!(fault.places, [("Args.java".to_owned(), 3)]);
}

#[test]
fn a_line_is_looked_for_in_the_submission_alone() {
    let folder = submission(&["task1/Server.java", "task2/Server.java", "task2/Client.java", "task2/own.py"]);
    let root = folder.path();
    std::os::unix::fs::symlink("/etc/passwd", root.join("link.py")).expect("a link");
    std::os::unix::fs::symlink("/etc", root.join("etc")).expect("a link");
    let of = |file: &str| {
        let fault = Fault { message: String::new(), places: vec![(file.to_owned(), 2)] };
        let line = fault.own_line(root, Path::new("task2"), Path::new("/submission"))?;
        Some(line.file)
    };
    for outside in [
        "/etc/passwd",
        "../../etc/passwd",
        "/submission/link.py",
        "/submission/etc/passwd",
        "/submission/../../etc/passwd",
        "node:events",
        "<stdin>",
        "",
        "/submission",
    ] {
        assert_eq!(of(outside), None, "{outside}");
    }
    assert_eq!(of("Client.java").as_deref(), Some("task2/Client.java"));
    assert_eq!(of("Server.java").as_deref(), Some("task2/Server.java"), "that beside the program");
    assert_eq!(of("own.py").as_deref(), Some("task2/own.py"));
    assert_eq!(of("/submission/task1/Server.java").as_deref(), Some("task1/Server.java"));
    let fault = Fault { message: String::new(), places: vec![("Server.java".to_owned(), 2)] };
    assert_eq!(own_line(&fault, root), None, "one of two of that name");
}

#[test]
fn a_flood_takes_no_time_that_grows_with_it() {
    let flood = "  File \"x\", line 1\n".repeat(1_000_000);
    assert_eq!(read(&flood), None);
    let end = include_str!("told/python.txt");
    assert!(read(&format!("{flood}{end}")).is_some());
}
