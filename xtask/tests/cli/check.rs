//! `cargo xtask check`, over the files in `tests/scenarios/`: beside each stands what has to be said about it.
//! `UPDATE_EXPECTED=1` writes what is said now; read the difference before it is committed.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::harness::{temp_folder, xtask};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn bad_files() -> Vec<String> {
    let names = fs::read_dir(folder())
        .expect("the folder of bad scenarios")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("names are text"));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    names
}

#[test]
fn the_project_s_own_scenarios_are_right() {
    let run = xtask("check").ends(0);
    assert_eq!(
        run.stdout,
        "scenarios/task1.toml: right (Task 1: greet and acknowledge)\n\
         scenarios/task2.toml: right (Task 2: set deduplication)\n\
         scenarios/task3.toml: right (Task 3: peer-to-peer set intersection)\n\
         scenarios/lab.toml: right (Lab 1: introduction to socket programming)\n"
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn each_mistake_in_a_scenario_is_shown_where_it_stands() {
    let mut different = Vec::new();
    for name in bad_files() {
        let run = xtask("check").with([&name]).from(folder()).ends(2);
        assert_eq!(run.stdout, "", "{name}: nothing is right");
        let beside = folder().join(&name).with_extension("stderr");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&beside, &run.stderr).expect("the expected text can be written");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if run.stderr != expected {
            different.push(format!("{name}\n--- expected\n{expected}--- said\n{}", run.stderr));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn each_complaint_names_its_place_and_underlines_it() {
    for name in bad_files() {
        let run = xtask("check").with([&name]).from(folder()).ends(2);
        let complaints: Vec<&str> = run.stderr.split("\n\n").filter(|part| !part.trim().is_empty()).collect();
        let mut places = Vec::new();
        for complaint in complaints {
            let place = complaint.lines().find_map(|line| line.trim().strip_prefix(&format!("--> {name}:")));
            let place = place.unwrap_or_else(|| panic!("no place in\n{complaint}"));
            let (line, column) = place.split_once(':').expect("line and column");
            let number = |text: &str| text.parse::<usize>().expect("places are numbers");
            places.push((number(line), number(column)));
            assert!(complaint.contains('^'), "nothing is underlined in\n{complaint}");
            assert!(complaint.contains("= help: "), "not said what is allowed in\n{complaint}");
        }
        assert!(places.is_sorted() && !places.is_empty(), "{name}: not in the file's order: {places:?}");
    }
}

#[test]
fn run_refuses_a_wrong_scenario_with_the_same_words() {
    let arguments = ["several_mistakes.toml"];
    let checked = xtask("check").with(arguments).from(folder()).ends(2);
    let run = xtask("run").with(arguments).from(folder()).ends(2);
    assert_eq!((run.stdout, run.stderr), (checked.stdout, checked.stderr));
}

#[test]
fn right_scenarios_are_named_beside_wrong_ones() {
    let run =
        xtask("check scenarios/task1.toml xtask/tests/scenarios/unknown_field.toml scenarios/task2.toml");
    let run = run.ends(2);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
    assert!(run.stderr.contains("unknown field `seed`"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_read_is_said_without_a_place() {
    let scratch = temp_folder();
    fs::create_dir(scratch.path().join("folder.toml")).expect("a folder");
    let run = xtask("check missing.toml folder.toml").from(scratch.path()).ends(2);
    assert_eq!(
        run.stderr,
        "error: there is no scenario in `folder.toml`: name a folder with a `lab.toml` or with scenarios, such as `scenarios`\n\n\
         error: cannot read the scenario `missing.toml`: No such file or directory (os error 2)\n\n"
    );
}

#[test]
fn a_folder_without_scenarios_is_told_how_to_go_on() {
    let scratch = temp_folder();
    let run = xtask("check").from(scratch.path()).run();
    assert_ne!(run.code, Some(0));
    assert!(run.stderr.contains("name the scenario files"), "{}", run.stderr);
}

#[test]
fn neither_text_nor_names_of_scenarios_steer_the_terminal() {
    let scratch = temp_folder();
    let right = "format = 1\ntitle = \"\\u001b]0;owned\\u0007\\u202e\"\ntask = \"greet\"\n";
    fs::write(scratch.path().join("title.toml"), right).expect("a scenario");
    let hostile = OsStr::from_bytes(b"\x1b]0;owned\x07\xff.toml");
    fs::write(scratch.path().join(hostile), "format = 1").expect("a scenario");
    let mut calls = vec![
        xtask("check title.toml").from(scratch.path()),
        xtask("check").with([hostile]).from(scratch.path()),
        xtask("check").with([OsStr::from_bytes(b"\x1b]0;owned\x07missing.toml")]).from(scratch.path()),
    ];
    calls.extend(
        bad_files()
            .into_iter()
            .filter(|name| name.starts_with("hostile"))
            .map(|name| xtask("check").with([name]).from(folder())),
    );
    for call in calls {
        let run = call.on_a_terminal().run();
        crate::hostile::assert_harmless(&run.stdout);
        crate::hostile::assert_harmless(&run.stderr);
    }
}
