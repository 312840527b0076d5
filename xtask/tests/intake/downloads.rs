//! Downloads as learning platforms make them.

use xtask::hand_in::{Naming, Reading};
use xtask::intake::{IntakeError, open, open_one};

use super::pack::{TarEntry, ZipEntry, entry, gz, tar, zip};
use super::{Bench, files, summary};

pub fn canvas() {
    let bench = Bench::new();
    let own = zip(&[entry("lab/server.py", "x"), entry("lab/client.py", "x")]);
    bench.file(
        "../download",
        zip(&[
            entry("doejane_12345_67890_server-1.py", "x"),
            entry("doejane_12345_67891_client.py", "x"),
            entry("müllerjörg_LATE_222_333_server.py", "x"),
            ZipEntry { data: own, ..entry("roeray_444_555_lab.zip", "") },
            entry("textonly_666_text.html", "<p>"),
        ]),
    );
    let class = bench.open();
    assert_eq!(class.naming, Naming::Canvas);
    let found = summary(&class);
    let of = |at: usize| (found[at].0.as_str(), found[at].1.clone().unwrap_or_else(|why| vec![why]));
    assert_eq!(of(0), ("doejane", vec!["client.py".into(), "server.py".into()]));
    assert_eq!(of(1), ("muellerjoerg", vec!["server.py".into()]));
    assert_eq!(of(2), ("roeray", vec!["lab/client.py".into(), "lab/server.py".into()]));
    assert!(of(3).1[0].contains("only text"), "{found:?}");
    let students: Vec<_> = class.entries.iter().map(|entry| &entry.student).collect();
    assert_eq!(students[0].canvas_id.as_deref(), Some("12345"));
    assert!(students[1].late && !students[0].late);
    assert!(
        class.notes[0].contains("4 submissions") && class.notes[0].contains("Canvas"),
        "{:?}",
        class.notes
    );
}

pub fn what_canvas_gives_out_in_several_attempts_counts_by_the_latest() {
    let bench = Bench::new();
    bench.file("doejane_1_10_server.py", "old").file("doejane_1_12_server-1.py", "new");
    bench.file("doejane_1_11_client.py", "x");
    bench.file("roeray_2_20_lab.zip", zip(&[entry("server.py", "old")]));
    bench.file("roeray_2_21_lab-1.zip", zip(&[entry("server.py", "new")]));
    let class = bench.open();
    for entry in &class.entries {
        let folder = entry.folder.as_ref().expect("a folder");
        assert_eq!(std::fs::read_to_string(folder.join("server.py")).expect("a file"), "new");
        assert!(entry.notes[0].contains("handed in again as"), "{:?}", entry.notes);
    }
    assert_eq!(files(class.entries[0].folder.as_ref().expect("a folder")), ["client.py", "server.py"]);
}

pub fn moodle() {
    let bench = Bench::new();
    bench
        .file("Jane Doe_123456_assignsubmission_file/server.py", "x")
        .file("Jane Doe_123456_assignsubmission_file/client.py", "x")
        .file("Jane Doe_123456_assignsubmission_onlinetext/onlinetext.html", "x")
        .file("Jörg Müller_7_assignsubmission_file_/lab.zip", zip(&[entry("server.py", "x")]))
        .file("Ray Roe_8_assignsubmission_file_server.py", "x")
        .file("Ray Roe_8_assignsubmission_file_client.py", "x")
        .file("No One_9_assignsubmission_onlinetext/onlinetext.html", "x");
    let class = bench.open();
    assert_eq!(class.naming, Naming::Moodle);
    let found = summary(&class);
    let keys: Vec<_> =
        found.iter().map(|(key, result)| (key.as_str(), result.as_ref().map_or(0, Vec::len))).collect();
    assert_eq!(keys, [("jane-doe", 2), ("joerg-mueller", 1), ("no-one", 0), ("ray-roe", 2)]);
    assert_eq!(found[1].1.as_ref().expect("files"), &["server.py"]);
    assert_eq!(class.entries[0].student.moodle_id.as_deref(), Some("123456"));
    assert_eq!(class.entries[0].student.name, "Jane Doe");
}

