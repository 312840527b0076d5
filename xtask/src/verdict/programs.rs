//! The checks that are about the programs as such, whatever the task: listening, staying, sending, finishing.

use std::net::SocketAddr;

use super::answer::Answer;
use super::blame::Blame;
use super::facts::Facts;
use super::outcome::{Doubt, Ending, Reason};
use super::place::{Item, cut_short, shortened};
use super::reply_of;
use crate::check::Check;
use crate::conversation::Direction;
use crate::fault;
use crate::observation::{End, Limit, Lost, ProgramFacts};
use crate::oracle::sets::Order;
use crate::role::Role;
use crate::task::Task;

/// The most characters of what a runtime says.
const MOST_SAID: usize = 160;

pub(super) fn server_listens(facts: &Facts<'_>) -> Answer {
    let Some(server) = &facts.observation.server else {
        return Answer::open(Doubt::ServerElsewhere);
    };
    if facts.listens() {
        let other = facts.other_ports().filter(|_| facts.agreed_port().is_none());
        return other.map_or_else(Answer::pass, |(got, asked)| {
            Answer::fail(Reason::OtherPort { got: got.collect(), asked })
        });
    }
    if let Some(question) = prompt(server) {
        return Answer::fail(Reason::AsksForInput(question));
    }
    Answer::fail(match &server.end {
        End::NotStarted(why) => Reason::NotStarted(why.clone()),
        End::Exited(_) | End::Killed(_) => Reason::EndedBeforeListening(ending(Role::Server, server, facts)),
        End::Stopped | End::Limit(Limit::WallTime(_) | Limit::Standstill) => {
            match facts.observation.datagram_sockets.first().map(SocketAddr::port) {
                Some(port) => Reason::ListensOnUdp(port),
                None if facts.observation.listens_on_file => Reason::ListensOnFile,
                None => Reason::NeverListened,
            }
        }
        End::Limit(limit) => Reason::Limit(*limit),
    })
}

pub(super) fn server_stays_up(facts: &Facts<'_>) -> Answer {
    let Some(server) = &facts.observation.server else {
        return Answer::open(Doubt::ServerElsewhere);
    };
    match &server.end {
        End::Stopped | End::Limit(Limit::WallTime(_) | Limit::Standstill) => Answer::pass(),
        End::Limit(limit) => Answer::fail(Reason::Limit(*limit)),
        End::NotStarted(why) => Answer::fail(Reason::NotStarted(why.clone())),
        End::Exited(0) if facts.server_left_unheard() => Answer::fail(Reason::LeftUnheard),
        End::Exited(0) if facts.connected() || facts.wire_is_unseen() => Answer::pass(),
        End::Exited(0) => Answer::fail(Reason::LeftEarly),
        End::Exited(_) | End::Killed(_) if facts.server_was_let_down() => {
            Answer::blocked(Check::ClientFinishes)
        }
        End::Exited(_) | End::Killed(_) => match owed_by_the_client(facts) {
            Some(check) => Answer::blocked(check),
            None => Answer::fail(Reason::Crashed(ending(Role::Server, server, facts))),
        },
    }
}

/// The check of what the client owed a server that fell over, where it sent nothing that the task asks for: a server can be
/// hardened against that, but it was not the first to go wrong.
fn owed_by_the_client(facts: &Facts<'_>) -> Option<Check> {
    if facts.server_closed_first() || facts.wire_is_unseen() || !facts.connected() {
        return None;
    }
    match facts.scenario.task {
        Task::Greet => {
            let owes = facts.spoke(Direction::ToClient) && !facts.spoke(Direction::ToServer);
            (owes && !facts.client_ended_badly()).then_some(Check::ClientAcknowledges)
        }
        Task::Dedup | Task::Intersect => {
            let owes = facts.client_numbers.is_none() && sends_numbers(facts).is_fail();
            owes.then_some(Check::SendsNumbers)
        }
    }
}

