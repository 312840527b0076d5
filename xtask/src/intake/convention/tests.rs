//! What depends on the machine's programs: so a machine is made up.

use super::*;

const SERVER_2: &str = "import socket\ns = socket.socket()\ns.listen(5)\nprint 'up'\n";
const SERVER_3: &str = "import socket\ns = socket.socket()\ns.listen(5)\nprint(f'up')\n";
const CLIENT: &str = "import socket\ns = socket.socket()\ns.connect(a)\ns.send('x')\n";

fn found(files: &[(&str, &str)], programs: &[&str]) -> Result<Programs, Problem> {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    discover_with(folder.path(), Task::Dedup, &|name| programs.contains(&name))
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
