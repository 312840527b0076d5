//! Every sentence that a student or an instructor reads about a program. What was expected, what came, the likely
//! cause, what to look at: kind, concrete and short.

mod blame;
pub mod case;
mod chance;
pub mod class;
mod doubt;
pub mod download;
mod ends;
pub mod feedback;
pub mod gradebook;
mod hang;
pub mod intake;
pub mod joint;
pub mod lack;
pub mod late;
mod limits;
mod lists;
pub mod marks;
mod mistakes;
mod places;
pub mod play;
mod remarks;
pub mod replay;
mod sent;
pub mod submission;
#[cfg(test)]
mod tests;
mod wire;

use std::net::SocketAddr;

use crate::check::Check;
use crate::range::span;
use crate::role::Role;
use crate::scenario::Duplicates;
use crate::script::{Played, Sends};
use crate::verdict::outcome::{Ending, Outcome, Reason};
pub use blame::{doing, mend};
use chance::chance;
use doubt::doubt;
use ends::{never_ended, never_ended_hint};
use limits::reached;
pub use lists::list;
use lists::{many_answers, miscounted, wrong_list, wrong_list_hint};
pub use mistakes::mistake;
pub use places::{exhibit, place};
pub use remarks::{REMARKS, remark};
pub use sent::outcome_of;
use wire::{delivery_hint, only_under};

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
        Outcome::Inconclusive(doubt) => Some(Words { what: self::doubt(check, doubt), hint: None }),
    }
}

