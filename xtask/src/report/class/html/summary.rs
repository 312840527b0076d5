//! What is kept of each submission until the page ends: counts and names, nothing that a program said.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Check;
use crate::class::graded::{Graded, Judged};
use crate::grade::Grade;
use crate::report::class::attention::{self, Why};
use crate::scenario::lab::Lab;
use crate::verdict::explained;
use crate::verdict::outcome::Status;

/// Groups of the histogram: ten by tenths of the points, and one for all of them.
pub const GROUPS: usize = 11;

/// The class so far.
#[derive(Debug)]
pub struct Summary {
    /// What a person calls the lab.
    pub title: String,
    /// What the lab is worth.
    pub points: u32,
    /// Whether anybody handed in late, as far as is known.
    pub has_late: bool,
    /// One a part of the lab.
    pub parts: Vec<PartSummary>,
    /// One a submission, in the order of the class.
    pub grades: Vec<Grade>,
    /// Submissions in which a mistake explains what was wrong.
    pub mistakes: BTreeMap<&'static str, usize>,
    /// Submissions that want a person.
    pub attention: Vec<Attention>,
}

/// One part of the lab, over the class.
#[derive(Debug)]
pub struct PartSummary {
    /// Its short name: `task2`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its checks, in the order of the reports.
    pub checks: Vec<(Check, Tally)>,
}

/// One check, over the class.
#[derive(Debug, Default)]
pub struct Tally {
    /// Submissions that were asked.
    pub asked: usize,
    /// Those that failed.
    pub failed: usize,
    /// Those that could not be told: for something else to mend first, or for no fault of the programs.
    pub open: usize,
}

/// A submission that wants a person.
#[derive(Debug)]
pub struct Attention {
    /// The student's key.
    pub key: String,
    /// The student's name.
    pub name: String,
    /// What kind of attention.
    pub why: Why,
    /// A sentence where there is more to say.
    pub sentence: Option<String>,
}

impl Summary {
    /// Of no submission yet.
    pub fn of(lab: &Lab) -> Self {
        let parts = lab.parts.iter().map(|part| {
            let checks = part.scenario.checks().map(|check| (check, Tally::default()));
            PartSummary { name: part.name(), title: part.scenario.title.clone(), checks: checks.collect() }
        });
        Self {
            title: lab.title.clone(),
            points: lab.points,
            has_late: false,
            parts: parts.collect(),
            grades: Vec::new(),
            mistakes: BTreeMap::new(),
            attention: Vec::new(),
        }
    }

    /// One more submission.
    pub fn add(&mut self, graded: &Graded<'_>) {
        let grade = graded.grade();
        self.grades.push(grade);
        self.has_late |= graded.is_late();
        for (part, graded) in self.parts.iter_mut().zip(&graded.parts) {
            part.add(graded.judged());
        }
        for mistake in mistakes(graded) {
            *self.mistakes.entry(mistake).or_default() += 1;
        }
        if let Some((why, sentence)) = attention::of(graded) {
            let (key, name) = (graded.student.key.clone(), graded.student.name.clone());
            self.attention.push(Attention { key, name, why, sentence });
        }
    }

    /// How many submissions have which part of the points: settled grades and open ones, a pair a group.
    pub fn histogram(&self) -> [(usize, usize); GROUPS] {
        let mut groups = [(0, 0); GROUPS];
        for grade in &self.grades {
            let possible = grade.possible_hundredths.max(1);
            let tenth = u64::from(grade.earned_hundredths) * 10 / u64::from(possible);
            let group = &mut groups[usize::try_from(tenth).map_or(GROUPS - 1, |tenth| tenth.min(GROUPS - 1))];
            match grade.open_hundredths {
                0 => group.0 += 1,
                _ => group.1 += 1,
            }
        }
        groups
    }

    /// Mean and median of what is settled, in hundredths of a point; `None` where nothing is.
    pub fn middle(&self) -> Option<(u32, u32)> {
        let settled = self.grades.iter().filter(|grade| grade.open_hundredths == 0);
        let mut earned: Vec<u32> = settled.map(|grade| grade.earned_hundredths).collect();
        earned.sort_unstable();
        let last = earned.len().checked_sub(1)?;
        let sum: u64 = earned.iter().copied().map(u64::from).sum();
        let count = earned.len() as u64;
        let mean = u32::try_from((sum + count / 2) / count).expect("a mean is no larger than the largest");
        let median = earned[last / 2].midpoint(earned[earned.len() / 2]);
        Some((mean, median))
    }
}

impl PartSummary {
    fn add(&mut self, judged: Option<&Judged>) {
        let Some(judged) = judged else { return };
        for found in judged.result.checks() {
            let Some((_, tally)) = self.checks.iter_mut().find(|(check, _)| *check == found.check) else {
                continue;
            };
            tally.asked += 1;
            match found.status {
                Status::Pass => {}
                Status::Fail => tally.failed += 1,
                Status::Inconclusive => tally.open += 1,
            }
        }
    }
}

/// The mistakes that explain what is wrong with a submission.
pub fn mistakes(graded: &Graded<'_>) -> BTreeSet<&'static str> {
    let judged = graded.parts.iter().filter_map(|part| part.judged());
    explained::mistakes(judged.map(|judged| &judged.result))
}
