//! Journals that are damaged: no grade is another one silently, and going on costs what was lost and no more.

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::fixtures::{all, case, entry, hand_in, journal, prepared, start};
use super::ledger::{Known, Ledger};
use super::writer::Writer;
use super::{Entry, FILE, FORMAT, Fact, Start};
use crate::class::course::Course;
use crate::class::roll;
use crate::thorough;

const KEYS: [&str; 3] = ["alice", "bob", "rob"];

/// Every fact of the class, and then another hand-in of two of them into which somebody has looked only.
fn handed_in_again() -> Vec<Entry> {
    let again = |key: &str| {
        let hand_in = hand_in(key, 2);
        Entry { key: key.to_owned(), fact: prepared(&hand_in), hand_in }
    };
    all().into_iter().chain([again("alice"), again("bob")]).collect()
}

/// What a report would say of everyone: what it rests on, where nothing is open.
fn settled(ledger: &Ledger) -> [Option<Known>; 3] {
    KEYS.map(|key| {
        let student = ledger.start().students.iter().find(|student| student.key == key).expect("a student");
        let is_finished = roll::graded(ledger, student).expect("graded").is_finished();
        is_finished.then(|| Known { is_done: true, ..ledger.known(key).expect("known") })
    })
}

/// Goes on with a journal as a grader does that finds those hand-ins, and says how many cases it ran.
fn go_on(folder: &Path, hand_ins: &[(&str, String)]) -> usize {
    let ledger = Ledger::resume(folder, &start(None)).expect("a ledger");
    let mut writer = match &ledger {
        Some(ledger) => Writer::resume(ledger).expect("a journal"),
        None => Writer::create(folder, &start(None)).expect("a journal"),
    };
    let lab = start(None).lab;
    let mut run = 0;
    for (key, hand_in) in hand_ins {
        let known = ledger.as_ref().map(|ledger| ledger.known(key).expect("known")).unwrap_or_default();
        let known = if known.hand_in == *hand_in { known } else { Known::default() };
        let mut facts = Vec::new();
        if let Fact::Prepared(found) = prepared(hand_in) {
            let wanted = Course::new(&lab, found, known.cases).wanted();
            if known.is_done && wanted.is_empty() {
                continue;
            }
            facts.push(prepared(hand_in));
            facts.extend(wanted.iter().map(|wanted| case(wanted.id.seed, None)));
            run += wanted.len();
        }
        for fact in facts.into_iter().chain([Fact::Done]) {
            let entry = Entry { key: (*key).to_owned(), hand_in: hand_in.clone(), fact };
            writer.append(&entry).expect("a line");
        }
    }
    writer.close().expect("written");
    run
}