pub fn gradescope() {
    let metadata = "---\nsubmission_101:\n  :submitters:\n  - :name: Jane Doe\n    :sid: '0012'\n    :email: jane@example.edu\n  \
                    :created_at: 2024-01-08 10:00:00.000000000 Z\n  :score: 5.0\n  :results:\n    tests:\n    - name: t\n      \
                    output: |\n        submission_102:\n          :submitters: none\n    - output: \"a \\e[2J \\\n        b\"\n\
                    submission_102:\n  :submitters:\n  - :name: Ann One\n    :sid: 34\n    :email: ann@example.edu\n  \
                    - :name: Bob Two\n    :email: bob@example.edu\n  :results: {}\n";
    let bench = Bench::new();
    bench
        .file("assignment_9_export/submission_metadata.yml", metadata)
        .file("assignment_9_export/submission_101/server.py", "x")
        .file("assignment_9_export/submission_102/server.py", "x")
        .file("assignment_9_export/submission_103/server.py", "x");
    let class = bench.open();
    assert_eq!(class.naming, Naming::Gradescope, "{:?}", class.notes);
    let student = |key: &str| {
        let entry = class.entries.iter().find(|entry| entry.student.key == key);
        entry.map_or_else(|| panic!("{key}: {:?}", summary(&class)), |entry| entry.student.clone())
    };
    let jane = student("jane-doe");
    assert_eq!((jane.sid.as_deref(), jane.email.as_deref()), (Some("0012"), Some("jane@example.edu")));
    assert_eq!(jane.gradescope_id.as_deref(), Some("101"));
    let ann = student("ann-one");
    assert_eq!((ann.sid.as_deref(), ann.partners[0].name.as_str()), (Some("34"), "Bob Two"));
    assert_eq!(student("submission_103").gradescope_id.as_deref(), Some("103"));

    // Who is on the list and has no folder.
    std::fs::remove_dir_all(bench.download().join("assignment_9_export/submission_102"))
        .expect("it is there");
    std::fs::remove_dir_all(bench.scratch()).expect("it is there");
    let notes = bench.open().notes;
    let is_said = |note: &String| note.contains("`Ann One`, `Bob Two` in `submission_102`");
    assert!(notes.iter().any(is_said), "{notes:?}");

    let bench = Bench::new();
    bench.file("submission_metadata.yml", "a: [b").file("submission_1/server.py", "x");
    let class = bench.open();
    assert!(class.notes.iter().any(|note| note.contains("cannot be read")), "{:?}", class.notes);
    assert_eq!(class.entries[0].student.key, "submission_1");
}

pub fn github_classroom() {
    let bench = Bench::new();
    bench
        .file("lab-1-submissions/lab-1-jane-doe/server.py", "x")
        .file("lab-1-submissions/lab-1-jane-doe/.git/config", "x")
        .file("lab-1-submissions/lab-1-ray/server.py", "x");
    let class = bench.open();
    assert_eq!(class.naming, Naming::GitHub);
    let logins: Vec<_> = class.entries.iter().map(|entry| entry.student.login.as_deref()).collect();
    assert_eq!(logins, [Some("jane-doe"), Some("ray")]);
    let bench = Bench::new();
    for name in ["lab-1-anna", "lab-1-anton"] {
        bench.file(&format!("{name}/.git/HEAD"), "x").file(&format!("{name}/server.py"), "x");
    }
    bench.file("README.md", "x");
    let class = bench.open();
    let logins: Vec<_> = class.entries.iter().map(|entry| entry.student.login.as_deref()).collect();
    assert_eq!((class.naming, logins), (Naming::GitHub, vec![Some("anna"), Some("anton")]));
}

pub fn plain_folders_and_archives() {
    let bench = Bench::new();
    bench
        .file("alice/server.py", "x")
        .file("bob.zip", zip(&[entry("bob/server.py", "x")]))
        .file("carl.tar.gz", gz(&tar(&[TarEntry(b'0', b"./server.py", 0o644, "", b"x")])))
        .file("grades.csv", "x");
    std::fs::create_dir(bench.download().join("dora")).expect("a folder");
    let class = bench.open();
    assert_eq!(class.naming, Naming::Plain);
    let found = summary(&class);
    let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
    assert_eq!(keys, [("alice", true), ("bob", true), ("carl", true), ("dora", false)]);
    assert!(class.notes.iter().any(|note| note.contains("`grades.csv`")), "{:?}", class.notes);
}

pub fn one_folder_around_all_is_no_student() {
    for wrapper in ["submissions", "week 2/submissions"] {
        let names = ["anna", "bob"].map(|name| entry(&format!("{wrapper}/{name}/server.py"), "x"));
        let bench = Bench::new();
        bench.file("../download", zip(&names));
        let keys: Vec<_> = summary(&bench.open()).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["anna", "bob"], "{wrapper}");
    }
}

pub fn a_list_beside_the_students_leaves_them_students() {
    let bench = Bench::new();
    bench.file("class/anna/server.py", "x").file("class/bob.zip", zip(&[entry("server.py", "x")]));
    bench.file("class/grades.csv", "x");
    let class = bench.open();
    let keys: Vec<_> = summary(&class).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["anna", "bob"]);
    assert!(class.notes.iter().any(|note| note.contains("`grades.csv`")), "{:?}", class.notes);
}

