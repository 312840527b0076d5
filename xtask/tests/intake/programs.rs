//! What is found in folders, in the shapes that students hand in.

use xtask::hand_in::Problem;
use xtask::intake::{Programs, Understood, discover};
use xtask::scenario::lab::Commands;
use xtask::task::Task;

use super::Bench;

const PY_SERVER: &str = "import socket\ns = socket.socket()\ns.bind(('', 12345))\ns.listen(5)\nprint('up')\nc, a = s.accept()\nc.send(b'x')\n";
const PY_CLIENT: &str =
    "import socket\ns = socket.socket()\ns.connect(('localhost', 12345))\nprint(s.recv(1024).decode())\n";
const JAVA_SERVER: &str = "package p;\nimport java.net.*;\npublic class Server {\n  public static void main(String[] a) throws Exception { new ServerSocket(12345).accept(); new Helper(); }\n}\n";
const JAVA_CLIENT: &str = "package p;\nimport java.net.*;\npublic class Client {\n  public static void main(String[] a) throws Exception { new Socket(\"localhost\", 12345); }\n}\n";
const C_SERVER: &str = "#include <sys/socket.h>\nint main(void) { listen(3, 5); }\n";
const C_CLIENT: &str = "#include <sys/socket.h>\nint main(void) { connect(3, 0, 0); }\n";
const GO_SERVER: &str = "package main\nimport \"net\"\nfunc main() { net.Listen(\"tcp\", \":12345\") }\n";
const GO_CLIENT: &str = "package main\nimport \"net\"\nfunc main() { net.Dial(\"tcp\", \":12345\") }\n";
const RS_SERVER: &str = "fn main() { std::net::TcpListener::bind(\"0.0.0.0:12345\").unwrap(); }\n";
const RS_CLIENT: &str = "fn main() { std::net::TcpStream::connect(\"localhost:12345\").unwrap(); }\n";
const JS_SERVER: &str = "require('net').createServer(s => s.end('x')).listen(12345);\n";
const JS_CLIENT: &str = "require('net').connect(12345);\n";

/// Servers, clients and builds as `folder: command`, and why half of it is missing.
type Found = (Vec<String>, Vec<String>, Vec<String>, String);

fn found(files: &[(&str, &str)], task: Task) -> Result<Found, String> {
    let bench = Bench::new();
    for (path, text) in files {
        bench.file(path, text);
    }
    let programs = discover(&bench.download(), task, &Commands::default(), &Understood::default())
        .map_err(|problem| problem.to_string())?;
    let json = serde_json::to_string(&programs).expect("it can be written");
    assert_eq!(serde_json::from_str::<Programs>(&json).expect("and read"), programs);
    let list = |candidates: &[xtask::intake::Candidate]| -> Vec<String> {
        candidates.iter().map(|found| format!("{}: {}", found.dir.display(), found.command)).collect()
    };
    let builds =
        programs.builds.iter().map(|build| format!("{}: {}", build.dir.display(), build.command.join(" ")));
    let missing = programs.missing.as_ref().map(Problem::to_string).unwrap_or_default();
    Ok((list(&programs.servers), list(&programs.clients), builds.collect(), missing))
}

