//! A submission with all that was found of it: what every report of a class is made from, one submission at a time, so that
//! memory does not grow with the class.

use std::collections::BTreeMap;

use crate::command_line::{Command, Pair};
use crate::grade::Grade;
use crate::hand_in::{Problem, Student};
use crate::journal::prepared::Choice;
use crate::journal::ruling::{Corrected, Correction};
use crate::observation::Observation;
use crate::role::Role;
use crate::scenario::lab::{Lab, Part};
use crate::scenario::late::Lateness;
use crate::script::StandIn;
use crate::verdict::outcome::Status;
use crate::verdict::results;
use crate::verdict::results::{CaseResult, Points, ScenarioResult};
use crate::words::submission as words;

/// One submission of a class, judged.
#[derive(Debug, Clone)]
pub struct Graded<'l> {
    /// Who handed it in.
    pub student: Student,
    /// What was asked.
    pub lab: &'l Lab,
    /// One a part of the lab, in its order.
    pub parts: Vec<GradedPart>,
    /// What the lab's policy makes of the time at which it was handed in; `None` where it has none.
    pub lateness: Option<Lateness>,
    /// What an instructor corrected, as it was written.
    pub corrections: Vec<Correction>,
}

/// One submission under one scenario of a lab.
#[derive(Debug, Clone)]
pub struct GradedPart {
    /// How the programs were found and chosen: sentences for a person.
    pub notes: Vec<String>,
    /// What an instructor says that all of it is worth.
    pub corrected: Option<Worth>,
    /// What came of it.
    pub outcome: PartOutcome,
}

/// Points that an instructor gives for a part, whatever was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// So many of the scenario's.
    pub points: u32,
    /// Of how many.
    pub possible: u32,
    /// Why.
    pub reason: String,
}

/// What came of a submission under a scenario.
#[derive(Debug, Clone)]
pub enum PartOutcome {
    /// Its programs were run.
    Judged(Box<Judged>),
    /// There was nothing to run, and why.
    NotRun(Problem),
    /// Not all of its cases have been run yet: the run was interrupted.
    Unfinished,
}

/// The cases of a submission under a scenario.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The programs that were run.
    pub pair: Pair,
    /// Why one of its halves is missing, if it is.
    pub lacks: Option<String>,
    /// What else could have been run.
    pub question: Option<Question>,
    /// What was found.
    pub result: ScenarioResult,
    /// What was observed: one a case of the result, in the same order.
    pub observations: Vec<Observation>,
    /// The same of its `repeats`.
    pub repeats: Vec<Observation>,
    /// The same of its cases with stand-ins.
    pub stand_ins: Vec<Observation>,
    /// The same of that in which a client came second, where it is one of the result's.
    pub second: Option<Observation>,
    /// Who played in each of these.
    pub played: Vec<StandIn>,
    /// Task 3: the server's own sets by seed, as far as it had to be asked for them.
    pub sets: BTreeMap<u64, Vec<i64>>,
}

impl Judged {
    /// The half that is missing, if one is.
    pub fn missing(&self) -> Option<Role> {
        Role::BOTH.into_iter().find(|role| *self.pair.of(*role) == Command::missing(*role))
    }

    /// The cases of the pair itself, with what was observed in each: those of the plan, then the further runs of one of them.
    pub fn own(&self) -> impl Iterator<Item = (&CaseResult, &Observation)> {
        let repeats = self.result.repeats.iter().flat_map(|repeats| &repeats.cases).zip(&self.repeats);
        self.result.cases.iter().zip(&self.observations).chain(repeats)
    }

    /// Every case, with what was observed in it and who played in it: those of the pair itself, those with stand-ins, and that with
    /// a client that came second.
    pub fn cases(&self) -> impl Iterator<Item = (&CaseResult, &Observation, Option<&StandIn>)> {
        let with = self.result.stand_ins.iter().zip(&self.stand_ins).zip(&self.played);
        self.own()
            .map(|(case, seen)| (case, seen, None))
            .chain(with.map(|((case, seen), played)| (case, seen, Some(played))))
            .chain(self.result.second.iter().zip(&self.second).map(|(case, seen)| (case, seen, None)))
    }
}

