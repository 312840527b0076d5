//! Several journals of one class become one: exact, whatever way the class was split, and the same however often and in
//! whatever order it is done. Of a case that several have run, the one counts in which the harness did not fail; of several
//! such the one whose text comes first in the alphabet, which is no better than the others, but always the same.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use super::course::Course;
use crate::hand_in::Student;
use crate::journal::ledger::Ledger;
use crate::journal::line::{Sum, line};
use crate::journal::prepared::Prepared;
use crate::journal::ruling::Ruling;
use crate::journal::{CaseFact, CaseId, Entry, FILE, Fact, Start};
use crate::observation::Observation;

/// Writes the journal of the folder `results` from all of `ledgers`, whole or not at all. Memory is needed for one submission
/// at a time.
pub fn merge(ledgers: &[Ledger], results: &Path) -> Result<()> {
    write(ledgers, &common_start(ledgers)?, results)
}

/// Puts a journal into one of the same class with more students in it, or with others of what they are called by: in the same folder, whole
/// or not at all. `false` where it cannot be: somebody is gone, or more has changed.
pub fn carry(ledger: &Ledger, start: &Start, results: &Path) -> Result<bool> {
    let earlier = ledger.start();
    let as_before = Start { students: earlier.students.clone(), ..start.clone() };
    let is_there = |student: &Student| start.students.iter().any(|other| other.key == student.key);
    let is_whole = earlier.shard.is_none() && start.shard.is_none();
    if !is_whole || earlier.difference(&as_before).is_some() || !earlier.students.iter().all(is_there) {
        return Ok(false);
    }
    write(std::slice::from_ref(ledger), start, results)?;
    Ok(true)
}

fn write(ledgers: &[Ledger], start: &Start, results: &Path) -> Result<()> {
    let path = results.join(FILE);
    let unfinished = results.join(format!("{FILE}.part"));
    let context = || format!("cannot write the journal `{}`", path.display());
    let mut file = BufWriter::new(File::create(&unfinished).with_context(context)?);
    let (first, mut last) = line(start, Sum::default())?;
    file.write_all(&first).with_context(context)?;
    for Student { key, .. } in &start.students {
        let (hand_in, facts) = facts(ledgers, start, key)?;
        for fact in facts {
            let (next, sum) = line(&Entry { key: key.clone(), hand_in: hand_in.clone(), fact }, last)?;
            file.write_all(&next).with_context(context)?;
            last = sum;
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

/// Everything that is known of a submission, in the one order that there is, and the hand-in that it is about.
fn facts(ledgers: &[Ledger], start: &Start, key: &str) -> Result<(String, Vec<Fact>)> {
    let mut hand_in = String::new();
    let mut prepared: Option<Prepared> = None;
    let mut ruling: Option<Ruling> = None;
    let mut cases: BTreeMap<CaseId, Observation> = BTreeMap::new();
    for ledger in ledgers {
        let known = ledger.known(key)?;
        let is_said = !known.hand_in.is_empty();
        ensure!(
            hand_in.is_empty() || known.hand_in.is_empty() || hand_in == known.hand_in,
            "`{key}` handed in different files where `{}` was written: grade it again in one place",
            ledger.path().display()
        );
        hand_in = if hand_in.is_empty() { known.hand_in } else { hand_in };
        ensure!(
            !is_said || ruling.as_ref().is_none_or(|ruling| *ruling == known.ruling),
            "lateness or a correction of `{key}` is another where `{}` was written: grade with the same `lab.toml` and the same \
             `choices.toml`, and `--resume`",
            ledger.path().display()
        );
        ruling = ruling.or(is_said.then_some(known.ruling));
        prepared = [prepared, known.prepared].into_iter().flatten().min_by_key(text);
        for (id, observation) in known.cases {
            match cases.remove(&id) {
                Some(other) => cases.insert(id, better(observation, other)),
                None => cases.insert(id, observation),
            };
        }
    }
    let is_done = prepared
        .as_ref()
        .is_some_and(|prepared| Course::new(&start.lab, prepared.clone(), cases.clone()).wanted().is_empty());
    let cases =
        cases.into_iter().map(|(id, observation)| Fact::Case(Box::new(CaseFact::new(id, observation))));
    let prepared = prepared.map(Fact::Prepared).into_iter();
    let ruling = ruling.filter(|ruling| *ruling != Ruling::default()).map(Fact::Ruled);
    Ok((hand_in, prepared.chain(ruling).chain(cases).chain(is_done.then_some(Fact::Done)).collect()))
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
    use super::*;
    use crate::journal::fixtures::{all, case, entry, journal, journal_of, lab, start};
    use crate::journal::writer::Writer;
    use crate::thorough;

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
    fn who_hands_in_later_is_added_and_nobody_is_lost() {
        let (folder, ledger) = journal(all());
        let zoe = Student { key: "zoe".to_owned(), name: "Zoe".to_owned(), ..Student::default() };
        let before = ledger.start().students.clone();
        let more = Start { students: [before.clone(), vec![zoe]].concat(), ..start(None) };
        assert!(carry(&ledger, &more, folder.path()).expect("it can be written"));
        let carried = Ledger::open(folder.path()).expect("a ledger");
        assert_eq!(carried.start(), &more);
        for Student { key, .. } in &before {
            assert_eq!(carried.known(key).expect("known"), ledger.known(key).expect("known"), "{key}");
        }
        assert_eq!(carried.known("zoe").expect("known"), Default::default());
        let fewer = Start { students: before[1..].to_vec(), ..start(None) };
        let other = Start { lab: lab("1..4"), ..more };
        for start in [fewer, other] {
            assert!(!carry(&carried, &start, folder.path()).expect("nothing is written"));
        }
    }

    #[test]
    fn a_failure_of_the_harness_never_replaces_a_good_result() {
        let failed = all().into_iter().take(1).chain([entry("alice", case(1, Some("no memory")))]);
        let (_one, failed) = journal(failed);
        let (_two, good) = journal(all().into_iter().take(2));
        let both = merged(&[failed, good]);
        assert!(!both.contains("no memory"), "{both}");
        // The same within one journal, whichever comes last.
        let (_three, mixed) =
            journal(all().into_iter().take(2).chain([entry("alice", case(1, Some("no memory")))]));
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
        let other_seeds = Start { lab: lab("1..4"), ..start(None) };
        let other_grader = Start { grader: "2".to_owned(), ..start(None) };
        let other_files = || {
            all().into_iter().map(|entry| match entry.key.as_str() {
                "bob" => Entry { hand_in: "bob2".to_owned(), ..entry },
                _ => entry,
            })
        };
        for (start, entries, reason) in [
            (other_seeds, all(), "differ in the scenarios"),
            (other_grader, all(), "differ in the grader's version"),
            (start(None), other_files().collect(), "`bob` handed in different files"),
        ] {
            let (_folder, second) = journal_of(&start, entries);
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
        for length in (0..text.len()).step_by(if thorough::is_asked() { 7 } else { 61 }) {
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
}