/// A journal, what reports say of it, and what it says when all is done.
struct Bench {
    folder: tempfile::TempDir,
    text: Vec<u8>,
    before: [Option<Known>; 3],
    hand_ins: [(&'static str, String); 3],
    /// How many cases are run by who goes on with all of it.
    missing: usize,
}

impl Bench {
    fn of(entries: Vec<Entry>) -> Self {
        let latest = |key: &str| {
            let latest = entries.iter().rfind(|entry| entry.key == key);
            latest.expect("everyone handed in").hand_in.clone()
        };
        let hand_ins = KEYS.map(|key| (key, latest(key)));
        let (folder, ledger) = journal(entries);
        let text = fs::read(folder.path().join(FILE)).expect("a journal");
        let before = settled(&ledger);
        let missing = go_on(folder.path(), &hand_ins);
        Self { folder, text, before, hand_ins, missing }
    }

    /// Where each line stands, with its end.
    fn lines(&self) -> Vec<Range<usize>> {
        let ends = self.text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let mut start = 0;
        ends.map(|end| std::mem::replace(&mut start, end)..end).collect()
    }

    /// Reads a journal that is damaged, in which nothing that is settled may be another thing than before. Returns what is
    /// said of the damage.
    #[track_caller]
    fn is_read(&self, text: &[u8], what: &str) -> String {
        fs::write(self.folder.path().join(FILE), text).expect("a journal");
        let ledger = match Ledger::open(self.folder.path()) {
            Ok(ledger) => ledger,
            Err(error) => return format!("{error:#}"),
        };
        let after = settled(&ledger);
        let damages = ledger.damages().expect("damages");
        for (before, after) in self.before.iter().zip(&after) {
            assert!(after.is_none() || before == after, "{what}: {before:?} became {after:?}");
        }
        assert!(after == self.before || !damages.is_empty(), "{what}: open without a word");
        let said = damages.iter().map(|(damage, keys)| format!("{damage} ({})", keys.join(" ")));
        said.collect::<Vec<_>>().join("\n")
    }

    /// The same, and then goes on with it, after which all is as if nothing had been. Returns how many cases more are run as
    /// well.
    #[track_caller]
    fn survives(&self, text: &[u8], what: &str) -> (String, usize) {
        let said = self.is_read(text, what);
        let run = go_on(self.folder.path(), &self.hand_ins);
        let ledger = Ledger::open(self.folder.path()).expect("it is in order again");
        assert!(ledger.damages().expect("damages").is_empty(), "{what}: made good");
        for (key, hand_in) in &self.hand_ins {
            let known = ledger.known(key).expect("known");
            assert_eq!(
                (known.is_done, known.cases.len(), &known.hand_in),
                (true, 3, hand_in),
                "{what}: {key}"
            );
        }
        (said, run - self.missing)
    }

    /// The journal with one bit of it flipped.
    fn flipped(&self, place: usize, bit: usize) -> Vec<u8> {
        let mut text = self.text.clone();
        text[place] ^= 1 << bit;
        text
    }
}

#[test]
fn a_flipped_bit_changes_no_grade_and_costs_one_case_at_most() {
    for entries in [all(), handed_in_again()] {
        let bench = Bench::of(entries);
        let first = bench.lines()[0].end;
        for place in (0..bench.text.len()).step_by(if thorough::is_asked() { 3 } else { 31 }) {
            // One of the eight, another one at each place.
            let (text, what) = (bench.flipped(place, place * 5 % 8), format!("byte {place}"));
            let said = bench.is_read(&text, &what);
            // Going on waits for the disk.
            if place % 13 == 0 {
                let (_, run) = bench.survives(&text, &what);
                assert!(run <= 1, "{what} costs {run} cases: {said}");
            }
            let is_named = place >= first || said.is_empty() || said.contains("first line");
            assert!(is_named, "{what}: {said}");
        }
    }
}

#[test]
fn a_damaged_line_is_named_and_whose_it_was_where_that_is_sure() {
    let bench = Bench::of(all());
    let lines = bench.lines();
    // Bob's second case is the ninth line.
    let line = &bench.text[lines[8].clone()];
    let at = |text: &str| {
        let found = line.windows(text.len()).position(|window| window == text.as_bytes());
        lines[8].start + found.expect("it is there")
    };
    let in_fact = bench.survives(&bench.flipped(at("\"seed\":2") + 7, 0), "a fact");
    assert!(in_fact.0.contains("line 9 of `"), "{}", in_fact.0);
    assert!(in_fact.0.ends_with("is damaged, it was about `bob` (bob)"), "{}", in_fact.0);
    assert_eq!(in_fact.1, 1);
    // `bob` becomes `rob`, who is in the class: what is damaged is not believed. Rob was looked into after that.
    let in_key = bench.survives(&bench.flipped(at("bob"), 4), "a key");
    assert!(in_key.0.ends_with("it cannot be told whose it was (alice bob)"), "{}", in_key.0);
    // A new line amid the line: two are damaged, and one is lost.
    let star = at("as-sent");
    let mut text = bench.text.clone();
    text[star] = b'\n';
    let (said, run) = bench.survives(&text, "an end amid a line");
    assert!(said.contains("lines 9 to 10 of `") && said.ends_with("(bob)"), "{said}");
    assert_eq!(run, 1);
    // Its checksum stands in the next line as well, and its end is known by it.
    for place in [at("\"sum\":\"") + 8, at("\"sum\":\""), lines[8].end - 1] {
        assert_eq!(bench.survives(&bench.flipped(place, 1), "an end"), (String::new(), 0), "byte {place}");
    }
}

#[test]
fn a_first_line_that_is_damaged_is_put_in_order_by_who_goes_on_with_the_same() {
    let bench = Bench::of(all());
    let path = bench.folder.path().join(FILE);
    let mut text = bench.text.clone();
    text[40] ^= 1;
    let (said, run) = bench.survives(&text, "the first line");
    assert!(said.contains("the first line of") && said.contains("--resume"), "{said}");
    assert_eq!(run, 0);
    assert_eq!(fs::read(&path).expect("a journal"), bench.text);
    fs::write(&path, &text).expect("a journal");
    let other = Start { isolation: "none".to_owned(), ..start(None) };
    let error = Ledger::resume(bench.folder.path(), &other).expect_err("another class").to_string();
    assert!(error.contains("not about these submissions"), "{error}");
    assert_eq!(fs::read(&path).expect("a journal"), text, "nothing was written");
}

#[test]
fn lines_that_are_removed_twice_there_or_in_another_order_change_no_grade() {
    for entries in [all(), handed_in_again()] {
        let bench = Bench::of(entries);
        let lines = bench.lines();
        let line = |number: usize| &bench.text[lines[number].clone()];
        let joined = |numbers: &[usize]| numbers.iter().flat_map(|number| line(*number)).copied().collect();
        let order: Vec<usize> = (0..lines.len()).collect();
        for number in 1..lines.len() {
            let mut without = order.clone();
            without.remove(number);
            let text: Vec<u8> = joined(&without);
            // What is cut off at the end was never written, as far as anybody can tell.
            if number + 1 < lines.len() {
                let (said, run) = bench.survives(&text, &format!("without line {}", number + 1));
                let place = format!("before line {} of", number + 1);
                // Who handed in again since has lost nothing by it.
                assert!((said.is_empty() || said.contains(&place)) && run <= 1, "{said}, {run}");
            }
            let step = if thorough::is_asked() { 1 } else { 5 };
            for place in (1..=lines.len()).skip(number % step).step_by(step) {
                let mut twice = order.clone();
                twice.insert(place, number);
                let what = format!("line {} once more as line {}", number + 1, place + 1);
                assert_eq!(bench.survives(&joined(&twice), &what).1, 0, "{what}");
            }
            if number + 1 < lines.len() {
                let mut swapped = order.clone();
                swapped.swap(number, number + 1);
                let what = format!("line {} behind the next", number + 1);
                assert_eq!(bench.survives(&joined(&swapped), &what).1, 0, "{what}");
            }
        }
    }
}

#[test]
fn a_submission_in_doubt_is_merged_as_one_that_is_not_finished_and_keeps_its_cases() {
    let bench = Bench::of(all());
    let mut text = bench.text.clone();
    text[bench.lines()[8].start + 60] ^= 1;
    fs::write(bench.folder.path().join(FILE), &text).expect("a journal");
    let merged = tempfile::tempdir().expect("a folder");
    crate::class::merge::merge(&[Ledger::open(bench.folder.path()).expect("a ledger")], merged.path())
        .expect("merged");
    let ledger = Ledger::open(merged.path()).expect("a ledger");
    assert_eq!(settled(&ledger).map(|known| known.is_some()), [true, false, true]);
    assert_eq!(go_on(merged.path(), &bench.hand_ins), 1);
    // Another journal knows what is lost in this one.
    let (_whole, whole) = journal(all());
    let ledgers = [Ledger::open(bench.folder.path()).expect("a ledger"), whole];
    crate::class::merge::merge(&ledgers, merged.path()).expect("merged");
    assert!(settled(&Ledger::open(merged.path()).expect("a ledger")).iter().all(Option::is_some));
}

#[test]
fn a_journal_in_which_nothing_stands_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    for text in ["", "{\"format\":2,\"grad"] {
        fs::write(folder.path().join(FILE), text).expect("a file");
        assert!(Ledger::open(folder.path()).is_err_and(|error| error.to_string().contains("--resume")));
        assert!(Ledger::resume(folder.path(), &start(None)).expect("no journal").is_none());
        let mut writer = Writer::create(folder.path(), &start(None)).expect("a journal");
        writer.append(&entry("alice", Fact::Done)).expect("a line");
        writer.close().expect("written");
        assert!(Ledger::open(folder.path()).expect("a ledger").known("alice").expect("known").is_done);
    }
}

#[test]
fn a_journal_of_an_older_grader_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE);
    let text = "{\"format\":1,\"grader\":\"0.1.0\"}\n{\"key\":\"alice\",\"fact\":\"done\"}\n";
    fs::write(&path, text).expect("a file");
    let resumed = Ledger::resume(folder.path(), &start(None)).map(|_| ());
    for refused in [Ledger::open(folder.path()).map(|_| ()), resumed] {
        let error = refused.expect_err("refused").to_string();
        assert!(error.contains(&format!("has format 1, and this grader reads {FORMAT}")), "{error}");
    }
    assert_eq!(fs::read_to_string(&path).expect("a file"), text);
    // Since format 2 lines have checksums.
    let folder = tempfile::tempdir().expect("a folder");
    let older = Start { format: 2, ..start(None) };
    Writer::create(folder.path(), &older).expect("a journal").close().expect("written");
    let error = Ledger::open(folder.path()).map(|_| ()).expect_err("refused").to_string();
    assert!(error.contains(&format!("has format 2, and this grader reads {FORMAT}")), "{error}");
}
