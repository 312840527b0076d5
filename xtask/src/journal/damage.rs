//! What is lost of a journal, and how it is said.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use super::chain::Break;
use crate::printable::printable;

/// A place of a journal where something is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    path: PathBuf,
    found: Break,
    /// Whose it was, if that can be told.
    key: Option<String>,
}

impl Damage {
    pub(super) fn new(path: &Path, found: Break, key: Option<String>) -> Self {
        Self { path: path.to_owned(), found, key }
    }

    /// Whether what is lost may have been about that submission.
    pub fn may_be_about(&self, key: &str) -> bool {
        self.key.as_ref().is_none_or(|known| known == key)
    }

    pub(super) fn offset(&self) -> u64 {
        self.found.offset
    }
}

/// One sentence without a full stop.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.found.lines.start(), self.found.lines.end());
        let path = printable(&self.path.display().to_string());
        match (self.found.is_gap, first == last) {
            (true, _) => {
                write!(f, "before line {first} of `{path}` something is missing or not in its order")
            }
            (false, true) => write!(f, "line {first} of `{path}` is damaged"),
            (false, false) => write!(f, "lines {first} to {last} of `{path}` are damaged"),
        }?;
        match &self.key {
            Some(key) => write!(f, ", it was about `{key}`"),
            None => write!(f, ", and it cannot be told whose it was"),
        }
    }
}

/// Submissions that are named in a sentence; the first of many.
pub fn listed(keys: &BTreeSet<&str>) -> String {
    const MOST: usize = 5;
    let named: Vec<String> = keys.iter().take(MOST).map(|key| format!("`{key}`")).collect();
    match keys.len().saturating_sub(MOST) {
        0 => named.join(", "),
        further => format!("{} and {further} more", named.join(", ")),
    }
}
