//! What an instructor chose where a submission can be read in more than one way: `choices.toml` among the results. The
//! report of that name asks, and `grade --resume` reads the answers.
//!
//! ```toml
//! format = 1
//!
//! [[submission]]
//! student = "alice"
//! scenario = "task2"
//! server = "python3 server.py"
//! client = "python3 client2.py"
//!
//! [[override]]
//! student = "bob"
//! scenario = "task2"
//! check = "shows-duplicates"
//! passes = true
//! reason = "printed on paper, and shown to me"
//! ```
//!
//! Without `check` and `passes`, `points` says what the whole scenario is worth, of its own points: also where nothing could be run.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde::Deserialize;

use crate::check::Check;
use crate::hand_in::Student;
use crate::journal::Start;
use crate::journal::ledger::Ledger;
use crate::journal::prepared::{Choice, Programs};
use crate::journal::ruling::{Corrected, Correction};
use crate::near::{did_you_mean, did_you_mean_field};
use crate::scenario::lab::{Lab, Part};
use crate::words::intake::listed;
use crate::words::submission as words;

/// The file's name, in the folder of the results.
pub const FILE: &str = "choices.toml";

/// The version of the format that is read and written.
pub const FORMAT: u32 = 1;

/// All that was chosen: by student and scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    pairs: BTreeMap<(String, String), Choice>,
    corrections: BTreeMap<String, Vec<Correction>>,
}

/// A correction as it stands in the file: either `check` and `passes`, or `points`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "override"))]
#[serde(deny_unknown_fields)]
pub struct RawCorrection {
    /// The student's key.
    pub student: String,
    /// The scenario.
    pub scenario: String,
    /// The check, unless it is about all of the scenario.
    pub check: Option<String>,
    /// Whether the check passes.
    pub passes: Option<bool>,
    /// What all of the scenario is worth.
    pub points: Option<u32>,
    /// Why.
    pub reason: String,
}

impl RawCorrection {
    /// How a correction is written.
    pub fn of(student: &str, Correction { scenario, what, reason }: &Correction) -> Self {
        let (check, passes, points) = match *what {
            Corrected::Check { check, passes } => (Some(check.name().to_owned()), Some(passes), None),
            Corrected::Points(points) => (None, None, Some(points)),
        };
        let [student, scenario, reason] = [student, scenario, reason].map(str::to_owned);
        Self { student, scenario, check, passes, points, reason }
    }

    /// Checks it.
    fn checked(self, lab: &Lab) -> Result<Correction> {
        let Self { student, scenario, check, passes, points, reason } = self;
        let of = format!("for `{scenario}` of `{student}`");
        let part = part_of(lab, &scenario, &student)?;
        ensure!(!reason.trim().is_empty(), "{of} it gives no reason: the student reads why");
        let what = match (check, passes, points) {
            (Some(name), Some(passes), None) => {
                let known = part.scenario.checks().find(|check| check.name() == name);
                let all: Vec<&str> = part.scenario.checks().map(Check::name).collect();
                let check = known.with_context(|| {
                    let hint = did_you_mean(&name, all.iter().copied());
                    format!("{of} there is no check `{name}`: there are {}{hint}", listed(all))
                })?;
                Corrected::Check { check, passes }
            }
            (None, None, Some(points)) => {
                let most: u32 = part.scenario.points.values().sum();
                ensure!(points <= most, "{of} it gives {points} points, and the scenario has {most}");
                Corrected::Points(points)
            }
            _ => bail!("{of} an `[[override]]` has either `check` and `passes`, or `points`"),
        };
        Ok(Correction { scenario, what, reason })
    }
}

/// Refuses a student whom the class does not have.
fn is_in_class(student: &str, students: &[Student]) -> Result<()> {
    let mut keys = students.iter().map(|known| known.key.as_str());
    let hint = || did_you_mean(student, students.iter().map(|known| known.key.as_str()));
    ensure!(keys.any(|key| key == student), "it is about `{student}`, who is not in the class{}", hint());
    Ok(())
}

/// The part of the lab that is called so.
fn part_of<'l>(lab: &'l Lab, scenario: &str, student: &str) -> Result<&'l Part> {
    lab.parts.iter().find(|part| part.name() == scenario).with_context(|| {
        let names: Vec<String> = lab.parts.iter().map(Part::name).collect();
        let hint = did_you_mean(scenario, names.iter().map(String::as_str));
        format!("it is about `{scenario}` of `{student}`, which is not in the lab{hint}")
    })
}

