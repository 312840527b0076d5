//! What is said of words that never end.

use crate::check::Check;

/// What is missing behind a half's words; `None` for the end of its direction.
pub(super) fn never_ended(check: Check, end: Option<&str>) -> String {
    let (words, other, own) = match check {
        Check::ServerGreets => ("the greeting", "client", "acknowledgement"),
        Check::ClientAcknowledges => ("the acknowledgement", "server", "greeting"),
        Check::SendsNumbers => ("the client's list", "server", "answer"),
        _ => ("the server's answer", "client", "list"),
    };
    match end {
        Some(end) => {
            format!(
                "{words} has no end: the {other} waits for `{end}` behind it, with which it ends its own {own}"
            )
        }
        None => format!(
            "{words} has no end: both programs read until the other one ends its side of the connection, and the client never does"
        ),
    }
}

pub(super) fn never_ended_hint(check: Check, is_said: bool) -> &'static str {
    match (check, is_said) {
        (Check::ServerGreets | Check::ClientAcknowledges, true) => {
            "Send behind the last word what tells the other side that it was the last, as the other side does."
        }
        (_, true) => {
            "Send behind the last number what tells the other side that it was the last, as the other side does."
        }
        (_, false) => {
            "Say behind the last number that it was the last: `shutdown(SHUT_WR)` ends this side of the connection, and the answer \
             still comes."
        }
    }
}
