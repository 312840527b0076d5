//! What a sandbox promises to programs that mean well.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use xtask::host::network::Network;
use xtask::host::{self, Executable, Host, Isolation, Launch, Origin, StartError};
use xtask::observation::{End, Limit};
use xtask::role::Role;

use super::{Test, compiled, killed, launch, patience, programs, run, shell, start, text, wait_for_output};

pub const TESTS: &[Test] = &[
    ("sandbox::names_resolve_and_ports_are_its_own", names_resolve_and_ports_are_its_own),
    ("sandbox::an_old_ifconfig_finds_its_address", an_old_ifconfig_finds_its_address),
    ("sandbox::every_name_is_the_other_host", every_name_is_the_other_host),
    ("sandbox::any_name_server_answers", any_name_server_answers),
    ("sandbox::every_port_may_be_listened_on", every_port_may_be_listened_on),
    ("sandbox::it_works_on_a_copy", it_works_on_a_copy),
    ("sandbox::links_are_copied_and_not_followed", links_are_copied_and_not_followed),
    ("sandbox::a_program_from_elsewhere_is_shown_alone", a_program_from_elsewhere_is_shown_alone),
    (
        "sandbox::a_folder_in_a_system_folder_works_as_any_other",
        a_folder_in_a_system_folder_works_as_any_other,
    ),
    (
        "sandbox::what_is_hidden_is_in_no_sandbox_wherever_it_lies",
        what_is_hidden_is_in_no_sandbox_wherever_it_lies,
    ),
    ("sandbox::output_input_and_status_are_kept", output_input_and_status_are_kept),
    ("sandbox::an_interrupt_reaches_python", an_interrupt_reaches_python),
    ("sandbox::interpreters_run", interpreters_run),
    ("sandbox::too_large_a_folder_is_refused", too_large_a_folder_is_refused),
    ("sandbox::nothing_is_left", nothing_is_left),
    ("sandbox::nothing_outlives_a_killed_harness", nothing_outlives_a_killed_harness),
];

const SANDBOX: Isolation = Isolation::Sandbox;

/// The first argument of a process that runs programs and looks at what they left.
pub const TIDY: &str = "@tidy";

fn names_resolve_and_ports_are_its_own() {
    // At the same time, each with the ports that the hand-out hard-codes.
    let processes: Vec<_> =
        (0..4).map(|_| start(SANDBOX, &launch(&["python3", "private_port.py"]))).collect();
    for process in processes {
        assert!(process.wait_until(patience()));
        let facts = process.stop().expect("facts");
        assert_eq!(text(&facts), "('10.0.0.2', 32451)\n('10.0.0.2', 32451)\n", "{facts:?}");
    }
}

fn an_old_ifconfig_finds_its_address() {
    // What `ifconfig` asks (SIOCGIFCONF): names of 16 bytes, each with an address 20 bytes from the name's start.
    let script = "import array, fcntl, socket, struct\n\
        room = array.array('B', bytes(400))\n\
        ask = struct.pack('iL', 400, room.buffer_info()[0])\n\
        used = struct.unpack('iL', fcntl.ioctl(socket.socket(), 0x8912, ask))[0]\n\
        for i in range(0, used, 40):\n    \
            name = bytes(room[i:i + 16]).split(b'\\0')[0].decode()\n    \
            print(name, socket.inet_ntoa(bytes(room[i + 20:i + 24])))\n";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    // Not every kernel can make an interface beside `lo`.
    let outer = if text(&facts).contains("eth0") { "eth0" } else { "lo:0" };
    assert_eq!(text(&facts), format!("lo 127.0.0.1\n{outer} 10.0.0.2\n"), "{facts:?}");
}

