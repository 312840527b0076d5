//! What is said where a program came to a limit.

use super::who;
use crate::check::Check;
use crate::observation::Limit;

pub(super) fn reached(check: Check, limit: Limit) -> (String, &'static str) {
    let who = who(check);
    match limit {
        Limit::WallTime(timeout) => (
            format!(
                "the {who} was still running, and nothing had happened for {}",
                humantime::format_duration(timeout)
            ),
            "It most likely waits in `recv` for a message that is not coming. Which message is it, and who sends it?",
        ),
        Limit::Standstill => (
            format!("the {who} was still running, and waited for what nobody would do"),
            "It most likely waits in `recv` for a message that is not coming. Which message is it, and who sends it?",
        ),
        Limit::CpuTime => (
            format!("the {who} kept a processor busy until its time was used up"),
            "Look for a loop that does not end: `recv` returns nothing at all once the other side has closed.",
        ),
        Limit::Output => (
            format!("the {who} printed without end, and was stopped"),
            "Look for the loop that prints: what ends it?",
        ),
        Limit::Sent => (
            format!("the {who} sent without end, and was stopped"),
            "Look for the loop that sends: what ends it?",
        ),
        Limit::Processes => (
            format!("the {who} started more processes or threads than it may"),
            "Look for the loop that starts them: what ends it?",
        ),
        Limit::Memory => (
            format!("the {who} used more memory than it may"),
            "Look for a list or a string that grows in a loop: what ends it?",
        ),
        Limit::FileSize | Limit::Space => (
            format!("the {who} wrote more to its files than it may"),
            "This task needs no files. Look for the loop that writes: what ends it?",
        ),
    }
}
