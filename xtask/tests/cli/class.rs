//! `cargo xtask grade` and what belongs to it: a class from its folder to its grades, through interruptions, shards and
//! whatever students hand in.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::harness::{Run, project, xtask};
use crate::journal;

/// Two seeds under two deliveries, and not much patience.
const SCENARIO: &str = "format = 1\ntitle = 'Task 2'\ntask = 'dedup'\nseeds = '1..2'\n\
                        deliveries = ['as-sent', 'coalesced']\ntimeout = '2s'\n\
                        [points]\nsends-numbers = 10\nreply-is-deduplicated = 30\nshows-final-list = 20\n\
                        shows-duplicates = 20\nsurvives-merging = 20\n";

/// A class in a folder of its own.
pub struct Class {
    scratch: TempDir,
}

impl Class {
    fn new() -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder"))
    }

    pub fn in_folder(scratch: TempDir) -> Self {
        let class = Self { scratch };
        fs::create_dir(class.submissions()).expect("a folder");
        fs::write(class.path("task2.toml"), SCENARIO).expect("a scenario");
        class
    }

    /// Right ones, wrong ones and one that hangs.
    fn of_six() -> Self {
        Self::new()
            .with("alice", "dedup/list_server.py", "dedup/list_client.py")
            .with("bob", "dedup/keeps_repeats_server.py", "dedup/list_client.py")
            .with("carol", "stalls/never_replies_server.py", "dedup/list_client.py")
            .with("dave", "dedup/json_server.py", "dedup/json_client.py")
            .with("erin", "races/list_then_table_server.py", "races/list_then_table_client.py")
            .with("frank", "dedup/pickle_server.py", "dedup/pickle_client.py")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    pub fn submissions(&self) -> PathBuf {
        self.path("submissions")
    }

    /// A submission of two programs of the corpus.
    pub fn with(self, student: &str, server: &str, client: &str) -> Self {
        self.file(student, "server.py", server).file(student, "client.py", client)
    }

    /// One file of the corpus in a submission.
    pub fn file(self, student: &str, name: &str, program: &str) -> Self {
        let file = self.submissions().join(student).join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::copy(project().join("xtask/tests/programs").join(program), file).expect("a program");
        self
    }

    pub fn grade(&self, out: &str, options: &str) -> crate::harness::Call {
        let [submissions, scenario, out] = [self.submissions(), self.path("task2.toml"), self.path(out)];
        xtask("grade")
            .with([submissions, scenario])
            .with(["--out".into(), out])
            .with(options.split_whitespace())
    }

    pub fn grades(&self, out: &str) -> String {
        fs::read_to_string(self.path(out).join("grades.csv")).expect("there are grades")
    }

    /// Lines of the journal that are whole.
    fn lines(&self, out: &str) -> usize {
        journal::lines(&self.path(out))
    }

    /// How many cases stand in the journal, and how many different ones.
    fn cases(&self, out: &str) -> (usize, usize) {
        let journal = fs::read_to_string(self.path(out).join("journal.jsonl")).expect("a journal");
        let id = |line: &str| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            let case = &entry["fact"]["case"]["id"];
            (!case.is_null()).then(|| format!("{} {case}", entry["key"]))
        };
        let mut ids: Vec<String> = journal.lines().skip(1).filter_map(id).collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        (all, ids.len())
    }
}

/// What all of the class of six comes to. It was graded once, for all tests that hold others beside it.
struct Whole {
    grades: String,
    cases: usize,
}

impl Whole {
    fn of_six() -> &'static Self {
        static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
            let class = Class::of_six();
            class.grade("whole", "--jobs 2").ends(0);
            let (all, different) = class.cases("whole");
            assert_eq!(all, different, "nothing is run twice");
            Whole { grades: class.grades("whole"), cases: all }
        });
        &WHOLE
    }
}

/// The row of a student in the grades.
#[track_caller]
pub fn grade_of(grades: &str, student: &str) -> String {
    let row = grades.lines().find(|line| line.starts_with(&format!("\"{student}\",")));
    let row = row.unwrap_or_else(|| panic!("no {student} in\n{grades}"));
    row.split(',').nth(2).expect("a cell").to_owned()
}

