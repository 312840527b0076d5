//! Whether a case that was run again went as before, and where it first did not.

use std::path::Path;

use super::places::sender;
use crate::trace::{Difference, Excerpt, Extent, What};

/// Where it did.
pub const SAME: &str =
    "the same to the byte: what crossed the wire, what both programs printed, and how they ended";

/// Where the grader failed then or now.
pub const UNTOLD: &str = "cannot be told: the grader failed in this case";

/// What to think of where it did not.
pub const WHY: &str = "The seed of a case decides what programs draw, and not how their threads take turns, nor what a clock says that counts from \
                       the start of the machine.";

/// Behind a difference that changes nothing else.
pub const SAME_ANSWERS: &str = "every check has the same answer as before";

/// Where a class was moved.
pub fn submissions_are_gone(submissions: &Path) -> String {
    format!(
        "`{}` is no longer there: say where the submissions are with `--submissions`",
        submissions.display()
    )
}

/// Where somebody took a submission away.
pub fn is_no_longer_there(key: &str, submissions: &Path) -> String {
    format!("`{key}` is no longer in `{}`", submissions.display())
}

/// Where a saved case is not.
pub fn is_no_file(file: &Path) -> String {
    format!("there is no `{}`: expected a case that `run --save` has saved", file.display())
}

/// Where a scenario has become another one since.
pub fn is_not_one_case(again: &str) -> String {
    format!("`{again}` is not one case")
}

/// The first thing in which it did not.
pub fn first_line(difference: &Difference) -> String {
    self::difference(difference).swap_remove(0)
}

/// The same, and what stood there in one more line for each run.
pub fn difference(difference: &Difference) -> Vec<String> {
    let Difference { what, how } = difference;
    let now = |before: bool| if before { "before, and not now" } else { "now, and not before" };
    match how {
        Extent::Byte { message, byte, line, around: [before, after] } => vec![
            format!("the first byte that differs is byte {byte} of {}", at(*what, *message, *line)),
            format!("before  {}", excerpt(before)),
            format!("now     {}", excerpt(after)),
        ],
        Extent::Word([before, after]) => {
            vec![format!("{} differs first: `{before}` before, `{after}` now", thing(*what))]
        }
        Extent::Cut { before } => {
            vec![format!("{} was more than is kept {}", thing(*what), now(*before))]
        }
        Extent::Absent { before } => vec![format!("{} was there {}", thing(*what), now(*before))],
    }
}

/// What a byte is counted in.
fn at(what: What, message: Option<usize>, line: usize) -> String {
    match (what, message) {
        (What::Sent(connection, direction), Some(message)) => {
            format!("message {message} of the {}{}", sender(direction), on(connection))
        }
        _ => format!("{}, in line {line}", thing(what)),
    }
}

fn thing(what: What) -> String {
    match what {
        What::Sent(connection, direction) => {
            format!("what the {} sent{}", sender(direction), on(connection))
        }
        What::Closed(connection, direction) => {
            format!("the end of what the {} sent{}", sender(direction), on(connection))
        }
        What::Out(role) => format!("the {}'s output", role.word()),
        What::Err(role) => format!("the {}'s error output", role.word()),
        What::End(role) => format!("how the {} ended", role.word()),
    }
}

/// Most clients have one connection, and then nobody asks which.
fn on(connection: usize) -> String {
    if connection == 0 { String::new() } else { format!(" on connection {}", connection + 1) }
}

fn excerpt(excerpt: &Excerpt) -> String {
    let Excerpt { goes_before, same, then, goes_on } = excerpt;
    let dots = |is_there: bool| if is_there { "..." } else { "" };
    let then = if then.is_empty() { "(the end)".to_owned() } else { then.escape_ascii().to_string() };
    format!("{}{}\u{bb}{then}{}", dots(*goes_before), same.escape_ascii(), dots(*goes_on))
}