/// That several pairs of a submission could be the one that was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// These, the likeliest first.
    pub pairs: Vec<Pair>,
    /// Of how many.
    pub tried: usize,
    /// What the instructor answered.
    pub choice: Option<Choice>,
}

impl<'l> Graded<'l> {
    /// Each part with what was asked in it, and what its programs earn.
    pub fn parts(&self) -> impl Iterator<Item = (&'l Part, &GradedPart, Grade)> {
        let parts = self.lab.parts.iter().zip(&self.parts).zip(self.lab.shares());
        parts.map(|((part, graded), share)| (part, graded, grade(graded.points(part), share)))
    }

    /// The grade of the whole lab. Lateness comes last.
    pub fn grade(&self) -> Grade {
        self.parts().map(|(_, _, grade)| grade).sum::<Grade>().after(self.lateness.as_ref())
    }

    /// Whether all cases were run.
    pub fn is_finished(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part.outcome, PartOutcome::Unfinished))
    }

    /// The worst status of all parts.
    pub fn status(&self) -> Status {
        self.parts.iter().map(GradedPart::status).max().unwrap_or(Status::Inconclusive)
    }
}

/// Points of a scenario as a share of the lab's, rounded to the nearest hundredth.
fn grade(points: Points, possible_hundredths: u32) -> Grade {
    let of = u64::from(points.possible.max(1));
    let share = |points: u32| {
        let rounded = (u64::from(possible_hundredths) * u64::from(points) + of / 2) / of;
        u32::try_from(rounded).expect("no more than what is possible")
    };
    Grade {
        earned_hundredths: share(points.earned),
        late_hundredths: 0,
        open_hundredths: share(points.open),
        possible_hundredths,
    }
}

impl Graded<'_> {
    /// Whether it was handed in late: by the lab's policy, or else as the platform marked it.
    pub fn is_late(&self) -> bool {
        self.lateness.as_ref().map_or(self.student.late, Lateness::is_late)
    }
}

impl GradedPart {
    /// The cases, where the programs were run.
    pub fn judged(&self) -> Option<&Judged> {
        match &self.outcome {
            PartOutcome::Judged(judged) => Some(judged),
            PartOutcome::NotRun(_) | PartOutcome::Unfinished => None,
        }
    }

    /// Points in the scenario's own measure.
    pub fn points(&self, part: &Part) -> Points {
        let possible = part.scenario.points.values().sum();
        if let Some(Worth { points, .. }) = self.corrected {
            return Points { earned: points.min(possible), open: 0, possible };
        }
        match &self.outcome {
            PartOutcome::Judged(judged) => judged.result.points(),
            PartOutcome::NotRun(Problem::Student(_)) => Points { earned: 0, open: 0, possible },
            PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => {
                Points { earned: 0, open: possible, possible }
            }
        }
    }

    /// Takes what an instructor corrected in it.
    pub fn correct(&mut self, part: &Part, Correction { what, reason, .. }: &Correction) {
        let reason = reason.clone();
        match (*what, &mut self.outcome) {
            (Corrected::Points(points), _) => {
                self.notes.push(words::corrected_points(points, &reason));
                self.corrected =
                    Some(Worth { points, possible: part.scenario.points.values().sum(), reason });
            }
            (Corrected::Check { check, passes }, PartOutcome::Judged(judged)) => {
                self.notes.push(words::corrected_check(check.name(), passes, &reason));
                judged.result.corrections.insert(check, results::Correction { passes, reason });
            }
            (Corrected::Check { check, .. }, _) => self.notes.push(words::nothing_to_correct(check.name())),
        }
    }

    /// The worst answer.
    pub fn status(&self) -> Status {
        if let Some(Worth { points, possible, .. }) = self.corrected {
            return if points == possible { Status::Pass } else { Status::Fail };
        }
        match &self.outcome {
            PartOutcome::Judged(judged) => judged.result.status(),
            PartOutcome::NotRun(Problem::Student(_)) => Status::Fail,
            PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => Status::Inconclusive,
        }
    }
}
