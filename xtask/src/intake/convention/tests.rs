//! What depends on the machine's programs: so a machine is made up.

use super::super::python::Version;
use super::*;

const SERVER_2: &str = "import socket\ns = socket.socket()\ns.listen(5)\nprint 'up'\n";
const SERVER_3: &str = "import socket\ns = socket.socket()\ns.listen(5)\nprint(f'up')\n";
const CLIENT: &str = "import socket\ns = socket.socket()\ns.connect(a)\ns.send('x')\n";

fn found(files: &[(&str, &str)], programs: &[&str]) -> Result<Programs, Problem> {
    found_by(files, programs, &Understood::default())
}

fn found_by(files: &[(&str, &str)], programs: &[&str], understood: &Understood) -> Result<Programs, Problem> {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    let has = |name: &str| programs.contains(&name);
    discover_with(folder.path(), Task::Dedup, &Commands::default(), understood, &has)
}

fn commands(programs: &Programs) -> Vec<String> {
    programs.servers.iter().chain(&programs.clients).map(|found| found.command.to_string()).collect()
}

#[test]
fn python_2_is_run_by_python_2_or_not_at_all() {
    let files = [("server.py", SERVER_2), ("client.py", CLIENT)];
    let both = found(&files, &["python2", "python3"]).expect("programs");
    assert_eq!(commands(&both), ["python2 server.py", "python2 client.py"]);
    let Err(Problem::Machine(why)) = found(&files, &["python3"]) else { panic!("Python 3 cannot run it") };
    assert!(why.contains("Python 2") && why.contains("cannot be judged here"), "{why}");
}

#[test]
fn what_only_one_compiler_takes_is_run_by_its_interpreter() {
    // By its code it is no version's; and a weak sign says the wrong one.
    let files = [("server.py", "import socket\ns.listen(5)\nx = `1`\n"), ("client.py", CLIENT)];
    let told = [("server.py", Version::Two), ("client.py", Version::Three)].into();
    let both = found_by(&files, &["python2", "python3"], &told).expect("programs");
    assert_eq!(commands(&both), ["python2 server.py", "python3 client.py"]);
    assert!(both.clients[0].why.ends_with("Python 3, told by its compiler"), "{both:?}");
    let told = [("server.py", Version::Two)].into();
    let half = found_by(&files, &["python2", "python3"], &told).expect("programs");
    assert_eq!(commands(&half), ["python2 server.py", "python2 client.py"], "two halves speak one language");
}

#[test]
fn what_shows_windows_gets_a_display_where_there_is_one() {
    let window = format!("import tkinter\n{CLIENT}");
    let files = [("server.py", SERVER_3), ("client.py", &*window)];
    let with = found(&files, &["python3", "xvfb-run"]).expect("programs");
    assert_eq!(commands(&with), ["python3 server.py", "xvfb-run -a python3 client.py"]);
    let without = found(&files, &["python3"]).expect("programs");
    assert_eq!(commands(&without), ["python3 server.py", "python3 client.py"]);
}

#[test]
fn what_may_be_python_2_is_run_by_what_is_there() {
    let files = [("server.py", "import socket\ns.listen(5)\nc.send('x')\n"), ("client.py", CLIENT)];
    let both = found(&files, &["python2", "python3"]).expect("programs");
    assert_eq!(commands(&both), ["python2 server.py", "python2 client.py"]);
    let three = found(&files, &["python3"]).expect("programs");
    assert_eq!(commands(&three), ["python3 server.py", "python3 client.py"]);
    assert!(three.servers[0].why.contains("perhaps Python 2"), "{three:?}");
}

#[test]
fn a_weak_sign_yields_to_the_other_half() {
    let files = [("server.py", SERVER_3), ("client.py", CLIENT)];
    let programs = found(&files, &["python2", "python3"]).expect("programs");
    assert_eq!(commands(&programs), ["python3 server.py", "python3 client.py"]);
}

#[test]
fn what_a_machine_lacks_is_not_the_students_problem() {
    let files = [("server.go", "package main\nfunc main() { net.Listen() }\n"), ("client.py", CLIENT)];
    let half = found(&files, &["python3"]).expect("half of it");
    assert!(half.servers.is_empty() && half.clients.len() == 1);
    assert!(matches!(half.missing, Some(Problem::Machine(why)) if why.contains("`go`")));
    let whole = found(&files, &["python3", "go"]).expect("programs");
    assert_eq!(whole.builds[0].command, ["go", "build", "-o", "server.out", "./server.go"]);
    assert_eq!(whole.servers[0].command.to_string(), "./server.out");
    let files = [("server.go", "package main\nfunc main() { net.Listen() }\n"), ("client.txt", "")];
    assert!(matches!(found(&files, &[]), Err(Problem::Machine(_))));
}

