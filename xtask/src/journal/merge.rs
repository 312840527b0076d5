//! Several journals of one class become one: exact, whatever way the class was split, and the same however often and in
//! whatever order it is done. Of a case that several have run, the one counts in which the harness did not fail; of several
//! such the one whose line comes first in the alphabet, which is no better than the others, but always the same.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use super::ledger::Ledger;
use super::writer::line;
use super::{CaseFact, CaseId, Entry, FILE, Fact, Start};
use crate::class::course::Course;
use crate::class::prepared::Prepared;
use crate::observation::Observation;

/// Writes the journal of the folder `results` from all of `ledgers`, whole or not at all. Memory is needed for one submission
/// at a time.
pub fn merge(ledgers: &[Ledger], results: &Path) -> Result<()> {
    let start = common_start(ledgers)?;
    let path = results.join(FILE);
    let unfinished = results.join(format!("{FILE}.part"));
    let context = || format!("cannot write the journal `{}`", path.display());
    let mut file = BufWriter::new(File::create(&unfinished).with_context(context)?);
    file.write_all(&line(&start)?).with_context(context)?;
    for student in &start.students {
        for fact in facts(ledgers, &start, &student.key)? {
            file.write_all(&line(&Entry { key: student.key.clone(), fact })?).with_context(context)?;
        }
    }
    let file = file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(context)?;
    file.sync_all().with_context(context)?;
    fs::rename(&unfinished, &path).with_context(context)?;
    File::open(results).and_then(|folder| folder.sync_all()).with_context(context)
}

/// What all journals are about; where they are not about the same, nothing can be merged.
fn common_start(ledgers: &[Ledger]) -> Result<Start> {
    let Some((first, others)) = ledgers.split_first() else { bail!("there is nothing to merge") };
    let start = Start { shard: None, ..first.start().clone() };
    for other in others {
        if let Some(what) = start.difference(other.start()) {
            bail!(
                "`{}` and `{}` cannot be merged: they differ in {what}",
                first.path().display(),
                other.path().display()
            );
        }
    }
    Ok(start)
}

/// Everything that is known of a submission, in the one order that there is.
fn facts(ledgers: &[Ledger], start: &Start, key: &str) -> Result<Vec<Fact>> {
    let mut prepared: Option<Prepared> = None;
    let mut cases: BTreeMap<CaseId, Observation> = BTreeMap::new();
    for ledger in ledgers {
        let known = ledger.known(key)?;
        if let (Some(one), Some(other)) = (&prepared, &known.prepared) {
            ensure!(
                one.digest == other.digest,
                "`{key}` handed in different files where `{}` was written: grade it again in one place",
                ledger.path().display()
            );
        }
        prepared = [prepared, known.prepared].into_iter().flatten().min_by_key(text);
        for (id, observation) in known.cases {
            match cases.remove(&id) {
                Some(other) => cases.insert(id, better(observation, other)),
                None => cases.insert(id, observation),
            };
        }
    }
    let Some(prepared) = prepared else { return Ok(Vec::new()) };
    let is_done = Course::new(&start.lab, prepared.clone(), cases.clone()).wanted().is_empty();
    let cases = cases.into_iter().map(|(id, observation)| Fact::Case(Box::new(CaseFact { id, observation })));
    Ok([Fact::Prepared(prepared)].into_iter().chain(cases).chain(is_done.then_some(Fact::Done)).collect())
}

/// The observation that counts.
fn better(one: Observation, other: Observation) -> Observation {
    let rank = |seen: &Observation| (seen.trouble.is_some(), text(seen));
    if rank(&one) <= rank(&other) { one } else { other }
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("facts hold nothing that JSON cannot")
}

#[cfg(test)]
mod tests {
    use super::super::writer::Writer;
    use super::super::{FORMAT, Pair, Shard};
    use super::*;
    use crate::class::prepared::{PreparedPart, Programs};
    use crate::intake::Student;
    use crate::scenario::lab::Lab;
    use crate::scenario::{Input, Scenario};
    use crate::submission::Command;
    use crate::tap::delivery::Delivery;

