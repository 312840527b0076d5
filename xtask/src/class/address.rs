//! How a person names a submission or a case of a class: `results/alice`, `results/alice/task2-seed7`,
//! `results/alice/task2-seed7-split`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::graded::{Graded, Judged};
use super::roll;
use crate::case_name::{case_name, repeat_name};
use crate::delivery::Delivery;
use crate::journal::FILE;
use crate::journal::ledger::Ledger;
use crate::near::{did_you_mean, did_you_mean_beside};
use crate::observation::Observation;
use crate::script::StandIn;
use crate::verdict::results::CaseResult;

/// A name that names nothing: whoever wrote it has to mend it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misnamed(pub String);

impl Misnamed {
    /// A submission was named where a case is wanted.
    pub fn lacks_case(path: &Path) -> Self {
        Self(format!("name a case as well, such as `{}/task2-seed7`", path.display()))
    }
}

/// A submission, or a case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The folder with the journal.
    pub results: PathBuf,
    /// Whose submission.
    pub key: String,
    /// The case's name; `None` for the whole submission.
    pub case: Option<String>,
}

/// A case that was found.
#[derive(Debug)]
pub struct Place<'g> {
    /// The place of its part in the lab.
    pub part: usize,
    /// Its submission under that part.
    pub judged: &'g Judged,
    /// What was found in it.
    pub case: &'g CaseResult,
    /// What was observed in it.
    pub observation: &'g Observation,
    /// Who played one of the programs in its place.
    pub stand_in: Option<&'g StandIn>,
}

impl Address {
    /// Takes a path apart: the folder with the journal is the one nearest to its end.
    pub fn parse(path: &Path) -> Result<Self, Misnamed> {
        let names: Vec<&str> = path.iter().filter_map(|name| name.to_str()).collect();
        let is_results = |folder: &&Path| folder.join(FILE).is_file();
        let parent = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(".".as_ref());
        if let [.., key] = names.as_slice()
            && is_results(&parent)
        {
            return Ok(Self { results: parent.to_owned(), key: (*key).to_owned(), case: None });
        }
        if let [.., key, case] = names.as_slice()
            && let Some(results) = parent.parent()
        {
            let results = if results.as_os_str().is_empty() { Path::new(".") } else { results };
            if is_results(&results) {
                return Ok(Self {
                    results: results.to_owned(),
                    key: (*key).to_owned(),
                    case: Some((*case).to_owned()),
                });
            }
        }
        Err(Misnamed(format!(
            "`{}` names no submission of a class: expected the folder of the results, a submission, and perhaps a case, such as \
             `results/alice/task2-seed7`{}",
            path.display(),
            did_you_mean_beside(path)
        )))
    }

    /// The submission, judged from the journal.
    pub fn graded<'l>(&self, ledger: &'l Ledger) -> Result<Graded<'l>> {
        let student = ledger.start().students.iter().find(|student| student.key == self.key);
        let student = student.ok_or_else(|| {
            let hint =
                did_you_mean(&self.key, ledger.start().students.iter().map(|student| student.key.as_str()));
            Misnamed(format!("there is no submission `{}` in `{}`{hint}", self.key, self.results.display()))
        })?;
        roll::graded(ledger, student)
    }

    /// The case of that name. Without a delivery in it, it is the first one of its seed.
    pub fn find<'g>(&self, graded: &'g Graded<'_>) -> Result<Place<'g>, Misnamed> {
        let name = self.case.as_deref().unwrap_or_default();
        let (mut names, mut full_names) = (Vec::new(), Vec::new());
        for (part, (asked, found, _)) in graded.parts().enumerate() {
            let Some(judged) = found.judged() else { continue };
            for (case, observation, stand_in) in judged.cases() {
                let CaseResult { seed, delivery, stand_in: played, second, .. } = *case;
                let short = format!("{}-seed{seed}", asked.name());
                let full = case_name(&asked.name(), seed, delivery, played, second);
                let repeat = full_names.iter().filter(|known| **known == full).count();
                full_names.push(full.clone());
                if name == short || name == repeat_name(full, repeat) {
                    return Ok(Place { part, judged, case, observation, stand_in });
                }
                if names.last() != Some(&short) {
                    names.push(short);
                }
            }
        }
        Err(Misnamed(match names.as_slice() {
            [] => format!("no case of `{}` was run", self.key),
            [first, ..] => format!(
                "`{}` has no case `{name}`: cases are called by scenario, seed and perhaps delivery, such as `{first}` or \
                 `{first}-{}`{}",
                self.key,
                Delivery::AsSent,
                did_you_mean(name, names.iter().map(String::as_str))
            ),
        }))
    }
}
