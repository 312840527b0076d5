//! What was said in one case, short enough for a page: the bytes on the wire and what was printed, line by line. The longest
//! line of a student's program is cut before anything looks at it.

use super::homely::homely;
use crate::conversation::{CloseKind, Direction};
use crate::observation::{Observation, Output, ProgramFacts};
use crate::role::Role;
use crate::words::feedback::left_out;

/// Messages that are shown of a conversation.
const MOST_MESSAGES: usize = 12;
/// Lines that are shown of what a program printed.
const MOST_LINES: usize = 12;
/// Bytes that are shown of a message or of a line.
const MOST_BYTES: usize = 160;

/// The case as lines, in the order: the wire, the server's output, the client's.
pub fn lines(observation: &Observation) -> Vec<String> {
    let mut lines = wire(observation);
    for (role, facts) in [(Role::Server, &observation.server), (Role::Client, &observation.client)] {
        lines.extend(facts.iter().flat_map(|facts| printed(role, facts)));
    }
    lines
}

fn wire(observation: &Observation) -> Vec<String> {
    let mut lines = Vec::new();
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    for connection in connections {
        for segment in &connection.segments {
            let arrow = match segment.direction {
                Direction::ToServer => "client -> server",
                Direction::ToClient => "server -> client",
            };
            lines.push(format!("{arrow}  {}", excerpt(&segment.bytes)));
        }
        let resets = [(Role::Client, connection.client_close), (Role::Server, connection.server_close)];
        let breaks_off = |(_, close): &(Role, Option<crate::conversation::Close>)| {
            close.is_some_and(|close| close.kind == CloseKind::Reset)
        };
        lines.extend(
            resets
                .iter()
                .filter(|end| breaks_off(end))
                .map(|(role, _)| format!("{} breaks off", role.word())),
        );
    }
    shortened(lines, MOST_MESSAGES, "messages")
}

fn printed(role: Role, facts: &ProgramFacts) -> Vec<String> {
    let role = role.word();
    let lines = |output: &Output, label: &str| {
        let ends = output.kept.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let last: Vec<&[u8]> = ends.clone().rev().take(MOST_LINES).collect();
        let skipped = ends.count() - last.len();
        let before = (skipped > 0).then(|| format!("{role} {label}  {}", left_out(skipped, "lines")));
        let shown = last.into_iter().rev().map(|line| format!("{role} {label}  {}", homely(&excerpt(line))));
        before.into_iter().chain(shown).collect::<Vec<_>>()
    };
    let mut all = lines(&facts.stdout, "prints");
    all.extend(lines(&facts.stderr, "stderr"));
    all
}

fn shortened(mut lines: Vec<String>, most: usize, what: &str) -> Vec<String> {
    if lines.len() > most {
        let left = lines.len() - most;
        lines.truncate(most);
        lines.push(left_out(left, what));
    }
    lines
}

/// Bytes as text: as they are where they are UTF-8, escaped where not; what is too long is cut.
pub fn excerpt(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let shown = &bytes[..bytes.len().min(MOST_BYTES)];
    let text = match std::str::from_utf8(shown) {
        Ok(text) => text.to_owned(),
        // Cut within a character.
        Err(error) if error.error_len().is_none() && shown.len() < bytes.len() => {
            String::from_utf8_lossy(&shown[..error.valid_up_to()]).into_owned()
        }
        Err(_) => shown.escape_ascii().to_string(),
    };
    match bytes.len() - shown.len() {
        0 => text,
        left => format!("{text} {}", left_out(left, "bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::End;
    use crate::report::class::fixtures;

    #[test]
    fn a_case_fits_a_page_whatever_its_programs_print() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let judged = graded.parts.iter().filter_map(|part| part.judged());
            for observation in judged.flat_map(|judged| &judged.observations) {
                let lines = lines(observation);
                assert!(lines.len() <= MOST_MESSAGES + 4 * (MOST_LINES + 1), "{}", graded.student.key);
                assert!(lines.iter().all(|line| line.len() < 800), "{}", graded.student.key);
            }
        }
    }

    #[test]
    fn text_stays_text_bytes_are_escaped_and_what_is_long_is_cut() {
        assert_eq!(excerpt("Zoë".as_bytes()), "Zoë");
        assert_eq!(excerpt(b"\x80\x04]q"), "\\x80\\x04]q");
        let long = excerpt("ë".repeat(100).as_bytes());
        assert_eq!(long, format!("{} ... and 40 more bytes", "ë".repeat(80)));
    }

    #[test]
    fn the_end_of_a_long_output_is_shown() {
        let mut observation = fixtures::right(&fixtures::lab().parts[0].scenario);
        let text: String = (0..30).map(|line| format!("line {line}\n")).collect();
        observation.client = Some(fixtures::program(&text, "", End::Exited(0)));
        let lines = lines(&observation);
        assert_eq!(lines[2..4], ["client prints  ... and 18 more lines", "client prints  line 18"]);
        assert_eq!(lines.last().map(String::as_str), Some("client prints  line 29"));
    }
}