#[test]
fn every_submission_of_a_folder_gets_its_grade_whatever_the_number_of_workers() {
    let class = Class::of_six();
    class.grade("one", "--jobs 1").ends(0);
    let grades = class.grades("one");
    assert_eq!(grade_of(&grades, "bob"), "50", "a stand-in shows that the client does its part:\n{grades}");
    let played = class.path("one/bob/task2-seed1-as-sent-with-stand-in-server");
    xtask("replay").with([played]).ends(0);
    assert_eq!(grade_of(&grades, "erin"), "80", "a race loses what hangs on the delivery:\n{grades}");
    assert_eq!(grade_of(&grades, "frank"), "100", "{grades}");
    class.grade("eight", "--jobs 8").ends(0);
    assert_eq!(class.grades("eight"), grades);
    assert_eq!(Whole::of_six().grades, grades);
    assert!(!class.path("one/.work").exists(), "what was unpacked is taken away");
}

#[test]
fn a_killed_grader_goes_on_where_it_was_and_ends_with_the_same_grades() {
    let (class, whole) = (Class::of_six(), Whole::of_six());
    for killed_after in [1, 4, 9, 16] {
        let running = class.grade("killed", "--jobs 2 --resume").start();
        journal::wait_for_lines(&class.path("killed"), killed_after, running.id());
        running.signal("KILL");
        assert_eq!(running.end().code, None);
    }
    class.grade("killed", "--jobs 2 --resume").ends(0);
    assert_eq!(class.grades("killed"), whole.grades);
    let (_, resumed) = class.cases("killed");
    assert_eq!(resumed, whole.cases, "the same cases were run");
    let before = class.lines("killed");
    class.grade("killed", "--resume").ends(0);
    assert_eq!(class.lines("killed"), before, "where all is done, nothing is");
}

#[test]
fn an_interrupted_grader_ends_in_order_with_what_is_done() {
    let class = Class::of_six();
    let running = class.grade("out", "--jobs 1").start();
    journal::wait_for_lines(&class.path("out"), 8, running.id());
    running.signal("INT");
    let run = running.end();
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.stderr.contains("go on with `--resume`"), "{}", run.stderr);
    let grades = class.grades("out");
    assert_eq!(grades.lines().count(), 1 + 6, "everyone is in the list:\n{grades}");
    class.grade("out", "--resume").ends(0);
}

#[test]
fn shards_put_together_are_the_class() {
    let class = Class::of_six();
    let folders: Vec<String> = (1..=4).map(|number| format!("shard-{number}")).collect();
    for (number, folder) in (1..).zip(&folders).filter(|(number, _)| *number != 2) {
        class.grade(folder, &format!("--shard {number}/4")).ends(0);
    }
    let merge = |folders: &[String]| {
        let out = class.path("merged");
        xtask("merge").with(folders.iter().map(|folder| class.path(folder))).with(["--out".into(), out])
    };
    let some: Vec<String> = [0, 2, 3].map(|place| folders[place].clone()).to_vec();
    let run = merge(&some).ends(3);
    assert!(
        run.stderr.contains("2 of 6 submissions are missing or not finished: bob, frank"),
        "{}",
        run.stderr
    );
    class.grade(&folders[1], "--shard 2/4").ends(0);
    merge(&folders[1..2]).ends(0);
    assert_eq!(class.grades("merged"), Whole::of_six().grades);
    let journal = || fs::read(class.path("merged/journal.jsonl")).expect("a journal");
    let merged = journal();
    merge(&folders).ends(0);
    assert!(journal() == merged, "merging once more changes nothing");
}

#[test]
fn who_listens_is_the_server_and_every_combination_is_tried() {
    let class = Class::new()
        .file("alice", "server.py", "dedup/list_server.py")
        .file("alice", "client.py", "stalls/crashes_early_client.py")
        .file("alice", "client2.py", "dedup/list_client.py")
        .file("bob", "first.py", "dedup/json_client.py")
        .file("bob", "second.py", "dedup/json_server.py");
    class.grade("out", "").ends(0);
    let grades = class.grades("out");
    assert_eq!(grade_of(&grades, "alice"), grade_of(&grades, "bob"), "{grades}");
    let shown = xtask("show").with([class.path("out/alice")]).ends(0).stdout;
    assert!(
        shown.contains("of 2 pairs, all tried, `python3 server.py` with `python3 client2.py` did best"),
        "{shown}"
    );
    let shown = xtask("show").with([class.path("out/bob")]).ends(0).stdout;
    assert!(shown.contains("server  python3 second.py"), "{shown}");
}