pub(super) fn client_finishes(facts: &Facts<'_>) -> Answer {
    let Some(client) = &facts.observation.client else {
        return Answer::blocked(Check::ServerListens);
    };
    let reason = match &client.end {
        End::Exited(0) => return Answer::pass(),
        End::NotStarted(why) => Reason::NotStarted(why.clone()),
        End::Limit(limit) => Reason::Limit(*limit),
        End::Stopped => Reason::Limit(Limit::WallTime(facts.scenario.timeout)),
        End::Exited(_) | End::Killed(_) => match (prompt(client), facts.refused()) {
            (Some(question), _) => Reason::AsksForInput(question),
            (None, []) => Reason::Crashed(ending(Role::Client, client, facts)),
            (None, refused) => facts.refusal(refused),
        },
    };
    // What the client was denied comes first: it may well wait, or fall over, for want of it.
    let earlier = [Check::ServerListens, Check::ServerStaysUp, reply_of(facts.scenario.task)];
    let is_cut_off = facts.unread_lists.map(|_| Check::SendsNumbers);
    for earlier in earlier.into_iter().chain(is_cut_off) {
        if super::answer(earlier, facts).is_fail() {
            return Answer::blocked(earlier);
        }
    }
    let is_silent = facts.connected() && Direction::BOTH.iter().all(|direction| !facts.spoke(*direction));
    match reason {
        Reason::Limit(Limit::Standstill) => {
            let reason = facts.hang(None).unwrap_or(reason);
            let answer = Answer::fail(reason);
            if is_silent { answer.blamed(Blame::Unclear) } else { answer }
        }
        Reason::Limit(Limit::WallTime(timeout)) if is_silent && facts.server_runs() => {
            Answer::fail(Reason::NobodySpeaks(timeout)).blamed(Blame::Unclear)
        }
        Reason::Limit(Limit::WallTime(timeout)) if facts.client_waits_for_more() => {
            Answer::fail(Reason::WaitsForMore(timeout))
        }
        reason => Answer::fail(reason),
    }
}

pub(super) fn sends_numbers(facts: &Facts<'_>) -> Answer {
    let Some(sent) = &facts.client_numbers else {
        return no_numbers(facts);
    };
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    let resting = |answer: Answer| answer.resting_on(Item::ClientNumbers, sent);
    if let Some(seeded) = &facts.seeded.client
        && *seeded != sent.values
    {
        return resting(Answer::fail(facts.wrong_list(seeded, sent, Order::AsExpected, None)));
    }
    let numbers = &facts.scenario.numbers;
    let is_short = sent.values.len() < *numbers.count.start() as usize;
    if is_short && facts.client_was_left_waiting() {
        return Answer::blocked(reply_of(facts.scenario.task));
    }
    if !u32::try_from(sent.values.len()).is_ok_and(|count| numbers.count.contains(&count)) {
        return resting(Answer::fail(Reason::WrongCount {
            got: sent.values.len(),
            allowed: numbers.count.clone(),
        }));
    }
    let outside: Vec<i64> =
        sent.values.iter().copied().filter(|value| !numbers.hold(std::slice::from_ref(value))).collect();
    if !outside.is_empty() {
        return resting(Answer::fail(Reason::OutOfRange { got: outside, allowed: numbers.value.clone() }));
    }
    resting(Answer::pass())
}

/// Why no list of the client's is known.
fn no_numbers(facts: &Facts<'_>) -> Answer {
    if facts.wire_is_unseen() {
        return Answer::open(Doubt::WireUnseen);
    }
    if let Some(messages) = facts.unread_lists {
        let allowed = facts.scenario.numbers.count.clone();
        return Answer::fail(Reason::TooManyMessages { messages, allowed });
    }
    let was_left_alone = !facts.connected() || facts.server_closed_first();
    if was_left_alone && facts.server_crashed() {
        return Answer::blocked(Check::ServerStaysUp);
    }
    if facts.client_ended_badly() {
        return Answer::blocked(Check::ClientFinishes);
    }
    if !facts.connected() {
        return Answer::fail(facts.never_connected());
    }
    match facts.client_text() {
        None => Answer::fail(Reason::NothingSent),
        Some(_) if facts.request_is_unread() => Answer::open(Doubt::NumbersUnknown),
        Some(Ok(text)) => Answer::fail(Reason::NoList(text)),
        Some(Err(_)) => Answer::open(Doubt::NumbersUnknown),
    }
}

/// The question on which a program ended, for want of input to read: the text behind its last line, which may be empty.
fn prompt(program: &ProgramFacts) -> Option<String> {
    /// What Python and Java say when a line is asked for and there is none.
    const NO_INPUT: [&str; 2] =
        ["EOFError: EOF when reading a line", "NoSuchElementException: No line found"];
    let complaint = String::from_utf8_lossy(&program.stderr.kept);
    let printed = String::from_utf8_lossy(&program.stdout.kept);
    // At a terminal Python asks on its standard error.
    let asked = program.typed.last().map(|typed| typed.prompt.as_str()).filter(|prompt| !prompt.is_empty());
    let question = shortened(asked.unwrap_or(printed.rsplit('\n').next().unwrap_or_default()));
    // There it says no more than this of a line that is not there.
    let at_terminal = !program.typed.is_empty() && complaint.trim_end().lines().last() == Some("EOFError");
    (at_terminal || NO_INPUT.iter().any(|words| complaint.contains(words))).then_some(question)
}

