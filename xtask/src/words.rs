//! Every sentence that a student or an instructor reads about a program. What was expected, what came, the likely
//! cause, what to look at: kind, concrete and short.

pub mod case;

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use crate::observation::{Limit, Role};
use crate::scenario::Duplicates;
use crate::tap::delivery::Delivery;
use crate::verdict::check::Check;
use crate::verdict::outcome::{Doubt, Ending, OnlyUnder, Outcome, Reason, WrongList};

/// What is said about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What happened, in one sentence without a full stop.
    pub what: String,
    /// What to look at; `None` where the first sentence says it all.
    pub hint: Option<String>,
}

/// The words for an answer; `None` for a pass, which needs none.
pub fn outcome(check: Check, outcome: &Outcome) -> Option<Words> {
    match outcome {
        Outcome::Pass => None,
        Outcome::Fail(reason) => Some(failure(check, reason)),
        Outcome::Inconclusive(doubt) => Some(Words { what: self::doubt(doubt), hint: None }),
    }
}

fn failure(check: Check, reason: &Reason) -> Words {
    let who = who(check);
    let (what, hint) = match reason {
        Reason::NotStarted(why) => (
            format!("the {who} could not be started: {why}"),
            "Check the command: does it run when you type it into a terminal in this folder?",
        ),
        Reason::NeverListened => (
            "the server kept running but never listened on a TCP port".to_owned(),
            "A server needs a SOCK_STREAM socket and then bind, listen and accept, in this order. Is `listen` reached?",
        ),
        Reason::ListensOnUdp(port) => (
            format!("the server waits for UDP datagrams on port {port} and never listened on TCP"),
            "The hand-out asks for TCP: make the socket with SOCK_STREAM, then bind, listen and accept.",
        ),
        Reason::OtherPort { got, asked } => (
            format!("the server listens on {}, where {asked} was asked for", ports(got)),
            "Clients look for the server on the port that was agreed: pass that port to `bind`.",
        ),
        Reason::EndedBeforeListening(end) => (
            format!("the server ended ({}) before it listened{}", end.how, last_words(end)),
            match end.last_words.as_deref() {
                Some(words) if words.contains("in use") => {
                    "The port is taken: another server still runs, or ran a minute ago. Stop it, or set SO_REUSEADDR before `bind`."
                }
                Some(words) if words.contains("can't open file") => {
                    "The command names a file that is not there: check its name, and the folder that you are in."
                }
                Some(_) => "Its last line says why. Start the server alone in a terminal to see all of it.",
                None => "Start the server alone in a terminal: it has to keep waiting in `accept`.",
            },
        ),
        Reason::LeftEarly => (
            "the server ended before any client was served".to_owned(),
            "After `listen` the server has to wait in `accept` until a client comes.",
        ),
        Reason::Crashed(end) => (
            format!("the {who} ended with {}{}", end.how, last_words(end)),
            match end.last_words.as_deref() {
                Some(_) => {
                    "Read the last lines of the traceback: they name the line that failed. Run again with -v to see all of it."
                }
                None => "It left no message. Run again with -v to see what it printed before.",
            },
        ),
        Reason::Limit(limit) => reached(check, *limit),
        Reason::Refused(addresses) => (
            format!("the client tried to connect to {}, where nothing listens", addressed(addresses)),
            "Compare host and port in the client's `connect` with those in the server's `bind`.",
        ),
        Reason::SendsDatagrams(address) => (
            format!("the client sent UDP datagrams to {address} and never connected"),
            "The hand-out asks for TCP: make the socket with SOCK_STREAM, then connect.",
        ),
        Reason::AsksForInput(prompt) => (
            match prompt.as_str() {
                "" => format!("the {who} asked for input, and there was none"),
                prompt => format!("the {who} asked \"{prompt}\" and got no answer"),
            },
            "Say what to answer: with `--server-input` or `--client-input`, or under `[input]` in the scenario.",
        ),
        Reason::NeverConnected => (
            "the client never connected to the server".to_owned(),
            "Compare host and port in the client's `connect` with those in the server's `bind`.",
        ),
        Reason::NothingSent => nothing_sent(check),
        Reason::NoList(text) => (
            format!("the {who} sent no list of numbers, but \"{text}\""),
            "The numbers have to cross the wire as data that the other side can read back.",
        ),
        Reason::TextNotShown(text) => {
            (format!("the {who} received \"{text}\" and did not print it"), "Print what `recv` returned.")
        }
        Reason::WrongCount { got, allowed } => (
            format!("the client sent {}, where {} were asked for", numbers(*got), span(allowed)),
            "Look at how the client chooses N.",
        ),
        Reason::OutOfRange { got, allowed } => (
            format!("the client sent numbers outside of {}: {}", span(allowed), list(got)),
            "Look at the bounds of the random numbers: does your function include its upper bound?",
        ),
        Reason::WrongList(wrong) => (wrong_list(check, wrong), wrong_list_hint(check, wrong)),
        Reason::NotShown(expected) if expected.is_empty() => (
            "the client does not show that there are no such numbers".to_owned(),
            "Print the list also where it is empty.",
        ),
        Reason::NotShown(expected) => (
            format!("the client's output holds no list that comes near {}", list(expected)),
            match check {
                Check::ShowsDuplicates => {
                    "Print the numbers that occur more than once in the list which the client sent."
                }
                _ => "Print the list that came back from the server.",
            },
        ),
        Reason::OnlyUnder(only) => {
            let OnlyUnder { works, fails, check, reason } = only.as_ref();
            let what = failure(*check, reason).what;
            let what = format!(
                "all is right {}, but {}, `{}` fails: {what}",
                delivered(*works),
                delivered(*fails),
                check.name()
            );
            (what, delivery_hint(*fails))
        }
        Reason::OtherReading { got, accepted } => {
            let accepted: Vec<&str> = accepted.iter().copied().map(reading).collect();
            let what =
                format!("the client shows {}, where {} is asked for", reading(*got), accepted.join(" or "));
            (
                what,
                "The numbers are right; it is the way of counting them that differs from what the task asks for.",
            )
        }
    };
    Words { what, hint: Some(hint.to_owned()) }
}

