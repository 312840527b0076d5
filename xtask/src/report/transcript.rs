//! What the programs of one case said and how they ended: `cargo xtask run -v`.

use std::fmt::Write as _;

use crate::conversation::{CloseKind, Connection, Direction};
use crate::delivery::Delivery;
use crate::observation::{Observation, Output, ProgramFacts, Typed};
use crate::plan::Case;
use crate::printable::printable;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::Played;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::words;

/// The case as it went: the server, the wire, the client.
pub fn render(case: &Case<'_>, observation: &Observation) -> String {
    let played = case.stand_in.map(|stand_in| stand_in.played);
    text(case.scenario, (case.seed, case.delivery, played, case.second), observation)
}

/// How the cases of a pair were read together; nothing where no lists are asked for.
pub fn together(result: &ScenarioResult) -> String {
    let Some(joint) = &result.joint else { return String::new() };
    let mut out = format!("--- {} {}\n", result.scenario.file_name(), words::joint::title(joint.cases));
    for line in words::joint::lines(joint) {
        let _ = writeln!(out, "{}", printable(&line));
    }
    out.push('\n');
    out
}

/// The same of one that was judged.
pub fn judged(scenario: &Scenario, case: &CaseResult, observation: &Observation) -> String {
    text(scenario, (case.seed, case.delivery, case.stand_in, case.second), observation)
}

fn text(
    scenario: &Scenario,
    (seed, delivery, played, second): (u64, Delivery, Option<Played>, bool),
    observation: &Observation,
) -> String {
    let mut out = format!("--- {} seed {seed} {delivery}", scenario.file_name());
    if let Some(played) = played {
        let _ = write!(out, " {}", words::played(played));
    }
    if second {
        let _ = write!(out, " {}", words::SECOND);
    }
    out.push('\n');
    program(&mut out, Role::Server, observation.server.as_ref());
    for connection in observation.conversation.iter().flat_map(|conversation| &conversation.connections) {
        wire(&mut out, connection);
    }
    program(&mut out, Role::Client, observation.client.as_ref());
    if let Some(trouble) = &observation.trouble {
        let _ = writeln!(out, "the grader failed: {}", printable(trouble));
    }
    out.push('\n');
    out
}

fn program(out: &mut String, role: Role, facts: Option<&ProgramFacts>) {
    let Some(facts) = facts else { return };
    let role = role.word();
    let _ = writeln!(out, "{role}: {}", printable(&shell_words::join(&facts.command)));
    lines(out, role, "", &facts.stdout);
    lines(out, role, "!", &facts.stderr);
    for Typed { prompt, text } in &facts.typed {
        let _ = writeln!(out, "{role}< {}    (at \"{}\")", printable(text), printable(prompt));
    }
    let _ = writeln!(out, "{role} {}", printable(&words::case::ended(&facts.end)));
}

fn lines(out: &mut String, role: &str, mark: &str, output: &Output) {
    for line in String::from_utf8_lossy(&output.kept).lines() {
        let _ = writeln!(out, "{role}{mark}| {}", printable(line));
    }
    if output.dropped_bytes > 0 {
        let _ = writeln!(out, "{role}{mark}| ... and {} bytes more", output.dropped_bytes);
    }
}

fn wire(out: &mut String, connection: &Connection) {
    let caller = if connection.calls_back { connection.server } else { connection.client };
    let _ = writeln!(out, "wire: {caller} connects to {}", connection.dialled);
    for segment in &connection.segments {
        let arrow = match segment.direction {
            Direction::ToServer => "client -> server",
            Direction::ToClient => "server -> client",
        };
        let _ = writeln!(out, "wire: {arrow}  {}", segment.bytes.escape_ascii());
    }
    let closes = [("client", connection.client_close), ("server", connection.server_close)];
    for (who, close) in closes.into_iter().filter_map(|(who, close)| Some((who, close?))) {
        let how = match close.kind {
            CloseKind::Fin => "closes",
            CloseKind::Reset => "breaks off",
        };
        let _ = writeln!(out, "wire: {who} {how}");
    }
}
