//! `cargo xtask try`: one student's work by itself, from any folder.

use std::fs::{self, File};
use std::path::Path;

use crate::harness::{Call, project, temp_folder, xtask, xtask_typed};

/// A program of the corpus, put there under another name.
fn put(folder: &Path, name: &str, program: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::copy(project().join("xtask/tests/programs").join(program), file).expect("a program");
}

fn one_case(words: &str) -> Call {
    xtask(&format!("try {words} --seed 1 --delivery as-sent"))
}

#[test]
fn folders_of_tasks_are_one_student_s_from_wherever_they_are_tried() {
    let scratch = temp_folder();
    let folder = scratch.path();
    for (task, program) in [("task2", "dedup/list"), ("task3", "intersect/list")] {
        put(folder, &format!("{task}/server.py"), &format!("{program}_server.py"));
        put(folder, &format!("{task}/client.py"), &format!("{program}_client.py"));
    }
    // More than is taken of a submission, were it not what tools have made.
    fs::create_dir(folder.join("target")).expect("a folder");
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    fs::write(folder.join("target/CACHEDIR.TAG"), tag).expect("a file");
    let large = File::create(folder.join("target/large")).expect("a file");
    large.set_len(100 << 20).expect("a hole");

    let here = one_case(". task2").from(folder).ends(0);
    assert!(here.stdout.contains("note: left out: `target`"), "{}", here.stdout);
    let tables =
        |stdout: &str| stdout.lines().filter(|line| !line.contains("again:")).map(str::to_owned).collect();
    let of_here: Vec<String> = tables(&here.stdout);
    let short = one_case("task2").from(folder).ends(0);
    let elsewhere = one_case("").with([folder.as_os_str(), "task2".as_ref()]).ends(0);
    for other in [short, elsewhere] {
        assert_eq!(of_here, tables(&other.stdout) as Vec<String>);
    }
    let all = one_case("").from(folder).ends(1);
    assert_eq!(all.stdout.matches(" points\n").count(), 3, "{}", all.stdout);
    assert_eq!(all.stdout.matches("the server is `task2/server.py`").count(), 1, "said once: {}", all.stdout);

    let out = scratch.path().join("results");
    let grade = xtask("grade").with([folder, &project().join("scenarios/task2.toml")]);
    let said = grade.with(["--out".as_ref(), out.as_os_str()]).ends(0).stderr;
    assert!(
        said.contains("the work of one student, who is called ") && said.contains("`task2`, `task3`"),
        "{said}"
    );
    assert!(said.contains("--class") && said.contains("[1/1] "), "{said}");
    assert!(said.contains(&format!("cargo xtask try {}", folder.display())), "{said}");
}

#[test]
fn each_case_is_told_with_its_own_numbers_in_whatever_order_the_seeds_are_asked_for() {
    let scratch = temp_folder();
    let folder = scratch.path();
    put(folder, "server.py", "together/named_lines_loses_last_server.py");
    put(folder, "client.py", "together/named_lines_client.py");
    let asked = "--seeds 5,3,1,2,4 --delivery as-sent";
    let why = |stdout: &str| -> Vec<String> {
        let lines = stdout.lines().skip_while(|line| !line.starts_with("  FAIL  reply-is-deduplicated"));
        let lines = lines.take_while(|line| !line.starts_with("  pass"));
        lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
    };
    let tried = xtask(&format!("try . task2 {asked}")).from(folder).ends(1);
    let programs = ["--server", "python3 server.py", "--client", "python3 client.py"];
    let run = xtask(&format!("run task2 {asked}")).with(programs).from(folder).ends(1);
    let (tried, run) = (why(&tried.stdout).join(" "), why(&run.stdout).join(" "));
    assert!(tried.contains("seed 5 as-sent"), "{tried}");
    let line = "; `server.py` line 24 sent it: `c.sendall(b'Number %d: %d\\n' % (i, x))`";
    assert_eq!(tried.replace(line, ""), run);
    assert_ne!(tried, run, "only `try` runs a case once more for its line");
}