    fn start(shard: Option<Shard>) -> Start {
        let text = "format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '1..3'\n";
        let scenario = Scenario::parse("task1.toml".as_ref(), text).expect("a right scenario");
        let student = |key: &str| Student { key: key.to_owned(), ..Student::default() };
        Start {
            format: FORMAT,
            grader: "1".to_owned(),
            download: "class".into(),
            lab: Lab::of(vec![scenario]),
            isolation: "sandbox".to_owned(),
            students: ["alice", "bob", "carol"].map(student).to_vec(),
            shard,
        }
    }

    fn pair() -> Pair {
        let command = |text: &str| Command::of_student(text).expect("a command");
        Pair { server: command("s"), client: command("c") }
    }

    /// Every fact of the class.
    fn all() -> Vec<Entry> {
        let entry = |key: &str, fact| Entry { key: key.to_owned(), fact };
        let mut entries = Vec::new();
        for key in ["alice", "bob", "carol"] {
            let part = PreparedPart {
                lacks: None,
                choice: None,
                notes: Vec::new(),
                input: Input::default(),
                programs: Programs::Pairs(vec![pair()]),
            };
            entries.push(entry(key, Fact::Prepared(Prepared { digest: key.to_owned(), parts: vec![part] })));
            for seed in 1..=3 {
                entries.push(entry(key, case(seed, None)));
            }
            entries.push(entry(key, Fact::Done));
        }
        entries
    }

    fn case(seed: u64, trouble: Option<&str>) -> Fact {
        let id = CaseId {
            scenario: "task1".to_owned(),
            seed,
            delivery: Delivery::AsSent,
            pair: pair(),
            stand_in: None,
        };
        let observation = Observation {
            port: Some(u16::try_from(seed).expect("a small seed")),
            trouble: trouble.map(str::to_owned),
            ..Observation::default()
        };
        Fact::Case(Box::new(CaseFact { id, observation }))
    }

