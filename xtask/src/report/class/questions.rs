//! `choices.toml`: which pair of programs was meant, where several did equally well, and what is worth that could not be judged. The
//! grader asks, the instructor answers in the same file, and `grade --resume` reads it: see `class::choices`. Where nothing is to be
//! asked there is no such file.

use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::ClassReport;
use crate::class::choices::{FILE, FORMAT, RawCorrection, corrections};
use crate::class::graded::{Graded, PartOutcome, Question};
use crate::hand_in::Problem;
use crate::journal::prepared::Choice;
use crate::printable::printable;
use crate::say;
use crate::whole_file::replace;
use crate::words::submission as words;

/// The report in the making.
pub struct Questions {
    path: PathBuf,
    text: String,
    /// In how many submissions it is open which pair was meant.
    open: usize,
    /// In how many there is something that could not be judged.
    unjudged: usize,
    corrections: Vec<RawCorrection>,
}

impl Questions {
    /// Asked in a folder of results.
    pub fn into(out: &Path) -> Self {
        Self { path: out.join(FILE), text: String::new(), open: 0, unjudged: 0, corrections: Vec::new() }
    }

    /// Whether the file says what the journal does not: it was written since, and is not to be lost.
    fn has_news(&self) -> bool {
        let Ok(text) = fs::read_to_string(&self.path) else { return false };
        let Some(corrections) = corrections(&text) else { return true };
        corrections.iter().any(|correction| !self.corrections.contains(correction))
    }

    /// Asks what a part is worth that could not be judged, of so many points.
    fn ask_worth(&mut self, student: &str, scenario: &str, why: &str, possible: u32) {
        let [student, scenario] = [student, scenario].map(quoted);
        let _ = write!(
            self.text,
            "\n# {}\n# [[override]]\n# student = {student}\n# scenario = {scenario}\n# points = 0                # of {possible}\n# reason = \"\"\n",
            words::what_is_it_worth(why)
        );
    }

    fn ask(&mut self, student: &str, scenario: &str, question: &Question) {
        let said = match &question.choice {
            Some(_) => words::CHOSEN.to_owned(),
            None => words::which_pair(question.tried, question.pairs.len()),
        };
        let out = &mut self.text;
        let [student, scenario] = [student, scenario].map(quoted);
        let _ = write!(out, "\n# {said}\n[[submission]]\nstudent = {student}\nscenario = {scenario}\n");
        for (place, pair) in question.pairs.iter().enumerate() {
            let choice = Choice::of(pair);
            let mark = if question.choice.as_ref() == Some(&choice) { "" } else { "# " };
            let gap = if place == 0 { "" } else { "\n" };
            let [server, client] = [&choice.server, &choice.client].map(|command| quoted(command));
            let _ = write!(out, "{gap}{mark}server = {server}\n{mark}client = {client}\n");
        }
    }
}

/// A correction as it is written in the file.
fn written(RawCorrection { student, scenario, check, passes, points, reason }: &RawCorrection) -> String {
    let [student, scenario, reason] = [student, scenario, reason].map(|text| quoted(text));
    let what = match (check, passes, points) {
        (Some(check), Some(passes), _) => format!("check = {}\npasses = {passes}\n", quoted(check)),
        (_, _, points) => format!("points = {}\n", points.unwrap_or_default()),
    };
    format!("\n[[override]]\nstudent = {student}\nscenario = {scenario}\n{what}reason = {reason}\n")
}

/// A string as TOML writes it, in one line: what JSON escapes, TOML reads, and control characters are gone.
fn quoted(text: &str) -> String {
    serde_json::Value::String(printable(text)).to_string()
}

