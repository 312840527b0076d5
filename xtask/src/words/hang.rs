//! Two programs that wait for what neither will do: where each of them stands, and why that is the end.

use super::{numbers, places};
use crate::observation::{Awaited, Standstill, Wait};
use crate::role::Role;
use crate::verdict::outcome::{Hang, Unanswered};

/// What both wait for, in one sentence without a full stop.
pub(super) fn hang(hang: &Hang) -> String {
    let Hang { standstill, unanswered } = hang;
    let client = standstill.client.as_ref().map(|wait| format!("the client {}", waits(Role::Client, wait)));
    let server = match (&standstill.server, unanswered) {
        (Some(wait), Some(unanswered)) => unanswered_by(wait, *unanswered),
        (Some(wait), None) => format!("the server {}", waits(Role::Server, wait)),
        (None, _) => "the server has ended".to_owned(),
    };
    let both: Vec<String> = match unanswered {
        Some(_) => [Some(server), client].into_iter().flatten().collect(),
        None => [client, Some(server)].into_iter().flatten().collect(),
    };
    format!("{}: {}", both.join("; "), end(standstill))
}

/// What to look at.
pub(super) fn hint(hang: &Hang) -> &'static str {
    let Hang { standstill, unanswered } = hang;
    let is_any = |is: fn(&Awaited) -> bool| {
        [&standstill.server, &standstill.client].into_iter().flatten().any(|wait| is(&wait.on))
    };
    let server = standstill.server.as_ref().map(|wait| wait.on);
    match (server, unanswered) {
        _ if is_any(|on| matches!(on, Awaited::Room { .. })) => {
            "Let one of the two read before it sends more: what nobody reads fills up, and then `send` waits."
        }
        _ if is_any(|on| matches!(on, Awaited::Nothing { .. })) => {
            "Leave the loop where `recv` returns 0, in Python `b''`: it does so at once and for ever, once the other side has closed."
        }
        _ if is_any(Awaited::is_within) => {
            "What is to end that wait? Nothing that the other program does can."
        }
        (Some(Awaited::Client { .. }), Some(Unanswered::Read(_))) => {
            "Send the answer on the socket that `accept` returned, before the next `accept`."
        }
        (Some(Awaited::Client { .. }), Some(Unanswered::Unread(_))) => {
            "One `accept` for each client: go on with the socket that it returned."
        }
        (_, Some(Unanswered::Read(_))) => {
            "Does the server wait for more than the client sends? It has to know where the list ends: by a mark, by a count, or because the client shuts its side down."
        }
        (_, Some(Unanswered::Unread(_))) => {
            "Let the server read the list and answer it before it waits for anything else."
        }
        (Some(Awaited::Client { .. }), None) => {
            "The server is done with this client. Does the client wait for more than the server sends, or for the end of a connection that the server does not `close`, in Python with the file of its `makefile`?"
        }
        _ => "Which of the two is to speak next, and what? Let both programs agree.",
    }
}

fn unanswered_by(wait: &Wait, unanswered: Unanswered) -> String {
    match (unanswered, wait.on) {
        (Unanswered::Read(count), Awaited::Client { .. }) => {
            let place = if wait.line.is_some() { place(wait) } else { String::new() };
            let read = numbers(count);
            format!(
                "the server read the client's {read} and, without an answer, went back to `accept`{place}"
            )
        }
        (Unanswered::Read(count), _) => {
            let (read, waits) = (numbers(count), waits(Role::Server, wait));
            format!("the server read the client's {read}, sent no answer and {waits}")
        }
        (Unanswered::Unread(bytes), _) => {
            let word = if bytes == 1 { "byte" } else { "bytes" };
            let waits = waits(Role::Server, wait);
            format!("the server has not read the last {bytes} {word} that the client sent and {waits}")
        }
    }
}

/// What a program waits for, and where.
fn waits(role: Role, wait: &Wait) -> String {
    let place = place(wait);
    let other = match role {
        Role::Server => "client",
        Role::Client => "server",
    };
    match wait.on {
        Awaited::Message { .. } if wait.line.is_some() => format!("waits{place}"),
        Awaited::Message { .. } => format!("waits for the {other} to send something{place}"),
        // Without a line the place is the call, which is told all the same.
        Awaited::Nothing { .. } => format!(
            "reads on without an end{}, where `{}` returns 0 because the {other} has closed its side",
            wait.line.as_ref().map_or(String::new(), |_| place),
            wait.call
        ),
        Awaited::Room { .. } => format!("waits for the {other} to read what it sent{place}"),
        Awaited::Client { .. } => format!("waits for the next client{place}"),
        Awaited::Input => format!("waits for somebody to type something{place}"),
        Awaited::Own => format!("waits for something that only it can do itself{place}"),
        Awaited::Child => format!("waits for a program that it started{place}"),
        Awaited::Thread => format!("waits for another of its threads{place}"),
        Awaited::Signal => format!("waits for a signal{place}"),
    }
}

/// Where it waits: the line, or the call where that is one that a program makes by its name.
fn place(wait: &Wait) -> String {
    const CALLS: [&str; 7] = ["recv", "read", "accept", "send", "write", "select", "poll"];
    match &wait.line {
        Some(line) => format!(" at {}", places::line(line)),
        None if CALLS.contains(&wait.call.as_str()) => format!(" in `{}`", wait.call),
        None => String::new(),
    }
}

fn end(standstill: &Standstill) -> &'static str {
    let speaks = |wait: &Wait| matches!(wait.on, Awaited::Room { .. });
    match [&standstill.server, &standstill.client].into_iter().flatten().any(speaks) {
        true => "nobody will read",
        false => "nobody will speak",
    }
}
