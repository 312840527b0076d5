//! Where in a student's files a failure is: the program's file, and the line that its own error names.

use crate::class::graded::Judged;
use crate::observation::{Observation, Role};
use crate::verdict::check::Check;

/// A place in a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, by its path from the submission's own folder.
    pub file: String,
    /// The line, where the program said one.
    pub line: Option<u32>,
}

/// The place of a check that failed, where the command of its program names a file.
pub fn source(judged: &Judged, check: Check) -> Option<Source> {
    let role = check.about()?;
    let command = match role {
        Role::Server => &judged.pair.server,
        Role::Client => &judged.pair.client,
    };
    let file = command.source()?;
    let name = file.file_name()?.to_str()?;
    let fails = |verdict: &crate::verdict::outcome::Verdict| {
        verdict.findings.iter().any(|finding| finding.check == check && finding.is_failure())
    };
    let mut seen = judged.result.cases.iter().zip(&judged.observations);
    let seen = seen.find(|(case, _)| fails(&case.verdict)).map(|(_, observation)| observation);
    Some(Source {
        line: seen.and_then(|seen| line(&errors(seen, role), name)),
        file: file.display().to_string(),
    })
}

fn errors(observation: &Observation, role: Role) -> String {
    let facts = match role {
        Role::Server => observation.server.as_ref(),
        Role::Client => observation.client.as_ref(),
    };
    facts.map(|facts| String::from_utf8_lossy(&facts.stderr.kept).into_owned()).unwrap_or_default()
}

/// The line of that file that is named last: `File "a.py", line 3`, `a.js:3`, `at a.pl line 3`.
fn line(errors: &str, file: &str) -> Option<u32> {
    let behind = errors.match_indices(file).map(|(at, _)| &errors[at + file.len()..]);
    let numbers = behind.filter_map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        let number =
            [":", ", line ", " line ", " on line "].iter().find_map(|sign| rest.strip_prefix(sign))?;
        number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    });
    numbers.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_the_program_s_file_is_read_in_each_language() {
        for (errors, file, expected) in [
            (
                "File \"/submission/a.py\", line 3, in <module>\n  File \"a.py\", line 12, in f\nValueError",
                "a.py",
                Some(12),
            ),
            ("/submission/a.js:7\nthrow e", "a.js", Some(7)),
            ("Died at a.pl line 4.", "a.pl", Some(4)),
            ("\tat Server.main(Server.java:21)", "Server.java", Some(21)),
            ("a.rb:9:in `<main>': no", "a.rb", Some(9)),
            ("PHP Fatal error: x in /submission/a.php on line 5", "a.php", Some(5)),
            ("File \"other.py\", line 3", "a.py", None),
            ("a.py: 99999999999", "a.py", None),
        ] {
            assert_eq!(line(errors, file), expected, "{errors}");
        }
    }
}
