//! Builds in sandboxes: those that make something, those that do not, and those that mean harm.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use xtask::hand_in::{BuildFailure, Problem};
use xtask::host::network::Network;
use xtask::host::{Host, Isolation, Launch};
use xtask::intake::{Allowance, Build, Built, Outcome, Programs, Understood, build, discover};
use xtask::observation::End;
use xtask::role::Role;
use xtask::scenario::lab::Commands;
use xtask::task::Task;

use super::{Bench, files};

const SANDBOX: Isolation = Isolation::Sandbox;

fn built(bench: &Bench, programs: &Programs) -> Built {
    built_with(bench, programs, &Allowance::default())
}

fn built_with(bench: &Bench, programs: &Programs, allowance: &Allowance) -> Built {
    let into = bench.root.path().join("built");
    let built =
        build(programs, &bench.download(), &into, SANDBOX, 0, allowance).expect("the harness does its part");
    let left = fs::read_dir(bench.root.path()).expect("a folder").flatten();
    let left: Vec<_> =
        left.map(|entry| entry.file_name()).filter(|name| name.to_string_lossy().starts_with('.')).collect();
    assert!(left.is_empty(), "left over: {left:?}");
    built
}

/// One build with this shell script.
fn script(bench: &Bench, script: &str) -> Built {
    script_with(bench, script, |_| ())
}

fn script_with(bench: &Bench, script: &str, change: impl FnOnce(&mut Allowance)) -> Built {
    let mut allowance = Allowance::default();
    change(&mut allowance);
    let command = ["sh", "-c", script].map(str::to_owned).into();
    let build =
        Build { command, dir: "".into(), makes: vec![], for_file: "Makefile".into(), ..Build::default() };
    built_with(bench, &Programs { builds: vec![build], ..Programs::default() }, &allowance)
}

fn failure(built: &Built) -> &BuildFailure {
    match &built.steps[0].outcome {
        Outcome::Failed(failure) => failure,
        Outcome::Made => panic!("it was made: {:?}", files(&built.folder)),
    }
}

/// Starts what was built, and returns what it prints.
fn output(built: &Built, programs: &Programs, role: Role) -> String {
    let candidates = if role == Role::Server { &programs.servers } else { &programs.clients };
    assert!(built.has(&candidates[0]), "{:?}", built.steps);
    let words = shell_words(&candidates[0].command.to_string());
    let launch = Launch::new(words, built.folder.join(&candidates[0].dir));
    let host = Host::open(SANDBOX, role, 1).expect("a host");
    let process = Network::fresh().expect("a network").enter(|| host.start(&launch)).expect("to enter it");
    let process = process.unwrap_or_else(|error| panic!("{error}"));
    assert!(process.wait_until(std::time::Instant::now() + Duration::from_secs(60)));
    let facts = process.stop().expect("facts");
    assert_eq!(facts.end, End::Exited(0), "{facts:?}");
    String::from_utf8_lossy(&facts.stdout.kept).into_owned()
}

fn shell_words(command: &str) -> Vec<String> {
    command.split(' ').map(str::to_owned).collect()
}