/// The program that a check is about.
fn who(check: Check) -> &'static str {
    check.about().map_or("pair", Role::word)
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

fn delivery_hint(delivery: Delivery) -> &'static str {
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

fn reached(check: Check, limit: Limit) -> (String, &'static str) {
    let who = who(check);
    match limit {
        Limit::WallTime(timeout) => (
            format!(
                "the {who} was still running, and nothing had happened for {}",
                humantime::format_duration(timeout)
            ),
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

fn nothing_sent(check: Check) -> (String, &'static str) {
    match check {
        Check::ServerGreets => (
            "the server accepted the client and sent nothing".to_owned(),
            "After `accept`, the server speaks first: send the greeting on the socket that `accept` returned.",
        ),
        Check::ClientAcknowledges => (
            "the client received the greeting and sent nothing back".to_owned(),
            "After `recv`, send something like \"It was nice talking to you\" on the same socket.",
        ),
        Check::SendsNumbers => (
            "the client connected and sent nothing".to_owned(),
            "Send the list on the socket after `connect`, before waiting for the answer.",
        ),
        _ => (
            "the server received the numbers and sent nothing back".to_owned(),
            "After `recv`, send the result on the socket that `accept` returned. Does the server wait for more than the client sends?",
        ),
    }
}

fn wrong_list(check: Check, wrong: &WrongList) -> String {
    let WrongList { expected, got, difference, mistakes, place } = wrong;
    let mut parts = Vec::new();
    if !difference.repeated.is_empty() {
        parts.push(format!("more than once: {}", list(&difference.repeated)));
    }
    if !difference.missing.is_empty() {
        parts.push(format!("missing: {}", list(&difference.missing)));
    }
    if !difference.extra.is_empty() {
        parts.push(format!("not expected: {}", list(&difference.extra)));
    }
    if let Some(at) = difference.order
        && let (Some(before), Some(value)) = (got.get(at.wrapping_sub(1)), got.get(at))
    {
        parts.push(format!("out of order: {before} before {value}"));
    }
    let asked = match check {
        Check::SendsNumbers => "from the seed",
        _ => "expected",
    };
    if !mistakes.is_empty() {
        let named: Vec<String> =
            mistakes.iter().map(|name| format!("\"{}\"", name.replace('-', " "))).collect();
        parts.push(format!("exactly what this mistake gives: {}", named.join(" or ")));
    }
    format!("{place}: {}; {asked} {}; {}", list(got), list(expected), parts.join("; "))
}

fn wrong_list_hint(check: Check, wrong: &WrongList) -> &'static str {
    let difference = &wrong.difference;
    match check {
        Check::SendsNumbers => {
            "The reference client and the grader disagree about the numbers of this seed: rebuild both."
        }
        Check::ReplyIsDeduplicated if !difference.repeated.is_empty() => {
            "The answer still holds repeats: keep a number only where it is not yet in the result."
        }
        Check::ReplyIsDeduplicated if !difference.missing.is_empty() => {
            "Every number of the client's list belongs in the answer once. Look at the first and the last number, and at those that occur twice."
        }
        Check::ReplyIsDeduplicated => "Only numbers of the client's list belong in the answer.",
        Check::ReplyIsIntersection if !difference.extra.is_empty() => {
            "Only numbers that are in both sets belong in the answer."
        }
        Check::ReplyIsIntersection => "Every number that is in both sets belongs in the answer.",
        Check::ReplyIsSorted if !difference.repeated.is_empty() => {
            "A set holds every number once: remove the repeats before sending."
        }
        Check::ReplyIsSorted if sorted_as_text(&wrong.got) => {
            "The numbers are sorted as text, where \"100\" comes before \"2\": turn them into integers before sorting."
        }
        Check::ReplyIsSorted => "Sort the common numbers before sending them.",
        Check::ShowsDuplicates => {
            "Compare with the list that the client sent: which numbers stand in it more than once?"
        }
        _ => "Compare what the client received with what it prints.",
    }
}

/// Whether numbers stand in the order of their decimal digits.
fn sorted_as_text(numbers: &[i64]) -> bool {
    let mut texts = numbers.iter().map(ToString::to_string);
    let sorted = texts.clone().zip(texts.by_ref().skip(1)).all(|(one, next)| one <= next);
    sorted && !numbers.is_sorted()
}

fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Blocked(check) => format!("cannot be told until `{}` passes", check.name()),
        Doubt::WireUnseen => {
            "cannot be told: these programs choose their own port, so nothing could listen between them"
                .to_owned()
        }
        Doubt::ServerElsewhere => "cannot be told: the server runs elsewhere".to_owned(),
        Doubt::OneCaseOnly => "cannot be told from one case".to_owned(),
        Doubt::NobodyElsewhere => {
            "cannot be told: nobody answered where the server was said to run; is it started?".to_owned()
        }
        Doubt::NumbersUnknown => {
            "cannot be told: no message of the client could be read as a list".to_owned()
        }
        Doubt::ServerNumbersUnknown => {
            "cannot be told: the server's own numbers are not known; let it print them".to_owned()
        }
        Doubt::Harness(trouble) => format!("the grader itself failed, which costs no points: {trouble}"),
    }
}