fn every_name_is_the_other_host() {
    let script = "import socket\n\
        for name in 'DESKTOP-7GH2K1', 'annas-macbook.local', 'lab-12', 'www.example.org', socket.gethostname():\n    \
            print({entry[4][0] for entry in socket.getaddrinfo(name, 80)})\n\
        for flags in 0, socket.AI_ADDRCONFIG:\n    \
            print([entry[4][0] for entry in socket.getaddrinfo('localhost', 80, 0, socket.SOCK_STREAM, 0, flags)])\n\
        for peer in '10.0.0.2', '127.0.0.1', '192.168.1.17', '2001:db8::1':\n    \
            print(socket.gethostbyaddr(peer)[0])\n\
        print(socket.getaddrinfo('host-192-168-1-17.lab', 80)[0][4][0])\n";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    let names = "{'10.0.0.2'}\n".repeat(5);
    let own = "lab\nlocalhost\nhost-192-168-1-17.lab\nhost-2001-db8-0-0-0-0-0-1.lab\n192.168.1.17\n";
    assert_eq!(text(&facts), format!("{names}{}{own}", "['::1', '127.0.0.1']\n".repeat(2)), "{facts:?}");
}

fn any_name_server_answers() {
    // What a resolver of a language's own does, whatever `resolv.conf` says.
    let script = "import socket\n\
        ask = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n\
        ask.connect(('8.8.8.8', 53))\n\
        ask.send(bytes.fromhex('abcd01000001000000000000') + b'\\3pc7\\5local\\0' + bytes([0, 1, 0, 1]))\n\
        print(socket.inet_ntoa(ask.recv(512)[-4:]))\n";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    assert_eq!(text(&facts), "10.0.0.2\n", "{facts:?}");
}

fn every_port_may_be_listened_on() {
    let script = "import socket\n\
        for port in 1, 7, 53, 80, 700, 1023, 12345: socket.create_server(('', port))\n\
        print('all')\n";
    let facts = run(SANDBOX, &Launch::new(["python3", "-c", script], programs()));
    assert_eq!(text(&facts), "all\n", "{facts:?}");
}

fn it_works_on_a_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes"), "mine\n").expect("a file");
    // A name that nobody has: the folder's own, and more.
    let name = folder.path().file_name().expect("a name");
    let elsewhere = Path::new("/tmp").join(name).with_extension("y");
    let script = format!(
        "cat notes; echo more >> notes; echo x > new; echo x > {}; mkdir -p deep/er; pwd; ls -1; id -u",
        elsewhere.display()
    );
    let facts = run(SANDBOX, &Launch::new(["sh", "-c", &script], folder.path()));
    let expected = "mine\n/submission\ndeep\nnew\nnotes\n1000\n";
    assert_eq!((text(&facts).as_str(), &facts.end), (expected, &End::Exited(0)), "{facts:?}");
    // The instructor's own folder is where it is.
    let facts = run(SANDBOX, &Launch::new(["pwd"], folder.path()).by_instructor());
    assert_eq!(text(&facts), format!("{}\n", folder.path().display()), "{facts:?}");
    assert_eq!(fs::read_to_string(folder.path().join("notes")).expect("the file"), "mine\n");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    assert!(!elsewhere.exists());
}

fn links_are_copied_and_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs::write(secret.path(), "secret").expect("its text");
    std::os::unix::fs::symlink(secret.path(), folder.path().join("link")).expect("a link");
    std::os::unix::fs::symlink("..", folder.path().join("up")).expect("a link");
    std::os::unix::fs::symlink("up", folder.path().join("loop")).expect("a link");
    Command::new("mkfifo").arg(folder.path().join("fifo")).status().expect("a fifo");
    let facts = run(SANDBOX, &Launch::new(["sh", "-c", "ls -1; cat link"], folder.path()));
    assert_eq!((text(&facts).as_str(), &facts.end), ("link\nloop\nup\n", &End::Exited(1)), "{facts:?}");
}

fn a_program_from_elsewhere_is_shown_alone() {
    let (folder, program) = compiled("flood");
    fs::write(folder.path().join("neighbour"), "").expect("a file");
    let mut launch = Launch::new([program], programs()).by_instructor();
    launch.limits.output_bytes = 1000;
    assert_eq!(run(SANDBOX, &launch).end, End::Limit(Limit::Output));
    let list = format!("ls -1 {}", folder.path().display());
    assert_ne!(run(SANDBOX, &shell(&list)).end, End::Exited(0));
    let shown = Launch { shows: vec![folder.path().into()], ..shell(&list) };
    assert_eq!(text(&run(SANDBOX, &shown)), "flood\nneighbour\n");
}