pub fn what_is_compiled_runs() {
    let c = |call: &str| {
        format!(
            "#include <stdio.h>\n#include <sys/socket.h>\nint main(void) {{ {call}; puts(\"C ran\"); return 0; }}\n"
        )
    };
    let java = |class: &str, call: &str| {
        format!(
            "package lab;\nimport java.net.*;\npublic class {class} {{\n  static Object make() throws Exception {{ return {call}; }}\n  \
                 public static void main(String[] a) {{ System.out.println(Help.text()); }}\n}}\n"
        )
    };
    let rust = |call: &str| format!("fn main() {{ let _ = {call}; println!(\"Rust ran\"); }}\n");
    let makefile = "all: server client\nserver: server.c\n\t$(CC) -o server server.c\nclient: client.c\n\t$(CC) -o client client.c\n";
    let others = "NAMES = greeter dialler\nall: $(NAMES)\ngreeter: server.o\n\t$(CC) -o $@ $^\ndialler: client.o\n\t$(CC) -o $@ $^\n\
                  %.o: %.c\n\t$(CC) -DWORDS='\"C ran\"' -c -o $@ $<\n";
    let words = |call: &str| c(call).replace("\"C ran\"", "WORDS");
    // Told by the code: .NET would make each folder's project, and Mono's compiler reads no projects.
    let project = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>\n";
    let csharp = |call: &str| {
        format!(
            "using System;\nusing System.Net;\nusing System.Net.Sockets;\nclass Program {{\n  static object Make() {{ return {call}; }}\n  \
                 static void Main() {{ Console.WriteLine(Help.Text()); }}\n}}\n"
        )
    };
    let help = "static class Help { public static string Text() { return \"C# ran\"; } }\n";
    let kotlin = |call: &str| {
        format!(
            "import java.net.*\n\nfun make() = {call}\n\nfun main(args: Array<String>) {{\n    println(\"Kotlin ran\")\n}}\n"
        )
    };
    /// Compiler, sources, what it prints.
    type Row<'a> = (&'a str, Vec<(&'a str, String)>, &'a str);
    let pairs: Vec<Row<'_>> = vec![
        ("cc", vec![("server.c", c("listen(9, 1)")), ("client.c", c("connect(9, 0, 0)"))], "C ran\n"),
        ("make", vec![("Makefile", makefile.into()), ("server.c", c("listen(9, 1)")), ("client.c", c("connect(9, 0, 0)"))], "C ran\n"),
        // By other names, and not without what the Makefile says.
        ("make", vec![("Makefile", others.into()), ("server.c", words("listen(9, 1)")), ("client.c", words("connect(9, 0, 0)"))], "C ran\n"),
        // One that makes no program of them.
        ("make", vec![("Makefile", "clean:\n\trm -f server.o client.o\n".into()), ("server.c", c("listen(9, 1)")), ("client.c", c("connect(9, 0, 0)"))], "C ran\n"),
        ("javac", vec![
            ("src/lab/Server.java", java("Server", "new ServerSocket(1)")),
            ("src/lab/Client.java", java("Client", "new Socket(\"x\", 1)")),
            ("src/lab/Help.java", "package lab;\nclass Help { static String text() { return \"Java ran\"; } }\n".into()),
        ], "Java ran\n"),
        ("cargo", vec![
            ("Cargo.toml", "[package]\nname = \"lab\"\nversion = \"0.1.0\"\nedition = \"2021\"\n".into()),
            ("src/bin/server.rs", rust("std::net::TcpListener::bind(\"0.0.0.0:0\")")),
            ("src/bin/client.rs", rust("std::net::TcpStream::connect(\"127.0.0.1:1\")")),
        ], "Rust ran\n"),
        ("go", vec![
            ("go.mod", "module lab\n\ngo 1.19\n".into()),
            ("server/main.go", "package main\nimport (\"fmt\"; \"net\")\nfunc main() { net.Listen(\"tcp\", \":0\"); fmt.Println(\"Go ran\") }\n".into()),
            ("client/main.go", "package main\nimport (\"fmt\"; \"net\")\nfunc main() { net.Dial(\"tcp\", \":1\"); fmt.Println(\"Go ran\") }\n".into()),
        ], "Go ran\n"),
        ("mcs", vec![
            ("Server/Server.csproj", project.into()),
            ("Server/Program.cs", csharp("new TcpListener(IPAddress.Any, 1)")),
            ("Server/Help.cs", help.into()),
            ("Client/Client.csproj", project.into()),
            ("Client/Program.cs", csharp("new TcpClient()")),
            ("Client/Help.cs", help.into()),
        ], "C# ran\n"),
        ("kotlinc", vec![
            ("Server.kt", kotlin("ServerSocket(1)")),
            ("Client.kt", kotlin("Socket()")),
        ], "Kotlin ran\n"),
    ];
    for (compiler, sources, expected) in pairs {
        if !xtask::host::has_program(compiler) {
            eprintln!("not looked at, for want of `{compiler}`");
            continue;
        }
        let bench = Bench::new();
        for (path, text) in sources {
            bench.file(path, text);
        }
        let before = files(&bench.download());
        let programs = discover(&bench.download(), Task::Dedup, &Commands::default(), &Understood::default())
            .expect("programs");
        let built = built(&bench, &programs);
        for role in [Role::Server, Role::Client] {
            assert_eq!(output(&built, &programs, role), expected, "{compiler}: {:?}", built.steps);
        }
        assert_eq!(files(&bench.download()), before, "the sources' folder is as it was");
        let json = serde_json::to_string(&built).expect("it can be written");
        assert_eq!(serde_json::from_str::<Built>(&json).expect("and read"), built);
    }
}

pub fn what_wants_a_display_gets_one() {
    if let Some(lacking) =
        ["python3", "xvfb-run", "Xvfb"].into_iter().find(|name| !xtask::host::has_program(name))
    {
        eprintln!("not looked at, for want of `{lacking}`");
        return;
    }
    let bench = Bench::new();
    // Without what draws, which few machines have: a connection to the display is what it would make.
    let client = "import os, socket\ntry:\n    import tkinter\nexcept ImportError:\n    pass\ns = socket.socket()\n\
                  def go(): s.connect(('localhost', 12345))\n\
                  x = socket.socket(socket.AF_UNIX)\nx.connect('/tmp/.X11-unix/X' + os.environ['DISPLAY'].split(':')[1].split('.')[0])\n\
                  print('a window')\n";
    bench.file("client.py", client).file("server.py", "import socket\nsocket.create_server(('', 12345))\n");
    let programs = discover(&bench.download(), Task::Dedup, &Commands::default(), &Understood::default())
        .expect("programs");
    let built = built(&bench, &programs);
    assert!(programs.clients[0].command.to_string().starts_with("xvfb-run "), "{programs:?}");
    assert_eq!(output(&built, &programs, Role::Client), "a window\n");
}