#[test]
fn programs_of_a_go_module_do_not_overwrite_each_other() {
    let files = [
        ("go.mod", "module lab\n"),
        ("server/main.go", "package main\nfunc main() { net.Listen() }\n"),
        ("client/main.go", "package main\nfunc main() { net.Dial() }\n"),
    ];
    let programs = found(&files, &["go"]).expect("programs");
    assert_eq!(commands(&programs), ["./server-main.out", "./client-main.out"]);
    assert_eq!(programs.builds[0].command[4], "./server/main.go");
}

const JS_SERVER: &str = "require('net').createServer(f).listen(1);\n";
const JS_CLIENT: &str = "require('net').connect(1);\n";

#[test]
fn a_package_says_how_programs_are_started() {
    type Row<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);
    let both = &[("server.js", JS_SERVER), ("client.js", JS_CLIENT)][..];
    let nested = &[("src/server.js", JS_SERVER), ("src/client.js", JS_CLIENT)][..];
    let peer = &[("peer.js", "require('net'); n.createServer().listen(1); n.connect(2);\n")][..];
    let twins = &[("a.js", JS_SERVER), ("b.js", JS_SERVER), ("client.js", JS_CLIENT)][..];
    let index = &[
        ("index.js", "const net = require('./lib/net');\nnet.start();\n"),
        ("lib/net.js", JS_SERVER),
        ("client.js", JS_CLIENT),
    ][..];
    let numbered = &[("server1.js", JS_SERVER), ("server2.js", JS_SERVER), ("client.js", JS_CLIENT)][..];
    let pythons = &[("server.py", SERVER_3), ("client.py", CLIENT)][..];
    let rows: &[Row<'_>] = &[
        (
            "a script's words are kept",
            r#"{"scripts": {"server": "node src/server.js 5000", "start:client": "node ./src/client {port}"}}"#,
            nested,
            &[
                "node src/server.js 5000",
                "node src/server.js",
                "node ./src/client {port}",
                "node src/client.js",
            ],
        ),
        (
            "the same command is one candidate",
            r#"{"scripts": {"start": "node server.js", "client": "node client.js"}}"#,
            both,
            &["node server.js", "node client.js"],
        ),
        (
            "the code comes before the script's name",
            r#"{"scripts": {"client": "node server.js 1", "server": "node client.js 2"}}"#,
            both,
            &["node server.js 1", "node server.js", "node client.js 2", "node client.js"],
        ),
        (
            "one file in both roles",
            r#"{"scripts": {"server": "node peer.js -s", "client": "node peer.js -c"}}"#,
            peer,
            &["node peer.js -s", "node peer.js", "node peer.js -c", "node peer.js"],
        ),
        ("main breaks ties", r#"{"main": "b"}"#, twins, &["node b.js", "node a.js", "node client.js"]),
        (
            "bin breaks ties",
            r#"{"bin": {"lab": "./b.js"}}"#,
            twins,
            &["node b.js", "node a.js", "node client.js"],
        ),
        (
            "the module that listens is not started by itself",
            r#"{"scripts": {"start": "node ."}, "main": "index.js"}"#,
            index,
            &["node .", "node client.js"],
        ),
        (
            "a number is that of a task",
            r#"{"main": "server1.js", "scripts": {"start": "node server1.js 7"}}"#,
            numbered,
            &["node server2.js", "node server1.js 7", "node server1.js", "node client.js"],
        ),
        (
            "a script may name a task",
            r#"{"scripts": {"task2:server": "node server1.js 2", "task3:server": "node server1.js 3"}}"#,
            numbered,
            &["node server1.js 2", "node client.js"],
        ),
        (
            "Python, by whichever runs it",
            r#"{"scripts": {"server": "python server.py 1", "client": "python3 -u client.py"}}"#,
            pythons,
            &["python3 server.py 1", "python3 server.py", "python3 -u client.py", "python3 client.py"],
        ),
        (
            "what no program loads may be one",
            "{}",
            &[("all.js", "require('./a'); require('./b');\n"), ("a.js", JS_SERVER), ("b.js", JS_CLIENT)],
            &["node a.js", "node b.js"],
        ),
        (
            "what a program loads is none",
            "{}",
            &[("server.js", "require('./a')();\n"), ("a.js", JS_SERVER), ("client.js", JS_CLIENT)],
            &["node server.js", "node client.js"],
        ),
        ("no JSON", "{,}", both, &["node server.js", "node client.js"]),
        (
            "absurd",
            r#"{"scripts": {"server": ["node"]}, "main": {}}"#,
            both,
            &["node server.js", "node client.js"],
        ),
    ];
    for (name, package, programs, expected) in rows {
        let mut files = vec![("package.json", *package)];
        files.extend_from_slice(programs);
        let programs = found(&files, &["node", "python3"]).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(commands(&programs), *expected, "{name}: {programs:?}");
        assert_eq!(programs.missing, None, "{name}");
        assert!(programs.servers.iter().all(|server| server.dir == Path::new("")), "{name}: {programs:?}");
    }
}

