//! What the page knows of a submission's cases: JSON with short names, drawn by `case.js` when somebody asks for it.
//!
//! A class has thousands of cases and a browser has to open all of them at once, so that what is equal is stored once (texts
//! by number, what happened apart from when), and what is long is shortened, with a note of how much is left out: a case
//! that failed shows most, one that passed less, and one of a submission that has used its share of the page very little.

use std::collections::HashMap;

use serde::Serialize;

use super::excerpt::{Bounds, OF_A_FAILURE, OF_A_PASS, OF_THE_REST, Shown, Texts, shown};
use super::wire::{Wire, times, way, wire};
use crate::case_name::{case_name, repeat_name};
use crate::class::again;
use crate::class::graded::Judged;
use crate::conversation::{Connection, Datagram};
use crate::observation::{End, Observation, Output, ProgramFacts};
use crate::record::packets_of;
use crate::role::Role;
use crate::verdict::outcome::{self, Status};
use crate::verdict::results::CaseResult;
use crate::words;

/// Connections that are shown of a case.
const MOST_CONNECTIONS: usize = 12;

/// Bytes of JSON that a submission's texts may take before the rest of its cases is told in few words.
const SHARE_BYTES: usize = 150_000;

/// The cases of a submission.
#[derive(Debug, Serialize)]
pub struct Data {
    texts: Vec<String>,
    parts: Vec<Part>,
}

/// Those under one scenario.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    /// What cases are told of by number.
    names: Names,
    /// The command that repeats a case, up to where cases differ.
    again: usize,
    /// What it takes that does not come with the grader.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<usize>,
    /// What happened in cases, but for when: equal ones once.
    bodies: Vec<Body>,
    cases: Vec<Case>,
    /// The further runs of one of them, whose programs did other things by the same seed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    repeats: Vec<Case>,
    /// Those in which the grader played one half.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stand_ins: Vec<Case>,
    /// That in which a client came second, where it shows anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<Case>,
}

/// Names that the cases of a part have in common.
#[derive(Debug, Default, Serialize)]
struct Names {
    deliveries: Vec<&'static str>,
    checks: Vec<&'static str>,
}

/// One case.
#[derive(Debug, Serialize)]
struct Case {
    /// As text: a number of JavaScript does not hold every seed.
    seed: String,
    #[serde(rename = "d")]
    delivery: usize,
    /// 0 for a pass, 1 for open, 2 for a failure.
    #[serde(rename = "r")]
    status: usize,
    /// Which further run of the case it is.
    #[serde(rename = "q", skip_serializing_if = "Option::is_none")]
    repeat: Option<usize>,
    /// Where the grader played one half.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    stand_in: Option<StandIn>,
    /// What did not pass.
    #[serde(rename = "f", skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// The end of the command that repeats it, where it is not just seed and delivery.
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    again: Option<String>,
    #[serde(rename = "b")]
    body: usize,
    /// When, in microseconds: for each connection its opening, each message, each close that there was. The first counts from
    /// the start of the case, every other from the first.
    #[serde(rename = "t")]
    times: Vec<i64>,
    /// The client's port of each connection.
    #[serde(rename = "c")]
    client_ports: Vec<u16>,
    /// What the case took, in milliseconds: what was spent on it, and not what the machine did meanwhile.
    #[serde(rename = "s")]
    spent_ms: u64,
    /// Where its packets are, beside the page.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    packets: Option<String>,
}

/// The half that the grader played (0 is the client), the script, the words for it, and the case's name.
#[derive(Debug, Serialize)]
struct StandIn(usize, usize, usize, String);

/// What did not pass: check, status, what happened, what to look at; of a failure in which program to mend it, and what the
/// answer rests on.
#[derive(Debug, Serialize)]
struct Finding(
    usize,
    usize,
    usize,
    Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")] Option<(Option<usize>, Vec<usize>)>,
);

/// What happened in a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Body {
    server: Option<Program>,
    client: Option<Program>,
    /// `None` where no tap could listen.
    wire: Option<Vec<Wire>>,
    /// Connections that are not shown.
    #[serde(rename = "more", skip_serializing_if = "is_none_at_all")]
    more_connections: usize,
    /// Addresses where nothing listened.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<String>,
    /// Datagrams: which way, where to, how long.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    datagrams: Vec<(usize, String, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<usize>,
}

