//! Every report that is wanted, written in one go through the journal.

use std::path::Path;

use anyhow::Result;

use super::html::About;
use super::{ClassReport, PAGE, ReportOptions, attention, reports};
use crate::class::graded::Graded;
use crate::class::roll;
use crate::journal::Start;
use crate::journal::ledger::Ledger;
use crate::printable::printable;
use crate::report::Exit;
use crate::say;
use crate::words::class as words;

/// What a class amounts to, for the process that asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Submissions of which not all cases were run, by their keys.
    pub unfinished: Vec<String>,
    /// How many submissions there are.
    pub submissions: usize,
    /// How many of them want a person.
    pub look: usize,
    /// How many submissions have points that are neither earned nor lost.
    pub open: usize,
    /// How many submissions have a case in which the harness failed.
    pub failed: usize,
}

/// Judges every submission of the journal once, and tells each report of it.
pub fn write(ledger: &Ledger, options: &ReportOptions, out: &Path) -> Result<Summary> {
    let Start { lab, grader, .. } = ledger.start();
    let about = About::of(grader, Some(ledger.last_written()?), lab);
    let mut reports = reports(options, lab, about, out)?;
    let mut summary = Summary::default();
    roll::call(ledger, |graded| {
        summary.add(graded);
        reports.iter_mut().try_for_each(|report| report.submission(graded))
    })?;
    reports.into_iter().try_for_each(ClassReport::finish)?;
    // The last line is where to go on.
    let page = printable(&out.join(PAGE).display().to_string());
    say::line(words::page_is_at(&page, summary.submissions, summary.look));
    Ok(summary)
}

impl Summary {
    fn add(&mut self, graded: &Graded<'_>) {
        if !graded.is_finished() {
            self.unfinished.push(graded.student.key.clone());
        }
        self.submissions += 1;
        self.look += usize::from(attention::of(graded).is_some());
        self.open += usize::from(graded.grade().open_hundredths > 0);
        let mut judged = graded.parts.iter().filter_map(|part| part.judged());
        self.failed += usize::from(judged.any(|judged| judged.result.harness_failed()));
    }

    /// 0 where every point is earned or lost. What students got wrong is no failure of grading.
    pub fn exit(&self) -> Exit {
        match self {
            Self { failed: 1.., .. } => Exit::Harness,
            Self { unfinished, open: 0, .. } if unfinished.is_empty() => Exit::Passed,
            Self { .. } => Exit::Inconclusive,
        }
    }
}
