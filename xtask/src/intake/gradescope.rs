//! What Gradescope says of the submissions that it exports: `submission_metadata.yml`, written by Ruby, with each submission's
//! submitters. Everything else in it (scores, outputs) is passed over.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::hand_in::{HandedIn, Moment, Partner, Source, Student};

/// The file's name.
pub(super) const METADATA: &str = "submission_metadata.yml";

#[derive(Debug, Deserialize)]
struct Submission {
    #[serde(rename = ":submitters", default)]
    submitters: Option<Vec<Submitter>>,
    #[serde(rename = ":created_at", default)]
    created_at: Option<String>,
}

/// What the list says of a submission.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exported {
    pub submitters: Vec<Partner>,
    pub handed_in: Option<HandedIn>,
}

#[derive(Debug, Deserialize)]
struct Submitter {
    #[serde(rename = ":name", default)]
    name: Option<String>,
    #[serde(rename = ":sid", default)]
    sid: Option<String>,
    #[serde(rename = ":email", default)]
    email: Option<String>,
}

/// What it says, by the names of the submissions' folders.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Exported>, String> {
    let submissions: BTreeMap<String, Submission> =
        serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let partner = |submitter: Submitter| {
        let Submitter { name, sid, email } = submitter;
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (name, sid, email) = (filled(name), filled(sid), filled(email));
        let name = name.or_else(|| email.clone()).or_else(|| sid.clone()).unwrap_or_default();
        Partner { name, sid, email, ..Partner::default() }
    };
    let exported = |Submission { submitters, created_at }| {
        let at = created_at.as_deref().and_then(Moment::read);
        Exported {
            submitters: submitters.unwrap_or_default().into_iter().map(partner).collect(),
            handed_in: at.map(|at| HandedIn::At { at, by: Source::Metadata }),
        }
    };
    Ok(submissions.into_iter().map(|(folder, submission)| (folder, exported(submission))).collect())
}

/// Completes what the name of the folder says.
pub(super) fn complete(student: &mut Student, people: &[Partner]) {
    let [first, others @ ..] = people else { return };
    student.name.clone_from(&first.name);
    student.sid.clone_from(&first.sid);
    student.email.clone_from(&first.email);
    student.partners = others.to_vec();
}
