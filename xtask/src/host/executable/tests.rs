//! Who may name what, and what is shown for it.

use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

/// A student's folder, and a neighbour's beside it.
fn class(files: &[(&str, &str, u32)]) -> (tempfile::TempDir, Folder) {
    let class = tempfile::tempdir().expect("a folder");
    let path = fs::canonicalize(class.path()).expect("its real path");
    let files = [&[("neighbour/server", "#!/bin/sh\n", 0o755)], files].concat();
    for (name, text, mode) in files {
        let file = path.join(name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        fs::write(&file, text.replace("CLASS", &path.to_string_lossy())).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("its mode");
    }
    let source = path.join("own");
    fs::create_dir_all(&source).expect("a folder");
    (class, Folder { source, seen: "/submission".into(), inside: "".into(), is_shown: true })
}

fn by(origin: Origin, word: &str, folder: &Folder) -> Result<Resolved, StartError> {
    let mut launch = Launch::new([word], &folder.source);
    launch.executable = Executable::Named(origin);
    resolve(&launch, folder)
}

fn by_student(word: &str, folder: &Folder) -> Result<Resolved, StartError> {
    by(Origin::Student, word, folder)
}

#[test]
fn a_program_of_the_system_needs_nothing_more() {
    let (_class, folder) = class(&[]);
    let resolved = by_student("sh", &folder).expect("every machine has it");
    assert!(is_in_system(&resolved.file), "{resolved:?}");
    assert_eq!((resolved.needs, resolved.path), (vec![], vec![]));
}

#[test]
fn what_cannot_be_started_is_told_apart() {
    let (_class, folder) = class(&[
        ("own/plain.py", "print(1)\n", 0o644),
        ("own/old.py", "#!/usr/no/such/python -u\n", 0o755),
        ("own/lost.py", "#!/usr/bin/env no-such-python\n", 0o755),
    ]);
    let problem = |name: &str| by_student(name, &folder).expect_err(name).to_string();
    assert_eq!(problem("./gone"), "`./gone` was not found");
    assert_eq!(problem("no-such-program"), "`no-such-program` was not found");
    assert!(problem("./plain.py").starts_with("`./plain.py` is not executable"), "{}", problem("./plain.py"));
    assert!(problem("./old.py").contains("interpreter `/usr/no/such/python`"), "{}", problem("./old.py"));
    assert!(problem("./lost.py").contains("interpreter `no-such-python`"), "{}", problem("./lost.py"));
}

#[test]
fn a_student_s_word_names_what_is_handed_in_and_what_everybody_has() {
    let (_class, folder) = class(&[
        ("own/server", "", 0o755),
        ("own/bin/runs", "", 0o755),
        ("own/script", "#!/usr/bin/env -S python3 -u\n", 0o755),
        ("own/relative", "#!bin/runs\n", 0o755),
        ("own/whole", "#!/submission/bin/runs\n", 0o755),
        ("own/spaced", "#! /bin/sh -e\n", 0o755),
    ]);
    symlink("bin/../server", folder.source.join("link")).expect("a link");
    symlink("/bin/sh", folder.source.join("shell")).expect("a link");
    for (word, file) in [
        ("./server", "/submission/./server"),
        ("bin/../server", "/submission/server"),
        ("/submission/server", "/submission/server"),
        ("./script", "/submission/./script"),
        ("./relative", "/submission/./relative"),
        ("./whole", "/submission/./whole"),
        ("./spaced", "/submission/./spaced"),
        ("./link", "/submission/./link"),
        ("./shell", "/submission/./shell"),
        ("/bin/sh", "/bin/sh"),
    ] {
        assert_eq!(by_student(word, &folder).expect(word).file, Path::new(file), "{word}");
    }
}

#[test]
fn an_interpreter_that_lies_elsewhere_here_is_found_by_its_name() {
    let (_class, folder) = class(&[
        ("own/server", "#! /usr/local/sbin/sh -e -u\n", 0o755),
        ("own/outer", "#!server\n", 0o755),
        ("own/strange", "#!/usr/local/lib/sh\n", 0o755),
    ]);
    let sh = by_student("sh", &folder).expect("every machine has it").file;
    let words = |command: &[&str]| command.iter().map(OsString::from).collect::<Vec<_>>();
    let resolved = by_student("./server", &folder).expect("it is found");
    let shell = sh.to_str().expect("a name");
    assert_eq!(resolved.file, sh);
    assert_eq!(
        resolved.arguments(&words(&["./server", "a", "b"])),
        words(&[shell, "-e -u", "/submission/./server", "a", "b"])
    );
    let resolved = by_student("/usr/local/sbin/sh", &folder).expect("it is found");
    assert_eq!(resolved.arguments(&words(&["/usr/local/sbin/sh", "x"])), words(&[shell, "x"]));
    // The kernel would not find it there.
    for word in ["./outer", "./strange"] {
        let error = by_student(word, &folder).expect_err(word);
        assert!(matches!(error, StartError::BadInterpreter { .. }), "{word}: {error:?}");
    }
}

#[test]
fn a_student_s_word_names_nothing_else() {
    let own = std::env::current_exe().expect("this program");
    let own = own.to_str().expect("a name");
    let (class, folder) = class(&[
        ("own/first_line", "#!/proc/self/exe @stand-in\n", 0o755),
        ("own/second_line", "#!first_line\n", 0o755),
        ("own/of_neighbour", "#!CLASS/neighbour/server\n", 0o755),
        ("own/above", "#!../neighbour/server\n", 0o755),
        ("own/by_env", "#!/usr/bin/env CLASS/neighbour/server\n", 0o755),
        ("own/of_grader", &format!("#!{own}\n"), 0o755),
    ]);
    for (name, target) in [
        ("own_link", "/proc/self/exe"),
        ("link_to_link", "own_link"),
        ("pid_link", "/proc/2/exe"),
        ("neighbour_link", "../neighbour/server"),
        ("root_link", "/proc/self/root/bin/sh"),
    ] {
        symlink(target, folder.source.join(name)).expect("a link");
    }
    let neighbour = fs::canonicalize(class.path()).expect("a path").join("neighbour/server");
    let words = [
        "./first_line",
        "./second_line",
        "./of_neighbour",
        "./by_env",
        "./of_grader",
        "./own_link",
        "./link_to_link",
        "./pid_link",
        "./root_link",
        "/proc/self/exe",
        "/proc/1/exe",
        "/dev/fd/0",
        own,
        neighbour.to_str().expect("a name"),
    ];
    for word in words {
        let error = by_student(word, &folder).expect_err(word);
        let is_refused =
            matches!(error, StartError::NotForIt { .. } | StartError::InterpreterNotForIt { .. });
        assert!(is_refused, "{word}: {error:?}");
    }
    // From where the program is, these are not there.
    for word in ["./above", "../neighbour/server", "./neighbour_link"] {
        let error = by_student(word, &folder).expect_err(word);
        let is_gone = matches!(error, StartError::NotFound { .. } | StartError::BadInterpreter { .. });
        assert!(is_gone, "{word}: {error:?}");
    }
    // Without a sandbox they are, and are not the student's all the same.
    let plain = Folder { seen: folder.source.clone(), ..folder };
    for word in ["./above", "../neighbour/server", "./neighbour_link", "./own_link"] {
        let error = by_student(word, &plain).expect_err(word);
        let is_refused =
            matches!(error, StartError::NotForIt { .. } | StartError::InterpreterNotForIt { .. });
        assert!(is_refused, "{word}: {error:?}");
    }
}

#[test]
fn an_instructor_s_word_names_any_file_and_a_student_s_script_does_not() {
    let (class, folder) = class(&[("own/of_neighbour", "#!CLASS/neighbour/server\n", 0o755)]);
    let neighbour = fs::canonicalize(class.path()).expect("a path").join("neighbour/server");
    let resolved = by(Origin::Instructor, neighbour.to_str().expect("a name"), &folder).expect("any file");
    assert_eq!((&resolved.file, &resolved.needs[..]), (&neighbour, std::slice::from_ref(&neighbour)));
    // Whoever starts it: the first line is the student's.
    let error = by(Origin::Instructor, "./of_neighbour", &folder).expect_err("a student's word");
    assert!(matches!(error, StartError::InterpreterNotForIt { .. }), "{error:?}");
    let own = Launch::new(["./of_neighbour"], &folder.source).by_instructor();
    assert_eq!(resolve(&own, &folder).expect("the instructor's own").needs, [neighbour]);
}

#[test]
fn a_toolchain_is_shown_alone() {
    let (class, folder) = class(&[
        ("versions/3.13/bin/python3.13", "", 0o755),
        ("versions/3.13/lib/os.py", "", 0o644),
        ("tool/server", "", 0o755),
    ]);
    let home = fs::canonicalize(class.path()).expect("a path");
    let resolve =
        |name: &str| by(Origin::Instructor, home.join(name).to_str().expect("a name"), &folder).expect(name);
    let python = resolve("versions/3.13/bin/python3.13");
    assert_eq!(python.needs, [home.join("versions/3.13")]);
    assert_eq!(python.path, [home.join("versions/3.13/bin")]);
    assert_eq!(resolve("tool/server").needs, [home.join("tool/server")]);
}

#[test]
fn the_harness_s_own_programs_are_no_words() {
    let (_class, folder) = class(&[]);
    let mut launch = Launch::new(["stand-in"], "/");
    launch.executable = Executable::Own;
    assert_eq!(resolve(&launch, &folder).expect("it is there").file, Path::new(OWN_PROGRAM));
}