fn a_folder_in_a_system_folder_works_as_any_other() {
    let Ok(folder) = tempfile::tempdir_in("/opt") else { return };
    fs::write(folder.path().join("notes"), "mine\n").expect("a file");
    let launch = Launch::new(["sh", "-c", "cat notes; echo x > notes; ls -1"], folder.path());
    for launch in [launch.clone(), launch.by_instructor()] {
        let facts = run(SANDBOX, &launch);
        assert_eq!((text(&facts).as_str(), &facts.end), ("mine\nnotes\n", &End::Exited(0)), "{facts:?}");
    }
}

fn what_is_hidden_is_in_no_sandbox_wherever_it_lies() {
    // Folders that every sandbox shows; an ordinary user can write to none of them.
    for system in ["/opt", "/usr/local", "/usr/share"] {
        let Ok(course) = tempfile::tempdir_in(system) else { continue };
        let path = |name: &str| course.path().join(name);
        for file in ["class/own/notes", "class/neighbour/server", "lab/task.toml", "tool", "rest"] {
            fs::create_dir_all(path(file).parent().expect("a folder")).expect("folders");
            fs::write(path(file), "#!/bin/sh\necho $0\n").expect("a file");
        }
        for program in ["class/neighbour/server", "tool"] {
            fs::set_permissions(path(program), fs::Permissions::from_mode(0o755)).expect("its mode");
        }
        for folder in ["class", "lab"] {
            host::hide("a folder of the class", &path(folder)).expect("it can be hidden");
        }
        let list = format!(
            "cd {} && find . | sort; cat lab/task.toml class/neighbour/server",
            course.path().display()
        );
        let facts = run(SANDBOX, &Launch::new(["sh", "-c", &list], path("class/own")));
        assert_eq!(text(&facts), ".\n./class\n./lab\n./rest\n./tool\n", "{facts:?}");
        // In the instructor's own folder, which is seen where it lies, there is nothing but the folder itself.
        let facts = run(SANDBOX, &Launch::new(["sh", "-c", &list], path("class/own")).by_instructor());
        let own = ".\n./class\n./class/own\n./class/own/notes\n./lab\n./rest\n./tool\n";
        assert_eq!(text(&facts), own, "{facts:?}");
        // What an instructor starts is shown, and alone; a student does not start it.
        let by = |origin| {
            let mut launch = Launch::new([path("class/neighbour/server")], path("class/own"));
            launch.executable = Executable::Named(origin);
            launch
        };
        assert_eq!(run(SANDBOX, &by(Origin::Instructor)).end, End::Exited(0));
        let host = Host::open(SANDBOX, Role::Client, 1).expect("a host");
        let started = host.start(&by(Origin::Student));
        assert!(matches!(started, Err(StartError::NotForIt { .. })), "{started:?}");
        // A single file beside others.
        host::hide("a file of the class", &path("rest")).expect("it can be hidden");
        let facts = run(SANDBOX, &shell(&format!("cat {0}; cp /bin/sh {0}", path("rest").display())));
        assert_eq!((text(&facts).as_str(), &facts.end), ("", &End::Exited(1)), "{facts:?}");
        assert_eq!(fs::read_dir(path("class/own")).expect("the folder").count(), 1);
    }
}

fn output_input_and_status_are_kept() {
    let mut launch = shell("cat; echo err >&2; echo again > /dev/stdout; test -t 1; exit 3");
    launch.stdin = Some(b"1\n".to_vec());
    let facts = run(SANDBOX, &launch);
    assert_eq!((text(&facts).as_str(), &facts.stderr.kept[..]), ("1\nagain\n", &b"err\n"[..]));
    assert_eq!(facts.end, End::Exited(3));
    assert_eq!(run(SANDBOX, &shell("kill -SEGV $$")).end, End::Killed(11));
}

