//! Nothing that lies below a submission, or is named by one, decides what the grader executes: whatever students write, it
//! is their own program that runs, or one that everybody has.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::class::{Class, grade_of};
use crate::harness::{Call, project, python, temp_folder, xtask};

/// All version managers that the grader asks.
const MANAGERS: [&str; 8] = ["pyenv", "rbenv", "nodenv", "goenv", "jenv", "plenv", "asdf", "rustup"];

/// One seed, one delivery.
const SCENARIO: &str = "format = 1\ntitle = 'Task 2'\ntask = 'dedup'\ntimeout = '2s'\n\
                        [points]\nreply-is-deduplicated = 100\n";

impl Class {
    /// A class that is graded by one case.
    fn of_one_case() -> Self {
        let class = Self::in_folder(tempfile::tempdir().expect("a folder"));
        fs::write(class.path("task2.toml"), SCENARIO).expect("a scenario");
        class
    }

    /// A program, or any other text, in a submission.
    fn program(self, student: &str, name: &str, text: &str) -> Self {
        let file = self.submissions().join(student).join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
        self
    }

    /// A submission that says how its server is started.
    fn declaring(self, student: &str, server: &str, more: &str) -> Self {
        let text = format!("format = 1\nserver = \"{server}\"\nclient = \"python3 client.py\"\n{more}\n");
        self.program(student, "submission.toml", &text).file(student, "client.py", "dedup/list_client.py")
    }

    /// The right server of the corpus as a program of that name, started by a first line.
    fn server(self, student: &str, name: &str, first_line: &str) -> Self {
        let text = fs::read_to_string(project().join("xtask/tests/programs/dedup/list_server.py"))
            .expect("a server");
        self.program(student, name, &format!("#!{first_line}\n{text}"))
    }

    /// What the student is told.
    fn feedback(&self, student: &str) -> String {
        fs::read_to_string(self.path("out").join(student).join("feedback.md")).expect("feedback")
    }
}

/// What a manager of a student's does: it leaves a file where no sandbox can.
fn escape(class: &Class, name: &str) -> String {
    format!("#!/bin/sh\n{{ id; env; }} > {}\nexit 1\n", class.path(&format!("escaped-{name}")).display())
}

#[track_caller]
fn nothing_escaped(class: &Class) {
    let files = fs::read_dir(class.path("")).expect("the folder").flatten();
    let escaped: Vec<_> = files
        .map(|entry| entry.file_name())
        .filter(|name| name.to_string_lossy().starts_with("escaped-"))
        .collect();
    assert!(escaped.is_empty(), "a student's program ran outside of every sandbox: {escaped:?}");
}

#[test]
fn no_manager_that_is_handed_in_is_asked() {
    let mut class = Class::of_one_case();
    for manager in MANAGERS {
        let escapes = escape(&class, manager);
        class = class
            .declaring(manager, "./shims/server", "")
            .server(manager, "shims/server", "/usr/bin/env python3")
            .program(manager, &format!("bin/{manager}"), &escapes);
        // Proxies of rustup's are links to it; students' links are not unpacked.
        if manager == "rustup" {
            class = class.program(manager, "shims/rustup", &escapes);
        }
    }
    class.grade("out", "").ends(0);
    nothing_escaped(&class);
    for manager in MANAGERS {
        assert_eq!(
            grade_of(&class.grades("out"), manager),
            "100",
            "{manager}: its server is a program like others"
        );
    }
}

