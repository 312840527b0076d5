//! Journals of a small class for tests.

use super::ledger::Ledger;
use super::writer::Writer;
use super::{CaseFact, CaseId, Entry, FORMAT, Fact, Shard, Start};
use crate::command_line::{Command, Pair};
use crate::delivery::Delivery;
use crate::hand_in::Student;
use crate::journal::prepared::{Prepared, PreparedPart, Programs};
use crate::observation::Observation;
use crate::scenario::lab::Lab;
use crate::scenario::{Input, Scenario};

/// A lab of one scenario with these seeds.
pub fn lab(seeds: &str) -> Lab {
    let text = format!("format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '{seeds}'\n");
    Lab::of(vec![Scenario::parse("task1.toml".as_ref(), &text).expect("a right scenario")])
}

/// Three students; keys of two of them differ in one bit.
pub fn start(shard: Option<Shard>) -> Start {
    let student = |key: &str| Student { key: key.to_owned(), ..Student::default() };
    Start {
        format: FORMAT,
        grader: "1".to_owned(),
        download: "class".into(),
        reading: Default::default(),
        lab: lab("1..3"),
        isolation: "sandbox".to_owned(),
        students: ["alice", "bob", "rob"].map(student).to_vec(),
        shard,
    }
}

fn pair() -> Pair {
    let command = |text: &str| Command::of_student(text).expect("a command");
    Pair { server: command("s"), client: command("c") }
}

/// A fact about the only hand-in of a student.
pub fn entry(key: &str, fact: Fact) -> Entry {
    Entry { key: key.to_owned(), hand_in: hand_in(key, 1), fact }
}

/// One of the hand-ins of a student.
pub fn hand_in(key: &str, number: usize) -> String {
    format!("the-files-of-{key}-{number}")
}

/// What is found in a hand-in.
pub fn prepared(hand_in: &str) -> Fact {
    let part = PreparedPart {
        lacks: None,
        with_arguments: Vec::new(),
        is_borrowed: false,
        hint: None,
        quoted: Vec::new(),
        choice: None,
        notes: Vec::new(),
        input: Input::default(),
        programs: Programs::Pairs(vec![pair()]),
    };
    Fact::Prepared(Prepared { digest: hand_in.to_owned(), parts: vec![part] })
}

/// Every fact of the class.
pub fn all() -> Vec<Entry> {
    let mut entries = Vec::new();
    for key in ["alice", "bob", "rob"] {
        entries.push(entry(key, prepared(&hand_in(key, 1))));
        for seed in 1..=3 {
            entries.push(entry(key, case(seed, None)));
        }
        entries.push(entry(key, Fact::Done));
    }
    entries
}

/// A case that came out well, or the harness's trouble in it.
pub fn case(seed: u64, trouble: Option<&str>) -> Fact {
    let id = CaseId {
        scenario: "task1".to_owned(),
        seed,
        delivery: Delivery::AsSent,
        pair: pair(),
        stand_in: None,
        repeat: 0,
        hold: None,
        second: false,
    };
    let observation = Observation {
        port: Some(u16::try_from(seed).expect("a small seed")),
        trouble: trouble.map(str::to_owned),
        ..Observation::default()
    };
    Fact::Case(Box::new(CaseFact::new(id, observation)))
}

/// A journal of the class with these facts.
pub fn journal(entries: impl IntoIterator<Item = Entry>) -> (tempfile::TempDir, Ledger) {
    journal_of(&start(None), entries)
}

/// The same about what `start` says.
pub fn journal_of(start: &Start, entries: impl IntoIterator<Item = Entry>) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::create(folder.path(), start).expect("a journal");
    for entry in entries {
        writer.append(&entry).expect("a line");
    }
    writer.close().expect("written");
    let ledger = Ledger::open(folder.path()).expect("a ledger");
    (folder, ledger)
}
