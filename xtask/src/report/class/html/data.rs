//! What the page knows of a submission's cases: JSON with short names, drawn by `page.js` when somebody asks for it.
//!
//! A class has thousands of cases and a browser has to open all of them at once, so that what is equal is stored once (texts
//! by number, what happened apart from when), and what is long is shortened, with a note of how much is left out: little
//! where a case passed, less where it failed, much once a submission has used its share of the page.

use std::collections::HashMap;

use serde::Serialize;

use super::text::of_bytes;
use crate::class::graded::Judged;
use crate::observation::{End, Observation, Output, ProgramFacts};
use crate::tap::conversation::{Close, CloseKind, Connection, Datagram, Direction};
use crate::tap::delivery::{Cutter, Delivery};
use crate::verdict::outcome::Status;
use crate::verdict::results::{CaseResult, ScenarioResult};
use crate::words;

/// How much is shown of a case.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// Bytes of one message.
    message_bytes: usize,
    /// Bytes of all messages.
    messages_bytes: usize,
    /// Messages.
    messages: usize,
    /// Bytes of one stream of output.
    output_bytes: usize,
}

const OF_A_FAILURE: Bounds =
    Bounds { message_bytes: 2000, messages_bytes: 8000, messages: 120, output_bytes: 3000 };
const OF_A_PASS: Bounds =
    Bounds { message_bytes: 600, messages_bytes: 2000, messages: 40, output_bytes: 1000 };
const OF_THE_REST: Bounds =
    Bounds { message_bytes: 120, messages_bytes: 600, messages: 10, output_bytes: 200 };

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
    /// What happened in cases, but for when: equal ones once.
    bodies: Vec<Body>,
    cases: Vec<Case>,
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
    /// 0 for a pass, 1 for inconclusive, 2 for a failure.
    #[serde(rename = "r")]
    status: usize,
    /// What did not pass: check, status, what happened, what to look at.
    #[serde(rename = "f", skip_serializing_if = "Vec::is_empty")]
    findings: Vec<(usize, usize, usize, Option<usize>)>,
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
}

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

/// Text that may have been shortened: its beginning, and where something is left out how many bytes, and its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Shown(usize, #[serde(skip_serializing_if = "Option::is_none")] Option<(u64, usize)>);

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Wire {
    #[serde(rename = "from")]
    client: String,
    #[serde(rename = "to")]
    dialled: String,
    #[serde(rename = "m")]
    messages: Vec<Message>,
    /// Before which of the messages some are left out, how many, and how many bytes these had.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<(usize, usize, usize)>,
    /// Whether each side broke its direction off; `None` where it was still open at the end. The client's first.
    #[serde(rename = "r")]
    resets: [Option<bool>; 2],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<usize>,
}

/// What one side sent at once: which way (0 is to the server), its length in bytes, what is shown of it, and where it was
/// cut: the lengths of the pieces that make up what is shown, and how many there were in all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Message(
    usize,
    usize,
    Shown,
    #[serde(skip_serializing_if = "Option::is_none")] Option<(Vec<usize>, usize)>,
);

/// What the page knows of the cases; one of `parts` a part of the lab that was run.
pub fn of<'a>(parts: impl Iterator<Item = (String, &'a Judged)>) -> Data {
    let mut texts = Texts::default();
    let parts = parts.map(|(name, judged)| part(name, judged, &mut texts)).collect();
    Data { texts: texts.all, parts }
}

fn part(name: String, judged: &Judged, texts: &mut Texts) -> Part {
    let (mut names, mut bodies) = (Names::default(), Bodies::default());
    let cases = judged.result.cases.iter().zip(&judged.observations);
    let cases = cases
        .map(|(result, seen)| case(&judged.result, result, seen, texts, &mut names, &mut bodies))
        .collect();
    Part { name, names, again: texts.number(&judged.result.again), bodies: bodies.all, cases }
}

