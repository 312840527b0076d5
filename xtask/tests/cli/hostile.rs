//! What a student's program prints, sends and is called reaches no terminal, JSON or XML as it is.

use std::fs;

use crate::harness::{own, python, temp_folder, xtask};

/// The only escapes are the grader's own colours, and nothing else steers a terminal.
#[track_caller]
pub fn assert_harmless(text: &str) {
    let own = |code: &str| matches!(code, "0" | "1" | "31" | "32" | "33" | "91" | "92" | "93" | "94" | "96");
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('\x1b') {
        let code = after.strip_prefix('[').and_then(|after| after.split_once('m'));
        let (code, after) = code.unwrap_or_else(|| panic!("an escape that is no colour: {after:.40?}"));
        assert!(own(code), "not the grader's own colour: {code:.40?}");
        rest = after;
    }
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\x1b'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: String = text.chars().filter(|c| steers(*c)).take(20).collect();
    assert!(found.is_empty(), "these steer a terminal: {found:?}");
}

#[test]
fn bad_manners_reach_no_terminal_and_no_report() {
    let scratch = temp_folder();
    let (json, junit) = (scratch.path().join("results.json"), scratch.path().join("results.xml"));
    let pairs = [
        (own("bad_manners_server.py"), own("bad_manners_client.py")),
        (python("greet/bytes_server.py"), own("bad_manners_client.py")),
        (own("bad_manners_server.py"), python("greet/bytes_client.py")),
        ("'\x1b]0;owned\x07' {port}".to_owned(), own("bad_manners_client.py")),
    ];
    for (server, client) in pairs {
        let run = xtask("run scenarios/task1.toml --seed 1 -v").server(&server).client(&client);
        let run = run.with(["--json".as_ref(), json.as_os_str(), "--junit".as_ref(), junit.as_os_str()]);
        let run = run.on_a_terminal().ends(1);
        assert_harmless(&run.stdout);
        assert_harmless(&run.stderr);
        assert!(run.stdout.contains("\x1b[31mFAIL"), "this is a run with colours");
        let results = fs::read_to_string(&json).expect("there are results");
        serde_json::from_str::<serde_json::Value>(&results).expect("the results are JSON");
        let xml = fs::read_to_string(&junit).expect("there is a JUnit report");
        quick_junit::Report::deserialize_from_str(&xml).expect("the report is JUnit XML");
        let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        assert!(xml.chars().all(allowed), "XML 1.0 has no control characters");
    }
}

#[test]
fn no_line_of_the_table_is_endless_whatever_the_programs_print() {
    let run = xtask("run scenarios/task1.toml --seed 1");
    let run = run.server(&own("bad_manners_server.py")).client(&own("bad_manners_client.py")).ends(1);
    let longest = run.stdout.lines().filter(|line| !line.contains("xtask")).map(|line| line.chars().count());
    assert!(longest.max().is_some_and(|longest| longest < 500), "{}", run.stdout);
}
