//! The hands of one submission by itself: what is found and seen is kept in memory, and nothing is written down.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use super::course::Wanted;
use super::crew::Hands;
use super::graded::{Graded, GradedPart};
use super::workshop::Workshop;
use crate::journal::Fact;
use crate::journal::ledger::Known;
use crate::journal::prepared::Prepared;
use crate::observation::Observation;
use crate::say;

/// Hands that work on one submission.
#[derive(Debug)]
pub struct Alone<'w> {
    workshop: Workshop<'w>,
    bar: ProgressBar,
    found: Mutex<Found>,
}

/// What became of it.
#[derive(Debug, Default)]
pub struct Found {
    /// What was found in it, once somebody has looked.
    pub prepared: Option<Prepared>,
    /// What came of it, part by part, once all of its cases were run.
    pub parts: Option<Vec<GradedPart>>,
}

impl<'w> Alone<'w> {
    /// In this workshop.
    pub fn new(workshop: Workshop<'w>) -> Self {
        let bar = ProgressBar::with_draw_target(None, say::progress());
        let style = ProgressStyle::with_template("{spinner} {pos} cases").expect("the template is right");
        bar.set_style(style);
        Self { workshop, bar, found: Mutex::default() }
    }

    /// What was found, once the work is over.
    pub fn end(self) -> Found {
        self.bar.finish_and_clear();
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, note: impl FnOnce(&mut Found)) {
        note(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Hands for Alone<'_> {
    fn known(&self, _: usize) -> Result<Known> {
        Ok(Known::default())
    }

    fn prepare(&self, student: usize, slot: usize) -> Result<Prepared> {
        self.workshop.prepare(student, slot)
    }

    fn observe(&self, student: usize, wanted: &Wanted<'_>, slot: usize) -> Observation {
        let observation = self.workshop.observe(student, wanted, slot);
        self.bar.inc(1);
        observation
    }

    fn fact(&self, _: usize, fact: Fact) -> Result<()> {
        if let Fact::Prepared(prepared) = fact {
            self.note(|found| found.prepared = Some(prepared));
        }
        Ok(())
    }

    fn graded(&self, student: usize, graded: &Graded<'_>) -> Result<()> {
        self.note(|found| found.parts = Some(graded.parts.clone()));
        self.workshop.clear(student)
    }
}