#[test]
fn what_is_ambiguous_is_asked_and_the_answer_is_graded() {
    let class = Class::new()
        .file("alice", "server.py", "dedup/list_server.py")
        .file("alice", "client.py", "dedup/list_client.py")
        .file("alice", "client_old.py", "dedup/list_client.py")
        .with("bob", "dedup/json_server.py", "dedup/json_client.py");
    let said = class.grade("out", "").ends(0).stdout;
    assert!(said.contains("1 submission has several pairs of programs that did equally well"), "{said}");
    let notes = || xtask("show").with([class.path("out/alice")]).ends(0).stdout;
    assert!(notes().contains("`python3 server.py` with `python3 client.py` was graded, as the likeliest"));
    let file = class.path("out/choices.toml");
    let choices = || fs::read_to_string(&file).expect("a question");
    assert!(choices().contains("student = \"alice\"") && !choices().contains("bob"), "{}", choices());

    let question = choices();
    let other = question.rfind("# server").expect("a second pair");
    let answer = question[other..].replace("# ", "");
    let (before, _) = class.cases("out");
    fs::write(&file, format!("{}{answer}", &question[..other])).expect("an answer");
    let said = class.grade("out", "--resume").ends(0).stdout;
    assert!(!said.contains("equally well"), "{said}");
    assert!(notes().contains("your instructor chose `python3 server.py` with `python3 client_old.py`"));
    let (after, different) = class.cases("out");
    assert_eq!((after - before, different), (4, after), "the case in which it was tried counts as well");
    let seed = xtask("show").with([class.path("out/alice/task2-none")]).ends(2).stderr;
    let case = seed.split('`').find(|word| word.starts_with("task2-seed")).expect("a case's name");
    let again = xtask("replay").with([class.path("out/alice").join(case)]).ends(0).stdout;
    assert!(again.contains("client_old.py") && again.contains("the same to the byte"), "{again}");
    let answered = choices();
    class.grade("out", "--resume").ends(0);
    assert_eq!((class.cases("out").0, choices()), (after, answered.clone()), "the answer stays");

    fs::write(&file, answered.replace("client_old", "client_new")).expect("another answer");
    let said = class.grade("out", "--resume").ends(2).stderr;
    assert!(said.contains("none of the pairs in this submission: `python3 server.py` with"), "{said}");
    fs::write(&file, "format = 1\n[[submission]]\nstudent = 'zoe'\nscenario = 'task2'\n").expect("a file");
    let said = class.grade("out", "--resume").ends(2).stderr;
    assert!(said.contains("`zoe`, who is not in the class"), "{said}");
}

#[test]
fn everyone_is_started_as_the_instructor_says() {
    let class = Class::new()
        .with("alice", "dedup/keeps_repeats_server.py", "dedup/list_client.py")
        .file("alice", "lab/right.py", "dedup/list_server.py")
        .file("alice", "lab/wrong_server.py", "stalls/never_replies_server.py")
        .with("bob", "dedup/list_server.py", "dedup/list_client.py");
    let said = xtask("grade")
        .with([class.submissions(), class.path("task2.toml")])
        .with(["--out".into(), class.path("out")])
        .with(["--server", "python3 right.py {port}"])
        .ends(0);
    let grades = class.grades("out");
    assert_eq!(grade_of(&grades, "alice"), "100", "{grades}");
    // What bob has cannot be his server; his client is graded all the same.
    assert_eq!(grade_of(&grades, "bob"), "50", "{grades}");
    assert!(said.stdout.contains("task2"), "{}", said.stdout);
    let shown = xtask("show").with([class.path("out/bob")]).ends(0).stdout;
    assert!(shown.contains("your instructor starts the server by"), "{shown}");
    let refused = class.grade("out", "--resume").ends(2).stderr;
    assert!(refused.contains("the way in which programs are started changed since"), "{refused}");
}

