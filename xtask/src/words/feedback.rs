//! What a student reads in feedback beyond the words about an answer: what each check asks, how to read the grade, how to go
//! on. Plain sentences; whoever writes a format makes them fit it.

use crate::check::Check;
use crate::delivery::Delivery;
use crate::printable::printable;
use crate::role::Role;
use crate::script::Played;

/// What a check asks, as a sentence without a full stop.
pub fn asks(check: Check) -> &'static str {
    match check {
        Check::ServerListens => "The server listens on its TCP port",
        Check::ServerStaysUp => "The server neither crashes nor leaves before the client is done",
        Check::ServerGreets => "The server sends a greeting",
        Check::ClientAcknowledges => "The client answers the greeting",
        Check::SendsNumbers => "The client sends as many numbers as asked for, in the range asked for",
        Check::ReplyIsDeduplicated => {
            "The server sends back every number of the client's list once, and no other"
        }
        Check::ReplyIsIntersection => "The server sends the numbers that both sides have, and no other",
        Check::ReplyIsSorted => "The server's answer is sorted as numbers and repeats none",
        Check::ClientFinishes => "The client ends by itself, without an error",
        Check::ClientShowsGreeting => "The client prints the greeting",
        Check::ServerShowsAcknowledgement => "The server prints the acknowledgement",
        Check::ShowsFinalList => "The client prints the final list",
        Check::ShowsDuplicates => "The client prints the numbers that were duplicates",
        Check::ShowsIntersection => "The client prints the common numbers",
        Check::SurvivesMerging => "All of it works also where several `send`s arrive as one",
        Check::SurvivesCutting => "All of it works also where a `send` arrives in pieces",
    }
}

/// Points of points.
pub fn points(earned: &str, possible: &str) -> String {
    format!("{earned} of {possible} points")
}

/// Behind a grade that is not settled.
pub const SO_FAR: &str = " so far";

/// What is said behind a grade with open points.
pub fn open_points(open: &str) -> String {
    let (are, they, have) =
        if open == "1" { ("point is", "it", "has") } else { ("points are", "they", "have") };
    format!(
        "{open} {are} open: the grader could not tell whether {they} {have} been earned, for no fault of yours. Nothing is lost by it."
    )
}

