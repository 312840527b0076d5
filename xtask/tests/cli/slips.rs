//! What a user writes wrongly ends with 2 in every command, with a sentence that names it; 4 is the grader's own.

use std::fs;

use crate::harness::{project, temp_folder, xtask, xtask_typed};

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
        (
            "try taks2",
            "there is no folder or archive `taks2`, and the tasks are `task1`, `task2`, `task3`; did you mean `task2`?",
        ),
        ("try submisions/anna task2", "cannot read `submisions/anna`; did you mean `submissions/anna`?"),
        (
            "try submissions/anna task2 --pair 9",
            "for `task2` there is only `python3 server.py` with `python3 client.py`",
        ),
        ("try submissions/anna task2 --server 'python3 servr.py'", "did you mean `server.py`?"),
        (
            "run task2 --server 'python3 submissions/anna/servr.py'",
            "did you mean `submissions/anna/server.py`?",
        ),
        (
            "run task2 --dir submissions/anna --client 'python3 -u client2.py'",
            "there is no file `submissions/anna/client2.py`",
        ),
        (
            "play results/anna/task-seed1 --server 'python3 submissions/anna/servr.py'",
            "did you mean `submissions/anna/server.py`?",
        ),
        (
            "grade submissions task.toml --out other --server 'python3 server.py {prot}'",
            "did you mean `{port}`?",
        ),
        (
            "grade submissions task.toml --out new --server 'python3 servr.py {port}'",
            "there is no file `servr.py` in what was handed in; did you mean `server.py`?",
        ),
        ("grade submissions task.toml --out new --only anan", "did you mean `anna`?"),
        ("show reslts/anna", "did you mean `results/anna`?"),
        ("replay reslts/anna/task-seed1", "did you mean `results/anna/task-seed1`?"),
        ("run scenaros/task2.toml", "cannot read the scenario"),
        ("run task1 --seed -1", "invalid value '-1' for '--seed <N>': expected a whole number from 0"),
        ("run task1 --seeds -1", "invalid value '-1' for '--seeds <A..B>': expected a whole number"),
        ("try -j 0", "expected a whole number from 1 on"),
        (
            "grade submissions task.toml -j -2",
            "invalid value '-2' for '--jobs <N>': expected a whole number from 1 on",
        ),
        ("run task1 --host x:99999", "perhaps a port from 1 to 65535"),
        ("run task1 --color sometimes", "possible values: auto, always, never"),
    ] {
        let run = xtask_typed(&format!("socklab {words}")).from(class.path()).run();
        assert_eq!(run.code, Some(2), "{words}: {run:?}");
        assert!(run.stderr.contains(said), "{words}: {}", run.stderr);
        assert!(!run.stderr.contains("the grader itself"), "{words}: {}", run.stderr);
    }
    assert!(!class.path().join("new/journal.jsonl").exists(), "what was not begun cannot be in the way");
}