#[test]
fn half_of_a_submission_earns_what_it_does_by_itself() {
    let class = Class::new()
        .file("alice", "server.py", "dedup/list_server.py")
        .file("bob", "client.py", "dedup/list_client.py")
        .file("carol", "server.py", "dedup/keeps_repeats_server.py");
    fs::write(class.submissions().join("bob/server.c"), "int main(void) { listen(socket(2, 1, 0), 5) }\n")
        .expect("a file");
    // On a port of its own, which nobody has gainsaid.
    let server =
        fs::read_to_string(project().join("xtask/tests/programs/dedup/list_server.py")).expect("a server");
    for student in ["dave", "erin"] {
        let folder = class.submissions().join(student);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("server.py"), server.replace("12345", "7051")).expect("a file");
    }
    let usage = "import socket\nraise SystemExit('usage: client HOST')\nsocket.socket().connect(('', 1))\n";
    fs::write(class.submissions().join("erin/client.py"), usage).expect("a file");
    class.grade("out", "").ends(0);
    let grades = class.grades("out");
    for (student, grade) in [("alice", "30"), ("bob", "50"), ("carol", "0"), ("dave", "30"), ("erin", "30")] {
        assert_eq!(grade_of(&grades, student), grade, "{student}: {grades}");
    }
    let alone = xtask("run").with([class.path("task2.toml")]).from(class.submissions().join("dave"));
    assert_eq!(
        alone.server("python3 server.py").run().row("reply-is-deduplicated"),
        ("pass".into(), "30/30".into())
    );
    let feedback = |student: &str| {
        fs::read_to_string(class.path("out").join(student).join("feedback.md")).expect("feedback")
    };
    assert!(feedback("alice").contains("the client could not be started: no client for task 2 was found"));
    assert!(feedback("bob").contains("error: expected"), "the compiler's words: {}", feedback("bob"));
    xtask("replay").with([class.path("out/bob/task2-seed1")]).ends(0);
}

#[test]
fn what_cannot_be_run_is_said_and_the_class_goes_on() {
    let class = Class::of_six();
    let write = |student: &str, name: &str, text: &str| {
        let folder = class.submissions().join(student);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(name), text).expect("a file");
    };
    write("gina", "server.c", "int main(void) { return listen(socket(2, 1, 0), 5) }\n");
    write("gina", "client.c", "int main(void) { return connect(socket(2, 1, 0), 0, 0); }\n");
    write("hugo", "notes.txt", "I could not do it");
    write("lena", "report.pdf", "%PDF-1.7\n");
    write("lena", "shot.png", "\u{89}PNG\r\n");
    write("mona", "lab.docx", "PK\u{3}\u{4}");
    let link = class.submissions().join("ivan");
    fs::create_dir(&link).expect("a folder");
    std::os::unix::fs::symlink("/etc/shadow", link.join("server.py")).expect("a link");
    fs::write(class.submissions().join("judy.zip"), b"Rar!\x1a\x07\x01\0 and more").expect("a file");
    write("kate", "server.lua", "local socket = require('socket')\n");
    let said = class.grade("out", "").ends(3).stdout;
    assert!(said.contains("6 submissions could not be judged in some part, which stays open"), "{said}");
    let grades = class.grades("out");
    let rows = [
        ("gina", "0", "error: expected"),
        ("hugo", "\"\"", "notes.txt"),
        ("ivan", "\"\"", "is a link"),
        ("judy", "\"\"", "RAR archives are not opened here"),
        ("kate", "\"\"", "Lua is a language that is not run here"),
        ("lena", "\"\"", "no program for task 2 was found"),
        ("lena", "\"\"", "there are `report.pdf`, `shot.png`"),
        ("mona", "\"\"", "there are `lab.docx`"),
    ];
    for (student, grade, said) in rows {
        assert_eq!(grade_of(&grades, student), grade, "{grades}");
        let feedback = fs::read_to_string(class.path("out").join(student).join("feedback.md"));
        let feedback = feedback.expect("feedback");
        assert!(feedback.contains(said), "{student}: {feedback}");
    }
    assert_eq!(grade_of(&grades, "frank"), "100", "{grades}");

    // What nobody judged is nobody's zero, until a person says so.
    let file = class.path("out/choices.toml");
    let asked = fs::read_to_string(&file).expect("questions");
    assert_eq!(asked.matches("# [[override]]").count(), 6, "{asked}");
    assert!(!asked.contains("gina"), "a compiler has looked at it: {asked}");
    let at = asked.find("# [[override]]\n# student = \"judy\"").expect("judy's");
    let answer = asked[at..].replacen("points = 0 ", "points = 40 ", 1).replacen(
        "reason = \"\"",
        "reason = \"seen\"",
        1,
    );
    let answer: String =
        answer.lines().take(5).map(|line| format!("{}\n", line.replacen("# ", "", 1))).collect();
    fs::write(&file, format!("{}{answer}", &asked[..at])).expect("an answer");
    class.grade("out", "--resume").ends(3);
    let grades = class.grades("out");
    assert_eq!([grade_of(&grades, "judy"), grade_of(&grades, "hugo")], ["40", "\"\""], "{grades}");
    let asked = fs::read_to_string(&file).expect("questions");
    assert_eq!(asked.matches("# [[override]]").count(), 5, "{asked}");
    assert!(asked.contains("\n[[override]]\nstudent = \"judy\""), "{asked}");
}