fn case(
    of: &ScenarioResult,
    result: &CaseResult,
    seen: &Observation,
    texts: &mut Texts,
    names: &mut Names,
    bodies: &mut Bodies,
) -> Case {
    let status = result.status();
    let bounds = match status {
        _ if texts.bytes > SHARE_BYTES => OF_THE_REST,
        Status::Pass => OF_A_PASS,
        Status::Fail | Status::Inconclusive => OF_A_FAILURE,
    };
    let findings = result.verdict.findings.iter().filter_map(|finding| {
        let words = words::outcome(finding.check, &finding.outcome)?;
        let hint = words.hint.map(|hint| texts.number(&hint));
        let check = number(&mut names.checks, finding.check.name());
        Some((check, grade(finding.outcome.status()), texts.number(&words.what), hint))
    });
    let findings = findings.collect();
    let again = of.again(result);
    let again = again.strip_prefix(&of.again).unwrap_or(&again);
    let usual = format!(" --seed {} --delivery {}", result.seed, result.delivery);
    let again = (again != usual).then(|| again.to_owned());
    let said = seen.conversation.as_ref();
    let connections = said.map_or(&[][..], |said| &said.connections);
    let shown = &connections[..connections.len().min(MOST_CONNECTIONS)];
    let wires = shown.iter().enumerate();
    let wires: Vec<Wire> =
        wires.map(|(index, connection)| wire(index, connection, result, bounds, texts)).collect();
    let body = Body {
        server: seen.server.as_ref().map(|facts| program(facts, bounds, texts)),
        client: seen.client.as_ref().map(|facts| program(facts, bounds, texts)),
        wire: said.map(|_| wires),
        more_connections: connections.len() - shown.len(),
        refused: said.iter().flat_map(|said| &said.refused).map(ToString::to_string).collect(),
        datagrams: said.iter().flat_map(|said| &said.datagrams).map(datagram).collect(),
        trouble: seen.trouble.as_ref().map(|trouble| texts.number(trouble)),
    };
    Case {
        seed: result.seed.to_string(),
        delivery: number(&mut names.deliveries, result.delivery.name()),
        status: grade(status),
        findings,
        again,
        times: since_first(shown.iter().flat_map(|connection| times(connection, bounds)).collect()),
        client_ports: shown.iter().map(|connection| connection.client.port()).collect(),
        body: bodies.number(body),
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

fn way(direction: Direction) -> usize {
    match direction {
        Direction::ToServer => 0,
        Direction::ToClient => 1,
    }
}

fn program(facts: &ProgramFacts, bounds: Bounds, texts: &mut Texts) -> Program {
    let is_in_order = matches!(facts.end, End::Exited(0) | End::Stopped);
    Program(
        texts.number(&shell_words::join(&facts.command)),
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

/// Two thirds of what there is room for are the beginning, one third is the end: where a program printed more than was
/// kept there is no end.
fn shown(bytes: &[u8], dropped_bytes: u64, most_bytes: usize, texts: &mut Texts) -> Shown {
    if bytes.len() <= most_bytes {
        let left_out = (dropped_bytes > 0).then(|| (dropped_bytes, texts.number("")));
        return Shown(texts.number(&of_bytes(bytes)), left_out);
    }
    let head = character_start(bytes, most_bytes * 2 / 3);
    let tail = match dropped_bytes {
        0 => character_start(bytes, bytes.len() - most_bytes / 3),
        _ => bytes.len(),
    };
    let left_out = (tail - head) as u64 + dropped_bytes;
    let head = texts.number(&of_bytes(&bytes[..head]));
    Shown(head, Some((left_out, texts.number(&of_bytes(&bytes[tail..])))))
}

/// The place at or shortly before `at` where no character is cut in two.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let goes_on = |at: &usize| bytes[*at] & 0b1100_0000 == 0b1000_0000;
    (at.saturating_sub(3)..=at).rev().find(|at| !goes_on(at)).unwrap_or(at)
}

/// One connection, as far as there is room for it.
fn wire(index: usize, connection: &Connection, case: &CaseResult, bounds: Bounds, texts: &mut Texts) -> Wire {
    let shown = Excerpt::of(connection, bounds);
    let most_bytes = (bounds.messages_bytes / shown.len().max(1)).clamp(40, bounds.message_bytes);
    let mut cutters = Direction::BOTH.map(|direction| Cutter::new(case.seed, index, direction));
    let is_cut = case.delivery == Delivery::Split && connection.guessed_bytes == 0;
    let mut messages = Vec::new();
    for (index, segment) in connection.segments.iter().enumerate() {
        let (way, length) = (way(segment.direction), segment.bytes.len());
        // The next cuts depend on those before, shown or not.
        let pieces = (is_cut && length > 1).then(|| pieces(&mut cutters[way], length, most_bytes));
        if shown.holds(index) {
            let shown = self::shown(&segment.bytes, 0, most_bytes, texts);
            messages.push(Message(way, length, shown, pieces));
        }
    }
    let is_reset = |close: Option<Close>| close.map(|close| close.kind == CloseKind::Reset);
    Wire {
        client: connection.client.ip().to_string(),
        dialled: connection.dialled.to_string(),
        messages,
        left_out: shown.left_out(connection),
        resets: [is_reset(connection.client_close), is_reset(connection.server_close)],
        notes: words::case::connection(connection).iter().map(|note| texts.number(note)).collect(),
    }
}

/// Which messages of a connection are shown: its first ones and its last ones.
#[derive(Debug, Clone, Copy)]
struct Excerpt {
    all: usize,
    first: usize,
    last: usize,
}

impl Excerpt {
    fn of(connection: &Connection, bounds: Bounds) -> Self {
        let all = connection.segments.len();
        match all <= bounds.messages {
            true => Self { all, first: all, last: 0 },
            false => {
                let last = bounds.messages / 3;
                Self { all, first: bounds.messages - last, last }
            }
        }
    }

    fn len(self) -> usize {
        self.first + self.last
    }

    fn holds(self, index: usize) -> bool {
        index < self.first || index >= self.all - self.last
    }

    fn left_out(self, connection: &Connection) -> Option<(usize, usize, usize)> {
        let left_out = &connection.segments[self.first..self.all - self.last];
        let bytes = left_out.iter().map(|segment| segment.bytes.len()).sum();
        (!left_out.is_empty()).then_some((self.first, left_out.len(), bytes))
    }
}

/// Where a message was cut under `split`.
fn pieces(cutter: &mut Cutter, length: usize, shown_bytes: usize) -> (Vec<usize>, usize) {
    let mut first = Vec::new();
    let (mut at, mut all) = (0, 0);
    while at < length {
        let piece = cutter.next(length - at, at == 0);
        if at < shown_bytes {
            first.push(piece);
        }
        at += piece;
        all += 1;
    }
    (first, all)
}

/// When what is shown of a connection happened.
fn times(connection: &Connection, bounds: Bounds) -> impl Iterator<Item = i64> {
    let shown = Excerpt::of(connection, bounds);
    let segments = connection.segments.iter().enumerate().filter(move |(index, _)| shown.holds(*index));
    let closes = [connection.client_close, connection.server_close].into_iter().flatten();
    let all = std::iter::once(connection.opened)
        .chain(segments.map(|(_, segment)| segment.at))
        .chain(closes.map(|close| close.at));
    all.map(|at| i64::try_from(at.as_micros()).expect("a case takes no thousands of years"))
}

fn since_first(mut times: Vec<i64>) -> Vec<i64> {
    if let Some((first, others)) = times.split_first_mut() {
        others.iter_mut().for_each(|at| *at -= *first);
    }
    times
}

/// Texts by number, each once.
#[derive(Debug, Default)]
struct Texts {
    all: Vec<String>,
    numbers: HashMap<String, usize>,
    /// About how many bytes of JSON they are.
    bytes: usize,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.bytes += text.chars().map(|c| if c.is_control() { 6 } else { c.len_utf8() }).sum::<usize>();
        let number = self.all.len();
        self.all.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
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