#[test]
fn no_way_leads_from_a_submission_to_a_program_outside_of_the_sandbox() {
    let class = Class::of_one_case();
    let escapes = escape(&class, "by-a-route");
    let unpacked = class.path("out/.work/submissions/absolute/shims/run");
    let makefile = format!(
        "all:\n\tmkdir -p shims bin\n\tcp made shims/server\n\tprintf '{}' > bin/pyenv\n\
         \tchmod 755 shims/server bin/pyenv\n",
        escapes.replace('\n', "\\n")
    );
    let run = "#!/bin/sh\nexec python3 \"$@\"\n";
    let class = class
        .file("convention", "shims/server.c", "c/text_server.c")
        .file("convention", "client.c", "c/text_client.c")
        .program("convention", "bin/pyenv", &escapes)
        .program("convention", "shims/bin/pyenv", &escapes)
        .declaring("build", "./server", "build = \"./shims/build\"")
        .server("build", "made", "/usr/bin/env python3")
        .program("build", "shims/build", "#!/bin/sh\ncp made server\n")
        .program("build", "bin/pyenv", &escapes)
        .declaring("relative", "./server", "")
        .server("relative", "server", "shims/run")
        .program("relative", "shims/run", run)
        .program("relative", "bin/pyenv", &escapes)
        .declaring("absolute", "./server", "")
        .server("absolute", "server", &unpacked.to_string_lossy())
        .program("absolute", "shims/run", run)
        .program("absolute", "bin/pyenv", &escapes)
        .declaring("makefile", "./shims/server", "build = \"make\"")
        .server("makefile", "made", "/usr/bin/env python3")
        .program("makefile", "Makefile", &makefile)
        .declaring("packed", "./shims/server", "")
        .server("packed", "shims/server", "/usr/bin/env python3")
        .program("packed", "bin/pyenv", &escapes);
    pack(&class.submissions(), "packed");
    class.grade("out", "").ends(0);
    nothing_escaped(&class);
    let grades = class.grades("out");
    for student in ["convention", "build", "relative", "makefile", "packed"] {
        assert_eq!(
            grade_of(&grades, student),
            "100",
            "{student}: a program like others\n{}",
            class.feedback(student)
        );
    }
    assert_eq!(grade_of(&grades, "absolute"), "0", "that path is nobody's in the sandbox");
}

/// Puts a submission into a zip, with the modes that its files have.
fn pack(submissions: &Path, student: &str) {
    let mut zip =
        ZipWriter::new(fs::File::create(submissions.join(format!("{student}.zip"))).expect("a file"));
    let folder = submissions.join(student);
    for name in ["submission.toml", "client.py", "shims/server", "bin/pyenv"] {
        zip.start_file(name, SimpleFileOptions::default().unix_permissions(0o755)).expect("an entry");
        std::io::copy(&mut fs::File::open(folder.join(name)).expect("a file"), &mut zip).expect("its bytes");
    }
    zip.finish().expect("an archive");
    fs::remove_dir_all(folder).expect("it is packed");
}

#[test]
fn what_is_not_a_student_s_own_earns_nothing_and_is_named_in_a_sentence() {
    let class = Class::of_one_case();
    let neighbours = class.path("out/.work/submissions/alice/server").display().to_string();
    let script = r#"{\"role\": \"server\", \"task\": \"dedup\", \"port\": null, \"dials\": null, \"numbers\": [],
        \"count\": {\"start\": 1, \"end\": 200}, \"value\": {\"start\": 0, \"end\": 1000}, \"may_count\": false,
        \"ascending\": false, \"steps\": [{\"Hear\": {\"what\": \"List\", \"sends\": null, \"pause_ms\": 100,
        \"otherwise\": [], \"may_be_nothing\": false}}, {\"Say\": [{\"AsHeard\": \"Final\"}]}, {\"End\": []}]}"#;
    let input = format!("[input]\nserver = \"{}\"", script.replace('\n', " "));
    let grader = env!("CARGO_BIN_EXE_socklab");
    let class = class
        .declaring("alice", "./server", "")
        .server("alice", "server", "/usr/bin/env python3")
        .declaring("by-path", &neighbours, "")
        .declaring("by-first-line", "./server", "")
        .program("by-first-line", "server", &format!("#!{neighbours}\n"))
        .declaring("by-env", "./server", "")
        .program("by-env", "server", &format!("#!/usr/bin/env {neighbours}\n"))
        .declaring("grader", "/proc/self/exe @stand-in", &input)
        .declaring("grader-by-variable", "SOCKLAB_AS_STAND_IN=1 /proc/self/exe", &input)
        .declaring("grader-by-first-line", "SOCKLAB_AS_STAND_IN=1 ./server", &input)
        .program("grader-by-first-line", "server", "#!/proc/self/exe @stand-in\n")
        .declaring("grader-by-path", &format!("SOCKLAB_AS_STAND_IN=1 {grader}"), &input)
        .declaring("nursery", "/proc/self/exe @nursery", "");
    class.grade("out", "").ends(0);
    let grades = class.grades("out");
    assert_eq!(grade_of(&grades, "alice"), "100");
    for (student, said) in [
        ("by-path", "is neither a file in the folder of the program nor one that every program has"),
        ("by-first-line", "asks for the interpreter"),
        ("by-env", "asks for the interpreter"),
        ("grader", "is neither a file in the folder of the program nor one that every program has"),
        ("grader-by-variable", "is neither a file in the folder"),
        ("grader-by-first-line", "the first line of `./server` asks for the interpreter `/proc/self/exe`"),
        ("grader-by-path", "is neither a file in the folder"),
        ("nursery", "is neither a file in the folder"),
    ] {
        let feedback = class.feedback(student);
        assert_eq!(grade_of(&grades, student), "0", "{student}: settled, and nothing earned\n{feedback}");
        let words = feedback.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{student}: {feedback}");
    }
}