/// How a program ended, for a person.
fn ending(role: Role, program: &ProgramFacts, facts: &Facts<'_>) -> Ending {
    let how = match &program.end {
        End::Exited(status) => format!("exit status {status}"),
        End::Killed(signal) => by_signal(*signal),
        End::Stopped => "stopped by the harness".to_owned(),
        End::Limit(_) => "stopped at a limit".to_owned(),
        End::NotStarted(why) => format!("not started: {why}"),
    };
    Ending {
        how,
        signal: program.end.signal(),
        last_words: last_words(program),
        at: facts.observation.fell_at.get(&role).cloned().map(Box::new),
    }
}

/// How a process of a program's ended.
pub(super) fn lost(lost: &Lost, program: &ProgramFacts) -> Ending {
    let Lost { signal, line } = lost.clone();
    let (how, at) = (by_signal(signal), Some(Box::new(line)));
    Ending { how, signal: Some(signal), last_words: last_words(program), at }
}

fn by_signal(signal: i32) -> String {
    match signal_name(signal) {
        Some(name) => format!("signal {signal} ({name})"),
        None => format!("signal {signal}"),
    }
}

/// What the C library calls a signal that ends programs for what they did: strsignal(3).
fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        libc::SIGILL => "illegal instruction",
        libc::SIGTRAP => "trap",
        libc::SIGABRT => "aborted",
        libc::SIGBUS => "bus error",
        libc::SIGFPE => "arithmetic exception",
        libc::SIGSEGV => "segmentation fault",
        libc::SIGPIPE => "broken pipe",
        libc::SIGALRM => "alarm clock",
        libc::SIGSYS => "bad system call",
        _ => return None,
    })
}

/// What a program said of its end: what its runtime says went wrong, or else its last line.
fn last_words(program: &ProgramFacts) -> Option<String> {
    let stderr = String::from_utf8_lossy(&program.stderr.kept);
    let last_line = || stderr.lines().map(str::trim).rfind(|line| !line.is_empty()).map(shortened);
    fault::read(&stderr).map_or_else(last_line, |fault| Some(cut_short(&fault.message, false, MOST_SAID)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Output, Typed};

    fn program(stdout: &str, stderr: &str) -> ProgramFacts {
        let output = |text: &str| Output { kept: text.as_bytes().into(), dropped_bytes: 0 };
        ProgramFacts {
            command: Vec::new(),
            stdout: output(stdout),
            stderr: output(stderr),
            end: End::Exited(1),
            typed: Vec::new(),
            reached: Vec::new(),
        }
    }

    #[test]
    fn the_last_words_say_what_went_wrong_in_every_language() {
        for (stderr, words) in [
            (
                "Traceback (most recent call last):\n  File \"s.py\", line 1\nNameError: x\n",
                Some("NameError: x"),
            ),
            (
                "Exception in thread \"main\" java.io.EOFException\n\tat Server.main(Server.java:7)\n\t... 1 more\n",
                Some("java.io.EOFException"),
            ),
            ("SyntaxError: bad\n    at JSON.parse\n\nNode.js v20.20.2\n", Some("SyntaxError: bad")),
            ("Segmentation fault\n\n", Some("Segmentation fault")),
            (
                "panic: runtime error: index out of range [0] with length 0\n\ngoroutine 1 [running]:\nmain.main()\n\t/submission/server.go:13 +0x45\n",
                Some("panic: runtime error: index out of range [0] with length 0"),
            ),
            (
                "\nthread 'main' panicked at server.rs:6:45:\nindex out of bounds: the len is 0\nnote: run with `RUST_BACKTRACE=1` environment variable\n",
                Some("index out of bounds: the len is 0"),
            ),
            ("", None),
        ] {
            assert_eq!(last_words(&program("", stderr)).as_deref(), words, "{stderr}");
        }
    }

    #[test]
    fn a_question_is_one_only_where_the_program_found_no_input() {
        let no_input = "EOFError: EOF when reading a line\n";
        assert_eq!(prompt(&program("Welcome\nEnter host: ", no_input)).as_deref(), Some("Enter host:"));
        assert_eq!(prompt(&program("Welcome\n", no_input)).as_deref(), Some(""));
        let mut typed = program("", "Traceback (most recent call last):\nEOFError\n");
        assert_eq!(prompt(&typed), None);
        typed.typed.push(Typed { prompt: "Your name?".to_owned(), text: String::new() });
        assert_eq!(prompt(&typed).as_deref(), Some("Your name?"));
        assert_eq!(prompt(&program("Duplicates: ", "IndexError: list index out of range\n")), None);
    }
}
