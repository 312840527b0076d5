//! The grader as another system's autograder, in a tree laid out as that system lays it out.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::{project, temp_folder, xtask};

/// What the autograder says of two programs of the corpus, with namespaces for ordinary users or without them.
fn graded(server: &str, client: &str, has_namespaces: bool) -> Value {
    let autograder = temp_folder();
    let path = |name: &str| autograder.path().join(name);
    xtask("export gradescope").with([path("source"), "task2".into()]).ends(0);
    fs::create_dir(path("submission")).expect("a folder");
    for (name, program) in [("server.py", server), ("client.py", client)] {
        let program = project().join("xtask/tests/programs/dedup").join(program);
        fs::copy(program, path("submission").join(name)).expect("a copy");
    }
    let mut command = match has_namespaces {
        true => Command::new(path("source/run_autograder")),
        false => {
            let mut command = Command::new("unshare");
            let line = "ip link set lo up && echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all \
                        --bounding-set=-all \"$0\"";
            command.args(["--user", "--map-root-user", "--net", "sh", "-c", line]);
            command.arg(path("source/run_autograder"));
            command
        }
    };
    let output = command.env("AUTOGRADER", autograder.path()).output().expect("it starts");
    assert!(output.status.success(), "{output:?}");
    let text = fs::read_to_string(path("results/results.json")).expect("there are results");
    serde_json::from_str(&text).expect("they are JSON")
}

#[test]
fn gradescope_s_autograder_grades_a_submission_where_it_lies_with_namespaces_and_without() {
    for has_namespaces in [true, false] {
        let right = graded("list_server.py", "list_client.py", has_namespaces);
        assert_eq!(right["score"], 100.0, "{right:#}");
        let wrong = graded("keeps_repeats_server.py", "list_client.py", has_namespaces);
        assert!(wrong["score"].as_f64().is_some_and(|score| score < 100.0), "{wrong:#}");
        let tests = wrong["tests"].as_array().expect("a list of tests");
        assert!(tests.iter().any(|test| test["status"] == "failed"), "{wrong:#}");
    }
}

#[test]
fn the_archive_has_every_file_and_programs_are_programs() {
    let folder = temp_folder();
    let out = folder.path().join("autograder");
    xtask("export gradescope").with([&out, &project().join("scenarios")]).ends(0);
    let archive = fs::File::open(out.join("autograder.zip")).expect("an archive");
    let mut archive = zip::ZipArchive::new(archive).expect("a ZIP archive");
    let mut names = Vec::new();
    for place in 0..archive.len() {
        let file = archive.by_index(place).expect("an entry");
        let name = file.name().expect("a name").into_owned();
        let is_program = ["setup.sh", "run_autograder", "socklab"].contains(&&*name);
        assert_eq!(file.unix_mode().map(|mode| mode & 0o111 != 0), Some(is_program), "{name}");
        names.push(name);
    }
    names.sort();
    let lab = ["lab/lab.toml", "lab/task1.toml", "lab/task2.toml", "lab/task3.toml"];
    assert_eq!(names, [&lab[..], &["run_autograder", "setup.sh", "socklab"]].concat());
    assert!(xtask("export gradescope").with([&out]).ends(2).stderr.contains("is in the way"));
}
