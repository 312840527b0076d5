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
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::prepared::Programs;
use crate::intake::Student;
use crate::journal::ledger::Ledger;
use crate::journal::{Pair, Start};
use crate::scenario::lab::Lab;
use crate::words::submission as words;

/// The file's name, in the folder of the results.
pub const FILE: &str = "choices.toml";

/// The version of the format that is read and written.
pub const FORMAT: u32 = 1;

/// One of the pairs of a submission, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The server, as `Pair::words` has it.
    pub server: String,
    /// The client.
    pub client: String,
}

impl Choice {
    /// The choice of this pair.
    pub fn of(pair: &Pair) -> Self {
        let [server, client] = pair.words();
        Self { server, client }
    }

    /// Which of these pairs is meant.
    pub fn among<'p>(&self, pairs: &'p [Pair]) -> Option<&'p Pair> {
        pairs.iter().find(|pair| Self::of(pair) == *self)
    }
}

/// All that was chosen: by student and scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<(String, String), Choice>);

/// The file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: u32,
    #[serde(default)]
    submission: Vec<RawChoice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    student: String,
    scenario: String,
    server: Option<String>,
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
        for ((student, scenario), choice) in &self.0 {
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
        let raw: Raw = toml::from_str(text)?;
        ensure!(raw.format == FORMAT, "its format is {}, and this grader reads {FORMAT}", raw.format);
        let mut choices = BTreeMap::new();
        for RawChoice { student, scenario, server, client } in raw.submission {
            let is_known = students.iter().any(|known| known.key == student);
            ensure!(is_known, "it is about `{student}`, who is not in the class");
            let is_known = lab.parts.iter().any(|part| part.name() == scenario);
            ensure!(is_known, "it is about `{scenario}` of `{student}`, which is not in the lab");
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
        Ok(Self(choices))
    }

    /// What was chosen for a part of the lab.
    pub fn of(&self, student: &str, scenario: &str) -> Option<&Choice> {
        self.0.get(&(student.to_owned(), scenario.to_owned()))
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
    fn what_cannot_be_meant_is_said() {
        let answer = "server = 's'\nclient = 'c'\n";
        let again = ALICE.split_once('\n').expect("two lines").1;
        for (text, reason) in [
            ("format = 2\n".to_owned(), "its format is 2"),
            (ALICE.replace("alice", "alcie"), "`alcie`, who is not in the class"),
            (ALICE.replace("task2", "task9"), "`task9` of `alice`, which is not in the lab"),
            (format!("{ALICE}server = 's'\n"), "a server and a client are chosen together"),
            (format!("{ALICE}{answer}{again}{answer}"), "it chooses twice"),
            (format!("{ALICE}sevrer = 's'\n"), "line 5"),
        ] {
            let error = format!("{:#}", parse(&text).expect_err("refused"));
            assert!(error.contains(reason), "{error}");
        }
    }
}