/// The corrections in a file, which nobody has checked; nothing where it cannot be read.
pub fn corrections(text: &str) -> Option<Vec<RawCorrection>> {
    toml::from_str::<Raw>(text).ok().map(|raw| raw.corrections)
}

/// What an instructor chose where a submission can be read in more than one way, and what they correct.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "choices.toml of socklab"))]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    /// Which pair was meant.
    #[serde(default)]
    submission: Vec<RawChoice>,
    /// What is said otherwise than it was found.
    #[serde(default, rename = "override")]
    corrections: Vec<RawCorrection>,
}

/// `[[submission]]`: without `server` and `client` it is a question that nobody answered.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "submission"))]
#[serde(deny_unknown_fields)]
struct RawChoice {
    /// The student's key.
    student: String,
    /// The scenario's name.
    scenario: String,
    /// The server of the pair, as the question has it.
    server: Option<String>,
    /// The client of the pair.
    client: Option<String>,
}

impl Choices {
    /// Reads the choices in a folder of results; none where there is no file. What is asked and not answered is no choice.
    /// An error names the file, and what in it cannot be meant.
    pub fn load(results: &Path, ledger: &Ledger) -> Result<Self> {
        let path = results.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            text => text.with_context(|| format!("cannot read `{}`", path.display()))?,
        };
        let Start { lab, students, .. } = ledger.start();
        let choices = Self::parse(&text, lab, students).and_then(|choices| {
            choices.check(ledger)?;
            Ok(choices)
        });
        choices.with_context(|| format!("`{}` is wrong", path.display()))
    }

    /// Holds the choices beside the pairs that were found. Where others are found now, the workshop says so.
    fn check(&self, ledger: &Ledger) -> Result<()> {
        for ((student, scenario), choice) in &self.pairs {
            let Some(prepared) = ledger.known(student)?.prepared else { continue };
            let mut parts = ledger.start().lab.parts.iter().zip(&prepared.parts);
            let part =
                parts.find(|(part, _)| part.name() == *scenario).map(|(_, prepared)| &prepared.programs);
            if let Some(Programs::Pairs(pairs)) = part
                && choice.among(pairs).is_none()
            {
                bail!("for `{scenario}` of `{student}`: {}", words::no_such_pair(choice, pairs));
            }
        }
        Ok(())
    }

    /// Takes the file apart.
    pub fn parse(text: &str, lab: &Lab, students: &[Student]) -> Result<Self> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let hint = did_you_mean_field(error.message());
            anyhow!("{}{hint}", error.to_string().trim_end())
        })?;
        ensure!(raw.format == FORMAT, "its format is {}, and this grader reads {FORMAT}", raw.format);
        let mut choices = BTreeMap::new();
        for RawChoice { student, scenario, server, client } in raw.submission {
            is_in_class(&student, students)?;
            part_of(lab, &scenario, &student)?;
            let choice = match (server, client) {
                (Some(server), Some(client)) => Choice { server, client },
                (None, None) => continue,
                _ => bail!(
                    "a server and a client are chosen together, and for `{scenario}` of `{student}` there is one only"
                ),
            };
            let twice = choices.insert((student.clone(), scenario.clone()), choice).is_some();
            ensure!(!twice, "it chooses twice for `{scenario}` of `{student}`");
        }
        let mut corrections: BTreeMap<String, Vec<Correction>> = BTreeMap::new();
        for raw in raw.corrections {
            let student = raw.student.clone();
            is_in_class(&student, students)?;
            let correction = raw.checked(lab)?;
            let theirs = corrections.entry(student.clone()).or_default();
            let is_same = |other: &Correction| {
                let about = |what: Corrected| match what {
                    Corrected::Check { check, .. } => Some(check),
                    Corrected::Points(_) => None,
                };
                other.scenario == correction.scenario && about(other.what) == about(correction.what)
            };
            ensure!(
                !theirs.iter().any(is_same),
                "it corrects the same twice for `{}` of `{student}`",
                correction.scenario
            );
            theirs.push(correction);
        }
        Ok(Self { pairs: choices, corrections })
    }

    /// What was corrected of a submission.
    pub fn corrections(&self, student: &str) -> Vec<Correction> {
        self.corrections.get(student).cloned().unwrap_or_default()
    }

    /// What was chosen for a part of the lab.
    pub fn of(&self, student: &str, scenario: &str) -> Option<&Choice> {
        self.pairs.get(&(student.to_owned(), scenario.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

    const ALICE: &str = "format = 1\n[[submission]]\nstudent = 'alice'\nscenario = 'task2'\n";

    /// Takes the file apart.
    pub fn parse(text: &str) -> Result<Choices> {
        Choices::parse(text, &fixtures::lab(), &[fixtures::student("alice", "Alice")])
    }

    #[test]
    fn what_is_not_answered_is_no_choice() {
        assert_eq!(parse(ALICE).expect("a question"), Choices::default());
        let choices = parse(&format!("{ALICE}server = 's'\nclient = 'c'\n")).expect("an answer");
        let expected = Choice { server: "s".to_owned(), client: "c".to_owned() };
        assert_eq!(choices.of("alice", "task2"), Some(&expected));
        assert_eq!(choices.of("alice", "task1"), None);
    }

    #[test]
    fn corrections_are_read_and_written_as_they_are() {
        let text = "format = 1\n[[override]]\nstudent = 'alice'\nscenario = 'task2'\ncheck = 'shows-duplicates'\npasses = true\n\
                    reason = 'on paper'\n[[override]]\nstudent = 'alice'\nscenario = 'task1'\npoints = 7\nreason = 'oral'\n";
        let corrections = parse(text).expect("it is right").corrections("alice");
        let check = Corrected::Check { check: Check::ShowsDuplicates, passes: true };
        assert_eq!(corrections.iter().map(|one| one.what).collect::<Vec<_>>(), [check, Corrected::Points(7)]);
        let raw = super::corrections(text).expect("it is TOML");
        let again: Vec<_> = corrections.iter().map(|one| RawCorrection::of("alice", one)).collect();
        assert_eq!(raw, again);
        for (from, to, reason) in [
            ("alice", "alcie", "`alcie`, who is not in the class; did you mean `alice`?"),
            ("'task2'", "'task9'", "`task9` of `alice`, which is not in the lab; did you mean `task1`?"),
            ("shows-duplicates", "shows-dupliactes", "; did you mean `shows-duplicates`?"),
            ("shows-duplicates", "shows-intersection", "there is no check `shows-intersection`"),
            ("points = 7", "points = 101", "gives 101 points, and the scenario has 100"),
            ("points = 7", "passes = true", "either `check` and `passes`, or `points`"),
            ("on paper", " ", "it gives no reason"),
        ] {
            let error = format!("{:#}", parse(&text.replace(from, to)).expect_err("refused"));
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let answer = "server = 's'\nclient = 'c'\n";
        let again = ALICE.split_once('\n').expect("two lines").1;
        for (text, reason) in [
            ("format = 2\n".to_owned(), "its format is 2"),
            (ALICE.replace("alice", "alcie"), "`alcie`, who is not in the class; did you mean `alice`?"),
            (ALICE.replace("task2", "task9"), "`task9` of `alice`, which is not in the lab"),
            (format!("{ALICE}server = 's'\n"), "a server and a client are chosen together"),
            (format!("{ALICE}{answer}{again}{answer}"), "it chooses twice"),
            (format!("{ALICE}sevrer = 's'\n"), "line 5"),
            (format!("{ALICE}sevrer = 's'\n"), "; did you mean `server`?"),
        ] {
            let error = format!("{:#}", parse(&text).expect_err("refused"));
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn the_schema_is_what_the_types_say() {
        crate::schema::assert_toml::<Raw>("choices.schema.json");
    }

    #[test]
    fn the_schema_takes_choices_and_nothing_else() {
        let errors = |text| crate::schema::errors_of(text, "choices.schema.json");
        for right in [
            ALICE,
            "format = 1\n[[override]]\nstudent = 'bob'\nscenario = 'task2'\npoints = 5\nreason = 'seen'\n",
        ] {
            assert_eq!(errors(right), [""; 0], "{right}");
        }
        for wrong in [
            "format = 2\n",
            "format = 1\n[[submission]]\nstudent = 'alice'\n",
            "format = 1\n[[override]]\nstudent = 'bob'\nscenario = 'task2'\npoints = 5\n",
        ] {
            assert_ne!(errors(wrong), [""; 0], "{wrong}");
        }
    }
}
