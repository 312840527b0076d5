//! Where in a student's files a failure is: the line at which the program fell over, or else the program's file.

use crate::check::Check;
use crate::class::graded::Judged;
use crate::observation::SourceLine;
use crate::role::Role;

/// A place in a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, by its path from the submission's own folder.
    pub file: String,
    /// The line, where the program said one.
    pub line: Option<u32>,
}

/// The place of a check that failed, where its program fell over or the command names a file.
pub fn source(judged: &Judged, check: Check) -> Option<Source> {
    let role = check.about()?;
    let mut seen = judged.result.cases.iter().zip(&judged.observations);
    let seen = seen.find(|(case, _)| {
        let mut findings = case.verdict.findings.iter();
        findings.any(|finding| finding.check == check && finding.is_failure())
    });
    if let Some(SourceLine { file, line, .. }) = seen.and_then(|(_, seen)| seen.fell_at.get(&role)) {
        return Some(Source { file: file.clone(), line: Some(*line) });
    }
    let command = match role {
        Role::Server => &judged.pair.server,
        Role::Client => &judged.pair.client,
    };
    command.source().map(|file| Source { file: file.display().to_string(), line: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::class::fixtures;

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
}
