//! The grader as another system's autograder, in a tree laid out as that system lays it out.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{project, temp_folder, xtask};

/// An autograder for task 2, as `export` writes it.
struct Autograder(TempDir);

impl Autograder {
    fn export() -> Self {
        let folder = temp_folder();
        xtask("export gradescope").with([folder.path().join("source"), "task2".into()]).ends(0);
        Self(folder)
    }

    /// What it makes of two programs of the corpus where `way` starts it: whether it ended well, what it said, and its results.
    fn graded(&self, server: &str, way: &[&str]) -> (bool, String, Option<Value>) {
        let path = |name: &str| self.0.path().join(name);
        for left in ["submission", "results"] {
            let _ = fs::remove_dir_all(path(left));
        }
        fs::create_dir(path("submission")).expect("a folder");
        for (name, program) in [("server.py", server), ("client.py", "list_client.py")] {
            let program = project().join("xtask/tests/programs/dedup").join(program);
            fs::copy(program, path("submission").join(name)).expect("a copy");
        }
        let mut command = Command::new(way[0]);
        command.args(&way[1..]).arg(path("source/run_autograder")).env("AUTOGRADER", self.0.path());
        let output = command.output().expect("it starts");
        let results = fs::read_to_string(path("results/results.json")).ok();
        let results = results.map(|text| serde_json::from_str(&text).expect("they are JSON"));
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned(), results)
    }
}

#[test]
fn gradescope_s_autograder_grades_a_submission_where_it_lies_and_gives_no_grade_where_right_programs_would_fail()
 {
    let autograder = Autograder::export();
    let failed = |results: &Value| -> Vec<String> {
        let tests = results["tests"].as_array().expect("a list of tests").iter();
        let failed = tests.filter(|test| test["status"] == "failed");
        failed.map(|test| test["name"].as_str().expect("a name").to_owned()).collect()
    };
    let (is_well, said, right) = autograder.graded("list_server.py", &["env"]);
    let right = right.unwrap_or_else(|| panic!("{said}"));
    assert!(is_well, "{said}");
    assert!(failed(&right).iter().all(|name| name.contains("(survives-")), "it receives once: {right:#}");
    let (is_well, said, wrong) = autograder.graded("keeps_repeats_server.py", &["env"]);
    let wrong = wrong.unwrap_or_else(|| panic!("{said}"));
    assert!(
        is_well && failed(&wrong).iter().any(|name| name.contains("(reply-is-deduplicated)")),
        "{wrong:#}"
    );
    assert!(wrong["score"].as_f64() < right["score"].as_f64());

    // No user namespaces, as in many a container; as root of one network namespaces are to be had all the same.
    let forbidden =
        "ip link set lo up && echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all";
    let graded = |capabilities: &str| {
        let line = format!("{forbidden} {capabilities} \"$0\"");
        let way = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", &line];
        autograder.graded("list_server.py", &way)
    };
    let (is_well, said, results) = graded("");
    let results = results.unwrap_or_else(|| panic!("{said}"));
    assert!(is_well && results["score"] == right["score"], "{said} {results:#}");
    let (is_well, said, results) = graded("--bounding-set=-all");
    assert!(!is_well && results.is_none(), "{said} {results:?}");
    assert!(said.contains("has no network namespaces"), "{said}");
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
        let is_program = ["setup.sh", "run_autograder", "socklab"].contains(&name.as_str());
        assert_eq!(file.unix_mode().map(|mode| mode & 0o111 != 0), Some(is_program), "{name}");
        names.push(name);
    }
    names.sort();
    let lab = ["lab/lab.toml", "lab/task1.toml", "lab/task2.toml", "lab/task3.toml"];
    assert_eq!(names, [&lab[..], &["run_autograder", "setup.sh", "socklab"]].concat());
    assert!(xtask("export gradescope").with([&out]).ends(2).stderr.contains("is in the way"));
}