#[test]
fn what_a_package_says_is_shown() {
    let package = r#"{"type": "module", "scripts": {"server": "node src/s.mjs", "client": "nodemon c.js"}}"#;
    let files = [("app/package.json", package), ("app/src/s.mjs", JS_SERVER), ("app/c.js", JS_CLIENT)];
    let programs = found(&files, &["node"]).expect("programs");
    assert_eq!(programs.servers[0].why, "`app/package.json` starts it by `npm run server`; it listens");
    // `type` counts only where the file is seen: it runs in the package's folder.
    assert!(programs.servers.iter().chain(&programs.clients).all(|found| found.dir == Path::new("app")));
    let said = |part: &str| programs.notes.iter().any(|note| note.contains(part));
    assert!(said("npm run server") && said("the script `client`"), "{:?}", programs.notes);
    let broken = [("package.json", "{,}"), ("server.js", JS_SERVER), ("client.js", JS_CLIENT)];
    let programs = found(&broken, &["node"]).expect("programs");
    assert!(programs.notes.iter().any(|note| note.contains("no JSON")), "{:?}", programs.notes);
}

#[test]
fn a_program_for_both_roles_is_told_which_by_its_argument() {
    let of = |condition: &str| {
        let text = format!(
            "import socket, sys\nif {condition}:\n    s.listen(5)\nelse:\n    s.connect(a)\nprint(f'x')\n"
        );
        let programs = found(&[("lab.py", text.as_str())], &["python3"]).expect("programs");
        commands(&programs)
    };
    for (condition, server, client) in [
        ("sys.argv[1] == 'server'", "server", "client"),
        ("sys.argv[1] == \"Client\"", "Server", "Client"),
        ("'--server' in sys.argv", "--server", "--client"),
        ("sys.argv[1].lower() == 's'", "s", "c"),
    ] {
        let (server, client) = (format!("python3 lab.py {server}"), format!("python3 lab.py {client}"));
        assert_eq!(of(condition), [server.as_str(), "python3 lab.py", client.as_str(), "python3 lab.py"]);
    }
    for condition in ["input() == 'server'", "len(sys.argv) > 1", "x"] {
        assert_eq!(of(condition), ["python3 lab.py", "python3 lab.py"], "{condition}");
    }
}

#[test]
fn a_package_that_cannot_be_had_is_not_the_students_problem() {
    let package = r#"{"dependencies": {"net": "^1.0.2", "left-pad": "1", "express": "4"}}"#;
    let server = "const pad = require('left-pad/lib');\nrequire('net').createServer(f).listen(1);\n";
    let files = [("package.json", package), ("server.js", server), ("client.js", JS_CLIENT)];
    let half = found(&files, &["node"]).expect("the client loads nothing but what Node has");
    assert_eq!(commands(&half), ["node client.js"]);
    assert!(matches!(half.missing, Some(Problem::Machine(why)) if why.contains("`left-pad`")));
    assert!(half.notes.iter().all(|note| !note.contains("`net`")), "{:?}", half.notes);
}

