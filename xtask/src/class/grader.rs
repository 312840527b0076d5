//! What the crew's workers do for real: in the workshop, with what is found written into the journal.

use std::sync::Mutex;

use anyhow::Result;

use super::course::Wanted;
use super::crew::Hands;
use super::graded::Graded;
use super::progress::Progress;
use super::workshop::{Agreement, Workshop};
use crate::journal::ledger::{Known, Ledger};
use crate::journal::prepared::Prepared;
use crate::journal::ruling::Ruling;
use crate::journal::writer::Writer;
use crate::journal::{Entry, Fact};
use crate::observation::Observation;

/// The hands of a class.
#[derive(Debug)]
pub struct Grader<'g> {
    /// Where the work is done.
    pub workshop: Workshop<'g>,
    /// What an earlier run found, if there was one.
    pub earlier: Option<Ledger>,
    /// What is said of each submission that does not follow from its programs.
    pub rulings: Vec<Ruling>,
    /// Where facts go.
    pub journal: Mutex<Writer>,
    /// What a person sees.
    pub progress: Progress,
}

impl Hands for Grader<'_> {
    fn known(&self, student: usize) -> Result<Known> {
        let Some(earlier) = &self.earlier else { return Ok(Known::default()) };
        let known = earlier.known(&self.workshop.entry(student).student.key)?;
        Ok(match self.workshop.agrees(student, &known)? {
            Agreement::Whole => known,
            // Its cases were run all the same.
            Agreement::OtherChoice => Known { prepared: None, is_done: false, ..known },
            Agreement::OtherFiles => Known::default(),
        })
    }

    fn prepare(&self, student: usize, slot: usize) -> Result<Prepared> {
        self.progress.begun(student, &self.workshop.entry(student).student);
        self.workshop.prepare(student, slot)
    }

    fn ruling(&self, student: usize) -> Ruling {
        self.rulings[student].clone()
    }

    fn observe(&self, student: usize, wanted: &Wanted<'_>, slot: usize) -> Observation {
        let observation = self.workshop.observe(student, wanted, slot);
        self.progress.case(student);
        observation
    }

    fn fact(&self, student: usize, fact: Fact) -> Result<()> {
        let key = self.workshop.entry(student).student.key.clone();
        let hand_in = self.workshop.digest(student)?;
        let mut journal = self.journal.lock().expect("no worker panics while it holds the journal");
        journal.append(&Entry { key, hand_in, fact })
    }

    fn graded(&self, student: usize, graded: &Graded<'_>) -> Result<()> {
        self.progress.graded(student, graded);
        self.workshop.clear(student)
    }
}