    fn journal(entries: impl IntoIterator<Item = Entry>) -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::create(folder.path(), &start(None)).expect("a journal");
        for entry in entries {
            writer.append(&entry).expect("a line");
        }
        writer.close().expect("written");
        let ledger = Ledger::open(folder.path()).expect("a ledger");
        (folder, ledger)
    }

    fn merged(ledgers: &[Ledger]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        merge(ledgers, folder.path()).expect("merged");
        fs::read_to_string(folder.path().join(FILE)).expect("a journal")
    }

    #[test]
    fn however_a_class_is_split_the_merged_journal_is_the_same() {
        let (_folder, whole) = journal(all());
        let expected = merged(&[whole]);
        assert_eq!(expected.lines().count(), 1 + 3 * 5);
        for split in 0..64_usize {
            // By submission, and through the middle of submissions; whoever has a case has looked into the submission.
            let belongs = |index: usize, part: usize| (split >> (index % 6)) & 1 == part;
            let part = |part: usize| {
                let entries = all().into_iter().enumerate();
                journal(entries.filter_map(|(index, entry)| {
                    (matches!(entry.fact, Fact::Prepared(_)) || belongs(index, part)).then_some(entry)
                }))
            };
            let ((_one, first), (_two, second)) = (part(0), part(1));
            assert_eq!(merged(&[first, second]), expected, "split {split}");
        }
    }

    #[test]
    fn merging_once_more_and_in_another_order_changes_nothing() {
        let (_one, first) = journal(all().into_iter().take(7));
        let (_two, second) = journal(all().into_iter().skip(5));
        let (_three, third) = journal(all().into_iter().take(2));
        let expected = merged(&[first, second, third]);
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE), &expected).expect("a journal");
        let again = || Ledger::open(folder.path()).expect("a ledger");
        assert_eq!(merged(&[again()]), expected);
        assert_eq!(merged(&[again(), again()]), expected);
        let (_two, second) = journal(all().into_iter().skip(5));
        assert_eq!(merged(&[second, again()]), expected);
    }

    #[test]
    fn a_failure_of_the_harness_never_replaces_a_good_result() {
        let entry = |fact| Entry { key: "alice".to_owned(), fact };
        let failed = all().into_iter().take(1).chain([entry(case(1, Some("no memory")))]);
        let (_one, failed) = journal(failed);
        let (_two, good) = journal(all().into_iter().take(2));
        let both = merged(&[failed, good]);
        assert!(!both.contains("no memory"), "{both}");
        // The same within one journal, whichever comes last.
        let (_three, mixed) = journal(all().into_iter().take(2).chain([entry(case(1, Some("no memory")))]));
        assert!(mixed.known("alice").expect("known").cases.values().all(|seen| seen.trouble.is_none()));
    }

    #[test]
    fn a_submission_is_done_where_all_of_its_cases_are_there_and_not_before() {
        let (_one, first) = journal(all().into_iter().take(3));
        let text = merged(&[first]);
        assert!(!text.contains("\"done\""), "{text}");
        let (_one, first) = journal(all().into_iter().take(3));
        let (_two, second) = journal([all()[0].clone(), all()[3].clone()]);
        assert!(merged(&[first, second]).contains("\"done\""));
    }

    #[test]
    fn what_does_not_belong_together_is_not_merged() {
        let (folder, _) = journal(all());
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).expect("a journal");
        for (from, to, reason) in [
            ("'1..3'", "'1..4'", "differ in the scenarios"),
            ("\"grader\":\"1\"", "\"grader\":\"2\"", "differ in the grader's version"),
            ("\"digest\":\"bob\"", "\"digest\":\"bob2\"", "`bob` handed in different files"),
        ] {
            assert!(text.contains(from), "{from}");
            fs::write(&path, text.replace(from, to)).expect("a journal");
            let second = Ledger::open(folder.path()).expect("a ledger");
            let results = tempfile::tempdir().expect("a folder");
            let (_again, again) = journal(all());
            let error = merge(&[again, second], results.path()).expect_err("refused");
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_gives_all_that_was_whole_and_goes_on() {
        let (folder, _) = journal(all());
        let path = folder.path().join(FILE);
        let text = fs::read(&path).expect("a journal");
        let first = text.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
        for length in (0..text.len()).step_by(7) {
            fs::write(&path, &text[..length]).expect("a journal");
            let ledger = Ledger::open(folder.path());
            if length < first {
                assert!(ledger.is_err_and(|error| error.to_string().contains("ends before it says")));
                continue;
            }
            let ledger = ledger.expect("a ledger");
            let whole = text[..length].iter().filter(|byte| **byte == b'\n').count();
            // Goes on with the lines that were lost.
            let mut writer = Writer::resume(&ledger).expect("a journal");
            for entry in all().iter().skip(whole - 1) {
                writer.append(entry).expect("a line");
            }
            writer.close().expect("written");
            assert_eq!(fs::read(&path).expect("a journal"), text, "cut after {length} bytes");
        }
    }

    #[test]
    fn a_journal_that_is_there_is_not_written_over() {
        let (folder, _) = journal(all());
        let error = Writer::create(folder.path(), &start(None)).expect_err("refused");
        assert!(error.to_string().contains("--resume"), "{error}");
    }

    #[test]
    fn a_line_that_is_damaged_is_named() {
        let (folder, _) = journal(all());
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).expect("a journal");
        fs::write(&path, text.replacen("\"key\":\"bob\",\"fact\"", "\"key\":\"bob", 1)).expect("a journal");
        let error = Ledger::open(folder.path()).expect_err("it is damaged");
        assert!(format!("{error:#}").contains("line 7 of"), "{error:#}");
    }
}