pub fn one_student_alone() {
    for paths in [
        &["alice/server.py", "alice/client.py"][..],
        &["alice/task1/server.py", "alice/Task-3/client.py"],
        &["alice/x/server.py", "alice/y/client.py", "alice/run.py"],
    ] {
        let bench = Bench::new();
        for path in paths {
            bench.file(path, "x");
        }
        let class = bench.open();
        assert_eq!(class.entries.len(), 1, "{paths:?}");
        assert_eq!(class.entries[0].student.key, "alice");
        assert_eq!(files(class.entries[0].folder.as_ref().expect("a folder")).len(), paths.len());
    }
}

pub fn students_of_the_same_name_are_told_apart() {
    let bench = Bench::new();
    bench
        .file("Jane Doe_1_assignsubmission_file/server.py", "1")
        .file("Jane Doe_2_assignsubmission_file/server.py", "2")
        .file("jane doe_3_assignsubmission_file/server.py", "3");
    let class = bench.open();
    for (entry, id) in class.entries.iter().zip(["1", "2", "3"]) {
        assert_eq!(entry.student.key, format!("jane-doe-{id}"));
        let text = std::fs::read_to_string(entry.folder.as_ref().expect("a folder").join("server.py"));
        assert_eq!(text.expect("a file"), id);
    }
    assert_eq!(class.notes.iter().filter(|note| note.contains("is called")).count(), 3);
}

pub fn one_name_among_many_changes_nothing_for_the_others() {
    let canvas = ["adamsann_100_2000_server.py", "bakerbob_101_2001_server.py"];
    let moodle = ["Jane Doe_1_assignsubmission_file/server.py", "Ray Roe_2_assignsubmission_file/server.py"];
    for (naming, names, keys) in [
        (Naming::Canvas, canvas, ["adamsann", "bakerbob"]),
        (Naming::Moodle, moodle, ["jane-doe", "ray-roe"]),
    ] {
        let bench = Bench::new();
        for name in names {
            bench.file(name, "x");
        }
        bench.file("carl/server.py", "x");
        let class = bench.open();
        assert_eq!(class.naming, naming, "{:?}", class.notes);
        let found = summary(&class);
        let found: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
        let mut expected = [("carl", true), (keys[0], true), (keys[1], true)];
        expected.sort_unstable();
        assert_eq!(found, expected);
        bench.file("grades.csv", "x");
        std::fs::remove_dir_all(bench.scratch()).expect("it is there");
        std::fs::remove_dir_all(bench.download().join("carl")).expect("it is there");
        let notes = bench.open().notes;
        assert!(
            notes.iter().any(|note| note.contains("`grades.csv`") && note.contains("nobody's")),
            "{notes:?}"
        );
    }
}

pub fn a_folder_that_begins_with_a_dot_is_said() {
    for archive in [false, true] {
        let bench = Bench::new();
        let names = ["anna/server.py", "bob/server.py", ".carl/server.py", ".git/config", ".gitignore"];
        match archive {
            true => bench.file("../download", zip(&names.map(|name| entry(name, "x")))),
            false => names.iter().fold(&bench, |bench, name| bench.file(name, "x")),
        };
        let class = bench.open();
        let keys: Vec<_> = summary(&class).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["anna", "bob"]);
        let said: Vec<_> = class.notes.iter().filter(|note| note.contains("begins with a dot")).collect();
        assert!(matches!(said[..], [note] if note.starts_with("`.carl`")), "{:?}", class.notes);
    }
}

pub fn links_in_a_download_are_never_followed() {
    let bench = Bench::new();
    let outside = bench.root.path().join("outside");
    std::fs::create_dir_all(outside.join("folder")).expect("a folder");
    std::fs::write(outside.join("theirs.zip"), zip(&[entry("server.py", "x")])).expect("a file");
    std::fs::write(outside.join("folder/server.py"), "x").expect("a file");
    let metadata = "submission_1:\n  :submitters:\n  - :name: Jane Doe\n";
    std::fs::write(outside.join("metadata.yml"), metadata).expect("a file");
    bench.file("submission_1/server.py", "x").file("submission_2/server.py", "x");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(outside.join(to), bench.download().join(name)).expect("a link");
    };
    link("theirs.zip", "carl.zip");
    link("folder", "dora");
    link("metadata.yml", "submission_metadata.yml");
    let pipe = std::process::Command::new("mkfifo").arg(bench.download().join("emil.tar")).status();
    assert!(pipe.expect("mkfifo").success());
    let class = bench.open();
    assert_eq!(class.naming, Naming::Plain, "{:?}", class.notes);
    let found = summary(&class);
    let [(carl, Err(link)), (emil, Err(pipe)), (one, Ok(_)), (two, Ok(_))] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!([carl, emil, one, two], ["carl", "emil", "submission_1", "submission_2"]);
    assert!(link.contains("`carl.zip` is a link") && pipe.contains("no regular file"), "{link}, {pipe}");
    let is_said = |note: &String| note.contains("`dora` is a link, which is not followed");
    assert!(class.notes.iter().any(is_said), "{:?}", class.notes);
}