/// A reason why points are open, and in which parts it is one.
pub fn open_in(parts: &[String], why: &str) -> String {
    format!("Open in {}: {why}", listed(parts))
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [part] => part.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Where all is right.
pub const ALL_RIGHT: &str =
    "Everything that was asked for works, in every case and however the bytes were delivered. Well done.";

/// Where some of it could not be told and nothing is wrong.
pub const NOTHING_WRONG: &str = "Nothing was found to be wrong; what is open could not be told.";

/// Above what fails.
pub const TO_MEND: &str = "What to mend, in this order";

/// Above those that there is no room to explain.
pub const ALSO_TO_MEND: &str = "Also to mend";

/// Below them.
pub const MORE_BELOW: &str = "How each of these shows stands below, with all that was found.";

/// What goes wrong wherever bytes are joined or cut on their way, as it should be.
pub const STREAM: &str = "What one `recv` returns is never taken for one message";

/// What a mistake costs, and where.
pub fn costs(points: &str, parts: &[String]) -> String {
    let points = match points {
        "0" => "no points".to_owned(),
        "1" => "1 point".to_owned(),
        points => format!("{points} points"),
    };
    match parts {
        [] => format!("Costs {points}."),
        [part] => format!("Costs {points} in {part}."),
        parts => format!("One mistake, costs {points} in {}.", listed(parts)),
    }
}

/// Where the rest of it stands, where there is room for the first mistakes only.
pub fn more_in_feedback(more: usize) -> String {
    match more {
        0 => "How it shows stands in your feedback.html.".to_owned(),
        more => format!("How it shows, and {more} more, stands in your feedback.html."),
    }
}

/// Behind the name of a file, above the line of it that sent what is wrong.
pub const SENT_IT: &str = "sent it here:";

/// Above all that was found, where what is to be mended stands first.
pub const ALL_FOUND: &str = "All that was found";

/// What is asked where nothing could be run.
pub const CAN_BE_RUN: &str = "Your programs are found, built and started";

/// Where a submission cannot be run.
pub const NOT_RUN: &str =
    "Your programs could not be run, so there was nothing to earn points with. This is why:";

/// What is asked where one of the two programs is missing.
pub fn half_can_be_run(missing: Role) -> String {
    format!("There is a {} that can be started", missing.word())
}

/// Where one of the two programs is missing.
pub fn half_run(missing: Role) -> String {
    format!(
        "Your {missing} could not be used. What your {other} does was graded with the grader's {missing} in its place. The reason:",
        missing = missing.word(),
        other = missing.other().word()
    )
}

/// Where this machine cannot run a submission.
pub const NOT_RUN_HERE: &str = "Your programs were not run yet, and not for a fault of yours; no points are lost. The reason, for your instructor:";

/// Where an interrupted run did not get to all cases.
pub const UNFINISHED: &str = "Not all cases of this part have been run yet. No points are lost.";

/// What to do about a check that waits for another.
pub fn waits(cause: Check) -> String {
    format!("mend `{}` first", cause.name())
}

/// How many cases show something: the first is named.
pub fn in_cases(cases: usize, of: usize, seed: u64, delivery: Delivery) -> String {
    if of == 1 {
        return format!("Seed {seed}, bytes delivered {}:", said(delivery));
    }
    format!("In {cases} of {of} cases, first with seed {seed} and bytes delivered {}:", said(delivery))
}

/// The same of what shows only with a client that comes second.
pub fn with_second(seed: u64, delivery: Delivery) -> String {
    format!(
        "With another client served before, seed {seed} and bytes delivered {}; as the first client, the same one is served rightly:",
        said(delivery)
    )
}

/// The same of what it takes all cases to see: one of them is shown.
pub fn in_all_cases(seed: u64, delivery: Delivery) -> String {
    format!("In all cases together; shown is the one of seed {seed}, bytes delivered {}:", said(delivery))
}

/// The same of a case in which the grader played that half.
pub fn in_stand_in(seed: u64, delivery: Delivery, played: Played) -> String {
    format!("Seed {seed}, bytes delivered {}, {}:", said(delivery), super::played(played))
}

fn said(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AsSent => "as they were sent (`as-sent`)",
        Delivery::Coalesced => "joined (`coalesced`)",
        Delivery::Split => "in pieces (`split`)",
        Delivery::ByteByByte => "one at a time (`byte-by-byte`)",
        Delivery::Natural => "as they came (`natural`)",
    }
}

/// About what does not cost a check's own points, but those of the check about this delivery.
pub fn elsewhere(survival: Check) -> String {
    format!(
        "This shows only when the network delivers the bytes in another way than suits your programs best, and stands in the \
         way of `{}`.",
        survival.name()
    )
}

/// Whose doing something is, as a sentence.
pub fn whose(doing: &str) -> String {
    let mut chars = doing.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// Above remarks.
pub const WORTH_A_LOOK: &str = "Worth a look, at no cost";

/// Above the conversation of a failing case.
pub const CONVERSATION: &str = "What went over the wire and what was printed in that case:";

/// Above the command that repeats a case.
pub fn again(needs: Option<&str>) -> String {
    match needs {
        None => "To see it again, in the folder with your files:".to_owned(),
        Some(file) => format!(
            "To see it again, in the folder with your files, and with your instructor's `{}` in the folder above it:",
            printable(file)
        ),
    }
}

/// What these commands are, and what a seed repeats.
pub const SEEDS: &str = "`socklab` comes with the lab, whose README says under \"For students\" how to have it in any folder. It finds, compiles and \
                         starts your programs as they were graded. A seed decides how the bytes are cut and joined and what your programs draw, \
                         so that the same numbers come and the same mistake shows. Without `--seed` and `--delivery` all cases are tried, and \
                         without the task all tasks.";

/// What was left out of a text.
pub fn left_out(count: usize, what: &str) -> String {
    format!("... and {count} more {what}")
}
