//! Every command that a class's reports print, typed in the student's folder: the same check fails there, with the same evidence,
//! numbers and all. Usually some of them; with `THOROUGH=1` each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{project, xtask, xtask_typed};
use crate::thorough;

/// Commands that are typed at the same time.
const HANDS: usize = 2;

/// A class with what its students hand in, and a lab.
struct Class(TempDir);

impl Class {
    /// Of one seed under two deliveries, a scenario for each of these tasks.
    fn new(tasks: [&str; 2]) -> Self {
        let class = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(class.path("lab")).expect("a folder");
        for task in tasks {
            let shipped = fs::read_to_string(project().join(format!("scenarios/{task}.toml")));
            let mut text = String::new();
            for line in shipped.expect("a scenario").lines() {
                let line = match line.split_once(" = ") {
                    Some(("seeds", _)) => "seeds = \"3\"",
                    Some(("deliveries", _)) => "deliveries = [\"as-sent\", \"coalesced\"]",
                    _ => line,
                };
                text += &format!("{line}\n");
            }
            fs::write(class.path("lab").join(format!("{task}.toml")), text).expect("a scenario");
        }
        class
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What a student hands in: files of the corpus under names of their own.
    fn student(self, key: &str, files: &[(&str, &str)]) -> Self {
        files.iter().fold(self, |class, (name, program)| {
            let program = project().join("xtask/tests/programs").join(program);
            class.file(key, name, &fs::read_to_string(program).expect("a program"))
        })
    }

    fn file(self, key: &str, name: &str, text: &str) -> Self {
        let file = self.path("submissions").join(key).join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
        self
    }

    /// Grades it by this lab, and puts the scenarios where feedback says, where they are the instructor's own.
    fn graded(self, lab: &Path) -> Self {
        let run = xtask("grade --also junit,gradescope,classroom,check50")
            .with([&self.path("submissions"), lab])
            .with(["--out".into(), self.path("out")])
            .run();
        assert!(matches!(run.code, Some(0 | 3)), "{run:?}");
        for scenario in fs::read_dir(self.path("lab")).expect("a lab").flatten() {
            let above = self.path("submissions").join(scenario.file_name());
            fs::copy(scenario.path(), above).expect("a copy");
        }
        self
    }

    fn students(&self) -> Vec<String> {
        let folders = fs::read_dir(self.path("submissions")).expect("submissions").flatten();
        let folders = folders.filter(|entry| entry.path().is_dir());
        folders.map(|folder| folder.file_name().into_string().expect("a key")).collect()
    }

    fn report(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).expect("a report")
    }

    /// What the results say of each student's parts that were run, by student and scenario.
    fn runs(&self) -> BTreeMap<(String, String), Value> {
        let results: Value = serde_json::from_str(&self.report("results.json")).expect("JSON");
        let mut runs = BTreeMap::new();
        for submission in list(&results["submissions"]) {
            for part in list(&submission["parts"]).iter().filter(|part| !part["run"].is_null()) {
                let key = [&submission["student"]["key"], &part["name"]];
                let [key, part_name] = key.map(|name| name.as_str().expect("a name").to_owned());
                runs.insert((key, part_name), part["run"].clone());
            }
        }
        runs
    }
}

/// Something that a report says fails, and the command that it prints for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Printed {
    student: String,
    check: String,
    what: String,
    command: String,
}

/// What went wrong, without the line that sent it: that is known of the first of several cases alone.
fn without_line(what: &str) -> String {
    let (said, _) = what.split_once(" sent it: `").unwrap_or((what, ""));
    let (said, _) = said.rsplit_once("; `").filter(|_| said.len() < what.len()).unwrap_or((what, ""));
    said.to_owned()
}

/// Each failure of a `feedback.md`.
fn of_feedback(student: &str, text: &str) -> Vec<Printed> {
    let block = |text: &str, language: &str| {
        let (_, block) = text.split_once(&format!("```{language}\n"))?;
        Some(words(block.split_once("\n```")?.0))
    };
    let failures = text.split("\n#### ").skip(1).map(|failure| {
        let heading = failure.lines().next().expect("a heading");
        Printed {
            student: student.to_owned(),
            check: heading.rsplit('`').nth(1).expect("a check").to_owned(),
            what: without_line(&block(failure, "text").expect("what went wrong")),
            command: block(failure, "sh").expect("a command"),
        }
    });
    failures.collect()
}

