//! Marks of the numbers in a list that is wrong, and what they mean.

/// What is to be said of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is as it should be.
    Right,
    /// It is not there.
    Missing,
    /// It should not be there at all.
    Extra,
    /// It is there more often than it should be.
    Repeated,
    /// It stands behind a number that it should stand before.
    Misplaced,
}

impl Kind {
    /// All that is wrong.
    pub const WRONG: [Self; 4] = [Self::Missing, Self::Extra, Self::Repeated, Self::Misplaced];

    /// Its mark in text.
    pub fn mark(self) -> char {
        match self {
            Self::Right => ' ',
            Self::Missing => '-',
            Self::Extra => '+',
            Self::Repeated => '=',
            Self::Misplaced => '<',
        }
    }
}

/// What the marks of numbers mean: those that are used.
pub fn marks(used: impl Iterator<Item = Kind>) -> String {
    let marks = used.map(|kind| format!("{} {}", kind.mark(), meaning(kind)));
    format!("({})", marks.collect::<Vec<_>>().join(", "))
}

/// What is to be said of a number in a list.
pub fn meaning(kind: Kind) -> &'static str {
    match kind {
        Kind::Right => "right",
        Kind::Missing => "missing",
        Kind::Extra => "not expected",
        Kind::Repeated => "once too often",
        Kind::Misplaced => "out of order",
    }
}