impl ClassReport for Questions {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let (mut is_open, mut is_unjudged) = (false, false);
        for (part, graded_part, _) in graded.parts() {
            if let Some(question) = graded_part.judged().and_then(|judged| judged.question.as_ref()) {
                self.ask(&graded.student.key, &part.name(), question);
                is_open |= question.choice.is_none();
            }
            if let (PartOutcome::NotRun(Problem::Machine(why)), None) =
                (&graded_part.outcome, &graded_part.corrected)
            {
                let possible = part.scenario.points.values().sum();
                self.ask_worth(&graded.student.key, &part.name(), why, possible);
                is_unjudged = true;
            }
        }
        let key = &graded.student.key;
        self.corrections
            .extend(graded.corrections.iter().map(|correction| RawCorrection::of(key, correction)));
        self.open += usize::from(is_open);
        self.unjudged += usize::from(is_unjudged);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.has_news() {
            say::line(format_args!("\n{}", words::not_read_yet(&self.path.display().to_string())));
            return Ok(());
        }
        let head = if self.text.is_empty() { words::CORRECTIONS_HEAD } else { words::CHOICES_HEAD };
        for correction in std::mem::take(&mut self.corrections) {
            self.text += &written(&correction);
        }
        if self.text.is_empty() {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    Err(error).with_context(|| format!("cannot remove `{}`", self.path.display()))
                }
                _ => Ok(()),
            };
        }
        let text = format!("{head}format = {FORMAT}\n{}", self.text);
        replace(&self.path, text.as_bytes()).with_context(|| super::unwritable(&self.path))?;
        if self.open > 0 {
            say::line(format_args!("\n{}", words::questions(self.open, &self.path.display().to_string())));
        }
        if self.unjudged > 0 {
            say::line(format_args!("\n{}", words::unjudged(self.unjudged, &self.path.display().to_string())));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::choices::Choices;
    use crate::command_line::{Command, Pair};
    use crate::report::class::fixtures;

    fn pair(client: &str) -> Pair {
        let command = |text: &str| Command::of_student(text).expect("a command");
        Pair {
            server: command("python3 server.py"),
            client: command(client).in_folder(Path::new("a \" b\n#")),
        }
    }

    /// A submission with that question about its first part.
    fn asked(out: &Path, question: Option<Question>) {
        let lab = fixtures::lab();
        let right = |scenario: &_, _, _| fixtures::right(scenario);
        let mut graded = fixtures::graded(&lab, fixtures::student("alice", "Alice"), right);
        let PartOutcome::Judged(judged) = &mut graded.parts[0].outcome else { panic!("it was run") };
        judged.question = question;
        let mut report = Box::new(Questions::into(out));
        report.submission(&graded).expect("it is noted");
        report.finish().expect("it is written");
    }

    #[test]
    fn corrections_stay_and_what_was_not_read_yet_is_left_as_it_is() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (out, lab) = (scratch.path(), fixtures::lab());
        let report = |graded: &Graded<'_>| {
            let mut report = Box::new(Questions::into(out));
            report.submission(graded).expect("it is noted");
            report.finish().expect("it is written");
            fs::read_to_string(out.join(FILE)).unwrap_or_default()
        };
        let corrected = fixtures::corrected(&lab);
        let text = report(&corrected);
        let choices = Choices::parse(&text, &lab, &[fixtures::student("bob", "Bob")]).expect("it is right");
        assert_eq!(choices.corrections("bob"), corrected.corrections);
        assert_eq!(report(&corrected), text);
        let more = format!(
            "{text}\n[[override]]\nstudent = 'bob'\nscenario = 'task1'\ncheck = 'server-greets'\npasses = true\nreason = 'x'\n"
        );
        fs::write(out.join(FILE), &more).expect("a file");
        assert_eq!(report(&corrected), more, "what was not read yet");
        fs::write(out.join(FILE), &text).expect("a file");
    }

    #[test]
    fn a_question_is_answered_by_taking_two_marks_away_and_the_answer_stays() {
        let scratch = tempfile::tempdir().expect("a folder");
        let out = scratch.path();
        let pairs = vec![pair("'c\n' 1"), pair("'c\n' 2")];
        let lab = fixtures::lab();
        let chosen = || {
            let text = fs::read_to_string(out.join(FILE)).expect("a file");
            let choices = Choices::parse(&text, &lab, &[fixtures::student("alice", "Alice")]);
            choices.expect("it can be read").of("alice", "task2").cloned()
        };
        asked(out, Some(Question { pairs: pairs.clone(), tried: 3, choice: None }));
        assert_eq!(chosen(), None, "a question is no answer");
        let text = fs::read_to_string(out.join(FILE)).expect("a question");
        let second = text.rfind("# server").expect("a second pair");
        let answered = format!("{}{}", &text[..second], text[second..].replace("# ", ""));
        fs::write(out.join(FILE), answered).expect("an answer");
        let choice = chosen().expect("an answer");
        assert_eq!(choice.among(&pairs), Some(&pairs[1]));
        asked(out, Some(Question { pairs: pairs.clone(), tried: 3, choice: Some(choice.clone()) }));
        assert_eq!(chosen(), Some(choice));
        asked(out, None);
        assert!(!out.join(FILE).exists(), "nothing to be asked");
    }
}