pub fn the_errors_of_a_compiler_are_kept_and_harmless() {
    let bench = Bench::new();
    bench
        .file("server.c", "int main(void) { listen(1, 2) }\n#warning \"\x1b[31mred\"\n")
        .file("client.c", "int main(void) { return connect; }\n");
    let programs = discover(&bench.download(), Task::Dedup, &Commands::default(), &Understood::default())
        .expect("programs");
    let built = built(&bench, &programs);
    let failure = failure(&built);
    assert!(failure.output.contains("server.c:1") && !failure.output.contains('\x1b'), "{failure:?}");
    assert!(matches!(&failure.why, Problem::Student(why) if why.contains("exit status 1")), "{failure:?}");
    assert!(failure.command.starts_with("cc -g -O1 -o server server.c"), "{failure:?}");
    let long = script(&with_notes(), "for i in $(seq 1 500); do echo line $i; done; exit 3");
    let failure = self::failure(&long);
    assert_eq!(failure.output.lines().count(), 21);
    assert!(failure.output.starts_with("line 1\n") && failure.output.ends_with("left out)"), "{failure:?}");
}

pub fn a_broken_half_leaves_the_other() {
    let bench = Bench::new();
    let good = "#include <sys/socket.h>\n#include <stdio.h>\nint main(void) { connect(9, 0, 0); puts(\"C ran\"); }\n";
    bench.file("server.c", "int main(void) { listen(1, 2) }\n").file("client.c", good);
    let programs = discover(&bench.download(), Task::Dedup, &Commands::default(), &Understood::default())
        .expect("programs");
    let built = built(&bench, &programs);
    assert!(!built.has(&programs.servers[0]) && built.has(&programs.clients[0]));
    assert_eq!(output(&built, &programs, Role::Client), "C ran\n");
}

pub fn a_build_that_spins_is_ended() {
    let cpu = |allowance: &mut Allowance| allowance.limits.cpu = Duration::from_millis(300);
    let built = script_with(&with_notes(), "while :; do :; done", cpu);
    assert_eq!(failure(&built).why.to_string(), "it was not compiled: it used up its processor time");
}

pub fn a_build_that_sleeps_is_ended() {
    let idle = |allowance: &mut Allowance| allowance.idle = Duration::from_secs(1);
    // Standard input is at its end.
    let built = script_with(&with_notes(), "cat; sleep 100000", idle);
    assert_eq!(failure(&built).why.to_string(), "it was not compiled: it did not get on for 1 s");
}

pub fn a_build_that_prints_for_ever_is_ended() {
    let built = script(&with_notes(), "yes");
    let failure = failure(&built);
    assert_eq!(failure.why.to_string(), "it was not compiled: it printed without end");
    assert_eq!(failure.output.lines().count(), 21);
}

pub fn a_fork_bomb_is_ended() {
    let built = script(&with_notes(), "f() { f | f & f; }; f; sleep 1000");
    let failure = failure(&built);
    let is_said =
        failure.why.to_string().contains("too many processes") || failure.output.contains("Cannot fork");
    assert!(is_said && matches!(failure.why, Problem::Student(_)), "{failure:?}");
}

pub fn a_full_disk_is_said() {
    let fill = "for i in 1 2 3 4 5 6; do dd if=/dev/zero of=f$i bs=1M count=100; done; exit 1";
    let why = failure(&script(&with_notes(), fill)).why.to_string();
    assert!(why.contains("all the space for files"), "{why}");
    let bench = with_notes();
    let built = script(&bench, "dd if=/dev/zero of=f bs=1M count=100; dd if=/dev/zero of=g bs=1M count=100");
    let why = failure(&built).why.to_string();
    assert!(why.starts_with("what it left in its folder is too large"), "{why}");
    assert_eq!(files(&built.folder), ["notes"]);
}

fn with_notes() -> Bench {
    let bench = Bench::new();
    bench.file("notes", "x");
    bench
}