#[test]
fn what_the_machine_lacks_for_one_half_leaves_the_other_its_points() {
    let class = Class::new()
        .file("alice", "server.py", "dedup/list_server.py")
        .file("bob", "server.py", "dedup/keeps_repeats_server.py")
        .file("carol", "client.py", "dedup/list_client.py")
        .file("dave", "server.py", "dedup/list_server.py");
    for (name, half) in
        [("alice/client.py", "connect"), ("bob/client.py", "connect"), ("carol/server.py", "listen")]
    {
        let text = format!("import numpy_of_nowhere\nimport socket\nsocket.socket().{half}((1, 2))\n");
        fs::write(class.submissions().join(name), text).expect("a program");
    }
    let lua = "local socket = require('socket')\nsocket.connect('localhost', 12345)\n";
    fs::write(class.submissions().join("dave/client.lua"), lua).expect("a program");
    let said = class.grade("out", "").ends(3).stdout;
    let results = fs::read_to_string(class.path("out/results.json")).expect("results");
    let results: serde_json::Value = serde_json::from_str(&results).expect("JSON");
    let points = |student: &str| {
        let all = results["submissions"].as_array().expect("a list").iter();
        let own = all.clone().find(|one| one["student"]["key"] == student).expect("a student");
        (own["grade"]["earned"].as_f64(), own["grade"]["open"].as_f64())
    };
    // A guess never costs points, so that what is wrong without a client of its own stays open as well.
    let expected = [("alice", 30.0), ("bob", 0.0), ("carol", 50.0), ("dave", 30.0)];
    for (student, earned) in expected {
        assert_eq!(points(student), (Some(earned), Some(100.0 - earned)), "{student}: {said}");
    }
    assert!(
        said.contains("3  this machine has no Python package `numpy_of_nowhere`"),
        "once for the class: {said}"
    );
}

#[test]
fn another_hand_in_is_graded_anew_and_everything_else_is_kept() {
    let class = Class::of_six();
    class.grade("out", "").ends(0);
    let (before, _) = class.cases("out");
    let class = class.with("bob", "dedup/pickle_server.py", "dedup/pickle_client.py");
    class.grade("out", "--resume").ends(0);
    assert_eq!(grade_of(&class.grades("out"), "bob"), "100");
    let (after, _) = class.cases("out");
    assert_eq!(after - before, 5, "only bob's cases were run again");
}

#[test]
fn results_are_not_written_over_and_not_mixed() {
    let class = Class::new().with("alice", "dedup/list_server.py", "dedup/list_client.py");
    class.grade("out", "").ends(0);
    let refused = |run: Run, words: &str| assert!(run.stderr.contains(words), "{}", run.stderr);
    refused(class.grade("out", "").ends(2), "has results already: go on with `--resume`");
    fs::write(class.path("task2.toml"), SCENARIO.replace("1..2", "1..3")).expect("a scenario");
    refused(class.grade("out", "--resume").ends(2), "the scenarios changed since");
    fs::write(class.path("task2.toml"), SCENARIO).expect("a scenario");
    let class = class.with("bob", "dedup/list_server.py", "dedup/list_client.py");
    class.grade("out", "--resume").ends(0);
    let (all, different) = class.cases("out");
    assert_eq!((all, different), (10, 10), "who handed in since is graded, and nothing is run twice");
    assert_eq!(grade_of(&class.grades("out"), "bob"), "100");
    fs::remove_dir_all(class.submissions().join("alice")).expect("a submission");
    refused(class.grade("out", "--resume").ends(2), "the students who handed in changed since");
}

