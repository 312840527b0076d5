//! The roll of a class: every submission in turn, judged anew from the journal. One at a time, so that memory does not grow with
//! the class.

use anyhow::Result;

use super::course::Course;
use super::graded::{Graded, GradedPart, PartOutcome};
use crate::hand_in::Student;
use crate::journal::ledger::Ledger;

/// Calls every submission that the journal is about, in the order of the class.
pub fn call(ledger: &Ledger, mut answer: impl FnMut(&Graded<'_>) -> Result<()>) -> Result<()> {
    for (place, student) in ledger.start().students.iter().enumerate() {
        if ledger.start().shard.is_none_or(|shard| shard.has(place)) {
            answer(&graded(ledger, student)?)?;
        }
    }
    Ok(())
}

/// One submission.
pub fn graded<'l>(ledger: &'l Ledger, student: &Student) -> Result<Graded<'l>> {
    let lab = &ledger.start().lab;
    let known = ledger.known(&student.key)?;
    Ok(match known.prepared {
        Some(prepared) => Course::new(lab, prepared, known.cases).graded(student.clone(), &known.ruling),
        None => {
            let unfinished =
                || GradedPart { corrected: None, notes: Vec::new(), outcome: PartOutcome::Unfinished };
            let parts = lab.parts.iter().map(|_| unfinished()).collect();
            Graded {
                student: student.clone(),
                lab,
                parts,
                lateness: known.ruling.lateness,
                corrections: known.ruling.corrections,
            }
        }
    })
}