fn is_none_at_all(count: &usize) -> bool {
    *count == 0
}

/// What a program did: its command, how it ended in words, whether that is as it should be, what it printed on standard
/// output and on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Program(usize, usize, bool, Option<Shown>, Option<Shown>);

/// What the page knows of the cases; one of `parts` a part of the lab that was run. `kept` is where a case's packets are beside the page, of
/// the file of that name.
pub fn of<'a>(
    parts: impl Iterator<Item = (String, &'a Judged)>,
    kept: impl Fn(&str) -> Option<String>,
) -> Data {
    let mut texts = Texts::default();
    let parts = parts.map(|(name, judged)| part(name, judged, &kept, &mut texts)).collect();
    Data { texts: texts.all, parts }
}

fn part(name: String, judged: &Judged, kept: &dyn Fn(&str) -> Option<String>, texts: &mut Texts) -> Part {
    let mut teller =
        Teller { part: &name, judged, kept, texts, names: Names::default(), bodies: Bodies::default() };
    let first_runs = judged.result.cases.iter().zip(&judged.observations);
    let cases = first_runs.map(|(result, seen)| teller.case(result, seen, 0)).collect();
    let further = judged.result.repeats.iter().flat_map(|repeats| &repeats.cases).zip(&judged.repeats);
    let repeats =
        further.zip(1..).map(|((result, seen), repeat)| teller.case(result, seen, repeat)).collect();
    let with = judged.result.stand_ins.iter().zip(&judged.stand_ins);
    let stand_ins = with.map(|(result, seen)| teller.case(result, seen, 0)).collect();
    let second = judged.result.second.as_ref().zip(judged.second.as_ref());
    let second = second.map(|(result, seen)| teller.case(result, seen, 0));
    let Teller { texts, names, bodies, .. } = teller;
    let again = texts.number(&judged.result.again);
    let needs = again::needs(&judged.result.scenario);
    let needs = needs.map(|file| texts.number(&words::case::needs(&file)));
    Part { name, names, again, needs, bodies: bodies.all, cases, repeats, stand_ins, second }
}

/// Tells of the cases of one part, each thing that they have in common once.
struct Teller<'a> {
    part: &'a str,
    judged: &'a Judged,
    kept: &'a dyn Fn(&str) -> Option<String>,
    texts: &'a mut Texts,
    names: Names,
    bodies: Bodies,
}