#[test]
fn a_damaged_journal_is_said_and_costs_one_case() {
    let class = Class::of_six();
    class.grade("out", "--jobs 2").ends(0);
    let (grades, path) = (class.grades("out"), class.path("out/journal.jsonl"));
    let mut journal = fs::read(&path).expect("a journal");
    let ends: Vec<usize> = (0..journal.len()).filter(|at| journal[*at] == b'\n').collect();
    // The first line that is about a case.
    let is_case =
        |range: &[usize]| String::from_utf8_lossy(&journal[range[0]..range[1]]).contains("{\"case\":");
    let before = ends.windows(2).position(is_case).expect("a case");
    journal[(ends[before] + ends[before + 1]) / 2] ^= 1;
    fs::write(&path, &journal).expect("a journal");
    let named = format!("line {} of `", before + 2);
    for command in ["report", "merge"] {
        let mut arguments = vec![command.into(), class.path("out")];
        arguments.extend(
            (command == "merge").then(|| ["--out".into(), class.path("merged")]).into_iter().flatten(),
        );
        let run = xtask("").with(arguments).ends(3);
        assert!(run.stderr.contains(&named) && run.stderr.contains("--resume"), "{}", run.stderr);
    }
    let (all, different) = class.cases("merged");
    assert_eq!(all, different);
    class.grade("out", "--resume").ends(0);
    assert_eq!(class.grades("out"), grades);
    let run = xtask("report").with([class.path("out")]).ends(0);
    assert!(!run.stderr.contains("damaged"), "made good: {}", run.stderr);
}

#[test]
fn a_report_is_the_same_from_the_journal_alone() {
    let class = Class::of_six();
    class.grade("out", "").ends(0);
    fs::remove_dir_all(class.submissions()).expect("the submissions are gone");
    fs::remove_file(class.path("task2.toml")).expect("the scenario is gone");
    xtask("report").with([class.path("out")]).with(["--out".into(), class.path("again")]).ends(0);
    for file in ["grades.csv", "results.json", "report.html", "bob/feedback.md"] {
        let read = |folder: &str| fs::read_to_string(class.path(folder).join(file)).expect("a report");
        assert!(read("again") == read("out"), "{file} differs");
    }
}

#[test]
fn a_case_is_shown_and_repeated_by_its_name() {
    let class = Class::new().with("bob", "dedup/keeps_repeats_server.py", "dedup/list_client.py");
    class.grade("out", "").ends(0);
    let at = |path: &str| class.path(path);
    let shown = xtask("show").with([at("out/bob/task2-seed2-coalesced")]).ends(0).stdout;
    assert!(
        shown.contains("--- task2.toml seed 2 coalesced")
            && shown.contains("fail          reply-is-deduplicated"),
        "{shown}"
    );
    let run = xtask("replay").with([at("out/bob/task2-seed1")]).ends(0);
    assert!(run.stdout.contains("the same to the byte"), "{}", run.stdout);
    let bob = class.submissions().join("bob/server.py");
    let right = Path::new("xtask/tests/programs/dedup/list_server.py");
    fs::copy(project().join(right), bob).expect("another server");
    let run = xtask("replay").with([at("out/bob/task2-seed1")]).ends(1);
    assert!(run.stdout.contains("different: `reply-is-deduplicated` was fail, now pass"), "{}", run.stdout);
    assert!(run.stdout.contains("of message 1 of the server\nbefore  "), "{}", run.stdout);
    assert!(run.stderr.contains("has handed in other files since"), "{}", run.stderr);
    let wrong = |path: &str, words: &str| {
        let run = xtask("show").with([at(path)]).ends(2);
        assert!(run.stderr.contains(words), "{}", run.stderr);
    };
    wrong("out/bobb", "did you mean `bob`?");
    wrong("out/bob/task3-seed1", "has no case `task3-seed1`");
    wrong("nowhere/bob", "names no submission");
}
