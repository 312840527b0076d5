//! What is quoted from files of the project stands in them.

use std::fs;
use std::process::Command;

use crate::document::{Document, for_users, project};

#[test]
fn what_is_quoted_of_a_file_stands_there_in_this_order() {
    let mut quoted = 0;
    for document in for_users() {
        for block in document.blocks.iter().filter(|block| block.name.is_none()) {
            let Some(file) = block.after.as_ref().filter(|file| project().join(file).is_file()) else {
                continue;
            };
            let text = fs::read_to_string(project().join(file)).expect("text");
            let mut lines = text.lines().map(str::trim);
            for line in block.text.lines().map(str::trim).filter(|line| !["", "..."].contains(line)) {
                assert!(
                    lines.any(|one| one == line),
                    "{}: `{file}` does not hold `{line}` there",
                    document.path
                );
            }
            quoted += 1;
        }
    }
    assert!(quoted >= 2, "{quoted} files are quoted");
}

#[test]
fn pieces_of_a_lab_are_taken_where_they_stand_below_the_rest_of_it() {
    let scratch = tempfile::tempdir().expect("a folder");
    for name in ["lab.toml", "task1.toml", "task2.toml", "task3.toml"] {
        fs::copy(project().join("scenarios").join(name), scratch.path().join(name)).expect("a copy");
    }
    let lab = fs::read_to_string(scratch.path().join("lab.toml")).expect("a lab");
    let document = Document::read("docs/scenarios.md");
    let pieces = document.blocks_in(&["toml"]).filter(|block| block.text.starts_with('['));
    let mut count = 0;
    for piece in pieces {
        fs::write(scratch.path().join("lab.toml"), format!("{lab}\n{}", piece.text)).expect("a lab");
        let mut check = Command::new(env!("CARGO_BIN_EXE_socklab"));
        let output = check.arg("check").arg(scratch.path().join("lab.toml")).output().expect("it runs");
        assert!(output.status.success(), "{}\n{}", piece.text, String::from_utf8_lossy(&output.stderr));
        count += 1;
    }
    assert_eq!(count, 2, "`[toolchain]` and `[late]`");
}

#[test]
fn what_a_workflow_gives_the_action_is_an_input_of_it() {
    let action = fs::read_to_string(project().join("action.yml")).expect("the action");
    let inputs = action.split("outputs:").next().expect("inputs come first");
    let document = Document::read("docs/ci.md");
    let workflow = document.blocks_in(&["yaml"]).next().expect("a workflow");
    let (_, with) = workflow.text.split_once("with:\n").expect("it gives something");
    let given: Vec<&str> =
        with.lines().filter_map(|line| line.trim().split_once(": ")).map(|(name, _)| name).collect();
    assert!(!given.is_empty(), "{with}");
    for name in given {
        assert!(inputs.contains(&format!("\n  {name}:\n")), "`{name}` is no input of action.yml");
    }
}
