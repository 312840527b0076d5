//! The page as text: what a program said stays text, what is equal is stored once, and nothing is left behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use super::excerpt::OF_A_PASS;
use super::packed::unpacked;
use super::text::{json, of_bytes, plain, sentence};
use super::wire::times;
use super::{About, HtmlReport, data, row};
use crate::bytes::Bytes;
use crate::class::graded::{Graded, GradedPart, Judged, PartOutcome};
use crate::command_line::{Command, Pair};
use crate::conversation::{Connection, Conversation, Direction, Segment};
use crate::delivery::Delivery;
use crate::hand_in::{Problem, Student};
use crate::observation::{End, Observation, Output, ProgramFacts};
use crate::record::packets_of;
use crate::report::class::{ClassReport as _, fixtures};
use crate::scenario::Scenario;
use crate::scenario::lab::Lab;
use crate::thorough;
use crate::verdict::repeats::Repeats;
use crate::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use crate::verdict::{Seeded, judge};

const HOSTILE: &str =
    "</script><!--<script>x</script>]]> \" onload=x ' \0\u{1b}[2J\u{202e}\u{2028}\u{feff}&lt;`";

fn lab(seeds: &str) -> Lab {
    let text =
        format!("format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '{seeds}'\n[points]\nserver-greets = 1\n");
    Lab::of(vec![Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario")])
}

fn program(stdout: &[u8]) -> ProgramFacts {
    ProgramFacts {
        command: vec!["program".to_owned()],
        stdout: Output { kept: Bytes::from(stdout), dropped_bytes: 0 },
        stderr: Output::default(),
        end: End::Exited(0),
        typed: Vec::new(),
        reached: Vec::new(),
    }
}

/// A server that sends this many messages, each of which is `said`; both programs print it as well.
fn observation(said: &[u8], messages: usize) -> Observation {
    let address = "10.0.0.2:12345".parse().expect("an address");
    let segment = || Segment { at: Duration::from_micros(5), ..Segment::new(Direction::ToClient, said) };
    let segments = std::iter::repeat_with(segment).take(messages).collect();
    let connection = Connection { segments, ..Connection::new(address, address, address, Duration::ZERO) };
    Observation {
        server: Some(program(said)),
        client: Some(program(said)),
        port: Some(12345),
        listeners: vec![address],
        conversation: Some(Conversation { connections: vec![connection], ..Conversation::default() }),
        ..Observation::default()
    }
}

fn judged(lab: &Lab, observation: &Observation) -> Judged {
    let scenario = &lab.parts[0].scenario;
    let verdict = judge(scenario, &Seeded::default(), observation);
    let case = |seed: &u64| CaseResult {
        seed: *seed,
        delivery: Delivery::AsSent,
        stand_in: None,
        second: false,
        verdict: verdict.clone(),
    };
    let cases: Vec<_> = scenario.seeds.iter().map(case).collect();
    let observations = vec![observation.clone(); cases.len()];
    let [server, client, again] = [HOSTILE; 3].map(str::to_owned);
    let command = |text: &str| Command::of_student(text).expect("a command");
    Judged {
        pair: Pair { server: command("s"), client: command("c") },
        lacks: None,
        question: None,
        result: ScenarioResult {
            scenario: scenario.clone(),
            server,
            client,
            again,
            cases,
            repeats: None,
            stand_ins: Vec::new(),
            left_out: LeftOut::default(),
            joint: None,
            corrections: BTreeMap::new(),
            sent_at: Vec::new(),
            second: None,
        },
        observations,
        repeats: Vec::new(),
        stand_ins: Vec::new(),
        second: None,
        played: Vec::new(),
        sets: BTreeMap::new(),
    }
}

fn graded(lab: &Lab, outcome: PartOutcome) -> Graded<'_> {
    let student = Student { key: "mallory".to_owned(), name: HOSTILE.to_owned(), ..Student::default() };
    Graded {
        student,
        lab,
        parts: vec![GradedPart { corrected: None, notes: vec![HOSTILE.to_owned()], outcome }],
        lateness: None,
        corrections: Vec::new(),
    }
}

fn page(path: &Path, lab: &Lab, class: &[Graded<'_>]) -> String {
    let mut report = Box::new(
        HtmlReport::create(path, lab, About::of("1", Some(UNIX_EPOCH), lab)).expect("a page begins"),
    );
    for graded in class {
        report.submission(graded).expect("it is written");
    }
    report.finish().expect("the page ends");
    std::fs::read_to_string(path).expect("it is there, and UTF-8")
}

#[test]
fn no_text_ends_its_element_begins_another_or_steers_the_reader() {
    let lab = lab("1..2");
    let hostile = observation(HOSTILE.as_bytes(), 2);
    for outcome in [
        PartOutcome::Judged(Box::new(judged(&lab, &hostile))),
        PartOutcome::NotRun(Problem::Student(HOSTILE.to_owned())),
        PartOutcome::NotRun(Problem::Machine(HOSTILE.to_owned())),
    ] {
        let row = row::render(&graded(&lab, outcome), Path::new("")).into_string();
        assert!(!row.contains("<script>") && !row.contains("<!--"), "{row}");
        assert_eq!(row.matches("</script>").count(), 1, "the end of our own data: {row}");
        for c in ['\0', '\u{1b}', '\u{202e}', '\u{2028}'] {
            assert!(!row.contains(c), "{c:?} in {row}");
        }
        let markup = row.split("<script").next().expect("there is a first part");
        assert!(!markup.contains("\" onload"), "{markup}");
    }
}

#[test]
fn what_is_in_the_page_s_data_is_what_the_program_said() {
    let written = json(&HOSTILE);
    assert!(!written.contains('<') && !written.contains('\u{202e}'), "{written}");
    assert_eq!(serde_json::from_str::<String>(&written).expect("it is JSON"), HOSTILE);
    assert_eq!(json(&"a\u{ffff}\u{1f600}"), "\"a\\uffff\u{1f600}\"");
}

#[test]
fn bytes_that_are_no_text_can_be_told_from_every_text() {
    assert_eq!(of_bytes("é 数\n".as_bytes()), "é 数\n");
    assert_eq!(of_bytes(b"a\xff\x80"), "a\u{f00ff}\u{f0080}");
    // A program that sends the very character which stands for a byte.
    assert_eq!(of_bytes("\u{f00ff}".as_bytes()), "\u{f00f3}\u{f00b0}\u{f0083}\u{f00bf}");
    // Half a character, and one that UTF-8 does not have (a lone surrogate).
    assert_eq!(of_bytes(b"\xe6\x95\xed\xa0\x80").chars().count(), 5);
}

#[test]
fn a_sentence_s_code_is_set_as_code_and_its_markup_is_not() {
    assert_eq!(sentence("look at `recv` <b>").into_string(), "look at <code>recv</code> &lt;b&gt;");
    assert_eq!(sentence("one ` alone").into_string(), "one ` alone");
    assert!(plain(&"x".repeat(5000)).ends_with("(3800 more characters)"));
}

#[test]
fn a_row_says_whose_a_failure_is_and_what_was_had_with_the_grader_s_half() {
    let lab = fixtures::lab();
    let row = row::render(&fixtures::stood_in(&lab), Path::new("")).into_string();
    let (markup, _) = row.split_once("<script").expect("it has data");
    let data = unpacked(&row);
    for part in [
        "with the grader's server in place of yours",
        "to mend in the server",
        "to mend in the client",
        "href=\"#judy/task2-seed1-as-sent-with-stand-in-server\"",
    ] {
        assert!(markup.contains(part), "{part}: {markup}");
    }
    for part in [
        "\"task2-seed1-as-sent-with-stand-in-server\"",
        "\"the grader's server\"",
        "the client's numbers, 4 in all: message 1 of the client (12 bytes: `[5, 7, 7, 9]`)",
        "\"socklab try . ../task2.toml\"",
    ] {
        assert!(data.contains(part), "{part}: {data}");
    }
}

#[test]
fn a_connection_is_open_before_anything_is_sent_over_it() {
    let mut seen = observation(b"hello", 2);
    let connection = &mut seen.conversation.as_mut().expect("it was seen").connections[0];
    connection.opened = Duration::from_micros(9);
    assert_eq!(times(connection, OF_A_PASS).collect::<Vec<_>>(), [5, 5, 5]);
}

#[test]
fn cases_that_went_alike_are_stored_once() {
    let data = |lab: &Lab| {
        let judged = judged(lab, &observation(b"hello", 3));
        json(&data::of(std::iter::once(("t".to_owned(), &judged)), |_| None))
    };
    let (one, hundred) = (data(&lab("1")), data(&lab("1..100")));
    assert_eq!(hundred.matches("hello").count(), one.matches("hello").count());
    let each = (hundred.len() - one.len()) / 99;
    assert!(each < 200, "{each} bytes a case: {one}");
}

#[test]
fn packets_that_lie_beside_the_page_can_be_had_from_it() {
    let scratch = tempfile::tempdir().expect("a folder");
    let lab = lab("1");
    let judged = judged(&lab, &observation(b"hello", 1));
    let file = packets_of("t-seed1-as-sent", &judged.pair);
    let graded = graded(&lab, PartOutcome::Judged(Box::new(judged)));
    let data = || unpacked(&row::render(&graded, scratch.path()).into_string());
    assert!(!data().contains(&file));
    std::fs::create_dir(scratch.path().join("mallory")).expect("a folder");
    std::fs::write(scratch.path().join("mallory").join(&file), "").expect("a file");
    assert!(data().contains(&format!("\"k\":\"mallory/{file}\"")), "{}", data());
}

#[test]
fn the_further_runs_of_a_case_are_told_beside_it() {
    let lab = lab("1..2");
    let mut judged = judged(&lab, &observation(b"hello", 1));
    let other = observation(b"bye", 1);
    let run = CaseResult { seed: 2, ..judged.result.cases[1].clone() };
    judged.result.repeats = Repeats::of(&judged.observations[1], [(run, &other)]);
    judged.repeats = vec![other];
    let data = json(&data::of(std::iter::once(("t".to_owned(), &judged)), |file| Some(file.to_owned())));
    let (cases, repeats) = data.split_once("\"repeats\":").expect("there is a further run");
    assert!(!cases.contains("\"q\":") && repeats.contains("\"q\":1"), "{data}");
    assert!(repeats.contains("\"k\":\"t-seed2-as-sent-repeat-1."), "{data}");
    assert!(data.contains("\"bye\""), "{data}");
}

#[test]
fn three_hundred_students_fit_into_a_page_of_five_megabytes() {
    let lab = lab("1..45");
    let mut judged = judged(&lab, &observation(b"", 4));
    // Lists of their own in each case, as programs send and print them: they do not come to the same.
    for (case, observation) in (0..).zip(&mut judged.observations) {
        let list: Vec<i64> = (1..=60).map(|at| (at * at * 37 + case * 41 + at * case * 29) % 101).collect();
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let connection = &mut observation.conversation.as_mut().expect("it was seen").connections[0];
        for (segment, list) in connection.segments.iter_mut().zip([&list, &sorted]) {
            segment.bytes = Bytes::from(format!("{list:?}").as_bytes());
        }
        let printed = format!("created array: {list:?}\nfinal list: {sorted:?}\n");
        observation.client = Some(program(printed.as_bytes()));
        observation.server = Some(program(format!("received: {list:?}\n").as_bytes()));
    }
    let row = row::render(&graded(&lab, PartOutcome::Judged(Box::new(judged))), Path::new("")).into_string();
    assert!(row.len() < 5_000_000 / 300, "{} bytes, {} of data", row.len(), unpacked(&row).len());
}

#[test]
fn a_flood_takes_no_more_of_the_page_than_its_share() {
    let lab = lab("1..45");
    let messages = if thorough::is_asked() { 200 } else { 40 };
    // Each case differs, so that none is stored once with another.
    for said in [vec![0; 5000], b"\xff".repeat(5000), b"1 2 3 ".repeat(800)] {
        let mut judged = judged(&lab, &observation(&said, messages));
        for (case, observation) in judged.observations.iter_mut().enumerate() {
            let client = observation.client.as_mut().expect("it ran");
            client.stdout.kept.0.splice(..0, case.to_string().into_bytes());
        }
        let data = json(&data::of(std::iter::once(("t".to_owned(), &judged)), |_| None));
        assert!(data.len() < 400_000, "{} bytes", data.len());
    }
}

#[test]
fn the_same_class_gives_the_same_page_and_leaves_nothing_beside_it() {
    let scratch = tempfile::tempdir().expect("a folder");
    let lab = lab("1..3");
    let judged = judged(&lab, &observation(HOSTILE.as_bytes(), 2));
    let class = [graded(&lab, PartOutcome::Judged(Box::new(judged))), graded(&lab, PartOutcome::Unfinished)];
    let path = scratch.path().join("report.html");
    let first = page(&path, &lab, &class);
    assert_eq!(first, page(&path, &lab, &class));
    let files = std::fs::read_dir(scratch.path()).expect("the folder").count();
    assert_eq!(files, 1);
    // One that is given up leaves the page of before.
    drop(HtmlReport::create(&path, &lab, About::default()).expect("a page begins"));
    assert_eq!(std::fs::read_to_string(&path).expect("still there"), first);
    assert_eq!(std::fs::read_dir(scratch.path()).expect("the folder").count(), 1);
}

#[test]
fn an_empty_class_has_a_page_and_an_unwritable_place_a_sentence() {
    let scratch = tempfile::tempdir().expect("a folder");
    let empty = page(&scratch.path().join("report.html"), &lab("1"), &[]);
    assert!(empty.contains("0 submissions") && empty.ends_with("</html>\n"));
    let error = HtmlReport::create(&scratch.path().join("missing/report.html"), &lab("1"), About::default());
    let error = format!("{:#}", error.expect_err("there is no such folder"));
    assert!(error.contains("cannot write the class's page to") && error.contains("missing"), "{error}");
}