fn an_interrupt_reaches_python() {
    let process =
        start(SANDBOX, &launch(&["python3", "-c", "import signal\nprint('ready')\nsignal.pause()"]));
    wait_for_output(&process, "ready");
    let facts = process.stop().expect("facts");
    assert_eq!(facts.end, End::Stopped);
    assert!(String::from_utf8_lossy(&facts.stderr.kept).contains("KeyboardInterrupt"), "{facts:?}");
}

/// Those that the machine has, each in its own place, under the limits that every program gets.
fn interpreters_run() {
    let programs: &[&[&str]] = &[
        &["python3", "-c", "import socket, random, json, pickle, threading, struct; print(6 * 7)"],
        &["python2", "-c", "import socket, random, json, pickle, threading, struct; print 6 * 7"],
        &["python", "-c", "print(6 * 7)"],
        &["node", "-e", "require('net'); console.log(6 * 7)"],
        &["perl", "-e", "use IO::Socket; print 6 * 7, \"\\n\""],
        &["ruby", "-e", "require 'socket'; puts 6 * 7"],
    ];
    for argv in programs {
        let on_machine = Command::new(argv[0]).args(&argv[1..]).stderr(Stdio::null()).output();
        if on_machine.is_ok_and(|output| output.stdout == b"42\n") {
            let facts = run(SANDBOX, &launch(argv));
            assert_eq!((text(&facts).as_str(), &facts.end), ("42\n", &End::Exited(0)), "{facts:?}");
        }
    }
    if Command::new("java").arg("-version").output().is_ok_and(|output| output.status.success()) {
        let folder = tempfile::tempdir().expect("a folder");
        let source =
            "public class Main { public static void main(String[] a) { System.out.println(6 * 7); } }";
        fs::write(folder.path().join("Main.java"), source).expect("a file");
        // Compiles in memory: the heaviest start there is.
        let facts = run(SANDBOX, &Launch::new(["java", "Main.java"], folder.path()));
        assert_eq!((text(&facts).as_str(), &facts.end), ("42\n", &End::Exited(0)), "{facts:?}");
    }
}

fn too_large_a_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("large"), vec![b'x'; 2 << 20]).expect("a file");
    let mut launch = Launch::new(["true"], folder.path());
    launch.limits.space_bytes = 1 << 20;
    let host = Host::open(SANDBOX, Role::Client, 1).expect("a host");
    let started = Network::fresh().expect("a network").enter(|| host.start(&launch)).expect("to enter it");
    assert!(matches!(started, Err(StartError::FolderTooLarge { .. })), "{started:?}");
}

fn nothing_outlives_a_killed_harness() {
    killed::at_random_moments("sandbox");
}

fn nothing_is_left() {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut process = Command::new("/proc/self/exe");
    let output = process.arg(TIDY).env("TMPDIR", temporary.path()).output().expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_dir(temporary.path()).expect("the folder").count(), 0);
}

/// Runs the worst programs, and compares what this process has before and after.
pub fn be_tidy() -> ExitCode {
    // Opening a host may start what all hosts share.
    Host::open(SANDBOX, Role::Server, 0).expect("a host");
    let before = possessions();
    for program in
        ["fork_bomb.py", "fills_disk.py", "daemon.py", "kills_all.py", "ignores_signals.py", "namespaces.py"]
    {
        let mut launch = launch(&["python3", program]);
        launch.limits.processes = 32;
        let process = start(SANDBOX, &launch);
        // Long enough to do harm; how much does not matter here.
        process.wait_until(std::time::Instant::now() + std::time::Duration::from_millis(200));
        drop(process);
    }
    let after = possessions();
    if before != after {
        eprintln!("before {before:#?}\nafter {after:#?}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Mounts, open files, threads and children of this process. A namespace lives by its processes and open files.
fn possessions() -> (String, usize, usize, Vec<String>) {
    let count = |folder: &str| fs::read_dir(folder).expect(folder).count();
    let children = fs::read_dir("/proc/self/task").expect("tasks").flatten();
    let children = children.map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default());
    let mounts = fs::read_to_string("/proc/self/mountinfo").expect("mounts");
    (
        mounts,
        count("/proc/self/fd"),
        count("/proc/self/task"),
        children.filter(|list| !list.is_empty()).collect(),
    )
}