#[test]
fn variables_before_a_script_are_set_for_it() {
    let package =
        r#"{"scripts": {"server": "PORT=5000 node s.js", "client": "cross-env PORT='5 0' node c.js"}}"#;
    let files = [("package.json", package), ("s.js", JS_SERVER), ("c.js", JS_CLIENT)];
    let programs = found(&files, &["node"]).expect("programs");
    assert_eq!(programs.servers[0].command.to_string(), "PORT=5000 node s.js");
    assert_eq!(programs.clients[0].command.to_string(), "PORT='5 0' node c.js");
}

#[test]
fn who_has_to_be_told_is_told_the_lines_to_write() {
    let both = "import socket\nif input('role? ') == '1':\n    s.listen(5)\nelse:\n    s.connect(a)\n";
    let programs = found(&[("chat.py", both)], &["python3"]).expect("programs");
    let note = programs.notes.iter().find(|note| note.contains("submission.toml")).expect("a note");
    let (_, lines) = note.split_once('\n').expect("lines to copy");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("submission.toml"), lines).expect("a file");
    let declared =
        discover_with(folder.path(), Task::Dedup, &Commands::default(), &Understood::default(), &|_| true)
            .expect("it is right");
    assert_eq!(commands(&declared), ["python3 chat.py", "python3 chat.py"]);
    assert_eq!(declared.input.server.as_deref(), Some("server\n"));

    let server = "import socket, sys\ns.bind(('', int(sys.argv[1])))\ns.listen(5)\nprint(f'up')\n";
    let programs = found(&[("server.py", server), ("client.py", CLIENT)], &["python3"]).expect("programs");
    assert_eq!(
        programs.without_arguments,
        [Untold { command: programs.servers[0].command.clone(), options: None, ports: Vec::new() }]
    );
    let (sentence, lines) =
        programs.hint.as_deref().and_then(|hint| hint.split_once('\n')).expect("lines to copy");
    assert!(sentence.starts_with("`server.py` can take arguments"), "{sentence}");
    assert_eq!(lines, "format = 1\nserver = \"python3 server.py {port}\"\nclient = \"python3 client.py\"");
}

#[test]
fn a_half_in_a_language_that_is_not_run_here_is_no_fault() {
    let programs = found(&[("server.ts", "net.createServer()"), ("client.py", CLIENT)], &["python3"]);
    let Some(Problem::Machine(why)) = programs.expect("a client").missing else {
        panic!("it is the student's")
    };
    assert!(why.contains("TypeScript is a language that is not run here"), "{why}");
}

#[test]
fn one_program_of_java_is_told_its_role() {
    let main = "class Main { public static void main(String[] args) { if (args[0].equals(\"server\")) new ServerSocket(1); \
                else new Socket(h, 1); } }";
    let programs = found(&[("Main.java", main)], &["javac", "java"]).expect("programs");
    assert_eq!(commands(&programs)[0], "java -cp . Main server");
    assert!(commands(&programs).contains(&"java -cp . Main client".to_owned()));
}

