//! What one `recv` returns, and why it is not what one `send` sent.

use super::failure;
use super::places::sender;
use crate::check::Check;
use crate::delivery::Delivery;
use crate::verdict::outcome::OnlyUnder;
use crate::verdict::seams::Seam;

/// What is right under one delivery and not under another, with the messages that were joined or cut.
pub(super) fn only_under(only: &OnlyUnder) -> String {
    let OnlyUnder { works, fails, check, reason, seam, same_numbers } = only;
    let what = failure(*check, reason).what;
    let seam = seam.as_ref().map_or(String::new(), |seam| format!("{}; then ", self::seam(seam)));
    format!(
        "all is right {}, but {}{}, {seam}`{}` fails: {what}",
        delivered(*works),
        if *same_numbers { "with the same numbers, " } else { "" },
        delivered(*fails),
        check.name()
    )
}

fn seam(seam: &Seam) -> String {
    match seam {
        Seam::Joined { direction, sends: [first, second] } => {
            let (sender, reader) = (sender(*direction), direction.reader().word());
            format!(
                "the {sender}'s messages \"{first}\" and \"{second}\" reach the {reader} together, and one `recv` can return both"
            )
        }
        Seam::Cut { direction, after_bytes, before, behind } => {
            let (sender, reader) = (sender(*direction), direction.reader().word());
            let bytes = if *after_bytes == 1 { "1 byte".to_owned() } else { format!("{after_bytes} bytes") };
            format!(
                "one `recv` of the {reader} returns only {bytes} of the {sender}'s message, \"{before}\", and \"{behind}\" comes later"
            )
        }
    }
}

/// What fails under a delivery, where the numbers were others as well.
pub(super) fn other_numbers(check: Check, fails: Delivery) -> String {
    format!(
        "cannot be told: `{}` fails {}, but with other numbers than those with which it passes; either may be why",
        check.name(),
        delivered(fails)
    )
}

/// How bytes were handed over, as the end of a sentence about what happened then.
fn delivered(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AsSent => "when each `send` arrives alone",
        Delivery::Coalesced => "when several `send`s arrive as one",
        Delivery::Split => "when a `send` arrives in pieces",
        Delivery::ByteByByte => "when bytes arrive one at a time",
        Delivery::Natural => "on an ordinary network",
    }
}

pub(super) fn delivery_hint(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Coalesced => {
            "TCP is a stream of bytes, not of messages: one `recv` may return two `send`s. End each message with a mark (a newline, say), and take one message at a time."
        }
        Delivery::AsSent => {
            "TCP is a stream of bytes, not of messages: one `recv` may return only the first of two `send`s. Receive in a loop until all of the message is there: up to a newline, say."
        }
        Delivery::Natural => {
            "TCP is a stream of bytes, not of messages: one `recv` may return part of a `send`, or two at once. Receive in a loop, and end each message with a mark: a newline, say."
        }
        Delivery::Split | Delivery::ByteByByte => {
            "TCP is a stream of bytes, not of messages: one `recv` may return part of a `send`. Receive in a loop until the whole message is there: up to a newline, say."
        }
    }
}