fn reading(reading: Duplicates) -> &'static str {
    match reading {
        Duplicates::EachExtra => "each extra occurrence",
        Duplicates::Distinct => "each repeated value once",
        Duplicates::Counts => "a table of values and their counts",
    }
}

fn addressed(addresses: &[SocketAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

fn ports(ports: &[u16]) -> String {
    let word = if ports.len() == 1 { "port" } else { "ports" };
    format!("{word} {}", ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "))
}

fn last_words(end: &Ending) -> String {
    end.last_words.as_ref().map_or(String::new(), |words| format!(": {words}"))
}

fn numbers(count: usize) -> String {
    match count {
        1 => "1 number".to_owned(),
        count => format!("{count} numbers"),
    }
}

/// A range as a person writes it: `25`, `25 to 100`.
fn span(range: &RangeInclusive<u32>) -> String {
    match (range.start(), range.end()) {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    }
}

/// Numbers in one line; the middle of a long list is left out.
pub fn list(values: &[i64]) -> String {
    const MOST: usize = 14;
    let join = |values: &[i64]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    match values {
        [] => "nothing".to_owned(),
        values if values.len() <= MOST => join(values),
        values => format!(
            "{} ... {} ({})",
            join(&values[..8]),
            join(&values[values.len() - 3..]),
            numbers(values.len())
        ),
    }
}

#[cfg(test)]
mod tests;
