//! What the documents say is so: what their transcripts show is what comes out, their examples are right and wrong as they are said to be,
//! their commands parse, and their links lead somewhere.
//!
//! A block of code whose language is followed by the name of a file is written to that file, and the transcripts below it find it there.
//! `UPDATE_EXPECTED=1` writes what came out into transcripts that say something else; read the difference before it is committed.

mod commands;
mod document;
mod downloads;
#[path = "../shared/grader.rs"]
#[expect(dead_code, reason = "documents call it by its name")]
mod grader;
mod links;
mod quoted;
mod transcript;
mod walk;

use std::fs;
use std::process::Command;

use document::Document;
use walk::Walk;

/// A document, followed from its first line to its last.
fn follow(path: &str) -> Walk {
    let mut walk = Walk::begin();
    walk.follow(&Document::read(path));
    walk
}

#[test]
fn the_readme_is_as_it_says() {
    follow("README.md");
}

#[test]
fn a_student_sees_what_is_wrong_fail_and_what_is_right_pass() {
    let mut walk = Walk::begin();
    let languages = [("python", "python3"), ("c", "cc"), ("java", "javac")];
    let languages = languages.map(|(folder, needs)| (folder, walk.has_or_leaves_out(needs, folder)));
    walk.follow(&Document::read("docs/student.md"));
    for (folder, _) in languages.iter().filter(|(_, is_here)| *is_here) {
        let tried = walk.seen_of(&format!("socklab try {folder} "));
        let [wrong, right] = tried[..] else { panic!("{folder}: {tried:#?}") };
        assert!(right.contains("100/100 points"), "{right}");
        for failure in
            ["FAIL  survives-merging", "FAIL  survives-cutting", "TCP is a stream of bytes, not of messages"]
        {
            assert!(wrong.contains(failure), "{folder}: {failure}\n{wrong}");
        }
    }
}

#[test]
fn an_instructor_gets_back_what_each_platform_takes() {
    let mut walk = Walk::begin();
    downloads::write(walk.folder());
    walk.after = downloads::shorten;
    walk.follow(&Document::read("docs/instructor.md"));
    downloads::are_graded(walk.folder());
}

#[test]
fn a_pair_is_run_and_played_as_it_says() {
    follow("docs/run.md");
}

#[test]
fn continuous_integration_gets_its_files_and_its_exit_status() {
    let mut walk = Walk::begin();
    walk.hand_in("submission", "loses_last_server.py", "list_client.py");
    walk.follow(&Document::read("docs/ci.md"));
    for file in ["junit.xml", "results.json"] {
        assert!(walk.folder().join(file).exists(), "{file}");
    }
}

#[test]
fn the_action_judges_a_folder_and_says_at_which_file_it_fails() {
    let walk = Walk::begin();
    walk.hand_in("repository", "loses_last_server.py", "list_client.py");
    let results = walk.folder().join("results");
    let [output, summary] = ["output", "summary"].map(|name| walk.folder().join(name));
    let mut action = Command::new(document::project().join("xtask/deploy/action.sh"));
    action
        .current_dir(walk.folder())
        .env("ACTION", document::project())
        .env("SOCKLAB_GRADER", env!("CARGO_BIN_EXE_socklab"));
    action
        .envs([("FOLDER", "repository"), ("SCENARIOS", "task2")])
        .env("RESULTS", &results)
        .env("PATH", walk.path());
    action.env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary);
    let run = action.output().expect("it starts");
    let said = String::from_utf8(run.stdout).expect("text");
    assert_eq!(run.status.code(), Some(1), "a check fails: {said}");
    assert!(
        said.contains("::error file=repository/server.py,line=21,title=task2%3A reply-is-deduplicated::"),
        "{said}"
    );
    let text = |file| fs::read_to_string(file).expect("text");
    assert!(
        text(&output).contains("\nresult=") && text(&output).contains("exit-status=0"),
        "{}",
        text(&output)
    );
    assert!(text(&summary).contains("reply-is-deduplicated"), "{}", text(&summary));
    for file in ["junit.xml", "report.html", "results.json"] {
        assert!(results.join(file).exists(), "{file}");
    }
}

#[test]
fn scenarios_are_refused_as_it_says() {
    follow("docs/scenarios.md");
}

#[test]
fn the_lab_s_programs_say_what_stands_there() {
    follow("docs/lab.md");
}