pub fn names_that_are_no_text_are_read_all_the_same() {
    use std::os::unix::ffi::OsStrExt as _;
    let bench = Bench::new();
    bench.file("anna/server.py", "x");
    // Which look alike as text.
    for name in [b"b\xffob", b"b\xfeob"] {
        let folder = bench.download().join(std::ffi::OsStr::from_bytes(name));
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("server.py"), "x").expect("a file");
    }
    let found = summary(&bench.open());
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|(_, files)| files.as_deref() == Ok(&["server.py".to_owned()])), "{found:?}");
}

pub fn nothing_is_written_to_the_instructors_folder() {
    let bench = Bench::new();
    bench.file("alice/server.py", "x").file("bob/lab.zip", zip(&[entry("server.py", "x")]));
    let before = files(&bench.download());
    bench.open();
    assert_eq!(files(&bench.download()), before);
}

pub fn what_cannot_be_read_is_said() {
    let bench = Bench::new();
    let error =
        open(&bench.download(), &bench.scratch(), Reading::Likely).expect_err("nothing is there").to_string();
    assert!(error.contains("cannot read"), "{error}");
    bench.file("alice/server.py", "x");
    std::fs::create_dir(bench.scratch()).expect("a folder");
    std::fs::write(bench.scratch().join("mine"), "x").expect("a file");
    let error =
        open(&bench.download(), &bench.scratch(), Reading::Likely).expect_err("somebody's files").to_string();
    assert!(error.contains("is not empty"), "{error}");
}

pub fn the_work_of_one_student_is_a_class_of_one() {
    for files in [
        &["task1/server.py", "task2/server.py", "task3/server.py"][..],
        &["Task 2/a.py", "docs/notes.txt", "report.pdf"],
        &["server.py", "client.py"],
        &["server.py", "src/client.py"],
        &["Main.java", "lib/x.jar"],
        &["task1/server.py", "results/journal.jsonl", "results/me/feedback.md", "results2/.work/x"],
    ] {
        let bench = Bench::new();
        for file in files {
            bench.file(file, "x");
        }
        let class = bench.open();
        assert_eq!(class.entries.len(), 1, "{files:?}");
        assert_eq!(class.entries[0].student.key, "download");
        assert!(class.notes[0].contains(" try "), "{:?}", class.notes);
    }
    // Whoever else is there makes a class of it, and so does a platform's naming.
    for files in [
        &["alice/server.py", "task2/server.py"][..],
        &["alice/task1/server.py", "alice/task2/server.py"],
        &["ann_1_2_server.py", "ann_1_3_client.py"],
        &["server.py", "bob/server.py"],
    ] {
        let bench = Bench::new();
        for file in files {
            bench.file(file, "x");
        }
        assert!(!bench.open().entries.is_empty(), "{files:?}");
    }
}

pub fn one_student_s_work_is_taken_whole_without_what_tools_made() {
    let bench = Bench::new();
    bench
        .file("task1/server.py", "x")
        .file("task2/server.py", "x")
        .file("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# by cargo")
        .file("target/debug/server", "x")
        .file("task3/target/notes.py", "a folder that a person made")
        .file("venv/bin/python", "x")
        .file("venv/pyvenv.cfg", "x")
        .file(".git/config", "x")
        .file("node_modules/x/index.js", "x");
    let taken = open_one(&bench.download(), "me", &bench.scratch()).expect("a submission");
    let folder = taken.folder.expect("a folder");
    assert_eq!(files(&folder), ["task1/server.py", "task2/server.py", "task3/target/notes.py"]);
    let said = taken.notes.join("\n");
    assert!(said.contains("`.git`, `node_modules`, `target`, `venv`"), "{said}");

    let bench = Bench::new();
    let archive = bench.root.path().join("lab.zip");
    std::fs::write(&archive, zip(&[entry("task1/server.py", "x")])).expect("an archive");
    let taken = open_one(&archive, "me", &bench.scratch()).expect("a submission");
    assert_eq!(files(&taken.folder.expect("a folder")), ["task1/server.py"]);
    let bench = Bench::new();
    let missing = bench.root.path().join("missing");
    let error = open_one(&missing, "me", &bench.scratch()).expect_err("nothing is there");
    assert!(matches!(error, IntakeError::Read { .. }), "{error}");
}
