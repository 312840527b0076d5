//! Where in a student's files a failure is: the line at which the program fell over, waited, or sent what is wrong, or else the
//! program's file.

use crate::check::Check;
use crate::class::graded::Judged;
use crate::observation::SourceLine;
use crate::role::Role;
use crate::verdict::outcome::{Outcome, Reason};

/// A place in a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, by its path from the submission's own folder.
    pub file: String,
    /// The line, where the program said one.
    pub line: Option<u32>,
}

/// The line of the student's own at which it went wrong, where that is known: of two programs that wait, that of whom the check is about.
pub fn line_of(check: Check, outcome: &Outcome) -> Option<&SourceLine> {
    let Outcome::Fail(reason) = outcome else { return None };
    let reason = match reason {
        Reason::OnlyUnder(only) => &only.reason,
        Reason::OnlySecond(reason) => reason,
        reason => reason,
    };
    match reason {
        Reason::Crashed(end) | Reason::EndedBeforeListening(end) | Reason::Lost(end) => end.at.as_deref(),
        Reason::Standstill(hang) => {
            let line = |role| hang.standstill.wait(role)?.line.as_ref();
            check.about().and_then(line).or_else(|| Role::BOTH.into_iter().find_map(line))
        }
        _ => None,
    }
}

/// The place of a check that failed, where a line of it is known or the command names a file.
pub fn source(judged: &Judged, check: Check) -> Option<Source> {
    let checks = judged.result.checks();
    let example = checks.iter().find(|found| found.check == check).and_then(|found| found.example.as_ref());
    if let Some((case, outcome)) = example
        && let Some(line) = line_of(check, outcome).or_else(|| judged.result.sent_at(case, check, outcome))
    {
        return Some(Source { file: line.file.clone(), line: Some(line.line) });
    }
    let role = check.about()?;
    let mut seen = judged.result.cases.iter().zip(&judged.observations);
    let seen = seen.find(|(case, _)| {
        let mut findings = case.verdict.findings.iter();
        findings.any(|finding| finding.check == check && finding.is_failure())
    });
    if let Some(SourceLine { file, line, .. }) = seen.and_then(|(_, seen)| seen.fell_at.get(&role)) {
        return Some(Source { file: file.clone(), line: Some(*line) });
    }
    judged.pair.of(role).source().map(|file| Source { file: file.display().to_string(), line: None })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::observation::{Awaited, Standstill, Wait};
    use crate::report::class::fixtures;
    use crate::verdict::outcome::Hang;

    #[test]
    fn the_line_at_which_a_program_fell_over_is_the_place_and_else_its_file() {
        let lab = fixtures::lab();
        for line in [Some(12), None] {
            let graded = fixtures::graded(&lab, fixtures::student("x", ""), |scenario, seed, delivery| {
                let mut seen = fixtures::crashes(scenario, seed, delivery);
                let place = |line| SourceLine { file: "net/wire.py".to_owned(), line, text: None };
                seen.fell_at.extend(line.map(|line| (Role::Server, place(line))));
                seen
            });
            let judged = graded.parts[0].judged().expect("it was run");
            let file = if line.is_some() { "net/wire.py" } else { "server.py" };
            let expected = Source { file: file.to_owned(), line };
            assert_eq!(source(judged, Check::ServerStaysUp), Some(expected));
        }
    }

    #[test]
    fn so_is_the_line_that_sent_what_is_wrong() {
        let lab = fixtures::lab();
        let graded = fixtures::sent(&lab);
        let judged = graded.parts[0].judged().expect("it was run");
        let expected = Source { file: "server.py".to_owned(), line: Some(14) };
        assert_eq!(source(judged, Check::ReplyIsDeduplicated), Some(expected));
    }

    #[test]
    fn of_two_that_wait_it_is_that_of_whom_the_check_is_about() {
        let wait = |file: &str| Wait {
            call: "recv".to_owned(),
            on: Awaited::Input,
            line: Some(SourceLine { file: file.to_owned(), line: 7, text: None }),
        };
        let standstill = Standstill {
            since: Duration::ZERO,
            server: Some(wait("server.c")),
            client: Some(wait("client.c")),
            unread: Vec::new(),
        };
        let outcome = Outcome::Fail(Reason::Standstill(Box::new(Hang { standstill, unanswered: None })));
        let file = |check| line_of(check, &outcome).map(|line| line.file.clone());
        assert_eq!(file(Check::ClientFinishes).as_deref(), Some("client.c"));
        assert_eq!(file(Check::ServerStaysUp).as_deref(), Some("server.c"));
    }
}