/// Each failure in the data of the page.
fn of_page(page: &str) -> Vec<Printed> {
    let mut printed = Vec::new();
    for row in page.split("<tbody ").skip(1) {
        let key = row.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a key").0;
        let Some((_, data)) = row.split_once("type=\"application/gzip\">") else { continue };
        let data = data.split_once("</script>").expect("the end of the data").0;
        let data = STANDARD.decode(data).expect("it is base64");
        let data: Value = serde_json::from_reader(GzDecoder::new(&*data)).expect("JSON");
        let text = |number: &Value| {
            let number = usize::try_from(number.as_u64().expect("a number")).expect("a small one");
            list(&data["texts"])[number].as_str().expect("a text").to_owned()
        };
        for part in list(&data["parts"]) {
            let stand_ins = part["stand_ins"].as_array().map_or(&[][..], Vec::as_slice);
            for case in list(&part["cases"]).iter().chain(stand_ins) {
                let name = |names: &str, place: &Value| {
                    let place = usize::try_from(place.as_u64().expect("a number")).expect("a small one");
                    list(&part["names"][names])[place].as_str().expect("a name").to_owned()
                };
                let end = case["a"].as_str().map_or_else(
                    || {
                        format!(
                            " --seed {} --delivery {}",
                            case["seed"].as_str().expect("a seed"),
                            name("deliveries", &case["d"])
                        )
                    },
                    str::to_owned,
                );
                let findings = case["f"].as_array().map_or(&[][..], Vec::as_slice);
                for finding in findings.iter().filter(|finding| finding[1] == 2) {
                    printed.push(Printed {
                        student: key.to_owned(),
                        check: name("checks", &finding[0]),
                        what: without_line(&words(&text(&finding[2]))),
                        command: format!("{}{end}", text(&part["again"])),
                    });
                }
            }
        }
    }
    printed
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// A text however it is broken into lines.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What kind of command it is: its options without their values.
fn kind(command: &str) -> String {
    command.split_whitespace().filter(|word| word.starts_with("--")).collect::<Vec<_>>().join(" ")
}

/// Whose commands are typed: one of each student, and one of each kind, with all that is printed beside them; where tests are to be
/// thorough, all.
fn to_be_typed(printed: &[Printed]) -> Vec<&Printed> {
    let mut commands = BTreeSet::new();
    let mut met = BTreeSet::new();
    for one in printed {
        let is_new_student = met.insert(one.student.clone());
        if met.insert(kind(&one.command)) || is_new_student || thorough::is_asked() {
            commands.insert((&one.student, &one.command));
        }
    }
    printed.iter().filter(|one| commands.contains(&(&one.student, &one.command))).collect()
}

/// Types each command in its student's folder, each once: what it says of the scenario that it names.
fn type_all(class: &Class, commands: BTreeSet<(String, String)>) -> BTreeMap<(String, String), Value> {
    let waiting = Mutex::new(commands.into_iter().collect::<VecDeque<_>>());
    let typed = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..HANDS {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("nobody panics with it").pop_front();
                    let Some((student, command)) = next else { return };
                    let folder = class.path("submissions").join(&student);
                    let (run, results) = xtask_typed(&command).from(folder).results(1);
                    let again = run.stdout.lines().filter(|line| line.trim_start().starts_with("again: "));
                    assert!(again.count() == 1, "it ends with a command as well: {}", run.stdout);
                    let part = &list(&list(&results["submissions"])[0]["parts"])[0];
                    typed
                        .lock()
                        .expect("nobody panics with it")
                        .insert((student, command), part["run"].clone());
                }
            });
        }
    });
    typed.into_inner().expect("nobody panicked with it")
}

/// What a run says of a check that fails: over all of its cases, and in each.
fn failures(run: &Value, check: &str) -> Vec<String> {
    let findings = list(&run["cases"]).iter().flat_map(|case| list(&case["findings"]));
    let all = list(&run["checks"]).iter().chain(findings);
    let failing = all.filter(|entry| entry["check"] == check && entry["status"] == "fail");
    failing.map(|entry| words(entry["what"].as_str().expect("what went wrong"))).collect()
}

/// Whether two cases are the same one.
fn is_same(one: &Value, other: &Value) -> bool {
    ["seed", "delivery", "stand_in", "sends"].iter().all(|field| one[*field] == other[*field])
}

/// Types what was printed, and holds what comes out beside what was said.
fn repeats(class: &Class, printed: &[Printed]) {
    let runs = class.runs();
    let printed = to_be_typed(printed);
    let commands = printed.iter().map(|one| (one.student.clone(), one.command.clone())).collect();
    let typed = type_all(class, commands);
    for one in printed {
        let run = &typed[&(one.student.clone(), one.command.clone())];
        let said = failures(run, &one.check);
        assert!(said.contains(&one.what), "{one:#?}\nnow: {said:#?}");
    }
    for ((student, command), run) in typed {
        let name = Path::new(run["scenario"].as_str().expect("a scenario")).file_stem();
        let name = name.and_then(|name| name.to_str()).expect("a name");
        let graded = &runs[&(student.clone(), name.to_owned())];
        // What is tried with the grader's program in the place of one follows from the cases before.
        let is_whole = !command.contains("--seed");
        for case in list(&run["cases"]).iter().filter(|case| is_whole || case["stand_in"].is_null()) {
            let before = list(&graded["cases"]).iter().filter(|before| is_same(before, case));
            let mut before = before.map(|before| &before["findings"]);
            assert!(before.any(|before| *before == case["findings"]), "{student}: {command}: {case:#}");
        }
    }
}

