//! The grader away from its clone: what is in it, by what name it is called, and what shells and manuals have of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{Call, project, temp_folder, xtask};

/// The grader as it is installed: in a folder of `PATH`, without cargo.
fn installed(bin: &Path, arguments: &str) -> Call {
    let grader = bin.join("socklab");
    if !grader.exists() {
        fs::create_dir_all(bin).expect("a folder");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_socklab"), &grader).expect("a link");
    }
    let path = format!("{}:/usr/bin:/bin", bin.display());
    // A shell finds it by its name alone, and hands that name on.
    let shell =
        ["env", "-u", "CARGO_MANIFEST_DIR", "-u", "CARGO", "sh", "-c", "shift; exec socklab \"$@\"", "sh"];
    xtask(arguments).env("PATH", path).by_way_of(&shell.map(str::to_owned))
}

#[test]
fn it_needs_neither_clone_nor_cargo_and_prints_commands_by_the_name_it_was_called_by() {
    let scratch = temp_folder();
    let (bin, folder) = (scratch.path().join("bin"), scratch.path().join("here"));
    fs::create_dir(&folder).expect("a folder");
    let run = installed(&bin, "run task1 task2 task3 --seed 1").from(&folder).ends(0);
    assert_eq!(run.stdout.matches("100/100 points").count(), 3, "{}", run.stdout);
    let server = project().join("xtask/tests/programs/dedup/keeps_repeats_server.py");
    let run = installed(&bin, "run task2 --seed 1 --delivery as-sent").from(&folder);
    let client = project().join("xtask/tests/programs/dedup/list_client.py");
    let run = run.server(&format!("python3 {} {{port}}", server.display()));
    let run = run.client(&format!("python3 {} {{port}} {{host}}", client.display())).ends(1);
    assert!(run.again().starts_with("socklab run task2 --server "), "{}", run.again());
    let help = installed(&bin, "run --help").from(&folder).ends(0).stdout;
    assert!(help.contains("Usage: socklab run"), "{help}");
    let help = xtask("run --help").ends(0).stdout;
    assert!(help.contains("Usage: cargo xtask run") && help.contains("  cargo xtask run task2"), "{help}");
}

#[test]
fn what_is_in_it_is_written_out_to_be_changed_and_never_over_anything() {
    let scratch = temp_folder();
    let lab = scratch.path().join("my lab");
    let run = xtask("init").with([&lab]).ends(0);
    let command = run.stdout.split('`').find(|part| part.contains(" run "));
    let command = command.unwrap_or_else(|| panic!("what to do next is said: {}", run.stdout));
    crate::harness::xtask_typed(command).with(["--seed", "1", "--delivery", "as-sent"]).ends(0);
    for (name, original) in [
        ("scenarios/lab.toml", "scenarios/lab.toml"),
        ("scenarios/task3.toml", "scenarios/task3.toml"),
        ("schema/results.schema.json", "schema/results.schema.json"),
        ("lab/src/task/dedup.rs", "src/task/dedup.rs"),
    ] {
        let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_eq!(read(&lab.join(name)), read(&project().join(original)), "{name}");
    }
    // The lab's source is a project of its own, which cargo understands without the clone.
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(lab.join("lab"));
    let metadata = cargo.output().expect("cargo runs");
    let text = String::from_utf8_lossy(&metadata.stdout);
    let metadata: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{metadata:?}"));
    let targets = metadata["packages"][0]["targets"].as_array().expect("targets");
    let names: Vec<&str> = targets.iter().filter_map(|target| target["name"].as_str()).collect();
    assert_eq!(names, ["socklab", "client", "server"]);

    let changed = lab.join("scenarios/task1.toml");
    fs::write(&changed, "mine").expect("a file");
    fs::remove_file(lab.join("scenarios/task2.toml")).expect("it is there");
    let run = xtask("init").with([&lab]).ends(2);
    assert!(run.stderr.contains("is in the way, so nothing was written"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&changed).expect("a file"), "mine");
    assert!(!lab.join("scenarios/task2.toml").exists(), "all or nothing");
}

#[test]
fn shells_complete_every_command_and_the_manual_has_a_page_of_each() {
    let help = xtask("--help").ends(0).stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("a list of commands");
    let commands = commands.split("\n\n").next().unwrap_or_default();
    let commands: Vec<&str> = commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 12, "{commands:?}");
    let scratch = temp_folder();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = xtask("completions").with([shell]).ends(0).stdout;
        for command in &commands {
            assert!(script.contains(command), "{shell} does not complete `{command}`");
        }
        let has_values = !["elvish", "powershell"].contains(&shell);
        assert_eq!(script.contains("byte-by-byte"), has_values, "{shell} and deliveries");
        let file = scratch.path().join(shell);
        fs::write(&file, script).expect("a file");
        // Of those shells that are here, each takes it.
        if let Ok(status) = Command::new(shell).arg("-n").arg(&file).status() {
            assert!(status.success(), "{shell}");
        }
    }
    let man = scratch.path().join("man1");
    xtask("man").with([&man]).ends(0);
    for command in commands.iter().filter(|command| **command != "help") {
        let page = fs::read_to_string(man.join(format!("socklab-{command}.1")));
        let page = page.unwrap_or_else(|error| panic!("a page of `{command}`: {error}"));
        assert!(page.contains(".SH NAME") && page.contains("Examples:"), "{command}: {page}");
    }
    assert!(man.join("socklab.1").exists());
}

#[test]
fn colours_and_quiet_are_options_of_every_command() {
    let cases = "run task1 --seed 1 --delivery as-sent";
    assert!(xtask(cases).with(["--color", "always"]).ends(0).stdout.contains("\u{1b}["));
    for never in [xtask(cases).on_a_terminal().with(["--color", "never"]), xtask(cases)] {
        assert!(!never.ends(0).stdout.contains('\u{1b}'));
    }
    let submissions = temp_folder();
    let folder = submissions.path().join("anna");
    fs::create_dir(&folder).expect("a folder");
    for (name, program) in [("server.py", "list_server.py"), ("client.py", "list_client.py")] {
        let program = project().join("xtask/tests/programs/dedup").join(program);
        fs::copy(program, folder.join(name)).expect("a copy");
    }
    let out = submissions.path().join("out");
    let grade = || {
        let _ = fs::remove_dir_all(&out);
        xtask("grade").with([submissions.path(), "task2".as_ref()]).with(["--out".as_ref(), out.as_os_str()])
    };
    assert!(grade().ends(0).stderr.contains("[1/1] anna"));
    assert_eq!(grade().with(["-q"]).ends(0).stderr, "");
}