#[test]
fn programs_of_tasks_2_and_3_may_both_be_those_that_greet() {
    let files = [
        ("task2_server.py", SERVER_3),
        ("task2_client.py", CLIENT),
        ("task3_server.py", SERVER_3),
        ("task3_client.py", CLIENT),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in files {
        std::fs::write(folder.path().join(file), text).expect("a file");
    }
    let of = |task| {
        let (commands, understood) = (Commands::default(), Understood::default());
        discover_with(folder.path(), task, &commands, &understood, &|_| true).expect("programs")
    };
    let programs = of(Task::Greet);
    let named = |(server, client): (usize, usize)| {
        [&programs.servers[server].file, &programs.clients[client].file]
            .map(|file| file.display().to_string())
    };
    let pairs: Vec<[String; 2]> = programs.pairs().into_iter().map(named).collect();
    assert_eq!(pairs, [["task2_server.py", "task2_client.py"], ["task3_server.py", "task3_client.py"]]);
    assert!(programs.is_borrowed && programs.missing.is_none());
    assert!(["task 2", "task 3"].iter().all(|task| programs.notes.iter().any(|note| note.ends_with(task))));
    assert!(!of(Task::Dedup).is_borrowed);
    // Where one of them has both halves, that is enough.
    std::fs::remove_file(folder.path().join("task2_client.py")).expect("it is there");
    let programs = of(Task::Greet);
    assert_eq!((programs.pairs(), programs.missing), (vec![(0, 0)], None));
    assert_eq!(programs.servers[0].file, Path::new("task3_server.py"));
}

#[test]
fn a_name_that_says_its_task_keeps_a_program_out_of_the_others() {
    let of = |names: &[&str], task| {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            let text = if name.contains("server") { SERVER_3 } else { CLIENT };
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        discover_with(folder.path(), task, &Commands::default(), &Understood::default(), &|name| {
            name == "python3"
        })
        .map(|programs| commands(&programs))
    };
    for (names, own) in [
        (&["server_dedup.py"][..], Task::Dedup),
        (&["task2_server.py"], Task::Dedup),
        (&["intersection_client.py"], Task::Intersect),
        (&["task1_server.py", "task1_client.py"], Task::Greet),
    ] {
        for task in Task::ALL {
            match of(names, task) {
                Ok(found) => assert_eq!((task, found.len()), (own, names.len()), "{names:?}"),
                Err(Problem::Machine(why)) => {
                    assert!(task != own && why.contains("for other tasks by its name"), "{names:?}: {why}");
                }
                Err(why) => panic!("{names:?}: {why}"),
            }
        }
    }
    // What is for no task by its name is for the one that nothing else is for.
    let names = ["dedup_server.py", "intersect_server.py", "client.py"];
    let expected = |server: &str| Ok(vec![format!("python3 {server}"), "python3 client.py".to_owned()]);
    assert_eq!(of(&names, Task::Dedup), expected("dedup_server.py"));
    assert_eq!(of(&names, Task::Intersect), expected("intersect_server.py"));
}

#[test]
fn options_that_the_code_names_are_told() {
    let server = "import argparse, socket\np = argparse.ArgumentParser()\np.add_argument('-p', '--port', required=True)\n\
        s.bind(('', p.parse_args().port))\ns.listen(5)\nprint(f'up')\n";
    let programs = found(&[("server.py", server), ("client.py", CLIENT)], &["python3"]).expect("programs");
    assert_eq!(programs.without_arguments[0].options.as_deref(), Some("--port {port}"));
    let hint = programs.hint.expect("lines to copy");
    assert!(hint.contains("server = \"python3 server.py --port {port}\""), "{hint}");
    // A client that has its port written in wants a server that is told this one.
    let client = CLIENT.replace("connect(a)", "connect(('localhost', 5055))");
    let programs = found(&[("server.py", server), ("client.py", &client)], &["python3"]).expect("programs");
    assert_eq!(programs.without_arguments[0].ports, [5055]);
}

#[test]
fn a_program_for_both_roles_is_told_by_the_words_that_it_has_for_them() {
    let both = "import argparse, socket\nsub.add_parser('serve')\nsub.add_parser('run-client')\ns.listen(5)\ns.connect(a)\n";
    let programs = found(&[("lab.py", both)], &["python3"]).expect("programs");
    assert_eq!(programs.servers[0].command.to_string(), "python3 lab.py serve");
    assert_eq!(programs.clients[0].command.to_string(), "python3 lab.py run-client");
    let one = "import socket, sys\nif sys.argv[1] == 'listen':\n    s.listen(5)\nelse:\n    s.connect(a)\n";
    let programs = found(&[("lab.py", one)], &["python3"]).expect("programs");
    assert_eq!(commands(&programs)[0], "python3 lab.py listen");
    assert_eq!(programs.clients[0].command.to_string(), "python3 lab.py client");
}

#[test]
fn the_main_of_an_object_in_kotlin_is_named() {
    let object = "package lab.net\nimport java.net.*\nobject Kunde {\n    @JvmStatic\n    fun main(args: Array<String>) {\n        Socket(\"h\", 1)\n    }\n}\n";
    let plain =
        "package lab.net\nimport java.net.*\nclass Row { val x = 1 }\nfun main() { ServerSocket(1) }\n";
    let files = [("lab/net/Server.kt", plain), ("lab/net/Client.kt", object)];
    let programs = found(&files, &["kotlinc", "java"]).expect("programs");
    assert_eq!(commands(&programs), ["java -jar Server.jar", "java -cp Client.jar lab.net.Kunde"]);
    let companion = "class Client {\n    companion object {\n        @JvmStatic fun main(a: Array<String>) { Socket(1) }\n    }\n}\n";
    let programs =
        found(&[("Server.kt", plain), ("Client.kt", companion)], &["kotlinc", "java"]).expect("programs");
    assert_eq!(commands(&programs)[1], "java -cp Client.jar Client");
}