#[test]
fn the_hand_out_s_first_lines_name_what_everybody_has() {
    let mut class = Class::of_one_case();
    let interpreters = [
        // Where this machine has its Python somewhere else, it is found by its name.
        "/usr/bin/python",
        "/usr/local/bin/python3",
        "/usr/bin/python3 -u",
        "/usr/bin/env python3",
        "/usr/bin/env -S python3 -u",
    ];
    for (number, interpreter) in interpreters.iter().enumerate() {
        let student = format!("student{number}");
        class = class.declaring(&student, "./server", "").server(&student, "server", interpreter);
    }
    class = class.declaring("by-path", "/usr/local/bin/python3 server.py", "");
    let class = class.file("by-path", "server.py", "dedup/list_server.py");
    class.grade("out", "").ends(0);
    let grades = class.grades("out");
    assert_eq!(grade_of(&grades, "by-path"), "100", "{}", class.feedback("by-path"));
    for (number, interpreter) in interpreters.iter().enumerate() {
        let student = format!("student{number}");
        assert_eq!(grade_of(&grades, &student), "100", "{interpreter}: {}", class.feedback(&student));
    }
}

#[test]
fn a_class_in_a_folder_of_the_system_s_is_seen_by_nobody_in_it() {
    // An ordinary user can write to none of them.
    for system in ["/opt", "/usr/local"] {
        let Ok(scratch) = tempfile::tempdir_in(system) else { continue };
        let class = Class::in_folder(scratch);
        fs::write(class.path("task2.toml"), SCENARIO).expect("a scenario");
        let course = class.path("").display().to_string();
        let looks = format!(
            "import os\nfor folder, _, files in os.walk('{course}'):\n    for name in files: print('SEEN', folder, name)\n"
        );
        let client = fs::read_to_string(project().join("xtask/tests/programs/dedup/list_client.py"))
            .expect("a client");
        let class = class
            .with("alice", "dedup/list_server.py", "dedup/list_client.py")
            .file("snoop", "server.py", "dedup/list_server.py")
            .program("snoop", "client.py", &format!("{looks}{client}"));
        class.grade("out", "").ends(0);
        for student in ["alice", "snoop"] {
            assert_eq!(grade_of(&class.grades("out"), student), "100", "{system}: {}", class.grades("out"));
        }
        let journal = fs::read_to_string(class.path("out/journal.jsonl")).expect("a journal");
        assert!(!journal.contains("SEEN /"), "{journal}");
        let call = |out: &str| {
            xtask("grade").with([class.submissions(), class.path("task2.toml")]).with(["--out", out])
        };
        let refused = call(system).ends(2);
        assert!(refused.stderr.contains("which every program has to see"), "{}", refused.stderr);
    }
}