#[test]
fn one_of_several_pairs_can_be_tried_by_its_number() {
    let scratch = temp_folder();
    let folder = scratch.path();
    put(folder, "server.py", "dedup/list_server.py");
    put(folder, "client.py", "dedup/list_client.py");
    put(folder, "client2.py", "dedup/only_final_client.py");
    let run = one_case(". task2").from(folder).ends(0);
    assert!(run.stdout.contains("of 2 pairs, all tried, `python3 server.py` with `python3 client.py`"));
    let run = one_case(". task2 --pair 2").from(folder).ends(1);
    assert_eq!(run.row("shows-duplicates").0, "FAIL");
    assert!(run.stdout.contains("client  python3 client2.py"), "{}", run.stdout);
    assert_eq!(run.again(), "cargo xtask try . task2 --pair 2 --seed 1 --delivery as-sent");
    let run = one_case(". task2 --pair 3").from(folder).ends(2);
    let said = "for `task2` `--pair` takes a number from 1 to 2: 1 is `python3 server.py` with `python3 client.py`, 2 is ";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn what_the_hand_out_says_about_starting_programs_can_be_said() {
    let scratch = temp_folder();
    let folder = scratch.path();
    put(folder, "a.py", "dedup/keeps_repeats_server.py");
    put(folder, "b.py", "dedup/list_client.py");
    let run = one_case(". task2 -v")
        .from(folder)
        .server("python3 a.py {port}")
        .client("python3 b.py {port} {host}");
    let run = run.ends(1);
    let again = "cargo xtask try . task2 --server 'python3 a.py {port}' --client 'python3 b.py {port} {host}' --seed 1";
    assert!(run.again().starts_with(again), "{}", run.again());
    assert!(run.stdout.starts_with("--- task2.toml seed 1 as-sent\n"), "{}", run.stdout);
}

#[test]
fn a_slip_of_the_user_s_ends_with_2_and_says_what_is_meant() {
    let scratch = temp_folder();
    fs::write(scratch.path().join("wrong.toml"), "format = 1\ntitel = 't'\n").expect("a file");
    for (words, said) in [
        ("nowhere", "there is no folder or archive `nowhere`, and the tasks are `task1`, `task2`, `task3`"),
        (
            ". task4",
            "there is no task `task4`: expected `task1`, `task2`, `task3`, or a scenario's file, a `lab.toml` or a folder of \
             them; did you mean `task1`?",
        ),
        (". wrong.toml", "did you mean `title`?"),
        (". task2 --pair 0", "invalid value '0' for '--pair <N>'"),
        (". task2 --delivery as_sent", "tip: a similar value exists: 'as-sent'"),
    ] {
        let run = xtask(&format!("try {words}")).from(scratch.path()).ends(2);
        assert!(run.stderr.contains(said), "{words}: {}", run.stderr);
    }
}

/// A program of the corpus that has no defaults: what its arguments are is up to its author.
fn without_defaults(program: &str, host: &str, port: &str) -> String {
    let text =
        fs::read_to_string(project().join("xtask/tests/programs/dedup").join(program)).expect("a program");
    let lines = text.lines().map(|line| match line.split_once(" = ") {
        Some(("host", _)) => format!("host = {host}"),
        Some(("port", _)) => format!("port = int({port})"),
        _ => line.to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn programs_that_want_arguments_are_told_host_and_port_in_the_order_in_which_they_take_them() {
    for (server, client, started) in [
        (
            ["''", "sys.argv[1]"],
            ["sys.argv[1]", "sys.argv[2]"],
            ["server.py {port}", "client.py {host} {port}"],
        ),
        (
            ["sys.argv[2]", "sys.argv[1]"],
            ["sys.argv[2]", "sys.argv[1]"],
            ["server.py {port} {host}", "client.py {port} {host}"],
        ),
        (
            ["''", "12345"],
            ["sys.argv[1]", "12345 + 0 * len(sys.argv)"],
            ["server.py", "client.py {host} {port}"],
        ),
        // By the options that they have; and by the port that the client has written in.
        (
            ["''", "sys.argv[sys.argv.index('--port') + 1]"],
            ["sys.argv[sys.argv.index('--host') + 1]", "sys.argv[sys.argv.index('--port') + 1]"],
            ["server.py --port {port}", "client.py --host {host} --port {port}"],
        ),
        (["''", "sys.argv[1]"], ["'localhost'", "5055"], ["server.py 5055", "client.py"]),
    ] {
        let scratch = temp_folder();
        let file = |name: &str, program: &str, [host, port]: [&str; 2]| {
            fs::write(scratch.path().join(name), without_defaults(program, host, port)).expect("a file");
        };
        file("server.py", "list_server.py", server);
        file("client.py", "list_client.py", client);
        let run = one_case(". task2").from(scratch.path()).ends(0);
        let [server, client] = started;
        let note = format!("so they were started as `python3 {server}` and `python3 {client}`");
        assert!(run.stdout.contains(&note), "{note}: {}", run.stdout);
    }
}

#[test]
fn what_programs_are_told_is_found_out_by_the_same_case_whichever_case_is_asked_for() {
    let scratch = temp_folder();
    let server = "import socket\n\
        door = socket.create_server(('', 12345))\n\
        while True:\n    \
            peer, _ = door.accept()\n    \
            peer.sendall(b'ready for the numbers')\n    \
            numbers = peer.makefile().readline().split()\n    \
            peer.sendall((' '.join(dict.fromkeys(numbers)) + '\\n').encode())\n    \
            peer.close()\n";
    // Cut in two the greeting keeps it from doing as much as it does where it is told nothing.
    let client = "import random, socket, sys\n\
        s = socket.create_connection((sys.argv[1], 12345))\n\
        assert s.recv(1024) == b'ready for the numbers'\n\
        numbers = [str(random.randint(1, 100)) for _ in range(random.randint(25, 100))]\n\
        s.sendall((' '.join(numbers) + '\\n').encode())\n\
        print('final list:', s.makefile().readline())\n\
        print('duplicates:', ' '.join(n for at, n in enumerate(numbers) if n in numbers[:at]))\n";
    for (name, text) in [("server.py", server), ("client.py", client)] {
        fs::write(scratch.path().join(name), text).expect("a program");
    }
    let all = xtask("try . task2").from(scratch.path()).ends(1);
    assert_eq!(all.row("survives-cutting").0, "FAIL", "{}", all.stdout);
    let again = all.again().to_owned();
    assert!(again.ends_with("--seed 1 --delivery as-sent --delivery split"), "{again}");
    for (typed, line) in [
        (again, "survives-cutting"),
        ("cargo xtask try . task2 --seed 1 --delivery split".to_owned(), "client-finishes"),
    ] {
        let run = xtask_typed(&typed).from(scratch.path()).ends(1);
        assert_eq!(run.row(line).0, "FAIL", "{typed}: {}", run.stdout);
        assert!(
            run.stdout.contains("  client  python3 client.py {host} {port}\n"),
            "{typed}: {}",
            run.stdout
        );
        assert!(run.stdout.contains("client.py line 3"), "{typed}: {}", run.stdout);
        assert_eq!(
            run.stdout.matches(" as-sent").count() > 0,
            typed.contains(" as-sent"),
            "no other case counts: {}",
            run.stdout
        );
    }
}

#[test]
fn a_program_that_is_server_and_client_at_once_is_open_and_says_how_to_be_judged() {
    let scratch = temp_folder();
    let text = "import socket, threading\n\
        door = socket.create_server(('', 12345))\n\
        def serve():\n    \
            peer, _ = door.accept()\n    \
            peer.sendall(b'1 2\\n')\n\
        threading.Thread(target=serve, daemon=True).start()\n\
        client = socket.create_connection(('localhost', 12345))\n\
        client.sendall(b'1 1 2\\n')\n\
        print('final list:', client.recv(100).decode())\n";
    fs::write(scratch.path().join("main.py"), text).expect("a file");
    let run = one_case(". task2").from(scratch.path()).ends(3);
    assert!(run.stdout.contains("is server and client in one"), "{}", run.stdout);
    assert!(run.stdout.contains("`python3 main.py server`"), "{}", run.stdout);
}

#[test]
fn what_a_compiler_complains_about_is_told_once_and_line_by_line() {
    let scratch = temp_folder();
    let folder = scratch.path();
    fs::write(folder.join("server.c"), "int main(void) {\n    listen(s, 5)\n}\n").expect("a program");
    put(folder, "client.py", "dedup/list_client.py");
    let said = one_case("").from(folder).ends(1).stdout;
    assert_eq!(said.matches("server.c: In function").count(), 1, "once for all tasks: {said}");
    assert!(said.lines().any(|line| line.trim_start().starts_with("2 |     listen(s, 5)")), "{said}");
    assert!(!said.contains("\\n"), "lines are lines: {said}");
}
