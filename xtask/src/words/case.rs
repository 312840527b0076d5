//! What is said of a case as it went: how bytes were handed over, how a program ended, what the tap did not see.

use crate::conversation::Connection;
use crate::delivery::Delivery;
use crate::observation::{End, Limit};
use crate::printable::printable;
use crate::role::Role;

/// How a program ended, as what follows its name: `ended with exit status 1`.
pub fn ended(end: &End) -> String {
    match end {
        End::Exited(status) => format!("ended with exit status {status}"),
        End::Killed(signal) => format!("ended by signal {signal}"),
        End::Stopped => "was stopped when its work was over".to_owned(),
        End::Limit(Limit::WallTime(timeout)) => {
            format!("was stopped: no progress for {}", humantime::format_duration(*timeout))
        }
        End::Limit(Limit::Standstill) => "was stopped: it waited, and nobody was left to end that".to_owned(),
        End::Limit(limit) => format!("was stopped: {}", over(*limit)),
        End::NotStarted(why) => format!("could not be started: {why}"),
    }
}

fn over(limit: Limit) -> &'static str {
    match limit {
        Limit::WallTime(_) | Limit::Standstill => "no progress",
        Limit::CpuTime => "too much processor time",
        Limit::Output => "too much output",
        Limit::Sent => "too much sent",
        Limit::Processes => "too many processes",
        Limit::Memory => "too much memory",
        Limit::FileSize => "a file too large",
        Limit::Space => "no space left for files",
    }
}

/// What a delivery does to what programs send.
pub fn delivery(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AsSent => {
            "Each `send` was handed over alone, the next only when the reader had taken the last: the kindest network there is."
        }
        Delivery::Coalesced => {
            "All that a side sent until it fell silent was handed over at once: one `recv` can return several `send`s."
        }
        Delivery::Split => {
            "Each `send` was handed over in small pieces, each only when the reader had taken the last: one `recv` returns a part of a `send`."
        }
        Delivery::ByteByByte => "Bytes were handed over one at a time: one `recv` returns one byte.",
        Delivery::Natural => {
            "Bytes were handed over as they came, nothing held back: what one `recv` returns differs from run to run."
        }
    }
}

/// What a reader of the conversation has to know about a connection.
pub fn connection(connection: &Connection) -> Vec<String> {
    let mut notes = Vec::new();
    if connection.calls_back {
        notes.push("the server opened this connection, to where the client listens".to_owned());
    }
    if connection.is_unanswered {
        let called = if connection.calls_back { "client" } else { "server" };
        notes.push(format!("nobody listened behind this connection any more: the {called} never saw it"));
    }
    if connection.dropped_bytes > 0 {
        notes.push(format!("{} more bytes were carried and not kept", connection.dropped_bytes));
    }
    if connection.guessed_bytes > 0 {
        notes.push(format!(
            "where one `send` ends and the next begins was not seen for {} bytes",
            connection.guessed_bytes
        ));
    }
    notes
}

/// What stands in place of a conversation where there is none.
pub const UNSEEN: &str =
    "Nothing could listen between these programs, so what they said to each other was not seen.";

/// What stands in place of a conversation in which nothing was said.
pub const SILENT: &str = "No connection was made: nothing crossed the wire.";

/// Above what a failure rests on.
pub const RESTS_ON: &str = "Where it was read";

/// Where all that was asked with the grader's program in place of one half passes.
pub const HALF_PASSES: &str = "Every check about the other program passes.";

/// Where all passes.
pub const ALL_PASSES: &str = "Every check passes.";

/// Under the command that repeats a case in which the grader played one half.
pub const AGAIN_WITH_STAND_IN: &str = "This runs all cases of your own programs first; what is shown here comes after them, as part of the same run.";

/// Above the further runs of a case.
pub const FURTHER_RUNS: &str =
    "The same case again, for the programs did not do the same each time; all of these runs count";

/// Above the case in which a client came second.
pub const SECOND: &str =
    "The same case again, with another client served before: what the server gets wrong only then";

/// In place of cases, where a browser cannot unpack them.
pub const TOO_OLD: &str = "This browser is too old to show the cases: any of 2023 or later can (Chromium from 80, Safari from 16.4, Firefox from 113 on).";

/// The same where the scenario does not come with the grader.
pub fn needs(file: &str) -> String {
    format!("This takes your instructor's `{}`, in the folder above that of your files.", printable(file))
}

/// The program that stands for one half.
pub fn stand_in(role: Role) -> String {
    format!("the grader's {}", role.word())
}

/// What is said of a submission that has no cases: there was nothing that could be run,
pub const NOT_RUN: &str = "Could not be run.";

/// one of its programs is missing,
pub fn half_run(missing: Role) -> String {
    format!(
        "The {missing} could not be used; what the {other} does was graded with {}.",
        stand_in(missing),
        missing = missing.word(),
        other = missing.other().word()
    )
}

/// this machine cannot run it or somebody has to decide,
pub const WAITS: &str = "Open until somebody says what it is worth; no points are lost.";

/// or the run was interrupted.
pub const UNFINISHED: &str = "Open, for not all of its cases have been run; no points are lost.";

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn how_a_program_ended_is_said_in_words() {
        for (end, words) in [
            (End::Exited(0), "ended with exit status 0"),
            (End::Killed(11), "ended by signal 11"),
            (End::Stopped, "was stopped when its work was over"),
            (End::Limit(Limit::WallTime(Duration::from_secs(10))), "was stopped: no progress for 10s"),
            (End::Limit(Limit::Memory), "was stopped: too much memory"),
            (End::NotStarted("no such file".to_owned()), "could not be started: no such file"),
        ] {
            assert_eq!(ended(&end), words);
        }
    }
}
