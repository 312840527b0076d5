//! What the grader's machine does not have: each kind is open and named once for the class; and what it has is used.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::class::{Class, grade_of};
use crate::harness::{project, temp_folder};

impl Class {
    /// A text in a submission.
    fn text(&self, student: &str, name: &str, text: &str) {
        let file = self.submissions().join(student).join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}

#[test]
fn every_toolchain_that_is_missing_is_open_and_named_once() {
    /// What is lacking, and a server and a client that want it.
    type Row<'a> = (&'a str, [(&'a str, &'a str); 2]);
    let rows: [Row<'_>; 14] = [
        (
            "python3",
            [("server.py", "s.listen(5)\nx = f'{s}'\n"), ("client.py", "s.connect(a)\nx = f'{s}'\n")],
        ),
        ("python2", [("server.py", "s.listen(5)\nprint 'x'\n"), ("client.py", "s.connect(a)\nprint 'x'\n")]),
        (
            "javac",
            [
                (
                    "Server.java",
                    "class Server { public static void main(String[] a) { new ServerSocket(1); } }\n",
                ),
                (
                    "Client.java",
                    "class Client { public static void main(String[] a) { new Socket(a, 1); } }\n",
                ),
            ],
        ),
        (
            "cc",
            [
                ("server.c", "int main() { listen(1, 2); }\n"),
                ("client.c", "int main() { connect(1, 2, 3); }\n"),
            ],
        ),
        (
            "c++",
            [
                ("server.cpp", "int main() { listen(1, 2); }\n"),
                ("client.cpp", "int main() { connect(1, 2, 3); }\n"),
            ],
        ),
        (
            "rustc",
            [
                ("server.rs", "fn main() { TcpListener::bind(a); }\n"),
                ("client.rs", "fn main() { TcpStream::connect(a); }\n"),
            ],
        ),
        (
            "go",
            [
                ("server/main.go", "package main\nfunc main() { net.Listen(a, b) }\n"),
                ("client/main.go", "package main\nfunc main() { net.Dial(a, b) }\n"),
            ],
        ),
        ("node", [("server.js", "net.createServer(f).listen(1)\n"), ("client.js", "net.connect(1)\n")]),
        ("perl", [("server.pl", "listen(S, 5);\n"), ("client.pl", "connect(S, a);\n")]),
        ("ruby", [("server.rb", "TCPServer.new(1)\n"), ("client.rb", "TCPSocket.new(h, 1)\n")]),
        (
            "php",
            [("server.php", "<?php socket_listen($s);\n"), ("client.php", "<?php socket_connect($s, $a);\n")],
        ),
        ("bash", [("server.sh", "nc -l 1\n"), ("client.sh", "nc localhost 1\n")]),
        (
            "dotnet",
            [
                ("Server.cs", "new TcpListener(a, 1).Start();\n"),
                ("Client.cs", "var c = new TcpClient(h, 1);\n"),
            ],
        ),
        (
            "kotlinc",
            [
                ("Server.kt", "fun main() { ServerSocket(1) }\n"),
                ("Client.kt", "fun main() { Socket(h, 1) }\n"),
            ],
        ),
    ];
    let class = Class::in_folder(temp_folder());
    for (tool, files) in rows {
        let student = tool.replace('+', "p");
        files.into_iter().for_each(|(name, text)| class.text(&student, name, text));
    }
    let nothing = temp_folder();
    let run = class.grade("out", "").env("PATH", nothing.path()).ends(3);
    let (_, said) = run.stdout.split_once("Open points, and why\n").expect("a list");
    let (said, _) = said.split_once("\n\n").expect("its end");
    for (tool, _) in rows {
        let named = format!("1  this machine has no `{tool}`: install it, or `[toolchain]` in `lab.toml`\n");
        assert_eq!(said.matches(&named).count(), 1, "`{tool}` in\n{said}");
        assert_eq!(grade_of(&class.grades("out"), &tool.replace('+', "p")), "\"\"", "{tool}");
    }
    assert_eq!(said.lines().count(), 2 * rows.len(), "{said}");
}

/// A compiler that takes what stands behind `//py ` in a source for the program, and what runs that.
const COMPILER: &str = "\
#!/usr/bin/env python3
import os, sys
words = sys.argv[1:]
if 'build' in words or '-d' in words:
    source = [word for word in words if word.endswith(('.cs', '.kt'))][0]
    product = words[words.index('-d') + 1] if '-d' in words else words[-1] + '/' + source[:-2] + 'dll'
    os.makedirs(os.path.dirname(product) or '.', exist_ok=True)
    lines = [line[5:] for line in open(source) if line.startswith('//py ')]
    open(product, 'w').writelines(lines)
else:
    program = words[-1]
    sys.argv = [program]
    exec(compile(open(program).read(), program, 'exec'))
";

#[test]
fn c_sharp_and_kotlin_are_compiled_where_there_is_a_compiler() {
    let tools = temp_folder();
    for tool in ["dotnet", "kotlinc", "java"] {
        let file = tools.path().join(tool);
        fs::write(&file, COMPILER).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
    }
    let class = Class::in_folder(temp_folder());
    for (student, end, [listens, connects]) in [
        ("carol", "cs", ["new TcpListener(a, 12345).Start();", "var c = new TcpClient(h, 12345);"]),
        ("kate", "kt", ["fun main() { ServerSocket(12345) }", "fun main() { Socket(h, 12345) }"]),
    ] {
        for (role, code) in [("server", listens), ("client", connects)] {
            let program = project().join(format!("xtask/tests/programs/dedup/list_{role}.py"));
            let program = fs::read_to_string(program).expect("a program");
            let hidden: String = program.lines().map(|line| format!("//py {line}\n")).collect();
            class.text(student, &format!("{role}.{end}"), &format!("{hidden}{code}\n"));
        }
    }
    let path = std::env::var_os("PATH").expect("a path");
    let folders = [tools.path().to_owned()].into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).expect("a path");
    class.grade("out", "").env("PATH", path).ends(0);
    for student in ["carol", "kate"] {
        assert_eq!(grade_of(&class.grades("out"), student), "100", "{student}");
    }
}

#[test]
fn a_compiler_that_crashes_is_the_machine_s_trouble() {
    let tools = temp_folder();
    let file = tools.path().join("dotnet");
    fs::write(&file, "#!/bin/sh\necho 'no usable ICU' >&2\nkill -ABRT $$\n").expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
    let class = Class::in_folder(temp_folder());
    class.text("carol", "Server.cs", "new TcpListener(a, 12345).Start();\n");
    class.text("carol", "Client.cs", "var c = new TcpClient(h, 12345);\n");
    let path = std::env::var_os("PATH").expect("a path");
    let folders = [tools.path().to_owned()].into_iter().chain(std::env::split_paths(&path));
    let run = class.grade("out", "").env("PATH", std::env::join_paths(folders).expect("a path")).ends(3);
    assert!(
        run.stdout.contains("it was not compiled: the compiler was killed by signal 6"),
        "{}",
        run.stdout
    );
    assert_eq!(grade_of(&class.grades("out"), "carol"), "\"\"");
}