fn failure(check: Check, reason: &Reason) -> Words {
    let who = who(check);
    let (what, hint) = match reason {
        Reason::NotStarted(why) => (
            format!("the {who} could not be started: {why}"),
            "Type the command into a terminal in this folder: what does it say there?",
        ),
        Reason::NeverListened => (
            "the server kept running but never listened on a TCP port".to_owned(),
            "A server needs a SOCK_STREAM socket and then bind, listen and accept, in this order. Is `listen` reached?",
        ),
        Reason::ListensOnUdp(port) => (
            format!("the server waits for UDP datagrams on port {port} and never listened on TCP"),
            "The hand-out asks for TCP: make the socket with SOCK_STREAM, then bind, listen and accept.",
        ),
        Reason::ListensOnFile => (
            "the server listens on a socket of this machine's files (AF_UNIX or AF_LOCAL), and on no TCP port".to_owned(),
            "No other machine can reach that. Make the socket with AF_INET, in both programs.",
        ),
        Reason::OtherPort { got, asked } => (
            format!("the server listens on {}, where {asked} was asked for", ports(got)),
            "Clients look for the server on the port that was agreed: pass that port to `bind`.",
        ),
        Reason::EndedBeforeListening(end) => (
            format!("the server ended with {} before it listened{}", end.how, last_words(end)),
            match end.last_words.as_deref() {
                Some(words) if words.contains("in use") => {
                    "The port is taken: another server still runs, or ran a minute ago. Stop it, or set SO_REUSEADDR before `bind`."
                }
                Some(words) if words.contains("can't open file") => {
                    "The command names a file that is not there: check its name, and the folder that you are in."
                }
                _ if end.at.is_some() => "That is the line to look at first. Start the server alone in a terminal to see all of it.",
                Some(_) => "Its last line says why. Start the server alone in a terminal to see all of it.",
                None => "Start the server alone in a terminal: it has to keep waiting in `accept`.",
            },
        ),
        Reason::LeftEarly => (
            "the server ended before any client was served".to_owned(),
            "After `listen` the server has to wait in `accept` until a client comes.",
        ),
        Reason::LeftUnheard => (
            "the server closed the connection and ended before the client had said a word".to_owned(),
            "Behind the greeting, `recv` what the client sends, and answer it; only then close.",
        ),
        Reason::Crashed(end) => (
            format!("the {who} ended with {}{}", end.how, last_words(end)),
            match end.last_words.as_deref() {
                _ if end.at.is_some() => "That is the line to look at first: what did it get, and what does it take for granted?",
                Some(_) => "The message says what went wrong. Run again with -v to see all that it printed.",
                None if matches!(end.signal, Some(libc::SIGSEGV | libc::SIGBUS)) => "It left no message, as what is compiled leaves none where it touches memory that is not its own. Compile it with `-g -fsanitize=address`, and run it again: then it names the line.",
                None if end.signal == Some(libc::SIGFPE) => "It left no message: a whole number was divided by zero, most likely. Compile it with `-g`, and `try` names the line.",
                None => "It left no message. Run again with -v to see what it printed before.",
            },
        ),
        Reason::Limit(limit) => reached(check, *limit),
        Reason::Refused(addresses) => (
            format!("the client tried to connect to {}, where nothing listens", addressed(addresses)),
            "Compare host and port in the client's `connect` with those in the server's `bind`.",
        ),
        Reason::OnlyOnLoopback { listens, dialled } => (
            format!("the client tried to connect to {dialled}, and the server listens on {listens} alone"),
            "No other machine reaches a server that is bound to a loopback address. Let it `bind` to all addresses: \"\" or 0.0.0.0.",
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
            "Say what to answer: with `--server-input` or `--client-input`, or under `[input]` in the scenario or in `submission.toml`.",
        ),
        Reason::NobodySpeaks(timeout) => (
            format!(
                "the client connected, and then both programs waited for the other to send something, for {}",
                humantime::format_duration(*timeout)
            ),
            "Which of the two is to speak first? The client's list comes first unless your server sends a greeting: let both programs agree.",
        ),
        Reason::WaitsForMore(timeout) => (
            format!(
                "the server had sent what it has to and left the connection open, and the client went on waiting, for {}",
                humantime::format_duration(*timeout)
            ),
            "Does the client read until the connection ends? Then let it stop once the message is whole, or let the server `close` the connection behind its last message.",
        ),
        Reason::Standstill(hang) => (hang::hang(hang), hang::hint(hang)),
        Reason::NeverConnected => (
            "the client never connected to the server".to_owned(),
            "Compare host and port in the client's `connect` with those in the server's `bind`.",
        ),
        Reason::NothingSent => nothing_sent(check),
        Reason::Lost(end) => (
            format!("{}: a process that it started ended with {}{}", nothing_sent(check).0, end.how, last_words(end)),
            "That is the line to look at first: what did it get, and what does it take for granted?",
        ),
        Reason::NoWords(said) => (
            format!("the {who} sent no words, but only \"{said}\""),
            match check {
                Check::ServerGreets => {
                    "Task 1 asks for a greeting, such as \"Thank you for connecting\", before any numbers are sent."
                }
                _ => {
                    "Task 1 asks for an acknowledgement in words, something like \"It was nice talking to you\"."
                }
            },
        ),
        Reason::Echo(said) => (
            format!("the server only sent back what the client had said: \"{said}\""),
            "After `accept`, the server speaks first: send a greeting of its own, such as \"Thank you for connecting\".",
        ),
        Reason::NothingAnswered => (
            "the client spoke before it had read what the server says, and said nothing after that".to_owned(),
            "The acknowledgement answers the server's message: receive that, then send something like \"It was nice talking to you\" on the same socket.",
        ),
        Reason::NeverEnded(end) => (never_ended(check, end.as_deref()), never_ended_hint(check, end.is_some())),
        Reason::Miscounts(more) => (
            format!(
                "before its list the {who} announces {} than it sends; told the right count, the other program goes on",
                match more {
                    1.. => format!("{} more", numbers(more.unsigned_abs() as usize)),
                    _ => format!("{} fewer", numbers(more.unsigned_abs() as usize)),
                }
            ),
            "Count the very list that you send, and nothing else: `len(numbers)`, right before it is sent.",
        ),
        Reason::WrittenOtherwise([own, alike]) => (
            format!(
                "the {who} begins with `{own}`; written as the other program writes its own words, that is `{alike}`, and told so, it goes on"
            ),
            "Write as the other program does: the same count or length in front of as many bytes, the same byte order, and a number that says what follows.",
        ),
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
        Reason::TooManyMessages { messages, allowed } => (
            format!(
                "the client sent numbers in {messages} messages, where {} numbers were asked for",
                span(allowed)
            ),
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
        Reason::Swapped { final_list, duplicates } => (
            format!(
                "the client shows the final list under \"{final_list}\", and the duplicates under \"{duplicates}\""
            ),
            "Both lists are right, and each stands under the other's words: exchange them.",
        ),
        Reason::NeverSent { numbers: strangers, place, excerpt } => (
            format!(
                "{} holds numbers that the client never sent: {}",
                places::read(place, excerpt),
                list(strangers)
            ),
            "Only numbers that are in both sets belong in the answer: is it the union, or the server's own list?",
        ),
        Reason::Miscounted(wrong) => (
            miscounted(wrong),
            "Count again in the list that the client sent: does the count begin at 1, and is every number looked at?",
        ),
        Reason::ManyAnswers { lists, examples } => (
            many_answers(*lists, examples),
            "Nobody can tell which of them is the answer: show one. If they are the steps of your work, leave them out.",
        ),
        Reason::EchoesTheClient { numbers, cases, chance: by_chance } => (
            format!(
                "the server sent back every one of the client's numbers ({numbers} different ones{}); by chance, a server with numbers of its own does so {}",
                in_cases(*cases),
                chance(*by_chance)
            ),
            "Is the client's list compared with itself? Draw the server's own numbers, print them, and compare with those.",
        ),
        Reason::FewOfItsOwn { most, fewest, chance: by_chance } => (
            format!(
                "asked for all numbers there are, the server has {} of its own at most, where it is to have {fewest} or more; by chance that happens {}",
                numbers(*most),
                chance(*by_chance)
            ),
            "Is each of the server's own numbers compared with each of the client's? Let the server print its own.",
        ),
        Reason::AlwaysSameCount { count, cases, allowed, chance: by_chance } => (
            format!(
                "the client sent {} in each of {cases} cases, where N is to be random, {}; by chance that happens {}",
                numbers(*count),
                span(allowed),
                chance(*by_chance)
            ),
            "Choose N itself at random, anew in each run, before drawing the numbers.",
        ),
        Reason::OnlySecond(reason) => (
            format!("the first client is served rightly; with the same client as the second, {}", failure(check, reason).what),
            second_hint(reason),
        ),
        Reason::OnlyUnder(only) => (only_under(only), delivery_hint(only.fails)),
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

/// What is added where a client comes second.
pub const SECOND: &str = "with another client served before";

fn second_hint(reason: &Reason) -> &'static str {
    match reason {
        Reason::WrongList(_)
        | Reason::NeverSent { .. }
        | Reason::Miscounted(_)
        | Reason::ManyAnswers { .. } => {
            "Your server keeps something of the client before: a list, a set or a counter from outside of the loop round `accept`. Make it anew for each client, inside of the loop."
        }
        _ => {
            "A server serves one client after another: after the first it has to be as it was before it. What does it keep, close or use up while it serves one? Make that anew for each client, inside of the loop round `accept`."
        }
    }
}

/// The program that a check is about.
fn who(check: Check) -> &'static str {
    check.about().map_or("pair", Role::word)
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

/// What is added where an answer was had without the program that a student wrote for this role.
pub fn stand_in(role: Role) -> String {
    format!("with the grader's {} in place of yours", role.word())
}

/// The same, and which numbers the grader's program sends where they are not its own.
pub fn played(played: Played) -> String {
    let which = match played.sends {
        Sends::Drawn => String::new(),
        Sends::List(number) => format!(", which sends list {number} of the scenario"),
        Sends::Range => ", which sends all numbers there are".to_owned(),
        Sends::Part(number) => format!(", which sends all numbers there are, part {number}"),
        Sends::Below => ", which sends a number that no set holds among others".to_owned(),
    };
    format!("{}{which}", stand_in(played.role))
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
    let words = end.last_words.as_ref().map_or(String::new(), |words| format!(": {words}"));
    words + &end.at.as_ref().map_or(String::new(), |line| format!("; {}", places::line(line)))
}

fn numbers(count: usize) -> String {
    match count {
        1 => "1 number".to_owned(),
        count => format!("{count} numbers"),
    }
}

/// `, in each of 5 cases`, where there are several.
fn in_cases(cases: usize) -> String {
    if cases > 1 { format!(", in each of {cases} cases") } else { String::new() }
}