impl Teller<'_> {
    /// One case, or the `repeat`th further run of it.
    fn case(&mut self, result: &CaseResult, seen: &Observation, repeat: usize) -> Case {
        let status = result.status();
        let bounds = match status {
            _ if self.texts.bytes > SHARE_BYTES => OF_THE_REST,
            Status::Pass => OF_A_PASS,
            Status::Fail | Status::Inconclusive => OF_A_FAILURE,
        };
        let found = result.verdict.findings.iter();
        let findings = found.filter_map(|found| self.finding(result, found)).collect();
        let name = case_name(self.part, result.seed, result.delivery, result.stand_in, result.second);
        let name = repeat_name(name, repeat);
        let packets = (self.kept)(&packets_of(&name, &self.judged.pair));
        let stand_in = result.stand_in.map(|played| {
            StandIn(side(played.role), played.script, self.texts.number(&words::played(played)), name)
        });
        let connections = seen.conversation.as_ref().map_or(&[][..], |said| &said.connections);
        let shown = &connections[..connections.len().min(MOST_CONNECTIONS)];
        let body = self.body(result, seen, shown, bounds);
        Case {
            seed: result.seed.to_string(),
            delivery: number(&mut self.names.deliveries, result.delivery.name()),
            status: grade(status),
            repeat: Some(repeat).filter(|repeat| *repeat > 0),
            stand_in,
            findings,
            again: self.again(result),
            times: since_first(shown.iter().flat_map(|connection| times(connection, bounds)).collect()),
            spent_ms: u64::try_from(seen.spent.total().as_millis()).unwrap_or(u64::MAX),
            client_ports: shown.iter().map(|connection| connection.client.port()).collect(),
            packets,
            body: self.bodies.number(body),
        }
    }

    /// What is said of an answer of a case; nothing of a pass.
    fn finding(&mut self, case: &CaseResult, found: &outcome::Finding) -> Option<Finding> {
        let said = words::outcome_of(&self.judged.result, case, found.check, &found.outcome)?;
        let Self { texts, names, .. } = self;
        let check = number(&mut names.checks, found.check.name());
        let what = texts.number(&said.what);
        let hint = said.hint.map(|hint| texts.number(&hint));
        let failure = found.is_failure().then(|| {
            let mend = found.blame.and_then(words::mend).map(|mend| texts.number(mend));
            let evidence = found.evidence.iter().map(|exhibit| texts.number(&words::exhibit(exhibit)));
            (mend, evidence.collect())
        });
        Some(Finding(check, grade(found.outcome.status()), what, hint, failure))
    }

    /// The end of the command that repeats it, where it is not just seed and delivery.
    fn again(&self, case: &CaseResult) -> Option<String> {
        let of = &self.judged.result;
        let again = of.again(case);
        let again = again.strip_prefix(&of.again).unwrap_or(&again);
        let usual = format!(" --seed {} --delivery {}", case.seed, case.delivery);
        (again != usual).then(|| again.to_owned())
    }

    /// What happened in it, with as many of its connections as are `shown`.
    fn body(
        &mut self,
        result: &CaseResult,
        seen: &Observation,
        shown: &[Connection],
        bounds: Bounds,
    ) -> Body {
        let texts = &mut *self.texts;
        let played = |role: Role| result.stand_in.is_some_and(|played| played.role == role);
        let said = seen.conversation.as_ref();
        let wires = shown.iter().enumerate();
        let wires = wires.map(|(index, connection)| wire(index, connection, result, bounds, texts)).collect();
        let server = seen.server.as_ref();
        let client = seen.client.as_ref();
        Body {
            server: server.map(|facts| program(Role::Server, played(Role::Server), facts, bounds, texts)),
            client: client.map(|facts| program(Role::Client, played(Role::Client), facts, bounds, texts)),
            wire: said.map(|_| wires),
            more_connections: said.map_or(0, |said| said.connections.len()) - shown.len(),
            refused: said.iter().flat_map(|said| &said.refused).map(ToString::to_string).collect(),
            datagrams: said.iter().flat_map(|said| &said.datagrams).map(datagram).collect(),
            trouble: seen.trouble.as_ref().map(|trouble| texts.number(trouble)),
        }
    }
}

/// The number of a side of the conversation.
fn side(role: Role) -> usize {
    match role {
        Role::Client => 0,
        Role::Server => 1,
    }
}

/// The number of a name, old or new.
fn number(names: &mut Vec<&'static str>, name: &'static str) -> usize {
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

fn grade(status: Status) -> usize {
    match status {
        Status::Pass => 0,
        Status::Inconclusive => 1,
        Status::Fail => 2,
    }
}

fn datagram(datagram: &Datagram) -> (usize, String, usize) {
    (way(datagram.direction), datagram.to.to_string(), datagram.length)
}

/// A stand-in has no command that anybody could type.
fn program(
    role: Role,
    is_stand_in: bool,
    facts: &ProgramFacts,
    bounds: Bounds,
    texts: &mut Texts,
) -> Program {
    let is_in_order = matches!(facts.end, End::Exited(0) | End::Stopped);
    let command = if is_stand_in { words::case::stand_in(role) } else { shell_words::join(&facts.command) };
    Program(
        texts.number(&command),
        texts.number(&words::case::ended(&facts.end)),
        is_in_order,
        output(&facts.stdout, bounds.output_bytes, texts),
        output(&facts.stderr, bounds.output_bytes, texts),
    )
}

fn output(output: &Output, most_bytes: usize, texts: &mut Texts) -> Option<Shown> {
    let is_empty = output.kept.is_empty() && output.dropped_bytes == 0;
    (!is_empty).then(|| shown(&output.kept, output.dropped_bytes, most_bytes, texts))
}

fn since_first(mut times: Vec<i64>) -> Vec<i64> {
    if let Some((first, others)) = times.split_first_mut() {
        others.iter_mut().for_each(|at| *at -= *first);
    }
    times
}

/// What happened, each once.
#[derive(Debug, Default)]
struct Bodies {
    all: Vec<Body>,
    numbers: HashMap<Body, usize>,
}

impl Bodies {
    fn number(&mut self, body: Body) -> usize {
        if let Some(&number) = self.numbers.get(&body) {
            return number;
        }
        let number = self.all.len();
        self.all.push(body.clone());
        self.numbers.insert(body, number);
        number
    }
}
