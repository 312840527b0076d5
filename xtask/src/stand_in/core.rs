//! From how a whole message was written to how a list alone is written: what a guess at an answer begins with.

use super::script::{Part, Send, Tree, What};
use super::template::Parts;

/// How a list was written, without the words, flags and names round it, for other numbers. Empty where none is in there.
pub(super) fn core(message: &[Send], what: What) -> Vec<Send> {
    let Some(at) = message.iter().position(Send::has_numbers) else { return Vec::new() };
    let headers = message[..at].iter().filter_map(|send| match send {
        Send::Whole(parts) if parts.iter().any(is_header) => {
            let blank = |part: &Part| matches!(part, Part::Bytes(bytes) if bytes.trim_ascii().is_empty());
            let only = parts.iter().all(|part| is_header(part) || blank(part));
            only.then(|| Send::Whole(parts.iter().map(|part| with(part, what)).collect()))
        }
        _ => None,
    });
    let list = match &message[at] {
        Send::Whole(parts) => Send::Whole(core_parts(parts, what)),
        Send::Each { before, form, after, .. } => {
            Send::Each { what, before: before.clone(), form: *form, after: after.clone() }
        }
        Send::AsHeard(_) => Send::AsHeard(what),
    };
    // Behind a list that does not say where it ends there may stand an end mark, which the other side wants as well.
    let has_end_mark = match &list {
        Send::Each { .. } => true,
        Send::Whole(parts) => {
            parts.iter().any(|part| matches!(part, Part::Numbers(_, separator) if separator.contains(&b'\n')))
        }
        Send::AsHeard(_) => false,
    };
    let end_mark = message[at + 1..].iter().filter(|_| has_end_mark).cloned();
    headers.chain([list]).chain(end_mark).collect()
}

fn is_header(part: &Part) -> bool {
    matches!(part, Part::Length(_) | Part::Count(..))
}

/// The same part for other numbers.
fn with(part: &Part, what: What) -> Part {
    match part {
        Part::Count(_, form) => Part::Count(what, *form),
        part => part.clone(),
    }
}

fn core_parts(parts: &[Part], what: What) -> Vec<Part> {
    let is_list = |part: &Part| matches!(part, Part::Numbers(..) | Part::Binary(..) | Part::Pickle(_));
    let Some(at) = parts.iter().position(is_list) else { return parts.to_vec() };
    let mut found =
        Parts(parts[..at].iter().filter(|part| is_header(part)).map(|part| with(part, what)).collect());
    if let Some(Part::Bytes(before)) = at.checked_sub(1).map(|before| &parts[before]) {
        let opens = before.iter().rev().take_while(|b| b"[({'\" \n".contains(b)).count();
        let opens = &before[before.len() - opens..];
        found.bytes(if found.0.is_empty() { opens.trim_ascii_start() } else { opens });
    }
    found.0.push(match &parts[at] {
        Part::Binary(_, layout) => Part::Binary(what, *layout),
        Part::Numbers(_, separator) => Part::Numbers(what, separator.clone()),
        Part::Pickle(Tree::Numbers(_, open)) => Part::Pickle(Tree::Numbers(what, *open)),
        _ => Part::Pickle(Tree::Numbers(what, b'[')),
    });
    if let Some(Part::Bytes(behind)) = parts.get(at + 1) {
        let closes = behind.iter().take_while(|b| !b.is_ascii_alphanumeric()).count();
        let is_by_line = matches!(&parts[at], Part::Numbers(_, separator) if separator.contains(&b'\n'));
        found.bytes(if is_by_line { behind } else { &behind[..closes] });
    }
    found.0
}