pub fn nothing_outside_is_read_or_written() {
    let bench = with_notes();
    let outside = bench.root.path().join("outside");
    fs::write(&outside, "secret").expect("a file");
    let shown = outside.display();
    let attempt = format!(
        "cat /etc/shadow; cat {shown}; ls -a ..; echo x > ../up; echo x > {shown}; echo x > /usr/x; echo x > /etc/x; \
         (exec 3<>/dev/tcp/8.8.8.8/53) && echo online; ls -a / | tr '\\n' ' '; id -u; exit 1"
    );
    let built = script(&bench, &attempt);
    let output = &failure(&built).output;
    assert!(
        !output.contains("secret") && !output.contains("root:") && !output.contains("online"),
        "{output}"
    );
    assert!(!output.contains("outside\n") && output.contains("1000"), "{output}");
    assert_eq!(fs::read_to_string(&outside).expect("a file"), "secret");
    assert!(
        !bench.root.path().join("up").exists()
            && !Path::new("/usr/x").exists()
            && !Path::new("/etc/x").exists()
    );
}

pub fn links_and_pipes_do_not_come_out() {
    let bench = with_notes();
    let built = script(
        &bench,
        "ln -s /etc/passwd link; ln -s .. up; ln notes hard; mkfifo fifo; mkdir -p a/b; echo x > a/b/c; chmod 6755 a/b/c; \
         echo y > secret; chmod 0 secret; chmod 0 a/b; python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('sock')\"; exit 0",
    );
    assert_eq!(built.steps[0].outcome, Outcome::Made);
    assert_eq!(files(&built.folder), ["a/b/c", "hard", "notes", "secret"]);
    let mode = |file: &str| built.folder.join(file).metadata().expect("a file").permissions().mode() & 0o7777;
    assert_eq!(mode("a/b/c"), 0o755);
    assert_eq!(fs::read_to_string(built.folder.join("secret")).expect("a file"), "y\n");
    // A product that is a link is no product.
    let command = ["ln", "-s", "/bin/true", "server"].map(str::to_owned).into();
    let link = Build {
        command,
        dir: "".into(),
        makes: vec!["server".into()],
        for_file: "Makefile".into(),
        ..Build::default()
    };
    let bench = with_notes();
    let built = self::built(&bench, &Programs { builds: vec![link], ..Programs::default() });
    assert!(failure(&built).why.to_string().contains("`server` is not there"), "{built:?}");
}

pub fn which_python_it_is_is_asked_of_both_compilers() {
    if !["python2", "python3"].into_iter().all(xtask::host::has_program) {
        eprintln!("not looked at, for want of one of the two");
        return;
    }
    let bench = Bench::new();
    // No sign that the code is read for, and a weak one that says the contrary.
    bench.file("server.py", "import socket\nx = `1`\ns = socket.socket()\ns.listen(0777)\n");
    bench.file(
        "client.py",
        "import socket\ns = socket.socket()\ns.connect(a)\ns.send('x' if 1_000 else '')\n",
    );
    bench.file("other/server.py", "import socket\nos.listen(\n").file("a\nb.py", "print 1\n");
    let understood = Understood::ask(&bench.download(), SANDBOX, 0).expect("the harness does its part");
    let programs =
        discover(&bench.download(), Task::Dedup, &Commands::default(), &understood).expect("programs");
    let first = |found: &[xtask::intake::Candidate]| found[0].command.to_string();
    assert_eq!(
        [first(&programs.servers), first(&programs.clients)],
        ["python2 server.py", "python3 client.py"],
        "{understood:?}"
    );
}

pub fn what_the_machine_lacks_is_named_and_no_fault_of_the_student() {
    let client = ("client.c", "#include <sys/socket.h>\nint main(void) { return connect(1, 0, 0); }\n");
    let plain = "#include <sys/socket.h>\nint main(void) { return listen(1, 2); }\n";
    type Files<'a> = &'a [(&'a str, &'a str)];
    let rows: &[(Files<'_>, Result<&str, &str>)] = &[
        (
            &[("server.c", "#include <no_such/thing.h>\nint main(void) { return listen(1, 2); }\n")],
            Err("no C header `no_such/thing.h`"),
        ),
        (
            &[
                ("server.c", plain),
                ("Makefile", "server: server.c\n\tcc -o server server.c -lno_such_thing\n"),
            ],
            Err("no library `libno_such_thing`"),
        ),
        (&[("server.c", "#include \"mine.h\"\nint main(void) { return listen(1, 2); }\n")], Ok("mine.h")),
        (
            &[("server.c", "#include <sys/sokcet.h>\nint main(void) { return listen(1, 2); }\n")],
            Ok("sokcet.h"),
        ),
    ];
    for (files, expected) in rows {
        let bench = Bench::new();
        for (path, text) in files.iter().chain([&client]) {
            bench.file(path, text);
        }
        let programs = discover(&bench.download(), Task::Dedup, &Commands::default(), &Understood::default())
            .expect("programs");
        let built = built(&bench, &programs);
        let failure = failure(&built);
        match (&failure.why, expected) {
            (Problem::Machine(why), Err(words)) => assert!(why.contains(words), "{why}"),
            (Problem::Student(_), Ok(words)) => assert!(failure.output.contains(words), "{failure:?}"),
            _ => panic!("{failure:?}"),
        }
    }
}