#[test]
fn the_grader_can_be_called_anywhere() {
    let class = Class::of_one_case()
        .with("alice", "dedup/list_server.py", "dedup/list_client.py")
        .file("bob", "client.py", "dedup/list_client.py")
        .file("carol", "server.py", "dedup/list_server.py");
    for (number, folder) in ["/", "/usr", "/usr/bin", "/opt"].into_iter().enumerate() {
        let out = format!("out{number}");
        class.grade(&out, "").from(folder).ends(0);
        let grades = class.grades(&out);
        assert_eq!(grade_of(&grades, "alice"), "100", "{folder}");
        assert_eq!(grade_of(&grades, "carol"), "100", "a stand-in plays her client from {folder} as well");
    }
}

/// A manager that is in `PATH`, and sleeps.
fn with_a_manager_that_sleeps(call: Call, folder: &Path) -> Call {
    for (name, text) in [("shims/python3", "#!/bin/sh\n"), ("bin/pyenv", "#!/bin/sh\nexec sleep 3600\n")] {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(&file, text).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
    }
    call.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.join("shims").display()))
}

#[test]
fn a_manager_that_never_answers_is_named_and_gone_without() {
    let scratch = temp_folder();
    let call = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --no-stand-ins");
    let call = call.server(&python("dedup/list_server.py")).client(&python("dedup/list_client.py"));
    let run = with_a_manager_that_sleeps(call, scratch.path()).run();
    assert!(run.stderr.contains("bin/pyenv` did not say in 10 s what"), "{}", run.stderr);
    assert!(run.stdout.contains("reply-is-deduplicated"), "it goes on: {}", run.stdout);
}

/// What executes a program, by any of its spellings.
const SPELLINGS: [&str; 13] = [
    "Command::new(",
    "process::Command;",
    "process::Command as",
    "std::process::{",
    "posix_spawn",
    "execv(",
    "execve(",
    "execveat(",
    "execvp",
    "execl",
    "fexecve",
    "popen(",
    "libc::system",
];

/// The files in which one stands, and why.
const ALLOWED: [(&str, &[&str]); 3] = [
    // The harness's own binary, once more.
    ("host/nursery.rs", &["Command::new(", "std::process::{"]),
    // Version managers of the grader's own `PATH`.
    ("host/managers.rs", &["Command::new(", "std::process::{"]),
    // A program, by its keeper and in its sandbox.
    ("host/program.rs", &["execve("]),
];

#[test]
fn the_harness_executes_nothing_in_any_other_place() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![source.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            let name = entry.strip_prefix(&source).expect("below").to_string_lossy().into_owned();
            if entry.is_dir() && !name.ends_with("tests") {
                folders.push(entry);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.ends_with("fixtures.rs") {
                let text = fs::read_to_string(&entry).expect("a source");
                let code =
                    text.lines().take_while(|line| !(line.starts_with("mod ") && line.ends_with("tests {")));
                let code = code.filter(|line| !line.trim_start().starts_with("//"));
                found.extend(code.flat_map(|line| {
                    let here = SPELLINGS.iter().filter(|spelling| line.contains(**spelling));
                    here.map(|spelling| (name.clone(), *spelling)).collect::<Vec<_>>()
                }));
            }
        }
    }
    let is_allowed = |(file, spelling): &(String, &str)| {
        ALLOWED.iter().any(|(allowed, spellings)| file == allowed && spellings.contains(spelling))
    };
    let (allowed, new): (Vec<_>, Vec<_>) = found.into_iter().partition(is_allowed);
    assert_eq!(
        new,
        [],
        "what executes a program in the harness's own namespaces stands in one of {ALLOWED:?}"
    );
    assert_eq!(allowed.iter().filter(|(_, spelling)| *spelling == "Command::new(").count(), 2, "{allowed:?}");
    assert!(allowed.contains(&("host/program.rs".to_owned(), "execve(")), "{allowed:?}");
}
