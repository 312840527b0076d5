//! The line that sent a wrong list is told, in each language that can be asked for it.

use std::fs;

use crate::harness::{project, temp_folder, xtask};

/// Programs, what has to be there to run them, the check that fails, and the line that is told below it.
type Row = (&'static str, &'static str, &'static [&'static str], &'static str, Option<&'static str>);

const ROWS: [Row; 10] = [
    (
        "dedup/loses_last_server.py",
        "dedup/list_client.py",
        &["python3"],
        "reply-is-deduplicated",
        Some("`loses_last_server.py` line 21 sent it: `c.send(str(final).encode())`"),
    ),
    (
        "stand_ins/line_server.py",
        "stand_ins/no_newline_client.py",
        &["python3"],
        "sends-numbers",
        Some("`no_newline_client.py` line 10 sent it: `s.sendall(';'.join(map(str, numbers)).encode())`"),
    ),
    (
        "c/only_once_server.c",
        "c/text_client.c",
        &["cc"],
        "reply-is-deduplicated",
        Some("`only_once_server.c` line 33 sent it: `send(c, answer, strlen(answer), 0);`"),
    ),
    (
        "sends/keeps_repeats_server.cpp",
        "sends/words_client.py",
        &["c++", "python3"],
        "reply-is-deduplicated",
        Some("`keeps_repeats_server.cpp` line 12 sent it: `fclose(out);`"),
    ),
    (
        "sends/keeps_repeats_server.go",
        "sends/words_client.py",
        &["go", "python3"],
        "reply-is-deduplicated",
        Some(
            "`keeps_repeats_server.go` line 15 sent it: `fmt.Fprintf(conn, \"%s\\n\", strings.Join(numbers, \" \"))`",
        ),
    ),
    (
        "sends/keeps_repeats_server.rs",
        "sends/words_client.py",
        &["rustc", "python3"],
        "reply-is-deduplicated",
        Some(
            "`keeps_repeats_server.rs` line 9 sent it: `writeln!(stream, \"{}\", numbers.join(\" \")).unwrap();`",
        ),
    ),
    (
        "sends/keeps_repeats_server.rb",
        "sends/words_client.py",
        &["ruby", "python3"],
        "reply-is-deduplicated",
        Some("`keeps_repeats_server.rb` line 8 sent it: `client.puts numbers.join(' ')`"),
    ),
    (
        "sends/words_server.py",
        "sends/ShortClient.java",
        &["javac", "python3"],
        "sends-numbers",
        Some("`ShortClient.java` line 15 sent it: `out.flush();`"),
    ),
    (
        "sends/words_server.py",
        "sends/short_client.py",
        &["python3"],
        "sends-numbers",
        Some("`short_client.py` line 11 sent it: `f.flush()`"),
    ),
    // Python tells of its first thread alone.
    ("sends/threads_server.py", "sends/words_client.py", &["python3"], "reply-is-deduplicated", None),
];

#[test]
fn the_line_that_sent_a_wrong_list_is_told_in_each_language_that_can_be_asked() {
    for (server, client, tools, check, line) in ROWS {
        if let Some(tool) = tools.iter().find(|tool| !xtask::host::has_program(tool)) {
            eprintln!("{server} with {client} is not tested here, for want of `{tool}`");
            continue;
        }
        let folder = temp_folder();
        for program in [server, client] {
            let name = program.split_once('/').expect("a folder").1;
            let from = project().join("xtask/tests/programs").join(program);
            fs::copy(from, folder.path().join(name)).expect("a program");
        }
        let run = xtask("try . task2 --seed 1 --delivery as-sent").from(folder.path()).ends(1);
        assert_eq!(run.row(check).0, "FAIL", "{server} with {client}: {}", run.stdout);
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let is_told = line.as_ref().is_some_and(|line| said.contains(line.as_str()));
        assert_eq!(is_told, line.is_some(), "{server} with {client}: {}", run.stdout);
        assert_eq!(said.matches(" sent it").count(), usize::from(line.is_some()), "{}", run.stdout);
    }
}

#[test]
fn the_line_at_which_a_program_waits_is_told_with_what_stands_in_it() {
    for (server, tool, line) in [
        ("silent_server.c", "cc", "silent_server.c line 16, `int client = accept(door, NULL, NULL);`"),
        ("SilentServer.java", "javac", "SilentServer.java line 9, `Socket client = door.accept();`"),
        ("silent_server.go", "go", "silent_server.go line "),
        ("silent_server.rb", "ruby", "silent_server.rb line "),
    ] {
        if !xtask::host::has_program(tool) {
            eprintln!("{server} is not tested here, for want of `{tool}`");
            continue;
        }
        let folder = temp_folder();
        let below = folder.path().join("task2");
        fs::create_dir(&below).expect("a folder");
        for program in [server, "list_client.py"] {
            let from = project().join("xtask/tests/programs/hangs").join(program);
            fs::copy(from, below.join(program)).expect("a program");
        }
        let run = xtask("try . task2 --seed 1 --delivery as-sent").from(folder.path()).ends(1);
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("at task2/{line}")), "{}", run.stdout);
    }
}
