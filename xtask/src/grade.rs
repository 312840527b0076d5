//! Points, as a gradebook has them.

use serde::Serialize;

use crate::scenario::late::Lateness;

/// What a submission is worth, in hundredths of a point, so that sums are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// Earned, and left where something was handed in late.
    pub earned_hundredths: u32,
    /// Taken of what was earned, for lateness.
    pub late_hundredths: u32,
    /// Neither earned nor lost: what could not be told, for no fault of the programs.
    pub open_hundredths: u32,
    /// The most there was to earn.
    pub possible_hundredths: u32,
}

impl Grade {
    /// Hundredths as a person writes points: `87.5`, `100`.
    pub fn decimal(hundredths: u32) -> String {
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// What was earned before anything was taken of it, in hundredths.
    pub fn raw_hundredths(&self) -> u32 {
        self.earned_hundredths + self.late_hundredths
    }

    /// What is left of it after so much lateness.
    pub fn after(self, lateness: Option<&Lateness>) -> Self {
        let taken =
            lateness.map_or(0, |lateness| lateness.taken(self.raw_hundredths(), self.possible_hundredths));
        Self { earned_hundredths: self.raw_hundredths() - taken, late_hundredths: taken, ..self }
    }

    /// The grade, where it is settled: `None` while points are open.
    pub fn settled(&self) -> Option<String> {
        (self.open_hundredths == 0).then(|| Self::decimal(self.earned_hundredths))
    }
}

impl std::iter::Sum for Grade {
    fn sum<I: Iterator<Item = Self>>(grades: I) -> Self {
        grades.fold(Self::default(), |sum, grade| Self {
            earned_hundredths: sum.earned_hundredths + grade.earned_hundredths,
            late_hundredths: sum.late_hundredths + grade.late_hundredths,
            open_hundredths: sum.open_hundredths + grade.open_hundredths,
            possible_hundredths: sum.possible_hundredths + grade.possible_hundredths,
        })
    }
}