/// Every command of the grader in a file.
fn commands_in(text: &str) -> BTreeSet<String> {
    let lines = text.match_indices("socklab try ").map(|(at, _)| &text[at..]);
    let ends = |c: char| matches!(c, '"' | '\\' | '\n' | '`' | '<' | '&');
    lines.map(|line| line.split(ends).next().unwrap_or_default().trim().to_owned()).collect()
}

/// Every file of results, below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_command_that_a_class_s_reports_print_repeats_its_failure() {
    let recv_360 = fs::read_to_string(project().join("xtask/tests/programs/dedup/recv_64_server.py"));
    let recv_360 = recv_360.expect("a program").replace("recv(64)", "recv(100)");
    let list_client = ("task2/client.py", "dedup/list_client.py");
    let class = Class::new(["task2", "task3"])
        .student("wrong", &[("task2/server.py", "dedup/loses_last_server.py"), list_client])
        .student("wrong", &[("task3/server.py", "intersect/unsorted_server.py")])
        .student("wrong", &[("task3/client.py", "intersect/shows_own_list_client.py")])
        .student("c", &[("server.c", "c/only_once_server.c"), ("client.c", "c/text_client.c")])
        .student("java", &[("DescendingServer.java", "java/DescendingServer.java")])
        .student("java", &[("LineClient.java", "java/LineClient.java")])
        .file(
            "java",
            "submission.toml",
            "format = 1\nbuild = 'javac DescendingServer.java LineClient.java'\nserver = 'java DescendingServer {port}'\n\
             client = 'java LineClient {port} {host}'\n",
        )
        .student("broken", &[list_client])
        .file("broken", "task2/server.c", "int main(void) { listen(socket(2, 1, 0), 5) }\n")
        .file("hopeless", "server.c", "int main(void) { listen(socket(2, 1, 0), 5) }\n")
        .student("half", &[("task2/server.py", "dedup/keeps_repeats_server.py")])
        .student("hangs", &[("task2/server.py", "stalls/never_replies_server.py"), list_client])
        .student("crashes", &[("task2/server.py", "stalls/crashes_on_list_server.py"), list_client])
        .student("races", &[("task2/server.py", "races/list_then_table_server.py")])
        .student("races", &[("task2/client.py", "races/list_then_table_client.py")])
        .student("several", &[("task2/server.py", "dedup/list_server.py")])
        .student("several", &[("task2/client.py", "stalls/crashes_early_client.py")])
        .student("several", &[("task2/client2.py", "dedup/shows_own_list_client.py")])
        .student("several", &[("task2/client3.py", "dedup/only_final_client.py")])
        .student("short", &[list_client])
        .file("short", "task2/server.py", &recv_360);
    let lab = class.path("lab");
    let class = class.graded(&lab);

    let mut printed = of_page(&class.report("report.html"));
    let mut without = Vec::new();
    for student in class.students() {
        let feedback = class.report(&format!("{student}/feedback.md"));
        let of_student = of_feedback(&student, &feedback);
        if of_student.is_empty() {
            without.push(student);
        }
        printed.extend(of_student);
    }
    assert_eq!(without, ["hopeless"], "whose programs were run is told how to see what fails");
    let known: BTreeSet<String> = printed.iter().map(|one| one.command.clone()).collect();
    for file in files(&class.path("out")) {
        let text = fs::read_to_string(&file).expect("text");
        // What a page draws itself, it puts together from parts.
        let written = text.split("type=\"application/json\"").next().unwrap_or_default();
        let unknown: Vec<String> = commands_in(written).difference(&known).cloned().collect();
        let is_page = file.ends_with("report.html") || file.ends_with("results.json");
        assert!(is_page || unknown.is_empty(), "{}: {unknown:#?}", file.display());
    }
    for sign in ["--pair", "--delivery as-sent --delivery coalesced"] {
        assert!(known.iter().any(|command| command.contains(sign)), "{sign}: {known:#?}");
    }
    repeats(&class, &printed);
}

#[test]
fn what_is_graded_by_a_scenario_that_comes_with_the_grader_takes_no_file_to_repeat() {
    let class = Class::new(["task2", "task3"])
        .student("ann", &[("task1/server.py", "greet/never_greets_server.py")])
        .student("ann", &[("task1/client.py", "handout/client.py")])
        .graded(&project().join("scenarios/task1.toml"));
    let printed = of_feedback("ann", &class.report("ann/feedback.md"));
    let named = |one: &Printed| one.command.starts_with("socklab try . task1 --seed 1 --delivery as-sent");
    assert!(printed.iter().any(named), "{printed:#?}");
    repeats(&class, &printed);

    let shown = xtask("show").with([class.path("out/ann")]).ends(0).stdout;
    let again = shown.lines().find_map(|line| line.trim().strip_prefix("again: "));
    let again = again.unwrap_or_else(|| panic!("an instructor is told what to type: {shown}"));
    assert!(again.starts_with("cargo xtask replay "), "{again}");
    xtask_typed(again).ends(0);
}
