//! What a user writes wrongly ends with 2 in every command, with a sentence that names it; 4 is the grader's own.

use std::fs;

use crate::harness::{project, temp_folder, xtask};

/// A class of one who did everything right, graded into `results`.
fn class() -> tempfile::TempDir {
    let class = temp_folder();
    let student = class.path().join("submissions/anna");
    fs::create_dir_all(&student).expect("a folder");
    fs::create_dir(class.path().join("nobody")).expect("a folder");
    for (name, program) in [("server.py", "list_server.py"), ("client.py", "list_client.py")] {
        let program = project().join("xtask/tests/programs/dedup").join(program);
        fs::copy(program, student.join(name)).expect("a copy");
    }
    fs::write(class.path().join("gradebook.csv"), "Name,Age\nanna,7\n").expect("a file");
    fs::write(class.path().join("not-json.json"), "{").expect("a file");
    fs::write(class.path().join("file"), "").expect("a file");
    let scenario = "format = 1\ntitle = 't'\ntask = 'dedup'\nseeds = '1'\ndeliveries = ['as-sent']\n[points]\nsends-numbers = 1\n";
    fs::write(class.path().join("task.toml"), scenario).expect("a file");
    xtask("grade submissions task.toml").from(class.path()).ends(0);
    class
}

#[test]
fn a_slip_in_any_command_is_2_and_named() {
    let class = class();
    for (words, said) in [
        ("run nowhere.toml", "`nowhere.toml`"),
        ("run nobody", "there is no scenario in `nobody`"),
        ("run task3 taks1", "did you mean `task1`?"),
        ("run task1 --save file", "`file`"),
        ("try nowhere", "`nowhere`"),
        ("try submissions/anna taks2", "did you mean `task2`?"),
        ("grade nowhere task.toml", "`nowhere`"),
        ("grade nobody task.toml --out other", "there are no submissions in `nobody`"),
        ("grade submissions nobody", "there is no scenario in `nobody`"),
        ("grade submissions task.toml", "results"),
        ("grade submissions task.toml --resume --only anan", "did you mean `anna`?"),
        ("grade submissions task.toml --out other --canvas gradebook.csv", "gradebook.csv"),
        ("grade submissions task.toml --out other --moodle nowhere.csv", "nowhere.csv"),
        ("grade submissions task.toml --out other --roster nowhere.csv", "nowhere.csv"),
        ("grade submissions task.toml --out file/x", "file/x"),
        ("merge --out merged nowhere", "nowhere"),
        ("merge --out file results", "`file`"),
        ("report nowhere", "nowhere"),
        ("report results --out file", "file"),
        ("show results/anan", "did you mean `anna`?"),
        ("show results/anna/task-seed2", "did you mean `task-seed1`?"),
        ("show nowhere/anna", "`nowhere/anna`"),
        ("replay results/anna", "name a case as well"),
        ("replay results/anna/task-seed2", "`anna` has no case `task-seed2`"),
        ("replay not-json.json", "not-json.json"),
        ("replay nowhere.json", "nowhere.json"),
        ("play nowhere --server ./server", "`nowhere`"),
        ("play not-json.json --server ./server", "not-json.json"),
        ("check nowhere.toml", "`nowhere.toml`"),
        ("check", "`scenarios`"),
        ("init file", "file"),
        ("man file", "`file`"),
        ("completions bahs", "a similar value exists: 'bash'"),
        ("completions zhs", "a similar value exists: 'zsh'"),
        ("grad", "a similar subcommand exists: 'grade'"),
        ("rnu task1", "a similar subcommand exists: 'run'"),
        ("run taks.toml", "did you mean `task.toml`?"),
        ("check submisions", "did you mean `submissions`?"),
        ("run task1 --color sometimes", "possible values: auto, always, never"),
    ] {
        let run = xtask(words).from(class.path()).run();
        assert_eq!(run.code, Some(2), "{words}: {run:?}");
        assert!(run.stderr.contains(said), "{words}: {}", run.stderr);
        assert!(!run.stderr.contains("the grader itself"), "{words}: {}", run.stderr);
    }
}
