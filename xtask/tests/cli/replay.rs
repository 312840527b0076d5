//! `cargo xtask replay`: a case is run again, and its exit status says whether it was the same to the byte.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{own, python, temp_folder, xtask};

/// One case of that pair, saved in the folder. The file.
fn saved(folder: &Path, server: &str, client: &str) -> std::path::PathBuf {
    let run =
        xtask("run scenarios/task2.toml --seed 7 --delivery as-sent --no-stand-ins --save").with([folder]);
    run.server(server).client(client).run();
    folder.join("task2-seed7-as-sent.json")
}

/// The file with the case changed.
fn change(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut case: Value = serde_json::from_slice(&fs::read(file).expect("a file")).expect("it is JSON");
    change(&mut case);
    fs::write(file, case.to_string()).expect("it can be written");
}

#[test]
fn a_saved_case_is_the_same_to_the_byte_or_the_first_byte_that_differs_is_shown() {
    let scratch = temp_folder();
    let file = saved(scratch.path(), &python("dedup/list_server.py"), &python("dedup/list_client.py"));
    let same = xtask("replay").with([&file]).ends(0).stdout;
    assert!(same.contains("the same to the byte"), "{same}");

    change(&file, |case| {
        let said = &mut case["conversation"]["connections"][0]["segments"][1]["bytes"]["text"];
        let text = said.as_str().expect("text").replacen(", ", ",", 1);
        *said = text.into();
    });
    let other = xtask("replay").with([&file]).ends(1).stdout;
    assert!(other.contains("the first byte that differs is byte 5 of message 1 of the server\n"), "{other}");
    assert!(other.contains("before  [12,\u{bb}79, ") && other.contains("now     [12,\u{bb} 79, "), "{other}");
    assert!(other.contains("every check has the same answer as before"), "{other}");

    change(&file, |case| case["trouble"] = "the disk was full".into());
    let untold = xtask("replay").with([&file]).ends(3).stdout;
    assert!(untold.contains("cannot be told"), "{untold}");
}

#[test]
fn a_case_with_a_stand_in_is_replayed_by_itself() {
    let scratch = temp_folder();
    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --save").with([scratch.path()]);
    run.server(&python("dedup/loses_last_server.py")).client(&python("dedup/list_client.py")).ends(1);
    let names = fs::read_dir(scratch.path()).expect("a folder").flatten().map(|entry| entry.path());
    let played = names.filter(|path| path.to_string_lossy().ends_with("-with-stand-in-server.json"));
    let played = played.last().expect("the client is graded with a stand-in");
    let same = xtask("replay").with([&played]).ends(0).stdout;
    assert!(same.contains("the grader's server") && same.contains("the same to the byte"), "{same}");

    let run = xtask("run scenarios/task2.toml --seed 1 --delivery as-sent --save").with([scratch.path()]);
    run.server(&python("dedup/list_server.py")).client(&python("dedup/list_client.py")).ends(0);
    let list = scratch.path().join("task2-seed1-as-sent-with-stand-in-client-list-2.json");
    let same = xtask("replay").with([&list]).ends(0).stdout;
    assert!(same.contains("100, 42, 42, 42") && same.contains("the same to the byte"), "{same}");
}

#[test]
fn what_cannot_be_replayed_is_the_user_s_slip() {
    let scratch = temp_folder();
    let file = scratch.path().join("other.json");
    let refused = xtask("replay").with([&file]).ends(2).stderr;
    assert!(refused.contains("there is no `"), "{refused}");
    fs::write(&file, "{}").expect("a file");
    let refused = xtask("replay").with([&file]).ends(2).stderr;
    assert!(refused.contains("is no case that `run --save` has written"), "{refused}");
    let refused = xtask("replay nowhere/alice/task2-seed7").ends(2).stderr;
    assert!(refused.contains("names no submission of a class"), "{refused}");
}

#[test]
fn a_program_that_says_other_things_with_the_same_seed_is_said_to_do_so() {
    let scratch = temp_folder();
    let server = python("dedup/list_server.py");
    let client = own("by_the_clock_client.py");
    let run = xtask("run scenarios/task2.toml --seed 7 --delivery as-sent --delivery coalesced");
    let said = run.server(&server).client(&client).ends(0).stdout;
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "the case with seed 7 under `coalesced` was run 6 times, and the programs did not do the same each time: the first byte \
                that differs is byte ";
    assert!(
        words.contains(told) && words.contains("of message 1 of the client. All of these runs count"),
        "{said}"
    );
    let file = saved(scratch.path(), &server, &client);
    let other = xtask("replay").with([&file]).ends(1).stdout;
    assert!(
        other.contains("of message 1 of the client") && other.contains("how their threads take turns"),
        "{other}"
    );
}
