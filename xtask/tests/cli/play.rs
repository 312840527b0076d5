//! A recorded conversation, played against one program.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{own, python, temp_folder, xtask};

/// A case of this pair, recorded in that folder: its JSON and its packets.
fn recorded(folder: &Path, server: &str, client: &str) -> [PathBuf; 2] {
    let run =
        xtask("run scenarios/task2.toml --seed 7 --delivery as-sent --no-stand-ins --save").with([folder]);
    run.server(server).client(client).run();
    ["json", "pcapng"].map(|ending| folder.join(format!("task2-seed7-as-sent.{ending}")))
}

#[test]
fn a_program_that_does_as_it_was_recorded_is_said_to() {
    let scratch = temp_folder();
    let (server, client) = (python("dedup/list_server.py"), python("dedup/list_client.py"));
    for recording in recorded(scratch.path(), &server, &client) {
        let run = xtask("play").with([&recording]).server(&server).ends(0);
        assert!(run.stdout.contains("as recorded: every byte that the server sends"), "{}", run.stdout);
        // The seed stands in the file's name, so that the client draws the numbers that it drew.
        let run = xtask("play").with([&recording]).client(&client).ends(0);
        assert!(run.stdout.contains("as recorded: every byte that the client sends"), "{}", run.stdout);
        let run = xtask("play --seed 8").with([&recording]).client(&client).ends(1);
        assert!(run.stdout.contains("departs in message 1 of the client, byte "), "{}", run.stdout);
    }
}

#[test]
fn where_a_program_departs_is_said_to_the_byte() {
    let scratch = temp_folder();
    let (server, client) = (python("dedup/list_server.py"), python("dedup/list_client.py"));
    for recording in recorded(scratch.path(), &server, &client) {
        let run = xtask("play").with([&recording]).server(&python("dedup/keeps_repeats_server.py")).ends(1);
        assert!(run.stdout.contains("departs in message 1 of the server, byte "), "{}", run.stdout);
        assert!(run.stdout.contains("recorded is `"), "{}", run.stdout);
        let run = xtask("play").with([&recording]).server(&python("stalls/never_replies_server.py")).ends(1);
        assert!(
            run.stdout.contains("byte 1 (byte 1 of all that it sends): nothing more comes"),
            "{}",
            run.stdout
        );
        let run =
            xtask("play").with([&recording]).server(&python("stand_ins/syntax_error_server.py")).ends(1);
        assert!(run.stdout.contains("nobody could connect to the server"), "{}", run.stdout);
    }
}

#[test]
fn who_ended_what_it_said_before_the_answer_does_so_again() {
    let scratch = temp_folder();
    let (server, client) = (own("until_end_server.py"), own("until_end_client.py"));
    for recording in recorded(scratch.path(), &server, &client) {
        xtask("play").with([&recording]).server(&server).ends(0);
        xtask("play").with([&recording]).client(&client).ends(0);
    }
}

#[test]
fn a_case_of_a_class_is_played_by_its_address() {
    let class = crate::class::Class::in_folder(temp_folder()).with(
        "alice",
        "dedup/list_server.py",
        "dedup/list_client.py",
    );
    class.grade("results", "").run();
    let case = class.path("results").join("alice/task2-seed1");
    xtask("play").with([&case]).server(&python("dedup/list_server.py")).ends(0);
    let run = xtask("play").with([class.path("results").join("alice")]).server("true").ends(2);
    assert!(run.stderr.contains("name a case as well"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_played_is_said() {
    let scratch = temp_folder();
    let file = scratch.path().join("file");
    for (text, said) in [
        ("no packets", "this is no file of packets"),
        ("{\"server\": 1}", "this is no case that `run --save` wrote"),
        ("", "this is no file of packets"),
    ] {
        fs::write(&file, text).expect("a file");
        let run = xtask("play").with([&file]).server("true").ends(2);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    let run = xtask("play nothing/here").server("true").ends(2);
    assert!(run.stderr.contains("neither a file nor a case"), "{}", run.stderr);
    xtask("play").with([&file]).ends(2);
    xtask("play").with([&file]).server("true").client("true").ends(2);
    let recording =
        &recorded(scratch.path(), &python("dedup/list_server.py"), &python("dedup/list_client.py"))[0];
    let run = xtask("play --connection 2").with([recording]).server("true").ends(2);
    assert!(run.stderr.contains("there is no connection 2 in the recording: it has 1"), "{}", run.stderr);
}