pub fn conventions() {
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], Task, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let (greet, dedup, intersect) = (Task::Greet, Task::Dedup, Task::Intersect);
    let two = "import socket\ns = socket.socket()\ns.listen(5)\nprint 'up'\n";
    let rows: &[Row<'_>] = &[
        (
            "the plain pair",
            &[("server.py", PY_SERVER), ("client.py", PY_CLIENT)],
            dedup,
            &[": python3 server.py"],
            &[": python3 client.py"],
            &[],
        ),
        (
            "who listens is the server",
            &[("a.py", PY_SERVER), ("b.py", PY_CLIENT)],
            dedup,
            &[": python3 a.py"],
            &[": python3 b.py"],
            &[],
        ),
        (
            "names that lie",
            &[("client.py", PY_SERVER), ("server.py", PY_CLIENT)],
            dedup,
            &[": python3 client.py"],
            &[": python3 server.py"],
            &[],
        ),
        (
            "suffixes do not pair",
            &[
                ("server.py", PY_SERVER),
                ("server2.py", PY_SERVER),
                ("client.py", PY_CLIENT),
                ("client2.py", PY_CLIENT),
                ("client3.py", PY_CLIENT),
            ],
            dedup,
            &[": python3 server2.py", ": python3 server.py"],
            &[": python3 client2.py", ": python3 client.py", ": python3 client3.py"],
            &[],
        ),
        (
            "files named by task",
            &[
                ("task2_server.py", PY_SERVER),
                ("task2_client.py", PY_CLIENT),
                ("task3server.py", PY_SERVER),
                ("task3client.py", PY_CLIENT),
            ],
            intersect,
            &[": python3 task3server.py"],
            &[": python3 task3client.py"],
            &[],
        ),
        (
            "folders named by task",
            &[
                ("tcp/t1/server.py", PY_SERVER),
                ("tcp/t1/client.py", PY_CLIENT),
                ("Task-3/server.py", PY_SERVER),
                ("Task-3/client.py", PY_CLIENT),
            ],
            intersect,
            &["Task-3: python3 server.py"],
            &["Task-3: python3 client.py"],
            &[],
        ),
        (
            "what is for no task is for all",
            &[
                ("lab1_server.py", PY_SERVER),
                ("lab1_client.py", PY_CLIENT),
                ("task3/p2pserver.py", PY_SERVER),
                ("task3/p2pclient.py", PY_CLIENT),
            ],
            greet,
            &[": python3 lab1_server.py"],
            &[": python3 lab1_client.py"],
            &[],
        ),
        (
            "a helper that others import is no program",
            &[
                ("server.py", "from net import start\nstart()\n"),
                ("client.py", "import net\nnet.go()\n"),
                ("net.py", PY_SERVER),
            ],
            dedup,
            &[": python3 server.py"],
            &[": python3 client.py"],
            &[],
        ),
        (
            "a server with a mistake is a server",
            &[("server.py", "def (:\n"), ("client.py", PY_CLIENT)],
            dedup,
            &[": python3 server.py"],
            &[": python3 client.py"],
            &[],
        ),
        (
            "what stands in comments and strings is not done",
            &[("server.py", PY_SERVER), ("client.py", "# s.listen(5)\nx = 's.listen(5)'\ns.connect(a)\n")],
            dedup,
            &[": python3 server.py"],
            &[": python3 client.py"],
            &[],
        ),
        (
            "a first line",
            &[
                ("server", "#!/usr/bin/env python3\ns.listen(5)\n"),
                ("client", "#!/usr/bin/perl\nconnect(S, $a);\n"),
            ],
            dedup,
            &[": python3 server"],
            &[": perl client"],
            &[],
        ),
        (
            "Python 2 makes Python 2 of its other half",
            &[("server.py", two), ("client.py", "s.connect(a)\nprint('x')\n")],
            dedup,
            &[": python2 server.py"],
            &[": python2 client.py"],
            &[],
        ),
        (
            "a name with spaces and a dash",
            &[("my lab/the server.py", PY_SERVER), ("my lab/-client.py", PY_CLIENT)],
            dedup,
            &["my lab: python3 'the server.py'"],
            &["my lab: python3 ./-client.py"],
            &[],
        ),
        (
            "Java in a package",
            &[
                ("src/p/Server.java", JAVA_SERVER),
                ("src/p/Client.java", JAVA_CLIENT),
                ("src/p/Helper.java", "package p;\nclass Helper {}\n"),
            ],
            dedup,
            &["src: java -cp . p.Server"],
            &["src: java -cp . p.Client"],
            &[
                "src: javac -encoding UTF-8 -nowarn -d . p/Server.java p/Helper.java",
                "src: javac -encoding UTF-8 -nowarn -d . p/Client.java p/Helper.java",
            ],
        ),
        (
            "C, with a helper",
            &[("server.c", C_SERVER), ("client.c", C_CLIENT), ("util.c", "int f(void) { return 1; }\n")],
            dedup,
            &[": ./server"],
            &[": ./client"],
            &[
                ": cc -g -O1 -o server server.c util.c -lpthread -lm",
                ": cc -g -O1 -o client client.c util.c -lpthread -lm",
            ],
        ),
        (
            "C where the name is taken",
            &[("server.c", C_SERVER), ("server/notes", "x"), ("client.c", C_CLIENT)],
            dedup,
            &[": ./server.out"],
            &[": ./client"],
            &[
                ": cc -g -O1 -o server.out server.c -lpthread -lm",
                ": cc -g -O1 -o client client.c -lpthread -lm",
            ],
        ),
        (
            "a Makefile",
            &[
                (
                    "Makefile",
                    "all: server client\nserver: server.c\n\tcc -o server server.c\nclient: client.c\n\tcc -o client client.c\n",
                ),
                ("server.c", C_SERVER),
                ("client.c", C_CLIENT),
            ],
            dedup,
            &[": ./server"],
            &[": ./client"],
            &[": make"],
        ),
        (
            "a Makefile without a target for all",
            &[
                (
                    "src/Makefile",
                    "server: server.c\n\tcc -o $@ server.c\nclient: client.c\n\tcc -o $@ client.c\n",
                ),
                ("src/server.c", C_SERVER),
                ("src/client.c", C_CLIENT),
            ],
            dedup,
            &["src: ./server"],
            &["src: ./client"],
            &["src: make server", "src: make client"],
        ),
        (
            "Cargo",
            &[
                ("Cargo.toml", "[package]\nname = 'lab'\n"),
                ("src/bin/server.rs", RS_SERVER),
                ("src/bin/client.rs", RS_CLIENT),
                ("src/lib.rs", ""),
            ],
            dedup,
            &[": ./target/debug/server"],
            &[": ./target/debug/client"],
            &[": cargo build --offline --bins"],
        ),
        (
            "two crates",
            &[
                ("server/Cargo.toml", "[package]\nname = 'my-server'\n"),
                ("server/src/main.rs", RS_SERVER),
                ("client/Cargo.toml", "[package]\nname = 'my-client'\n"),
                ("client/src/main.rs", RS_CLIENT),
            ],
            dedup,
            &["server: ./target/debug/my-server"],
            &["client: ./target/debug/my-client"],
            &["server: cargo build --offline --bins", "client: cargo build --offline --bins"],
        ),
        (
            "Rust without a crate",
            &[("server.rs", RS_SERVER), ("client.rs", RS_CLIENT)],
            dedup,
            &[": ./server"],
            &[": ./client"],
            &[
                ": rustc --edition 2021 -g -O -o server server.rs",
                ": rustc --edition 2021 -g -O -o client client.rs",
            ],
        ),
        (
            "Node",
            &[
                ("package.json", "{\"name\": \"lab\"}"),
                ("src/server.js", JS_SERVER),
                ("src/client.js", JS_CLIENT),
            ],
            dedup,
            &[": node src/server.js"],
            &[": node src/client.js"],
            &[],
        ),
    ];
    for (name, files, task, servers, clients, builds) in rows {
        let (found_servers, found_clients, found_builds, missing) = match found(files, *task) {
            Ok(found) => found,
            Err(why) if why.contains("this machine") => {
                eprintln!("not looked at: {name}: {why}");
                continue;
            }
            Err(why) => panic!("{name}: {why}"),
        };
        if missing.contains("this machine") {
            eprintln!("not looked at: {name}: {missing}");
            continue;
        }
        assert_eq!(
            (&found_servers[..], &found_clients[..]),
            (&owned(servers)[..], &owned(clients)[..]),
            "{name}: {missing}"
        );
        assert_eq!(found_builds, owned(builds), "{name}");
        assert!(missing.is_empty(), "{name}: {missing}");
    }
    // Most greet on the way to task 2, in one conversation.
    let files = [("task2/server.py", PY_SERVER), ("task2/client.py", PY_CLIENT)];
    let (servers, clients, _, missing) = found(&files, Task::Greet).expect("task 2 greets as well");
    assert_eq!((servers.len(), clients.len(), missing.as_str()), (1, 1, ""));
    // What is missing is said.
    type Missing<'a> = (&'a str, &'a [(&'a str, &'a str)], Task, &'a str);
    let rows: &[Missing<'_>] = &[
        ("nothing", &[("essay.txt", "x")], dedup, "there are `essay.txt`"),
        (
            "only for other tasks",
            &[("task1/server.py", PY_SERVER), ("task1/client.py", PY_CLIENT)],
            dedup,
            "other tasks",
        ),
        ("only a server", &[("server.py", PY_SERVER)], dedup, "no client for task 2"),
        ("only a client", &[("client.py", PY_CLIENT)], intersect, "no server for task 3"),
        ("terminal escapes in a name", &[("a\u{202e}b.txt", "x")], dedup, "\\u{202e}"),
        (
            "a language that is not there",
            &[("server.go", GO_SERVER), ("client.go", GO_CLIENT)],
            dedup,
            "`go`",
        ),
    ];
    for (name, files, task, expected) in rows {
        let said = match found(files, *task) {
            Ok((_, _, _, missing)) => missing,
            Err(why) => why,
        };
        assert!(
            said.contains(expected)
                || xtask::host::has_program("go") && *name == "a language that is not there",
            "{name}: {said}"
        );
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// What a program takes of the rest of its submission decides from where it is started, and with what.
pub fn programs_find_what_they_share() {
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let server = |line: &str| format!("{line}\n{PY_SERVER}");
    let client = |line: &str| format!("{line}\n{PY_CLIENT}");
    let include = |line: &str, text: &str| format!("{line}\n{text}");
    let rows: &[Row<'_>] = &[
        (
            "a package with relative imports",
            &[
                ("README.md", ""),
                ("lab/__init__.py", ""),
                ("lab/common.py", ""),
                ("lab/server.py", &server("from .common import PORT")),
                ("lab/client.py", &client("from . import common")),
            ],
            &[": python3 -m lab.server"],
            &[": python3 -m lab.client"],
            &[],
        ),
        (
            "a package in a package, without marks",
            &[
                ("src/lab/net/server.py", &server("from ..shared import PORT")),
                ("src/lab/shared.py", ""),
                ("src/client.py", PY_CLIENT),
            ],
            &["src: python3 -m lab.net.server"],
            &["src: python3 client.py"],
            &[],
        ),
        (
            "a module above",
            &[
                ("server/server.py", &server("import sys\nsys.path.append('..')\nfrom common.util import f")),
                ("client/client.py", &client("import common.util as u, sys")),
                ("common/util.py", ""),
            ],
            &["server: PYTHONPATH=.. python3 server.py"],
            &["client: PYTHONPATH=.. python3 client.py"],
            &[],
        ),
        (
            "a file at the top, and one beside",
            &[
                ("config.json", "{}"),
                ("src/server.py", &server("open('config.json')")),
                ("src/client.py", &client("open('names.txt'); open('../config.json')")),
                ("src/names.txt", ""),
            ],
            &[": python3 src/server.py"],
            &["src: python3 client.py"],
            &[],
        ),
        (
            "a path in parts",
            &[
                ("data/port.txt", ""),
                ("a/server.py", &server("open(os.path.join('data', 'port.txt'))")),
                ("a/client.py", &client("open(os.path.join(here, '..', 'data', 'port.txt'))")),
            ],
            &[": python3 a/server.py"],
            &["a: python3 client.py"],
            &[],
        ),
        (
            "a package that reads a file below it",
            &[
                ("lab/server.py", &server("from . import common\nopen('list.txt')")),
                ("lab/common.py", ""),
                ("lab/list.txt", ""),
                ("lab/client.py", PY_CLIENT),
            ],
            &[": python3 -m lab.server"],
            &["lab: python3 client.py"],
            &[],
        ),
        (
            "headers above and in a folder of their own",
            &[
                ("server/server.c", &include("#include \"../common/net.h\"", C_SERVER)),
                ("client/client.c", &include("# include <wire.h>", C_CLIENT)),
                ("common/net.h", ""),
                ("common/net.c", "#include \"net.h\"\nint f(void) { return 1; }\n"),
                ("include/wire.h", ""),
                ("src/wire.c", "int g(void) { return 1; }\n"),
            ],
            &["server: ./server"],
            &["client: ./client"],
            &[
                "server: cc -g -O1 -o server server.c ../common/net.c -lpthread -lm",
                "client: cc -g -O1 -o client client.c ../src/wire.c -I../include -lpthread -lm",
            ],
        ),
        (
            "classes beside, and a jar",
            &[
                (
                    "server/Server.java",
                    &include("import common.Net;", &JAVA_SERVER.replace("package p;", "")),
                ),
                ("client/Client.java", &JAVA_CLIENT.replace("package p;", "import org.gson.*;")),
                (
                    "common/Net.java",
                    "package common;\npublic class Net { public static int port() { return 1; } }\n",
                ),
                ("lib/gson.jar", ""),
            ],
            &["server: java -cp .:../lib/gson.jar Server"],
            &["client: java -cp .:../lib/gson.jar Client"],
            &[
                "server: javac -encoding UTF-8 -nowarn -d . -cp .:../lib/gson.jar -sourcepath .:.. Server.java",
                "client: javac -encoding UTF-8 -nowarn -d . -cp .:../lib/gson.jar Client.java",
            ],
        ),
        (
            "a program that is compiled and reads a file above",
            &[
                (
                    "app/server.c",
                    &C_SERVER.replace("listen(3, 5)", "listen(3, 5); fopen(\"port.cfg\", \"r\")"),
                ),
                ("app/client.c", C_CLIENT),
                ("port.cfg", ""),
            ],
            &[": app/server"],
            &["app: ./client"],
            &[
                "app: cc -g -O1 -o server server.c -lpthread -lm",
                "app: cc -g -O1 -o client client.c -lpthread -lm",
            ],
        ),
    ];
    for (name, files, servers, clients, builds) in rows {
        match found(files, Task::Dedup) {
            Err(why) if why.contains("this machine") => eprintln!("not looked at: {name}: {why}"),
            Err(why) => panic!("{name}: {why}"),
            Ok(found) => {
                assert_eq!(found, (owned(servers), owned(clients), owned(builds), String::new()), "{name}");
            }
        }
    }
}

pub fn declared_programs_come_first() {
    let declaration = "format = 1\nserver = 'python3 odd.py {port}'\nclient = 'python3 client.py'\n[task3]\nbuild = 'make'\n";
    let files = [("submission.toml", declaration), ("server.py", PY_SERVER), ("client.py", PY_CLIENT)];
    let (servers, clients, builds, missing) = found(&files, Task::Intersect).expect("programs");
    assert_eq!(servers, [": python3 odd.py {port}"]);
    assert_eq!(
        (clients, builds, missing),
        (owned(&[": python3 client.py"]), owned(&[": make"]), String::new())
    );
    let why =
        found(&[("submission.toml", "format = 1\nserver = 7\n"), ("server.py", PY_SERVER)], Task::Dedup);
    assert!(why.as_ref().is_err_and(|why| why.contains("`submission.toml`, line 2")), "{why:?}");
}

pub fn pairs_are_tried_in_the_likeliest_order() {
    let bench = Bench::new();
    for (file, text) in [
        ("a/server.py", PY_SERVER),
        ("a/client.py", PY_CLIENT),
        ("b/server.py", PY_SERVER),
        ("b/client.py", PY_CLIENT),
        ("b/client2.py", PY_CLIENT),
    ] {
        bench.file(file, text);
    }
    let programs = discover(&bench.download(), Task::Greet, &Commands::default(), &Understood::default())
        .expect("programs");
    let named = |(server, client): (usize, usize)| {
        let (server, client) = (&programs.servers[server], &programs.clients[client]);
        format!("{} {}", server.file.display(), client.file.display())
    };
    let pairs: Vec<_> = programs.pairs().into_iter().map(named).collect();
    assert_eq!(pairs[..2], ["a/server.py a/client.py", "b/server.py b/client.py"]);
    assert_eq!((pairs[2].as_str(), pairs.len()), ("b/server.py b/client2.py", 6));
    assert!(programs.notes.iter().any(|note| note.contains("could also be")), "{:?}", programs.notes);
}

/// The pairs of the corpus: each file is found in its role, and run by the version that it is written in.
pub fn the_corpus_is_understood() {
    #[derive(serde::Deserialize)]
    struct Pairs {
        pair: Vec<Pair>,
        race: Vec<Pair>,
    }
    #[derive(serde::Deserialize)]
    struct Pair {
        name: String,
        task: String,
        server: String,
        client: String,
        #[serde(default = "python_3")]
        python: u8,
    }
    fn python_3() -> u8 {
        3
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let text = std::fs::read_to_string(folder.join("pairs.toml")).expect("the pairs");
    let pairs: Pairs = toml::from_str(&text).expect("a table");
    let mut wrong = Vec::new();
    let all = pairs.pair.iter().chain(&pairs.race);
    let in_python = |pair: &&Pair| [&pair.server, &pair.client].iter().all(|file| file.ends_with(".py"));
    for pair in all.filter(in_python) {
        if pair.python == 2 && !xtask::host::has_program("python2") {
            continue;
        }
        let bench = Bench::new();
        let name = |file: &str| file.rsplit('/').next().unwrap_or(file).to_owned();
        for file in [&pair.server, &pair.client] {
            bench.file(&name(file), std::fs::read(folder.join(file)).expect("a program"));
        }
        let task = Task::ALL.into_iter().find(|task| task.name() == pair.task).expect("a task");
        let programs = discover(&bench.download(), task, &Commands::default(), &Understood::default())
            .unwrap_or_else(|why| panic!("{}: {why}", pair.name));
        let first = |found: &[xtask::intake::Candidate]| found.first().map(|found| found.command.to_string());
        // One is written in the other version by mistake, and it is told so: then its mistake is another one.
        let version = |file: &str| if file.ends_with("syntax_error_server.py") { 2 } else { pair.python };
        let expected = |file: &str| Some(format!("python{} {}", version(file), name(file)));
        let found = (first(&programs.servers), first(&programs.clients));
        if found != (expected(&pair.server), expected(&pair.client)) {
            wrong.push(format!("{}: {found:?}", pair.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), pairs.pair.len() + pairs.race.len());
}
